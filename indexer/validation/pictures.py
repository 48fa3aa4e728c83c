"""A story together with its pictures: what the file of a picture says goes with the caption that prints it.

A caption has a picture when the document names its file, or when the description in a picture beside the story is its
own, as far as desks leave it alone: most of its words, and those of no other picture.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from ..errors import SourceError
from ..model import Block, Document, Metadata
from ..text import fold, lazy_pattern

MOST = 400
"""Pictures of one folder that are looked at; a folder of more is an archive, not a story's."""
_ALIKE = 0.6
"""Share of the words, of both together, that caption and description must have in common."""
_SUFFIXES = (".jpg", ".jpeg", ".jpe", ".tif", ".tiff", ".png", ".webp", ".avif", ".heic")
_WORD = lazy_pattern(r"[^\W_]{3,}")


class Described(NamedTuple):
    """A picture beside a story, and the words of its description without the credit."""

    path: str
    metadata: Metadata
    words: frozenset[str]


def with_pictures(document: Document) -> tuple[Document, tuple[str, ...]]:
    """Return a document whose captions have the metadata of their pictures, and the files and folder that were used."""
    folder = os.path.dirname(document.path)
    if document.path == "-" or not document.blocks:
        return document, ()
    beside = described(folder, pictures_in(folder)) if not all(block.image for block in document.blocks) else ()
    used = [folder or "."] if beside else []
    blocks: list[Block] = []
    for block in document.blocks:
        named = None
        # A picture file by itself has its metadata; a row or a page may say something, its file says more.
        if block.image or not (block.file or block.metadata):
            named = _named(folder, block.image) or (None if block.image else _described_by(block.text, beside))
        if named:
            used.append(named.path)
            block = replace(block, image=block.image or named.path, metadata=named.metadata)
        blocks.append(block)
    return (replace(document, blocks=tuple(blocks)), tuple(dict.fromkeys(used))) if used else (document, ())


@lru_cache(64)
def pictures_in(folder: str) -> tuple[tuple[str, int, int], ...]:
    """Return the pictures of a folder, each with its size and time; nothing of a folder of too many."""
    found: list[tuple[str, int, int]] = []
    try:
        with os.scandir(folder or ".") as entries:
            for entry in entries:
                if entry.name.lower().endswith(_SUFFIXES) and not entry.name.startswith(".") and entry.is_file():
                    known = entry.stat()
                    found.append((entry.name, known.st_size, known.st_mtime_ns))
    except OSError:
        return ()
    return tuple(sorted(found)) if len(found) <= MOST else ()


@lru_cache(16)
def described(folder: str, pictures: tuple[tuple[str, int, int], ...]) -> tuple[Described, ...]:
    """Return the pictures of a folder that say what they show."""
    read = (_look(os.path.join(folder, name)) for name, _, _ in pictures)
    return tuple(one for one in read if one and one.words)


def _look(path: str) -> Described | None:
    from ..sources.image import read_metadata

    try:
        metadata = read_metadata(path).metadata
    except (SourceError, OSError):
        return None
    return Described(path, metadata, _caption_words(metadata.description))


def _named(folder: str, image: str) -> Described | None:
    """Return the picture that a document names, when it lies where the document says."""
    if not image or "://" in image or image.startswith(("//", "data:")):
        return None
    bare = unquote(image.split("?")[0].split("#")[0])
    # Readers that found the file name it from here, documents from where they lie.
    for path in (image, os.path.join(folder, bare)):
        if path.lower().endswith(_SUFFIXES) and Path(path).is_file():
            return _look(path)
    return None


def _described_by(text: str, beside: tuple[Described, ...]) -> Described | None:
    """Return the one picture whose description is this caption; None when there is none, or more than one."""
    if not beside or len(text) > 5000:
        return None
    words = _words(text)
    close = [one for one in beside if len(words & one.words) >= _ALIKE * len(one.words)]
    if not close:
        return None
    words = _caption_words(text)
    close = [one for one in close if len(words & one.words) >= _ALIKE * len(words | one.words)]
    return close[0] if len(close) == 1 else None


def _caption_words(text: str) -> frozenset[str]:
    """Return the words of a caption without its credit, which is what may differ."""
    from ..parse import parse_block

    return _words(parse_block(Block(text)).caption)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(text)))
