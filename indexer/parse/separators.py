"""The separators between the parts of a printed credit: slashes, bars, dashes between spaces, "via" …"""

from __future__ import annotations

import re

from ..text import lazy_pattern

_ATOM = r"https?://[^\s()\[\]]+|www\.[^\s()\[\]]+|\d{1,2}/\d{1,2}/\d{2,4}|N/A\b"
_SPLIT = lazy_pattern(
    rf"(?P<atom>{_ATOM})"
    r"|(?P<via>(?<![\s,;/|\\.\-–—])[\s,;/|\\.\-–—]*+(?<!\w)(?P<word>via|vía)(?!\w)[\s:/]*)"
    r"|(?P<hard>(?<!\s)\s*+[/\\|•·¦;⁄∕]\s*|(?<=\w)\s+\((?=[^()]*(?:[/|]|\svia\s))"
    r"|(?<!\s)\s++(?:[—–-]{1,3}\s+|©\s*|\+\s+)|(?<=\w)—(?=\w))",
    re.IGNORECASE,
)
_UNUSUAL = lazy_pattern(
    r"[\\|•·¦;⁄∕—–©+(]|\s-|N/A|\d/|www\.|(?<![\w)\"'’”] )via\b|\bvia(?! )|\bvia [\s:/]|V[iI][aA]|v[IÍí][aA]|vía"
)
"""Without one of these the only separators are "/" and " via ", which are found much faster than all there are.

What it looks for holds one of _SIGN, or "via", "N/A" or "www.", which takes even less time to tell.
"""
_SIGN = lazy_pattern(r"[\\|•·¦;⁄∕—–©+(íÍ\d-]")


def separators(credit: str) -> list[tuple[int, int, int]]:
    """Return start and end of each separator, and where the word "via" in it begins; -1 when it is none.

    >>> separators("Mia Holm / AFP via Getty Images")
    [(8, 11, -1), (14, 19, 15)]
    """
    unusual = "via" in credit.lower() or "N/A" in credit or "www." in credit or _SIGN.search(credit)
    if unusual and _UNUSUAL.search(credit):
        return _all(credit)
    cuts = []
    at = credit.find("/")
    while at >= 0:
        start, end = at, at + 1
        while start and credit[start - 1].isspace():
            start -= 1
        while end < len(credit) and credit[end].isspace():
            end += 1
        if credit[end : end + 1] == "/":
            return _all(credit)
        cuts.append((start, end, -1))
        at = credit.find("/", end)
    at = credit.find(" via ") if unusual else -1
    if at < 0:
        return cuts
    while at >= 0:
        cuts.append((at, at + 5, at + 1))
        at = credit.find(" via ", at + 5)
    return sorted(cuts)


def _all(credit: str) -> list[tuple[int, int, int]]:
    return [
        (match.start(), match.end(), match.start("word") if match["via"] else -1)
        for match in _SPLIT.finditer(credit)
        if not match["atom"]
    ]
