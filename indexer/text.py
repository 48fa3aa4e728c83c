"""String to string; knows no newsroom."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import cast

# Letters that Unicode does not decompose but that people type without their mark.
_PLAIN = str.maketrans({
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "\u200b": None,
})  # fmt: skip


def fold(text: str) -> str:
    """Return `text` without case, accents and double spaces, for comparing.

    >>> fold("  Łukasz   GŁOWALA ")
    'lukasz glowala'
    >>> fold("Bjørn Kjos") == fold("BJORN KJOS")
    True
    """
    if text.isascii():
        text = text.lower()
        if text.isalnum():  # nearly every word; nothing is left to do
            return text
    else:
        text = text.casefold().translate(_PLAIN)
        if not text.isascii():
            text = unicodedata.normalize("NFKD", text)
            text = "".join([c for c in text if not unicodedata.combining(c)])
            if not text.isascii():  # what stood under a mark: "ǣ"
                text = text.casefold().translate(_PLAIN)
    return " ".join(text.casefold().split())


@lru_cache(256)
def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of `text`, folded, without the signs around them.

    >>> folded_words("(AP/Łukasz, file)")
    ('ap', 'lukasz', 'file')
    """
    return tuple(_WORD.findall(fold(text)))


def cut(text: str, width: int) -> str:
    """Return `text` on one line, at most `width` characters, an ellipsis for what was cut.

    >>> cut("a long caption", 8)
    'a long …'
    """
    text = " ".join(text.split())
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


class _LazyPattern:
    """Stands in for a compiled pattern; the first method asked for compiles it, and stays as an attribute."""

    def __init__(self, source: str, flags: int) -> None:
        self._how = source, flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # nobody who copies or pickles it means the pattern's own
            raise AttributeError(name)
        found: object = getattr(re.compile(*self._how), name)
        setattr(self, name, found)
        return found


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled when it is first used: together they cost more than a search.

    >>> lazy_pattern(r"b+").search("abbc").span()
    (1, 3)
    """
    return cast(re.Pattern[str], _LazyPattern(source, flags))


def first_sign(text: str, start: int, end: int, signs: tuple[str, ...]) -> int:
    """Return where the first of `signs` (in small letters) stands in `text[start:end]`, whatever its case; -1 if none.

    A slow pattern that cannot match without one of them need not look further ahead than that.

    >>> first_sign("A fox. PHOTO: Mia Holm", 2, 22, (":", "photo")), first_sign("A fox.", 0, 6, (":", "photo"))
    (7, -1)
    """
    low = text[start:end].lower()
    found = [at for sign in signs if (at := low.find(sign)) >= 0]
    if not found:
        return -1
    # A letter whose small form is two characters moves what is behind it.
    return start + min(found) if len(low) == end - start else start


_WORD = lazy_pattern(r"[^\W_]+")
