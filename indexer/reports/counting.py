"""Plain counts of agencies, photographers and places: they read the covering indexes and nothing else."""

from __future__ import annotations

import re
import sqlite3
from calendar import monthrange

from indexer.model import Table
from indexer.text import lazy_pattern

MADE, DELIVERED, NAMED_VIA, KEPT = 1, 2, 4, 8
"""What an agency did for a record, added up: first in the chain, last in the chain, named behind `via`; and, whatever
the field, that the record is a picture file of the archive, which is no use."""

COUNTED = f"role <> {NAMED_VIA} AND role < {KEPT}"
"""SQL: a link of the chain of a use."""

_ISO = lazy_pattern(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?\Z", re.ASCII)


def is_iso(day: str) -> bool:
    """Tell whether `day` is a day, month or year in ISO 8601.

    >>> is_iso("2022-09"), is_iso("last Thursday")
    (True, False)
    """
    return _ISO.match(day) is not None


def dated(column: str, first: str = "", last: str = "") -> tuple[str, list[str | int]]:
    """Return an SQL condition: the date in `column`, be it a day, month or year, lies wholly from `first` to `last`.

    Both are ISO days, "" is open; a row without a date is never inside.

    >>> dated("day", "2022-09-01", "2022-09-15")
    ("day >= ? AND day <= ? AND day NOT IN (?, ?) AND day <> ''", ['2022-09', '2022-09-15', '2022', '2022-09'])
    """
    sql: list[str] = []
    params: list[str | int] = []
    if first:  # a month that begins on the first day is inside, and "2022-09" sorts before "2022-09-01"
        sql.append(f"{column} >= ?")
        params.append(first[:4] if first.endswith("-01-01") else first[:7] if first.endswith("-01") else first)
    if last:  # and a month or year that goes on behind the last day is not, though it sorts before
        year, month, day = (int(part) for part in last.split("-"))
        going_on = [last[:4]] if (month, day) != (12, 31) else []
        going_on += [last[:7]] if day != monthrange(year, month)[1] else []
        sql.append(f"{column} <= ?")
        params.append(last)
        if going_on:
            sql.append(f"{column} NOT IN ({', '.join('?' * len(going_on))})")
            params += going_on
    sql.append(f"{column} <> ''")
    return " AND ".join(sql), params


def agencies(db: sqlite3.Connection, since: str = "", until: str = "") -> Table:
    """Count the records of each agency: every link of a chain once, and what it made (first) and delivered (last).

    `since` and `until` are ISO days, both included, on the publication date, else the date taken.
    """
    rows = _count(db, "agency", since, until, f"sum(role & {MADE} <> 0), sum(role & {DELIVERED} <> 0)", COUNTED)
    return Table(
        "Agencies",
        ("Agency", "Uses", "Made", "Delivered"),
        tuple(rows),
        ("All agencies", *(sum(int(row[i] or 0) for row in rows) for i in (1, 2, 3))),
        _note(db, "agency", "an agency", since, until),
    )


def photographers(db: sqlite3.Connection, since: str = "", until: str = "") -> Table:
    """Count the records of each photographer, with the first and last date; limits as in `agencies`."""
    rows = _count(db, "photographer", since, until, _SPAN)
    return Table(
        "Photographers",
        ("Photographer", "Uses", "First", "Last"),
        tuple(rows),
        ("All photographers", sum(int(row[1] or 0) for row in rows), None, None),
        _note(db, "photographer", "a photographer", since, until),
    )


def places(db: sqlite3.Connection, since: str = "", until: str = "") -> Table:
    """Count the records of each place, a city or region with its country; limits as in `agencies`."""
    rows = _count(db, "place", since, until, _SPAN)
    return Table(
        "Places",
        ("Place", "Uses", "First", "Last"),
        tuple(rows),
        ("All places", sum(int(row[1] or 0) for row in rows), None, None),
        _note(db, "place", "a place", since, until),
    )


_Cell = str | int | float | None
_SPAN = "min(CASE WHEN day <> '' THEN day END), max(CASE WHEN day <> '' THEN day END)"


def _count(
    db: sqlite3.Connection, field: str, since: str, until: str, more: str, which: str = f"role < {KEPT}"
) -> list[tuple[_Cell, ...]]:
    """Return name, count and `more` for each value of `field`, the most used first.

    A record has at most one term of the same value, so that counting uses counts records.
    """
    within, params = dated("day", since, until) if since or until else ("1", [])
    return db.execute(
        f"SELECT min(name), count(*) AS uses, {more} FROM term JOIN use ON use.term = term.id"
        f" WHERE field = ? AND {which} AND {within} GROUP BY same ORDER BY uses DESC, min(name)",
        [field, *params],
    ).fetchall()


def _note(db: sqlite3.Connection, field: str, what: str, since: str, until: str) -> str:
    within, params = dated("day", since, until) if since or until else ("1", [])
    total = db.execute(  # each record has one kind
        f"SELECT count(*) FROM use WHERE term IN (SELECT id FROM term WHERE field = 'kind') AND role < {KEPT}"
        f" AND {within}",
        params,
    ).fetchone()[0]
    which = COUNTED if field == "agency" else f"role < {KEPT}"
    having = db.execute(
        f"SELECT count(DISTINCT record) FROM use WHERE term IN (SELECT id FROM term WHERE field = ?)"
        f" AND {which} AND {within}",
        [field, *params],
    ).fetchone()[0]
    note = f"{having} of {total} record{'' if total == 1 else 's'} name{'s' if having == 1 else ''} {what}."
    if since or until:
        left = db.execute("SELECT count(*) FROM record WHERE day = ''").fetchone()[0]
        if left:
            note += f" {left} without a date {'is' if left == 1 else 'are'} left out."
    return note
