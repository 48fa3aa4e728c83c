"""The CA family: does the caption hold together?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from ..model import Record
from ..vocab.captions import calendar
from .rule import Fault

# Abbreviations of three letters and more: `so` and `do` are weekdays only to a German.
_WORD = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]+)?")
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday_against_date(record: Record) -> Iterator[Fault]:
    """Weekday against date.

    What: the caption names a weekday and a full date side by side, and the date was another weekday. Without a
    printed year, the year is that of the publication or the one before it; both must disagree.

    Why: one of the two is wrong, and whoever uses the picture again cannot tell which.

    Bad:
        Rowers train at dawn on Tuesday, July 8, 2020. (Jo Marsh/Reuters)

        Des rameurs à l'aube, le lundi 8 juillet 2020. (Jo Marsh/Reuters)

    Good:
        Rowers train at dawn on Wednesday, July 8, 2020. (Jo Marsh/Reuters)

    Fix: look the day up in the metadata. Not safe: either word may be the wrong one.
    """
    words = calendar()
    for word in _WORD.finditer(record.text):
        weekday = words.weekdays.get(word.group().lower())
        match = _day_behind().match(record.text, word.end()) if weekday is not None else None
        if weekday is None or match is None:
            continue
        month = words.months[(match["month"] or match["month2"]).lower()]
        years = _years(record, match["year"] or match["year2"])
        days = [day for year in years if (day := _date(year, month, int(match["day"] or match["day2"])))]
        if days and all(day.weekday() != weekday for day in days):
            right = _ENGLISH[days[0].weekday()]
            yield Fault(word.start(), match.end(), f"{days[0].isoformat()} was a {right}, not a {_ENGLISH[weekday]}")


@cache
def _day_behind() -> re.Pattern[str]:
    """Return the pattern of day and month, in either order, right behind a weekday."""
    names = sorted((re.escape(name) for name in calendar().months if len(name) > 2), key=len, reverse=True)
    month = "|".join(names)
    year = r"(?:,? (?:de |del )?(?P<{0}>(?:19|20)[0-9]{{2}})(?![0-9]))?"
    return re.compile(
        r"\.?,? (?:(?:le|the|den|el|dia|o) )?(?:"
        rf"(?P<month>{month})\.? (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:]){year.format('year')}"
        rf"|(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th|er|\.)?(?: of| de)? (?P<month2>{month})(?!\w)\.?"
        rf"{year.format('year2')})",
        re.IGNORECASE,
    )


def _years(record: Record, printed: str | None) -> list[int]:
    """Return the years that a date may lie in: the printed one, or those about the publication."""
    if printed:
        return [int(printed)]
    known = record.published or ""
    return [int(known[:4]), int(known[:4]) - 1] if known[:4].isdecimal() else []


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
