"""The places of a caption put together: the one that is meant, and what the others say of the same place."""

from __future__ import annotations

from indexer.model import Certainty, Evidence, Location
from indexer.parse.place_choice import Spot
from indexer.text import fold
from indexer.vocab.place_words import place_words

MOST_ALTERNATIVES = 5


def _in_english(printed: str, name: str) -> str:
    """Return the English name, unless one is only the longer form of the other."""
    short, long = sorted((fold(printed), fold(name)), key=len)
    return printed if long.startswith(short) else name


def _is_disputed(spot: Spot) -> bool:
    return any(
        part is not None
        and (
            fold(part.text) in place_words().disputed
            or (part.place is not None and part.place.country_code in ("PS", "EH"))
            or (part.place is not None and fold(part.place.region or "") in place_words().disputed)
        )
        for part in (spot.city, spot.region)
    )


def merge(spots: list[Spot], caption: str, english: bool) -> tuple[Location | None, tuple[Evidence, ...]]:
    """Choose the place that is meant and add to it what the others say of the same place."""
    if not spots:
        return None, ()
    best = max(spots, key=lambda s: (s.strength + 3 * bool(s.city) + bool(s.region or s.country), -s.first))
    for other in spots:
        best = _joined(best, other)
    return _location(best, english, caption)


def _joined(best: Spot, other: Spot) -> Spot:
    if other is best:
        return best
    if best.facility is None and other.facility and not other.city and other.strength >= 3:
        best = best._replace(facility=other.facility)
    if best.city is None and other.city and not best.region and not best.country:
        return best._replace(city=other.city, others=other.others, sure=other.sure, region=other.region)
    if best.city and best.city.place:
        place = best.city.place
        if other.city and other.city.place == place and best.facility is None:
            best = best._replace(facility=other.facility)
        region = other.region
        if best.region is None and region and region.place and region.place.name == place.region:
            best = best._replace(region=region)
        country = other.country
        if best.country is None and country and country.place and country.place.country_code == place.country_code:
            best = best._replace(country=country)
    return best


def _location(spot: Spot, english: bool, caption: str) -> tuple[Location, tuple[Evidence, ...]]:
    grade: Certainty = "exact" if spot.strength >= 5 else "likely"
    fields = {"sublocation": spot.facility, "city": spot.city, "region": spot.region, "country": spot.country}
    evidence = [
        Evidence(f"location.{field}", part.start, part.end, f"place-{spot.cue}", grade)
        for field, part in fields.items()
        if part is not None
    ]
    texts = {field: part.text if part else None for field, part in fields.items()}
    if spot.city and spot.city.place and not english:
        texts["city"] = _in_english(spot.city.text, spot.city.place.name)
    inferred: list[str] = []
    code = spot.country.place.country_code if spot.country and spot.country.place else None
    if spot.country is None and not _is_disputed(spot):
        source = spot.city if spot.city and spot.sure else None
        if spot.region and spot.region.place:
            source = spot.region
        if source and source.place and source.place.country:
            texts["country"], code = source.place.country, source.place.country_code
            inferred += ["country"]
            evidence.append(Evidence("location.country", source.start, source.end, "place-inferred", "likely"))
    if code:
        inferred.append("country_code")
    known = next((p.place for p in (spot.facility, spot.city, spot.region, spot.country) if p and p.place), None)
    if known and spot.facility and not spot.facility.place and spot.city is None:
        known = None
    return (
        Location(
            **texts,
            country_code=code,
            latitude=known.latitude if known else None,
            longitude=known.longitude if known else None,
            inferred=tuple(inferred),
            alternatives=tuple(
                ", ".join(filter(None, (p.name, p.region, p.country))) for p in spot.others[:MOST_ALTERNATIVES]
            ),
        ),
        tuple(evidence),
    )
