"""Commands about names: photographers."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from .common import DEFAULT_INDEX, Form, Index, Quiet, Since, Until, app, guarded, tell


@app.command()
@guarded
def photographers(
    folder: Index = DEFAULT_INDEX,
    similar: Annotated[bool, typer.Option("--similar", help="List pairs of names that may be one person's.")] = False,
    since: Since = None,
    until: Until = None,
    format: Form = "table",
    quiet: Quiet = False,
) -> None:
    """List the photographers of an index, or the pairs of names that may be one person's. Nothing is merged.

    Example: photodesk photographers --similar
    """
    from ..catalogue import Catalogue
    from ..model import Table
    from ..parse.similar import suspicious
    from ..render import show_table
    from ..sources import day

    with Catalogue.open(folder) as catalogue:
        table = catalogue.report("photographers", day(since), day(until))
        tell(catalogue.notes, quiet)
    if similar:
        pairs = suspicious((str(name), int(uses or 0)) for name, uses, *_ in table.rows)
        columns = ("Photographer", "Uses", "Other", "Other's uses", "Why")
        table = Table("Names that may be one person's", columns, tuple(pairs))
    show_table(table, format, sys.stdout)
