"""`photodesk index`: files and folders into the index, once or as they arrive."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
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
)
from .progress import Gauge

MOST_TOLD = 200
"""Skips that are told on the terminal one by one; the report has all."""


@dataclass
class Tally:
    """What a run has done so far."""

    keep: bool
    """Whether each document's own change is wanted at the end."""
    documents: int = 0
    records: int = 0
    unchanged: int = 0
    faults: int = 0
    total: Any = None
    changes: dict[str, Any] = field(default_factory=dict)
    skips: list[Any] = field(default_factory=list)
    met: set[str] = field(default_factory=set)

    def skip(self, skip: Any) -> None:
        """Take something that was passed over."""
        self.skips.append(skip)
        self.faults += skip.fault

    def change(self, path: str, change: Any, ended: bool) -> None:
        """Take what storing a document, or a part of one, changed."""
        self.total = change if self.total is None else self.total + change
        self.records += change.kept + change.added + change.replaced
        self.documents += ended
        if self.keep:
            before = self.changes.get(path)
            self.changes[path] = change if before is None else before + change


@app.command()
@guarded
def index(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files and folders.")],
    folder: Index = DEFAULT_INDEX,
    published: Published = None,
    format: Form = "table",
    quiet: Quiet = False,
    again: Annotated[bool, typer.Option("--again", help="Read unchanged files too.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Tell what is unchanged by its contents, not by size and time.")
    ] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Forget documents whose files are gone.")] = False,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns", metavar="FIELD=COLUMN,…|FILE", help="Columns of tables that have names of their own."
        ),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option("--processes", min=1, max=64, help="How many read; as many as processors, if not given."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write what was passed over, and why, as JSON.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Stay, and read what arrives, until Ctrl-C.")] = False,
    interval: Annotated[
        float, typer.Option("--interval", metavar="SECONDS", min=0.05, help="How often --watch looks.")
    ] = 2,
    wait: Annotated[float, typer.Option("--wait", metavar="SECONDS", help="How long to wait for another writer.")] = 5,
    ner: Ner = None,
) -> None:
    """Read files and folders into the index. Reading the same file again changes nothing.

    What was interrupted goes on with the same command: files that have not changed are not read again.

    Examples: photodesk index stories/ --published 2022-09-15

    photodesk index list.csv --columns caption=Beschreibung,credit=Nachweis

    photodesk index drop/ --watch --report skipped.json
    """
    from ..catalogue import Change
    from ..reading import Settings
    from ..sources import day, walk

    settings = Settings(day(published), _columns(columns), ner)
    tally = Tally(keep=format != "table")
    tally.total = Change()
    begun = time.monotonic()

    def once(entries: Iterable[Any], gauge: Gauge) -> None:
        _run(entries, folder, settings, tally, gauge, again=again, verify=verify, processes=processes, wait=wait)

    try:
        with Gauge(paths, quiet) as gauge:
            once(walk(paths), gauge)
        gone = _gone(paths, folder, tally, prune, wait)
        if watch:
            _told(tally, quiet, 0)
            _watch(paths, once, tally, interval, quiet)
    except KeyboardInterrupt:
        if not watch:
            sys.stderr.write("photodesk: interrupted; what was read is kept, and the same command goes on from there\n")
            _report(report, tally, begun, complete=False)
            raise typer.Exit(COULD_NOT_RUN) from None
        gone = 0
    _report(report, tally, begun, complete=True)
    _tell(format, quiet, tally, gone, prune)
    if tally.faults:
        raise typer.Exit(COULD_NOT_RUN if not tally.documents and not tally.unchanged else FOUND_FAULTS)


def _columns(given: str | None) -> dict[str, str]:
    """Return the columns that the caller names, in the option itself or in a file; check that such fields exist."""
    if not given:
        return {}
    from ..sources.tabular.columns import read_mapping

    return read_mapping(given)


def _run(
    entries: Iterable[Any],
    folder: Path,
    settings: Any,
    tally: Tally,
    gauge: Gauge,
    *,
    again: bool,
    verify: bool,
    processes: int | None,
    wait: float,
) -> None:
    from contextlib import closing

    from ..catalogue import Catalogue
    from ..reading import read_all

    with Catalogue.open(folder, write=True, create=True, wait=wait) as catalogue:

        def wanted() -> Iterator[Any]:
            for entry in entries:
                if isinstance(entry, Path):
                    tally.met.add(entry.as_posix())
                    if not again and settings.published is None and _is_unchanged(catalogue, entry, verify):
                        tally.unchanged += 1
                        gauge.passed(entry)
                        continue
                yield entry

        # The outcomes come in order, so the parts of a long table reach the catalogue as it wants them.
        with closing(read_all(wanted(), settings, processes)) as outcomes:
            for outcome in outcomes:
                for skip in outcome.skips:
                    tally.skip(skip)
                for document, records in outcome.parts:
                    change = catalogue.add(document, records, size=outcome.size, mtime_ns=outcome.mtime_ns)
                    tally.change(document.path, change, not document.more)
                gauge.moved(outcome.bytes, outcome.ended, tally.records)


