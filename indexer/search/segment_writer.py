"""Write a segment of Whoosh's W3 codec in one go.

Stock Whoosh pools one tuple a posting, sorts them, and passes each through four generators. Here a word's postings are
kept as two lists that grow in order, and are turned into blocks when the segment is full: the same terms, postings,
positions, weights and lengths on disk, several times as fast. Each scope is two fields: `caption_printed` holds the
words as they stand, with positions; `caption` their stems, made from the former when the segment is written.
"""

from __future__ import annotations

import gc
import json
import secrets
import string
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from operator import sub
from pathlib import Path
from pickle import dumps
from typing import BinaryIO
from zlib import compress, crc32

from indexer.search import layout
from indexer.search.backend import Entry
from indexer.search.layout import Part, to_big
from indexer.search.words import BREAK, SCOPES, Stem, cut

MOST_WORDS = 16_000_000
"""Words of a segment, after which the next one is begun: what some 500 MB of memory hold."""

_COMPRESSED_FROM = 40
"""Postings of a block from which compressing pays: below, zlib's own header eats what it saves."""

_ONCE = (1).to_bytes(4, "big")
"""How Whoosh keeps that a word stands once in a document."""

Held = dict[str, "array[int]"]
"""Word → where it stands, in order: the document's number, and behind it in PLACE bits the position."""
PLACE = 24
Postings = tuple[str, list[int], list[float] | None, bytes | tuple[bytes, ...]]
"""Word, documents, how often it stands in each (None: once), and what Whoosh keeps for each: four bytes or some."""


def write_segments(folder: Path, entries: Iterable[Entry], stem: Stem, most: int = MOST_WORDS) -> list[Part]:
    """Write `entries`, in order of their rows, as segments in `folder`, and return them. Raises OSError."""
    parts = []
    with _without_collector():
        segment = _Segment(stem)
        for entry in entries:
            segment.add(entry)
            if segment.size >= most:
                parts.append(segment.write(folder))
                segment = _Segment(stem)
        if segment.rows:
            parts.append(segment.write(folder))
    return parts


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep Python's cycle collector from walking through millions of lists that are in no cycle."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Segment:
    """What is collected for one segment."""

    def __init__(self, stem: Stem) -> None:
        self.stem = stem
        self.rows = array("q")
        self.words: dict[str, Held] = {scope: defaultdict(lambda: array("Q")) for scope in SCOPES}
        self.lengths = {scope: bytearray() for scope in SCOPES}
        self.totals = dict.fromkeys(SCOPES, 0)
        self.facets: dict[str, tuple[dict[tuple[str, ...], int], array[int]]] = {}
        self.size = 0

    def add(self, entry: Entry) -> None:
        """Take in one record; rows ascend."""
        number = len(self.rows)
        self.rows.append(entry.row)
        for facet, values in entry.facets.items():
            sets, column = self.facets.get(facet) or self.facets.setdefault(facet, ({(): 0}, array("I")))
            column.extend(repeat(0, number - len(column)))
            column.append(sets.setdefault(values, len(sets)))
        for scope, text in entry.texts.items():
            known = self.words[scope]
            found = cut(text)
            for place, word in enumerate(found, number << PLACE):
                known[word].append(place)
            length = len(found) - found.count(BREAK)
            if length:
                lengths = self.lengths[scope]
                lengths.extend(bytes(number - len(lengths)))
                lengths.append(layout.to_byte(length))
                self.totals[scope] += length
                self.size += length

    def write(self, folder: Path) -> Part:
        """Write the segment's file and return what it holds."""
        name = f"{layout.INDEX}_" + "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(16))
        streams: dict[str, tuple[int, int]] = {}
        fields: dict[str, int] = {}
        letters: set[str] = set()
        with (folder / f"{name}.seg").open("wb") as file:
            file.write(bytes(layout.HEAD.size))
            terms = _Terms(file)
            for scope in sorted(SCOPES):
                known, lengths = self.words[scope], self.lengths[scope]
                known.pop(BREAK, None)
                letters.update(*(word for word in known if len(word) > 1))
                for field, postings in ((scope, _stems(known, self.stem)), (f"{scope}_printed", _printed(known))):
                    if known:
                        fields[field] = len(fields)
                        terms.write_field(fields[field], postings, lengths)
                known.clear()
            streams["pst"] = (layout.HEAD.size, file.tell() - layout.HEAD.size)
            buckets, index = terms.finish(fields)
            streams["trm"] = (file.tell(), file.write(terms.table))
            sums: dict[str, int] = {}
            for column, content in chain([("known", terms.known())], self._columns()):
                streams[column] = (file.tell(), file.write(content))
                sums[column] = crc32(content)
            place = file.tell()
            directory = {
                f"{name}.{stream}" + ("" if stream in ("pst", "trm") else ".col"): {"offset": at, "length": size}
                for stream, (at, size) in streams.items()
            }
            size = file.write(dumps(directory, 2) + dumps({}, 2))
            file.seek(0)
            file.write(layout.HEAD.pack(place, size))
        totals = {field: self.totals[field.removesuffix("_printed")] for field in fields}
        return Part(
            name, len(self.rows), self.rows[0], self.rows[-1], streams, fields, totals, index, buckets, sums,
            "".join(sorted(letters)),
        )  # fmt: skip

    def _columns(self) -> Iterator[tuple[str, bytes]]:
        count = len(self.rows)
        yield "row", to_big(self.rows)
        for facet, (sets, column) in self.facets.items():
            column.extend(repeat(0, count - len(column)))
            yield f"facet_{facet}", to_big(column)
            counted = Counter(column)
            yield f"counts_{facet}", to_big(array("I", [counted[number] for number in range(len(sets))]))
            yield f"sets_{facet}", json.dumps(list(sets), ensure_ascii=False, separators=(",", ":")).encode()
        # No stored fields: for each document a length of 0 and, where there are many, a place of 0.
        yield "_stored", bytes(count) + b"B" if count <= 1 << 15 else bytes(2 * count) + b"BBX"
        for scope, lengths in self.lengths.items():
            if lengths:
                yield f"_{scope}_len", bytes(lengths)
                yield f"_{scope}_printed_len", bytes(lengths)


