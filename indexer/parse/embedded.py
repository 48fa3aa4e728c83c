"""What a picture's metadata adds to its record, where the caption itself says nothing.

Such values have no Evidence, as no character of the caption says them: `record.metadata` is their evidence, with every
layer as stored. Credits are reconciled in `fields.py`; here are place, day, headline, people and keywords.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..model import Location, Metadata, Person, Record
from ..text import fold
from ..vocab.country_codes import two_letters
from ..vocab.gazetteer import country_name, find

_GENERATED = frozenset(("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic"))
"""Digital source types that say a machine has made the picture, or part of it."""


def add_embedded(record: Record) -> Record:
    """Return the record with what its metadata says and its caption does not; as it is when there is no metadata.

    >>> record = Record("F.", "F.", metadata=Metadata(city="Bergen", country="NOR", date_created="2024-05-07T10:15"))
    >>> added = add_embedded(record)
    >>> added.location.city, added.location.country, added.location.country_code, added.date_created
    ('Bergen', 'Norway', 'NO', '2024-05-07')
    """
    said = record.metadata
    if said is None:
        return record
    more: dict[str, Any] = {
        "location": _location(record.location, said),
        "date_created": record.date_created or said.date_created[:10] or None,
        "headline": record.headline or said.headline or None,
        "event": record.event or said.event or None,
        "keywords": _joined(_keywords(said.keywords), record.keywords),
        "persons_shown": _persons(record.persons_shown, said.persons_shown),
    }
    if said.ai_system or said.digital_source_type in _GENERATED:
        flags = dict.fromkeys((*record.credit.flags, "ai-generated"))
        more["credit"] = replace(record.credit, flags=tuple(flags))
    return replace(record, **more)


def _location(printed: Location | None, said: Metadata) -> Location | None:
    """Return the caption's place, or the embedded one; a caption that names only the country gets the rest."""
    code, country = _country(said)
    embedded = Location(
        said.sublocation or None, said.city or None, said.region or None, country, code, said.latitude, said.longitude,
    )  # fmt: skip
    if embedded == Location():
        return printed
    if printed is None:
        return embedded
    agree = not printed.country_code or not code or printed.country_code == code
    if not agree or printed.city or printed.sublocation:
        return printed
    if printed.region and (not embedded.region or fold(printed.region) != fold(embedded.region)):
        return printed
    return replace(
        embedded,
        region=embedded.region or printed.region,
        country=printed.country or embedded.country,
        country_code=printed.country_code or embedded.country_code,
        inferred=printed.inferred,
    )


def _country(said: Metadata) -> tuple[str | None, str | None]:
    """Return code and name of the country; agencies write three letters in either field."""
    code = two_letters(said.country_code) or two_letters(said.country)
    name = said.country if two_letters(said.country) is None else ""
    if name and not code:
        code = next((place.country_code for place in find(name, 3) if place.kind == "country"), None)
    if code and not name:
        name = country_name(code) or ""
    return code, name or None


def _keywords(embedded: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keywords one by one; some systems write all of them into one, with semicolons or commas."""
    if len(embedded) == 1 and ";" not in embedded[0] and embedded[0].count(",") > 1:
        return tuple(filter(None, map(str.strip, embedded[0].split(","))))
    return tuple(word for one in embedded for part in one.split(";") if (word := part.strip()))


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of both, each once, case aside."""
    words: dict[str, str] = {}
    for word in (*first, *second):
        words.setdefault(fold(word), word)
    return tuple(words.values())


def _persons(printed: tuple[Person, ...], embedded: tuple[str, ...]) -> tuple[Person, ...]:
    known = {fold(person.name) for person in printed}
    return (*printed, *(Person(name) for name in dict.fromkeys(embedded) if fold(name) not in known))
