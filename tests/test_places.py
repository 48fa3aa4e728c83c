"""Places are read where the caption puts the picture, and nowhere else."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import Location
from indexer.parse.places import read_places

CASES = tomllib.loads((Path(__file__).parent / "cases" / "places.toml").read_text(encoding="utf-8"))["case"]
PIECES = (
    "in", "near", "the", "city of", "Kyiv", "Paris", "Texas", ", ", "N.D.", "'s", "Ukraine", "on", "Stadium", "(", ")",
    "Rio de Janeiro", "of", "capital", "Berliner", "Ortsteil", "Georgia", "St.", "Peter's", "Basilica", "-", ":", "\n",
)  # fmt: skip


def levels(location: Location | None) -> list[str]:
    if location is None:
        return [""] * 4
    return [getattr(location, field) or "" for field in ("sublocation", "city", "region", "country")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_caption_says_where_it_was(case: dict[str, object]) -> None:
    assert levels(read_places(str(case["text"])).location) == case["want"]


def test_a_capitals_country_is_marked_as_inferred() -> None:
    location = read_places("A tram in Kyiv.").location
    assert location is not None
    assert location.country_code == "UA"
    assert "country" in location.inferred
    printed = read_places("A tram in Kyiv, Ukraine.").location
    assert printed is not None
    assert "country" not in printed.inferred


def test_namesakes_that_the_caption_does_not_rule_out_are_kept() -> None:
    location = read_places("A tornado in Springfield, Missouri.").location
    assert location is not None
    assert (location.region, location.alternatives) == ("Missouri", ())
    location = read_places("A tornado in Springfield.").location
    assert location is not None
    assert any("Illinois" in other for other in location.alternatives)


def test_what_else_the_caption_names_decides_between_namesakes() -> None:
    assert levels(read_places("A street in Birmingham, Alabama.").location)[2] == "Alabama"
    assert levels(read_places("A street in London, Ont.").location)[2:] == ["Ontario", "Canada"]


def test_a_person_called_like_a_place_is_none() -> None:
    text = "Guests greet Paris Hilton in Milan, Italy."
    reading = read_places(text, people=[(13, 25)])
    assert levels(reading.location) == ["", "Milan", "", "Italy"]
    assert all(start >= 25 for start, _ in reading.mentions)


def test_evidence_points_at_the_printed_words() -> None:
    text = "Cars lie in Kharkiv's Saltivka neighbourhood, Ukraine."
    printed = {e.field: text[e.start : e.end] for e in read_places(text).evidence}
    assert printed == {
        "location.sublocation": "Saltivka neighbourhood",
        "location.city": "Kharkiv",
        "location.country": "Ukraine",
    }


def test_the_narrowest_known_place_gives_the_coordinates() -> None:
    location = read_places("A tram in Kyiv, Ukraine.").location
    assert location is not None
    assert (location.latitude, location.longitude) == (50.45, 30.52)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)))
def test_any_text_is_read_and_every_span_lies_in_it(text: str) -> None:
    reading = read_places(text)
    for evidence in reading.evidence:
        assert 0 <= evidence.start < evidence.end <= len(text)
    for start, end in reading.mentions:
        assert text[start:end].strip()
    assert read_places(text) == reading


def test_a_megabyte_is_read_in_a_moment() -> None:
    start = time.perf_counter()
    read_places("in Kyiv, Ukraine, near the town of Izium and " * 22_000)
    assert time.perf_counter() - start < 2
