"""Commands on picture files: metadata."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from .common import COULD_NOT_RUN, Form, app, guarded, printable


@app.command()
@guarded
def metadata(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Picture files or XMP sidecars.")],
    everything: Annotated[bool, typer.Option("--all", help="Show the tags that fill no IPTC field, too.")] = False,
    thumbnails: Annotated[
        Path | None, typer.Option("--thumbnails", metavar="FOLDER", help="Write a small JPEG of each picture there.")
    ] = None,
    format: Form = "table",
) -> None:
    """Show what picture files say in IIM, XMP and EXIF, side by side, and where the layers disagree.

    Example: photodesk metadata photo.jpg

    photodesk metadata *.jpg --format jsonl
    """
    from ..errors import SourceError
    from ..render.pictures import Page, show_metadata
    from ..sources.image import facts, read_metadata, write_thumbnail

    failed: list[str] = []

    def pages() -> Iterator[Page]:
        for path in paths:
            try:
                picture = read_metadata(path)
                file = facts(path, picture)
                if thumbnails:
                    write_thumbnail(path, thumbnails, file.sha256)
            except SourceError as error:
                failed.append(str(error))
                continue
            yield Page(path.as_posix(), picture.metadata, file, picture.trouble)

    show_metadata(pages(), format, sys.stdout, everything=everything)
    for message in failed:
        sys.stderr.write(f"photodesk: {printable(message)}\n")
    if failed:
        raise typer.Exit(COULD_NOT_RUN)
