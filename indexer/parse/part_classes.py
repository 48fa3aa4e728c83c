"""What one part of a credit is: looked up first, judged by its shape only when no table knows it.

One letter stands for each class (CLASSES), so that the patterns of `patterns.py` can be read as words over them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..text import fold, folded_words, lazy_pattern
from ..vocab import agencies
from ..vocab.names import given_names, name_words
from ..vocab.roles import roles
from .names import is_organisation_word, is_person_shaped, starts_with_given_name

CLASSES = {
    "A": "agency of the list", "S": "social or stock platform of the list", "O": "organisation, by its shape",
    "W": "web address", "G": "person, by a known given name", "P": "person, by the shape", "@": "account",
    "U": "joined words", "C": "short word in capitals", "1": "one capitalised word", "v": "via", "f": "for whom",
    "c": "courtesy of", "s": "submitted by", "b": "by", "R": "role word", "N": "unnamed maker", "L": "licence",
    "D": "date or number", "X": "filler or restriction", "E": "editing note", "Z": "position in the picture",
    "?": "anything else",
}  # fmt: skip
"""Letter of each class of part, and what it stands for."""
_OTHER_CRAFT = lazy_pattern(
    r"(?:food|prop|hair|make-?up|set|art|photo|styling|food styling|design|research)?\s*"
    r"(?:styling|stylist|assistant|direction|director|research|design|text|words|bearbeitung|montage)\s*[:：].*"
    r"|(?:bearbeitet|edited|retouched|modified|retusche|montage)\s+(?:durch|by|von|par)\s.*",
    re.IGNORECASE | re.DOTALL,
)
_CRAFTS = ("bearbeitet", "edited", "retouched", "modified", "retusche", "montage")
_DIGIT = lazy_pattern(r"\d")
_RESTRICTION = lazy_pattern(
    r"(?:RESTRICTED TO|NO (?:MOBILE|SALES|ARCHIV|USE|MARKETING|INTERNET|RESALE)|EDITORIAL USE|NOT FOR )[^a-z]*"
)
LICENCE = lazy_pattern(
    r"(?:licen[sc]e|lizenz|licence)?\s*:?\s*CC(?:0|[ -]?BY)?(?:[ -]?(?:SA|NC|ND|BY))*(?:[ -]?\d(?:\.\d)?)?"
    r"(?:[ -][A-Z]{2,3})?",
    re.IGNORECASE,
)
_NUMBER = lazy_pattern(
    r"(?:©|\(c\))?\s*(?:#?\d[\d.,/: -]*[a-z]?|\d{6,}[a-z]{1,3}|[A-Z]{2,4}\d[A-Z\d]{3,}|no\.?\s*\d+"
    r"|(?:\d{1,2}\.?\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?:\d{1,2},?\s+)?\d{4})",
    re.IGNORECASE,
)
WEB = lazy_pattern(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,24})(?:/\S*)?", re.IGNORECASE)
_PLAIN_WORD = lazy_pattern(r"[^\W_]+")
_HANDLE = lazy_pattern(r"#?@[\w.]{2,}|\b[uU]/\w+")
_YEARS = lazy_pattern(r"^(?:copyright|©|\(c\)|\d{4}\s+|\s)+|[\s,]+\d{4}$", re.IGNORECASE)
_ACRONYM = lazy_pattern(r"[A-ZÀ-Þ][A-ZÀ-Þ\d&.-]{1,8}")
_INITIAL_GLUED = lazy_pattern(r"(?:[A-ZÀ-Þ]\.-?){1,3}[A-ZÀ-Þ][^\W\d_]{2,20}(?:-[A-ZÀ-Þ][^\W\d_]{2,20})?")
_STOCK_KINDS = ("stock", "social")
_SMALL = frozenset(
    "of the and & for in de la du des le les del di y et und der die das von für a an to on at + e i no".split()
)


class Part(NamedTuple):
    """One part of a credit; offsets count in the string that was split."""

    start: int
    end: int
    kind: str
    """One letter of CLASSES."""
    entry: agencies.Entry | None = None
    flags: tuple[str, ...] = ()
    gap: str = ""
    """The separator in front, as printed."""

    def of_kind(self, kind: str) -> Part:
        """Return the part in another class."""
        return Part(self.start, self.end, kind, self.entry, self.flags, self.gap)

    def moved(self, by: int, gap: str = "") -> Part:
        """Return the part `by` characters further on, behind `gap` where it has none of its own."""
        return Part(self.start + by, self.end + by, self.kind, self.entry, self.flags, gap or self.gap)


def plain_name(text: str) -> str:
    """Return the class of two plain words that are a person's name, "" for whatever needs a closer look.

    Most parts are such names; this tells them several times as fast as the steps that it spares.
    """
    first, found, last = text.partition(" ")
    if not found:
        return ""
    if not (text.isascii() and first.isalpha() and last.isalpha() and first.istitle()):
        return _longer_name(text)
    if not (last.istitle() or last.isupper()) or len(first) < 2 or len(last) < 2:
        return ""
    first, last = first.lower(), last.lower()
    no_names = _no_names()
    if first in no_names or last in no_names or (first in agencies.first_words() and agencies.find(text)):
        return ""
    return "G" if first in given_names() else "P"


def _longer_name(text: str) -> str:
    """Do the same for a name all in capitals, of three or four words, or with letters beyond ASCII."""
    if not (text.istitle() or text.isupper()) or not text.replace(" ", "").isalpha():
        return ""
    words, printed = fold(text).split(), text.split(" ")
    if not 1 < len(words) == len(printed) < 5 or not _no_names().isdisjoint(words) or not _ACTS.isdisjoint(words):
        return ""
    half = len(text) // 2
    if min(map(len, printed)) < 2 or "cc" in text.lower() or text[:half] == text[half:]:
        return ""
    if not "".join([word[0] for word in printed]).isupper():
        return ""
    if not agencies.first_words().isdisjoint(words) and _names_house(printed):
        return ""
    return "G" if words[0] in given_names() else "P"


def _names_house(words: list[str]) -> bool:
    """Tell whether the words, or the first or last of them, are an entry's name."""
    for count in range(1, len(words)):
        if agencies.find(" ".join(words[:count])) or agencies.find(" ".join(words[count:])):
            return True
    return agencies.find(" ".join(words)) is not None


