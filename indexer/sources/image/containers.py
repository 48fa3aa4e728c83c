"""Picture files to the raw blocks inside them: IIM, XMP, EXIF, text chunks, and the size in pixels.

No pixel is decoded, and only the parts that can hold metadata are fetched. What is damaged ends the search; what
was found before is kept, with a note of the trouble.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from . import bmff
from .tiff import Entry, directory, open_tiff
from .window import HeldWindow, Window

LARGEST = 32 * 1024 * 1024
"""Bytes of metadata that are taken from one file, unpacked."""
MOST_PARTS = 20_000
"""Segments or chunks of one file that are gone through."""

_EXIF = b"Exif\0"
_XMP = b"http://ns.adobe.com/xap/1.0/"
_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_OLD_PHOTOSHOP = b"Adobe_Photoshop2.5:"
_GUID = re.compile(rb"HasExtendedXMP\s*(?:=\s*[\"']|>)\s*([0-9A-Fa-f]{32})")
_PROFILE = re.compile(rb"\s*[^\n]*\n\s*\d+\s*\n")
_BRANDS = {
    b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIF", b"heix": "HEIF", b"heim": "HEIF", b"heis": "HEIF",
    b"hevc": "HEIF", b"hevx": "HEIF", b"mif1": "HEIF", b"msf1": "HEIF",
}  # fmt: skip
_RESOURCES = (b"8BIM", b"MeSa", b"AgHg", b"PHUT", b"DCSR")
_IIM, _XMP_RESOURCE, _EXIF_RESOURCE, _COPYRIGHTED, _URL = 0x0404, 0x0424, 0x0422, 0x040A, 0x040B


@dataclass(slots=True)
class Parts:
    """What a picture file holds beside its picture."""

    format: str
    """As Pillow names it."""
    width: int = 0
    height: int = 0
    iim: list[bytes] = field(default_factory=list)
    """Blocks of datasets, the standard place first."""
    xmp: list[bytes] = field(default_factory=list)
    """Packets, the main one first."""
    exif: tuple[Window, int] | None = None
    """Where the TIFF structure starts."""
    text: list[tuple[str, str]] = field(default_factory=list)
    """Keyword and text of PNG's chunks."""
    copyrighted: bool | None = None
    """Photoshop's copyright flag."""
    url: bytes = b""
    """Photoshop's address."""
    trouble: str = ""
    """What is wrong with the file, when something is."""


def kind_of(head: bytes) -> str:
    """Return the format of a picture file from its first bytes, as Pillow names it; empty when it is none.

    >>> kind_of(b"\\xff\\xd8\\xff\\xe0"), kind_of(b"RIFF\\x00\\x00\\x00\\x00WEBPVP8 "), kind_of(b"A fox.")
    ('JPEG', 'WEBP', '')
    """
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return "TIFF"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "")
    return ""


def read_parts(window: Window) -> Parts | None:
    """Return what a picture file holds beside its picture, or None when it is of no format that is read."""
    kind = kind_of(window.at(0, 16))
    reader = READERS.get(kind)
    if reader is None:
        return None
    parts = Parts(kind)
    reader(window, parts)
    return parts


def _jpeg(window: Window, parts: Parts) -> None:
    photoshop: list[bytes] = []
    more: dict[bytes, list[tuple[int, bytes]]] = {}
    total = 0
    for marker, start, length in _segments(window, parts):
        if marker in (0xE1, 0xED):
            total += length
            if total > LARGEST:
                parts.trouble = f"over {LARGEST >> 20} MB of metadata"
                break
            segment = window.at(start, length)
            if marker == 0xED:
                if segment.startswith(_PHOTOSHOP):
                    photoshop.append(segment[len(_PHOTOSHOP) :])
                elif segment.startswith(_OLD_PHOTOSHOP):
                    photoshop.append(segment[segment.find(b"8BIM") :] if b"8BIM" in segment else b"")
                elif segment.startswith(b"\x1c"):
                    parts.iim.append(segment)
            elif segment.startswith(_EXIF):
                parts.exif = parts.exif or (HeldWindow(segment), 6)
            elif segment.startswith(_MORE_XMP):
                head = len(_MORE_XMP)
                guid, offset = segment[head : head + 32], segment[head + 36 : head + 40]
                if len(offset) == 4:
                    more.setdefault(guid.upper(), []).append((int.from_bytes(offset, "big"), segment[head + 40 :]))
            elif _XMP in segment[:40]:
                parts.xmp.append(segment[segment.index(_XMP) + len(_XMP) :].removeprefix(b"\0"))
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            frame = window.at(start, 5)
            if len(frame) == 5 and not parts.width:
                parts.height, parts.width = struct.unpack(">HH", frame[1:])
    if more:
        # Only the extension that the main packet names belongs to it; another is left from an earlier version.
        named = {match.upper() for packet in parts.xmp for match in _GUID.findall(packet)}
        for guid in named & more.keys():
            parts.xmp.append(b"".join(piece for _, piece in sorted(more[guid])))
    if photoshop:
        _resources(b"".join(photoshop), parts)
    if parts.exif and not (parts.xmp and parts.iim):
        # Against the standard, and met: blocks in tags of EXIF, where only TIFF has them.
        tiff = open_tiff(*parts.exif)
        _tagged(directory(tiff, tiff.first, _BLOCK_TAGS) if tiff else {}, parts)


