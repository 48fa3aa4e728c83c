"""The MD family: does the page say of the picture what the picture's own file says?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from ..model import Metadata
from ..text import fold, lazy_pattern
from ..vocab import agencies
from .rule import Case, Fault, at_credit

_CUT = lazy_pattern(r"\s*[/|,;]\s*|\s+via\s+|\s+-\s+", re.IGNORECASE)
_CODES = frozenset(
    ("str", "stf", "staff", "stringer", "ho", "handout", "pool", "contributor", "-", "uncredited", "freelance")
)
_IIM_LIMIT = 32
"""Octets of a by-line, credit or source in IIM."""


def _words(name: str) -> list[str]:
    """Return a name's words without case, accents, dots and order.

    >>> _words("MARSH Jó") == _words("Jo Marsh")
    True
    """
    return sorted(re.sub(r"[^\w\s-]", " ", fold(name)).replace("-", " ").split())


def _alike(name: str, other: str) -> bool:
    """Say whether two names are one person's: the same words, or initials for some of them.

    >>> _alike("J. Marsh", "Jo Marsh"), _alike("Jo A. Marsh", "Jo Marsh"), _alike("Jo Cole", "Jo Marsh")
    (True, True, False)
    """
    left, right = _words(name), _words(other)
    if left == right:
        return True
    long_left, long_right = [w for w in left if len(w) > 1], [w for w in right if len(w) > 1]
    if not long_left or not long_right:
        return False
    small, large = sorted((set(long_left), set(long_right)), key=len)
    initials = {w for w in (*left, *right) if len(w) == 1}
    return small <= large and all(w[0] in initials or len(small) > 1 for w in large - small)


@lru_cache(4096)
def _slips(left: str, right: str) -> int:
    """Return how many letters two names differ by, 3 for three and more.

    >>> _slips("cole", "coles"), _slips("marsh", "holm")
    (1, 3)
    """
    if abs(len(left) - len(right)) > 2 or len(left) > 80:
        return 3
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        above, row = row, [i]
        for j, b in enumerate(right, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b)))
    return min(row[-1], 3)


def _makers(metadata: Metadata) -> list[str]:
    """Return the embedded by-lines that are names of people."""
    return [name for name in metadata.photographers if fold(name) not in _CODES and not agencies.find(name)]


def _houses(texts: Iterable[str]) -> dict[str, str]:
    """Return the known agencies in embedded credits and sources: id and name, in order."""
    found: dict[str, str] = {}
    for text in texts:
        for part in [text, *_CUT.split(text)]:
            entry = agencies.find(part.strip(" ()[]©"))
            if entry:
                found[entry.id] = entry.name
    return found


def other_photographer(case: Case) -> Iterator[Fault]:
    """Another photographer than the file says.

    What: nobody whom the printed credit names is in the by-line of the picture's file, nor anybody like it.

    Why: the credit was copied from another picture. Somebody gets paid for another's work.

    Bad:
        [by-line: Ann Lindqvist]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Good:
        [by-line: JO MARSH]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: find out which of the two is right. Not safe: the file may be wrong too.
    """
    metadata = case.record.metadata
    if not metadata or not case.credit.photographers or case.credit.parts:
        return
    embedded = _makers(metadata)
    if not embedded:
        return
    for index, maker in enumerate(case.credit.photographers):
        if any(_alike(maker.name, name) for name in embedded):
            continue
        near = any(_slips(" ".join(_words(maker.name)), " ".join(_words(name))) < 3 for name in embedded)
        if not near:
            names = ", ".join(embedded)
            yield Fault(*case.maker(index), f"the page credits {maker.name}, the file {names}", names)


def accents_lost(case: Case) -> Iterator[Fault]:
    """Accents or order of the name lost.

    What: the printed name has the letters of the by-line in the file, but not its accents, or its words in another
    order.

    Why: a name is spelt as its owner spells it; and family names come first where they come first.

    Bad:
        [by-line: Iñigo Núñez]
        Rowers train at dawn on the river. (Inigo Nunez/Reuters)

        [by-line: Zhang Yuwei]
        Rowers train at dawn on the river. (Yuwei Zhang/Xinhua)

    Good:
        [by-line: Iñigo Núñez]
        Rowers train at dawn on the river. (Iñigo Núñez/Reuters)

    Fix: print the name as the file has it. Safe for accents; the order of words wants a look.
    """
    for index, printed, name in _same_people(case):
        if printed == name or printed.casefold() == name.casefold() or name.isupper() or printed.isupper():
            continue
        if any(word.isupper() and len(word) > 2 for word in (*name.split(), *printed.split())):
            continue
        if fold(printed) == fold(name) and name.isascii():
            continue
        start, end = case.maker(index)
        edits = ((start, end, name),) if case.text[start:end] == printed else ()
        message = f'"{printed}" is written {name} in the file'
        yield Fault(start, end, message, name, edits, safe=fold(printed) == fold(name))


def _same_people(case: Case) -> Iterator[tuple[int, str, str]]:
    """Yield place, printed name and embedded name of each photographer whom both have."""
    metadata = case.record.metadata
    if not metadata or not case.credit.photographers:
        return
    for index, maker in enumerate(case.credit.photographers):
        printed = maker.printed or maker.name
        for name in _makers(metadata):
            if _words(name) == _words(printed):
                yield index, printed, name
                break


def name_one_slip_away(case: Case) -> Iterator[Fault]:
    """Name a slip away from the file's.

    What: the printed photographer differs from the by-line in the file by a letter or two.

    Why: one of them is misspelt, and the index now has two people.

    Bad:
        [by-line: Jo Marshe]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Good:
        [by-line: J. Marsh]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: print the name as the file has it. Not safe: the file may have the slip.
    """
    metadata = case.record.metadata
    if not metadata or not case.credit.photographers or case.credit.parts:
        return
    embedded = _makers(metadata)
    for index, maker in enumerate(case.credit.photographers):
        if any(_alike(maker.name, name) for name in embedded):
            continue
        for name in embedded:
            if 0 < _slips(" ".join(_words(maker.name)), " ".join(_words(name))) < 3:
                start, end = case.maker(index)
                natural = name.title() if name.isupper() else name
                message = f'"{maker.name}" is {natural} in the file'
                yield Fault(start, end, message, natural, ((start, end, natural),), safe=False)
                break


def other_agency(case: Case) -> Iterator[Fault]:
    """Another agency than the file says.

    What: the agency that the page prints as deliverer is none of those in the file's credit, source and supplier.

    Why: the wrong house is credited, counted and paid.

    Bad:
        [credit: NurPhoto via Getty Images]
        Rowers train at dawn on the river. (Jo Marsh/NurPhoto via Alamy)

    Good:
        [credit: Getty Images]
        Rowers train at dawn on the river. (Jo Marsh/NurPhoto via Getty Images)

        [credit: AFP]
        [source: AFP]
        Rowers train at dawn on the river. (Jo Marsh/AFP via Getty Images)

    Fix: find out through whom the picture came. Not safe: files often name the maker only.
    """
    metadata = case.record.metadata
    if not metadata or not case.credit.agencies or case.credit.parts:
        return
    embedded = _houses((metadata.credit_line, metadata.source, metadata.supplier))
    printed = [agency.id for agency in case.credit.agencies if agency.id]
    last = case.credit.agencies[-1]
    if not embedded or last.id is None or last.id in embedded:
        return
    missing = [id_ for id_ in embedded if id_ not in printed]
    # A file that names the maker alone says nothing of who delivered it.
    if missing:
        names = ", ".join(embedded.values())
        yield Fault(
            *case.agency(len(case.credit.agencies) - 1), f"the page credits {last.name}, the file {names}", names
        )


_ROLES = {"ho": "handout", "handout": "handout", "pool": "pool", "hand out": "handout"}


def role_lost(case: Case) -> Iterator[Fault]:
    """Role word lost.

    What: the file says handout or pool, and the printed credit does not.

    Why: a reader must know that somebody with an interest gave the picture; and pool pictures have rules of their own.

    Bad:
        [job title: HO]
        The bridge before the storm. (Nordvik Harbour Authority via Reuters)

    Good:
        [job title: HO]
        The bridge before the storm. (Nordvik Harbour Authority/Handout via Reuters)

    Fix: print the word. Not safe: not every handout by the file is one by the house's rule.
    """
    metadata = case.record.metadata
    if not metadata or not case.credit.raw:
        return
    # A flag that only the file sets has no place in the text.
    read = {one.field for one in case.record.evidence}
    printed = {flag for index, flag in enumerate(case.credit.flags) if f"credit.flags.{index}" in read}
    for said in (metadata.job_title, metadata.source):
        role = _ROLES.get(fold(said))
        if role and role not in printed and "courtesy" not in printed:
            word = case.style.roles.get(role, role)
            yield Fault(*case.credit_span, f'the file says {role} ("{said}"), the credit does not; print {word}')
            return


def truncated(case: Case) -> Iterator[Fault]:
    """Cut at the limit of IIM.

    What: a name of the credit ends where IIM's fields end, after 32 octets, in the middle of a name.

    Why: the old fields of picture files hold 32 octets; whoever copies them prints half a name.

    Bad:
        Rowers train at dawn on the river. (Clara Nordal-Hernandez/Getty Ima)

    Good:
        Rowers train at dawn on the river. (Clara Nordal-Hernandez/Getty Images)

    Fix: print the whole name. Safe: where only one agency begins like that.
    """
    credit = case.credit
    if len(credit.raw) < 12 or credit.parts:
        return
    start, end = case.credit_span
    metadata = case.record.metadata
    whole = metadata.credit_line if metadata else ""
    cut = next(
        (
            c.values
            for c in (metadata.conflicts if metadata else ())
            if c.kind == "truncated" and credit.raw in c.values
        ),
        (),
    )
    if cut or (whole.startswith(credit.raw) and len(credit.raw.encode()) == _IIM_LIMIT < len(whole.encode())):
        full = max(cut, key=len) if cut else whole
        yield Fault(start, end, f"cut after {_IIM_LIMIT} octets; the file's longer field says {full}", full,
                    ((start, end, full),), safe=False)  # fmt: skip
        return
    if (
        len(credit.raw.encode()) not in (_IIM_LIMIT, _IIM_LIMIT - 1)
        and len(credit.raw.encode("latin-1", "replace")) != _IIM_LIMIT
    ):
        return
    tail = _CUT.split(credit.raw)[-1]
    if len(tail) < 4 or agencies.find(tail):
        return
    names = _beginning(fold(tail))
    if names:
        name = min(names, key=len)
        edits = ((end - len(tail), end, name),) if len(names) == 1 and case.text[:end].endswith(tail) else ()
        yield Fault(
            end - len(tail), end, f'"{tail}" is cut after {_IIM_LIMIT} octets; write {name}', name, edits, safe=True
        )


@lru_cache(1024)
def _beginning(tail: str) -> frozenset[str]:
    """Return the agencies whose names begin with `tail`, without those whose names only go on from another's."""
    names = {name for name in agencies.names() if len(name) > len(tail) and fold(name).startswith(tail)}
    return frozenset(n for n in names if not any(other != n and n.startswith(f"{other} ") for other in names))


