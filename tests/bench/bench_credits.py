"""How many credits and captions a second are read, beside one regular expression on the same machine.

Every credit is distinct, so that no cache answers. Usage: python tests/bench/bench_credits.py [--append HISTORY.csv]
"""

from __future__ import annotations

import argparse
import csv
import itertools
import platform
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from indexer import __version__, parse_caption, parse_credit

CREDITS, CAPTIONS, WARM = 20_000, 1_500, 2_000
FORMS = (
    "({n}/{a})", "Photo by {n}/{a}", "{n}/{a} via {b}", "{b}/{n}", "({n}/{a} via {b})", "Photograph: {n}/{b}",
    "(AP Photo/{n}, File)", "{n} / {b}", "REUTERS/{n}/File Photo", "(Photo by {N}/{b}/Getty Images)", "{n} for {a}",
    "Foto: {n}/dpa",
)  # fmt: skip
GIVEN = "Juan Mia Anna Sergei Marie John Ana Piotr Yuki Amina Thomas José Fatou Lars Zeynep Priya".split()
HOUSES = ("Nordvik Gazette", "The New York Times", "Xinhua", "NurPhoto", "Anadolu", "Bloomberg", "Nordvik Police")
WIRES = ("AP", "AFP", "Reuters", "Getty Images", "EPA")
SCENES = (
    "Boats leave the harbour of Nordvik",
    "A woman walks past a shop in Oslo, Norway",
    "Fans cheer during the match",
)
ONE_PATTERN = re.compile(
    r"\(?(?:(?:photo(?:graph)?(?: by|:)|foto:|credit:)\s*)?(?P<who>[^/()]+?)\s*/\s*(?P<chain>[^()]+?)\)?$",
    re.IGNORECASE,
)
"""What most newsrooms run: one expression, one form. It names no agency, tells no role and no panel apart."""


def credits_made() -> Iterator[str]:
    """Yield distinct credits without end, in the forms that newsrooms print."""
    chance = random.Random(20260101)
    for number in itertools.count():
        family = "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(3)).capitalize()
        name = f"{chance.choice(GIVEN)} {family}{'aeiou'[number % 5]}n"
        form = FORMS[number % len(FORMS)]
        yield form.format(n=name, N=name.upper(), a=chance.choice(HOUSES), b=chance.choice(WIRES))


def captions_made() -> Iterator[str]:
    """Yield captions that end in such credits."""
    for number, credit in enumerate(credits_made()):
        yield f"{SCENES[number % len(SCENES)]} on May {number % 28 + 1}, 20{number % 90 + 10}. {credit}"


def rate(read: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return how many `texts` are read in a second of this process's own time; the best of three rounds."""
    best = float("inf")
    third = len(texts) // 3
    for begin in (0, third, 2 * third):
        start = time.process_time()
        for text in texts[begin : begin + third]:
            read(text)
        best = min(best, time.process_time() - start)
    return third / best


def main() -> None:
    """Measure, print, and add a row to the history when asked."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--append", type=Path, metavar="HISTORY.csv")
    history = asked.parse_args().append
    made = list(dict.fromkeys(itertools.islice(credits_made(), CREDITS + WARM)))
    captions = list(itertools.islice(captions_made(), CAPTIONS))
    for text in made[:WARM]:
        parse_credit(text)
    for text in captions[:100]:
        parse_caption(text)
    fast, plain = rate(parse_credit, made[WARM:]), rate(ONE_PATTERN.match, made[WARM:])
    row = {
        "date": date.today().isoformat(),
        "version": __version__,
        "python": platform.python_version(),
        "credits/s": round(fast),
        "captions/s": round(rate(parse_caption, captions[100:])),
        "one pattern/s": round(plain),
        "times one pattern": round(plain / fast, 1),
    }
    for name, value in row.items():
        print(f"{name:18} {value}")
    if history:
        new = not history.exists()
        with history.open("a", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, row, lineterminator="\n")
            if new:
                writer.writeheader()
            writer.writerow(row)


if __name__ == "__main__":
    main()
