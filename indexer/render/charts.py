"""Tables as pictures and pages: SVG by hand, PNG through Pillow, HTML with the SVG in it, XLSX through openpyxl."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..model import Table
from ..text import cut
from .plain import report, to_json, write_csv

_MOST = 40
"""Bars of a chart; the rest of the table is added up in the last."""
_ROW, _LEFT, _BAR, _TOP = 22, 240, 420, 44
_COLOUR, _INK, _PALE = "#2f6f9f", "#222222", "#777777"


def write_table(table: Table, path: Path) -> None:
    """Write a table to a file in the form that its ending names. Raises UsageError.

    .csv .json .xlsx the table, .html a page with chart and table, .svg .png the chart.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise UsageError(f"{path}: no form for “{path.suffix}”; there are {' '.join(_WRITERS)}")
    try:
        write(table, path)
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or 'cannot be written').lower()}; choose another place") from None


def bars(table: Table) -> list[tuple[str, float]]:
    """Return label and length of each bar: the first column of words, the first of numbers.

    >>> bars(Table("", ("Agency", "Uses"), (("AFP", 4), ("AP", 1))))
    [('AFP', 4), ('AP', 1)]
    """
    column = bar_column(table)
    if column is None:
        return []
    found: list[tuple[str, float]] = []
    for row in table.rows:
        length = row[column]
        label = " · ".join(str(cell) for cell in row[:column] if cell is not None)
        found.append((cut(label, 60), length if isinstance(length, int | float) else 0))
    if len(found) > _MOST:
        found[_MOST - 1 :] = [(f"{len(found) - _MOST + 1} others", sum(length for _, length in found[_MOST - 1 :]))]
    return found


def bar_column(table: Table) -> int | None:
    """Return the column that is drawn: Uses, else the first whose cells are numbers; None when there is none."""
    numeric = [
        place for place in range(1, len(table.columns))
        if any(isinstance(row[place], int | float) for row in table.rows)
        and all(row[place] is None or isinstance(row[place], int | float) for row in table.rows)
    ]  # fmt: skip
    named = [place for place in numeric if table.columns[place] == "Uses"]
    return next(iter((*named, *numeric)), None)


def svg(table: Table) -> str:
    """Return the table's bars as an SVG picture."""
    shown = bars(table)
    longest = max((length for _, length in shown), default=0) or 1
    width, height = _LEFT + _BAR + 90, _TOP + _ROW * len(shown) + 12
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="sans-serif" font-size="13" role="img">',
        f"<title>{_xml(table.title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="24" font-size="16" font-weight="bold" fill="{_INK}">{_xml(table.title)}</text>',
    ]
    for place, (label, length) in enumerate(shown):
        y = _TOP + _ROW * place
        size = max(0, round(_BAR * length / longest, 1))
        lines += [
            f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end" fill="{_INK}">{_xml(cut(label, 32))}</text>',
            f'<rect x="{_LEFT}" y="{y + 3}" width="{size}" height="{_ROW - 8}" fill="{_COLOUR}"/>',
            f'<text x="{_LEFT + size + 6}" y="{y + 14}" fill="{_PALE}">{length:,}</text>',
        ]
    return "\n".join([*lines, "</svg>", ""])


def page(table: Table) -> str:
    """Return a page with the table and its chart; it needs nothing but itself."""
    head = "".join(f"<th>{_xml(column)}</th>" for column in table.columns)
    body = "\n".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in table.rows)
    foot = f"<tfoot><tr>{''.join(_cell(cell) for cell in table.totals)}</tr></tfoot>" if table.totals else ""
    note = "<br>".join(_xml(line) for line in table.note.split("\n"))
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{_xml(table.title)}</title>
<style>body{{font:15px sans-serif;color:{_INK};margin:2em}}table{{border-collapse:collapse;margin-top:1em}}
th,td{{padding:.25em .8em;text-align:left;border-bottom:1px solid #ddd}}td.n{{text-align:right}}
tfoot{{font-weight:bold}}p{{color:{_PALE}}}</style></head>
<body><h1>{_xml(table.title)}</h1>
{svg(table) if bars(table) else ""}<table><thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>{foot}</table>
<p>{note}</p></body></html>
"""


def _cell(cell: str | int | float | None) -> str:
    if isinstance(cell, int | float):
        return f'<td class="n">{cell:,}</td>'
    return f"<td>{_xml(cell or '')}</td>"


def _xml(text: str) -> str:
    return escape("".join(c if c.isprintable() else " " for c in text))


def _csv(table: Table, path: Path) -> None:
    with open(path, "w", encoding="utf-8", newline="") as out:
        write_csv(table.columns, table.rows, out)


def _json(table: Table, path: Path) -> None:
    path.write_text(to_json(report(table), indent=2) + "\n", encoding="utf-8")


def _xlsx(table: Table, path: Path) -> None:
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font
    except ImportError:
        raise UsageError(f"{path}: XLSX needs openpyxl; pip install 'photodesk[xlsx]', or write .csv") from None
    book = Workbook()
    sheet: Any = book.active
    sheet.title = cut("".join(" " if c in "[]:*?/\\" else c for c in table.title), 31) or "Report"
    for row in (table.columns, *table.rows, *([table.totals] if table.totals else [])):
        sheet.append([_plain(cell) for cell in row])
    for cell in (*sheet[1], *(sheet[sheet.max_row] if table.totals else ())):
        cell.font = Font(bold=True)
    if table.note:
        sheet.append([])
        sheet.append([_plain(table.note)])
    sheet.freeze_panes = "A2"
    book.save(path)


def _plain(cell: str | int | float | None) -> str | int | float | None:
    if not isinstance(cell, str):
        return cell
    text = "".join(c if c.isprintable() or c == "\n" else " " for c in cell)
    return f"'{text}" if text[:1] in "=+-@" else text  # words are no formula


def _png(table: Table, path: Path) -> None:
    from PIL import Image, ImageDraw, ImageFont

    shown = bars(table)
    longest = max((length for _, length in shown), default=0) or 1
    picture = Image.new("RGB", (_LEFT + _BAR + 90, _TOP + _ROW * len(shown) + 12), "white")
    draw = ImageDraw.Draw(picture)
    font, large = ImageFont.load_default(13), ImageFont.load_default(16)
    draw.text((12, 10), table.title, fill=_INK, font=large)
    for place, (label, length) in enumerate(shown):
        y = _TOP + _ROW * place
        size = max(0, _BAR * length / longest)
        draw.text((_LEFT - 8, y + 3), cut(label, 32), fill=_INK, font=font, anchor="ra")
        draw.rectangle((_LEFT, y + 3, _LEFT + size, y + _ROW - 5), fill=_COLOUR)
        draw.text((_LEFT + size + 6, y + 3), f"{length:,}", fill=_PALE, font=font)
    picture.save(path)


_WRITERS: dict[str, Callable[[Table, Path], None]] = {
    ".csv": _csv,
    ".json": _json,
    ".xlsx": _xlsx,
    ".html": lambda table, path: _text(page(table), path),
    ".svg": lambda table, path: _text(svg(table), path),
    ".png": _png,
}


def _text(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
