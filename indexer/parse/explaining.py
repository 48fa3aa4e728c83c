"""How a credit was read: the split, the class of each part, the pattern that won and the one that came next."""

from __future__ import annotations

from ..model import CreditSplit
from .chain import word_of
from .credit import Reading
from .find import find_credit
from .part_classes import CLASSES
from .patterns import Match, runner_up


def explain_credit(text: str) -> CreditSplit | None:
    """Explain the credit of a caption block, or of a text that is nothing but a credit; None when there is none.

    >>> how = explain_credit("Fog. (Mia Holm/AFP)")
    >>> how.form, how.parts[1], how.pattern
    ('brackets at the end', ('/', 'AFP', 'agency of the list'), 'person, then the chain')
    >>> how.next_best
    'agencies alone: Mia Holm › AFP'
    """
    found = find_credit(text)
    if found is None:
        return None
    reading = found.reading
    raw = reading.credit.raw
    parts = tuple((part.gap.strip(), raw[part.start : part.end], CLASSES.get(part.kind, "")) for part in reading.parts)
    return CreditSplit(raw, found.form, parts, reading.pattern, _next_best(reading))


def _next_best(reading: Reading) -> str:
    if reading.pattern == "panels":
        return ""
    seen, word = word_of(reading.parts)
    second = runner_up(word)
    if second is None:
        return ""
    names = [reading.credit.raw[part.start : part.end] for part in seen]
    return f"{second.pattern}: {_told(second, names)}"


def _told(match: Match, names: list[str]) -> str:
    who = ", ".join([names[index] for index in match.who])
    chain = " › ".join([names[index] for index in match.chain if index != match.via])
    left = "; ".join([names[index] for index in match.unread])
    return " > ".join(filter(None, (who, chain))) or f"unread {left}"
