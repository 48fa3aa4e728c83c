"""Small pictures with invented metadata, built byte by byte, for the tests and for `seeds/formats/`.

`python tests/pictures.py` draws the samples anew.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, TiffImagePlugin

UTF8 = b"\x1c\x01\x5a\x00\x03\x1b%G"
"""Dataset 1:90 of a block in UTF-8."""
XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"

_LISTS = {"dc:creator": "Seq", "dc:subject": "Bag", "Iptc4xmpExt:PersonInImage": "Bag"}
_LANGUAGES = ("dc:description", "dc:rights", "dc:title", "xmpRights:UsageTerms")
_NAMESPACES = """xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
  xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
  xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
  xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" """


def dataset(number: int, value: bytes, record: int = 2) -> bytes:
    """Return one IIM dataset; over 32,767 bytes in the extended form."""
    if len(value) < 0x8000:
        return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value
    return struct.pack(">BBBHI", 0x1C, record, number, 0x8004, len(value)) + value


def iim(values: Iterable[tuple[int, str]], charset: str = "utf-8", mark: bytes = b"") -> bytes:
    """Return a block of datasets of record 2; `mark` goes in front."""
    return mark + b"".join(dataset(number, text.encode(charset)) for number, text in values)


def resource(content: bytes, number: int = 0x0404, name: bytes = b"") -> bytes:
    """Return one resource of Photoshop."""
    named = bytes((len(name),)) + name
    named += b"\0" * (len(named) % 2)
    return (
        b"8BIM"
        + struct.pack(">H", number)
        + named
        + struct.pack(">I", len(content))
        + content
        + b"\0" * (len(content) % 2)
    )


