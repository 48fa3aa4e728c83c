"""Commands that find: search, similar, facets of what was found, saved searches, and completion.

Annotations are read as they stand: typer would compile those of `from __future__ import annotations` at every start.
"""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperCommand

from .common import DEFAULT_INDEX, Form, Index, Quiet, app, guarded, progress, tell

if TYPE_CHECKING:
    from datetime import date

    from ..model import Hit, Record, Table

HitFormat = Literal["table", "json", "jsonl", "csv", "ids"]
Today = Annotated[
    str | None,
    typer.Option("--today", metavar="YYYY-MM-DD", help="Day from which `last 30 days` and `is:expired` are counted."),
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=0, help="How many to show; 0 shows all.")]
HitForm = Annotated[HitFormat, typer.Option("--format", "-f", help="How to print; `ids` is one id a line.")]
Fields = Annotated[
    str | None, typer.Option("--fields", metavar="NAME,NAME", help="Print these columns, such as record_id,caption.")
]


class Asking(TyperCommand):
    """A command with a query, in which a word behind a minus is one to leave out, where it can be no option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line."""
        from .completing import left_out

        letters = {name[1] for param in self.params for name in (*param.opts, "-h") if len(name) == 2}
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [*(left_out(word, letters) for word in args[:end]), *args[end:]])


