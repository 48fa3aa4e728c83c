"""The walk over folders: every file once, and a reason for whatever is passed over."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .reader import HEAD, Skip

INDEX = "catalogue.sqlite"
"""What an index folder has."""
JUNK = frozenset((
    "thumbs.db", "desktop.ini", "__macosx", "node_modules", "__pycache__", "@eadir", "$recycle.bin",
    "system volume information", "lost+found",
))  # fmt: skip
"""What systems and programs leave in folders, in small letters."""
UNFINISHED = (".part", ".crdownload", ".download", ".filepart", ".tmp", ".swp")
"""Ends of the names of files that are still being written."""


def walk_files(paths: Iterable[str | Path], refusal: Callable[[Path, bytes], str], known: str) -> Iterator[Path | Skip]:
    """Yield the files that `refusal` (path, first bytes) has no words against; `known` names what is read."""
    seen: set[str] = set()
    for named in paths:
        path = Path(named)
        try:
            mode = path.stat().st_mode
        except OSError as error:
            yield Skip(path.as_posix(), trouble(error), fault=True)
            continue
        if not stat.S_ISDIR(mode):
            yield from _file(path, seen, refusal, named=True)
            continue
        found = os.path.realpath(path) in seen
        for entry in _folder(path, seen, refusal):
            found = found or isinstance(entry, Path) or entry.fault
            yield entry
        if not found:
            reason = f"no file in this folder can be read; Photodesk reads {known}"
            yield Skip(path.as_posix(), reason, fault=True)


def trouble(error: OSError) -> str:
    """Return what the system said, and what to do about it."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the spelling"
    if isinstance(error, PermissionError):
        return "no permission to read it; ask its owner"
    if isinstance(error, IsADirectoryError):
        return "a folder, not a file"
    return f"cannot be read ({error.strerror or type(error).__name__}); check the disk or the link"


def _folder(path: Path, seen: set[str], refusal: Callable[[Path, bytes], str]) -> Iterator[Path | Skip]:
    # A stack, not recursion: a tree deeper than Python's own limit is still a tree.
    stack = [iter([path])]
    while stack:
        folder = next(stack[-1], None)
        if folder is None:
            stack.pop()
            continue
        if folder != path and not folder.is_dir():
            yield from _file(folder, seen, refusal)
            continue
        if _is_repeated(folder, seen):
            yield Skip(folder.as_posix(), "read already under another name")
            continue
        try:
            with os.scandir(folder) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as error:
            yield Skip(folder.as_posix(), trouble(error), fault=True)
            continue
        if INDEX in names:
            yield Skip(folder.as_posix(), "an index of Photodesk")
            continue
        passed = {name: reason for name in names if (reason := _passed_over(name))}
        for name, reason in passed.items():
            yield Skip((folder / name).as_posix(), reason)
        stack.append(iter([folder / name for name in names if name not in passed]))


def _passed_over(name: str) -> str:
    """Return why a file or folder of this name is not looked into; empty when it is."""
    if name.startswith("."):
        return "hidden"
    if name.lower() in JUNK or name.startswith("~$") or name.endswith("~"):
        return "left there by a program"
    return "not finished yet" if name.lower().endswith(UNFINISHED) else ""


def _file(
    path: Path, seen: set[str], refusal: Callable[[Path, bytes], str], *, named: bool = False
) -> Iterator[Path | Skip]:
    name = path.as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        yield Skip(ascii(name)[1:-1], "its name is not UTF-8; rename it", fault=True)
        return
    head = b""
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
        if regular:
            with path.open("rb") as file:
                head = file.read(HEAD)
    except OSError as error:
        # A file that is there but will not open was meant to be read, wherever it lies.
        yield Skip(name, trouble(error), fault=True)
        return
    if not regular and not named:
        yield Skip(name, "neither a file nor a folder")
    elif regular and not head:
        yield Skip(name, "empty file", fault=named)
    elif reason := refusal(path, head):
        yield Skip(name, reason, fault=named)
    elif _is_repeated(path, seen):
        yield Skip(name, "read already under another name")
    else:
        yield path


def _is_repeated(path: Path, seen: set[str]) -> bool:
    """Say whether this file or folder was met before, also through a link; links can run in a ring."""
    real = os.path.realpath(path)
    if real in seen:
        return True
    seen.add(real)
    return False
