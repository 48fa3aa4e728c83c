"""Fixes put into the file: whole rounds until nothing is left to mend, byte for byte but for the edits, atomically."""

from __future__ import annotations

import codecs
import difflib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ..errors import SourceError
from ..model import Document, Edit, Finding, Record
from ..parse import parse_document
from ..sources import read_bytes, recognise
from ..sources.plain import BOMS, SUFFIXES, WINDOWS, decode
from .checking import Edits, Tried, holds, opened, tightened, try_fixes
from .choice import Choice
from .excuses import excused
from .pictures import with_pictures

ROUNDS = 12
"""How often a file is read again at most; a mended caption may have another fault that was hidden before."""


class Mended(NamedTuple):
    """A file after its fixes."""

    content: bytes
    applied: tuple[Finding, ...]
    """What was mended, in the order in which it was."""


def mendable(path: Path, head: bytes) -> bool:
    """Say whether a file is a story, whose characters are those of its captions; in tables and pages they are not.

    >>> mendable(Path("story.txt"), b"A fox."), mendable(Path("a.jpg"), b"\\xff\\xd8\\xff")
    (True, False)
    """
    reader = recognise(path, head)
    return reader is not None and reader.suffixes == SUFFIXES


def mend(content: bytes, name: str, choice: Choice, *, published: str | None = None, unsafe: bool = False) -> Mended:
    """Return the content of a story with its faults mended; with `unsafe` also those that want a look.

    Overlapping fixes are applied one round after the other. A fix after which other people or houses would be
    credited, or the caption no longer found, is left out. Raises SourceError when the content cannot be read.

    >>> from .choice import choose
    >>> mend(b"Rowers train at dawn. (Jo Marsh /Getty)", "a.txt", choose()).content
    b'Rowers train at dawn. (Jo Marsh/Getty Images)'
    """
    applied: list[Finding] = []
    for _ in range(ROUNDS):
        edits: list[Edit] = []
        round_: list[Finding] = []
        for document in read_bytes(content, name, published=published):
            for tried, made in _chosen(tightened(document) if name == "-" else document, choice, content, unsafe):
                round_ += tried
                edits += made
        changed = apply(content, edits)
        # Where nothing would be left, it was no caption.
        if changed == content or not decode(changed).strip():
            break
        content = changed
        applied += round_
    return Mended(content, tuple(applied))


def _chosen(
    document: Document, choice: Choice, content: bytes, unsafe: bool
) -> Iterator[tuple[list[Finding], list[Edit]]]:
    """Yield for each block the findings of this round and their edits: as many as can stand together."""
    document, _ = with_pictures(opened(document))
    records = list(parse_document(document))
    tried = [one for one in try_fixes(document, records, choice) if one.edits and one.finding.fix]
    kept = {id(found) for found in excused([one.finding for one in tried], records, decode(content))}
    by_block: dict[tuple[int, int], list[Tried]] = {}
    for one in tried:
        fix = one.finding.fix
        if id(one.finding) in kept and fix and (fix.safe or unsafe):
            by_block.setdefault((one.block.line, one.block.column), []).append(one)
    originals = {(record.line, record.column): record for record in records}
    for place, ones in by_block.items():
        chosen = together(document, originals[place], ones)
        edits = [edit for one in chosen if one.finding.fix for edit in one.finding.fix.edits]
        yield [one.finding for one in chosen], edits


def together(document: Document, record: Record, ones: Sequence[Tried]) -> list[Tried]:
    """Return the fixes of one block that do not overlap and together still credit the same; at least the first."""
    chosen: list[Tried] = []
    taken: list[tuple[int, int, str]] = []
    for one in ones:
        if any(_overlap(edit, other) for edit in one.edits for other in taken):
            continue
        both: Edits = (*taken, *one.edits)
        if not chosen or holds(document, one.block, record, both):
            chosen.append(one)
            taken += one.edits
    return chosen


