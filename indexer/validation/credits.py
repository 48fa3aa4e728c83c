"""Whether two readings credit the same people and houses; and a credit in another house's print."""

from __future__ import annotations

import html

from ..model import Agency, Credit, Record
from ..parse.credit import parse_credit
from ..rules.caption import repaired
from ..rules.credit import near_agency
from ..rules.printed import printed
from ..text import fold, lazy_pattern
from ..vocab import agencies
from ..vocab.styles import Style

_GARBLED = lazy_pattern(r"[^\x00-\x7f]{2,}")


def same_credits(before: Record, after: Record) -> bool:
    """Say whether a mended caption credits whom it credited: the same makers, the same chain.

    A name without an entry may become the agency that it misspells or begins; a caption without any credit may get
    the one that stood in its middle.

    >>> from ..parse import parse_caption
    >>> said = [parse_caption(f"A fox. ({credit})") for credit in ("JO MARSH/AFP", "Jo Marsh / AFP", "Jo Marsh/AP")]
    >>> same_credits(said[0], said[1]), same_credits(said[0], said[2])
    (True, False)
    """
    old, new = before.credit, after.credit
    if not old.raw or _letters(old.raw) == _letters(new.raw):
        return True
    if _makers(old) != _makers(new) or len(old.parts) != len(new.parts) or len(_chain(old)) != len(_chain(new)):
        return False
    if old.via and old.via != new.via and not new.via:
        return False
    return all(_same_house(one, other) for one, other in zip(_chain(old), _chain(new), strict=True))


def _letters(text: str) -> str:
    """Return the letters and digits of a credit: what differs only beside them credits the same."""
    return "".join(c for c in text if c.isalnum())


def _makers(credit: Credit) -> list[list[str]]:
    return sorted(sorted(_plain(maker.name).split()) for maker in credit.photographers)


def _chain(credit: Credit) -> list[Agency]:
    """Return the chain; what could not be read counts as a link when it misspells an agency."""
    unread = [Agency(text, None, text) for text in credit.unread if near_agency(text)]
    return [*credit.agencies, *unread]


def _same_house(one: Agency, other: Agency) -> bool:
    if one.id or other.id is None:
        return one.id == other.id and (one.id is not None or _plain(one.name) == _plain(other.name))
    printed_name = one.printed or one.name
    near = near_agency(printed_name)
    if near:
        entry = agencies.find(near)
        return entry is not None and entry.id == other.id
    return fold(other.name).startswith(_plain(printed_name)) or _plain(printed_name) == fold(other.name)


def _plain(text: str) -> str:
    """Return a name without what machines did to it: garbled letters, entities, case and accents."""
    whole = html.unescape(text)
    return fold(_GARBLED.sub(lambda match: repaired(match.group()) or match.group(), whole))


def print_credit(text: str, house: Style, *, short: bool = False) -> tuple[str, bool]:
    """Return a printed credit as a house prints it, and whether the house's own form could carry all of it.

    What the form would lose, or make read otherwise, is printed in its own words, in the house's brackets and label.

    >>> from ..vocab.styles import style
    >>> print_credit("(Photo by Mia HOLM / AFP via Getty Images)", style("guardian"))
    ('Photograph: Mia Holm/AFP/Getty Images', True)
    """
    credit = parse_credit(text)
    made = printed(credit, house, short=short)
    if short or (made and keeps(credit, parse_credit(made))):
        return made, True
    plain = house._replace(order="any")
    kept = f"{plain.brackets[:1]}{credit.raw}{plain.brackets[1:]}" if plain.brackets in ("()", "[]") else credit.raw
    label = house.label if house.label not in ("any", "none") else ""
    labelled = f"{label}{credit.raw}" if not kept.startswith(("(", "[")) else kept
    return (labelled if keeps(credit, parse_credit(labelled)) else kept), False


def keeps(before: Credit, after: Credit) -> bool:
    """Say whether nothing of a credit is lost: makers, chain, role words, and whatever could not be read."""
    makers = [fold(maker.name) for maker in before.photographers] == [fold(maker.name) for maker in after.photographers]
    chain = [one.id or fold(one.name) for one in before.agencies] == [
        one.id or fold(one.name) for one in after.agencies
    ]
    return makers and chain and set(before.flags) == set(after.flags) and before.unread == after.unread
