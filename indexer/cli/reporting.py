"""Commands that count: report, compare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .common import DEFAULT_INDEX, FOUND_FAULTS, Form, Format, Index, Quiet, Since, Until, app, guarded, tell
from .rights import PolicyFile

if TYPE_CHECKING:
    from ..model import Table

To = Annotated[
    Path | None, typer.Option("--to", metavar="FILE", help="Write to .csv .json .xlsx .html, or a chart to .svg .png.")
]


@app.command()
@guarded
def report(
    name: Annotated[str, typer.Argument(metavar="agencies|photographers|places|unknown|rights", help="What to count.")],
    folder: Index = DEFAULT_INDEX,
    since: Since = None,
    until: Until = None,
    by: Annotated[str, typer.Option("--by", help="Agencies: by month, story, desk or medium.")] = "",
    full: Annotated[bool, typer.Option("--full", help="Agencies: pictures, reuse, unnamed, cost, quota.")] = False,
    days: Annotated[int, typer.Option("--days", min=0, help="Rights: what ends within so many days.")] = 30,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="Rights: counted from this day.")] = None,
    policy: PolicyFile = None,
    to: To = None,
    format: Form = "table",
    quiet: Quiet = False,
) -> None:
    """Count uses by agency, photographer or place; list credits nobody knows, and rights that end.

    Examples: photodesk report agencies --since 2022-09-01 --until 2022-09-30

    photodesk report agencies --full --to agencies.html

    photodesk report rights --days 14
    """
    from datetime import date

    from .. import reports
    from ..catalogue import Catalogue
    from ..catalogue.desk import Desk
    from ..errors import UsageError
    from ..rights.policy import read_policy
    from ..sources import day

    if (by or full) and name != "agencies":
        raise UsageError(f"--by and --full go with agencies, not with {name}")
    if by and full:
        raise UsageError("give --by or --full, not both")
    first, last = day(since), day(until)
    with Catalogue.open(folder) as catalogue:
        desk = Desk(catalogue)
        if full or name == "rights":
            desk.ready()
        if name == "rights":
            table = desk.rights(day(on) or date.today().isoformat(), days)
        elif full:
            table = desk.agencies_in_full(read_policy(policy), first, last)
        elif by:
            table = desk.agencies_by(by, first, last)
        else:
            if name not in reports.REPORTS:
                raise UsageError(f'no report "{name[:40]}"; there are {", ".join(reports.REPORTS)}, rights')
            table = catalogue.report(name, first, last)
        tell(catalogue.notes, quiet)
    _show(table, to, format, quiet)


@app.command()
@guarded
def compare(
    invoice: Annotated[Path, typer.Option("--invoice", metavar="FILE.csv", help="The agency's bill.")],
    folder: Index = DEFAULT_INDEX,
    since: Since = None,
    until: Until = None,
    policy: PolicyFile = None,
    to: To = None,
    format: Form = "table",
    quiet: Quiet = False,
) -> None:
    """List the differences between an agency's bill and what we ran. Exit code 1: there are some.

    The bill needs the columns agency, date, and reference or caption; medium, quantity and amount when it has them.

    Example: photodesk compare --invoice march.csv
    """
    from ..catalogue import Catalogue
    from ..catalogue.desk import Desk
    from ..rights.policy import read_policy
    from ..sources import day

    with Catalogue.open(folder) as catalogue:
        table = Desk(catalogue).compare(invoice, read_policy(policy), day(since), day(until))
    _show(table, to, format, quiet)
    if table.rows:
        raise typer.Exit(FOUND_FAULTS)


def _show(table: Table, to: Path | None, format: Format, quiet: bool) -> None:
    if to is None:
        from ..render import show_table

        show_table(table, format, sys.stdout, bars=True)
        return
    from ..render.charts import write_table

    write_table(table, to)
    if not quiet:
        print(to)
