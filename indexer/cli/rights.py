"""Commands on rights and reuse: clear, reuse, decide, decisions, asset, alerts, restrictions."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .common import (
    DEFAULT_INDEX,
    FOUND_FAULTS,
    Form,
    Index,
    Published,
    Quiet,
    Since,
    app,
    guarded,
    tell,
)

if TYPE_CHECKING:
    from ..catalogue import Catalogue
    from ..catalogue.desk import Desk
    from ..model import Record

PolicyFile = Annotated[
    Path | None,
    typer.Option(
        "--policy", metavar="FILE", envvar="PHOTODESK_POLICY", help="Policy; else [rights] of photodesk.toml."
    ),
]
Who = Annotated[str, typer.Option("--by", help="Who says so; else the user of this machine.", envvar="PHOTODESK_USER")]
Why = Annotated[str, typer.Option("--why", help="In your own words.")]
What = Annotated[list[str], typer.Argument(metavar="ID|FILE|STORY|QUERY", help="A record, a file, a story or a query.")]


def _asked(catalogue: Catalogue, desk: Desk, what: list[str], published: str | None) -> list[Record]:
    """Return the records meant: of a file at hand, of a story in the catalogue, by id, or by a query."""
    from ..catalogue import asset_of
    from ..errors import UsageError
    from ..parse import parse_document
    from ..sources import day, read

    said = " ".join(what)
    if os.path.isfile(said):
        known = {(one.text, one.line): one for one in desk.story(said)}
        found = []
        for document in read(Path(said), published=day(published)):
            for record in parse_document(document):
                kept = known.get((record.text, record.line))
                found.append(kept or replace(record, asset_id=asset_of(record), document=document.path))
        return found
    story = desk.story(said)
    if story:
        return story
    if len(what) == 1 and len(said) >= 4 and all(c in "0123456789abcdef" for c in said.lower()):
        try:
            return [catalogue.get(said)]
        except UsageError:
            uses = catalogue.uses(said)
            if not uses:
                raise
            return uses[:1]
    found = [hit.record for hit in catalogue.find(said, limit=None)]
    if not found:
        raise UsageError(f'nothing found for "{said[:60]}": no such file, story, id, and no record by that query')
    return found


@app.command()
@guarded
def clear(
    what: What,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="Day or time; today when missing.")] = None,
    media: Annotated[
        str, typer.Option("--media", help="print, web, social, broadcast, magazine, tabloid, mobile, book.")
    ] = "",
    where: Annotated[str, typer.Option("--where", help="Country: CA or Canada.")] = "",
    purpose: Annotated[
        Literal["editorial", "commercial"], typer.Option("--for", help="What the use is for.")
    ] = "editorial",
    policy: PolicyFile = None,
    folder: Index = DEFAULT_INDEX,
    published: Published = None,
    format: Form = "table",
    quiet: Quiet = False,
) -> None:
    """May we run it, here and now? Exit code 0: yes or yes, if; 1: ask or no for any picture; 2: could not run.

    Example: photodesk clear 94ff7555b5 --on 2024-05-07 --media web --where CA
    """
    from datetime import date

    from ..catalogue import Catalogue
    from ..catalogue.desk import Desk
    from ..render.rights import show_clearances
    from ..rights.policy import read_policy

    rules = read_policy(policy)
    with Catalogue.open(folder) as catalogue:
        desk = Desk(catalogue)
        desk.ready()
        day = on or date.today().isoformat()
        found = [
            desk.clear(record, rules, on=day, media=media, where=where, purpose=purpose)
            for record in _asked(catalogue, desk, what, published)
        ]
        tell(catalogue.notes, quiet)
    show_clearances(found, format, sys.stdout, quiet=quiet)
    if any(one.answer in ("ask", "no") for one in found):
        raise typer.Exit(FOUND_FAULTS)


@app.command()
@guarded
def reuse(
    what: Annotated[list[str], typer.Argument(metavar="ID|FILE|TEXT", help="A record, a file, or a caption's words.")],
    folder: Index = DEFAULT_INDEX,
    published: Published = None,
    format: Form = "table",
    quiet: Quiet = False,
) -> None:
    """Where and when did this picture run, under which credit? A file or caption need not be in the index.

    Example: photodesk reuse "Boats leave Bergen, Norway. (Mia Holm/AFP)"
    """
    from ..catalogue import Catalogue, asset_of
    from ..catalogue.desk import Desk
    from ..parse import parse_caption
    from ..render.rights import show_reuse
    from ..sources import day

    with Catalogue.open(folder) as catalogue:
        desk = Desk(catalogue)
        desk.ready()
        said = " ".join(what)
        if os.path.isfile(said) or desk.story(said) or (len(what) == 1 and " " not in said):
            records = _asked(catalogue, desk, what, published)
        else:
            record = parse_caption(said, published=day(published))
            records = [replace(record, asset_id=asset_of(record))]
        found = [desk.reuse(record) for record in records]
        tell(catalogue.notes, quiet)
    show_reuse(found, format, sys.stdout)


@app.command()
@guarded
def decide(
    record: Annotated[str, typer.Argument(metavar="ID", help="A record's id, or the beginning of one.")],
    effect: Annotated[str, typer.Argument(metavar="allow|deny", help="What is decided.")],
    since: Annotated[str, typer.Option("--from", metavar="DAY", help="First day.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="Last day.")] = "",
    media: Annotated[list[str] | None, typer.Option("--media", help="Only this medium; may be given again.")] = None,
    where: Annotated[list[str] | None, typer.Option("--where", help="Only this country; may be given again.")] = None,
    by: Who = "",
    why: Why = "",
    folder: Index = DEFAULT_INDEX,
    quiet: Quiet = False,
) -> None:
    """Keep the desk's decision on a picture, for all its uses; a later one on the same days and media supersedes it.

    Example: photodesk decide 94ff7555b5 deny --why "consent withdrawn" --by Maja
    """
    from ..catalogue import Catalogue
    from ..catalogue.desk import Desk
    from ..errors import UsageError

    if effect not in ("allow", "deny"):
        raise UsageError(f'decide: no "{effect[:40]}"; say allow or deny')
    with Catalogue.open(folder, write=True, wait=5) as catalogue:
        kept = Desk(catalogue).decide(
            catalogue.get(record), "allow" if effect == "allow" else "deny", since=since, until=until,
            media=media or (), where=where or (), by=by or _user(), why=why,
        )  # fmt: skip
    if not quiet:
        instead = f", instead of {', '.join(kept.supersedes)}" if kept.supersedes else ""
        print(f"{kept.decision_id}: {kept.effect} by {kept.by}, {kept.at}{instead}")


@app.command()
@guarded
def decisions(
    record: Annotated[str, typer.Argument(metavar="[ID]", help="Of one picture; without it all.")] = "",
    export: Annotated[Path | None, typer.Option("--export", metavar="FILE", help="Write all as JSON Lines.")] = None,
    bring_in: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Take in what --export wrote.")
    ] = None,
    folder: Index = DEFAULT_INDEX,
    format: Form = "table",
    quiet: Quiet = False,
) -> None:
    """List the desk's decisions, or carry them (and joined and parted pictures) from one index to another.

    Example: photodesk decisions --export decisions.jsonl
    """
    from ..catalogue import Catalogue
    from ..catalogue.desk import Desk
    from ..errors import SourceError
    from ..render.rights import show_decisions

    path = export or bring_in
    try:
        with Catalogue.open(folder, write=bring_in is not None, create=bring_in is not None, wait=5) as catalogue:
            desk = Desk(catalogue)
            if bring_in:
                new, known = desk.bring_in(bring_in.read_text(encoding="utf-8").splitlines())
                if not quiet:
                    print(f"{bring_in}: {new} new, {known} known")
                return
            if export:
                lines = list(desk.export())
                export.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
                if not quiet:
                    print(f"{export}: {len(lines)} written")
                return
            found = desk.decisions(catalogue.get(record).asset_id if record else "")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no UTF-8 text"
        raise SourceError(f"{path}: {str(reason).lower()}; check the path") from None
    show_decisions(found, format, sys.stdout)


@app.command()
@guarded
def asset(
    act: Annotated[str, typer.Argument(metavar="join|part", help="What to do.")],
    one: Annotated[str, typer.Argument(metavar="ID", help="A record of one picture.")],
    other: Annotated[str, typer.Argument(metavar="ID", help="A record of the other.")],
    by: Who = "",
    why: Why = "",
    folder: Index = DEFAULT_INDEX,
    quiet: Quiet = False,
) -> None:
    """Say that two records show one picture, or two; it holds whenever their captions and files are read again.

    Example: photodesk asset part 94ff7555b5 8f18f53e61 --why "another frame"
    """
    from ..catalogue import Catalogue
    from ..catalogue.desk import Desk
    from ..errors import UsageError

    if act not in ("join", "part"):
        raise UsageError(f'asset: no "{act[:40]}"; say join or part')
    with Catalogue.open(folder, write=True, wait=5) as catalogue:
        desk = Desk(catalogue)
        desk.ready()
        first, second = catalogue.get(one), catalogue.get(other)
        desk.choose(first, second, act == "join", by or _user(), why)
        uses = len(desk.reuse(first).uses)
    if not quiet:
        said = "one picture" if act == "join" else "two pictures"
        print(f"{first.record_id} and {second.record_id} are {said}; the first has {uses} use{'s' * (uses != 1)}")


@app.command()
@guarded
def alerts(
    folder: Index = DEFAULT_INDEX,
    since: Since = None,
    format: Form = "table",
    quiet: Quiet = False,
) -> None:
    """List every published use of pictures that were killed or whose restrictions changed. Exit code 1: there are some.

    Example: photodesk alerts --since 2024-05-01
    """
    from ..catalogue import Catalogue
    from ..catalogue.desk import Desk
    from ..model import Table
    from ..render import show_table
    from ..sources import day

    with Catalogue.open(folder) as catalogue:
        desk = Desk(catalogue)
        desk.ready()
        found = desk.alerts(day(since) or "")
        tell(catalogue.notes, quiet)
    rows = tuple(
        (
            one.kind, f"{one.notice.document}:{one.notice.line}", one.text,
            one.use.published if one.use else None, f"{one.use.document}:{one.use.line}" if one.use else "never used",
            one.use.record_id[:10] if one.use else None, one.notice.caption[:60],
        )
        for one in found
    )  # fmt: skip
    used = sum(one.use is not None for one in found)
    notices = len({one.notice.record_id for one in found})
    note = f"{used} published use{'s' * (used != 1)}, {notices} notice{'s' * (notices != 1)}."
    columns = ("Notice", "From", "Words", "Published", "Use", "Record", "Caption")
    show_table(Table("Alerts", columns, rows, note=note), format, sys.stdout)
    if used:
        raise typer.Exit(FOUND_FAULTS)


@app.command()
@guarded
def restrictions(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="The words of an instruction, or - for input.")],
    sent: Annotated[str, typer.Option("--sent", metavar="DAY", help="Day the words were sent.")] = "",
    format: Form = "table",
) -> None:
    """Read the words of an instruction as rules.

    Example: photodesk restrictions "EMBARGOED UNTIL 00:01 BST MAY 7; CHINA OUT" --sent 2024-05-04
    """
    from ..model import Restriction, Table
    from ..render import show_table
    from ..rights.restrictions import read_restrictions
    from ..sources import day

    whole = " ".join(text)
    if whole == "-":
        whole = sys.stdin.buffer.read().decode("utf-8", "replace")
    names = [name for name in Restriction.__dataclass_fields__ if name not in ("since", "source")]
    rows = []
    for one in read_restrictions(whole, day(sent or None)):
        values = [getattr(one, name) for name in names]
        rows.append(tuple(", ".join(value) if isinstance(value, tuple) else value for value in values))
    table = Table("Restrictions", tuple(names), tuple(rows))
    show_table(table, format, sys.stdout)


@app.command()
@guarded
def export(
    record: Annotated[str, typer.Argument(metavar="ID", help="A record's id, or the beginning of one.")],
    form: Annotated[str, typer.Option("--as", help="odrl (RightsML), schema-org (JSON-LD for a page) or ninjs.")],
    folder: Index = DEFAULT_INDEX,
) -> None:
    """Print a record with its rules as ODRL, schema.org ImageObject or ninjs 3.

    Example: photodesk export 94ff7555b5 --as schema-org
    """
    from ..catalogue import Catalogue
    from ..catalogue.desk import Desk
    from ..render.plain import write_json
    from ..rights.export import export as made
    from ..rights.reading import rules_of_all

    with Catalogue.open(folder) as catalogue:
        desk = Desk(catalogue)
        desk.ready()
        found = catalogue.get(record)
        rules = rules_of_all(found, desk.reuse(found).uses)
    write_json(made(found, form, rules), sys.stdout)


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
