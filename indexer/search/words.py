"""Text → the words that are compared: the same cut for what is indexed, what is asked and what is lit up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any
from zlib import crc32

from indexer.text import fold

_IDEOGRAPHS = (
    r"\u3038-\u303a\u3040-\u30ff\u3192-\u3195\u3220-\u3229\u3280-\u3289\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d"
    r"\U00020000-\U0003ffff"
)
"""Chinese and Japanese characters, with those that are folded into one: each is a word of its own."""
_MARKS = r"\u0300-\u036f\u064b-\u065f\u0670"

WORD = (
    r"(?<![^\W_])((?:[^\W\d_]\.)+[^\W\d_])(?![^\W_])\.?"  # U.S. is one word
    rf"|([{_IDEOGRAPHS}])"
    rf"|((?:(?![{_IDEOGRAPHS}])[^\W_][{_MARKS}]*)+)"
    r"(?:['’ʼ][sS](?![^\W_]))?"  # the possessive is no part of the word
)
"""Linear: each alternative begins with another character or fails within one step of it."""

_RARE = f"[{_MARKS}{_IDEOGRAPHS}]"
_UNUSUAL = r"[^\0-\u02ff\u2000-\u2fff]"
"""Whatever is of _RARE, and more: neither Latin nor punctuation."""
_WITHOUT_RARE = (
    r"([^\W_]{2,})(?:['’ʼ][sS](?![^\W_]))?"
    r"|(?<![^\W_])((?:[^\W\d_]\.)+[^\W\d_])(?![^\W_])\.?"
    r"|([^\W_])(?:['’ʼ][sS](?![^\W_]))?"
)
"""The same as WORD, several times as fast, in a text that has nothing of _RARE."""
_PLAIN = _WITHOUT_RARE.replace(r"[^\W_]", r"\w").replace(r"[^\W\d_]", r"[^\W\d]")
"""The same again, twice as fast, in a text that has no underscore either."""


@cache
def _compiled(pattern: str, flags: int = 0, grouped: bool = True) -> re.Pattern[str]:
    """Compile a pattern when it is first needed, which takes longer than to search with it."""
    return re.compile(pattern if grouped else re.sub(r"\((?!\?)", "(?:", pattern), flags)


def _chosen(text: str) -> str:
    """Return the fastest of the patterns that fit `text`."""
    # Most texts have nothing that is even near; _RARE takes ten times as long to compile as to find that out.
    if not text.isascii() and _compiled(_UNUSUAL).search(text) and _compiled(_RARE).search(text):
        return WORD
    return _WITHOUT_RARE if "_" in text else _PLAIN


def _word_pattern(text: str, grouped: bool) -> re.Pattern[str]:
    """Return the fastest pattern for the words of `text`; with `grouped`, its groups hold nothing but the word."""
    return _compiled(_chosen(text), re.ASCII if text.isascii() else 0, grouped)


LONGEST = 60
"""Characters of a word that are compared; what comes behind cannot be typed anyway."""

BREAK = "¶"
"""Stands between two texts of one scope, so that no phrase runs from one into the other; never a word itself."""

SCOPES = ("caption", "credit", "about", "subject", "story")
"""The parts of a record's text, indexed apart."""

ANYWHERE = ("caption", "credit", "about")
"""Where a word without a field is looked for."""

BOOSTS = {"caption": 1.0, "credit": 0.5, "about": 0.8}
"""How much a word counts there: short texts rank high by themselves, and names and places stand in the caption too."""

VERSION = 4
"""Raise it when the cut or the scopes' contents change: indexes made before are then rebuilt."""

STAMP = f"whoosh-w3/{crc32(repr((VERSION, SCOPES, WORD)).encode()):08x}"
"""How an index was made; one with another stamp is made anew."""