def _stems(known: Held, stem: Stem) -> Iterator[Postings]:
    """Yield each stem with the documents that have any of its words, and how often they have them."""
    forms = defaultdict(list)
    for word in known:
        forms[stem(word)].append(known[word])
    for one, held in sorted(forms.items()):
        places = held[0] if len(held) == 1 else sorted(chain.from_iterable(held))
        numbers = [place >> PLACE for place in places]
        if len(set(numbers)) == len(numbers):
            yield one, numbers, None, _ONCE * len(numbers)
        else:
            counts = Counter(numbers)
            yield one, list(counts), list(map(float, counts.values())), to_big(array("I", counts.values()))


def _printed(known: Held) -> Iterator[Postings]:
    """Yield each word as it stands, with its positions."""
    once = _Once()
    mask = (1 << PLACE) - 1
    for word in sorted(known):
        places = known[word]
        numbers = [place >> PLACE for place in places]
        if len(set(numbers)) == len(numbers):
            yield word, numbers, None, tuple([once[place & mask] for place in places])
        else:
            where: dict[int, list[int]] = {}
            for number, place in zip(numbers, places, strict=True):
                where.setdefault(number, []).append(place & mask)
            weights = [float(len(some)) for some in where.values()]
            values = tuple([_encoded(some) if len(some) > 1 else once[some[0]] for some in where.values()])
            yield word, list(where), weights, values


def _encoded(positions: list[int]) -> bytes:
    """Return positions as Whoosh keeps them: their number, then a pickle of the first and the steps to the next."""
    steps = map(sub, positions, (0, *positions))
    # A pickle of small numbers without the version and the memo that dumps() adds: half as long.
    return len(positions).to_bytes(4, "big") + b"(" + b"".join(map(_pickled, steps)) + b"t."


class _Once(dict[int, bytes]):
    """A position → how Whoosh keeps it alone."""

    def __missing__(self, position: int) -> bytes:
        encoded = self[position] = _encoded([position])
        return encoded


def _pickled(number: int) -> bytes:
    if number < 1 << 8:
        return b"K" + number.to_bytes(1, "little")
    return b"M" + number.to_bytes(2, "little") if number < 1 << 16 else b"J" + number.to_bytes(4, "little")