def rdf(inside: str) -> bytes:
    """Return a packet of XMP around RDF nodes."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f' <rdf:Description rdf:about="" {_NAMESPACES}>\n{inside}\n </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n'
        '<?xpacket end="w"?>'
    ).encode()


def xmp(values: Mapping[str, str | list[str]]) -> bytes:
    """Return a packet of XMP with these properties in element form."""
    lines = []
    for name, value in values.items():
        several = value if isinstance(value, list) else [value]
        if name in _LISTS:
            items = "".join(f"<rdf:li>{escape(one)}</rdf:li>" for one in several)
            lines.append(f"  <{name}><rdf:{_LISTS[name]}>{items}</rdf:{_LISTS[name]}></{name}>")
        elif name in _LANGUAGES:
            text = escape(several[0])
            lines.append(f'  <{name}><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></{name}>')
        else:
            lines.append(f"  <{name}>{escape(several[0])}</{name}>")
    return rdf("\n".join(lines))


def drawing(size: tuple[int, int] = (240, 160)) -> Image.Image:
    """Return a harbour in fog, drawn with a few shapes."""
    width, height = size
    picture = Image.new("RGB", size, (198, 208, 214))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height * 5 // 8, width, height), fill=(92, 122, 140))
    draw.polygon(((0, height * 5 // 8), (width // 4, height // 4), (width // 2, height * 5 // 8)), fill=(120, 134, 138))
    draw.polygon(
        ((width // 3, height * 5 // 8), (width * 5 // 8, height // 3), (width, height * 5 // 8)), fill=(140, 152, 156)
    )
    deck, keel = height * 3 // 4, height * 7 // 8
    hull = ((width // 3, deck), (width * 3 // 4, deck), (width * 2 // 3, keel), (width * 2 // 5, keel))
    draw.polygon(hull, fill=(150, 60, 52))
    draw.rectangle((width // 2, height * 5 // 8, width * 5 // 8, height * 3 // 4), fill=(240, 236, 226))
    return picture


def exif_of(values: Mapping[int, str | bytes], within: Mapping[int, str | bytes] | None = None) -> Image.Exif:
    """Return EXIF with these tags, and `within` in its second directory."""
    exif = Image.Exif()
    exif.update(values)
    if within:
        exif.get_ifd(0x8769).update(within)
    return exif


def jpeg(
    *,
    blocks: Iterable[bytes] = (),
    packets: Iterable[bytes] = (),
    exif: Image.Exif | None = None,
    picture: Image.Image | None = None,
) -> bytes:
    """Return a JPEG with one APP13 for each of `blocks`, which are resources, and one APP1 for each packet."""
    out = io.BytesIO()
    (picture or drawing((32, 24))).save(out, "JPEG", quality=70, exif=exif or b"")
    whole = out.getvalue()
    segments = [b"\xff\xe1" + _sized(XMP_HEAD + packet) for packet in packets]
    segments += [b"\xff\xed" + _sized(b"Photoshop 3.0\0" + block) for block in blocks]
    # Behind the first segment: JFIF, or EXIF, which has to come first.
    end = 4 + int.from_bytes(whole[4:6], "big") if whole[2:3] == b"\xff" else 2
    return whole[: end if end < len(whole) else 2] + b"".join(segments) + whole[end:]


def _sized(content: bytes) -> bytes:
    return struct.pack(">H", len(content) + 2) + content


def extended(guid: str, whole: bytes, size: int) -> list[bytes]:
    """Return the APP1 segments of an extended packet, cut every `size` bytes."""
    return [
        b"\xff\xe1" + _sized(MORE_XMP + guid.encode() + struct.pack(">II", len(whole), at) + whole[at : at + size])
        for at in range(0, len(whole), size)
    ]


def png(chunks: Iterable[tuple[bytes, bytes]], picture: Image.Image | None = None) -> bytes:
    """Return a PNG with these chunks in front of its last."""
    out = io.BytesIO()
    (picture or drawing((32, 24))).save(out, "PNG")
    whole = out.getvalue()
    made = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return whole[:-12] + made + whole[-12:]


def raw_profile(name: str, content: bytes) -> tuple[bytes, bytes]:
    """Return the chunk in which ImageMagick keeps a block of another format."""
    body = f"\n{name}\n{len(content):8}\n{content.hex()}\n".encode()
    return b"zTXt", f"Raw profile type {name}".encode() + b"\0\0" + zlib.compress(body)


def tiff(tags: Mapping[int, bytes], picture: Image.Image | None = None) -> bytes:
    """Return a TIFF with these tags, written as bytes."""
    directory = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in tags.items():
        directory.tagtype[tag] = 1
        directory[tag] = value
    out = io.BytesIO()
    (picture or drawing((32, 24))).save(out, "TIFF", tiffinfo=directory, compression="tiff_adobe_deflate")
    return out.getvalue()


def encoded(
    format: str, packet: bytes = b"", exif: Image.Exif | None = None, picture: Image.Image | None = None
) -> bytes:
    """Return a WebP or AVIF."""
    out = io.BytesIO()
    (picture or drawing((32, 24))).save(out, format, quality=60, xmp=packet, exif=exif or b"")
    return out.getvalue()


CAPTION = (
    "Boats wait in the harbour of Bergen, Norway, as fog comes in on Tuesday, May 7, 2024. "
    "(Mia Holm/AFP via Getty Images)"
)
_XMP: dict[str, str | list[str]] = {
    "dc:creator": ["Mia Holm"], "photoshop:AuthorsPosition": "STR",
    "photoshop:Credit": "Harbour Light Pictures via Getty Images", "photoshop:Source": "AFP",
    "dc:rights": "© 2024 Mia Holm", "photoshop:Headline": "Fog over Bergen", "dc:description": CAPTION,
    "dc:subject": ["fog", "harbour", "weather"], "photoshop:City": "Bergen", "photoshop:State": "Vestland",
    "photoshop:Country": "Norway", "Iptc4xmpCore:CountryCode": "NOR",
    "photoshop:DateCreated": "2024-05-07T06:40:00+02:00",
    "photoshop:Instructions": "NO SALES", "xmpRights:UsageTerms": "Editorial use only",
}  # fmt: skip
_IIM = (
    (5, "BERGEN-FOG"), (25, "fog"), (25, "harbour"), (25, "weather"), (55, "20240507"), (60, "064000+0200"),
    (80, "MIA HOLM"), (85, "STR"), (90, "Bergen"), (95, "Vestland"), (101, "Norway"), (105, "Fog over Bergen"),
    (110, "Harbour Light Pictures via Getty"), (115, "AFP"), (116, "© 2023 Mia Holm"), (120, CAPTION),
)  # fmt: skip


def samples() -> dict[str, bytes]:
    """Return every sample of `seeds/formats/` by its name."""
    picture = drawing()
    camera = exif_of(
        {0x010E: "OLYMPUS DIGITAL CAMERA", 0x013B: "Mia Holm", 0x8298: "Mia Holm"}, {0x9003: "2024:05:07 06:40:00"}
    )
    sidecar = _XMP | {"dc:description": CAPTION.replace("Boats wait", "A ferry waits")}
    return {
        "harbour.jpg": jpeg(blocks=[resource(iim(_IIM, mark=UTF8))], packets=[xmp(_XMP)], exif=camera, picture=picture),
        "harbour.tif": tiff({33723: iim(_IIM, "cp1252"), 700: xmp({"dc:creator": ["Mia Holm"]})}, picture),
        "harbour.png": png(
            [raw_profile("iptc", resource(iim(_IIM, mark=UTF8))), (b"tEXt", b"Author\0Mia Holm")], picture
        ),
        "harbour.webp": encoded("WEBP", xmp(_XMP), camera, picture),
        "harbour.avif": encoded("AVIF", xmp(_XMP), camera, picture),
        "ferry.xmp": xmp(sidecar),
    }


if __name__ == "__main__":
    folder = Path(__file__).parent.parent / "seeds" / "formats"
    folder.mkdir(exist_ok=True)
    for name, content in samples().items():
        (folder / name).write_bytes(content)
        print(f"{name:<14}{len(content):8,}")
