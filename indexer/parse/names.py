"""Names of people: their shape, their natural form, and the key under which spellings fall together."""

from __future__ import annotations

import re
from functools import lru_cache

from ..text import fold, lazy_pattern
from ..vocab.names import given_name_variants, given_names, name_words

_WORD = lazy_pattern(r"[^\W\d_](?:[^\W\d_]|['’ʼ.\-‐])*\.?", re.UNICODE)
_INITIALS = lazy_pattern(r"(?:[^\W\d_]\.){1,4}(?:-?[^\W\d_]\.)?$")


def is_organisation_word(word: str) -> bool:
    """Tell whether a word gives an organisation away.

    >>> is_organisation_word("Ministry"), is_organisation_word("Marta")
    (True, False)
    """
    return fold(word).strip(".,'’") in name_words().organisation


@lru_cache(65536)
def is_person_shaped(text: str) -> bool:
    """Tell whether `text` has the shape of a person's full name: two to five words, each with a capital.

    >>> [is_person_shaped(t) for t in ("Jo O'Neil", "ANNA VAN DER BERG", "J.T. Blank", "Li Wei", "Nelson Jr.")]
    [True, True, True, True, True]
    >>> [is_person_shaped(t) for t in ("Ministry of Health", "reader", "Studio 54", "Sun Media")]
    [False, False, False, False]
    """
    words = text.split()
    if not 2 <= len(words) <= 6 or len(text) > 60:
        return False
    known = name_words()
    full = 0
    for position, word in enumerate(words):
        bare = word.rstrip(",")
        folded = fold(bare).rstrip(".")
        if folded in known.name_suffix and position:
            full += position == 1 and len(words) == 2
        elif (
            folded in known.particle
            and (position or folded in _OPENING_PARTICLES)
            and (folded, len(words)) != ("van", 2)
        ):
            continue
        elif _WORD.fullmatch(bare):
            if not (bare[0].isupper() or _inner_capital(bare)):
                return False
            if folded in known.organisation and not (
                position == len(words) - 1 == full and folded in known.also_family and fold(words[0]) in given_names()
            ):
                return False
            full += 1
        elif not _is_quoted(bare):
            return False
    return full >= 2 and not (_CONSONANTS.fullmatch(words[0]) and not text.isupper())


_CONSONANTS = lazy_pattern(r"[B-DF-HJ-NP-TV-XZ]{3,}")
"""Capitals that are no name's: NYC, BBC."""


_OPENING_PARTICLES = frozenset(("el", "la", "de", "von", "van", "al"))


def _is_quoted(word: str) -> bool:
    """Tell whether `word` is a nickname in quotes."""
    return len(word) > 2 and word[0] in "\"“'‘«" and word[-1] in "\"”'’»" and bool(_WORD.fullmatch(word[1:-1]))


def _inner_capital(word: str) -> bool:
    # d'Entremont, al-Khatib, el-Sayed, O’Neil after a small letter: the capital follows an apostrophe or hyphen.
    for mark in "'’-":
        head, found, tail = word.partition(mark)
        if found and len(head) <= 3 and tail[:1].isupper():
            return True
    return not word[0].isascii() and not word[0].islower()


def natural(printed: str) -> str:
    """Return a printed name in natural case and order.

    A family name in capitals before a given name in small letters is the wires' family-first form.

    >>> natural("TKACHENKO Ihor"), natural("Jim McCOY"), natural("ANNA VAN DER BERG"), natural("MARY O'NEIL-SMITH")
    ('Ihor Tkachenko', 'Jim McCoy', 'Anna van der Berg', "Mary O'Neil-Smith")
    >>> natural("J.T. BLANK"), natural("ANA DE LA CRUZ"), natural("Lee JIN-MAN")
    ('J.T. Blank', 'Ana de la Cruz', 'Lee Jin-man')
    """
    titled = printed.istitle()
    if (titled or (printed.isupper() and printed.isascii())) and printed.replace(" ", "").isalpha():
        if titled and printed[-2:] not in ("Ii", "Iv"):
            return " ".join(printed.split())
        low = printed.lower().split()
        if not titled and min(map(len, low)) > 2 and not any(map(_is_cased, low)):
            return " ".join([word.capitalize() for word in low])
    return _natural(printed)


