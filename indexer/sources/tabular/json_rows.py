"""JSON Lines and JSON arrays: one object a row, its keys the columns; also the records that Photodesk itself writes."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO

from ...errors import SourceError
from ...model import Block, Document, FileFacts, Metadata
from ...text import lazy_pattern
from ..plain import decode, is_day
from ..reader import HEAD, Original, Wish
from .columns import Columns, Row, listed, read_row, text_of, understand
from .lines import Lines
from .parts import in_parts

SUFFIXES = (".json", ".jsonl", ".ndjson")
LARGEST = 4 * 1024 * 1024
"""Characters of the largest object of an array."""
_CHUNK = 1 << 18
_HELD_ARRAY = lazy_pattern(
    r"\s*\{[^\[\]{}]{0,2000}?\"(?:records|rows|items|data|results?|captions|images|photos|pictures|documents|hits|assets)\""
    r"\s*:\s*(?=\[\s*[{\]])",
    re.IGNORECASE,
)
"""An object around the array of rows: {"count": 2, "records": [{…"""
_BLANK = lazy_pattern(r"[ \t\r\n]*")


def read(original: Original, wish: Wish) -> Iterator[Document]:
    """Yield the rows of a JSON file; an object that cannot be read is told with its line."""
    head = original.stream.read(HEAD)
    original.stream.seek(0)
    text = decode(head).lstrip()
    if _is_lines(text, original.path):
        lines = Lines(original.stream)
        yield from in_parts(original, wish, _rows(_of_lines(lines), original.path, wish), lines.sha256)
        return
    stream = _Text(original.stream)
    yield from in_parts(original, wish, _rows(_of_array(stream), original.path, wish), stream.sha256)


def _is_lines(text: str, path: str) -> bool:
    """Say whether a file has an object on each line: its first line is one, or its name says so."""
    if not text.startswith("{"):
        return path.lower().endswith((".jsonl", ".ndjson"))
    first, ended, rest = text.partition("\n")
    if _HELD_ARRAY.match(text) and not rest.lstrip().startswith("{"):
        return False
    if not ended:
        return True
    try:
        json.loads(first)
    except ValueError:
        # A first line that is broken is a broken line; one that just opens an object is a page of JSON.
        return path.lower().endswith((".jsonl", ".ndjson")) or len(first) > 200
    return True


def _of_lines(lines: Lines) -> Iterator[tuple[int, Any, str]]:
    for line in lines:
        for number, length in lines.too_long:
            yield number, None, f"a line of {length:,} bytes is no row"
        lines.too_long.clear()
        if line.isspace():
            continue
        try:
            yield lines.number, json.loads(line), ""
        except (ValueError, RecursionError) as error:
            where = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
            yield lines.number, None, f"not JSON{where}; write the line as one JSON object"


class _Text:
    """The text of a stream, piece by piece, with the lines counted."""

    def __init__(self, stream: BinaryIO) -> None:
        import hashlib

        self._stream = stream
        self._digest = hashlib.sha256()
        head = stream.read(4)
        stream.seek(0)
        wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        self._decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")("replace")
        self.text = ""
        self.line = 1
        self.ended = False

    def sha256(self) -> str:
        while not self.ended:
            self.drop(len(self.text))
            self.more()
        return self._digest.hexdigest()

    def more(self) -> bool:
        """Read another piece; return whether there was one."""
        raw = self._stream.read(_CHUNK)
        self._digest.update(raw)
        self.text += self._decoder.decode(raw, final=not raw)
        self.ended = not raw
        return bool(raw)

    def drop(self, count: int) -> None:
        """Forget the first `count` characters."""
        self.line += self.text.count("\n", 0, count)
        self.text = self.text[count:]


def _of_array(stream: _Text) -> Iterator[tuple[int, Any, str]]:
    """Yield the objects of an array, of the array that an object holds, or that just follow each other."""
    decoder = json.JSONDecoder()
    stream.more()
    around = _HELD_ARRAY.match(stream.text)
    if around:
        stream.drop(around.end())
    at = _past_blank(stream.text, 0)
    in_array = stream.text[at : at + 1] == "["
    at += in_array
    while True:
        at = _past_blank(stream.text, at, "," if in_array else "")
        if at > _CHUNK or (at >= len(stream.text) and not stream.ended):
            stream.drop(at)
            at = 0
            if not stream.text and not stream.more():
                return
            continue
        if at >= len(stream.text) or (in_array and stream.text[at] == "]"):
            if in_array and at >= len(stream.text):
                yield stream.line, None, "the array never ends; the file is cut off, send it again"
            return
        line = stream.line + stream.text.count("\n", 0, at)
        try:
            value, end = decoder.raw_decode(stream.text, at)
        except (ValueError, RecursionError) as error:
            if not stream.ended and len(stream.text) - at < LARGEST and not isinstance(error, RecursionError):
                stream.drop(at)
                at = 0
                stream.more()
                continue
            position = getattr(error, "pos", at)
            line = stream.line + stream.text.count("\n", 0, position)
            yield line, None, "not JSON from here on; mend the file, what stands before was read"
            return
        if end == len(stream.text) and not stream.ended:  # a number may go on
            stream.drop(at)
            at = 0
            stream.more()
            continue
        yield line, value, ""
        stream.drop(end)
        at = 0


def _past_blank(text: str, at: int, also: str = "") -> int:
    found = _BLANK.match(text, at)
    at = found.end() if found else at
    while also and text[at : at + 1] == also:
        found = _BLANK.match(text, at + 1)
        at = found.end() if found else at + 1
    return at


def _rows(values: Iterator[tuple[int, Any, str]], path: str, wish: Wish) -> Iterator[tuple[int, Row]]:
    known: dict[tuple[str, ...], Columns] = {}
    for number, value, trouble in values:
        if trouble:
            yield number, Row(None, trouble)
            continue
        if isinstance(value, str):
            value = {"text": value}
        if not isinstance(value, dict):
            yield number, Row(None, "not a JSON object; write each row as one")
            continue
        if isinstance(value.get("text"), str) and isinstance(value.get("caption"), str) and "evidence" in value:
            yield number, _own(value, number)
            continue
        names = tuple(value)
        columns = known.get(names)
        if columns is None:
            if len(known) > 1_000:  # keys that are other ones in each row
                known.clear()
            columns = known[names] = understand(names, _present(wish, names), f"{path}:{number}")
        if not columns.has_caption and "credit" not in columns.fields:
            yield number, Row(None, f'no "caption" key; found {listed(names)}; name it with --columns caption=KEY')
            continue
        yield number, read_row(columns, [text_of(one) for one in value.values()], number)


def _present(wish: Wish, names: tuple[str, ...]) -> dict[str, str]:
    """Return the wanted columns that this object has; objects may leave keys out."""
    return (
        {field: name for field, name in wish.columns.items() if name in names or field not in ("caption", "credit")}
        if (wish.columns)
        else {}
    )


@lru_cache(maxsize=1)
def _adapters() -> tuple[Any, Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(Metadata | None), TypeAdapter(FileFacts | None)


def _own(value: dict[str, Any], number: int) -> Row:
    """Return the row of a record that Photodesk printed."""
    from pydantic import ValidationError

    metadata, facts = _adapters()
    published = value.get("published")
    try:
        block = Block(
            value["text"],
            number,
            kind=value["kind"] if value.get("kind") in ("video", "graphic", "illustration", "composite") else "photo",
            headline=text_of(value.get("headline")) or None,
            duration=value["duration"] if isinstance(value.get("duration"), int) else None,
            image=text_of(value.get("image")),
            metadata=metadata.validate_python(value.get("metadata")),
            file=facts.validate_python(value.get("file")),
            published=published if isinstance(published, str) and is_day(published) else None,
            title=text_of(value.get("title")) or None,
        )
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        return Row(None, f"not a record of Photodesk as it should be ({place}); export it again")
    return Row(block)


def looks_like(head: bytes) -> bool:
    """Say whether a file begins as JSON rows do.

    >>> looks_like(b'{"caption": "Fog."}'), looks_like(b"[1] A footnote"), looks_like(b"{{ template }}")
    (True, False, False)
    """
    text = decode(head).lstrip()
    return bool(re.match(r'(?:\[\s*)?\{\s*(?:"|\})|\[\s*\]', text))


def check_not_empty(head: bytes, path: str) -> None:
    """Raise SourceError for a file that is blank all through."""
    if not head.strip():
        raise SourceError(f"{path}: nothing but blank space; leave it out")
