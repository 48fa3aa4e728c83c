"""Commands that check captions before publication: validate, rule."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import typer

from .common import COULD_NOT_RUN, FOUND_FAULTS, Form, Published, Quiet, app, guarded, printable


@app.command()
@guarded
def validate(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...|-", help="Files, folders, or - for standard input.")],
    published: Published = None,
    format: Form = "table",
    quiet: Quiet = False,
) -> None:
    """Check captions and credits before publication. Exit code 0: clean, 1: findings, 2: could not run.

    Example: photodesk validate story.txt --published 2022-09-15
    """
    from ..errors import SourceError
    from ..model import Document
    from ..parse import parse_document
    from ..render import show_findings
    from ..rules import check
    from ..sources import Skip, day, read, read_bytes, walk

    day(published)
    skipped: list[Skip] = []
    records = []

    def documents() -> Iterator[Document]:
        if list(paths) == ["-"]:
            for document in read_bytes(sys.stdin.buffer.read(), "-", published=published, tell=skipped.append):
                # A single paragraph handed over by a CMS is a caption, whether it carries a credit or not.
                blocks = document.blocks
                only = (replace(blocks[0], loose=False),) if len(blocks) == 1 else blocks
                yield replace(document, blocks=only)
            return
        for entry in walk(paths):
            if isinstance(entry, Skip):
                skipped.append(entry)
                continue
            try:
                yield from read(entry, published=published, tell=skipped.append)
            except SourceError as error:
                skipped.append(Skip(str(entry), str(error).removeprefix(f"{entry}: "), fault=True))

    findings = []
    for document in documents():
        for record in parse_document(document):
            records.append(record)
            findings.extend(check(record))
    show_findings(findings, format, sys.stdout, records=records, quiet=quiet)
    for skip in skipped:
        sys.stderr.write(printable(f"photodesk: skipped {skip.path}: {skip.reason}") + "\n")
    if any(skip.fault for skip in skipped):
        raise typer.Exit(COULD_NOT_RUN)
    if findings:
        raise typer.Exit(FOUND_FAULTS)


@app.command()
@guarded
def rule(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Such as CR001; without it all are listed.")] = "",
) -> None:
    """Print the manual page of a validation rule, or list the rules."""
    from ..rules import RULES, page

    if code:
        print(page(code))
        return
    for one in RULES:
        print(f"{one.code}  {one.severity:<8} {one.title}")
