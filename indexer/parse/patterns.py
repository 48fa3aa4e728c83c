"""The forms of credit, as one ordered table over the classes of their parts.

A pattern is a row: its name, the sequence of classes it stands for, and two examples with what they
must give. The first row that matches the whole sequence wins; the rows behind it are what `explain`
shows as runners-up. Adding a form of credit is adding a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ..model import Certainty
from ..text import lazy_pattern


class Pattern(NamedTuple):
    """A form of credit: regex over part classes; its groups say who made it and the chain."""

    name: str
    classes: re.Pattern[str]
    certainty: Certainty
    examples: tuple[tuple[str, str], ...]
    """Credit, and what it gives: photographers > chain."""


def _row(name: str, classes: str, certainty: Certainty, *examples: tuple[str, str]) -> Pattern:
    return Pattern(name, lazy_pattern(classes.replace(" ", "")), certainty, examples)


PATTERNS = (
    _row("account at a platform", r"(?P<who>[@1UPG]) v? (?P<chain>S [ASOWC1Uv]*)", "exact",
         ("@coastwalker/Instagram", "@coastwalker > Instagram"), ("Bluefin | flickr", "Bluefin > Flickr")),
    _row("platform, then account", r"(?P<chain>S+) (?P<who>@)", "exact",
         ("Instagram/@coastwalker", "@coastwalker > Instagram"), ("TikTok / @mira.k", "@mira.k > TikTok")),
    _row("person, then the chain", r"(?P<who>[GP@U] G*) (?P<chain>[ASOWC1UP?v] [ASOWC1UPG?v]*)", "exact",
         ("Mia Holm/AFP/Getty Images", "Mia Holm > AFP › Getty Images"),
         ("Mia Holm via Fjordlys", "Mia Holm > Fjordlys"),
         ("Juan Paz, Ana Sol/Reuters", "Juan Paz, Ana Sol > Reuters")),
    _row("agency, person, then the chain",
         r"(?P<chain>[ASOWC1Uv]*[ASOWC]) (?P<who>[GP@]+) (?P<more>[ASOWC1U?v]*)", "exact",
         ("REUTERS/Mia Holm", "Mia Holm > Reuters"),
         ("TASS/Ivan Orel/Pool via AP", "Ivan Orel > TASS › The Associated Press")),
    _row("people alone", r"(?P<who>[GP@]+)", "likely",
         ("Mia Holm", "Mia Holm >"), ("Mia Holm and Juan Paz", "Mia Holm, Juan Paz >")),
    _row("agencies alone", r"v? (?P<chain>[ASOW1CUPG?v]* [ASOWv] [ASOW1CUPG?v]*)", "exact",
         ("AFP via Getty Images", "> AFP › Getty Images"), ("NASA, ESA", "> NASA › ESA"),
         ("via Fjordlys", "> Fjordlys")),
    _row("unknown", r"(?P<unread>.*)", "guess", ("Fjordlys", ">"), ("xx yy zz", ">")),
)  # fmt: skip
"""Ordered: the first that matches the whole sequence of parts wins."""


LONGEST = 60
"""More parts than this are no credit that a desk printed; only the last row is tried on them."""


class Match(NamedTuple):
    """The winning pattern, with the numbers of the parts that it says are makers, chain and unread."""

    pattern: str
    certainty: Certainty
    who: tuple[int, ...]
    chain: tuple[int, ...]
    unread: tuple[int, ...]
    via: int = -1
    """Number of the "via"; -1 when there is none."""


@lru_cache(4096)
def match(word: str) -> Match:
    """Return what the first matching row makes of a sequence of part classes.

    >>> match("GvA")
    Match(pattern='person, then the chain', certainty='exact', who=(0,), chain=(1, 2), unread=(), via=1)
    >>> match("??").pattern
    'unknown'
    """
    return next(_matches(word), _NOTHING)


def runner_up(word: str) -> Match | None:
    """Return what the second matching row makes of it, or None when only one matches.

    >>> runner_up("GA").pattern
    'agencies alone'
    """
    matches = _matches(word)
    next(matches, None)
    return next(matches, None)


_NOTHING = Match("nothing", "exact", (), (), ())


def _matches(word: str) -> Iterator[Match]:
    for row in (PATTERNS if len(word) <= LONGEST else PATTERNS[-1:]) if word else ():
        found = row.classes.fullmatch(word)
        if not found:
            continue
        groups = found.groupdict()
        via = word.find("v")
        if "unread" in groups:
            # Agencies of the list are still what they are.
            chain = tuple(i for i, kind in enumerate(word) if kind in "AS")
            unread = tuple(i for i, kind in enumerate(word) if kind not in "ASv")
            yield Match(row.name, row.certainty, (), chain, unread, via)
            continue
        who, chain, more = (
            tuple(range(*found.span(name))) if groups.get(name) else () for name in ("who", "chain", "more")
        )
        yield Match(row.name, row.certainty, who, chain + more, (), via)
