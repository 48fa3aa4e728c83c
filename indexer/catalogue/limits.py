"""What limits the use of pictures, kept by day as records are filed, and asked for as SQL: `is:restricted`, `expires:`.

The clearance of one picture (`rights.clearance`) reads all its words, the policy and a place and medium. Among a
million records is found what can be told without these: what any use or file of a picture says, holds for all its uses,
as long as they are known to be one picture; until a record has been compared with the others (`assets`), for those of
its asset_id. The policy is no part of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from indexer.model import Record
from indexer.reports import dated, is_iso

if TYPE_CHECKING:
    from indexer.catalogue.filing import New

Params = list[str | int]

EXPIRING = ("expiry", "window", "archive-window")
"""Kinds of `hold` after whose day a picture may not be used, or not be kept."""

_LIMITED = ('"metadata"', '"restrictions"', "KILL", "ELIMINATION", "WITHDRAWAL", "RETIRADA")
"""What stands in the JSON of a record that may have a kill or a limit."""


def note(db: sqlite3.Connection, rows: Sequence[int], new: Sequence[New]) -> None:
    """Keep the kills and days of records that are being filed under `rows`."""
    db.execute("INSERT OR IGNORE INTO meta VALUES ('holds', ?)", [str(rows[0])])
    # Looking at the record costs less than at its JSON, which is kept short by compression.
    holds = [hold for row, one in zip(rows, new, strict=True) for hold in _holds(one.record, row)]
    db.executemany("INSERT OR IGNORE INTO hold VALUES (?, ?, ?)", holds)


def note_one(db: sqlite3.Connection, row: int, record: Record) -> None:
    """Keep the kill and the days of one record."""
    db.executemany("INSERT OR IGNORE INTO hold VALUES (?, ?, ?)", _holds(record, row))


def noted_from(db: sqlite3.Connection) -> int:
    """Return the first row whose limits were kept when it was filed."""
    found = db.execute("SELECT value FROM meta WHERE name = 'holds'").fetchone()
    return int(found[0]) if found else 1 << 62


def may_limit(body: str) -> bool:
    """Tell from the JSON of a record whether it is worth looking for limits in it."""
    return any(mark in body for mark in _LIMITED)


def _holds(record: Record, row: int) -> Iterator[tuple[str, str, int]]:
    from indexer.rights.reading import rules_of

    for rule in rules_of(record):
        if rule.effect == "kill" or rule.until or rule.name == "changed":
            day = rule.until[:10]
            yield rule.name, day if is_iso(day) else "", row


def restricted(day: str, few: bool) -> tuple[str, Params]:
    """Return the condition on table `record` that something limits the use of the picture on an ISO day.

    An embargo that is over does not, nor a denial of the desk that a later decision supersedes.
    """
    told = "SELECT id FROM term WHERE field = 'is' AND same = 'restricted'"
    held = "SELECT record FROM hold WHERE kind <> 'embargo' OR until = '' OR until >= ?"
    denied = f"SELECT row FROM record WHERE asset_id IN ({_DENIED})"
    params: Params = [day, day, day]
    if few:
        own = f"EXISTS (SELECT 1 FROM use WHERE use.record = other.row AND term IN ({told}))"
        return _of_any_use(f"({own} OR other.row IN ({held} UNION ALL {denied}))"), params
    return _of_pictures(f"SELECT record FROM use WHERE term IN ({told}) UNION ALL {held} UNION ALL {denied}"), params


def expiring(first: str, last: str, few: bool) -> tuple[str, Params]:
    """Return the condition that the picture may be used up to a day from `first` to `last`, both ISO or open."""
    condition, params = dated("until", first, last)
    held = f"SELECT record FROM hold WHERE kind IN {EXPIRING} AND {condition}"
    # The sign keeps SQLite from looking each hold up for each record.
    return _of_any_use(f"+other.row IN ({held})") if few else _of_pictures(held), params


_DENIED = """
    WITH said (decision_id, asset_id, picture, body) AS MATERIALIZED (
        SELECT decision_id, asset_id, coalesce(picture, asset_id), body FROM decision LEFT JOIN asset USING (asset_id))
    SELECT asset_id FROM said WHERE json_extract(body, '$.effect') = 'deny'
        AND json_extract(body, '$.since') <= ?
        AND (json_extract(body, '$.until') = '' OR json_extract(body, '$.until') >= ?)
        AND (decision_id, picture) NOT IN (SELECT value, picture FROM said, json_each(body, '$.supersedes'))
"""
"""Ids of the pictures that the desk denies on a day, which is given twice: SQL."""

_SEVERAL = "SELECT picture FROM asset WHERE picture <> id"
"""Pictures of more than one id; the first has the picture's own number."""


def _of_pictures(rows: str) -> str:
    """Return the condition that a record shows a picture that one of `rows` shows; `rows` is SQL for row numbers."""
    return f"""row IN (
        WITH marked (row) AS MATERIALIZED ({rows}),
        grouped (row, picture) AS MATERIALIZED (
            SELECT record.row, picture FROM asset JOIN record USING (asset_id) WHERE picture IN ({_SEVERAL})),
        equal (row, asset_id) AS MATERIALIZED (
            SELECT row, asset_id FROM record
            WHERE asset_id IN (SELECT asset_id FROM record GROUP BY asset_id HAVING count(*) > 1))
        SELECT row FROM marked
        UNION ALL SELECT row FROM grouped
            WHERE picture IN (SELECT picture FROM grouped WHERE row IN (SELECT row FROM marked))
        UNION ALL SELECT row FROM equal
            WHERE asset_id IN (SELECT asset_id FROM equal WHERE row IN (SELECT row FROM marked)))"""


def _of_any_use(condition: str) -> str:
    """Return the same, asked of the few records that are known: `condition` is on the record `other`."""
    return f"""EXISTS (SELECT 1 FROM record AS other WHERE other.asset_id IN (
        SELECT record.asset_id UNION ALL SELECT asset_id FROM asset
        WHERE picture = (SELECT picture FROM asset WHERE asset.asset_id = record.asset_id)) AND {condition})"""
