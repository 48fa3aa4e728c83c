"""Split a printed credit at its separators and name what each part is.

Splitting comes before matching because shape alone cannot tell a person from a firm: a part is first
looked up (agency, role word, licence …) and only then judged by its shape (`part_classes.py`). What
no table knows may hold several parts without a strong sign between them: a giver, a house behind a
comma, a role word at the end; each step below knows one way of putting them together.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..text import fold, lazy_pattern
from ..vocab import agencies
from ..vocab.names import name_words
from ..vocab.roles import roles
from .names import is_organisation_word, is_person_shaped, starts_with_given_name
from .part_classes import LICENCE, WEB, Part, first_words_of_roles, known_as, plain_name, shape
from .separators import separators

_GIVER = lazy_pattern(
    r"(?:(?P<c>(?:photos?|images?|pictures?|video|picture)?\s*(?:courtesy|courtesies)(?:\s+of|\s*:)?(?:\s+the(?=\s))?"
    r"|gracieuseté(?:\s+de\s+la|\s+de|\s+du|\s+d')?|courtoisie(?:\s+de)?|avec l'aimable autorisation de"
    r"|cortesía(?:\s+de)?|cortesia(?:\s+di|\s+de)?|mit freundlicher genehmigung(?:\s+von)?)"
    r"|(?P<h>(?:supplied|provided|released|distributed|made available|handout|issued)\s+by(?:\s+the(?=\s))?"
    r"|fournie?s?\s+par|zur verfügung gestellt von)"
    r"|(?P<s>(?:submitted|contributed|sent in)\s+by|soumise?\s+par|envoyée?\s+par|eingesandt von))[\s:]+",
    re.IGNORECASE,
)
_COURTEOUS = ("courtes", "gracieus", "courtois", "aimable", "cortes", "genehmig")
_GIVEN = (
    "supplied", "provided", "released", "distributed", "made available", "handout", "issued", "fourni", "zur verf",
    "submitted", "contributed", "sent in", "soumis", "envoy", "eingesandt",
)  # fmt: skip
"""Without one of these, the latter by somebody, nobody gave it: the pattern is slow, as it tries everywhere."""
_BY = lazy_pattern(r"\s+(?:by|par|por|von|av|di|door|photographer|fotograf)\s+", re.IGNORECASE)
_FROM = lazy_pattern(
    r"\s+(?:from|aus(?: dem| der)?|of|de|du|von|on|auf|über|fra|från|off|at|der|des)\s+", re.IGNORECASE
)
_FOR = lazy_pattern(r"\s+(?:for|pour|para|für|til|per)\s+", re.IGNORECASE)
_ON = lazy_pattern(r"\s+(?:on|from|auf|sur|en|via)\s+", re.IGNORECASE)
_BY_WORDS = frozenset("by par por von av di door photographer fotograf".split())
_FROM_WORDS = frozenset("from aus of de du von on auf über fra från off at der des".split())
_FOR_WORDS = frozenset("for pour para für til per".split())
_ON_WORDS = frozenset("on from auf sur en via".split())
_MAKER_WORDS = _BY_WORDS | _FROM_WORDS | _FOR_WORDS | _ON_WORDS
"""The words of the four patterns above."""
_AND_WORDS = frozenset(("and", "&", "und", "et", "y", "e", "og", "och", "en", "ja", "a"))
_AND = lazy_pattern(r",?\s+(?:and|&|und|et|y|e|og|och|en|ja|und|a)\s+", re.IGNORECASE)
_COMMA = lazy_pattern(r"\s*[,،、，]\s*")
_COLON = lazy_pattern(r"\s*[:：](?!//)\s*")
_SAINT = lazy_pattern(r"\b(?:St|Ste|Mt|Ft|Dr)$")
_WORD = lazy_pattern(r"\S+")
_VON = lazy_pattern(r"(?:von|by|par|por|de)\s+(?:user:)?(?=\S+$)", re.IGNORECASE)
_TIGHT = lazy_pattern(r"(?<=\w)[-–—](?=\w)")
_STOP = lazy_pattern(r"(?<=[^\W\d_]{2})\.\s+|(?<=\))\.\s+")
_BRACKETED = lazy_pattern(r"\s*[(\[（]([^()\[\]（）]*)[)\]）]\s*")
_YEAR_FIRST = lazy_pattern(
    r"(?:©|\(c\)|copyright)?\s*(?:19|20)\d\d(?:\s?[-–]\s?\d{2,4})?,?\s+(?=[^\W\d_])", re.IGNORECASE
)
_ABBREVIATION = lazy_pattern(r"(?:\b(?:jr|sr|inc|bros|co|ltd|st|corp|dept|gov|[^\W\d_]))\.$|\)$", re.IGNORECASE)
_SOFT = lazy_pattern(r"[,:.()\[\]、，&-]")
_BLANK = " \t\r\n\u00a0,\u200b"
_PLAIN = 40
"""No plain name is longer."""
LONGEST = 400
"""A part longer than this is prose, whatever it looks like."""


def split(credit: str) -> list[Part]:
    """Split a credit without outer brackets and label into parts, in printed order.

    >>> "".join(part.kind for part in split("Ana Diaz/Nowhere Ministry via REUTERS"))
    'GOvA'
    """
    parts: list[Part] = []
    at, gap = 0, ""
    cuts = separators(credit)
    joined_until = -1
    for index, (start, end, via) in enumerate(cuts):
        if start < joined_until:
            continue
        if via < 0 and start > at and agencies.may_be_compound(credit[at:start].strip()):
            until = cuts[index + 1][0] if index + 1 < len(cuts) else len(credit)
            if until - at < 80 and _is_one_house(credit[at:until], credit[at:start], credit[end:until]):
                joined_until = until
                continue
        _add(parts, credit, at, start, gap)
        gap = credit[start:end]
        if via >= 0:
            parts.append(Part(via, via + 3, "v", gap=gap))
            gap = ""
        at = end
    _add(parts, credit, at, len(credit), gap)
    return parts


@lru_cache(1024)
def _is_one_house(whole: str, one: str, other: str) -> bool:
    """Tell whether a separator belongs to a name: CBC/Radio-Canada; "Education Images/UIG" names two houses."""
    whole, one = whole.strip(), one.strip()
    if not agencies.is_compound(whole, one):
        return False
    left, right = agencies.find(one), agencies.find(other.strip())
    return not (left and right) or left.id == right.id or _one_house(whole, left, right)


def _one_house(compound: str, one: agencies.Entry, other: agencies.Entry) -> bool:
    sought = agencies.key(compound)
    entry = agencies.find(compound)
    return (entry is not None and agencies.key(entry.name) == sought) or sought in (
        agencies.key(one.parent), agencies.key(other.parent)
    )  # fmt: skip


def _add(parts: list[Part], credit: str, start: int, end: int, gap: str) -> None:
    text = credit[start:end]
    bare = text.strip(_BLANK)
    last = bare[-1:]
    if last == ":" or (last == ")" and "(" not in bare) or (last in (".", ")") and not _ABBREVIATION.search(bare)):
        bare = bare[:-1].rstrip()
    if not bare:
        return
    if bare != text:
        start += text.index(bare)
    plain = plain_name(bare) if len(bare) < _PLAIN else ""
    if plain:
        parts.append(Part(start, start + len(bare), plain, None, (), gap))
        return
    for at, until, kind, entry, flags, before in _read(bare):
        parts.append(Part(start + at, start + until, kind, entry, flags, gap or before))
        gap = ""


def read(text: str) -> tuple[Part, ...]:
    """Name one part, or its own parts when it holds several; offsets count in `text`."""
    plain = plain_name(text) if len(text) < _PLAIN else ""
    return (Part(0, len(text), plain),) if plain else _read(text)


@lru_cache(16384)
def _read(text: str) -> tuple[Part, ...]:
    if len(text) > LONGEST or (len(text) > 30 and len(_SOFT.findall(text)) + text.count(" and ") > 30):
        return (Part(0, len(text), "?"),)
    known = known_as(text)
    if known:
        return (known,)
    half = len(text) // 2
    if half > 5 and text[:half] == text[half:] and " " in text:
        # Two captions glued: "AFP PHOTO / JUAN PAZJUAN PAZ/AFP/Getty Images".
        return _place(text, (half, len(text)))
    year = None if text[0].isalpha() and text[0] not in "cC" else _YEAR_FIRST.match(text)
    if year and year.end() < len(text):
        return _place(text, (year.end(), len(text)))
    skip = _without_von(text)
    if skip:
        return _place(text, (skip, len(text)))
    for step in (_brackets, _giver, _maker, _sides, _peeled, _list):
        parts = step(text)
        if parts:
            return parts
    return (Part(0, len(text), shape(text)),)


def _without_von(text: str) -> int:
    """Return how long a leading "Von "/"By " is when one word that can be an account follows."""
    match = _VON.match(text)
    return match.end() if match else 0


def _place(text: str, *pieces: tuple[int, int] | Part) -> tuple[Part, ...]:
    """Read each (start, end) piece of `text`; a ready part stays as it is."""
    parts: list[Part] = []
    last = pieces[0].start if isinstance(pieces[0], Part) else pieces[0][0]
    for piece in pieces:
        if isinstance(piece, Part):
            parts.append(piece)
            last = piece.end
            continue
        _add(parts, text, piece[0], piece[1], text[last : piece[0]])
        last = piece[1]
    return tuple(parts)


def _brackets(text: str) -> tuple[Part, ...]:
    match = _BRACKETED.search(text) if "(" in text or "[" in text or "（" in text else None
    if not match or match.end() - match.start() == len(text):
        return ()
    head, inner, tail = text[: match.start()].strip(), match[1].strip(), text[match.end() :]
    if not inner or (inner[0] in "„“\"'" or is_person_shaped(text)):
        return (Part(0, len(text), "?"),) if not head or not known_as(head) else _place(text, (0, match.start()))
    pieces = read(head) if head else ()
    inside = read(inner)
    # "WANA (West Asia News Agency)": the bracket spells the short form out and adds no link to the chain.
    if len(pieces) == 1 and len(inside) == 1 and inside[0].kind in "AO1C" and pieces[0].kind in "ACO1":
        short, long = sorted((head, inner), key=len)
        if _initials_of(long).startswith(re.sub(r"\W", "", short).lower()[:2]) and (
            short.isupper() or inside[0].kind == "A"
        ):
            entry = pieces[0].entry or inside[0].entry
            whole = Part(0, match.end(), "A" if entry else "O", entry)
            return (whole, *_place(text, (match.end(), len(text)))) if tail.strip() else (whole,)
    start = match.start(1)
    return _place(text, (0, match.start()), (start, start + len(match[1])), (match.end(), len(text)))


def _initials_of(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", name) if word[:1].isupper() or len(word) > 3).lower()


def _giver(text: str) -> tuple[Part, ...]:
    low = text.lower()
    given = [sign for sign in _COURTEOUS if sign in low]
    if not given and ("by" in low or "par" in low or "von" in low):
        given = [sign for sign in _GIVEN if sign in low]
    match = _GIVER.search(text + " ") if given else None
    if not match:
        return ()
    first = match.start() + len(match[0]) - len(match[0].lstrip())
    if first and text[first - 1].isalnum():
        return ()
    end = min(match.end(), len(text))
    kind, flag = ("s", "submitted") if match["s"] else ("c", "handout") if match["h"] else ("c", "courtesy")
    if end >= len(text):
        return ()
    marker = Part(match.start(), end, kind, None, (flag,))
    return (*_place(text, (0, match.start())), marker, *_place(text, (end, len(text))))


def _maker(text: str) -> tuple[Part, ...]:
    """Photo illustration by NAME; screenshot from TITLE; NAME for TITLE; NAME on PLATFORM."""
    words = _MAKER_WORDS.intersection(text.lower().split())
    if not words:
        return ()
    match = None if _BY_WORDS.isdisjoint(words) else _BY.search(text)
    if match:
        head = text[: match.start()]
        before = fold(head).split()
        for size in range(min(4, len(before)), 0, -1):
            role = roles().get(" ".join(before[-size:]))
            if (role and role.kind in ("role", "noise", "edit")) or (size == len(before) and agencies.find(head)):
                marker = Part(match.start(), match.end(), "b")
                return (*_place(text, (0, match.start())), marker, *_place(text, (match.end(), len(text))))
    for match in () if _FROM_WORDS.isdisjoint(words) else _FROM.finditer(text):
        role = roles().get(fold(text[: match.start()]))
        if role and role.kind == "role" and set(role.flags) & {"screengrab", "stock"}:
            return _place(text, (0, match.start()), (match.end(), len(text)))
    match = None if _FOR_WORDS.isdisjoint(words) else _FOR.search(text)
    if match:
        left = read(text[: match.start()].strip())
        if left and left[-1].kind in "PG1ASO" and (left[-1].kind != "O" or known_as(text[match.end() :])):
            marker = Part(match.start(), match.end(), "f")
            return (*_place(text, (0, match.start())), marker, *_place(text, (match.end(), len(text))))
    match = None if _ON_WORDS.isdisjoint(words) else _ON.search(text)
    if match and (known := known_as(text[match.end() :])) and known.kind == "S":
        return _place(text, (0, match.start()), (match.end(), len(text)))
    return ()


_STAYS = frozenset("inc ltd llc gmbh corp co plc jr sr".split())


def _sides(text: str) -> tuple[Part, ...]:
    """Split at a colon, comma, full stop or tight hyphen when the sides justify it."""
    for match in _STOP.finditer(text) if "." in text else ():
        left, right = text[: match.start()], text[match.end() :]
        if (
            right
            and not _SAINT.search(left)
            and (
                known_as(right)
                or known_as(left)
                or read(right)[0].kind in "cs"
                or ":" in right
                or is_person_shaped(left)
            )
        ):
            return _place(text, (0, match.start()), (match.end(), len(text)))
    colon = _COLON.search(text) if ":" in text or "：" in text else None
    if colon and colon.start() and colon.end() < len(text):
        return _place(text, (0, colon.start()), (colon.end(), len(text)))
    comma = _COMMA.search(text)
    if comma and comma.start() and comma.end() < len(text):
        match = comma
        left, right = text[: match.start()], text[match.end() :]
        first_word = fold(right.split(None, 1)[0]).strip(".,") if right.strip() else ""
        if first_word in name_words().name_suffix or first_word in name_words().house_suffix:
            follow = _COMMA.search(text, match.end())
            if not follow:
                return (Part(0, len(text), shape(text.replace(",", ""))),)
            return _place(text, (0, follow.start()), (follow.end(), len(text)))
        left_kind = read(left)[-1].kind
        if left_kind in "O" and not is_person_shaped(left):
            right_parts = read(right)
            if right_parts[0].kind in "?1OP" and not (right_parts[0].kind == "P" and starts_with_given_name(right)):
                # "District Court, Southern District" is one name; "X Imaging, a Y company" is a name and a note.
                if right[0].islower():
                    return (Part(0, match.start(), left_kind), Part(match.end(), len(text), "E"))
                return (Part(0, len(text), "O"),)
        return _place(text, (0, match.start()), (match.end(), len(text)))
    for match in _TIGHT.finditer(text) if "-" in text or "–" in text or "—" in text else ():
        left_known, right_known = known_as(text[: match.start()]), known_as(text[match.end() :])
        if right_known and right_known.kind in "AS" and (is_person_shaped(text[: match.start()]) or left_known):
            return _place(text, (0, match.start()), (match.end(), len(text)))
        if right_known and right_known.kind == "R" and (left_known or is_person_shaped(text[: match.start()])):
            return _place(text, (0, match.start()), (match.end(), len(text)))
        left_words = text[: match.start()].split()
        if is_person_shaped(text[match.end() :]) and len(left_words) > 1 and is_organisation_word(left_words[-1]):
            return _place(text, (0, match.start()), (match.end(), len(text)))
        if left_known and left_known.kind in "RA" and text[: match.start()].isupper() and text[match.end()].isupper():
            return _place(text, (0, match.start()), (match.end(), len(text)))
    return ()


def _peeled(text: str) -> tuple[Part, ...]:
    """Take role and filler words off either end: `Oregon Daily file photo`, `File 2013`."""
    words = [m.span() for m in _WORD.finditer(text)]
    if len(words) < 2 or len(words) > 14:
        return ()
    low = [fold(text[start:end]) for start, end in words]
    for size in range(min(4, len(words) - 1), 0, -1) if low[-1].rstrip(".") in _last_words_of_roles() else ():
        cut = words[-size][0]
        role = roles().get(" ".join(low[-size:]).rstrip("."))
        if role and role.kind not in ("position", "unnamed") and _may_peel(text[:cut].strip(), text[cut:], role.kind):
            return _place(text, (0, cut), (cut, len(text)))
    may_be_role, may_be_licence = low[0] in first_words_of_roles(), "cc" in text.lower()
    for size in range(min(4, len(words) - 1), 0, -1):
        end = words[size - 1][1]
        role = roles().get(" ".join(low[:size])) if may_be_role else None
        if role and role.kind not in ("position", "unnamed") and not is_person_shaped(text):
            return _place(text, (0, end), (end, len(text)))
        tail = text[words[-size][0] :]
        licensed = may_be_licence and size <= 3 and LICENCE.fullmatch(tail)
        if licensed or (size == 1 and "." in tail[1:-1] and WEB.fullmatch(tail)):
            return _place(text, (0, words[-size][0]), (words[-size][0], len(text)))
    entry, cut = None, 0
    for size in range(len(words) - 1, 0, -1):
        # "Ana Diaz Le Devoir", "Foto: BELGA PHOTO DIRK DIRKSEN": a name and its house without a sign between.
        cut = words[-size][0]
        entry = agencies.find(text[cut:])
        if entry and not agencies.is_ambiguous(text[cut:]):
            left = read(text[:cut].strip())
            if left[-1].kind in "GPRXLN" and (len(words) - size > 1 or left[-1].kind != "P"):
                return _place(text, (0, cut), (cut, len(text)))
            break
    for size in range(len(words) - 1, 0, -1) if agencies.may_begin(text[: words[0][1]]) else ():
        end = words[size - 1][1]
        entry = agencies.find(text[:end])
        if entry and not agencies.is_ambiguous(text[:end]) and (text[:end].isupper() or size > 1):
            right = read(text[end:].strip())
            if right[0].kind in "GP" and len(right) == 1:
                return _place(text, (0, end), (end, len(text)))
            break
    return ()


@lru_cache(1)
def _last_words_of_roles() -> frozenset[str]:
    return frozenset(phrase.split(" ")[-1] for phrase in roles())


_NEVER_A_NAME = frozenset(("handout", "file", "archive", "screengrab"))


def _may_peel(rest: str, peeled: str, kind: str) -> bool:
    if kind == "noise" and peeled[0].isupper() and not known_as(rest):
        return False
    if not is_person_shaped(f"{rest} {peeled}") or len(peeled.split()) > 1:
        return True
    role = roles().get(fold(peeled).rstrip("."))
    if role and not _NEVER_A_NAME.isdisjoint(role.flags) and (" " in rest or "handout" in role.flags):
        return True
    # "Jim Pool", "Ann Stock" are people; "Kremlin Pool", "Courier Staff" are not.
    known = known_as(rest)
    return bool(known) or is_organisation_word(rest.split()[-1]) or (kind != "noise" and not peeled[0].isupper())


def _list(text: str) -> tuple[Part, ...]:
    match = None if _AND_WORDS.isdisjoint(text.lower().split()) else _AND.search(text)
    while match:
        left, right = text[: match.start()], text[match.end() :]
        if left and right:
            one, other = known_as(left), known_as(right)
            if is_person_shaped(right) and (is_person_shaped(left) or " " not in left.strip()):
                return _place(text, (0, match.start()), (match.end(), len(text)))
            if (one and other) or (is_person_shaped(left) and read(right)[0].kind in "GPAS@"):
                return _place(text, (0, match.start()), (match.end(), len(text)))
        match = _AND.search(text, match.end())
    if text.lower().startswith(("and ", "und ", "et ")):
        return _place(text, (text.index(" ") + 1, len(text)))
    return ()
