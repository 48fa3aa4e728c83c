"""What stands around a name: the word that leads to it, an age, quotation marks, brackets, marks of order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from ..text import lazy_pattern
from ..vocab.captions import DETERMINER, TITLE, VERB, words_of
from .positions import Order, find_orders
from .words import BRACKET, MARK, QUOTE, SMALL, Text, Word

_AFFILIATION = lazy_pattern(r"(?:[DRI]|Ind|Lab|Con)-[A-Z]")
AND = frozenset({"and", "&", "und", "et", "y", "e", "og", "och", "en", "vs"})
"""Words that join the members of a list."""


class Surroundings:
    """The words of a caption with its sentences, quotations, brackets and marks of order."""

    def __init__(self, text: Text, dates: Sequence[tuple[int, int]]) -> None:
        self.caption = text.caption
        self.f = text
        self.words = words = text.words
        starts = list(text.starts)
        dated: set[int] = set()
        for start, end in dates:
            a, b = bisect_left(text.begins, start), bisect_left(text.begins, end)
            dated.update(range(a, b))
            # "…, Quito, May 3, 2001 Soldiers stand": a sentence starts behind the date of a dateline
            if b < len(words) and words[b][0][0].isupper() and words[b - 1][0].isalnum() and (a == 0 or b - a > 1):
                before = words[a - 1][0] if a else "-"
                if before in "-–—" or a == 0 or (before == "," and "-" in [w[0] for w in words[max(0, a - 12) : a]]):
                    starts.append(b)
        starts += [i + 1 for i in text.marks if words[i][0] == ";" and i + 1 < len(words)]
        self.dated = dated
        self.starts = sorted(set(starts)) if len(starts) > 1 else starts
        self.breaks = dated.union(starts)
        self.orders: list[Order] = find_orders(words, self.f.low)
        self.quoted = _quoted(words, text.marks) if text.seen & QUOTE else frozenset()
        self.bracketed = _bracketed(words, text.marks) if text.seen & BRACKET else {}
        self.main = self._main_sentence()

    def _main_sentence(self) -> int:
        """The first sentence that tells what is seen; labels and slugs in front of it count with it."""
        words, flags = self.words, self.f.flags
        n = len(words)
        if len(self.starts) == 1:
            return 0
        for s, begin in enumerate(self.starts):
            end = self.starts[s + 1] if s + 1 < len(self.starts) else n
            small = dashes = 0
            verb = False
            for k in range(begin, end):
                flag = flags[k]
                if flag & SMALL:
                    small += 1
                    verb = verb or flag & VERB > 0
                elif flag & MARK and words[k][0] in "-–—":
                    dashes += 1
            if (verb and dashes < 2 and small >= 2) or (small >= 6 and dashes < 3):
                return s
        return len(self.starts) - 1 if n <= 30 else 0

    def tells_what_is_seen(self, sentence: int) -> bool:
        """Whether a sentence speaks of the picture: the main one, and later ones that say where in it somebody is."""
        if sentence <= self.main:
            return True
        low, words = self.f.low, self.words
        begin = self.starts[sentence]
        if begin and words[begin - 1][0] == ";":
            return self.tells_what_is_seen(sentence - 1)
        head = low[begin : begin + 6]
        if any(word in words_of("seen_lead") for word in head[:3]):
            return ":" in head or bool(words_of("seen_verb").intersection(head))
        return head[0] in words_of("pronoun") and any(word in words_of("by_shown") for word in head[1:4])

    def behind_age(self, i: int) -> int:
        """Past an age or a number behind a name: ", 34,", "(7)", "#12"."""
        words = self.words
        if i + 1 < len(words) and words[i][0] == "," and words[i + 1][0].isdigit() and len(words[i + 1][0]) <= 3:
            after = words[i + 2][0] if i + 2 < len(words) else "."
            if after in ",.;()" or after in ("and", "left", "right"):
                return i + 2
        return i

    def behind_affiliation(self, i: int) -> int:
        """Past a party and state behind a name: ", D-Mass.,", "(R-Ohio)"; in front of the mark that follows."""
        words = self.words
        if i + 2 >= len(words) or words[i][0] not in ",(" or not _AFFILIATION.match(words[i + 1][0]):
            return i
        k = i + 2
        if words[k][0] == "." and k + 1 < len(words):
            k += 1
        if words[k][0] == ")" or (words[k][0] == "," and k + 1 < len(words) and words[k + 1][0] in "(["):
            k += 1
        return k if k < len(words) else i

    def has_number(self, i: int) -> bool:
        words = self.words
        if i + 2 < len(words) and words[i][0] == "(" and words[i + 1][0].isdigit() and words[i + 2][0] == ")":
            return len(words[i + 1][0]) <= 3
        return i + 1 < len(words) and words[i][0] == "#" and words[i + 1][0].isdigit()

    def link(self, first: int) -> tuple[str, int]:
        """The word or mark in front of the phrase, lower case, and the word behind it; "" opens a sentence."""
        if first <= 0 or first in self.breaks:
            return "", first
        if self.f.owner[first - 1]:
            # "Leeds's Ann Roe": look past the owner
            k = first - 1
            return self.link(self._past_owner(k))
        if self.words[first - 1][0] in "'’" and first >= 2 and self.words[first - 2][0][-1] == "s":
            return self.link(self._past_owner(first - 2))  # West Indies' Ann Roe
        return self.f.low[first - 1], first

    def _past_owner(self, k: int) -> int:
        while k > 0 and self.words[k - 1][0][0].isupper() and k not in self.breaks:
            k -= 1
        if k > 0 and self.f.flags[k - 1] & DETERMINER and self.words[k - 1][0].islower():
            k -= 1
        return k

    def is_owned(self, first: int) -> bool:
        """Whether a team or country owns the name at `first`: "Leeds's Ann Roe", "West Indies' Ann Roe"."""
        if first < 1 or first in self.breaks:
            return False
        if self.f.owner[first - 1]:
            return self.words[first - 1][0][0].isupper()
        return first >= 2 and self.words[first - 1][0] in "'’" and self.words[first - 2][0][0].isupper()

    def is_pictured(self, i: int) -> bool:
        """Whether "(pictured)" stands at word `i`."""
        words = self.words
        if i + 2 >= len(words) or words[i][0] not in "([":
            return False
        inside = self.f.low[i + 1 : i + 5]
        return inside[0] in words_of("pictured") or inside[:2] == ["im", "bild"] or inside[:3] == ["en", "la", "imagen"]

    def in_order(self, first: int) -> bool:
        for order in self.orders:
            if order.behind or order.stop > first or first - order.stop > 120:
                continue
            if not any(order.stop < k <= first for k in self.starts) and not any(
                self.f.flags[k] & VERB and self.words[k][0].islower() and not self.f.flags[k] & TITLE
                for k in range(order.stop, first)
            ):
                return True
        return False


_CLOSING = {"“": "”", "„": "“", '"': '"', "«": "»", "‘": "’", "'": "'"}


def _quoted(words: Sequence[Word], marks: Sequence[int]) -> frozenset[int]:
    """The words inside quotation marks, up to 40 of them a pair; titles of works and speech show nobody."""
    inside: set[int] = set()
    behind = 0
    for i in marks:
        close = _CLOSING.get(words[i][0])
        if close is None or i < behind or i + 1 >= len(words) or (close == "'" and words[i + 1][1] != words[i][2]):
            continue
        end = next(
            (k for k in range(i + 1, min(len(words), i + 40)) if words[k][0] == close or words[k][0] == "”" == close), 0
        )
        # a nickname inside a name is one word: Robert “Bo” Roe
        capital = end - i == 2 and end + 1 < len(words) and words[end + 1][0][0].isupper()
        if capital and i and words[i - 1][0][0].isupper():
            behind = end + 1
        elif end:
            inside.update(range(i, end + 1))
            behind = end + 1
    return frozenset(inside)


def _bracketed(words: Sequence[Word], marks: Sequence[int]) -> dict[int, int]:
    """The words inside round or square brackets, up to 60 of them a pair, each with the word that opens them."""
    inside: dict[int, int] = {}
    opener = -1
    for i in marks:
        text = words[i][0]
        if text in "([":
            opener = i
        elif text in ")]" and opener >= 0:
            inside.update(dict.fromkeys(range(opener + 1, min(i, opener + 61)), opener))
            opener = -1
    if opener >= 0:
        inside.update(dict.fromkeys(range(opener + 1, min(len(words), opener + 61)), opener))
    return inside
