"""Caption and credit that came apart, put together as a desk prints them, so that they read as any printed caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text import fold, lazy_pattern

CREDIT_START = lazy_pattern(
    r"\W{0,3}(?:image source|(?:photo|image|picture)s? (?:by|credit|copyright)|credits?\b\s*[:.…]|photograph(?:er)?\s*:"
    r"|©|bildquelle|foto\s*:|bild\s*:|photo\s*:|crédits?\b)",
    re.IGNORECASE,
)
"""Words with which a credit says itself that it is one."""
_NEAR = 300
"""Characters at the end of a caption in which its credit stands."""


def printed(caption: str, credit: str) -> str:
    """Return caption and credit as one printed block: the credit on a line of its own, marked as what it is.

    >>> printed("Foxes rest.", "Jo Marsh/AFP"), printed("", "Foto: Jo Marsh / dpa"), printed("Foxes rest.", "")
    ('Foxes rest.\\n(Jo Marsh/AFP)', 'Foto: Jo Marsh / dpa', 'Foxes rest.')
    """
    if credit and not CREDIT_START.match(credit) and credit[0] not in "([":
        credit = f"({credit})" if " " in credit or "/" in credit else f"Credit: {credit}"
    return "\n".join(filter(None, (caption, credit)))


def credit_line(caption: str, credit: str, photographers: Sequence[str], others: Sequence[str]) -> str:
    """Return the credit line to print below a caption from fields that state its parts; empty when it stands there.

    `others` are agency and source, the maker's own first; one that the line has already is not said again.

    >>> credit_line("A fox.", "AFP", ["Jo Marsh"], ["Getty"])
    'Jo Marsh/AFP/Getty'
    >>> credit_line("A fox. (Jo Marsh/AFP)", "Jo Marsh/AFP", [], [])
    ''
    >>> credit_line("A fox.", "Jo Marsh/AFP via Getty Images", ["JO MARSH"], ["AFP", "Getty Images"])
    'Jo Marsh/AFP via Getty Images'
    """
    line = credit
    names = [name for name in photographers if name and not _says(line, name)]
    if names:
        line = "/".join(filter(None, (" and ".join(names), line)))
    for other in others:
        if other and not _says(line, other):
            line = "/".join(filter(None, (line, other)))
    return "" if line and _says(caption[-len(line) - _NEAR :], line) else line


def _says(text: str, words: str) -> bool:
    return bool(text) and fold(words) in fold(text)
