"""What a record tells by itself that the desk looks out for: `is:uncredited`, `has:file`.

Worked out when a record is added, and kept as terms beside its names and places; it must cost next to nothing. What
depends on other records or on the day (`is:reused`, `uses:`, `is:restricted`, `is:expired`) is asked of SQL when it is
searched for, see `exact` and `limits`. Which rules a record broke is too much work here: `Catalogue.mark` keeps it when
somebody has checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from indexer.model import Record


def _restricted(record: Record) -> bool:
    embedded = record.metadata
    return bool(
        record.credit.restrictions
        or (embedded and (embedded.instructions or embedded.usage_terms or embedded.other_constraints))
    )


def _credited(record: Record) -> bool:
    credit = record.credit
    return bool(credit.photographers or credit.agencies or credit.via or credit.flags or credit.parts)


FACTS: tuple[tuple[str, str, Callable[[Record], bool]], ...] = (
    ("is", "uncredited", lambda record: not _credited(record)),
    ("is", "undated", lambda record: not record.date_created),
    ("is", "unplaced", lambda record: record.location is None),
    ("is", "unread", lambda record: bool(record.credit.unread)),
    ("is", "restricted", _restricted),
    ("has", "restriction", _restricted),
    ("has", "credit", _credited),
    ("has", "headline", lambda record: bool(record.headline)),
    ("has", "coordinates", lambda record: record.location is not None and record.location.latitude is not None),
    ("has", "file", lambda record: record.file is not None),
    ("has", "metadata", lambda record: record.metadata is not None),
)
"""Field of the query, value, and when a record is so; what `has:` finds by its terms and dates is not here."""


def facts_of(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the facts of `record`: kind of term and value.

    >>> list(facts_of(Record("A fox.", "A fox.")))
    [('is', 'uncredited'), ('is', 'undated'), ('is', 'unplaced')]
    """
    for kind, value, holds in FACTS:
        if holds(record):
            yield kind, value
