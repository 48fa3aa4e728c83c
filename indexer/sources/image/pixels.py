"""What needs the picture itself: the perceptual hash and the thumbnail. Pillow, and only within bounds."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import IO, Any

from ...errors import SourceError

MOST_PIXELS = 160_000_000
"""Pixels of a JPEG that is decoded, which can be done at an eighth of its size."""
MOST_PIXELS_WHOLE = 50_000_000
"""Pixels of a picture in a format that must be decoded whole."""
THUMBNAIL = 320
"""Pixels of a thumbnail's longer side."""


def is_too_large(format: str, width: int, height: int) -> bool:
    """Say whether a picture would take more memory to decode than is spent on it.

    >>> is_too_large("JPEG", 11_648, 8_736), is_too_large("PNG", 11_648, 8_736)
    (False, True)
    """
    return width * height > (MOST_PIXELS if format == "JPEG" else MOST_PIXELS_WHOLE)


def dhash(source: str | Path | IO[bytes]) -> str:
    """Return the difference hash of a picture, 64 bits in hexadecimal.

    Each bit says whether a spot is darker than the next one to the right. Raises SourceError, with the reason in a
    few words, when the picture is cut off, damaged or too large.
    """
    with _opened(source, (9 * 8, 8 * 8)) as picture:
        grey = _decoded(picture).convert("L").resize((9, 8), _box())
    spots = grey.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (spots[at] < spots[at + 1])
    return f"{bits:016x}"


def thumbnail(source: str | Path | IO[bytes], target: Path, longer: int = THUMBNAIL) -> None:
    """Write a small JPEG of a picture, the right way up, in place of any that is there; raises SourceError."""
    import os

    small = _small(source, longer)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        small.save(beside, "JPEG", quality=80)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def small_png(source: str | Path | IO[bytes], longer: int) -> bytes:
    """Return a picture as a small PNG, the right way up; raises SourceError."""
    import io

    out = io.BytesIO()
    _small(source, longer).convert("RGB").save(out, "PNG")
    return out.getvalue()


def _small(source: str | Path | IO[bytes], longer: int) -> Any:
    from PIL import ImageOps

    with _opened(source, (longer * 2, longer * 2)) as picture:
        small = _decoded(picture)
        small.thumbnail((longer, longer))
        return ImageOps.exif_transpose(small) or small


def _opened(source: str | Path | IO[bytes], size: tuple[int, int]) -> Any:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            # Pillow's own warning of large pictures; the bounds here are stricter and fail.
            warnings.simplefilter("ignore")
            picture = Image.open(source)
    except Exception as error:
        raise SourceError("not a picture that can be decoded") from error
    if is_too_large(picture.format or "", picture.width, picture.height):
        picture.close()
        raise SourceError(f"{picture.width} × {picture.height} pixels are too many to decode")
    picture.draft("RGB", size)
    return picture


def _decoded(picture: Any) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture.load()
            # Palettes and transparency have no grey of their own.
            return (
                picture.convert("RGB")
                if picture.mode in ("P", "PA", "RGBA", "LA", "CMYK", "I;16", "YCbCr")
                else picture
            )
    except Exception as error:
        # Decoders raise whatever they like: OSError, SyntaxError, ValueError, struct.error …
        raise SourceError("its picture data is cut off or damaged") from error


def _box() -> Any:
    from PIL import Image

    return Image.Resampling.BOX
