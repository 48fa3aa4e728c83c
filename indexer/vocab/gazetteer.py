"""Every place that the desk can name: a memory-mapped table of GeoNames and our own additions.

`gazetteer.bin` is written by `build_gazetteer.py`. A look-up hashes the folded name, finds the hash
by binary search inside one bucket of the file, and reads the places behind it; nothing is loaded into
memory but the pages it touches. Place data © GeoNames, CC BY 4.0.

    header      64 bytes: magic, version, SHA-256 of all that follows, number of sections
    sections    u32 offset, u32 count each, in the order of SECTIONS
"""

from __future__ import annotations

import csv
import mmap
import os
import struct
from bisect import bisect_left
from functools import cache, lru_cache
from typing import Literal, NamedTuple
from zlib import crc32

from indexer.errors import DamagedError
from indexer.text import fold
from indexer.vocab import FOLDER, open_table

PlaceKind = Literal["country", "region", "city", "quarter", "facility"]

MAGIC = b"photodesk-places"
VERSION = 1
HEADER = struct.Struct("<16sII32s8x")
SECTIONS = ("names", "countries", "divisions", "places", "buckets", "hashes", "targets", "postings")
KINDS: tuple[PlaceKind, ...] = ("country", "region", "city", "quarter", "facility")
PLACE = struct.Struct("<IHhhH")
"""Name offset with kind (3 bits) and capital (1 bit) above it, division, latitude and longitude in hundredths of a
degree, population as mantissa and decimal exponent."""
_UNPACK = PLACE.unpack_from
DIVISION = struct.Struct("<HI")
"""Country, and the place that is its region (NOBODY when there is none)."""
BUCKET_BITS = 16
NOBODY = 0xFFFFFFFF
SHARED = 0x80000000
"""Set in a target that points into the postings instead of at one place."""

_PUNCTUATION = str.maketrans(dict.fromkeys('-.,/&()[]"“”„«»;:!?+_·\n\t', " ") | dict.fromkeys("'ʻʿʾ‛′"))
_WRITTEN_OUT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}


class Place(NamedTuple):
    """One place of that name."""

    name: str
    """As newsrooms print it in English."""
    kind: PlaceKind
    country_code: str | None
    """ISO 3166-1, two letters; None for countries that are no more and for land that states dispute."""
    country: str | None
    """English name."""
    region: str | None
    """State or province, English where English has a name."""
    latitude: float
    """Degrees north, to a hundredth; of a country or region: the centre of its population."""
    longitude: float
    population: int
    """To three figures; 0 when unknown."""
    capital: bool
    """Whether a country is governed from it."""


def key(name: str) -> str:
    """Return the form under which `name` is filed: folded, without punctuation, St for Saint.

    >>> key("Saint-Denis"), key("St. Denis"), key("Sana'a")
    ('st denis', 'st denis', 'sanaa')
    """
    if name.isascii():  # folding would do no more than this
        text = name.lower()
        if text.isalnum():
            return text
        words = text.translate(_PUNCTUATION).split()
    else:
        words = fold(name).translate(_PUNCTUATION).split()
    if len(words) > 1 and words[0] in _WRITTEN_OUT:
        words[0] = _WRITTEN_OUT[words[0]]
    return " ".join(words)


def digest(filed: str) -> tuple[int, int]:
    """Return the bucket and the 32-bit mark of a filed name.

    Two CRCs, one over the reversed bytes: together they tell apart every name in the file (the build checks it).
    """
    raw = filed.encode()
    return crc32(raw[::-1]) >> (32 - BUCKET_BITS), crc32(raw)


