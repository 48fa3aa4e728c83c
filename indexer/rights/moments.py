"""Days, times and zones as embargoes print them: `00:01 BST on 7 May`, `noon EDT Tuesday`, `1800 GMT`, `7.5.2024`."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import NamedTuple

from ..text import fold, lazy_pattern
from ..vocab.restrictions import table

_MOST = 8
"""Pieces of one moment: weekday, day, time, zone, and the small words between."""


class Moment(NamedTuple):
    """A moment and where its words end."""

    iso: str
    """Day, or day with time and (when printed) zone; empty when the words alone fix no day."""
    end: int


class _Rules(NamedTuple):
    day_first: re.Pattern[str]
    month_first: re.Pattern[str]
    weekday: re.Pattern[str]
    zone: re.Pattern[str]
    bare: re.Pattern[str]


_GAP = lazy_pattern(
    r"[\s,()]*(?:(?:on|at|the|of|um|am|le|el|den|der|a|à|from|until|hrs|hours|uhr|local time)\b[\s,]*)?", re.I
)
_ISO = lazy_pattern(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):?(\d\d)(?::\d\d(?:\.\d{1,6})?)?\s?(Z|[+-]\d\d:?\d\d)?)?(?!\d)", re.I | re.A
)
_NUMERIC = lazy_pattern(r"(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d\d)(?!\d)", re.A)
_CLOCK = lazy_pattern(r"(\d{1,2})(?:[:.h](\d\d))?\s?([ap])\.?m\b\.?", re.I | re.A)
_HOURS = lazy_pattern(
    r"(\d{1,2})(?:[:.](\d\d)(?::\d\d)?(?!\d)|\s?h\s?(\d\d)?\b|\s?(?=uhr\b))(?:\s?(?:hrs|hours|uhr)\b)?", re.I | re.A
)
_OFFSET = lazy_pattern(r"(?:GMT|UTC)?([+-])(\d\d?):?(\d\d)?(?!\d)", re.I | re.A)
_NAMED = lazy_pattern(r"(?:12\s)?(noon|midday|midnight|mitternacht|midi|minuit)\b|(today|tomorrow|tonight)\b", re.I)

_CLIENTS = {"et": -300, "ct": -360, "mt": -420, "pt": -480, "eastern": -300, "central": -360, "pacific": -480}
_BRITISH = {"uk": 0, "london": 0}


@cache
def _rules() -> _Rules:
    def any_of(names: list[str] | dict[str, int]) -> str:
        return "|".join(sorted(map(re.escape, names), key=len, reverse=True))

    known = table()
    # Months and weekdays are compared folded, so that accents in the text may be there or not.
    months = any_of(known.months)
    zones = any_of([*known.zones, *_CLIENTS, *_BRITISH])
    year = rf"(?:,?\s+(?:de\s+)?(20\d\d|19\d\d)(?!\s?(?:hrs|hours|{zones})\b)(?!\d))?"
    return _Rules(
        re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|er|\.)?[\s-]+(?:of\s+|de\s+)?({months})\b\.?-?{year}", re.I | re.A),
        re.compile(rf"({months})\b\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]|\s?[ap]\.?m\b){year}", re.I | re.A),
        re.compile(rf"({any_of(known.weekdays)})\b\.?", re.I),
        re.compile(rf"({zones})\b(?:\stime\b)?", re.I),
        re.compile(rf"(\d\d)(\d\d)(?:\s?(?:hrs|hours|h|uhr)\b|(?=\s?(?:{zones})\b))|(0\d)(\d\d)(?!\d)", re.I | re.A),
    )


def read_moment(text: str, start: int = 0, sent: str = "") -> Moment | None:
    """Read the moment that stands in `text` at `start`; None when there is none.

    `sent` is the ISO day on which the words were sent: from it a year or day that is not printed follows. Midnight
    is the end of the day that is named, the stricter of its two meanings.

    >>> read_moment("00:01 BST on 7 May 2024")
    Moment(iso='2024-05-07T00:01+01:00', end=23)
    >>> read_moment("noon EDT Tuesday", sent="2024-05-04").iso
    '2024-05-07T12:00-04:00'
    >>> read_moment("Tuesday")
    Moment(iso='', end=7)
    """
    # Accents off, length kept: what the patterns compare is plain.
    plain = "".join(folded if len(folded := fold(c)) == 1 else c for c in text[start : start + 120])
    rules = _rules()
    day: date | None = None
    clock: tuple[int, int] | None = None
    zone: str | timezone | None = None
    weekday: int | None = None
    loose = ""
    base = date.fromisoformat(sent[:10]) if _is_day(sent[:10]) else None
    at = end = 0
    for _ in range(_MOST):
        found: re.Match[str] | None
        try:
            if day is None and (found := _ISO.match(plain, at)):
                day = date(int(found[1]), int(found[2]), int(found[3]))
                if found[4]:
                    clock, zone = _hour(found[4], found[5]), _offset_of(found[6]) if found[6] else None
            elif day is None and (found := _NUMERIC.match(plain, at)):
                one, other, year = int(found[1]), int(found[3]), int(found[4])
                one, other = (other, one) if other > 12 else (one, other)
                day = date(year if year > 99 else 2000 + year, other, one)
            elif day is None and not loose and (found := rules.day_first.match(plain, at)):
                day, loose = _day(found[1], found[2], found[3], base)
            elif day is None and not loose and (found := rules.month_first.match(plain, at)):
                day, loose = _day(found[2], found[1], found[3], base)
            elif clock is None and (found := _CLOCK.match(plain, at)):
                clock = _hour(str(int(found[1]) % 12 + (12 if found[3].lower() == "p" else 0)), found[2])
            elif clock is None and (found := _HOURS.match(plain, at)):
                clock = _hour(found[1], found[2] or found[3])
            elif clock is None and (found := rules.bare.match(plain, at)):
                clock = _hour(found[1] or found[3], found[2] or found[4])
            elif found := _NAMED.match(plain, at):
                word = (found[1] or found[2]).lower()
                if found[1] and clock is None:
                    clock = (12, 0) if word in ("noon", "midday", "midi") else (24, 0)
                elif found[2] and day is None:
                    loose = word
                    day = base + timedelta(days=word == "tomorrow") if base else None
                else:
                    break
            elif weekday is None and (found := rules.weekday.match(plain, at)):
                weekday = table().weekdays[found[1].lower()]
            elif clock and zone is None and (found := _OFFSET.match(plain, at)):
                zone = _offset_of(found[1] + found[2].zfill(2) + (found[3] or "00"))
            elif zone is None and (clock or day or weekday is not None) and (found := rules.zone.match(plain, at)):
                zone = found[1].lower()
            else:
                break
        except ValueError:  # the 31st of June
            break
        end = found.end()
        gap = _GAP.match(plain, end)
        at = gap.end() if gap else end
    if not end or (day is None and clock is None and weekday is None and not loose):
        return None
    if day is None and weekday is not None and base and not loose:
        day = base + timedelta(days=(weekday - base.weekday()) % 7)
    if day is None and clock and base and weekday is None and not loose:
        day = base
    return Moment(_iso(day, clock, zone) if day else "", start + end)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _hour(hour: str, minute: str | None) -> tuple[int, int]:
    found = int(hour), int(minute or 0)
    if found > (24, 0) or found[1] > 59:
        raise ValueError(hour)
    return found


def _day(day: str, month: str, year: str | None, base: date | None) -> tuple[date | None, str]:
    number = table().months[month.lower()]
    if year:
        return date(int(year), number, int(day)), ""
    if base is None:
        date(2024, number, int(day))
        return None, "no year"
    near = date(base.year, number, int(day))
    # A day long before the words were sent is next year's: nobody embargoes the past.
    return (near if near >= base - timedelta(days=60) else date(base.year + 1, number, int(day))), ""


def _offset_of(text: str) -> timezone:
    if text.upper() == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _iso(day: date, clock: tuple[int, int] | None, zone: str | timezone | None) -> str:
    if clock is None:
        return day.isoformat()
    if day == date.max and clock[0] == 24:
        return day.isoformat()
    moment = datetime(day.year, day.month, day.day) + timedelta(hours=clock[0], minutes=clock[1])
    if isinstance(zone, str):
        zone = timezone(timedelta(minutes=_minutes(zone, day)))
    return moment.replace(tzinfo=zone).isoformat(timespec="minutes")


def _minutes(zone: str, day: date) -> int:
    if zone in _CLIENTS:
        return _CLIENTS[zone] + 60 * (_sunday(day.year, 3, 2) <= day < _sunday(day.year, 11, 1))
    if zone in _BRITISH:
        return 60 * (_sunday(day.year, 3, -1) <= day < _sunday(day.year, 10, -1))
    return table().zones[zone]


def _sunday(year: int, month: int, which: int) -> date:
    """Return the first, second … Sunday of a month, or its last (-1)."""
    if which > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (which - 1))
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
