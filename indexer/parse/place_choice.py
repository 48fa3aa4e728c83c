"""Which of the places of that name is meant, and what the chain of names says about each level."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, radians
from typing import NamedTuple

from indexer.parse.place_names import BY_NAME, Name, own_names
from indexer.text import fold
from indexer.vocab.gazetteer import Place, find, key, spellings
from indexer.vocab.place_words import place_words

PROMINENT = 60_000
"""People from which a town is so well known that its country goes without saying."""
DOMINANT = 4
"""How many times larger than its largest namesake abroad it must be for that."""
HINTED = 10
"""A country that the caption names otherwise makes its towns count as so many times larger."""
REGION_WINS = 8
"""A region is meant, not the town of that name, when it has so many times its people."""
_TOWNS_OWN = frozenset("stadium cathedral zoo metro subway arena".split())
"""What is called after its own town when a large town's name stands in front: Cairo Stadium."""


class Part(NamedTuple):
    """One level of a place, with where it is printed."""

    text: str
    start: int
    end: int
    place: Place | None = None


class Spot(NamedTuple):
    """What one chain of names says."""

    first: int
    """Its first word."""
    facility: Part | None
    city: Part | None
    region: Part | None
    country: Part | None
    others: tuple[Place, ...] = ()
    """Namesakes of the town that the chain does not rule out."""
    sure: bool = False
    """Whether the country of the town goes without saying."""
    cue: str | None = None
    strength: int = 0
    """These two stay last: they are set when all of the caption's cues are weighed."""


class _Levels:
    """The levels found so far, from the broadest to the narrowest."""

    def __init__(self) -> None:
        self.facility: Part | None = None
        self.city: Part | None = None
        self.region: Part | None = None
        self.country: Part | None = None
        self.code: str | None = None
        self.others: tuple[Place, ...] = ()
        self.sure = False


def resolve(
    chain: list[Name], hints: frozenset[str], cue: str | None, code: str | None, dated: bool = False
) -> Spot | None:
    """Read a chain of names as facility, town, region and country; None when no name in it is a place.

    `hints` are countries that the caption names, `code` the one of a demonym right in front; `dated`
    says that a date follows.
    """
    names = _from_narrow_to_broad(chain)
    found = _Levels()
    for at in range(len(names) - 1, -1, -1):
        _place(names, at, found, hints, cue, code, dated)
    if not (found.facility or found.city or found.region or found.country):
        return None
    return Spot(chain[0].first, found.facility, found.city, found.region, found.country, found.others, found.sure)


def _from_narrow_to_broad(chain: list[Name]) -> list[Name]:
    """Turn round what is printed the other way: `Kharkiv's Saltivka`, `the Alaska village of …`, `Spain, Madrid:`."""
    names = list(chain)
    if len(names) == 1:
        return names
    for at in range(len(names) - 1):
        left = names[at]
        right = names[at + 1]
        if left.owner and (right.sort != "unknown" or right.places):
            names[at], names[at + 1] = right, left._replace(owner=False)
        elif left.sort == "settlement" and right.first - left.last == 2 and left.places:
            kind = left.places[0].kind
            if kind in ("country", "region") or not right.places:
                names[at], names[at + 1] = right, left
    if _country(names[0]) and not _country(names[-1]) and names[-1].places:
        names.reverse()
    elif len(names) == 2 and _is_region(names[0]) and names[0].sort == "known" and names[1].places:
        town = _largest(names[1].places, "city")
        if town and town.region == names[0].places[0].name and not (_is_region(names[1]) or _country(names[1])):
            names.reverse()
    return names


def _country(name: Name) -> Place | None:
    if name.sort in ("known", "settlement"):
        for place in name.places:
            if place.kind == "country":
                return place
    return None


def _is_region(name: Name) -> bool:
    return bool(name.places) and name.places[0].kind == "region" and name.places[0].region is None


def _largest(places: Sequence[Place], kind: str) -> Place | None:
    for place in places:
        if place.kind == kind:
            return place
    return None


def _place(
    names: list[Name], at: int, found: _Levels, hints: frozenset[str], cue: str | None, code: str | None, dated: bool
) -> None:
    """Put name `at` on its level; the broader names behind it are placed already."""
    name = names[at]
    part = Part(name.text, name.start, name.end)
    broadest = not (found.country or found.region or found.city)
    if name.state:
        printed, code = name.state
        state = next((p for p in find(printed) if p.kind in ("region", "country") and p.country_code == code), None)
        part = Part(printed, name.start, name.end, state)
        if state and state.kind == "country":  # Puerto Rico
            found.country = part
        else:
            found.region = part
        found.code = code
        return
    if name.sort == "facility" and not _is_town_here(name, names, at, found, cue):
        _put_facility(name, part, found)
        return
    if name.sort in ("region", "district") and not (name.sort == "district" and found.city):
        known = next((p for p in find(name.base) if p.kind == "region" and _agrees(p, found)), None)
        found.region = found.region or part._replace(place=known)
        if known and not found.code:
            found.code = known.country_code
        return
    if name.sort in ("quarter", "district"):
        found.facility = part
        return
    country = _country(name)
    if country is not None and not found.country:
        before = names[at - 1] if at else None
        if broadest and not (before and _only_in_state(before, name)):
            found.country, found.code = Part(country.name, name.start, name.end, country), country.country_code
            if fold(country.name) in place_words().city_state and not any(n.sort == "known" for n in names[:at]):
                found.city = found.country
            return
        if not broadest and found.region and not found.city:
            return
    if not name.places:
        _put_unknown(name, part, found, cue, names, at, dated)
        return
    _put_known(name, part, found, names, at, hints, cue, code)


