"""One credit without panels: its parts settled, matched against the patterns, and told as makers and chain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ..model import Agency, Certainty, Photographer
from ..text import fold, lazy_pattern
from ..vocab.names import name_words
from .names import match_key, natural
from .part_classes import Part
from .parts import split
from .patterns import Match, match

Claim = tuple[str, int, int, str, Certainty]
"""What Evidence holds, as a bare tuple: most readings are judged and thrown away before anyone asks for evidence."""


class Line(NamedTuple):
    """One credit, read; offsets count in the string given."""

    photographers: tuple[Photographer, ...]
    agencies: tuple[Agency, ...]
    via: str | None
    flags: tuple[str, ...]
    unread: tuple[str, ...]
    client: str | None
    catalogue_number: str
    pattern: str
    parts: tuple[Part, ...]
    claims: tuple[Claim, ...]


_UNSEEN = frozenset("XEZRLDNcsbf")
"""Classes that say something about the picture and nothing about who made or sent it."""
_FOR_WORDS = frozenset(("for", "pour", "para", "für", "til", "per"))
_YEAR = lazy_pattern(r"(?:©|\(c\))?\s*(?:19|20)\d\d")
_NUMBER = lazy_pattern(r"\d{4,}")
_LIBRARIES = frozenset(("flickr", "wikimedia-commons", "wikipedia", "google"))
_SELLERS = frozenset(("photo-agency", "stock", "sports"))
_AND_GAP = lazy_pattern(r"\s*(?:[,&+]|,?\s*(?:and|und|et|y|e|og|och|en|ja|&)(?=\s))?\s*", re.IGNORECASE)


@lru_cache(2048)
def read_line(raw: str, in_panel: bool = False) -> Line:
    """Read a credit that has neither brackets nor label around it; archives print the same ones over and over.

    >>> line = read_line("Mia Holm/AFP via Getty Images")
    >>> line.pattern, line.via, line.claims[0]
    ('person, then the chain', 'Getty Images', ('credit.photographers.0', 0, 8, 'person, then the chain', 'exact'))
    """
    parts = split(raw)
    kinds = "".join([part.kind for part in parts])
    if _needs_settling(kinds, "," in raw or "." in raw or "(" in raw):
        parts = _settle(raw, parts)
        kinds = "".join([part.kind for part in parts])
    if in_panel and kinds in ("1", "C"):
        parts, kinds = [parts[0].of_kind("O")], "O"
    seen, word = (parts, kinds) if _UNSEEN.isdisjoint(kinds) else word_of(parts)
    unnamed = "N" in kinds
    matched = match(word)
    claims: list[Claim] = []
    flags = _flags(parts, claims)
    client = _client(raw, parts, claims) if "f" in kinds else None
    number = _catalogue_number(raw, parts) if "D" in kinds else ""
    photographers = _makers(raw, seen, matched, claims)
    agencies, via = _chain(raw, seen, matched, photographers, unnamed, claims)
    if agencies and "S" in word and "creative-commons" not in flags and _is_social(seen):
        flags.append("social")
    unread = _unread(raw, seen, matched, claims) if matched.unread else ()
    return Line(
        tuple(photographers), tuple(agencies), via, tuple(flags), unread, client, number,
        matched.pattern, tuple(parts), tuple(claims),
    )  # fmt: skip


def word_of(parts: Sequence[Part]) -> tuple[list[Part], str]:
    """Return the parts that tell maker and chain, and their classes as the word that the patterns read.

    Beside a sign for an unnamed maker nobody else is one: `-/Nordvik Havn/AFP`.
    """
    seen = [part for part in parts if part.kind not in _UNSEEN]
    word = "".join([part.kind for part in seen])
    unnamed = len(seen) < len(parts) and any(part.kind == "N" for part in parts)
    return seen, word.replace("G", "O").replace("P", "O") if unnamed else word


_SETTLED = lazy_pattern(r"[fscb].|[GP].*P|^Pv|[1C]R")
_SETTLED_BY_SIGN = lazy_pattern(r"[AO][1OPG]|[GP].*[C1O]$")


@lru_cache(4096)
def _needs_settling(kinds: str, signs: bool) -> bool:
    """Tell by the classes of a line's parts, and its signs (comma, stop, bracket), if `_settle` can change one."""
    return bool(_SETTLED.search(kinds) or (signs and _SETTLED_BY_SIGN.search(kinds)))


