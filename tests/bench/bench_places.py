"""Measure the gazetteer and the reading of places: `python tests/bench/bench_places.py`."""

from __future__ import annotations

import resource
import sys
import time
import tomllib
from pathlib import Path

CAPTIONS = Path(__file__).parents[1] / "cases" / "places.toml"


def main() -> None:
    """Print look-ups a second, time a caption, and memory."""
    start = time.perf_counter()
    from indexer.vocab.gazetteer import find, gazetteer, is_place

    count = gazetteer().counts["places"]
    opened = time.perf_counter() - start
    names = [gazetteer().place(number * 97 % count).name for number in range(20_000)]
    lines = [f"import and open          {opened * 1e3:10.1f} ms"]
    for look_up in (find, is_place):
        start = time.perf_counter()
        for name in names:
            look_up(name)
        lines.append(f"{look_up.__name__:<24} {len(names) / (time.perf_counter() - start):10,.0f} a second")
    from indexer.parse.places import read_places
    from indexer.parse.words import read_text

    texts = [case["text"] for case in tomllib.loads(CAPTIONS.read_text(encoding="utf-8"))["case"]] * 50
    split = [read_text(text) for text in texts]
    start = time.perf_counter()
    for text in split:
        read_places(text)
    lines.append(f"read_places              {(time.perf_counter() - start) / len(texts) * 1e6:10.1f} µs a caption")
    lines.append(f"resident at most         {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:10.1f} MB")
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
