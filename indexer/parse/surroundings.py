"""What stands around a name: the role in front or behind, the word that leads to it, age and order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ..vocab.captions import (
    ADJECTIVE,
    ASIDE,
    DEMONYM,
    DETERMINER,
    GIVEN,
    MENTION,
    ORG,
    PICTURE,
    TITLE,
    VERB,
    WITH,
)  # fmt: skip
from .person_names import Run
from .positions import Order, find_orders
from .words import Text, Word

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
        begins = [w[1] for w in words] if dates else []
        for start, end in dates:
            a, b = bisect_left(begins, start), bisect_left(begins, end)
            dated.update(range(a, b))
            # "…, Quito, May 3, 2001 Soldiers stand": a sentence starts behind the date of a dateline
            if b < len(words) and words[b][0][0].isupper() and words[b - 1][0].isalnum() and (a == 0 or b - a > 1):
                before = words[a - 1][0] if a else "-"
                if before in "-–—" or a == 0 or (before == "," and "-" in [w[0] for w in words[max(0, a - 12) : a]]):
                    starts.append(b)
        for i, (mark, _, _) in enumerate(words):
            if mark == ";" and i + 1 < len(words):
                starts.append(i + 1)
        self.dated = dated
        self.starts = sorted(set(starts))
        self.breaks = frozenset(self.starts) | frozenset(dated)
        self.orders: list[Order] = find_orders(words, self.f.low)
        self.quoted = _quoted(words)
        self.bracketed = _bracketed(words)
        self.main = self._main_sentence()

    def _main_sentence(self) -> int:
        """The first sentence that tells what is seen; labels and slugs in front of it count with it."""
        n = len(self.words)
        for s, begin in enumerate(self.starts):
            end = self.starts[s + 1] if s + 1 < len(self.starts) else n
            small = sum(1 for k in range(begin, end) if self.words[k][0].islower())
            dashes = sum(1 for k in range(begin, end) if self.words[k][0] in "-–—")
            verb = any(self.f.flags[k] & VERB and self.words[k][0].islower() for k in range(begin, end))
            if (verb and dashes < 2 and small >= 2) or (small >= 6 and dashes < 3):
                return s
        return len(self.starts) - 1 if n <= 30 else 0

    def behind_age(self, i: int) -> int:
        """Past an age or a number behind a name: ", 34,", "(7)", "#12"."""
        words = self.words
        if i + 1 < len(words) and words[i][0] == "," and words[i + 1][0].isdigit() and len(words[i + 1][0]) <= 3:
            after = words[i + 2][0] if i + 2 < len(words) else "."
            if after in ",.;()" or after in ("and", "left", "right"):
                return i + 2
        return i

    def has_number(self, i: int) -> bool:
        words = self.words
        if i + 2 < len(words) and words[i][0] == "(" and words[i + 1][0].isdigit() and words[i + 2][0] == ")":
            return len(words[i + 1][0]) <= 3
        return i + 1 < len(words) and words[i][0] == "#" and words[i + 1][0].isdigit()

    def role_start(self, run: Run) -> tuple[int, int, bool]:
        """Where the role in front begins, where the whole phrase does (its article too), and if it has a title."""
        f, words = self.f, self.words
        i = run.first
        titled = False
        role = run.first
        # "…, Ann Roe,": a title set off by a comma opens the sentence
        if not run.titled and i >= 2 and words[i - 1][0] == "," and run.stop < len(words):
            begin = self.starts[bisect_right(self.starts, i - 1) - 1]
            chunk = range(begin, i - 1)
            closes = words[run.stop][0] in ",.(" or f.flags[run.stop] & VERB
            if (
                0 < len(chunk) <= 14
                and closes
                and any(f.flags[k] & TITLE for k in chunk[:4])
                and not any(
                    words[k][0] in ":;.(" or (f.flags[k] & VERB and words[k][0].islower() and not f.flags[k] & TITLE)
                    for k in chunk
                )
                and not any(f.flags[k] & GIVEN for k in chunk if words[k][0][0].isupper())
            ):
                while begin < i and f.flags[begin] & DETERMINER and not f.flags[begin] & TITLE:
                    begin += 1
                return begin, self.starts[bisect_right(self.starts, i - 1) - 1], True
        if not run.titled and run.name[0] > run.first and i >= 2 and f.low[i - 1] in ("of", "for"):
            # "Secretary of State Ann Roe": the office has a word of its own
            if f.flags[i - 2] & TITLE and words[i - 2][0][0].isupper():
                role, titled, i = i - 2, True, i - 2
        elif run.titled and i >= 3 and f.low[i - 1] == "the" and f.low[i - 2] == "of" and f.flags[i - 3] & TITLE:
            role, i = i - 3, i - 3
        k = i - 1
        if k >= 0 and words[k][0] == "." and k and words[k - 1][0] in ("Sen", "Rep", "Dr", "Gov"):
            k -= 1
        while k >= 0 and i - k <= 10 and k not in self.dated:
            text, flag = words[k][0], f.flags[k]
            if k + 1 in self.breaks and k + 1 != run.first:
                break
            if run.first in self.breaks:
                break
            if flag & TITLE and not flag & DETERMINER and text[0].isalpha() and not (flag & VERB and k == 0):
                titled = True
            elif text[0].isupper() and titled and not flag & (GIVEN | MENTION | WITH | ASIDE):
                pass  # the team or firm in front: "Leeds forward"
            elif text[0].isupper() and titled and flag & GIVEN and not flag & PICTURE:
                pass
            elif flag & (ADJECTIVE | DEMONYM) and text[0].isalpha():
                if (
                    not titled
                    and text[0].islower()
                    and not flag & DEMONYM
                    and f.low[k] in ("first", "co", "head", "state")
                ):
                    break
            elif titled and "-" in text and text[0].isalpha():
                pass
            else:
                break
            role = k
            k -= 1
        first = role
        while first - 1 >= 0 and f.flags[first - 1] & DETERMINER and self.words[first - 1][0].islower():
            first -= 1
        return role, first, titled

    def link(self, first: int) -> tuple[str, int]:
        """The word or mark in front of the phrase, lower case, and the word behind it; "" opens a sentence."""
        if first <= 0 or first in self.breaks:
            return "", first
        if self.f.owner[first - 1]:
            # "Leeds's Ann Roe": look past the owner
            k = first - 1
            while k > 0 and self.words[k - 1][0][0].isupper() and k not in self.breaks:
                k -= 1
            return self.link(k)
        return self.f.low[first - 1], first

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

    def apposition(self, i: int) -> tuple[int, int] | None:
        """The role set behind a name by a comma: ", director of …,"; its characters."""
        f, words = self.f, self.words
        n = len(words)
        i = self.behind_age(i)
        if i + 1 >= n or words[i][0] not in ",(":
            return None
        first = k = i + 1
        hit = -1
        while k < n and k < first + 6:
            text = words[k][0]
            if not text[0].isalnum() and text not in "-.":
                break
            if f.flags[k] & TITLE and not (k == first and text[0].isupper() and k + 1 < n and f.flags[k + 1] & GIVEN):
                hit = k
                break
            if f.flags[k] & VERB and text.islower() and not f.flags[k] & TITLE:
                break
            if text[0].isupper() and f.flags[k] & GIVEN and not f.flags[k] & TITLE:
                return None
            k += 1
        if hit < 0:
            return None
        if f.low[first] in ("and", "und", "et", "y", "e", "with", "und", "mit", "as"):
            return None
        # a title in front of another name is that person's, not an apposition: "Ann Roe, President Ben Poe"
        behind = f.flags[hit + 1] if hit + 1 < n and words[hit + 1][0][0].isupper() else 0
        if behind & GIVEN and not behind & (ORG | DEMONYM | MENTION | WITH):
            return None
        stop = hit + 1
        while stop < n and stop - first < 20:
            text = words[stop][0]
            if text in ",;:()" or stop in self.starts or stop in self.dated:
                break
            if text in ".!?" and stop + 1 >= n:
                break
            if f.low[stop] in AND and stop + 1 < n and f.flags[stop + 1] & DETERMINER:
                break
            if text.islower() and f.flags[stop] & VERB and not f.flags[stop] & TITLE:
                break
            stop += 1
        while first < stop and f.flags[first] & DETERMINER and words[first][0].islower():
            first += 1
        return (words[first][1], words[stop - 1][2]) if stop > first else None


def _quoted(words: Sequence[Word]) -> frozenset[int]:
    """The words inside quotation marks, up to 30 of them a pair; titles of works and speech show nobody."""
    inside: set[int] = set()
    closing = {"“": "”", "„": "“", '"': '"', "«": "»", "‘": "’", "'": "'"}
    i, n = 0, len(words)
    while i < n:
        close = closing.get(words[i][0])
        if close and i + 1 < n and (close != "'" or words[i + 1][1] == words[i][2]):
            end = next(
                (k for k in range(i + 1, min(n, i + 40)) if words[k][0] == close or words[k][0] == "”" == close), 0
            )
            # a nickname inside a name is one word: Robert “Bo” Roe
            if end - i == 2 and end + 1 < n and words[end + 1][0][0].isupper() and i and words[i - 1][0][0].isupper():
                i = end + 1
                continue
            if end:
                inside.update(range(i, end + 1))
                i = end
        i += 1
    return frozenset(inside)


def _bracketed(words: Sequence[Word]) -> dict[int, int]:
    """The words inside round or square brackets, each with the word that opens them."""
    inside: dict[int, int] = {}
    opener = -1
    for i, (text, _, _) in enumerate(words):
        if text in "([":
            opener = i
        elif text in ")]":
            opener = -1
        elif opener >= 0:
            if i - opener > 60:
                opener = -1
            else:
                inside[i] = opener
    return inside
