"""Instruction words as rules: every phrase of the desk's table, variants, and what holds for any words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Credit, Layer, Metadata, Record, Restriction
from indexer.rights.moments import read_moment
from indexer.rights.reading import rules_of
from indexer.rights.restrictions import LONGEST, read_restrictions

CASES = tomllib.loads((Path(__file__).parent / "cases" / "restrictions.toml").read_text(encoding="utf-8"))
PHRASES = [*CASES["table"].items(), *CASES["variants"].items()]
SENT = "2024-05-04"
SAID = "EMBARGO EDITORIAL USE ONLY CHINA TORONTO STAR OUT MAGS NO SALES UNTIL MAY 7 00:01 BST KILL 14 DAYS".split()


def written(rule: Restriction) -> str:
    """Return a rule as the cases write it."""
    said = [rule.name]
    said += [f"{name}={','.join(value)}" for name in ("where", "media", "who") if (value := getattr(rule, name))]
    said += [f"until={rule.until}"] * bool(rule.until) + [f"times={rule.times}"] * (rule.times is not None)
    return " ".join(said)


@pytest.mark.parametrize(("text", "expected"), PHRASES, ids=[text for text, _ in PHRASES])
def test_a_phrase_states_its_rule(text: str, expected: list[str]) -> None:
    found = read_restrictions(text, SENT)
    assert [written(one) for one in found] == [said.partition(" context=")[0] for said in expected]
    for rule, said in zip(found, expected, strict=True):
        assert f"{rule.effect} {rule.action}" == CASES["effects"][rule.name]
        _, stated, context = said.partition(" context=")
        assert not stated or rule.context == context
        assert rule.text in text


def test_the_cases_hold_a_hundred_variants_beside_the_table() -> None:
    assert len(CASES["variants"]) >= 100
    assert not CASES["variants"].keys() & CASES["table"].keys()


@given(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=5))
def test_phrases_that_are_parted_state_what_each_states_alone(chosen: list[tuple[str, list[str]]]) -> None:
    apart = {written(rule) for text, _ in chosen for rule in read_restrictions(text, SENT)}
    joined = {written(rule) for rule in read_restrictions("; ".join(text for text, _ in chosen), SENT)}
    # An embargo that names no day gives way to one that does.
    assert joined == (apart - {"embargo"} if any(one.startswith("embargo until") for one in apart) else apart)


def test_a_medium_does_not_run_on_into_the_next_clause() -> None:
    names = [rule.name for rule in read_restrictions("NO TV, NO INTERNET; USE BY 31/05/2024", SENT)]
    assert names == ["medium", "medium", "expiry"]


@given(st.text(max_size=200) | st.lists(st.sampled_from(SAID), max_size=30).map(" ".join))
def test_any_words_can_be_read_and_none_is_lost(text: str) -> None:
    if text.lstrip().startswith("FBMD"):
        return
    rules = read_restrictions(text, SENT)
    assert all(rule.text in text for rule in rules)
    kept = " ".join(rule.text for rule in rules)
    lost = set(re.findall(r"[^\W\d_]{4,}", text)) - set(re.findall(r"[^\W\d_]{4,}", kept))
    assert {word.lower() for word in lost} <= {
        "note",
        "notes",
        "editor",
        "editors",
        "attention",
        "restriction",
        "restrictions",
        "please",
        "also",
    }


@pytest.mark.parametrize(
    "words", ["NO ", "NO SALES, ", "not available for ", "embargo until ", "x out ", "CHINA, ", "1 ", "(/"]
)
def test_a_long_instruction_is_read_in_linear_steps(words: str) -> None:
    # Twice the words give at most twice the rules and a bit; the reader itself ends at LONGEST characters.
    short, long = (read_restrictions(words * n, SENT) for n in (200, 400))
    assert len(long) <= 2 * len(short) + 2
    assert read_restrictions(words * LONGEST, SENT) == read_restrictions((words * LONGEST)[:LONGEST], SENT)


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("7 May 2024", "2024-05-07"),
        ("May 7th, 2024 at 10pm GMT", "2024-05-07T22:00+00:00"),
        ("22:30 on Tuesday", "2024-05-07T22:30"),
        ("05/07/2024", "2024-07-05"),
        ("05/27/2024", "2024-05-27"),
        ("midnight on May 7", "2024-05-08T00:00"),
        ("10 a.m. UK time on 7 May", "2024-05-07T10:00+01:00"),
        ("10 a.m. UK time on 7 December", "2024-12-07T10:00+00:00"),
        ("1800 ET Jan 9, 2025", "2025-01-09T18:00-05:00"),
        ("10:00 GMT+2 on 7 May 2024", "2024-05-07T10:00+02:00"),
        ("30 February 2024", None),
        ("25:00 tomorrow", None),
        ("soon", None),
    ],
)
def test_moments_are_read_with_their_zone(words: str, iso: str | None) -> None:
    found = read_moment(words, sent=SENT)
    assert (found.iso if found else None) == iso


def test_without_a_day_to_count_from_a_window_stays_open_and_says_so() -> None:
    (window,) = read_restrictions("14 DAYS FROM TRANSMISSION")
    assert (window.until, window.context) == ("", "14 days from a day that is not known")


def test_an_instruction_cut_at_256_octets_is_completed_from_the_other_layer() -> None:
    whole = "NO SALES; " * 24 + "EMBARGOED UNTIL MAY 7, 2024; CHINA OUT"
    layers = (Layer("xmp", (("instructions", "photoshop:Instructions", whole),)),)
    cut = whole[:256]
    alone = rules_of(Record("", "", metadata=Metadata(instructions=cut)))
    both = rules_of(Record("", "", metadata=Metadata(instructions=cut, layers=layers)))
    assert [one.name for one in alone] == ["no-sales", "embargo", "unread", "cut"]
    assert [(one.name, one.until) for one in both] == [
        ("no-sales", ""), ("embargo", "2024-05-07"), ("territory", ""),
    ]  # fmt: skip


def test_machine_fields_are_rules_too() -> None:
    metadata = Metadata(
        release="2024-05-07T00:00+00:00", expires="2024-06-01", action="kill", data_mining="DMI-PROHIBITED",
        credit_line="Jo Marsh/AFP", credit_line_required="CR-CAI",
    )  # fmt: skip
    rules = rules_of(Record("", "", metadata=metadata))
    assert [(one.name, one.until or one.context) for one in rules] == [
        ("embargo", "2024-05-07T00:00+00:00"), ("expiry", "2024-06-01"), ("kill", ""), ("no-training", ""),
        ("credit", "Jo Marsh/AFP"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("caption", "kills"),
    [
        ("MANDATORY KILL: A ferry leaves the harbour of Brest.", True),
        ("ATTENTION EDITORS - KILL A ferry leaves.", True),
        ("Kill Devil Hills is a town.", False),
        ("A ferry leaves. The fire killed two.", False),
    ],
)
def test_a_caption_that_begins_with_a_kill_is_one(caption: str, kills: bool) -> None:
    assert any(one.effect == "kill" for one in rules_of(Record(caption, caption))) is kills


def test_the_words_behind_a_credit_are_rules_once() -> None:
    record = Record("", "", Credit(restrictions="NO SALES; NO SALES"), metadata=Metadata(usage_terms="No sales."))
    assert [(one.name, one.source) for one in rules_of(record)] == [("no-sales", "credit.restrictions")]
