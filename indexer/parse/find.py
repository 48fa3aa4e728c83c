"""Find the credit inside a caption block, whatever its form; the caption is what remains.

The forms are tried in the order of FORMS, the surest first. Each looks for one way of printing a
credit and hands back where it stands; whether the words there are a credit is always the judgement
of `sites.py`, never the form's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..text import lazy_pattern
from .bracketed import bracketed
from .credit import Reading
from .ending import ending
from .labelled import labelled, panelled
from .notes import may_be_noted, without_notes
from .opening import leading, own_line
from .sites import Site


class Found(NamedTuple):
    """A credit in a block: what is cut out of the caption, and how the credit reads."""

    start: int
    """First character that does not belong to the caption."""
    end: int
    form: str
    reading: Reading
    other: Found | None = None
    """The second credit of a block that is credited twice."""


Form = tuple[str, Callable[[str, int, bool], Site | None], bool]

FORMS: tuple[Form, ...] = (
    ("panels", panelled, False),
    ("label", labelled, True),
    ("brackets at the end", bracketed, True),
    ("own line", own_line, False),
    ("end of the text", ending, True),
    ("opening the text", leading, False),
)
"""Name, finder, and whether the form counts in a paragraph of running text; the surest first."""

# What agencies put in front of everything: "RESTRICTED TO EDITORIAL USE", "No Merchandising."
_RESTRICTION_FIRST = lazy_pattern(
    r"\s*(?:(?:restricted to|editorial use|no|not for|exclusive|for editorial)\b[^.\n]{0,200}(?:[.\n]\s*|$)){1,12}",
    re.IGNORECASE,
)


def find_credit(text: str, loose: bool = False) -> Found | None:
    """Return the credit of a caption block, or None when it carries none.

    A `loose` block is a paragraph of running text: only forms that prose does not take count.
    Of two credits that stand side by side the fuller one counts and both are cut off the caption.

    >>> found = find_credit("Boats leave the harbour. (Mia Holm/AFP via Getty Images)")
    >>> found.start, found.form, found.reading.credit.via
    (24, 'brackets at the end', 'Getty Images')
    """
    end = len(text.rstrip())
    noted = may_be_noted(text, end)
    last = (without_notes(text, end) or end) if noted else end
    found = _first(text, last, loose, FORMS)
    if found is None:
        return None
    if _is_instruction(text[last:end]):
        found = found._replace(reading=found.reading.with_note(text, last, end))
    if found.end < last:
        restricted = found.start and _RESTRICTION_FIRST.fullmatch(text, 0, found.start)
        return found._replace(start=0) if restricted else found
    start = len(text[: found.start].rstrip(" \t\n,;|/–—"))
    found = Found(start, end, found.form, found.reading)
    before = _without_signs(text, start)
    before = (_without_signs(text, without_notes(text, before)) or before) if noted else before
    other = _first(text, before, loose, FORMS[:-1])
    if other is None or other.end < before or not _is_certain(other):
        return found
    fuller, lesser = sorted((found, other), key=lambda one: (_fullness(one), one.start), reverse=True)
    head = text[: other.start].rstrip()
    cut = len(head) - 1 if head.endswith("/") else other.start
    return Found(cut, end, found.form, fuller.reading.with_flags(lesser.reading), lesser)


def _first(text: str, last: int, loose: bool, forms: Sequence[Form]) -> Found | None:
    for name, finder, for_prose in forms:
        site = finder(text, last, loose) if for_prose or not loose else None
        if site:
            return Found(site.start, site.end, name, site.reading)
    return None


def _is_instruction(note: str) -> bool:
    """Tell whether a desk's note says what may be done: in capitals, or a place that is out."""
    return (note.isupper() and len(note) > 6) or note.rstrip(" )*.").lower().endswith(" out")


def _without_signs(text: str, end: int) -> int:
    return len(text[:end].rstrip(" \t\n/-–—"))


def _is_certain(found: Found) -> bool:
    known = any(agency.id for agency in found.reading.credit.agencies)
    return known and (len(found.reading.parts) > 1 or found.form in ("label", "brackets at the end"))


def _fullness(found: Found) -> int:
    return len(found.reading.credit.agencies) + 2 * bool(found.reading.credit.photographers)
