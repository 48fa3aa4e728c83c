"""Plain text and Markdown to Documents: paragraphs, front matter and video blocks, each with its exact place."""

from __future__ import annotations

import codecs
import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ..errors import SourceError
from ..model import Block, Document
from ..text import lazy_pattern
from .beside import link
from .reader import Original, Skip, Wish

SUFFIXES = (".txt", ".text", ".md", ".markdown")
LIMIT = 64 * 1024 * 1024
"""Bytes of the longest text that is read; it is held in memory whole."""
LONGEST = 20_000
"""Characters of the longest paragraph that can be a caption; the wires' own longest run to about 3,000."""
MOST = 1_000_000
"""Lines of the longest text that is read, blank ones not counted."""

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Bytes that no text is written in, and those that Windows-1252 leaves open.
_CONTROL = bytes([*range(9), 11, *range(14, 32), 127])
_OPEN = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
# Windows-1252 as the web reads it: an open byte is the control character of the same number, so nothing is lost.
WINDOWS = "".join(chr(n) if n in _OPEN else bytes([n]).decode("cp1252") for n in range(256))
_BINARY = (
    (b"\xff\xd8\xff", "a JPEG image"), (b"\x89PNG", "a PNG image"), (b"GIF8", "a GIF image"), (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP or Office file"), (b"\x1f\x8b", "a gzip file"), (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"), (b"\xd0\xcf\x11\xe0", "an old Office file"),
)  # fmt: skip

# Spaces, without the separators U+001C to U+001F and U+0085, which `str.strip` takes for spaces: they are content.
_SPACE = (
    " \t\r\n\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f"
    "\u3000\ufeff"
)
_LINE = lazy_pattern(r"[^\r\n]+")

_MARKER = lazy_pattern(
    r"(?:watch|video|see video|regardez|vid[ée]o|voyez|à voir|mira|vea|ver|v[íi]deo|assista|sehen|guarda)"
    r"(?: (?:live|now|the video|la vid[ée]o|el v[íi]deo))?[^\S\n]?[|｜][^\S\n]*(?P<title>.*)",
    re.IGNORECASE,
)
_DURATION = lazy_pattern(
    r"(?:video )?(?:duration|running time|length|dur[ée]e|duraci[óo]n|dura[çc][ãa]o|durata|dauer|l[äa]nge)"
    r"[^\S\n]?:?[^\S\n]?(?P<clock>(?:\d{1,2}:)?\d{1,3}:\d{2})",
    re.IGNORECASE,
)
_AGE = lazy_pattern(
    r"(?:(?:posted|published|publi[ée]e?|publicado|updated)[^\S\n])?"
    r"(?:(?:il y a|hace|h[áa]|vor)[^\S\n])?(?:\d{1,3}|an?|une?|un|one|ein(?:em|er)?)[^\S\n]?"
    r"(?:seconds?|minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?|years?|secondes?|heures?|jours?|semaines?|mois|ans?|"
    r"ann[ée]es?|segundos?|minutos?|horas?|d[íi]as?|semanas?|mes(?:es)?|a[ñn]os?|stunden?|tag(?:en?)?|wochen?|"
    r"monat(?:en?)?|jahr(?:en?)?)(?:[^\S\n]ago)?",
    re.IGNORECASE,
)
_MARKER_REACH = 8
"""Lines behind a marker within which the duration must stand; between them lie title, programme and age."""
_TITLE_LENGTH = 200

_FRONT = lazy_pattern(r"(?P<key>[A-Za-z][\w-]{0,30})[^\S\n]{0,8}:(?:[^\S\n]+(?P<value>.*))?")
_FRONT_LINES = 60


_PICTURE = lazy_pattern(
    r"!\[[^\]\n]{0,2000}\]\(<?(?P<file>[^()<>\n\"]{1,500}?)>?(?:\s+\"(?P<title>[^\"\n]{0,2000})\")?\)[^\S\n]*(?:\r?\n|$)"
)
"""A picture in Markdown, alone on its line: `![alt](file "title")`."""


class _Line(NamedTuple):
    """One line that is not blank: where its first and last visible characters are."""

    start: int
    end: int
    number: int
    column: int
    first: bool
    """Whether it opens a paragraph."""


def suits(path: Path, head: bytes) -> bool:
    """Say whether the file is to be read as text: by its suffix, or, without one, by its first bytes.

    >>> suits(Path("story.md"), b""), suits(Path("README"), b"Read me"), suits(Path("photo"), b"\\xff\\xd8\\xff")
    (True, True, False)
    """
    suffix = path.suffix.lower()
    return suffix in SUFFIXES or (not suffix and (not head or not_text(head) is None))


