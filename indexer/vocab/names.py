"""Words that decide what a name is, and the spellings of given names; data in `name_words.csv`, `name_variants.csv`."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import NamedTuple

from . import open_table


class NameWords(NamedTuple):
    """The classes of `name_words.csv`, in its order; every word is folded."""

    organisation: frozenset[str]
    """Never stand in a person's name, but give an organisation, place or sentence away."""
    particle: frozenset[str]
    """Small words inside a family name; lower case or not, they never make a person by themselves."""
    particle_lower: frozenset[str]
    """Those that a name in natural case writes small."""
    name_suffix: frozenset[str]
    """Behind a person's name: jr, iii."""
    house_suffix: frozenset[str]
    """Behind a comma these still belong to the name in front."""
    small: frozenset[str]
    """Written small inside the name of a house."""
    not_behind_house: frozenset[str]
    """Behind a house that opens a caption: the house is then what the caption speaks of."""
    mac: frozenset[str]
    """Family names in Mac- that keep a capital behind it."""
    also_family: frozenset[str]
    """Words of `organisation` that are family names too: behind a known given name they make a person."""
    behind_house: frozenset[str]
    """Towns and countries that stand behind a house and a comma: `Nordvik Museum, Oslo`."""
    family_before: frozenset[str]
    """Chinese, Korean and Vietnamese family names: they stand in front, in natural order too."""


@lru_cache(1)
def name_words() -> NameWords:
    """Return the classes of words.

    >>> "ministry" in name_words().organisation, "van" in name_words().particle
    (True, True)
    """
    with open_table("name_words.csv") as lines:
        rows = list(csv.reader(lines))[1:]
    return NameWords(*(frozenset(words.split()) for _, words in rows))


@lru_cache(1)
def given_names() -> frozenset[str]:
    """Return the known given names, folded.

    >>> "anna" in given_names()
    True
    """
    with open_table("given_names.csv") as lines:
        return frozenset(lines.read().split("\n"))


@lru_cache(1)
def given_name_variants() -> dict[str, str]:
    """Return the other Latin spellings of Slavic and Arabic given names, folded, each with the one it is filed under.

    >>> given_name_variants()["ihor"], given_name_variants()["mohamed"]
    ('igor', 'muhammad')
    """
    with open_table("name_variants.csv") as lines:
        rows = csv.reader(lines)
        next(rows)
        return {variant: name for name, variants in rows for variant in variants.split()}
