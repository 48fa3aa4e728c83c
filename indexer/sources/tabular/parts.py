"""Rows to Documents: a long table comes in parts, so that ten million rows take no more room than a thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ...errors import SourceError
from ...model import Block, Document
from ..reader import Original, Skip, Wish
from .columns import Row

PART = 500
"""Rows of one part."""
_TOLD = 1_000
"""Bad rows of one file that are told one by one; behind them only how many there are."""


def in_parts(
    original: Original, wish: Wish, rows: Iterable[tuple[int, Row]], digest: Callable[[], str]
) -> Iterator[Document]:
    """Yield the Documents of a table's rows, each with its number; bad rows are told.

    Raises SourceError when there are rows and not one of them can be read.
    """
    blocks: list[Block] = []
    good = bad = 0
    alone: Skip | None = None  # a first bad row, which is the whole file's fault when no row follows
    for number, row in rows:
        if alone:
            wish.tell(alone)
            alone = None
        if row.trouble:
            bad += 1
            skip = Skip(f"{original.path}:{number}", row.trouble, fault=True)
            if not good and bad == 1 and row.block is None:
                alone = skip
            elif bad <= _TOLD:
                wish.tell(skip)
        if row.block is None:
            continue
        if len(blocks) == PART:
            yield Document(original.path, tuple(blocks), published=wish.published, more=True)
            blocks = []
        blocks.append(row.block)
        good += 1
    if bad > _TOLD:
        wish.tell(Skip(original.path, f"{bad - _TOLD:,} more rows with faults", fault=True))
    if alone:
        raise SourceError(f"{alone.path}: {alone.reason}")
    if not good and bad:
        raise SourceError(f"{original.path}: not one of its {bad:,} rows can be read")
    if not good:
        raise SourceError(f"{original.path}: a table without rows; leave it out")
    yield Document(original.path, tuple(blocks), published=wish.published, sha256=digest())
