"""What each agency cost and gave: uses, pictures, reuse, unnamed makers, composites, by month, story, desk or medium.

A use is a record that names the agency; a picture counts once however often it ran. A composite is a use of every
agency it names, each once: the note says how many uses that adds. One who delivered a use is who bills it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from indexer.errors import UsageError
from indexer.model import Table
from indexer.reports.counting import COUNTED, DELIVERED, KEPT, MADE, dated, tallied, total

Charge = Callable[[str, str, str], float | None]
"""Id, name and medium to the price of one use, None when there is no tariff."""
Quota = Callable[[str, str], tuple[int, int] | None]
"""Id and name to uses made and granted in the period that goes on, None when there is no quota."""

GROUPS = ("month", "story", "desk", "medium")

_COLUMNS = ("Agency", "Uses", "Pictures", "Reused %", "Made", "Delivered", "Composite", "Unnamed")


class _Use(NamedTuple):
    same: str
    name: str
    role: int
    row: int
    day: str


class _Facts(NamedTuple):
    picture: int | str
    medium: str
    panels: bool
    named: bool


def grouped(db: sqlite3.Connection, since: str, until: str, by: str) -> Table:
    """Count the uses of each agency by month, story, desk or medium. Raises UsageError."""
    if by not in GROUPS:
        raise UsageError(f'no grouping "{by[:40]}"; there are {", ".join(GROUPS)}')
    if by == "month":
        uses, params = tallied(since, until, by_period=True)
        group, uses = "period", f"({uses}) AS use"
    else:
        within, params = dated("use.day", since, until) if since or until else ("1", [])
        group = "path" if by == "story" else f"json_extract(plain(body), '$.{by}')"
        uses = (
            f"(SELECT {group} AS part, term, role, 1 AS uses FROM use JOIN record ON row = record"
            f" JOIN document ON document.id = record.document"
            f" WHERE term IN (SELECT id FROM term WHERE field = 'agency') AND {within}) AS use"
        )
        group = "part"
    rows = db.execute(
        f"SELECT coalesce({group}, '') AS part, min(name), sum(uses) AS uses, {total(MADE)}, {total(DELIVERED)}"
        f" FROM {uses} CROSS JOIN term ON term.id = use.term"
        f" WHERE field = 'agency' AND {COUNTED} GROUP BY 1, same ORDER BY 1, 3 DESC, 2",
        params,
    ).fetchall()
    totals = ("All", None, *(sum(row[place] for row in rows) for place in (2, 3, 4)))
    shown = tuple((row[0] or "none stated", *row[1:]) for row in rows)
    return Table(f"Agencies by {by}", (by.title(), "Agency", "Uses", "Made", "Delivered"), shown, totals)


def full(
    db: sqlite3.Connection, since: str, until: str, charge: Charge | None = None, quota: Quota | None = None
) -> Table:
    """Return everything that is known of each agency's uses; with a policy also what they cost and the quota."""
    facts = _facts(db, since, until)
    by_agency: dict[str, list[_Use]] = defaultdict(list)
    for use in _uses(db, since, until):
        by_agency[use.same].append(use)
    rows: list[tuple[str | int | float | None, ...]] = []
    unpriced = 0
    for same, uses in by_agency.items():
        name = min(use.name for use in uses)
        pictures = len({facts[use.row].picture for use in uses})
        billed = [use for use in uses if use.role & DELIVERED]
        row: list[str | int | float | None] = [
            name, len(uses), pictures, round(100 * (len(uses) - pictures) / len(uses)),
            sum(bool(use.role & MADE) for use in uses), len(billed), sum(facts[use.row].panels for use in uses),
            sum(not facts[use.row].named for use in uses),
        ]  # fmt: skip
        if charge:
            prices = [charge(same, name, facts[use.row].medium) for use in billed]
            known = [price for price in prices if price is not None]
            unpriced += len(prices) - len(known)
            row.append(round(sum(known), 2) if known else None)
        if quota:
            limit = quota(same, name)
            row += [limit[0], limit[1] - limit[0]] if limit else [None, None]
        rows.append(tuple(row))
    rows.sort(key=lambda row: (-int(row[1] or 0), str(row[0])))
    columns = (*_COLUMNS, *(("Cost",) if charge else ()), *(("Quota used", "Quota left") if quota else ()))
    totals: list[str | int | float | None] = ["All agencies"]
    for place, column in enumerate(columns[1:], 1):
        added = column in ("Uses", "Made", "Delivered", "Composite", "Unnamed", "Cost")
        totals.append(round(sum(float(row[place] or 0) for row in rows), 2) if added else None)
    exact = tuple(int(one) if isinstance(one, float) and one.is_integer() else one for one in totals)
    return Table("Agencies in full", columns, tuple(rows), exact, _note(facts, by_agency, unpriced))


