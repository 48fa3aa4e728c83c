"""`photodesk.toml`: found in the folder one works in or above it, read once, checked where it is used.

[validate]   what the rules read      [rights]   what clearance reads
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from .errors import SettingsError

NAME = "photodesk.toml"
VARIABLE = "PHOTODESK_SETTINGS"
"""Environment variable that names the file; empty: no file."""


def find_settings(start: Path | None = None) -> Path | None:
    """Return the settings file: the one the environment names, else the nearest in `start` or a folder above it."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    folder = (start or Path()).resolve()
    return next((path / NAME for path in (folder, *folder.parents) if (path / NAME).is_file()), None)


def read_settings(path: Path | None) -> dict[str, Any]:
    """Return what a TOML file says, nothing for None. Raises SettingsError, with the line where TOML has one."""
    if path is None:
        return {}
    import tomllib

    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise SettingsError(f"{path}: {(error.strerror or 'cannot be read').lower()}; check the path") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: no TOML ({error}); correct it there") from None


def check_keys(table: Mapping[str, Any], known: Collection[str], where: str) -> None:
    """Raise SettingsError for the first key of `table` that is not `known`; `where` is file and table.

    >>> check_keys({"tarif": 3}, ("tariff", "quota"), "policy.toml [agencies.afp]")
    Traceback (most recent call last):
    indexer.errors.SettingsError: policy.toml [agencies.afp]: no setting "tarif"; did you mean "tariff"?
    """
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, 1)
            hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(known)}"
            raise SettingsError(f'{where}: no setting "{key}"; {hint}')
