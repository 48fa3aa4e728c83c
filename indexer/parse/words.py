"""A caption as words and sentences: split once, looked up once, and shared by everything that reads it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from ..text import fold, lazy_pattern
from ..vocab.captions import CLASSES, FOREIGN, GIVEN, ORG, TITLE, lexicon, title_endings, words_of
from ..vocab.place_words import place_words

Word = tuple[str, int, int]
"""A word or one mark: its text, first character, one past the last; counted in the caption."""

MAX_LENGTH = 10_000
"""Characters of a caption that are read; the longest real ones have about 2,500."""

CAPITAL, SMALL, LOWER, NUMBER, MARK, ARABIC, OWNER = (1 << n for n in range(22, 29))
"""How a word looks, beside what it can be (`vocab/captions.py`): its first letter, all its letters, a digit in front, a
mark at the end, an Arabic article, a possessive ending behind more than a letter."""
QUOTE, BRACKET = (1 << n for n in range(31, 33))
"""Marks that open a quotation or a bracket; asked of a whole caption."""

_WORD = lazy_pattern(
    r"(?:[DRI]-)?(?:[^\W\d_]\.){2,}"  # U.S., N.C., v.l., R-S.D.
    r"|[^\W_]+(?:[’'ʼ\-‐‑][^\W_]+)*"  # O'Neil, al-Sayed, Co-operation, 22-jährig, D'Angelo's
    r"|\S"
)
_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("\"'”’»)]")
_BEFORE_ORDINAL = frozenset(("am", "der", "dem", "den", "vom", "zum", "im", "bis", "und", ",", "die"))
_QUOTES = frozenset("“„\"«‘'")
_BRACKETS = frozenset("([")
_ARABIC_ARTICLES = frozenset(("al-", "el-", "as-", "ar-", "an-", "ez-", "ad-", "at-"))
_KEPT = 16_384
"""Chunks of captions whose words are kept: the same few thousand make most of every archive."""
_LONGEST_KEPT = 40
"""Characters of such a chunk."""


class Text(NamedTuple):
    """The words of a caption, and what the vocabulary knows of each, in step."""

    caption: str
    words: list[Word]
    low: list[str]
    """Lower case, without a possessive ending."""
    flags: list[int]
    """What the word can be: a sum of TITLE, ORG, VERB …; and how it looks: CAPITAL, SMALL, LOWER …"""
    owner: list[bool]
    """Whether the word carries a possessive ending."""
    starts: list[int]
    """The words that open a sentence; the first is 0, none for no words."""
    marks: list[int]
    """Those that are or end in a mark of punctuation."""
    english: bool
    """Whether its small words are English ones; a caption without any counts as English."""
    begins: list[int]
    """The first character of each word."""
    seen: int
    """The flags of all words together: what the caption has at least one of."""


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
    words: list[Word] = []
    low: list[str] = []
    flags: list[int] = []
    owner: list[bool] = []
    marks: list[int] = []
    begins: list[int] = []
    seen = end = 0
    find = caption.find
    for chunk in caption[:MAX_LENGTH].split():
        start = find(chunk, end)
        for text, word, flag, owned in _words(chunk) if len(chunk) <= _LONGEST_KEPT else _words.__wrapped__(chunk):
            end = start + len(text)
            if flag & MARK:
                marks.append(len(words))
            words.append((text, start, end))
            begins.append(start)
            low.append(word)
            flags.append(flag)
            owner.append(owned)
            seen |= flag
            start = end
    starts = _sentence_starts(words, low, marks)
    english = not seen & FOREIGN or _is_english(low)
    return Text(caption, words, low, flags, owner, starts, marks, english, begins, seen)


@lru_cache(_KEPT)
def _words(chunk: str) -> tuple[tuple[str, str, int, bool], ...]:
    """Return the words of what stands between two spaces: as printed, lower case, flags, whether it is an owner's."""
    if chunk.isalnum():  # what the pattern would find, in a fraction of its time; so below
        return (_facts(chunk),)
    if chunk[-1] in ",." and chunk[:-1].isalnum():
        return (*_words(chunk[:-1]), _stops()[chunk[-1]])
    return tuple([_facts(text) for text in _WORD.findall(chunk)])


@cache
def _stops() -> dict[str, tuple[str, str, int, bool]]:
    return {mark: _facts(mark) for mark in ",."}


def _facts(text: str) -> tuple[str, str, int, bool]:
    known, word = lexicon(), text.lower()
    if text.isascii() and text.isalpha():  # nearly every word: nothing to fold, no ending to take off, no parts
        flag = known.get(word, 0)
        if len(word) > 8 and not flag & CLASSES and word.endswith(title_endings()):
            flag |= TITLE
        if word == text:
            return text, text, flag | SMALL | LOWER, False
        return text, word, flag | (CAPITAL if text[0] != word[0] else SMALL), False
    owned = word[-2:] in ("'s", "’s")
    if owned:
        word = word[:-2]
    flag = known.get(word, 0)
    if not flag & CLASSES:
        if not word.isascii():
            flag |= known.get(fold(word), 0) & CLASSES
        if not flag & CLASSES and "-" in word:
            head, _, tail = word.rpartition("-")
            # "EU-Sprecher" is what its last part is, "Jean-Luc" what its first.
            flag |= known.get(tail, 0) & (TITLE | ORG) or known.get(fold(head.split("-")[0]), 0) & GIVEN
        if not flag & CLASSES and len(word) > 8 and word.endswith(title_endings()):
            flag |= TITLE
    if owned and len(text) > 3:
        flag |= OWNER
    return text, word, flag | _look(text), owned


def _look(text: str) -> int:
    first = text[0]
    if first.isupper():
        flag = CAPITAL
    elif first.islower():
        flag = SMALL | LOWER if text.islower() else SMALL
    elif first.isdecimal():
        flag = NUMBER | LOWER if text.islower() else NUMBER
    else:
        flag = LOWER if text.islower() else 0
    if not text[-1].isalnum():
        flag |= MARK | (QUOTE if text in _QUOTES else BRACKET if text in _BRACKETS else 0)
    return flag | ARABIC if text[:3] in _ARABIC_ARTICLES else flag


def covered(text: Text, spans: Sequence[tuple[int, int]]) -> set[int]:
    """Return the words that lie in any of the spans, or reach into one.

    >>> sorted(covered(read_text("Fog over Oslo today"), [(4, 13)]))
    [1, 2]
    """
    found: set[int] = set()
    if not spans:
        return found
    begins = text.begins
    for start, end in spans:
        first = (bisect_right(begins, start) or 1) - 1
        found.update(range(first, bisect_left(begins, end, first)))
    return found


def _is_english(low: Sequence[str]) -> bool:
    known = place_words()
    return len(known.english.intersection(low)) >= len(known.foreign.intersection(low))


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
