"""The rules: every page's Bad and Good, every finding at its place, no rule that fails on odd input."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from desk import codes_of
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import UsageError
from indexer.model import Record
from indexer.parse import parse_caption
from indexer.rules import RULES, Example, Rule, check, page, rule
from indexer.vocab.styles import names

BAD = [(entry, example) for entry in RULES for example in entry.examples("Bad")]
GOOD = [(entry, example) for entry in RULES for example in entry.examples("Good")]


def codes(text: str, published: str | None = None, style: str = "default") -> list[str]:
    return [found.code for found in check(parse_caption(text, published=published), style)]


def named(value: object) -> str:
    return value.texts[0][-30:] if isinstance(value, Example) else getattr(value, "code", "")


# Pages


@pytest.mark.parametrize(("entry", "example"), BAD, ids=named)
def test_a_page_s_bad_caption_is_found(entry: Rule, example: Example) -> None:
    assert entry.code in codes_of(example)


@pytest.mark.parametrize(("entry", "example"), GOOD, ids=named)
def test_a_page_s_good_caption_is_clean(entry: Rule, example: Example) -> None:
    assert codes_of(example) == []


@pytest.mark.parametrize("entry", RULES, ids=named)
def test_every_page_says_what_why_bad_good_and_how_to_fix_it(entry: Rule) -> None:
    assert page(entry.code.lower()).startswith(f"{entry.code} ({entry.severity}")
    assert f"): {entry.title}.\n" in entry.page
    assert [re.search(rf"^{head}:", entry.page, re.MULTILINE) is not None for head in ("What", "Why", "Fix")] == [
        True
    ] * 3
    assert re.search(r"\b(?:[Ss]afe|[Cc]heck the name|[Cc]orrect the credit)\b", entry.page)
    assert entry.examples("Bad")
    assert entry.examples("Good")


def test_codes_are_given_once_and_in_order_within_their_family() -> None:
    listed = [entry.code for entry in RULES]
    assert len(set(listed)) == len(listed)
    for family in {code[:2] for code in listed}:
        numbers = [int(code[2:]) for code in listed if code.startswith(family)]
        assert numbers == list(range(1, len(numbers) + 1))


def test_a_code_that_does_not_exist_is_refused_with_the_list() -> None:
    with pytest.raises(UsageError, match=r'^rule: no "CR999"; there are CR001 CR002'):
        rule("CR999")


# Cases: what an editor would say


CLEAN = [
    "A bell rings in the old tower. (Jo Marsh/AFP/Getty Images)",
    "A bell rings in the old tower. (Jo Marsh/The Associated Press)",
    "A bell rings in the old tower. (AP Photo/Jo Marsh)",
    "A bell rings in the old tower. REUTERS/Jo Marsh",
    "A bell rings in the old tower (left) beside a) the mill and b) the well :) (Jo Marsh/AFP via Getty Images)",
    "A bell rings in the old tower. (Submitted by Ann Berg)",
    "The wreck seen from orbit. (NASA)",
    "AFP headquarters in the evening sun in 2019 (file photo). (Jo Marsh/AFP)",
    "A bell rings on Friday, May 5, 2023. (Jo Marsh/AFP)",
    "Une cloche sonne, le vendredi 5 mai 2023. (Jo Marsh/AFP)",
    "Shoppers on Black Friday 2022 in the old town. (Jo Marsh/AFP)",
]


@pytest.mark.parametrize("text", CLEAN)
def test_a_caption_as_it_should_be_is_clean(text: str) -> None:
    assert codes(text) == []


FAULTY = [
    ("A bell rings in the old tower.", "CR001", "tower.", None),
    ("A bell rings. (Jo Marsh/Retuers)", "CR002", "Retuers", "Reuters"),
    ("A bell rings. (Jo Marsh/AFP/Getti Images)", "CR002", "Getti Images", "Getty Images"),
    ("A bell rings. (Reuters)", "CR004", "Reuters", None),
    ("A bell rings. (Jo Marsh/Reuters))", "CR005", ")", ""),
    ("A bell rings. (Jo Marsh/Reuters", "CR005", "(", None),
    ("A bell (the old one] rings. (Jo Marsh/Reuters)", "CR005", "]", ")"),
    ("A bell rings. (Jo Marsh/AFP) (Jo Marsh/AFP/Getty Images)", "CR006", "(Jo Marsh/AFP)", ""),
    ("A bell rings. (Jo Marsh/AFP/Getty)", "CR007", "Getty", "Getty Images"),
    ("A bell rings. (Jo Marsh/CP)", "CR007", "CP", "The Canadian Press"),
    ("A bell rings on Tuesday, July 8, 2020. (Jo Marsh/AFP)", "CA001", "Tuesday, July 8, 2020", None),
    ("A bell rings on Monday 8 July 2020. (Jo Marsh/AFP)", "CA001", "Monday 8 July 2020", None),
]


@pytest.mark.parametrize(("text", "code", "words", "suggestion"), FAULTY, ids=[f"{c[1]} {c[2]}" for c in FAULTY])
def test_a_fault_is_found_at_its_words_with_what_to_print(
    text: str, code: str, words: str, suggestion: str | None
) -> None:
    [found] = [found for found in check(parse_caption(text)) if found.code == code]
    assert (found.text, found.suggestion) == (words, suggestion)
    assert text[found.column - 1 : found.end_column - 1] == words


def test_a_weekday_without_a_year_is_held_against_the_year_of_publication() -> None:
    text = "A bell rings on Tuesday, July 8. (Jo Marsh/AFP)"
    assert codes(text) == []
    assert codes(text, published="2025-07-10") == []
    assert codes(text, published="2020-07-10") == ["CA001"]


def test_a_finding_has_its_place_in_the_document_not_in_the_caption() -> None:
    text = "A bell rings\nin the old tower. (Jo Marsh/Retuers)"
    [found] = check(replace(parse_caption(text), document="a.txt", line=41, column=5))
    assert (found.document, found.line, found.column, found.end_line, found.end_column) == ("a.txt", 42, 29, 42, 36)


# Invariants


WORDS = ("(Jo Marsh/Retuers)", "Getty", "AFP", " via ", "Photo: ", "Tuesday, July 8, 2020", "Jo Marsh", ") (")
SIGNS = st.sampled_from([*"aB.()[]（）/,:|-– \n\r\t0123", *WORDS])


@given(st.lists(SIGNS, max_size=30).map("".join))
def test_every_finding_points_at_its_own_words(text: str) -> None:
    lines = re.split(r"\r\n|\n|\r", text)
    for found in check(parse_caption(text)):
        assert found.message
        assert "\n" not in found.message.strip("\n")
        if found.line == found.end_line:
            assert lines[found.line - 1][found.column - 1 : found.end_column - 1] == found.text


@given(st.text(max_size=200), st.sampled_from(names()))
def test_no_rule_fails_on_any_text_read_or_not(text: str, style: str) -> None:
    check(Record(text, text), style)
    check(parse_caption(text), style)
