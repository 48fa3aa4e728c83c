"""The catalogue's SQLite file: its tables, how it is opened, and what its errors say to a person.

document   what was read, from where, when it last changed
record     one record a row, whole, as JSON, and what it is sorted and filtered by
term       each distinct value of an exact field: a photographer, an agency, a city …
term_word  the words of each term's key
use        which record has which term; with the day in its key, so that counts read nothing else
change     rows added and gone since the full-text index was last made; its highest number is the watermark
saved_search  queries that a person kept under a name
added      for each day on which records were added, the last row before
decision   what the desk decided on a picture; only ever added to
asset      each asset_id with the picture it belongs to; asset_key, asset_link, asset_choice: see `assets.py`
hold       records with a kill, an embargo, an expiry, by day
tally      how many uses an agency has in a role and month, or (period "") in all, so that reports read little; as
           term 0 the records, in the role NAMES_AGENCY when an agency counts in them; see TALLIED
meta       the tokens of the full-text index that belongs to this catalogue
"""

from __future__ import annotations

import functools
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from indexer.catalogue.squeezing import inflate
from indexer.errors import CatalogueError, DamagedError, ForeignError, LockedError, VersionError
from indexer.reports import COUNTED, KEPT, NAMES_AGENCY

FILE = "catalogue.sqlite"
APPLICATION = 0x50444B31
"""SQLite application_id of a catalogue of ours: `PDK1`."""

_TERMS = "(SELECT id FROM term WHERE field = '{}')"
_NAMING = f"(SELECT record FROM use WHERE term IN {_TERMS.format('agency')} AND {COUNTED})"
TALLIED = f"""
    WITH counted (day, term, role) AS (
        SELECT day, term, role FROM use WHERE term IN {_TERMS.format("agency")} UNION ALL
        SELECT day, 0, role & {KEPT} | CASE WHEN record IN {_NAMING} THEN {NAMES_AGENCY} ELSE 0 END
        FROM use WHERE term IN {_TERMS.format("kind")})
    SELECT period, term, role, count(*) AS uses FROM (
        SELECT '' AS period, term, role FROM counted UNION ALL
        SELECT substr(day, 1, 7), term, role FROM counted WHERE day <> '') GROUP BY period, term, role
"""
"""What `tally` holds, counted anew: SQL."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE document (
        id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL);
    CREATE TABLE record (
        row INTEGER PRIMARY KEY AUTOINCREMENT, record_id TEXT NOT NULL UNIQUE, asset_id TEXT NOT NULL,
        document INTEGER NOT NULL REFERENCES document, day TEXT NOT NULL, taken TEXT NOT NULL, published TEXT NOT NULL,
        body TEXT NOT NULL);
    CREATE INDEX record_asset ON record (asset_id);
    CREATE INDEX record_document ON record (document);
    CREATE INDEX record_day ON record (day DESC, row);
    CREATE INDEX record_taken ON record (taken);
    CREATE INDEX record_published ON record (published);
    CREATE TABLE term (
        id INTEGER PRIMARY KEY, field TEXT NOT NULL, same TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL,
        UNIQUE (field, same, key, name));
    CREATE TABLE use (
        term INTEGER NOT NULL REFERENCES term, day TEXT NOT NULL, record INTEGER NOT NULL REFERENCES record,
        position INTEGER NOT NULL, role INTEGER NOT NULL, PRIMARY KEY (term, day, record)) WITHOUT ROWID;
    CREATE INDEX use_record ON use (record);
    CREATE TABLE change (number INTEGER PRIMARY KEY AUTOINCREMENT, row INTEGER NOT NULL, gone INTEGER NOT NULL);
    """,
    """
    CREATE TABLE saved_search (name TEXT PRIMARY KEY, query TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE added (day TEXT PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID;
    """,
    """
    CREATE TABLE decision (
        number INTEGER PRIMARY KEY AUTOINCREMENT, decision_id TEXT NOT NULL UNIQUE, asset_id TEXT NOT NULL,
        record_id TEXT NOT NULL, body TEXT NOT NULL);
    CREATE INDEX decision_asset ON decision (asset_id);
    CREATE TRIGGER decision_stands BEFORE UPDATE ON decision BEGIN
        SELECT raise(ABORT, 'a decision is never edited; a later one supersedes it'); END;
    CREATE TRIGGER decision_stays BEFORE DELETE ON decision BEGIN
        SELECT raise(ABORT, 'a decision is never removed; a later one supersedes it'); END;
    CREATE TABLE asset (
        id INTEGER PRIMARY KEY AUTOINCREMENT, asset_id TEXT NOT NULL UNIQUE, picture INTEGER NOT NULL);
    CREATE INDEX asset_picture ON asset (picture);
    CREATE TABLE asset_key (key INTEGER NOT NULL, asset INTEGER NOT NULL, PRIMARY KEY (key, asset)) WITHOUT ROWID;
    CREATE TABLE asset_link (
        one INTEGER NOT NULL, other INTEGER NOT NULL, kind TEXT NOT NULL, certainty TEXT NOT NULL,
        evidence TEXT NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
    CREATE TABLE asset_choice (
        number INTEGER PRIMARY KEY AUTOINCREMENT, one TEXT NOT NULL, other TEXT NOT NULL, same INTEGER NOT NULL,
        by TEXT NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL);
    CREATE INDEX asset_choice_one ON asset_choice (one);
    CREATE INDEX asset_choice_other ON asset_choice (other);
    CREATE TABLE asset_gone (asset_id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TRIGGER record_gone AFTER DELETE ON record BEGIN
        INSERT OR IGNORE INTO asset_gone VALUES (old.asset_id); END;
    CREATE TABLE hold (
        kind TEXT NOT NULL, until TEXT NOT NULL, record INTEGER NOT NULL, PRIMARY KEY (kind, until, record))
        WITHOUT ROWID;
    """,
    """
    CREATE TABLE term_word (word TEXT NOT NULL, term INTEGER NOT NULL, PRIMARY KEY (word, term)) WITHOUT ROWID;
    INSERT OR IGNORE INTO term_word WITH RECURSIVE cut (term, word, rest) AS (
        SELECT id, '', key || ' ' FROM term UNION ALL
        SELECT term, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1) FROM cut
        WHERE rest <> '')
        SELECT word, term FROM cut WHERE word <> '';
    """,
    f"""
    CREATE TABLE tally (
        period TEXT NOT NULL, term INTEGER NOT NULL, role INTEGER NOT NULL, uses INTEGER NOT NULL,
        PRIMARY KEY (period, term, role)) WITHOUT ROWID;
    INSERT INTO tally {TALLIED};
    """,
    "",  # nothing but the number: from here on, `record.body` may be compressed (see `squeezing`)
)
"""What brings the file from version n to n + 1 (SQLite user_version); only ever added to."""

