"""What a search found, as a page: wrapped and coloured without rich, which takes longer to load than finding does.

What there is to know of a terminal is asked here, for rich's pages too. Signs beyond Latin are measured by rich.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TextIO

from ..model import Credit, Hit, Location, Record
from ..text import lazy_pattern

NARROW, WIDE = 40, 120
"""Columns between which pages of text are set; tables take the whole width."""

Piece = tuple[str, str]
"""Text, and its style: names of STYLES."""

STYLES = {
    "bold": "1", "dim": "2", "reverse": "7", "red": "31", "green": "32", "yellow": "33", "magenta": "35", "cyan": "36",
}  # fmt: skip
"""Name of a style → parameter of the terminal's sequence that begins it (ECMA-48, SGR)."""
_COLOURS = frozenset(name for name, number in STYLES.items() if len(number) == 2)

_SHORT_ID = 10
_SINGLE = "\u0300"
"""The first sign that may be wider or narrower than a cell; the one exception below it is the soft hyphen."""
_WORD = lazy_pattern(r"\s*\S+\s*")

# One sign for one character, so that places in the text stay true: control characters as their pictures.
_SAFE = {n: 0x2400 + n for n in range(32)} | {0x7F: 0x2421, 0x0A: 0x0A, 0x09: 0x20, 0x0D: 0x20, 0x2028: 0x20}
_SAFE |= dict.fromkeys((*range(0x80, 0xA0), 0x61C, 0x200E, 0x200F), 0xFFFD)
_SAFE |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)
_SAFE |= {0x2029: 0x20, 0xFEFF: 0xFFFD}


def safe(text: str) -> str:
    r"""Return `text` with each control character as one visible sign, of the same length.

    >>> safe("a\x1b[31mred\x07")
    'a␛[31mred␇'
    """
    text = text.translate(_SAFE)
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_terminal(out: TextIO) -> bool:
    """Tell whether `out` takes colours and styles; TTY_COMPATIBLE and FORCE_COLOR decide before the stream does."""
    compatible, forced = os.environ.get("TTY_COMPATIBLE"), os.environ.get("FORCE_COLOR")
    if compatible in ("0", "1"):
        return compatible == "1"
    return out.isatty() if forced is None else forced != ""


def columns() -> int:
    """Return how many columns the terminal has: COLUMNS, else as many as one of the three streams says, else 80."""
    said = os.environ.get("COLUMNS", "")
    if said.isdigit() and int(said):
        return int(said)
    for stream in range(3):
        try:
            return os.get_terminal_size(stream).columns or 80
        except OSError:  # a pipe or a file
            continue
    return 80


def hits(
    found: Sequence[Hit], out: TextIO, total: int | None = None, picture: Callable[[Record], str] = lambda _: ""
) -> None:
    """Write what a search found: excerpt with the words marked, credit, where used, short id.

    `picture` returns what shows a record's picture on this terminal.
    """
    width = min(max(columns(), NARROW), WIDE)
    paint = _painter(out)

    def put(pieces: Iterable[Piece], indent: str = "  ") -> None:
        for line in wrapped(pieces, width - len(indent)):
            out.write(f"{indent}{''.join(paint(*piece) for piece in line)}".rstrip(" ") + "\n")

    for hit in found:
        record = hit.record
        head = [(safe(record.record_id[:_SHORT_ID]) or "-", "yellow")]
        for part in (record.kind, record.date_created or record.date_text, place_line(record.location)):
            if part:
                head += [(" · ", "dim"), (safe(part), "")]
        put(head, "")
        if shown := picture(record):
            out.write(f"  {shown}\n")
        if record.headline:
            put([(safe(record.headline), "bold")])
        put(_marked(safe(hit.excerpt or record.caption), hit.highlights))
        put(_credit_line(record.credit))
        where = f"{record.document}:{record.line}" + (f"  {record.published}" if record.published else "")
        put([(safe(where), "dim")])
        out.write("\n")
    many = len(found)
    count = total if total is not None else many
    closing = f"{count:,} found" if count == many else f"{many:,} of {count:,} found"
    put([("nothing found" if not count else closing, "bold")], "")


