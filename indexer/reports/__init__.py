"""Counts over the catalogue, as tables."""

from __future__ import annotations

import sqlite3
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from indexer.errors import UsageError
from indexer.model import Table
from indexer.reports.counting import (
    COUNTED,
    COUNTED_ROLES,
    DELIVERED,
    KEPT,
    MADE,
    NAMED_VIA,
    NAMES_AGENCY,
    agencies,
    dated,
    is_iso,
    photographers,
    places,
)
from indexer.reports.usage import GROUPS, Charge, Quota, full, grouped, unknown

__all__ = [
    "COUNTED", "COUNTED_ROLES", "DELIVERED", "GROUPS", "KEPT", "MADE", "NAMED_VIA", "NAMES_AGENCY", "REPORTS",
    "Charge", "Quota", "agencies_in_full", "dated", "grouped_agencies", "is_iso", "make_report", "rights",
]  # fmt: skip

Report = Callable[[sqlite3.Connection, str, str], Table]

REPORTS: dict[str, Report] = {
    "agencies": agencies,
    "photographers": photographers,
    "places": places,
    "unknown": unknown,
}
"""Every report over a period, by the name it is asked for with."""


def make_report(db: sqlite3.Connection, name: str, since: str | None = None, until: str | None = None) -> Table:
    """Make the report `name`. Raises UsageError for an unknown name or a limit that is no day."""
    if name not in REPORTS:
        raise UsageError(f'no report "{name}"; there are {", ".join(REPORTS)}')
    _check(since, until)
    return REPORTS[name](db, since or "", until or "")


def grouped_agencies(db: sqlite3.Connection, by: str, since: str | None = None, until: str | None = None) -> Table:
    """Count agencies by one of GROUPS. Raises UsageError."""
    _check(since, until)
    return grouped(db, since or "", until or "", by)


def agencies_in_full(
    db: sqlite3.Connection, since: str | None, until: str | None, charge: Charge | None = None,
    quota: Quota | None = None,
) -> Table:  # fmt: skip
    """Return everything about the uses of each agency; see `usage.full`. Raises UsageError."""
    _check(since, until)
    return full(db, since or "", until or "", charge, quota)


def rights(db: sqlite3.Connection, on: str, days: int) -> Table:
    """List the records whose embargo ends or whose rights expire within `days` from the ISO day `on`, soonest first."""
    _check(on, None)
    last = (date.fromisoformat(on) + timedelta(days=min(days, 36_500))).isoformat()
    rows = db.execute(
        "SELECT until, kind, path, json_extract(plain(body), '$.caption[0]'),"
        " json_extract(plain(body), '$.caption[1]'), json_extract(plain(body), '$.text'), record_id"
        " FROM hold JOIN record ON record.row = hold.record"
        " JOIN document ON document.id = record.document"
        " WHERE kind IN ('embargo', 'expiry', 'window', 'archive-window') AND until BETWEEN ? AND ?"
        " ORDER BY until, path",
        [on, last],
    ).fetchall()
    said = {"embargo": "embargo ends", "archive-window": "archive ends"}
    shown = tuple(
        (until, said.get(kind, "expires"), path, text[start or 0 : end][:60], record_id[:10])
        for until, kind, path, start, end, text, record_id in rows
    )
    note = f"{len(rows)} within {days} days of {on}."
    return Table("Rights that end", ("Until", "What", "Document", "Caption", "Record"), shown, note=note)


def _check(since: str | None, until: str | None) -> None:
    for limit in (since, until):
        if limit and not (len(limit) == 10 and is_iso(limit) and int(limit[8:]) <= _days(limit)):
            raise UsageError(f'"{limit}" is no day; write it as 2022-09-15')
    if since and until and since > until:
        raise UsageError(f"since {since} comes after until {until}; nothing lies between")


def _days(day: str) -> int:
    return monthrange(int(day[:4]), int(day[5:7]))[1] if int(day[:4]) else 0
