"""A credit in the brackets that close a block: (…), […], （…）; nested, unclosed, or behind the name it belongs to."""

from __future__ import annotations

from ..text import lazy_pattern
from .sites import ENDS_SENTENCE, WINDOW, Site, judge, name_before

_CLOSE = lazy_pattern(r"[)\]）】］][\s.,*]*$")
_OPENING = {")": "(", "]": "[", "）": "（", "】": "【", "］": "［"}
_GIVEN_FLAGS = frozenset(("submitted", "courtesy", "handout", "pool"))


def bracketed(text: str, last: int, loose: bool) -> Site | None:
    """Find a credit in the block's last brackets."""
    close = _CLOSE.search(text, max(0, last - 12), last)
    if not close:
        return None if loose else _unclosed(text, last)
    closing = close.start()
    opening = _opening(text, closing)
    if opening < 0:
        return None
    after_sentence = not text[:opening].strip() or bool(ENDS_SENTENCE.search(text, max(0, opening - 4), opening))
    reading = judge(text, opening + 1, closing, alone=after_sentence)
    if reading is None:
        return None
    credit = reading.credit
    if loose:
        chained = bool(credit.agencies) and after_sentence
        if not after_sentence or opening < 12 or not (chained or _GIVEN_FLAGS.intersection(credit.flags)):
            return None
    elif credit.agencies and not credit.photographers:
        # "… the harbour. Mia Holm (REUTERS)": the name in front of the bracket belongs to the credit.
        begin = name_before(text, 0, opening)
        joined = judge(text, begin, closing + 1) if begin is not None else None
        if begin is not None and joined and joined.credit.photographers:
            return Site(begin, last, joined)
    return Site(opening, last, reading)


def _opening(text: str, closing: int) -> int:
    depth, mark = 0, _OPENING[text[closing]]
    for index in range(closing, max(-1, closing - WINDOW), -1):
        if text[index] == text[closing]:
            depth += 1
        elif text[index] == mark:
            depth -= 1
            if depth == 0:
                return index
    return -1


def _unclosed(text: str, last: int) -> Site | None:
    """Find a credit in an opening bracket that nobody closed: … the harbour. (AP Photo/Mia Holm"""
    opening = text.rfind("(", max(0, last - 120), last)
    if opening < 1 or ")" in text[opening:last] or "/" not in text[opening:last]:
        return None
    reading = judge(text, opening + 1, last)
    return Site(opening, last, reading) if reading and reading.credit.agencies else None