_ACTS = frozenset(
    "from aus dem der of de du on auf uber fra fran off at des sur durch courtesies restricted editorial".split()
)
"""More words that make of two or three others no name: "Holm on Flickr", "EDITORIAL USE"."""


@lru_cache(1)
def first_words_of_roles() -> frozenset[str]:
    """Return the words that a phrase of `roles` begins with."""
    return frozenset(phrase.split(" ")[0] for phrase in roles())


@lru_cache(1)
def _heads_of_roles() -> frozenset[str]:
    return frozenset(re.findall(r"\w+", phrase)[0] for phrase, role in roles().items() if role.kind == "role")


def may_hold_role(text: str) -> bool:
    """Tell by its words whether a role can be named anywhere in `text`; much cheaper than reading it."""
    return "copyright" in text.lower() or not _heads_of_roles().isdisjoint(folded_words(text))


def may_be_roles(text: str) -> bool:
    """Tell by its words whether `text` can be made of roles and restrictions, without a name among them."""
    known = _words_of_roles()
    return all(word in known or word.isdigit() for word in folded_words(text)) or _RESTRICTION.search(text) is not None


@lru_cache(1)
def _words_of_roles() -> frozenset[str]:
    beside = "copyright c by von por par de and und et".split()
    return frozenset((*beside, *(word for phrase in roles() for word in _PLAIN_WORD.findall(phrase))))


@lru_cache(1)
def _no_names() -> frozenset[str]:
    """Return the words that make of a name something else: roles, words of organisations, particles, small words."""
    words = name_words()
    small = "by par por von av di door photographer fotograf for pour para für til per and und et y e og och en ja a"
    of_roles = (word for phrase in roles() for word in re.findall(r"\w+", phrase))
    return frozenset((*of_roles, *words.organisation, *words.particle, *words.name_suffix, *small.split()))