def _settle(raw: str, parts: list[Part]) -> list[Part]:
    """Settle what a marker in front decides: who a client is, who gave a picture, who drew it."""
    made: list[Part] = []
    people = False
    for index, part in enumerate(parts):
        before = parts[index - 1].kind if index else ""
        kind = part.kind
        if kind == "P" and people and _AND_GAP.fullmatch(part.gap) and not any(p.kind in "ASOW" for p in made):
            kind = "G"
        if before and before in "fscb":
            if before != "c" or kind != "1" or not _is_account(parts, index):
                kind = _behind_marker(before, part, kind, made, parts[:index])
        elif kind == "P" and not index and parts[1].kind == "v" and parts[1].gap.lstrip()[:1] == "/":
            # "Nordvik Havn/via REUTERS" is the form for what an organisation hands out.
            kind = "O"
        elif (kind in "1OPG" and before and before in "AO" and _is_place_behind(raw, part)) or (
            kind in "C1O" and people and index + 1 == len(parts) and _is_desk_mark(raw, part)
        ):
            kind = "E"
        elif kind in "1C" and index + 1 < len(parts) and parts[index + 1].kind == "R":
            follows = parts[index + 1]
            kind = "O" if follows.flags and not follows.gap.strip() else kind
        people = people or kind in "GP"
        made.append(part if kind == part.kind else part.of_kind(kind))
    return made


def _is_account(parts: list[Part], index: int) -> bool:
    """Tell whether a platform stands behind the part: "courtesy of coastwalker via Instagram"."""
    return "".join([part.kind for part in parts[index + 1 : index + 3]]).lstrip("v")[:1] == "S"


def _is_place_behind(raw: str, part: Part) -> bool:
    return part.gap.strip() == "," and fold(raw[part.start : part.end]) in name_words().behind_house


def _is_desk_mark(raw: str, part: Part) -> bool:
    """Tell whether a last part in capitals is the desk's: "… PRESS/Mia Holm. JGW", "REUTERS/Mia Holm (NORWAY)"."""
    return part.gap.strip()[:1] in (".", "(") and part.gap != "" and raw[part.start : part.end].isupper()


def _is_newspaper(part: Part) -> bool:
    return part.entry is not None and part.entry.kind in ("newspaper", "magazine")


def _behind_marker(marker: str, part: Part, kind: str, made: list[Part], before: list[Part]) -> str:
    """Return what a part is behind "for", "submitted by", "courtesy of" or "by"."""
    if marker == "f":
        giver = made[-2] if len(made) > 1 else None
        if giver and giver.kind in "AS":
            if giver.entry is None or giver.entry.kind not in _SELLERS or kind == "R":
                return kind
            # A newspaper that a photographers' agency shot for printed the picture; Getty's clients paid for it.
            return kind if _is_newspaper(part) and giver.entry.id != "getty-images" else "f"
        return "O" if kind in "GP1C?" else kind
    if marker == "s":
        return "P" if kind in "1C@" else kind
    if marker == "c":
        return "O" if kind in "1C" else kind
    if kind == "1":
        return "O" if any(part.kind in "GP" for part in before) else "P"
    return kind


def _flags(parts: list[Part], claims: list[Claim]) -> list[str]:
    flags: list[str] = []
    for part in parts:
        for flag in part.flags:
            if flag not in flags:
                claims.append((f"credit.flags.{len(flags)}", part.start, part.end, "role word", "exact"))
                flags.append(flag)
    return flags


