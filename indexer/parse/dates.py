"""The dates of a caption, and which of them is the day the picture was taken.

Dates are found by their words and digits (`date_phrases.py`). The day of capture is then chosen by form
and place: "In this Oct. 3, 2011, file photo" before a dateline, a dateline before "on Tuesday" in the
first sentence. A date of birth, of issue, of an earlier event or of one to come is kept, and is not the
day of capture. Everything relative is reckoned from the day of publication, by the newsroom's rule: a
weekday is the latest such day not after it. Nothing is reckoned from today.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ..model import Certainty, Evidence
from ..vocab.captions import words_of
from .date_phrases import Phrase, find_phrases
from .words import Text, read_text


class DateReading(NamedTuple):
    """The dates of one caption; offsets count in the caption."""

    date_created: str | None = None
    """ISO 8601: a day, a month or a year; None when no day was printed or it cannot be fixed."""
    date_text: str | None = None
    """The words it was read from."""
    dates: tuple[str, ...] = ()
    """The other dates, ISO 8601, in printed order."""
    evidence: tuple[Evidence, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    """Start and end of every date phrase, in printed order."""


def read_dates(caption: str | Text, published: str | None) -> DateReading:
    """Return the dates of `caption`, the day of capture apart from the rest.

    `published` is the document's day (ISO 8601) or None; then a weekday fixes nothing and only its words
    are kept. Never raises.

    >>> reading = read_dates("Ana Diaz speaks in Oslo on Thursday.", "2022-09-16")
    >>> reading.date_created, reading.date_text
    ('2022-09-15', 'Thursday')
    >>> read_dates("FILE - In this Oct. 3, 2011, file photo, workers rest.", None).date_created
    '2011-10-03'
    >>> read_dates("Des passants à Nantes, en juin 2014.", None).date_created
    '2014-06'
    """
    text = read_text(caption)
    phrases = find_phrases(text)
    if not phrases:
        return DateReading()
    words = text.words
    base = _day(published)
    years = {(p.month, p.day): p.year for p in reversed(phrases) if p.year}
    values = [_resolve(p, base, years) for p in phrases]
    scores = [_score(text, p) for p in phrases]
    best = scores.index(max(scores))
    if values[best] is None and phrases[best].month:
        # "JULY 04: …" without a year, and no day of publication: a full date that suits as well fixes more.
        full = [n for n, value in enumerate(values) if scores[n] > 0 and value and len(value) == 10]
        best = max(full, key=lambda n: (scores[n], -n), default=best)
    evidence: list[Evidence] = []
    created = printed = None
    others: list[str] = []
    spans = []
    for n, (phrase, value) in enumerate(zip(phrases, values, strict=True)):
        start, end = words[phrase.first][1], words[phrase.last][2]
        if phrase.pattern != "undated":
            spans.append((start, end))
        certainty: Certainty = "exact" if phrase.year else "likely"
        if n == best and scores[n] > 0:
            created, printed = value, text.caption[start:end]
            evidence.append(Evidence("date_created", start, end, phrase.pattern, certainty if value else "guess"))
    for phrase, value in zip(phrases, values, strict=True):
        if value and value != created and value not in others and not (created and created.startswith(value)):
            start, end = words[phrase.first][1], words[phrase.last][2]
            evidence.append(Evidence(f"dates.{len(others)}", start, end, phrase.pattern, "likely"))
            others.append(value)
    return DateReading(created, printed, tuple(others), tuple(evidence), tuple(spans))


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _resolve(phrase: Phrase, base: date | None, years: Mapping[tuple[int | None, int | None], int]) -> str | None:
    """The phrase as ISO 8601, as narrow as it goes; None when it fixes nothing. `years` are those of its twins."""
    year, month, day = phrase.year, phrase.month, phrase.day
    if month is None and year is not None:
        return f"{year:04}"
    if month is None:
        return None if base is None else _relative(phrase, base)
    if year is None:
        # A dateline leaves out the year that the sentence gives: "JULY 04: … on July 4, 2016".
        twin = years.get((month, day))
        if twin is None and base is None:
            return None
        year = twin or (_latest(month, day, base) if base else None)
    if year is None:
        return None
    try:
        return f"{year:04}-{month:02}" if day is None else date(year, month, day).isoformat()
    except ValueError:
        return f"{year:04}-{month:02}"


def _latest(month: int, day: int | None, base: date) -> int:
    """The latest year in which that day is not after publication."""
    if (month, day or 1) <= (base.month, base.day):
        return base.year
    return base.year - 1


def _relative(phrase: Phrase, base: date) -> str | None:
    try:
        if phrase.weekday is not None:
            return (base - timedelta((base.weekday() - phrase.weekday) % 7)).isoformat()
        if phrase.shift is not None:
            return (base + timedelta(phrase.shift)).isoformat()
    except OverflowError:
        return None
    if phrase.pattern == "this-month":
        return f"{base.year:04}-{base.month:02}"
    if phrase.pattern == "last-month":
        return f"{base.year:04}-{base.month - 1:02}" if base.month > 1 else f"{base.year - 1:04}-12"
    if phrase.pattern == "this-year":
        return f"{base.year:04}"
    return f"{base.year - 1:04}" if phrase.pattern == "last-year" else None


_ISSUED = frozenset(("issue", "release", "published"))
_IN = frozenset(("in", "dans", "en", ""))
_FROM = frozenset(("from", "of", "vom", "von", "aus", "du", "del"))
_DAY_PARTS = frozenset(("morning", "night", "evening", "afternoon", "day"))
_ATTRIBUTES = frozenset(("the", "a"))


def _score(text: Text, phrase: Phrase) -> float:
    """How well the phrase's form and place suit the day of capture; 0 or less: not it."""
    if phrase.barred:
        return 0
    low, first, last = text.low, phrase.first, phrase.last
    starts = text.starts
    sentence = bisect_right(starts, first) - 1
    begin = starts[sentence]
    end = starts[sentence + 1] if sentence + 1 < len(starts) else len(low)
    little = words_of("date_little")
    back = first - 1
    while back >= begin and low[back] in little:
        back -= 1
    lead = low[back] if back >= 0 else ""
    lead2 = low[back - 1] if back >= 1 else ""
    ahead = low[last + 1 : last + 4]
    precise = phrase.day or phrase.weekday is not None or phrase.shift is not None
    width = 0.3 * bool(precise) + 0.1 * bool(phrase.year)
    near = set(low[max(begin, back - 2) : back + 1])
    pictures = words_of("date_picture")
    if phrase.pattern == "undated":
        return 5 if sentence <= 1 else 0
    if (near & words_of("date_taken") and not near & _ISSUED) or (lead in _FROM and lead2 in pictures):
        return 5 + width
    if (
        any(word in pictures for word in ahead)
        and (ahead[0] != "," or ahead[1] in pictures)
        and (lead in _IN or sentence == 0)
    ):
        return 5 + width
    # "a pardon in 2018, when she …": only the words in front speak, so look at them last.
    if lead in words_of("not_taken") and back >= begin and not (lead == "of" and lead2 in _DAY_PARTS):
        return 0
    if near & words_of("date_released") or _is_attribute(text, phrase, back, lead, ahead):
        return 0
    to_come = words_of("to_come")
    if phrase.year is None and any(word in to_come for word in low[max(begin, first - 8) : first]):
        return 0
    if sentence == 0:
        return _in_first_sentence(text, phrase, begin, ahead) + width
    closing = last + 1 >= end or text.words[last + 1][0] in ".)" or last + 2 >= end
    loose = text.words[first - 1][0] in ",;(-–—" if first else True
    # Reuters closes with "in Valletta, Malta November 27, 2015".
    dateline = first and phrase.year and text.words[first - 1][0][0].isupper()
    return 1.0 + width if closing and precise and (loose or dateline or end - begin <= 8) else 0


def _is_attribute(text: Text, phrase: Phrase, back: int, lead: str, ahead: Sequence[str]) -> bool:
    """Whether the date says which thing is meant: "the Nov. 3 election", "the company's 2019 report"."""
    first, low = phrase.first, text.low
    if not ahead:
        return False
    if first > 1 and low[first - 2] in _ATTRIBUTES and ahead[0] == "," and text.words[first - 1][0][0].islower():
        # "a massive March 11, 2011, earthquake"
        noun = ahead[1] if len(ahead) > 1 else ""
        return noun.isalpha() and noun not in words_of("plain_after") and low[first - 1] not in words_of("date_little")
    owned = back + 1 < first or (back >= 0 and text.owner[back])
    return owned and ahead[0].isalpha() and ahead[0] not in words_of("plain_after") and low[first - 1] in _ATTRIBUTES


def _in_first_sentence(text: Text, phrase: Phrase, begin: int, ahead: Sequence[str]) -> float:
    first = phrase.first
    aside = words_of("date_aside")
    for k in range(first - 2, max(begin, first - 10) - 1, -1):
        if text.low[k] == ",":
            break
        if text.low[k] in aside:
            return 1.5
    return 3.0 if first == begin or (ahead and ahead[0] == ":") else 2.0
