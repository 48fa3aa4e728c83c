"""Packets of XMP to what they say: RDF in element or attribute form, alternatives, lists and structures.

The XML is read without document type, entities or network. A packet that is no proper XML (bare ampersands, control
characters, bytes of another character set, prefixes never declared, cut off) is mended first, and what stands in
front of the first fault that cannot be mended is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from xml.etree import ElementTree

from ...model import Layer
from ...text import lazy_pattern
from .charsets import decode
from .fields import NAMESPACES, SEVERAL, XMP, XMP_CODES
from .said import Said, clean, cleaned
from .times import moment

LARGEST = 32 * 1024 * 1024
"""Bytes of the largest packet that is read."""
MOST = 10_000
"""Values that are read of one packet."""
MOST_TAGS = 500_000
"""Tags, or attributes, of the largest packet; a fault of Photoshop's leaves some hundred thousand ancestors."""
LARGEST_MENDED = 4 * 1024 * 1024
"""Bytes of the largest packet that is mended when it is no proper XML."""
DEEPEST = 8
"""Structures inside structures that are gone into."""
LONGEST = 100_000
"""Characters of a value that is kept; previews and depth maps are longer."""

_RDF_URI = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDF = f"{{{_RDF_URI}}}"
_RDF_ROOT, _DESCRIPTION, _VALUE, _ALT = _RDF + "RDF", _RDF + "Description", _RDF + "value", _RDF + "Alt"
_LISTS = frozenset((_RDF + "Bag", _RDF + "Seq", _ALT))
_LINKS = (_RDF + "resource", _RDF + "value", _RDF + "about")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
# What these hold says nothing of the picture's rights and contents, and can be very long.
_PASSED_OVER = frozenset((
    "photoshop:DocumentAncestors", "photoshop:TextLayers", "photoshop:History", "photoshop:ICCProfile",
    "photoshop:ColorMode", "xmp:Thumbnails", "xmp:PageInfo",
))  # fmt: skip