def complete_query(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return what a shell may put in place of the last word of a query."""
    from .completing import completions

    return completions(ctx.params.get("query") or [], incomplete, ctx.params.get("folder") or DEFAULT_INDEX)


@app.command(cls=Asking)
@guarded
def search(
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY]", help="Words and fields; see `photodesk fields`.", autocompletion=complete_query
        ),
    ] = None,
    folder: Index = DEFAULT_INDEX,
    limit: Limit = 10,
    offset: Annotated[int, typer.Option("--offset", min=0, help="How many to pass over first.")] = 0,
    page: Annotated[str, typer.Option("--page", metavar="PAGE", help="What the page before printed.")] = "",
    sort: Annotated[str, typer.Option("--sort", metavar="relevance|published|taken|oldest", help="Order.")] = "",
    collapse: Annotated[bool, typer.Option("--collapse", help="Show a picture once, whatever its uses.")] = False,
    count: Annotated[bool, typer.Option("--count", help="Print only how many there are.")] = False,
    facets: Annotated[bool, typer.Option("--facets", help="Count all found by agency, person, year …")] = False,
    saved: Annotated[str, typer.Option("--saved", metavar="NAME", help="Search that was kept under this name.")] = "",
    save: Annotated[str, typer.Option("--save", metavar="NAME", help="Keep this search under a name.")] = "",
    new_since: Annotated[
        str, typer.Option("--new-since", metavar="YYYY-MM-DD", help="Only what was added since.")
    ] = "",
    thumbnails: Annotated[
        bool, typer.Option("--thumbnails", help="Show the pictures too, where the terminal can (kitty, iTerm2 …).")
    ] = False,
    fields: Fields = None,
    today: Today = None,
    format: HitForm = "table",
    quiet: Quiet = False,
) -> None:
    """Find records by words, photographer, agency, place, person and date.

    Examples: photodesk search by:tkachov

    photodesk search 'agency:"getty images" country:ukraine cannon'

    photodesk search -- '"mass grave" -agency:ap'

    photodesk search 'is:uncredited published:"last 30 days"' --facets
    """
    from datetime import date

    from ..catalogue import Catalogue
    from ..errors import UsageError
    from ..search.query import read_query

    asked = " ".join(query or [])
    try:
        now = date.fromisoformat(today) if today else date.today()
    except ValueError:
        raise UsageError(f'today: "{today}" is no day; write it as 2022-09-15') from None
    own = read_query(asked, now).sort  # what is wrong with it is told where it was typed, not behind what is put to it
    if sort and own:
        raise UsageError(f'the query has its own order, "sort:{own}"; leave that or --sort out')
    asked = _joined(asked, f"sort:{sort}", now) if sort else asked
    if facets and (collapse or new_since or page or offset):
        raise UsageError("--facets counts every record found; leave out --collapse, --new-since, --page and --offset")
    if save:
        with Catalogue.open(folder, write=True, wait=5) as catalogue:
            catalogue.save_search(save, asked)
    with Catalogue.open(folder) as catalogue:
        if saved:
            kept = catalogue.saved_searches()
            if saved not in kept:
                raise UsageError(f'no search "{saved}" was saved; there are {", ".join(kept) or "none"}')
            asked = _joined(kept[saved], asked, now)
        if count:
            print(catalogue.count(asked, today=now, collapse=collapse, new_since=new_since))
            tell(catalogue.notes, quiet)
            return
        if facets:
            _show_facets(catalogue.facets(asked, today=now), format)
            tell(catalogue.notes, quiet)
            return
        hits = catalogue.find(
            asked, limit=limit or None, offset=offset, today=now, collapse=collapse, page=page, new_since=new_since
        )
        total = len(hits)
        if len(hits) == limit or offset or page:
            total = catalogue.count(asked, today=now, collapse=collapse, new_since=new_since)
        better = "" if total or not asked else catalogue.suggest(asked, today=now)
        tell(catalogue.notes, quiet)
    _show(hits, format, fields, total, _shows_pictures(quiet) if thumbnails else _shows_none)
    if better and not quiet:
        sys.stderr.write(f"did you mean: {better}\n")
    _tell_next(hits, page, total, limit, format, quiet)


@app.command()
@guarded
def similar(
    record: Annotated[str, typer.Argument(metavar="ID", help="A record's id, or the beginning of one.")],
    folder: Index = DEFAULT_INDEX,
    limit: Limit = 10,
    fields: Fields = None,
    format: HitForm = "table",
    quiet: Quiet = False,
) -> None:
    """Find records whose captions have most in common with one, other pictures than it.

    Example: photodesk similar 94ff7555b5
    """
    from ..catalogue import Catalogue

    with Catalogue.open(folder) as catalogue:
        hits = catalogue.similar(record, limit or None)
        tell(catalogue.notes, quiet)
    _show(hits, format, fields, len(hits))


@app.command()
@guarded
def searches(folder: Index = DEFAULT_INDEX, format: Form = "table") -> None:
    """List the searches that were kept with `search --save`."""
    from ..catalogue import Catalogue
    from ..model import Table
    from ..render import show_table

    with Catalogue.open(folder) as catalogue:
        rows = tuple(catalogue.saved_searches().items())
    show_table(Table("Saved searches", ("Name", "Query"), rows), format, sys.stdout)


@app.command()
@guarded
def names(
    field: Annotated[str, typer.Argument(help="photographer, agency, person, city, country, event or keyword.")],
    begun: Annotated[str, typer.Argument(metavar="BEGINNING", help="How a word of the name begins.")] = "",
    folder: Index = DEFAULT_INDEX,
    limit: Limit = 20,
) -> None:
    """List the names that there are, one a line, the most used first: for completion in a shell or an editor.

    Example: photodesk names photographer tk
    """
    from ..catalogue import Catalogue

    with Catalogue.open(folder) as catalogue:
        for name in catalogue.complete(field, begun, limit or 1 << 30):
            print(name)


@app.command(cls=Asking)
@guarded
def audit(
    query: Annotated[list[str] | None, typer.Argument(metavar="[QUERY]", help="Which records; all without it.")] = None,
    folder: Index = DEFAULT_INDEX,
    quiet: Quiet = False,
) -> None:
    """Check records of the index against the rules, so that rule:CODE and is:invalid find them.

    Example: photodesk audit published:2022-09
    """
    from ..catalogue import Catalogue
    from ..rules import check

    with Catalogue.open(folder, write=True, wait=5) as catalogue:
        hits = catalogue.find(" ".join(query or []), limit=None)
        for start in range(0, len(hits), 500):
            some = progress(hits[start : start + 500], "checking", quiet)
            catalogue.mark({hit.record.record_id: {fault.code for fault in check(hit.record)} for hit in some})
    if not quiet:
        print(f"{len(hits)} record{'' if len(hits) == 1 else 's'} checked")


@app.command()
@guarded
def fields(format: Form = "table") -> None:
    """List the fields that a query can name."""
    from ..model import Table
    from ..render import show_table
    from ..search.fields import FACTS, FIELDS

    rows = tuple(
        (f"{field.name}:", " ".join(f"{alias}:" for alias in field.aliases), field.help, field.example, field.values)
        for field in FIELDS
    )
    columns = ("Field", "Also", "Finds", "Example")
    if format != "table":
        full = tuple((*row, " ".join(values)) for *row, values in rows)
        show_table(Table("Search fields", (*columns, "Values"), full), format, sys.stdout)
        return
    show_table(Table("Search fields", columns, tuple(row[:4] for row in rows)), format, sys.stdout)
    print()
    meant = {f"is:{fact}": means for fact, means in FACTS.items()}
    listed = {name: ", ".join(values) for name, *_, values in rows if values and name != "is:"}
    meant["is:…"] = "any kind or flag"
    show_table(Table("Values", ("Value", "Finds"), (*meant.items(), *listed.items())), format, sys.stdout)


def _joined(query: str, more: str, today: "date") -> str:
    """Return a query that asks for both. One with an order of its own is no OR, and brackets would not take it."""
    from ..search.query import read_query

    if not query.strip() or not more.strip():
        return query + more
    return f"{query} {more}" if read_query(query, today).sort else f"({query}) {more}"


def _shows_none(_: "Record") -> str:
    return ""


def _shows_pictures(quiet: bool) -> "Callable[[Record], str]":
    """Return what draws a record's picture on this terminal; where it cannot, that is said and nothing is drawn."""
    import os

    from ..errors import SourceError
    from ..render.inline import LONGER, drawn, protocol

    spoken = protocol(sys.stdout, os.environ)
    if not spoken:
        if sys.stdout.isatty():
            tell(["this terminal shows no pictures; kitty, Ghostty, iTerm2, WezTerm and mintty do"], quiet)
        return _shows_none

    def picture(record: "Record") -> str:
        from ..sources.image import small_picture

        if record.file is None:
            return ""
        try:
            return drawn(small_picture(record.image or record.document, record.file.size, LONGER), spoken)
        except SourceError:  # moved, changed or damaged since it was read
            return ""

    return picture


def _show(
    hits: "list[Hit]",
    format: HitFormat,
    fields: str | None,
    total: int,
    picture: "Callable[[Record], str]" = _shows_none,
) -> None:
    from ..render import hit_table, show_hits, show_table

    if format == "ids":
        for hit in hits:
            print(hit.record.record_id)
    elif fields:
        show_table(hit_table(hits, fields.split(",")), format, sys.stdout)
    else:
        show_hits(hits, format, sys.stdout, total=total, picture=picture)


def _show_facets(tables: "list[Table]", format: HitFormat) -> None:
    """Write counts: in a table one below the other, else one row a value."""
    from ..model import Table
    from ..render import show_table

    if format == "table":
        for number, table in enumerate(tables):
            if number:
                print()
            show_table(table, format, sys.stdout)
    else:
        rows = tuple((table.title, *row) for table in tables for row in table.rows)
        show_table(
            Table("facets", ("facet", "value", "records"), rows), "csv" if format == "ids" else format, sys.stdout
        )


def _tell_next(hits: "list[Hit]", page: str, total: int, limit: int, format: HitFormat, quiet: bool) -> None:
    """Say how to see what comes next."""
    from ..catalogue.finding import cursor, seen

    shown = [*(seen(page) if page else []), *(hit.record.record_id for hit in hits)]
    if hits and limit and len(hits) == limit and len(shown) < total and not quiet and format in ("table", "ids"):
        sys.stderr.write(f"next page: --page {cursor(shown)}\n")