def _is_cased(word: str) -> bool:
    """Tell whether a name out of capitals writes the word otherwise than with one capital: van, McCoy, III."""
    known = name_words()
    return (
        word[:2] == "mc" or word in known.particle or word in known.particle_lower or word in known.mac or word in _LOW
    )


_LOW = frozenset(("iii", "la", "las", "los", "le"))


@lru_cache(16384)
def _natural(printed: str) -> str:
    words = " ".join(printed.split()).strip(" ,").split(" ")
    shouted = [_is_shouted(word) for word in words]
    if not any(shouted):
        roman = ("ii", "iii", "iv")
        return " ".join([w.upper() if w.lower().rstrip(".,") in roman else _unslipped(w) for w in words])
    known = name_words()
    family_first = len(words) >= 2 and shouted[0] and not any(shouted[1:]) and len(words[0]) > 2
    asian = fold(words[0]) in known.family_before and not _is_western(words[1:])
    if family_first and not asian and any(fold(word) not in known.particle for word in words[1:]):
        words, shouted = words[1:] + words[:1], shouted[1:] + shouted[:1]
    loud = all(
        s or len(w) < 2 or _INITIALS.match(w) or fold(w) in known.name_suffix
        for w, s in zip(words, shouted, strict=True)
    )
    last = len(words) - 1
    done = []
    for position, (word, loudly) in enumerate(zip(words, shouted, strict=True)):
        folded = fold(word).rstrip(".,")
        if folded in ("ii", "iii", "iv"):
            done.append(word.upper())
        elif not loudly or _is_bare_initials(word, folded):
            done.append(_unslipped(word))
        elif 0 < position < last and (loud or shouted[-1]) and not asian and _is_low(folded, words[position - 1]):
            done.append(word.lower())
        elif 0 < position < last and folded in known.particle and fold(done[-1]) in known.particle_lower:
            done.append(word.lower())  # de la, van den: the second is small behind a small one
        else:
            korean = asian and position == last
            done.append(_recase(word, korean or (0 < position == last and len(folded) < 9), always=korean))
    return " ".join(done)


@lru_cache(1)
def _not_only_capital() -> frozenset[str]:
    """Return the words that a name out of capitals writes otherwise than with one capital: van, MacDonald, III."""
    known = name_words()
    return known.particle | known.particle_lower | known.mac | {"iii", "la", "las", "los", "le"}


def _is_western(given: list[str]) -> bool:
    return len(given) == 1 and len(given[0]) > 4 and fold(given[0]) in given_names()


def _is_low(word: str, before: str) -> bool:
    """Tell whether a word inside a name is written small: "van der Berg", "de la Cruz", not "La Rosa"."""
    low = name_words().particle_lower
    return word in low or (word in ("la", "las", "los", "le") and fold(before) in low)


# A shift key held too long: "MIlner".
_SLIP = lazy_pattern(r"^[A-Z]{2}[a-z]{3,}$")


def _unslipped(word: str) -> str:
    return word.capitalize() if _SLIP.match(word) else word


def _is_bare_initials(word: str, folded: str) -> bool:
    """Tell whether two capitals are initials without dots: LM, JT; Ng is a name."""
    return len(word) == 2 and not set(folded) & set("aeiouy") and folded != "ng"


def _is_shouted(word: str) -> bool:
    if word.islower() or word.istitle() or len(word) < 2 or _INITIALS.match(word):
        return False
    body = word[2:] if word[:2] == "Mc" else word[3:] if word[:3] == "Mac" else word
    letters = [c for c in body if c.isalpha()]
    return len(letters) >= 2 and "".join(letters).isupper()


