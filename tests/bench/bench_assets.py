"""Measure the grouping of pictures: precision and recall of pairs, time, memory, and what adding one record costs.

    python tests/bench/bench_assets.py                # 100,000 captions, one in twenty reused and edited
    python tests/bench/bench_assets.py --size 1000000 --add 1000

The archive is made up: photographers cover an event of a day in a series of pictures, whose captions differ in a name
or two. Every twentieth caption runs again, edited: a sentence cropped, another form of the credit or date, a slip.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from indexer.catalogue import Catalogue, assets
from indexer.model import Agency, Credit, Document, Photographer, Record
from indexer.rights.likeness import PAIR

SYLLABLES = (
    "ba ber bro da del dro el fa fen gar gol ha hil jo kar kel la lin lo ma mer mo na nor ol pa per ra ro sa"
    " sel ta tor va vel wi"
).split()
ACTS = (
    "celebrates after scoring against {}|speaks with {} outside the courthouse|carries a box of apples past {}"
    "|waits for the ferry with {}|repairs a net beside {}|walks past a mural of {}|shakes hands with {}"
    "|argues with {} during the debate|lays flowers near {}|hugs {} at the finish line"
    "|inspects a flooded basement with {}|plays the accordion for {}|rides a bicycle behind {}"
    "|holds up a trophy next to {}|checks the roof tiles together with {}|feeds gulls while {} looks on"
).split("|")
SETTINGS = (
    "during a heavy storm|in front of a closed bakery|as volunteers clear the snow"
    "|on the eve of the municipal vote|under a row of lime trees|while crews search the river"
    "|as the market opens|amid a strike of bus drivers|at a shelter for stray animals|beside the old gasworks"
).split("|")
SECOND = (
    "The {} council has put off its decision until the autumn.|Residents of {} were told to boil their water."
    "|It was the third such event in {} within a year."
    "|More than two hundred people in {} lost power overnight."
    "|Organisers in {} expect several thousand visitors.|Police in {} said nobody was hurt."
).split("|")
AGENCIES = [
    Agency(name, name.lower()) for name in ("Harbour Light", "Northwire", "Tidal", "Kestrel Press", "Ostrava Foto")
]
MONTHS = "January February March April May June July August September October November December".split()


def name(rng: random.Random, parts: int = 2) -> str:
    return (
        "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 3))).title()
        if parts == 1
        else f"{name(rng, 1)} {name(rng, 1)}"
    )


def archive(size: int, seed: int = 7) -> Iterator[tuple[int, Record]]:
    """Yield number of the picture and record; a reused picture comes again under its number."""
    rng = random.Random(seed)
    towns = [name(rng, 1) for _ in range(400)]
    makers = [name(rng) for _ in range(800)]
    people = [name(rng) for _ in range(6000)]
    held: list[tuple[int, Record]] = []
    number = made = 0
    while made < size:
        maker, town, agency = rng.choice(makers), rng.choice(towns), rng.choice(AGENCIES)
        day = date(2019, 1, 1) + timedelta(days=rng.randrange(2000))
        setting = rng.choice(SETTINGS)
        second = rng.choice(SECOND).format(town)
        for _ in range(rng.randint(1, 12)):  # a series: the same event in other words, or nearly the same
            who, other = rng.choice(people), rng.choice(people)
            dated = f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
            text = f"{who} {rng.choice(ACTS).format(other)} {setting} in {town} on {dated}. {second}"
            record = _record(text, maker, agency, day)
            yield number, record
            held.append((number, record))
            number, made = number + 1, made + 1
            if made % 20 == 0 and held:
                again, first = held[rng.randrange(len(held))]
                yield again, edited(first, rng)
                made += 1
                if len(held) > 50_000:
                    held = held[25_000:]


def _record(text: str, maker: str | None, agency: Agency, day: date) -> Record:
    credit = Credit(
        f"{maker}/{agency.name}" if maker else agency.name, (Photographer(maker),) if maker else (), (agency,)
    )
    return Record(
        f"{text} ({credit.raw})", text, credit, date_created=day.isoformat(), published=(day + timedelta(1)).isoformat()
    )


def edited(first: Record, rng: random.Random) -> Record:
    """Return the picture as another desk would run it later: one to three edits."""
    text, maker = first.caption, first.credit.photographers[0].name
    day = date.fromisoformat(first.date_created or "")
    agency = first.credit.agencies[0]
    edits = rng.sample(("crop", "credit", "typo", "date"), rng.randint(1, 3))
    if "date" in edits:
        text = text.replace(
            f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
            rng.choice((f"{day.day} {MONTHS[day.month - 1]} {day.year}", f"{MONTHS[day.month - 1][:3]}. {day.day}")),
        )
    if "crop" in edits:
        text = text.partition(f"{day.year}. ")[0] or text
        text = text.split(". ")[0] if "date" not in edits else text.rpartition(". ")[0] or text
    if "typo" in edits:
        spots = [i for i, c in enumerate(text) if c.isalpha() and i > 2]
        at = rng.choice(spots)
        text = text[:at] + rng.choice(("", text[at] * 2, "e")) + text[at + 1 :]
    if "credit" in edits:
        form = rng.randrange(3)
        if form == 0:
            return replace(
                _record(text, None, agency, day), published=(day + timedelta(rng.randint(3, 400))).isoformat()
            )
        maker = maker.upper() if form == 1 else f"{maker[0]}. {maker.split()[1]}"
    return replace(_record(text, maker, agency, day), published=(day + timedelta(rng.randint(3, 400))).isoformat())


def pairs(groups: Iterator[list[int]]) -> set[tuple[int, int]]:
    return {(a, b) for group in groups for i, a in enumerate(group) for b in group[i + 1 :]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--add", type=int, default=500, help="records added one by one at the end")
    parser.add_argument("--padding", type=int, default=0, help="keys of as many made-up records put in before that")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue.open(Path(folder), write=True, create=True)
        catalogue._db.execute("PRAGMA synchronous = OFF")
        true: dict[int, list[int]] = defaultdict(list)
        batch: list[Record] = []
        count = 0
        made = list(archive(asked.size + asked.add)) if asked.size <= 200_000 else archive(asked.size + asked.add)
        rest: list[Record] = []
        for number, record in made:
            record = replace(record, text=f"{record.text} #{count}")
            if count >= asked.size:
                rest.append(record)
                count += 1
                continue
            true[number].append(count)
            batch.append(record)
            count += 1
            if len(batch) == 2000:
                catalogue.add(Document(f"{count}.txt"), batch)
                batch = []
        catalogue.add(Document("last.txt"), batch)
        db = catalogue._db
        begun, cpu = time.perf_counter(), time.process_time()
        done = assets.catch_up(db)
        took, used = time.perf_counter() - begun, time.process_time() - cpu
        found: dict[int, list[int]] = defaultdict(list)
        for text, picture in db.execute("SELECT body, picture FROM record JOIN asset USING (asset_id)"):
            found[picture].append(int(text.rsplit("#", 1)[1].split('"')[0]))
        wanted, got = pairs(iter(true.values())), pairs(sorted(group) for group in found.values())
        hit = len(wanted & got)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{done:,} records grouped in {took:.1f} s ({used:.1f} s CPU, {used / done * 1e6:.0f} µs each)")
        print(
            f"{len(wanted):,} true pairs, {len(got):,} found: precision {hit / max(1, len(got)):.4f},"
            f" recall {hit / len(wanted):.4f}",
            flush=True,
        )
        print(f"peak memory {memory:.0f} MB")
        for kind, n in Counter(
            row[0] for row in db.execute("SELECT kind FROM asset_link WHERE one < other")
        ).most_common():
            print(f"  {n:,} by {kind}")
        if asked.padding:  # the tree of keys as large as that of so many records
            keys = sorted({PAIR << 32 | random.getrandbits(32) for _ in range(11 * asked.padding)})
            db.execute("BEGIN")
            db.executemany("INSERT OR IGNORE INTO asset_key VALUES (?, ?)", ((key, 1 << 40) for key in keys))
            db.execute("COMMIT")
            print(f"{len(keys):,} keys of {asked.padding:,} made-up records put in", flush=True)
        db.execute("PRAGMA synchronous = FULL")
        spent = []
        for i, record in enumerate(rest[: asked.add]):
            catalogue.add(Document(f"new{i}.txt"), [record])
            begun = time.process_time()
            assets.catch_up(db)
            spent.append(time.process_time() - begun)
        spent.sort()
        median, high = (spent[int(len(spent) * part)] * 1000 for part in (0.5, 0.95))
        print(f"adding one at {asked.size:,}: median {median:.2f} ms, 95th {high:.2f} ms (CPU)")
        catalogue.close()  # without making the full-text index


if __name__ == "__main__":
    main()
