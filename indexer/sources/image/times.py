"""Days and times of metadata to ISO 8601, as far as they are given; what is none becomes empty."""

from __future__ import annotations

import re

from ...text import lazy_pattern

_MOMENT = lazy_pattern(
    r"(\d{4})(?:[-:/](\d\d?)(?:[-:/](\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?)?)?"
)
_COMPACT = lazy_pattern(r"(\d{4})(\d\d)(\d\d)")
_CLOCK = lazy_pattern(r"(\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?")


def moment(text: str, zone: str = "") -> str:
    """Return the day and time of an XMP or EXIF value; `zone` is for a time that states none.

    >>> moment("2024:05:07 10:15:00", "+02:00"), moment("2024-05"), moment("2024-05-07T10:15Z"), moment("0000:00:00")
    ('2024-05-07T10:15:00+02:00', '2024-05', '2024-05-07T10:15Z', '')
    """
    text = text.strip(" \0")
    found = _MOMENT.fullmatch(text)
    if not found:
        return day(text)
    year, month, date, hour, minute, second, fraction, own = found.groups()
    result = day(f"{year}{(month or '').zfill(2)}{(date or '').zfill(2)}")
    if not hour or len(result) != 10 or int(hour) > 24 or int(minute) > 59:
        return result
    clock = f"{hour.zfill(2)}:{minute}" + (f":{second}" if second else "") + (fraction or "")
    return f"{result}T{clock}{_zone(own or zone)}"


def day(text: str) -> str:
    """Return a day written as IIM does, or year or month when the rest is noughts.

    >>> day("20240507"), day("20240500"), day("20240000"), day("00000000"), day("May 7")
    ('2024-05-07', '2024-05', '2024', '', '')
    """
    text = text.strip(" \0")
    found = _COMPACT.fullmatch(text)
    if not found:
        return moment(text)[:10] if re.match(r"\d{4}[-:/]", text) and _MOMENT.fullmatch(text) else ""
    year, month, date = found.groups()
    if year == "0000" or not 0 <= int(month) <= 12 or int(date) > 31:
        return ""
    if month == "00":
        return year
    return f"{year}-{month}" if date == "00" else f"{year}-{month}-{date}"


def joined(date: str, time: str) -> str:
    """Return a day and a time as IIM has them in two datasets.

    >>> joined("20240507", "101500+0200"), joined("20240507", "000000"), joined("20240507", ""), joined("", "101500")
    ('2024-05-07T10:15:00+02:00', '2024-05-07T00:00:00', '2024-05-07', '')
    """
    begun = day(date)
    found = _CLOCK.fullmatch(time.strip(" \0"))
    if len(begun) != 10 or not found or int(found[1]) > 24 or int(found[2]) > 59:
        return begun
    return f"{begun}T{found[1]}:{found[2]}:{found[3] or '00'}{_zone(found[4] or '')}"


def _zone(text: str) -> str:
    text = text.strip(" \0")
    if re.fullmatch(r"[+-]\d{4}", text):
        return f"{text[:3]}:{text[3:]}"
    return text if re.fullmatch(r"Z|[+-]\d\d:\d\d", text) else ""
