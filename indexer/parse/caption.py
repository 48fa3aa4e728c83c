"""Read a caption block into a Record: find the credit, then read what remains, in the order of the steps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Block, Credit, Document, Evidence, Kind, Record
from ..vocab import agencies
from .dates import read_dates
from .embedded import add_embedded
from .find import Found, find_credit
from .people import read_people
from .places import read_places
from .subject import read_subject
from .words import read_text

LONGEST = 20_000
"""Characters of a block that are read; no desk prints a longer caption, and what is behind is kept, not read."""

_NO_CREDIT = Credit()
_LABEL_IN_FRONT = re.compile(
    r"(?:Bild|Foto|Photo|Image|Picture|Image caption|Caption|Légende|Bildunterschrift)\s*[:,]\s+"
)

# What the words of the caption itself say of the picture's making. First column: the flag.
_CAPTION_FLAGS = (
    ("file", re.compile(r"^\W{0,3}(?:FILE|LIBRARY)(?:\s+(?:PHOTO|IMAGE|PICTURE|PIC))?\b\s*[:\-–—)]|\bfile (?:photo|picture|image|pic)\b|^File photo\b"
                        r"|\bFILE PHOTO\b|\(FILES?\)|fotografía de archivo|foto de archivo|photo d'archives", re.MULTILINE)),
    ("archive", re.compile(r"\b(?:Archiv(?:bild|foto|aufnahme)|ARCHIV(?:BILD|FOTO)?\s*[-–—:]|archive (?:photo|picture|image)|Arkivbilde?|Arkivfoto)\b")),
    ("handout", re.compile(r"\bhand-?out (?:photo|photograph|picture|image|satellite|file|video|still|combination)|\bhandout\b[^.]{0,40}\b(?:released|provided|obtained)"
                           r"|\(HANDOUT\)", re.IGNORECASE)),
    ("social", re.compile(r"obtained (?:by \w+ )?from (?:a )?social media|from (?:a )?social media (?:video|website|post)|(?:photo|picture|image|video) (?:posted|shared|uploaded) (?:on|to) (?:the )?(?:social|Twitter|X\b|Facebook|Instagram|Telegram|TikTok|VK)", re.IGNORECASE)),
    ("screengrab", re.compile(r"\b(?:screen ?grab|screen ?shot|(?:video|frame) ?grab|still (?:image )?(?:taken )?from (?:a )?video|(?:image|frame) (?:taken )?from (?:a )?video|in this (?:image|photo) (?:taken |made )?from (?:a )?video|capture d'écran|Videostandbild)\b", re.IGNORECASE)),
    ("composite", re.compile(r"\b(?:composite (?:image|photo|picture|photograph)|(?:combination|combo) (?:of|photo|picture|image|created)|this (?:photo )?combo|photo ?montage|Fotomontage|Bildkombo|COMBO)\b", re.IGNORECASE)),
    ("illustration", re.compile(r"\b(?:(?:this|an?|in this) (?:\w+ )?(?:illustration|artist(?:'|’)s (?:concept|impression|rendering)|courtroom sketch|court sketch)|photo illustration|illustration (?:photo|picture|taken)|artist rendering)\b", re.IGNORECASE)),
    ("stock", re.compile(r"\bstock (?:image|photo|picture|photograph)\b", re.IGNORECASE)),
    ("ai-generated", re.compile(r"\b(?:AI|artificial intelligence)[- ](?:generated|created|made)|generated (?:by|with|using) (?:AI|artificial)|\bKI-generiert|\bKI generiert|généré\w* par (?:l'IA|IA|intelligence)|generad\w con IA", re.IGNORECASE)),
    ("pool", re.compile(r"\bpool (?:photo|photograph|picture)\b", re.IGNORECASE)),
    ("courtesy", re.compile(r"\bcourtesy (?:photo|image)\b", re.IGNORECASE)),
)  # fmt: skip
_FLAG_WORDS = re.compile(
    r"file|archiv|arkiv|hand-?out|social|posted|shared|uploaded|screen|grab|video|composite|combin|combo|montage|illustration|artist|sketch"
    r"|stock|\bai\b|artificial|\bki\b|pool|courtesy|library|l'ia|capture",
    re.IGNORECASE,
)


def parse_caption(text: str, *, published: str | None = None) -> Record:
    """Read one caption block with its credit, whatever the house style.

    `published` (ISO day) dates a bare weekday; without it the weekday stays unresolved. Never raises.

    >>> record = parse_caption("Boats leave the harbour of Bergen, Norway. (Mia Holm/AFP)")
    >>> record.caption, record.credit.photographers[0].name, record.location.country_code
    ('Boats leave the harbour of Bergen, Norway.', 'Mia Holm', 'NO')
    """
    return parse_block(Block(text), published=published)


def parse_document(document: Document) -> Iterator[Record]:
    """Read every block of a document; a paragraph of running text counts only when it closes with a credit."""
    for block in document.blocks:
        found = None
        if block.loose:
            found = find_credit(block.text[-LONGEST:], loose=True) if len(block.text) <= LONGEST else None
            if found is None:
                continue
        yield parse_block(
            block,
            published=block.published or document.published,
            document=document.path,
            title=block.title or document.title,
            found=found,
        )


def parse_block(
    block: Block, *, published: str | None = None, document: str = "", title: str | None = None, found: Found | None = None
) -> Record:  # fmt: skip
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
    flags = _flags(read, credit, start, evidence)
    if flags != credit.flags:
        credit = Credit(
            credit.raw, credit.photographers, credit.agencies, credit.via, flags, credit.unread, credit.label, credit.client,
            credit.restrictions, credit.catalogue_number, credit.parts,
        )  # fmt: skip
    words = read_text(read)
    dates = read_dates(words, published)
    people = read_people(words, dates=dates.spans)
    places = read_places(words, people=people.spans, dates=dates.spans)
    about = read_subject(words, dates=dates.spans, places=places.mentions, people=people.spans)
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


def _moved(evidence: tuple[Evidence, ...], by: int) -> Iterator[Evidence]:
    if not by:
        yield from evidence
        return
    for e in evidence:
        yield Evidence(e.field, e.start + by, e.end + by, e.pattern, e.certainty)


def _flags(caption: str, credit: Credit, start: int, evidence: list[Evidence]) -> tuple[str, ...]:
    """Return the credit's flags with those that the caption's words and the chain add."""
    flags = list(credit.flags)
    if _FLAG_WORDS.search(caption):
        for flag, words in _CAPTION_FLAGS:
            if flag not in flags:
                match = words.search(caption)
                if match:
                    evidence.append(
                        Evidence(
                            f"credit.flags.{len(flags)}",
                            start + match.start(),
                            start + match.end(),
                            "words of the caption",
                        )
                    )
                    flags.append(flag)
    if "stock" not in flags and _is_stock(credit):
        flags.append("stock")
    if "ai-generated" not in flags and any(_is_generator(agency.id) for agency in credit.agencies):
        flags.append("ai-generated")
    return tuple(flags) if len(flags) != len(credit.flags) else credit.flags


_SELLS_ALL = frozenset(("getty-images", "alamy", "shutterstock", "corbis", "adobe"))


def _is_stock(credit: Credit) -> bool:
    """Tell whether the picture comes from a stock library: its maker is one, not merely a seller in the chain."""
    if "composite" in credit.flags:
        return False
    for index, agency in enumerate(credit.agencies):
        entry = agencies.get(agency.id) if agency.id else None
        if entry and entry.kind == "stock" and (index == 0 or agency.id not in _SELLS_ALL):
            return True
        if agency.id not in _SELLS_ALL and not (entry and entry.kind == "stock"):
            return False
    return False


def _is_generator(id_: str | None) -> bool:
    entry = agencies.get(id_) if id_ else None
    return entry is not None and entry.kind == "ai"


def _kind(kind: Kind, flags: tuple[str, ...]) -> Kind:
    if kind != "photo":
        return kind
    if "composite" in flags:
        return "composite"
    return "illustration" if "illustration" in flags else "photo"
