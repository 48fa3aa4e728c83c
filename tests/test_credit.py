"""Credit lines: every form of the style book, found in its block, read, explained; and what holds for any text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import FLAGS, Block, Credit, Metadata
from indexer.parse import parse_block, parse_caption, parse_credit
from indexer.parse.credit import read_credit
from indexer.parse.explaining import explain_credit
from indexer.parse.fields import read_fields
from indexer.parse.find import find_credit
from indexer.parse.names import match_key, natural
from indexer.parse.patterns import PATTERNS, Pattern
from indexer.parse.similar import suspicious


def _cases(name: str, kind: str = "case") -> list[dict[str, Any]]:
    text = (Path(__file__).parent / "cases" / f"{name}.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)[kind])


def _told(credit: Credit) -> dict[str, Any]:
    return {
        "makers": [maker.name for maker in credit.photographers],
        "chain": [agency.name for agency in credit.agencies],
        "via": credit.via,
        "flags": sorted(credit.flags),
    }


def _wanted(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "makers": case.get("makers", []),
        "chain": case.get("chain", []),
        "via": case.get("via"),
        "flags": sorted(case.get("flags", [])),
    }


@pytest.mark.parametrize("case", _cases("credits"), ids=lambda case: case["text"][:60])
def test_a_credit_line_tells_makers_chain_and_flags(case: dict[str, Any]) -> None:
    credit = parse_credit(case["text"])
    assert _told(credit) == _wanted(case)
    assert list(credit.unread) == case.get("unread", [])


@pytest.mark.parametrize("case", _cases("credit_blocks"), ids=lambda case: case["text"][-60:])
def test_a_credit_is_found_in_its_block_and_the_caption_is_what_remains(case: dict[str, Any]) -> None:
    record = parse_caption(case["text"])
    assert record.caption == case["caption"]
    assert _told(record.credit) == _wanted(case)


@pytest.mark.parametrize("case", _cases("credit_blocks", "none"), ids=lambda case: case["text"][:60])
def test_a_caption_without_credit_keeps_every_character(case: dict[str, Any]) -> None:
    record = parse_caption(case["text"])
    assert (record.caption, record.credit.raw) == (case["text"], "")


@pytest.mark.parametrize("case", _cases("credit_fields"), ids=lambda case: f"{case['byline']}|{case.get('credit', '')}")
def test_fields_are_reconciled_into_one_credit(case: dict[str, Any]) -> None:
    credit = read_fields(case["byline"], case.get("credit", ""), case.get("source", ""), case.get("job", ""))
    assert _told(credit) == _wanted(case)


def test_a_caption_without_credit_takes_its_pictures() -> None:
    told = Metadata(photographers=("MIA HOLM",), credit_line="AFP")
    assert _told(parse_block(Block("Boats.", metadata=told)).credit)["makers"] == ["Mia Holm"]
    printed = parse_block(Block("Boats. (Juan Paz/AP)", metadata=told)).credit
    assert _told(printed)["makers"] == ["Juan Paz"]


def test_fields_that_agree_with_the_caption_make_it_certain() -> None:
    text = "Boats leave. (Fjodir Nordvakk/Havn Press)"
    doubtful = {one.field: one.certainty for one in parse_caption(text).evidence}
    sure = parse_block(Block(text, metadata=Metadata(photographers=("Fjodir Nordvakk",), credit_line="Havn Press")))
    certainty = {one.field: one.certainty for one in sure.evidence}
    for field in ("credit.photographers.0", "credit.agencies.0"):
        assert (doubtful[field], certainty[field]) == ("likely", "exact")


FORMS = (
    "{n}/{a}", "({n}/{a})", "[{n} / {a}]", "（{n}/{a}）", "{n} | {a}", "{n} • {a}", "Photo by {n}/{a}",
    "Photo: {n}/{a}", "PHOTO: {N}/{a}", "Foto: {n}/{a}", "Bild: {n}/{a}", "Crédit photo : {n}/{a}",
    "Photograph: {n}/{a}",
    "© {n}/{a}",
    "© 2019 {n}/{a}", "Mandatory Credit: Photo by {n}/{a}", "{N}/{a}", "{n} ({a})", "{n}, {a}", "{a}/{n}", "({a}: {n})",
    "{n} for {a}", "{n}/{a}, File", "{n}/Pool/{a}", "{n} / Staff / {a}", "Fot. {n}/{a}", "Kuva: {n}/{a}",
    "摄影：{n}/{a}", "Image credit: {n} /{a}", "(Image: {n}/{a}).",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("name", "house"), [("Mia Holm", "Reuters"), ("Ana de la Cruz", "Le Devoir")])
def test_the_same_credit_in_any_form_tells_the_same(form: str, name: str, house: str) -> None:
    credit = parse_credit(form.format(n=name, N=name.upper(), a=house))
    assert _told(credit)["makers"] == [name]
    assert _told(credit)["chain"] == [house]
    assert not credit.unread


@pytest.mark.parametrize("row", PATTERNS, ids=lambda row: row.name)
def test_the_examples_of_a_pattern_give_what_they_say(row: Pattern) -> None:
    assert len(row.examples) >= 2
    for text, wanted in row.examples:
        reading = read_credit(text)
        who = ", ".join(maker.name for maker in reading.credit.photographers)
        chain = " › ".join(agency.name for agency in reading.credit.agencies)
        assert f"{who} > {chain}".strip() == wanted
        assert reading.pattern == row.name


def test_a_composite_has_a_credit_for_each_panel_in_order() -> None:
    credit = parse_credit("Left: Mia Holm/AP; Right: Juan Paz/Nordvik Press via Reuters")
    assert [part.label for part in credit.parts] == ["Left", "Right"]
    assert [_told(credit)[name] for name in ("makers", "via")] == [["Mia Holm", "Juan Paz"], "Reuters"]
    assert [[agency.name for agency in part.agencies] for part in credit.parts] == [
        ["The Associated Press"], ["Nordvik Press", "Reuters"],
    ]  # fmt: skip
    assert "composite" in credit.flags


def test_two_credits_side_by_side_are_both_cut_and_the_fuller_counts() -> None:
    record = parse_caption(
        "Boats leave. AFP PHOTO / POOL / Mia HOLM (Photo credit should read MIA HOLM/AFP/Getty Images)"
    )
    assert record.caption == "Boats leave."
    assert _told(record.credit) == {
        "makers": ["Mia Holm"], "chain": ["AFP", "Getty Images"], "via": None, "flags": ["pool"],
    }  # fmt: skip
    assert {one.field for one in record.evidence} >= {"credit", "credit.second"}


def test_restrictions_are_parsed_off_and_kept() -> None:
    credit = parse_credit("Nordvik Police/Handout via REUTERS. NO SALES. NO ARCHIVES")
    assert credit.restrictions == "NO SALES. NO ARCHIVES"
    assert _told(credit)["chain"] == ["Nordvik Police", "Reuters"]


def test_a_suppliers_number_is_kept() -> None:
    assert parse_credit("Mia Holm/Shutterstock (12345678a)").catalogue_number == "12345678a"


def test_look_alikes_stay_apart() -> None:
    names = [parse_credit(f"Mia Holm/{short}").agencies[0].name for short in ("AP", "AAP", "AFP", "APA", "PA", "EPA")]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("TKACHUK Ihor", "Ihor Tkachuk"), ("VAN DER BERG", "Van der Berg"), ("MARY O'NEIL", "Mary O'Neil"),
        ("Jim McCOY", "Jim McCoy"), ("John MACDOUGALL", "John MacDougall"), ("LM Holm", "LM Holm"),
        ("WANG Zhao", "Wang Zhao"), ("KIM HONG-JI", "Kim Hong-ji"), ("Ana MIlner", "Ana Milner"),
        ("ANA DE LA CRUZ", "Ana de la Cruz"), ("NGUYEN VAN ANH", "Nguyen Van Anh"),
        ("Lars Nelson Jr.", "Lars Nelson Jr."),
    ],
)  # fmt: skip
def test_names_come_out_in_natural_case_and_order(printed: str, name: str) -> None:
    assert natural(printed) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ihor Bobok", "Igor Bobok"), ("Serhii Bobok", "BOBOK Sergey"), ("Mohammed Salim", "Muhammad Salim"),
        ("José Núñez", "Jose Nunez"), ("J.T. Blank", "J T Blank"), ("Kim Hong-ji", "Hongji Kim"),
        ("Natalia Holm", "Natalya Holm"), ("Abdul-Rahman Said", "Abdulrahman Said"),
    ],
)  # fmt: skip
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Jon A. Roe", "Jon Roe"), ("Ana Said", "Ana Saad"), ("Li Wei", "Li Wen")],
)
def test_different_people_have_different_keys(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


def test_suspicious_pairs_say_why() -> None:
    names = [("Mia Holmberg", 9), ("M. Holmberg", 1), ("Mia A. Holmberg", 2), ("Mia Holmbert", 1), ("Juan Paz", 5)]
    assert {(pair.name, pair.other, pair.why) for pair in suspicious(names)} == {
        ("Mia Holmberg", "Mia A. Holmberg", "initial added"),
        ("Mia Holmberg", "M. Holmberg", "given name shortened"),
        ("Mia Holmberg", "Mia Holmbert", "one letter apart"),
    }


def test_an_explanation_shows_split_classes_pattern_and_runner_up() -> None:
    how = explain_credit("Boats. (Mia Holm/Nordvik Press via AP)")
    assert how is not None
    assert how.parts == (
        ("", "Mia Holm", "person, by a known given name"), ("/", "Nordvik Press", "organisation, by its shape"),
        ("via", "via", "via"), ("", "AP", "agency of the list"),
    )  # fmt: skip
    assert (how.pattern, how.next_best) == ("person, then the chain", "agencies alone: Mia Holm › Nordvik Press › AP")


def test_body_text_is_no_caption_in_a_story() -> None:
    for text in (
        "The ministry/agency split was decided on Monday by Mia Holm and Juan Paz of the Nordvik council.",
        "“We heard it first,” she told Reuters.",
        "The firm (listed in Oslo) said its and/or clause stands.",
    ):
        assert find_credit(text, loose=True) is None
    assert find_credit("Boats leave the harbour of Nordvik. (Mia Holm/AP)", loose=True) is not None


HARD = (
    "Mia Holm/AFP via Getty Images/" * 30_000, "/" * 10_000, "a/" * 10_000, "(" * 10_000, "*" * 10_000, " " * 50_000,
    "GERMANY " * 3_000, "via " * 5_000, "Photo by " * 2_000, ("x" + " " * 400) * 50, "A. " * 5_000, "“" * 10_000,
    "Boats leave. " + "NO SALES " * 60 + "x", "#tag " * 140 + "x", "USA, " * 140 + "OUT x",
)  # fmt: skip


@pytest.mark.parametrize("text", HARD, ids=lambda text: text[:12])
def test_hard_lines_return_and_keep_every_character(text: str) -> None:
    credit = parse_credit(text)
    assert credit.raw in text
    found = find_credit(text)
    assert found is None or 0 <= found.start < found.end <= len(text)


PIECES = (
    "Mia Holm", "JUAN PAZ", "AP", "AFP", "Getty Images", "Reuters", "/", " / ", " via ", ", ", "; ", "(", ")", "[", "]",
    ": ",
    " - ", "—", "|", "Photo by ", "Foto: ", "© ", "2019", "Left: ", "Pool", "Handout", "File", " for ", "@mia",
    "Nordvik",
    "courtesy of ", ". ", "\n", "NO SALES", "é", "”", "CC BY 2.0", "12345678a", "Boats leave the harbour.",
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_is_read_into_spans_separators_and_unread(text: str) -> None:
    reading = read_credit(text)
    credit = reading.credit
    assert credit.raw == text[reading.start : reading.start + len(credit.raw)]
    assert set(credit.flags) <= set(FLAGS)
    for one in reading.evidence:
        assert reading.start <= one.start < one.end <= reading.start + len(credit.raw)
    for maker in credit.photographers:
        assert maker.name
        assert maker.printed in text
    for rest in credit.unread:
        assert rest in text


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.booleans())
def test_what_is_found_lies_in_the_text(text: str, loose: bool) -> None:
    found = find_credit(text, loose)
    if found:
        assert 0 <= found.start < found.end <= len(text)
        assert found.reading.credit.raw in text


@settings(max_examples=100, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(("", "STF", "HO", "pool", "x")))
def test_any_fields_make_a_credit(byline: str, credit: str, job: str) -> None:
    told = read_fields(byline, credit, "", job)
    names = [match_key(maker.name) for maker in told.photographers]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("note", ["China OUT", "NO SALES", "NO SALES. NO ARCHIVES", "EDITORIAL USE ONLY"])
def test_an_instruction_behind_the_brackets_is_kept_among_the_restrictions(note: str) -> None:
    record = parse_caption(f"Workers sort crabs in Oslo. (Mia Holm/AFP) / {note}")
    assert (record.caption, record.credit.raw) == ("Workers sort crabs in Oslo.", "Mia Holm/AFP")
    assert record.credit.restrictions == note
