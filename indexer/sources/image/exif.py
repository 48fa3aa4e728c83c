"""EXIF to what it says; what a camera writes into every picture is kept in the layer but counts for nothing."""

from __future__ import annotations

import re

from ...model import Layer
from ...text import lazy_pattern
from .charsets import decode
from .fields import EXIF, SEVERAL
from .said import Said, cleaned
from .tiff import Entry, Tiff, directory, open_tiff
from .times import moment
from .window import Window

_SUB, _GPS = 0x8769, 0x8825
_FIRST = frozenset((*EXIF, _SUB, _GPS))
_WITHIN = frozenset(EXIF)
_PLACE = frozenset((1, 2, 3, 4))
_COPYRIGHT, _COMMENT = 0x8298, 0x9286
_COMMENTS = frozenset((_COMMENT, 0x9C9C))
_WIDE = frozenset((0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F))

# What cameras, phones and programs write where a person's words belong.
_DEFAULTS = lazy_pattern(
    r"(?:[A-Z0-9-]+ )*DIGITAL (?:STILL ?)?CAMERA|SONY DSC|DCIM[\\/].*|Exif[_ ]JPEG[_ ]PICTURE|JPEG PICTURE|"
    r"Digital image|<(?:KENOX|Digimax|SAMSUNG).*>|(?:MINOLTA|KONICA).*CAMERA|(?:DSC|IMG|DCF)[A-Z]?_?\d*(?:\.JPE?G)?|"
    r"MEDIA|(?:Created|Edited) with .{1,40}|Screenshot|default|untitled|dav|edf|hdr|sdr|oznor|binary comment",
    re.IGNORECASE,
)


def is_default(value: str) -> bool:
    """Say whether a description is what a camera or phone writes by itself.

    >>> is_default("OLYMPUS DIGITAL CAMERA         "), is_default("Boats in the harbour"), is_default("IMG_0042.JPG")
    (True, False, True)
    """
    return len(value) < 80 and _DEFAULTS.fullmatch(value.strip()) is not None


def _is_sentence(value: str) -> bool:
    """Say whether a comment can be a caption: programs keep settings there, people a few words.

    >>> _is_sentence("Boats wait in the harbour."), _is_sentence('{"filter":0,"zoom":1}'), _is_sentence("Screenshot")
    (True, False, False)
    """
    return len(re.findall(r"[^\W\d_]+", value)) > 4 and not value.startswith(("{", "<", "["))


def read(window: Window, base: int) -> Said | None:
    """Return what the EXIF that starts at `base` says, or None when there is none."""
    tiff = open_tiff(window, base)
    if tiff is None:
        return None
    first = directory(tiff, tiff.first, _FIRST)
    entries = dict(first)
    if _SUB in first:
        entries.update(directory(tiff, first[_SUB].number(), _WITHIN))
    found = {tag: _text(tag, entries[tag], tiff.order) for tag in EXIF if tag in entries}
    place = _place(tiff, first[_GPS].number()) if _GPS in first else {}
    if not any(found.values()) and not place:
        return None
    values: list[tuple[str, str, str]] = []
    fields: dict[str, tuple[str, ...]] = {}
    for tag, value in found.items():
        name, field = EXIF[tag]
        if not value:
            continue
        if field == "description" and (is_default(value) or (tag in _COMMENTS and not _is_sentence(value))):
            field = ""
        values.append((field, name, value))
        if field and field not in fields:
            several = cleaned(_fields(tag, field, value, found.get(0x9011, "")))
            if several:
                fields[field] = several
    for field, value in place.items():
        values.append((field, f"GPS{field.capitalize()}", value))
        fields[field] = (value,)
    return Said(Layer("exif", tuple(values)), fields)


def _fields(tag: int, field: str, value: str, zone: str) -> list[str]:
    if field == "date_created":
        return [moment(value, zone)] if tag == 0x9003 else []
    return value.split(";") if field in SEVERAL else [value]


def _text(tag: int, entry: Entry, order: str) -> str:
    raw = entry.value
    if tag in _WIDE:
        return raw[: len(raw) // 2 * 2].decode("utf-16-le", "replace").partition("\0")[0]
    if tag == _COMMENT:
        return _comment(raw, order)
    if tag == _COPYRIGHT:
        # Photographer, NUL, editor, NUL; a blank stands for a photographer who claims nothing.
        parts = [decode(part).strip() for part in raw.split(b"\0")[:2]]
        return "\n".join(filter(None, parts))
    return decode(raw.partition(b"\0")[0]).rstrip() if entry.type in (1, 2, 7, 129) else str(entry.number())


def _comment(raw: bytes, order: str) -> str:
    """Return the text of a UserComment: eight bytes name its character set."""
    mark, body = raw[:8], raw[8:]
    if mark.startswith(b"UNICODE"):
        body = body[: len(body) // 2 * 2]
        # Programs write either order, whatever that of the file: in Western text the noughts tell.
        little = body[1::2].count(0) - body[::2].count(0)
        wide = "utf-16-le" if little > 0 or (little == 0 and order == "<") else "utf-16-be"
        return body.decode(wide, "replace").lstrip("\ufeff").partition("\0")[0].rstrip()
    if mark.startswith(b"JIS"):
        return body.decode("iso2022_jp", "replace").partition("\0")[0].rstrip()
    if mark.startswith(b"ASCII") or not mark.strip(b"\0 "):
        return decode(body.partition(b"\0")[0]).rstrip()
    return decode(raw.partition(b"\0")[0]).rstrip()


def _place(tiff: Tiff, offset: int) -> dict[str, str]:
    """Return latitude and longitude in degrees, both or neither."""
    entries = directory(tiff, offset, _PLACE)
    place: dict[str, str] = {}
    for field, sign, value, limit in (("latitude", 1, 2, 90), ("longitude", 3, 4, 180)):
        if value not in entries:
            return {}
        parts = [*entries[value].rationals(), 0.0, 0.0, 0.0]
        degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
        if degrees > limit:
            return {}
        south = sign in entries and entries[sign].value[:1] in (b"S", b"W")
        place[field] = f"{-degrees if south else degrees:.6f}"
    # A camera without a fix writes noughts.
    return place if any(float(value) for value in place.values()) else {}
