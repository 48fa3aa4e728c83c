"""Picture files and XMP sidecars to Documents: one picture, one block, every layer of metadata in it.

The caption is the embedded description, with whatever credit it ends in; by-line, credit and source stay beside it
in the block's metadata, and the file's name in the document's path, as witnesses of their own.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ...errors import SourceError
from ...model import Block, Document, FileFacts, Layer, Metadata
from . import exif, iim, xmp
from .containers import Parts, kind_of, read_parts
from .fields import PNG, SEVERAL
from .merge import merge
from .said import Said, clean, cleaned
from .times import moment
from .window import FileWindow, HeldWindow, Window

SUFFIXES = (".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".png", ".webp", ".avif", ".heic", ".heif", ".xmp")
MOST_PIXELS = 1_000_000_000
"""Pixels that a picture may claim to have; no camera or scanner of a newsroom makes a tenth of them."""
LARGEST = 2 * 1024 * 1024 * 1024
"""Bytes of the largest picture file that is read."""

Tell = Callable[[str, str], None]

_UNSEEN = ("XMP", "HEIF")
"""What has no pixels, or some that Pillow does not decode."""
_SIDECAR = re.compile(rb"<\?xpacket|<(?:\w+:)?x[ma]pmeta|<(?:\w+:)?RDF[\s>]")


class Picture(NamedTuple):
    """What one picture file says, and what was wrong with it."""

    metadata: Metadata
    format: str
    width: int
    height: int
    trouble: str


def suits(path: Path, head: bytes) -> bool:
    """Say from the first bytes whether a file is a picture or an XMP sidecar; a name alone makes none.

    >>> suits(Path("a"), b"\\xff\\xd8\\xff"), suits(Path("a.xmp"), b'<x:xmpmeta xmlns:x="adobe:ns:meta/">')
    (True, True)
    """
    return bool(kind_of(head)) or _is_sidecar(path, head) or path.suffix.lower() in SUFFIXES


def read_file(path: Path, name: str, *, published: str | None = None, tell: Tell, hashed: bool = True) -> Document:
    """Return the Document of a picture file; the file is never held in memory whole.

    `hashed` adds the perceptual hash, which needs the picture decoded. `tell` hears the name and what is wrong with
    a file that can be read in part. Raises SourceError when nothing can be read.
    """
    with path.open("rb") as file:
        window = FileWindow(file.fileno())
        picture = look(window, name)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return _document(picture, name, digest, window.size, path if hashed else None, published, tell)


def read_bytes(content: bytes, name: str, *, published: str | None = None, tell: Tell, hashed: bool = True) -> Document:
    """Return the Document of a picture that is in memory; as `read_file`."""
    picture = look(HeldWindow(content), name)
    digest = hashlib.sha256(content).hexdigest()
    return _document(picture, name, digest, len(content), io.BytesIO(content) if hashed else None, published, tell)


def read_metadata(path: str | Path) -> Picture:
    """Return what a picture file or sidecar says; no pixel is decoded. Raises SourceError when nothing can be read."""
    name = Path(path).as_posix()
    with _open(path) as file:
        try:
            return look(FileWindow(file.fileno()), name)
        except OSError as error:
            raise SourceError(f"{name}: cannot be read ({error.strerror or error}); check the path") from error


def facts(path: Path, picture: Picture) -> FileFacts:
    """Return what the bytes of a picture file are, without its perceptual hash."""
    with _open(path) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileFacts(digest, file.tell(), picture.format, picture.width, picture.height)


def write_thumbnail(path: Path, folder: Path, sha256: str) -> Path:
    """Return the file of a picture's thumbnail in `folder`, made when it is not there yet; named by the content.

    Raises SourceError when the picture cannot be decoded or the folder not written to.
    """
    from .pixels import thumbnail

    target = folder / sha256[:2] / f"{sha256}.jpg"
    try:
        if not target.exists():
            thumbnail(path, target)
    except SourceError as error:
        raise SourceError(f"{path.as_posix()}: no thumbnail, {error}; send it again") from error
    except OSError as error:
        raise SourceError(f"{folder}: {error.strerror or error}; choose a folder you can write to") from error
    return target


def small_picture(path: str, size: int, longer: int) -> bytes:
    """Return the picture file of this many bytes as a PNG whose longer side has `longer` pixels at most.

    Raises SourceError when it is another file by now, or cannot be decoded.
    """
    from .pixels import small_png

    with _open(path) as file:
        window = FileWindow(file.fileno())
        if window.size != size or kind_of(window.at(0, 16)) in ("", *_UNSEEN):
            raise SourceError(f"{path}: not the picture that was read; read it again")
        try:
            return small_png(file, longer)
        except (SourceError, OSError, ValueError) as error:
            raise SourceError(f"{path}: no thumbnail, {error}; send it again") from error


def _open(path: str | Path) -> io.FileIO:
    """Open a picture file; raise SourceError when it cannot be."""
    name = Path(path).as_posix()
    try:
        # A pipe would be waited for.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise SourceError(f"{name}: not a file; give the picture itself")
        return io.FileIO(path)
    except FileNotFoundError as error:
        raise SourceError(f"{name}: no such file; check the spelling") from error
    except OSError as error:
        raise SourceError(f"{name}: cannot be read ({error.strerror or error}); check the path") from error
    except ValueError as error:  # a name that no file can have
        raise SourceError(f"{name!r}: no such file; check the spelling") from error


def look(window: Window, name: str) -> Picture:
    """Return what the picture in a window says. Raises SourceError for what is no picture or claims absurd sizes."""
    if not window.size:
        raise SourceError(f"{name}: empty file; send it again")
    if window.size > LARGEST:
        raise SourceError(f"{name}: over {LARGEST >> 30} GB; no picture of a newsroom is so large")
    parts = read_parts(window)
    if parts is None:
        head = window.at(0, 4096)
        if not _is_sidecar(Path(name), head):
            said = "its bytes are no picture's, whatever its name says"
            raise SourceError(f"{name}: {said}; Photodesk reads JPEG, TIFF, PNG, WebP, AVIF, HEIF and XMP sidecars")
        parts = Parts("XMP", xmp=[window.at(0, min(window.size, xmp.LARGEST + 1))])
    if parts.width * parts.height > MOST_PIXELS:
        claimed = f"{parts.width} × {parts.height} pixels"
        raise SourceError(f"{name}: claims {claimed}, more than any picture has; leave it out, it is damaged or a trap")
    layers, trouble = _layers(parts)
    trouble = parts.trouble or trouble
    if not layers and not parts.width and (trouble or parts.format == "XMP"):
        raise SourceError(f"{name}: {trouble or 'nothing in it that a desk reads'}; send it again")
    return Picture(merge(layers), parts.format, parts.width, parts.height, trouble)


def _layers(parts: Parts) -> tuple[list[Said], str]:
    """Return the layers of a file, the one that is trusted most first."""
    packets, trouble = xmp.read(parts.xmp)
    found = (
        packets,
        iim.read(parts.iim),
        exif.read(*parts.exif) if parts.exif else None,
        _png_text(parts.text),
        _photoshop(parts),
    )
    return [said for said in found if said], trouble


def _png_text(texts: list[tuple[str, str]]) -> Said | None:
    if not texts:
        return None
    fields: dict[str, tuple[str, ...]] = {}
    for keyword, text in texts:
        field = PNG.get(keyword, "")
        values = cleaned([moment(text)] if field == "date_created" else text.split(";") if field in SEVERAL else [text])
        if field and values:
            fields.setdefault(field, values)
    return Said(Layer("png", tuple((PNG.get(key, ""), key, text) for key, text in texts)), fields)


def _photoshop(parts: Parts) -> Said | None:
    """Return what Photoshop's resources say beside IIM: whether the picture is marked as protected, and an address."""
    fields: dict[str, tuple[str, ...]] = {}
    if parts.copyrighted:
        fields["copyright_status"] = ("CS-PRO",)
    address = clean(parts.url.decode("latin-1"))
    if address:
        fields["web_statement"] = (address,)
    tags = {"copyright_status": "0x040A", "web_statement": "0x040B"}
    values = tuple((field, tags[field], value) for field, (value,) in fields.items())
    return Said(Layer("photoshop", values), fields) if fields else None


