"""An archive of any size, always the same: invented people, agencies and places, as unevenly frequent as real ones."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from indexer.model import Agency, Credit, Location, Person, Photographer, Record

T = TypeVar("T")
_BEGIN = "b br c d f fl g h j k l m n p pr r s sh st t tr v w z".split()
_VOWEL = "a e i o u ai ea ou é ö".split()
_END = ["", "", "", "n", "r", "s", "l", "nd", "ck", "m"]
_COMMON = """people city police president crowd match team world street court minister game stage leader election
protest fire storm flood rescue hospital school children soldier market river bridge train airport fan goal race driver
ceremony festival concert actor premiere award singer summit meeting talks parliament palace church funeral memorial
parade fashion museum artist beach ship port island mountain snow winter heat sun rain smoke building house family
women doctor virus factory bank oil power climate forest farm horse park garden border camp water truck road crash
officer trial judge prison rally march flag campaign speech podium tennis football medal relay stadium""".split()
_SHAPES = (
    "{who} {w} during the {w} {w} in {city}, {country}, on {day}. The {w} {w} {w} of the {w} {w} {w} said that {w} {w}"
    " would {w} {w} after the {w} {w} {w}.",
    "A {w} {w} near the {w} of {city} on {day}, as {w} {w} {w} from the {w} {w} {w} to the {w} {w}. {who} and {w} {w}"
    " {w} {w} the {w} {w} in {country} for the {w} {w} {w}.",
    "FILE - {who}, the {w} {w}, {w} with {w} {w} before the {w} {w} {w} at {city}, {country}, {day}. {w} {w} of the {w}"
    " {w} {w} {w} {w} {w} the {w} {w}.",
)


class _Zipf(Generic[T]):
    def __init__(self, chance: random.Random, values: Sequence[T], power: float) -> None:
        self.chance, self.values = chance, values
        self.weights = list(itertools.accumulate((rank + 3.7) ** -power for rank in range(len(values))))

    def some(self, many: int) -> list[T]:
        return self.chance.choices(self.values, cum_weights=self.weights, k=many)


@dataclass(frozen=True, slots=True)
class World:
    """Whatever the archive is about."""

    words: list[str]
    people: list[str]
    photographers: list[str]
    agencies: list[str]
    cities: list[tuple[str, str]]


def world(seed: int = 11) -> World:
    """Return the world that `records` draws from."""
    chance = random.Random(seed)

    def invented(many: int, least: int, most: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < many:
            syllables = chance.randint(least, most)
            word = "".join(
                chance.choice(_BEGIN) + chance.choice(_VOWEL) + chance.choice(_END) for _ in range(syllables)
            )
            found[word] = None
        return list(found)

    first, last = invented(1_200, 1, 2), invented(10_000, 2, 3)

    def full(many: int) -> list[str]:
        names: dict[str, None] = {}
        while len(names) < many:
            names[f"{chance.choice(first).title()} {chance.choice(last).title()}"] = None
        return list(names)

    countries = [name.title() for name in invented(150, 2, 3)]
    agencies = ["AFP", "Reuters", "Getty Images", "EPA"] + [f"{name.title()} Pictures" for name in invented(296, 2, 3)]
    cities = [(name.title(), countries[int(150 * chance.random() ** 3)]) for name in invented(3_000, 2, 3)]
    return World(list(dict.fromkeys(_COMMON)) + invented(50_000, 2, 4), full(25_000), full(15_000), agencies, cities)


def records(many: int, seed: int = 11) -> Iterator[Record]:
    """Yield the first `many` records of the archive."""
    here = world(seed)
    chance = random.Random(seed + 1)
    words, people = _Zipf(chance, here.words, 1.1), _Zipf(chance, here.people, 0.9)
    makers, cities = _Zipf(chance, here.photographers, 0.7), _Zipf(chance, here.cities, 0.95)
    agencies = _Zipf(chance, here.agencies, 1.25)
    for _ in range(many):
        day = date(2004, 1, 1) + timedelta(int(7_600 * chance.random() ** 0.6))
        [(city, country)], [who], [maker] = cities.some(1), people.some(1), makers.some(1)
        chain = list(dict.fromkeys(agencies.some(chance.choices((1, 2, 3), (70, 22, 8))[0])))
        shape = chance.choice(_SHAPES)
        drawn = iter(words.some(shape.count("{w}")))
        caption = "".join(part + next(drawn, "") for part in shape.split("{w}"))
        caption = caption.format(who=who, city=city, country=country, day=f"{day:%B} {day.day}, {day.year}")
        raw = f"{maker}/{' via '.join(chain)}"
        yield Record(
            f"{caption} ({raw})", caption,
            Credit(
                raw, (Photographer(maker, maker),),
                tuple(Agency(name, name.lower().replace(" ", "-") if i < 4 else None, name) for i, name in
                      enumerate(chain)), chain[-1] if len(chain) > 1 else None,
            ),
            Location(None, city, None, country), (Person(who),),
            subject=" ".join(caption.split()[:9]), date_created=day.isoformat(),
            published=(day + timedelta(chance.randint(0, 9))).isoformat(),
        )  # fmt: skip


KINDS = ("rare", "common", "two words", "phrase", "photographer", "agency, dates, by date", "prefix", "near")


def queries(many: int, sample: Sequence[Record], seed: int = 7) -> Iterator[tuple[str, str]]:
    """Yield kind and text of `many` queries, as many of each kind."""
    chance = random.Random(seed)
    here = world()
    for number in range(many):
        kind, record = KINDS[number % len(KINDS)], chance.choice(sample)
        word = chance.choice([word for word in record.caption.split() if word.isalpha() and len(word) > 4])
        year = chance.randint(2007, 2022)
        assert record.location is not None
        asked = {
            "rare": chance.choice(here.words[20_000:]),
            "common": chance.choice(here.words[:60]),
            "two words": f"{chance.choice(here.words[:120])} {chance.choice(here.words[200:3_000])}",
            "phrase": f'"{record.persons_shown[0].name}"',
            "photographer": f'by:"{record.credit.photographers[0].name}"',
            "agency, dates, by date": (
                f'agency:"{record.credit.agencies[0].name}" published:{year}-01..{year + 1}-06 sort:published'
            ),
            "prefix": f"{word[:4].lower()}*",
            "near": f"{word[:2]}{word[3:]}~".lower(),
        }
        yield kind, asked[kind]
