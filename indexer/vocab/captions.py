"""The words of captions: calendar, titles, given names, and what is never a person; one loader a table.

The tables are plain CSV beside this file. Each is read once, when first asked for.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from . import open_table
from .gazetteer import demonyms
from .place_words import place_words


def _rows(name: str) -> Iterator[list[str]]:
    with open_table(name) as lines:
        reader = csv.reader(lines)
        next(reader)
        yield from reader


class Calendar(NamedTuple):
    """Words of the calendar in ten languages, lower case, each to its number."""

    months: dict[str, int]
    """1 to 12."""
    weekdays: dict[str, int]
    """0 is Monday."""
    days: dict[str, int]
    """Days from the day of publication: yesterday is -1."""
    parts_of_day: frozenset[str]
    not_a_day_before: frozenset[str]
    """Words in front that make a weekday a name: Black Friday."""
    not_a_day_after: frozenset[str]
    """Words behind that do: Sunday Times."""
    periods: dict[str, int]
    """Days of a week, a month, a year."""
    this: dict[str, int]
    """Words that tell the current period (0) from the one before (-1)."""
    numbers: dict[str, int]
    """One to ten, spelt out."""
    any: frozenset[str]
    """Every word that a date can be found by."""


@cache
def calendar() -> Calendar:
    """Return the words of the calendar.

    >>> calendar().months["août"], calendar().weekdays["montag"]
    (8, 0)
    """
    kinds = ("month", "weekday", "day", "part_of_day", "not_a_day", "period", "this", "number")
    tables: dict[str, dict[str, int]] = {kind: {} for kind in kinds}
    for kind, value, words in _rows("calendar.csv"):
        for word in words.split("|"):
            # The first language wins where two share a word.
            tables[kind].setdefault(word, int(value))
    parts = tuple(tables["part_of_day"])
    for name, day in tuple(tables["weekday"].items()):
        if name.endswith(("tag", "mittwoch", "sonnabend")):  # Samstagabend, Montagmorgen
            tables["weekday"].update((name + part, day) for part in parts)
    names = tables["not_a_day"]
    return Calendar(
        tables["month"],
        tables["weekday"],
        tables["day"],
        frozenset(tables["part_of_day"]),
        frozenset(w for w, after in names.items() if not after),
        frozenset(w for w, after in names.items() if after),
        tables["period"],
        tables["this"],
        tables["number"],
        frozenset(tables["month"])
        | frozenset(tables["weekday"])
        | frozenset(tables["day"])
        | frozenset(tables["period"])
        | {"undated"},
    )


class FlagRule(NamedTuple):
    """One way in which a caption's words say how the picture was made."""

    flag: str
    pattern: re.Pattern[str]


@cache
def flag_rules() -> dict[str, tuple[int, ...]]:
    """Return the words that may give a flag away, lower case, each with the numbers of its rules.

    >>> [flag_rule(number).flag for number in flag_rules()["combo"]]
    ['composite']
    """
    found: dict[str, tuple[int, ...]] = {}
    for number, (_, words, _) in enumerate(_rows("caption_flags.csv")):
        for word in words.split():
            found[word] = (*found.get(word, ()), number)
    return found


@cache
def flag_rule(number: int) -> FlagRule:
    """Return one rule of `caption_flags.csv`; its pattern is compiled when it is first asked for."""
    flag, _, pattern = next(islice(_rows("caption_flags.csv"), number, None))
    return FlagRule(flag, re.compile(pattern))


TITLE, ORG, VERB, ADJECTIVE, DETERMINER, MENTION, WITH, PICTURE = (1 << n for n in range(8))
ASIDE, REPORT, PARTICLE, SUFFIX, GIVEN, DOUBTFUL, FAMILY, DEMONYM, SURNAME = (1 << n for n in range(8, 17))
CLASSES = (1 << 17) - 1
"""All of them together."""
EVENT, DATED, TURN, CLAUSE_END, JOINER = (1 << n for n in range(17, 22))
"""Words that an event or a date is found by, that turn or end a clause, that join the words of a place's name."""
FOREIGN, FLAGGED = (1 << n for n in range(29, 31))
"""Words that are not English, and that a flag is found by; asked of a whole caption. Bits 22 to 28, 31 and 32 are those
of `parse/words.py`; what is asked of every word lies below 30, where Python computes fastest."""

_BITS = {
    "title": TITLE,
    "org": ORG,
    "verb": VERB,
    "adjective": ADJECTIVE,
    "determiner": DETERMINER,
    "mention": MENTION,
    "with_ok": WITH,
    "picture": PICTURE,
    "aside": ASIDE,
    "report": REPORT,
    "particle": PARTICLE,
    "suffix": SUFFIX,
    "doubtful": GIVEN | DOUBTFUL,
    "family_first": FAMILY,
    "event": EVENT,
    "turn": TURN,
    "clause_end": CLAUSE_END,
}


@cache
def _classes() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in _rows("caption_words.csv")}


@cache
def words_of(name: str) -> frozenset[str]:
    """Return one class of `caption_words.csv`, lower case; KeyError for a class that is not there.

    >>> "loyal" in words_of("to_mention")
    True
    """
    return _classes()[name]


@cache
def title_endings() -> tuple[str, ...]:
    """Return what compounds end in that say what a person is: Radsportlerin, 16-year-old.

    >>> "bundestrainerin".endswith(title_endings())
    True
    """
    return tuple(sorted(words_of("title_ending")))


@cache
def lexicon() -> dict[str, int]:
    """Return what each known word can be in a caption: a sum of TITLE, ORG, VERB and the like.

    Words are lower case as printed; given names and demonyms stand there without accents too.

    >>> lexicon()["senator"] & TITLE > 0, lexicon()["friedrich"] & GIVEN > 0, lexicon().get("zzyzx", 0)
    (True, True, 0)
    """
    with open_table("given_names.csv") as lines:
        known = dict.fromkeys(lines.read().split(), GIVEN)
    with open_table("surnames.csv") as lines:
        for word in lines.read().split():
            known[word] = known.get(word, 0) | SURNAME
    for name, bit in _BITS.items():
        for word in _classes()[name]:
            known[word] = known.get(word, 0) | bit
    others = (
        (demonyms(), DEMONYM),
        (calendar().any, DATED),
        (flag_rules(), FLAGGED),
        (place_words().joiner | place_words().loose_joiner, JOINER),
        (place_words().foreign, FOREIGN),
    )
    for words, bit in others:
        for word in words:
            known[word] = known.get(word, 0) | bit
    return known