class Gazetteer:
    """The opened file."""

    def __init__(self, path: str) -> None:
        """Open the file at `path`; DamagedError when it is missing or not ours."""
        try:
            with open(path, "rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise DamagedError(f"{path}: no gazetteer here ({error}); install photodesk again") from error
        head = self._map[: HEADER.size]
        if len(head) < HEADER.size or head[:16] != MAGIC:
            raise DamagedError(f"{path}: this is no gazetteer of photodesk; install photodesk again")
        _, version, sections, self._sha256 = HEADER.unpack(head)
        if version != VERSION or sections != len(SECTIONS):
            raise DamagedError(f"{path}: gazetteer version {version}, this program reads {VERSION}; install it again")
        table = struct.unpack_from(f"<{2 * sections}I", self._map, HEADER.size)
        self.counts = dict(zip(SECTIONS, table[1::2], strict=True))
        """Entries a section (bytes, for the names)."""
        at = dict(zip(SECTIONS, table[::2], strict=True))
        if len(self._map) != at["postings"] + 4 * self.counts["postings"]:
            raise DamagedError(f"{path}: the gazetteer is cut short; install photodesk again")
        whole = memoryview(self._map)
        try:
            ends = dict(zip(SECTIONS[:-1], table[2::2], strict=True))
            self._names, self._places, self._divisions = at["names"], at["places"], at["divisions"]
            self._buckets = whole[at["buckets"] : ends["buckets"]].cast("I")
            self._hashes = whole[at["hashes"] : ends["hashes"]].cast("I")
            self._targets = whole[at["targets"] : ends["targets"]].cast("I")
            self._postings = whole[at["postings"] :].cast("I")
            lines = bytes(whole[at["countries"] : ends["countries"]]).decode().rstrip("\0").split("\n")
        except (TypeError, ValueError) as error:
            raise DamagedError(f"{path}: the gazetteer is cut short or altered; install photodesk again") from error
        self._countries = [(code or None, name or None) for code, _, name in (line.partition("\t") for line in lines)]
        self._path = path
        self._read: dict[int, tuple[str | None, str | None, str | None, int]] = {}

    def verify(self) -> None:
        """Compare the whole file with the checksum in its header; DamagedError when they differ."""
        from hashlib import sha256

        with memoryview(self._map)[HEADER.size :] as body:
            if sha256(body).digest() != self._sha256:
                raise DamagedError(f"{self._path}: the gazetteer is altered or cut short; install photodesk again")

    def _target(self, filed: str) -> int:
        raw = filed.encode()
        bucket = crc32(raw[::-1]) >> (32 - BUCKET_BITS)
        mark = crc32(raw)
        low, high = self._buckets[bucket], self._buckets[bucket + 1]
        spot = bisect_left(self._hashes, mark, low, high)
        return self._targets[spot] if spot < high and self._hashes[spot] == mark else NOBODY

    def __contains__(self, name: str) -> bool:
        return self._target(key(name)) != NOBODY

    def find(self, name: str, most: int | None = None) -> tuple[Place, ...]:
        """Return the places of that name, most populous first, `most` at most; empty when there is none."""
        target = self._target(key(name))
        if target == NOBODY:
            return ()
        if not target & SHARED:
            return (self.place(target),)
        spot = target ^ SHARED
        count = self._postings[spot]
        if most is not None and count > most:
            count = most
        return tuple([self.place(number) for number in self._postings[spot + 1 : spot + 1 + count]])

    def country_name(self, code: str) -> str | None:
        """Return the name of a country by its code."""
        return next((name for one, name in self._countries if one == code), None)

    def place(self, number: int) -> Place:
        """Return place `number`; places are numbered by falling population."""
        head, division, north, east, population = _UNPACK(self._map, self._places + number * PLACE.size)
        code, country, region, owner = self._read.get(division) or self._division(division)
        spot = self._names + 1 + (head & 0xFFFFFFF)
        name = self._map[spot : spot + self._map[spot - 1]].decode()
        if population >= 1000:
            population = population % 1000 * 10 ** (population // 1000)
        if owner == number:
            region = None
        # As Place(…) makes it, in half the time.
        return tuple.__new__(
            Place,
            (name, KINDS[head >> 28 & 7], code, country, region, north / 100, east / 100, population, head >> 31 == 1),
        )

    def _division(self, number: int) -> tuple[str | None, str | None, str | None, int]:
        """Read country code, country, region and the region's own number of one division, and keep it: few recur."""
        country, owner = DIVISION.unpack_from(self._map, self._divisions + number * DIVISION.size)
        region = None
        if owner != NOBODY:
            spot = self._names + 1 + (PLACE.unpack_from(self._map, self._places + owner * PLACE.size)[0] & 0xFFFFFFF)
            region = self._map[spot : spot + self._map[spot - 1]].decode()
        self._read[number] = read = (*self._countries[country], region, owner)
        return read


@cache
def gazetteer() -> Gazetteer:
    """Open the file that comes with the program, once."""
    return Gazetteer(os.path.join(FOLDER, "gazetteer.bin"))


@lru_cache(4096)
def find(name: str, most: int | None = None) -> tuple[Place, ...]:
    """Return the places called `name` in any known spelling, most populous first, `most` at most.

    Case, accents, hyphens, points and apostrophes do not count.

    >>> find("Kiev")[0].name, find("kyiv")[0].country_code, find("Nowhere-upon-Nothing")
    ('Kyiv', 'UA', ())
    >>> [(place.kind, place.country) for place in find("Georgia")][:2]
    [('region', 'United States'), ('country', 'Georgia')]
    """
    return gazetteer().find(name, most)


def country_name(code: str) -> str | None:
    """Return the English name of a country by its two-letter code, None when there is none.

    >>> country_name("NO"), country_name("ZZ")
    ('Norway', None)
    """
    return gazetteer().country_name(code)


@lru_cache(4096)
def is_place(name: str) -> bool:
    """Say whether any place is called `name`; cheaper than `find`.

    >>> is_place("Bombay"), is_place("Zzyzxq")
    (True, False)
    """
    return name in gazetteer()


def verify() -> None:
    """Check the file that comes with the program; DamagedError when it is altered or cut short."""
    gazetteer().verify()


@cache
def states() -> dict[str, tuple[str, str]]:
    """Return the abbreviations of states and provinces as printed, with name and country code.

    >>> states()["N.D."], states()["Que."]
    (('North Dakota', 'US'), ('Quebec', 'CA'))
    """
    with open_table("place_states.csv") as table:
        return {row["abbreviation"]: (row["name"], row["country_code"]) for row in csv.DictReader(table)}


@cache
def demonyms() -> dict[str, str]:
    """Return the words for a country's people and things, folded, with the country's code.

    >>> demonyms()["ukrainian"], demonyms()["polnischen"]
    ('UA', 'PL')
    """
    with open_table("place_demonyms.csv") as table:
        return {fold(row["word"]): row["country_code"] for row in csv.DictReader(table)}


def demonym(word: str) -> str | None:
    """Return the code of the country that `word` is the demonym of, None when it is none.

    >>> demonym("Kenyan"), demonym("Kenya")
    ('KE', None)
    """
    return demonyms().get(word.lower() if word.isascii() else fold(word))


@cache
def spellings() -> dict[str, str]:
    """Return other and older spellings of towns, folded, with the name that is printed today.

    >>> spellings()["kiev"], spellings()["bombay"]
    ('Kyiv', 'Mumbai')
    """
    with open_table("place_names.csv") as table:
        return {
            fold(alias): row["name"]
            for row in csv.DictReader(table)
            if row["kind"] == "city"
            for alias in row["aliases"].split("|")
        }
