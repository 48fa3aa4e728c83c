"""A caption as words and sentences: split once, looked up once, and shared by everything that reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..text import fold, lazy_pattern
from ..vocab.captions import GIVEN, ORG, TITLE, lexicon, title_endings, words_of
from ..vocab.place_words import place_words

Word = tuple[str, int, int]
"""A word or one mark: its text, first character, one past the last; counted in the caption."""

MAX_LENGTH = 10_000
"""Characters of a caption that are read; the longest real ones have about 2,500."""

_WORD = lazy_pattern(
    r"(?:[DRI]-)?(?:[^\W\d_]\.){2,}"  # U.S., N.C., v.l., R-S.D.
    r"|[^\W_]+(?:[’'ʼ\-‐‑][^\W_]+)*"  # O'Neil, al-Sayed, Co-operation, 22-jährig, D'Angelo's
    r"|\S"
)
_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("\"'”’»)]")
_BEFORE_ORDINAL = frozenset(("am", "der", "dem", "den", "vom", "zum", "im", "bis", "und", ",", "die"))


class Text(NamedTuple):
    """The words of a caption, and what the vocabulary knows of each, in step."""

    caption: str
    words: list[Word]
    low: list[str]
    """Lower case, without a possessive ending."""
    flags: list[int]
    """What the word can be: a sum of TITLE, ORG, VERB …"""
    owner: list[bool]
    """Whether the word carries a possessive ending."""
    starts: list[int]
    """The words that open a sentence; the first is 0, none for no words."""
    marks: list[int]
    """Those that are or end in a mark of punctuation."""
    english: bool
    """Whether its small words are English ones; a caption without any counts as English."""


def read_text(caption: str | Text) -> Text:
    """Split `caption` (its first MAX_LENGTH characters) and look every word up once; a Text comes back as it is.

    >>> text = read_text("Ann O'Neil's dog, 34, in the U.S. Capitol.")
    >>> text.words[1], text.low[1], text.owner[1]
    (("O'Neil's", 4, 12), "o'neil", True)
    >>> [w for w, _, _ in text.words[2:]]
    ['dog', ',', '34', ',', 'in', 'the', 'U.S.', 'Capitol', '.']
    """
    if isinstance(caption, Text):
        return caption
    known = lexicon()
    words: list[Word] = []
    low: list[str] = []
    flags: list[int] = []
    owner: list[bool] = []
    marks: list[int] = []
    for match in _WORD.finditer(caption, 0, MAX_LENGTH):
        text = match.group()
        start, end = match.span()
        if not text[-1].isalnum():
            marks.append(len(words))
        words.append((text, start, end))
        word = text.lower()
        owned = word[-2:] in ("'s", "’s")
        if owned:
            word = word[:-2]
        flag = known.get(word)
        if flag is None:
            flag = 0
            if not word.isascii():
                flag = known.get(fold(word), 0)
            if not flag and "-" in word:
                head, _, tail = word.rpartition("-")
                # "EU-Sprecher" is what its last part is, "Jean-Luc" what its first.
                flag = known.get(tail, 0) & (TITLE | ORG) or known.get(fold(head.split("-")[0]), 0) & GIVEN
            if not flag and len(word) > 8 and word.endswith(title_endings()):
                flag = TITLE
        low.append(word)
        flags.append(flag)
        owner.append(owned)
    return Text(caption, words, low, flags, owner, _sentence_starts(words, low, marks), marks, _is_english(low))


def _is_english(low: Sequence[str]) -> bool:
    seen = set(low)
    known = place_words()
    return len(seen & known.english) >= len(seen & known.foreign)


def _sentence_starts(words: Sequence[Word], low: Sequence[str], marks: Sequence[int]) -> list[int]:
    """Return the indices of the words that open a sentence.

    A full stop behind an abbreviation or an initial ends nothing, unless a plain opening word with a
    capital follows.

    >>> read_text("Sen. Ann Roe in Salem, Ore. The vote is near. J. Doe left.").starts
    [0, 9, 14]
    """
    if not words:
        return []
    starts = [0]
    last = len(words) - 1
    abbreviations = words_of("abbreviation")
    for i in marks:
        text = words[i][0]
        if text[-1] not in _ENDS or i >= last:
            continue
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
            is_short = (len(before) == 1 and before.isalpha()) or low[i - 1] in abbreviations
            if is_short and words[i - 1][2] == words[i][1] and not _opens(following):
                continue
            # A German day or a numbered thing: "am 5. Mai", "der 3. Liga".
            if (
                before.isdigit()
                and len(before) <= 2
                and following[0].isupper()
                and i >= 2
                and low[i - 2] in _BEFORE_ORDINAL
            ):
                continue
        starts.append(nxt)
    return starts


def _opens(text: str) -> bool:
    return text[0].isupper() and text.lower() in words_of("starter")