def _segments(window: Window, parts: Parts) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and length of the content of each segment in front of the picture data."""
    at = 2
    for _ in range(MOST_PARTS):
        head = window.at(at, 4)
        if len(head) < 4 or head[0] != 0xFF:
            # Bytes between segments are against the standard and met all the same: look a little further.
            stray = window.at(at, 1024)
            skip = next((i for i in range(len(stray) - 1) if stray[i] == 0xFF and stray[i + 1] not in (0, 0xFF)), -1)
            if skip <= 0:
                break
            at += skip
            continue
        marker = head[1]
        if marker == 0xFF:
            at += 1
        elif marker in (0x01, 0xD8) or 0xD0 <= marker <= 0xD7:
            at += 2
        elif marker in (0xD9, 0xDA):
            return
        else:
            length = head[2] << 8 | head[3]
            if length < 2 or at + 2 + length > window.size:
                yield marker, at + 4, window.size - at - 4
                break
            yield marker, at + 4, length - 2
            at += 2 + length
    parts.trouble = "the file ends, or is damaged, in front of its picture data"


def _resources(block: bytes, parts: Parts) -> None:
    """Read the resource blocks of Photoshop."""
    at, end = 0, len(block)
    for _ in range(MOST_PARTS):
        if at + 12 > end:
            return
        if block[at : at + 4] not in _RESOURCES:
            # Written without the padding byte, or with one too many.
            at = block.find(b"8BIM", max(at - 1, 0))
            if at < 0:
                return
        number = block[at + 4] << 8 | block[at + 5]
        name = block[at + 6] + 1
        size_at = at + 6 + name + (name & 1)
        start = size_at + 4
        size = int.from_bytes(block[size_at:start], "big")
        content = block[start : start + size]
        if number == _IIM:
            if parts.iim and not content.startswith(b"\x1c"):
                # One long block, cut into several resources.
                parts.iim[-1] += content
            elif content:
                parts.iim.append(content)
        elif number == _XMP_RESOURCE:
            parts.xmp.append(content)
        elif number == _COPYRIGHTED and content:
            parts.copyrighted = content[0] != 0
        elif number == _URL:
            parts.url = content
        elif number == _EXIF_RESOURCE and parts.exif is None:
            parts.exif = (HeldWindow(content), 0)
        at = start + size + (size & 1)


_BLOCK_TAGS = frozenset((700, 33723, 34377))
# Those behind the size are what tells a directory, which in raw pictures lacks the size, from rubbish.
_TIFF_TAGS = _BLOCK_TAGS | {256, 257, 254, 259, 262, 270, 271, 306, 0x8769}


def _tiff(window: Window, parts: Parts) -> None:
    tiff = open_tiff(window)
    found = directory(tiff, tiff.first, _TIFF_TAGS) if tiff else {}
    if not found:
        parts.trouble = "the file ends, or is damaged, in front of its first directory"
        return
    parts.exif = (window, 0)
    parts.width = found[256].number() if 256 in found else 0
    parts.height = found[257].number() if 257 in found else 0
    _tagged(found, parts)


def _tagged(found: dict[int, Entry], parts: Parts) -> None:
    """Take the blocks that lie in tags of their own."""
    if 700 in found:
        parts.xmp.append(found[700].value)
    if 33723 in found:
        parts.iim.append(found[33723].value)
    if 34377 in found:
        _resources(found[34377].value, parts)


def _png(window: Window, parts: Parts) -> None:
    at = 8
    left = LARGEST
    for _ in range(MOST_PARTS):
        head = window.at(at, 8)
        if len(head) < 8:
            break
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind == b"IEND":
            return
        if kind == b"IHDR":
            size = window.at(at + 8, 8)
            if len(size) == 8:
                parts.width, parts.height = struct.unpack(">II", size)
        elif kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf") and length <= left:
            content = window.at(at + 8, length)
            if len(content) < length:
                break
            if kind == b"eXIf":
                parts.exif = parts.exif or (HeldWindow(content), 6 if content.startswith(_EXIF) else 0)
            else:
                left -= _png_text(kind, content, parts, left)
        at += 12 + length
    parts.trouble = parts.trouble or "the file ends in front of its last chunk"


def _png_text(kind: bytes, content: bytes, parts: Parts, left: int) -> int:
    """Read a text chunk; return how many bytes it has unpacked."""
    keyword, _, rest = content.partition(b"\0")
    if kind == b"zTXt":
        rest = _unpacked(rest[1:], left)
    elif kind == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:].partition(b"\0")[2].partition(b"\0")[2]
        rest = _unpacked(rest, left) if packed else rest
    name = keyword.decode("latin-1")
    if name == "XML:com.adobe.xmp":
        parts.xmp.append(rest)
    elif name.startswith("Raw profile type "):
        _raw_profile(name[17:].strip(), rest, parts)
    elif len(rest) <= 1 << 20:
        parts.text.append((name, rest.decode("utf-8", "replace") if kind == b"iTXt" else _latin(rest)))
    return len(rest)


def _latin(raw: bytes) -> str:
    """Return text that should be Latin-1; many programs write UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _raw_profile(name: str, text: bytes, parts: Parts) -> None:
    """Read a block that ImageMagick has written as hexadecimal text: a name, its length, its digits."""
    found = _PROFILE.match(text)
    if not found:
        return
    digits = b"".join(text[found.end() :].split())
    try:
        block = bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
    except ValueError:
        return
    if name in ("iptc", "8bim", "8BIM"):
        if block.startswith(b"\x1c"):
            parts.iim.append(block)
        else:
            _resources(block[len(_PHOTOSHOP) :] if block.startswith(_PHOTOSHOP) else block, parts)
    elif block.startswith(_EXIF):
        parts.exif = parts.exif or (HeldWindow(block), 6)
    elif name == "exif":
        parts.exif = parts.exif or (HeldWindow(block), 0)
    elif name in ("xmp", "APP1"):
        at = block.find(_XMP)
        parts.xmp.append(block[at + len(_XMP) :].lstrip(b"\0") if 0 <= at < 40 else block)


