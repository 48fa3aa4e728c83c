"""Measure the index beside stock Whoosh, SQLite FTS5 and (when installed) tantivy, on the same records in one run.

    python tests/bench/bench_search.py 100000 [--stock 100000] [--work FOLDER]

prints one table. Work that is measured runs in a process of its own, so that CPU time and memory are its alone; what
counts is the ratios within one run. `--stock` says how many records stock Whoosh's writer is given (it takes minutes);
`--work` keeps the archive's index for the next run.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import multiprocessing
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

import engines
from archive import KINDS, queries, records

from indexer.catalogue import Catalogue
from indexer.model import Document, Record
from indexer.search.backend import Entry
from indexer.search.segment_writer import write_segments
from indexer.search.stem import english_stem

HAS_TANTIVY = importlib.util.find_spec("tantivy") is not None
LACKING = {"FTS5": ("photographer", "agency, dates, by date", "near"), "tantivy": KINDS[4:6]}
"""Kinds of query that an engine has no fields for here, or cannot answer at all."""


def row(what: str, *values: object) -> None:
    """Print one line of the table."""
    print(f"{what:<44}" + "".join(f"{value:>16}" for value in values), flush=True)


class Cost(NamedTuple):
    """What a process took."""

    cpu: float
    """Seconds, with those of the processes that it started."""
    wall: float
    memory: int
    """MB that it grew by, or that the largest of several processes took."""


def apart(work: Callable[..., object], *given: Any) -> Cost:
    """Run `work` in a process of its own."""
    here, there = multiprocessing.Pipe()

    def run() -> None:
        began, page = time.perf_counter(), resource.getpagesize()
        before = int(Path("/proc/self/statm").read_text().split()[1]) * page // 1024
        start = time.process_time()
        work(*given)
        helped = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = time.process_time() - start + helped.ru_utime + helped.ru_stime
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        there.send(Cost(cpu, time.perf_counter() - began, grown // 1024))

    gc.freeze()  # else a collection in the child copies all that it shares with us
    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    there.close()
    try:
        return Cost(*here.recv())
    except EOFError:
        sys.exit(f"{work.__name__} failed")
    finally:
        process.join()


def desk(*words: str | Path) -> Cost:
    """Run the command `photodesk` from a small process: the size of a large one would count as its own."""
    program = str(Path(sys.executable).with_name("photodesk"))
    script = (
        "import resource, subprocess, sys, time\n"
        "began = time.perf_counter()\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, program, *map(str, words)], check=True, capture_output=True, text=True
    )
    cpu, wall, memory = map(float, done.stdout.split())
    return Cost(cpu, wall, int(memory) // 1024)


def size_of(place: Path) -> int:
    """Return the bytes of a file, or of the files below a folder."""
    return sum(path.stat().st_size for path in [place, *place.rglob("*")] if path.is_file())


def write_ours(folder: Path, given: Sequence[Entry]) -> None:
    """Write the same words with our writer."""
    folder.mkdir(exist_ok=True)
    write_segments(folder, given, english_stem)


def fill(folder: Path, some: Sequence[Record]) -> None:
    """Put the records into a catalogue, a hundred a document."""
    with Catalogue.open(folder, write=True, create=True) as catalogue:
        rest = iter(some)
        for number, part in enumerate(iter(lambda: list(islice(rest, 100)), [])):
            catalogue.add(Document(f"story-{number}.txt"), part)


def indexing(given: Sequence[Entry], most: int, work: Path) -> None:
    """Measure how fast records become an index, in records a second of CPU time."""
    row("indexing, parsed records", "records/s", "times stock", "bytes/record", "MB")
    base = 0.0

    def measure(name: str, place: Path, work: Callable[..., object], parts: Sequence[Sequence[Entry]]) -> None:
        nonlocal base
        shutil.rmtree(place, ignore_errors=True)
        place.unlink(missing_ok=True)
        spent = [apart(work, place, part) for part in parts]
        many = sum(map(len, parts))
        speed = many / max(cost.cpu for cost in spent)
        base = base or (speed if name.startswith("  stock") else 0)
        row(name, f"{speed:,.0f}", f"{speed / base:.1f}" if base else "-", f"{size_of(place) / many:,.0f}",
            max(cost.memory for cost in spent))  # fmt: skip

    if most:
        shutil.rmtree(work / "schema", ignore_errors=True)
        measure(f"  stock Whoosh, limitmb 2048 ({most:,})", work / "stock", engines.write_stock, [given[:most]])
        measure(f"  ours, one process ({most:,})", work / "ours", write_ours, [given[:most]])
        half = most // 2
        measure(f"  ours, two processes ({most:,})", work / "ours", write_ours, [given[:half], given[half:most]])
        shutil.rmtree(work / "ours")
    measure("  SQLite FTS5", work / "fts.sqlite", engines.write_fts, [given])
    if HAS_TANTIVY:
        measure("  tantivy, CPU of all its threads", work / "tantivy", engines.write_tantivy, [given])


def catalogue(some: Sequence[Record], work: Path) -> None:
    """Measure the way of whole records into the catalogue, and the rebuild from it."""
    folder = work / "index"
    if not folder.exists():
        cost = apart(fill, folder, some)
        row("catalogue and index, from records", f"{len(some) / cost.cpu:,.0f}/s CPU", f"{cost.wall:.0f} s",
            f"{cost.memory} MB")  # fmt: skip
    Catalogue.open(folder, write=True).close()  # another version's index is made anew here, and not in what is measured
    cost = desk("rebuild", "--index", folder, "-q")
    row("rebuild, two processes", f"{cost.wall:.1f} s", f"CPU {cost.cpu:.1f} s", f"{cost.memory} MB")
    row("disk, catalogue and index", f"{size_of(folder) / len(some):,.0f} B/record",
        f"index {size_of(folder / 'search') / len(some):,.0f}")  # fmt: skip


def from_lines(some: Sequence[Record], work: Path) -> None:
    """Measure `photodesk index` from JSON Lines: read, parsed, catalogued and indexed."""
    table, folder = work / "captions.jsonl", work / "from-lines"
    shutil.rmtree(folder, ignore_errors=True)
    with table.open("w", encoding="utf-8") as lines:
        for record in some:
            lines.write(json.dumps({"caption": record.text, "published": record.published}) + "\n")
    cost = desk("index", table, "--index", folder, "-q", "--processes", "2")
    row(f"photodesk index, {len(some):,} JSON Lines", f"{len(some) / cost.wall:,.0f}/s clock",
        f"{len(some) / cost.cpu:,.0f}/s CPU", f"{cost.memory} MB")  # fmt: skip


def timed(ask: Callable[[str], object], asked: Sequence[str]) -> list[float]:
    """Return the milliseconds of CPU that each question takes, once everything is warm."""
    for text in asked:
        ask(text)
    spent = []
    gc.collect()
    for text in asked:
        began = time.process_time()
        ask(text)
        spent.append((time.process_time() - began) * 1000)
    return spent


def searching(some: Sequence[Record], work: Path) -> None:
    """Measure the mix of queries: the first ten, fetched."""
    asked = list(queries(200, some))
    exact = work / "stock-exact"
    if not exact.exists():
        apart(engines.write_stock_exact, exact, some)
    spent: dict[str, dict[str, list[float]]] = {}
    with ExitStack() as opened:
        ours = opened.enter_context(Catalogue.open(work / "index"))
        asks: dict[str, engines.Ask] = {
            "ours": lambda text: ours.find(text, limit=10),
            "stock": opened.enter_context(engines.ask_stock(work / "index", exact)),
            "FTS5": opened.enter_context(engines.ask_fts(work / "fts.sqlite")),
        }
        if HAS_TANTIVY:
            asks["tantivy"] = opened.enter_context(engines.ask_tantivy(work / "tantivy"))
        for engine, ask in asks.items():
            spent[engine] = {
                kind: timed(ask, [text for one, text in asked if one == kind])
                for kind in KINDS
                if kind not in LACKING.get(engine, ())
            }
    row("queries, ms of CPU: p50 / p99", *spent)
    for kind in (*KINDS, "all"):
        row(f"  {kind}", *(
            told([ms for one, many in spent[engine].items() if kind in (one, "all") for ms in many]) for engine in spent
        ))  # fmt: skip


def told(spent: list[float]) -> str:
    """Return the median and the ninety-ninth of a hundred."""
    if not spent:
        return "-"
    ranked = sorted(spent)
    return f"{statistics.median(ranked):.2f} / {ranked[int(len(ranked) * 0.99) - 1]:.1f}"


def counting(work: Path) -> None:
    """Measure counts of agencies over everything, a time and a text; everyday questions with their counts."""
    row("agency counts", "ms of CPU")
    with Catalogue.open(work / "index") as opened:
        for name, text in (
            ("all", ""), ("two years", "published:2014..2015"), ("a common word", "police"),
            ("two words", "sculpture OR relay"), ("an agency and a word", "agency:reuters police"),
        ):  # fmt: skip
            row(f"  {name}", f"{min(timed(lambda text: opened.facets(text, ('agency',)), [text] * 3)):.1f}")
        for name, span in (
            ("all", "/"), ("a month", "2015-03-01/2015-03-31"), ("two years", "2014-01-01/2015-12-31"),
            ("ten odd weeks", "2014-01-13/2014-03-29"),
        ):  # fmt: skip
            spent = timed(lambda span: opened.report("agencies", *span.split("/")), [span] * 3)
            row(f"  report, {name}", f"{min(spent):.1f}")
        row("first ten, and how many", "ms of CPU", "ms to count", "records")
        for text in (
            "agency:reuters",
            "agency:reuters police",
            "police -team",
            "agency:afp OR agency:epa",
            "is:reused",
        ):
            found = min(timed(lambda text: opened.find(text), [text] * 3))
            many = min(timed(lambda text: opened.count(text), [text] * 3))
            row(f"  {text}", f"{found:.1f}", f"{many:.1f}", f"{opened.count(text):,}")


def starting(name: str, work: Path) -> None:
    """Measure the command from nothing, beside Python alone; `name` is a photographer's of the archive."""
    base = 0.0
    row("cold start", "ms", "times python")
    program = str(Path(sys.executable).with_name("photodesk"))
    index = ["--index", str(work / "index")]
    without = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for what, command in (
        ("  python -c pass", [sys.executable, "-c", "pass"]),
        ("  photodesk search by:NAME", [program, "search", f"by:{name}", *index]),
        ("  photodesk search by:NAME -f ids", [program, "search", f"by:{name}", "-f", "ids", *index]),
        ("  photodesk search WORD", [program, "search", "museum", *index]),
    ):
        spent = []
        for _ in range(11):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, capture_output=True, check=False, env=without)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
        middle = statistics.median(spent)
        base = base or middle
        row(what, f"{middle:.0f}", f"{middle / base:.1f}")


def main() -> None:
    """Run every part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=int)
    parser.add_argument("--stock", type=int, default=0)
    parser.add_argument("--lines", type=int, default=20_000, help="records that `photodesk index` reads")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as other:
        work = options.work or Path(other)
        work.mkdir(exist_ok=True)
        some = list(records(options.records))
        row(f"{len(some):,} records, {os.cpu_count()} processors")
        indexing(engines.entries_of(some), min(options.stock, len(some)), work)
        catalogue(some, work)
        from_lines(some[: options.lines], work)
        searching(some, work)
        counting(work)
        starting(some[0].credit.photographers[0].name.split()[-1], work)


if __name__ == "__main__":
    main()