Stem = Callable[[str], str]


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of `text`, folded, with its start and end.

    >>> [word for word, start, end in spans("The U.S. Navy's O'Neil, Zoë")]
    ['the', 'us', 'navy', 'o', 'neil', 'zoe']
    """
    for match in _word_pattern(text, True).finditer(text):
        word = _folded[match[0]]
        if word:
            start, end = match.span(match.lastindex or 0)
            yield word, start, end


class _Folded(dict[str, str]):
    """A word as it stands → folded; each is worked out once, "" when nothing of it is compared."""

    def __missing__(self, token: str) -> str:
        if len(self) > _MOST_FOLDED:
            self.clear()
        if token == BREAK:
            return BREAK
        match = _word_pattern(token, True).match(token)
        word = match[match.lastindex or 0] if match else ""
        word = word.lower().replace(".", "") if word.isascii() else "".join([c for c in fold(word) if c.isalnum()])
        # An ideograph that stands for two would be cut into these the next time.
        cut = 1 if not word.isascii() and _compiled(f"[{_IDEOGRAPHS}]").match(word) else LONGEST
        folded = self[token] = word[:cut]
        return folded


_MOST_FOLDED = 1 << 18
_folded = _Folded()


def words(text: str) -> list[str]:
    """Return the folded words of `text`.

    >>> words("AFP/Łukasz Głowala")
    ['afp', 'lukasz', 'glowala']
    """
    tokens = _word_pattern(text, False).findall(text)
    return [word for word in map(_folded.__getitem__, tokens) if word]


def key(name: str) -> str:
    """Return what two spellings of one name have in common: its folded words.

    >>> key("O’NEIL,  Zoë") == key("o'neil zoe")
    True
    """
    return " ".join(words(name)) or fold(name)


def is_near(one: str, other: str) -> bool:
    """Tell whether one word becomes the other by one letter: another, too many, missing, or two that change places.

    >>> [is_near("ferry", other) for other in ("ferry", "fery", "ferrry", "fezry", "feryr", "fery1", "ferries")]
    [True, True, True, True, True, False, False]
    """
    if one == other:
        return True
    if len(one) < len(other):
        one, other = other, one
    if len(one) - len(other) > 1:
        return False
    at = next((place for place, letter in enumerate(other) if letter != one[place]), len(other))
    if len(one) > len(other):
        return one[at + 1 :] == other[at:]
    return one[at + 1 :] == other[at + 1 :] or (
        one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    )


def scopes(raw: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts of a record, as plain data without its defaults, that are searched for words, by scope.

    Empty ones are left out. Plain, because an archive's index is made without making its records.

    >>> scopes({"caption": "A cannon.", "credit": {"raw": "AFP", "agencies": [{"name": "AFP"}]}, "keywords": ["war"]})
    {'caption': 'A cannon.', 'credit': 'AFP', 'about': 'war ¶ AFP'}
    """
    credit, place = raw.get("credit", {}), raw.get("location", {})
    about = [*raw.get("keywords", ()), raw.get("event")]
    for named in (credit.get("photographers"), credit.get("agencies"), raw.get("persons_shown")):
        about += [one["name"] for one in named or ()]
    about += [place.get(part) for part in ("sublocation", "city", "region", "country")] if place else []
    path = raw.get("document", "").rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
    texts = {
        "caption": (raw.get("caption"), raw.get("headline")),
        "credit": (credit.get("raw"),),
        "about": about,
        "subject": (raw.get("subject"),),
        "story": (raw.get("title"), path),
    }
    joined = {scope: f" {BREAK} ".join([text for text in parts if text]) for scope, parts in texts.items()}
    return {scope: text for scope, text in joined.items() if text}


def cut(text: str) -> list[str]:
    """Return the words of one scope's text in order, BREAK kept where two texts meet.

    >>> cut("Mass grave ¶ Izium")
    ['mass', 'grave', '¶', 'izium']
    """
    if BREAK not in text:
        return words(text)
    pattern = _compiled(f"{_chosen(text)}|{BREAK}", 0, False)
    return [word for word in map(_folded.__getitem__, pattern.findall(text)) if word]
