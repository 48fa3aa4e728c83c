"""A mixed folder of 2,000 files in all formats, 50 of them damaged: everything good read, everything damaged told.

Run: python tests/bench/bench_mixed.py [FILES] [--processes N]

Prints counts, records a second of wall and of CPU time, and the memory at its highest: of a quarter of the folder and
of all of it, each in a process of its own, so that memory that grows with the number of files shows.
"""

from __future__ import annotations

import argparse
import json
import random
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SAMPLES = ROOT / "seeds" / "formats"
DAMAGED = 50
_COUNT = """
import json, resource, sys
from indexer.__main__ import main
try:
    main()
except SystemExit as done:
    code = done.code
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
cpu = sum(one.ru_utime + one.ru_stime for one in used)
print(json.dumps({"code": code, "mb": [one.ru_maxrss // 1024 for one in used], "cpu": cpu}), file=sys.stderr)
"""


def _varied(sample: Path, number: int) -> bytes:
    """Return a sample with other words, so that no two files are alike: text by its words, pictures by a tail."""
    content = sample.read_bytes()
    if sample.suffix == ".webp":
        content += b"ZZZZ" + struct.pack("<I", 8) + f"{number:08}".encode()
        return content[:4] + struct.pack("<I", len(content) - 8) + content[8:]
    if sample.suffix in (".jpg", ".tif", ".png", ".avif"):
        return content + f"{number:08}".encode()
    words = {b"Bergen": b"Tromso", b"Porto": b"Lagos", b"Lund": b"Umea", b"Passau": b"Speyer", b"Duluth": b"Toledo"}
    if number % 2:
        for word, other in words.items():
            content = content.replace(word, other)
    return content.replace(b"2024-0", f"{2000 + number % 24}-0".encode()).replace(b"0507-", f"{number:04}-".encode())


def _damage(content: bytes, suffix: str, number: int) -> bytes:
    """Return what no reader can read anything from."""
    if suffix in (".jpg", ".tif", ".png", ".webp", ".avif", ".xmp"):
        return (content[:24], b"<html>404 Not Found</html>", bytes(range(32)) * 8)[number % 3]
    if suffix in (".rss", ".xml"):
        return content[: len(content) // 2]
    if suffix == ".json":
        return content[: len(content) // 4]
    if suffix == ".csv":
        return b"umsatz;region\n1;2\n"
    if suffix == ".jsonl":
        return b"{broken\n{broken too\n"
    return bytes(range(256)) * 8


def make(folder: Path, count: int, damaged: int) -> tuple[set[str], set[str]]:
    """Fill `folder`, 40 files to a folder in it; return the names of the good and of the damaged files."""
    chance = random.Random(11)
    samples = sorted(SAMPLES.iterdir())
    broken = set(chance.sample(range(count), damaged))
    good: set[str] = set()
    bad: set[str] = set()
    for number in range(count):
        place = folder / f"{number // 40:04}"
        place.mkdir(exist_ok=True)
        sample = samples[number % (len(samples) + 1)] if number % (len(samples) + 1) < len(samples) else None
        if sample is None:
            name = place / f"{number:05}.txt"
            content = f"Boats leave harbour {number} in Bergen, Norway. (Mia Holm/AFP)\n\nRunning text.\n".encode()
        else:
            stem, _, ends = sample.name.partition(".")
            name = place / f"{number:05}-{stem}.{ends}"
            content = _varied(sample, number)
        if number in broken:
            content = _damage(content, name.suffix, number)
        name.write_bytes(content)
        (bad if number in broken else good).add(name.relative_to(folder.parent).as_posix())
    return good, bad


def run(count: int, damaged: int, processes: int) -> None:
    """Make a folder, read it, hold what was told against what is in it, and print the figures."""
    from indexer.catalogue import Catalogue

    with tempfile.TemporaryDirectory() as name:
        here = Path(name)
        (here / "desk").mkdir()
        good, bad = make(here / "desk", count, damaged)
        options = ["--processes", str(processes), "--report", "told.json", "--quiet"]
        command = [sys.executable, "-c", _COUNT, "index", "desk", *options]
        begun = time.monotonic()
        done = subprocess.run(command, cwd=here, capture_output=True, text=True, env={"PYTHONPATH": str(ROOT)})
        took = time.monotonic() - begun
        used = json.loads(done.stderr.splitlines()[-1])
        told = json.loads((here / "told.json").read_text(encoding="utf-8"))
        with Catalogue.open(here / "index") as catalogue:
            kept = {filed.path for filed in catalogue.documents()}
            records = catalogue.count()
        faults = {skip["path"].split(":")[0] for skip in told["skipped"] if skip["fault"]}
        wall, cpu, (own, other) = count / took, used["cpu"], used["mb"]
        print(f"{count:,} files: {len(kept & good):,} of {len(good):,} good read,", end=" ")
        print(f"{len(faults & bad)} of {len(bad)} damaged told")
        print(f"  {len(faults - bad)} good told, {len(kept & bad)} damaged kept; exit code {used['code']}")
        print(f"  {records:,} records; {wall:,.0f} files/s wall, {count / cpu:,.0f} files/s CPU,", end=" ")
        print(f"{records / cpu:,.0f} records/s CPU; at most {own} MB here, {other} MB in another process")
        for path in sorted((good - kept) | (bad - faults) | (faults - bad) | (kept & bad))[:20]:
            print("  unexpected:", path)


def main() -> None:
    """Read a quarter of the folder, then all of it."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("files", type=int, nargs="?", default=2_000)
    asked.add_argument("--processes", type=int, default=2)
    given = asked.parse_args()
    run(given.files // 4, DAMAGED // 4, given.processes)
    run(given.files, DAMAGED, given.processes)


if __name__ == "__main__":
    main()
