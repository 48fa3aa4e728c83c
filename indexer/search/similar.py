"""The words of a caption that tell it from others: what `similar` looks for."""

from __future__ import annotations

from collections import Counter
from math import log

from indexer.search.backend import Backend
from indexer.search.query import Or, Words
from indexer.search.stem import english_stem
from indexer.search.words import words

MOST_WORDS = 12
"""Words that are looked for: more change the order little and cost as much again."""


def telling_words(caption: str, backend: Backend) -> Or | None:
    """Return a query for the words of `caption` that the fewest other captions have; None when it has none."""
    times = Counter(english_stem(word) for word in words(caption) if len(word) > 1)
    written = {english_stem(word): word for word in words(caption)}
    weights = {}
    for stem, many in times.items():
        found = backend.count(Words((written[stem],), "caption"))
        if found > 1:  # this caption itself has it
            weights[stem] = many / (1 + log(found))
    chosen = sorted(weights, key=lambda stem: (-weights[stem], stem))[:MOST_WORDS]
    return Or(tuple(Words((written[stem],), "caption") for stem in chosen)) if chosen else None
