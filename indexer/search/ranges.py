"""Numbers and days as a person types them, alone or as a range: least and greatest, first and last."""

from __future__ import annotations

import re
from datetime import date, timedelta

from indexer.errors import QueryError
from indexer.text import lazy_pattern

_NUMBER = lazy_pattern(
    r"(?P<sign>[<>]=?|=)?(?P<number>\d{1,9})$|(?P<least>\d{1,9})?\.\.(?P<greatest>\d{1,9})?$", re.ASCII
)


def read_numbers(typed: str, position: int = 0) -> tuple[int | None, int | None]:
    """Read a number or range of them into the least and the greatest; None where it is open. Raises QueryError.

    >>> read_numbers("3"), read_numbers(">2"), read_numbers("2..4")
    ((3, 3), (3, None), (2, 4))
    """
    match = _NUMBER.match("".join(typed.split()))
    if match is None or typed.strip() == "..":
        raise QueryError(f'"{typed}" is no number; write 2, >2, >=2, <2, <=2 or 2..4', position)
    if match["number"]:
        number = int(match["number"])
        return {
            ">": (number + 1, None), ">=": (number, None), "<": (None, number - 1), "<=": (None, number),
        }.get(match["sign"] or "", (number, number))  # fmt: skip
    least, greatest = (int(one) if one else None for one in (match["least"], match["greatest"]))
    if least is not None and greatest is not None and least > greatest:
        raise QueryError(f'"{typed}" ends before it begins', position)
    return least, greatest


_PARTIAL = lazy_pattern(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$", re.ASCII)
_LAST = lazy_pattern(r"last (\d{1,5}) days?$", re.ASCII)


def read_dates(typed: str, today: date | None = None, position: int = 0) -> tuple[str, str]:
    """Read a day, month, year or range of them into its first and last ISO day; "" where it is open.

    Raises QueryError.

    >>> read_dates("2022-02")
    ('2022-02-01', '2022-02-28')
    >>> read_dates(">2021"), read_dates("2022-09..2022-10-05")
    (('2022-01-01', ''), ('2022-09-01', '2022-10-05'))
    >>> read_dates("last 30 days", date(2022, 9, 30))
    ('2022-09-01', '2022-09-30')
    """
    text = " ".join(typed.split()).lower()

    def period(part: str) -> tuple[date, date]:
        match = _PARTIAL.match(part)
        try:
            if today is not None and part in ("today", "yesterday"):
                day = today if part == "today" else today - timedelta(1)
                return day, day
            if match is not None:
                year, month, day_of_month = (int(number) if number else 0 for number in match.groups())
                first = date(year, month or 1, day_of_month or 1)
                if match[3]:
                    return first, first
                if match[2]:
                    return first, date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
                return first, date(year, 12, 31)
        except (ValueError, OverflowError):
            pass
        raise QueryError(
            f'"{typed}" is no date; write 2022, 2022-09, 2022-09-15, >=2022-09, 2022-09..2022-10 or "last 30 days"',
            position,
        )

    try:
        recent = _LAST.match(text)
        if recent and today is not None:
            return (today - timedelta(max(int(recent[1]) - 1, 0))).isoformat(), today.isoformat()
        if ".." in text:
            left, _, right = text.partition("..")
            first = period(left.strip())[0].isoformat() if left.strip() else ""
            last = period(right.strip())[1].isoformat() if right.strip() else ""
        else:
            sign = text[: len(text) - len(text.lstrip("<>="))]
            span = period(text[len(sign) :].strip())
            if sign not in ("", "=", ">", ">=", "<", "<="):
                raise QueryError(f'"{sign}" in "{typed}" means nothing; write <, <=, > or >=', position)
            first = {">": span[1] + timedelta(1), ">=": span[0]}[sign].isoformat() if ">" in sign else ""
            last = {"<": span[0] - timedelta(1), "<=": span[1]}[sign].isoformat() if "<" in sign else ""
            if sign in ("", "="):
                first, last = span[0].isoformat(), span[1].isoformat()
    except OverflowError:
        raise QueryError(f'"{typed}" lies outside the calendar', position) from None
    if not first and not last:
        raise QueryError(f'"{typed}" names no date', position)
    if first and last and first > last:
        raise QueryError(f'"{typed}" ends before it begins', position)
    return first, last
