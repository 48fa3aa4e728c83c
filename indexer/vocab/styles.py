"""House styles: how an outlet prints its credits, and which rules it holds captions to; data in `styles/*.toml`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from ..errors import UsageError
from . import FOLDER

_FOLDER = os.path.join(FOLDER, "styles")

_CHOICES: dict[str, tuple[str, ...]] = {
    "order": ("any", "maker-first", "agency-first", "own-first"),
    "brackets": ("any", "none", "()", "[]"),
    "person": ("required", "optional"),
    "agency": ("required", "optional"),
    "case": ("any", "natural", "upper"),
    "unnamed": ("allowed", "wrong"),
    "file_lead": ("allowed", "wrong"),
}
_WORDS = {"separator", "via", "label", "own", "own_form"}
_SEVERITIES = ("error", "warning", "off")


class Style(NamedTuple):
    """How one house prints, and what it holds for wrong."""

    name: str
    title: str = ""
    order: str = "any"
    """Who comes first in a credit: any, maker-first, agency-first, or own-first: the agency before its own people."""
    own: str = ""
    """The house itself, by its id in the authority list."""
    own_form: str = ""
    """How the house prints itself in front of its own people, such as `AP Photo`."""
    separator: str = ""
    """Between the parts of a credit, such as `/` or ` / `; empty when any will do."""
    via: str = ""
    """In front of the distributor, such as ` via `; empty when any will do."""
    brackets: str = "any"
    """Around a credit: (), [], none or any."""
    label: str = "any"
    """In front of a credit, such as `Photograph: `; none or any."""
    person: str = "required"
    """Whether a credit must name who made the picture."""
    agency: str = "optional"
    """Whether a person alone will do."""
    case: str = "any"
    """Of people's names: natural, upper or any."""
    unnamed: str = "allowed"
    """Whether words such as Stringer may stand for a name."""
    file_lead: str = "allowed"
    """Whether a caption may open with the wires' FILE PHOTO."""
    agencies: Mapping[str, str] = {}
    """Printed form of an agency, by its id in the authority list."""
    roles: Mapping[str, str] = {}
    """Printed word of a flag: handout is `Handout` here, `HO` there."""
    rules: Mapping[str, str] = {}
    """Severity of a rule by its code: error, warning or off."""
    limits: Mapping[str, int] = {}
    """Numbers that rules ask for, such as `file_days`."""

    def limit(self, name: str) -> int:
        """Return a number of the style; the default style has every one."""
        return self.limits[name]


@cache
def names() -> tuple[str, ...]:
    """Return the name of every house style that comes with Photodesk.

    >>> "guardian" in names()
    True
    """
    return tuple(sorted(name[:-5] for name in os.listdir(_FOLDER) if name.endswith(".toml")))


def style(name: str, own: Mapping[str, Any] | None = None) -> Style:
    """Return a house style by its name; `own` has the styles of a `photodesk.toml`, which extend others.

    Raises UsageError for a name or a setting that does not exist.

    >>> style("cbc").agencies["associated-press"], style("guardian").label
    ('The Associated Press', 'Photograph: ')
    >>> style("desk", {"desk": {"extends": "cbc", "credit": {"separator": " / "}}}).separator
    ' / '
    """
    if not own:
        return _shipped(name)
    if name not in own:
        return _shipped(name)
    return _built(name, own, ())


@cache
def _shipped(name: str) -> Style:
    return _built(name, {}, ())


def _built(name: str, own: Mapping[str, Any], below: tuple[str, ...]) -> Style:
    if name in below:
        raise UsageError(f'style: "{name}" extends itself; let it extend one of {", ".join(names())}')
    said: Any = own[name] if name in own else _read(name, own)
    if not isinstance(said, dict):
        raise UsageError(f'style: "{name}" is no table; write [style.{name}] with extends, credit, agencies, rules')
    _known(name, said, ("title", "extends", "credit", "agencies", "roles", "rules", "limits"))
    if name == "default" and name not in own:
        base = Style("default")
    else:
        base = _built(str(said.get("extends", "default")), {k: v for k, v in own.items() if k != name}, (*below, name))
    tables = {key: _table(name, said, key) for key in ("credit", "agencies", "roles", "rules", "limits")}
    for key, value in tables["credit"].items():
        _check_credit(name, key, value)
    for code, severity in tables["rules"].items():
        if severity not in _SEVERITIES:
            raise UsageError(f'style {name}: {code} = "{severity}"; write error, warning or off')
    for key, value in tables["limits"].items():
        if not isinstance(value, int) or (base.limits and key not in base.limits):
            raise UsageError(f"style {name}: limits.{key} = {value}; there are {', '.join(base.limits)}, each a number")
    return base._replace(
        name=name,
        title=str(said.get("title", base.title)),
        **tables["credit"],
        agencies={**base.agencies, **tables["agencies"]},
        roles={**base.roles, **tables["roles"]},
        rules={**base.rules, **tables["rules"]},
        limits={**base.limits, **tables["limits"]},
    )


def _read(name: str, own: Mapping[str, Any]) -> dict[str, Any]:
    if name not in names():
        listed = ", ".join((*own, *names()))
        raise UsageError(f'style: no "{name[:40]}"; there are {listed}')
    import tomllib

    with open(os.path.join(_FOLDER, f"{name}.toml"), "rb") as file:
        return tomllib.load(file)


def _table(name: str, said: Mapping[str, Any], key: str) -> dict[str, Any]:
    table = said.get(key, {})
    if not isinstance(table, dict):
        raise UsageError(f"style {name}: {key} is no table; write [style.{name}.{key}]")
    return table


def _known(name: str, said: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in said:
        if key not in keys:
            raise UsageError(f'style {name}: no setting "{key[:40]}"; there are {", ".join(keys)}')


def _check_credit(name: str, key: str, value: Any) -> None:
    if key in _CHOICES:
        if value not in _CHOICES[key]:
            raise UsageError(f'style {name}: {key} = "{value}"; write one of {", ".join(_CHOICES[key])}')
    elif key not in _WORDS:
        raise UsageError(f'style {name}: no setting "{key[:40]}"; there are {", ".join((*_CHOICES, *sorted(_WORDS)))}')
    elif not isinstance(value, str):
        raise UsageError(f"style {name}: {key} = {value}; write it in quotes")
