"""The nodes of a query as it is answered: which documents each finds, and what it adds to their scores.

Where only the best few are asked for, documents that have a word equally often score the better the shorter they are:
of the longest list of postings only the bytes that keep the lengths are looked at.
"""

from __future__ import annotations

import heapq
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from copy import copy
from math import log
from typing import Protocol

from indexer.search.layout import LENGTHS
from indexer.search.segment_reader import Segment, Shifted, Word

K1, B = 1.2, 0.75
"""BM25 as Whoosh has it: how soon a word repeated counts for less, how much a long text counts for less."""

_SPARSE = 30
"""A list that many times as long as what is looked for in it is searched by halving."""


Group = tuple[float, "array[int]", bytes, list[int]]
"""How often the word stands in them, documents, their lengths as bytes, and which lengths there are, in order."""


class Node(Protocol):
    """A part of a query."""

    @property
    def most(self) -> int:
        """How many documents it finds at most."""
        ...

    def docs(self, within: set[int] | None = None) -> set[int]:
        """Return the documents it finds, of those `within`."""
        ...

    def add(self, scores: dict[int, float]) -> None:
        """Add to the scores of those documents in `scores` that it finds."""
        ...


class Field:
    """A field's lengths, document by document, and what they do to a score."""

    def __init__(self, sizes: bytes, words: int, documents: int) -> None:
        self.sizes = sizes
        self.documents = documents
        average = words / documents if words else 1
        self.norms = [K1 * ((1 - B) + B * length / average) for length in LENGTHS]


class Leaf:
    """The documents that have a word, or any of several words as if they were one."""

    def __init__(
        self, field: Field, words: Sequence[tuple[Segment, Word]], numbers: array[int], times: dict[int, float]
    ) -> None:
        """Make a leaf of documents, in order, and of how often they have the word, where that is more than once."""
        self.field = field
        self.words = words
        self.numbers = numbers
        self.times = times
        self.base = self
        """The leaf whose `groups` are this one's, but for the documents `apart`."""
        self.apart: Collection[int] = ()
        self._groups: list[Group] = []
        self._weigh(1.0)

    def _weigh(self, boost: float) -> None:
        self.boost = boost
        self.factor = boost * (log(max(self.field.documents, 1) / (len(self.numbers) + 1)) + 1)
        self._tables: dict[float, list[float]] = {}

    def table(self, times: float) -> list[float]:
        """Return for each size what a document scores that has the word so often."""
        table = self._tables.get(times)
        if table is None:
            top = self.factor * times * (K1 + 1)
            table = self._tables[times] = [top / (times + norm) for norm in self.field.norms]
        return table

    def weighed(self, boost: float) -> Leaf:
        """Return the same word, counting `boost` times as much as others."""
        if boost == self.boost:
            return self
        other = copy(self)
        other._weigh(boost)
        return other

    @property
    def most(self) -> int:
        """How many documents it finds at most."""
        return len(self.numbers)

    def docs(self, within: set[int] | None = None) -> set[int]:
        """Return the documents it finds, of those `within`."""
        if within is None:
            return set(self.numbers)
        if len(within) * _SPARSE < len(self.numbers):
            return set(self._among(within))
        return within.intersection(self.numbers)

    def add(self, scores: dict[int, float]) -> None:
        """Add to the scores of those documents in `scores` that it finds."""
        once, sizes, times = self.table(1.0), self.field.sizes, self.times
        if len(scores) * _SPARSE < len(self.numbers):
            found: Iterable[int] = self._among(scores)
        else:
            found = [number for number in self.numbers if number in scores]
        if not times:
            for number in found:
                scores[number] += once[sizes[number]]
            return
        tables = {several: self.table(several) for several in set(times.values())}
        often = times.get
        for number in found:
            many = often(number)
            scores[number] += once[sizes[number]] if many is None else tables[many][sizes[number]]

    def groups(self) -> list[Group]:
        """Return the documents by how often they have the word, each with its length, and which lengths there are."""
        if self.base is not self:
            return self.base.groups()
        if not self._groups:
            apart: dict[float, array[int]] = {1.0: self.numbers}
            if self.times:
                often = self.times
                apart[1.0] = array("I", [number for number in self.numbers if number not in often])
                for number in sorted(often):
                    many = often[number]
                    (apart.get(many) or apart.setdefault(many, array("I"))).append(number)
            for many, numbers in apart.items():
                sizes = bytes(map(self.field.sizes.__getitem__, numbers))
                self._groups.append((many, numbers, sizes, sorted(set(sizes))))
        return self._groups

    def places(self, within: set[int], shift: int) -> dict[int, tuple[int, ...]]:
        """Return where the words stand, less `shift`, in each document of `within` that has any of them."""
        wanted, shifted = sorted(within), Shifted(shift)
        found: dict[int, tuple[int, ...]] = {}
        for segment, word in self.words:
            here = segment.places(word, wanted)
            both = list(within & here.keys())
            moved = zip(both, map(shifted.__getitem__, map(here.__getitem__, both)), strict=True)
            if found.keys().isdisjoint(both):
                found.update(moved)
            else:
                found.update([(number, found.get(number, ()) + places) for number, places in moved])
        return found

    def _among(self, wanted: Collection[int]) -> list[int]:
        numbers, end = self.numbers, len(self.numbers)
        return [one for one in wanted if (at := bisect_left(numbers, one)) < end and numbers[at] == one]


