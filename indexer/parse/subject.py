"""What is seen in the picture, and the words to find it by.

The subject is the first clause that tells what is seen, without label, dateline, date and place. The
keywords are the words of the subject and of the event (`event.py`), the name of a person being one word.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from ..model import Evidence
from ..text import fold
from ..vocab.captions import CLAUSE_END, EVENT, PICTURE, TITLE, VERB, words_of
from .event import find_event
from .words import CAPITAL, LOWER, MARK, SMALL, Text, Word, covered, read_text

Spans = Sequence[tuple[int, int]]

_MAX_KEYWORDS = 10
_MAX_SUBJECT = 30
"""Words."""
_SMALL_VERB = VERB | SMALL
_VERB_OR_TITLE = _SMALL_VERB | TITLE
"""Which flags tell a verb from a title that is one too: those of a verb are the two above."""
_VERB_OR_NOUN = _VERB_OR_TITLE | EVENT
_TELLS = CLAUSE_END | VERB | MARK
_LEADS_IN = frozenset("on in at after during back le la el im am bei en au à lors durante während nach vor".split())
"""A sentence that opens with one of these may come to its subject behind a comma."""


class SubjectReading(NamedTuple):
    """Subject, event and keywords of one caption; evidence counts in the caption."""

    subject: str = ""
    event: str | None = None
    keywords: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def read_subject(
    caption: str | Text, *, dates: Spans = (), places: Spans = (), people: Spans = (), names: Sequence[str] = ()
) -> SubjectReading:
    """Return what `caption` shows; `dates`, `places` and `people` are the spans that others have read.

    `names` are those of its people: each is one keyword. Never raises.

    >>> reading = read_subject("FILE - Miners rest during the Northern Lights festival in Oslo.", places=[(58, 62)])
    >>> reading.subject, reading.event
    ('Miners rest', 'Northern Lights festival')
    >>> reading.keywords
    ('miners', 'rest', 'northern', 'lights', 'festival')
    >>> read_subject("Mayor Ana Diaz waves.", people=[(6, 14)], names=["Ana Diaz"]).keywords
    ('mayor', 'ana diaz')
    """
    text = read_text(caption)
    caption, words = text.caption, text.words
    if not words:
        return SubjectReading()
    dated = covered(text, dates)
    placed = covered(text, places) - covered(text, people)
    evidence: list[Evidence] = []
    first, stop = _subject(text, dated, placed)
    subject = ""
    if stop > first:
        start, end = words[first][1], words[stop - 1][2]
        subject = " ".join(caption[start:end].split())
        evidence.append(Evidence("subject", start, end, "first-clause", "likely"))
    event = find_event(text, dated)
    name = None
    if event:
        start, end = words[event[0]][1], words[event[1] - 1][2]
        name = " ".join(caption[start:end].split())
        evidence.append(Evidence("event", start, end, "event-phrase", "likely"))
    keywords = _keywords(text, ((first, stop), event or (0, 0)), names)
    return SubjectReading(subject, name, keywords, tuple(evidence))


def _subject(text: Text, dated: set[int], placed: set[int]) -> tuple[int, int]:
    """The words of the first clause that tells what is seen: first, and one past the last."""
    words, low, flags = text.words, text.low, text.flags
    first, end = _sentence(text)
    first = _past_label(words, first, end, dated)
    first = _past_picture(text, first, end, dated)
    first = _past_lead_in(text, first, end, dated)
    last_verb = end - 1
    while last_verb >= first and flags[last_verb] & _VERB_OR_TITLE != _SMALL_VERB:
        last_verb -= 1
    stop, longest = first, min(end, first + _MAX_SUBJECT)
    acts = False
    while stop < longest:
        if stop in dated or (stop in placed and stop > first + 1 and (acts or last_verb < stop)):
            break
        flag = flags[stop]
        if not flag & _TELLS:
            pass
        elif flag & CLAUSE_END and flag & LOWER and stop > first and _ends_clause(text, stop, end, acts):
            comma = next((k for k in range(stop, min(end, stop + 25)) if words[k][0] == ","), -1)
            if acts or comma < 0 or last_verb < comma:
                break
            stop = comma  # "Ann Roe, rescued after two years, holds …": what she does is still to come
        elif flag & _VERB_OR_TITLE == _SMALL_VERB and flag & LOWER:
            acts = True
        elif stop > first and words[stop][0] == ":":
            break
        stop += 1
    trail = words_of("subject_trail")
    while stop > first:
        word = words[stop - 1][0]
        if not (word in ".;!?,-–—:(" or (word.islower() and low[stop - 1] in trail and stop < end)):
            break
        stop -= 1
    return first, stop


def _ends_clause(text: Text, k: int, end: int, acts: bool) -> bool:
    """Whether the word at `k` opens another clause; "as" does not when a part that is played follows it."""
    if text.low[k] == "as":
        return acts and k + 1 < end and text.words[k + 1][0][0].islower()
    return acts or text.low[k] != "amid"


def _is_verb(text: Text, k: int) -> bool:
    return text.flags[k] & _VERB_OR_TITLE == _SMALL_VERB


def _sentence(text: Text) -> tuple[int, int]:
    """The first sentence that has words of its own, not only names and numbers: first, and one past the last word."""
    flags, starts = text.flags, text.starts
    ends = [*starts[1:], len(flags)]
    for begin, end in zip(starts, ends, strict=True):
        small = 0
        for k in range(begin, end):
            small += flags[k] & LOWER > 0
            if small == 2:
                return begin, end
    return starts[0], ends[0]


def _past_label(words: Sequence[Word], first: int, end: int, dated: Container[int]) -> int:
    """Past "FILE -", "[1/5]", "TREATMENT:" and a dateline "OSLO, NORWAY - JUNE 3:"."""
    if words[first][0] == "[" and first + 4 < end and words[first + 2][0] == "/":
        first += 5
    for k in range(first, min(end, first + 24)):
        text = words[k][0]
        if text in ":-–—" and k + 1 < end:
            before = range(first, k)
            shouted = all(not words[b][0][0].isalpha() or words[b][0].isupper() or b in dated for b in before)
            dateline = any(b in dated for b in before) and all(not words[b][0].islower() for b in before)
            if (shouted or dateline) and before:
                first = k + 1
        elif text.islower() and k not in dated:
            break
    while first < end and (first in dated or words[first][0] in ",;:-–—)"):
        first += 1
    return first


def _past_picture(text: Text, first: int, end: int, dated: Container[int]) -> int:
    """Past "This composite image shows" and "In this Oct. 3, 2011, file photo,"."""
    if not text.seen & PICTURE:
        return first
    words, low, flags = text.words, text.low, text.flags
    head = range(first, min(end, first + 26))
    pictures = [k for k in head[:14] if flags[k] & PICTURE]
    if not pictures:
        return first
    if low[first] in words_of("picture_lead"):
        shows = next((k for k in head if low[k] in words_of("subject_shows") and k + 1 < end), -1)
        if shows >= 0:
            return shows + 1 + (words[shows + 1][0] == ",")
    if low[first] in ("in", "auf"):
        behind = pictures[0] + 1
        while behind < end and flags[behind] & PICTURE:
            behind += 1
        while behind < end and (behind in dated or low[behind] in ("taken", "made", "on", "dated", "provided")):
            behind += 1
        if low[behind - 1] == "provided":
            comma = next((k for k in range(behind, min(end, behind + 20)) if words[k][0] == ","), behind)
            behind = comma
        if behind < end and words[behind][0] == ",":
            behind += 1
        return behind if behind < end else first
    return first


def _past_lead_in(text: Text, first: int, end: int, dated: Container[int]) -> int:
    """Past "On the same day in Oslo," and "Le 21 mars 2007,": a phrase without a verb in front of the clause."""
    if first >= end or text.low[first] not in _LEADS_IN:
        return first
    if text.low[first] in ("le", "la", "el") and first + 1 not in dated:
        return first
    for k in range(first, min(end, first + 12)):
        if text.words[k][0] == "," and k + 1 not in dated and k + 1 < end:
            return k + 1
        if _is_verb(text, k):
            break
    return first


def _keywords(text: Text, spans: Sequence[tuple[int, int]], names: Sequence[str]) -> tuple[str, ...]:
    """The words that carry meaning, folded, in printed order, each once; the name of a person is one of them."""
    stop_words, low_words, flags = words_of("keyword_stop"), text.low, text.flags
    whole = {name.split()[0]: name for name in map(fold, reversed(names)) if " " in name}
    found: dict[str, None] = {}
    for first, stop in spans:
        k = first
        while k < stop:
            low, flag = low_words[k], flags[k]
            k += 1
            if low in stop_words:
                continue
            odd = flag & MARK or not flag & (SMALL | CAPITAL)
            if odd and (low.isdigit() or not text.words[k - 1][0][0].isalnum()):
                continue
            word = low if low.isalnum() and low.isascii() else fold(low).strip(".'")
            name = whole.get(word) if flag & CAPITAL else None
            if name:
                rest = name.split()
                k = min(k + len(rest) - 1, stop)
                found[name] = None
            elif len(word) > 1 and flag & _VERB_OR_NOUN != _SMALL_VERB:
                found[word] = None
    return tuple(found)[:_MAX_KEYWORDS]
