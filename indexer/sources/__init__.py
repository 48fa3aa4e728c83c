"""Files to Documents: which reader reads what, and the walk over folders."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from ..errors import SourceError, UsageError
from ..model import Document
from . import feed, html, image, plain, tabular
from .reader import HEAD, Original, Reader, Skip, Wish, original
from .walk import trouble, walk_files

__all__ = [
    "READERS", "Original", "Reader", "Skip", "Wish", "day", "is_table", "read", "read_bytes", "read_stream",
    "recognise", "sha256_of", "walk",
]  # fmt: skip


def _read_image(one: Original, wish: Wish) -> Iterator[Document]:
    def tell(where: str, reason: str) -> None:
        wish.tell(Skip(where, reason, fault=True))

    if one.file:
        yield image.read_file(one.file, one.path, published=wish.published, tell=tell)
    else:
        yield image.read_bytes(one.stream.read(), one.path, published=wish.published, tell=tell)


READERS: tuple[Reader, ...] = (
    Reader("picture or XMP sidecar", image.SUFFIXES, image.suits, _read_image),
    Reader("web page", html.SUFFIXES, html.suits, html.read),
    Reader("feed or wire item", feed.SUFFIXES, feed.suits, feed.read),
    Reader("table", tabular.SUFFIXES, tabular.suits, tabular.read),
    Reader("plain text or Markdown", plain.SUFFIXES, plain.suits, plain.read_original),
)
"""Every format, in the order in which they are tried; the surest first, plain text last."""


def walk(paths: Iterable[str | Path]) -> Iterator[Path | Skip]:
    """Yield every file under `paths` that a reader reads, sorted, and a Skip for whatever is passed over.

    Folders are gone through with all below them; hidden files and folders are passed over unless they are named
    themselves; a file or folder that is met twice, also through a link, comes once.

    >>> [skip.reason for skip in walk(["no/such/file.txt"])]
    ['no such file or folder; check the spelling']
    """
    return walk_files(paths, _refusal, _readable())


def read(
    path: str | Path,
    *,
    published: str | None = None,
    tell: Callable[[Skip], None] = lambda skip: None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Document]:
    """Yield the documents of one file; a long one comes in parts, see `Document.more`.

    `published` dates documents that do not state their own day. `tell` is called with each part of the file that is
    passed over, such as a paragraph far too long for a caption or a bad row. `columns` names the columns of a table
    where they go by names of their own. Raises SourceError when the file cannot be read and UsageError when
    `published` is no ISO day.
    """
    day(published)
    path = Path(path)
    name = path.as_posix()
    try:
        with path.open("rb") as stream:
            yield from _read(Original(name, stream, path), Wish(published, tell, columns or {}))
    except OSError as error:
        raise SourceError(f"{name}: {trouble(error)}") from error


def read_stream(stream: BinaryIO, name: str, file: Path, wish: Wish) -> Iterator[Document]:
    """Yield the documents of a file that is open, at its beginning; as `read`."""
    yield from _read(Original(name, stream, file), wish)


def sha256_of(path: Path) -> str:
    """Return the digest of a file, as `Document.sha256` has it; the file is never held in memory whole."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_table(path: Path) -> bool:
    """Say whether a file is read as a table, which comes in parts; False when it cannot be opened."""
    try:
        with path.open("rb") as stream:
            reader = recognise(path, stream.read(HEAD))
    except OSError:
        return False
    return reader is not None and reader.read is tabular.read


def read_bytes(
    content: bytes, path: str, *, published: str | None = None, tell: Callable[[Skip], None] = lambda skip: None
) -> Iterator[Document]:
    """Yield the documents of `content`, which was read from `path` or, when that is `-`, from standard input.

    >>> [block.text for document in read_bytes(b"One.\\n\\nTwo.", "story.txt") for block in document.blocks]
    ['One.', 'Two.']
    """
    day(published)
    yield from _read(original(content, path), Wish(published, tell))


def _read(one: Original, wish: Wish) -> Iterator[Document]:
    named = Path("-.txt" if one.path == "-" else one.path)
    head = one.stream.read(HEAD)
    if one.stream.seekable():
        one.stream.seek(0)
    else:  # a pipe with a name: read whole, as far as the longest text goes
        one = original(head + one.stream.read(plain.LIMIT + 1), one.path)
    reader = recognise(named, head)
    if reader is None:
        raise SourceError(f"{one.path}: {_refusal(named, head)}")
    yield from reader.read(one, wish)


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


def _refusal(path: Path, head: bytes) -> str:
    if recognise(path, head):
        return ""
    kind = f"{path.suffix} files are not read" if path.suffix else "not a kind of file that is read"
    if path.suffix.lower() in _readable().split():
        kind = f"no such {path.suffix} file is read as this one is"
    return f"{kind}; Photodesk reads {_readable()}"


def _readable() -> str:
    return " ".join(suffix for reader in READERS for suffix in reader.suffixes)
