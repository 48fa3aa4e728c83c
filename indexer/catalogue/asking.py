"""The reading side of a catalogue: finding, counting, completing, whatever the state of the full-text index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TypeVar

from indexer.catalogue import finding, fulltext
from indexer.catalogue.exact import clean, near
from indexer.catalogue.lock import WriteLock
from indexer.catalogue.packing import unpack
from indexer.catalogue.tables import FILE, connect, in_plain_words
from indexer.errors import CatalogueError, DamagedError, UsageError
from indexer.model import Hit, Record, Table
from indexer.reports import is_iso
from indexer.search.backend import Backend
from indexer.search.excerpts import has_words, make_hit, words_of
from indexer.search.query import Words, read_query
from indexer.text import cut

T = TypeVar("T")


class Asking:
    """One index folder, open, as far as it answers questions."""

    def __init__(self, folder: Path, db: sqlite3.Connection, lock: WriteLock | None) -> None:
        self.folder = folder
        self.notes: list[str] = []
        """Lines for the person about the answers given so far, such as that one had to be found the slow way."""
        self._db = db
        self._lock = lock
        self._held = fulltext.Held(folder)
        db.create_function("near", 2, near, deterministic=True)

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
        self._note_apart(collapse or finding.is_of_pictures(asked.tree))
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
        self._note_apart(collapse or finding.is_of_pictures(asked.tree))

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
            return list(finding.facets(self._db, backend, tree, fields, most))

        return self._answer(ask)

    @in_plain_words
    def similar(self, record_id: str, limit: int | None = 10) -> list[Hit]:
        """Return the pictures whose captions have most in common with this one's, the nearest first. Raises UsageError.

        Each comes once, this one not at all.
        """
        from indexer.search.similar import telling_words

        record = self.get(record_id)
        self._note_apart(True)

        def ask(backend: Backend) -> list[Hit]:
            tree = telling_words(record.caption, backend)
            if tree is None:
                return []
            (row,) = self._rows_named([record.record_id])
            this = finding.pictures(self._db, [row]).values()
            found: list[finding.Ranked] = []
            many = None if limit is None else limit + 100
            while True:  # a picture may have been used more often than was asked for
                matches = backend.search(tree, many)
                ranked = ((match.row, match.score) for match in matches)
                found = list(islice(finding.once_each(self._db, ranked, this), limit))
                if many is None or len(matches) < many or len(found) == limit:
                    break
                many *= 8
            sought = list(words_of(tree))
            return [self._hit(row, score, sought) for row, score in found]

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
    def saved_searches(self) -> dict[str, str]:
        """Return every search that was kept, name → query, by name."""
        return dict(self._db.execute("SELECT name, query FROM saved_search ORDER BY name").fetchall())

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

    def _note_apart(self, is_of_pictures: bool) -> None:
        """Note, when it matters, that other captions of a picture are not known as such yet: after a bulk import."""
        if not is_of_pictures:
            return
        from indexer.catalogue import assets

        waiting = assets.behind(self._db)
        said = (
            f"not yet compared with the others: {waiting} of the records, so that another caption or file of a picture"
            " counts as another picture; `photodesk alerts` compares them"
        )
        if waiting and said not in self.notes:
            self.notes.append(said)

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

    def _body(self, row: int) -> bytes:
        found = self._db.execute("SELECT body FROM record WHERE row = ?", [row]).fetchone()
        if found is None:
            raise DamagedError(f"the full-text index has a row {row} that the catalogue lacks")
        body: bytes = found[0]
        return body

    def _read(self, body: bytes) -> Record:
        try:
            return unpack(body)
        except ValueError as error:
            raise DamagedError(f"{self.folder / FILE}: a record cannot be read ({error}); restore a copy") from None
