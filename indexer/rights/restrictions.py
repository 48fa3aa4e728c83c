"""The words of an instruction to rules: `NO SALES; EMBARGOED UNTIL 00:01 BST MAY 7; CHINA OUT`.

The table is `vocab/restrictions.toml`. The text is cut into words; at each word the longest phrase of the table is
taken, so that run-on capitals (`NO SALES NO ARCHIVES EDITORIAL USE ONLY`) read like parted ones. What no phrase claims
is kept as `warn`, clause by clause. Time is linear: phrases and slots have a bounded length, and what one claims is
never looked at again.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, cast

from ..model import Action, Effect, Restriction
from ..text import fold, lazy_pattern
from ..vocab.restrictions import END, Node, Row, table
from .moments import read_moment
from .territory import place_codes

LONGEST = 8_000
"""Characters of an instruction that are read; IIM allows 256 octets, XMP in life a few hundred."""
_GAP, _PLACE, _CLAUSE = 12, 5, 14
"""Words that {gap} passes over, words of a place name, words looked back from OUT."""

_WORD = lazy_pattern(r"((?:[^\W\d_]\.){2,})|[^\W\d_]+|\d+")
_HARD = lazy_pattern(r"[;\n\r|•!?]|\s[/–—-]+\s|(?<=\w{2})\.(?=\s|$)|\)\.|(?<=\d)\.(?=\s|$)")
_SOFT = lazy_pattern(r"[,:()\[\]\"“”/+&]")
_QUOTED = lazy_pattern(r"[\s:]*[\"“«']([^\"”»']{1,200})[\"”»']")
_FILLERS = frozenset(
    "and or the a of note notes eds ed editors editor attention restrictions restriction please also und et y".split()
)
_LISTED = frozenset("and or und et y e o the in for".split())
_JOINING = frozenset("and or und et y no".split())
_UNITS = {
    "day": 1, "days": 1, "tag": 1, "tage": 1, "tagen": 1, "jours": 1, "jour": 1, "dias": 1, "giorni": 1,
    "week": 7, "weeks": 7, "wochen": 7, "semaines": 7, "month": 30, "months": 30, "mois": 30, "monate": 30,
    "year": 365, "years": 365, "jahre": 365, "hours": 0, "hrs": 0, "hour": 0,
}  # fmt: skip
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "twelve": 12, "fourteen": 14,
    "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip
_GENERAL = frozenset(
    {"no-sales", "no-archive", "no-commercial", "no-crop", "no-alteration", "no-training", "medium", "territory"}
)
"""Rules whose NO may govern a list: NO SALES, ARCHIVES OR TRANSMISSION."""


class _Word(NamedTuple):
    key: str
    start: int
    end: int
    clause: int


class _Found(NamedTuple):
    row: Row
    end: int
    """Index of the first word behind it."""
    slots: dict[str, object]
    last: int
    """Character behind it."""


def read_restrictions(text: str, sent: str | None = None, source: str = "") -> tuple[Restriction, ...]:
    """Return the rules that `text` states, in printed order; words no rule claims as `warn` named `unread`.

    `sent` is the ISO day on which the words were sent or the picture published: `14 DAYS FROM TRANSMISSION` and days
    without a year count from it. `source` names the field they stand in.

    >>> [(one.name, one.effect, one.where) for one in read_restrictions("NO SALES; CHINA AND JAPAN OUT")]
    [('no-sales', 'prohibit', ()), ('territory', 'prohibit', ('CN', 'JP'))]
    >>> read_restrictions("EMBARGOED UNTIL 00:01 BST ON MAY 7", "2024-05-04")[0].until
    '2024-05-07T00:01+01:00'
    """
    return _read(text[:LONGEST], (sent or "")[:10], source)


@lru_cache(4096)
def _read(text: str, sent: str, source: str) -> tuple[Restriction, ...]:
    if re.match(r"\s*FBMD[0-9a-f]{8,}", text):  # Facebook's mark, no instruction
        return ()
    rules = tuple(_Reading(text, sent, source).rules())
    if any(one.name == "embargo" and one.until for one in rules):  # EMBARGO: NOT FOR PUBLICATION BEFORE …
        rules = tuple([one for one in rules if one.name != "embargo" or one.until])
    return rules


class _Reading:
    """One text being read: its words, and up to where they are claimed."""

    def __init__(self, text: str, sent: str, source: str) -> None:
        self.text, self.sent, self.source = text, sent, source
        self.words = list(_words(text))
        self.table = table()
        self.begin = 0
        """The word at which the phrase now sought begins."""

    def rules(self) -> Iterator[Restriction]:
        at = rest = 0
        denied = False  # whether the phrase before began with NO, so that it governs a list
        while at < len(self.words):
            found = self._longest(at)
            begun = at
            if found is None and denied and rest == at and (listed := self._listed(at)):
                found, begun = listed
            if found is None and self.words[at].key in ("out", "only") and at > rest:
                behind = self._look_back(rest, at)
                if behind:
                    start, rules, end = behind
                    yield from self._unread(rest, start)
                    yield from rules
                    at = rest = end
                    denied = False
                    continue
            if found is None:
                at += 1
                continue
            yield from self._unread(rest, at)
            rule = self._rule(found, self.words[at].start)
            if rule is not None:
                yield rule
            denied = found.row.name in _GENERAL and (denied or self.words[begun].key in ("no", "not"))
            at = rest = max(found.end, at + 1)
        yield from self._unread(rest, len(self.words))

    # ---- matching

    def _longest(self, at: int) -> _Found | None:
        known, word = self.table, self.words[at]
        self.begin = at
        found = self._match(known.phrases, at, {})
        alone = None
        if at == 0 or self.words[at - 1].clause != word.clause:
            alone = self._match(known.alone, at, {})
            if alone and alone.end < len(self.words) and self.words[alone.end].clause == word.clause:
                after = self.words[alone.end]
                if ":" not in self.text[self.words[alone.end - 1].end : after.start]:
                    alone = None
            if alone is None and at and "/" in self.text[self.words[at - 1].end : word.start]:
                alone = self._match(known.slash, at, {})
                if alone and alone.end < len(self.words) and self.words[alone.end].clause == word.clause:
                    alone = None
        return max((one for one in (found, alone) if one), key=lambda one: one.end, default=None)

    def _match(self, node: Node, at: int, slots: dict[str, object]) -> _Found | None:
        """Return the longest phrase below `node` that the words from `at` on fulfil."""
        best: _Found | None = None
        row = node.get(END)
        if row is not None:
            last = cast(int, slots.get("last", 0)) or (self.words[at - 1].end if at else 0)
            best = _Found(row, at, slots, last)
        if at < len(self.words) and (below := node.get(self.words[at].key)) and self._joined(at):
            best = _better(best, self._match(below, at + 1, {**slots, "last": 0}))
        for slot, below in node.items():
            if not slot.startswith("{"):
                continue
            if slot == "{gap}":
                best = _better(best, self._pass_gap(below, at, slots))
                continue
            filled = self._fill(slot, at)
            if filled is not None:
                value, after, last = filled
                best = _better(best, self._match(below, after, {**slots, slot: value, "last": last}))
        return best

    def _joined(self, at: int) -> bool:
        """Tell whether a phrase may run on into this word: not over the end of a clause, a colon and comma aside."""
        if at in (0, self.begin):
            return True
        return self.words[at].clause == self.words[at - 1].clause

    def _pass_gap(self, node: Node, at: int, slots: dict[str, object]) -> _Found | None:
        for after in range(at, min(at + _GAP, len(self.words))):
            if not self._joined(after):
                break
            if self.words[after].key in node and (found := self._match(node, after, slots)):
                return found
        return None

    def _fill(self, slot: str, at: int) -> tuple[object, int, int] | None:
        """Return value, next word and last character of a slot that begins at word `at`; None when it does not."""
        if at >= len(self.words):
            return None
        if slot == "{text}":
            return self._rest_of_clause(at)
        if not self._joined(at) and slot != "{date}":
            return None
        match slot:
            case "{n}":
                number = self._number(at)
                return (number, at + 1, 0) if number is not None else None
            case "{days}":
                number = self._number(at)
                if number is None or at + 1 >= len(self.words) or self.words[at + 1].key not in _UNITS:
                    return None
                unit = _UNITS[self.words[at + 1].key]
                return (number * unit if unit else max(1, number // 24), at + 2, 0)
            case "{date}":
                moment = read_moment(self.text, self.words[at].start, self.sent)
                if moment is None:
                    return None
                after = at
                while after < len(self.words) and self.words[after].start < moment.end:
                    after += 1
                return moment.iso, after, moment.end
            case "{places}":
                return self._places(at, len(self.words))
            case _:
                return self._media(at, len(self.words))

    def _number(self, at: int) -> int | None:
        word = self.words[at].key
        if word.isascii() and word.isdigit() and len(word) < 5:
            return int(word)
        return _NUMBERS.get(word)

    def _rest_of_clause(self, at: int) -> tuple[object, int, int] | None:
        before = self.words[at - 1].end if at else 0
        quoted = _QUOTED.match(self.text, before)
        if quoted:
            after = at
            while after < len(self.words) and self.words[after].start < quoted.end():
                after += 1
            return quoted[1].strip(), after, quoted.end()
        if at and self.words[at].clause != self.words[at - 1].clause:
            return None
        after = at
        while after < len(self.words):
            if after > at:
                between = self.text[self.words[after - 1].end : self.words[after].start]
                if self.words[after].clause != self.words[after - 1].clause and "/" not in between:
                    break
                if self._starts_phrase(after):
                    break
            after += 1
        if after == at:
            return None
        end = self.words[after - 1].end
        return self.text[self.words[at].start : end].strip(), after, end

    def _starts_phrase(self, at: int) -> bool:
        """Tell whether a phrase of two plain words or more, or something OUT, begins at this word."""
        node, depth = self.table.phrases, 0
        while at < len(self.words) and depth < 12 and self.words[at].key in node:
            node, at, depth = node[self.words[at].key], at + 1, depth + 1
            if depth > 1 and END in node:
                return True
        return at + 1 < len(self.words) and depth == 0 and self.words[at + 1].key == "out"

    def _listed(self, at: int) -> tuple[_Found, int] | None:
        """Read on in a list under NO: the word behind a comma or `or`, as if NO stood before it."""
        begin = at
        between = self.text[self.words[at - 1].end : self.words[at].start]
        if self.words[at].key in ("or", "and", "nor"):
            begin = at + 1
        elif not ("," in between or "/" in between):
            return None
        if begin >= len(self.words) or not self._joined(begin):
            return None
        self.begin = begin
        found = self._match(self.table.phrases.get("no", {}), begin, {})
        if found is None or found.row.name not in _GENERAL:
            return None
        behind = self.words[found.end].key if found.end < len(self.words) and self._joined(found.end) else ""
        return (found, begin) if behind not in ("out", "only") else None

    # ---- places, media, titles

    def _places(self, at: int, limit: int) -> tuple[object, int, int] | None:
        """Return the codes of the places listed from word `at` on, the next word, and 0."""
        codes: list[str] = []
        after = end = at
        while after < limit:
            if not self._joined(after) and after != at:
                break
            if self.words[after].key in _LISTED and (codes or self.words[after].key == "the"):
                after += 1
                continue
            for size in range(min(_PLACE, limit - after), 0, -1):
                code = self._place(after, after + size)
                if code:
                    codes += [one for one in code if one not in codes]
                    after += size
                    end = after
                    break
            else:
                break
            if after < limit and not self._in_list(after):
                break
        return (tuple(codes), end, 0) if codes else None

    def _in_list(self, at: int) -> bool:
        between = self.text[self.words[at - 1].end : self.words[at].start]
        return any(c in between for c in ",/&+") or self.words[at].key in _LISTED

    def _place(self, start: int, end: int) -> tuple[str, ...]:
        if any(not self._joined(i) for i in range(start + 1, end)):
            return ()
        name = self.text[self.words[start].start : self.words[end - 1].end]
        if _SOFT.search(name):
            return ()
        return place_codes(name)

    def _media(self, at: int, limit: int) -> tuple[object, int, int] | None:
        media: list[str] = []
        after = end = at
        while after < limit:
            if after != at and not self._joined(after):
                break
            if media and self.words[after].key in _LISTED:
                after += 1
                continue
            for size in (3, 2, 1):
                some = self.words[after : min(after + size, limit)]
                name = " ".join(word.key for word in some)
                if name in self.table.media and some[-1].clause == some[0].clause:
                    medium = self.table.media[name]
                    media += [medium] if medium not in media else []
                    after += min(size, limit - after)
                    end = after
                    break
            else:
                break
            if after < limit and not self._in_list(after):
                break
        return (tuple(media), end, 0) if media else None

    def _look_back(self, rest: int, at: int) -> tuple[int, list[Restriction], int] | None:
        """Read what stands before OUT or ONLY: places, media, or titles; return where it begins, rules, next word."""
        word = self.words[at]
        only = word.key == "only"
        last = at
        while only and last > rest and self.words[last - 1].key in ("use", "usage", "rights", "clients", "customers"):
            last -= 1
        first = last
        while first > max(rest, last - _CLAUSE) and self.words[first - 1].clause == word.clause:
            first -= 1
        if first == last or word.clause != self.words[last - 1].clause:
            return None
        starts = [first] + [
            i for i in range(first + 1, last)
            if _SOFT.search(self.text[self.words[i - 1].end : self.words[i].start])
            or self.words[i - 1].key in _JOINING
            or (self._shouts(i) and not self._shouts(i - 1))
        ]  # fmt: skip
        effect: Effect = "permit" if only else "prohibit"
        suffix = "-only" if only else ""
        for start in starts:
            for read, name in ((self._media, "medium"), (self._places, "territory")):
                found = read(start, last)
                if found and found[1] == last:
                    values = cast(tuple[str, ...], found[0])
                    text = self.text[self.words[start].start : word.end]
                    where, media = ((), values) if name == "medium" else (values, ())
                    rule = Restriction(
                        effect, where=where, media=media, text=text, name=name + suffix, source=self.source
                    )
                    return start, [rule], at + 1
        if only:
            return None
        return self._parties(starts, first, last, at)

    def _parties(self, starts: Sequence[int], first: int, last: int, at: int) -> tuple[int, list[Restriction], int]:
        """Read a list before OUT that is neither all places nor all media: each member for itself, titles as `who`."""
        rules: list[Restriction] = []
        text = self.text[self.words[first].start : self.words[at].end]
        bounds = [*starts, last]
        for begin, end in itertools.pairwise(bounds):
            while end > begin and self.words[end - 1].key in _JOINING:
                end -= 1
            if begin == end:
                continue
            places, media = self._places(begin, end), self._media(begin, end)
            if media and media[1] == end:
                rule = Restriction("prohibit", media=cast(tuple[str, ...], media[0]), text=text, name="medium")
            elif places and places[1] == end:
                rule = Restriction("prohibit", where=cast(tuple[str, ...], places[0]), text=text, name="territory")
            else:
                title = self.text[self.words[begin].start : self.words[end - 1].end].lower()
                rule = Restriction("prohibit", who=(title,), text=text, name="party")
            rules.append(replace(rule, source=self.source))
        return first, rules, at + 1

    def _shouts(self, at: int) -> bool:
        return self.text[self.words[at].start : self.words[at].end].isupper()

    # ---- making rules

    def _rule(self, found: _Found, start: int) -> Restriction | None:
        row, slots = found.row, found.slots
        text = self.text[start : max(found.last, self.words[found.end - 1].end)]
        until, context = "", row.context
        if row.until == "{date}":
            until = str(slots["{date}"])
            context = context or ("" if until else "a day that the words alone do not fix")
        elif row.until:
            days = slots.get("{days}", slots.get("{n}"))
            assert isinstance(days, int)
            until = _later(self.sent, days)
            context = context or ("" if until else f"{days} days from a day that is not known")
        elif row.unresolved:
            context = "a day that the words do not state"
        if context == "{text}":
            context = str(slots.get("{text}", ""))
        times = {"": None, "{n}": slots.get("{n}")}.get(row.times, int(row.times) if row.times.isdigit() else None)
        places = cast(tuple[str, ...], slots.get("{places}", ())) if row.where else ()
        media = cast(tuple[str, ...], slots.get("{media}", ())) if row.media else ()
        return Restriction(
            cast(Effect, row.effect), cast(Action, row.action), places, media, row.who, "", until,
            cast("int | None", times), context, text.strip(), row.name, self.source,
        )  # fmt: skip

    def _unread(self, start: int, end: int) -> Iterator[Restriction]:
        """Yield the words from `start` to `end` that no phrase claims, a clause at a time."""
        at = start
        while at < end:
            stop = at + 1
            while stop < end and self.words[stop].clause == self.words[at].clause:
                stop += 1
            if any(word.key not in _FILLERS for word in self.words[at:stop]):
                text = self.text[self.words[at].start : self.words[stop - 1].end]
                yield Restriction("warn", text=text, name="unread", source=self.source)
            at = stop


def _words(text: str) -> Iterator[_Word]:
    breaks = [match.start() for match in _HARD.finditer(text)]
    clause = passed = 0
    for match in _WORD.finditer(text):
        while passed < len(breaks) and breaks[passed] < match.start():
            clause, passed = clause + 1, passed + 1
        word = fold(match[0])
        yield _Word(word.replace(".", "") if match[1] else word, match.start(), match.end(), clause)


def _better(one: _Found | None, other: _Found | None) -> _Found | None:
    if one is None or other is None:
        return one or other
    return other if (other.end, other.last) > (one.end, one.last) else one


def _later(sent: str, days: int) -> str:
    try:
        return (date.fromisoformat(sent) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return ""
