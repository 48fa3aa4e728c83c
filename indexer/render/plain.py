"""Forms that machines read: dictionaries, JSON, JSON Lines and CSV."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Protocol, TextIO

from ..model import Location, Record, Table
from ..text import lazy_pattern

RECORD_COLUMNS = (
    "record_id", "asset_id", "document", "line", "title", "published", "kind", "headline", "caption", "credit",
    "photographers", "agencies", "via", "flags", "unread", "sublocation", "city", "region", "country", "country_code",
    "persons_shown", "event", "date_created", "date_text", "restrictions",
)  # fmt: skip

# Characters that make a terminal act or text read backwards, those that break lines, and halves of a character.
_UNSAFE = lazy_pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


def as_dict(value: _Dataclass) -> dict[str, Any]:
    """Return a noun of the model as plain dictionaries and lists, field by field in their order.

    >>> as_dict(Table("t", ("a",), ((1,),)))["rows"]
    [[1]]
    """
    return {name: _bare(getattr(value, name)) for name in value.__dataclass_fields__}


def _bare(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [_bare(one) for one in value]
    return as_dict(value)


def report(table: Table) -> dict[str, Any]:
    """Return a Table with its rows as objects named by the columns.

    >>> report(Table("Uses", ("agency", "uses"), (("AFP", 4),)))["rows"]
    [{'agency': 'AFP', 'uses': 4}]
    """
    return {
        "title": table.title,
        "rows": [dict(zip(table.columns, row, strict=True)) for row in table.rows],
        "totals": dict(zip(table.columns, table.totals, strict=True)) if table.totals else {},
        "note": table.note,
    }


def record_row(record: Record) -> tuple[str | int | None, ...]:
    """Return a record as one row under RECORD_COLUMNS; several names share a cell, parted by semicolons."""
    credit, place = record.credit, record.location or Location()
    return (
        record.record_id, record.asset_id, record.document, record.line, record.title, record.published, record.kind,
        record.headline, record.caption, credit.raw,
        "; ".join(p.name for p in credit.photographers), "; ".join(a.name for a in credit.agencies), credit.via,
        "; ".join(credit.flags), "; ".join(credit.unread),
        place.sublocation, place.city, place.region, place.country, place.country_code,
        "; ".join(p.name for p in record.persons_shown), record.event, record.date_created, record.date_text,
        credit.restrictions,
    )  # fmt: skip


def to_json(value: Mapping[str, Any], indent: int | None = None) -> str:
    r"""Return JSON in which every control character is escaped, so that it can be shown on a terminal.

    >>> print(to_json({"text": "caf\u00e9 \x9b31m"}))
    {"text": "café \u009b31m"}
    """
    return _UNSAFE.sub(_escape, json.dumps(value, ensure_ascii=False, indent=indent))


def _escape(match: re.Match[str]) -> str:
    # json.dumps has escaped what JSON demands; a line break that is left here is its own layout.
    return match.group() if match.group() == "\n" else f"\\u{ord(match.group()):04x}"


def write_json(value: Mapping[str, Any] | Sequence[Mapping[str, Any]], out: TextIO) -> None:
    """Write one JSON value, indented; a list an element at a time, so that a long one needs no second copy."""
    if isinstance(value, Mapping):
        out.write(to_json(value, indent=2) + "\n")
        return
    out.write("[")
    for index, one in enumerate(value):
        body = to_json(one, indent=2).replace("\n", "\n  ")
        out.write(f"{',' if index else ''}\n  {body}")
    out.write("\n]\n" if value else "]\n")


def write_lines(values: Iterable[Mapping[str, Any]], out: TextIO) -> None:
    """Write JSON Lines: one object a line."""
    for value in values:
        out.write(to_json(value) + "\n")


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], out: TextIO) -> None:
    """Write CSV with a header (RFC 4180, but plain line feeds, as pipes expect); lists share a cell as JSON."""
    import csv

    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_cell(column) for column in columns])
    for row in rows:
        writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return to_json({"_": value})[6:-1]
    return visible(value) if isinstance(value, str) else value


def visible(text: str) -> str:
    r"""Return text in which every character that a terminal acts on is written out.

    >>> print(visible("red\x1b[31m"))
    red\u001b[31m
    """
    return _UNSAFE.sub(_visible, text)


def _visible(match: re.Match[str]) -> str:
    return match.group() if match.group() == "\r" else f"\\u{ord(match.group()):04x}"
