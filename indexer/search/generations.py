"""The folders of a full-text index: each built whole beside the last, synced, then made current by one rename.

    search/CURRENT        "7 1a2b3c4d": the generation that counts and the checksum of its manifest
    search/7/             its files, as the engine writes them
    search/7/manifest     what they must be: names, sizes, checksums; what they were made from and how

What is not exactly as the manifest says is not opened: an index file can be a pickle.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zlib import crc32

from indexer.errors import DamagedError
from indexer.noun import Noun, noun

_CURRENT = "CURRENT"
_MANIFEST = "manifest"
SMALL = 4 << 20
"""Bytes of an index that are checked in full at every opening: some 3 ms."""


@noun
class Manifest(Noun):
    """What a generation holds and was made from."""

    stamp: str
    """How it was made: engine, scopes, word cut."""
    token: str
    """Drawn anew for each generation; the catalogue knows its own."""
    watermark: int
    """Last change of the catalogue that is in it."""
    rows: int
    """Records in it."""
    parts: int
    """Batches that were added since it was last built whole, with that one."""
    dropped: int
    """Records that were deleted from it since."""
    segments: list[dict[str, Any]]
    """What each segment's file holds where, see `layout.Part`."""
    files: dict[str, tuple[int, int]]
    """Name → bytes and CRC-32."""


@noun
class Generation(Noun):
    """A folder that is what its manifest says."""

    folder: Path
    manifest: Manifest


def read_current(search: Path) -> Generation:
    """Return the current generation below `search`, its names and sizes compared with the manifest.

    Small ones are checked in full. Raises DamagedError, saying what does not fit.
    """
    try:
        number, _, checksum = (search / _CURRENT).read_text("ascii").strip().partition(" ")
        if not number.isdecimal():
            raise DamagedError(f"{search / _CURRENT}: unreadable")
        folder = search / number
        written = (folder / _MANIFEST).read_bytes()
        if f"{crc32(written):08x}" != checksum:
            raise DamagedError(f"{folder / _MANIFEST}: not as it was written")
        raw = json.loads(written)
        raw["files"] = {name: (int(size), int(crc)) for name, (size, crc) in raw["files"].items()}
        manifest = Manifest(**raw)
        sizes = {entry.name: entry.stat().st_size for entry in os.scandir(folder) if entry.name != _MANIFEST}
    except FileNotFoundError as error:
        raise DamagedError(f"{error.filename}: missing") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedError(f"{search}: unreadable ({error})") from None
    for name, (size, _) in manifest.files.items():
        if sizes.get(name) != size:
            raise DamagedError(f"{folder / name}: {sizes.get(name, 'no')} bytes, should have {size}")
    for name in sorted(sizes.keys() - manifest.files.keys()):
        raise DamagedError(f"{folder / name}: not in the manifest")
    generation = Generation(folder, manifest)
    for fault in find_faults(generation, sum(sizes.values()) > SMALL):
        raise DamagedError(fault)
    return generation


def find_faults(generation: Generation, only_small: bool = False) -> Iterator[str]:
    """Yield a line for each file whose bytes are not those that were written; maybe only files under 64 KB."""
    for name, (size, checksum) in sorted(generation.manifest.files.items()):
        if not only_small or size < 65_536:
            try:
                found = checksum_of(generation.folder / name)
            except OSError as error:
                yield f"{generation.folder / name}: unreadable ({error})"
                continue
            if found != checksum:
                yield f"{generation.folder / name}: not as it was written"


def begin(search: Path, base: Generation | None = None) -> Path:
    """Make the next generation's folder and return it; with `base`, its files are linked or copied there.

    An index file is never written to once it is complete, so that a link is safe. Strays are cleared first.
    """
    import shutil

    search.mkdir(exist_ok=True)
    current = _current_number(search)
    numbers = [int(name) for name in os.listdir(search) if name.isdecimal()]
    for number in numbers:
        if number != current:
            shutil.rmtree(search / str(number), ignore_errors=True)
    folder = search / str(max(numbers, default=0) + 1)
    folder.mkdir()
    for name in base.manifest.files if base else ():
        source, target = base.folder / name if base else folder, folder / name
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)
    return folder


def finish(search: Path, folder: Path, manifest: Manifest, base: Generation | None = None) -> Generation:
    """Write the manifest, sync everything, make `folder` current and remove the generation before.

    Files taken over from `base` keep the checksum they had, so that damage is not signed anew.
    """
    import shutil

    kept = base.manifest.files if base else {}
    files = {}
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name not in kept:
            _sync(Path(entry.path))
        files[entry.name] = kept.get(entry.name) or (entry.stat().st_size, checksum_of(Path(entry.path)))
    manifest = Manifest(**{**asdict(manifest), "files": files})
    written = json.dumps(asdict(manifest), separators=(",", ":")).encode()
    _write(folder / _MANIFEST, written)
    _sync(folder)
    before = _current_number(search)
    _write(search / "CURRENT.new", f"{folder.name} {crc32(written):08x}\n".encode())
    os.replace(search / "CURRENT.new", search / _CURRENT)
    _sync(search)
    if before is not None and str(before) != folder.name:
        shutil.rmtree(search / str(before), ignore_errors=True)
    return Generation(folder, manifest)


def give_up(folder: Path) -> None:
    """Remove a generation that was begun and cannot be finished."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def checksum_of(path: Path) -> int:
    """Return the CRC-32 of a file's bytes. Raises OSError."""
    value = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            value = crc32(chunk, value)
    return value


def _current_number(search: Path) -> int | None:
    try:
        number = (search / _CURRENT).read_text("ascii").partition(" ")[0]
    except (OSError, ValueError):
        return None
    return int(number) if number.isdecimal() else None


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
