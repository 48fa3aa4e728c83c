"""The full-text index as it is searched: a Backend on our own reader, which ranks like Whoosh on the same files."""

from __future__ import annotations

import json
import pickle
import struct
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from indexer.errors import DamagedError
from indexer.search import query
from indexer.search.backend import Match
from indexer.search.generations import read_current
from indexer.search.layout import Part, from_big, rows_of
from indexer.search.query import Words
from indexer.search.ranking import Absent, Both, Either, Field, Leaf, Node, Phrase, best, best_of, leaves_of
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
        self._facets: dict[tuple[int, str], tuple[list[tuple[str, ...]], array[int]]] = {}
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

    def facet(self, field: str, rows: Collection[int] | None = None) -> dict[str, int]:
        """Count the values that `rows` (None: all) have in a field that is counted."""
        try:
            numbers = None if rows is None else sorted(self._numbers(rows))
            total: dict[str, int] = {}
            for segment in self._segments:
                sets, column = self._counted(segment, field)
                if numbers is None:
                    counted = Counter(column)
                    counted.subtract([column[number] for number in segment.part.gone])
                else:
                    first, last = (bisect_left(numbers, segment.base + end) for end in (0, segment.part.rows))
                    base = segment.base
                    here = numbers[first:last]
                    counted = Counter(map(column.__getitem__, [one - base for one in here] if base else here))
                for number, many in counted.items():
                    for value in sets[number] if many else ():
                        total[value] = total.get(value, 0) + many
            return total
        except _FAULTS as error:
            raise self._broken(error) from None

    def _counted(self, segment: Segment, field: str) -> tuple[list[tuple[str, ...]], array[int]]:
        """Return the sets of values of a field and which of them each document has, kept for the next question."""
        kept = self._facets.get((segment.base, field))
        if kept is None:
            sets = [tuple(values) for values in json.loads(segment.column(f"sets_{field}") or b"[[]]")]
            column = from_big("I", segment.column(f"facet_{field}")) or array("I", bytes(4 * segment.part.rows))
            kept = self._facets[segment.base, field] = sets, column
        return kept

    def matching(self, tree: query.Node) -> Collection[int]:
        """Return the rows that match, in no order and without their scores."""
        try:
            found = self._docs(self._node(tree), None)
            if len(self._segments) == 1 and isinstance(rows := self._segments[0].rows, range):
                return {number + rows.start for number in found}
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
        found: set[int] = set()
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
            return self._leaf(scope, english_stem(words.words[0]), boost)
        printed = f"{scope}_printed"
        several = words.prefix or words.near
        leaves = [self._leaf(printed, word, boost) for word in words.words[: -1 if several else None]]
        if several:
            last, segments = words.words[-1], self._segments
            if words.prefix:
                found = [(segment, word) for segment in segments for word in segment.words(printed, last)]
            else:
                found = [(segment, word) for segment in segments for word in segment.near(printed, last)]
            leaves.append(Leaf(self._field(printed), found, boost))
        return leaves[0] if len(leaves) == 1 else Phrase(leaves)

    def _leaf(self, field: str, text: str, boost: float) -> Leaf:
        leaf = self._kept.get((field, text))
        if leaf is None:
            found: list[tuple[Segment, Word]] = []
            for segment in self._segments:
                word = segment.find(field, text)
                if word is not None:
                    found.append((segment, word))
            leaf = Leaf(self._field(field), found)
            if leaf.most >= _COMMON:
                self._kept[field, text] = leaf
                while sum(kept.most for kept in self._kept.values()) > MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
        return leaf.weighed(boost)

    def _field(self, name: str) -> Field:
        field = self._fields.get(name)
        if field is None:
            columns = [segment.column(f"_{name}_len").ljust(segment.part.rows, b"\0") for segment in self._segments]
            words = sum(segment.part.lengths.get(name, 0) for segment in self._segments)
            field = self._fields[name] = Field(b"".join(columns), words, self._count)
        return field
