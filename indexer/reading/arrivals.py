"""What has arrived in a drop folder: looked for by going through it, which works on every disk and network share."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..sources import Skip, walk


class Arrivals:
    """Remembers, from look to look, how large each file was and what was told of it."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, int]] = {}
        self._handed: dict[str, tuple[int, int]] = {}
        self._told: set[tuple[str, str]] = set()

    def know(self, skips: Iterable[Skip]) -> None:
        """Take what was told already."""
        self._told.update((skip.path, skip.reason) for skip in skips)

    def settled(self, paths: Sequence[str]) -> list[Path | Skip]:
        """Return the files that are as they were at the last look, and new since; and what is newly passed over."""
        now: dict[str, tuple[int, int]] = {}
        found: list[Path | Skip] = []
        for entry in walk(paths):
            if isinstance(entry, Skip):
                # An empty folder or file is one that still waits for its contents.
                mark = (entry.path, entry.reason)
                if mark not in self._told and not entry.reason.startswith(("empty file", "no file in this folder")):
                    self._told.add(mark)
                    found.append(entry)
                continue
            try:
                stat = os.stat(entry)
            except OSError:
                continue
            name = entry.as_posix()
            facts = now[name] = (stat.st_size, stat.st_mtime_ns)
            if self._last.get(name) == facts and self._handed.get(name) != facts:
                self._handed[name] = facts
                found.append(entry)
        self._last = now
        self._handed = {name: facts for name, facts in self._handed.items() if name in now}
        return found
