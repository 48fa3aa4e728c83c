"""Any part of a file by its place, whether the file is held in memory or lies on the disk."""

from __future__ import annotations

import os
from typing import Protocol

HEAD = 32 * 1024
"""Bytes that are fetched at once at the start of a file: where nearly every picture keeps its metadata."""


class Window(Protocol):
    """A file through which parsers look; nothing is fetched but what they ask for."""

    size: int

    def at(self, start: int, length: int) -> bytes:
        """Return up to `length` bytes from `start`; fewer at the end of the file, none behind it."""


class HeldWindow:
    """A file that is in memory.

    >>> HeldWindow(b"abc").at(1, 9)
    b'bc'
    """

    def __init__(self, content: bytes) -> None:
        self.size = len(content)
        self._content = content

    def at(self, start: int, length: int) -> bytes:
        return self._content[start : start + length] if start >= 0 and length > 0 else b""


class FileWindow:
    """A file on the disk; its head is fetched once, the rest as asked."""

    def __init__(self, descriptor: int) -> None:
        self.size = os.fstat(descriptor).st_size
        self._descriptor = descriptor
        self._head = os.pread(descriptor, HEAD, 0)

    def at(self, start: int, length: int) -> bytes:
        if start < 0 or length <= 0 or start >= self.size:
            return b""
        if start + length <= len(self._head):
            return self._head[start : start + length]
        # A length that a damaged file claims must not become a buffer of that size.
        return os.pread(self._descriptor, min(length, self.size - start), start)
