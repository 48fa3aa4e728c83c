"""Read the segments that `segment_writer` wrote: words to documents, a block of 128 at a time.

Whoosh walks through postings one by one, with a chain of Python calls for each. Here a block is unpacked once and
handled by calls that loop in C. All segments of an index are read as one: a document's number is counted from the
first of the first segment.
"""

from __future__ import annotations

import mmap
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from itertools import accumulate, repeat
from pathlib import Path
from pickle import Unpickler
from typing import Any, NoReturn
from zlib import crc32, decompress

from indexer.noun import Noun, noun
from indexer.search import layout
from indexer.search.layout import Part


@noun
class Word(Noun):
    """What the table of terms says of one word in one segment."""

    text: str
    count: int
    """Documents."""
    total: float
    """Times, in all of them together."""
    weight: float
    """Greatest number of times in one of them."""
    first: int
    """First document, counted in the segment."""
    place: int
    """Of its postings, in the file."""
    size: int
    """Bytes of them."""


class Segment:
    """One segment's file, mapped; `base` is the number of its first document in the whole index."""

    def __init__(self, folder: Path, part: Part, base: int) -> None:
        """Raises OSError, ValueError, DamagedError."""
        self.part = part
        self.base = base
        with (folder / f"{part.name}.seg").open("rb") as file:
            self._file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._postings = part.streams["pst"][0]
        self._table = part.streams["trm"][0]
        directory = self._file[
            self._table + part.buckets : self._table + part.buckets + layout.BUCKETS * layout.BUCKET.size
        ]
        self._hashes = [(self._table + at, slots) for at, slots in layout.BUCKET.iter_unpack(directory)]
        place, self._terms, kind = part.index
        self._index = self._table + place
        self._width = array(kind).itemsize
        self._proved: set[str] = set()
        self._places: dict[int, dict[int, tuple[int, ...]]] = {}
        self.rows = layout.rows_of(part, folder)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def column(self, name: str) -> bytes:
        """Return a column's bytes; of a length column, one a document. Raises DamagedError when they are spoilt."""
        place, size = self.part.streams.get(name, (0, 0))
        content = self._file[place : place + size]
        if name not in self._proved:
            self.part.proved(name, content)
            self._proved.add(name)
        return content

    def find(self, field: str, text: str) -> Word | None:
        """Return the word `text` of `field`, or None."""
        number = self.part.fields.get(field)
        if number is None:
            return None
        key = layout.KEY.pack(number) + text.encode()
        place = self._find(key)
        return self._word(text, place) if place else None

    def _find(self, key: bytes) -> int:
        """Return the place of what is kept for `key`, 0 when it is not there."""
        hashed = crc32(key)
        begun, slots = self._hashes[hashed & 255]
        if not slots:
            return 0
        file, slot_at, slot = self._file, layout.SLOT.unpack_from, (hashed >> 8) % slots
        while True:
            found, place = slot_at(file, begun + slot * 12)
            if not place:
                return 0
            if found == hashed:
                place += self._table
                size = layout.PAIR.unpack_from(file, place)[0]
                if file[place + 8 : place + 8 + size] == key:
                    return int(place + 8 + size)
            slot = (slot + 1) % slots

    def words(self, field: str, prefix: str = "") -> Iterator[Word]:
        """Yield the words of `field` that begin so, in order."""
        number = self.part.fields.get(field)
        if number is None:
            return
        begun = layout.KEY.pack(number) + prefix.encode()
        low, high = 0, self._terms
        while low < high:
            middle = (low + high) // 2
            if self._key(self._place(middle)) < begun:
                low = middle + 1
            else:
                high = middle
        if low == self._terms:
            return
        file, pair, place, behind = self._file, layout.PAIR.unpack_from, self._place(low), self._hashes[0][0]
        while place < behind:
            size, told = pair(file, place)
            key = file[place + 8 : place + 8 + size]
            if not key.startswith(begun):
                return
            yield self._word(key[2:].decode(), place + 8 + size)
            place += 8 + size + told

    def near(self, field: str, text: str) -> Iterator[Word]:
        """Yield the words of `field` that are `text` give or take one letter (see `words.is_near`)."""
        number = self.part.fields.get(field)
        if number is None:
            return
        prefix, known = layout.KEY.pack(number), self.column("known")
        tried = _near(text, self.part.letters)
        most = 8 * len(known) - 1
        hashes = map(crc32, tried, repeat(crc32(prefix)))
        # Nearly all of them are no words, which one bit tells.
        likely = [
            one for one, hashed in zip(tried, hashes, strict=True) if known[(hashed & most) >> 3] >> (hashed & 7) & 1
        ]
        for candidate in likely:
            place = self._find(prefix + candidate)
            if place:
                yield self._word(candidate.decode(), place)

    def blocks(self, word: Word, wanted: Sequence[int] = ()) -> Iterator[tuple[tuple[int, ...], Any, Any]]:
        """Yield documents (in the whole index), weights and values, block by block.

        With `wanted`, documents in order, only blocks that may have one of them.
        """
        begun = self._postings + word.place
        content = self._file[begun : begun + word.size]
        if content[:4] != layout.POSTINGS_TAG:
            raise ValueError(f"no postings at {word.place}")
        at, base, next_wanted = 4, self.base, 0
        while True:
            size = layout.BLOCK_SIZE.unpack_from(content, at)[0]
            at += 4
            end = at + abs(size)
            # The block's heading is a pickle of count (one byte), last document, weight and three bytes.
            width = _WIDTHS[content[at + 5]]
            behind = at + 20 + width
            if wanted:
                last = base + int.from_bytes(content[at + 6 : at + 5 + width], "little")
                reached = bisect_left(wanted, last + 1, next_wanted)
                skip, next_wanted = reached == next_wanted, reached
            if not wanted or not skip:
                level = content[at + 15 + width]
                data = content[behind + (2 if content[behind + 1] == 46 else 4) : end]
                steps, weights, values = _Plain(BytesIO(decompress(data) if level else data)).load()
                yield tuple(accumulate((steps[0] + base, *steps[1:]))), weights, values
            if size < 0 or (wanted and next_wanted == len(wanted)):
                return
            at = end

    def places(self, word: Word, wanted: Sequence[int]) -> Mapping[int, tuple[int, ...]]:
        """Return where a word stands in each document (in the whole index) that has it, at least of those `wanted`.

        Those of a common word are kept when most of them are wanted: reading them takes most of a phrase's time.
        """
        kept = self._places.get(word.place)
        if kept is not None:
            return kept
        found: dict[int, tuple[int, ...]] = {}
        whole = word.count >= _COMMON and len(wanted) * 4 > word.count
        for numbers, _, values in self.blocks(word, () if whole else wanted):
            found.update(zip(numbers, map(_PLACES.__getitem__, values), strict=True))
        if whole:
            self._places[word.place] = found
            while sum(map(len, self._places.values())) > MOST_PLACES:
                del self._places[next(iter(self._places))]
        return found

    def _word(self, text: str, place: int) -> Word:
        _, total, count, _, _, weight, first, _, postings, size = layout.TERM.unpack_from(self._file, place)
        return Word(text, count, total, weight, first, postings, size)

    def _place(self, number: int) -> int:
        at = self._index + number * self._width
        return self._table + int.from_bytes(self._file[at : at + self._width], "big")

    def _key(self, place: int) -> bytes:
        size = layout.PAIR.unpack_from(self._file, place)[0]
        return self._file[place + 8 : place + 8 + size]


