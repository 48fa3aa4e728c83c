"""Record ↔ the JSON in which the catalogue keeps it: exact, short, and read without a validator."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from indexer import model
from indexer.model import Evidence, Record
from indexer.text import lazy_pattern

_WORD = lazy_pattern(r"\w+")

_DEFAULTS: dict[type, tuple[tuple[str, object], ...]] = {}
_MAKERS: dict[type, dict[str, Callable[[Any], Any]]] = {}
"""For each class, how to make those of its fields that JSON does not give back as they were."""


def _learn(kind: type) -> None:
    """Note how to make `kind`, from its annotations as written: evaluating them takes longer than reading a record."""
    _DEFAULTS[kind] = tuple((field.name, field.default) for field in fields(kind))
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


def pack(record: Record) -> str:
    """Return `record` as JSON: what has its default left out, the caption as its place in the text.

    >>> pack(Record(text="A cannon. (AFP)", caption="A cannon."))
    '{"text":"A cannon. (AFP)","caption":[0,9]}'
    """
    plain = _plain(record)
    start = record.text.find(record.caption)
    if start >= 0:
        plain["caption"] = [start, start + len(record.caption)]
    if record.evidence:
        plain["evidence"] = [
            [one.field, one.start, one.end, one.pattern, one.certainty][: 4 if one.certainty == "exact" else 5]
            for one in record.evidence
        ]
    packed = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    try:
        packed.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, from a broken file: no UTF-8, but JSON can spell it
        packed = json.dumps(plain, separators=(",", ":"))
    return packed


def unpack(packed: str, without: Iterable[str] = ()) -> Record:
    """Return the Record that `pack` made this of; fields `without` which it will do are left at their defaults.

    Raises ValueError, TypeError or KeyError when it did not.

    >>> unpack('{"text":"A cannon. (AFP)","caption":[0,9]}').caption
    'A cannon.'
    """
    raw = json.loads(packed)
    for name in without:
        raw.pop(name, None)
    if isinstance(raw["caption"], list):
        start, end = raw["caption"]
        raw["caption"] = raw["text"][start:end]
    record = _unpack(raw)
    assert isinstance(record, Record)
    return record


def _plain(value: Any) -> Any:
    known = _DEFAULTS.get(type(value))
    if known is not None:
        plain = {}
        for name, default in known:
            part = getattr(value, name)
            if default is MISSING or part != default:
                plain[name] = _plain(part)
        return plain
    return [_plain(part) for part in value] if isinstance(value, tuple) else value
