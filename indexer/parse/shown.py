"""Whether a person whom a caption names is in the picture, or only spoken of."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from ..vocab.captions import MENTION, PICTURE, VERB, words_of
from .person_names import Run
from .positions import Mark
from .surroundings import Surroundings

PLACE_LEADS = frozenset("in at near outside inside im en à aux dans em nel i beim am across around within".split())
"""Words in front of a place, hardly ever of a person."""
_AND = frozenset((",", "and", "&", "und", "et", "y", "e", "og"))
_OF = frozenset(("of", "de", "von", "du", "del", "des", "da", "do", "di", "av", "af"))
_WITH = frozenset(("with", "mit", "avec", "con"))
_TOWARDS = frozenset(("to", "à", "a", "al", "au"))
_NOT_WITH = frozenset(("interview", "linked", "associated", "solidarity", "deal"))
_EITHER = frozenset(("of", "by", "as", "de", "von", "du", "del"))
"""These are weighed one by one."""


class _Before(Protocol):
    """The person named before, in the same sentence."""

    @property
    def shown(self) -> bool: ...

    @property
    def stop(self) -> int: ...

    @property
    def pattern(self) -> str: ...


class Stand(NamedTuple):
    """Where a name stands in its caption."""

    run: Run
    link: str
    """The word or mark in front of the whole phrase."""
    first: int
    """First word of the whole phrase."""
    aside: bool
    """Whether the clause speaks of something else: after …, who …, said …"""
    sentence: int
    mark: Mark | None
    in_order: bool
    pictured: bool
    described: bool
    """Whether a title or an apposition goes with it."""
    acts: bool
    """Whether it is the subject of a verb."""
    owner: bool
    previous: _Before | None
    stop: int
    """The word behind the name."""


def is_shown(around: Surroundings, at: Stand) -> tuple[bool, str]:
    """Return whether the person is in the picture, and the rule that says so."""
    f, words = around.f, around.words
    first, link, stop = at.first, at.link, at.stop
    if _is_unseen(around, stop):
        return False, "unseen"
    if at.owner:
        return False, "possessive"
    if link == "as" and not (at.described or at.acts):
        acts = stop < len(words) and f.flags[stop] & VERB and words[stop][0].islower()
        if not acts:
            return False, "as"
    if at.mark or at.in_order or at.pictured:
        return True, "name-and-position"
    if not around.tells_what_is_seen(at.sentence):
        return False, "later-sentence"
    if _is_aside_in_brackets(around, at):
        return False, "in-brackets"
    numbered = around.has_number(stop)
    told = _by_the_word_in_front(around, at, numbered)
    if told is not None:
        return told
    if at.aside and not numbered:
        return False, "aside"
    small = f.low[first - 1] if first else ""
    spoken_of = link == small and first and f.flags[first - 1] & MENTION and link not in _EITHER
    if link and spoken_of and not numbered:
        if at.described and link in words_of("over_shown"):
            return True, "over"
        return False, f"behind-{link}" if link.isalpha() else "aside"
    if link in PLACE_LEADS and not numbered and not (at.described and link in words_of("over_shown")):
        return False, f"behind-{link}"
    if link in _AND and at.previous is not None and not at.previous.shown and at.previous.pattern != "as":
        gap = range(at.previous.stop, first)
        if not any(f.flags[k] & VERB and words[k][0].islower() for k in gap) and len(gap) <= 12:
            return False, "list-of-mentioned"
    return True, "name"


def _is_unseen(around: Surroundings, stop: int) -> bool:
    """Whether "(unseen)" or "(not pictured)" stands at word `stop`."""
    low = around.f.low
    if stop + 1 >= len(low) or low[stop] not in "([":
        return False
    return low[stop + 1] in words_of("unseen") or (low[stop + 1] == "not" and low[stop + 2 : stop + 3] != [])


def _is_aside_in_brackets(around: Surroundings, at: Stand) -> bool:
    opener = around.bracketed.get(at.run.first, around.bracketed.get(at.first, -1))
    if opener < 0:
        return False
    inside = around.f.low[opener + 1 : opener + 3]
    return not any(word in ("pictured", "left", "from", "l-r", "seen", "bild") for word in inside)


def _by_the_word_in_front(around: Surroundings, at: Stand, numbered: bool) -> tuple[bool, str] | None:
    """What "of", "by", "to" and "with" say of the person behind them; None when it is left open."""
    f, first, link = around.f, at.first, at.link
    before = f.low[first - 2] if first >= 2 else ""
    if link in _OF:
        if before in words_of("beside"):
            return True, "beside"
        head = range(max(0, first - 5), first - 1)
        picture = next((k for k in head if f.flags[k] & PICTURE or "photo" in f.low[k]), -1)
        if picture >= 0:
            if any(word in words_of("holding") for word in f.low[max(0, picture - 3) : picture]):
                return False, "of"
            early = first <= 14 and at.sentence <= around.main
            return (True, "picture-of") if early else (False, "of")
        if any(f.flags[k] & PICTURE for k in range(min(first - 1, 4))) and "dated" in f.low[: first - 1]:
            return True, "picture-of"
        if before in words_of("by_shown"):  # accompagné de …
            return True, "by"
        if link == "of" or not at.run.titled:
            return False, "of"
    if link == "by" or link == "pelo":
        done = before in words_of("by_shown") or (before == "in" and f.low[first - 3 : first - 2] == ["sworn"])
        return (True, "by") if done else ((False, "by") if link == "by" else None)
    if link in _TOWARDS:
        near = f.low[max(0, first - 4) : first - 1]
        if any(word in words_of("to_mention") for word in near):
            return False, "to"
        if at.described and any(word in words_of("action_verb") for word in f.low[max(0, first - 7) : first - 1]):
            return True, "to"
    if link in _WITH and before in _NOT_WITH:
        return False, "with"
    return None
