"""The columns of a desk's tables: what they are called, and one row to one Block."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from ...errors import SourceError, UsageError
from ...model import Block, Kind, Layer, Metadata
from ...text import fold
from ...vocab import open_table
from ..image.times import moment
from ..plain import LONGEST, is_day
from ..printed import credit_line, printed

with open_table("columns.csv") as _table:
    _NAMES = [(row["field"], name) for row in csv.DictReader(_table) for name in row["names"].split(" | ")]
FIELDS = tuple(dict.fromkeys(field for field, _ in _NAMES))
"""What a column can hold, in the order in which two that claim the same column are asked."""
_SEVERAL = frozenset(("photographers", "keywords", "persons_shown"))
_DATES = frozenset(("date", "release", "expires"))
_OF_METADATA = {
    "caption": "description", "credit": "credit_line", "date": "date_created", "object_name": "title",
    "agency": "supplier", "text": "", "image": "", "title": "", "published": "", "kind": "",
}  # fmt: skip
"""Field of a column to field of Metadata, where the two differ; "" for what has its place in the block."""
_BARE = frozenset(("text", "caption", "published", "title", "image", "kind", "credit"))
_KINDS: dict[str, Kind] = {
    "video": "video", "vidéo": "video", "graphic": "graphic", "grafik": "graphic", "illustration": "illustration",
    "composite": "composite",
}  # fmt: skip


def plain_name(name: str) -> str:
    """Return a column's name without case, accents, blanks and dashes.

    >>> plain_name("Crédit-photo "), plain_name("By-line")
    ('creditphoto', 'byline')
    """
    return re.sub(r"[^a-z0-9:]", "", fold(name.replace("_", "").replace("\ufeff", "")))


_KNOWN: dict[str, str] = {}
for _field, _name in _NAMES:
    _KNOWN.setdefault(plain_name(_name), _field)


def field_of(name: str) -> str:
    """Return what a column of this name holds; empty when nobody knows.

    >>> field_of("Légende"), field_of("BY-LINE"), field_of("Umsatz")
    ('caption', 'photographers', '')
    """
    return _KNOWN.get(plain_name(name), "") if len(name) < 80 else ""


class Columns(NamedTuple):
    """The header of a table, understood."""

    names: tuple[str, ...]
    fields: tuple[str, ...]
    """What each column holds; "" for what is kept only."""

    @property
    def has_caption(self) -> bool:
        """Whether there is something to read at all."""
        return "caption" in self.fields or "text" in self.fields


def understand(names: Sequence[str], wanted: Mapping[str, str], where: str) -> Columns:
    """Return the columns of a header; `wanted` names some of them: field to column.

    Raises SourceError when a wanted column is not there, UsageError for a field that nobody knows.
    """
    names = tuple(" ".join(name.split()) for name in names)
    fields = [field_of(name) for name in names]
    for field, name in wanted.items():
        if field not in FIELDS:
            raise UsageError(f'--columns: no field "{field}"; known are {", ".join(FIELDS)}')
        place = next((at for at, one in enumerate(names) if plain_name(one) == plain_name(name)), None)
        if place is None:
            raise SourceError(f'{where}: no column "{name}"; found {listed(names)}')
        fields = ["" if one == field else one for one in fields]
        fields[place] = field
    # Two columns of one field: the first that is called exactly so, else the first; the rest is kept only.
    for field in set(fields) - {"", *_SEVERAL}:
        places = [at for at, one in enumerate(fields) if one == field]
        best = next((at for at in places if plain_name(names[at]) == plain_name(field)), places[0])
        for at in places:
            if at != best:
                fields[at] = "source" if field == "agency" and "source" not in fields else ""
    return Columns(names, tuple(fields))


def read_mapping(given: str) -> dict[str, str]:
    """Return field to column from `caption=Beschreibung,credit=Nachweis`, or from a TOML file that says so.

    >>> read_mapping("caption=Beschreibung, credit=Nachweis")
    {'caption': 'Beschreibung', 'credit': 'Nachweis'}
    """
    if "=" in given:
        pairs = [part.partition("=")[::2] for part in given.split(",")]
        wanted = {field.strip(): name.strip() for field, name in pairs}
    else:
        import tomllib

        try:
            with open(given, "rb") as file:
                wanted = tomllib.load(file)
        except OSError as error:
            raise UsageError(
                f"--columns: {given}: {error.strerror or error}; give FIELD=COLUMN,… or a TOML file"
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f'{given}: {error}; write one line a field: caption = "Beschreibung"') from None
    for field, name in wanted.items():
        if field not in FIELDS:
            raise UsageError(f'--columns: no field "{field}"; known are {", ".join(FIELDS)}')
        if not isinstance(name, str) or not name:
            raise UsageError(f'--columns: "{field}" names no column; write {field}=COLUMN')
    return wanted


def listed(names: Sequence[str]) -> str:
    """Return the names of columns for a message."""
    shown = [name[:40] for name in names if name]
    return ", ".join(shown[:12]) + (", …" if len(shown) > 12 else "") if shown else "nothing"


def day_of(text: str) -> str | None:
    """Return the ISO day of a cell, None when it is no day or may be two.

    >>> day_of("2024-05-07T10:00"), day_of("7.5.2024"), day_of("20240507"), day_of("05/07/2024"), day_of("05/17/2024")
    ('2024-05-07', '2024-05-07', '2024-05-07', None, '2024-05-17')
    """
    text = text.strip()
    found = moment(text)[:10]
    if is_day(found):
        return found
    parts = re.match(r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4})(?!\d)", text)
    if not parts:
        return None
    first, mark, second, year = int(parts[1]), parts[2], int(parts[3]), parts[4]
    if mark == "." or first > 12 or first == second:
        found = f"{year}-{second:02}-{first:02}"
    elif second > 12:
        found = f"{year}-{first:02}-{second:02}"
    return found if is_day(found) else None


def text_of(value: Any) -> str:
    """Return what a cell or JSON value says.

    >>> text_of(["a", {"name": "b"}]), text_of(3), text_of(None), text_of({"raw": "c", "x": 1})
    ('a; b', '3', '', 'c')
    """
    if isinstance(value, str):
        return value.strip()
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == value.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(text_of, value[:200])))
    if isinstance(value, dict):
        return next(
            (said for key in ("name", "text", "value", "raw", "title", "url") if (said := text_of(value.get(key)))), ""
        )
    return str(value)


class Row(NamedTuple):
    """One row, read, or what is wrong with it."""

    block: Block | None
    trouble: str = ""


def read_row(columns: Columns, cells: Sequence[str], line: int) -> Row:
    """Return the Block of a row; a day that cannot be read is told and left open."""
    values: dict[str, str] = {}
    kept: list[tuple[str, str, str]] = []
    trouble = ""
    for name, field, cell in zip(columns.names, columns.fields, cells, strict=False):
        cell = cell.strip()
        if not cell:
            continue
        kept.append((_OF_METADATA.get(field, field), name, cell))
        if field in _SEVERAL and field in values:
            values[field] += "; " + cell
        elif field:
            values[field] = cell
    caption = values.get("text") or values.get("caption", "")
    if len(caption) > LONGEST:
        return Row(None, f"a caption of {len(caption):,} characters is no caption")
    several = {field: _apart(values.get(field, "")) for field in _SEVERAL}
    credit = credit_line(
        caption,
        values.get("credit", ""),
        several["photographers"],
        (values.get("agency", ""), values.get("source", "")),
    )
    if not caption and not credit:
        return Row(None, "" if not kept else "no caption and no credit")
    published = None
    if "published" in values:
        published = day_of(values["published"])
        if published is None:
            trouble = f'{_column(columns, "published")}: "{values["published"][:40]}" is no day; write it as 2024-02-29'
    metadata = _metadata(values, several, kept) if not values.keys() <= _BARE or len(kept) > len(values) else None
    block = Block(
        printed(caption, credit),
        line,
        kind=_KINDS.get(values.get("kind", "").lower(), "photo"),
        image=values.get("image", ""),
        metadata=metadata,
        published=published,
        title=values.get("title") or None,
    )
    return Row(block, trouble)


def _column(columns: Columns, field: str) -> str:
    return columns.names[columns.fields.index(field)]


def _apart(text: str) -> tuple[str, ...]:
    """Return the values of a cell that holds several."""
    if not text:
        return ()
    mark = next((mark for mark in (";", "|", "\n") if mark in text), ",")
    return tuple(part for one in text.split(mark) if (part := one.strip()))


def _metadata(
    values: dict[str, str], several: dict[str, tuple[str, ...]], kept: list[tuple[str, str, str]]
) -> Metadata:
    said: dict[str, Any] = {}
    for field, value in values.items():
        target = _OF_METADATA.get(field, field)
        if not target:
            continue
        if field in _SEVERAL:
            said[target] = several[field]
        elif field in _DATES:
            said[target] = moment(value) or day_of(value) or ""
        else:
            said[target] = value
    return Metadata(**said, layers=(Layer("row", tuple(kept)),))
