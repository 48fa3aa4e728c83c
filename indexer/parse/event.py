"""The event at which a picture was taken: the phrase behind "during", "ahead of", "attends" and the like."""

from __future__ import annotations

from collections.abc import Container

from ..vocab.captions import DETERMINER, EVENT, VERB, words_of
from .words import Text

_LONGEST = 12
"""Words in front of the word that makes an event."""
_AT_THE = frozenset(("sidelines", "eve", "day", "start", "part", "final", "ahead", "margins"))
"""Before `of` these lead to an event."""
_WEAK_LEADS = frozenset(("for", "on", "at", "of"))
_JOINTS = frozenset(("of", "for", "der", "des", "de", "du", "del"))


def find_event(text: Text, dated: Container[int]) -> tuple[int, int] | None:
    """Return the event phrase, one that carries a name before one that does not: first, and one past the last word.

    >>> from indexer.parse.words import read_text
    >>> text = read_text("Ana Diaz speaks during the closing ceremony of the Nordvik Games in Oslo.")
    >>> first, stop = find_event(text, ())
    >>> [word for word, _, _ in text.words[first:stop]]
    ['closing', 'ceremony', 'of', 'the', 'Nordvik', 'Games']
    """
    if not text.seen & EVENT:
        return None
    best: tuple[int, int] | None = None
    rank = 0
    for k in [k for k, flag in enumerate(text.flags) if flag & EVENT]:
        if k in dated:
            continue
        begin = _begin(text, k, dated)
        lead = begin - 1
        while lead >= 0 and begin - lead < 4 and (text.flags[lead] & DETERMINER or text.owner[lead]):
            lead -= 1
        if lead < 0 or not _leads(text, lead, bare=begin == k):
            continue
        stop = _stop(text, k, dated)
        named = any(not text.words[x][0][0].islower() for x in range(begin, stop) if text.words[x][0][0].isalnum())
        if begin == k and text.low[k] in words_of("generic_event") and lead != k - 1 and not named:
            score = 1
        else:
            score = 3 if named else 2
        if score > rank:
            best, rank = (begin, stop), score
    return best


def _begin(text: Text, k: int, dated: Container[int]) -> int:
    """Where the phrase that ends in the event's word begins."""
    words, low, flags = text.words, text.low, text.flags
    leads, stops = words_of("event_lead"), words_of("event_stop")
    begin = k
    while begin > 0 and k - begin < _LONGEST and begin - 1 not in dated:
        before = begin - 1
        printed = words[before][0]
        small = printed[0].islower()
        if small and (low[before] in leads or flags[before] & (VERB | DETERMINER)):
            break
        if low[before] in stops or not (printed in "'’" or printed[0].isalnum()):
            break
        begin = before
    return begin


def _leads(text: Text, lead: int, bare: bool) -> bool:
    """Whether the word at `lead` says that an event follows; `bare` when the event is one word."""
    word = text.low[lead]
    if word not in words_of("event_lead"):
        return False
    if word == "of" and (not lead or text.low[lead - 1] not in _AT_THE):
        return False
    return not (bare and word in _WEAK_LEADS)


def _stop(text: Text, k: int, dated: Container[int]) -> int:
    """Past the event's word, what names it, and what it is an event of: "final of the Nordvik Open"."""
    words, low = text.words, text.low
    stop = _past_capitals(text, k + 1, dated, 4)
    while stop < len(words) and text.flags[stop] & EVENT and stop not in dated and words[stop][0].islower():
        stop += 1
    if stop + 1 < len(words) and low[stop] in _JOINTS:
        name = stop + 1 + (text.flags[stop + 1] & DETERMINER > 0)
        if name < len(words) and words[name][0][0].isdecimal() and len(words[name][0]) == 4:
            name += 1  # the 2024 Games: the year is part of the name
        end = _past_capitals(text, name, dated, 6)
        if end > name:
            while end < len(words) and text.flags[end] & EVENT and words[end][0].islower():
                end += 1
            return end
    return stop


def _past_capitals(text: Text, first: int, dated: Container[int], most: int) -> int:
    stop = first
    while stop < len(text.words) and stop - first < most and text.words[stop][0][0].isupper() and stop not in dated:
        stop += 1
    return stop
