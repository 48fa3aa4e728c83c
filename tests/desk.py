"""Captions onto the desk: an example of a rule's page as the records that it stands for."""

from __future__ import annotations

from dataclasses import replace

from indexer.model import Block, Document, Finding, Metadata, Record
from indexer.parse import parse_block, parse_document
from indexer.rules import Example, check_records
from indexer.validation.checking import edited, try_fixes
from indexer.validation.choice import Choice
from indexer.validation.fixing import ROUNDS, together
from indexer.vocab.styles import Style, style


def records_of(example: Example) -> list[Record]:
    """Return the records of an example, one below the other in one document."""
    metadata = Metadata(**dict(example.metadata)) if example.metadata else None
    return [
        replace(
            parse_block(Block(text, line=number, metadata=metadata), published=example.published), document="page.txt"
        )
        for number, text in enumerate(example.texts, 1)
    ]


def found_in(example: Example, house: Style | str | None = None) -> list[Finding]:
    return check_records(records_of(example), house or example.style)


def codes_of(example: Example) -> list[str]:
    return [found.code for found in found_in(example)]


def mended(example: Example, unsafe: bool = True) -> str:
    """Return the first caption of an example after its fixes, round by round."""
    metadata = Metadata(**dict(example.metadata)) if example.metadata else None
    block, choice = Block(example.texts[0], metadata=metadata), Choice(style(example.style))
    for _ in range(ROUNDS):
        document = Document("page.txt", (block,), None, example.published)
        [record] = parse_document(document)
        offered = [
            one for one in try_fixes(document, [record], choice)
            if one.edits and one.finding.fix and (one.finding.fix.safe or unsafe)
        ]  # fmt: skip
        chosen = together(document, record, offered)
        if not chosen:
            break
        block = replace(block, text=edited(block.text, tuple(edit for one in chosen for edit in one.edits)))
    return block.text
