"""A credit told in fields, as files, pages and rows carry it: by-line, credit, source; reconciled into one Credit.

The fields disagree in habit: some houses repeat the by-line in the credit, some the whole chain in the by-line,
some put an office or a number into the source. Who made it comes from the by-line first, the chain from the credit
first; what only the other field says is added where it belongs: makers behind makers, a producer before who sells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ..model import Agency, Credit, Evidence, Metadata, Photographer
from ..text import fold, lazy_pattern
from ..vocab import agencies
from ..vocab.roles import roles
from .credit import parse_credit
from .names import is_person_shaped, match_key, natural

_NOT_SAID = lazy_pattern(r"\(?\s*credit too long,? see caption\s*\)?\.?", re.IGNORECASE)
_LEFT_BY_SOFTWARE = lazy_pattern(
    r"OLYMPUS DIGITAL CAMERA|Canon Owner|Picasa|FBMD.*|[{<\[]?your name[}>\]]?|unknown|n/?a|none|photographer"
    r"|default|\W*",
    re.IGNORECASE | re.DOTALL,
)
_OFFICE_CODE = lazy_pattern(r"X?\d+|DIGITAL|(?=[A-Z]*\d)[A-Z\d]{4,}")
_SEPARATOR = lazy_pattern(r"[/|]|\bvia\b", re.IGNORECASE)
_JOBS = {
    "stf": "staff", "staff": "staff", "str": "contributor", "stringer": "contributor", "sub": "contributor",
    "contributor": "contributor", "freelance": "contributor", "ho": "handout", "handout": "handout", "pool": "pool",
}  # fmt: skip
IIM_LIMIT = 32
"""Octets that IIM leaves a by-line, credit or source; what is as long may be cut."""


def credit_of(said: Metadata) -> Credit:
    """Return the credit that metadata tells in its fields; empty when it tells none.

    >>> credit = credit_of(Metadata(photographers=("MIA HOLM",), credit_line="AFP/Getty Images", job_title="STF"))
    >>> credit.photographers[0].name, [agency.name for agency in credit.agencies], credit.flags
    ('Mia Holm', ['AFP', 'Getty Images'], ('staff',))
    """
    return read_fields("; ".join(said.photographers), said.credit_line, said.source, said.job_title)


def read_fields(byline: str = "", credit: str = "", source: str = "", job_title: str = "") -> Credit:
    """Reconcile a by-line, a credit line, a source and a by-line title into one Credit.

    >>> credit = read_fields("Mia Holm/Nordvik Press/REX", "REX")
    >>> [maker.name for maker in credit.photographers], [agency.name for agency in credit.agencies]
    (['Mia Holm'], ['Nordvik Press', 'Rex Features'])
    """
    by, line = _read_bylines(byline), _read_line(credit)
    line = _settled(line, by)
    photographers = _each_once((*by.photographers, *line.photographers))
    chain = line.agencies
    known = {_mark(agency) for agency in chain}
    chain = (*(agency for agency in by.agencies if _mark(agency) not in known), *chain)
    chain = _with_source(chain, _read_line(source) if not _OFFICE_CODE.fullmatch(source.strip()) else Credit())
    via = line.via or by.via
    flags = dict.fromkeys((*by.flags, *line.flags))
    job = _JOBS.get(fold(job_title).strip(".") if job_title else "")
    if job:
        flags[job] = None
    raw = credit.strip() if line.raw else by.raw or (source.strip() if chain else "")
    unread = tuple(dict.fromkeys((*by.unread, *line.unread)))
    return Credit(
        raw, photographers, chain, via, tuple(flags), unread, line.label or by.label, line.client or by.client,
        line.restrictions or by.restrictions, line.catalogue_number or by.catalogue_number, line.parts or by.parts,
    )  # fmt: skip


def confirmed(evidence: Iterable[Evidence], credit: Credit, said: Credit) -> list[Evidence]:
    """Return the evidence with what the caption's credit and the fields both say raised to exact."""
    makers = {match_key(maker.name) for maker in said.photographers}
    houses = {_mark(agency) for agency in said.agencies}
    agreed = {f"credit.photographers.{i}" for i, p in enumerate(credit.photographers) if match_key(p.name) in makers}
    agreed |= {f"credit.agencies.{i}" for i, agency in enumerate(credit.agencies) if _mark(agency) in houses}
    return [replace(one, certainty="exact") if one.field in agreed else one for one in evidence]