def known_as(text: str) -> Part | None:
    end = len(text)
    bare = text.rstrip(".:;")
    first = text.partition(" ")[0]
    named = first.isalpha() and first.isascii() and first.lower() not in first_words_of_roles()
    role = None if named else roles().get(fold(text)) or (roles().get(fold(bare)) if bare != text else None)
    if role:
        kind = {"role": "R", "unnamed": "N", "licence": "L", "noise": "X", "edit": "E", "position": "Z"}[role.kind]
        return Part(0, end, kind, None, role.flags)
    entry = agencies.find(text)
    if entry:
        return Part(0, end, "S" if entry.kind in _STOCK_KINDS else "A", entry, _alias_flags(text, entry))
    if text[:4] in ("For ", "for ", "FOR ") and agencies.find(text[4:]):
        return Part(4, end, "A", agencies.find(text[4:]))
    if text[0] in "@#" or text[:2].lower() == "u/":
        if _HANDLE.fullmatch(text):
            return Part(0, end, "@")
        if text[0] == "#":
            return known_as(text[1:]) if len(text) > 1 else None
    low = text.lower()
    if (":" in text or "：" in text or low.startswith(_CRAFTS)) and _OTHER_CRAFT.fullmatch(text):
        return Part(0, end, "E")
    if text[:2].isupper() and _RESTRICTION.fullmatch(text):
        return Part(0, end, "X")
    if text in "-–—":
        return Part(0, end, "N")
    if "cc" in low and LICENCE.fullmatch(text):
        return Part(0, end, "L", None, ("creative-commons",))
    if _DIGIT.search(text) and _NUMBER.fullmatch(text):
        return Part(0, end, "D")
    if "." in text and _INITIAL_GLUED.fullmatch(text):
        return Part(0, end, "P")
    web = WEB.fullmatch(text) if "." in text and " " not in text else None
    if web:
        host = web[1].lower()
        for name in (
            host,
            host.removeprefix("www."),
            ".".join(host.split(".")[-2:]),
            " ".join(host.split(".")[-3:-1][::-1]),
        ):
            entry = agencies.find(name)
            if entry:
                return Part(0, end, "S" if entry.kind in _STOCK_KINDS else "A", entry)
        return Part(0, end, "W")
    dated = text[-1].isdigit() or text[-1].isspace() or not text[0].isalpha() or low.startswith("copyright")
    stripped = _YEARS.sub("", text).strip() if dated else text
    if stripped and stripped != text:
        inner = known_as(stripped)
        if inner:
            return inner._replace(start=text.index(stripped), end=text.index(stripped) + len(stripped))
    return None


def _alias_flags(text: str, entry: agencies.Entry) -> tuple[str, ...]:
    """Return what an alias says besides the house: `AP File Photo`, `Archives La Presse`."""
    words = fold(text).split()
    if len(words) < 2 or text == entry.name:
        return ()
    own = set(fold(entry.name).split())
    said = [word for word in (words[0], words[-1], " ".join(words[-2:])) if word not in own]
    found = [role.flags for word in said if (role := roles().get(word)) and role.kind == "role"]
    return tuple(
        dict.fromkeys(flag for flags in found for flag in flags if flag in ("file", "archive", "pool", "handout"))
    )


def shape(text: str) -> str:
    words = text.split()
    if is_person_shaped(text):
        return "G" if starts_with_given_name(text) else "P"
    if len(words) == 1:
        return _shape_of_one(text)
    small, capitals, of_houses, unlike = 0, 0, 0, 0
    known = name_words().organisation
    for word in words:
        folded = fold(word)
        capital = word[0].isupper() or word[0].isdigit()
        of_house = folded.strip(".,'’") in known
        is_small = folded in _SMALL
        capitals += capital
        small += is_small
        of_houses += of_house
        unlike += not (capital or is_small or of_house)
    # "Press service of the Harbour Ministry" is a house; a sentence that mentions a ministry is not.
    if len(words) <= 24 and capitals and of_houses and unlike <= (1 if len(words) < 6 else 0):
        return "O"
    if len(words) <= 8 and words[0][0].isupper() and capitals + small == len(words) and capitals >= 1:
        return "O"
    return "?"


def _shape_of_one(word: str) -> str:
    if _ACRONYM.fullmatch(word):
        return "C"
    if is_organisation_word(word):
        return "O"
    if len(word) > 7 and word.isalpha() and not word[0].islower() and re.search(r"[a-z][A-Z]", word):
        return "U"
    return "1" if word[0].isalpha() else "?"
