"""AVIF and HEIF: the items of an ISO base media file that hold EXIF and XMP, and the size in pixels."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .window import HeldWindow, Window

LARGEST = 16 * 1024 * 1024
"""Bytes of the largest box of directions, or item of metadata, that is fetched."""
MOST = 4096
"""Boxes, items or pieces of one level that are gone through."""


def read(window: Window) -> tuple[int, int, bytes | None, list[bytes]] | None:
    """Return width, height, EXIF without its marks and packets of XMP; None when the file has no directions.

    Raises struct.error or IndexError for directions that are damaged.
    """
    place = next((one for one in _boxes(window, 0, window.size) if one[0] == b"meta"), None)
    if place is None or place[2] > LARGEST:
        return None
    meta = window.at(place[1], place[2])
    held = HeldWindow(meta)
    boxes = {kind: meta[start : start + size] for kind, start, size in _boxes(held, 4, len(meta))}
    width, height = _size(boxes.get(b"iprp", b""))
    pieces = _places(boxes.get(b"iloc", b""))
    exif, packets = None, []
    for item, kind in _items(boxes.get(b"iinf", b"")).items():
        content = _content(window, boxes.get(b"idat", b""), *pieces.get(item, (0, [])))
        if kind == b"Exif" and exif is None and len(content) > 8:
            # Four bytes say how far on the TIFF structure begins, behind `Exif` or not.
            exif = content[4 + int.from_bytes(content[:4], "big") :]
        elif kind == b"mime" and content:
            packets.append(content)
    return width, height, exif, packets


def _boxes(window: Window, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, start and length of the content of each box."""
    for _ in range(MOST):
        head = window.at(at, 16)
        if len(head) < 8 or at >= end:
            return
        size, begun = int.from_bytes(head[:4], "big"), 8
        if size == 1:
            size, begun = int.from_bytes(head[8:16], "big"), 16
        elif size == 0:
            size = end - at
        if size < begun:
            return
        yield head[4:8], at + begun, min(size, end - at) - begun
        at += size


def _size(properties: bytes) -> tuple[int, int]:
    """Return the size of the largest picture; a file has tiles and a thumbnail beside it."""
    sizes = [(0, 0)]
    window = HeldWindow(properties)
    for kind, start, length in _boxes(window, 0, len(properties)):
        if kind == b"ipco":
            for inner, at, _ in _boxes(window, start, start + length):
                if inner == b"ispe" and len(properties) >= at + 12:
                    sizes.append(struct.unpack_from(">II", properties, at + 4))
    return max(sizes, key=lambda size: size[0] * size[1])


def _items(table: bytes) -> dict[int, bytes]:
    """Return number and kind of the items that are EXIF or, of kind `mime`, XMP."""
    found: dict[int, bytes] = {}
    if len(table) < 6:
        return found
    window = HeldWindow(table)
    for kind, start, size in _boxes(window, 6 if table[0] == 0 else 8, len(table)):
        entry = table[start : start + size]
        if kind != b"infe" or len(entry) < 12 or entry[0] < 2:
            continue
        wide = 4 if entry[0] > 2 else 2
        number, what = int.from_bytes(entry[4 : 4 + wide], "big"), entry[6 + wide : 10 + wide]
        if what == b"Exif" or (what == b"mime" and b"application/rdf+xml" in entry):
            found[number] = what
    return found


def _places(table: bytes) -> dict[int, tuple[int, list[tuple[int, int]]]]:
    """Return where each item lies: 0 for the file or 1 for the box of small items, and its pieces."""
    found: dict[int, tuple[int, list[tuple[int, int]]]] = {}
    if len(table) < 8:
        return found
    version = table[0]
    offset_size, length_size, base_size = table[4] >> 4, table[4] & 15, table[5] >> 4
    index_size = table[5] & 15 if version else 0
    at = 6

    def number(size: int) -> int:
        nonlocal at
        at += size
        if at > len(table):
            raise IndexError("the directions end early")
        return int.from_bytes(table[at - size : at], "big")

    for _ in range(min(number(4 if version == 2 else 2), MOST)):
        item = number(4 if version == 2 else 2)
        method = number(2) & 15 if version else 0
        number(2)
        base = number(base_size)
        pieces = []
        for _ in range(min(number(2), MOST)):
            number(index_size)
            offset = number(offset_size)
            pieces.append((base + offset, number(length_size)))
        found[item] = method, pieces
    return found


def _content(window: Window, inside: bytes, method: int, pieces: list[tuple[int, int]]) -> bytes:
    if method > 1 or sum(length for _, length in pieces) > LARGEST:
        return b""
    source: Window = HeldWindow(inside) if method == 1 else window
    return b"".join(source.at(offset, length or LARGEST) for offset, length in pieces)
