"""Addresses of pictures: one name for all the sizes and crops in which a page serves the same one."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from ...text import lazy_pattern

LONGEST = 2_000
"""Characters of an address that is kept; longer ones are pictures written into the page (data:)."""

# Segments of a path that state a size, a crop, a quality or a format and so name no picture.
_SIZE = lazy_pattern(
    r"\d{1,5}|\d+x\d+!?|\d+[_x]\d+([_x]\d+)*|[a-z]{1,3}[_:=-]?\d+(?:[.:]\d+)?(?:,[a-z]{1,3}[_:=-]?[\w.:]+)*|\d+x\d+\+\d+\+\d+"
    r"|crop|resize|quality|strip|true|false|format|webp|jpe?g|avif|master|original|default|thumbor|fit-in|smart|scale\w*|ratio\w*",
    re.IGNORECASE,
)
# What is hung on a file's name for the size: -1024x683, _640, @2x, -scaled, -superJumbo, _w300 … A bare number is only
# taken for a width when it is a usual one: IMG_1234 and IMG_1235 are two pictures.
_TAIL = lazy_pattern(
    r"(?:[-_.@](?:\d+x\d+(?:_?[a-z]{1,6})?|\d{2,4}[wh]|[whrq]\d+(?:\.\d+)?|fp[xy]\d+|(?:150|300|320|480|600|640|768|800|960|1024|1200|1280|1536|1600|1920|2048)|[1-4]x|scaled|thumb(?:nail)?|small|medium|large|xl{0,2}|full|crop(?:ped)?|square"
    r"|article(?:large|inline)|(?:super|thumb)?jumbo|thumb(?:large|standard|wide)|(?:video|medium|square)[a-z]+\d{2,4}(?:by\d+)?\w{0,8}|v\d+))+$",
    re.IGNORECASE,
)
_NAMELESS = lazy_pattern(r"\d{1,5}|\d+x\d+|master|original|default|image|photo|lead", re.IGNORECASE)
_SUFFIX = lazy_pattern(r"\.(?:jpe?g|png|webp|avif|gif|tiff?|heic)$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def picture_name(address: str) -> str:
    """Return what the addresses of one picture have in common; empty for none.

    >>> picture_name("https://a.example/wp/2024/05/fox-1024x683.jpg?w=640"), picture_name("/img/fox.jpg")
    ('fox', 'fox')
    >>> picture_name("https://i.example/img/media/8f31c0/0_0_5000_3000/master/5000.jpg?width=620")
    '8f31c0'
    """
    if not address or len(address) > LONGEST or address.startswith("data:"):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if "url=" in parts.query:
        inner = parse_qs(parts.query).get("url", [""])[0]
        if inner and inner != address:
            return picture_name(inner)
    path = unquote(parts.path)
    inside = max(path.rfind("http://"), path.rfind("https://"), path.rfind("https:/"), path.rfind("url="))
    if inside > 0:
        path = path[inside:].partition("://")[2] or path[inside:]
    kept = []
    *folders, file = path.split("/")
    for segment in folders:
        if segment and not _SIZE.fullmatch(segment):
            kept.append(segment.lower())
    stem = _TAIL.sub("", _SUFFIX.sub("", file))
    if stem and not _NAMELESS.fullmatch(stem):
        kept.append(stem.lower())
    if not kept:
        return path.lower()
    # A short last name (photo, lead, image1) can be another article's too.
    return kept[-1] if len(kept[-1]) >= 3 or len(kept) == 1 else "/".join(kept[-2:])


def absolute(address: str, base: str) -> str:
    """Return an address in full, as far as the page says where it is.

    >>> absolute("/img/fox.jpg", "https://a.example/story")
    'https://a.example/img/fox.jpg'
    """
    address = address.strip()
    if len(address) > LONGEST or address.startswith("data:"):
        return ""
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return address


def first_of(srcset: str) -> str:
    """Return the first address of a srcset.

    >>> first_of("fox-640.jpg 640w, fox-1280.jpg 1280w")
    'fox-640.jpg'
    """
    return srcset.strip().split(" ", 1)[0].rstrip(",") if srcset and len(srcset) < 20_000 else ""
