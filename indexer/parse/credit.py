"""Read a credit line: what stands around it taken off, its panels apart, each read as one line (`chain.py`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from ..model import Agency, Credit, CreditPart, Evidence, Photographer
from ..text import lazy_pattern
from .chain import Claim, Line, read_line
from .labels import panels, strip_label, strip_tail, unwrap
from .part_classes import Part

LONGEST = 2_000
"""Characters of a credit that are split and named; what is longer is prose or rubbish, kept as `unread`."""


class Reading(NamedTuple):
    """A credit with the places of what was read in it (offsets in `credit.raw`) and how."""

    credit: Credit
    claims: tuple[Claim, ...]
    pattern: str
    parts: tuple[Part, ...]
    start: int
    """Where `credit.raw` begins in the string given, behind brackets and label."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What was read where in the string given, as the model's Evidence."""
        by = self.start
        return tuple([Evidence(field, s + by, e + by, pattern, sure) for field, s, e, pattern, sure in self.claims])

    def with_flags(self, other: Reading) -> Reading:
        """Return this reading with what the other one says of how the picture was come by."""
        more = [claim for claim in other.claims if claim[0].startswith("credit.flags.")]
        flags, claims, by = list(self.credit.flags), list(self.claims), other.start - self.start
        for flag, (_, start, end, pattern, sure) in zip(other.credit.flags, more, strict=False):
            if flag not in flags:
                claims.append((f"credit.flags.{len(flags)}", start + by, end + by, pattern, sure))
                flags.append(flag)
        if len(flags) == len(self.credit.flags):
            return self
        return self._replace(credit=replace(self.credit, flags=tuple(flags)), claims=tuple(claims))

    def with_note(self, text: str, start: int, end: int) -> Reading:
        """Return this reading with the instruction in `text[start:end]`, behind it, among the restrictions."""
        note = text[start:end].strip(" \t\n,;|/–—-*")
        at = text.find(note, start) - self.start
        both = "; ".join(filter(None, (self.credit.restrictions, note)))
        claim: Claim = ("credit.restrictions", at, at + len(note), "note behind the credit", "exact")
        return self._replace(credit=replace(self.credit, restrictions=both), claims=(*self.claims, claim))


def parse_credit(text: str) -> Credit:
    """Read one printed credit line, with or without brackets and label.

    Never raises; what no rule claims is in `unread`.

    >>> credit = parse_credit("(Photo by Mia HOLM / AFP via Getty Images)")
    >>> credit.photographers[0].name, [a.name for a in credit.agencies], credit.via
    ('Mia Holm', ['AFP', 'Getty Images'], 'Getty Images')
    """
    return read_credit(text).credit


def read_credit(text: str, start: int = 0, end: int | None = None) -> Reading:
    """Read the credit in `text[start:end]`."""
    end = len(text) if end is None else end
    if end - start > LONGEST:
        raw = text[start:end]
        claim: Claim = ("credit.unread.0", 0, len(raw), "too long", "guess")
        return Reading(Credit(raw, unread=(raw,)), (claim,), "too long", (), start)
    start, end = unwrap(text, start, end)
    label, begin, plural = strip_label(text, start, end)
    if begin > start:
        start, end = unwrap(text, begin, end)
    end, restrictions = strip_tail(text, start, end)
    raw = text[start:end]
    pieces = panels(raw)
    made: tuple[CreditPart, ...] = ()
    if len(pieces) == 1:
        line = read_line(raw)
        composite = _is_composite(line, plural)
    else:
        line, made, composite = _read_panels(raw, pieces)
    flags = (*line.flags, "composite") if composite and "composite" not in line.flags else line.flags
    credit = Credit(
        raw, line.photographers, line.agencies, line.via, flags, line.unread, label,
        line.client, restrictions, line.catalogue_number, made,
    )  # fmt: skip
    return Reading(credit, line.claims, line.pattern, line.parts, start)


def _is_composite(line: Line, plural: bool) -> bool:
    return len(line.photographers) > 1 and (plural or any(part.kind == "Z" for part in line.parts))


# "…; illustration by NAME" names who put the panels together, not one more panel.
_WHOLE = lazy_pattern(
    r"\s*(?:food|prop|hair|make-?up|set|photo)?\s*(?:styling|stylist|assistant|illustration|design|montage)",
    re.IGNORECASE,
)


def _read_panels(raw: str, pieces: list[tuple[str, int, int]]) -> tuple[Line, tuple[CreditPart, ...], bool]:
    """Read each panel as a line of its own; the credit's makers and chain are theirs, each once, in printed order."""
    photographers: list[Photographer] = []
    agencies: list[Agency] = []
    flags: list[str] = []
    unread: list[str] = []
    claims: list[Claim] = []
    parts: list[Part] = []
    made: list[CreditPart] = []
    via: str | None = None
    client: str | None = None
    number = ""
    of_panels = 0
    for position, start, end in pieces:
        _, at, _ = strip_label(raw, start, end)
        line = read_line(raw[at:end], in_panel=True)
        moved = (
            *_merge("photographers", [person.name for person in line.photographers], line.photographers, photographers),
            *_merge("agencies", [agency.name for agency in line.agencies], line.agencies, agencies),
            *_merge("flags", line.flags, line.flags, flags),
            *((f"credit.unread.{i}", f"credit.unread.{len(unread) + i}") for i in range(len(line.unread))),
        )
        shift = dict(moved)
        unread.extend(line.unread)
        via, client, number = via or line.via, client or line.client, number or line.catalogue_number
        for field, s, e, pattern, sure in line.claims:
            if field in shift or field == "credit.client":
                claims.append((shift.get(field, field), s + at, e + at, pattern, sure))
        parts.extend([part.moved(at) for part in line.parts])
        if line.photographers or line.agencies:
            printed = raw[start:end].strip(" ;.")
            made.append(CreditPart(printed, position, line.photographers, line.agencies, line.via))
            of_panels += not _is_of_the_whole(line, raw, start)
    composite = of_panels > 1 or any(part.label for part in made)
    line = Line(
        tuple(photographers), tuple(agencies), via, tuple(flags), tuple(unread), client, number,
        "panels", tuple(parts), tuple(claims),
    )  # fmt: skip
    return line, tuple(made) if composite else (), composite


def _is_of_the_whole(line: Line, raw: str, start: int) -> bool:
    drawn = "illustration" in line.flags or "composite" in line.flags
    return drawn or any(part.kind == "b" for part in line.parts) or bool(_WHOLE.match(raw, start))


_T = TypeVar("_T", Photographer, Agency, str)


def _merge(field: str, marks: Sequence[str], found: Sequence[_T], known: list[_T]) -> list[tuple[str, str]]:
    """Add to `known` what is new in `found`; return the old and new path of each."""
    seen = {one if isinstance(one, str) else one.name for one in known}
    paths = []
    for index, (mark, one) in enumerate(zip(marks, found, strict=True)):
        if mark not in seen:
            seen.add(mark)
            paths.append((f"credit.{field}.{index}", f"credit.{field}.{len(known)}"))
            known.append(one)
    return paths
