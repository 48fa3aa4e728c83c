"""Read a caption block into a Record: find the credit, then read what remains, in the order of the steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..model import Block, Credit, Document, Evidence, Kind, Record
from ..text import lazy_pattern
from ..vocab import agencies
from ..vocab.captions import FLAGGED, flag_rule, flag_rules
from .dates import read_dates
from .embedded import add_embedded
from .fields import confirmed, credit_of
from .find import Found, find_credit
from .ner import opinion_of
from .people import read_people
from .places import read_places
from .subject import read_subject
from .words import Text, read_text

LONGEST = 20_000
"""Characters of a block that are read; no desk prints a longer caption, and what is behind is kept, not read."""

_NO_CREDIT = Credit()
_OF_THE_MAKER = ("staff", "contributor", "handout", "pool")
_LABEL_IN_FRONT = lazy_pattern(
    r"(?:Bild|Foto|Photo|Image|Picture|Image caption|Caption|Légende|Bildunterschrift)\s*[:,]\s+"
)


def parse_caption(text: str, *, published: str | None = None) -> Record:
    """Read one caption block with its credit, whatever the house style.

    `published` (ISO day) dates a bare weekday; without it the weekday stays unresolved. Never raises.

    >>> record = parse_caption("Boats leave the harbour of Bergen, Norway. (Mia Holm/AFP)")
    >>> record.caption, record.credit.photographers[0].name, record.location.country_code
    ('Boats leave the harbour of Bergen, Norway.', 'Mia Holm', 'NO')
    """
    return parse_block(Block(text), published=published)


def parse_document(document: Document, ner: str | None = None) -> Iterator[Record]:
    """Read every block of a document; a paragraph of running text counts only when it closes with a credit.

    `ner` names an installed spaCy model that votes on the people (`ner.py`).
    """
    opinion = opinion_of(ner) if ner else None
    for block in document.blocks:
        found = None
        if block.loose:
            found = find_credit(block.text[-LONGEST:], loose=True) if len(block.text) <= LONGEST else None
            if found is None:
                continue
        record = parse_block(
            block,
            published=block.published or document.published,
            document=document.path,
            title=block.title or document.title,
            found=found,
        )
        record = opinion(record) if opinion else record
        told = document.desk or document.medium
        yield replace(record, desk=document.desk, medium=document.medium) if told else record


def parse_block(
    block: Block,
    *,
    published: str | None = None,
    document: str = "",
    title: str | None = None,
    found: Found | None = None,
) -> Record:
    """Read one block; offsets of the evidence count in its text."""
    text = block.text[:LONGEST]
    evidence: list[Evidence] = []
    if found is None:
        found = (
            find_credit(text[block.caption_start :])
            if block.kind != "video"
            else _video_credit(text, block.caption_start)
        )
    shift = block.caption_start
    start, end = shift, len(text)
    credit = _NO_CREDIT
    if found:
        credit = found.reading.credit
        place = _place_of(found, text, shift)
        evidence.append(Evidence("credit", place[0], place[1], found.form))
        evidence.extend(_moved(found.reading.evidence, shift))
        if found.other:
            second = _place_of(found.other, text, shift)
            evidence.append(Evidence("credit.second", second[0], second[1], found.other.form))
        if text[shift : shift + found.start].strip():
            end = shift + found.start
        else:
            start, end = shift + found.end, len(text)
    if end == len(text) < len(block.text):
        end = len(block.text)
    whole = block.text
    while start < end and whole[start].isspace():
        start += 1
    while end > start and whole[end - 1].isspace():
        end -= 1
    if found:
        # A label left in front of the caption ("Bild: …", "Image caption, …") belongs to neither.
        label = _LABEL_IN_FRONT.match(whole, start, end)
        start = label.end() if label and label.end() < end else start
    caption = whole[start:end]
    read = caption[:LONGEST]
    words = read_text(read)
    flags = _flags(words, credit, start, evidence)
    told = credit_of(block.metadata) if block.metadata else None
    if told and told != _NO_CREDIT:
        if not credit.raw:
            credit, flags = told, tuple(dict.fromkeys((*told.flags, *flags)))
        else:
            flags = tuple(dict.fromkeys((*flags, *(flag for flag in told.flags if flag in _OF_THE_MAKER))))
            evidence = confirmed(evidence, credit, told)
    if flags != credit.flags:
        credit = replace(credit, flags=flags)
    dates = read_dates(words, published)
    people = read_people(words, dates=dates.spans)
    places = read_places(words, people=people.spans, dates=dates.spans)
    names = [person.name for person in people.persons_shown] + list(people.mentioned)
    about = read_subject(words, dates=dates.spans, places=places.mentions, people=people.spans, names=names)
    for reading in (dates, people, places, about):
        evidence.extend(_moved(reading.evidence, start))
    record = Record(
        whole, caption, credit, places.location, people.persons_shown, people.mentioned, about.subject, about.event,
        about.keywords, dates.date_created, dates.date_text, dates.dates, _kind(block.kind, flags), block.headline,
        block.duration, published, "", "", document, title, block.line, block.column, tuple(evidence),
        block.image, block.metadata, block.file,
    )  # fmt: skip
    return add_embedded(record)


def _video_credit(text: str, start: int) -> Found | None:
    return find_credit(text[start:], loose=True)


def _place_of(found: Found, text: str, shift: int) -> tuple[int, int]:
    """Return the place of the credit as printed, without brackets and label."""
    raw = found.reading.credit.raw
    at = text.find(raw, shift + found.start) if raw else -1
    if at < 0:
        at = text.find(raw, shift)
    return (at, at + len(raw)) if at >= 0 else (shift + found.start, shift + found.end)


def _moved(evidence: tuple[Evidence, ...], by: int) -> Sequence[Evidence]:
    if not by:
        return evidence
    return [Evidence(e.field, e.start + by, e.end + by, e.pattern, e.certainty) for e in evidence]


def _flags(text: Text, credit: Credit, start: int, evidence: list[Evidence]) -> tuple[str, ...]:
    """Return the credit's flags with those that the caption's words and the chain add."""
    flags = list(credit.flags)
    if text.seen & FLAGGED:
        rules = flag_rules()
        for number in sorted({number for word in rules.keys() & text.low for number in rules[word]}):
            flag, pattern = flag_rule(number)
            match = pattern.search(text.caption) if flag not in flags else None
            if match:
                place = (start + match.start(), start + match.end())
                evidence.append(Evidence(f"credit.flags.{len(flags)}", *place, "words of the caption"))
                flags.append(flag)
    kinds = [_kind_of_house(agency.id) for agency in credit.agencies]
    if "stock" not in flags and _is_stock(credit, kinds):
        flags.append("stock")
    if "ai-generated" not in flags and "ai" in kinds:
        flags.append("ai-generated")
    return tuple(flags) if len(flags) != len(credit.flags) else credit.flags


_SELLS_ALL = frozenset(("getty-images", "alamy", "shutterstock", "corbis", "adobe"))


def _is_stock(credit: Credit, kinds: Sequence[str]) -> bool:
    """Tell whether the picture comes from a stock library: its maker is one, not merely a seller in the chain."""
    if "composite" in credit.flags:
        return False
    for index, (agency, kind) in enumerate(zip(credit.agencies, kinds, strict=True)):
        if kind == "stock" and (index == 0 or agency.id not in _SELLS_ALL):
            return True
        if agency.id not in _SELLS_ALL and kind != "stock":
            return False
    return False


def _kind_of_house(id_: str | None) -> str:
    entry = agencies.get(id_) if id_ else None
    return entry.kind if entry else ""


def _kind(kind: Kind, flags: tuple[str, ...]) -> Kind:
    if kind != "photo":
        return kind
    if "composite" in flags:
        return "composite"
    return "illustration" if "illustration" in flags else "photo"
