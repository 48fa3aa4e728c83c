"""One caption block a line, plain or as a JSON object: how other programs hand captions over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from ..model import Block, Metadata
from .plain import is_day

LIMIT = 1_000_000
"""Bytes of a line that are read; what is longer is no caption."""

_FIELDS = ("byline", "credit", "source")
_KEYS = {"text", "published", "id", *_FIELDS}


class Line(NamedTuple):
    """One line of the input: a block, or what is wrong with the line."""

    number: int
    block: Block
    published: str | None = None
    id: Any = None
    error: str = ""


def read_lines(stream: BinaryIO, published: str | None = None) -> Iterator[Line]:
    """Yield one Line for every line of `stream`, in order, whatever it holds; constant memory.

    A line that begins with `{` is a JSON object `{"text": …, "published": "YYYY-MM-DD"?, "id": …?}`, with
    `byline`, `credit` and `source` where they come apart from the caption; `text` may then be missing.
    Any other is the block itself, UTF-8. `published` dates the lines that state no day.

    >>> import io
    >>> [(line.block.text, line.error) for line in read_lines(io.BytesIO(b'A fox.\\n{"text": 1}\\n'))]
    [('A fox.', ''), ('', '"text" is not a string; give the caption block as {"text": "…"}')]
    """
    number = 0
    while True:
        raw = stream.readline(LIMIT + 1)
        if not raw:
            return
        number += 1
        if len(raw) > LIMIT and not raw.endswith(b"\n"):
            length = len(raw)
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(LIMIT)
                length += len(raw)
            yield _wrong(number, f"line of {length:,} bytes; a caption block has at most {LIMIT:,}")
            continue
        yield _line(number, raw, published)


def suits(first: bytes) -> bool:
    """Say from its first line whether a file holds blocks for `read_lines`; a row with other keys is a table's.

    >>> suits(b'{"text": "Fog.", "id": 1}'), suits(b'{"caption": "Fog."}'), suits(b"Fog.")
    (True, False, True)
    """
    text = _decode(first).removeprefix("\ufeff").strip()
    try:
        given = json.loads(text) if text.startswith("{") else {}
    except (ValueError, RecursionError):
        return True
    return isinstance(given, dict) and not set(given) - _KEYS


def _line(number: int, raw: bytes, published: str | None) -> Line:
    text = _decode(raw).removesuffix("\n").removesuffix("\r")
    if number == 1:
        text = text.removeprefix("\ufeff")
    if not text.lstrip().startswith("{"):
        return Line(number, Block(text, line=number), published)
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        return _wrong(number, f"not JSON{where}; write the line as one JSON object")
    if not isinstance(given, dict):
        return _wrong(number, "not a JSON object; write the line as one JSON object")
    unknown = sorted(set(given) - _KEYS)
    mark = given.get("id")
    if unknown:
        return _wrong(number, f'unknown key "{unknown[0]}"; known are {", ".join(sorted(_KEYS))}', mark)
    wrong = next((name for name in _FIELDS if not isinstance(given.get(name, ""), str)), None)
    if wrong:
        return _wrong(number, f'"{wrong}" is not a string; give the field as it is in the file', mark)
    metadata = fields(given.get("byline", ""), given.get("credit", ""), given.get("source", ""))
    if metadata and "text" not in given:
        given["text"] = ""
    if not isinstance(given.get("text"), str):
        said = '"text" is not a string' if "text" in given else 'no "text"'
        return _wrong(number, f'{said}; give the caption block as {{"text": "…"}}', mark)
    own = given.get("published")
    if own is not None and not (isinstance(own, str) and is_day(own)):
        return _wrong(number, f'"published" is {json.dumps(own)[:40]}; write it as YYYY-MM-DD', mark)
    return Line(number, Block(given["text"], line=number, metadata=metadata), own or published, mark)


def fields(byline: str, credit: str, source: str) -> Metadata | None:
    """Return the fields of a credit as the metadata of a block, or None when all are empty.

    >>> fields("Mia Holm", "AFP", "").credit_line
    'AFP'
    """
    if not (byline or credit or source):
        return None
    return Metadata(photographers=(byline,) if byline else (), credit_line=credit, source=source)


def _wrong(number: int, error: str, mark: Any = None) -> Line:
    return Line(number, Block("", line=number), None, mark, error)


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
