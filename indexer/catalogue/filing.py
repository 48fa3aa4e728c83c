"""How records get into the tables and out again: many at once, by few statements, within the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from indexer.catalogue import limits
from indexer.catalogue.exact import Term, terms_of
from indexer.model import Record
from indexer.reports import COUNTED_ROLES, KEPT, NAMES_AGENCY, is_iso

MOST_TERMS = 1 << 18
"""Terms whose numbers are remembered."""

_AT_ONCE = 200
"""Terms that are looked up by one statement."""

Named = tuple[str, str, str, str]
"""A term: field, what counts as one, key and name."""

_LISTED = "(SELECT value FROM json_each(?))"


class New(NamedTuple):
    """A record that is to be filed."""

    record_id: str
    asset_id: str
    record: Record
    body: bytes


class Filing:
    """What one writer has learnt of the tables, and what it has counted and not yet written: see `end`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._terms: dict[Named, int] = {}
        self._tally: Counter[tuple[str, int, int]] = Counter()
        self._noted_day = ""
        self._last: int | None = None
        """The last row that any record has had."""

    def end(self) -> None:
        """Write what was counted; the last thing before the transaction is committed."""
        changed = [(*place, many) for place, many in self._tally.items() if many]
        self._tally.clear()
        self._db.executemany(
            "INSERT INTO tally VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET uses = uses + excluded.uses",
            sorted(changed),
        )
        if lessened := [place for *place, many in changed if many < 0]:
            self._db.executemany("DELETE FROM tally WHERE period = ? AND term = ? AND role = ? AND uses = 0", lessened)

    def undone(self) -> None:
        """Forget everything: what was done since the last commit may have been undone."""
        self._terms.clear()
        self._tally.clear()
        self._noted_day = ""
        self._last = None

    def put(self, document: int, new: Sequence[New]) -> range:
        """File records of a document; return their rows, in order."""
        if not new:
            return range(0)
        self._note_day()
        if self._last is None:  # nobody else files while this writer has the lock
            found = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'record'").fetchone()
            self._last = int(found[0]) if found else 0
        rows = range(self._last + 1, self._last + 1 + len(new))
        self._last = rows[-1]
        listed, uses = [], []
        told = [terms_of(one.record) for one in new]
        known = self.numbers([term[:4] for terms in told for term in terms])
        for row, terms, (record_id, asset_id, record, body) in zip(rows, told, new, strict=True):
            taken, published = record.date_created or "", record.published or ""
            taken, published = taken if is_iso(taken) else "", published if is_iso(published) else ""
            day = published or taken
            listed.append((row, record_id, asset_id, document, day, taken, published, body))
            numbers = [known[term[:4]] for term in terms]
            uses += [(number, day, row, term.position, term.role) for number, term in zip(numbers, terms, strict=True)]
            self._count(day, terms, numbers)
        self._db.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)", listed)
        uses.sort()  # in the order of the table
        self._db.executemany("INSERT INTO use VALUES (?, ?, ?, ?, ?)", uses)
        self._db.execute(
            "INSERT INTO change (row, gone) SELECT row, 0 FROM record WHERE row >= ? ORDER BY row", [rows[0]]
        )
        limits.note(self._db, rows, new)
        return rows

    def drop(self, rows: Iterable[int]) -> None:
        """Take records out."""
        listed = [json.dumps(list(rows))]
        if listed == ["[]"]:
            return
        self._uncount(listed)
        self._db.execute(f"DELETE FROM use WHERE record IN {_LISTED}", listed)
        self._db.execute(f"DELETE FROM record WHERE row IN {_LISTED}", listed)
        self._db.execute("INSERT INTO change (row, gone) SELECT value, 1 FROM json_each(?)", listed)

    def numbers(self, wanted: Iterable[Named]) -> Mapping[Named, int]:
        """Return the numbers of at least the `wanted` terms; those that there are not are made."""
        unknown = [term for term in dict.fromkeys(wanted) if term not in self._terms]
        if len(self._terms) + len(unknown) > MOST_TERMS:
            self._terms.clear()
            unknown = list(dict.fromkeys(wanted))
        for start in range(0, len(unknown), _AT_ONCE):
            some = unknown[start : start + _AT_ONCE]
            asked = ", ".join(["(?, ?, ?, ?)"] * len(some))
            for number, *term in self._db.execute(
                f"WITH asked (field, same, key, name) AS (VALUES {asked})"
                " SELECT id, field, same, key, name FROM asked CROSS JOIN term USING (field, same, key, name)",
                list(chain.from_iterable(some)),
            ):
                field, same, key, name = term
                self._terms[field, same, key, name] = number
        new = [term for term in unknown if term not in self._terms]
        if new:
            first = int(self._db.execute("SELECT coalesce(max(id), 0) + 1 FROM term").fetchone()[0])
            made = dict(zip(new, range(first, first + len(new)), strict=True))
            self._db.executemany("INSERT INTO term VALUES (?, ?, ?, ?, ?)", [(made[term], *term) for term in new])
            words = sorted((word, made[term]) for term in new for word in set(term[2].split()))
            self._db.executemany("INSERT INTO term_word VALUES (?, ?)", words)
            self._terms.update(made)
        return self._terms

    def _count(self, day: str, terms: Sequence[Term], numbers: Sequence[int]) -> None:
        """Count a record in `tally`, as `TALLIED` of `tables` would."""
        agencies = [(number, term.role) for term, number in zip(terms, numbers, strict=True) if term.field == "agency"]
        names = NAMES_AGENCY if any(role in COUNTED_ROLES for _, role in agencies) else 0
        records = [(0, term.role & KEPT | names) for term in terms if term.field == "kind"]
        for number, role in agencies + records:
            self._tally["", number, role] += 1
            if day:
                self._tally[day[:7], number, role] += 1

    def _uncount(self, listed: list[str]) -> None:
        rows = self._db.execute(
            "SELECT record, day, field, term, role FROM use JOIN term ON id = term"
            f" WHERE record IN {_LISTED} AND field IN ('agency', 'kind') ORDER BY record, field",
            listed,
        ).fetchall()
        naming = {record for record, _, field, _, role in rows if field == "agency" and role in COUNTED_ROLES}
        for record, day, field, term, role in rows:
            if field == "kind":
                term, role = 0, role & KEPT | (NAMES_AGENCY if record in naming else 0)
            self._tally["", term, role] -= 1
            if day:
                self._tally[day[:7], term, role] -= 1

    def _note_day(self) -> None:
        """Note where the records of today begin."""
        today = date.today().isoformat()
        if today != self._noted_day:
            self._noted_day = today
            self._db.execute("INSERT OR IGNORE INTO added SELECT ?, coalesce(max(row), 0) FROM record", [today])
