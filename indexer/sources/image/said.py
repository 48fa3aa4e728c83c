"""What one layer of a file says: as stored, and cleaned field by field."""

from __future__ import annotations

from typing import NamedTuple

from ...model import Layer


class Said(NamedTuple):
    """One layer."""

    layer: Layer
    """As stored."""
    fields: dict[str, tuple[str, ...]]
    """Field of Metadata and its values, cleaned; no field is empty, a field of one value has one."""


def clean(value: str) -> str:
    r"""Return a value without the blanks around it and with line breaks as `\n`.

    >>> clean("One.\r\nTwo. \x00")
    'One.\nTwo.'
    """
    value = value.strip(" \t\r\n\0\ufeff\u00a0")
    return value.replace("\r\n", "\n").replace("\r", "\n") if "\r" in value else value


def cleaned(values: list[str]) -> tuple[str, ...]:
    """Return the values that say something, in order."""
    return tuple(filter(None, map(clean, values)))
