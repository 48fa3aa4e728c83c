"""The nouns that make a place of a name: a street's and a stadium's, a quarter's, a region's, a village's."""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from typing import Literal

from indexer.parse.words import OWNER, SMALL, Text
from indexer.vocab.place_words import place_words

Sort = Literal["known", "unknown", "facility", "quarter", "district", "region", "settlement"]

_STREETS = (
    "straße", "strasse", "platz", "weg", "allee", "gasse", "brücke", "bahnhof", "kirche", "stadion", "flughafen",
    "klinikum", "hauptquartier", "theater", "universität", "gefängnis", "krankenhaus", "schule", "museum",
)  # fmt: skip


@cache
def kinds() -> dict[str, Sort]:
    """Return the nouns, lower case, each with what a name becomes in front of it.

    >>> kinds()["airport"], kinds()["village"], kinds().get("apple")
    ('facility', 'settlement', None)
    """
    known = place_words()
    found: dict[str, Sort] = dict.fromkeys(known.nature | known.facility, "facility")
    found |= dict.fromkeys(known.settlement, "settlement")
    found |= dict.fromkeys(known.region, "region")
    found |= dict.fromkeys(known.district, "district")
    found |= dict.fromkeys(known.quarter, "quarter")
    return found


def bare(text: Text, at: int) -> str:
    """Return a word as printed, without a possessive's ending."""
    word = text.words[at][0]
    return word[:-2] if text.flags[at] & OWNER else word


def is_street(low: str) -> bool:
    """Say whether a word ends in a noun as German joins them to a name: Hauptstraße, Nordbahnhof."""
    return len(low) > 7 and low.endswith(_STREETS)


def is_facility(text: Text, first: int, last: int) -> bool:
    """Say whether the words name a building, street, park or water: by the last word, the first, or one before `of`."""
    tail = bare(text, last).lower()
    if last == first:
        return is_street(tail)
    known, words = place_words(), text.words
    head = words[first][0].lower()
    if words[first + 1][0] == "of" and head in known.event:
        return False  # the Tour of Open Lake
    if tail in known.facility or tail in known.nature or is_street(tail):
        return True
    if head in known.facility_head:
        return True
    return any(words[at + 1][0] == "of" and words[at][0].lower() in known.facility for at in range(first, last))


def noun_behind(text: Text, last: int, starts: Container[int], taken: Container[int]) -> tuple[int, Sort] | None:
    """Find the place noun that belongs to the name before it, at most two words between."""
    words, flags = text.words, text.flags
    for at in range(last + 1, min(last + 4, len(words))):
        word = words[at][0]
        if not flags[at] & SMALL or at in starts or at in taken or word in place_words().no_inner:
            return None
        kind = kinds().get(word)
        if kind is not None:
            after = at + 1
            while after < len(words) and after not in starts and kinds().get(words[after][0]) == kind == "facility":
                at, after = after, after + 1
            if kind == "facility" and after < len(words) and words[after][0] in place_words().event:
                return None  # the college football game
            return at, kind
        if word.endswith(("s", "ed", "ing")):
            return None
    return None
