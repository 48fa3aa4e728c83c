"""The full-text index as the catalogue keeps it: caught up from the change log, rebuilt when it does not fit.

A generation belongs to this catalogue when its token is one of those that `meta` lists: the token is written there
before the generation becomes current, and the one before is struck out, with the change log, after.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.catalogue.packing import unpack_plain
from indexer.errors import CatalogueError, DamagedError
from indexer.search.backend import Backend, Entry, Match
from indexer.search.query import Node
from indexer.search.words import scopes

if TYPE_CHECKING:
    from indexer.search.block_index import BlockIndex
    from indexer.search.generations import Generation

FOLDER = "search"
MANY = 10_000
"""Records from which on a second process helps to build the index."""


def latest(db: sqlite3.Connection) -> int:
    """Return the number of the catalogue's last change."""
    found = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'change'").fetchone()
    return int(found[0]) if found else 0


def tokens(db: sqlite3.Connection) -> list[str]:
    """Return the tokens of the generations that may be current."""
    found = db.execute("SELECT value FROM meta WHERE name = 'tokens'").fetchone()
    return str(found[0]).split() if found else []


def fits(db: sqlite3.Connection, generation: Generation) -> bool:
    """Tell whether `generation` was made from this catalogue, so that the change log leads on from it."""
    return generation.manifest.token in tokens(db)


FACETS = ("agency", "photographer", "country", "person", "kind", "flag")
"""Exact fields that what is found is counted by; with these, the year."""


def entries(db: sqlite3.Connection, where: str = "1", params: Iterable[int] = ()) -> Iterator[Entry]:
    """Yield the texts of the records whose `row` fulfils `where`, in order of their rows, and what they count under."""
    marks = ", ".join("?" * len(FACETS))
    terms = {
        number: (field, same)
        for number, field, same in db.execute(f"SELECT id, field, same FROM term WHERE field IN ({marks})", FACETS)
    }
    bodies = db.execute(f"SELECT row, body, day FROM record WHERE {where} ORDER BY row", list(params))
    uses = db.execute(f"SELECT record AS row, term FROM use WHERE {where} ORDER BY record", list(params))
    ahead = next(uses, None)
    for row, body, day in bodies:
        facets: dict[str, tuple[str, ...]] = {"year": (day[:4],)} if day else {}
        while ahead is not None and ahead[0] <= row:
            field, same = terms.get(ahead[1], ("", ""))
            if field and ahead[0] == row:
                facets[field] = tuple(sorted((*facets[field], same))) if field in facets else (same,)
            ahead = next(uses, None)
        try:
            texts = scopes(unpack_plain(body))
        except (ValueError, TypeError, KeyError, AttributeError):
            texts = {}  # spoilt: whoever asks for the record is told so, and `check`; the others are found
        yield Entry(row, texts, facets)


def pending(db: sqlite3.Connection, watermark: int) -> Iterator[Entry]:
    """Yield the records that a generation of this watermark lacks."""
    return entries(db, "row IN (SELECT row FROM change WHERE number > ? AND NOT gone)", [watermark])


def is_current(db: sqlite3.Connection, folder: Path) -> bool:
    """Tell whether the index holds every change, without loading the engine; its stamp is looked at elsewhere."""
    from indexer.search.generations import read_current

    try:
        generation = read_current(folder / FOLDER)
    except DamagedError:
        return False
    return fits(db, generation) and generation.manifest.watermark == latest(db)


def catch_up(db: sqlite3.Connection, folder: Path, anew: bool = False) -> bool:
    """Bring the index of a locked catalogue up to its last change, by adding to it or (`anew`) from nothing.

    Returns whether there was anything to do. Raises CatalogueError when the disk does not take it; the records
    are kept and the index before stays.
    """
    from indexer.search.generations import read_current
    from indexer.search.whoosh_index import build, update
    from indexer.search.words import STAMP

    search = folder / FOLDER
    number = latest(db)
    base = None
    with suppress(DamagedError):
        base = None if anew else read_current(search)
    if base and not (base.manifest.stamp == STAMP and fits(db, base)):
        base = None
    if base and base.manifest.watermark == number:
        return False
    import secrets  # loads OpenSSL, which no search needs

    token = secrets.token_hex(8)
    known = [base.manifest.token] if base else []
    _set_tokens(db, [token, *known])
    try:
        made = None
        if base:
            after = base.manifest.watermark
            gone = [row for (row,) in db.execute("SELECT row FROM change WHERE number > ? AND gone", [after])]
            with suppress(DamagedError):  # then it is built anew
                made = update(search, base, list(pending(db, after)), gone, number, token)
        if made is None:
            here, beside = _shares(db, folder)
            build(search, here, number, token, beside)
    except OSError as error:
        raise CatalogueError(
            f"{search}: {(error.strerror or 'cannot be written').lower()}; the records are kept: free space or mend "
            "the permissions, then `photodesk rebuild`"
        ) from None
    db.execute("BEGIN IMMEDIATE")
    _set_tokens(db, [token])
    db.execute("DELETE FROM change WHERE number <= ?", [number])
    db.execute("COMMIT")
    return True


