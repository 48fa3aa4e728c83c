"""Photographers' names that may be one person's: same under the match key, or near it. Nothing is merged here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .names import match_key


class Pair(NamedTuple):
    """Two names, the more used first, and why they are suspicious."""

    name: str
    uses: int
    other: str
    other_uses: int
    why: str


SAME = "spelt differently"
INITIAL = "initial added"
SHORTENED = "given name shortened"
SLIP = "one letter apart"
SHORTEST = 8
"""Keys of fewer letters are too near one another: Li Na, Li Nan."""


def suspicious(names: Iterable[tuple[str, int]]) -> list[Pair]:
    """Return the suspicious pairs among (name, uses), the surest and most used first.

    Time grows with the names and their letters, not with their pairs.

    >>> [(p.name, p.other, p.why) for p in suspicious([("Ihor Tkachuk", 5), ("TKACHUK Igor", 1), ("Ihor Tkachur", 1)])]
    [('Ihor Tkachuk', 'TKACHUK Igor', 'spelt differently'), ('Ihor Tkachuk', 'Ihor Tkachur', 'one letter apart')]
    """
    uses: dict[str, int] = defaultdict(int)
    for name, count in names:
        uses[name] += count
    by_key: dict[str, list[str]] = defaultdict(list)
    for name in sorted(uses, key=lambda one: (-uses[one], one)):
        by_key[match_key(name)].append(name)
    found: dict[tuple[str, str], str] = {}
    for same in by_key.values():
        for other in same[1:]:
            found.setdefault((same[0], other), SAME)
    for one, other, why in _near(by_key):
        first, second = sorted((by_key[one][0], by_key[other][0]), key=lambda name: (-uses[name], name))
        found.setdefault((first, second), why)
    order = (SAME, INITIAL, SHORTENED, SLIP)
    pairs = [Pair(one, uses[one], other, uses[other], why) for (one, other), why in found.items()]
    return sorted(pairs, key=lambda pair: (order.index(pair.why), -pair.uses - pair.other_uses, pair.name, pair.other))


def _near(keys: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield pairs of keys that an initial, a shortened given name or one letter sets apart."""
    known = sorted(keys)
    whole = set(known)
    shortened: dict[str, list[str]] = defaultdict(list)
    slips: dict[str, list[str]] = defaultdict(list)
    for key in known:
        words = key.split()
        bare = " ".join([word for word in words if len(word) > 1])
        if bare != key and bare in whole:
            yield key, bare, INITIAL
        if len(words) == 2:
            for first, second in (words, words[::-1]):
                shortened[f"{first[0]} {second}"].append(key)
        if len(key) >= SHORTEST and len(words) > 1:
            for gap in range(len(key)):
                slips[key[:gap] + key[gap + 1 :]].append(key)
            slips[key].append(key)
    for key in known:
        words = sorted(key.split(), key=len)
        if len(words) == 2 and len(words[0]) == 1:
            for other in shortened[" ".join(words)]:
                if other != key and 1 not in map(len, other.split()):
                    yield key, other, SHORTENED
    for near in slips.values():
        for index, one in enumerate(near[:20]):
            for other in near[index + 1 : 20]:
                if one != other:
                    yield one, other, SLIP
