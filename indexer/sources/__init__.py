"""Files to Documents: which reader reads what, and the walk over folders."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..errors import SourceError, UsageError
from ..model import Document
from . import image, plain

HEAD = 4096
"""Bytes of a file that are looked at to recognise it."""


class Skip(NamedTuple):
    """Something that was passed over, and why."""

    path: str
    reason: str
    fault: bool = False
    """Whether it was asked for by name and could not be had; a file merely met in a folder is no fault."""


class Reader(NamedTuple):
    """One format: how it is recognised and what reads it."""

    name: str
    suffixes: tuple[str, ...]
    suits: Callable[[Path, bytes], bool]
    """Says from the path and the first bytes whether this reader is for the file."""
    read: Callable[[bytes, str, str | None, Callable[[Skip], None]], Iterator[Document]]
    """Takes the bytes, the path to name, the day of publication and whom to tell of what is passed over."""
    read_file: Callable[[Path, str, str | None, Callable[[Skip], None]], Iterator[Document]] | None = None
    """Reads the file itself, for formats that are not to be held in memory whole."""


def _read_plain(content: bytes, path: str, published: str | None, tell: Callable[[Skip], None]) -> Iterator[Document]:
    yield plain.read(content, path, published=published, tell=lambda where, reason: tell(Skip(where, reason)))


def _read_image(content: bytes, path: str, published: str | None, tell: Callable[[Skip], None]) -> Iterator[Document]:
    yield image.read_bytes(
        content, path, published=published, tell=lambda where, reason: tell(Skip(where, reason, fault=True))
    )


def _read_image_file(path: Path, name: str, published: str | None, tell: Callable[[Skip], None]) -> Iterator[Document]:
    yield image.read_file(
        path, name, published=published, tell=lambda where, reason: tell(Skip(where, reason, fault=True))
    )


READERS: tuple[Reader, ...] = (
    Reader("picture or XMP sidecar", image.SUFFIXES, image.suits, _read_image, _read_image_file),
    Reader("plain text or Markdown", plain.SUFFIXES, plain.suits, _read_plain),
)
"""Every format, in the order in which they are tried."""


def walk(paths: Iterable[str | Path]) -> Iterator[Path | Skip]:
    """Yield every file under `paths` that a reader reads, sorted, and a Skip for whatever is passed over.

    Folders are gone through with all below them; hidden files and folders are passed over unless they are named
    themselves; a file or folder that is met twice, also through a link, comes once.

    >>> [skip.reason for skip in walk(["no/such/file.txt"])]
    ['no such file or folder; check the spelling']
    """
    seen: set[str] = set()
    for named in paths:
        path = Path(named)
        try:
            mode = path.stat().st_mode
        except OSError as error:
            yield Skip(_name(path), _trouble(error), fault=True)
            continue
        if not stat.S_ISDIR(mode):
            yield from _file(path, seen, named=True)
            continue
        found = os.path.realpath(path) in seen
        for entry in _folder(path, seen):
            found = found or isinstance(entry, Path) or entry.fault
            yield entry
        if not found:
            yield Skip(_name(path), f"no file in this folder can be read; Photodesk reads {_readable()}", fault=True)


def read(
    path: str | Path, *, published: str | None = None, tell: Callable[[Skip], None] = lambda skip: None
) -> Iterator[Document]:
    """Yield the documents of one file.

    `published` dates documents that do not state their own day. `tell` is called with each part of the file that is
    passed over, such as a paragraph far too long for a caption. Raises SourceError when the file cannot be read and
    UsageError when `published` is no ISO day.
    """
    day(published)
    path = Path(path)
    name = _name(path)
    try:
        with path.open("rb") as file:
            content = file.read(HEAD)
            reader = recognise(path, content)
            if reader is None or reader.read_file is None:
                content += file.read(plain.LIMIT + 1 - len(content))
        if reader is not None and reader.read_file is not None:
            yield from reader.read_file(path, name, published, tell)
            return
    except OSError as error:
        raise SourceError(f"{name}: {_trouble(error)}") from error
    yield from read_bytes(content, name, published=published, tell=tell)


def read_bytes(
    content: bytes, path: str, *, published: str | None = None, tell: Callable[[Skip], None] = lambda skip: None
) -> Iterator[Document]:
    """Yield the documents of `content`, which was read from `path` or, when that is `-`, from standard input.

    >>> [block.text for document in read_bytes(b"One.\\n\\nTwo.", "story.txt") for block in document.blocks]
    ['One.', 'Two.']
    """
    day(published)
    reader = recognise(Path("-.txt" if path == "-" else path), content[:HEAD])
    if reader is None:
        raise SourceError(f"{path}: {_unknown(Path(path))}")
    yield from reader.read(content, path, published, tell)


def recognise(path: Path, head: bytes) -> Reader | None:
    """Return the reader for a file from its first bytes and its name, or None.

    >>> recognise(Path("story.txt"), b"A fox.") is READERS[-1], recognise(Path("story.sqlite"), b"SQLite")
    (True, None)
    """
    return next((reader for reader in READERS if reader.suits(path, head)), None)


def day(text: str | None) -> str | None:
    """Return `text` when it is an ISO day or None; raise UsageError otherwise.

    >>> day("2024-02-29")
    '2024-02-29'
    >>> day("29/2/2024")
    Traceback (most recent call last):
    indexer.errors.UsageError: published: "29/2/2024" is no day; write it as 2024-02-29
    """
    if text is None or plain.is_day(text):
        return text
    raise UsageError(f'published: "{text[:40]}" is no day; write it as 2024-02-29')


def _folder(path: Path, seen: set[str]) -> Iterator[Path | Skip]:
    if _is_repeated(path, seen):
        yield Skip(_name(path), "read already under another name")
        return
    try:
        with os.scandir(path) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError as error:
        yield Skip(_name(path), _trouble(error), fault=True)
        return
    for name in names:
        child = path / name
        if name.startswith("."):
            yield Skip(_name(child), "hidden")
        elif child.is_dir():
            yield from _folder(child, seen)
        else:
            yield from _file(child, seen)


def _file(path: Path, seen: set[str], *, named: bool = False) -> Iterator[Path | Skip]:
    name = _name(path)
    try:
        name.encode()
    except UnicodeEncodeError:
        yield Skip(ascii(name)[1:-1], "its name is not UTF-8; rename it", fault=True)
        return
    head = b""
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
        if regular:
            with path.open("rb") as file:
                head = file.read(HEAD)
    except OSError as error:
        # A file that is there but will not open was meant to be read, wherever it lies.
        yield Skip(name, _trouble(error), fault=True)
        return
    if not regular and not named:
        yield Skip(name, "neither a file nor a folder")
    elif regular and not head:
        yield Skip(name, "empty file", fault=named)
    elif recognise(path, head) is None:
        yield Skip(name, _unknown(path), fault=named)
    elif _is_repeated(path, seen):
        yield Skip(name, "read already under another name")
    else:
        yield path


def _is_repeated(path: Path, seen: set[str]) -> bool:
    """Say whether this file or folder was met before, also through a link; links can run in a ring."""
    real = os.path.realpath(path)
    if real in seen:
        return True
    seen.add(real)
    return False


def _name(path: Path) -> str:
    return path.as_posix()


def _unknown(path: Path) -> str:
    kind = f"{path.suffix} files are not read" if path.suffix else "not a kind of file that is read"
    return f"{kind}; Photodesk reads {_readable()}"


def _readable() -> str:
    return " ".join(suffix for reader in READERS for suffix in reader.suffixes)


def _trouble(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the spelling"
    if isinstance(error, PermissionError):
        return "no permission to read it; ask its owner"
    if isinstance(error, IsADirectoryError):
        return "a folder, not a file"
    return f"cannot be read ({error.strerror or type(error).__name__}); check the disk or the link"