_WEIGHTY = ("photographers", "credit_line", "source", "copyright_notice", "date_created", "instructions", "usage_terms")


def _nested(values: Iterable[str]) -> bool:
    """Say whether each value but adds words to the shortest, as `© 2024 Jo Marsh` does to `Jo Marsh`."""
    words = sorted((set(_words(value)) for value in values), key=len)
    return all(small <= large for small, large in pairwise(words))


def layers_in_conflict(case: Case) -> Iterator[Fault]:
    """Layers of the file in conflict.

    What: two layers of the picture's file (IIM, XMP, EXIF) really differ in who made it, whose it is, when it was made
    or how it may be used. Differences of case, cut fields and character sets do not count.

    Why: which of them a system prints is chance.

    Bad:
        [conflict: photographers; xmp; Jo Marsh; iim; Ann Lindqvist]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Good:
        [by-line: Jo Marsh]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: correct the file in its layers. Not safe: only its sender knows which is right.
    """
    metadata = case.record.metadata
    for conflict in metadata.conflicts if metadata else ():
        if conflict.kind == "different" and conflict.field in _WEIGHTY and not _nested(conflict.values):
            said = ", ".join(
                f"{layer} {value[:60]}" for layer, value in zip(conflict.layers, conflict.values, strict=False)
            )
            field = conflict.field.replace("_", " ")
            yield Fault(*at_credit(case), f"the layers of the file differ in {field}: {said}")