def _client(raw: str, parts: list[Part], claims: list[Claim]) -> str | None:
    client = None
    for part in parts:
        if part.kind == "f" and raw[part.start : part.end].strip().lower() not in _FOR_WORDS:
            client = raw[part.start : part.end]
            claims.append(("credit.client", part.start, part.end, "agency for client", "exact"))
    return client


def _catalogue_number(raw: str, parts: list[Part]) -> str:
    for part in parts:
        if part.kind == "D":
            printed = raw[part.start : part.end]
            if _NUMBER.search(printed) and not _YEAR.fullmatch(printed.strip()):
                return printed
    return ""


def _makers(raw: str, seen: list[Part], matched: Match, claims: list[Claim]) -> list[Photographer]:
    makers: list[Photographer] = []
    for index in matched.who:
        part = seen[index]
        start, end = _bare(raw, part.start, part.end, " \"'“”")
        printed = raw[start:end]
        name = printed if part.kind == "@" else natural(printed.removeprefix("Von ") if part.kind == "1" else printed)
        if not makers or name not in [known.name for known in makers]:
            sure: Certainty = matched.certainty if part.kind in "G@" else "likely"
            claims.append((f"credit.photographers.{len(makers)}", start, end, matched.pattern, sure))
            makers.append(Photographer(name, printed))
    return makers


def _chain(
    raw: str, seen: list[Part], matched: Match, makers: list[Photographer], unnamed: bool, claims: list[Claim]
) -> tuple[list[Agency], str | None]:
    """Tell the links of the chain, each once, and who delivered; a name among them is one more maker."""
    chain: list[Agency] = []
    via: str | None = None
    ids: set[str] = set()
    for index in matched.chain:
        part = seen[index]
        if part.kind == "v":
            continue
        start, end = _bare(raw, part.start, part.end, " ")
        printed = raw[start:end]
        if part.kind in "GP" and makers and _is_among(printed, makers):
            continue
        if part.kind == "G" and not unnamed and not -1 < matched.via < index:
            # "Mia Holm/Nordvik Press/Juan Paz"
            claims.append((f"credit.photographers.{len(makers)}", start, end, matched.pattern, "likely"))
            makers.append(Photographer(natural(printed), printed))
            continue
        entry = part.entry
        name = entry.name if entry else _out_of_capitals(printed)
        if via is None and -1 < matched.via < index:
            via = name
        mark = entry.id if entry else name.casefold()
        if mark in ids:
            continue
        ids.add(mark)
        sure: Certainty = matched.certainty if entry else "likely"
        claims.append((f"credit.agencies.{len(chain)}", start, end, matched.pattern, sure))
        chain.append(Agency(name, entry.id if entry else None, printed))
    return chain, via


def _is_among(printed: str, makers: list[Photographer]) -> bool:
    key = match_key(printed)
    return any(match_key(maker.name) == key for maker in makers)


def _unread(raw: str, seen: list[Part], matched: Match, claims: list[Claim]) -> tuple[str, ...]:
    left: list[str] = []
    for index in matched.unread:
        part = seen[index]
        claims.append((f"credit.unread.{len(left)}", part.start, part.end, matched.pattern, "guess"))
        left.append(raw[part.start : part.end])
    return tuple(left)


def _bare(raw: str, start: int, end: int, dropped: str) -> tuple[int, int]:
    while start < end and raw[start] in dropped:
        start += 1
    while start < end and raw[end - 1] in dropped:
        end -= 1
    return start, end


def _is_social(seen: list[Part]) -> bool:
    """Tell whether a social network is named; a picture library with accounts is none."""
    networks = [part.entry.id for part in seen if part.kind == "S" and part.entry and part.entry.kind == "social"]
    return bool(networks) and _LIBRARIES.isdisjoint(networks)


def _out_of_capitals(printed: str) -> str:
    """Return an unknown house as printed, out of capitals when it is a name of several words."""
    if len(printed) > 8 and " " in printed and printed.isupper():
        return " ".join([word.capitalize() for word in printed.split()])
    return printed
