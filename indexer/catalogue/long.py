"""A document that is stored part by part: which of its records this reading has had, in constant memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator


class Parts:
    """One reading of a long document; begun with its first part, forgotten with its last or with a failure.

    The marks are in a temporary table of SQLite, which lies on disk; only texts that come twice are held in memory.
    """

    def __init__(self, db: sqlite3.Connection, path: str) -> None:
        self.path = path
        self._db = db
        self._times: dict[bytes, int] = {}
        db.execute("CREATE TEMP TABLE IF NOT EXISTS marked (row INTEGER PRIMARY KEY)")
        db.execute("DELETE FROM temp.marked")

    def name(self, document: int, text: str, make: Callable[..., str]) -> tuple[str, tuple[int, str] | None]:
        """Return the id of the next record with this text, and row and body of the record that has it already.

        `make` names a record from the document's number, the names given and the parts of the name, as `add` does.
        """
        import hashlib

        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:12]
        times = self._times.get(digest, 0)
        while True:
            record_id = make(document, set(), self.path, text, str(times))
            found = self._db.execute(
                "SELECT row, body, row IN (SELECT row FROM temp.marked) FROM record WHERE record_id = ?", [record_id]
            ).fetchone()
            if found is None or not found[2]:
                return record_id, (found[0], found[1]) if found else None
            times += 1
            self._times[digest] = times

    def mark(self, row: int) -> None:
        """Remember that this reading has had the record in this row."""
        self._db.execute("INSERT OR IGNORE INTO temp.marked VALUES (?)", [row])

    def unmarked(self, document: int) -> Iterator[int]:
        """Yield the rows of the document's records that no part had."""
        at = -1
        while True:
            rows = self._db.execute(
                "SELECT row FROM record WHERE document = ? AND row > ? AND row NOT IN (SELECT row FROM temp.marked)"
                " ORDER BY row LIMIT 1000",
                [document, at],
            ).fetchall()
            if not rows:
                return
            for (row,) in rows:
                yield row
            at = rows[-1][0]
