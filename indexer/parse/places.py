"""Where the picture was taken: the caption's places, put in order and told from the countries it only speaks of."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from indexer.model import Evidence, Location
from indexer.parse.place_choice import Spot, resolve
from indexer.parse.place_merge import merge
from indexer.parse.place_names import Name, read_names
from indexer.parse.words import CAPITAL, MAX_LENGTH, QUOTE, Text, Word, covered, read_text
from indexer.text import lazy_pattern
from indexer.vocab.captions import DEMONYM
from indexer.vocab.gazetteer import demonym, is_place
from indexer.vocab.place_words import place_words

_DASHES = frozenset("-–—:;|")
_QUOTED = lazy_pattern(
    r"“[^”]{1,80}”|\"[^\"]{1,80}\"|«[^»]{1,80}»|„[^“”]{1,80}[“”]|(?<!\w)(?:‘[^’]{1,80}’|'[^']{1,80}')(?!\w)"
)
"""Titles of films, shows and books are no places."""
_HELD_IN = frozenset(("premiere", "première", "marathon", "screening", "office", "headquarters", "suburb", "skyline"))
"""Behind a town's name these are in the town: the Oslo premiere."""
_OF = ("of", "de", "du", "von", "del", "da", "do")
_STRENGTH = {
    "in": 5,
    "near": 3,
    "start": 4,
    "noun": 4,
    "chain": 4,
    "over": 3,
    "at": 3,
    "date": 3,
    "owner": 3,
    "event": 3,
}
"""How surely each cue says that the name behind it is where the picture was taken."""


_MAKES_A_TOWN = frozenset(("in", "near", "noun"))
"""Cues behind which a name that no gazetteer has may be a town's."""


class PlaceReading(NamedTuple):
    """What a caption says about places."""

    location: Location | None
    """Where the picture was taken; None when the caption does not say."""
    evidence: tuple[Evidence, ...]
    """Offsets are counted in the caption."""
    mentions: tuple[tuple[int, int], ...]
    """Start and end of every place name seen, of the location or not."""


class _Cue(NamedTuple):
    kind: str | None
    """Key of _STRENGTH, `no` for a word that rules the place out, None for nothing in front."""
    at: int
    """The word before the whole phrase."""
    code: str | None = None
    """Country of a demonym on the way: the Ukrainian city of …"""
    noun: bool = False
    """Whether a noun on the way says that a settlement follows: the village of …"""


def read_places(
    caption: str | Text, *, people: Sequence[tuple[int, int]] = (), dates: Sequence[tuple[int, int]] = ()
) -> PlaceReading:
    """Read where the picture was taken; the spans of `people` and `dates` are not read as places.

    Never raises; reads the first 1,500 words.

    >>> reading = read_places("Rescuers search the ruins in Izyum, Ukraine, on Friday.")
    >>> reading.location.city, reading.location.country, reading.location.country_code
    ('Izium', 'Ukraine', 'UA')
    >>> read_places("The U.S. Senator spoke about Russian attacks on Ukraine.").location is None
    True
    """
    text = read_text(caption)
    caption, words = text.caption, text.words
    inside = covered(text, _quotations(text))
    dates = [span for span in dates if not _is_town_like_month(caption, *span)]
    days = covered(text, dates)
    starts = [at for at in text.starts if at not in inside or at - 1 not in inside]
    names = read_names(text, starts, covered(text, people) | days | inside)
    if not names:
        return PlaceReading(None, (), ())
    hints = _countries_named(text, names)
    spots: list[Spot] = []
    for chain in _chains(words, names):
        spot = _spot(words, chain, hints, days, text.english)
        if spot is not None:
            spots.append(spot)
    mentions = tuple([(n.start, n.end) for n in names if n.places or n.state or n.sort not in ("unknown",)])
    location, evidence = merge(_eligible(words, starts, spots), caption, text.english)
    return PlaceReading(location, evidence, mentions)


def _is_town_like_month(caption: str, start: int, end: int) -> bool:
    """Say whether a span of a date is the end of a town's name: Rio de Janeiro."""
    if not caption[start:end].replace(" ", "").isalpha() or not 0 < start < end <= len(caption):
        return False
    before = caption[max(0, start - 40) : start].split()
    return any(before[-count:] and is_place(" ".join([*before[-count:], caption[start:end]])) for count in (1, 2))


def _quotations(text: Text) -> list[tuple[int, int]]:
    """Return where the caption quotes titles and speech."""
    if not text.seen & QUOTE:
        return []
    return [match.span() for match in _QUOTED.finditer(text.caption, 0, MAX_LENGTH)]


def _countries_named(text: Text, names: Sequence[Name]) -> frozenset[str]:
    """Return the codes of the countries that the caption names, by themselves or by their people."""
    codes = [name.places[0].country_code for name in names if name.places and name.places[0].kind == "country"]
    if text.seen & DEMONYM:
        both = DEMONYM | CAPITAL
        codes += [demonym(text.words[at][0]) for at, flag in enumerate(text.flags) if flag & both == both]
    return frozenset([code for code in codes if code])