def unknown(db: sqlite3.Connection, since: str, until: str) -> Table:
    """Count the credits that the authority list does not know, most frequent first: names, then words left unread."""
    from indexer.vocab import agencies as authority

    within, params = dated("day", since, until) if since or until else ("1", [])
    uses: dict[tuple[str, str], list[int]] = defaultdict(list)
    for same, name, record in db.execute(
        "SELECT same, name, record FROM term JOIN use ON use.term = term.id"
        f" WHERE field = 'agency' AND role < {KEPT} AND {within} ORDER BY record",
        params,
    ):
        if authority.get(same) is None:
            uses[name, "agency not in the list"].append(record)
    for words, record in db.execute(
        "SELECT json_each.value, row FROM record, json_each(plain(body), '$.credit.unread')"
        " WHERE row IN (SELECT record FROM term JOIN use ON use.term = term.id WHERE field = 'is' AND same = 'unread')"
        f" AND {within} ORDER BY row",
        params,
    ):
        uses[words, "words left unread"].append(record)
    listed = [(words, what, len(records), records[0]) for (words, what), records in uses.items()]
    found = sorted(listed, key=lambda one: (-one[2], one[0]))
    having = len({record for records in uses.values() for record in records})
    records = db.execute(f"SELECT count(*) FROM record WHERE {within}", params).fetchone()[0]
    note = f"{having} of {records} records hold a credit that is not wholly known."
    rows = []
    for words, what, count, first in found:
        where = db.execute(
            "SELECT path, record_id FROM record JOIN document ON id = document WHERE row = ?", [first]
        ).fetchone()
        rows.append((words, what, count, where[0], where[1][:10]))
    columns = ("Credit", "What", "Uses", "First in", "Record")
    return Table("Unknown credits", columns, tuple(rows), ("All", None, sum(row[2] for row in rows), None, None), note)


def _uses(db: sqlite3.Connection, since: str, until: str) -> Iterator[_Use]:
    within, params = dated("day", since, until) if since or until else ("1", [])
    return map(
        _Use._make,
        db.execute(
            "SELECT same, name, role, record, day FROM term JOIN use ON use.term = term.id"
            f" WHERE field = 'agency' AND {COUNTED} AND {within}",
            params,
        ),
    )


def _facts(db: sqlite3.Connection, since: str, until: str) -> dict[int, _Facts]:
    within, params = dated("day", since, until) if since or until else ("1", [])
    named = {
        row
        for (row,) in db.execute(
            f"SELECT record FROM term JOIN use ON use.term = term.id WHERE field = 'photographer' AND {within}", params
        )
    }
    return {
        row: _Facts(picture or asset_id, *_medium_and_panels(body), row in named)
        for row, picture, asset_id, body in db.execute(
            "SELECT row, picture, record.asset_id, plain(body)"
            f" FROM record LEFT JOIN asset ON asset.asset_id = record.asset_id WHERE {within}",
            params,
        )
    }


def _medium_and_panels(body: str) -> tuple[str, bool]:
    """Return a record's medium, and whether its picture has panels; its JSON is parsed only when it names either."""
    if '"medium":' not in body and '"parts":' not in body:
        return "", False
    raw = json.loads(body)
    return raw.get("medium", ""), len(raw.get("credit", {}).get("parts", ())) > 1


def _note(facts: dict[int, _Facts], by_agency: dict[str, list[_Use]], unpriced: int) -> str:
    rows = {use.row for uses in by_agency.values() for use in uses}
    panels = {row for row in rows if facts[row].panels}
    several = sum(len(uses) for uses in by_agency.values()) - len(rows)
    note = f"{len(rows)} records name an agency; a chain or composite is a use of each: {several} more."
    if panels:
        note += f" {len(panels)} composite{'s' * (len(panels) != 1)} counted for every agency of the panels."
    if unpriced:
        note += f" {unpriced} deliveries without a tariff are not in the cost."
    return note
