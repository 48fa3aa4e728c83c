"""Commands on the index: fill it, search it, count it, keep it sound."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .common import (
    DEFAULT_INDEX,
    FOUND_FAULTS,
    Form,
    Index,
    Quiet,
    app,
    guarded,
)


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
