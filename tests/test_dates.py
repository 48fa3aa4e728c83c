"""Dates: the day of capture apart from the rest, in all orders and four languages, never reckoned from today."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.parse.dates import read_dates

CASES = tomllib.loads((Path(__file__).parent / "cases" / "dates.toml").read_text(encoding="utf-8"))["case"]
MONTHS = "January February March April May June July August September October November December".split()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_caption_says_when_it_was(case: dict[str, Any]) -> None:
    reading = read_dates(case["text"], case.get("published"))
    assert (reading.date_created or "", reading.date_text or "") == (case["want"], case.get("words", ""))
    assert list(reading.dates) == case.get("others", [])


@given(
    st.dates(date(1850, 1, 1), date(2090, 1, 1)), st.sampled_from(["{m} {d}, {y}", "{d} {m} {y}", "{y}-{n:02}-{d:02}"])
)
def test_a_day_is_read_in_every_order(day: date, order: str) -> None:
    printed = order.format(m=MONTHS[day.month - 1], n=day.month, d=day.day, y=day.year)
    assert read_dates(f"A tram in Oslo on {printed}.", None).date_created == day.isoformat()


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_the_latest_one_not_after_publication(published: date, weekday: int) -> None:
    name = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()[weekday]
    read = read_dates(f"A tram in Oslo on {name}.", published.isoformat()).date_created
    assert read is not None
    day = date.fromisoformat(read)
    assert (day.weekday(), 0 <= (published - day).days < 7) == (weekday, True)


def test_a_date_without_a_year_fixes_no_day_without_publication() -> None:
    reading = read_dates("A tram in Oslo on May 3.", None)
    assert (reading.date_created, reading.date_text) == (None, "May 3")
