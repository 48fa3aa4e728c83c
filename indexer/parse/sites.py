"""What every form of printing a credit shares: the site of a credit in a block, and the judge of the words there.

A form (`labelled.py`, `bracketed.py`, `ending.py`, `opening.py`) only says where a credit may stand. Whether
the words there are a credit is decided here, from what the reader made of them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..text import lazy_pattern
from ..vocab import agencies
from .credit import Reading, read_credit
from .names import is_person_shaped
from .parts import read

WINDOW = 700
"""How far from either end of a block a credit is looked for, in characters."""

LONGEST = 500
"""No desk prints a longer credit."""

ENDS_SENTENCE = lazy_pattern(r"[.!?…”\"’»)\]]\s*$")
VERB = lazy_pattern(r"\b(?:is|are|was|were|has|have|said|says|during)\b")
PROSE = lazy_pattern(VERB.pattern + r"|\b(?:with|his|her|their|after|before)\b")

_BOUNDARY = lazy_pattern(
    r"[.!?…”\"»)\]:]\s*(?=[^\s])|(?<=[.!?])[’']\s*(?=\S)|[’']\s+(?=\S)|\s[—–-]{1,2}\s+|\s\|\s|\n|\s/\s"
)
_ABBREVIATED = lazy_pattern(
    r"(?:\b(?:jr|sr|st|dr|mr|mrs|ms|no|vs|gen|sen|rep|gov|lt|col|inc|co|ltd|bros|u\.s|[^\W\d_]))\.\s*$", re.IGNORECASE
)
_KNOWN = frozenset("AS@LWcs")
_SAYS_LITTLE = frozenset(("stock", "file", "archive", "composite"))
"""Flags that words of an ordinary sentence set too."""


class Site(NamedTuple):
    """Where a credit stands: what is cut out of the caption, and how the credit reads."""

    start: int
    """First character that does not belong to the caption."""
    end: int
    reading: Reading


def boundaries(text: str, low: int, end: int) -> list[int]:
    """Return where sentences and the like begin in `text[low:end]`, not behind an abbreviation.

    >>> boundaries("In Oslo. Mia Holm Jr. sails", 0, 27)
    [9]
    """
    ends = [match.end() for match in _BOUNDARY.finditer(text, low, end)]
    return [at for at in ends if not _ABBREVIATED.search(text, max(0, at - 12), at)]


def last_boundary(text: str, low: int, end: int) -> int | None:
    """Return where the last of the sentences and the like in `text[low:end]` begins.

    >>> last_boundary("Fog. In Oslo. Mia Holm Jr. sails", 0, 32), last_boundary("Fog", 0, 3)
    (14, None)
    """
    start = max(low, end - 60)
    while start > low and not (text[start - 1].isalnum() and text[start].isalnum()):
        start -= 1  # no boundary stands across two letters
    begins = boundaries(text, start, end) or (boundaries(text, low, end) if start > low else [])
    return begins[-1] if begins else None


def kinds_of(text: str) -> str:
    """Return the classes of the parts of `text`, one letter each."""
    return "".join([part.kind for part in read(text)]) if text else ""


def is_chain_part(text: str) -> bool:
    """Tell whether `text` can be one link of a credit, by its length, words and parts."""
    if not text or len(text) > 130 or "\n" in text:
        return False
    return len(text.split()) < 18 and not VERB.search(text) and "?" not in kinds_of(text)


def judge(text: str, start: int, end: int, labelled: bool = False, alone: bool = False) -> Reading | None:
    """Read `text[start:end]`; return the reading when it can stand as a credit there.

    `labelled`: a label stands in front. `alone`: nothing else stands on its line or in its brackets.
    """
    if not 0 < end - start <= LONGEST:
        return None
    reading = read_credit(text, start, end)
    kinds = "".join([part.kind for part in reading.parts])
    if not kinds or any(part.kind == "?" and part.end - part.start > 45 for part in reading.parts):
        return None
    if labelled:
        stands = _stands_labelled(reading, kinds, text[start] != text[start].lower())
    else:
        stands = _stands_alone(reading, kinds) if alone else _stands(reading, kinds)
    return reading if stands else None


def _stands_labelled(reading: Reading, kinds: str, capital: bool) -> bool:
    credit = reading.credit
    if credit.photographers or credit.agencies or _tells_origin(reading) or "N" in kinds:
        return kinds.count("?") <= 1
    return len(kinds) == 1 and kinds in "1CU" and capital


def _stands(reading: Reading, kinds: str, alone: bool = False) -> bool:
    credit = reading.credit
    known = not _KNOWN.isdisjoint(kinds)
    if kinds.count("?") > 1 and not known:
        return False
    if known:
        part = reading.parts[0]
        printed = credit.raw[part.start : part.end]
        too_little = len(kinds) == 1 and part.entry is not None and agencies.is_ambiguous(printed)
        return not too_little or (alone and printed.isupper())
    if _tells_origin(reading) or ("N" in kinds and len(kinds) > 1):
        return True
    separated = any(part.kind == "f" or part.gap.strip() not in ("", ",", ".") for part in reading.parts)
    return len(kinds) > 1 and bool(credit.photographers and credit.agencies) and separated


def _stands_alone(reading: Reading, kinds: str) -> bool:
    if _stands(reading, kinds, alone=True):
        return True
    if reading.credit.photographers and reading.pattern == "people alone":
        return len(reading.credit.photographers) < 4
    return kinds.strip("XR") == "O" and reading.credit.raw[:1].isupper()


def _tells_origin(reading: Reading) -> bool:
    return not _SAYS_LITTLE.issuperset(reading.credit.flags)


def name_before(text: str, low: int, end: int) -> int | None:
    """Return where a person's name that fills the last sentence before `end` begins, or None."""
    begin = last_boundary(text, max(low, end - 60), end)
    if begin is None or not begin < end or text[begin - 1] == ")":
        return None
    return begin if is_person_shaped(text[begin:end].strip()) else None
