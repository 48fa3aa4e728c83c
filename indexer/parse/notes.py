"""What desks and feeds leave behind a credit, and which belongs to neither it nor the caption."""

from __future__ import annotations

import re

from ..text import lazy_pattern
from .labels import OUT
from .sites import WINDOW


def _note(head: str, tail: str = "") -> re.Pattern[str]:
    return lazy_pattern(rf"{head}(?=({tail}))", re.DOTALL)


_BARRED = (
    r"[*=]{0,3}\s?(?:NO SALES?|NO RESALES?|NO ARCHIVES?|MANDATORY CREDIT\*|EDITORIAL USE ONLY|NO THIRD PARTY SALES"
    r"|RESTRICTED TO|NO MARKETING)"
)
_SPARED = r"(?:ATTENTION EDITORS|THIS (?:IMAGE|PICTURE|PHOTO) (?:HAS BEEN|WAS|IS)|EDITORS?'?S? NOTE|EDS NOTE)"
_BUTTON = r"(?:[Ee]nlarge|[Ee]xpand|[Tt]oggle|[Hh]ide) (?:this )?(?:image|caption)"
_NOTES = (
    (_note(r"ORG XMIT:?", r".{0,60}"), ("XMIT",)),
    (_note(r"TPX IMAGES OF THE DAY"), ("TPX",)),
    (_note(_SPARED, r".{0,600}"), ("EDITORS", "THIS ", "NOTE")),
    (_note(r"\(?[A-Z][A-Z .-]{2,40}\s-\s?Tags: ", r"[^()]{0,200}\)?"), ("Tags:",)),
    (_note(r"Purchase Licensing Rights", r".{0,80}"), ("Licensing",)),
    (_note(r"opens new tab"), ("new tab",)),
    (_note(r"Read more", r".{0,20}"), ("ead more",)),
    (_note(r"more ?>", r">*"), ("more>", "more >")),
    (_note(r"#\w+\s*#\w", r"\w*\s*(?:#\w+\s*){0,78}"), ("#",)),
    (_note(r"SEARCH \"", r".{0,200}"), ("SEARCH",)),
    (_note(r"Image \d+ of \d", r"\d*"), ("Image ",)),
    (_note(r"\[\+\]"), ("[+]",)),
    (_note(_BUTTON, r".{0,20}"), ("nlarge", "xpand", "oggle", "ide image", "ide caption", "ide this")),
    (_note(_BARRED, r"[A-Z0-9 .,;:*/=&()\"'“”-]{0,400}"), ("NO ", "MANDATORY", "EDITORIAL", "RESTRICTED")),
    (_note(r"\*\*\s?[^*\n]{2,120}\*\*"), ("**",)),
    (_note(rf"(?<![^\W\d_]){OUT}"), ("OUT",)),
)
"""The shortest form of each note with what may follow it, and the words of which it holds one in any case."""

_SIGNS = tuple((sign, pattern) for pattern, signs in _NOTES for sign in signs)


def may_be_noted(text: str, end: int) -> bool:
    """Tell by its words whether `text[:end]` can end in notes; where it cannot, no shorter part of it can."""
    window = text[:end] if end <= WINDOW else ""
    return end > WINDOW or bool([sign for sign, _ in _SIGNS if sign in window])


def without_notes(text: str, end: int) -> int:
    """Return where `text[:end]` ends before the desk's notes; 0 when it is nothing else.

    >>> without_notes("Boats leave. Mia Holm/AP *** NO SALES. TPX IMAGES OF THE DAY", 60)
    24
    """
    low = max(0, end - WINDOW)
    window = text[low:end]
    held = dict.fromkeys([pattern for sign, pattern in _SIGNS if sign in window])
    if not held:
        return end
    found = [(m.start(), m.end(), m.end(1)) for pattern in held for m in pattern.finditer(text, low, end)]
    at, bare = end, low + len(window.rstrip())
    while True:
        # A note may end anywhere behind its shortest form, as far as it goes; only signs stand between two.
        begins = [start for start, shortest, longest in found if shortest <= at and longest >= bare]
        if not begins:
            return end if at == end else bare
        at = bare = min(begins)
        while bare > low and (text[bare - 1].isspace() or text[bare - 1] in ",.;|/–—-"):
            bare -= 1
