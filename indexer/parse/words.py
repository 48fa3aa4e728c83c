"""A caption as words and sentences: the one tokenisation that dates, people and subject share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..vocab.captions import words_of

Word = tuple[str, int, int]
"""A word or one mark: its text, first character, one past the last; counted in the caption."""

MAX_LENGTH = 10_000
"""Characters of a caption that are read; the longest real ones have about 2,500."""

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., N.C., v.l.
    r"|[^\W_]+(?:[’'ʼ\-‐‑][^\W_]+)*"  # O'Neil, al-Sayed, Co-operation, 22-jährig, D'Angelo's
    r"|\S"
)
_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("\"'”’»)]")


def split_words(caption: str) -> list[Word]:
    """Return the words and marks of `caption` (its first MAX_LENGTH characters), each with its place.

    >>> split_words("Ann O'Neil, 34.")
    [('Ann', 0, 3), ("O'Neil", 4, 10), (',', 10, 11), ('34', 12, 14), ('.', 14, 15)]
    >>> [w for w, _, _ in split_words("the U.S. Capitol")]
    ['the', 'U.S.', 'Capitol']
    """
    return [(m.group(), m.start(), m.end()) for m in _WORD.finditer(caption, 0, MAX_LENGTH)]


def sentence_starts(words: Sequence[Word]) -> list[int]:
    """Return the indices of the words that open a sentence; the first is 0, none for no words.

    A full stop behind an abbreviation or an initial ends nothing, unless a plain opening word with a
    capital follows.

    >>> sentence_starts(split_words("Sen. Ann Roe in Salem, Ore. The vote is near. J. Doe left."))
    [0, 9, 14]
    """
    if not words:
        return []
    starts = [0]
    last = len(words) - 1
    for i, (text, _, _) in enumerate(words):
        if i >= last:
            break
        if text not in _ENDS:
            # "in Washington, D.C. The ..." : the stop is part of the abbreviation.
            if text[-1] == "." and _opens(words[i + 1][0]):
                starts.append(i + 1)
            continue
        nxt = i + 1
        while nxt <= last and (words[nxt][0] in _CLOSERS or words[nxt][0] in _ENDS):
            nxt += 1
        if nxt > last or nxt <= starts[-1]:
            continue
        following = words[nxt][0]
        if following[0].islower() or following in ",;:":
            continue
        if text == "." and i:
            before = words[i - 1][0]
            is_short = (len(before) == 1 and before.isalpha()) or before.lower() in words_of("abbreviation")
            if is_short and words[i - 1][2] == words[i][1] and not _opens(following):
                continue
            if before.isdigit() and len(before) <= 2 and following[0].isupper() and i >= 1 and _is_ordinal(words, i):
                continue
        starts.append(nxt)
    return starts


def _opens(text: str) -> bool:
    return text[0].isupper() and text.lower() in words_of("starter")


def _is_ordinal(words: Sequence[Word], i: int) -> bool:
    """A German day or a numbered thing ("am 5. Mai", "der 3. Liga"): the number follows a small word."""
    return i >= 2 and words[i - 2][0].lower() in {
        "am",
        "der",
        "dem",
        "den",
        "vom",
        "zum",
        "im",
        "bis",
        "und",
        ",",
        "die",
    }
