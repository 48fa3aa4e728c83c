"""What a picture's metadata says: its layers side by side, with what they disagree on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TextIO

from ..model import FileFacts, Layer, Metadata
from . import Format, plain

NAMES: dict[str, tuple[str, str]] = {
    "photographers": ("Creator, By-line", "2:80"),
    "job_title": ("Creator's Job Title", "2:85"),
    "credit_line": ("Credit Line", "2:110"),
    "source": ("Source", "2:115"),
    "copyright_notice": ("Copyright Notice", "2:116"),
    "copyright_status": ("Copyright Status", ""),
    "copyright_owner": ("Copyright Owner", ""),
    "usage_terms": ("Rights Usage Terms", ""),
    "web_statement": ("Web Statement of Rights", ""),
    "licensor": ("Licensor", ""),
    "instructions": ("Instructions", "2:40"),
    "description": ("Description, Caption", "2:120"),
    "headline": ("Headline", "2:105"),
    "title": ("Title, Object Name", "2:05"),
    "caption_writer": ("Description Writer", "2:122"),
    "alt_text": ("Alt Text", ""),
    "keywords": ("Keywords", "2:25"),
    "persons_shown": ("Person Shown", ""),
    "organisations": ("Featured Organisation", ""),
    "event": ("Event", ""),
    "sublocation": ("Sublocation", "2:92"),
    "city": ("City", "2:90"),
    "region": ("Province or State", "2:95"),
    "country": ("Country", "2:101"),
    "country_code": ("Country Code", "2:100"),
    "latitude": ("GPS Latitude", ""),
    "longitude": ("GPS Longitude", ""),
    "date_created": ("Date Created", "2:55, 2:60"),
    "digital_source_type": ("Digital Source Type", ""),
    "ai_system": ("AI System Used", ""),
    "data_mining": ("Data Mining", ""),
    "other_constraints": ("Other Constraints", ""),
    "credit_line_required": ("Credit Line Required", ""),
    "model_release": ("Model Release Status", ""),
    "property_release": ("Property Release Status", ""),
    "supplier": ("Image Supplier", ""),
    "supplier_image_id": ("Supplier Image ID", ""),
    "job_id": ("Job Identifier", "2:103"),
    "release": ("Release Date and Time", "2:30, 2:35"),
    "expires": ("Expiration Date and Time", "2:37, 2:38"),
    "action": ("Action Advised", "2:42"),
}
"""Every field of Metadata in the order of the page: its IPTC name and its IIM dataset."""

LAYERS = {"xmp": "XMP", "iim": "IIM", "exif": "EXIF", "png": "PNG text", "photoshop": "Photoshop"}
"""Layers of a file, and what people call them."""

_SAID = {
    "case": "capitals differ",
    "truncated": "cut at the IIM limit",
    "charset": "read in another character set",
    "different": "really different",
}


class Page(NamedTuple):
    """One file and what it says."""

    path: str
    metadata: Metadata
    file: FileFacts
    trouble: str = ""


def show_metadata(pages: Iterable[Page], format: Format, out: TextIO, *, everything: bool = False) -> None:
    """Write what files say; `everything` adds the tags that fill no field to the table.

    JSON and JSON Lines have an object a file, CSV a row a field.
    """
    if format == "json":
        plain.write_json([_as_dict(page) for page in pages], out)
    elif format == "jsonl":
        plain.write_lines(map(_as_dict, pages), out)
    elif format == "csv":
        columns = ("path", "field", "name", "dataset", "value", *LAYERS, "conflict")
        plain.write_csv(columns, (row for page in pages for row in _rows(page)), out)
    else:
        for index, page in enumerate(pages):
            if index:
                out.write("\n")
            _table(page, out, everything)


def _as_dict(page: Page) -> dict[str, Any]:
    return {
        "path": page.path,
        "trouble": page.trouble,
        "file": plain.as_dict(page.file),
        "metadata": plain.as_dict(page.metadata),
    }


def _rows(page: Page) -> Iterator[tuple[str, ...]]:
    kinds: dict[str, str] = {conflict.field: conflict.kind for conflict in page.metadata.conflicts}
    for field, cells in _fields(page.metadata.layers, list(LAYERS)):
        name, dataset = NAMES[field]
        yield page.path, field, name, dataset, _merged(page.metadata, field), *cells, kinds.get(field, "")


def _fields(layers: Sequence[Layer], names: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each field that a layer fills, with what every layer of `names` says of it."""
    said: dict[tuple[str, str], dict[str, list[str]]] = {}
    for layer in layers:
        for field, tag, value in layer.values:
            if field and value.strip():
                said.setdefault((field, layer.name), {}).setdefault(tag, []).append(value.strip())
    for field in NAMES:
        cells = [_cell(field, said.get((field, name), {})) for name in names]
        if any(cells):
            yield field, cells


