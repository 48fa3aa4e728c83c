"""The craft's words as tables, and one loader for them; nothing is read before it is asked for."""

from __future__ import annotations

import os
from typing import TextIO

FOLDER = os.path.dirname(__file__)


def open_table(name: str) -> TextIO:
    """Open one of the tables for reading, UTF-8 whatever the machine's locale.

    `importlib.resources` would do the same and costs 12 ms at start, more than reading the largest table.
    """
    return open(os.path.join(FOLDER, name), encoding="utf-8", newline="")
