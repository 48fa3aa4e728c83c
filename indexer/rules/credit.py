"""The CR family: is the picture credited, to whom, and as the desk prints it?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Record
from ..text import fold
from ..vocab import agencies
from .rule import Fault, span, spans

# Short forms that most house styles call wrong, folded. What an agency prints itself (AFP, AP, REUTERS) is no fault
# here; a house that wants The Associated Press says so in its style.
_SHORT = {
    "getty": "Getty Images",
    "gettyimages": "Getty Images",
    "getty image": "Getty Images",
    "cp": "The Canadian Press",
    "canadian press": "The Canadian Press",
}
# Whoever hands out, posts or posed the picture stands in for a photographer; so does an agency's own unnamed one.
_UNNAMED = {
    "handout", "pool", "courtesy", "screengrab", "social", "submitted", "stock", "archive", "public-domain",
    "creative-commons", "contributor", "staff", "ai-generated", "illustration",
}  # fmt: skip
# Agencies that send photographers out; a museum or a ministry credits itself.
_NEWS = {"wire", "photo-agency", "sports"}
_COLLECTION = re.compile(r"archiv|librar|collection|museum|histor|heritage", re.IGNORECASE)

_BRACKETS = {")": "(", "]": "[", "）": "（", "］": "［"}
_BRACKET = re.compile(r"[()\[\]（）［］]")
# `a)` and `12)` number the panels of a caption; `:)` and `:(` are faces.
_COUNTER = re.compile(r"(?:^|[\s(])(?:[A-Za-z]|[0-9]{1,2}|[ivx]{1,4})$")
_FACE = re.compile(r"[:;]-?$")
_GROUP = re.compile(r"[(\[（]([^()\[\]（）]{1,300})[)\]）]")
_SEPARATOR = re.compile(r"\s*[/|,;]\s*|\s+via\s+", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:photos?|pictures?|images?|credit|photo credit)(?:graphs?)?(?:\s+(?:by|from))?[\s:]+", re.IGNORECASE
)


def no_credit(record: Record) -> Iterator[Fault]:
    """No credit.

    What: the caption names neither a photographer nor an agency, nor says how the picture was come by.

    Why: a picture that runs without a credit breaches nearly every agency's contract, and nobody can tell later
    whose it was.

    Bad:
        A fox crosses a snowy field near Arvika.

    Good:
        A fox crosses a snowy field near Arvika. (Jo Marsh/Reuters)

        Skaters wait for the ice to be cleared. (Submitted by Ann Lindqvist)

    Fix: find the source of the picture and add the credit. No fix is safe: only the file or the desk knows.
    """
    credit = record.credit
    if credit.raw or credit.photographers or credit.agencies or credit.flags or credit.parts or credit.unread:
        return
    end = len(record.text.rstrip())
    thing = {"video": "video", "graphic": "graphic", "illustration": "illustration"}.get(record.kind, "caption")
    start = max(record.text.rfind(" ", 0, end), record.text.rfind("\n", 0, end)) + 1
    yield Fault(start, end, f"no credit; say who made the {'picture' if thing == 'caption' else thing}")


def misspelt_agency(record: Record) -> Iterator[Fault]:
    """Misspelt agency.

    What: a name in the credit is in no list of agencies, but one slip away from one that is.

    Why: an agency that is misspelt is not counted in the month's usage, not found by search, and not pleased.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/Retuers)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: print the suggested name. Safe when the suggestion is the agency that delivered the picture.
    """
    for index, agency in enumerate(record.credit.agencies):
        printed = agency.printed or agency.name
        near = _near(printed)
        if near and printed != near:
            start, end = span(record, f"credit.agencies.{index}", printed)
            yield Fault(start, end, f'"{printed}" is no known agency; did you mean {near}?', near)
    for index, text in enumerate(record.credit.unread):
        near = _near(text)
        if near:
            start, end = span(record, f"credit.unread.{index}", text)
            yield Fault(start, end, f'"{text}" is no known agency; did you mean {near}?', near)


def unknown_agency(record: Record) -> Iterator[Fault]:
    """Unknown agency.

    What: the credit names an organisation that is not in the authority list, nor close to one that is.

    Why: an unknown name is not counted with its agency's other spellings, and may be a slip.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/Blue Heron Pictures)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: check the name; if it is right, add a line to indexer/vocab/agencies.csv.
    """
    for index, agency in enumerate(record.credit.agencies):
        printed = agency.printed or agency.name
        if agency.id is None and agencies.find(printed) is None and not _near(printed):
            start, end = span(record, f"credit.agencies.{index}", printed)
            yield Fault(start, end, f'"{printed}" is no known agency; check the spelling, or add it to the list')


def photographer_missing(record: Record) -> Iterator[Fault]:
    """Photographer missing.

    What: the credit names a news agency but nobody who took the picture, and gives no reason such as handout or
    pool.

    Why: most agencies and the law of many countries ask that the author be named.

    Bad:
        Firefighters leave the burnt warehouse. (Reuters)

    Good:
        Firefighters leave the burnt warehouse. (Jo Marsh/Reuters)

        The suspect's car in the garage. (Handout/Reuters)

    Fix: take the by-line from the picture's metadata or the agency's page. Not safe to guess.
    """
    credit = record.credit
    if credit.photographers or credit.unread or credit.parts or not credit.agencies or _UNNAMED & set(credit.flags):
        return
    if record.kind not in ("photo", "composite") or _COLLECTION.search(credit.raw):
        return
    entries = [agencies.find(agency.printed or agency.name) for agency in credit.agencies]
    if all(entry is not None and entry.kind in _NEWS for entry in entries):
        start, end = _credit_span(record)
        yield Fault(start, end, "photographer missing; name who took the picture, or say handout or pool")


def unbalanced_brackets(record: Record) -> Iterator[Fault]:
    """Unbalanced brackets.

    What: a bracket in the caption or credit is opened and not closed, closed and not opened, or closed by another
    kind.

    Why: it is a slip on the page, and often the sign that part of the credit is lost.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/Reuters

        Rowers train at dawn on the river. (Jo Marsh/Reuters))

    Good:
        Rowers train (and rest) at dawn on the river. (Jo Marsh/Reuters)

    Fix: add or remove the bracket. Safe at the end of a credit.
    """
    text = record.text
    opened: list[re.Match[str]] = []
    for match in _BRACKET.finditer(text):
        bracket = match.group()
        before = text[max(match.start() - 6, 0) : match.start()]
        if _FACE.search(before):
            continue
        if bracket not in _BRACKETS:
            opened.append(match)
        elif opened and opened[-1].group() == _BRACKETS[bracket]:
            opened.pop()
        elif opened:
            first = opened.pop()
            yield Fault(
                match.start(), match.end(), f'"{first.group()}" is closed by "{bracket}"', _closing(first.group())
            )
        elif not _COUNTER.search(before):
            yield Fault(match.start(), match.end(), f'"{bracket}" closes nothing', "")
    for match in opened:
        yield Fault(match.start(), match.end(), f'"{match.group()}" is never closed')


def credit_twice(record: Record) -> Iterator[Fault]:
    """Credit given twice.

    What: the caption carries the credit, or most of it, once more; or the credit names the same photographer twice.

    Why: the system that adds the metadata's credit met a caption that had its own. The page prints both.

    Bad:
        Rowers train at dawn. (Photo by Jo Marsh / AFP) (Photo by Jo Marsh/AFP via Getty Images)

        Rowers train at dawn. Jo Marsh/Reuters (Jo Marsh/Reuters)

    Good:
        Rowers train at dawn. (Jo Marsh/AFP via Getty Images)

    Fix: keep the last, fuller one. Safe when it names everybody whom the other one names.
    """
    credit = record.credit
    if not credit.raw or credit.parts:
        return
    for second in spans(record, "credit.second"):
        groups = (group.span() for group in _GROUP.finditer(record.text))
        start, end = next((g for g in groups if g[0] < second.start and second.end < g[1]), (second.start, second.end))
        yield Fault(start, end, "credit given twice; keep the fuller one", "")
        return
    names = {fold(name) for p in credit.photographers for name in (p.name, p.printed) if len(name) > 4}
    own_start, own_end = _credit_span(record)
    for group in _GROUP.finditer(record.text):
        inside = group.start() >= own_start and group.end() <= own_end
        wraps = group.start() < own_start and group.end() > own_end
        if inside or wraps or not _is_credit(group[1], names):
            continue
        # The credit's own group may be read narrower than it is printed.
        if group.start() < own_end and own_start < group.end():
            continue
        yield Fault(group.start(), group.end(), "credit given twice; keep the fuller one", "")
        return
    again = _repeated(record.text[:own_start], credit.raw)
    if again:
        yield Fault(*again, "credit given twice; keep the fuller one", "")
        return
    folded = fold(credit.raw)
    for index, photographer in enumerate(credit.photographers):
        if len(photographer.name) > 4 and folded.count(fold(photographer.printed or photographer.name)) > 1:
            start, end = span(record, f"credit.photographers.{index}", photographer.printed)
            yield Fault(start, end, f"{photographer.name} is credited twice")


def agency_alias(record: Record) -> Iterator[Fault]:
    """Agency alias that is not the printed form.

    What: the credit shortens an agency's name, or writes its initials in small letters.

    Why: readers and contracts know the agency by its name; `Getty`, `CP` and `Afp` are talk of the desk.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/AFP/Getty)

        Rowers train at dawn on the river. (Jo Marsh/Afp)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/AFP/Getty Images)

    Fix: print the suggested form. Safe.
    """
    for index, agency in enumerate(record.credit.agencies):
        printed = agency.printed or agency.name
        form = _SHORT.get(fold(printed)) if agency.id else None
        if form is None and agency.id and len(printed) <= 3 and printed != printed.upper():
            # Initials in small letters, unless the agency writes itself so. Longer ones are words to some: Nasa, Tass.
            entry = agencies.find(printed)
            forms = (entry.name, *entry.aliases) if entry else ()
            form = printed.upper() if printed not in forms and printed.upper() in forms else None
        if form and form != printed:
            start, end = span(record, f"credit.agencies.{index}", printed)
            yield Fault(start, end, f'"{printed}" is not the printed form; write {form}', form)


def unread_text(record: Record) -> Iterator[Fault]:
    """Unread text in the credit.

    What: part of the credit is neither a person, an agency nor a word that credits use.

    Why: what cannot be read is not counted, not searched and not paid; it is often a slip or an internal code.

    Bad:
        Rowers train at dawn on the river. Photo: Fjordlys

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: correct the credit, or teach Photodesk the word (CONTRIBUTING.md says where).
    """
    for index, text in enumerate(record.credit.unread):
        if any(c.isalnum() for c in text) and not _near(text):
            start, end = span(record, f"credit.unread.{index}", text)
            yield Fault(start, end, f'"{text}" in the credit cannot be read; correct it or leave it out')


def _near(printed: str) -> str | None:
    """Return the agency that `printed` misspells; None when it is right or like nothing."""
    if agencies.find(printed):
        return None
    near = agencies.nearest(printed)
    entry = agencies.find(near) if near else None
    if entry and entry.name.isupper() and fold(printed) not in map(fold, entry.misspellings):
        # Initials lie too close to each other: one letter off is another house, unless the slip is a known one.
        return None
    return near


def _credit_span(record: Record) -> tuple[int, int]:
    if not record.credit.raw:
        return len(record.text), len(record.text)
    return span(record, "credit", record.credit.raw)


def _is_credit(text: str, names: set[str]) -> bool:
    """Say whether bracketed `text` credits one of `names`, or nothing but agencies."""
    parts = [part for part in _SEPARATOR.split(_LABEL.sub("", text.strip())) if part]
    known = [agencies.find(part) is not None and not agencies.is_ambiguous(part) for part in parts]
    if any(known) and all(known) and len(parts) > 1:
        return True
    return (any(known) or bool(_LABEL.match(text.strip()))) and any(fold(part) in names for part in parts)


def _repeated(before: str, raw: str) -> tuple[int, int] | None:
    """Return where the text in front of the credit ends with the credit's own words, or None."""
    tail = before.rstrip(" \t\r\n\u00a0([（").rstrip(".,;:")
    if len(raw) < 8 or len(tail) < len(raw):
        return None
    end = tail[-len(raw) :]
    return (len(tail) - len(raw), len(tail)) if fold(end) == fold(raw) else None


def _closing(bracket: str) -> str:
    return next(closing for closing, opening in _BRACKETS.items() if opening == bracket)
