"""How fast tables are read, beside the bare csv and json modules of Python in the same run, and in how much memory.

Run: python tests/bench/bench_tables.py [ROWS]
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from indexer.parse import parse_document
from indexer.sources import read

TEXT = "Boats leave the harbour of Bergen, Norway, for the {}th time on May 7, 2024."


def fill(folder: Path, rows: int) -> tuple[Path, Path]:
    """Write the same rows as CSV and as JSON Lines."""
    table, lines = folder / "desk.csv", folder / "desk.jsonl"
    with table.open("w", newline="") as first, lines.open("w") as second:
        first.write("filename,caption,credit,city,published\n")
        for number in range(rows):
            text = TEXT.format(number)
            first.write(f'{number}.jpg,"{text}",Mia Holm/AFP via Getty Images,Bergen,2024-05-08\n')
            row = {"text": f"{text} (Mia Holm/AFP via Getty Images)", "published": "2024-05-08"}
            second.write(json.dumps(row) + "\n")
    return table, lines


def timed(count_rows: Callable[[Path], int], path: Path) -> float:
    """Return rows a second of CPU time."""
    begun = time.process_time()
    count = count_rows(path)
    return count / (time.process_time() - begun)


def bare_csv(path: Path) -> int:
    """Count the rows as Python's own module reads them."""
    with path.open(newline="") as stream:
        return sum(1 for _ in csv.reader(stream))


def bare_json(path: Path) -> int:
    """Count the objects as Python's own module reads them."""
    with path.open("rb") as stream:
        return sum(1 for _ in map(json.loads, stream))


def parsed(path: Path) -> int:
    """Read and parse all rows and keep none."""
    return sum(1 for document in read(path) for _ in parse_document(document))


def blocks(path: Path) -> int:
    """Read all rows and keep none."""
    return sum(len(document.blocks) for document in read(path))


def main() -> None:
    """Print rows a second and memory for both formats."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as name:
        few = fill(Path(name), 2_000)
        for path in few:
            blocks(path)
        whole = timed(parsed, few[0])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        table, lines = fill(Path(name), rows)
        for path, bare in ((table, bare_csv), (lines, bare_json)):
            ours, theirs = timed(blocks, path), timed(bare, path)
            print(f"{path.suffix}: {ours:,.0f} rows/s read, {theirs:,.0f} by Python's module alone")
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"read and parsed: {whole:,.0f} rows/s; memory {before} MB before, {after} MB after {rows:,} rows of each"
        )


if __name__ == "__main__":
    main()
