"""Plain counts of agencies, photographers and places: they read the covering indexes and nothing else."""

from __future__ import annotations

import re
import sqlite3
from calendar import monthrange
from datetime import date, timedelta

from indexer.model import Table
from indexer.text import lazy_pattern

MADE, DELIVERED, NAMED_VIA, KEPT = 1, 2, 4, 8
"""What an agency did for a record, added up: first in the chain, last in the chain, named behind `via`; and, whatever
the field, that the record is a picture file of the archive, which is no use."""

COUNTED = f"role <> {NAMED_VIA} AND role < {KEPT}"
"""SQL: a link of the chain of a use."""

COUNTED_ROLES = frozenset(role for role in range(KEPT) if role != NAMED_VIA)
"""The same, as numbers."""

NAMES_AGENCY = 1
"""In the place of a role, of records counted together: an agency counts in them."""

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
    source, params = tallied(since, until)
    rows = db.execute(
        f"SELECT min(name), sum(uses) AS uses, {total(MADE)}, {total(DELIVERED)}"
        f" FROM ({source}) AS counted CROSS JOIN term ON id = term WHERE {COUNTED} GROUP BY same ORDER BY 2 DESC, 1",
        params,
    ).fetchall()
    source, params = tallied(since, until, records=True)
    records, having = db.execute(
        f"SELECT coalesce(sum(uses), 0), coalesce({total(NAMES_AGENCY)}, 0) FROM ({source}) WHERE role < {KEPT}",
        params,
    ).fetchone()
    return Table(
        "Agencies",
        ("Agency", "Uses", "Made", "Delivered"),
        tuple(rows),
        ("All agencies", *(sum(int(row[i] or 0) for row in rows) for i in (1, 2, 3))),
        _note(db, having, records, "an agency", since, until),
    )


def total(role: int) -> str:
    """Return SQL for how many of the uses counted have `role`."""
    return f"sum(CASE WHEN role & {role} THEN uses ELSE 0 END)"


def tallied(
    since: str = "", until: str = "", *, by_period: bool = False, records: bool = False
) -> tuple[str, list[str | int]]:
    """Return SQL for period, term, role and uses of the agencies between two ISO days, or of all `records` (term 0).

    Whole months come from `tally`; only what is left before and behind them is counted use by use.
    """
    edge = _edge_of_records if records else _edge_of_agencies
    known = f"SELECT * FROM tally WHERE term {'=' if records else '>'} 0 AND period"
    if not (since or until):
        if not by_period:
            return f"{known} = ''", []
        undated, params = edge("day = ''", [])
        return f"{known} <> '' UNION ALL {undated}", params
    first, last, whole = since, until, True
    edges: list[tuple[str, str]] = []
    if since and not since.endswith("-01"):
        end = _month_end(since)
        edges.append((since, end))
        whole = end != date.max.isoformat()
        first = (date.fromisoformat(end) + timedelta(1)).isoformat() if whole else ""
    if until and until != _month_end(until):
        begin = f"{until[:7]}-01"
        edges.append((begin, until))
        whole = whole and begin != date.min.isoformat()
        last = (date.fromisoformat(begin) - timedelta(1)).isoformat() if whole else ""
    if not whole or (first and last and first > last):  # no whole month between
        return edge(*dated("day", since, until))
    within, months = dated("period", first, last)
    parts = [edge(*dated("day", *days)) for days in edges] + [(f"{known} <> '' AND {within}", months)]
    return " UNION ALL ".join(sql for sql, _ in parts), [value for _, params in parts for value in params]


def _edge_of_agencies(within: str, params: list[str | int]) -> tuple[str, list[str | int]]:
    """Return SQL that gives the uses within a short time as `tally` does."""
    return (
        "SELECT substr(day, 1, 7) AS period, term, role, 1 AS uses FROM use"
        f" WHERE term IN (SELECT id FROM term WHERE field = 'agency') AND {within}"
    ), params


def _edge_of_records(within: str, params: list[str | int]) -> tuple[str, list[str | int]]:
    agencies, bounds = _edge_of_agencies(within, params)
    naming = f"SELECT record FROM use {agencies.partition(' FROM use ')[2]} AND {COUNTED}"
    role = f"role & {KEPT} | CASE WHEN record IN ({naming}) THEN {NAMES_AGENCY} ELSE 0 END"
    return (
        f"SELECT substr(day, 1, 7) AS period, 0 AS term, {role} AS role, 1 AS uses FROM use"
        f" WHERE term IN (SELECT id FROM term WHERE field = 'kind') AND role < {KEPT} AND {within}"
    ), bounds + params


def _month_end(day: str) -> str:
    return f"{day[:7]}-{monthrange(int(day[:4]), int(day[5:7]))[1]:02}"


def photographers(db: sqlite3.Connection, since: str = "", until: str = "") -> Table:
    """Count the records of each photographer, with the first and last date; limits as in `agencies`."""
    rows = _count(db, "photographer", since, until, _SPAN)
    return Table(
        "Photographers",
        ("Photographer", "Uses", "First", "Last"),
        tuple(rows),
        ("All photographers", sum(int(row[1] or 0) for row in rows), None, None),
        _note(db, *_having(db, "photographer", since, until), "a photographer", since, until),
    )


def places(db: sqlite3.Connection, since: str = "", until: str = "") -> Table:
    """Count the records of each place, a city or region with its country; limits as in `agencies`."""
    rows = _count(db, "place", since, until, _SPAN)
    return Table(
        "Places",
        ("Place", "Uses", "First", "Last"),
        tuple(rows),
        ("All places", sum(int(row[1] or 0) for row in rows), None, None),
        _note(db, *_having(db, "place", since, until), "a place", since, until),
    )


_Cell = str | int | float | None
_SPAN = "min(CASE WHEN day <> '' THEN day END), max(CASE WHEN day <> '' THEN day END)"


def _count(db: sqlite3.Connection, field: str, since: str, until: str, more: str) -> list[tuple[_Cell, ...]]:
    """Return name, count and `more` for each value of `field`, the most used first.

    A record has at most one term of the same value, so that counting uses counts records.
    """
    within, params = dated("day", since, until) if since or until else ("1", [])
    return db.execute(
        f"SELECT min(name), count(*) AS uses, {more} FROM term JOIN use ON use.term = term.id"
        f" WHERE field = ? AND role < {KEPT} AND {within} GROUP BY same ORDER BY uses DESC, min(name)",
        [field, *params],
    ).fetchall()


def _having(db: sqlite3.Connection, field: str, since: str, until: str) -> tuple[int, int]:
    """Return how many records have a value of `field`, and how many there are."""
    within, params = dated("day", since, until) if since or until else ("1", [])
    source, counted = tallied(since, until, records=True)
    records = db.execute(f"SELECT coalesce(sum(uses), 0) FROM ({source}) WHERE role < {KEPT}", counted).fetchone()[0]
    having = db.execute(
        "SELECT count(DISTINCT record) FROM use WHERE term IN (SELECT id FROM term WHERE field = ?)"
        f" AND role < {KEPT} AND {within}",
        [field, *params],
    ).fetchone()[0]
    return having, records


def _note(db: sqlite3.Connection, having: int, records: int, what: str, since: str, until: str) -> str:
    note = f"{having} of {records} record{'' if records == 1 else 's'} name{'s' if having == 1 else ''} {what}."
    if since or until:
        left = db.execute("SELECT count(*) FROM record WHERE day = ''").fetchone()[0]
        if left:
            note += f" {left} without a date {'is' if left == 1 else 'are'} left out."
    return note
