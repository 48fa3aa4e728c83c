"""What the forms of an English word have in common: Porter's second stemmer, as the Snowball project describes it.

Whoosh has one that gives the same, but importing it loads most of Whoosh, which takes longer than a whole search.
https://snowballstem.org/algorithms/english/stemmer.html
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..text import lazy_pattern

_SPECIAL = {
    "skis": "ski", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "idly": "idl", "gently": "gentl",
    "ugly": "ugli", "early": "earli", "only": "onli", "singly": "singl", "sky": "sky", "news": "news", "howe": "howe",
    "atlas": "atlas", "cosmos": "cosmos", "bias": "bias", "andes": "andes",
    "inning": "inning", "innings": "inning", "outing": "outing", "outings": "outing", "canning": "canning",
    "cannings": "canning", "herring": "herring", "herrings": "herring", "earring": "earring", "earrings": "earring",
    "proceed": "proceed", "proceeds": "proceed", "proceeded": "proceed", "proceeding": "proceed",
    "exceed": "exceed", "exceeds": "exceed", "exceeded": "exceed", "exceeding": "exceed",
    "succeed": "succeed", "succeeds": "succeed", "succeeded": "succeed", "succeeding": "succeed",
}  # fmt: skip
_VOWELS = "aeiouy"
_DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
_REGION = lazy_pattern(r"[^aeiouy]*[aeiouy]+[^aeiouy]")
_STEP_2 = (
    ("ization", "ize"), ("ational", "ate"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"),
    ("tional", "tion"), ("biliti", "ble"), ("lessli", "less"), ("entli", "ent"), ("ation", "ate"), ("alism", "al"),
    ("aliti", "al"), ("ousli", "ous"), ("iviti", "ive"), ("fulli", "ful"), ("enci", "ence"), ("anci", "ance"),
    ("abli", "able"), ("izer", "ize"), ("ator", "ate"), ("alli", "al"), ("bli", "ble"), ("ogi", "og"), ("li", ""),
)  # fmt: skip
_STEP_3 = (
    ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ative", ""),
    ("ical", "ic"), ("ness", ""), ("ful", ""),
)  # fmt: skip
_STEP_4 = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion",
    "al", "er", "ic",
)  # fmt: skip
_ENDS_1B = ("eed", "eedly", "ed", "edly", "ing", "ingly")
_ENDS_2 = tuple(suffix for suffix, _ in _STEP_2)
_ENDS_3 = tuple(suffix for suffix, _ in _STEP_3)
"""One look that spares most words the many."""


@lru_cache(1 << 18)
def english_stem(word: str) -> str:
    """Return what the forms of a folded word have in common.

    >>> [english_stem(word) for word in ("running", "runs", "stopped", "graves", "agency")]
    ['run', 'run', 'stop', 'grave', 'agenc']
    """
    if len(word) <= 2:
        return word
    if word in _SPECIAL:
        return _SPECIAL[word]
    return _Stemming(word).result


class _Stemming:
    """One word on its way through the steps; `Y` stands for a y that is a consonant."""

    def __init__(self, word: str) -> None:
        self.word = re.sub(r"^y|(?<=[aeiouy])y", "Y", word)
        first = re.match(r"gener|arsen|commun", self.word) or _REGION.match(self.word)
        self.one = first.end() if first else len(word)
        second = _REGION.match(self.word, self.one)
        self.two = second.end() if second else len(word)
        self._step_1a()
        self._step_1b()
        if len(self.word) > 2 and self.word[-1] in "yY" and self.word[-2] not in _VOWELS:
            self.word = self.word[:-1] + "i"
        self._step_2()
        self._step_3()
        self._step_4()
        self._step_5()
        self.result = self.word.replace("Y", "y")

    def _step_1a(self) -> None:
        word = self.word
        if word.endswith("sses"):
            self.word = word[:-2]
        elif word.endswith(("ied", "ies")):
            self.word = word[:-2] if len(word) > 4 else word[:-1]
        elif word.endswith("s") and not word.endswith(("us", "ss")) and _has_vowel(word[:-2]):
            self.word = word[:-1]

    def _step_1b(self) -> None:
        word = self.word
        if not word.endswith(_ENDS_1B):
            return
        for suffix in ("eedly", "ingly", "edly", "eed", "ing", "ed"):
            if not word.endswith(suffix):
                continue
            begun = word[: -len(suffix)]
            if suffix in ("eedly", "eed"):
                if len(begun) >= self.one:
                    self.word = begun + "ee"
            elif _has_vowel(begun):
                if begun.endswith(("at", "bl", "iz")):
                    begun += "e"
                elif begun.endswith(_DOUBLES):
                    begun = begun[:-1]
                elif self.one >= len(begun) and _is_short(begun):
                    begun += "e"
                self.word = begun
            return

    def _step_2(self) -> None:
        if not self.word.endswith(_ENDS_2):
            return
        for suffix, instead in _STEP_2:
            if self.word.endswith(suffix):
                begun = self.word[: -len(suffix)]
                fits = {"ogi": "l", "li": "cdeghkmnrt"}.get(suffix)
                if len(begun) >= self.one and (fits is None or begun[-1:] in tuple(fits)):
                    self.word = begun + instead
                return

    def _step_3(self) -> None:
        if not self.word.endswith(_ENDS_3):
            return
        for suffix, instead in _STEP_3:
            if self.word.endswith(suffix):
                begun = self.word[: -len(suffix)]
                if len(begun) >= (self.two if suffix == "ative" else self.one):
                    self.word = begun + instead
                return

    def _step_4(self) -> None:
        if not self.word.endswith(_STEP_4):
            return
        for suffix in _STEP_4:
            if self.word.endswith(suffix):
                begun = self.word[: -len(suffix)]
                if len(begun) >= self.two and (suffix != "ion" or begun[-1:] in ("s", "t")):
                    self.word = begun
                return

    def _step_5(self) -> None:
        word, begun = self.word, self.word[:-1]
        if word.endswith("e"):
            if len(begun) >= self.two or (len(begun) >= self.one and not _is_short(begun)):
                self.word = begun
        elif word.endswith("ll") and len(begun) >= self.two:
            self.word = begun


def _has_vowel(text: str) -> bool:
    return any(letter in _VOWELS for letter in text)


def _is_short(word: str) -> bool:
    """Tell whether the word ends in a short syllable."""
    if len(word) == 2:
        return word[0] in _VOWELS and word[1] not in _VOWELS
    return len(word) > 2 and word[-3] not in _VOWELS and word[-2] in _VOWELS and word[-1] not in (*_VOWELS, *"wxY")
