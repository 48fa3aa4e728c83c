"""What every command shares: the program itself, its options, and how errors and progress are told."""

import functools
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn, TypeVar, cast

import typer

from ..errors import PhotodeskError

COULD_NOT_RUN = 2
FOUND_FAULTS = 1

app = typer.Typer(
    name="photodesk",
    help="Read photo captions and credits into records; search, count and check them.",
    epilog="Start with: photodesk index STORIES/   then: photodesk search by:holm",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


Format = Literal["table", "json", "jsonl", "csv"]
"""How a command prints."""


Index = Annotated[
    Path, typer.Option("--index", "-i", envvar="PHOTODESK_INDEX", help="Folder of the index.", show_default=True)
]
Form = Annotated[Format, typer.Option("--format", "-f", help="How to print.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print results only.")]
Published = Annotated[
    str | None,
    typer.Option("--published", metavar="YYYY-MM-DD", help="Day of publication, where the document says none."),
]
Ner = Annotated[
    str | None,
    typer.Option(
        "--ner",
        metavar="MODEL",
        envvar="PHOTODESK_NER",
        help="spaCy model that votes on people (extra: ner).",
    ),
]
Since = Annotated[str | None, typer.Option("--since", metavar="YYYY-MM-DD", help="First day counted.")]
Until = Annotated[str | None, typer.Option("--until", metavar="YYYY-MM-DD", help="Last day counted.")]
DEFAULT_INDEX = Path("index")

F = TypeVar("F", bound=Callable[..., Any])


def fail(message: str) -> NoReturn:
    sys.stderr.write(f"photodesk: {printable(message)}\n")
    raise typer.Exit(COULD_NOT_RUN)


def printable(message: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in message)


def guarded(command: F) -> F:
    """Turn every error a user can cause into one line and exit code 2."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            return command(*args, **kwargs)
        except PhotodeskError as error:
            fail(str(error))
        except MemoryError:
            fail("out of memory; read fewer or smaller files at a time")

    return cast(F, run)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
) -> None:
    if version:
        from .. import __version__

        print(f"photodesk {__version__}")
        raise typer.Exit


def progress(items: Iterable[Any], what: str, quiet: bool) -> Iterator[Any]:
    """Yield the items; once they have taken over a second, show a bar on the terminal."""
    if quiet or not sys.stderr.isatty():
        yield from items
        return
    import time

    begun, bar, task = time.monotonic(), None, None
    try:
        for count, item in enumerate(items, 1):
            yield item
            if bar is None and time.monotonic() - begun > 1:
                from rich.console import Console
                from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

                columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
                bar = Progress(*columns, console=Console(stderr=True), transient=True)
                task = bar.add_task(what, total=None)
                bar.start()
            if bar is not None and task is not None:
                bar.update(task, description=f"{what}: {count:,} files, {count / (time.monotonic() - begun):,.0f}/s")
    finally:
        if bar is not None:
            bar.stop()


def tell(notes: list[str], quiet: bool) -> None:
    for note in [] if quiet else notes:
        sys.stderr.write(f"photodesk: {printable(note)}\n")