_WIDTHS = {ord("K"): 2, ord("M"): 3, ord("J"): 5}
"""Bytes of a number in a pickle, by its sign."""


class _Plain(Unpickler):
    """Reads pickles of numbers and bytes, and of nothing else."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise ValueError(f"a block of postings names {module}.{name}")


@lru_cache(maxsize=8)
def _near(text: str, letters: str) -> list[bytes]:
    """Return every word that is `text` give or take one letter, with any of `letters` for another."""
    halves = [(text[:at], text[at:]) for at in range(len(text) + 1)]
    tried = {text: None}
    tried.update(dict.fromkeys(one + other[1:] for one, other in halves if other))
    tried.update(dict.fromkeys(one + other[1] + other[0] + other[2:] for one, other in halves if len(other) > 1))
    for one, other in halves:
        tried.update(dict.fromkeys([one + letter + other for letter in letters]))
        if other:
            tried.update(dict.fromkeys([one + letter + other[1:] for letter in letters]))
    return [candidate.encode() for candidate in tried]


class _Places(dict[bytes, tuple[int, ...]]):
    """What is kept of where a word stands in a document → the places; most documents have one of a few."""

    def __missing__(self, value: bytes) -> tuple[int, ...]:
        if len(self) > 1 << 16:
            self.clear()
        places = self[value] = positions_of(value)
        return places


class Shifted(dict[tuple[int, ...], tuple[int, ...]]):
    """Places → the same, so many words before."""

    def __init__(self, shift: int) -> None:
        self.shift = shift

    def __missing__(self, places: tuple[int, ...]) -> tuple[int, ...]:
        moved = self[places] = tuple([place - self.shift for place in places])
        return moved


_PLACES = _Places()
_COMMON = 500
"""Documents that have a word from which on its places may be kept."""
MOST_PLACES = 200_000
"""Documents of common words whose places are kept, a segment: some 20 MB."""


def positions_of(value: bytes) -> tuple[int, ...]:
    """Return where a word stands, from what Whoosh's Positions format keeps.

    >>> positions_of(b"\\0\\0\\0\\1(K\\x05t."), positions_of(b"\\0\\0\\0\\2(K\\x05K\\x02t.")
    ((5,), (5, 7))
    """
    if len(value) == 9:
        return (value[6],)
    return tuple(accumulate(_Plain(BytesIO(value[4:])).load()))
