"""Read a credit line: the parts that `parts.py` named, matched against one ordered table of patterns.

A pattern is a row: its name, the sequence of classes it stands for, and two examples with what they
must give. The first row that matches the whole sequence wins; the rows behind it are what `explain`
shows as runners-up. Adding a form of credit is adding a row.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..model import Agency, Certainty, Credit, CreditPart, Evidence, Photographer
from .labels import panels, strip_label, strip_tail, unwrap
from .names import match_key, natural
from .parts import Part, split


class Pattern(NamedTuple):
    """A form of credit: regex over part classes; its groups say who made it, the chain and the client."""

    name: str
    classes: re.Pattern[str]
    certainty: Certainty
    examples: tuple[tuple[str, str], ...]
    """Credit, and what it gives: photographers > chain."""


def _row(name: str, classes: str, certainty: Certainty, *examples: tuple[str, str]) -> Pattern:
    return Pattern(name, re.compile(classes.replace(" ", "")), certainty, examples)


PATTERNS = (
    _row("account at a platform", r"(?P<who>[@1UPG]) v? (?P<chain>S [ASOWC1Uv]*)", "exact",
         ("@coastwalker/Instagram", "@coastwalker > Instagram"), ("Bluefin | flickr", "Bluefin > Flickr")),
    _row("platform, then account", r"(?P<chain>S+) (?P<who>@)", "exact",
         ("Instagram/@coastwalker", "@coastwalker > Instagram"), ("TikTok / @mira.k", "@mira.k > TikTok")),
    _row("person, then the chain", r"(?P<who>[GP@U] G*) (?P<chain>[ASOWC1UP?v] [ASOWC1UPG?v]*)", "exact",
         ("Mia Holm/AFP/Getty Images", "Mia Holm > AFP › Getty Images"),
         ("Juan Paz, Ana Sol/Reuters", "Juan Paz, Ana Sol > Reuters")),
    _row("agency, person, then the chain", r"(?P<chain>[ASOWC1Uv]*[ASOWC]) (?P<who>[GP@]+) (?P<more>[ASOWC1U?v]*)", "exact",
         ("REUTERS/Mia Holm", "Mia Holm > Reuters"), ("TASS/Ivan Orel/Pool via AP", "Ivan Orel > TASS › The Associated Press")),
    _row("people alone", r"(?P<who>[GP@]+)", "likely",
         ("Mia Holm", "Mia Holm >"), ("Mia Holm and Juan Paz", "Mia Holm, Juan Paz >")),
    _row("agencies alone", r"v? (?P<chain>[ASOW1CUPG?v]* [ASOWv] [ASOW1CUPG?v]*)", "exact",
         ("AFP via Getty Images", "> AFP › Getty Images"), ("NASA, ESA", "> NASA › European Space Agency")),
    _row("name via unknown house", r"(?P<who>[GP@]) v (?P<chain>[PGC1UO])", "guess",
         ("Mia Holm via Fjordlys", "Mia Holm > Fjordlys"), ("Juan Paz via KWXY", "Juan Paz > KWXY")),
    _row("via unknown house", r"v (?P<chain>[PGC1U])", "guess",
         ("via Nordvik Kunstforum", "> Nordvik Kunstforum"), ("via Fjordlys", "> Fjordlys")),
    _row("unknown", r"(?P<unread>.*)", "guess", ("Fjordlys", ">"), ("xx yy zz", ">")),
)  # fmt: skip
"""Ordered: the first that matches the whole sequence of parts wins."""

_UNSEEN = frozenset("XEZRLDN")


class Reading(NamedTuple):
    """A credit with the places of what was read in it (offsets in the string given) and how."""

    credit: Credit
    evidence: tuple[Evidence, ...]
    pattern: str
    parts: tuple[Part, ...]


def parse_credit(text: str) -> Credit:
    """Read one printed credit line, with or without brackets and label.

    Never raises; what no rule claims is in `unread`.

    >>> credit = parse_credit("(Photo by Mia HOLM / AFP via Getty Images)")
    >>> credit.photographers[0].name, [a.name for a in credit.agencies], credit.via
    ('Mia Holm', ['AFP', 'Getty Images'], 'Getty Images')
    """
    return read_credit(text).credit


def read_credit(text: str, start: int = 0, end: int | None = None) -> Reading:
    """Read the credit in `text[start:end]`; evidence counts in `text`."""
    end = len(text) if end is None else end
    start, end = unwrap(text, start, end)
    label, start, plural = strip_label(text, start, end)
    start, end = unwrap(text, start, end)
    end, restrictions = strip_tail(text, start, end)
    raw = text[start:end]
    pieces = panels(raw)
    if len(pieces) == 1:
        reading = _read_one(raw, label)
        flags = list(reading.credit.flags)
        if _is_composite(reading, plural):
            flags.append("composite")
        credit = reading.credit
        evidence = reading.evidence
        parts, pattern = reading.parts, reading.pattern
        made: tuple[CreditPart, ...] = ()
    else:
        credit, evidence, parts, pattern, made = _read_panels(raw, pieces, label)
        flags = list(credit.flags)
    credit = Credit(
        raw, credit.photographers, credit.agencies, credit.via, tuple(dict.fromkeys(flags)), credit.unread, label,
        credit.client, restrictions, credit.catalogue_number, made,
    )  # fmt: skip
    if start:
        evidence = tuple(Evidence(e.field, e.start + start, e.end + start, e.pattern, e.certainty) for e in evidence)
        parts = tuple(p._replace(start=p.start + start, end=p.end + start) for p in parts)
    return Reading(credit, evidence, pattern, parts)


def _is_composite(reading: Reading, plural: bool) -> bool:
    positions = sum(part.kind == "Z" for part in reading.parts)
    makers = len(reading.credit.photographers)
    return (plural and makers > 1) or (positions > 0 and makers > 1)


def _read_one(raw: str, label: str, in_panel: bool = False) -> Reading:
    parts = _resolve(split(raw))
    if in_panel and len(parts) == 1 and parts[0].kind in "1C":
        parts = [parts[0]._replace(kind="O")]
    seen = [part for part in parts if part.kind not in _UNSEEN and part.kind not in "csbf"]
    word = "".join(part.kind for part in seen)
    unnamed = any(part.kind == "N" for part in parts)
    if unnamed and word:
        word_for_match = word.replace("G", "O").replace("P", "O")
    else:
        word_for_match = word
    chosen = "nothing"
    who: list[int] = []
    chain: list[int] = []
    unread: list[int] = []
    certainty: Certainty = "exact"
    if word:
        for pattern in PATTERNS:
            match = pattern.classes.fullmatch(word_for_match)
            if not match:
                continue
            chosen, certainty = pattern.name, pattern.certainty
            groups = match.groupdict()
            who = list(range(*match.span("who"))) if groups.get("who") else []
            chain = list(range(*match.span("chain"))) if groups.get("chain") else []
            if groups.get("more"):
                chain += range(*match.span("more"))
            if "unread" in groups:
                # Known agencies and people given outright are still what they are.
                chain = [i for i, kind in enumerate(word) if kind in "AS"]
                unread = [i for i, kind in enumerate(word) if kind not in "ASv"]
            break
    return _build(raw, parts, seen, word, who, chain, unread, chosen, certainty)


def _resolve(parts: list[Part]) -> list[Part]:
    """Settle what a marker in front decides: who a client is, who gave a picture, who drew it."""
    made: list[Part] = []
    for index, part in enumerate(parts):
        before = parts[index - 1] if index else None
        if (
            part.kind == "P"
            and _AND_GAP.fullmatch(part.gap)
            and any(p.kind in "GP" for p in made)
            and not _has_chain(made)
        ):
            part = part._replace(kind="G")
        if before and before.kind == "f" and len(made) > 1 and made[-2].kind in "AS":
            entry = made[-2].entry
            if entry and entry.kind in ("photo-agency", "stock", "sports") and part.kind not in "R":
                part = part._replace(kind="f")
        elif before and before.kind == "f" and part.kind in "GP1C?":
            part = part._replace(kind="O")
        elif before and before.kind == "s" and part.kind in "1C@":
            part = part._replace(kind="P")
        elif before and before.kind == "c" and part.kind in "1C":
            part = part._replace(kind="O")
        elif before and before.kind == "b" and part.kind == "1":
            part = part._replace(kind="O" if any(p.kind in "GP" for p in parts[:index]) else "P")
        elif (
            part.kind == "P"
            and not index
            and len(parts) > 1
            and parts[1].kind == "v"
            and parts[1].gap.strip()[:1] == "/"
        ):
            # "Nordvik Havn/via REUTERS" is the form for what an organisation hands out.
            part = part._replace(kind="O")
        elif part.kind in "1CP" and index + 1 < len(parts) and parts[index + 1].kind == "R":
            follows = parts[index + 1]
            if not follows.gap.strip() and follows.flags and part.kind != "P":
                part = part._replace(kind="O")
        made.append(part)
    return made


_AND_GAP = re.compile(r"\s*(?:[,&+]|,?\s*(?:and|und|et|y|e|og|och|en|ja|&)(?=\s))?\s*", re.IGNORECASE)


def _has_chain(parts: list[Part]) -> bool:
    return any(part.kind in "ASOW" for part in parts)


def _build(
    raw: str, parts: list[Part], seen: list[Part], word: str,
    who: list[int], chain: list[int], unread: list[int], pattern: str, certainty: Certainty,
) -> Reading:  # fmt: skip
    evidence: list[Evidence] = []
    flags: list[str] = []
    client = None
    number = ""
    for part in parts:
        for flag in part.flags:
            if flag not in flags:
                flags.append(flag)
                evidence.append(Evidence(f"credit.flags.{len(flags) - 1}", part.start, part.end, "role word"))
        if (
            part.kind == "f"
            and part.end - part.start > 5
            and raw[part.start : part.end].strip().lower() not in _FOR_WORDS
        ):
            client = raw[part.start : part.end]
            evidence.append(Evidence("credit.client", part.start, part.end, "agency for client"))
        elif part.kind == "D" and not number and re.search(r"\d{4,}", raw[part.start : part.end]):
            number = raw[part.start : part.end] if not _YEAR.fullmatch(raw[part.start : part.end].strip()) else ""
    photographers: list[Photographer] = []
    for index in who:
        part = seen[index]
        printed = raw[part.start : part.end].strip(" \"'“”")
        sure: Certainty = certainty if part.kind in "G@" else "likely"
        name = printed if part.kind == "@" else natural(printed.removeprefix("Von ") if part.kind == "1" else printed)
        if all(name != known.name for known in photographers):
            evidence.append(Evidence(f"credit.photographers.{len(photographers)}", part.start, part.end, pattern, sure))
            photographers.append(Photographer(name, printed))
    agencies: list[Agency] = []
    ids: set[str] = set()
    via: str | None = None
    marker = word.find("v")
    unnamed = any(part.kind == "N" for part in parts)
    names = {match_key(person.name) for person in photographers}
    for index in chain:
        part = seen[index]
        after_via = -1 < marker < index
        if part.kind == "v" or (part.kind in "GP" and names and match_key(raw[part.start : part.end]) in names):
            continue
        if part.kind == "G" and pattern != "name via unknown house" and not unnamed:
            # A name that comes after the chain is one more maker: "Mia Holm/Nordvik Press/Juan Paz".
            evidence.append(
                Evidence(f"credit.photographers.{len(photographers)}", part.start, part.end, pattern, "likely")
            )
            photographers.append(Photographer(natural(raw[part.start : part.end]), raw[part.start : part.end]))
            continue
        printed = raw[part.start : part.end].strip()
        entry = part.entry
        name = entry.name if entry else _printed_name(printed)
        if after_via and via is None:
            via = name
        mark = entry.id if entry else name.casefold()
        if mark in ids:
            continue
        ids.add(mark)
        sure = certainty if entry else "likely"
        evidence.append(Evidence(f"credit.agencies.{len(agencies)}", part.start, part.end, pattern, sure))
        agencies.append(Agency(name, entry.id if entry else None, printed))
    if agencies and any(part.kind == "S" and part.entry and part.entry.kind == "social" for part in seen):
        if not any(flag in flags for flag in ("creative-commons",)) and not _is_library(seen):
            flags.append("social")
    left: list[str] = []
    for index in unread:
        part = seen[index]
        evidence.append(Evidence(f"credit.unread.{len(left)}", part.start, part.end, pattern, "guess"))
        left.append(raw[part.start : part.end])
    credit = Credit(raw, tuple(photographers), tuple(agencies), via, tuple(flags), tuple(left), "", client, "", number)
    return Reading(credit, tuple(evidence), pattern, tuple(parts))


_FOR_WORDS = frozenset(("for", "pour", "para", "für", "til", "per"))
_YEAR = re.compile(r"(?:©|\(c\))?\s*(?:19|20)\d\d")
_LIBRARIES = frozenset(("flickr", "wikimedia-commons", "wikipedia", "youtube", "google"))


def _is_library(seen: list[Part]) -> bool:
    # A picture library with accounts is not a social network.
    return all(p.entry is None or p.entry.kind != "social" or p.entry.id in _LIBRARIES - {"youtube"} for p in seen)


def _printed_name(printed: str) -> str:
    """Return an unknown house as printed, out of capitals when it is a name of several words."""
    if printed.isupper() and " " in printed and len(printed) > 8:
        return " ".join(w if w.lower() in ("of", "and", "the") and 0 else w.capitalize() for w in printed.split())
    return printed


def _read_panels(
    raw: str, pieces: list[tuple[str, int, int]], label: str
) -> tuple[Credit, tuple[Evidence, ...], tuple[Part, ...], str, tuple[CreditPart, ...]]:
    photographers: list[Photographer] = []
    agencies: list[Agency] = []
    flags: list[str] = []
    unread: list[str] = []
    evidence: list[Evidence] = []
    parts: list[Part] = []
    made: list[CreditPart] = []
    via = None
    pattern = "panels"
    makers_of_whole = 0
    for position, start, end in pieces:
        inner, at, _ = strip_label(raw, start, end)
        reading = _read_one(raw[at:end], inner, in_panel=True)
        if reading.credit.photographers or reading.credit.agencies:
            # "…; illustration by NAME" names who put the panels together, not one more panel.
            if (
                any(part.kind == "b" for part in reading.parts)
                or set(reading.credit.flags)
                & {
                    "illustration",
                    "composite",
                }
                or _WHOLE.match(raw, start)
            ):
                makers_of_whole += 1
        shift: dict[str, str] = {}
        for index, person in enumerate(reading.credit.photographers):
            known = next((i for i, p in enumerate(photographers) if p.name == person.name), None)
            if known is None:
                photographers.append(person)
                shift[f"credit.photographers.{index}"] = f"credit.photographers.{len(photographers) - 1}"
        for index, agency in enumerate(reading.credit.agencies):
            if all(agency.name != known_agency.name for known_agency in agencies):
                agencies.append(agency)
                shift[f"credit.agencies.{index}"] = f"credit.agencies.{len(agencies) - 1}"
        for index, rest in enumerate(reading.credit.unread):
            shift[f"credit.unread.{index}"] = f"credit.unread.{len(unread)}"
            unread.append(rest)
        for index, flag in enumerate(reading.credit.flags):
            if flag not in flags:
                shift[f"credit.flags.{index}"] = f"credit.flags.{len(flags)}"
                flags.append(flag)
        via = via or reading.credit.via
        for e in reading.evidence:
            if e.field in shift:
                evidence.append(Evidence(shift[e.field], e.start + at, e.end + at, e.pattern, e.certainty))
        parts.extend(p._replace(start=p.start + at, end=p.end + at) for p in reading.parts)
        if reading.credit.photographers or reading.credit.agencies:
            made.append(CreditPart(raw[start:end].strip(" ;."), position, reading.credit.photographers, reading.credit.agencies, reading.credit.via))  # fmt: skip
    if len(made) - makers_of_whole > 1 or any(part.label for part in made):
        flags.append("composite")
    credit = Credit(raw, tuple(photographers), tuple(agencies), via, tuple(flags), tuple(unread))
    return credit, tuple(evidence), tuple(parts), pattern, tuple(made) if "composite" in flags else ()


_WHOLE = re.compile(
    r"\s*(?:food|prop|hair|make-?up|set|photo)?\s*(?:styling|stylist|assistant|illustration|design|montage)", re.I
)
