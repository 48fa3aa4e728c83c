"""Territories: place names to codes, and whether a code lies in a territory."""

from __future__ import annotations

from collections.abc import Iterable

from ..text import fold
from ..vocab import gazetteer
from ..vocab.restrictions import table

_CITY = 100_000
"""People from whom on a bare city name counts: there is a village for every word."""


def place_codes(name: str) -> tuple[str, ...]:
    """Return the codes of a country, area, region or city by its name; empty when no place of weight is called so.

    >>> place_codes("China"), place_codes("U.K."), place_codes("Quebec"), place_codes("Sales")
    (('CN',), ('GB',), ('CA/Quebec',), ())
    """
    folded = " ".join(_plain(name).split())
    areas = table().areas
    if folded in areas:
        return areas[folded]
    if folded.startswith("the ") and folded[4:] in areas:
        return areas[folded[4:]]
    if folded in table().media:
        return ()
    found = gazetteer.find(name, 8)
    kinds = {place.kind: place for place in reversed(found)}
    if (country := kinds.get("country")) and country.country_code:
        return (country.country_code,)
    region = kinds.get("region")
    if region and region.country_code and region.population >= _CITY and _plain(region.name) == folded:
        return (f"{region.country_code}/{region.name}",)
    if (city := kinds.get("city")) and city.country_code and city.population >= _CITY:
        return (f"{city.country_code}/{city.name}",)
    return ()


def _plain(name: str) -> str:
    return fold(name).replace(".", "").replace("-", " ")


def covers(territory: Iterable[str], where: str) -> bool:
    """Tell whether a use in `where` touches `territory`: a use in a country touches its regions and cities.

    >>> covers(("CN",), "CN/Shanghai"), covers(("CA/Toronto",), "CA"), covers(("FR",), "BE")
    (True, True, False)
    """
    return any(one == where or where.startswith(f"{one}/") or one.startswith(f"{where}/") for one in territory)


def within(territory: Iterable[str], where: str) -> bool:
    """Tell whether a use in `where` stays inside `territory`.

    >>> within(("CN",), "CN/Shanghai"), within(("CA/Toronto",), "CA")
    (True, False)
    """
    return any(one == where or where.startswith(f"{one}/") for one in territory)
