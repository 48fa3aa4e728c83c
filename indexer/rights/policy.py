"""The desk's policy as data: contracts, media, territories, terms, tariffs and quotas by agency, kind and flag.

Written in a file of its own, or as the table [rights] of `photodesk.toml`; `policy = "FILE"` there names the file.

    country = "NO"                      # where we publish
    file_days = 30                      # older pictures are marked as file

    [agencies.afp]                      # id of the authority list, or a name in quotes
    contract = { from = 2024-01-01, until = 2024-12-31 }
    media = ["print", "web"]
    tariff = { print = 40, web = 12.5 }
    quota = { uses = 100, per = "month" }
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

from ..errors import SettingsError
from ..model import FLAGS, Kind, Record
from ..settings import check_keys, find_settings, read_settings
from ..text import fold
from ..vocab import agencies as authority
from .reading import chain_of

Say = Literal["yes", "ask", "no"]
MEDIA = ("print", "web", "social", "broadcast", "magazine", "tabloid", "mobile", "book")
PERIODS = ("day", "week", "month", "quarter", "year")
KINDS: tuple[Kind, ...] = ("photo", "composite", "video", "illustration", "graphic")
_SECTIONS = ("agencies", "distributors", "kinds", "flags")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the policy says of one agency, distributor, kind or flag."""

    name: str
    """Where it stands in the policy: `agencies.afp`."""
    answer: Say = "yes"
    """What holds before anything else is looked at."""
    since: str = ""
    """First day of the contract."""
    until: str = ""
    """Last day of the contract, included."""
    media: tuple[str, ...] = ()
    """Media the contract covers; empty: all."""
    territories: tuple[str, ...] = ()
    """Countries the contract covers; empty: all."""
    archive: Say = "yes"
    """May it be kept and run again later?"""
    archive_days: int = 0
    """Days after the first use within which it may be run again; 0: no limit."""
    reuse: Say = "yes"
    """May it be run a second time?"""
    tariff: Mapping[str, float] = field(default_factory=dict)
    """Price of one use by medium; `default` for the others."""
    quota: int = 0
    """Uses that the contract allows a period; 0: no limit."""
    per: str = "month"
    over_quota: Say = "ask"
    days: int = 0
    """Days after it was made within which it may run (handouts); 0: no limit."""
    licence: str = ""
    """Number or address of the licence, for stock."""
    override: tuple[str, ...] = ()
    """Who may allow what this asks for; empty: anybody at the desk."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole policy; without a file everything is open."""

    source: str = ""
    media: str = "print"
    """The medium asked about when none is named, and that of a use that states none."""
    country: str = ""
    """Where we publish, ISO 3166-1."""
    titles: tuple[str, ...] = ()
    """Our own titles, as restrictions name them."""
    zone: str = "+00:00"
    """Our clock, east of Greenwich."""
    currency: str = ""
    file_days: int = 0
    """Age in days from which a picture is to be marked as file; 0: never."""
    unknown_agency: Say = "yes"
    no_credit: Say = "yes"
    agencies: Mapping[str, Terms] = field(default_factory=dict)
    distributors: Mapping[str, Terms] = field(default_factory=dict)
    kinds: Mapping[str, Terms] = field(default_factory=dict)
    flags: Mapping[str, Terms] = field(default_factory=dict)

    def terms_of(self, agency: str, agency_id: str | None, last: bool = False) -> Terms | None:
        """Return the terms of an agency by id or name; of a chain's `last` link those as distributor first."""
        for table in (self.distributors, self.agencies) if last else (self.agencies,):
            for name in (agency_id, fold(agency)):
                if name and name in table:
                    return table[name]
        return None

    def suppliers(self, record: Record) -> list[Terms]:
        """Return the terms that apply to a record's agencies, the last link (who delivered it) first."""
        panels = [[(one.name, one.id) for one in part.agencies] for part in record.credit.parts if part.agencies]
        found: list[Terms] = []
        for chain in panels or [chain_of(record)]:
            for place, (name, same) in enumerate(reversed(chain)):
                terms = self.terms_of(name, same, last=place == 0)
                if terms and terms not in found:
                    found.append(terms)
        return found

    def price(self, terms: Terms | None, media: str) -> float | None:
        """Return what one use costs by these terms; None when they name no price."""
        if terms is None or not terms.tariff:
            return None
        return terms.tariff.get(media or self.media, terms.tariff.get("default"))


def read_policy(path: Path | None = None) -> Policy:
    """Return the policy of a file; without one, of the settings in force. Raises SettingsError.

    >>> read_policy(None).country if find_settings() is None else ""
    ''
    """
    if path is not None:
        raw = read_settings(path)
        return make_policy(raw.get("rights", raw), str(path))
    settings = find_settings()
    raw = read_settings(settings).get("rights", {})
    if settings is not None and isinstance(raw, dict) and isinstance(raw.get("policy"), str):
        return read_policy(settings.parent / raw["policy"])
    return make_policy(raw, str(settings or ""))


