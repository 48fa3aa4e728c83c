"""What was found, for eyes and for machines: tables, hits, findings and records to a terminal, JSON, JSONL or CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal, TextIO

from ..errors import UsageError
from ..model import CreditSplit, Evidence, Finding, Hit, Record, Table
from . import plain

if TYPE_CHECKING:
    from .linting import RulePage

Format = Literal["table", "json", "jsonl", "csv"]

FindingFormat = Literal["table", "json", "jsonl", "csv", "github", "sarif", "junit"]
"""How findings are printed."""

__all__ = [
    "FORMATS", "FindingFormat", "Format", "explain", "record_json", "show_findings", "show_hits",
    "show_record", "show_records", "show_table",
]  # fmt: skip

FORMATS: tuple[Format, ...] = ("table", "json", "jsonl", "csv")


def show_table(table: Table, format: Format, out: TextIO, *, bars: bool = False) -> None:
    """Write a report to `out`; in JSON each row is an object named by the columns, with title, totals and note.

    `bars` draws the counts of a terminal's table.
    """
    if format == "table":
        from . import terminal

        terminal.table(table, out, bars)
    elif format == "json":
        plain.write_json(plain.report(table), out)
    elif format == "jsonl":
        plain.write_lines(plain.report(table)["rows"], out)
    else:
        plain.write_csv(table.columns, table.rows, out)


def show_hits(
    hits: Iterable[Hit], format: Format, out: TextIO, *, total: int | None = None,
    picture: Callable[[Record], str] = lambda _: "",
) -> None:  # fmt: skip
    """Write what a search found; `total` is how many there are when `hits` is only the first of them.

    In a table, `picture` returns what shows a record's picture on this terminal (see `inline`).
    """
    if format == "table":
        from . import page

        page.hits(list(hits), out, total, picture)
    elif format == "json":
        plain.write_json([plain.as_dict(hit) for hit in hits], out)
    elif format == "jsonl":
        plain.write_lines(map(plain.as_dict, hits), out)
    else:
        rows = ((*plain.record_row(hit.record), round(hit.score, 4), hit.excerpt) for hit in hits)
        plain.write_csv((*plain.RECORD_COLUMNS, "score", "excerpt"), rows, out)


def hit_table(hits: Iterable[Hit], columns: Sequence[str]) -> Table:
    """Return some columns of what a search found. Raises UsageError for a column that there is not.

    >>> hit_table([Hit(Record("A fox.", "A fox."))], ["kind", "caption"]).rows
    (('photo', 'A fox.'),)
    """
    known = (*plain.RECORD_COLUMNS, "score", "excerpt")
    for column in columns:
        if column not in known:
            raise UsageError(f'no column "{column}"; there are {", ".join(known)}')
    places = [known.index(column) for column in columns]
    rows = ((*plain.record_row(hit.record), round(hit.score, 4), hit.excerpt) for hit in hits)
    return Table("", tuple(columns), tuple(tuple(row[place] for place in places) for row in rows))


def show_findings(
    findings: Iterable[Finding], format: FindingFormat, out: TextIO, *, quiet: bool = False, said: str = "",
    documents: Sequence[str] = (), rules: Sequence[RulePage] = (), version: str = "",
) -> None:  # fmt: skip
    """Write what the rules found; in a table each finding shows its source line and a caret.

    `quiet` leaves out source lines and the closing count, to which `said` is added. SARIF names the `rules` and the
    program's `version`, JUnit the clean `documents` too.
    """
    if format == "table":
        found = list(findings)
        if not found:  # what is clean need not wait for colours
            out.write("" if quiet else f"all clean{said}\n")
            return
        from . import terminal

        terminal.findings(found, out, quiet, said)
    elif format == "json":
        plain.write_json([plain.as_dict(found) for found in findings], out)
    elif format == "jsonl":
        plain.write_lines(map(plain.as_dict, findings), out)
    elif format == "csv":
        rows = (tuple(plain.as_dict(found).values()) for found in findings)
        plain.write_csv(tuple(Finding.__dataclass_fields__), rows, out)
    else:
        from . import linting

        if format == "github":
            linting.github(list(findings), out)
        elif format == "sarif":
            plain.write_json(linting.sarif(list(findings), rules, version), out)
        else:
            linting.junit(list(findings), documents, out)


def show_records(records: Iterable[Record], format: Format, out: TextIO, *, evidence: bool = False) -> None:
    """Write records, in a table one page each; `evidence` adds which characters each value was read from."""
    if format == "table":
        from . import terminal

        for index, record in enumerate(records):
            if index:
                out.write("\n")
            terminal.record(record, out, evidence=evidence)
    elif format == "json":
        plain.write_json([plain.as_dict(record) for record in records], out)
    elif format == "jsonl":
        plain.write_lines(map(plain.as_dict, records), out)
    else:
        plain.write_csv(plain.RECORD_COLUMNS, map(plain.record_row, records), out)


def show_record(record: Record, format: Format, out: TextIO, *, uses: Sequence[Record] = ()) -> None:
    """Write one record with its evidence, and where else the same picture was used; in JSON one object."""
    if format == "table":
        from . import terminal

        terminal.record(record, out, evidence=True, uses=uses)
    elif format == "json":
        plain.write_json({**plain.as_dict(record), "uses": [plain.as_dict(use) for use in uses]}, out)
    else:
        show_records([record], format, out)


def explain(record: Record, format: Format, out: TextIO, split: CreditSplit | None = None) -> None:
    """Write what each span of the record's text was read as, and by which pattern; coloured where `out` has colour.

    `split` tells how the credit came apart; table and JSON show it.
    """
    if format == "table":
        from . import terminal

        terminal.explain(record, out, split)
        return
    spans = [
        {**plain.as_dict(e), "text": record.text[e.start : e.end]}
        for e in sorted(record.evidence, key=lambda e: (e.start, -e.end))
    ]
    if format == "json":
        shown: dict[str, object] = {"text": record.text, "spans": spans}
        if split:
            named = [dict(zip(("separator", "text", "class"), part, strict=True)) for part in split.parts]
            shown["credit"] = {
                "form": split.form, "parts": named, "pattern": split.pattern, "next_best": split.next_best,
            }  # fmt: skip
        plain.write_json(shown, out)
    elif format == "jsonl":
        plain.write_lines(spans, out)
    else:
        columns = (*Evidence.__dataclass_fields__, "text")
        plain.write_csv(columns, (tuple(span.values()) for span in spans), out)


def record_json(record: Record, **more: object) -> str:
    """Return one record as one line of JSON, the form that other tools rely on; `more` adds keys, such as `id`.

    >>> record_json(Record("A fox.", "A fox."), id=7)[:44]
    '{"id": 7, "text": "A fox.", "caption": "A fo'
    """
    return plain.to_json({**more, **plain.as_dict(record)})
