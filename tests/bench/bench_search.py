"""Measure the index beside stock Whoosh, SQLite FTS5 and (when installed) tantivy, on the same records in one run.

    python tests/bench/bench_search.py 100000 [--stock 100000] [--work FOLDER]

prints one table. Indexing runs in processes of its own, so that CPU time and memory are theirs alone; what counts is
the ratios within one run. `--stock` says how many records stock Whoosh is given (it takes minutes); `--work` keeps the
archive's index for the next run.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import stock
from archive import KINDS, queries, records

from indexer.catalogue import Catalogue
from indexer.catalogue.packing import pack, unpack, unpack_plain
from indexer.catalogue.tables import connect
from indexer.model import Document, Record
from indexer.search.backend import Entry
from indexer.search.excerpts import make_hit, words_of
from indexer.search.query import Words, parse_query
from indexer.search.segment_writer import write_segments
from indexer.search.stem import english_stem
from indexer.search.whoosh_index import build
from indexer.search.words import ANYWHERE, key, scopes, words


def row(what: str, *values: object) -> None:
    """Print one line of the table."""
    print(f"{what:<44}" + "".join(f"{value:>16}" for value in values), flush=True)


def apart(work: Callable[..., None], *given: Any) -> tuple[float, int]:
    """Run `work` in a process of its own; return its CPU seconds and its greatest memory in MB."""
    process = multiprocessing.get_context("fork").Process(target=work, args=given)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(f"{work.__name__} failed")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss // 1024


def size_of(folder: Path) -> int:
    """Return the bytes of the files below `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def texts_of(some: Iterable[Record]) -> list[Entry]:
    """Return what an index takes in of records."""
    return [Entry(number, scopes(unpack_plain(pack(record)))) for number, record in enumerate(some, 1)]


def write_stock(folder: Path, some: Sequence[Record]) -> None:
    """Write what stock Whoosh needs for the same answers: the words, and agency, photographer and day beside them."""
    from whoosh import fields
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.filedb.filestore import FileStorage

    with tempfile.TemporaryDirectory() as other:
        schema = stock.opened(build(Path(other) / "search", texts_of(some[:1]), 1, "t").folder).schema
    schema.add("agency", fields.KEYWORD(commas=True))
    schema.add("photographer", fields.ID())
    schema.add("day", fields.NUMERIC(int, 32, signed=True, sortable=True))
    folder.mkdir()
    index = FileStorage(str(folder)).create_index(schema, "MAIN")
    writer = index.writer(codec=W3Codec(), limitmb=2048)
    for entry, record in zip(texts_of(some), some, strict=True):
        writer.add_document(**stock.fields_of(entry), agency=",".join(key(one.name) for one in record.credit.agencies),
                            photographer=key(record.credit.photographers[0].name),
                            day=int((record.published or "").replace("-", "")))  # fmt: skip
    writer.commit()


def write_ours(folder: Path, some: Sequence[Entry]) -> None:
    """Write the same words with our writer."""
    folder.mkdir(exist_ok=True)
    write_segments(folder, some, english_stem)


def write_fts(path: Path, some: Sequence[Record]) -> None:
    """Write the same texts into SQLite's own full-text index."""
    db = sqlite3.connect(path)
    db.execute("CREATE VIRTUAL TABLE record USING fts5 (caption, credit, about, tokenize = 'porter unicode61')")
    for entry in texts_of(some):
        given = [entry.texts.get(scope, "") for scope in ("caption", "credit", "about")]
        db.execute("INSERT INTO record (rowid, caption, credit, about) VALUES (?, ?, ?, ?)", [entry.row, *given])
    db.commit()


def fill(folder: Path, some: Sequence[Record]) -> None:
    """Put the records into a catalogue, a hundred a document."""
    with Catalogue.open(folder, write=True, create=True) as catalogue:
        rest = iter(some)
        for number, part in enumerate(iter(lambda: list(islice(rest, 100)), [])):
            catalogue.add(Document(f"story-{number}.txt"), part)


def indexing(some: Sequence[Record], most: int, work: Path) -> None:
    """Measure how fast records become an index, in records a second of CPU time."""
    row("indexing, parsed records", "records/s", "times stock", "bytes/record", "MB")
    few = some[:most]
    shutil.rmtree(work / "stock", ignore_errors=True)
    base = 0.0
    if most:
        cpu, memory = apart(write_stock, work / "stock", few)
        base = len(few) / cpu
        row("  stock Whoosh, limitmb 2048", f"{base:,.0f}", "1", f"{size_of(work / 'stock') / most:,.0f}", memory)
    given = texts_of(few or some)
    half = len(given) // 2
    for name, parts in (("  ours, one process", [given]), ("  ours, two processes", [given[:half], given[half:]])):
        shutil.rmtree(work / "ours", ignore_errors=True)
        spent = [apart(write_ours, work / "ours", part) for part in parts]
        speed = len(given) / max(cpu for cpu, _ in spent)
        times = f"{speed / base:.1f}" if base else "-"
        row(name, f"{speed:,.0f}", times, f"{size_of(work / 'ours') / len(given):,.0f}", max(mb for _, mb in spent))
    (work / "fts.sqlite").unlink(missing_ok=True)
    cpu, memory = apart(write_fts, work / "fts.sqlite", some)
    row("  SQLite FTS5", f"{len(some) / cpu:,.0f}", "", f"{size_of(work / 'fts.sqlite') / len(some):,.0f}", memory)


def catalogue(some: Sequence[Record], work: Path) -> None:
    """Measure the way of whole records into the catalogue, and the rebuild from it."""
    folder = work / "index"
    if not folder.exists():
        began = time.perf_counter()
        cpu, memory = apart(fill, folder, some)
        row("catalogue and index, from records", f"{len(some) / cpu:,.0f}/s CPU", f"{memory} MB",
            f"{time.perf_counter() - began:.0f} s")  # fmt: skip
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with Catalogue.open(folder, write=True) as opened:
        own = time.process_time()
        opened.rebuild()
        own = time.process_time() - own
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    helped = after.ru_utime - before.ru_utime
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + after.ru_maxrss) // 1024
    row("rebuild, two processes", f"{time.perf_counter() - began:.1f} s", f"CPU {own:.1f}+{helped:.1f}", f"{memory} MB")
    row("disk, catalogue and index", f"{size_of(folder) / len(some):,.0f} B/record",
        f"index {size_of(folder / 'search') / len(some):,.0f}")  # fmt: skip


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


def stock_query(text: str) -> tuple[Any, dict[str, Any]]:
    """Return Whoosh's query for one of the bench's, and how it is to be sorted."""
    from whoosh import query

    if text.startswith("by:"):
        return query.Term("photographer", key(text[3:])), {}
    if text.startswith("agency:"):
        agency, dates = text[7:].split(" published:")
        first, last = dates.split()[0].split("..")
        span = query.NumericRange("day", int(first.replace("-", "") + "01"), int(last.replace("-", "") + "31"))
        return query.And([query.Term("agency", key(agency)), span]), {"sortedby": "day", "reverse": True}
    tree = parse_query(text)
    if isinstance(tree, Words) and tree.near:
        return query.Or([query.FuzzyTerm(f"{scope}_printed", tree.words[0]) for scope in ANYWHERE]), {}
    return stock.compiled(tree), {}


def fts_query(text: str) -> str:
    """Return FTS5's query for one of the bench's."""
    if text.endswith("*"):
        return f'"{words(text)[0]}" *'
    return f'"{" ".join(words(text))}"' if text.startswith('"') else " ".join(f'"{word}"' for word in words(text))


def searching(some: Sequence[Record], most: int, work: Path) -> None:
    """Measure the mix of queries: the first ten, fetched."""
    asked = list(queries(200, some[: most or None]))
    spent: dict[str, dict[str, list[float]]] = {}
    with Catalogue.open(work / "index") as opened:
        for kind in KINDS:
            here = [text for one, text in asked if one == kind]
            spent.setdefault("ours", {})[kind] = timed(lambda text: opened.find(text, limit=10), here)
    if most == len(some):
        with stock.opened(work / "stock").searcher() as searcher, closing(connect(work / "index", False)) as db:
            rows = searcher.reader().column_reader("row")

            def fetched(number: int, text: str) -> object:
                body = db.execute("SELECT body FROM record WHERE row = ?", [number]).fetchone()[0]
                return make_hit(unpack(body), 0.0, [] if ":" in text else list(words_of(parse_query(text))))

            def ask_stock(text: str) -> object:
                wanted, order = stock_query(text)
                found = searcher.search(wanted, limit=10, **order)
                return [fetched(rows[number], text) for number in [hit.docnum for hit in found]]

            for kind in KINDS:
                spent.setdefault("stock", {})[kind] = timed(ask_stock, [text for one, text in asked if one == kind])
    db = sqlite3.connect(work / "fts.sqlite")
    sql = "SELECT rowid, caption, credit, about FROM record WHERE record MATCH ? ORDER BY rank LIMIT 10"

    def ask_fts(text: str) -> object:
        return db.execute(sql, [text]).fetchall()

    for kind in ("rare", "common", "two words", "phrase", "prefix"):
        here = [fts_query(text) for one, text in asked if one == kind]
        spent.setdefault("FTS5", {})[kind] = timed(ask_fts, here)
    engines = list(spent)
    row("queries, ms of CPU: p50 / p99", *engines)
    for kind in (*KINDS, "all"):
        values = []
        for engine in engines:
            some_ms = [ms for one, many in spent[engine].items() if kind in (one, "all") for ms in many]
            values.append(told(some_ms))
        row(f"  {kind}", *values)


def told(spent: list[float]) -> str:
    """Return the median and the ninety-ninth of a hundred."""
    if not spent:
        return "-"
    ranked = sorted(spent)
    return f"{statistics.median(ranked):.2f} / {ranked[int(len(ranked) * 0.99) - 1]:.1f}"


def counting(work: Path) -> None:
    """Measure counts of agencies over everything, a time and a text."""
    row("agency counts", "ms of CPU")
    with Catalogue.open(work / "index") as opened:
        for name, text in (
            ("  all", ""), ("  two years", "published:2014..2015"), ("  a common word", "police"),
            ("  two words", "sculpture OR relay"),
        ):  # fmt: skip
            row(name, f"{min(timed(lambda text: opened.facets(text, ('agency',)), [text] * 3)):.1f}")
        for name, span in (("  report, all", "/"), ("  report, two years", "2014-01-01/2015-12-31")):
            row(name, f"{min(timed(lambda span: opened.report('agencies', *span.split('/')), [span] * 3)):.1f}")


def starting(work: Path) -> None:
    """Measure the command from nothing, beside Python alone."""
    base = 0.0
    row("cold start", "ms", "times python")
    desk = str(Path(sys.executable).with_name("photodesk"))
    index = ["--index", str(work / "index")]
    without = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for name, command in (
        ("  python -c pass", [sys.executable, "-c", "pass"]),
        ("  photodesk search by:NAME", [desk, "search", "by:mia", *index]),
        ("  photodesk search WORD", [desk, "search", "museum", *index]),
    ):
        spent = []
        for _ in range(9):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, capture_output=True, check=False, env=without)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000)
        middle = statistics.median(spent)
        base = base or middle
        row(name, f"{middle:.0f}", f"{middle / base:.1f}")


def main() -> None:
    """Run every part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=int)
    parser.add_argument("--stock", type=int, default=0)
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as other:
        work = options.work or Path(other)
        work.mkdir(exist_ok=True)
        some = list(records(options.records))
        row(f"{len(some):,} records, {os.cpu_count()} processors")
        indexing(some, min(options.stock, len(some)), work)
        catalogue(some, work)
        searching(some, min(options.stock, len(some)), work)
        counting(work)
        starting(work)


if __name__ == "__main__":
    main()
