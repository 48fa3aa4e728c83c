"""The catalogue: records kept, found and counted. SQLite is the truth; the full-text index is made from it.

    with Catalogue.open(Path("index"), write=True, create=True) as catalogue:
        catalogue.add(document, records)

An index folder holds `catalogue.sqlite`, `search/` (derived, see `indexer.search.generations`) and `lock`.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from indexer import reports
from indexer.catalogue import fulltext
from indexer.catalogue.exact import clean, terms_of, to_sql
from indexer.catalogue.lock import WriteLock
from indexer.catalogue.packing import pack, unpack
from indexer.catalogue.tables import FILE, check_folder, connect, in_plain_words, translate
from indexer.errors import CatalogueError, DamagedError, UsageError
from indexer.model import Document, Finding, Hit, Record, Table
from indexer.reports import is_iso
from indexer.search.backend import Backend, is_wordy
from indexer.search.excerpts import has_words, make_hit, words_of
from indexer.search.query import Node, parse_query
from indexer.search.words import key
from indexer.text import cut

__all__ = ["Catalogue", "Change", "Filed"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
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


@dataclass(frozen=True, slots=True)
class Filed:
    """A document as the catalogue knows it."""

    path: str
    sha256: str
    size: int
    """Bytes."""
    mtime_ns: int
    """When the file last changed, nanoseconds since 1970; 0 when it is no file."""
    records: int


class Catalogue:
    """One index folder, open. Made by `Catalogue.open`; a context manager.

    Leaving the context of a writer without an exception brings the full-text index up to date.
    """

    def __init__(self, folder: Path, db: sqlite3.Connection, lock: WriteLock | None) -> None:
        self.folder = folder
        self.notes: list[str] = []
        """Lines for the person about the answers given so far, such as that one had to be found the slow way."""
        self._db = db
        self._lock = lock
        self._terms: dict[tuple[str, str, str, str], int] = {}

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
        """
        path = clean(document.path)
        with self._transaction():
            number, before = self._document(path)
            self._db.execute(
                "INSERT INTO document (path, sha256, size, mtime_ns) VALUES (?, ?, ?, ?) ON CONFLICT (path)"
                " DO UPDATE SET sha256 = excluded.sha256, size = excluded.size, mtime_ns = excluded.mtime_ns",
                [path, clean(document.sha256), size, mtime_ns],
            )
            if number is None:
                number = int(self._db.execute("SELECT id FROM document WHERE path = ?", [path]).fetchone()[0])
            kept = added = replaced = 0
            seen: Counter[str] = Counter()
            given: set[str] = set()
            for record in records:
                record_id = self._name(number, given, document.path, record.text, str(seen[record.text]))
                seen[record.text] += 1
                record = replace(record, record_id=record_id, asset_id=_asset(record), document=document.path)
                body = pack(record)
                old = before.pop(record_id, None)
                if old is not None and old[1] == body:
                    kept += 1
                    continue
                if old is not None:
                    replaced += 1
                    self._drop(old[0])
                else:
                    added += 1
                self._insert(number, record, body)
            for row, _ in before.values():
                self._drop(row)
        return Change(kept, added, replaced, len(before))

    @in_plain_words
    def remove(self, path: str) -> Change:
        """Forget a document and its records, in one transaction; an unknown path changes nothing."""
        with self._transaction():
            number, before = self._document(clean(path))
            for row, _ in before.values():
                self._drop(row)
            self._db.execute("DELETE FROM document WHERE id = ?", [number])
        return Change(removed=len(before))

    @in_plain_words
    def commit_index(self) -> bool:
        """Bring the full-text index up to the last change; return whether there was anything to do.

        Raises CatalogueError when the disk does not take it; the records are kept all the same.
        """
        self._writable()
        return fulltext.catch_up(self._db, self.folder)

    @in_plain_words
    def rebuild(self) -> int:
        """Make the full-text index anew from the records and return how many there are."""
        self._writable()
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
    def get(self, record_id: str) -> Record:
        """Return the record with this id, or the only one whose id begins so. Raises UsageError."""
        begun = clean(record_id.strip().lower())
        found = self._db.execute(
            "SELECT record_id, body FROM record WHERE substr(record_id, 1, ?) = ? LIMIT 6", [len(begun), begun]
        ).fetchall()
        if not found or not begun:
            raise UsageError(f'no record "{record_id}"; `photodesk search` shows the ids')
        if len(found) > 1 and not any(name == begun for name, _ in found):
            listed = "; ".join(f"{name} {cut(self._read(body).caption, 40)}" for name, body in found[:5])
            more = " and more" if len(found) > 5 else ""
            raise UsageError(f'"{record_id}" begins more than one id: {listed}{more}')
        return self._read(next((body for name, body in found if name == begun), found[0][1]))

    @in_plain_words
    def uses(self, asset_id: str) -> list[Record]:
        """Return every record of one picture, the latest use first; an empty list when nothing has this asset id."""
        rows = self._db.execute(
            "SELECT body FROM record WHERE asset_id = ? ORDER BY day DESC, row", [clean(asset_id.strip().lower())]
        ).fetchall()
        return [self._read(body) for (body,) in rows]

    @in_plain_words
    def find(self, query: str, *, limit: int | None = 10, offset: int = 0, today: date | None = None) -> list[Hit]:
        """Return the records that `query` asks for, from `offset` on, at most `limit` of them (None: all).

        The best come first when it has words; else the latest, by day published or taken, then as they were read.
        An empty query finds everything. Raises QueryError.
        """
        tree = parse_query(query, today or date.today())
        end = None if limit is None else offset + max(limit, 0)
        if not has_words(tree):
            sql, params = to_sql(tree)
            found = self._db.execute(
                f"SELECT body FROM record WHERE {sql} ORDER BY day DESC, row LIMIT ? OFFSET ?",
                [*params, -1 if end is None else end - offset, offset],
            ).fetchall()
            return [Hit(record, excerpt=cut(record.caption, 160)) for record in (self._read(body) for (body,) in found)]

        def ask(backend: Backend) -> list[tuple[float, str]]:
            ranked = self._ranked(backend, tree, end)[offset:end]
            return [(score, self._body(row)) for row, score in ranked]

        sought = list(words_of(tree))
        return [make_hit(self._read(body), score, sought) for score, body in self._answer(ask)]

    @in_plain_words
    def count(self, query: str = "", *, today: date | None = None) -> int:
        """Return how many records `query` finds. Raises QueryError."""
        tree = parse_query(query, today or date.today())
        if not has_words(tree):
            sql, params = to_sql(tree)
            return int(self._db.execute(f"SELECT count(*) FROM record WHERE {sql}", params).fetchone()[0])
        if is_wordy(tree):
            return self._answer(lambda backend: backend.count(tree))
        return self._answer(lambda backend: len(self._ranked(backend, tree, None)))

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

    def _ranked(self, backend: Backend, tree: Node, end: int | None) -> list[tuple[int, float]]:
        """Return rows and scores, the best `end` at least, best first."""
        if is_wordy(tree):
            return [(match.row, match.score) for match in backend.search(tree, end)] if end != 0 else []
        scores: dict[int, float] = {}

        def rows_of(node: Node) -> Iterable[int]:
            matches = backend.search(node)
            for match in matches:
                scores[match.row] = scores.get(match.row, 0.0) + match.score
            return [match.row for match in matches]

        sql, params = to_sql(tree, rows_of)
        rows = self._db.execute(f"SELECT row FROM record WHERE {sql} ORDER BY day DESC, row", params)
        return sorted(((row, scores.get(row, 0.0)) for (row,) in rows), key=lambda found: -found[1])

    def _answer(self, ask: Callable[[Backend], T]) -> T:
        """Put a question to the full-text index; when that fails, mend it and ask again, or do without."""

        def put(opened: tuple[Backend, str]) -> T:
            backend, notice = opened
            try:
                answer = ask(backend)
            finally:
                backend.close()
            if notice:
                self.notes.append(notice)
            return answer

        try:
            try:
                return put(fulltext.open_backend(self._db, self.folder, self._mend))
            except DamagedError as error:  # found only while reading
                fault = error
            try:
                if self._mend(anew=True):
                    return put(fulltext.open_backend(self._db, self.folder, self._mend))
            except DamagedError as error:
                fault = error
            return put(fulltext.scan_all(self._db, str(fault)))
        finally:
            if self._db.in_transaction:
                self._db.execute("COMMIT")

    def _mend(self, anew: bool = False) -> bool:
        """Bring the index up to date if that is allowed just now, without waiting for anybody."""
        if self._db.in_transaction:
            self._db.execute("COMMIT")
        try:
            if self._lock:
                fulltext.catch_up(self._db, self.folder, anew)
                return True
            lock = WriteLock(self.folder)
            try:
                with closing(connect(self.folder, write=True)) as db:
                    fulltext.catch_up(db, self.folder, anew)
            finally:
                lock.release()
        except (CatalogueError, sqlite3.Error, OSError):
            return False
        return True

    def _writable(self) -> None:
        if self._lock is None:
            raise UsageError(f"{self.folder}: opened for reading; open it with write=True")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._writable()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._terms.clear()  # some may have been undone
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def _document(self, path: str) -> tuple[int | None, dict[str, tuple[int, str]]]:
        """Return a document's number, and the row and body of each of its records by id."""
        found = self._db.execute("SELECT id FROM document WHERE path = ?", [path]).fetchone()
        if found is None:
            return None, {}
        rows = self._db.execute("SELECT record_id, row, body FROM record WHERE document = ?", found)
        return found[0], {record_id: (row, body) for record_id, row, body in rows}

    def _name(self, document: int, given: set[str], *parts: str) -> str:
        """Return the id of a record: 12 hexadecimal digits of what names it, another 12 when they are taken."""
        for attempt in range(1000):
            name = _digest(*parts, *[str(attempt)] * bool(attempt))
            owner = self._db.execute("SELECT document FROM record WHERE record_id = ?", [name]).fetchone()
            if name not in given and (owner is None or owner[0] == document):
                break
        given.add(name)
        return name

    def _insert(self, document: int, record: Record, body: str) -> None:
        taken, published = (day if day and is_iso(day) else "" for day in (record.date_created, record.published))
        day = published or taken
        row = self._db.execute(
            "INSERT INTO record VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
            (record.record_id, record.asset_id, document, day, taken, published, body),
        ).lastrowid
        self._db.executemany(
            "INSERT INTO use VALUES (?, ?, ?, ?, ?)",
            [(self._term(term[:4]), day, row, term.position, term.role) for term in terms_of(record)],
        )
        self._db.execute("INSERT INTO change VALUES (NULL, ?, 0)", [row])

    def _drop(self, row: int) -> None:
        self._db.execute("DELETE FROM use WHERE record = ?", [row])
        self._db.execute("DELETE FROM record WHERE row = ?", [row])
        self._db.execute("INSERT INTO change VALUES (NULL, ?, 1)", [row])

    def _term(self, term: tuple[str, str, str, str]) -> int:
        number = self._terms.get(term)
        if number is None:
            sought = "SELECT id FROM term WHERE field = ? AND same = ? AND key = ? AND name = ?"
            found = self._db.execute(sought, term).fetchone()
            if found is None:
                found = [self._db.execute("INSERT INTO term VALUES (NULL, ?, ?, ?, ?)", term).lastrowid]
            number = self._terms[term] = int(found[0])
        return number

    def _body(self, row: int) -> str:
        found = self._db.execute("SELECT body FROM record WHERE row = ?", [row]).fetchone()
        if found is None:
            raise DamagedError(f"the full-text index has a row {row} that the catalogue lacks")
        return str(found[0])

    def _read(self, body: str) -> Record:
        try:
            return unpack(body)
        except (ValueError, TypeError, KeyError) as error:
            raise DamagedError(f"{self.folder / FILE}: a record cannot be read ({error}); restore a copy") from None


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _asset(record: Record) -> str:
    """Return the name of the picture: its caption, photographers and agencies, however they are spelt."""
    credit = record.credit
    return _digest(
        key(record.caption),
        *(key(one.name) for one in credit.photographers),
        *(key(one.name) for one in credit.agencies),
    )
