"""Captions as a whole: subject, event and keywords, and what holds for any text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import Record
from indexer.parse import parse_caption

CASES = tomllib.loads((Path(__file__).parent / "cases" / "captions.toml").read_text(encoding="utf-8"))["case"]
PIECES = (
    "Mayor", "Anna Berg", "Karl Lund", ", left,", "(R)", "From left:", "and", "with", "of", "photo", "in", "Oslo",
    "Norway", "on Monday", "May 3, 2014", "'s", "“", "”", "(", ")", ";", ".", ":", "-", "\n", "by", "to", "who",
    "after", "meets", "the", "Nordvik Museum", "during the", "summit", "Jr.", "D-Mass.", ", 34,", "l'",
    "ministre de la", "é", "U.S.",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_caption_says_what_is_seen_and_at_which_event(case: dict[str, Any]) -> None:
    record = parse_caption(case["text"])
    assert record.subject == case["subject"]
    assert record.event == case.get("event")
    if "keywords" in case:
        assert list(record.keywords) == case["keywords"]


def values(record: Record) -> dict[str, str]:
    """Return what the record holds, by the field that the evidence names."""
    found = {"subject": record.subject, "event": record.event or ""}
    for number, person in enumerate(record.persons_shown):
        found[f"persons_shown.{number}.role"] = person.role or ""
        if person.position_text:
            found[f"persons_shown.{number}.position"] = person.position_text
    if record.date_text:
        found["date_created"] = record.date_text
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=40).map(" ".join))
def test_any_text_is_read_alike_twice_and_every_span_holds_its_words(text: str) -> None:
    record = parse_caption(text, published="2022-09-16")
    assert parse_caption(text, published="2022-09-16") == record
    held = values(record)
    for evidence in record.evidence:
        assert 0 <= evidence.start < evidence.end <= len(text)
        printed = text[evidence.start : evidence.end]
        if evidence.field in held:
            assert " ".join(printed.split()) == " ".join(held[evidence.field].split())


def test_every_value_of_a_caption_has_its_evidence() -> None:
    text = (
        "Mayor Anna Berg, left, greets Karl Lund at the harbour fair in Bergen, Norway, on May 3, 2014. (Mia Holm/AP)"
    )
    record = parse_caption(text)
    fields = {evidence.field for evidence in record.evidence}
    assert fields >= {
        "persons_shown.0", "persons_shown.0.role", "persons_shown.0.position", "persons_shown.1", "location.city",
        "location.country", "date_created", "subject", "event", "credit.photographers.0", "credit.agencies.0",
    }  # fmt: skip
    assert all(evidence.pattern and evidence.certainty in ("exact", "likely", "guess") for evidence in record.evidence)


@pytest.mark.parametrize(
    "piece", ["Anna Berg, left, and ", "(((", "“", "a ", "May 3, ", "of the ", "A. ", "\n", "Sen. "]
)
def test_a_megabyte_is_read_only_as_far_as_a_caption_can_go(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    record = parse_caption(text)  # what grows with the square would not come back in time
    assert record.text == text
    assert all(evidence.end <= 20_000 for evidence in record.evidence)
