"""Which house style and which rules, for which path: the command's options over `photodesk.toml` over the defaults."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import SettingsError
from ..model import Severity
from ..settings import check_keys, find_settings, read_settings
from ..vocab.styles import Style, style

if TYPE_CHECKING:
    from ..rules import Rule, WholeRule

_KEYS = ("style", "select", "ignore", "per-path")


@dataclass(frozen=True)
class Choice:
    """What captions are held against."""

    house: Style
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_path: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Pattern of a path, below the settings' folder, and the codes that do not count there."""
    root: str = ""
    """Folder of the settings file."""
    own: Mapping[str, Any] = field(default_factory=dict)
    """The styles of the settings file, for requests that name one."""

    def rules(self, path: str) -> tuple[tuple[Rule | WholeRule, Severity], ...]:
        """Return the rules that hold for a document."""
        from ..rules import active

        left_out = self._ignored(path)
        if left_out not in self._made:
            self._made[left_out] = active(self.house, self.select, (*self.ignore, *left_out))
        return self._made[left_out]

    def _ignored(self, path: str) -> tuple[str, ...]:
        if not self.per_path:
            return ()
        name = os.path.relpath(os.path.abspath(path), self.root).replace(os.sep, "/")
        return tuple(code for pattern, codes in self.per_path if fnmatch(name, pattern) for code in codes)

    @cached_property
    def _made(self) -> dict[tuple[str, ...], tuple[tuple[Rule | WholeRule, Severity], ...]]:
        return {}

    @cached_property
    def key(self) -> str:
        """A short name of all that is chosen: the same for the same choice, another for another."""
        house = {name: value for name, value in self.house._asdict().items() if name != "title"}
        said = repr((sorted(house.items(), key=lambda pair: pair[0]), self.select, self.ignore, self.per_path))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def styled(self, name: str | None) -> Choice:
        """Return the same choice under another style; raise UsageError when there is none of that name."""
        if not name:
            return self
        return Choice(style(name, self.own), self.select, self.ignore, self.per_path, self.root, self.own)


def choose(
    house: str | None = None, select: Iterable[str] = (), ignore: Iterable[str] = (), *, start: Path | None = None
) -> Choice:
    """Return what the options ask for, and the nearest `photodesk.toml` where they say nothing.

    Codes may be parted by commas. Raises SettingsError for a setting, UsageError for an option that does not exist.

    >>> choose("cbc", ["CR,CA001"], start=Path("/")).house.title
    'CBC'
    """
    path = find_settings(start)
    said = read_settings(path)
    table = _table(said, "validate", path)
    check_keys(table, _KEYS, f"{path} [validate]")
    own = _table(said, "style", path)
    wanted = _codes(select) or _listed(table, "select", path)
    dropped = (*_codes(ignore), *_listed(table, "ignore", path))
    per_path = [(pattern, _listed(_table(table, "per-path", path), pattern, path))
                for pattern in _table(table, "per-path", path)]  # fmt: skip
    if wanted or dropped or per_path:
        from ..rules import CODES, chosen

        for codes in (wanted, dropped, *(codes for _, codes in per_path)):
            chosen(codes, CODES)
    named = house or table.get("style", "default")
    if not isinstance(named, str):
        raise SettingsError(f"{path} [validate]: style = {named}; write the name of a style in quotes")
    root = str(path.parent.resolve()) if path else ""
    return Choice(style(named, own), wanted, dropped, tuple(per_path), root, own)


def _codes(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for one in given for code in one.replace(",", " ").split())


def _table(said: Mapping[str, Any], name: str, path: Path | None) -> dict[str, Any]:
    table = said.get(name, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: {name} is no table; write [{name}]")
    return table


def _listed(table: Mapping[str, Any], name: str, path: Path | None) -> tuple[str, ...]:
    value = table.get(name, ())
    if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(one, str) for one in value):
        raise SettingsError(f'{path} [validate]: {name} = {value}; write a list such as ["CR003", "CA"]')
    return tuple(value)
