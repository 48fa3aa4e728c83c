"""Commands that read captions without an index: parse, explain, evaluate, schema."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from .common import FOUND_FAULTS, Form, Format, Ner, Published, Quiet, app, fail, guarded, printable, tell


@app.command()
@guarded
def parse(
    path: Annotated[str, typer.Argument(metavar="FILE|-", help="A document, or - for one caption block a line.")] = "",
    published: Published = None,
    format: Form = "table",
    evidence: Annotated[bool, typer.Option("--evidence", help="Show what each value was read from.")] = False,
    ner: Ner = None,
    byline: Annotated[str, typer.Option("--byline", help="By-line as a file carries it, in place of FILE.")] = "",
    credit: Annotated[str, typer.Option("--credit", help="Credit line as a file carries it.")] = "",
    source: Annotated[str, typer.Option("--source", help="Source as a file carries it.")] = "",
) -> None:
    """Read captions, or the fields of one credit, and print their records without storing them.

    From standard input each line is one caption block, plain or as JSON: {"text": …, "published": …, "id": …},
    with "byline", "credit" and "source" where they come apart from the caption.

    Example: photodesk parse story.txt --published 2022-09-15 --format json
    """
    from ..parse import parse_block, parse_document
    from ..render import show_records
    from ..sources import day, read

    day(published)
    told = _fields(path, byline, credit, source)
    if told:
        show_records([parse_block(told, published=published)], format, sys.stdout, evidence=evidence)
        return
    if path == "-" or (path.endswith((".jsonl", ".ndjson")) and _is_blocks(path)):
        with _open(path) as stream:
            _parse_lines(stream, published, format, evidence, ner)
        return
    skipped: list[Any] = []
    records = (
        r for document in read(path, published=published, tell=skipped.append) for r in parse_document(document, ner)
    )
    show_records(records, format, sys.stdout, evidence=evidence)
    tell([f"skipped {skip.path}: {skip.reason}" for skip in skipped], False)


def _fields(path: str, byline: str, credit: str, source: str) -> Any:
    from ..model import Block
    from ..sources.lines import fields

    metadata = fields(byline, credit, source)
    if path and metadata:
        fail("FILE and --byline, --credit or --source; give one of them, or the fields as keys of JSON lines")
    if not path and not metadata:
        fail("nothing to read; give a FILE, - or --byline, --credit, --source")
    return Block("", metadata=metadata) if metadata else None


def _is_blocks(path: str) -> bool:
    """Say whether a file holds one caption block a line, as `parse -` takes them; others are read as tables."""
    from ..sources.lines import suits

    try:
        with open(path, "rb") as stream:
            return suits(stream.readline(100_000))
    except OSError:
        return True  # and opening it says what is wrong


def _parse_lines(
    stream: BinaryIO, published: str | None, format: Format, evidence: bool, ner: str | None = None
) -> None:
    """One line in, one record out, in order; a line that cannot be read gives an object with `error`."""
    from ..model import Record
    from ..parse import parse_block
    from ..parse.ner import opinion_of
    from ..render import record_json, show_records
    from ..render.plain import to_json
    from ..sources.lines import Line, read_lines

    opinion = opinion_of(ner) if ner else None

    def read_one(line: Line) -> Record:
        record = parse_block(line.block, published=line.published)
        return opinion(record) if opinion else record

    def records() -> Iterator[Record]:
        for line in read_lines(stream, published):
            if line.error:
                sys.stderr.write(f"photodesk: line {line.number}: {printable(line.error)}\n")
            else:
                yield read_one(line)

    if format != "jsonl":
        show_records(records(), format, sys.stdout, evidence=evidence)
        return
    for line in read_lines(stream, published):
        more = {} if line.id is None else {"id": line.id}
        if line.error:
            print(to_json({**more, "line": line.number, "error": line.error}))
        else:
            print(record_json(read_one(line), **more))


def _open(path: str) -> Any:
    if path == "-":
        import contextlib

        return contextlib.nullcontext(sys.stdin.buffer)
    try:
        return open(path, "rb")
    except OSError as error:
        fail(f"{path}: {error.strerror or error}; check the path")


@app.command()
@guarded
def explain(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="A caption with its credit, or - for input.")],
    published: Published = None,
    format: Form = "table",
) -> None:
    """Colour a caption by what each part of it was read as; of its credit, the split and the patterns.

    Example: photodesk explain "Boats leave Bergen, Norway. (Mia Holm/AFP via Getty Images)"
    """
    from ..parse import parse_caption
    from ..parse.explaining import explain_credit
    from ..render import explain as show_explained
    from ..sources import day

    whole = " ".join(text)
    if whole == "-":
        whole = sys.stdin.buffer.read().decode("utf-8", "replace").strip("\n")
    show_explained(parse_caption(whole, published=day(published)), format, sys.stdout, explain_credit(whole))


@app.command()
@guarded
def schema(
    folder: Annotated[Path, typer.Argument(help="Folder to write to.")] = Path("schemas"),
    quiet: Quiet = False,
) -> None:
    """Write the JSON Schemas of what Photodesk prints."""
    from ..render.schema import write

    try:
        written = write(folder)
    except OSError as error:
        fail(f"{folder}: {error.strerror or error}; choose a folder you can write to")
    for path in [] if quiet else written:
        print(path)


@app.command()
@guarded
def evaluate(
    cases: Annotated[Path, typer.Argument(metavar="CASES.jsonl", help="Labelled captions, one JSON object a line.")],
    misses: Annotated[bool, typer.Option("--misses", help="List what was read otherwise than labelled.")] = False,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Fail when a figure is lower than in this file.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option("--keep-baseline", metavar="FILE", help="Write the figures to this file.")
    ] = None,
    format: Form = "table",
) -> None:
    """Measure how well captions of your own are read, against your labels.

    Example: photodesk evaluate desk.jsonl --misses
    """
    import json

    from ..errors import SourceError
    from ..evaluation import evaluate as score_of
    from ..evaluation import read_cases, sunk
    from ..render import show_table
    from ..render.plain import report, write_json

    score = score_of(read_cases(cases))
    if format == "json":
        tables = {"fields": score.table(), "styles": score.style_table(), "misses": score.miss_table()}
        write_json({name: report(table)["rows"] for name, table in tables.items()}, sys.stdout)
    else:
        show_table(score.table(), format, sys.stdout)
        if format == "table":
            show_table(score.style_table(), format, sys.stdout)
        if misses:
            show_table(score.miss_table(), format, sys.stdout)
    try:
        if keep:
            keep.write_text(json.dumps(score.figures(), indent=2) + "\n", encoding="utf-8")
        kept = json.loads(baseline.read_text(encoding="utf-8")) if baseline else {}
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a baseline file"
        raise SourceError(f"{keep or baseline}: {reason}; check the path") from error
    lower = sunk(score, kept)
    for line in lower:
        sys.stderr.write(f"photodesk: {line}\n")
    if lower:
        raise typer.Exit(FOUND_FAULTS)