def _put_facility(name: Name, part: Part, found: _Levels) -> None:
    found.facility = part._replace(place=_largest(name.places, "facility"))
    if not found.city:
        town = _named_after(name, found)
        if town is not None:
            printed, place = town
            found.city = Part(printed, name.start, name.start + len(printed), place)
            found.sure, found.others = _standing((place, *find(printed)), frozenset(), printed)


def _named_after(name: Name, found: _Levels) -> tuple[str, Place] | None:
    """Return the town that an airport, port or congress centre carries in front of its name."""
    words = name.text.split()
    if words[-1].lower() in place_words().named_after_town:
        prefixes = [" ".join(words[:count]) for count in range(min(len(words) - 1, 3), 0, -1)]
    elif len(words) > 2 and words[0].lower() in ("port", "hafen", "puerto") and words[1] in ("of", "von", "de"):
        prefixes = [" ".join(words[2:])]
    elif len(words) == 2 and words[-1].lower() in _TOWNS_OWN:
        town = next((p for p in find(words[0], 1) if p.kind == "city" and p.population > 300_000), None)
        return (words[0], town) if town and key(town.name) == key(words[0]) and _agrees(town, found) else None
    elif name.base and words[-1] in place_words().facility and words[-1] not in place_words().street:
        prefixes = [name.base]  # Kramatorsk train station
    else:
        return None
    for printed in prefixes:
        for place in find(printed):
            named = key(place.name) == key(printed)
            if place.kind == "city" and named and place.population > 15_000 and _agrees(place, found):
                return printed, place
    return None


def _is_town_here(name: Name, names: list[Name], at: int, found: _Levels, cue: str | None) -> bool:
    """Say whether a name that ends like a building is a town here: Long Beach, Calif."""
    towns = [place for place in name.places if place.kind == "city" and _agrees(place, found)]
    if not towns or name.base or _largest(name.places, "facility"):
        return False
    if found.city:
        return False
    if found.region:
        return True
    if len(name.text.split()) == 1 or towns[0].population > PROMINENT:
        return True
    return bool(found.country) and towns[0].population > 5_000


def _agrees(place: Place, found: _Levels) -> bool:
    """Say whether a place can lie in the country and region found so far."""
    if found.code and place.country_code != found.code:
        return False
    if found.region and found.region.place:
        region = found.region.place
        if region.region is None and place.region == region.name:
            return True
        return _distance(place, region) < 200 and (region.region is not None or region.kind != "region")
    return True


def _distance(a: Place, b: Place) -> float:
    """Return roughly how many kilometres lie between two places."""
    return 111 * hypot(a.latitude - b.latitude, (a.longitude - b.longitude) * cos(radians(a.latitude)))


def _only_in_state(before: Name, name: Name) -> bool:
    """Say whether a country's name is that of a region here: Atlanta, Georgia."""
    region, country = _largest(name.places, "region"), _country(name)
    if region is None or country is None or not before.places:
        return False
    inside = [place for place in before.places if place.kind == "city"]
    return not any(place.country_code == country.country_code for place in inside) and any(
        place.region == region.name for place in inside
    )


def _put_unknown(
    name: Name, part: Part, found: _Levels, cue: str | None, names: list[Name], at: int, dated: bool
) -> None:
    inside = at == 1 and names[0].sort == "facility" and (found.country or found.region) and not found.city
    if (at and not inside) or name.owner or fold(name.text) in place_words().not_place or cue in (None, "no"):
        return
    if inside:  # the Open Museum in Nowhere-upon-Nothing, Greece
        found.city = part
        return
    if found.city:
        if cue in ("in", "near", "at", "start", "noun", "over") and not found.facility:
            found.facility = part
    elif (
        ((found.region or found.country) and cue in ("in", "near", "noun", "over", "at"))
        or cue == "noun"
        or (cue in ("in", "near") and name.sort == "settlement")
        or (cue in ("in", "near") and len(names) == 1 and _sounds_like_town(name, dated))
    ):
        found.city = part


