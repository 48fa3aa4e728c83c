"""The dates of a caption, and which of them is the day the picture was taken.

Dates are found by their words (month, weekday, "yesterday") and by their digits. The day of capture is
then chosen by form and place: "In this Oct. 3, 2011, file photo" before a dateline, a dateline before
"on Tuesday" in the first sentence. A date of birth, of issue, of an earlier event or of one to come is
kept, and is not the day of capture. Everything relative is reckoned from the day of publication, by the
newsroom's rule: a weekday is the latest such day not after it. Nothing is reckoned from today.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ..model import Certainty, Evidence
from ..vocab.captions import Calendar, calendar, words_of
from .words import Word, sentence_starts, split_words


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


class _Phrase(NamedTuple):
    """One date as printed: words `first` to `last` (included)."""

    first: int
    last: int
    year: int | None
    month: int | None
    day: int | None
    pattern: str
    weekday: int | None = None
    shift: int | None = None
    """Days from the day of publication."""
    barred: bool = False
    """Cannot be the day of capture, by its own form: a range of years, a possessive."""


_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,4})([./-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})(?!\d|[./-]\d)")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?\Z", re.IGNORECASE)
_SHORT_WEEKDAYS = frozenset({"mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"})
_JOINTS = frozenset({",", ".", "de", "del", "of", "do"})
_DASHES = frozenset({"-", "–", "—", "to", "and", "bis", "et", "al", "au", "&", "until"})


def read_dates(caption: str, published: str | None, words: Sequence[Word] | None = None) -> DateReading:
    """Return the dates of `caption`, the day of capture apart from the rest.

    `published` is the document's day (ISO 8601) or None; then a weekday fixes nothing and only its words
    are kept. `words` are those of `split_words(caption)`, for a caller that has them. Never raises.

    >>> reading = read_dates("Ana Diaz speaks in Oslo on Thursday.", "2022-09-16")
    >>> reading.date_created, reading.date_text
    ('2022-09-15', 'Thursday')
    >>> read_dates("FILE - In this Oct. 3, 2011, file photo, workers rest.", None).date_created
    '2011-10-03'
    >>> read_dates("Des passants à Nantes, en juin 2014.", None).date_created
    '2014-06'
    """
    words = split_words(caption) if words is None else words
    words = words[:4000]
    phrases = _find(caption, words)
    if not phrases:
        return DateReading()
    base = _day(published)
    values = [_resolve(p, base, phrases) for p in phrases]
    starts = sentence_starts(words)
    scores = [_score(caption, words, starts, p) for p in phrases]
    best = max(range(len(phrases)), key=lambda n: (scores[n], -n))
    evidence: list[Evidence] = []
    created = text = None
    others: list[str] = []
    spans = []
    for n, (phrase, value) in enumerate(zip(phrases, values, strict=True)):
        start, end = words[phrase.first][1], words[phrase.last][2]
        spans.append((start, end))
        certainty: Certainty = "exact" if phrase.year else "likely"
        if n == best and scores[n] > 0:
            created, text = value, caption[start:end]
            evidence.append(Evidence("date_created", start, end, phrase.pattern, certainty if value else "guess"))
    for phrase, value, (start, end) in zip(phrases, values, spans, strict=True):
        if value and value != created and value not in others and not (created and created.startswith(value)):
            evidence.append(Evidence(f"dates.{len(others)}", start, end, phrase.pattern, "likely"))
            others.append(value)
    return DateReading(created, text, tuple(others), tuple(evidence), tuple(spans))


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _find(caption: str, words: Sequence[Word]) -> list[_Phrase]:
    known = calendar()
    months, weekdays, days = known.months, known.weekdays, known.days
    found: list[_Phrase] = []
    numbers = False
    for i, (text, _, _) in enumerate(words):
        if text[0].isdecimal():
            numbers = True
            continue
        low = text.lower()
        owned = low[-2:] in ("'s", "’s")
        if owned:
            low = low[:-2]
        phrase = None
        if low in months:
            phrase = _month(words, i, months[low], known)
        if phrase is None and low in weekdays:
            phrase = _weekday(words, i, low, owned, known)
        if phrase is None and low in days:
            phrase = _Phrase(
                i, i, None, None, None, "day-of-publication", shift=days[low], barred=owned or days[low] > 0
            )
            if low in ("morgen", "mañana", "manhã") and not (i and words[i - 1][0] == ","):
                phrase = None
        if phrase is None and low in ("month", "year", "week") and i and words[i - 1][0].lower() in ("this", "last"):
            phrase = _vague(words, i, low)
        if phrase is None:
            continue
        if found and found[-1].last >= phrase.first:
            phrase = phrase._replace(first=found[-1].last + 1)
            if phrase.first > i:
                continue
        if found and _spans_time(words, found[-1], phrase):
            found[-1] = found[-1]._replace(barred=True)
            phrase = phrase._replace(barred=True)
        if found and _follows(words, found[-1], phrase):
            lead = found.pop()
            phrase = phrase._replace(first=lead.first, pattern="weekday-and-" + phrase.pattern, barred=lead.barred)
        found.append(phrase)
    if numbers:
        found = _with_numbers(caption, words, found)
    return found


def _number(words: Sequence[Word], i: int) -> int | None:
    """The day of the month that word `i` is, if it is one."""
    if 0 <= i < len(words) and words[i][0][0].isdecimal():
        m = _DAY.match(words[i][0])
        if m and 1 <= int(m.group(1)) <= 31:
            return int(m.group(1))
    return None


def _year(words: Sequence[Word], i: int) -> int | None:
    text = words[i][0] if 0 <= i < len(words) else ""
    if len(text) == 4 and text.isascii() and text.isdigit() and 1800 <= int(text) <= 2099:
        return int(text)
    return None


def _year_after(words: Sequence[Word], i: int) -> tuple[int | None, int]:
    """The year at or shortly behind word `i`, and the last word of the phrase."""
    j = i + 1
    while j < len(words) and j < i + 3 and words[j][0].lower() in _JOINTS:
        j += 1
    year = _year(words, j)
    return (year, j) if year else (None, i)


def _month(words: Sequence[Word], i: int, month: int, known: Calendar) -> _Phrase | None:
    text = words[i][0]
    after = i + 1
    while after < len(words) and after < i + 3 and words[after][0] in (".", ","):
        after += 1
    before = i - 1
    while before >= 0 and before > i - 3 and words[before][0].lower() in (".", "de", "of", "-"):
        before -= 1
    day_after, day_before = _number(words, after), _number(words, before)
    if day_before and day_before > 31:
        day_before = None
    if day_after and words[after - 1][0] == "," and not _year_after(words, after)[0] and text.islower():
        day_after = None
    if day_after and day_before and not _year_after(words, after)[0]:
        day_after = None
    if day_after and not text.islower():
        end = after
        if after + 2 < len(words) and words[after + 1][0] in _DASHES and _number(words, after + 2):
            year, last = _year_after(words, after + 2)
            following = words[after + 3][0] if after + 3 < len(words) else ""
            if year or not following[:1].islower():
                return _Phrase(i, last, year, month, None, "range-of-days")
        year, last = _year_after(words, end)
        return _Phrase(i, last, year, month, day_after, "month-day")
    if day_before and (len(text) > 2):
        year, last = _year_after(words, i)
        first = before
        if before >= 2 and words[before - 1][0] in _DASHES and _number(words, before - 2):
            return _Phrase(before - 2, last, year, month, None, "range-of-days")
        return _Phrase(first, last, year, month, day_before, "day-month")
    ranged = re.match(r"(\d{1,2})[-–](\d{1,2})\Z", words[after][0]) if after < len(words) else None
    if ranged and not text.islower():
        year, last = _year_after(words, after)
        return _Phrase(i, last, year, month, None, "range-of-days")
    year, last = _year_after(words, i)
    lead = words[i - 1][0].lower() if i else ""
    if year and (not text.islower() or lead in words_of("month_lead")):
        return _Phrase(i, last, year, month, None, "month-year")
    following = words[i + 1][0] if i + 1 < len(words) else ""
    if lead in words_of("month_lead") and len(text) > 2 and not following[:1].isupper():
        if text.islower() and lead not in ("en", "em", "i"):
            return None
        return _Phrase(i, i, None, month, None, "month")
    return None


def _weekday(words: Sequence[Word], i: int, low: str, owned: bool, known: Calendar) -> _Phrase | None:
    following = words[i + 1][0].lower() if i + 1 < len(words) else ""
    lead = words[i - 1][0].lower() if i else ""
    if low in _SHORT_WEEKDAYS:
        j = i + 1
        while j < len(words) and j < i + 3 and words[j][0] in (".", ","):
            j += 1
        if words[i][0].islower() or j >= len(words):
            return None
        if words[j][0].lower().rstrip(".") not in known.months and not _number(words, j):
            return None
    if lead in known.not_a_day_before or (following in known.not_a_day_after and following not in known.parts_of_day):
        return None
    if low == "domingo" and words[i][0][0].isupper() and i and words[i - 1][0][:1].isupper():
        return None  # Plácido Domingo, Santo Domingo
    last = i
    if following in known.parts_of_day:
        last = i + 1
        owned = owned or words[last][0].lower().endswith(("'s", "’s"))
    return _Phrase(i, last, None, None, None, "weekday", weekday=known.weekdays[low], barred=owned)


def _vague(words: Sequence[Word], i: int, low: str) -> _Phrase:
    """ "earlier this month", "last year": a month or a year when the day of publication is known."""
    last = words[i - 1][0].lower() == "last"
    first = i - 1
    if first and words[first - 1][0].lower() in ("earlier", "late", "later", "early"):
        first -= 1
    return _Phrase(first, i, None, None, None, f"{'last' if last else 'this'}-{low}")


def _follows(words: Sequence[Word], lead: _Phrase, phrase: _Phrase) -> bool:
    """Whether a weekday stands right in front of its date: "Tuesday, May 3"."""
    if lead.weekday is None or phrase.day is None or lead.year:
        return False
    between = range(lead.last + 1, phrase.first)
    return len(between) <= 2 and all(
        words[k][0].lower() in (",", ".", "den", "dem", "the", "le", "(", "/") for k in between
    )


def _spans_time(words: Sequence[Word], start: _Phrase, end: _Phrase) -> bool:
    """Whether two dates stand for the time between them: "between June 3 and July 5"."""
    between = [w[0].lower() for w in words[start.last + 1 : end.first] if w[0].lower() not in words_of("date_little")]
    lead = [w[0].lower() for w in words[max(0, start.first - 2) : start.first]]
    return len(between) == 1 and between[0] in _DASHES and any(w in words_of("span_lead") for w in lead)


def _with_numbers(caption: str, words: Sequence[Word], found: list[_Phrase]) -> list[_Phrase]:
    """Add dates in digits, then single years, to the phrases found; in printed order."""
    taken = {k for p in found for k in range(p.first, p.last + 1)}
    starts = {start: k for k, (_, start, _) in enumerate(words)}
    limit = words[-1][2]
    for m in _NUMERIC.finditer(caption, 0, limit):
        first = starts.get(m.start())
        parts = _order(int(m.group(1)), int(m.group(3)), int(m.group(4)), len(m.group(1)) == 4, len(m.group(4)) == 2)
        if first is None or parts is None or first in taken:
            continue
        last = first
        while last + 1 < len(words) and words[last + 1][1] < m.end():
            last += 1
        if words[last][2] != m.end():
            continue
        lead = next((p for p in found if p.last + 1 == first or p.last + 2 == first), None)
        phrase = _Phrase(first, last, *parts, "digits")
        if lead and _follows(words, lead, phrase):
            found.remove(lead)
            phrase = phrase._replace(first=lead.first)
        found.append(phrase)
        taken.update(range(first, last + 1))
    for i, (text, _, _) in enumerate(words):
        if i in taken or not text[0].isdecimal():
            continue
        year = _year(words, i)
        if year:
            around = (words[i - 1][0] if i else "", words[i + 1][0] if i + 1 < len(words) else "")
            lived = any(mark in "-–—/" for mark in around if mark)
            lead_word = around[0].lower().rstrip(".")
            dated = lead_word in words_of("year_lead") or (around[0] in (",", "(") and around[1] in ("", ".", ")"))
            found.append(_Phrase(i, i, year, None, None, "year", barred=lived or not dated))
    found.sort(key=lambda p: p.first)
    return found


def _order(a: int, b: int, c: int, year_first: bool, short: bool) -> tuple[int, int, int] | None:
    """Year, month and day of three numbers: 2014-06-24, 24-06-2014, 07/07/16; month first only where it must be."""
    if year_first:
        year, month, day = a, b, c
    elif short:
        year, month, day = (2000 if c < 60 else 1900) + c, b, a
    else:
        year, month, day = c, b, a
    if month > 12 >= day and not year_first:
        month, day = day, month
    try:
        return (year, month, day) if 1800 <= date(year, month, day).year <= 2099 else None
    except ValueError:
        return None


def _resolve(phrase: _Phrase, base: date | None, phrases: Sequence[_Phrase]) -> str | None:
    """The phrase as ISO 8601, as narrow as it goes; None when it fixes nothing."""
    year, month, day = phrase.year, phrase.month, phrase.day
    if month is None and year is not None:
        return f"{year:04}"
    if month is None:
        return None if base is None else _relative(phrase, base)
    if year is None:
        # A dateline leaves out the year that the sentence gives: "JULY 04: … on July 4, 2016".
        twin = next((p.year for p in phrases if p.year and p.month == month and p.day == day), None)
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


def _relative(phrase: _Phrase, base: date) -> str | None:
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


def _score(caption: str, words: Sequence[Word], starts: Sequence[int], phrase: _Phrase) -> float:
    """How well the phrase's form and place suit the day of capture; 0 or less: not it."""
    if phrase.barred:
        return 0
    first, last = phrase.first, phrase.last
    sentence = sum(1 for s in starts if s <= first) - 1
    begin = starts[sentence]
    end = starts[sentence + 1] if sentence + 1 < len(starts) else len(words)
    back = first - 1
    while back >= begin and words[back][0].lower() in words_of("date_little"):
        back -= 1
    lead = words[back][0].lower() if back >= 0 else ""
    lead2 = words[back - 1][0].lower() if back >= 1 else ""
    ahead = [w[0].lower() for w in words[last + 1 : last + 4]]
    width = 0.3 if phrase.day or phrase.weekday is not None or phrase.shift is not None else 0.0
    width += 0.1 if phrase.year else 0.0
    near = {w[0].lower() for w in words[max(begin, back - 2) : back + 1]}
    if near & words_of("date_taken") and not (near & {"issue", "release", "published"}):
        return 5 + width
    if lead in ("from", "of", "vom", "von", "aus", "du", "del") and lead2 in words_of("date_picture"):
        return 5 + width
    pictured = any(w in words_of("date_picture") for w in ahead[:3])
    if (
        pictured
        and (ahead[0] != "," or ahead[1] in words_of("date_picture"))
        and (lead in ("in", "dans", "en", "") or sentence == 0)
    ):
        return 5 + width
    # "a pardon in 2018, when she …": only the words in front speak, so look at them last.
    if lead in words_of("not_taken") and back >= begin:
        day_part = lead == "of" and lead2 in ("morning", "night", "evening", "afternoon", "day")
        if not day_part:
            return 0
    if near & {
        "released",
        "published",
        "issued",
        "issue",
        "updated",
        "posted",
        "born",
        "died",
        "available",
        "obtained",
    }:
        return 0
    attributive = back + 1 < first or lead.endswith(("'s", "’s"))
    if (
        attributive
        and words[first - 1][0].lower() not in ("on", "late", "early", "mid", "nesta", "neste", "this", "na", "no")
        and (
            ahead
            and ahead[0].isalpha()
            and ahead[0] not in words_of("plain_after")
            and words[first - 1][0].lower() in ("the", "a")
        )
    ):
        return 0
    if any(w[0].lower() in words_of("to_come") for w in words[max(begin, first - 8) : first]) and phrase.year is None:
        return 0
    if sentence == 0:
        score = 3.0 if first == begin or (ahead and ahead[0] == ":") else 2.0
        for k in range(first - 2, max(begin, first - 10) - 1, -1):
            if words[k][0] == ",":
                break
            if words[k][0].lower() in words_of("date_aside"):
                score = 1.5
        return score + width
    closing = last + 1 >= end or words[last + 1][0] in ".)" or (last + 2 >= end)
    loose = words[first - 1][0] in ",;(" if first else True
    if closing and (loose or end - begin <= 8) and (phrase.day or phrase.weekday is not None):
        return 1.0 + width
    return 0
