"""People: who is in the picture, with role and position, and who is only spoken of."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from indexer.parse.people import read_people

CASES = tomllib.loads((Path(__file__).parent / "cases" / "people.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_caption_says_who_is_shown_and_who_is_only_mentioned(case: dict[str, Any]) -> None:
    reading = read_people(case["text"])
    assert [[p.name, p.role or "", p.position or ""] for p in reading.persons_shown] == case["shown"]
    if "mentioned" in case:
        assert list(reading.mentioned) == case["mentioned"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_name_role_and_position_are_printed_where_the_evidence_says(case: dict[str, Any]) -> None:
    text = case["text"]
    reading = read_people(text)
    spans = {e.field: text[e.start : e.end] for e in reading.evidence}
    for number, person in enumerate(reading.persons_shown):
        printed = spans[f"persons_shown.{number}"]
        assert person.name.startswith(printed.split()[0])
        if person.role:
            assert spans[f"persons_shown.{number}.role"] == person.role
        if person.position_text:
            assert spans[f"persons_shown.{number}.position"] == person.position_text


def test_a_doubtful_name_is_less_certain_than_one_with_a_title() -> None:
    reading = read_people("Mayor Anna Berg and Karl Lund wave.")
    grades = {e.field: e.certainty for e in reading.evidence}
    assert (grades["persons_shown.0"], grades["persons_shown.1"]) == ("exact", "likely")


def test_a_person_named_twice_is_listed_once() -> None:
    reading = read_people("Anna Berg waves. Berg was elected in May, Anna Berg said.")
    assert [p.name for p in reading.persons_shown] == ["Anna Berg"]
    assert reading.mentioned == ()