def is_day(text: str) -> bool:
    """Say whether `text` is a day as ISO 8601 writes it in full.

    >>> is_day("2023-05-01"), is_day("2023-02-30"), is_day("20230501")
    (True, False, False)
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_original(original: Original, wish: Wish) -> Iterator[Document]:
    """Yield the one Document of a text, with the pictures that lie beside it."""
    document = read(
        original.stream.read(LIMIT + 1),
        original.path,
        published=wish.published,
        tell=lambda where, reason: wish.tell(Skip(where, reason)),
    )
    if original.file is not None:
        document = replace(document, blocks=link(document.blocks, original.file))
    yield document


def read(
    content: bytes,
    path: str,
    *,
    published: str | None = None,
    tell: Callable[[str, str], None] = lambda where, reason: None,
) -> Document:
    """Return the Document of a text: each paragraph a loose Block, each video block one Block of its own.

    A block's text is the document's, character for character; line and column count from 1, in characters of the
    decoded text. The day in the front matter goes before `published`. `tell` hears the place of each paragraph over
    LONGEST characters, which becomes no block. Raises SourceError for an empty, binary or oversized text.

    >>> story = read(b"Foxes return\\n\\nA fox rests. (Jo Marsh/Reuters)\\n", "fox.txt")
    >>> story.title, story.blocks[1].line, story.blocks[1].text
    ('Foxes return', 3, 'A fox rests. (Jo Marsh/Reuters)')
    """
    if len(content) > LIMIT:
        raise SourceError(f"{path}: over {LIMIT >> 20} MB of text; split the file")
    trouble = not_text(content)
    if trouble:
        raise SourceError(f"{path}: {trouble}; leave it out, or save it as text")
    text = decode(content)
    lines = _lines(text, path)
    if not lines:
        raise SourceError(f"{path}: nothing but blank space; leave it out, or save it as text")
    front, lines = _front_matter(text, lines, path)
    blocks: list[Block] = []
    for first, block in _spans(text, lines):
        if len(block.text) > LONGEST:
            tell(f"{path}:{first.number}", f"a paragraph of {len(block.text):,} characters is no caption")
        else:
            blocks.append(block)
    blocks = list(_with_pictures(blocks))
    return Document(
        path=path,
        blocks=tuple(blocks),
        title=front.get("title") or _title(blocks),
        published=front.get("published") or published,
        sha256=hashlib.sha256(content).hexdigest(),
        desk=front.get("desk", ""),
        medium=front.get("medium", "").lower(),
    )


def decode(content: bytes) -> str:
    """Return the text of `content`: by its byte order mark, else UTF-8, else Windows-1252 for the lines that need it.

    >>> decode("Málaga".encode("cp1252")), decode("\\ufeffMálaga".encode("utf-16"))
    ('Málaga', 'Málaga')
    """
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace").removeprefix("\ufeff")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # Line by line, so that one damaged line does not garble every accent of a long file.
        return "\n".join(map(decode_line, content.split(b"\n")))


def decode_line(line: bytes) -> str:
    """Return the text of one line: UTF-8, else Windows-1252."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return codecs.charmap_decode(line, "strict", WINDOWS)[0]


def not_text(content: bytes) -> str | None:
    """Return what speaks against reading `content` as text, or None."""
    if not content:
        return "empty file"
    if content.startswith(tuple(mark for mark, _ in BOMS)):
        return None
    kind = next((kind for mark, kind in _BINARY if content.startswith(mark)), None)
    if kind:
        return f"{kind}, not text"
    try:
        content.decode("utf-8")
        foreign, share = _CONTROL, 10
    except UnicodeDecodeError as error:
        # A head that was cut inside a character is still UTF-8.
        whole = error.reason != "unexpected end of data" or len(content) - error.start > 3
        foreign, share = (_CONTROL + _OPEN, 20) if whole else (_CONTROL, 10)
    count = len(content) - len(content.translate(None, foreign))
    if count > 1 and count * share > len(content):
        return f"{count:,} of {len(content):,} bytes are not text"
    return None


def _lines(text: str, path: str) -> list[_Line]:
    """Return the lines of `text` that are not blank; raise SourceError when there are over MOST."""
    lines: list[_Line] = []
    end, number, first = 0, 1, True
    for match in _LINE.finditer(text):
        gap = text[end : match.start()]
        ends = len(gap) - gap.count("\r\n")
        number += ends
        start, end = match.span()
        line = match.group()
        bare = line.lstrip(_SPACE)
        if bare:
            indent = len(line) - len(bare)
            opens = first or ends > 1
            lines.append(_Line(start + indent, start + len(line.rstrip(_SPACE)), number, indent + 1, opens))
            if len(lines) > MOST:
                raise SourceError(f"{path}: over {MOST:,} lines; split the file")
        first = not bare
    return lines