class _Terms:
    """Writes postings to a segment's file, and collects the table of terms that goes behind them."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.table = bytearray(layout.HASH_TAG + b"\1" + bytes(8))  # hash type 1 is CRC-32; eight bytes are unused
        self.places: list[int] = []
        self.slots: list[list[tuple[int, int]]] = [[] for _ in range(layout.BUCKETS)]

    def write_field(self, number: int, postings: Iterable[Postings], lengths: bytearray) -> None:
        """Write the postings of one field, its words in order."""
        prefix, table, places, slots = layout.KEY.pack(number), self.table, self.places, self.slots
        pack_term, pack_pair = layout.TERM.pack, layout.PAIR.pack
        at = self.file.tell() - layout.HEAD.size
        out: list[bytes] = []
        for word, numbers, weights, values in postings:
            if len(numbers) == 1 and not weights:
                first = last = numbers[0]
                shortest = longest = lengths[first]
                written = _single(first, longest, values)
                told = pack_term(0, 1.0, 1, longest, longest, 1.0, first, first, at, len(written))
            else:
                written, shortest, longest, heaviest = _blocks(numbers, weights, values, lengths)
                count, total = len(numbers), sum(weights) if weights else len(numbers)
                first, last = numbers[0], numbers[-1]
                told = pack_term(0, total, count, shortest, longest, heaviest, first, last, at, len(written))
            out.append(written)
            at += len(written)
            if len(out) > 10_000:
                self.file.write(b"".join(out))
                out.clear()
            key = prefix + word.encode()
            hashed = crc32(key)
            place = len(table)
            slots[hashed & 255].append((hashed, place))
            places.append(place)
            table += pack_pair(len(key), len(told)) + key + told
        self.file.write(b"".join(out))

    def known(self) -> bytes:
        """Return some ten bits a term: the one that its hash, cut to their number, points to is 1."""
        size = 1 << max(len(self.places).bit_length(), 3)
        bits = bytearray(size)
        most = 8 * size - 1
        for entries in self.slots:
            for hashed, _ in entries:
                bit = hashed & most
                bits[bit >> 3] |= 1 << (bit & 7)
        return bytes(bits)

    def finish(self, fields: dict[str, int]) -> tuple[int, tuple[int, int, str]]:
        """Complete the table; return the place of its hash tables, and place, number and type of its list of terms."""
        table, pack_slot = self.table, layout.SLOT.pack
        empty = pack_slot(0, 0)
        directory = []
        for entries in self.slots:
            many = 2 * len(entries)
            directory.append(layout.BUCKET.pack(len(table), many))
            slots = [empty] * many
            for hashed, place in entries:
                slot = (hashed >> 8) % many
                while slots[slot] is not empty:
                    slot = (slot + 1) % many
                slots[slot] = pack_slot(hashed, place)
            table += b"".join(slots)
        buckets = len(table)
        table += b"".join(directory)
        greatest = self.places[-1] if self.places else 0
        kind = next(kind for kind, bits in (("H", 16), ("i", 31), ("I", 32), ("q", 63)) if greatest < 1 << bits)
        extras = dumps({"fieldmap": fields, "indextype": kind, "indexlen": len(self.places)}, 2)
        table += extras
        index = (len(table), len(self.places), kind)
        listed = to_big(array(kind, self.places))
        table += listed + (len(extras) + len(listed)).to_bytes(4, "big")
        return buckets, index


def _blocks(
    numbers: list[int], weights: list[float] | None, values: bytes | tuple[bytes, ...], lengths: bytearray
) -> tuple[bytes, int, int, float]:
    """Return a word's postings as Whoosh keeps them, with the shortest and longest length and the greatest weight."""
    count, most_postings, length_of = len(numbers), layout.BLOCK, lengths.__getitem__
    width = len(values) // count
    shortest, longest, heaviest = 255, 0, 1.0
    out = [layout.POSTINGS_TAG]
    for start in range(0, count, most_postings):
        end = start + most_postings
        part = numbers[start:end]
        heavy: float | tuple[float, ...] | None = None
        most = 1.0
        if weights:
            some = weights[start:end]
            most = max(some)
            if most > 1.0:
                heavy = most if min(some) == most else tuple(some)
                heaviest = max(heaviest, most)
        sizes = bytes(map(length_of, part))
        low, high = min(sizes), max(sizes)
        shortest, longest = min(shortest, low), max(longest, high)
        steps = (part[0], *map(sub, part[1:], part))
        content = dumps((steps, heavy, values[start * width : end * width]), 3)
        level = 0
        if len(part) >= _COMPRESSED_FROM:
            level, content = 1, compress(content, 1)
        info = dumps((len(part), part[-1], most, level, low, high), 2)
        filled = len(info) + len(content)
        out += (layout.BLOCK_SIZE.pack(filled if end < count else -filled), info, content)
    return b"".join(out), shortest, longest, heaviest


def _single(number: int, length: int, values: bytes | tuple[bytes, ...]) -> bytes:
    """Return what `_blocks` makes of a word that stands once, in document `number`: most words do.

    >>> written = _single(7, 3, (b"12345678",))
    >>> from pickle import loads
    >>> loads(written[8:]), loads(written[8 + written[8:].index(b"t.") + 2 :])
    ((1, 7, 1.0, 0, 3, 3), ((7,), None, (b'12345678',)))
    """
    document = number.to_bytes(4, "little")
    size = length.to_bytes(1, "little")
    if isinstance(values, bytes):
        value = b"C\4" + values
    else:
        value = b"C" + len(values[0]).to_bytes(1, "little") + values[0] + b"\x85"
    block = b"\x80\2(K\1J%bG?\xf0\0\0\0\0\0\0K\0K%bK%bt.\x80\3J%b\x85N%b\x87." % (document, size, size, document, value)
    return layout.POSTINGS_TAG + layout.BLOCK_SIZE.pack(-len(block)) + block