def _sounds_like_town(name: Name, dated: bool) -> bool:
    """Say whether a name that no gazetteer has may be a village: by its first word, or by the date behind it."""
    words = [word.lower() for word in name.text.replace("-", " ").split()]
    if (
        len(words) > 4
        or name.text.isupper()
        or any(w in place_words().event or w in place_words().not_place for w in words)
    ):
        return False
    return (len(words) > 1 and words[0] in place_words().town_prefix) or dated


def _put_known(
    name: Name,
    part: Part,
    found: _Levels,
    names: list[Name],
    at: int,
    hints: frozenset[str],
    cue: str | None,
    code: str | None,
) -> None:
    places: Sequence[Place] = name.places
    if found.code or found.region:
        places = [place for place in places if _agrees(place, found)]
    if code and not found.code and name is names[0]:
        places = [place for place in places if place.country_code == code] or places
    towns = [p for p in places if p.kind == "city"]
    region = quarter = facility = None
    if len(towns) < len(places):
        region, quarter, facility = (_largest(places, kind) for kind in ("region", "quarter", "facility"))
    if len(towns) > 1:
        weights = _weights(towns, hints, own_names(towns, name.base or name.text))
        towns = [towns[at] for at in sorted(range(len(towns)), key=lambda at: -weights[at])]
    narrower = names[at - 1] if at else None
    if facility and not found.facility:
        found.facility = part._replace(place=facility)
        return
    if quarter and (found.city or not towns or towns[0].population < 1_500_000):
        found.facility = part._replace(place=quarter)
        return
    if found.city:
        town = found.city.place
        if towns and town and not found.facility and at == 0 and _distance(towns[0], town) < 60:
            found.facility = part._replace(place=towns[0])
        return
    if region and not found.region and _means_region(name.text, region, towns, narrower, found):
        found.region = Part(_printed(name.text, region), name.start, name.end, region)
        if not found.code:
            found.code = region.country_code
        return
    if not towns:
        if not places and cue not in (None, "no") and not (found.city or at) and (found.region or found.country):
            found.city = part
        return
    alone = at == 0 and not (found.region or found.country) and name.sort != "settlement"
    if alone and (cue in ("at", "no") or (cue == "over" and towns[0].population < PROMINENT)):
        return
    if len(names) == 1 and towns[0].population < 500 and not code:
        return
    found.city = Part(_printed(name.text, towns[0]), name.start, name.end, towns[0])
    found.sure, found.others = _standing(towns, hints, name.base or name.text)
    if code and towns[0].country_code == code:  # the Greek village of …
        found.sure = True


def _means_region(name: str, region: Place, towns: list[Place], narrower: Name | None, found: _Levels) -> bool:
    if region.region is not None and towns and narrower is None:
        return False
    if not towns or fold(name) in place_words().region_first:
        return True
    if region.population > 100 * towns[0].population:
        return True
    if narrower is not None and narrower.sort in ("known", "unknown", "settlement"):
        inner = [p for p in narrower.places if p.kind == "city" and _agrees(p, found)]
        quarter = _largest(narrower.places, "quarter")
        if not (quarter and quarter.region == region.name):
            return region.region is None and (not narrower.places or any(p.region == region.name for p in inner))
    if towns[0].capital:
        return False
    return region.population > REGION_WINS * towns[0].population


def _weights(places: Sequence[Place], hints: frozenset[str], own: Sequence[bool]) -> list[float]:
    """Weigh namesakes: by people, by the countries that the caption names, by-names (not their own) little."""
    return [
        (place.population + 1)
        * (HINTED if place.country_code in hints else 1)
        * (2 if place.capital else 1)
        / (1 if is_own else BY_NAME)
        for place, is_own in zip(places, own, strict=True)
    ]


def _standing(towns: Sequence[Place], hints: frozenset[str], printed: str) -> tuple[bool, tuple[Place, ...]]:
    """Return whether the first town's country goes without saying, and its namesakes."""
    town = towns[0]
    known = town.capital or town.population >= PROMINENT or town.country_code in hints
    if len(towns) == 1:
        return known, ()
    own = own_names(towns, printed)
    weights = _weights(towns, hints, own)
    others = tuple([p for p, same in zip(towns, own, strict=True) if same and p.kind == "city" and p != town])
    abroad = [
        weight
        for place, weight in zip(towns, weights, strict=True)
        if place.kind == "city" and place.country_code != town.country_code
    ]
    return bool(known and (town.capital or weights[0] >= DOMINANT * max(abroad, default=0))), others


def _printed(text: str, place: Place) -> str:
    """Return the name as the record prints it: shouted names quietly, renamed towns under today's name."""
    if text == place.name:
        return text
    renamed = spellings().get(fold(text))
    if renamed == place.name:
        return renamed
    if text.isupper() and len(text) > 3:
        return place.name if fold(place.name) == fold(text) else text.title()
    return text