_KOREAN = lazy_pattern(r"(?:Jin|Jun|Jae|Hyun|Young|Sung|Seung|Min|Ji|Kyung|Sang|Dong|Eun|Soo|Su|Woo|Hee|Ho|Yong|Chul)-")


def _recase(word: str, hyphen_low: bool, always: bool = False) -> str:
    parts = re.split(r"([-‐'’])", word)
    last = len(parts) - 1
    out: list[str] = []
    for index, part in enumerate(parts):
        low = part.lower()
        if low == "s" and 0 < index == last and parts[index - 1] in "'’":
            out.append(low)
        elif low.startswith("mc") and len(low) > 3:
            out.append("Mc" + low[2:].capitalize())
        elif low in name_words().mac:
            out.append("Mac" + low[3:].capitalize())
        else:
            out.append(low.capitalize())
    made = "".join(out)
    if hyphen_low and made.count("-") == 1 and (always or _KOREAN.match(made)):
        head, tail = made.split("-")
        return f"{head}-{tail.lower()}"
    return made


# Letters and endings that Slavic and Arabic names swap between one Latin spelling and the next. Longest first.
_SOUNDS = (
    ("shch", "s"), ("tch", "c"), ("sch", "s"), ("kh", "h"), ("gh", "g"), ("zh", "z"), ("sh", "s"), ("ch", "c"),
    ("ts", "c"), ("tz", "c"), ("ph", "f"), ("ck", "k"), ("dzh", "j"), ("dj", "j"), ("ou", "u"), ("oo", "u"),
    ("ee", "i"), ("iy", "i"), ("yi", "i"), ("ii", "i"), ("ij", "i"), ("yy", "i"), ("ey", "e"), ("ei", "e"), ("ie", "e"),
    ("ye", "e"), ("ya", "a"), ("ia", "a"), ("ja", "a"), ("yu", "u"), ("iu", "u"), ("ju", "u"),
    ("yo", "o"), ("w", "v"), ("q", "k"), ("x", "ks"), ("y", "i"), ("j", "i"),
)  # fmt: skip


@lru_cache(65536)
def match_key(name: str) -> str:
    """Return the key under which spellings of one photographer's name fall together.

    Accents, case, punctuation, word order, the dots of initials and the common Slavic and Arabic
    transliterations do not count; middle initials and surnames do.

    >>> match_key("Serhii Bobko") == match_key("BOBKO Sergey") == match_key("Sergei Bobko")
    True
    >>> match_key("J.T. Blank") == match_key("J T Blank"), match_key("Jon A. Roe") == match_key("Jon Roe")
    (True, False)
    """
    words = re.sub(r"[^\w\s-]", " ", fold(name).replace("'", "").replace("al-", "al ").replace("el-", "al ")).split()
    variants = given_name_variants()
    keys = []
    for word in words:
        if word in ("el", "al", "ul"):
            continue
        keys.append(_sound("".join([variants.get(part, part) for part in word.split("-")])))
    return " ".join(sorted(keys)) or fold(name)


def _sound(word: str) -> str:
    if len(word) <= 2:
        return word
    for seen, heard in _SOUNDS:
        if seen in word:
            word = word.replace(seen, heard)
    squeezed = [c for i, c in enumerate(word) if not i or c != word[i - 1]]
    return "".join(squeezed)


def starts_with_given_name(name: str, family_first: bool = True) -> bool:
    """Tell whether the first word is a known given name or initial; or the second, behind a family name in capitals.

    >>> starts_with_given_name("Anna Roe"), starts_with_given_name("ROE Anna"), starts_with_given_name("Fjord Press")
    (True, True, False)
    """
    words = name.split(None, 2)
    if not words:
        return False
    known = given_names()
    first = fold(words[0]).strip(".,")
    if first in known or first.split("-")[0] in known or _INITIALS.match(words[0]):
        return True
    return family_first and len(words) > 1 and words[0].isupper() and not words[1].isupper() and fold(words[1]) in known