def _shares(db: sqlite3.Connection, folder: Path) -> tuple[Iterator[Entry], list[list[str]]]:
    """Return the records that this process is to index, and the command for a process that indexes the others.

    A second process pays from some thousand records on, and where there is a second processor for it.
    """
    first, last, count = db.execute("SELECT min(row), max(row), count(*) FROM record").fetchone()
    if count < MANY or len(os.sched_getaffinity(0)) < 2 or not sys.executable:
        return entries(db), []
    middle = db.execute("SELECT row FROM record ORDER BY row LIMIT 1 OFFSET ?", [count // 2]).fetchone()[0]
    command = [sys.executable, "-m", "indexer.catalogue.part", str(folder), str(middle), str(last)]
    return entries(db, "row BETWEEN ? AND ?", [first, middle - 1]), [command]


def _set_tokens(db: sqlite3.Connection, values: list[str]) -> None:
    db.execute("INSERT OR REPLACE INTO meta VALUES ('tokens', ?)", [" ".join(values)])


class Joined:
    """A Backend over the index without the rows that are gone and, read one by one, the records that it lacks."""

    def __init__(self, index: Backend, gone: frozenset[int], rest: Backend) -> None:
        self._index, self._gone, self._rest = index, gone, rest

    def search(self, query: Node, limit: int | None = None, within: Collection[int] | None = None) -> list[Match]:
        """Return the best `limit` matches (None: all) of the rows `within`, best first, equal ones by row."""
        found = self._index.search(query, None if limit is None else limit + len(self._gone), within)
        found = [match for match in found if match.row not in self._gone] + self._rest.search(query, limit, within)
        found.sort(key=lambda match: (-match.score, match.row))
        return found[:limit]

    def count(self, query: Node, within: Collection[int] | None = None) -> int:
        """Return how many rows match, of those `within`."""
        if self._gone:
            return len(self.search(query, None, within))
        return self._index.count(query, within) + self._rest.count(query, within)

    def most(self, query: Node) -> int:
        """Return how many rows match at most, without looking at them."""
        return self._index.most(query) + self._rest.most(query)

    def matching(self, query: Node) -> Collection[int]:
        """Return the rows that match, in no order."""
        return {match.row for match in self.search(query)}

    def near(self, text: str, scope: str = "") -> Mapping[str, int]:
        """Return the words that are `text` give or take a letter, with how many rows have them, about."""
        return {**self._rest.near(text, scope), **self._index.near(text, scope)}

    def facet(self, field: str, found: Node | Collection[int] | None = None) -> None:
        """Return None: the records that the index lacks are not counted in it."""

    def rows(self) -> Iterable[int]:
        """Yield the number of every row."""
        yield from (row for row in self._index.rows() if row not in self._gone)
        yield from self._rest.rows()

    def close(self) -> None:
        """Do nothing: the index is held for the next question."""


class Held:
    """The full-text index of one folder, kept open from one question to the next for as long as it is current."""

    def __init__(self, folder: Path) -> None:
        self.search = folder / FOLDER
        self._index: BlockIndex | None = None
        self._current = b""

    def open(self) -> BlockIndex:
        """Return the current generation, opened. Raises DamagedError."""
        from indexer.search.block_index import BlockIndex

        with suppress(OSError):
            current = (self.search / "CURRENT").read_bytes()
            if self._index is not None and current == self._current:
                return self._index
            self._current = current
        self.close()
        self._index = BlockIndex(self.search)
        return self._index

    def close(self) -> None:
        """Let go of the files."""
        if self._index is not None:
            self._index.close()
            self._index = None


def open_backend(db: sqlite3.Connection, held: Held, mend: Callable[[], bool]) -> tuple[Backend, str]:
    """Open what answers for words, and a line for the person when that is slower than it should be.

    `mend` brings the index up to date and returns True, if it may. Leaves `db` in the read transaction for which
    the answer holds.
    """
    from indexer.search.scan import Scan
    from indexer.search.stem import english_stem

    index, fault = _open_index(db, held)
    if index is None or index.manifest.watermark != latest(db):
        mend()
        index, fault = _open_index(db, held)  # mended or not, trying to has ended the transaction
    if index is None:
        return scan_all(db, fault)
    changes = db.execute("SELECT row, gone FROM change WHERE number > ?", [index.manifest.watermark]).fetchall()
    if not changes:
        return index, ""
    lacking = list(pending(db, index.manifest.watermark))
    note = f"{len(lacking)} records are newer than the full-text index and were read one by one" if lacking else ""
    return Joined(index, frozenset(row for row, is_gone in changes if is_gone), Scan(lacking, english_stem)), note


def scan_all(db: sqlite3.Connection, fault: str) -> tuple[Backend, str]:
    """Return what answers without the index, and a line that says why."""
    from indexer.search.scan import Scan
    from indexer.search.stem import english_stem

    if not db.in_transaction:
        db.execute("BEGIN")
    note = f"the full-text index cannot be used ({fault}): all records were read one by one; run `photodesk rebuild`"
    return Scan(entries(db), english_stem), note


def _open_index(db: sqlite3.Connection, held: Held) -> tuple[BlockIndex | None, str]:
    """Open the index and begin the read transaction that it fits; None and why when it does not."""
    fault = ""
    for _ in range(3):  # a writer may be changing over
        index = None
        try:
            index = held.open()
        except DamagedError as error:
            fault = str(error)
        # A transaction sees the catalogue as it was when it began to read, so it begins when the index is open.
        if db.in_transaction:
            db.execute("COMMIT")
        db.execute("BEGIN")
        if index is not None:
            if fits(db, index.generation):
                return index, ""
            held.close()
            fault = f"{held.search}: belongs to another state of the catalogue"
        time.sleep(0.005)
    return None, fault
