"""Measure reports and clearance over a large archive: agency counts of a month, the full report, `clear`, `reuse`.

    python tests/bench/bench_reports.py --size 1000000

The archive is that of bench_assets.py; its full-text index is not made. Times are the best of five, warm.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench_assets import archive

from indexer.catalogue import Catalogue, assets
from indexer.catalogue.desk import Desk
from indexer.catalogue.lock import WriteLock
from indexer.catalogue.tables import connect
from indexer.model import Document
from indexer.rights.policy import make_policy

POLICY = make_policy({"agencies": {"Tidal": {"tariff": {"default": 10}, "quota": {"uses": 5000, "per": "month"}}}})


def best(what: str, ask: Callable[[], object], times: int = 5) -> None:
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        spent.append(time.perf_counter() - begun)
    print(f"{what:<42} {min(spent) * 1000:8.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--grouped", type=int, default=None, help="records compared with each other (all)")
    parser.add_argument("--index", type=Path, help="folder that keeps the archive; filled when it is empty")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = asked.index or Path(folder)
        filled = (place / "catalogue.sqlite").exists()
        if filled:  # not by `open`, which would make the full-text index
            catalogue = Catalogue(place, connect(place, write=True), WriteLock(place))
        else:
            catalogue = Catalogue.open(place, write=True, create=True)
        catalogue._db.execute("PRAGMA synchronous = OFF")
        begun = time.process_time()
        batch = []
        for count, (_, record) in enumerate(archive(0 if filled else asked.size), 1):
            batch.append(replace(record, text=f"{record.text} #{count}"))
            if count % 2000 == 0:
                catalogue.add(Document(f"{count}.txt"), batch)
                batch = []
        catalogue.add(Document("last.txt"), batch)
        print(f"{catalogue.count():,} records, added in {time.process_time() - begun:.0f} s CPU", flush=True)
        begun = time.process_time()
        done = assets.catch_up(catalogue._db, asked.grouped)
        print(f"{done:,} compared in {time.process_time() - begun:.0f} s CPU")
        size = (place / "catalogue.sqlite").stat().st_size
        print(f"catalogue of {size / 1e6:.0f} MB")
        desk = Desk(catalogue)
        record = desk.story("2000.txt")[7]
        month = ("2021-05-01", "2021-05-31")
        best("report agencies, a month", lambda: catalogue.report("agencies", *month))
        best("report agencies, another month", lambda: catalogue.report("agencies", "2023-11-01", "2023-11-30"))
        best("report agencies --full, a month", lambda: desk.agencies_in_full(POLICY, *month))
        best("report agencies --by month, a year", lambda: desk.agencies_by("month", "2021-01-01", "2021-12-31"), 2)
        best("report agencies, everything", lambda: catalogue.report("agencies"), 2)
        best("clear", lambda: desk.clear(record, POLICY, on="2024-05-07", media="web", where="NO"))
        best("reuse", lambda: desk.reuse(record))
        catalogue.close()


if __name__ == "__main__":
    main()
