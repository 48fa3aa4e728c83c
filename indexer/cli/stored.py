"""Commands on the index: fill it, search it, count it, keep it sound."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from .common import (
    COULD_NOT_RUN,
    DEFAULT_INDEX,
    FOUND_FAULTS,
    Form,
    Format,
    Index,
    Ner,
    Published,
    Quiet,
    app,
    guarded,
    printable,
    progress,
)


@app.command()
@guarded
def index(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files and folders.")],
    folder: Index = DEFAULT_INDEX,
    published: Published = None,
    format: Form = "table",
    quiet: Quiet = False,
    again: Annotated[bool, typer.Option("--again", help="Read unchanged files too.")] = False,
    wait: Annotated[float, typer.Option("--wait", metavar="SECONDS", help="How long to wait for another writer.")] = 5,
    ner: Ner = None,
) -> None:
    """Read files and folders into the index. Reading the same file again changes nothing.

    Example: photodesk index stories/ --published 2022-09-15
    """
    from ..catalogue import Catalogue, Change
    from ..errors import SourceError
    from ..parse import parse_document
    from ..sources import Skip, day, read, walk

    day(published)
    skipped: list[Skip] = []
    changes: list[tuple[str, Change]] = []
    unchanged = 0
    with Catalogue.open(folder, write=True, create=True, wait=wait) as catalogue:
        for entry in progress(walk(paths), "reading", quiet):
            if isinstance(entry, Skip):
                skipped.append(entry)
                continue
            facts = _facts(entry)
            if not again and published is None and facts and catalogue.unchanged(str(entry), *facts):
                unchanged += 1
                continue
            try:
                for document in read(entry, published=published, tell=skipped.append):
                    records = list(parse_document(document, ner))
                    size, changed_ns = facts or (0, 0)
                    changes.append((document.path, catalogue.add(document, records, size=size, mtime_ns=changed_ns)))
            except SourceError as error:
                skipped.append(Skip(str(entry), str(error).removeprefix(f"{entry}: "), fault=True))
        catalogue.commit_index()
    total = functools.reduce(lambda one, other: one + other, (change for _, change in changes), Change())
    _tell_index(format, quiet, changes, total, unchanged, skipped)
    if any(skip.fault for skip in skipped):
        raise typer.Exit(COULD_NOT_RUN if not changes and not unchanged else FOUND_FAULTS)


def _facts(path: Path) -> tuple[int, int] | None:
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


def _tell_index(
    format: Format, quiet: bool, changes: list[tuple[str, Any]], total: Any, unchanged: int, skipped: list[Any]
) -> None:
    if format != "table":
        from ..model import Table
        from ..render import show_table

        rows = [
            (path, c.kept + c.added + c.replaced, c.kept, c.added, c.replaced, c.removed, None) for path, c in changes
        ] + [(skip.path, None, None, None, None, None, skip.reason) for skip in skipped]
        columns = ("document", "records", "kept", "added", "replaced", "removed", "skipped")
        show_table(Table("index", columns, tuple(rows)), format, sys.stdout)
        return
    for skip in skipped:
        sys.stderr.write(printable(f"photodesk: skipped {skip.path}: {skip.reason}") + "\n")
    if not quiet:
        said = [f"{total.added} added", f"{total.replaced} replaced", f"{total.kept} kept", f"{total.removed} removed"]
        documents = f"{len(changes)} document{'s' * (len(changes) != 1)} read"
        if unchanged:
            documents += f", {unchanged} unchanged"
        print(f"{documents}: {', '.join(said)}" + (f"; {len(skipped)} skipped" if skipped else ""))


@app.command()
@guarded
def show(
    record: Annotated[str, typer.Argument(metavar="ID", help="A record's id, or the beginning of one.")],
    folder: Index = DEFAULT_INDEX,
    format: Form = "table",
) -> None:
    """Show one record with the evidence for every value, and where else the picture was used."""
    from ..catalogue import Catalogue
    from ..render import show_record

    with Catalogue.open(folder) as catalogue:
        found = catalogue.get(record)
        uses = [use for use in catalogue.uses(found.asset_id) if use.record_id != found.record_id]
    show_record(found, format, sys.stdout, uses=uses)


@app.command()
@guarded
def rebuild(folder: Index = DEFAULT_INDEX, quiet: Quiet = False) -> None:
    """Make the full-text index anew from the catalogue."""
    from ..catalogue import Catalogue

    with Catalogue.open(folder, write=True, wait=5) as catalogue:
        records = catalogue.rebuild()
    if not quiet:
        print(f"{records} records indexed anew")


@app.command()
@guarded
def check(folder: Index = DEFAULT_INDEX, format: Form = "table", quiet: Quiet = False) -> None:
    """Verify the catalogue and the full-text index. Exit code 0: sound, 1: faults found."""
    from ..catalogue import Catalogue
    from ..render import show_findings

    with Catalogue.open(folder) as catalogue:
        faults = catalogue.check()
        records = catalogue.count()
    if faults or format != "table":
        show_findings(faults, format, sys.stdout, quiet=quiet)
    elif not quiet:
        print(f"{folder}: sound, {records} records")
    if faults:
        raise typer.Exit(FOUND_FAULTS)
