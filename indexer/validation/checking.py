"""Hold one document, or one file, against the rules; every fix that is offered has been tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from ..model import Block, Document, Finding, Record
from ..parse import parse_document
from ..rules import Case, faults
from ..rules.credit_place import is_broken_caption
from ..sources import Skip, read, read_bytes
from ..sources.plain import decode
from .choice import Choice
from .credits import same_credits
from .excuses import excused
from .pictures import with_pictures
from .results import Checked

Edits = tuple[tuple[int, int, str], ...]


class Tried(NamedTuple):
    """A finding with a fix that was tried: which block it mends, and how."""

    finding: Finding
    block: Block
    edits: Edits


def check_document(document: Document, choice: Choice, text: str = "") -> Checked:
    """Return what is wrong with a document; `text` is the whole of it, where suppressions are looked for.

    A fix that would change who is credited is not offered.
    """
    document, images = with_pictures(opened(document))
    records = list(parse_document(document))
    tried = try_fixes(document, records, choice)
    found = excused([one.finding for one in tried], records, text or "\n".join(record.text for record in records))
    return Checked(found, len(records), images)


def opened(document: Document) -> Document:
    """Return a document in which paragraphs that are captions but for a broken credit count as captions."""
    blocks = tuple(
        replace(block, loose=False) if block.loose and is_broken_caption(block.text) else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks) if blocks != document.blocks else document


def try_fixes(document: Document, records: list[Record], choice: Choice) -> list[Tried]:
    """Return every finding with the block it lies in; the fixes that do not hold are taken off."""
    cases = [Case(record, choice.house) for record in records]
    found = faults(cases, choice.rules(document.path))
    if not found:
        return []
    blocks = {(block.line, block.column): block for block in document.blocks}
    tried: list[Tried] = []
    for finding, case, fault in found:
        block = blocks.get((case.record.line, case.record.column))
        edits = fault.edits
        if edits and (block is None or not holds(document, block, case.record, edits)):
            finding, edits = replace(finding, fix=None), ()
        tried.append(Tried(finding, block or Block(case.text), edits))
    return tried


def holds(document: Document, block: Block, record: Record, edits: Edits) -> bool:
    """Say whether the block, mended, still credits whom it credited."""
    mended = reread(document, block, edits)
    return mended is not None and same_credits(record, mended)


def reread(document: Document, block: Block, edits: Edits) -> Record | None:
    """Return the record of a block after `edits`; None when no caption is left."""
    changed = replace(block, text=edited(block.text, edits))
    one = Document(document.path, (changed,), document.title, document.published)
    return next(parse_document(one), None)


def edited(text: str, edits: Edits) -> str:
    """Return `text` with each `(start, end, words)` in the place of its characters.

    >>> edited("Jo /AFP", ((2, 4, "/"),))
    'Jo/AFP'
    """
    parts, at = [], 0
    for start, end, words in sorted(edits):
        parts += [text[at:start], words]
        at = end
    return "".join([*parts, text[at:]])


def check_file(
    path: str | Path, choice: Choice, *, published: str | None = None, tell: Callable[[Skip], None] = lambda skip: None
) -> Checked:
    """Return what is wrong with a file. Raises SourceError when it cannot be read."""
    return gathered(read(path, published=published, tell=tell), choice, _text_of(Path(path)))


def check_bytes(
    content: bytes, name: str, choice: Choice, *, published: str | None = None,
    tell: Callable[[Skip], None] = lambda skip: None,
) -> Checked:  # fmt: skip
    """Return what is wrong with what was handed over; a single paragraph is a caption, credited or not."""

    def documents() -> Iterator[Document]:
        for document in read_bytes(content, name, published=published, tell=tell):
            yield tightened(document) if name == "-" else document

    return gathered(documents(), choice, decode(content))


def tightened(document: Document) -> Document:
    """Return a document whose only paragraph counts as a caption."""
    blocks = document.blocks
    return replace(document, blocks=(replace(blocks[0], loose=False),)) if len(blocks) == 1 else document


def gathered(documents: Iterator[Document], choice: Choice, text: str) -> Checked:
    """Return the findings of all documents of one file; those that come in parts are held together."""
    findings: list[Finding] = []
    images: list[str] = []
    pictures = 0
    for document in documents:
        checked = check_document(document, choice, text)
        findings += checked.findings
        pictures += checked.pictures
        images += checked.images
    return Checked(findings, pictures, tuple(dict.fromkeys(images)))


def _text_of(path: Path) -> str:
    """Return the text of a story, for its suppressions; nothing of other files."""
    from ..sources.plain import SUFFIXES

    if path.suffix.lower() not in SUFFIXES and path.suffix:
        return ""
    try:
        content = path.read_bytes()
    except OSError:
        return ""
    return decode(content) if b"photodesk" in content.replace(b"\0", b"") else ""
