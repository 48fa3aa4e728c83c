"""How far a long reading is: what is done, how fast, and how long it will take; only where somebody looks."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

SHOWN_AFTER = 1.0
"""Seconds: what takes less needs no bar."""


class Gauge:
    """A line on the terminal, while `with` lasts; silent when standard error is none, or when asked to be."""

    def __init__(self, paths: list[str], quiet: bool) -> None:
        self._shown = bool(paths) and not quiet and sys.stderr.isatty()
        self._total = sum(map(_bytes_under, paths)) if self._shown else 0
        self._begun = time.monotonic()
        self._bytes = self._files = self._passed = 0
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Gauge:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def passed(self, path: Path) -> None:
        """Take a file that need not be read."""
        if self._shown:
            self._passed += path.stat().st_size if path.exists() else 0
            self.moved(0, True, 0)

    def moved(self, size: int, ended: bool, records: int) -> None:
        """Take that so many bytes more are done with, and how many records there are now."""
        if not self._shown:
            return
        self._bytes += size
        self._files += ended
        taken = time.monotonic() - self._begun
        if taken < SHOWN_AFTER:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn

            columns = (BarColumn(bar_width=24), TextColumn("{task.description}"))
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("", total=max(self._total, 1))
            self._bar.start()
        words = said(self._files, records, taken, self._bytes, self._total - self._passed)
        self._bar.update(self._task, completed=self._bytes + self._passed, description=words)


def said(files: int, records: int, taken: float, done: int, total: int) -> str:
    """Return the words of the line.

    >>> said(120, 3000, 60.0, 2_000_000, 6_000_000)
    '120 files, 3,000 records, 50/s, about 2 min left'
    """
    words = f"{files:,} files, {records:,} records, {records / taken:,.0f}/s"
    left = taken * (total - done) / done if 0 < done <= total else 0
    if left >= 90:
        return f"{words}, about {left / 60:,.0f} min left"
    return f"{words}, about {left:,.0f} s left" if left >= 1 else words


def _bytes_under(path: str) -> int:
    """Return how many bytes the files below a path have; a ring of links is gone through once."""
    total, stack, seen = 0, [path], set()
    while stack:
        one = stack.pop()
        try:
            stat = os.stat(one)
            if not os.path.isdir(one):
                total += stat.st_size
                continue
            if (stat.st_dev, stat.st_ino) in seen:
                continue
            seen.add((stat.st_dev, stat.st_ino))
            stack.extend(entry.path for entry in os.scandir(one) if not entry.name.startswith("."))
        except OSError:
            continue
    return total
