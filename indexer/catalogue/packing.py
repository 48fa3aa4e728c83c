"""Record ↔ the compressed JSON in which the catalogue keeps it: exact, short, and read without a validator."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from indexer import model
from indexer.catalogue.squeezing import inflate, squeeze
from indexer.model import Evidence, Record
from indexer.text import lazy_pattern

_WORD = lazy_pattern(r"\w+")

_ATOMS = frozenset({str, int, float, bool, type(None)})
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

_DEFAULTS: dict[type, tuple[tuple[str, ...], tuple[object, ...]]] = {}
"""For each class, the names and defaults of its fields."""
_VALUES: dict[type, Callable[[Any], tuple[Any, ...]]] = {}
"""For each class, what gives the values of its fields."""
_MAKERS: dict[type, dict[str, Callable[[Any], Any]]] = {}
"""For each class, how to make those of its fields that JSON does not give back as they were."""


def _learn(kind: type) -> None:
    """Note how to make `kind`, from its annotations as written: evaluating them takes longer than reading a record."""
    names = tuple(field.name for field in fields(kind))
    _DEFAULTS[kind] = names, tuple(field.default for field in fields(kind))
    _VALUES[kind] = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    makers = _MAKERS[kind] = {}
    for field in fields(kind):
        first, *others = _WORD.findall(str(field.type))
        many = first == "tuple"
        inner = getattr(model, others[0] if many else first, None)
        if inner is Evidence:
            makers[field.name] = lambda raw: tuple([Evidence(*one) for one in raw])
        elif isinstance(inner, type) and is_dataclass(inner):
            if inner not in _DEFAULTS:
                _learn(inner)
            makers[field.name] = _many(inner) if many else _one(inner)
        elif many:
            makers[field.name] = _tuples


def _one(kind: type) -> Callable[[Any], Any]:
    def make(raw: Any) -> Any:
        makers = _MAKERS[kind]
        for name in makers.keys() & raw.keys():
            raw[name] = makers[name](raw[name])
        return kind(**raw)

    return make


def _many(kind: type) -> Callable[[Any], Any]:
    make = _one(kind)
    return lambda raw: tuple([make(one) for one in raw])


def _tuples(raw: Any) -> Any:
    return tuple([_tuples(one) if isinstance(one, list) else one for one in raw])


_learn(Record)
_unpack = _one(Record)


def pack(record: Record, **instead: str) -> bytes:
    """Return `record` as JSON: what has its default left out, the caption as its place in the text; and compressed.

    `instead` are values of fields that are put in place of the record's own.

    >>> inflate(pack(Record(text="A cannon. (AFP)", caption="A cannon.")))
    '{"text":"A cannon. (AFP)","caption":[0,9]}'
    """
    plain: dict[str, Any] = _plain(record, instead)
    start = record.text.find(record.caption)
    if start >= 0:
        plain["caption"] = [start, start + len(record.caption)]
    try:
        return squeeze(_ENCODER.encode(plain))
    except UnicodeEncodeError:  # half of a surrogate pair, from a broken file: no UTF-8, but JSON can spell it
        return squeeze(json.dumps(plain, separators=(",", ":")))


def unpack(packed: bytes | str) -> Record:
    """Return the Record that `pack` made this of. Raises ValueError when it did not.

    >>> unpack('{"text":"A cannon. (AFP)","caption":[0,9]}').caption
    'A cannon.'
    """
    try:
        record = _unpack(unpack_plain(packed))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"no record: {error}") from None
    assert isinstance(record, Record)
    return record


def unpack_plain(packed: bytes | str) -> dict[str, Any]:
    """Return the record that `pack` made this of as plain data, without its defaults. Raises ValueError, KeyError."""
    raw: dict[str, Any] = json.loads(inflate(packed))
    if isinstance(raw["caption"], list):
        start, end = raw["caption"]
        raw["caption"] = raw["text"][start:end]
    return raw


def _plain(value: Any, instead: Mapping[str, str] = MappingProxyType({})) -> Any:
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind is tuple:
        return [_plain(part) for part in value]
    if kind is Evidence:
        told = [value.field, value.start, value.end, value.pattern, value.certainty]
        return told[:4] if value.certainty == "exact" else told
    plain = {}
    for name, default, part in zip(*_DEFAULTS[kind], _VALUES[kind](value), strict=True):
        if name in instead:
            part = instead[name]
        if part is not default and part != default:
            plain[name] = part if type(part) in _ATOMS else _plain(part)
    return plain
