"""What is seen in the picture, at which event, and the words to find it by.

The subject is the first clause that tells what is seen, without label, dateline, date and place. The
event is the thing that goes on there ("during the G7 summit"). The keywords are the words of both.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from ..model import Evidence
from ..text import fold
from ..vocab.captions import DETERMINER, PICTURE, VERB, lexicon, words_of
from .words import Text, Word, read_text

Spans = Sequence[tuple[int, int]]

_MAX_KEYWORDS = 10
_MAX_SUBJECT = 30
"""Words."""
_CLAUSE_ENDS = frozenset(
    {
        "during",
        "while",
        "after",
        "before",
        "following",
        "amid",
        "ahead",
        "where",
        "who",
        "which",
        "durante",
        "während",
        "lors",
    }
)
_LEADS_TO_SPAN = frozenset(
    {
        "in",
        "at",
        "on",
        "near",
        "outside",
        "inside",
        "along",
        "from",
        "of",
        "the",
        "to",
        "around",
        "by",
        "part",
        "early",
        "late",
        "im",
        "am",
        "en",
        "à",
        "au",
        "dans",
        "em",
        "a",
        "el",
        "le",
        "den",
        "der",
        "dem",
        "die",
        "das",
        "la",
        "los",
        "sur",
    }
)


class SubjectReading(NamedTuple):
    """Subject, event and keywords of one caption; evidence counts in the caption."""

    subject: str = ""
    event: str | None = None
    keywords: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def read_subject(caption: str | Text, *, dates: Spans = (), places: Spans = (), people: Spans = ()) -> SubjectReading:
    """Return what `caption` shows; `dates`, `places` and `people` are the spans that others have read.

    Never raises.

    >>> reading = read_subject("FILE - Miners rest during the Northern Lights festival in Oslo.", places=[(58, 62)])
    >>> reading.subject, reading.event
    ('Miners rest', 'Northern Lights festival')
    >>> reading.keywords
    ('miners', 'rest', 'northern', 'lights', 'festival')
    """
    text = read_text(caption)
    caption, words, low = text.caption, text.words, text.low
    if not words:
        return SubjectReading()
    begins = [word[1] for word in words]
    dated = _covered(begins, dates)
    placed = _covered(begins, places) - _covered(begins, people)
    evidence: list[Evidence] = []
    event = _event(words, low, dated)
    first, stop = _subject(text, dated, placed)
    subject = ""
    if stop > first:
        start, end = words[first][1], words[stop - 1][2]
        subject = " ".join(caption[start:end].split())
        evidence.append(Evidence("subject", start, end, "first-clause", "likely"))
    name = None
    if event:
        start, end = words[event[0]][1], words[event[1] - 1][2]
        name = " ".join(caption[start:end].split())
        evidence.append(Evidence("event", start, end, "event-phrase", "likely"))
    return SubjectReading(subject, name, _keywords(words, (first, stop), event), tuple(evidence))


def _covered(begins: Sequence[int], spans: Spans) -> set[int]:
    covered: set[int] = set()
    for start, end in spans:
        covered.update(range(max(bisect_right(begins, start) - 1, 0), bisect_left(begins, end)))
    return covered


def _subject(text: Text, dated: set[int], placed: set[int]) -> tuple[int, int]:
    """The words of the first clause that tells what is seen: first, and one past the last."""
    words, low, starts = text.words, text.low, text.starts
    known = lexicon()
    n = len(words)
    first = 0
    end = n
    for number, begin in enumerate(starts):
        first = begin
        end = starts[number + 1] if number + 1 < len(starts) else n
        small = sum(1 for k in range(begin, end) if words[k][0].islower())
        if small >= 2:
            break
    else:
        first, end = starts[0], (starts[1] if len(starts) > 1 else n)
    first = _past_label(words, low, first, end, dated, placed)
    first = _past_picture(words, low, first, end, dated)
    stop = first
    seen_verb = False
    while stop < end and stop - first < _MAX_SUBJECT:
        word = words[stop][0]
        if stop in dated or (
            stop in placed and stop > first + 1 and not _opens_clause(words, stop, end, placed, known)
        ):
            break
        if stop > first and low[stop] in _CLAUSE_ENDS and word.islower() and (low[stop] != "amid" or seen_verb):
            break
        if known.get(low[stop], 0) & VERB and word.islower():
            seen_verb = True
        if word in ".;!?" and stop == end - 1:
            break
        if word == ":" and stop > first:
            break
        stop += 1
    while stop > first and (not words[stop - 1][0][0].isalnum() or low[stop - 1] in _LEADS_TO_SPAN) and stop < end:
        if words[stop - 1][0] in ")\"'”’]":
            break
        stop -= 1
    while stop > first and words[stop - 1][0] in ",-–—.;:(":
        stop -= 1
    return first, stop


def _opens_clause(words: Sequence[Word], i: int, end: int, placed: set[int], known: dict[str, int]) -> bool:
    """Whether a place stands inside the clause, in front of its verb: "The mayor of Oslo opens …"."""
    while i < end and i in placed:
        i += 1
    return i < end and words[i][0].islower() and bool(known.get(words[i][0].lower(), 0) & VERB)


def _past_label(words: Sequence[Word], low: list[str], first: int, end: int, dated: set[int], placed: set[int]) -> int:
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


def _past_picture(words: Sequence[Word], low: list[str], first: int, end: int, dated: set[int]) -> int:
    """Past "This composite image shows" and "In this Oct. 3, 2011, file photo,"."""
    known = lexicon()
    shows = words_of("subject_shows")
    head = range(first, min(end, first + 26))
    if not any(known.get(low[k], 0) & PICTURE for k in head[:12]):
        return first
    opens = low[first] in ("this", "in", "a", "an", "the", "these", "combo", "file", "undated", "auf")
    for k in head:
        if low[k] in shows and k + 1 < end and opens:
            first = k + 1
            if words[first][0] == ",":
                first += 1
            return first
    if low[first] in ("in", "auf"):
        last = max((k for k in head[:12] if known.get(low[k], 0) & PICTURE), default=first)
        comma = next((k for k in range(last, min(end, last + 20)) if words[k][0] == ","), None)
        if comma is not None and comma + 1 < end:
            return comma + 1
    return first


def _event(words: Sequence[Word], low: list[str], dated: set[int]) -> tuple[int, int] | None:
    """The event phrase: one that carries a name before one that does not; first, and one past the last word."""
    events, leads, stops = words_of("event"), words_of("event_lead"), words_of("event_stop")
    known = lexicon()
    best: tuple[int, int] | None = None
    rank = 0
    for k, word in enumerate(low):
        if word not in events or k in dated:
            continue
        begin = k
        while begin > 0 and k - begin < 12 and begin - 1 not in dated:
            text = words[begin - 1][0]
            if low[begin - 1] in leads and not words[begin - 1][0][0].isupper():
                break
            if text in "'’" or text[0].isalnum():
                flag = known.get(low[begin - 1], 0)
                if (
                    low[begin - 1] in stops
                    or (flag & VERB and text.islower())
                    or (flag & DETERMINER and text.islower())
                ):
                    break
                begin -= 1
                continue
            break
        lead = begin - 1
        while (
            lead >= 0 and (known.get(low[lead], 0) & DETERMINER or low[lead][-2:] in ("'s", "’s")) and begin - lead < 4
        ):
            lead -= 1
        if lead < 0 or low[lead] not in leads:
            continue
        if low[lead] == "of" and low[lead - 1] not in ("sidelines", "eve", "day", "start", "part", "final", "ahead"):
            continue
        if low[lead] in ("for", "on", "at", "of") and begin == k:
            continue
        stop = k + 1
        while stop < len(words) and stop - k < 4 and words[stop][0][0].isupper() and stop not in dated:
            stop += 1
        while stop < len(words) and low[stop] in events and stop not in dated and words[stop][0].islower():
            stop += 1
        named = any(words[x][0][0].isupper() or words[x][0][0].isdigit() for x in range(begin, stop))
        if begin == k and word in words_of("generic_event") and lead != k - 1 and not named:
            score = 1
        else:
            score = 3 if named else 2
        if score > rank:
            best, rank = (begin, stop), score
    return best


def _keywords(words: Sequence[Word], subject: tuple[int, int], event: tuple[int, int] | None) -> tuple[str, ...]:
    """The words that carry meaning, folded, in printed order, each once."""
    stop_words = words_of("keyword_stop")
    found: dict[str, None] = {}
    for span in (subject, event or (0, 0)):
        for text, _, _ in words[span[0] : span[1]]:
            if not text[0].isalnum():
                continue
            word = fold(text).strip(".'")
            word = word[:-2] if word.endswith("'s") else word
            if len(word) > 1 and word not in stop_words and not word.isdigit():
                found[word] = None
    return tuple(found)[:_MAX_KEYWORDS]
