"""Pictures between the lines of a terminal that can show them: kitty's graphics protocol and iTerm2's inline images.

https://sw.kovidgoyal.net/kitty/graphics-protocol/ and https://iterm2.com/documentation-images.html
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Literal, TextIO

Protocol = Literal["kitty", "iterm", ""]

TERMINALS: tuple[tuple[str, str, Protocol], ...] = (
    ("TERM_PROGRAM", "iTerm.app", "iterm"),
    ("TERM_PROGRAM", "WezTerm", "iterm"),
    ("TERM_PROGRAM", "mintty", "iterm"),
    ("TERM_PROGRAM", "ghostty", "kitty"),
    ("TERM_PROGRAM", "", ""),
    ("TERM", "xterm-kitty", "kitty"),
    ("TERM", "xterm-ghostty", "kitty"),
    ("KITTY_WINDOW_ID", "", "kitty"),
    ("LC_TERMINAL", "iTerm2", "iterm"),
)
"""Variable, its value ("": any), and what the terminal speaks that sets it; the first that fits counts."""

LONGER = 128
"""Pixels of a picture's longer side."""
_COLUMNS, _ROWS = 16, 8
"""Cells of a wide picture's width and of a tall one's height."""
_CHUNK = 4096
"""Characters of base64 that kitty takes at once."""


def protocol(out: TextIO, environ: Mapping[str, str]) -> Protocol:
    """Return what `out` can be shown pictures with: nothing unless it is a terminal that says so.

    Multiplexers hand no pictures through.
    """
    if not out.isatty() or "TMUX" in environ or environ.get("TERM", "").startswith(("screen", "tmux", "dumb")):
        return ""
    for name, value, spoken in TERMINALS:
        if environ.get(name) and value in ("", environ[name]):
            return spoken
    return ""


def drawn(png: bytes, spoken: Protocol) -> str:
    r"""Return what makes a terminal show a PNG where the cursor is; nothing when it speaks no protocol.

    >>> drawn(b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\0\x02\0\0\0\x01", "kitty")
    '\x1b_Ga=T,f=100,q=2,c=16,m=0;iVBORw0KGgoAAAAAAAAAAAAAAAIAAAAB\x1b\\'
    """
    if not spoken:
        return ""
    is_wide = png[16:20] >= png[20:24]  # width and height, big-endian
    content = b64encode(png).decode()
    if spoken == "iterm":
        cells = f"width={_COLUMNS}" if is_wide else f"height={_ROWS}"
        return f"\x1b]1337;File=inline=1;size={len(png)};{cells};preserveAspectRatio=1:{content}\x07"
    cells = f"c={_COLUMNS}" if is_wide else f"r={_ROWS}"
    parts = [content[start : start + _CHUNK] for start in range(0, len(content), _CHUNK)]
    # q=2: the terminal is not to answer, as nobody would read it.
    heads = [f"a=T,f=100,q=2,{cells},", *("q=2," for _ in parts[1:])]
    return "".join(
        f"\x1b_G{head}m={int(place < len(parts) - 1)};{part}\x1b\\"
        for place, (head, part) in enumerate(zip(heads, parts, strict=True))
    )
