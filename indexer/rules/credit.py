"""The CR family, who is credited: is anybody named, is the agency known, is there a rest that nobody can read?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..text import fold, lazy_pattern
from ..vocab import agencies
from .credit_place import credit_inside_of
from .rule import Case, Fault

# Whoever hands out, posts or posed the picture stands in for a photographer; so does an agency's own unnamed one.
UNNAMED = {
    "handout", "pool", "courtesy", "screengrab", "social", "submitted", "stock", "archive", "public-domain",
    "creative-commons", "contributor", "staff", "ai-generated", "illustration",
}  # fmt: skip
# Agencies that send photographers out; a museum or a ministry credits itself.
NEWS = {"wire", "photo-agency", "sports"}
# Whoever hands a picture out or posts it need not be in a list of agencies.
_GIVEN = {"handout", "courtesy", "submitted", "social", "screengrab", "illustration", "public-domain", "composite"}
_COLLECTION = lazy_pattern(r"archiv|librar|collection|museum|histor|heritage", re.IGNORECASE)
_LONG = 8


def no_credit(case: Case) -> Iterator[Fault]:
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
    credit, text = case.credit, case.text
    if credit.raw or credit.photographers or credit.agencies or credit.flags or credit.parts or credit.unread:
        return
    if credit_inside_of(text):
        return
    embedded = case.record.metadata.credit_line if case.record.metadata else ""
    # A picture by itself is credited by its file; what a page prints of it, the page must credit.
    if case.record.file and not case.record.image and (embedded or _by_line(case)):
        return
    end = len(text.rstrip())
    thing = case.record.kind if case.record.kind in ("video", "graphic", "illustration") else "picture"
    start = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1
    hint = f"; the file says {embedded}" if embedded else ""
    yield Fault(start, end, f"no credit; say who made the {thing}{hint}")


def _by_line(case: Case) -> tuple[str, ...]:
    return case.record.metadata.photographers if case.record.metadata else ()


def misspelt_agency(case: Case) -> Iterator[Fault]:
    """Misspelt agency.

    What: a name in the credit is in no list of agencies, but one slip away from one that is.

    Why: an agency that is misspelt is not counted in the month's usage, not found by search, and not pleased.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/Retuers)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: print the suggested name. Safe when the slip is a known one or the name is long; another small agency may lie
    one letter from a short one.
    """
    for index, agency in enumerate(case.credit.agencies):
        printed = agency.printed or agency.name
        near = near_agency(printed)
        if near and printed != near and not _is_cut(case, printed, near):
            yield _slip(case, printed, near, *case.agency(index))
    for index, text in enumerate(case.credit.unread):
        near = near_agency(text)
        if near and not _is_cut(case, text, near):
            yield _slip(case, text, near, *case.span(f"credit.unread.{index}", text))


def _is_cut(case: Case, printed: str, near: str) -> bool:
    """Say whether a name is not misspelt but cut after the 32 octets of an IIM field; another rule tells so."""
    return fold(near).startswith(fold(printed)) and len(case.credit.raw.encode("latin-1", "replace")) in (31, 32)


def _slip(case: Case, printed: str, near: str, start: int, end: int) -> Fault:
    entry = agencies.find(near)
    form = case.style.agencies.get(entry.id, near) if entry else near
    known = entry is not None and fold(printed) in map(fold, entry.misspellings)
    message = f'"{printed}" is no known agency; did you mean {form}?'
    return Fault(start, end, message, form, ((start, end, form),), safe=known or len(printed) >= _LONG)


def unknown_agency(case: Case) -> Iterator[Fault]:
    """Unknown agency.

    What: the credit ends with an organisation that is not in the authority list, nor close to one that is. Whoever
    hands a picture out, or makes it for an agency of the list, is not held against the list.

    Why: an unknown name is not counted with its agency's other spellings, and may be a slip.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/Blue Heron Pictures)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

        The bridge before the storm. (Nordvik Harbour Authority via Reuters)

    Fix: check the name; if it is right, add it to the agencies of your own style, or to indexer/vocab/agencies.csv.
    """
    credit = case.credit
    if not credit.agencies or credit.agencies[-1].id is not None or _GIVEN & set(credit.flags):
        return
    # Somebody alone in a credit credits himself: a town hall, a museum, a firm.
    if not credit.photographers and len(credit.agencies) == 1:
        return
    printed = credit.agencies[-1].printed or credit.agencies[-1].name
    if fold(printed) in map(fold, case.style.agencies.values()):
        return
    if agencies.find(printed) is None and not near_agency(printed) and not is_code(printed):
        start, end = case.agency(len(credit.agencies) - 1)
        yield Fault(start, end, f'"{printed}" is no known agency; check the spelling, or add it to the list')


def photographer_missing(case: Case) -> Iterator[Fault]:
    """Photographer missing.

    What: the credit names a news agency but nobody who took the picture, and gives no reason such as handout or
    pool. A house that prints the agency alone is not held to it, unless the file names the photographer.

    Why: most agencies and the law of many countries ask that the author be named.

    Bad:
        Firefighters leave the burnt warehouse. (Reuters)

        [by-line: Jo Marsh]
        Firefighters leave the burnt warehouse. (Reuters)

    Good:
        Firefighters leave the burnt warehouse. (Jo Marsh/Reuters)

        The suspect's car in the garage. (Harbour Police/Handout via Reuters)

    Fix: take the by-line from the picture's metadata or the agency's page. Not safe to guess.
    """
    credit = case.credit
    if credit.photographers or credit.unread or credit.parts or not credit.agencies or UNNAMED & set(credit.flags):
        return
    if case.record.kind not in ("photo", "composite") or _COLLECTION.search(credit.raw):
        return
    embedded = _by_line(case)
    if case.style.person != "required" and not embedded:
        return
    entries = [agencies.find(agency.printed or agency.name) for agency in credit.agencies]
    if all(entry is not None and entry.kind in NEWS for entry in entries):
        start, end = case.credit_span
        what = (
            f"the file says {', '.join(embedded)}" if embedded else "name who took the picture, or say handout or pool"
        )
        yield Fault(start, end, f"photographer missing; {what}")


def unread_text(case: Case) -> Iterator[Fault]:
    """Unread text in the credit.

    What: part of the credit is neither a person, an agency nor a word that credits use.

    Why: what cannot be read is not counted, not searched and not paid; it is often a slip or an internal code.

    Bad:
        Rowers train at dawn on the river. Photo: Fjordlys

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: correct the credit, or teach Photodesk the word (CONTRIBUTING.md says where).
    """
    for index, text in enumerate(case.credit.unread):
        if any(c.isalnum() for c in text) and not near_agency(text) and not is_code(text):
            start, end = case.span(f"credit.unread.{index}", text)
            yield Fault(start, end, f'"{text}" in the credit cannot be read; correct it or leave it out')


def agency_missing(case: Case) -> Iterator[Fault]:
    """Agency missing.

    What: the credit is a person's name alone, and the house prints through whom the picture came; or the file says
    which agency it was.

    Why: the agency is who must be paid and asked; a name alone reads as the house's own photographer.

    Bad:
        [style: cbc]
        Rowers train at dawn on the river. (Jo Marsh)

        [credit: Reuters]
        Rowers train at dawn on the river. (Jo Marsh)

    Good:
        [style: cbc]
        Rowers train at dawn on the river. (Jo Marsh/CBC)

        [style: cbc]
        Rowers train at dawn on the river. (Submitted by Jo Marsh)

    Fix: add the agency behind the name. Not safe: only the file knows it.
    """
    credit = case.credit
    if not credit.photographers or credit.agencies or credit.unread or credit.parts:
        return
    given = {"submitted", "courtesy", "handout", "social", "illustration", "public-domain", "creative-commons"}
    if given & set(credit.flags):
        return
    metadata = case.record.metadata
    said = (metadata.credit_line, metadata.source, metadata.supplier) if metadata else ()
    embedded = next((name for name in said if name and _names_agency(name)), "")
    if embedded or case.style.agency == "required":
        start, end = case.credit_span
        hint = f"the file says {embedded}" if embedded else "say through whom it came"
        yield Fault(start, end, f"agency missing behind {credit.photographers[-1].name}; {hint}")


def _names_agency(text: str) -> bool:
    return any(agencies.find(part) for part in re.split(r"\s*/\s*|\s+via\s+", text))


def near_agency(printed: str) -> str | None:
    """Return the agency that `printed` misspells; None when it is right or like nothing.

    >>> near_agency("Retuers"), near_agency("Reuters"), near_agency("Blue Heron")
    ('Reuters', None, None)
    """
    if agencies.find(printed) or printed.count("(") != printed.count(")"):
        return None
    article, _, rest = printed.partition(" ")
    entry = agencies.find(rest) if 1 < len(article) < 5 and set(fold(article)) <= set("the") else None
    if entry:
        return entry.name
    near = agencies.nearest(printed)
    entry = agencies.find(near) if near else None
    if entry and entry.name.isupper() and fold(printed) not in map(fold, entry.misspellings):
        # Initials lie too close to each other: one letter off is another house, unless the slip is a known one.
        return None
    return near


_CODE = lazy_pattern(
    r"(?:[A-Z]{1,4}[- ]?[0-9]{3,}[A-Z0-9]*|[0-9]{4,}[A-Z]{0,3}|DIGITAL|HHC [0-9A-Z ]+|[A-Z]+_[A-Z0-9_]+)"
)


def is_code(text: str) -> bool:
    """Say whether `text` is an internal code rather than a name.

    >>> is_code("X00412"), is_code("Fjordlys"), is_code("7NEWS")
    (True, False, False)
    """
    return _CODE.fullmatch(text.strip()) is not None


def internal_code(case: Case) -> Iterator[Fault]:
    """Internal code as source.

    What: a part of the credit is a number or code of the agency's or the army's own, no name.

    Why: codes come from the Source field of the file; they are for machines, and credit nobody.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/X00412)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: print the agency's name. Not safe: the code does not say whose it is.
    """
    credit = case.credit
    named = [(f"credit.unread.{i}", text) for i, text in enumerate(credit.unread)]
    named += [(f"credit.agencies.{i}", one.printed or one.name) for i, one in enumerate(credit.agencies) if not one.id]
    for field, text in named:
        if is_code(text):
            start, end = case.span(field, text)
            yield Fault(start, end, f'"{text}" is an internal code, no source; print the agency\'s name')
