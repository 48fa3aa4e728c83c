"""One writer at a time: a lock on a file that the system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import os
import time
from pathlib import Path

from indexer.errors import CatalogueError, LockedError


class WriteLock:
    """The right to write to one index folder, held from `__init__` to `release`."""

    def __init__(self, folder: Path, wait: float = 0) -> None:
        """Take the lock, waiting up to `wait` seconds. Raises LockedError, naming the holder, or CatalogueError."""
        import fcntl
        import socket

        path = folder / "lock"
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            reason = (error.strerror or "cannot be opened").lower()
            raise CatalogueError(f"{path}: {reason}; choose another place with --index") from None
        until = time.monotonic() + wait
        try:
            while True:
                try:
                    fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= until:
                        holder = os.pread(self._file, 200, 0).decode("utf-8", "replace").strip() or "another process"
                        raise LockedError(f"{folder}: {holder} is writing to it; wait until it is done") from None
                    time.sleep(0.02)
            started = time.strftime("%H:%M")
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, f"process {os.getpid()} on {socket.gethostname()} (since {started})\n".encode(), 0)
        except BaseException:
            os.close(self._file)
            raise

    def release(self) -> None:
        """Let the next writer in."""
        os.ftruncate(self._file, 0)
        os.close(self._file)