def _cell(field: str, tags: dict[str, list[str]]) -> str:
    """Return what one layer says of a field: a date and its time are two tags of one value, others alternatives."""
    if field in ("date_created", "release", "expires"):
        return " ".join(values[-1] for values in tags.values())
    return "; ".join(next(iter(tags.values()))) if tags else ""


def _merged(metadata: Metadata, field: str) -> str:
    value = getattr(metadata, field)
    return "; ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def _table(page: Page, out: TextIO, everything: bool) -> None:
    from rich.table import Table as Grid
    from rich.text import Text

    from .page import safe
    from .terminal import console

    layers = [layer for layer in page.metadata.layers if layer.values]
    conflicts = {conflict.field: conflict for conflict in page.metadata.conflicts}
    with console(out) as screen:
        facts = page.file
        size = f"{facts.width} × {facts.height}" if facts.width else ""
        head = " · ".join(filter(None, (page.path, facts.format, size, _bytes(facts.size))))
        screen.print(Text(safe(head), style="bold"))
        if page.trouble:
            screen.print(Text(safe(page.trouble), style="yellow"))
        if not layers:
            screen.print(Text("no metadata", style="dim"))
            return
        grid = Grid(box=None, pad_edge=False, header_style="dim", expand=True)
        grid.add_column("", no_wrap=True, width=1)
        grid.add_column("field", style="dim", overflow="fold", max_width=26)
        for layer in layers:
            grid.add_column(LAYERS.get(layer.name, layer.name), overflow="fold", ratio=1)
        for field, cells in _fields(layers, [layer.name for layer in layers]):
            name, dataset = NAMES[field]
            conflict = conflicts.get(field)
            label = Text(f"{name} {dataset}".rstrip())
            if conflict:
                label.append(f"\n{_SAID[conflict.kind]}", style="not dim bold yellow")
            counts = (
                conflict.layers[0]
                if conflict
                else next(one.name for one, cell in zip(layers, cells, strict=True) if cell)
            )
            shown = [
                Text(safe(cell), style="" if layer.name == counts else "yellow" if conflict else "dim")
                for layer, cell in zip(layers, cells, strict=True)
            ]
            grid.add_row(Text("≠" if conflict else "", style="bold yellow"), label, *shown)
        if everything:
            _add_rest(grid, layers)
        screen.print(grid)
        rest = sum(not field for layer in layers for field, _, _ in layer.values)
        closing = (
            f"{len(conflicts)} disagreement{'' if len(conflicts) == 1 else 's'}" if conflicts else "no disagreement"
        )
        if rest and not everything:
            closing += f"; {rest} more value{'' if rest == 1 else 's'} with --all"
        screen.print(Text(closing, style="bold" if conflicts else "dim"))


def _add_rest(grid: Any, layers: Sequence[Layer]) -> None:
    from rich.text import Text

    from .page import safe

    for index, layer in enumerate(layers):
        for field, tag, value in layer.values:
            if not field:
                cells = [Text("")] * len(layers)
                cells[index] = Text(safe(value))
                grid.add_row(Text(""), Text(safe(tag)), *cells)


def _bytes(size: int) -> str:
    return (
        f"{size:,} bytes"
        if size < 10_000
        else f"{size / 1000:,.0f} KB"
        if size < 10_000_000
        else f"{size / 1e6:,.0f} MB"
    )
