"""A story and the pictures that lie beside it: which caption belongs to which file.

The rule is modest: a picture that the story names, or whose embedded caption a paragraph of the story repeats. A
picture that two paragraphs could mean, or the other way round, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from ..errors import SourceError
from ..model import Block, FileFacts
from ..text import fold

MOST = 200
"""Pictures in a folder; one with more is an archive, not a story's folder."""
_BEGINNING = 60
"""Letters and figures at the beginning of a caption by which it is known again, and with how few it is not."""
_ENOUGH = 30


class Picture(NamedTuple):
    """A picture beside a story."""

    path: Path
    beginning: str
    """Of its embedded caption, letters and figures only."""


def link(blocks: Sequence[Block], story: Path) -> tuple[Block, ...]:
    """Return the blocks of a story with the pictures in its folder that they belong to."""
    pictures = _pictures(story.parent)
    by_name = {picture.path.name.casefold(): picture for picture in pictures}
    begun: dict[str, list[Picture]] = {}
    for picture in pictures:
        if len(picture.beginning) >= _ENOUGH:
            begun.setdefault(picture.beginning, []).append(picture)
    claimed: dict[Path, int] = {}
    found: list[Picture | None] = []
    for block in blocks:
        match = _named(block, story.parent, by_name) or _repeated(block, begun)
        found.append(match)
        if match:
            claimed[match.path] = claimed.get(match.path, 0) + 1
    return tuple(
        _joined(block, picture) if picture and claimed[picture.path] == 1 else block
        for block, picture in zip(blocks, found, strict=True)
    )


def _named(block: Block, folder: Path, by_name: dict[str, Picture]) -> Picture | None:
    if block.image:
        if re.match(r"[a-z]+:|/", block.image, re.IGNORECASE):
            return None
        path = folder / unquote(block.image)
        # Only what lies in the story's own folder or below it.
        inside = ".." not in path.parts and path.is_file()
        return Picture(path, "") if inside else None
    if not by_name:
        return None
    words = re.findall(r"[\w.()-]+\.(?:jpe?g|png|tiff?|webp|avif|heic)\b", block.text, re.IGNORECASE)
    several = {word.casefold() for word in words} & by_name.keys()
    return by_name[several.pop()] if len(several) == 1 else None


def _repeated(block: Block, begun: dict[str, list[Picture]]) -> Picture | None:
    several = begun.get(_beginning(block.text), []) if begun else []
    return several[0] if len(several) == 1 else None


def _joined(block: Block, picture: Picture) -> Block:
    facts = _facts(picture.path)
    # A paragraph that a picture's own caption repeats is a caption, whether it closes with a credit or not.
    loose = block.loose and not picture.beginning
    return replace(block, image=picture.path.as_posix(), file=facts, loose=loose)


def _beginning(text: str) -> str:
    """Return the letters and figures that a caption begins with.

    >>> _beginning("A fox rests – in the park. (Jo Marsh/AFP)")
    'afoxrestsintheparkjomarshafp'
    """
    return re.sub(r"[\W_]", "", fold(text[:400]))[:_BEGINNING]


def _pictures(folder: Path) -> tuple[Picture, ...]:
    try:
        return _pictures_of(folder, folder.stat().st_mtime_ns)
    except OSError:
        return ()


@lru_cache(maxsize=64)
def _pictures_of(folder: Path, mtime_ns: int) -> tuple[Picture, ...]:
    from . import image

    paths = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in image.SUFFIXES and path.suffix.lower() != ".xmp" and path.is_file():
            paths.append(path)
            if len(paths) > MOST:
                return ()
    return tuple(Picture(path, _beginning(_description(path))) for path in paths)


def _description(path: Path) -> str:
    from . import image

    try:
        return image.read_metadata(path).metadata.description
    except SourceError:
        return ""


def _facts(path: Path) -> FileFacts | None:
    from . import image

    try:
        document = image.read_file(path, path.as_posix(), tell=lambda where, reason: None)
    except (SourceError, OSError):
        return None
    return document.blocks[0].file if document.blocks else None
