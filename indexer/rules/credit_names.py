"""The CR family, the names: which form, which case, what is no name at all, and which name held at the time."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ..text import fold, lazy_pattern
from ..vocab import agencies, open_table
from .rule import Case, Fault

# Short forms that most house styles call wrong, folded. What an agency prints itself (AFP, AP, REUTERS) is no fault
# here; a house that wants The Associated Press says so in its style.
_SHORT = {
    "getty": "Getty Images",
    "gettyimages": "Getty Images",
    "getty image": "Getty Images",
    "cp": "The Canadian Press",
    "canadian press": "The Canadian Press",
}


def agency_alias(case: Case) -> Iterator[Fault]:
    """Agency alias that is not the printed form.

    What: the credit shortens an agency's name, or writes its initials in small letters; or the house prints another
    form of it.

    Why: readers and contracts know the agency by its name; `Getty`, `CP` and `Afp` are talk of the desk.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/AFP/Getty)

        Rowers train at dawn on the river. (Jo Marsh/Afp)

        [style: cbc]
        Rowers train at dawn on the river. (Jo Marsh/AP)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/AFP/Getty Images)

        [style: cbc]
        Rowers train at dawn on the river. (Jo Marsh/The Associated Press)

    Fix: print the suggested form. Safe.
    """
    style = case.style
    for index, agency in enumerate(case.credit.agencies):
        if not agency.id:
            continue
        printed = (agency.printed or agency.name).strip("—–- ")
        form = style.agencies.get(agency.id)
        if form is not None:
            if printed in (form, style.own_form) or fold(printed) == fold(form) or _is_more(printed, agency.id):
                continue
        else:
            form = _SHORT.get(fold(printed))
            if form is None and len(printed) <= 3 and printed != printed.upper():
                # Initials in small letters, unless the agency writes itself so. Longer ones are words to some: Nasa.
                entry = agencies.find(printed)
                forms = (entry.name, *entry.aliases) if entry else ()
                form = printed.upper() if printed not in forms and printed.upper() in forms else None
        if form and form != printed:
            start, end = case.agency(index)
            start = max(case.text.find(printed, start, end), start)
            message = f'"{printed}" is not the printed form; write {form}'
            yield Fault(start, end, message, form, ((start, end, form),), safe=True)


_PLAIN = lazy_pattern(
    r"photos?|images?|pictures?|news|agency|wire|press|services?|the|archives?|sport|sports|entertainment|europe|north"
    r"|america|via|[^\w]+"
)


def _is_more(printed: str, id_: str) -> bool:
    """Say whether `printed` names a department or collection, which the short form would lose."""
    words = fold(printed).split()
    return len(words) > 2 and any(not _PLAIN.fullmatch(word) for word in words) and "/" in printed


def agency_case(case: Case) -> Iterator[Fault]:
    """Agency in the wrong case.

    What: an agency's name is in small letters, or in capitals at a house that does not print it so.

    Why: the name is a name; REUTERS in its own captions becomes Reuters on the page of a house that prints it so.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/getty images)

        [style: cbc]
        Rowers train at dawn on the river. (Jo Marsh/REUTERS)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Getty Images)

        Rowers train at dawn on the river. REUTERS/Jo Marsh

    Fix: print the suggested form. Safe.
    """
    style = case.style
    for index, agency in enumerate(case.credit.agencies):
        if not agency.id:
            continue
        printed = agency.printed or agency.name
        form = style.agencies.get(agency.id)
        if form is None:
            if not printed.islower() or len(printed) < 4 or "." in printed:
                continue
            entry = agencies.find(printed)
            forms = (entry.name, *entry.aliases) if entry else ()
            form = None if printed in forms else next((one for one in forms if fold(one) == fold(printed)), None)
        # Inside a sentence an article is small: for the Guardian.
        if form and printed not in (form, f"the {form[4:]}") and fold(printed) == fold(form):
            start, end = case.agency(index)
            yield Fault(start, end, f'"{printed}" is written {form}', form, ((start, end, form),), safe=True)


def name_case(case: Case) -> Iterator[Fault]:
    """Photographer in capitals.

    What: the name, or the family name, of the photographer is in capitals at a house that prints names like names;
    or in small letters at a house of capitals.

    Why: wires shout the family name so that clients can file it; the page need not.

    Bad:
        [style: cbc]
        Rowers train at dawn on the river. (JO MARSH/AFP)

    Good:
        [style: cbc]
        Rowers train at dawn on the river. (Jo Marsh/AFP)

    Fix: print the natural form. Safe: the same name, particles and prefixes kept.
    """
    want = case.style.case
    if want == "any" or case.credit.parts:
        return
    for index, maker in enumerate(case.credit.photographers):
        printed = maker.printed or maker.name
        if printed.startswith("@"):
            continue
        if want == "upper":
            form = printed.upper()
        elif any(_is_shouted(word) for word in printed.split()):
            form = maker.name
        else:
            continue
        if form != printed and sorted(fold(form).split()) == sorted(fold(printed).split()):
            start, end = case.maker(index)
            if case.text[start:end] == printed:
                message = f'"{printed}" is written {form}'
                yield Fault(start, end, message, form, ((start, end, form),), safe=True)


def _is_shouted(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 2 and all(c.isupper() for c in letters) and "." not in word


_CODES = frozenset(("str", "stf", "-", "--", "n/a", "xxstringerxx", ".", "ho"))
_WORDS = frozenset("stringer contributor staff uncredited anonymous unknown freelance freelancer photographer".split())
_PARTS = lazy_pattern(r"\s*[/|,]\s*|\s+via\s+", re.IGNORECASE)


def role_as_name(case: Case) -> Iterator[Fault]:
    """Role word as photographer.

    What: a code such as STR, or a word such as Stringer, stands where the photographer's name should; the words are
    right at some agencies, the codes on no page.

    Why: a reader takes it for a name, and an index counts somebody called Stringer.

    Bad:
        Rowers train at dawn on the river. (STR/AFP)

        [style: cbc]
        Rowers train at dawn on the river. (Stringer/Reuters)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/AFP)

        Rowers train at dawn on the river. REUTERS/Stringer

    Fix: print the name, or the agency alone. Not safe: some names are withheld for a reason.
    """
    credit = case.credit
    if credit.photographers or not credit.agencies or credit.parts:
        return
    wrong = _CODES | _WORDS if case.style.unnamed == "wrong" else _CODES
    start, end = case.credit_span
    at = start
    for _ in range(2):
        gap = _PARTS.search(case.text, at, end)
        stop = gap.start() if gap else end
        word = fold(case.text[at:stop])
        if word in wrong and word != fold(case.style.roles.get("handout", "")):
            yield Fault(at, stop, f'"{case.text[at:stop]}" is a role, no name; print who it was, or the agency alone')
            return
        if not gap:
            return
        at = gap.end()


_DEFAULTS = lazy_pattern(
    r"OLYMPUS DIGITAL CAMERA|SAMSUNG CAMERA PICTURES|KODAK Digital|SONY DSC|\bDCIM\b|[{<\[]\s?(?:your"
    r"|photographer'?s?) name\s?[}>\]]"
    r"|\b(?:Canon|Nikon|Camera) Owner\b|\bPicasa\b|\bFBMD[0-9a-f]{6,}|Credit too long, see caption|\bUnknown Artist\b",
    re.IGNORECASE,
)


_MACHINES = frozenset("fbmd camera kodak sony dcim name owner picasa caption artist".split())


def default_as_credit(case: Case) -> Iterator[Fault]:
    """A machine's default as credit.

    What: the credit or caption holds what a camera or program writes into a field that nobody filled in.

    Why: it credits nobody, and tells the reader that nobody looked.

    Bad:
        Rowers train at dawn on the river. (OLYMPUS DIGITAL CAMERA/AFP)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/AFP)

    Fix: find out who made the picture. Not safe to guess.
    """
    match = _DEFAULTS.search(case.text) if _MACHINES & case.words else None
    if match:
        yield Fault(*match.span(), f'"{match.group()}" is what a machine writes into an empty field; name the maker')


_HOSTS = frozenset(("flickr", "wikimedia-commons", "wikipedia", "geograph", "openstreetmap"))
_LICENCE = lazy_pattern(r"\bCC\b|creative commons|public domain|licen[cs]e", re.IGNORECASE)


def platform_alone(case: Case) -> Iterator[Fault]:
    """Platform alone.

    What: the credit is a social platform, and nobody whose account it was.

    Why: the platform did not make the picture; who did owns it, and must be asked and named.

    Bad:
        Rowers train at dawn on the river. (Twitter)

    Good:
        Rowers train at dawn on the river. (@coastwalker/Instagram)

    Fix: add the account or the name. Not safe: only the post knows it.
    """
    credit = case.credit
    if not credit.agencies or credit.photographers or credit.unread or credit.parts:
        return
    kinds = [entry.kind if (entry := agencies.get(one.id)) else "" for one in credit.agencies if one.id]
    if len(kinds) == len(credit.agencies) and set(kinds) == {"social"} and credit.agencies[0].id not in _HOSTS:
        yield Fault(*case.credit_span, f"{credit.agencies[0].name} is no maker; add the account or the name")


def licence_missing(case: Case) -> Iterator[Fault]:
    """Licence missing.

    What: the picture comes from a platform of free works, and the credit states no licence.

    Why: the licences ask for author, licence and source; without the licence's name the use is not free.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/Flickr)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Flickr/CC BY 4.0)

    Fix: add the licence as the page of the picture states it. Not safe to guess.
    """
    credit = case.credit
    hosts = [index for index, agency in enumerate(credit.agencies) if agency.id in _HOSTS]
    if not hosts or {"creative-commons", "public-domain"} & set(credit.flags) or _LICENCE.search(case.text):
        return
    # Whoever delivers a free work has cleared it.
    if hosts[-1] == len(credit.agencies) - 1:
        name = credit.agencies[hosts[-1]].name
        yield Fault(*case.agency(hosts[-1]), f"no licence for a picture from {name}; add it, such as CC BY 4.0")


class _Period(NamedTuple):
    since: str
    until: str
    today: str


@cache
def _periods() -> dict[str, _Period]:
    """Return the names that did not always hold, folded: since and until which month, and what they are now."""
    with open_table("agency_periods.csv") as lines:
        rows = csv.reader(lines)
        next(rows)
        return {fold(row[0]): _Period(*row[1:]) for row in rows}


def name_of_its_time(case: Case) -> Iterator[Fault]:
    """Agency name not valid at the date.

    What: the credit prints a name that the agency had given up when the picture was taken, or did not have yet.

    Why: an old picture keeps the name of its day; a new picture under a closed name was never theirs.

    Bad:
        Rowers train at dawn on the river on May 7, 2022. (Jo Marsh/ITAR-TASS)

    Good:
        Rowers train at dawn on the river on May 7, 2012. (Jo Marsh/ITAR-TASS)

    Fix: print the name of the day, as suggested. Not safe: the date may be wrong instead.
    """
    if not case.credit.agencies:
        return
    metadata = case.record.metadata
    day = (metadata.date_created if metadata else "") or case.record.date_created or ""
    # Without a day of its own, a picture of a file is of any day; another is as old as the story.
    if not day and not {"file", "archive"} & set(case.credit.flags):
        day = case.record.published or ""
    if not day[:4].isdecimal():
        return
    for index, agency in enumerate(case.credit.agencies):
        printed = agency.printed or agency.name
        period = _periods().get(fold(printed))
        if not period:
            continue
        until, since = period.until, period.since
        if until and day[:7] > until[: len(day[:7])]:
            now = f"; write {period.today}" if period.today else ""
            message = f'the name "{printed}" ended in {until[:4]}, the picture is of {day[:4]}{now}'
        elif since and day[:7] < since[: len(day[:7])]:
            message = f'the name "{printed}" began in {since[:4]}, the picture is of {day[:4]}'
        else:
            continue
        yield Fault(*case.agency(index), message, period.today or None)