def _is_unchanged(catalogue: Any, path: Path, verify: bool) -> bool:
    from ..sources import sha256_of

    try:
        stat = path.stat()
        if not verify:
            return bool(catalogue.unchanged(path.as_posix(), stat.st_size, stat.st_mtime_ns))
        filed = catalogue.filed(path.as_posix())
        return bool(filed and filed.size == stat.st_size and filed.sha256 == sha256_of(path))
    except OSError:
        return False


def _gone(paths: list[str], folder: Path, tally: Tally, prune: bool, wait: float) -> int:
    """Return how many documents of the folders named have no file any more; forget them when that is wanted."""
    from ..catalogue import Catalogue

    roots = tuple(Path(path).as_posix().rstrip("/") + "/" for path in paths if Path(path).is_dir())
    roots = tuple("" if root == "./" else root for root in roots)
    if not roots:
        return 0
    with Catalogue.open(folder, write=prune, wait=wait) as catalogue:
        gone = [
            filed.path
            for filed in catalogue.documents()
            if filed.path.startswith(roots)
            and filed.path not in tally.met
            and filed.mtime_ns
            and not Path(filed.path).exists()
        ]
        for path in gone if prune else []:
            tally.total = tally.total + catalogue.remove(path)
    return len(gone)


def _watch(
    paths: list[str], once: Callable[[Iterable[Any], Gauge], None], tally: Tally, interval: float, quiet: bool
) -> None:
    """Look again and again. A file is read once it has stopped growing; what was told once is not told again."""
    from ..reading.arrivals import Arrivals

    arrivals = Arrivals()
    arrivals.know(tally.skips)
    sys.stderr.write("" if quiet else "photodesk: waiting for files; Ctrl-C ends\n")
    sys.stderr.flush()
    while True:
        time.sleep(interval)
        told = len(tally.skips)
        found = arrivals.settled(paths)
        if found:
            before, unchanged = tally.documents, tally.unchanged
            once(found, Gauge([], quiet=True))
            tally.unchanged = unchanged  # what was there before the watch began
            if tally.documents > before and not quiet:
                print(f"{time.strftime('%H:%M:%S')} {tally.documents - before} read", flush=True)
        _told(tally, quiet, told)


def _told(tally: Tally, quiet: bool, since: int) -> int:
    """Tell what was passed over since the last time."""
    new = tally.skips[since:]
    for skip in new[:MOST_TOLD]:
        sys.stderr.write(printable(f"photodesk: skipped {skip.path}: {skip.reason}") + "\n")
    if len(new) > MOST_TOLD:
        sys.stderr.write(f"photodesk: and {len(new) - MOST_TOLD:,} more; --report FILE lists all\n")
    sys.stderr.flush()
    return len(new)


def _report(file: Path | None, tally: Tally, begun: float, complete: bool) -> None:
    if file is None:
        return
    import json

    from ..errors import UsageError

    total = tally.total
    told = {
        "complete": complete,
        "seconds": round(time.monotonic() - begun, 1),
        "documents": tally.documents,
        "unchanged": tally.unchanged,
        "records": {name: getattr(total, name) for name in ("added", "replaced", "kept", "removed")},
        "faults": tally.faults,
        "skipped": [{"path": one.path, "reason": one.reason, "fault": one.fault} for one in tally.skips],
    }
    try:
        file.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}; choose another place for --report") from None


def _tell(format: Format, quiet: bool, tally: Tally, gone: int, prune: bool) -> None:
    if format != "table":
        from ..model import Table
        from ..render import show_table

        rows = [
            (path, c.kept + c.added + c.replaced, c.kept, c.added, c.replaced, c.removed, None)
            for path, c in tally.changes.items()
        ] + [(skip.path, None, None, None, None, None, skip.reason) for skip in tally.skips]
        columns = ("document", "records", "kept", "added", "replaced", "removed", "skipped")
        show_table(Table("index", columns, tuple(rows)), format, sys.stdout)
        return
    _told(tally, quiet, 0)
    if not quiet:
        total = tally.total
        said = [f"{total.added} added", f"{total.replaced} replaced", f"{total.kept} kept", f"{total.removed} removed"]
        documents = f"{tally.documents} document{'s' * (tally.documents != 1)} read"
        if tally.unchanged:
            documents += f", {tally.unchanged} unchanged"
        if gone:
            documents += f", {gone} gone" + ("" if prune else " (--prune forgets them)")
        skipped = f"; {len(tally.skips)} skipped" if tally.skips else ""
        print(f"{documents}: {', '.join(said)}{skipped}")
