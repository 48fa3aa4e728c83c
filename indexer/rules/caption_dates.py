"""The CA family, dates: do they exist, agree with each other, and still mean something tomorrow?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from ..text import lazy_pattern
from ..vocab.captions import calendar
from .rule import Case, Fault

# Abbreviations of three letters and more: `so` and `do` are weekdays only to a German.
_WORD = lazy_pattern(r"[^\W\d_]{3,}(?:-[^\W\d_]+)?")
_DIGIT = lazy_pattern(r"[0-9]")
_PRINTED_YEAR = lazy_pattern(r"(?<![0-9])(?:18|19|20)[0-9]{2}(?![0-9])")
_BEFORE_YEAR = 24
"""Characters in which `22nd of September, ` finds room."""
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def weekday_against_date(case: Case) -> Iterator[Fault]:
    """Weekday against date.

    What: the caption names a weekday and a full date side by side, and the date was another weekday. Without a
    printed year, the year is that of the publication or the one before it; both must disagree.

    Why: one of the two is wrong, and whoever uses the picture again cannot tell which.

    Bad:
        Rowers train at dawn on Tuesday, July 8, 2020. (Jo Marsh/Reuters)

        Des rameurs à l'aube, le lundi 8 juillet 2020. (Jo Marsh/Reuters)

    Good:
        Rowers train at dawn on Wednesday, July 8, 2020. (Jo Marsh/Reuters)

    Fix: look the day up in the metadata. Not safe: either word may be the wrong one.
    """
    words, text = calendar(), case.text
    if not _DIGIT.search(text):
        return
    for word in _WORD.finditer(text):
        weekday = words.weekdays.get(word.group().lower())
        match = _day_behind().match(text, word.end()) if weekday is not None else None
        if weekday is None or match is None:
            continue
        month = words.months[(match["month"] or match["month2"]).lower()]
        years = _years(case, match["year"] or match["year2"])
        days = [day for year in years if (day := _date(year, month, int(match["day"] or match["day2"])))]
        if days and all(day.weekday() != weekday for day in days):
            right = _ENGLISH[days[0].weekday()]
            message = f"{days[0].isoformat()} was a {right}, not a {_ENGLISH[weekday]}"
            yield Fault(word.start(), match.end(), message)


@cache
def _months() -> str:
    """Return the names of months, three letters and more, as one alternative, the longest first."""
    names = (re.escape(name) for name in calendar().months if len(name) > 2)
    return "|".join(sorted(names, key=len, reverse=True))


@cache
def _day_behind() -> re.Pattern[str]:
    """Return the pattern of day and month, in either order, right behind a weekday."""
    month = _months()
    year = r"(?:,? (?:de |del )?(?P<{0}>(?:19|20)[0-9]{{2}})(?![0-9]))?"
    return re.compile(
        r"\.?,? (?:(?:le|the|den|el|dia|o) )?(?:"
        rf"(?P<month>{month})\.? (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?![0-9:]){year.format('year')}"
        rf"|(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th|er|\.)?(?: of| de)? (?P<month2>{month})(?!\w)\.?"
        rf"{year.format('year2')})",
        re.IGNORECASE,
    )


@cache
def _full_date() -> re.Pattern[str]:
    """Return the pattern of a day, month and year, in either order."""
    month = _months()
    return re.compile(
        rf"(?<![\w])(?:(?P<month>{month})\.? (?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? "
        rf"|(?P<day2>[0-9]{{1,2}})(?:st|nd|rd|th|er|\.)?(?: of| de)? (?P<month2>{month})\.?,?(?: de| del)? )"
        r"(?P<year>(?:18|19|20)[0-9]{2})(?![0-9])",
        re.IGNORECASE,
    )


def _full_dates(text: str) -> list[tuple[re.Match[str], date | None]]:
    """Return every date with its year, and the day it is; None for a day that never was."""
    months = calendar().months
    found: list[tuple[re.Match[str], date | None]] = []
    for year in _PRINTED_YEAR.finditer(text):
        # Day and month stand right in front of the year.
        match = _full_date().search(text, max(year.start() - _BEFORE_YEAR, 0), year.end())
        if match:
            month = months[(match["month"] or match["month2"]).lower()]
            found.append((match, _date(int(match["year"]), month, int(match["day"] or match["day2"]))))
    return found


# `today` of history books, and of titles, is no day.
_TODAY = lazy_pattern(
    r"(?<![\w'’-])(?:today|yesterday|tomorrow|tonight|this (?:morning|afternoon|evening|week|weekend)|last (?:night"
    r"|week)"
    r"|aujourd['’]hui|demain|hier soir|ce matin|ce soir|cette semaine|heute|gestern|diese Woche|hoy|ayer|esta semana"
    r"|hoje|ontem"
    r"|oggi|ieri|vandaag|gisteren)(?![\w'’-])"
)
_STALE = frozenset(
    "today yesterday tomorrow tonight this last hui demain hier ce cette heute gestern diese hoy ayer esta hoje ontem"
    " oggi ieri vandaag gisteren".split()
)
_NOT_A_DAY = lazy_pattern(r"(?:\bas it (?:looks|is|was)|\b(?:until|even|of|stands|still|is|are)|[\"“‘«])\s?$")


def stale_words(case: Case) -> Iterator[Fault]:
    """Words that are stale tomorrow.

    What: the caption dates the picture with today, yesterday, tonight, this week or the like.

    Why: the words are wrong the next day, and nobody who finds the picture later can date it.

    Bad:
        Rowers train at dawn yesterday on the river. (Jo Marsh/Reuters)

    Good:
        Rowers train at dawn on Wednesday, July 8, 2020, on the river. (Jo Marsh/Reuters)

        The mill as it looks today. (Jo Marsh/Reuters)

    Fix: print the date. Not safe: the day of the picture need not be the day before the story.
    """
    caption = case.record.caption
    match = _TODAY.search(caption) if _STALE & case.words else None
    if match and not _NOT_A_DAY.search(caption, 0, match.start()):
        at = case.text.find(caption) + match.start()
        yield Fault(at, at + len(match.group()), f'"{match.group()}" is stale tomorrow; print the date')


def impossible_date(case: Case) -> Iterator[Fault]:
    """Impossible date.

    What: the caption names a day that no calendar has.

    Why: it is a slip, and the true day cannot be told from it.

    Bad:
        Rowers train at dawn on June 31, 2023. (Jo Marsh/Reuters)

    Good:
        Rowers train at dawn on June 30, 2023. (Jo Marsh/Reuters)

    Fix: look the day up in the metadata. Not safe to guess.
    """
    for match, day in _full_dates(case.text):
        if day is None:
            yield Fault(*match.span(), f'no calendar has "{match.group()}"; look the day up')


def date_after_publication(case: Case) -> Iterator[Fault]:
    """Date after publication.

    What: the day of the picture lies after the day on which the story ran.

    Why: a slip of the year, most often in January; the picture cannot have been there yet.

    Bad:
        [published: 2024-01-03]
        Rowers train at dawn on January 2, 2025. (Jo Marsh/Reuters)

    Good:
        [published: 2024-01-03]
        Rowers train at dawn on January 2, 2024. (Jo Marsh/Reuters)

    Fix: correct the year. Not safe: the story's day may be wrong instead.
    """
    published = _day(case.record.published)
    taken = case.record.date_created
    if not published or not taken or len(taken) < 10:
        return
    for match, day in _full_dates(case.text):
        # One day's grace: the story may have run on the other side of the date line.
        if day and day.isoformat() == taken[:10] and day > published + timedelta(days=1):
            yield Fault(*match.span(), f"the picture is of {day.isoformat()}, the story of {published.isoformat()}")


_YEAR = lazy_pattern(r"(?<!\d)(?:18|19|20)\d\d(?!\d)|(?<!\w)['’]\d\d(?!\w)|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_FILE = {"file", "archive"}


def file_without_year(case: Case) -> Iterator[Fault]:
    """File picture without a year.

    What: the picture is marked as a file or archive picture, and the caption does not say of which year.

    Why: the mark says that it is old; only the year says how old.

    Bad:
        The mayor opens a bridge. (Jo Marsh/Reuters, file photo)

    Good:
        The mayor opens a bridge in 2019. (Jo Marsh/Reuters, file photo)

    Fix: add the year from the metadata. Not safe to guess.
    """
    if not _FILE & set(case.credit.flags) or _YEAR.search(case.text) or case.record.kind == "video":
        return
    # A museum's archive is where the picture is kept, not how old it is.
    if "file" not in case.credit.flags:
        return
    index = case.credit.flags.index("file")
    place = case.place(f"credit.flags.{index}")
    yield Fault(*(place or case.credit_span), "a file picture must carry its year; add it")


def file_unmarked(case: Case) -> Iterator[Fault]:
    """File picture not marked.

    What: the picture was made more days before publication than the house allows, and neither a word nor a year says
    so.

    Why: a reader takes an unmarked picture for one of the event.

    Bad:
        [published: 2024-05-20]
        [date created: 2023-11-02]
        The mayor opens a bridge. (Jo Marsh/Reuters)

    Good:
        [published: 2024-05-20]
        [date created: 2023-11-02]
        The mayor opens a bridge in 2023. (Jo Marsh/Reuters, file photo)

        [published: 2024-05-20]
        [date created: 2024-05-19]
        The mayor opens a bridge. (Jo Marsh/Reuters)

    Fix: mark it as a file picture and print its year. Not safe: the date in the file may be that of a scan.
    """
    record = case.record
    published = _day(record.published)
    made = _day(record.metadata.date_created if record.metadata else None) or _day(record.date_created)
    if not published or not made or _FILE & set(case.credit.flags) or "stock" in case.credit.flags:
        return
    old = (published - made).days
    if old > case.style.limit("file_days") and not _YEAR.search(case.text):
        start, end = case.credit_span
        if start == end:
            start = 0
        yield Fault(start, end, f"made on {made.isoformat()}, {old} days before publication; mark it as a file picture")


def date_missing(case: Case) -> Iterator[Fault]:
    """No date.

    What: the caption says nothing of when the picture was taken.

    Why: who, where and when are what a wire's caption must say.

    Bad:
        [style: ap]
        Rowers train at dawn in Cork, Ireland. (AP Photo/Jo Marsh)

    Good:
        [style: ap]
        Rowers train at dawn in Cork, Ireland, on Wednesday, July 8, 2020. (AP Photo/Jo Marsh)

    Fix: add weekday, date and year from the metadata. Not safe to guess.
    """
    record = case.record
    if record.date_text or record.dates or case.place("date_created") or not record.caption or _YEAR.search(case.text):
        return
    if _FILE & set(case.credit.flags) or record.kind != "photo":
        return
    yield Fault(*_first_sentence(case), "the caption says nothing of when; add the date")


def _first_sentence(case: Case) -> tuple[int, int]:
    start = max(case.text.find(case.record.caption), 0)
    stop = re.compile(r"[.!?](?=\s|$)").search(case.text, start, start + len(case.record.caption))
    return start, stop.end() if stop else start + len(case.record.caption)


def _years(case: Case, printed: str | None) -> list[int]:
    """Return the years that a date may lie in: the printed one, or those about the publication."""
    if printed:
        return [int(printed)]
    known = case.record.published or ""
    return [int(known[:4]), int(known[:4]) - 1] if known[:4].isdecimal() else []


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text and len(text) >= 10 else None
    except ValueError:
        return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
