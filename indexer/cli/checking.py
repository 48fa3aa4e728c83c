"""Commands that check captions before publication: validate, rule, format."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from .common import COULD_NOT_RUN, FOUND_FAULTS, Form, Published, Quiet, app, fail, guarded, printable

if TYPE_CHECKING:
    from ..model import Finding
    from ..sources import Skip
    from ..validation.choice import Choice

FindingForm = Literal["table", "json", "jsonl", "csv", "github", "sarif", "junit"]
"""How findings are printed, as `render.FindingFormat`, which a help page need not import."""

Style = Annotated[str | None, typer.Option("--style", metavar="NAME", help="House style; `rule --styles` lists them.")]
Select = Annotated[list[str] | None, typer.Option("--select", metavar="CODES", help="Only these rules or families.")]
Ignore = Annotated[list[str] | None, typer.Option("--ignore", metavar="CODES", help="Not these rules or families.")]


@app.command()
@guarded
def validate(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...|-", help="Files, folders, or - for standard input.")],
    published: Published = None,
    style: Style = None,
    select: Select = None,
    ignore: Ignore = None,
    severity: Annotated[
        Literal["error", "warning"], typer.Option("--severity", help="The least that is told.")
    ] = "warning",
    format: Annotated[FindingForm, typer.Option("--format", "-f", help="How to print.")] = "table",
    fix: Annotated[bool, typer.Option("--fix", help="Mend text files in place, as far as it is safe.")] = False,
    unsafe_fixes: Annotated[bool, typer.Option("--unsafe-fixes", help="Mend also what wants a look.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print what --fix would change; change nothing.")] = False,
    statistics: Annotated[bool, typer.Option("--statistics", help="Count the findings of each rule.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit code 0 whatever was found.")] = False,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Leave out what this file knows.")
    ] = None,
    keep_baseline: Annotated[
        Path | None, typer.Option("--keep-baseline", metavar="FILE", help="Write what is found to this file.")
    ] = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="Standard input: a JSON request a line, till it ends.")
    ] = False,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help="Keep results of files that do not change.")] = True,
    quiet: Quiet = False,
) -> None:
    """Check captions and credits before publication. Exit code 0: clean, 1: findings, 2: could not run.

    From standard input: a story, a caption, or a JSON request {"caption": …, "credit": …, "published": …, "style": …}

    Example: photodesk validate story.txt --style cbc --published 2022-09-15
    """
    from ..validation.choice import choose

    choice = choose(style, select or (), ignore or ())
    skipped: list[Skip] = []
    if list(paths) == ["-"]:
        from ..sources import day

        day(published)
        content = b"" if lines else sys.stdin.buffer.read()
        if lines or content.lstrip().startswith(b"{"):
            _answer(content, lines, choice, published)
            return
        findings, documents = _given(content, choice, published, skipped, fix or diff, unsafe_fixes, diff)
    else:
        if lines:
            fail("--lines: requests come from standard input; write `photodesk validate - --lines`")
        findings, documents = _read(paths, choice, published, skipped, fix or diff, unsafe_fixes, diff, cache)
    if diff:
        for skip in skipped:
            sys.stderr.write(printable(f"photodesk: skipped {skip.path}: {skip.reason}") + "\n")
        raise typer.Exit(COULD_NOT_RUN if any(skip.fault for skip in skipped) else FOUND_FAULTS if findings else 0)
    if severity == "error":
        findings = [found for found in findings if found.severity == "error"]
    known = 0
    if keep_baseline or baseline:
        from ..validation.excuses import read_baseline, unknown, write_baseline

        if baseline:
            told = unknown(findings, read_baseline(baseline))
            known, findings = len(findings) - len(told), told
        if keep_baseline:
            count = write_baseline(findings, keep_baseline)
            sys.stderr.write(f"photodesk: {count:,} findings kept in {keep_baseline}\n")
            findings = []
    unread = sum(skip.fault for skip in skipped)
    _show(findings, documents, format, quiet, statistics, known, unread)
    for skip in skipped:
        sys.stderr.write(printable(f"photodesk: skipped {skip.path}: {skip.reason}") + "\n")
    if unread:
        raise typer.Exit(COULD_NOT_RUN)
    if findings and not exit_zero:
        raise typer.Exit(FOUND_FAULTS)


def _show(
    findings: list[Finding],
    documents: list[str],
    format: FindingForm,
    quiet: bool,
    statistics: bool,
    known: int,
    unread: int,
) -> None:
    from ..render import show_findings, show_table

    if statistics:
        from collections import Counter

        from ..model import Table
        from ..rules import rule as rule_of

        counted = Counter(found.code for found in findings).most_common()
        rows = tuple((code, count, rule_of(code).severity, rule_of(code).title) for code, count in counted)
        form: Any = format if format in ("json", "jsonl", "csv") else "table"
        show_table(
            Table("" if quiet else "Findings", ("rule", "findings", "severity", "title"), rows), form, sys.stdout
        )
        return
    more: dict[str, Any] = {"documents": documents}
    if format == "sarif":
        from .. import __version__
        from ..render.linting import RulePage
        from ..rules import RULES

        pages = [RulePage(one.code, one.title, one.page, one.severity) for one in RULES]
        more = {"rules": pages, "version": __version__}
    said = f"; {known:,} known from the baseline" if known else ""
    said += f"; {unread:,} could not be read" if unread else ""
    show_findings(findings, format, sys.stdout, quiet=quiet, said=said, **more)


def _read(
    paths: list[str], choice: Choice, published: str | None, skipped: list[Skip], fix: bool, unsafe: bool, diff: bool,
    cache: bool,
) -> tuple[list[Finding], list[str]]:  # fmt: skip
    """Return what is wrong with the files under `paths`, after they were mended where that is asked for."""
    from ..validation.cache import all_kept, check_files, kept_for

    kept = kept_for(paths) if cache and not fix else None
    known = all_kept(paths, choice, published, kept) if kept else None
    if known is not None:
        return [found for _, checked in known for found in checked.findings], [path.as_posix() for path, _ in known]
    from ..sources import Skip, day, walk

    day(published)
    files: list[Path] = []
    for entry in walk(paths):
        if isinstance(entry, Skip):
            skipped.append(entry)
        else:
            files.append(entry)
    if fix:
        changes = [change for path in files if (change := _mend(path, choice, published, unsafe, diff, skipped))]
        if diff:
            return [found for change in changes for found in change], []
    findings: list[Finding] = []
    documents = []
    for path, checked in check_files(files, choice, published=published, kept=kept, tell=skipped.append):
        findings += checked.findings
        documents.append(path.as_posix())
    return findings, documents


def _mend(
    path: Path, choice: Choice, published: str | None, unsafe: bool, diff: bool, skipped: list[Skip]
) -> list[Finding]:
    """Mend one file, or print what mending would change; return what was mended."""
    from ..errors import SourceError
    from ..sources import Skip
    from ..sources.reader import HEAD
    from ..validation.fixing import difference, mend, mendable, write

    try:
        content = path.read_bytes()
        if not mendable(path, content[:HEAD]):
            return []
        mended = mend(content, path.as_posix(), choice, published=published, unsafe=unsafe)
        if mended.content == content:
            return []
        if diff:
            sys.stdout.write(difference(content, mended.content, path.as_posix()))
        else:
            write(path, mended.content)
            sys.stderr.write(f"photodesk: {printable(path.as_posix())}: {_mends(len(mended.applied))}\n")
    except SourceError as error:
        name = path.as_posix()
        skipped.append(Skip(name, str(error).removeprefix(f"{name}: ").removeprefix(f"{name}:"), fault=True))
        return []
    except OSError as error:
        skipped.append(Skip(path.as_posix(), error.strerror or str(error), fault=True))
        return []
    return list(mended.applied)


def _mends(count: int) -> str:
    return f"{count:,} finding{'' if count == 1 else 's'} mended"


def _given(
    content: bytes, choice: Choice, published: str | None, skipped: list[Skip], fix: bool, unsafe: bool, diff: bool
) -> tuple[list[Finding], list[str]]:
    """Return what is wrong with a story on standard input; mended, the story goes to standard output."""
    from ..validation.checking import check_bytes

    if fix:
        from ..validation.fixing import difference, mend

        mended = mend(content, "-", choice, published=published, unsafe=unsafe)
        if diff:
            sys.stdout.write(difference(content, mended.content, "-"))
            return list(mended.applied), []
        sys.stdout.buffer.write(mended.content)
        sys.stdout.flush()
        sys.stderr.write(f"photodesk: {_mends(len(mended.applied))}\n")
        left = check_bytes(mended.content, "-", choice, published=published, tell=skipped.append).findings
        raise typer.Exit(FOUND_FAULTS if left else 0)
    return check_bytes(content, "-", choice, published=published, tell=skipped.append).findings, ["-"]


def _answer(content: bytes, lines: bool, choice: Choice, published: str | None) -> None:
    """Answer the request of another program, or one a line until there are no more."""
    from ..render.plain import to_json
    from ..validation.requests import answer, answers

    if not lines:
        said = answer(content, choice, published)
        print(to_json(said, indent=2))
        raise typer.Exit(FOUND_FAULTS if said["findings"] else 0)
    for said in answers(sys.stdin.buffer, choice, published):
        sys.stdout.write(to_json(said) + "\n")
        sys.stdout.flush()


@app.command()
@guarded
def rule(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Such as CR001; without it all are listed.")] = "",
    styles: Annotated[bool, typer.Option("--styles", help="List the house styles.")] = False,
    format: Form = "table",
) -> None:
    """Print the manual page of a validation rule, or list the rules.

    On a page, lines in square brackets above an example say in which style and with which metadata it is one.
    """
    from ..model import Table
    from ..render import show_table

    if code:
        from ..rules import page

        print(page(code), end="")
        return
    if styles:
        from ..vocab.styles import names
        from ..vocab.styles import style as style_of

        show_table(
            Table("", ("style", "house"), tuple((name, style_of(name).title) for name in names())), format, sys.stdout
        )
        return
    from ..rules import RULES

    rows = tuple((one.code, "off" if one.quiet else one.severity, one.title) for one in RULES)
    show_table(Table("", ("rule", "severity", "title"), rows), format, sys.stdout)


@app.command("format")
@guarded
def format_credit(
    text: Annotated[list[str], typer.Argument(metavar="TEXT|-", help="A credit line, or - for one a line.")],
    style: Style = None,
    short: Annotated[bool, typer.Option("--short", help="Without the person, where the house prints none.")] = False,
) -> None:
    """Print a credit line as a house prints it.

    What the house's form could not carry keeps its own words.

    Example: photodesk format "REUTERS/Mia Holm" --style guardian
    """
    from ..validation.choice import choose
    from ..validation.credits import print_credit

    house = choose(style).house
    whole = " ".join(text)
    if whole != "-":
        print(printable(print_credit(whole, house, short=short)[0]))
        return
    for line in sys.stdin.buffer:
        print(printable(print_credit(line.decode("utf-8", "replace").strip(), house, short=short)[0]))
