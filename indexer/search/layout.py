"""How Whoosh's W3 codec lays out a segment on disk: what our writer and our reader share, so that both fit Whoosh.

A segment is one compound file: `.pst` holds postings in blocks of 128, `.trm` is an ordered hash from field and word
to where its postings lie, `.NAME.col` are columns of one number a document.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left
from pathlib import Path
from typing import Any
from zlib import crc32

from indexer.errors import DamagedError
from indexer.noun import Noun, noun

INDEX = "MAIN"
"""Name of the index; every file's name begins with it."""

BLOCK = 128
"""Postings that are read at once."""

POSTINGS_TAG = b"W3Bl"
HASH_TAG = b"HSH3"
BUCKETS = 256

HEAD = struct.Struct("!qi")
"""Place and bytes of the directory of a segment's file."""
BLOCK_SIZE = struct.Struct("!i")
"""Bytes of a block, negative for a term's last."""
PAIR = struct.Struct("!ii")
"""Bytes of a key and of what belongs to it."""
TERM = struct.Struct("!BfIBBfIIqi")
"""Inlined or not, weight, documents, shortest and longest length, greatest weight, first and last document, where
the postings lie and how many bytes they take."""
SLOT = struct.Struct("!Iq")
"""A key's hash and place."""
BUCKET = struct.Struct("!qi")
"""Place and slots of one of the hash tables."""
KEY = struct.Struct("!H")
"""Number of the field, in front of the word."""

LENGTHS = tuple(round((1.033**step - 1) * 27) for step in range(256))
"""A document's length is kept in one byte; these are the lengths that the bytes stand for."""


def to_byte(length: int) -> int:
    """Return the byte for a length, the next longer one where it has none of its own.

    >>> to_byte(10), to_byte(11), LENGTHS[to_byte(11)]
    (10, 11, 12)
    """
    return min(bisect_left(LENGTHS, length), 255)


@noun
class Part(Noun):
    """One segment, described so that it can be read without opening what Whoosh pickled."""

    name: str
    """`MAIN_` and sixteen letters; its file is called so, with `.seg` behind."""
    rows: int
    """Documents in it, deleted ones too."""
    first: int
    """Row of the first document."""
    last: int
    """Row of the last document; when it is `first + rows - 1`, the rows are numbers in sequence."""
    streams: dict[str, tuple[int, int]]
    """`pst`, `trm` and each column → place and bytes in the file."""
    fields: dict[str, int]
    """Number of each field that has words."""
    lengths: dict[str, int]
    """Words in each field, all documents together."""
    index: tuple[int, int, str]
    """Of the terms in order: where their places are listed (counted in `trm`), how many, array type."""
    buckets: int
    """Where in `trm` the table of hash tables is."""
    sums: dict[str, int]
    """CRC-32 of each column: a bit that flips there would give another record, or a wrong count, in silence."""
    letters: str = ""
    """Every character of its words of more than one."""
    gone: tuple[int, ...] = ()
    """Deleted documents."""

    @classmethod
    def read(cls, raw: dict[str, Any]) -> Part:
        """Return the part that was written as JSON. Raises TypeError, ValueError or KeyError."""
        start, count, kind = raw["index"]
        return cls(**{
            **raw,
            "streams": {name: (int(at), int(size)) for name, (at, size) in raw["streams"].items()},
            "index": (int(start), int(count), str(kind)),
            "gone": tuple(raw["gone"]),
        })  # fmt: skip

    def proved(self, column: str, content: bytes) -> bytes:
        """Return the content of a column. Raises DamagedError when it is not what was written."""
        if column in self.streams and crc32(content) != self.sums[column]:
            raise DamagedError(f"{self.name}.seg: the column {column} is not as it was written")
        return content


def rows_of(part: Part, folder: Path) -> array[int] | range:
    """Return the row of each document of `part`, whose file is in `folder`. Raises OSError, DamagedError."""
    if part.last - part.first + 1 == part.rows:
        return range(part.first, part.last + 1)
    place, size = part.streams["row"]
    with (folder / f"{part.name}.seg").open("rb") as file:
        file.seek(place)
        return from_big("q", part.proved("row", file.read(size)))


def to_big(numbers: array[int]) -> bytes:
    """Return the bytes of an array, the highest of each number first.

    >>> to_big(array("H", [258]))
    b'\\x01\\x02'
    """
    if sys.byteorder == "little":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()


def from_big(kind: str, content: bytes) -> array[int]:
    """Return the array of which `to_big` made these bytes."""
    numbers = array(kind, content)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
