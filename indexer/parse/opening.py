"""A credit on a line of its own, or at the head of the block: (File/AP) …; © Mia Holm …; Image source, PA Media …"""

from __future__ import annotations

import re

from ..text import fold, lazy_pattern
from ..vocab import agencies
from ..vocab.names import given_names, name_words
from .credit import read_credit
from .labels import strip_label
from .names import is_person_shaped
from .part_classes import Part
from .parts import read
from .sites import Site, judge

WIRES = ("wire", "photo-agency", "stock")
"""Kinds of agency whose name alone, behind or before a sentence, is a credit."""

_CLOSING = {"(": ")", "[": "]", "【": "】", "（": "）"}
_SEPARATED = lazy_pattern(r"[/|•]|\svia\s")
_LEADING_KINDS = frozenset("ASGPNRLDXv@EUW1")
_IMAGE_CAPTION = lazy_pattern(r"\s*(?:image\s+caption|bildunterschrift|légende)\s*[,:]?\s*", re.IGNORECASE)
_NAMES_A_MAKER = lazy_pattern(r"[:©]|by|Credit")


def own_line(text: str, last: int, loose: bool) -> Site | None:
    """Find a credit that is the whole of the last line, or of the first."""
    if "\n" not in text[:last]:
        return None
    start = text.rfind("\n", 0, last) + 1
    if last - start < 200:
        reading = judge(text, start, last, alone=True)
        if reading and not reading.credit.unread:
            return Site(start, last, reading)
    first = text.find("\n", len(text) - len(text.lstrip()))
    if 0 < first < 200:
        reading = judge(text, 0, first, alone=True)
        if reading and reading.credit.agencies and not reading.credit.unread:
            return Site(0, first, reading)
    return None


def leading(text: str, last: int, loose: bool) -> Site | None:
    """Find a credit that opens the block."""
    begin = len(text) - len(text.lstrip())
    if begin >= last:
        return None
    if text[begin] in _CLOSING:
        closing = text.find(_CLOSING[text[begin]], begin, begin + 200)
        reading = judge(text, begin + 1, closing, alone=closing == last - 1) if closing > 0 else None
        counts = reading is not None and (reading.credit.agencies or closing == last - 1)
        return Site(begin, closing + 1, reading) if reading and counts else None
    label, start, _ = strip_label(text, begin, last)
    site = _leading_words(text, begin, start, last, label)
    if site is None or site.end >= last:
        return site
    caption = _IMAGE_CAPTION.match(text, site.end)
    return Site(site.start, caption.end() if caption else site.end, site.reading)


def _leading_words(text: str, begin: int, start: int, last: int, label: str) -> Site | None:
    head = text[start : min(last, start + 160)]
    stops = [match.end() + start for match in re.finditer(r"\S+", head)][:14]
    separated = bool(_SEPARATED.search(head[:90]))
    if not label and not separated:
        return _leading_house(text, start, stops, last)
    if not label and not agencies.kinds_named(head):
        return None
    for stop in reversed(stops):
        if _can_lead(text, start, stop, last, bool(label), separated):
            reading = judge(text, start, stop, labelled=bool(label))
            if reading and not reading.credit.unread and (reading.credit.agencies or label):
                return Site(begin, stop, reading)
    if label and _NAMES_A_MAKER.search(label):
        for stop in stops[1:4]:
            if is_person_shaped(text[start:stop].rstrip(".,")):
                reading = judge(text, start, stop, labelled=True)
                if reading:
                    return Site(begin, stop, reading)
    return None


def _leading_house(text: str, start: int, stops: list[int], last: int) -> Site | None:
    """Find a house that leads without label and separator; the longest name that it can be counts."""
    if not agencies.may_begin(text[start : stops[0]]):
        return None
    for stop in reversed(stops):
        if agencies.find(text[start:stop]):
            if not _house_leads(text[start:stop], text[stop:last].strip()):
                return None
            reading = judge(text, start, stop)
            if reading and not reading.credit.unread and reading.credit.agencies:
                return Site(start, stop, reading)
    return None


def _can_lead(text: str, start: int, stop: int, last: int, labelled: bool, separated: bool) -> bool:
    """Tell whether `text[start:stop]` can be a credit with the caption behind it."""
    piece, follows = text[start:stop], text[stop:last].strip()
    if follows and not (follows[0].isupper() or follows[0].isdigit() or follows[0] in "‘'\"“„("):
        return False
    reading = read_credit(text, start, stop) if separated else None
    parts = reading.parts if reading else read(piece)
    kinds = "".join([part.kind for part in parts])
    if not kinds or not _LEADING_KINDS.issuperset(kinds) or kinds[-1] not in "ASRLED@W":
        return False
    if reading and (
        _runs_on(parts) or (not labelled and ("1" in kinds or _is_given_name(reading.credit.raw, parts[-1])))
    ):
        return False
    return labelled or bool({"A", "S", "W"}.intersection(kinds))


def _is_given_name(raw: str, part: Part) -> bool:
    """Tell whether the last word begins a name rather than standing for a house: Mia (Holm), not MIA."""
    printed = raw[part.start : part.end]
    return printed.istitle() and len(printed) <= 5 and fold(printed) in given_names()


def _runs_on(parts: tuple[Part, ...]) -> bool:
    return any(part.gap.strip() in ("", ",") and part.kind not in "RXLEDA" for part in parts[1:])


def _house_leads(piece: str, follows: str) -> bool:
    """Tell whether the name of an agency, without label and separator, is a credit and not the caption's subject."""
    entry = agencies.find(piece)
    if entry is None or entry.kind not in WIRES or agencies.is_ambiguous(piece):
        return False
    words = follows.split()
    if not words:
        return False
    next_word = words[0].strip(",.").lower()
    return follows[0].isupper() and next_word not in name_words().not_behind_house and len(words) > 3
