"""Bytes of metadata to text: by what the block says, else UTF-8, else Windows-1252 or Mac Roman, whichever fits."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable

from ...text import lazy_pattern

# Final byte of the ISO 2022 escape that announces a set of 96 characters, and Python's name of the set.
_SETS = {
    "A": "cp1252", "B": "iso8859-2", "C": "iso8859-3", "D": "iso8859-4", "F": "iso8859-7", "G": "iso8859-6",
    "H": "iso8859-8", "L": "iso8859-5", "M": "cp1254", "V": "iso8859-10", "b": "iso8859-15", "f": "iso8859-16",
}  # fmt: skip
_COMMON = frozenset("äöüßéèêëàâáãåçñóôõøíïúûæœ")
_CONTRACTION = lazy_pattern(r"(?<![^\W\d_])[^\W\d_]{1,2}’|’(?:s|t|d|m|re|ve|ll|em)(?![^\W\d_])")
_LIGATURES = "ﬁﬂ"
# A byte that the set leaves open becomes the control character of the same number, so that nothing is lost.
_WINDOWS = "".join(
    chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes((byte,)).decode("cp1252") for byte in range(256)
)


def announced(escape: bytes) -> str:
    r"""Return the character set that the escapes of 1:90 announce, empty when they announce none that is known.

    >>> announced(b"\x1b%G"), announced(b"\x1b-A"), announced(b"\x1b(B")
    ('utf-8', 'cp1252', '')
    """
    text = escape.decode("latin-1").replace(" ", "")
    if re.search(r"(?:\x1b|ESC)%(?:G|/[G-I])", text) or text.upper() in ("UTF8", "UTF-8"):
        return "utf-8"
    found = re.search(r"\x1b[,\-./]([A-Za-z])", text)
    return _SETS.get(found[1], "") if found else ""


def decode(raw: bytes, charset: str = "", other: str = "cp1252") -> str:
    r"""Return `raw` as text: in `charset` when it is that, else UTF-8, else `other`.

    A character that was cut in two at the end of a field of fixed length is left out.

    >>> decode(b"Malm\xc3\xb6"), decode(b"Malm\xf6"), decode(b"Malm\xc3", "utf-8"), decode(b"\x8ere", "", "mac-roman")
    ('Malmö', 'Malmö', 'Malm', 'ére')
    """
    if raw.isascii():
        return raw.decode("ascii")
    if charset and charset != "utf-8":
        return raw.decode(charset, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if charset and error.reason == "unexpected end of data":
            return raw[: error.start].decode("utf-8")
    if other == "mac-roman":
        return raw.decode(other)
    return codecs.charmap_decode(raw, "strict", _WINDOWS)[0]


def single_byte(values: Iterable[bytes]) -> str:
    r"""Return which of Windows-1252 and Mac Roman the `values` that are not UTF-8 are likelier written in.

    >>> single_byte([b"Malm\xf6", b"M\xfcller"]), single_byte([b"Malm\x9a", b"M\x9fller"]), single_byte([b"\xa9 Holm"])
    ('cp1252', 'mac-roman', 'cp1252')
    """
    scores = {"cp1252": 0, "mac-roman": 0}
    for raw in values:
        if raw.isascii() or _is_utf8(raw):
            continue
        for charset in scores:
            scores[charset] += _plausible(decode(raw, charset) if charset == "mac-roman" else decode(raw))
    # Windows is far the commoner: a single letter does not speak for the other.
    return "mac-roman" if scores["mac-roman"] > scores["cp1252"] + 1 else "cp1252"


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _plausible(text: str) -> int:
    """Return how much a text looks like a caption: accented letters inside words for it, stray signs against it."""
    score = 0
    for at, sign in enumerate(text):
        if sign.isascii():
            continue
        before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
        inside = before.isalpha() and after.isalpha()
        category = unicodedata.category(sign)
        if category == "Ll":
            score += -2 if sign in _LIGATURES else (2 if sign in _COMMON else 1) if (before + after).isalpha() else 0
        elif category == "Lu":
            # A capital in the middle of a small word is what the wrong set gives.
            odd = before.islower() or (before.isalpha() and after.islower())
            score += -2 if odd else 2 if after.isalpha() or before.isupper() else 0
        elif sign == "’":
            score += 2 if not inside or _CONTRACTION.search(text, max(at - 3, 0), at + 4) else -1
        elif category in ("Pd", "Pi", "Pf"):
            score += -1 if inside and category != "Pd" else 2
        elif category == "Cc":
            score -= 3
        elif sign in "©®™°€£\u00a0ªº¿¡":
            score += 1
        elif sign in "…•·":
            score += -1 if after.isalpha() else 1
        else:
            score -= 2
    return score
