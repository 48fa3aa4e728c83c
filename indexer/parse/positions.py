"""Where in the picture a person is: the printed mark behind a name, and the order of a list of names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..vocab.captions import words_of
from .words import Word

_SIDES = ("left", "right", "centre", "top", "bottom", "front", "back")
_ORDINALS = {
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
    "zweiter": 2, "dritter": 3,
}  # fmt: skip
_COUNT = ("", "", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_CORNERS = ("top left", "top right", "bottom right", "bottom left")
_OPEN = {"(": ")", "[": "]"}
_LONGEST = 7


_ORDER_WORDS = frozenset(("from", "de", "von", "l-r", "ltor", "v.l.", "v.l.n.r.", "l.r.", "l", "left", "v"))
"""An order of names starts with one of these."""


class Mark(NamedTuple):
    """A mark behind a name: words `first` to before `stop`."""

    position: str
    first: int
    stop: int
    opening: int
    """The word (comma or bracket) that opens it."""


class Order(NamedTuple):
    """Words that say in which order the names of a list stand."""

    first: int
    stop: int
    kind: str
    """left, right or clockwise."""
    behind: bool
    """Whether it stands behind its names: "A, B und C (v.l.)"."""


def name_position(tokens: Sequence[str]) -> str | None:
    """Return the position that `tokens` (lower case) name, or None.

    >>> name_position(["far", "left"]), name_position(["second", "from", "right"]), name_position(["r", "."])
    ('left', 'second from right', 'right')
    >>> name_position(["top", "left"]), name_position(["hat"])
    ('top left', None)
    """
    found = [side for side in _SIDES for token in tokens if token in words_of(f"side_{side}")]
    if not found:
        return None
    ordinal = next((_ORDINALS[t] for t in tokens if t in _ORDINALS), 0)
    if ordinal and ("left" in found or "right" in found):
        return f"{_COUNT[ordinal]} from {'left' if 'left' in found else 'right'}"
    level = next((side for side in found if side in ("top", "bottom", "front", "back")), None)
    side = next((side for side in found if side in ("left", "right", "centre")), None)
    return " ".join(part for part in (level, side) if part)


def mark_behind(words: Sequence[Word], low: Sequence[str], i: int) -> Mark | None:
    """Return the mark that starts at word `i`: "(L)", ", left,", ", in cap, center,"; None when there is none."""
    allowed = words_of("position_word")
    n = len(words)
    if i >= n:
        return None
    if words[i][0] in _OPEN:
        stop = i + 1
        while stop < n and stop < i + 2 * _LONGEST and words[stop][0] != _OPEN[words[i][0]]:
            stop += 1
        inside = [w for w in low[i + 1 : stop] if w not in ".,"]
        if len(inside) > 1 and inside[0] in words_of("party"):
            inside = inside[1:]  # (CDU, l.)
        if inside and (inside[0] in allowed) and ("left" in inside[0] or len(inside) <= 4 or inside[0] in ("in", "at")):
            if "from" in inside[:1] and len(inside) == 2:
                return None  # "(from left)": the order of a list
            position = name_position([w for w in inside if w in allowed])
            if position:
                return Mark(position, i + 1, stop, i)
        return None
    if low[i] in ("to", "on", "at") and i + 2 < n and low[i + 1] == "the" and low[i + 2] in ("left", "right"):
        ends = i + 3 >= n or not words[i + 3][0][0].isalnum()
        return Mark(low[i + 2], i, i + 3, i) if ends else None
    if words[i][0] != ",":
        return None
    for skipped in range(2):
        first = i + 1
        if skipped:  # ", in cap, center,"
            while first < n and first < i + 5 and words[first][0] != ",":
                first += 1
            first += 1
            if i + 1 >= n or low[i + 1] not in ("in", "wearing", "with", "holding"):
                return None
        stop = first
        while stop < n and stop < first + _LONGEST and low[stop] in allowed and low[stop] != "and":
            stop += 1
        open_ended = stop < n and words[stop][0] not in ",.;:)" and low[stop] not in ("and", "und", "y", "et")
        if stop == first or (open_ended and not _closes(low, stop)):
            continue
        while stop > first and low[stop - 1] in ("in", "at", "from", "the"):
            stop -= 1
        position = name_position(low[first:stop]) if stop > first else None
        if position and low[first] != "from":
            return Mark(position, first, stop, i)
    return None


def _closes(low: Sequence[str], stop: int) -> bool:
    """Whether a position may end in front of this word: a verb or a small word follows ("…, left speaks")."""
    return (
        low[stop].islower() and low[stop - 1] in ("left", "right", "centre", "center") and low[stop] in ("is", "with")
    )


def find_orders(words: Sequence[Word], low: Sequence[str]) -> list[Order]:
    """Return the marks of order: "from left", "(L-R)", "v.l.", "de gauche à droite", "clockwise from top left".

    >>> from indexer.parse.words import read_text
    >>> text = read_text("From left: A, B and C")
    >>> [(o.kind, o.behind) for o in find_orders(text.words, text.low)]
    [('left', False)]
    """
    found: list[Order] = []
    if _ORDER_WORDS.isdisjoint(low):
        return found
    n = len(low)
    for i, word in enumerate(low):
        if word not in _ORDER_WORDS:
            continue
        stop = 0
        kind = "left"
        if word in ("from", "de", "von") and i + 1 < n:
            side = low[i + 1] if low[i + 1] not in ("the", "top", "far") else (low[i + 2] if i + 2 < n else "")
            if side in ("left", "right", "gauche", "izquierda", "links", "rechts", "l"):
                if (i and low[i - 1] in _ORDINALS) or (i and low[i - 1] in ("second", "third", "fourth", "fifth")):
                    continue
                stop = i + 2 + (low[i + 1] in ("the", "top", "far"))
                kind = "right" if side in ("right", "rechts") else "left"
                if i and "clockwise" in low[max(0, i - 2) : i]:
                    kind = "clockwise"
                if stop + 1 < n and low[stop] in ("to", "à", "a", "nach"):
                    stop += 2
        elif word in ("l-r", "ltor", "v.l.", "v.l.n.r.", "l.r."):
            stop = i + 1
        elif (word == "l" and i + 2 < n and low[i + 1] in ("to", "-", "–") and low[i + 2] == "r") or (
            word == "left" and i + 2 < n and low[i + 1] == "to" and low[i + 2] == "right"
        ):
            stop = i + 3
        elif word == "v" and i + 3 < n and low[i + 1] == "." and low[i + 2] == "l":
            stop = i + 4
        if stop and (not found or i >= found[-1].stop):
            ahead = words[stop][0] if stop < n else ""
            in_brackets = i > 0 and words[i - 1][0] in "(["
            following = words[stop + 1][0] if stop + 1 < n else ""
            behind = in_brackets and ahead in (")", "]", ".") and not following[:1].isupper()
            behind = behind or (not in_brackets and stop >= n - 1 and i > 0)
            found.append(Order(i, stop, kind, behind))
    return found


def positions_in_order(count: int, kind: str) -> list[str | None]:
    """Return the positions of `count` people named in that order.

    >>> positions_in_order(3, "left")
    ['left', 'centre', 'right']
    >>> positions_in_order(4, "left")
    ['left', 'second from left', 'third from left', 'right']
    """
    if kind == "clockwise":
        return list(_CORNERS) if count == 4 else ["top left"] + [None] * (count - 1)
    ends = ("left", "right") if kind == "left" else ("right", "left")
    if count == 1:
        return [None]
    if count == 3:
        return [ends[0], "centre", ends[1]]
    middle = [f"{_COUNT[k]} from {ends[0]}" if k < len(_COUNT) else None for k in range(2, count)]
    return [ends[0], *middle, ends[1]]