def _overlap(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    """Say whether two edits touch the same characters, or put words at the same place."""
    return (one[0] < other[1] and other[0] < one[1]) or one[0] == other[0] or one[1] == other[1]


class _Piece(NamedTuple):
    """A stretch of the content in one encoding: its first character, its characters, its first byte."""

    start: int
    text: str
    offset: int
    encoding: str

    def encode(self, text: str) -> bytes:
        if self.encoding == "web-1252":
            return codecs.charmap_encode(text, "strict", _BYTES)[0]
        return text.encode(self.encoding)


_BYTES = {ord(letter): number for number, letter in enumerate(WINDOWS)}


def _pieces(content: bytes) -> list[_Piece]:
    """Return the content's characters in the encodings in which they stand; nothing when bytes would be lost."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            text = decode(content)
            try:
                body = text.encode(encoding)
            except UnicodeEncodeError:
                return []
            return [_Piece(0, text, len(content) - len(body), encoding)] if content.endswith(body) else []
    try:
        return [_Piece(0, content.decode("utf-8"), 0, "utf-8")]
    except UnicodeDecodeError:
        pass
    pieces: list[_Piece] = []
    start, offset = 0, 0
    for line in _lines(content):
        try:
            piece = _Piece(start, line.decode("utf-8"), offset, "utf-8")
        except UnicodeDecodeError:
            piece = _Piece(start, codecs.charmap_decode(line, "strict", WINDOWS)[0], offset, "web-1252")
        pieces.append(piece)
        start, offset = start + len(piece.text), offset + len(line)
    return pieces if "".join(piece.text for piece in pieces) == decode(content) else []


def _lines(content: bytes) -> list[bytes]:
    parts = content.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + parts[-1:]


def apply(content: bytes, edits: Sequence[Edit]) -> bytes:
    """Return `content` with the edits made, every other byte as it was: encoding, marks, line ends.

    An edit whose letters the encoding does not have is left out, and so is every edit of a text with broken bytes.

    >>> apply("Málaga. (Jo)\\r\\n".encode("cp1252"), [Edit(1, 10, 1, 12, "Zoë")]).decode("cp1252")
    'Málaga. (Zoë)\\r\\n'
    """
    if not edits:
        return content
    pieces = _pieces(content)
    text = "".join(piece.text for piece in pieces)
    starts = _line_starts(text)
    done: list[tuple[int, int, bytes]] = []
    for edit in edits:
        start = starts[edit.line - 1] + edit.column - 1 if edit.line <= len(starts) else -1
        end = starts[edit.end_line - 1] + edit.end_column - 1 if edit.end_line <= len(starts) else -1
        piece = next((one for one in pieces if one.start <= start <= end <= one.start + len(one.text)), None)
        if piece is None or start < 0:
            continue
        try:
            words = piece.encode(edit.text)
        except UnicodeEncodeError:
            continue
        first = piece.offset + len(piece.encode(piece.text[: start - piece.start]))
        done.append((first, first + len(piece.encode(text[start:end])), words))
    parts, at = [], 0
    for first, last, words in sorted(done):
        if first < at:
            continue
        parts += [content[at:first], words]
        at = last
    return b"".join([*parts, content[at:]])


def _line_starts(text: str) -> list[int]:
    starts, at = [0], 0
    while at < len(text):
        letter = text[at]
        if letter == "\n" or (letter == "\r" and text[at + 1 : at + 2] != "\n"):
            starts.append(at + 1)
        at += 1
    return starts


def write(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file, whole or not at all; mode and owner stay. Raises SourceError.

    A link keeps pointing where it points: what it points to is written.
    """
    target = Path(os.path.realpath(path))
    try:
        kept = target.stat()
        import tempfile

        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with open(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, stat.S_IMODE(kept.st_mode))
            if hasattr(os, "chown") and os.geteuid() == 0:
                os.chown(temporary, kept.st_uid, kept.st_gid)
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
        if hasattr(os, "O_DIRECTORY"):
            folder = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}; nothing was changed in it") from error


def difference(before: bytes, after: bytes, name: str) -> str:
    """Return what changed as a unified diff.

    >>> print(difference(b"a /b\\n", b"a/b\\n", "x.txt"), end="")
    --- x.txt
    +++ x.txt (fixed)
    @@ -1 +1 @@
    -a /b
    +a/b
    """
    old, new = (decode(content).splitlines(keepends=True) for content in (before, after))
    lines = difflib.unified_diff(old, new, name, f"{name} (fixed)")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
