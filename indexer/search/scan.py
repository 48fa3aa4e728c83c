"""The plainest index: read every text and compare. For rows that the real index lacks, and to test it against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from math import log

from indexer.search.backend import Entry, Match
from indexer.search.query import And, Node, Not, Or, Words
from indexer.search.words import ANYWHERE, BREAK, Stem, cut, is_near


class Scan:
    """A Backend over `entries` that keeps their words in memory; right by construction, slow by design."""

    def __init__(self, entries: Iterable[Entry], stem: Stem) -> None:
        self._stem = stem
        self._rows = {
            entry.row: {
                scope: [(word, stem(word)) for word in cut(text)] for scope, text in entry.texts.items()
            }
            for entry in entries
        }  # fmt: skip

    def search(self, query: Node, limit: int | None = None, within: Collection[int] | None = None) -> list[Match]:
        """Return the best `limit` matches (None: all) of the rows `within`, best first, equal ones by row."""
        found = [
            Match(row, _score(times))
            for row, texts in self._rows.items()
            if (within is None or row in within) and (times := self._find(query, texts))
        ]
        found.sort(key=lambda match: (-match.score, match.row))
        return found[:limit]

    def count(self, query: Node, within: Collection[int] | None = None) -> int:
        """Return how many rows match, of those `within`."""
        return len(self.search(query, None, within))

    def most(self, query: Node) -> int:
        """Return how many rows match at most."""
        return len(self._rows)

    def matching(self, query: Node) -> Collection[int]:
        """Return the rows that match, in no order."""
        return {match.row for match in self.search(query)}

    def near(self, text: str, scope: str = "") -> Mapping[str, int]:
        """Return the words that are `text` give or take a letter, with how many rows have them."""
        found: Counter[str] = Counter()
        for texts in self._rows.values():
            for one in (scope,) if scope else ANYWHERE:
                found.update({word for word, _ in texts.get(one, []) if word != BREAK and is_near(word, text)})
        return found

    def facet(self, field: str, found: Node | Collection[int] | None = None) -> None:
        """Return None: nothing is counted here."""

    def rows(self) -> Iterable[int]:
        """Yield the number of every row."""
        return iter(self._rows)

    def close(self) -> None:
        """Do nothing: there is no file."""

    def _find(self, query: Node, texts: dict[str, list[tuple[str, str]]]) -> int:
        """Return how often `query` is found; 0: not at all."""
        match query:
            case Words():
                where = (query.scope,) if query.scope else ANYWHERE
                return sum(len(occurrences(texts.get(one, []), query, self._stem)) for one in where)
            case Or(parts):
                return sum(self._find(part, texts) for part in parts)
            case And(parts):
                times = [self._find(part, texts) for part in parts]
                return sum(times) if all(times) else 0
            case Not(part):
                return int(not self._find(part, texts))
        raise TypeError(f"no question for a full-text index: {query}")


def _score(times: int) -> float:
    return 1 + log(times)


def occurrences(text: list[tuple[str, str]], sought: Words, stem: Stem) -> list[tuple[int, int]]:
    """Return where `sought` stands in `text` (pairs of word and stem): ranges of words, first to one past the last.

    >>> occurrences([("mass", "mass"), ("graves", "grave")], Words(("grave",)), lambda word: word)
    [(1, 2)]
    """
    if not sought.exact:
        form = stem(sought.words[0])
        return [(at, at + 1) for at, (_, other) in enumerate(text) if other == form]
    *head, last = sought.words
    found = []
    for at in range(len(text) - len(head)):
        end = text[at + len(head)][0]
        if sought.prefix:
            fits = end.startswith(last)
        else:
            fits = end == last or (sought.near and end != BREAK and is_near(end, last))
        if fits and all(text[at + i][0] == word for i, word in enumerate(head)):
            found.append((at, at + len(head) + 1))
    return found
