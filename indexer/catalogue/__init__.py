"""The catalogue: records kept, found and counted. SQLite is the truth; the full-text index is made from it.

    with Catalogue.open(Path("index"), write=True, create=True) as catalogue:
        catalogue.add(document, records)

An index folder holds `catalogue.sqlite`, `search/` (derived, see `indexer.search.generations`) and `lock`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from indexer import reports
from indexer.catalogue import fulltext, tally
from indexer.catalogue.asking import Asking
from indexer.catalogue.exact import MARK, clean
from indexer.catalogue.lock import WriteLock
from indexer.catalogue.long import Parts, digest
from indexer.catalogue.packing import pack
from indexer.catalogue.tables import FILE, check_folder, connect, in_plain_words, translate
from indexer.errors import UsageError
from indexer.model import Document, Finding, Record, Table
from indexer.noun import Noun, noun
from indexer.search.query import read_query
from indexer.search.words import key

if TYPE_CHECKING:
    from indexer.catalogue.filing import Filing

__all__ = ["Catalogue", "Change", "Filed", "asset_of"]

GROUPED_AT_ONCE = 1_000
"""New records that are compared with the archive as they come; more wait for the first question about pictures."""


@noun
class Change(Noun):
    """What storing a document changed, in records."""

    kept: int = 0
    added: int = 0
    replaced: int = 0
    removed: int = 0

    def __add__(self, other: Change) -> Change:
        return Change(
            self.kept + other.kept,
            self.added + other.added,
            self.replaced + other.replaced,
            self.removed + other.removed,
        )


@noun
class Filed(Noun):
    """A document as the catalogue knows it."""

    path: str
    sha256: str
    size: int
    """Bytes."""
    mtime_ns: int
    """When the file last changed, nanoseconds since 1970; 0 when it is no file."""
    records: int


class Catalogue(Asking):
    """One index folder, open. Made by `Catalogue.open`; a context manager.

    Leaving the context of a writer without an exception brings the full-text index up to date.
    """

    def __init__(self, folder: Path, db: sqlite3.Connection, lock: WriteLock | None) -> None:
        super().__init__(folder, db, lock)
        self._parts: Parts | None = None

    @cached_property
    def _filing(self) -> Filing:
        from indexer.catalogue.filing import Filing  # which no reader needs

        return Filing(self._db)

    @classmethod
    def open(cls, folder: Path, *, write: bool = False, create: bool = False, wait: float = 0) -> Catalogue:
        """Open the index in `folder`; to write to it, waiting up to `wait` seconds for another writer to finish.

        `create` makes folder and index when there is none. A writer mends a full-text index that is behind or
        damaged. Raises CatalogueError and its kinds: LockedError, ForeignError, VersionError, DamagedError.
        """
        folder = Path(folder)
        check_folder(folder, create and write)
        lock = WriteLock(folder, wait) if write else None
        try:
            db = connect(folder, write)
        except BaseException as error:
            if lock:
                lock.release()
            if isinstance(error, sqlite3.Error | OSError):
                raise translate(error, folder / FILE) from None
            raise
        catalogue = cls(folder, db, lock)
        try:
            if write:
                catalogue.commit_index()
        except BaseException:
            catalogue.close()
            raise
        return catalogue

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if self._lock and kind is None:
                self.commit_index()
        finally:
            self.close()

    def close(self) -> None:
        """Close the file and let the next writer in; what was added stays, the full-text index is not caught up."""
        self._held.close()
        self._db.close()
        if self._lock:
            self._lock.release()
            self._lock = None

    # ---- writing

    @in_plain_words
    def add(self, document: Document, records: Sequence[Record], *, size: int = 0, mtime_ns: int = 0) -> Change:
        """Store what was read from `document`, in place of what was read from it before, in one transaction.

        A record keeps its id as long as its text stands in the document; equal texts are told apart by their order.
        `record_id`, `asset_id` and `document` of the records are set here. Once this returns, they are safe on disk.

        Of a document that comes in parts (`document.more`) each part is a transaction of its own; with the last one
        goes what no part had. Until then it counts as not read, so that an interrupted reading begins anew.
        """
        from indexer.catalogue.filing import New

        path = clean(document.path)
        if document.more or (self._parts and self._parts.path == path):
            return self._add_part(path, document, records, size, mtime_ns)
        with self._transaction():
            _, before = self._document(path)
            number = self._file(path, document.sha256, size, mtime_ns)
            kept = 0
            new: list[New] = []
            replaced: list[int] = []
            for record, record_id in zip(records, self._names(number, document.path, records), strict=True):
                asset_id = asset_of(record)
                body = pack(record, record_id=record_id, asset_id=asset_id, document=document.path)
                old = before.pop(record_id, None)
                if old is not None and old[1] == body:
                    kept += 1
                    continue
                if old is not None:
                    replaced.append(old[0])
                new.append(New(record_id, asset_id, record, body))
            self._filing.drop([*replaced, *(row for row, _ in before.values())])
            self._filing.put(number, new)
        return Change(kept, len(new) - len(replaced), len(replaced), len(before))

    def _add_part(self, path: str, document: Document, records: Sequence[Record], size: int, mtime_ns: int) -> Change:
        from indexer.catalogue.filing import New

        parts = self._parts if self._parts and self._parts.path == path else None
        kept = removed = 0
        new: list[New] = []
        replaced: list[int] = []
        with self._transaction():
            if parts is None:
                parts = self._parts = Parts(self._db, path)
            number = self._file(path, "", 0, 0)
            firsts = [digest(*parts.begun(record.text)) for record in records]
            taken = self._taken(firsts)
            for record, first in zip(records, firsts, strict=True):
                record_id, old = parts.name(number, record.text, self._name, first if first not in taken else "")
                asset_id = asset_of(record)
                body = pack(record, record_id=record_id, asset_id=asset_id, document=document.path)
                if old is not None and old[1] == body:
                    kept += 1
                    parts.mark(old[:1])
                    continue
                if old is not None:
                    replaced.append(old[0])
                new.append(New(record_id, asset_id, record, body))
            self._filing.drop(replaced)
            parts.mark(self._filing.put(number, new))
            parts.ended()
            if not document.more:
                for rows in parts.unmarked(number):
                    self._filing.drop(rows)
                    removed += len(rows)
                self._file(path, document.sha256, size, mtime_ns)
        if not document.more:
            self._parts = None
        return Change(kept, len(new) - len(replaced), len(replaced), removed)

    @in_plain_words
    def remove(self, path: str) -> Change:
        """Forget a document and its records, in one transaction; an unknown path changes nothing."""
        with self._transaction():
            number, before = self._document(clean(path))
            self._filing.drop(row for row, _ in before.values())
            self._db.execute("DELETE FROM document WHERE id = ?", [number])
        return Change(removed=len(before))

    @in_plain_words
    def mark(self, broken: Mapping[str, Collection[str]]) -> None:
        """Keep which rules records broke, id → codes, in place of what was kept of these records, in one transaction.

        `rule:` and `is:invalid` find it. An id that there is not is passed over.
        """
        with self._transaction():
            for record_id, codes in broken.items():
                found = self._db.execute("SELECT row, day FROM record WHERE record_id = ?", [record_id]).fetchone()
                if found is None:
                    continue
                row, day = found
                known = "SELECT id FROM term WHERE field = ?"
                self._db.execute(f"DELETE FROM use WHERE record = ? AND term IN ({known})", [row, MARK])
                wanted = [(MARK, code, key(code), code) for code in set(codes)]
                numbers = self._filing.numbers(wanted)
                terms = [numbers[term] for term in wanted]
                self._db.executemany("INSERT INTO use VALUES (?, ?, ?, 0, 0)", [(term, day, row) for term in terms])

    @in_plain_words
    def commit_index(self) -> bool:
        """Bring the full-text index up to the last change; return whether there was anything to do.

        Raises CatalogueError when the disk does not take it; the records are kept all the same.
        """
        self._writable()
        from indexer.catalogue import assets

        if assets.behind(self._db) <= GROUPED_AT_ONCE:  # after a bulk import whoever asks first waits for it
            assets.catch_up(self._db)
        return fulltext.catch_up(self._db, self.folder)

    @in_plain_words
    def rebuild(self) -> int:
        """Make the full-text index and the tally anew from the records and return how many there are."""
        self._writable()
        with self._transaction():
            tally.make(self._db)
        fulltext.catch_up(self._db, self.folder, anew=True)
        return int(self._db.execute("SELECT count(*) FROM record").fetchone()[0])

    # ---- reading

    @in_plain_words
    def documents(self) -> Iterator[Filed]:
        """Yield every document, by path."""
        rows = self._db.execute(
            "SELECT path, sha256, size, mtime_ns, (SELECT count(*) FROM record WHERE document = id)"
            " FROM document ORDER BY path"
        ).fetchall()
        return (Filed(*row) for row in rows)

    @in_plain_words
    def filed(self, path: str) -> Filed | None:
        """Return the document of this path, or None."""
        row = self._db.execute(
            "SELECT path, sha256, size, mtime_ns, (SELECT count(*) FROM record WHERE document = id)"
            " FROM document WHERE path = ?",
            [clean(path)],
        ).fetchone()
        return Filed(*row) if row else None

    def unchanged(self, path: str, size: int, mtime_ns: int) -> bool:
        """Tell whether the file was stored with this size and time of change, so that it need not be read again."""
        filed = self.filed(path)
        return filed is not None and (filed.size, filed.mtime_ns) == (size, mtime_ns) and mtime_ns > 0

    @in_plain_words
    def save_search(self, name: str, query: str) -> None:
        """Keep `query` under `name`; an empty query forgets it. Raises QueryError."""
        self._writable()
        read_query(query, date.today())
        with self._transaction():
            if query.strip():
                self._db.execute("INSERT OR REPLACE INTO saved_search VALUES (?, ?)", [clean(name), clean(query)])
            else:
                self._db.execute("DELETE FROM saved_search WHERE name = ?", [clean(name)])

    @in_plain_words
    def report(self, name: str, since: str | None = None, until: str | None = None) -> Table:
        """Make one of `reports.REPORTS`; `since` and `until` are ISO days, both included. Raises UsageError."""
        return reports.make_report(self._db, name, since, until)

    @in_plain_words
    def check(self) -> list[Finding]:
        """Verify the catalogue and the full-text index against themselves and each other; empty when all is well."""
        from indexer.catalogue.checking import check

        return list(check(self._db, self.folder))

    # ---- inside

    def _writable(self) -> None:
        if self._lock is None:
            raise UsageError(f"{self.folder}: opened for reading; open it with write=True")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._writable()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._filing.end()
            self._db.execute("COMMIT")
        except BaseException:
            self._filing.undone()
            self._parts = None
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _document(self, path: str) -> tuple[int | None, dict[str, tuple[int, bytes]]]:
        """Return a document's number, and the row and body of each of its records by id."""
        found = self._db.execute("SELECT id FROM document WHERE path = ?", [path]).fetchone()
        if found is None:
            return None, {}
        rows = self._db.execute("SELECT record_id, row, body FROM record WHERE document = ?", found)
        return found[0], {record_id: (row, body) for record_id, row, body in rows}

    def _file(self, path: str, sha256: str, size: int, mtime_ns: int) -> int:
        """Note that a document was read, and return its number."""
        return int(
            self._db.execute(
                "INSERT INTO document (path, sha256, size, mtime_ns) VALUES (?, ?, ?, ?) ON CONFLICT (path)"
                " DO UPDATE SET sha256 = excluded.sha256, size = excluded.size, mtime_ns = excluded.mtime_ns"
                " RETURNING id",
                [path, clean(sha256), size, mtime_ns],
            ).fetchone()[0]
        )

    def _names(self, document: int, path: str, records: Sequence[Record]) -> list[str]:
        """Return the ids of all records of a document; equal texts are told apart by their order."""
        times: Counter[str] = Counter()
        names: list[tuple[str, str]] = []
        for record in records:
            names.append((record.text, str(times[record.text])))
            times[record.text] += 1
        firsts = [digest(path, *parts) for parts in names]
        taken = self._taken(firsts, document)
        given: set[str] = set()
        for place, first in enumerate(firsts):
            if first in taken or first in given:
                firsts[place] = self._name(document, given, path, *names[place])
            given.add(firsts[place])
        return firsts

    def _taken(self, names: Sequence[str], but: int = -1) -> set[str]:
        """Return which of these ids records have, of all documents `but` one."""
        sql = "SELECT record_id FROM record WHERE record_id IN (SELECT value FROM json_each(?)) AND document <> ?"
        return {name for (name,) in self._db.execute(sql, [json.dumps(names), but])}

    def _name(self, document: int, given: set[str], *parts: str) -> str:
        """Return the id of a record: 12 hexadecimal digits of what names it, another 12 when they are taken."""
        for attempt in range(1000):
            name = digest(*parts, *[str(attempt)] * bool(attempt))
            owner = self._db.execute("SELECT document FROM record WHERE record_id = ?", [name]).fetchone()
            if name not in given and (owner is None or owner[0] == document):
                break
        return name

    @property
    def writes(self) -> bool:
        """Whether it was opened for writing."""
        return self._lock is not None

    def unpack(self, body: bytes) -> Record:
        """Return a record as the catalogue keeps it. Raises DamagedError."""
        return self._read(body)


def asset_of(record: Record) -> str:
    """Return the name of the picture by its own words: caption, photographers and agencies, however they are spelt,
    and the supplier's number and the file when they are known.

    Which names are one picture in truth, `assets` finds out.
    """
    credit = record.credit
    return digest(
        key(record.caption),
        *(key(one.name) for one in credit.photographers),
        *(key(one.name) for one in credit.agencies),
        *([record.metadata.supplier_image_id] if record.metadata and record.metadata.supplier_image_id else []),
        *([record.file.sha256] if record.file and record.file.sha256 else []),
    )
