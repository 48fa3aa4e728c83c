"""The CA family, people: can the reader tell who is who?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..text import lazy_pattern
from .rule import Case, Fault

_IN_ORDER = lazy_pattern(
    r"\b(?:from (?:the )?(?:top |bottom |far )?(?:left|right)|(?:left|l)[- ]to[- ](?:right|r)|clockwise"
    r"|de gauche à droite|von links"
    r"|v\. ?l\. ?n\. ?r|v\. ?l\.|de izquierda a derecha|da sinistra)",
    re.IGNORECASE,
)
_SIDES = frozenset(("left", "right", "l", "clockwise", "gauche", "links", "izquierda", "sinistra", "v"))
_POSITION = lazy_pattern(
    r"\b(?:left|right|cent(?:re|er)|middle|top|bottom|foreground|background|front|back|above|below|gauche|droite"
    r"|links|rechts"
    r"|izquierda|derecha)\b|\((?:L|R|C|l|r|c|i|d)\)",
)
_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "deux": 2, "trois": 3, "quatre": 4,
    "zwei": 2, "drei": 3, "vier": 4, "dos": 2, "tres": 3, "cuatro": 4,
}  # fmt: skip
_HEADS = lazy_pattern(
    rf"\b(?P<number>{'|'.join(_NUMBERS)}) (?:[\w-]+ ){{0,2}}(?P<heads>men|women|people|leaders|ministers|presidents"
    rf"|players|members"
    r"|friends|sisters|brothers|actors|candidates|students|athletes|singers|hommes|femmes|Männer|Frauen|hombres"
    r"|mujeres)\b",
    re.IGNORECASE,
)
_AND_ANOTHER = lazy_pattern(r"\s*(?:\([^)]*\)\s*)?(?:,|;|and\b|&|et\b|und\b|y\b|with\b)")
_FULL_NAME = lazy_pattern(
    r"[A-ZÀ-Þ][\w'’-]*(?:[. ]+(?:(?:de|da|do|dos|du|di|la|le|van|von|der|den|al|bin|ibn) )?[A-ZÀ-Þ][\w'’-]*)*"
)


def positions_missing(case: Case) -> Iterator[Fault]:
    """Left or right missing.

    What: the caption names several people and no word says who stands where.

    Why: a reader who does not know the faces cannot tell them apart; naming the wrong one is the correction of
    tomorrow.

    Bad:
        [style: ap]
        Ann Lindqvist and Jo Marsh talk in Cork, Ireland, on May 7, 2024. (AP Photo/Mia Holm)

    Good:
        [style: ap]
        Ann Lindqvist, left, and Jo Marsh talk in Cork, Ireland, on May 7, 2024. (AP Photo/Mia Holm)

    Fix: add left and right. Not safe: only the picture shows it.
    """
    record = case.record
    people = case.people if len(record.persons_shown) > 1 else []
    if len(people) < case.style.limit("positions_from") or any(one.position for one in record.persons_shown):
        return
    if record.kind != "photo" or _IN_ORDER.search(record.caption) or _POSITION.search(record.caption):
        return
    index, second = people[1]
    start, end = case.span(f"persons_shown.{index}", second.name)
    named = " and ".join(one.name for _, one in people) if len(people) == 2 else f"{len(people)} people"
    yield Fault(start, end, f"{named} are named, and nothing says who stands where; add left and right")


def headcount(case: Case) -> Iterator[Fault]:
    """Headcount against names.

    What: the caption names people from left to right, and names fewer than two, or another number than it says there
    are.

    Why: a name was lost, and every name behind the gap is now put to the wrong face.

    Bad:
        From left, Ann Lindqvist smiles at the harbour. (Jo Marsh/Reuters)

        Three men, from left, Bo Falk and Jo Marsh, wait at the harbour. (Mia Holm/Reuters)

    Good:
        From left, Ann Lindqvist and Jo Marsh smile at the harbour. (Mia Holm/Reuters)

    Fix: add the missing name. Not safe: only the picture shows it.
    """
    record = case.record
    order = _IN_ORDER.search(record.caption) if _SIDES & case.words else None
    if not order:
        return
    at = max(case.text.find(record.caption), 0)
    # What follows the words, to the end of the sentence: that is where the names are.
    stop = re.compile(r"[.;](?=\s+[A-ZÀ-Þ]|\s*$)").search(record.caption, order.end())
    listed = record.caption[order.end() : stop.start() if stop else len(record.caption)]
    said = order.group().lower()
    if said.startswith("from") and record.caption[: order.start()].rstrip().lower().endswith(
        ("second", "third", "fourth", "fifth", "2nd", "3rd", "4th")
    ):
        return
    before = record.caption[: order.start()]
    people = [one for _, one in case.people]
    named = [one for one in people if one.name in listed]
    if not before.strip(" (,:-") and len(named) == 1 and not _AND_ANOTHER.match(listed.partition(named[0].name)[2]):
        start = at + order.start()
        message = f'"{order.group()}" is followed by one name; add the others'
        yield Fault(start, start + len(order.group()), message)
        return
    count = _HEADS.search(record.caption)
    if count and count.end() <= order.start() + 2 and order.start() - count.end() < 20:
        number = _NUMBERS[count["number"].lower()]
        names = len(named)
        # Both the reading and the bare capitals must give the same wrong number.
        if 0 < names == len(set(_FULL_NAME.findall(listed))) != number:
            start = at + count.start()
            message = f'"{count.group()}", and {names} {"name" if names == 1 else "names"}; add or correct the names'
            yield Fault(start, start + len(count.group()), message)


_PANELS = lazy_pattern(
    r"\b(?:combination|combo|composite) (?:of )?(?:file |created )?(?:(?P<number>two|three|four|five|six) )?"
    r"(?:photos?|pictures?|images?|photographs?)\b",
    re.IGNORECASE,
)
_PANEL_LABEL = lazy_pattern(
    r"(?:^|[.;\n]\s*)(?:left|right|top|bottom|at left|at right|upper|lower)\s*:\s", re.IGNORECASE
)
_SHARED = lazy_pattern(r"\b(?:both|all|all photos|composite|collage|montage|combo|photos)\b", re.IGNORECASE)


def panels_against_credits(case: Case) -> Iterator[Fault]:
    """Credits against panels.

    What: the caption counts or labels the pictures of a composite, and the credit has one maker for all, or more
    credits than pictures.

    Why: every picture of a composite has its own maker; who is left out is not paid.

    Bad:
        Left: the mill in spring. Right: the mill in autumn. (Jo Marsh/Reuters)

        This combination of two photos shows the mill. (Left: Jo Marsh/AFP; centre: Bo Falk/AP; right: Ann Berg/AP)

    Good:
        Left: the mill in spring. Right: the mill in autumn. (Left: Jo Marsh/Reuters; right: Bo Falk/AFP)

        Left: the mill in spring. Right: the mill in autumn. (Both photos: Jo Marsh/Reuters)

    Fix: credit each picture, or say `Both photos:`. Not safe: only the files know.
    """
    credit, caption = case.credit, case.record.caption
    if not credit.raw:
        return
    labels = len(_PANEL_LABEL.findall(caption)) if ":" in caption else 0
    counted = _PANELS.search(caption) if {"combination", "combo", "composite"} & case.words else None
    number = _NUMBERS[counted["number"].lower()] if counted and counted["number"] else labels if labels > 1 else 0
    if not number:
        return
    credited = len(credit.parts) or max(len(credit.photographers), 1)
    around = case.text[max(case.printed_span[0] - 20, 0) : case.credit_span[1]]
    if credited == 1 and not _SHARED.search(around):
        yield Fault(*case.credit_span, f"{number} pictures and one credit; credit each, or say it is for all")
    elif len(credit.parts) > number:
        yield Fault(*case.credit_span, f"{number} pictures and {len(credit.parts)} credits; one is too many")