def _marked(text: str, marks: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for start, end in sorted(marks):
        yield text[at:start], ""
        yield text[max(start, at) : end], "bold reverse"
        at = max(end, at)
    yield text[at:], ""


def _credit_line(credit: Credit) -> list[Piece]:
    if not credit.raw and not credit.agencies and not credit.photographers:
        return [("no credit", "bold red")]
    makers = safe(", ".join(p.name for p in credit.photographers))
    chain = safe(" › ".join(a.name for a in credit.agencies))
    line = [(makers, "green"), (" / " if makers and chain else "", "dim"), (chain, "cyan")]
    line += [(f" [{safe(flag)}]", "magenta") for flag in credit.flags]
    return line if any(text for text, _ in line) else [(safe(credit.raw), "")]


def place_line(place: Location | None, *, full: bool = False) -> str:
    """Return a place as one line; `full` marks what is not printed but follows, and adds code and alternatives."""
    if place is None:
        return ""
    parts = []
    for name in ("sublocation", "city", "region", "country"):
        value = getattr(place, name)
        if value:
            parts.append(f"{value} (implied)" if full and name in place.inferred else value)
    line = ", ".join(parts)
    if full and place.alternatives:
        line += f"; or {' or '.join(place.alternatives)}"
    return line


def _painter(out: TextIO) -> Callable[[str, str], str]:
    """Return what puts text in a style as far as `out` takes it: without colours where NO_COLOR is set."""
    if not is_terminal(out) or os.environ.get("TERM", "").lower() in ("dumb", "unknown"):
        return lambda text, style: text
    hidden = _COLOURS if os.environ.get("NO_COLOR") else frozenset()

    def paint(text: str, style: str) -> str:
        numbers = ";".join(STYLES[name] for name in style.split() if name not in hidden)
        return f"\x1b[{numbers}m{text}\x1b[0m" if text and numbers else text

    return paint


def wrapped(pieces: Iterable[Piece], width: int) -> Iterator[list[Piece]]:
    """Yield lines of at most `width` cells, without blanks at their ends; a word that is longer is parted.

    >>> list(wrapped([("Two men ", "bold"), ("wait", "")], 10))
    [[('Two men', 'bold')], [('wait', '')]]
    """
    pieces = list(pieces)
    for start, end in _lines("".join(text for text, _ in pieces), width):
        line, at = [], 0
        for text, style in pieces:
            part = text[max(start - at, 0) : max(end - at, 0)]
            at += len(text)
            if part:
                line.append((part, style))
        yield line


def _lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield beginning and end of each line."""
    first = 0
    for paragraph in text.split("\n"):
        for start, end in pairwise([0, *_breaks(paragraph, width), len(paragraph)]):
            yield first + start, first + start + len(paragraph[start:end].rstrip())
        first += len(paragraph) + 1


def _breaks(text: str, width: int) -> Iterator[int]:
    """Yield where a new line begins, other than at the beginning."""
    if cells(text) <= width or text.isspace():  # of blanks alone, the pattern would try each to the end
        return
    used = 0
    for match in _WORD.finditer(text):
        start, word = match.start(), match[0]
        if cells(word.rstrip()) <= width - used:
            used += cells(word)
            continue
        parts = [word] if cells(word.rstrip()) <= width else _folded(word, width)
        for part in parts:
            if start:
                yield start
            start += len(part)
        used = cells(parts[-1])


def cells(text: str) -> int:
    """Return how many cells of a terminal `text` takes.

    >>> cells("Göteborg"), cells("北京")
    (8, 4)
    """
    if _is_single(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _is_single(text: str) -> bool:
    """Tell whether every sign takes one cell, without loading the table of those that do not."""
    return text.isascii() or (max(text) < _SINGLE and "\xad" not in text)


def _folded(word: str, width: int) -> list[str]:
    if _is_single(word):
        return re.findall(f"(?s).{{1,{width}}}", word)
    from rich.cells import chop_cells

    return chop_cells(word, width)
