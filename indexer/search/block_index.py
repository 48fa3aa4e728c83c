"""The full-text index as it is searched: a Backend on our own reader, which ranks like Whoosh on the same files."""

from __future__ import annotations

import json
import pickle
import struct
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from indexer.errors import DamagedError
from indexer.search import query
from indexer.search.backend import Match
from indexer.search.generations import read_current
from indexer.search.layout import Part, from_big, rows_of
from indexer.search.query import Words
from indexer.search.ranking import (
    Absent,
    Both,
    Either,
    Field,
    Leaf,
    Node,
    Phrase,
    best,
    best_of,
    join_leaves,
    leaves_of,
    make_leaf,
)
from indexer.search.segment_reader import Segment, Word
from indexer.search.stem import english_stem
from indexer.search.words import ANYWHERE, BOOSTS, STAMP

MOST_KEPT = 8_000_000
"""Postings of common words that are kept unpacked: some 40 MB."""
_COMMON = 500
"""Postings from which a word is worth keeping."""

_FAULTS = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    pickle.UnpicklingError,
    struct.error,
    zlib.error,
)
"""What reading a damaged file can end in."""


class BlockIndex:
    """A Backend on one generation; sees that generation for as long as it is open."""

    def __init__(self, search: Path) -> None:
        """Open the current generation below `search`. Raises DamagedError when it is not whole or not of this stamp."""
        self.generation = read_current(search)
        self.manifest = self.generation.manifest
        if self.manifest.stamp != STAMP:
            raise DamagedError(f"{self.generation.folder}: made by another version ({self.manifest.stamp})")
        self._segments: list[Segment] = []
        self._fields: dict[str, Field] = {}
        self._kept: dict[tuple[str, str], Leaf] = {}
        self._facets: dict[tuple[int, str], list[tuple[str, ...]]] = {}
        self._columns: dict[tuple[int, str], array[int]] = {}
        self._counted: tuple[query.Node | Collection[int] | None, Sequence[int] | None] = None, None
        """What was counted last, and its documents: one question counts several fields."""
        self._gone: set[int] = set()
        self._count = 0
        try:
            for raw in self.manifest.segments:
                part = Part.read(raw)
                self._segments.append(Segment(self.generation.folder, part, self._count))
                self._gone.update(self._count + number for number in part.gone)
                self._count += part.rows
        except _FAULTS as error:
            raise self._broken(error) from None
        steps = {
            segment.part.first - segment.base if isinstance(segment.rows, range) else -1 for segment in self._segments
        }
        self._step = steps.pop() if len(steps) == 1 else -1
        """How far a row is from its document's number, everywhere; -1 when it differs."""

    def search(self, tree: query.Node, limit: int | None = None, within: Collection[int] | None = None) -> list[Match]:
        """Return the best `limit` matches (None: all) of the rows `within`, best first, equal ones by row."""
        try:
            node = self._node(tree)
            leaves = leaves_of(node)
            if leaves and limit is not None and within is None:
                ranked = best_of(leaves, limit, self._gone)
            else:
                scores = dict.fromkeys(self._docs(node, within), 0.0)
                node.add(scores)
                ranked = best(scores, limit)
            if self._step >= 0:
                step = self._step
                return [Match(number + step, -score) for score, number in ranked]
            row = self._row
            return [Match(row(number), -score) for score, number in ranked]
        except _FAULTS as error:
            raise self._broken(error) from None

    def count(self, tree: query.Node, within: Collection[int] | None = None) -> int:
        """Return how many rows match, of those `within`."""
        try:
            node = self._node(tree)
            if isinstance(node, Leaf) and within is None and not self._gone:
                return node.most
            return len(self._docs(node, within))
        except _FAULTS as error:
            raise self._broken(error) from None

    def most(self, tree: query.Node) -> int:
        """Return how many rows match at most, without looking at them."""
        try:
            return self._node(tree).most
        except _FAULTS as error:
            raise self._broken(error) from None

    def near(self, text: str, scope: str = "") -> dict[str, int]:
        """Return the words that are `text` give or take a letter, with how many documents have them."""
        try:
            found: Counter[str] = Counter()
            for one in (scope,) if scope else ANYWHERE:
                for segment in self._segments:
                    for word in segment.near(f"{one}_printed", text):
                        found[word.text] += word.count
            return found
        except _FAULTS as error:
            raise self._broken(error) from None

    def facet(self, field: str, found: query.Node | Collection[int] | None = None) -> dict[str, int]:
        """Count the values that the rows `found`, or those that a query finds (None: all), have in a counted field."""
        try:
            if self._counted[0] is not found:
                self._counted = found, self._in_order(found)
            numbers = self._counted[1]
            total: dict[str, int] = {}
            for segment in self._segments:
                sets = self._sets(segment, field)
                for number, many in self._counts(segment, field, numbers):
                    for value in sets[number] if many else ():
                        total[value] = total.get(value, 0) + many
            return total
        except _FAULTS as error:
            raise self._broken(error) from None

    def _in_order(self, found: query.Node | Collection[int] | None) -> Sequence[int] | None:
        """Return the documents of rows, or that a query finds, in order; None for all."""
        if found is None:
            return None
        if isinstance(found, query.Node):
            node = self._node(found)
            return node.numbers if isinstance(node, Leaf) and not self._gone else sorted(self._docs(node, None))
        return sorted(self._numbers(found))

    def _counts(self, segment: Segment, field: str, numbers: Sequence[int] | None) -> Iterable[tuple[int, int]]:
        """Yield the numbers of sets of values, and how many documents (of `numbers`, in order) have each."""
        known, gone, base = from_big("I", segment.column(f"counts_{field}")), segment.part.gone, segment.base
        if (numbers is None and not gone) or not known:  # a segment in which nothing has a value has no columns
            return enumerate(known)
        column = self._columns.get((base, field))
        if column is None:
            column = self._columns[base, field] = from_big("I", segment.column(f"facet_{field}"))
        if numbers is None:
            counted = Counter(dict(enumerate(known)))
            counted.subtract(map(column.__getitem__, gone))
            return counted.items()
        first, last = (bisect_left(numbers, base + end) for end in (0, segment.part.rows))
        here = numbers if last - first == len(numbers) else numbers[first:last]
        return Counter(map(column.__getitem__, [one - base for one in here] if base else here)).items()

    def _sets(self, segment: Segment, field: str) -> list[tuple[str, ...]]:
        """Return the sets of values that documents of a segment have in a field, kept for the next question."""
        sets = self._facets.get((segment.base, field))
        if sets is None:
            told = json.loads(segment.column(f"sets_{field}") or b"[]")
            sets = self._facets[segment.base, field] = [tuple(values) for values in told]
        return sets

    def matching(self, tree: query.Node) -> Collection[int]:
        """Return the rows that match, in no order and without their scores."""
        try:
            found = self._docs(self._node(tree), None)
            if self._step >= 0:
                step = self._step
                return {number + step for number in found}
            return set(map(self._row, found))
        except _FAULTS as error:
            raise self._broken(error) from None

    def rows(self) -> Iterable[int]:
        """Return the number of every row that is in the index."""
        try:
            found: list[int] = []
            for segment in self._segments:
                gone = set(segment.part.gone)
                every = rows_of(segment.part, self.generation.folder)
                found += [row for number, row in enumerate(every) if number not in gone] if gone else every
            return found
        except _FAULTS as error:
            raise self._broken(error) from None

    def close(self) -> None:
        """Let go of the files."""
        for segment in self._segments:
            segment.close()

    def _broken(self, error: Exception) -> DamagedError:
        return DamagedError(f"{self.generation.folder}: {type(error).__name__}: {error}")

    def _docs(self, node: Node, within: Collection[int] | None) -> set[int]:
        return node.docs(None if within is None else self._numbers(within)) - self._gone

    def _row(self, number: int) -> int:
        for segment in reversed(self._segments):
            if number >= segment.base:
                return segment.rows[number - segment.base]
        raise ValueError(f"no document {number}")

    def _numbers(self, rows: Collection[int]) -> set[int]:
        """Return the documents of these rows; what is not in the index is left out."""
        if self._step >= 0:
            found = {row - self._step for row in rows}
            if not all(0 <= number < self._count for number in (min(found, default=0), max(found, default=0))):
                found.intersection_update(range(self._count))
            return found
        found = set()
        for segment in self._segments:
            part = segment.part
            if isinstance(segment.rows, range):
                step = segment.base - part.first
                found.update([row + step for row in rows if part.first <= row <= part.last])
            else:
                known = {row: number for number, row in enumerate(segment.rows, segment.base)}
                found.update(known[row] for row in rows if row in known)
        return found

    def _node(self, tree: query.Node) -> Node:
        match tree:
            case Words():
                scopes = (tree.scope,) if tree.scope else ANYWHERE
                found = [self._words(tree, scope, 1.0 if tree.scope else BOOSTS[scope]) for scope in scopes]
                return found[0] if len(found) == 1 else Either(found)
            case query.Or(parts):
                return Either([self._node(part) for part in parts])
            case query.And(parts):
                return self._node(parts[0]) if len(parts) == 1 else Both([self._node(part) for part in parts])
            case query.Not(part):
                return Absent(self._node(part), self._count)
        raise TypeError(f"no question for a full-text index: {tree}")

    def _words(self, words: Words, scope: str, boost: float) -> Node:
        if not words.exact:
            return self._leaf(scope, english_stem(words.words[0])).weighed(boost)
        printed = f"{scope}_printed"
        *head, last = words.words
        if words.prefix or words.near:
            known: dict[str, list[tuple[Segment, Word]]] = {}
            for segment in self._segments:
                for word in segment.words(printed, last) if words.prefix else segment.near(printed, last):
                    known.setdefault(word.text, []).append((segment, word))
        else:
            known = {last: self._find(printed, last)}
        leaves = [self._printed(scope, {word: self._find(printed, word)}) for word in head]
        leaves = [leaf.weighed(boost) for leaf in (*leaves, self._printed(scope, known))]
        return leaves[0] if len(leaves) == 1 else Phrase(leaves)

    def _leaf(self, field: str, text: str) -> Leaf:
        leaf = self._kept.get((field, text))
        if leaf is None:
            leaf = make_leaf(self._field(field), self._find(field, text))
            if leaf.most >= _COMMON:
                self._kept[field, text] = leaf
                while sum(kept.most for kept in self._kept.values()) > MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
        return leaf

    def _printed(self, scope: str, known: Mapping[str, Sequence[tuple[Segment, Word]]]) -> Leaf:
        """Return the leaf of words as they stand, as if they were one.

        Their postings have the positions among them; those of a stem that no other words have are read four times as
        fast, and kept when it is common.
        """
        stems = {english_stem(text) for text, some in known.items() if sum(word.count for _, word in some) >= _COMMON}
        forms: dict[str, list[str]] = {stem: [] for stem in stems}
        begun = tuple(stem[:-1] for stem in stems)
        for text in known if stems else ():
            if text.startswith(begun) and (stem := english_stem(text)) in stems:
                forms[stem].append(text)
        leaves = []
        done: set[str] = set()
        for stem, texts in forms.items():
            times = sum(word.total for text in texts for _, word in known[text])
            if sum(word.total for _, word in self._find(scope, stem)) == times:
                leaves.append(self._leaf(scope, stem))
                done.update(texts)
        field = self._field(f"{scope}_printed")
        leaves += [make_leaf(field, some) for text, some in known.items() if text not in done]
        return join_leaves(leaves or [make_leaf(field, ())], [one for some in known.values() for one in some])

    def _find(self, field: str, text: str) -> list[tuple[Segment, Word]]:
        found = ((segment, segment.find(field, text)) for segment in self._segments)
        return [(segment, word) for segment, word in found if word is not None]

    def _field(self, name: str) -> Field:
        field = self._fields.get(name)
        if field is None:
            columns = [segment.column(f"_{name}_len").ljust(segment.part.rows, b"\0") for segment in self._segments]
            words = sum(segment.part.lengths.get(name, 0) for segment in self._segments)
            field = self._fields[name] = Field(b"".join(columns), words, self._count)
        return field