def _document(
    picture: Picture,
    name: str,
    digest: str,
    size: int,
    pixels: Path | io.BytesIO | None,
    published: str | None,
    tell: Tell,
) -> Document:
    from .pixels import dhash, is_too_large

    trouble, spots = picture.trouble, ""
    seen = picture.format not in _UNSEEN and not is_too_large(picture.format, picture.width, picture.height)
    if picture.format == "TIFF" and Path(name).suffix.lower() not in ("", ".tif", ".tiff"):
        seen = False  # raw pictures have TIFF's form, and sensor data that Pillow does not decode
    if pixels is not None and seen and not trouble:
        try:
            spots = dhash(pixels)
        except SourceError as error:
            trouble = str(error)
    if trouble and not picture.metadata.layers:
        raise SourceError(f"{name}: {trouble}; send it again")
    if trouble:
        tell(name, f"{trouble}; what it says beside the picture was read, the picture wants sending again")
    metadata = picture.metadata
    block = Block(
        metadata.description,
        headline=metadata.headline or None,
        metadata=metadata,
        file=FileFacts(digest, size, picture.format, picture.width, picture.height, spots),
    )
    return Document(name, (block,), None, published, digest)


def _is_sidecar(path: Path, head: bytes) -> bool:
    plain = head.replace(b"\0", b"") if b"\0" in head[:200] else head
    return path.suffix.lower() == ".xmp" and _SIDECAR.search(plain) is not None
