"""Measure the reading of captions: `python tests/bench/bench_captions.py [CASES.jsonl] [SPACY_MODEL]`.

Prints processor time, not the clock's, for other programs run too: whole captions with their credits, at the first
reading (an archive's are all new; of the later half, when tables are open and patterns compiled) and at the best of a
few, each step of the caption alone, look-ups in the gazetteer, and memory after the first caption. Without a file the
captions of the tests are read; with a spaCy model that is installed, it reads the same beside us.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[1] / "cases"
ROUNDS = 5


def resident() -> float:
    """Return the memory that is resident now, in MB."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rate(work: Callable[[Any], object], items: list[Any]) -> float:
    """Return how many items a second of processor time, the best of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for item in items:
            work(item)
        best = min(best, time.process_time() - start)
    return len(items) / best


def captions(path: str | None) -> list[str]:
    """Return the texts, each once: the first reading of a text tells nothing when it was read before."""
    if path:
        texts = [json.loads(line)["text"] for line in Path(path).read_text(encoding="utf-8").splitlines() if line]
    else:
        names = ("people.toml", "places.toml", "dates.toml", "captions.toml")
        tables = [tomllib.loads((CASES / name).read_text(encoding="utf-8")) for name in names]
        texts = [case["text"] for table in tables for case in table["case"]]
    return list(dict.fromkeys(texts))


def lines(texts: list[str], model: str | None) -> Iterable[str]:
    before = resident()
    start = time.process_time()
    from indexer.parse import parse_caption

    parse_caption(texts[0])
    yield f"first caption       {(time.process_time() - start) * 1e3:10,.0f} ms"
    yield f"resident before     {before:10,.1f} MB"
    yield f"resident after      {resident():10,.1f} MB"
    half = len(texts) // 2
    for text in texts[:half]:
        parse_caption(text)
    start = time.process_time()
    for text in texts[half:]:
        parse_caption(text)
    yield f"first reading       {(len(texts) - half) / (time.process_time() - start):10,.0f} a second"
    yield f"whole captions      {rate(parse_caption, texts):10,.0f} a second"
    from indexer.parse.dates import read_dates
    from indexer.parse.find import find_credit
    from indexer.parse.people import read_people
    from indexer.parse.places import read_places
    from indexer.parse.subject import read_subject
    from indexer.parse.words import read_text

    yield f"  credit            {rate(find_credit, texts):10,.0f} a second"
    yield f"  words             {rate(read_text, texts):10,.0f} a second"
    split = [read_text(text) for text in texts]
    for name, step in (
        ("dates", lambda text: read_dates(text, None)),
        ("people", read_people),
        ("places", read_places),
        ("subject", read_subject),
    ):
        yield f"  {name:<18}{rate(step, split):10,.0f} a second"
    yield f"resident at the end {resident():10,.1f} MB"
    from indexer.vocab.gazetteer import gazetteer

    places = gazetteer()
    count = places.counts["places"]
    names = [places.place(number * 97 % count).name for number in range(20_000)]
    yield f"gazetteer           {count:10,} places"
    yield f"  is it a place     {rate(places.__contains__, names):10,.0f} a second"
    yield f"  which places      {rate(places.find, names):10,.0f} a second"
    if model:
        import spacy

        start = time.process_time()
        reader = spacy.load(model)
        reader(texts[0])
        yield f"{model}: loaded in {time.process_time() - start:.1f} s, resident {resident():,.1f} MB"
        yield f"  whole captions    {rate(reader, texts):10,.0f} a second"


if __name__ == "__main__":
    path = sys.argv[1] if len(sys.argv) > 1 else None
    for line in lines(captions(path), sys.argv[2] if len(sys.argv) > 2 else None):
        print(line, flush=True)