def make_leaf(field: Field, words: Sequence[tuple[Segment, Word]]) -> Leaf:
    """Return the leaf of one word, given as it is in each segment, in the order of the segments."""
    numbers = array("I")
    times: dict[int, float] = {}
    for segment, word in words:
        if word.count == 1:
            numbers.append(segment.base + word.first)
            if word.weight > 1:
                times[segment.base + word.first] = word.weight
            continue
        for some, weights, _ in segment.blocks(word):
            numbers.extend(some)
            if weights is not None:
                several = (weights,) * len(some) if isinstance(weights, float) else weights
                times.update({one: many for one, many in zip(some, several, strict=True) if many > 1})
    return Leaf(field, words, numbers, times)


def join_leaves(leaves: Sequence[Leaf], words: Sequence[tuple[Segment, Word]]) -> Leaf:
    """Return the documents of several leaves of one field as if their words were one; `words` are those it stands for.

    Only what the shorter leaves have is looked at one by one.
    """
    longest = max(leaves, key=lambda leaf: leaf.most)
    more: dict[int, float] = {}
    for leaf in leaves:
        if leaf is not longest:
            often = leaf.times
            for number in leaf.numbers:
                more[number] = more.get(number, 0.0) + often.get(number, 1.0)
    both = longest.docs(set(more))
    times = {**longest.times}
    for number, many in more.items():
        if number in both:
            many += longest.times.get(number, 1.0)
        if many > 1:
            times[number] = many
    numbers = array("I")
    place = 0
    for number in sorted(more.keys() - both):
        here = bisect_left(longest.numbers, number, place)
        numbers += longest.numbers[place:here]
        numbers.append(number)
        place = here
    joined = Leaf(
        longest.field, words, numbers + longest.numbers[place:] if place or numbers else longest.numbers, times
    )
    joined.base, joined.apart = longest.base, more.keys()
    return joined


