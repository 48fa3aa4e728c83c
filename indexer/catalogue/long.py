"""A document that is stored part by part: which of its records this reading has had, in constant memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator


def digest(*parts: str) -> str:
    """Return 12 hexadecimal digits that stand for `parts`."""
    import hashlib  # loads OpenSSL, which no search needs

    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Parts:
    """One reading of a long document; begun with its first part, forgotten with its last or with a failure.

    The marks are in a temporary table of SQLite, which lies on disk; only texts that come twice are held in memory.
    """

    def __init__(self, db: sqlite3.Connection, path: str) -> None:
        self.path = path
        self._db = db
        self._times: dict[str, int] = {}
        self._given: set[str] = set()
        db.execute("CREATE TEMP TABLE IF NOT EXISTS marked (row INTEGER PRIMARY KEY)")
        db.execute("DELETE FROM temp.marked")

    def begun(self, text: str) -> tuple[str, str, str]:
        """Return what names the next record with this text, if none of this part has the same."""
        return self.path, text, str(self._times.get(digest(text), 0))

    def name(
        self, document: int, text: str, make: Callable[..., str], free: str
    ) -> tuple[str, tuple[int, bytes] | None]:
        """Return the id of the next record with this text, and row and body of the record that has it already.

        `make` names a record from the document's number, the names given and the parts of the name, as `add` does;
        `free` is its name when no record in the table has it, else "".
        """
        if free and free not in self._given:
            self._given.add(free)
            return free, None
        short = digest(text)
        times = self._times.get(short, 0)
        while True:
            record_id = make(document, set(), self.path, text, str(times))
            found = self._db.execute(
                "SELECT row, body, row IN (SELECT row FROM temp.marked) FROM record WHERE record_id = ?", [record_id]
            ).fetchone()
            if record_id not in self._given and (found is None or not found[2]):
                self._given.add(record_id)
                return record_id, (found[0], found[1]) if found else None
            times += 1
            self._times[short] = times

    def mark(self, rows: Iterable[int]) -> None:
        """Remember that this reading has had the records in these rows."""
        self._db.executemany("INSERT OR IGNORE INTO temp.marked VALUES (?)", [(row,) for row in rows])

    def ended(self) -> None:
        """Forget the names of a part, whose records are all marked."""
        self._given.clear()

    def unmarked(self, document: int) -> Iterator[list[int]]:
        """Yield the rows of the document's records that no part had, some at a time."""
        at = -1
        while True:
            found = self._db.execute(
                "SELECT row FROM record WHERE document = ? AND row > ? AND row NOT IN (SELECT row FROM temp.marked)"
                " ORDER BY row LIMIT 1000",
                [document, at],
            ).fetchall()
            if not found:
                return
            at = found[-1][0]
            yield [row for (row,) in found]
