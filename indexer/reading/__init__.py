"""Files to records, many at a time: read and parsed in other processes, handed back in the order of the files.

    for outcome in read_all(walk(["stories"]), Wish(), processes=2):
        for document, records in outcome.parts:
            catalogue.add(document, records, size=outcome.size, mtime_ns=outcome.mtime_ns)

One file is one Outcome; a long table is one for each part of it. A file that cannot be read is one with a Skip.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ..errors import SourceError
from ..model import Document, Record
from ..parse import parse_document
from ..sources import Skip, Wish, is_table, read, read_stream

LARGE = 256 * 1024
"""Bytes from which a table is read here and parsed in parts by all, rather than whole by one."""
FEW_FILES, FEW_BYTES = 24, 512 * 1024
"""Up to so many files and bytes no other process is started: starting one takes as long as reading them."""
BATCH_FILES, BATCH_BYTES = 16, 1024 * 1024
"""Files that are handed to another process at once."""

Part = tuple[Document, tuple[Record, ...]]
"""A document without its blocks, which the records have, and the records."""


class Outcome(NamedTuple):
    """What came of a file, or of one part of a long table."""

    path: str
    parts: tuple[Part, ...] = ()
    skips: tuple[Skip, ...] = ()
    size: int = 0
    mtime_ns: int = 0
    ended: bool = True
    """Whether the file is done with."""
    bytes: int = 0
    """How far this has brought the reading, for the progress."""


class Settings(NamedTuple):
    """What the caller wants done with every file; goes to the other processes."""

    published: str | None = None
    columns: Mapping[str, str] = {}
    ner: str | None = None
    """Name of a spaCy model that votes on people."""


class Task(NamedTuple):
    """What one process does at once: files to read, or one part of a table to parse."""

    files: tuple[str, ...] = ()
    document: Document | None = None
    outcome: Outcome = Outcome("")
    """Of the document: everything but its records."""


def read_all(
    entries: Iterable[Path | Skip], settings: Settings, processes: int | None = None
) -> Generator[Outcome, None, None]:
    """Yield what came of each file, in order; with `processes` of 1, or few files, all is done in this process.

    Closing the iterator, or an exception such as an interrupt, ends the other processes.
    """
    count = processes or min(os.cpu_count() or 1, 8)
    tasks = _tasks(entries, settings)
    waiting: list[Task] = []
    files = size = 0
    for task in tasks:
        waiting.append(task)
        files += len(task.files)
        size += task.outcome.bytes or sum(map(_size, task.files))
        if files > FEW_FILES or size > FEW_BYTES:
            break
    else:
        count = 1
    if count == 1:
        for task in _chained(waiting, tasks):
            yield from perform(task, settings)
        return
    from .pool import run

    yield from run(_chained(waiting, tasks), settings, count)


def _chained(waiting: list[Task], tasks: Iterator[Task]) -> Iterator[Task]:
    while waiting:
        yield waiting.pop(0)
    yield from tasks


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


def _tasks(entries: Iterable[Path | Skip], settings: Settings) -> Iterator[Task]:
    """Yield the work: small files in batches, large tables part by part, what was passed over as it comes."""
    batch: list[str] = []
    size = 0
    for entry in entries:
        if isinstance(entry, Skip):
            if batch:
                yield Task(tuple(batch))
                batch, size = [], 0
            yield Task(outcome=Outcome(entry.path, skips=(entry,)))
            continue
        own = _size(str(entry))
        large = own >= LARGE and is_table(entry)
        if batch and (large or len(batch) >= BATCH_FILES or size + own > BATCH_BYTES):
            yield Task(tuple(batch))
            batch, size = [], 0
        if large:
            yield from _table_tasks(entry, settings)
        else:
            batch.append(str(entry))
            size += own
    if batch:
        yield Task(tuple(batch))


def _table_tasks(path: Path, settings: Settings) -> Iterator[Task]:
    """Yield the parts of a large table, each with the bad rows that were met on the way to it."""
    name = path.as_posix()
    told: list[Skip] = []
    try:
        with path.open("rb") as stream:
            stat = os.fstat(stream.fileno())
            at = 0
            wish = Wish(settings.published, told.append, settings.columns)
            for document in read_stream(stream, name, path, wish):
                here = min(stream.tell() if not stream.closed else stat.st_size, stat.st_size)
                outcome = Outcome(
                    name, (), tuple(told), stat.st_size, stat.st_mtime_ns, not document.more, max(here - at, 0)
                )
                told.clear()
                at = here
                yield Task(document=document, outcome=outcome)
    except (SourceError, OSError) as error:
        yield Task(outcome=Outcome(name, skips=(*told, _failed(name, error))))


def perform(task: Task, settings: Settings) -> Iterator[Outcome]:
    """Do the work of one task."""
    if task.document is not None:
        yield task.outcome._replace(parts=(_parsed(task.document, settings),))
    elif not task.files:
        yield task.outcome
    for name in task.files:
        yield read_one(name, settings)


def read_one(name: str, settings: Settings) -> Outcome:
    """Return what came of one file, whatever is wrong with it."""
    skips: list[Skip] = []
    path = Path(name).as_posix()
    size = mtime_ns = 0
    try:
        stat = os.stat(name)
        size, mtime_ns = stat.st_size, stat.st_mtime_ns
        documents = read(name, published=settings.published, tell=skips.append, columns=settings.columns)
        parts = tuple([_parsed(document, settings) for document in documents])
    except (SourceError, OSError) as error:
        return Outcome(path, skips=(*skips, _failed(path, error)), bytes=size)
    except MemoryError:
        return Outcome(path, skips=(Skip(path, "too large for the memory of this machine; split it", fault=True),))
    return Outcome(path, parts, tuple(skips), size, mtime_ns, bytes=size)


def _failed(path: str, error: Exception) -> Skip:
    said = str(error)
    return Skip(path, said.removeprefix(f"{path}: ").removeprefix(f"{path}:"), fault=True)


def _parsed(document: Document, settings: Settings) -> Part:
    return replace(document, blocks=()), tuple(parse_document(document, settings.ner))