def _unpacked(packed: bytes, most: int) -> bytes:
    """Return what zlib unpacks, up to `most` bytes: a small chunk can claim gigabytes."""
    try:
        return zlib.decompressobj().decompress(packed, most) if most > 0 else b""
    except zlib.error:
        return b""


def _webp(window: Window, parts: Parts) -> None:
    at, left = 12, LARGEST
    for _ in range(MOST_PARTS):
        head = window.at(at, 8)
        if len(head) < 8:
            # The closing chunk may lack its padding byte.
            if at < window.size:
                break
            return
        kind, length = head[:4], int.from_bytes(head[4:], "little")
        if at + 8 + length > window.size:
            break
        if kind in (b"VP8X", b"VP8 ", b"VP8L") and not parts.width:
            parts.width, parts.height = _webp_size(kind, window.at(at + 8, 10))
        elif kind in (b"EXIF", b"XMP ") and length <= left:
            left -= length
            content = window.at(at + 8, length)
            if kind == b"XMP ":
                parts.xmp.append(content)
            else:
                parts.exif = parts.exif or (HeldWindow(content), 6 if content.startswith(_EXIF) else 0)
        at += 8 + length + (length & 1)
    parts.trouble = parts.trouble or "the file ends inside a chunk"


def _webp_size(kind: bytes, head: bytes) -> tuple[int, int]:
    if len(head) < 10:
        return 0, 0
    if kind == b"VP8X":
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", head[6:10])
    return width & 0x3FFF, height & 0x3FFF


def _bmff(window: Window, parts: Parts) -> None:
    try:
        found = bmff.read(window)
    except (struct.error, IndexError):
        found = None
    if found is None:
        parts.trouble = "the file ends, or is damaged, in its directions"
        return
    parts.width, parts.height, block, parts.xmp = found
    if block is not None:
        parts.exif = (HeldWindow(block), 6 if block.startswith(_EXIF) else 0)


READERS: dict[str, Callable[[Window, Parts], None]] = {
    "JPEG": _jpeg, "TIFF": _tiff, "PNG": _png, "WEBP": _webp, "AVIF": _bmff, "HEIF": _bmff,
}  # fmt: skip
"""Every format of picture, by Pillow's name."""