def _front_matter(text: str, lines: list[_Line], path: str) -> tuple[dict[str, str], list[_Line]]:
    """Return the front matter's values and the lines behind it; a text without one comes back as it is."""
    if lines[0].number != 1 or text[lines[0].start : lines[0].end] != "---":
        return {}, lines
    values: dict[str, str] = {}
    for index, line in enumerate(lines[1:_FRONT_LINES], 1):
        words = text[line.start : line.end]
        if words in ("---", "..."):
            rest = lines[index + 1 :]
            return values, [rest[0]._replace(first=True), *rest[1:]] if rest else []
        entry = _FRONT.fullmatch(words)
        if entry:
            key = {"date": "published"}.get(entry["key"].lower(), entry["key"].lower())
            value = (entry["value"] or "").strip(_SPACE).strip("\"'")
            if key == "published" and value:
                # A time of day behind the day is cut off: the desk dates by the day.
                value = re.split(r"[T ]", value, maxsplit=1)[0]
                if not is_day(value):
                    raise SourceError(
                        f'{path}:{line.number}: published: "{value[:40]}" is no day; write it as 2024-02-29'
                    )
            values.setdefault(key, value)
        elif line.column == 1 and not words.startswith(("#", "- ")):
            break
    return {}, lines


def _spans(text: str, lines: Sequence[_Line]) -> Iterator[tuple[_Line, Block]]:
    """Yield the first line and the Block of each paragraph or video block."""
    starts = [index for index, line in enumerate(lines) if line.first or index == 0]
    if len(starts) == 1 and _one_a_line(text, lines):
        starts = list(range(len(lines)))
    index = 0
    while index < len(lines):
        after = starts[at] if (at := bisect_right(starts, index)) < len(starts) else len(lines)
        video = _video(text, lines, index, starts)
        if video:
            block, after = video
        else:
            block = Block(
                text[lines[index].start : lines[after - 1].end], lines[index].number, lines[index].column, loose=True
            )
        yield lines[index], block
        index = after


def _with_pictures(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks, with the address of a Markdown picture in the one that is its caption.

    That is what stands below the picture in its paragraph, else its title, else the next paragraph.
    """
    image = ""
    for block in blocks:
        picture = _PICTURE.match(block.text) if block.loose else None
        if picture is None:
            yield replace(block, image=image) if image and block.loose else block
            image = ""
            continue
        image = ""
        below = block.text[picture.end() :]
        if below.strip(_SPACE):
            indent = len(below) - len(below.lstrip(_SPACE))
            yield replace(
                block,
                text=below.strip(_SPACE),
                line=block.line + 1,
                column=1 + indent,
                image=picture["file"],
                loose=False,
            )
        elif picture["title"]:
            column = block.column + picture.start("title")
            yield replace(block, text=picture["title"], column=column, image=picture["file"], loose=False)
        else:
            image = picture["file"]


def _one_a_line(text: str, lines: Sequence[_Line]) -> bool:
    """Say whether a text without blank lines has a paragraph on each line; a hard-wrapped one has not."""
    long = any(line.end - line.start > 120 for line in lines)
    return long or all(text[line.end - 1] in '.!?)]"”»' for line in lines)


def _video(text: str, lines: Sequence[_Line], index: int, starts: list[int]) -> tuple[Block, int] | None:
    """Return the video Block that starts on line `index` and the index of the line behind it, or None."""
    marker = _MARKER.fullmatch(text, lines[index].start, lines[index].end)
    if not marker or lines[index].end - lines[index].start > _TITLE_LENGTH:
        return None
    clock, headline, at = None, None, index
    for at in range(index + 1, min(index + 1 + _MARKER_REACH, len(lines))):
        line = lines[at]
        clock = _DURATION.fullmatch(text, line.start, line.end)
        if clock or line.end - line.start > _TITLE_LENGTH or _MARKER.fullmatch(text, line.start, line.end):
            break
        if headline is None and not _AGE.fullmatch(text, line.start, line.end):
            headline = text[line.start : line.end]
    if not clock:
        return None
    at += 1
    while at < len(lines) and _AGE.fullmatch(text, lines[at].start, lines[at].end):
        at += 1
    # The description is what is left of the duration's paragraph, or the paragraph behind it.
    after = starts[place] if (place := bisect_right(starts, at)) < len(starts) else len(lines)
    if at >= len(lines) or _MARKER.fullmatch(text, lines[at].start, lines[at].end):
        after, description = at, lines[at - 1].end
    else:
        description = lines[at].start
    start = lines[index].start
    block = Block(
        text=text[start : lines[after - 1].end],
        line=lines[index].number,
        column=lines[index].column,
        kind="video",
        headline=headline or marker["title"].strip(_SPACE + ":") or None,
        duration=_seconds(clock["clock"]),
        caption_start=description - start,
    )
    return block, after


def _seconds(clock: str) -> int:
    """Return the seconds of `m:ss` or `h:mm:ss`.

    >>> _seconds("2:05"), _seconds("1:00:30")
    (125, 3630)
    """
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total


def _title(blocks: Sequence[Block]) -> str | None:
    """Return the first paragraph when it is a headline: one line, no closing stop, and more behind it."""
    if len(blocks) < 2 or not blocks[0].loose:
        return None
    text = blocks[0].text.lstrip("#").strip(_SPACE)
    if not text or len(text) > _TITLE_LENGTH or "\n" in text or "\r" in text or text[-1] in ".:;,)]":
        return None
    return text