def make_policy(raw: Any, source: str = "") -> Policy:
    """Return the policy that a parsed TOML table states; `source` is named in errors. Raises SettingsError.

    >>> make_policy({"country": "NO", "agencies": {"afp": {"media": ["print"]}}}).agencies["afp"].media
    ('print',)
    """
    if not isinstance(raw, dict):
        raise SettingsError(f"{source}: [rights] is no table; write it as [rights] and lines below")
    known = [one.name for one in fields(Policy) if one.name != "source"]
    check_keys(raw, known, source or "policy")
    values: dict[str, Any] = {"source": source}
    for key, value in raw.items():
        where = f"{source or 'policy'}: {key}"
        if key in _SECTIONS:
            values[key] = {
                _filed(key, name, where): _terms(f"{key}.{name}", terms, f"{source or 'policy'}: [{key}.{name}]")
                for name, terms in _table(value, where).items()
            }
        elif key in ("unknown_agency", "no_credit"):
            values[key] = _one_of(value, ("yes", "ask", "no"), where)
        elif key == "media":
            values[key] = _one_of(value, MEDIA, where)
        elif key == "titles":
            values[key] = tuple(fold(one) for one in _texts(value, where))
        elif key == "file_days":
            values[key] = _whole(value, where)
        else:
            values[key] = _text(value, where)
    policy = Policy(**values)
    _check_zone(policy.zone, f"{source or 'policy'}: zone")
    return policy


def _terms(name: str, raw: Any, where: str) -> Terms:
    table = _table(raw, where)
    known = [one.name for one in fields(Terms) if one.name not in ("name", "since", "until", "per")]
    check_keys(table, [*known, "contract"], where)
    values: dict[str, Any] = {"name": name}
    for key, value in table.items():
        at = f"{where} {key}"
        if key == "contract":
            limits = _table(value, at)
            check_keys(limits, ("from", "until"), at)
            values |= {to: _day(limits[of], at) for of, to in (("from", "since"), ("until", "until")) if of in limits}
        elif key in ("answer", "archive", "reuse", "over_quota"):
            values[key] = _one_of(value, ("yes", "ask", "no"), at)
        elif key == "media":
            values[key] = tuple(_one_of(one, MEDIA, at) for one in _texts(value, at))
        elif key in ("territories", "override"):
            values[key] = tuple(_texts(value, at))
        elif key == "tariff":
            prices = _table(value, at)
            check_keys(prices, (*MEDIA, "default"), at)
            values[key] = {medium: _price(price, at) for medium, price in prices.items()}
        elif key == "quota":
            limits = _table(value, at)
            check_keys(limits, ("uses", "per"), at)
            values |= {
                "quota": _whole(limits.get("uses", 0), at),
                "per": _one_of(limits.get("per", "month"), PERIODS, at),
            }
        elif key in ("days", "archive_days"):
            values[key] = _whole(value, at)
        else:
            values[key] = _text(value, at)
    return Terms(**values)


def _filed(section: str, name: str, where: str) -> str:
    if section == "kinds":
        return _one_of(name, KINDS, where)
    if section == "flags":
        return _one_of(name, FLAGS, where)
    entry = authority.get(name) or authority.find(name)
    return entry.id if entry else fold(name)


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise SettingsError(f"{where}: {value!r} is no table; write it as {{ … }}")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{where}: {value!r} is no text; put it in quotes")
    return value


def _texts(value: Any, where: str) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise SettingsError(f'{where}: {value!r} is no list of texts; write it as ["one", "two"]')
    return cast(Sequence[str], value)


def _whole(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise SettingsError(f"{where}: {value!r} is no whole number from 0 on")
    return value


def _price(value: Any, where: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e12:
        raise SettingsError(f"{where}: {value!r} is no price; write it as 12.5")
    return float(value)


def _day(value: Any, where: str) -> str:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise SettingsError(f'{where}: "{value}" is no day; write it as 2024-12-31') from None
    if not isinstance(value, date):
        raise SettingsError(f"{where}: {value!r} is no day; write it as 2024-12-31")
    return value.isoformat()[:10]


def _one_of(value: Any, known: Sequence[str], where: str) -> str:
    if value not in known:
        raise SettingsError(f"{where}: {value!r} is not known; there are {', '.join(known)}")
    return str(value)


def _check_zone(zone: str, where: str) -> None:
    from datetime import datetime

    try:
        datetime.fromisoformat(f"2000-01-01T00:00{zone}")
    except ValueError:
        raise SettingsError(f'{where}: "{zone}" is no offset; write it as +01:00') from None
