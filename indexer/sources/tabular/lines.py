"""The lines of a text file, one by one, whatever its size and character set, with their numbers."""

from __future__ import annotations

import codecs
import hashlib
from collections import deque
from typing import BinaryIO

from ..plain import decode_line

LONGEST = 1_000_000
"""Bytes of the longest line that is read; what is longer is no row."""
_WIDE = ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Lines:
    """An iterator over the lines of a stream, each with its line end; `number` is that of the last one given.

    A line over LONGEST bytes comes as an empty one and is remembered in `too_long`. Lines can be given back. UTF-8,
    with Windows-1252 for the lines that need it; UTF-16 and UTF-32 by their mark.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.number = 0
        self.too_long: list[tuple[int, int]] = []
        self._stream = stream
        self._digest = hashlib.sha256()
        self._back: deque[str] = deque()
        head = stream.read(4)
        stream.seek(0)
        self._encoding = next((name for mark, name in _WIDE if head.startswith(mark)), "")
        self._decoder = codecs.getincrementaldecoder(self._encoding)("replace") if self._encoding else None
        self._wide: deque[str] = deque()
        self._rest = ""

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        if self.number == 1:
            line = line.removeprefix("\ufeff")
        return line or "\n"

    def give_back(self, lines: list[str]) -> None:
        """Let the last lines come once more."""
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)

    def sha256(self) -> str:
        """Return the digest of the bytes read so far."""
        return self._digest.hexdigest()

    def _read(self) -> str:
        if self._decoder is not None:
            return self._read_wide()
        raw = self._stream.readline(LONGEST + 1)
        self._digest.update(raw)
        if len(raw) > LONGEST and not raw.endswith(b"\n"):
            length = len(raw)
            while raw and not raw.endswith(b"\n"):
                raw = self._stream.readline(LONGEST)
                self._digest.update(raw)
                length += len(raw)
            self.too_long.append((self.number + 1, length))
            return "\n"
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return decode_line(raw)

    def _read_wide(self) -> str:
        assert self._decoder is not None
        while not self._wide:
            raw = self._stream.read(65536)
            self._digest.update(raw)
            parts = (self._rest + self._decoder.decode(raw, final=not raw)).splitlines(keepends=True)
            self._rest = ""
            if raw and parts and not parts[-1].endswith("\n"):
                self._rest = parts.pop()
                if len(self._rest) > LONGEST:
                    self.too_long.append((self.number + 1, len(self._rest)))
                    self._rest = ""
            self._wide.extend(parts)
            if not raw:
                break
        return self._wide.popleft() if self._wide else ""
