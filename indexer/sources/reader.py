"""What a reader of a format is given and gives: an Original and a Wish in, Documents and Skips out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from ..errors import SourceError
from ..model import Document

HEAD = 4096
"""Bytes of a file that are looked at to recognise it."""


class Skip(NamedTuple):
    """Something that was passed over, and why."""

    path: str
    reason: str
    fault: bool = False
    """Whether it was asked for by name, or meant to be read, and could not be had; a file of a kind that nobody reads,
    merely met in a folder, is no fault."""


class Original(NamedTuple):
    """A file as received: the name it goes by and its bytes, as a stream that stands at their beginning."""

    path: str
    stream: BinaryIO
    """Can be wound back; a large table is read from it piece by piece."""
    file: Path | None = None
    """Where it lies, for a reader that looks at what lies beside it; None for bytes that were handed over."""

    def whole(self, limit: int, what: str = "text") -> bytes:
        """Return all bytes; raise SourceError when there are over `limit`."""
        content = self.stream.read(limit + 1)
        if len(content) > limit:
            raise SourceError(f"{self.path}: over {limit >> 20} MB of {what}; split the file")
        return content


class Wish(NamedTuple):
    """What the caller wants done with every file."""

    published: str | None = None
    """ISO day of what states none itself."""
    tell: Callable[[Skip], None] = lambda skip: None
    """Hears of each part of a file that is passed over."""
    columns: Mapping[str, str] = {}
    """For tables: field to the column of that name, `{"caption": "Beschreibung"}`, before what they are known as."""


class Reader(NamedTuple):
    """One format: how it is recognised and what reads it."""

    name: str
    suffixes: tuple[str, ...]
    suits: Callable[[Path, bytes], bool]
    """Says from the path and the first HEAD bytes whether this reader is for the file; the bytes count more."""
    read: Callable[[Original, Wish], Iterator[Document]]
    """Yields what the file holds. A long one comes in parts: Documents of the same path, all but the last with `more`.

    Raises SourceError when nothing can be read; a part that cannot is told as a Skip, and the rest is read.
    """


def original(content: bytes, path: str) -> Original:
    """Return the Original of bytes that are in memory."""
    return Original(path, io.BytesIO(content))
