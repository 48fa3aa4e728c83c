"""The layers of a file to one Metadata: field by field the first layer that says something, disagreements kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from ...model import Conflict, Metadata
from ...text import fold
from .fields import LIMITS, SEVERAL
from .said import Said

_Kind = Literal["case", "truncated", "charset", "different"]

_NUMBERS = frozenset(("latitude", "longitude"))
_DATES = frozenset(("date_created", "release", "expires"))
_SIGNS = dict.fromkeys(map(ord, "©®™"))
"""Signs that people leave out by themselves."""
_APART = 0.001
"""Degrees, about a hundred metres: layers that are nearer say the same place."""


def merge(layers: Sequence[Said]) -> Metadata:
    """Return what the layers say together; the first is trusted most (`XMP`, `IIM`, `EXIF`, `PNG text`).

    A value that the first layer has only cut off at IIM's limit is taken whole from the layer that has it whole.

    >>> from ...model import Layer
    >>> xmp = Said(Layer("xmp"), {"credit_line": ("AFP",), "city": ("Bergen",)})
    >>> iim = Said(Layer("iim"), {"credit_line": ("Afp",), "headline": ("Fog",)})
    >>> merged = merge([xmp, iim])
    >>> merged.credit_line, merged.headline, [(c.field, c.kind) for c in merged.conflicts]
    ('AFP', 'Fog', [('credit_line', 'case')])
    """
    merged: dict[str, Any] = {}
    conflicts: list[Conflict] = []
    by_field: dict[str, list[Said]] = {}
    for said in layers:
        for field in said.fields:
            by_field.setdefault(field, []).append(said)
    for field, sayers in by_field.items():
        best, values = sayers[0], sayers[0].fields[field]
        if len(sayers) > 1 and any(other.fields[field] != values for other in sayers):
            conflict = _conflict(field, sayers)
            if conflict:
                conflicts.append(conflict)
                best = next(other for other in sayers if other.layer.name == conflict.layers[0])
                values = best.fields[field]
        merged[field] = values if field in SEVERAL else float(values[0]) if field in _NUMBERS else values[0]
    if len(conflicts) > 1:
        order = list(Metadata.__dataclass_fields__)
        conflicts.sort(key=lambda conflict: order.index(conflict.field))
    return Metadata(**merged, layers=tuple(said.layer for said in layers), conflicts=tuple(conflicts))


def _conflict(field: str, sayers: Sequence[Said]) -> Conflict | None:
    """Return how the layers disagree on a field, or None when they say the same."""
    kinds: list[_Kind] = []
    best = sayers[0]
    rest: list[Said] = []
    for other in sayers[1:]:
        kind, fuller = _difference(field, best.fields[field], other.fields[field])
        if kind is None:
            continue
        kinds.append(kind)
        if fuller:
            rest.insert(0, best)
            best = other
        else:
            rest.append(other)
    if not kinds:
        return None
    worst = next(kind for kind in ("different", "charset", "truncated", "case") if kind in kinds)
    named = (best, *rest)
    return Conflict(
        field, worst, tuple(one.layer.name for one in named), tuple("; ".join(one.fields[field]) for one in named)
    )


def _difference(field: str, first: tuple[str, ...], second: tuple[str, ...]) -> tuple[_Kind | None, bool]:
    """Return how two layers' values differ, None when they do not, and whether the second is the fuller one."""
    if first == second:
        return None, False
    if field in _NUMBERS:
        return (None if abs(float(first[0]) - float(second[0])) < _APART else "different"), False
    if field in _DATES:
        return _moments(first[0], second[0])
    if field in SEVERAL:
        if field == "keywords" or len(first) != len(second):
            return _lists(first, second), False
        pairs = [_texts(field, a, b) for a, b in zip(first, second, strict=True)]
    else:
        pairs = [_texts(field, first[0], second[0])]
    kinds = [kind for kind, _ in pairs if kind]
    if not kinds:
        return None, False
    worst = next(kind for kind in ("different", "charset", "truncated", "case") if kind in kinds)
    return worst, worst == "truncated" and any(fuller for _, fuller in pairs)


def _texts(field: str, first: str, second: str) -> tuple[_Kind | None, bool]:
    a, b = " ".join(first.split()), " ".join(second.split())
    if a == b:
        return None, False
    if a.casefold() == b.casefold():
        return "case", False
    if _is_cut(field, b, a):
        return "truncated", False
    if _is_cut(field, a, b):
        return "truncated", True
    return ("charset" if _is_garbled(a, b) else "different"), False


def _is_cut(field: str, short: str, long: str) -> bool:
    """Say whether `short` is `long` cut off at IIM's limit, which counts octets in whatever character set."""
    limit = LIMITS.get(field, 0)
    if not limit or len(short) >= len(long) or not long.casefold().startswith(short.casefold()):
        return False
    # A cut inside a character, and blanks that were trimmed, make it a little shorter than the limit.
    return len(short) <= limit and len(short.encode("utf-8", "replace")) >= limit - 4 - limit // 100


def _is_garbled(first: str, second: str) -> bool:
    """Say whether two texts are the same but for what a character set does to accents, quotes and dashes."""
    first, second = (" ".join(text.translate(_SIGNS).split()) for text in (first, second))
    if first == second or (first.isascii() and second.isascii() and "?" not in first + second):
        return False
    if fold(first) == fold(second):
        return True
    for one, other in ((first, second), (second, first)):
        for charset in ("cp1252", "latin-1", "mac-roman"):
            try:
                if one.encode(charset).decode("utf-8") == other:
                    return True
            except UnicodeError:
                continue
    a, b = _skeleton(first), _skeleton(second)
    return a == b and len(a) * 2 > max(len(first), len(second)) and bool(a)


def _skeleton(text: str) -> str:
    """Return the plain letters and figures of a text, which every character set leaves as they are."""
    return re.sub(r"[^A-Za-z0-9]", "", text)


def _lists(first: tuple[str, ...], second: tuple[str, ...]) -> _Kind | None:
    """Compare lists whose order says nothing, one of them perhaps written as one string."""
    a, b = _items(first), _items(second)
    if set(a) == set(b):
        return None
    folded = [{item.casefold() for item in items} for items in (a, b)]
    if folded[0] == folded[1]:
        return "case"
    if {fold(item) for item in a} == {fold(item) for item in b}:
        return "charset"
    limit = LIMITS["keywords"]
    cut = [{item.encode("utf-8", "replace")[: limit - 4].decode("utf-8", "ignore") for item in side} for side in folded]
    return "truncated" if cut[0] == cut[1] else "different"


def _items(values: tuple[str, ...]) -> list[str]:
    return [item for value in values for part in value.split(";") if (item := " ".join(part.split()))]


def _moments(first: str, second: str) -> tuple[_Kind | None, bool]:
    """Compare moments as far as both go; the zone only when both state one."""
    a, b = (re.sub(r"\.\d+", "", text) for text in (first, second))
    a_clock, b_clock = a[:19], b[:19]
    same = a_clock.startswith(b_clock) or b_clock.startswith(a_clock)
    # Midnight is how a day without a time is often written.
    if not same and a[:10] == b[:10] and ("T00:00:00" in a_clock or "T00:00:00" in b_clock):
        same = True
    zones = {text[19:] for text in (a, b) if len(text) > 19}
    return (None if same and len(zones) < 2 else "different"), False