def _read_bylines(text: str) -> Credit:
    """Read by-lines set apart with semicolons, as files that repeat the field are joined."""
    read = [_read_byline(one) for one in text.split(";")]
    first = read[0]
    for other in read[1:]:
        first = replace(
            first, raw=text.strip(), photographers=(*first.photographers, *other.photographers),
            agencies=(*first.agencies, *other.agencies), flags=tuple(dict.fromkeys((*first.flags, *other.flags))),
            unread=(*first.unread, *other.unread),
        )  # fmt: skip
    return first


def _read_byline(text: str) -> Credit:
    """Read a by-line: what stands alone in it is a person or an account, whatever its shape."""
    text = text.strip()
    if _LEFT_BY_SOFTWARE.fullmatch(text):
        return Credit()
    credit = parse_credit(_completed(text))
    if not credit.photographers and not credit.agencies and len(credit.unread) == 1 and len(text.split()) < 4:
        return replace(credit, photographers=(Photographer(natural(credit.unread[0]), credit.unread[0]),), unread=())
    return credit


def _read_line(text: str) -> Credit:
    """Read a credit or source: a lone name that is nobody's is a house, as that is what the field is for."""
    text = text.strip()
    if _NOT_SAID.fullmatch(text) or _LEFT_BY_SOFTWARE.fullmatch(text):
        return Credit()
    credit = parse_credit(_completed(text))
    if not credit.photographers and not credit.agencies and len(credit.unread) == 1:
        return replace(credit, agencies=(Agency(credit.unread[0], None, credit.unread[0]),), unread=())
    return credit


def _settled(line: Credit, by: Credit) -> Credit:
    """Return the credit line without the by-line's people; another lone name beside a by-line is the house's."""
    keys = {match_key(maker.name) for maker in by.photographers}
    if not keys or not line.photographers:
        return line
    others = tuple(maker for maker in line.photographers if match_key(maker.name) not in keys)
    if others and not line.agencies and len(others) == len(line.photographers) == 1:
        return replace(line, photographers=(), agencies=(Agency(others[0].name, None, others[0].printed),))
    houses = tuple(agency for agency in line.agencies if agency.id or match_key(agency.name) not in keys)
    return replace(line, photographers=others, agencies=houses)


def _with_source(chain: tuple[Agency, ...], source: Credit) -> tuple[Agency, ...]:
    """Add what only the source names: the whole chain where there is none, else a producer before a lone house."""
    if not chain:
        return source.agencies
    if len(chain) > 1 or not source.agencies:
        return chain
    given, house = source.agencies[0], chain[0]
    if len(source.agencies) > 1:
        return source.agencies if _mark(source.agencies[-1]) == _mark(house) else chain
    entry = agencies.get(house.id) if house.id else None
    if given.id is None or entry is None or entry.kind != "wire" or given.id == house.id or _are_kin(given, house):
        return chain
    # A wire's credit with its partner as source: "AP" and "Xinhua".
    return (given, house)


def _are_kin(one: Agency, other: Agency) -> bool:
    """Tell whether one is the other's department, office or owner."""
    entries = [agencies.get(agency.id) for agency in (one, other) if agency.id]
    if any(entry is None for entry in entries) or len(entries) < 2:
        return False
    names = {entry.name for entry in entries if entry}
    parents = {entry.parent for entry in entries if entry and entry.parent}
    return bool(names & parents) or one.name.startswith(other.name) or other.name.startswith(one.name)


def _each_once(makers: Iterable[Photographer]) -> tuple[Photographer, ...]:
    kept: dict[str, Photographer] = {}
    for maker in makers:
        kept.setdefault(match_key(maker.name), maker)
    return tuple(kept.values())


def _mark(agency: Agency) -> str:
    return agency.id or fold(agency.name)


def _completed(text: str) -> str:
    """Return the field with a last link that IIM cut off completed, when only one house begins so."""
    if not IIM_LIMIT - 2 <= len(text.encode("utf-8", "replace")) <= IIM_LIMIT:
        return text
    cut = max((mark.end() for mark in _SEPARATOR.finditer(text)), default=0)
    last = text[cut:].strip()
    if len(last) < 4 or agencies.find(last) or fold(last) in roles() or (not cut and is_person_shaped(last)):
        return text
    entry = agencies.beginning(last)
    return f"{text[:cut]}{' ' if text[cut : cut + 1].isspace() else ''}{entry.name}" if entry else text
