"""XLSX workbooks, through openpyxl: each sheet that has a header with a caption column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...errors import SourceError
from ...model import Document
from ..reader import Original, Wish
from .columns import Columns, Row, field_of, listed, plain_name, read_row, text_of, understand
from .delimited import HEADER_WITHIN
from .parts import in_parts

SUFFIXES = (".xlsx", ".xlsm")
LARGEST = 512 * 1024 * 1024
"""Bytes that a workbook may unpack to."""
_SHARED = 128 * 1024 * 1024
"""Bytes of its table of texts, which is held in memory."""
_WIDEST = 1_000
"""Columns that are read; one cell at the far end of a row stands for the 16,383 before it."""


def suits(head: bytes, suffix: str) -> bool:
    """Say whether a file is a workbook; a ZIP archive of anything else is none."""
    return head.startswith(b"PK\x03\x04") and (suffix in SUFFIXES or b"xl/workbook" in head or b"xl/worksheets" in head)


def read(original: Original, wish: Wish) -> Iterator[Document]:
    """Yield the rows of a workbook; the line of a block is the row of its sheet."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise SourceError(
            f"{original.path}: reading XLSX needs openpyxl; install it with: pip install 'photodesk[xlsx]'"
        ) from None
    _check(original)
    try:
        book = load_workbook(original.stream, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever its XML and ZIP readers do
        raise SourceError(f"{original.path}: a damaged workbook ({_said(error)}); save it again") from None
    try:
        yield from in_parts(original, wish, _rows(book, original.path, wish), lambda: _digest(original))
    finally:
        book.close()


def _check(original: Original) -> None:
    import zipfile  # loads every way to compress there is

    try:
        with zipfile.ZipFile(original.stream) as archive:
            sizes = {one.filename: one.file_size for one in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise SourceError(f"{original.path}: a damaged workbook (no whole ZIP archive); send it again") from None
    if sum(sizes.values()) > LARGEST or sizes.get("xl/sharedStrings.xml", 0) > _SHARED:
        raise SourceError(f"{original.path}: unpacks to over {LARGEST >> 20} MB; save it as CSV")
    original.stream.seek(0)


def _digest(original: Original) -> str:
    import hashlib

    original.stream.seek(0)
    digest = hashlib.sha256()
    while piece := original.stream.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:80] or type(error).__name__


def _rows(book: Any, path: str, wish: Wish) -> Iterator[tuple[int, Row]]:
    found: list[str] = []
    readable = False
    for sheet in book.worksheets:
        columns: Columns | None = None
        number = 0
        try:
            for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
                texts = [text_of(cell) for cell in cells[:_WIDEST]]
                if columns is None:
                    if number > HEADER_WITHIN:
                        break
                    columns = _header(texts, wish, f"{path}:{number}")
                    if columns is None and any(texts):
                        found = found or texts
                elif any(texts):
                    readable = True
                    yield number, read_row(columns, texts, number)
        except SourceError:
            raise
        except Exception as error:
            yield number + 1, Row(None, f"sheet {sheet.title}: damaged from here on ({_said(error)}); save it again")
            readable = True
        readable = readable or columns is not None
    if not readable:
        raise SourceError(
            f'{path}:1: no "caption" column; found {listed(found)}; name it with --columns caption=COLUMN'
        )


def _header(texts: list[str], wish: Wish, where: str) -> Columns | None:
    here = {plain_name(text) for text in texts if text}
    wanted = any(plain_name(name) in here for name in wish.columns.values())
    if not wanted and not {field_of(text) for text in texts if text} & {"caption", "text"}:
        return None
    columns = understand(texts, wish.columns, where)
    return columns if columns.has_caption else None