class Phrase:
    """The documents in which words stand one behind the other."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self.leaves = leaves
        self._found: tuple[set[int] | None, set[int]] | None = None

    @property
    def most(self) -> int:
        """How many documents it finds at most."""
        return min(leaf.most for leaf in self.leaves)

    def docs(self, within: set[int] | None = None) -> set[int]:
        """Return the documents it finds, of those `within`."""
        if self._found is not None and (self._found[0] is None or self._found[0] is within):
            return self._found[1] if within is None else self._found[1] & within
        found = within
        order = sorted(range(len(self.leaves)), key=lambda place: self.leaves[place].most)
        for place in order:
            found = self.leaves[place].docs(found)
        starts: dict[int, tuple[int, ...]] | None = None
        for place in order:
            if not found:
                break
            here = self.leaves[place].places(found, place)
            if starts is not None:
                for number, fits in list(here.items()):
                    if fits != starts[number]:
                        both = here[number] = tuple(set(fits).intersection(starts[number]))
                        if not both:
                            del here[number]
            starts = here
            found = set(starts)
        found = found or set()
        self._found = within, found
        return found

    def add(self, scores: dict[int, float]) -> None:
        """Add to the scores of those documents in `scores` that it finds."""
        add_within(scores, self.docs(set(scores)), self.leaves)


class Both:
    """The documents that all parts find."""

    def __init__(self, parts: Sequence[Node]) -> None:
        # What must be absent comes last, when there is little left to look through.
        self.parts = sorted(parts, key=lambda part: (isinstance(part, Absent), part.most))

    @property
    def most(self) -> int:
        """How many documents it finds at most."""
        return self.parts[0].most

    def docs(self, within: set[int] | None = None) -> set[int]:
        """Return the documents it finds, of those `within`."""
        for part in self.parts:
            within = part.docs(within)
            if not within:
                break
        return within or set()

    def add(self, scores: dict[int, float]) -> None:
        """Add to the scores of those documents in `scores` that it finds."""
        add_within(scores, self.docs(set(scores)), self.parts)


class Either:
    """The documents that any part finds."""

    def __init__(self, parts: Sequence[Node]) -> None:
        self.parts = parts

    @property
    def most(self) -> int:
        """How many documents it finds at most."""
        return sum(part.most for part in self.parts)

    def docs(self, within: set[int] | None = None) -> set[int]:
        """Return the documents it finds, of those `within`."""
        found: set[int] = set()
        for part in self.parts:
            found |= part.docs(within)
        return found

    def add(self, scores: dict[int, float]) -> None:
        """Add to the scores of those documents in `scores` that it finds."""
        for part in self.parts:
            part.add(scores)


class Absent:
    """The documents that `part` does not find, of `documents` in all."""

    def __init__(self, part: Node, documents: int) -> None:
        self.part = part
        self.most = documents

    def docs(self, within: set[int] | None = None) -> set[int]:
        """Return the documents it finds, of those `within`."""
        if within is None:
            within = set(range(self.most))
        return within - self.part.docs(within)

    def add(self, scores: dict[int, float]) -> None:
        """Do nothing: what is not there adds nothing."""


def add_within(scores: dict[int, float], found: set[int], parts: Iterable[Node]) -> None:
    """Add what `parts` score to those of `scores` that are `found`."""
    if len(found) == len(scores):
        for part in parts:
            part.add(scores)
        return
    some = dict.fromkeys(found, 0.0)
    for part in parts:
        part.add(some)
    for number, score in some.items():
        scores[number] += score


def leaves_of(node: Node) -> list[Leaf] | None:
    """Return the leaves of a node that is nothing but words of which any will do; None when it is more than that."""
    if isinstance(node, Leaf):
        return [node]
    if isinstance(node, Either):
        found = [leaves_of(part) for part in node.parts]
        if all(some is not None for some in found):
            return [leaf for some in found if some for leaf in some]
    return None


Ranked = tuple[float, int]
"""Score with its sign turned, and document: the best sorts first, equal ones by document."""


def best_of(leaves: Sequence[Leaf], limit: int, gone: Collection[int]) -> list[Ranked]:
    """Return the best `limit` documents that have any of `leaves`."""
    longest = max(leaves, key=lambda leaf: leaf.most)
    # Those that have another word too are scored one by one …
    special: set[int] = set()
    for leaf in leaves:
        if leaf is not longest:
            special.update(leaf.numbers)
    special.update(longest.apart)
    scores = dict.fromkeys(special.difference(gone), 0.0)
    for leaf in leaves:
        leaf.add(scores)
    ranked = best(scores, limit)
    # … and of the others, which have the longest list's word so often, the shortest are the best.
    least = ranked[limit - 1] if len(ranked) >= limit else None
    for times, numbers, sizes, lengths in longest.groups():
        table, left = longest.table(times), limit
        for size in lengths:
            score = -table[size]
            if left <= 0 or (least is not None and least < (score, -1)):
                break
            at = sizes.find(size)
            while at >= 0 and left > 0:
                number = numbers[at]
                if number not in special and number not in gone:
                    ranked.append((score, number))
                    left -= 1
                at = sizes.find(size, at + 1)
    return sorted(ranked)[:limit]


def best(scores: dict[int, float], limit: int | None) -> list[Ranked]:
    """Return the best `limit` of `scores` (None: all), best first.

    >>> best({1: 0.5, 2: 2.0, 3: 0.5}, 2)
    [(-2.0, 2), (-0.5, 1)]
    """
    if limit is None or limit >= len(scores):
        return sorted([(-score, number) for number, score in scores.items()])
    if limit <= 0:
        return []
    least = heapq.nlargest(limit, scores.values())[-1]
    return sorted([(-score, number) for number, score in scores.items() if score >= least])[:limit]