VERSION = len(MIGRATIONS)


def connect(folder: Path, write: bool) -> sqlite3.Connection:
    """Open the catalogue file of `folder`, made or brought up to this version when `write`.

    Raises CatalogueError or one of its kinds.
    """
    path = folder / FILE
    db = _open(path, write)
    db.create_function("plain", 1, inflate, deterministic=True)  # of a record's body
    try:
        found = db.execute("PRAGMA application_id").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if found != APPLICATION and (found or tables):
            raise ForeignError(f"{path}: an SQLite file of another program; choose another folder with --index")
        if version > VERSION:
            raise VersionError(f"{path}: made by a newer Photodesk (format {version}, known up to {VERSION}); update")
        if write:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            if version < VERSION:
                _migrate(db, version)
        elif not tables:
            raise missing(folder)
        elif version < VERSION:
            raise VersionError(f"{path}: made by an older Photodesk (format {version}); `photodesk rebuild` updates it")
    except BaseException:
        db.close()
        raise
    return db


def missing(folder: Path) -> CatalogueError:
    """Return the error that says there is no index yet."""
    return CatalogueError(f"no index at {folder}; make one with `photodesk index PATH`")


def check_folder(folder: Path, create: bool) -> None:
    """Look at `folder` before anything in it is opened; make it when `create`. Raises CatalogueError, ForeignError."""
    try:
        if create and not folder.exists():
            folder.mkdir(parents=True)
        names = sorted(os.listdir(folder))
    except NotADirectoryError:
        raise CatalogueError(f"{folder}: a file, not a folder; choose another place with --index") from None
    except FileExistsError:
        raise CatalogueError(f"{folder}: a file, not a folder; choose another place with --index") from None
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not create:
            raise missing(folder) from None
        raise CatalogueError(f"{folder}: {_reason(error)}; choose another place with --index") from None
    if FILE not in names:
        foreign = [name for name in names if name not in (".gitignore", "lock")]
        if foreign:
            listed = ", ".join(foreign[:3]) + (", …" if len(foreign) > 3 else "")
            raise ForeignError(f"{folder}: no index, and not empty ({listed}); choose another folder with --index")
        if not create:
            raise missing(folder)


class HasFolder(Protocol):
    """Whatever can say which folder an error is about."""

    @property
    def folder(self) -> Path:
        """The index folder."""
        ...


P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound=HasFolder)


def in_plain_words(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Wrap a method so that what SQLite or the disk raises comes out as one of our errors, in one line."""

    @functools.wraps(method)
    def wrapped(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(self, *args, **kwargs)
        except (sqlite3.Error, OSError) as error:
            raise translate(error, self.folder / FILE) from None

    return wrapped


def translate(error: sqlite3.Error | OSError, path: Path) -> CatalogueError:
    """Return our error for what SQLite or the disk said about the file `path`.

    >>> translate(sqlite3.DatabaseError("file is not a database"), Path("index/catalogue.sqlite"))
    DamagedError('index/catalogue.sqlite: damaged (file is not a database); restore a copy, or remove the folder and \
index again')
    """
    if isinstance(error, OSError):
        return CatalogueError(f"{error.filename or path.parent}: {_reason(error)}; free space or choose another place")
    said = str(error)
    if "locked" in said or "busy" in said:
        return LockedError(f"{path}: another process is writing to it; try again when it is done")
    if any(word in said for word in ("readonly", "unable to open", "disk I/O", "full")):
        return CatalogueError(f"{path}: cannot be read or written ({said}); look at its permissions and the disk")
    return DamagedError(f"{path}: damaged ({said}); restore a copy, or remove the folder and index again")


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def _open(path: Path, write: bool) -> sqlite3.Connection:
    place = path.resolve().as_uri()
    ways = [f"{place}?mode=rwc"] if write else [f"{place}?mode=ro"]
    if not write and not path.with_name(FILE + "-wal").exists():
        # Without write permission SQLite cannot make the WAL's side file; with no WAL there, none is needed.
        ways.append(f"{place}?immutable=1")
    for way in ways:
        try:
            db = sqlite3.connect(way, uri=True, isolation_level=None, timeout=10)
            try:
                db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            except BaseException:
                db.close()
                raise
            return db
        except sqlite3.Error as error:
            failed = error
            if "unable to open" not in str(error) and "readonly" not in str(error):
                break
    raise translate(failed, path)


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; a trigger's own semicolons end none."""
    begun = ""
    for part in script.split(";"):
        begun += f"{part};"
        if part.strip() and sqlite3.complete_statement(begun):
            yield begun
            begun = ""


def _migrate(db: sqlite3.Connection, version: int) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        for step in MIGRATIONS[version:]:
            for statement in _statements(step):
                db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