_CONTROL = lazy_pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BARE = lazy_pattern(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_HIDDEN_CONTROL = lazy_pattern(r"&#(?:x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2\d|3[01]));")
_USED = lazy_pattern(r"(?:</?|\s)([A-Za-z_][\w.-]{0,60}):[A-Za-z_][\w.-]{0,60}[\s=/>]")
_DECLARED = lazy_pattern(r"xmlns:([A-Za-z_][\w.-]{0,60})\s*=")
_FIRST_TAG = lazy_pattern(r"<[A-Za-z_][\w:.-]*")
_PACKET = re.compile(rb"<\?xpacket\s+begin")
_DEGREES = lazy_pattern(r"(\d{1,3}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?(?:,(\d{1,2}(?:\.\d+)?))?\s*([NSEW])?")

Values = dict[str, list[str]]


def read(packets: Sequence[bytes]) -> tuple[Said | None, str]:
    """Return what the packets of a file say, None when nothing, and what is wrong with them, when something is.

    Of a property that several packets have the first counts.

    >>> packet = b'''<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    ... <r:Description xmlns:p="http://ns.adobe.com/photoshop/1.0/" p:Credit="AFP"/></r:RDF></x:xmpmeta>'''
    >>> read([packet])[0].fields
    {'credit_line': ('AFP',)}
    """
    found: Values = {}
    trouble = ""
    for whole in packets:
        for packet in _apart(whole):
            root, fault = _parse(packet)
            trouble = trouble or fault
            own: Values = {}
            if root is not None:
                for path, value in _values(root):
                    own.setdefault(path, []).append(value)
            for path, several in own.items():
                found.setdefault(path, several)
    if not found:
        return None, trouble
    ordered = [path for path in XMP if path in found] + [path for path in found if path not in XMP]
    values = tuple((XMP.get(path, ""), path, value) for path in ordered for value in found[path])
    return Said(Layer("xmp", values), _fields(found)), trouble


def _apart(whole: bytes) -> list[bytes]:
    """Return the packets of a block; nearly always one."""
    starts = [match.start() for match in _PACKET.finditer(whole)]
    if len(starts) < 2:
        return [whole]
    return [whole[start:end] for start, end in zip(starts, [*starts[1:], len(whole)], strict=True)]


def _parse(packet: bytes) -> tuple[ElementTree.Element | None, str]:
    """Return the root of a packet, as far as it can be read, and what is wrong with it."""
    if len(packet) > LARGEST:
        return None, f"XMP of over {LARGEST >> 20} MB is not read"
    packet = packet.strip(b" \t\r\n\0")
    wide = _wide(packet)
    if wide:
        packet = packet.decode(wide, "replace").lstrip("\ufeff").encode("utf-8", "replace")
        packet = re.sub(rb"^<\?xml[^>]*\?>", b"", packet)
    if b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        return None, "XMP with a document type is not read"
    if packet.count(b"<") > MOST_TAGS or packet.count(b"=") > MOST_TAGS:
        return None, f"XMP of over {MOST_TAGS:,} tags is not read"
    root, fault = _tree(packet)
    if not fault or len(packet) > LARGEST_MENDED:
        return root, fault and f"XMP is not well-formed ({fault})"
    mended, second = _tree(_mended(packet))
    if not second:
        return mended, ""
    return mended if mended is not None else root, f"XMP is not well-formed ({second})"


def _wide(packet: bytes) -> str:
    """Return the encoding of a packet in UTF-16 or UTF-32, empty for any other."""
    if packet.startswith(b"\xff\xfe\0\0") or packet[1:4] == b"\0\0\0":
        return "utf-32-le"
    if packet.startswith(b"\0\0\xfe\xff") or packet[:3] == b"\0\0\0":
        return "utf-32-be"
    # The strip has taken the first nought of big-endian and the last of little-endian text.
    if packet.startswith(b"\xff\xfe") or packet[1:2] == b"\0":
        return "utf-16-le" if packet.startswith(b"\xff\xfe") or packet[3:4] == b"\0" else ""
    return "utf-16-be" if packet.startswith(b"\xfe\xff") else ""


def _tree(packet: bytes) -> tuple[ElementTree.Element | None, str]:
    builder = ElementTree.TreeBuilder()
    parser = ElementTree.XMLParser(target=builder)
    try:
        parser.feed(packet)
        return parser.close(), ""
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        fault = str(error)
    try:
        root = builder.close()
    except AssertionError:
        root = None
    return root if isinstance(root, ElementTree.Element) else None, fault


def _mended(packet: bytes) -> bytes:
    """Return a packet without what most often makes XMP no XML."""
    start = packet.find(b"<")
    text = "\n".join(decode(line) for line in packet[max(start, 0) :].split(b"\n"))
    text = _BARE.sub("&amp;", _HIDDEN_CONTROL.sub("", _CONTROL.sub("", text)))
    text = re.sub(r"^<\?xml[^>]*\?>", "", text)
    missing = set(_USED.findall(text)) - set(_DECLARED.findall(text)) - {"xml", "xmlns"}
    if missing:
        known = {**NAMESPACES, "rdf": _RDF_URI, "x": "adobe:ns:meta/"}
        said = "".join(f' xmlns:{prefix}="{known.get(prefix, "urn:" + prefix)}"' for prefix in sorted(missing))
        text = _FIRST_TAG.sub(lambda tag: tag.group() + said, text, count=1)
    end = text.rfind(">")
    return text[: end + 1].encode("utf-8")


def _values(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Yield path and value of every property, such as `plus:Licensor/LicensorName`."""
    left = MOST
    for rdf in [root] if root.tag == _RDF_ROOT else root.iter(_RDF_ROOT):
        for node in rdf:
            for key, value in node.items():
                name = _name(key)
                if name:
                    yield name, value
            for child in node:
                name = _name(child.tag)
                if not name:
                    continue
                for path, value in _property(name, child, DEEPEST):
                    if len(value) <= LONGEST:
                        yield path, value
                    left -= 1
                    if not left:
                        return


def _name(key: str) -> str:
    """Return a property's name under the usual prefix; empty when it is not read."""
    uri, _, local = key[1:].partition("}")
    prefix = _PREFIXES.get(uri) or _near_prefix(uri)
    if not prefix:
        return ""
    name = f"{prefix}:{local}"
    return "" if name in _PASSED_OVER or (prefix == "exif" and name not in XMP) else name


@lru_cache(maxsize=256)
def _near_prefix(uri: str) -> str:
    """Return the prefix of a namespace whose address is written a little wrong, empty when there is none.

    >>> _near_prefix("http://ns.adobe.com/photoshop/1.0"), _near_prefix("https://purl.org/dc/elements/1.0/")
    ('photoshop', 'dc')
    """
    near = _bare(uri)
    return next((prefix for known, prefix in _PREFIXES.items() if _bare(known) == near), "")


def _bare(uri: str) -> str:
    """Return the address of a namespace without protocol, version and last stroke."""
    return re.sub(r"/\d+\.\d+(?=/|$)", "", uri.strip().lower().partition("://")[2].rstrip("/#"))


def _property(path: str, element: ElementTree.Element, depth: int) -> Iterator[tuple[str, str]]:
    """Yield the values of a property or of a member of a structure."""
    if len(element) == 0:
        text = element.text or ""
        if not text.strip():
            members = list(_members(path, element))
            if members:
                yield from members
                return
            text = next((element.attrib[key] for key in _LINKS if key in element.attrib), text)
        yield path, text
        return
    if depth == 0:
        return
    first = element[0]
    if first.tag == _ALT:
        yield from _alternatives(path, first, depth)
    elif first.tag in _LISTS:
        for item in first:
            yield from _property(path, item, depth - 1)
    else:
        yield from _members(path, element)
        for member in element:
            if member.tag == _DESCRIPTION:
                yield from _property(path, member, depth - 1)
            elif member.tag == _VALUE:
                yield path, member.text or ""
            else:
                yield from _property(f"{path}/{member.tag.rpartition('}')[2]}", member, depth - 1)


def _members(path: str, element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Yield the members of a structure that are written as attributes."""
    for key, value in element.items():
        if "}" in key and not key.startswith((_RDF, _LANG)):
            yield f"{path}/{key.rpartition('}')[2]}", value


def _alternatives(path: str, alternatives: ElementTree.Element, depth: int) -> Iterator[tuple[str, str]]:
    """Yield what is said in each language: under the bare path the default, else the first that says something."""
    items = [(item.get(_LANG, ""), item) for item in alternatives]
    if not any(language for language, _ in items):
        for _, item in items:
            yield from _property(path, item, depth - 1)
        return
    spoken = [(language, item) for language, item in items if len(item) or (item.text or "").strip()] or items
    default = next((item for language, item in spoken if language.lower() == "x-default"), spoken[0][1])
    yield from _property(path, default, depth - 1)
    for language, item in items:
        if item is not default:
            yield from _property(f"{path}[{language or '-'}]", item, depth - 1)


def _fields(found: Values) -> dict[str, tuple[str, ...]]:
    fields: dict[str, tuple[str, ...]] = {}
    for path, field in XMP.items():
        if path not in found or field in fields:
            continue
        values = cleaned(found[path])
        if field in XMP_CODES:
            values = tuple(value.rstrip("/").rpartition("/")[2] for value in values)
            if path == "xmpRights:Marked":
                values = tuple({"true": "CS-PRO", "false": "CS-PUB"}.get(value.lower(), "") for value in values)
        elif field == "date_created":
            values = tuple(map(moment, values))
        elif field in ("latitude", "longitude"):
            values = tuple(map(_degrees, values))
        elif path == "plus:Licensor/LicensorName":
            address = cleaned(found.get("plus:Licensor/LicensorURL", []))
            values = (" ".join((*values[:1], *address[:1])),) if values else ()
        elif path == "plus:CopyrightOwner/CopyrightOwnerName":
            values = ("; ".join(values),)
        values = tuple(filter(None, values))
        if values:
            fields[field] = values if field in SEVERAL else values[:1]
    # The details name the same people again, and perhaps others.
    more = cleaned(found.get("Iptc4xmpExt:PersonInImageWDetails/PersonName", []))
    if more:
        fields["persons_shown"] = tuple(dict.fromkeys((*fields.get("persons_shown", ()), *more)))
    return fields


def _degrees(text: str) -> str:
    """Return degrees as a decimal number: XMP has `59,56.4N`, programs also write `59.94`.

    >>> _degrees("59,56.4N"), _degrees("10,30,36W"), _degrees("-5.25"), _degrees("north")
    ('59.940000', '-10.510000', '-5.250000', '')
    """
    text = clean(text)
    found = _DEGREES.fullmatch(text.removeprefix("-"))
    if not found:
        return ""
    degrees = float(found[1]) + float(found[2] or 0) / 60 + float(found[3] or 0) / 3600
    negative = text.startswith("-") or found[4] in ("S", "W")
    return f"{-degrees if negative else degrees:.6f}" if degrees <= 180 else ""
