"""The directories of TIFF, which EXIF shares: tag, type, count and value, whatever the byte order."""

from __future__ import annotations

import struct
from typing import NamedTuple

from .window import Window

MOST_ENTRIES = 4096
LONGEST = 64 * 1024 * 1024
"""Bytes of the longest value that is fetched."""

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_NUMBERS = {1: "B", 3: "H", 4: "I", 6: "b", 8: "h", 9: "i", 13: "I", 16: "Q", 17: "q", 18: "Q"}
_TEXT = 2


class Tiff(NamedTuple):
    """A TIFF, or the block of that form that EXIF is: where it lies and how its numbers are written."""

    window: Window
    base: int
    """Place in the window from which the offsets count."""
    order: str
    """`<` or `>`, as the struct module has it."""
    big: bool
    """BigTIFF: counts and offsets of eight bytes."""
    first: int
    """Offset of the first directory."""


class Entry(NamedTuple):
    """One entry of a directory."""

    type: int
    value: bytes
    order: str

    def number(self) -> int:
        """Return its first number, 0 when it is none.

        >>> Entry(3, bytes([1, 2]), "<").number()
        513
        """
        code = _NUMBERS.get(self.type)
        if code is None or len(self.value) < _SIZES[self.type]:
            return 0
        return int(struct.unpack_from(self.order + code, self.value)[0])

    def rationals(self) -> list[float]:
        """Return its fractions as numbers; one over nothing counts as 0."""
        code = {5: "I", 10: "i"}.get(self.type)
        if code is None:
            return []
        pairs = struct.iter_unpack(self.order + code * 2, self.value[: len(self.value) // 8 * 8])
        return [top / bottom if bottom else 0.0 for top, bottom in pairs]


def open_tiff(window: Window, base: int = 0) -> Tiff | None:
    """Return the TIFF that starts at `base`, or None when none does."""
    head = window.at(base, 16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        return None
    version, offset = struct.unpack_from(order + "HI", head, 2)
    if version == 43 and len(head) == 16:
        return Tiff(window, base, order, True, struct.unpack_from(order + "Q", head, 8)[0])
    # 42 by the book; raw formats and damaged EXIF have others, and ExifTool reads them all the same.
    return Tiff(window, base, order, False, offset) if version == 42 else None


def directory(tiff: Tiff, offset: int, wanted: frozenset[int]) -> dict[int, Entry]:
    """Return the `wanted` tags of the directory at `offset`; the first of a tag counts, what is damaged is left out."""
    window, base, order, big = tiff.window, tiff.base, tiff.order, tiff.big
    if offset < 8:
        return {}
    start = base + offset
    counted = window.at(start, 8 if big else 2)
    if len(counted) < (8 if big else 2):
        return {}
    count = min(struct.unpack(order + ("Q" if big else "H"), counted)[0], MOST_ENTRIES)
    width, form, inline = (20, order + "HHQ", 8) if big else (12, order + "HHI", 4)
    table = window.at(start + len(counted), count * width)
    found: dict[int, Entry] = {}
    for at in range(0, len(table) // width * width, width):
        tag, kind, number = struct.unpack_from(form, table, at)
        if tag not in wanted or tag in found:
            continue
        size = _SIZES.get(kind, 0) * number
        if not 0 < size <= LONGEST:
            continue
        value = table[at + width - inline : at + width]
        if size > inline:
            place = struct.unpack(order + ("Q" if big else "I"), value)[0]
            value = window.at(base + place, size)
            if len(value) < size and kind != _TEXT:
                continue
        else:
            value = value[:size]
        if value:
            found[tag] = Entry(kind, value, order)
    return found
