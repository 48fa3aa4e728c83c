"""What the catalogue asks of a full-text index, whichever engine stands behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple, Protocol

from indexer.search.query import And, Node, Not, Or, Words


class Entry(NamedTuple):
    """One record's texts as an index takes them in."""

    row: int
    """The record's number in the catalogue; never given twice, so it names these very texts."""
    texts: Mapping[str, str]
    """Scope → text, as `words.scopes` makes them."""
    facets: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Field → values that it is counted by."""


class Match(NamedTuple):
    """A row that was found, and how well it fits: more is better, comparable within one answer."""

    row: int
    score: float


class Backend(Protocol):
    """A full-text index as it was at one moment. Queries given to it are wordy (see `is_wordy`)."""

    def search(self, query: Node, limit: int | None = None, within: Collection[int] | None = None) -> list[Match]:
        """Return the best `limit` matches (None: all) of the rows `within` (None: all), equal ones by row."""
        ...

    def count(self, query: Node, within: Collection[int] | None = None) -> int:
        """Return how many rows match, of those `within`."""
        ...

    def most(self, query: Node) -> int:
        """Return how many rows match at most, without looking at them."""
        ...

    def matching(self, query: Node) -> Collection[int]:
        """Return the rows that match, in no order."""
        ...

    def near(self, text: str, scope: str = "") -> Mapping[str, int]:
        """Return the words that are `text` give or take a letter, with how many rows have them, about."""
        ...

    def facet(self, field: str, found: Node | Collection[int] | None = None) -> dict[str, int] | None:
        """Count the values that rows, or what a query finds (None: all), have in a field; None when not kept here."""
        ...

    def rows(self) -> Iterable[int]:
        """Yield the number of every row that is in the index."""
        ...

    def close(self) -> None:
        """Let go of files; what comes after is undefined."""
        ...


def is_plain(query: Node) -> bool:
    """Tell whether `query` is nothing but words that are there.

    >>> from indexer.search.query import parse_query
    >>> [is_plain(parse_query(text)) for text in ("mass grave", "mass -grave", "mass OR by:correa")]
    [True, False, False]
    """
    match query:
        case And(parts) | Or(parts):
            return bool(parts) and all(is_plain(part) for part in parts)
        case _:
            return isinstance(query, Words)


def is_wordy(query: Node) -> bool:
    """Tell whether an index can answer `query` alone: words that are there, perhaps without others that are not.

    >>> from indexer.search.query import parse_query
    >>> [is_wordy(parse_query(text)) for text in ("mass grave", "mass -grave", "-grave", "mass by:correa")]
    [True, True, False, False]
    """
    there, absent = halves(query)
    return bool(there) and all(is_plain(part) for part in there + absent)


def halves(query: Node) -> tuple[list[Node], list[Node]]:
    """Return the parts of `query` that must be there, and those that must not."""
    parts = query.parts if isinstance(query, And) else (query,)
    there: list[Node] = [part for part in parts if not isinstance(part, Not)]
    return there, [part.part for part in parts if isinstance(part, Not)]
