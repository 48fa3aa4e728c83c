"""The catalogue: records kept, found and counted. SQLite is the truth; the full-text index is made from it.

    with Catalogue.open(Path("index"), write=True, create=True) as catalogue:
        catalogue.add(document, records)

An index folder holds `catalogue.sqlite`, `search/` (derived, see `indexer.search.generations`) and `lock`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from indexer import reports
from indexer.catalogue import finding, fulltext
from indexer.catalogue.exact import MARK, clean, near, terms_of
from indexer.catalogue.lock import WriteLock
from indexer.catalogue.long import Parts
from indexer.catalogue.packing import pack, unpack
from indexer.catalogue.tables import FILE, check_folder, connect, in_plain_words, translate
from indexer.errors import CatalogueError, DamagedError, UsageError
from indexer.model import Document, Finding, Hit, Record, Table
from indexer.reports import is_iso
from indexer.search.backend import Backend
from indexer.search.excerpts import has_words, make_hit, words_of
from indexer.search.query import Words, read_query
from indexer.search.words import key
from indexer.text import cut

__all__ = ["Catalogue", "Change", "Filed", "asset_of"]

T = TypeVar("T")

GROUPED_AT_ONCE = 1_000
"""New records that are compared with the archive as they come; more wait for the first question about pictures."""


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
        self._held = fulltext.Held(folder)
        self._noted_day = ""
        db.create_function("near", 2, near, deterministic=True)
        self._parts: Parts | None = None

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
        path = clean(document.path)
        if document.more or (self._parts and self._parts.path == path):
            return self._add_part(path, document, records, size, mtime_ns)
        with self._transaction():
            _, before = self._document(path)
            number = self._file(path, document.sha256, size, mtime_ns)
            kept = added = replaced = 0
            seen: Counter[str] = Counter()
            given: set[str] = set()
            for record in records:
                record_id = self._name(number, given, document.path, record.text, str(seen[record.text]))
                seen[record.text] += 1
                record = replace(record, record_id=record_id, asset_id=asset_of(record), document=document.path)
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

    def _add_part(self, path: str, document: Document, records: Sequence[Record], size: int, mtime_ns: int) -> Change:
        parts = self._parts if self._parts and self._parts.path == path else None
        kept = added = replaced = removed = 0
        with self._transaction():
            if parts is None:
                parts = self._parts = Parts(self._db, path)
            number = self._file(path, "", 0, 0)
            for record in records:
                record_id, old = parts.name(number, record.text, self._name)
                record = replace(record, record_id=record_id, asset_id=asset_of(record), document=document.path)
                body = pack(record)
                if old is not None and old[1] == body:
                    kept += 1
                    parts.mark(old[0])
                    continue
                if old is not None:
                    replaced += 1
                    self._drop(old[0])
                else:
                    added += 1
                parts.mark(self._insert(number, record, body))
            if not document.more:
                for row in parts.unmarked(number):
                    self._drop(row)
                    removed += 1
                self._file(path, document.sha256, size, mtime_ns)
        if not document.more:
            self._parts = None
        return Change(kept, added, replaced, removed)

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
                terms = [self._term((MARK, code, key(code), code)) for code in set(codes)]
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
        asked = clean(asset_id.strip().lower())
        from indexer.catalogue import assets

        ids = assets.members(self._db, asked) or [asked]
        rows = self._db.execute(
            f"SELECT body FROM record WHERE asset_id IN ({', '.join('?' * len(ids))}) ORDER BY day DESC, row", ids
        ).fetchall()
        return [self._read(body) for (body,) in rows]

    @in_plain_words
    def find(
        self,
        query: str,
        *,
        limit: int | None = 10,
        offset: int = 0,
        today: date | None = None,
        collapse: bool = False,
        page: str = "",
        new_since: str = "",
    ) -> list[Hit]:
        """Return the records that `query` asks for, from `offset` on, at most `limit` of them (None: all).

        The best come first when it has words; else the latest, by day published or taken, then as they were read;
        `sort:` in the query says otherwise. An empty query finds everything. With `collapse`, a picture comes once.
        `page` (see `next_page`) leaves out what was shown, also when the index has changed since; `new_since` is the
        day on which what is found was added to the index, at the earliest. Raises QueryError, UsageError.
        """
        asked = read_query(query, today or date.today())
        shown = finding.seen(page) if page else []
        first = self._added_before(new_since) if new_since else 0
        end = None if limit is None else offset + max(limit, 0)
        plain = not (collapse or shown or first)

        def ask(backend: Backend | None) -> list[Hit]:
            sought = list(words_of(asked.tree))
            found = finding.ranked(self._db, backend, asked, end if plain else None)
            if first:
                found = ((row, score) for row, score in found if row > first)
            if shown:
                out = self._rows_named(shown)
                found = ((row, score) for row, score in found if row not in out)
            if collapse:
                found = finding.once_each(self._db, found)
            part = list(islice(found, offset, end))
            return [self._hit(row, score, sought) for row, score in part]

        return self._answer(ask) if has_words(asked.tree) else ask(None)

    @in_plain_words
    def count(self, query: str = "", *, today: date | None = None, collapse: bool = False, new_since: str = "") -> int:
        """Return how many records (with `collapse`: pictures) `query` finds. Raises QueryError, UsageError."""
        asked = read_query(query, today or date.today())
        first = self._added_before(new_since) if new_since else 0

        def ask(backend: Backend | None) -> int:
            if not (collapse or first):
                return finding.count(self._db, backend, asked.tree)
            found = ((row, score) for row, score in finding.ranked(self._db, backend, asked, None) if row > first)
            return sum(1 for _ in (finding.once_each(self._db, found) if collapse else found))

        return self._answer(ask) if has_words(asked.tree) else ask(None)

    @in_plain_words
    def facets(
        self, query: str = "", fields: Sequence[str] = finding.FACETS, *, today: date | None = None, most: int = 10
    ) -> list[Table]:
        """Return for each of `fields` the `most` frequent values of all that `query` finds, with how often.

        Raises QueryError, and UsageError for a field that is not counted.
        """
        tree = read_query(query, today or date.today()).tree
        for field in fields:
            if field not in finding.FACETS:
                raise UsageError(f'no facet "{field}"; there are {", ".join(finding.FACETS)}')

        def ask(backend: Backend | None) -> list[Table]:
            rows = finding.rows_of(self._db, backend, tree)
            return [finding.facet_table(self._db, backend, field, rows, most) for field in fields]

        return self._answer(ask)

    @in_plain_words
    def similar(self, record_id: str, limit: int = 10) -> list[Hit]:
        """Return the records whose captions have most in common with this one's, the nearest first. Raises UsageError.

        Other uses of the same picture are left out.
        """
        from indexer.search.similar import telling_words

        record = self.get(record_id)

        def ask(backend: Backend) -> list[Hit]:
            tree = telling_words(record.caption, backend)
            if tree is None:
                return []
            sought = list(words_of(tree))
            hits: list[Hit] = []
            for match in backend.search(tree, limit + 100):
                hit = self._hit(match.row, match.score, sought)
                if hit.record.asset_id != record.asset_id and len(hits) < limit:
                    hits.append(hit)
            return hits

        return self._answer(ask)

    @in_plain_words
    def suggest(self, query: str, *, today: date | None = None) -> str:
        """Return `query` with words and names that nothing has replaced by the nearest there are; "" when none is.

        Raises QueryError.
        """
        from indexer.catalogue import suggestions

        tree = read_query(query, today or date.today()).tree
        return self._answer(lambda backend: suggestions.suggest(self._db, backend, query, tree))

    @in_plain_words
    def complete(self, field: str, begun: str, most: int = 20) -> list[str]:
        """Return the names in a field (`photographer`, `agency`, `person` …) of which a word begins so, by use.

        Raises UsageError for a field that there is not.
        """
        from indexer.catalogue import suggestions

        return suggestions.complete(self._db, field, begun, most)

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
    def saved_searches(self) -> dict[str, str]:
        """Return every search that was kept, name → query, by name."""
        return dict(self._db.execute("SELECT name, query FROM saved_search ORDER BY name").fetchall())

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

    def _answer(self, ask: Callable[[Backend], T]) -> T:
        """Put a question to the full-text index; when that fails, mend it and ask again, or do without."""

        def put(opened: tuple[Backend, str]) -> T:
            backend, notice = opened
            answer = ask(backend)
            if notice:
                self.notes.append(notice)
            return answer

        try:
            try:
                return put(fulltext.open_backend(self._db, self._held, self._mend))
            except DamagedError as error:  # found only while reading
                fault = error
            try:
                if self._mend(anew=True):
                    return put(fulltext.open_backend(self._db, self._held, self._mend))
            except DamagedError as error:
                fault = error
            return put(fulltext.scan_all(self._db, str(fault)))
        finally:
            if self._db.in_transaction:
                self._db.execute("COMMIT")

    def _hit(self, row: int, score: float, sought: Sequence[Words]) -> Hit:
        record = self._read(self._body(row))
        return make_hit(record, score, sought) if sought else Hit(record, score, cut(record.caption, 160))

    def _rows_named(self, ids: Sequence[str]) -> set[int]:
        sql = "SELECT row FROM record WHERE record_id IN (SELECT value FROM json_each(?))"
        return {row for (row,) in self._db.execute(sql, [json.dumps(ids)])}

    def _added_before(self, day: str) -> int:
        """Return the last row that was added before an ISO day. Raises UsageError."""
        if not (len(day) == 10 and is_iso(day)):
            raise UsageError(f'"{day}" is no day; write it as 2022-09-15')
        found = self._db.execute("SELECT row FROM added WHERE day >= ? ORDER BY day LIMIT 1", [day]).fetchone()
        found = found or self._db.execute("SELECT coalesce(max(row), 0) FROM record").fetchone()
        return int(found[0])

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
            self._noted_day = ""
            self._parts = None
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

    def _name(self, document: int, given: set[str], *parts: str) -> str:
        """Return the id of a record: 12 hexadecimal digits of what names it, another 12 when they are taken."""
        for attempt in range(1000):
            name = _digest(*parts, *[str(attempt)] * bool(attempt))
            owner = self._db.execute("SELECT document FROM record WHERE record_id = ?", [name]).fetchone()
            if name not in given and (owner is None or owner[0] == document):
                break
        given.add(name)
        return name

    def _insert(self, document: int, record: Record, body: str) -> int:
        taken, published = (day if day and is_iso(day) else "" for day in (record.date_created, record.published))
        day = published or taken
        added = date.today().isoformat()
        if added != self._noted_day:
            self._noted_day = added
            self._db.execute("INSERT OR IGNORE INTO added SELECT ?, coalesce(max(row), 0) FROM record", [added])
        row = self._db.execute(
            "INSERT INTO record VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)",
            (record.record_id, record.asset_id, document, day, taken, published, body),
        ).lastrowid
        self._db.executemany(
            "INSERT INTO use VALUES (?, ?, ?, ?, ?)",
            [(self._term(term[:4]), day, row, term.position, term.role) for term in terms_of(record)],
        )
        self._db.execute("INSERT INTO change VALUES (NULL, ?, 0)", [row])
        return int(row or 0)

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
                words = [(word, found[0]) for word in set(term[2].split())]
                self._db.executemany("INSERT INTO term_word VALUES (?, ?)", words)
            number = self._terms[term] = int(found[0])
        return number

    def _body(self, row: int) -> str:
        found = self._db.execute("SELECT body FROM record WHERE row = ?", [row]).fetchone()
        if found is None:
            raise DamagedError(f"the full-text index has a row {row} that the catalogue lacks")
        return str(found[0])

    @property
    def writes(self) -> bool:
        """Whether it was opened for writing."""
        return self._lock is not None

    def unpack(self, body: str) -> Record:
        """Return a record as the catalogue keeps it. Raises DamagedError."""
        return self._read(body)

    def _read(self, body: str) -> Record:
        try:
            return unpack(body)
        except (ValueError, TypeError, KeyError) as error:
            raise DamagedError(f"{self.folder / FILE}: a record cannot be read ({error}); restore a copy") from None


def _digest(*parts: str) -> str:
    import hashlib  # loads OpenSSL, which no search needs

    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def asset_of(record: Record) -> str:
    """Return the name of the picture by its own words: caption, photographers and agencies, however they are spelt,
    and the supplier's number and the file when they are known.

    Which names are one picture in truth, `assets` finds out.
    """
    credit = record.credit
    return _digest(
        key(record.caption),
        *(key(one.name) for one in credit.photographers),
        *(key(one.name) for one in credit.agencies),
        *([record.metadata.supplier_image_id] if record.metadata and record.metadata.supplier_image_id else []),
        *([record.file.sha256] if record.file and record.file.sha256 else []),
    )
