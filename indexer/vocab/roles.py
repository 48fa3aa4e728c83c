"""Words of a credit that are neither a name nor an organisation; data in `roles.csv`."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import NamedTuple

from ..text import fold
from . import open_table


class Role(NamedTuple):
    """What a phrase of a credit says: its class and the flags it sets."""

    kind: str
    """role, unnamed, licence, noise, edit or position."""
    flags: tuple[str, ...]


@lru_cache(1)
def roles() -> dict[str, Role]:
    """Return every phrase, folded, with what it says.

    >>> roles()["pool photo"].flags
    ('pool',)
    """
    with open_table("roles.csv") as lines:
        rows = csv.reader(lines)
        next(rows)
        return {fold(phrase): Role(kind, tuple(flags.split())) for phrase, kind, flags, _ in rows}
