"""Captions onto the desk: an example of a rule's page as the records that it stands for."""

from __future__ import annotations

from dataclasses import replace

from indexer.model import Block, Finding, Metadata, Record
from indexer.parse import parse_block
from indexer.rules import Example, check_records
from indexer.vocab.styles import Style


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
