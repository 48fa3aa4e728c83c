"""Words that tell places in a caption: what facilities, quarters and regions are called, and what stands in front."""

from __future__ import annotations

import csv
from functools import cache
from typing import NamedTuple

from indexer.vocab import open_table


class PlaceWords(NamedTuple):
    """The classes of `place_words.csv`, in its order; all words are lower case, as printed otherwise."""

    facility: frozenset[str]
    """Last word of a building's, street's or park's name."""
    facility_head: frozenset[str]
    """First word of one: Hospital del Mar."""
    nature: frozenset[str]
    quarter: frozenset[str]
    district: frozenset[str]
    """Behind a town's name a quarter, else a region."""
    region: frozenset[str]
    settlement: frozenset[str]
    part: frozenset[str]
    """Before `of`: outskirts, north, streets."""
    direction: frozenset[str]
    """Between a cue and its place: southern, downtown, occupied."""
    article: frozenset[str]
    inside: frozenset[str]
    in_foreign: frozenset[str]
    near: frozenset[str]
    over: frozenset[str]
    at: frozenset[str]
    no_cue: frozenset[str]
    """The place behind it is not where the picture was taken."""
    context: frozenset[str]
    """Before `in COUNTRY`: the country is what it is about."""
    not_place: frozenset[str]
    city_state: frozenset[str]
    disputed: frozenset[str]
    english: frozenset[str]
    foreign: frozenset[str]
    named_after_town: frozenset[str]
    """Kinds of facility that carry their town's name in front."""
    region_first: frozenset[str]
    """Names of a region that are rarely its town."""
    relative: frozenset[str]
    event: frozenset[str]
    """A name with one of these is an event or a body."""
    town_prefix: frozenset[str]
    """First words of towns, by which one that the gazetteer lacks is known."""
    joiner: frozenset[str]
    """Small words within a name: Rio de Janeiro."""
    loose_joiner: frozenset[str]
    """Small words that also stand between two places; they join only what the gazetteer knows as one."""
    no_inner: frozenset[str]
    """What cannot stand between a name and its noun."""
    generic: frozenset[str]
    """Facilities of which a town has many: a Nairobi street."""
    street: frozenset[str]
    """Facilities that bear a town's name wherever they are."""
    link: frozenset[str]
    """What may stand between a narrower and a broader place."""
    region_type: frozenset[str]
    """Kinds of region in the registers' names."""
    bare: frozenset[str]
    """Words that need the kind behind them: Free State."""


@cache
def place_words() -> PlaceWords:
    """Return the classes of words.

    >>> "stadium" in place_words().facility, "east jerusalem" in place_words().disputed
    (True, True)
    """
    with open_table("place_words.csv") as table:
        rows = list(csv.reader(table))[1:]
    return PlaceWords(*(frozenset(w.replace("_", " ") for w in words.replace("\\ ", "_").split()) for _, words in rows))
