"""CSV and TSV: which sign parts the columns, where the header is, and rows with a quote that never closes."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

from ...errors import SourceError
from ...model import Document
from ..reader import Original, Wish
from .columns import Columns, Row, field_of, listed, plain_name, read_row, understand
from .lines import Lines
from .parts import in_parts

DELIMITERS = (",", ";", "\t", "|")
HEADER_WITHIN = 20
"""Rows in which the header must stand; some exports put a title above it."""
_TALLEST = 200
"""Lines of the tallest row; a taller one has a quote that never closes."""


def cells_of(line: str, delimiter: str) -> list[str]:
    """Return the cells of a row on one line; a quote that never closes is a character like any other."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return line.rstrip("\r\n").split(delimiter)


def delimiter_of(line: str) -> tuple[str, int]:
    """Return the sign that parts a header, and how many of its columns are known.

    >>> delimiter_of("Datei;Bildunterschrift;Bildnachweis")
    (';', 3)
    """
    best = (0, 0, ",")
    for sign in DELIMITERS:
        cells = cells_of(line, sign)
        known = sum(bool(field_of(cell)) for cell in cells)
        if (known, len(cells)) > best[:2]:
            best = (known, len(cells), sign)
    return best[2], best[0]


def is_header(line: str, wanted: Mapping[str, str] | None = None) -> bool:
    """Say whether a line is a table's header: several columns, one of them the caption.

    >>> is_header("filename,caption,credit"), is_header("Gulls rest, captions follow.")
    (True, False)
    """
    sign, known = delimiter_of(line)
    cells = cells_of(line, sign)
    fields = {field_of(cell) for cell in cells}
    return len(cells) > 1 and known > 1 and bool(fields & {"caption", "text"})


def read(original: Original, wish: Wish) -> Iterator[Document]:
    """Yield the rows of a CSV or TSV file. Raises SourceError when there is no header with a caption column."""
    lines = Lines(original.stream)
    columns, delimiter = _header(lines, original.path, wish.columns)
    yield from in_parts(original, wish, _rows(lines, columns, delimiter), lines.sha256)


def _header(lines: Lines, path: str, wanted: Mapping[str, str]) -> tuple[Columns, str]:
    first = ""
    for line in lines:
        if line.lower().startswith("sep=") and lines.number == 1:  # how spreadsheets name their delimiter
            continue
        if not line.strip(" \t\r\n,;|"):
            continue
        first = first or line
        delimiter, _ = _delimiter(line, wanted)
        names = cells_of(line, delimiter)
        here = {plain_name(name) for name in names}
        ours = bool(wanted) and any(plain_name(name) in here for name in wanted.values())
        if ours or {field_of(name) for name in names} & {"caption", "text"}:
            columns = understand(names, wanted, f"{path}:{lines.number}")
            if columns.has_caption:
                return columns, delimiter
        if lines.number >= HEADER_WITHIN:
            break
    if not first:
        raise SourceError(f"{path}: nothing but blank space; leave it out")
    if wanted:
        understand(cells_of(first, delimiter_of(first)[0]), wanted, f"{path}:1")
    found = listed(cells_of(first, delimiter_of(first)[0]))
    raise SourceError(f'{path}:1: no "caption" column; found {found}; name it with --columns caption=COLUMN')


def _delimiter(line: str, wanted: Mapping[str, str]) -> tuple[str, int]:
    """Return the delimiter of a header, also when only the caller knows what its columns are called."""
    if wanted:
        names = {plain_name(name) for name in wanted.values()}
        counts = [(sum(plain_name(cell) in names for cell in cells_of(line, sign)), sign) for sign in DELIMITERS]
        best = max(counts, key=lambda one: one[0])
        if best[0]:
            return best[1], best[0]
    return delimiter_of(line)


def _rows(lines: Lines, columns: Columns, delimiter: str) -> Iterator[tuple[int, Row]]:
    width = len(columns.names)
    held: list[str] = []

    def feed() -> Iterator[str]:
        for line in lines:
            held.append(line)
            if len(held) > _TALLEST:
                return
            yield line

    def long_lines() -> Iterator[tuple[int, Row]]:
        for number, length in lines.too_long:
            yield number, Row(None, f"a line of {length:,} bytes is no row")
        lines.too_long.clear()

    reader = csv.reader(feed(), delimiter=delimiter)
    while True:
        held.clear()
        try:
            cells = next(reader, None)
            broken = cells is not None and len(held) > 1 and _is_open(held)
        except csv.Error:  # a cell over the limit
            cells, broken = [], True
        if lines.too_long:
            yield from long_lines()
        if cells is None and not held:
            return
        number = lines.number - len(held) + 1
        if broken or cells is None:
            # Only the first line is lost; what stands behind it comes once more.
            lines.give_back(held[1:])
            long = f"a cell of over {csv.field_size_limit():,} characters is no caption"
            yield number, Row(None, "a quote that never closes; close it or double it" if len(held) > 1 else long)
            reader = csv.reader(feed(), delimiter=delimiter)
            continue
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            trouble = f"{len(cells)} cells where the header has {width}; put quotes round a cell with a {delimiter!r}"
            yield number, Row(None, trouble)
            continue
        if any(cells):
            yield number, read_row(columns, cells, number)


def _is_open(held: list[str]) -> bool:
    """Say whether the lines of a row leave a quote open: it was not closed, or swallowed half the file."""
    return len(held) > _TALLEST or sum(line.count('"') for line in held) % 2 == 1
