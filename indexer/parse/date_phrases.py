"""The dates of a caption as printed: by month, weekday, digits, year, and by their distance from publication."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from indexer.text import lazy_pattern

from ..vocab.captions import DATED, Calendar, calendar, words_of
from .words import NUMBER, Text, Word


class Phrase(NamedTuple):
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


_NUMERIC = lazy_pattern(r"(?<![\d./-])(\d{1,4})([./-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})(?!\d|[./-]\d)")
_DAY = lazy_pattern(r"(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?\Z", re.IGNORECASE)
_DAYS = lazy_pattern(r"(\d{1,2})[-–](\d{1,2})\Z")
_DECADE = lazy_pattern(r"(?:1[89]|20)\d0(?:s|er|ern)\Z")
_SHORT_WEEKDAYS = frozenset(("mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"))
_JOINTS = frozenset((",", ".", "de", "del", "of", "do"))
_BEFORE_MONTH = frozenset((".", "de", "of", "-"))
_BETWEEN = frozenset((",", ".", "den", "dem", "the", "le", "(", "/"))
_DASHES = frozenset(("-", "–", "—", "to", "and", "und", "bis", "et", "y", "al", "au", "&", "until"))
_AGO = frozenset(("ago", "earlier"))
_AGO_IN_FRONT = frozenset(("vor", "hace", "a"))
_EARLIER = frozenset(("earlier", "later", "early", "late"))
_MORNINGS = frozenset(("morgen", "mañana", "manhã"))
"""Tomorrow and morning are one word."""


def find_phrases(text: Text) -> list[Phrase]:
    """Return the dates of `text` in printed order.

    >>> from indexer.parse.words import read_text
    >>> [(p.year, p.month, p.day, p.pattern) for p in find_phrases(read_text("Oslo, le 3 mai 2011, et en juin 2014"))]
    [(2011, 5, 3, 'day-month'), (2014, 6, None, 'month-year')]
    """
    found: list[Phrase] = []
    if text.seen & DATED:
        known = calendar()
        for i in [i for i, flag in enumerate(text.flags) if flag & DATED]:
            phrase = _worded(text, i, text.low[i], known)
            if phrase is not None:
                _add(text, phrase, i, found)
    return _with_numbers(text, found) if text.seen & NUMBER else found


def _add(text: Text, phrase: Phrase, i: int, found: list[Phrase]) -> None:
    """Add the phrase that word `i` makes to those in front of it, or make one of it and the last of them."""
    if found and phrase.pattern != "undated":
        if found[-1].last >= phrase.first:
            phrase = phrase._replace(first=found[-1].last + 1)
            if phrase.first > i:
                return
        if _spans_time(text, found[-1], phrase):
            found[-1] = found[-1]._replace(barred=True)
            phrase = phrase._replace(barred=True)
        if _follows(text, found[-1], phrase):
            lead = found.pop()
            phrase = phrase._replace(first=lead.first, pattern="weekday-and-" + phrase.pattern, barred=lead.barred)
    found.append(phrase)


def _worded(text: Text, i: int, low: str, known: Calendar) -> Phrase | None:
    """The date that a word of the calendar makes with its neighbours."""
    if low == "undated":
        return Phrase(i, i, None, None, None, "undated")
    phrase = None
    if low in known.months:
        phrase = _month(text.words, i, known.months[low])
    if phrase is None and low in known.weekdays:
        phrase = _weekday(text, i, low, known)
    if phrase is None and low in known.days:
        if low in _MORNINGS and not (i and text.words[i - 1][0] == ","):
            return None
        barred = text.owner[i] or known.days[low] > 0
        phrase = Phrase(i, i, None, None, None, "day-of-publication", shift=known.days[low], barred=barred)
    if phrase is None and low in known.periods:
        phrase = _period(text.low, i, low, known)
    return phrase


def _number(words: Sequence[Word], i: int) -> int | None:
    """The day of the month that word `i` is, if it is one."""
    text = words[i][0] if 0 <= i < len(words) else ""
    if len(text) > 4 or not text[:1].isdecimal():
        return None
    m = _DAY.match(text)
    day = int(m.group(1)) if m else 0
    return day if 1 <= day <= 31 else None


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


def _month(words: Sequence[Word], i: int, month: int) -> Phrase | None:
    text = words[i][0]
    after = i + 1
    while after < len(words) and after < i + 3 and words[after][0] in (".", ","):
        after += 1
    before = i - 1
    while before >= 0 and before > i - 3 and words[before][0].lower() in _BEFORE_MONTH:
        before -= 1
    day_after, day_before = _number(words, after), _number(words, before)
    if day_after and words[after - 1][0] == "," and not _year_after(words, after)[0] and text.islower():
        day_after = None
    if day_after and day_before and not _year_after(words, after)[0]:
        day_after = None
    if day_after and not text.islower():
        if after + 2 < len(words) and words[after + 1][0] in _DASHES and _number(words, after + 2):
            year, last = _year_after(words, after + 2)
            following = words[after + 3][0] if after + 3 < len(words) else ""
            if year or not following[:1].islower():
                return Phrase(i, last, year, month, None, "range-of-days")
        year, last = _year_after(words, after)
        return Phrase(i, last, year, month, day_after, "month-day")
    if day_before and len(text) > 2:
        year, last = _year_after(words, i)
        if before >= 2 and words[before - 1][0] in _DASHES and _number(words, before - 2):
            return Phrase(before - 2, last, year, month, None, "range-of-days")
        return Phrase(before, last, year, month, day_before, "day-month")
    if after < len(words) and _DAYS.match(words[after][0]) and not text.islower():
        year, last = _year_after(words, after)
        return Phrase(i, last, year, month, None, "range-of-days")
    if before >= 0 and _DAYS.match(words[before][0]):
        year, last = _year_after(words, i)
        return Phrase(before, last, year, month, None, "range-of-days")
    return _month_alone(words, i, month)


def _month_alone(words: Sequence[Word], i: int, month: int) -> Phrase | None:
    text = words[i][0]
    year, last = _year_after(words, i)
    lead = words[i - 1][0].lower() if i else ""
    if year and (not text.islower() or lead in words_of("month_lead")):
        return Phrase(i, last, year, month, None, "month-year")
    following = words[i + 1][0] if i + 1 < len(words) else ""
    if lead in words_of("month_lead") and len(text) > 2 and not following[:1].isupper():
        if text.islower() and lead not in ("en", "em", "i"):
            return None
        return Phrase(i, i, None, month, None, "month")
    return None


def _weekday(text: Text, i: int, low: str, known: Calendar) -> Phrase | None:
    words = text.words
    following = text.low[i + 1] if i + 1 < len(words) else ""
    lead = text.low[i - 1] if i else ""
    if low in _SHORT_WEEKDAYS:
        j = i + 1
        while j < len(words) and j < i + 3 and words[j][0] in (".", ","):
            j += 1
        if words[i][0].islower() or j >= len(words):
            return None
        if text.low[j].rstrip(".") not in known.months and not _number(words, j):
            return None
    if lead in known.not_a_day_before or (following in known.not_a_day_after and following not in known.parts_of_day):
        return None
    if low == "domingo" and words[i][0][0].isupper() and i and words[i - 1][0][:1].isupper():
        return None  # Plácido Domingo, Santo Domingo
    last = i
    owned = text.owner[i]
    if following in known.parts_of_day:
        last = i + 1
        owned = owned or text.owner[last]
    return Phrase(i, last, None, None, None, "weekday", weekday=known.weekdays[low], barred=owned)


def _period(low: Sequence[str], i: int, word: str, known: Calendar) -> Phrase | None:
    """ "earlier this month", "last year", "la semaine dernière", "three days ago", "vor zwei Tagen"."""
    days = known.periods[word]
    before = low[i - 1] if i else ""
    after = low[i + 1] if i + 1 < len(low) else ""
    count = known.numbers.get(before) or (
        int(before) if before.isdecimal() and before.isascii() and len(before) < 4 else 0
    )
    if count:
        first = i - 1
        ago = after in _AGO
        if not ago and first and low[first - 1] in _AGO_IN_FRONT:
            first -= 1
            if low[first] == "a":  # il y a
                if first < 2 or low[first - 2 : first] != ["il", "y"]:
                    return None
                first -= 2
            elif low[first] == "vor" and before in ("einem", "einer") and after in ("der", "dem"):
                return None
        elif not ago:
            return None
        shift = -count * days if days == 1 else None
        return Phrase(
            first, i + 1 if ago else i, None, None, None, f"{days}-days-ago", shift=shift, barred=after == "earlier"
        )
    if days == 1:
        return None
    which = known.this.get(before)
    first, last = i - 1, i
    if which is None:
        which, first, last = known.this.get(after), i, i + 1
        if which is None or not after.startswith(("derni", "pasad")):
            return None
        if before in ("la", "le", "el", "l'"):
            first = i - 1
    if first and low[first - 1] in _EARLIER:
        first -= 1
    name = {7: "week", 30: "month", 365: "year"}[days]
    return Phrase(first, last, None, None, None, f"{'last' if which else 'this'}-{name}")


def _follows(text: Text, lead: Phrase, phrase: Phrase) -> bool:
    """Whether a weekday stands right in front of its date: "Tuesday, May 3"."""
    if lead.weekday is None or phrase.day is None or lead.year:
        return False
    between = text.low[lead.last + 1 : phrase.first]
    return len(between) <= 2 and all(word in _BETWEEN for word in between)


def _spans_time(text: Text, start: Phrase, end: Phrase) -> bool:
    """Whether two dates stand for the time between them: "between June 3 and July 5"."""
    little = words_of("date_little")
    between = [word for word in text.low[start.last + 1 : end.first] if word not in little]
    if len(between) != 1 or between[0] not in _DASHES:
        return False
    span = words_of("span_lead")
    return any(word in span for word in text.low[max(0, start.first - 2) : start.first])


def _with_numbers(text: Text, found: list[Phrase]) -> list[Phrase]:
    """Add dates in digits, then single years, to the phrases found; in printed order."""
    words = text.words
    taken = {k for p in found for k in range(p.first, p.last + 1)}
    numbers = [i for i, flag in enumerate(text.flags) if flag & NUMBER]
    starts = None
    for m in _NUMERIC.finditer(text.caption, 0, words[-1][2]) if _may_be_dates(words, numbers) else ():
        starts = starts or {start: k for k, start in enumerate(text.begins)}
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
        phrase = Phrase(first, last, *parts, "digits")
        if lead and _follows(text, lead, phrase):
            found.remove(lead)
            phrase = phrase._replace(first=lead.first)
        found.append(phrase)
        taken.update(range(first, last + 1))
    for i in numbers:
        if i in taken:
            continue
        year = _year(words, i)
        if year:
            found.append(_lone_year(words, i, year))
        elif len(words[i][0]) > 4 and _DECADE.match(words[i][0]):
            found.append(Phrase(i, i, None, None, None, "decade"))
    found.sort(key=lambda p: p.first)
    return found


def _may_be_dates(words: Sequence[Word], numbers: Sequence[int]) -> bool:
    """Whether any number has a mark of a date in it or behind it: 2014-06-24, 24.06.2014, 7/7/16."""
    return any("-" in words[i][0] or (i + 2 < len(words) and words[i + 1][0] in "./-") for i in numbers)


def _lone_year(words: Sequence[Word], i: int, year: int) -> Phrase:
    before, after = (words[i - 1][0] if i else "", words[i + 1][0] if i + 1 < len(words) else "")
    lived = any(mark in "-–—/" for mark in (before, after) if mark)
    dated = before.lower().rstrip(".") in words_of("year_lead") or (before in (",", "(") and after in ("", ".", ")"))
    return Phrase(i, i, year, None, None, "year", barred=lived or not dated)


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
