"""The CR family, the form of the line: brackets, doubles, order, separators, and where it stands."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache

from ..text import fold, lazy_pattern
from ..vocab import agencies, open_table
from .printed import chain, is_own, rewritable
from .rule import Case, Fault

_BRACKETS = {")": "(", "]": "[", "）": "（", "］": "［"}
_BRACKET = lazy_pattern(r"[()\[\]（）［］]")
# `a)` and `12)` number the panels of a caption; `:)` and `:(` are faces.
_COUNTER = lazy_pattern(r"(?:^|[\s(])(?:[A-Za-z]|[0-9]{1,2}|[ivx]{1,4})$")
_FACE = lazy_pattern(r"[:;]-?$")
_GROUP = lazy_pattern(r"[(\[（]([^()\[\]（）]{1,300})[)\]）]")
_SEPARATOR = lazy_pattern(r"\s*[/|,;]\s*|\s+via\s+", re.IGNORECASE)
_LABEL = lazy_pattern(
    r"^(?:photos?|pictures?|images?|credit|photo credit)(?:graphs?)?(?:\s+(?:by|from))?[\s:]+", re.IGNORECASE
)
_GAP = lazy_pattern(r"[^\S\r\n]*[/|•·\\][^\S\r\n]*")
# Visual China Group credits itself twice, as maker and as deliverer.
_TWICE_BY_RIGHT = frozenset(("vcg", "visual china group"))


def unbalanced_brackets(case: Case) -> Iterator[Fault]:
    """Unbalanced brackets.

    What: a bracket in the caption or credit is opened and not closed, closed and not opened, or closed by another
    kind.

    Why: it is a slip on the page, and often the sign that part of the credit is lost.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/Reuters

        Rowers train at dawn on the river. (Jo Marsh/Reuters))

    Good:
        Rowers train (and rest) at dawn on the river. (Jo Marsh/Reuters)

    Fix: add or remove the bracket. Safe at the end of a credit.
    """
    text = case.text
    opened: list[re.Match[str]] = []
    for match in _BRACKET.finditer(text):
        bracket, at = match.group(), match.span()
        before = text[max(match.start() - 6, 0) : match.start()]
        if _FACE.search(before):
            continue
        if bracket not in _BRACKETS:
            opened.append(match)
        elif opened and opened[-1].group() == _BRACKETS[bracket]:
            opened.pop()
        elif opened:
            first = opened.pop()
            right = _closing(first.group())
            message = f'"{first.group()}" is closed by "{bracket}"'
            yield Fault(*at, message, right, ((*at, right),), safe=match.end() >= case.credit_span[1])
        elif not _COUNTER.search(before):
            last = not text[match.end() :].strip() and bool(case.credit.raw)
            yield Fault(*at, f'"{bracket}" closes nothing', "", ((*at, ""),), safe=last)
    start, end = case.credit_span
    for match in opened:
        # In front of the credit, and nothing behind it: the missing one belongs at its end.
        stop = len(text.rstrip())
        opens = case.credit.raw and text[match.end() : start].strip() in ("", case.credit.label)
        edits = ((stop, stop, _closing(match.group())),) if opens and not text[end:stop].strip(" .") else ()
        yield Fault(*match.span(), f'"{match.group()}" is never closed', None, edits, safe=True)


def credit_twice(case: Case) -> Iterator[Fault]:
    """Credit given twice.

    What: the caption carries the credit, or most of it, once more; or the credit names the same photographer twice.

    Why: the system that adds the metadata's credit met a caption that had its own. The page prints both.

    Bad:
        Rowers train at dawn. (Photo by Jo Marsh / AFP) (Photo by Jo Marsh/AFP via Getty Images)

        Rowers train at dawn. Jo Marsh/Reuters (Jo Marsh/Reuters)

    Good:
        Rowers train at dawn. (Jo Marsh/AFP via Getty Images)

    Fix: keep the last, fuller one. Safe when it names everybody whom the other one names.
    """
    credit, text = case.credit, case.text
    if not credit.raw or credit.parts:
        return
    second = case.place("credit.second")
    if second:
        groups = (group.span() for group in _GROUP.finditer(text))
        yield _double(case, *next((g for g in groups if g[0] < second[0] and second[1] < g[1]), second))
        return
    names = {fold(name) for p in credit.photographers for name in (p.name, p.printed) if len(name) > 4}
    own_start, own_end = case.credit_span
    for group in _GROUP.finditer(text) if "(" in text or "[" in text or "（" in text else ():
        inside = group.start() >= own_start and group.end() <= own_end
        wraps = group.start() < own_start and group.end() > own_end
        if inside or wraps or not _is_credit(group[1], names):
            continue
        # The credit's own group may be read narrower than it is printed.
        if group.start() < own_end and own_start < group.end():
            continue
        yield _double(case, *group.span())
        return
    again = _repeated(text[:own_start], credit.raw)
    if again:
        yield _double(case, *again)
        return
    folded = fold(credit.raw)
    for index, photographer in enumerate(credit.photographers):
        if len(photographer.name) > 4 and folded.count(fold(photographer.printed or photographer.name)) > 1:
            yield Fault(*case.maker(index), f"{photographer.name} is credited twice")


def _double(case: Case, start: int, end: int) -> Fault:
    """Return the fault of a second credit; it goes with the space in front of it, and its stop behind."""
    text = case.text
    own = fold(case.credit.raw)
    ids = {agency.id for agency in case.credit.agencies}
    parts = [part for part in _SEPARATOR.split(_LABEL.sub("", text[start:end].strip("()[]（） "))) if part.strip()]
    safe = all(fold(part) in own or ((found := agencies.find(part)) and found.id in ids) for part in parts)
    first = start
    while first > 0 and text[first - 1] in " \t\u00a0":
        first -= 1
    last = end + 1 if text[end : end + 1] == "." and text[:first].endswith((".", "!", "?")) else end
    edit = (first, last, "") if first else (start, end + len(text[end:]) - len(text[end:].lstrip()), "")
    return Fault(start, end, "credit given twice; keep the fuller one", "", (edit,), safe=safe)


def agency_repeated(case: Case) -> Iterator[Fault]:
    """Agency repeated.

    What: the same agency stands twice in a row in one credit.

    Why: the by-line and the credit field of the file held the same words, and a system put both on the page.

    Bad:
        Rowers train at dawn on the river. (NurPhoto/NurPhoto via Getty Images)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/NurPhoto via Getty Images)

        [style: bbc]
        Rowers train at dawn on the river. Image source, VCG/VCG via Getty Images

    Fix: print it once. Safe.
    """
    credit = case.credit
    if len(credit.raw) < 5 or not credit.agencies:
        return
    start, end = case.credit_span
    before: tuple[str, int] | None = None
    at = start
    while at < end:
        gap = _SEPARATOR.search(case.text, at, end)
        stop = gap.start() if gap else end
        word = fold(case.text[at:stop])
        if before and word == before[0] and len(word) > 1 and word not in _TWICE_BY_RIGHT and agencies.find(word):
            message = f'"{case.text[at:stop]}" stands twice'
            yield Fault(at, stop, message, "", ((before[1], stop, ""),), safe=True)
            return
        before = word, stop
        at = gap.end() if gap else end


def wrong_order(case: Case) -> Iterator[Fault]:
    """Wrong order.

    What: the agency stands before the photographer at a house that prints the photographer first, or the other way
    round.

    Why: readers and machines take the first name for the maker; a page of two orders looks careless.

    Bad:
        [style: cbc]
        Rowers train at dawn on the river. (Reuters/Jo Marsh)

        [style: reuters]
        Rowers train at dawn on the river in Cork, Ireland, May 7, 2024. Jo Marsh/REUTERS

    Good:
        [style: cbc]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

        [style: reuters]
        Rowers train at dawn on the river in Cork, Ireland, May 7, 2024. REUTERS/Jo Marsh

    Fix: turn them round. Safe: the same names, in the house's order.
    """
    credit, style = case.credit, case.style
    if style.order == "any" or not credit.photographers or not credit.agencies or credit.parts:
        return
    maker, agency = case.maker(0), case.agency(0)
    if style.order == "own-first":
        wrong = is_own(credit, style) and maker < agency
    else:
        wrong = (maker < agency) is (style.order == "agency-first")
    if wrong:
        start, end = case.credit_span
        form = chain(credit, style)
        edits = ((start, end, form),) if rewritable(credit) else ()
        first = "agency" if style.order != "maker-first" else "photographer"
        yield Fault(start, end, f"{first} first at {style.title or style.name}; write {form}", form, edits, safe=True)


def via_missing(case: Case) -> Iterator[Fault]:
    """Missing via.

    What: the last two agencies are a maker and the one that delivers its pictures, and the house joins these with
    `via`, not with a slash.

    Why: `via` tells who made the picture from who delivered it; the month's usage counts them apart.

    Bad:
        [style: ap]
        Rowers train in Cork, Ireland, on May 7, 2024. (Jo Marsh/NurPhoto/Getty Images)

    Good:
        [style: ap]
        Rowers train in Cork, Ireland, on May 7, 2024. (Jo Marsh/NurPhoto via Getty Images)

    Fix: write via. Safe.
    """
    credit, style = case.credit, case.style
    if not style.via or "/" in style.via or credit.via or len(credit.agencies) < 2 or credit.parts:
        return
    maker, deliverer = credit.agencies[-2:]
    if (maker.id, deliverer.id) not in _deliveries():
        return
    start, end = case.agency(len(credit.agencies) - 2)[1], case.agency(len(credit.agencies) - 1)[0]
    if 0 < end - start < 4 and case.text[start:end].strip() in ("/", "|", ",", "—", "–", "-"):
        message = f"{deliverer.name} delivers for {maker.name}; join them with{style.via.rstrip()}"
        yield Fault(start, end, message, style.via, ((start, end, style.via),), safe=True)


@cache
def _deliveries() -> frozenset[tuple[str | None, str | None]]:
    """Return who delivers for whom, as far as known: pairs of ids."""
    with open_table("chains.csv") as lines:
        rows = csv.reader(lines)
        next(rows)
        # Some pairs join with a slash by their own custom.
        return frozenset((maker, deliverer) for maker, deliverer, note in rows if note != "slash")


def slash_spacing(case: Case) -> Iterator[Fault]:
    """Spacing at the separator.

    What: a slash of the credit has a blank on one side only, or is not the separator of the house.

    Why: it is a slip on the page, and some systems split names at it.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh /AFP)

        [style: cbc]
        Rowers train at dawn on the river. (Jo Marsh | AFP)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/AFP)

        Rowers train at dawn on the river. (Jo Marsh / AFP)

    Fix: write the house's separator, or none but even blanks. Safe.
    """
    credit, house = case.credit, case.style.separator
    if not credit.raw or credit.parts or "http" in credit.raw:
        return
    start, end = case.credit_span
    taken: list[tuple[int, int]] | None = None
    for gap in _GAP.finditer(case.text, start, end):
        printed, sign = gap.group(), gap.group().strip()
        if not gap.start() - start > 0 or gap.end() >= end:
            continue
        uneven = printed[0].isspace() != printed[-1].isspace()
        if not uneven and (not house or printed == house or house.strip() in (",", "-")):
            continue
        if taken is None:
            taken = [case.agency(i) for i in range(len(credit.agencies))]
        if any(first < gap.start() and gap.end() < last for first, last in taken):
            continue
        # `/via ` is Reuters' older form, and other rules look after via.
        if case.text[gap.end() : gap.end() + 4].lower() == "via ":
            continue
        form = house if house and "," not in house else sign if sign != "|" else " | "
        if form != printed:
            yield Fault(
                *gap.span(), f'"{printed}" between the names; write "{form}"', form, ((*gap.span(), form),), True
            )


def _is_credit(text: str, names: set[str]) -> bool:
    """Say whether bracketed `text` credits one of `names`, or nothing but agencies."""
    parts = [part for part in _SEPARATOR.split(_LABEL.sub("", text.strip())) if part]
    known = [agencies.find(part) is not None and not agencies.is_ambiguous(part) for part in parts]
    if any(known) and all(known) and len(parts) > 1:
        return True
    return (any(known) or bool(_LABEL.match(text.strip()))) and any(fold(part) in names for part in parts)


def _repeated(before: str, raw: str) -> tuple[int, int] | None:
    """Return where the text in front of the credit ends with the credit's own words, or None."""
    tail = before.rstrip(" \t\r\n\u00a0([（").rstrip(".,;:")
    if len(raw) < 8 or len(tail) < len(raw):
        return None
    end = tail[-len(raw) :]
    return (len(tail) - len(raw), len(tail)) if fold(end) == fold(raw) else None


def _closing(bracket: str) -> str:
    return next(closing for closing, opening in _BRACKETS.items() if opening == bracket)
