"""The sample story, read from the file itself: six records, and what the desk asks of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from indexer.model import Record
from indexer.parse import parse_document
from indexer.sources import read

STORY = Path(__file__).parent.parent / "seeds" / "000_4f349c41aa68770c.txt"
WIRE = ["AFP", "Getty Images"]

SIX: list[dict[str, Any]] = [
    {
        "kind": "composite",
        "by": ["Alexandr Demyanchuk"],
        "chain": ["Sputnik", *WIRE],
        "place": (None, "Samarkand", "Uzbekistan"),
        "shown": [("Vladimir Putin", "Russian President", "left"), ("Xi Jinping", "Chinese President", None)],
        "event": "Shanghai Co-operation Organization leaders' summit",
        "date": "2022-09-15",
    },
    {"kind": "photo", "by": ["Ihor Tkachov"], "chain": WIRE, "place": None, "shown": [], "date": "2022-09-15"},
    {
        "kind": "photo",
        "by": ["Sergei Supinsky"],
        "chain": WIRE,
        "place": (None, "Kyiv", "Ukraine"),
        "shown": [
            ("Ursula von der Leyen", "European Commission President", None),
            ("Volodymyr Zelenskyy", "Ukrainian President", None),
        ],
        "date": "2022-09-15",
    },
    {
        "kind": "photo",
        "by": ["Leo Correa"],
        "chain": ["The Associated Press"],
        "place": ("Saltivka neighbourhood", "Kharkiv", "Ukraine"),
        "shown": [],
        "date": "2022-09-15",
    },
    {
        "kind": "photo",
        "by": ["Sergey Bobok"],
        "chain": WIRE,
        "place": (None, "Verbivka", "Ukraine"),
        "shown": [],
        "date": "2022-09-15",
    },
    {"kind": "video", "by": [], "chain": [], "place": None, "date": None},
]


def records(published: str | None) -> list[Record]:
    found = [record for document in read(STORY, published=published) for record in parse_document(document)]
    # The table of the desk lists the video last; the story prints it second.
    return sorted(found, key=lambda record: record.kind == "video")


@pytest.fixture(scope="module")
def six() -> list[Record]:
    return records("2022-09-15")


def test_the_story_holds_exactly_six_records(six: list[Record]) -> None:
    assert [record.kind for record in six] == [wanted["kind"] for wanted in SIX]


@pytest.mark.parametrize("number", range(6), ids=lambda n: SIX[n]["kind"] + str(n + 1))
def test_each_record_says_who_made_it_what_it_shows_where_and_when(six: list[Record], number: int) -> None:
    record, wanted = six[number], SIX[number]
    assert [person.name for person in record.credit.photographers] == wanted["by"]
    assert [agency.name for agency in record.credit.agencies] == wanted["chain"]
    place = record.location
    assert (place and (place.sublocation, place.city, place.country)) == wanted["place"]
    assert record.date_created == wanted["date"]
    if "shown" in wanted:
        assert [(p.name, p.role, p.position) for p in record.persons_shown] == wanted["shown"]
    if "event" in wanted:
        assert record.event == wanted["event"]
    assert record.credit.unread == ()


def test_the_video_has_its_length_and_no_credit(six: list[Record]) -> None:
    video = six[-1]
    assert (video.duration, video.credit.raw) == (121, "")
    assert [person.name for person in video.persons_shown] == ["Vladimir Putin", "Xi Jinping"]


def test_a_country_that_only_follows_from_its_capital_is_marked_so(six: list[Record]) -> None:
    kyiv = six[2].location
    assert kyiv is not None
    assert "country" in kyiv.inferred


def test_the_subject_of_a_plain_picture_is_who_does_what(six: list[Record]) -> None:
    assert six[1].subject == "Ukrainian artillery members fire a self-propelled cannon"


def test_without_a_day_of_publication_a_weekday_stays_unresolved_and_says_so() -> None:
    dates = {(record.date_created, record.date_text) for record in records(None) if record.kind != "video"}
    assert dates == {(None, "Thursday")}


def test_every_value_points_to_the_characters_it_was_read_from(six: list[Record]) -> None:
    for record in six:
        for evidence in record.evidence:
            assert 0 <= evidence.start < evidence.end <= len(record.text), evidence
        spans = {evidence.field: record.text[evidence.start : evidence.end] for evidence in record.evidence}
        for index, person in enumerate(record.credit.photographers):
            assert spans[f"credit.photographers.{index}"] == person.printed
        for index, agency in enumerate(record.credit.agencies):
            assert spans[f"credit.agencies.{index}"] == agency.printed