def _chains(words: Sequence[Word], names: Sequence[Name]) -> list[list[Name]]:
    """Join names that narrow one another: `Samarkand, Uzbekistan`, `Saltivka neighbourhood` behind `Kharkiv's`."""
    chains: list[list[Name]] = []
    for name in names:
        if chains and _linked(words, chains[-1][-1], name):
            chains[-1].append(name)
        else:
            chains.append([name])
    return chains


@cache
def _links() -> frozenset[str]:
    """What may stand between a narrower and a broader place."""
    known = place_words()
    return known.link | known.direction | known.article | frozenset(",(/")


def _linked(words: Sequence[Word], left: Name, right: Name) -> bool:
    between = right.first - left.last - 1
    if between <= 0:
        return left.owner or bool(right.places and right.places[0].kind == "country")
    if between > 6 or (left.owner and left.sort == "unknown"):
        return False
    gap = [word[0].lower() for word in words[left.last + 1 : right.first]]
    if not _links().issuperset(gap):
        return False
    if gap[0] != "," and gap[0] != "(" and left.sort == "unknown":
        return False
    if len(gap) > 1 and gap[0] == "," and left.places and left.places[0].kind == "country":
        return False
    if "of" in gap and left.sort in ("known", "unknown"):
        return False
    if gap[0] in ("at", "in", "near") and left.places and left.places[0].kind == "country" and not left.owner:
        return False  # "between Chad and Mali at Open Stadium"
    near = gap[0] == "," and left.sort in ("known", "settlement", "unknown")
    if near and not place_words().near.isdisjoint(gap):
        return False  # Windsor, near London: a town of its own
    narrows = right.sort != "unknown" or bool(right.places or right.state)
    return narrows or "," not in gap


def _spot(
    words: Sequence[Word], chain: list[Name], hints: frozenset[str], days: Container[int], english: bool
) -> Spot | None:
    """Weigh one chain: what stands in front of it, what it resolves to."""
    cue = _cue(words, chain[0].first, english)
    kind = cue.kind
    if len(chain) == 1 and chain[0].sort == "unknown" and not (cue.noun or kind in _MAKES_A_TOWN):
        return None
    first = chain[0].places[0].kind if chain[0].places else ""
    apart = first in ("", "region", "country") and not chain[0].state
    if kind == "no" and len(chain) > 1 and apart and _narrowed(words, chain[:2]):
        # "against Open Rovers, in Oslo", "the border with Open Strip, in southern Israel"
        return _spot(words, chain[1:], hints, days, english)
    if cue.noun and chain[0].sort in ("known", "unknown") and not chain[0].owner:
        chain = [chain[0]._replace(sort="settlement"), *chain[1:]]
    if kind in (None, "no", "at", "over", "start") and _narrowed(words, chain):
        kind = "in"
    if kind is None and chain[0].owner and len(chain) > 1:
        kind = "owner"
    after = chain[-1].last + 1
    if kind in (None, "start") and words[chain[0].last][0] in place_words().generic and chain[0].sort == "known":
        kind = "noun"
    if kind in (None, "at", "start") and chain[0].owner and words[chain[0].last][0] in place_words().facility:
        kind = "noun"  # Oslo's central station
    if kind is None and len(chain) == 1 and _before_day(words, after, days):
        kind = "date"
    if (
        kind in (None, "no", "at")
        and after < len(words)
        and words[after][0].lower() in _HELD_IN
        and cue.at + 1 < chain[0].first
    ):
        kind = "event"
    if len(chain) == 1 and (kind in (None, "no") or (kind == "start" and not _is_dateline(words, chain, after))):
        return None
    if cue.code:
        hints = hints | {cue.code}
    dated = (english and after in days) or (
        after + 1 in days and words[after][0].lower() in ("on", ",", "am", "le", "el", "in")
    )
    spot = resolve(chain, hints, kind, cue.code, dated)
    if spot is None:
        return None
    printed = sum(bool(part) for part in (spot.facility, spot.city, spot.region, spot.country))
    if printed > 1 and kind == "no" and dated and words[cue.at][0] == "from":
        kind = "chain"
    if printed > 1 and (kind is None or (kind == "no" and words[cue.at][0] in _OF and words[cue.at - 1][0].islower())):
        kind = "chain"
    if kind == "start" and printed < 2 and not (_is_dateline(words, chain, after) and printed):
        kind = None
    if kind is None or kind == "no":
        return None
    told = _in_relative_clause(words, cue.at)
    if not (spot.city or spot.facility):
        if told or "will" in [word[0] for word in words[max(0, cue.at - 12) : max(0, cue.at)]]:
            return None
        if not spot.region and not _may_stand(words, cue, kind, chain):
            return None
    strength = _STRENGTH[kind] - 3 * told
    return Spot(*spot[:-2], kind, strength)


def _narrowed(words: Sequence[Word], chain: list[Name]) -> bool:
    """Say whether an `in` or `near` stands inside the chain: the museum in Cairo."""
    if len(chain) == 1:
        return False
    for left, right in pairwise(chain):
        for at in range(left.last + 1, right.first):
            low = words[at][0].lower()
            if low in place_words().inside or low in place_words().near or low in ("im", "en", "à", "dans"):
                return True
    return False


