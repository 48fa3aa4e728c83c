"""Tables to Documents: CSV, TSV, JSON Lines, JSON arrays and XLSX; each row is a Block, its line the row's number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...model import Document
from ..plain import SUFFIXES as TEXT
from ..plain import decode
from ..reader import Original, Wish
from . import delimited, json_rows, workbook

SUFFIXES = (".csv", ".tsv", *json_rows.SUFFIXES, *workbook.SUFFIXES)
_DELIMITED = (".csv", ".tsv", ".tab")


def suits(path: Path, head: bytes) -> bool:
    """Say whether the file is a table: JSON and workbooks by their bytes, CSV also by its header line.

    >>> suits(Path("a"), b"Datei;Bildunterschrift\\n1.jpg;Nebel."), suits(Path("a.txt"), b"Fog, and rain. More fog.")
    (True, False)
    """
    suffix = path.suffix.lower()
    if workbook.suits(head, suffix):
        return True
    if head.startswith((b"PK", b"\xff\xd8", b"\x89PNG", b"%PDF", b"GIF8")):
        return False
    if suffix in _DELIMITED or suffix in json_rows.SUFFIXES:
        return True
    if suffix and suffix not in TEXT:
        return False
    if json_rows.looks_like(head):
        return True
    first = next((line for line in decode(head).splitlines() if line.strip()), "")
    return delimited.is_header(first)


def read(original: Original, wish: Wish) -> Iterator[Document]:
    """Yield the parts of a table."""
    head = original.stream.read(4096)
    original.stream.seek(0)
    if head.startswith(b"PK\x03\x04"):
        yield from workbook.read(original, wish)
    elif json_rows.looks_like(head) or original.path.lower().endswith(json_rows.SUFFIXES):
        json_rows.check_not_empty(head, original.path)
        yield from json_rows.read(original, wish)
    else:
        yield from delimited.read(original, wish)
