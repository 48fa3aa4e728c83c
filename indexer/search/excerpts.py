"""What a person sees of a record that was found: part of the caption, with the words sought lit up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from indexer.model import Hit, Record
from indexer.search.query import And, Node, Not, Or, Words
from indexer.search.words import spans


def has_words(tree: Node) -> bool:
    """Tell whether any part of a query needs the full text."""
    match tree:
        case And(parts) | Or(parts):
            return any(has_words(part) for part in parts)
        case Not(part):
            return has_words(part)
    return isinstance(tree, Words)


def words_of(tree: Node) -> Iterator[Words]:
    """Yield the words of a query that may stand in a caption that it finds."""
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from words_of(part)
        case Words(scope="" | "caption" | "subject"):
            yield tree


def make_hit(record: Record, score: float, sought: Sequence[Words]) -> Hit:
    """Return the Hit for `record`, its excerpt around the words `sought`."""
    from indexer.search.scan import occurrences
    from indexer.search.stem import english_stem

    stem = english_stem

    def wanted(found: list[str]) -> list[tuple[int, int]]:
        text = [(word, stem(word)) for word in found]
        ranges: list[tuple[int, int]] = []
        for first, last in sorted(one for words in sought for one in occurrences(text, words, stem)):
            if ranges and first < ranges[-1][1]:
                ranges[-1] = (ranges[-1][0], max(last, ranges[-1][1]))
            else:
                ranges.append((first, last))
        return ranges

    shown, highlights = excerpt(record.caption, wanted)
    return Hit(record, score, shown, highlights)


def excerpt(
    text: str, wanted: Callable[[list[str]], list[tuple[int, int]]], width: int = 160
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return about `width` characters of `text` around the words that `wanted` picks, and where these are in it.

    `wanted` takes the folded words and returns ranges of them, first to one past the last.

    >>> excerpt("One two three", lambda found: [(1, 2)])
    ('One two three', ((4, 7),))
    >>> excerpt("One two three four", lambda found: [(3, 4)], width=9)
    ('…ree four', ((5, 9),))
    """
    text = " ".join(text.split())
    found = list(spans(text))
    lit = [(found[first][1], found[last - 1][2]) for first, last in wanted([word for word, _, _ in found])]
    start, end = 0, len(text)
    if end > width:
        first = lit[0][0] if lit else 0
        start = max(0, min(first - width // 3, len(text) - width))
        end = min(len(text), start + width)
    shown = text[start:end]
    if start:
        shown = "…" + shown[1:]
    if end < len(text):
        shown = shown[:-1] + "…"
    # An ellipsis covers one character: a word that it cuts into stays lit but for that character.
    low, high = start + (start > 0), end - (end < len(text))
    inside = ((max(a, low) - start, min(b, high) - start) for a, b in lit if b > low and a < high)
    return shown, tuple(inside)