def _in_relative_clause(words: Sequence[Word], at: int) -> bool:
    """Say whether the cue belongs to a clause that tells of something else: the bus that burned in …"""
    for back in range(at, max(-1, at - 8), -1):
        text = words[back][0]
        if text in ",.:;-–—":
            return False
        if text in place_words().relative:
            return True
    return False


def _may_stand(words: Sequence[Word], cue: _Cue, kind: str, chain: list[Name]) -> bool:
    """Say whether a country alone is where it was: not in `the war in X`, `the attack on X`."""
    if kind not in ("in", "near", "start"):
        return False
    after = chain[-1].last + 1
    if after + 1 < len(words) and words[after][0].isdigit() and words[after + 1][0][0].isupper():
        return False
    before = [word[0].lower() for word in words[max(0, cue.at - 3) : cue.at]]
    return not any(word in place_words().context for word in before)


def _before_day(words: Sequence[Word], after: int, days: Container[int]) -> bool:
    """Say whether a date follows the comma: `…, Turin, Sunday`."""
    return after + 1 < len(words) and words[after][0] == "," and after + 1 in days


def _is_dateline(words: Sequence[Word], chain: list[Name], after: int) -> bool:
    text = chain[0].text
    if after >= len(words):
        return False
    follows = words[after][0]
    if follows in _DASHES or follows == "(":
        return text.isupper() or any(p.population > 100_000 for p in chain[0].places if p.kind == "city")
    first = chain[0].places[0].kind if chain[0].places else ""
    return follows == "," and first == "country" and after + 1 < len(words) and words[after + 1][0].islower()


_IN = frozenset(("in", "inside", "within", "throughout", "across"))
_IN_RIGHT_BEFORE = frozenset(("en", "im"))
_OWNED_BY = frozenset(("of", "von", "de", "du", "di", "del", "da", "do"))
_AT = frozenset(("at", "beim", "am", "an"))


@cache
def _cue_words() -> frozenset[str]:
    """Every word that a cue is, or leads further back."""
    known = place_words()
    nouns = known.settlement | known.quarter | known.article | known.direction
    cues = known.near | known.in_foreign | known.over | known.no_cue
    return _IN | _IN_RIGHT_BEFORE | _OWNED_BY | _AT | nouns | cues | {","}


def _cue(words: Sequence[Word], first: int, english: bool) -> _Cue:
    """Walk back from a name over articles, directions and nouns to the word that says what it does here."""
    at, code, noun = first - 1, None, False
    known, cue_words = place_words(), _cue_words()
    for _ in range(8):
        if at < 0:
            return _Cue("noun" if noun else "start", at, code, noun)
        text = words[at][0]
        low = text.lower()
        is_cue = low in cue_words
        if is_cue:
            if low in _IN:
                return _Cue("in", at, code, noun)
            if low in known.near:
                return _Cue("near", at, code, noun)
            if (not english and low in known.in_foreign) or (low in _IN_RIGHT_BEFORE and at == first - 1):
                return _Cue("in", at, code, noun)
            if low in _OWNED_BY and at:
                before = words[at - 1][0].lower()
                if not english and at > 1 and words[at - 2][0].lower() in known.settlement:
                    before, at = words[at - 2][0].lower(), at - 1  # ciudad costera de …
                if before in known.part or before in known.settlement or before in known.quarter:
                    noun, at = True, at - 2
                    continue
                if before in known.direction or before in known.region or before in known.district:
                    noun, at = True, at - 2
                    continue
                return _Cue("noun" if noun else "no", at, code, noun)
            if low in known.article or low in known.direction:
                at -= 1
                continue
        if (at + 1 < first if text[0].isupper() else not english) and demonym(text):
            code, at = demonym(text), at - 1
            continue
        if is_cue:
            if low in known.settlement or low in known.quarter:
                noun, at = True, at - 1
                continue
            if low == "," and at and words[at - 1][0].lower() in known.settlement:
                at -= 1
                continue
            if low in _AT:
                return _Cue("noun" if noun else "at", at, code, noun)
            if low in known.over:
                return _Cue("over", at, code, noun)
            if low in known.no_cue:
                return _Cue("no", at, code, noun)
        if text in _DASHES or text in "])" or text.isdigit():
            return _Cue("noun" if noun else "start", at, code, noun)
        break
    return _Cue("noun" if noun else None, at, code, noun)


def _eligible(words: Sequence[Word], starts: Sequence[int], spots: list[Spot]) -> list[Spot]:
    """Keep the places of the first sentence; of a later one only when it stands like a dateline."""
    if not spots:
        return []
    ends = [*starts[1:], len(words)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        inside = [spot for spot in spots if start <= spot.first < end]
        if number and inside:
            full = any(
                len([p for p in (spot.facility, spot.city, spot.region, spot.country) if p]) > 1 for spot in inside
            )
            brief = end - start <= 14 or starts[number] <= 9
            if not (brief and (full or starts[number] <= 9)):
                return []
        if inside:
            return inside
        if number > 3:
            break
    return []
