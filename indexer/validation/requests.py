"""Captions handed over by another program: a JSON object in, a JSON object out, one at a time or a line each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, BinaryIO, NamedTuple

from ..errors import PhotodeskError, UsageError
from ..model import Block, Evidence, Metadata, Record
from ..parse import parse_block
from ..parse.credit import read_credit
from ..rules import Case, faults
from ..sources.plain import is_day
from .checking import Edits, edited
from .choice import Choice
from .credits import same_credits

LONGEST = 1_000_000
"""Bytes of a request that are read."""
_KEYS = ("id", "caption", "credit", "published", "style", "metadata")
_APART = frozenset(("CR013", "CR014", "CR026", "CR027"))
"""Rules of where a credit stands in its caption; they say nothing of a credit in a field of its own."""
_BREAK = "\n"

_FIELDS = {field.name: field for field in fields(Metadata) if field.name not in ("layers", "conflicts")}
_SEVERAL = {name for name, field in _FIELDS.items() if str(field.type).startswith("tuple")}


class Request(NamedTuple):
    """What a program asks: a caption, with its credit in it or in a field of its own."""

    caption: str
    credit: str | None = None
    published: str | None = None
    style: str | None = None
    metadata: Metadata | None = None
    id: Any = None


def answers(stream: BinaryIO, choice: Choice, published: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield one answer for every line of `stream`, in order; a line that cannot be read gives one with `error`.

    >>> import io
    >>> from .choice import choose
    >>> [sorted(one) for one in answers(io.BytesIO(b'{"caption": "A fox."}\\n{\\n'), choose())]
    [['errors', 'findings', 'warnings'], ['error', 'line']]
    """
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST and not line.endswith(b"\n"):
            while (rest := stream.readline(LONGEST)) and not rest.endswith(b"\n"):
                pass
            yield {"line": number, "error": f"line of over {LONGEST:,} bytes; a caption is shorter"}
            continue
        try:
            yield answer(line, choice, published)
        except PhotodeskError as error:
            yield {"line": number, "error": str(error)}


def answer(content: bytes, choice: Choice, published: str | None = None) -> dict[str, Any]:
    """Return what is wrong with one request, as the object that is printed. Raises UsageError for a bad request.

    Each finding says in which field it lies, and from which character to which. `fixed` has the fields as the safe
    fixes would leave them, where there are any.

    >>> from .choice import choose
    >>> said = answer(b'{"caption": "Rowers train at dawn.", "credit": "Jo Marsh /Getty"}', choose())
    >>> [(one["code"], one["field"], one["start"], one["end"]) for one in said["findings"]], said["fixed"]
    ([('CR015', 'credit', 8, 10), ('CR007', 'credit', 10, 15)], {'credit': 'Jo Marsh/Getty Images'})
    """
    request = read_request(content, published)
    chosen = choice.styled(request.style)
    record, cut = _record(request)
    rules = [(rule, severity) for rule, severity in chosen.rules("-") if cut is None or rule.code not in _APART]
    told: list[dict[str, Any]] = []
    safe: list[tuple[int, int, str]] = []
    for finding, _, fault in faults([Case(record, chosen.house)], rules):
        start, end = fault.start, fault.end
        edits = _parted(fault.edits, cut)
        field, shift = ("caption", 0) if cut is None or start < cut else ("credit", cut)
        if edits and not _holds(request, record, cut, edits):
            edits = ()
        if edits and fault.safe and not any(_touch(one, other) for one in edits for other in safe):
            safe += edits
        # A fault that runs over the end of the caption is told of the caption.
        last = min(end, cut - len(_BREAK)) if cut is not None and start < cut else end
        told.append({
            "code": finding.code, "severity": finding.severity, "message": finding.message, "field": field,
            "start": start - shift, "end": max(last, start) - shift, "text": finding.text,
            "suggestion": finding.suggestion,
            "fix": {"safe": fault.safe, "edits": [_edit(edit, cut) for edit in edits]} if edits else None,
        })  # fmt: skip
    answered: dict[str, Any] = {} if request.id is None else {"id": request.id}
    answered["findings"] = told
    answered["errors"] = sum(one["severity"] == "error" for one in told)
    answered["warnings"] = len(told) - answered["errors"]
    if safe and _holds(request, record, cut, tuple(safe)):
        answered["fixed"] = _fixed(request, record.text, cut, tuple(safe))
    return answered


def read_request(content: bytes, published: str | None = None) -> Request:
    """Return the request that a JSON object makes. Raises UsageError with what is wrong with it."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        where = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise UsageError(f'request: not JSON{where}; write {{"caption": "…", "credit": "…"}}') from None
    if not isinstance(said, dict):
        raise UsageError('request: not a JSON object; write {"caption": "…", "credit": "…"}')
    unknown = sorted(set(said) - set(_KEYS))
    if unknown:
        raise UsageError(f'request: unknown key "{unknown[0][:40]}"; known are {", ".join(_KEYS)}')
    for key in ("caption", "credit", "published", "style"):
        if said.get(key) is not None and not isinstance(said[key], str):
            raise UsageError(f'request: "{key}" is not a string')
    if said.get("caption") is None and said.get("credit") is None:
        raise UsageError('request: neither "caption" nor "credit"; give at least one')
    day = said.get("published")
    if day is not None and not is_day(day[:10]):
        raise UsageError(f'request: published: "{day[:40]}" is no day; write it as 2024-02-29')
    metadata = _metadata(said.get("metadata"))
    return Request(
        said.get("caption") or "", said.get("credit"), day[:10] if day else published, said.get("style"), metadata,
        said.get("id"),
    )  # fmt: skip


def _metadata(said: Any) -> Metadata | None:
    if said is None:
        return None
    if not isinstance(said, dict):
        raise UsageError('request: "metadata" is not an object; write {"photographers": ["…"], "credit_line": "…"}')
    values: dict[str, Any] = {}
    for name, value in said.items():
        if name not in _FIELDS:
            raise UsageError(f'request: unknown metadata "{name[:40]}"; known are {", ".join(_FIELDS)}')
        if name in _SEVERAL:
            several = [value] if isinstance(value, str) else value
            if not isinstance(several, list) or not all(isinstance(one, str) for one in several):
                raise UsageError(f'request: metadata "{name}" is not a list of strings')
            values[name] = tuple(several)
        elif name in ("latitude", "longitude"):
            if not isinstance(value, int | float) or isinstance(value, bool):
                raise UsageError(f'request: metadata "{name}" is not a number')
            values[name] = float(value)
        elif isinstance(value, str):
            values[name] = value
        else:
            raise UsageError(f'request: metadata "{name}" is not a string')
    return Metadata(**values)


def _record(request: Request) -> tuple[Record, int | None]:
    """Return the record of a request, and where its credit begins in the text when it has a field of its own."""
    record = parse_block(Block(request.caption, metadata=request.metadata), published=request.published)
    if request.credit is None:
        return record, None
    text = f"{request.caption}{_BREAK}{request.credit}"
    start = len(request.caption) + len(_BREAK)
    reading = read_credit(text, start, len(text))
    evidence = [one for one in record.evidence if not one.field.startswith("credit")]
    own = next((one for one in record.evidence if one.field == "credit"), None)
    if own and reading.credit.raw:
        evidence.append(replace(own, field="credit.second"))
    flags = (*reading.credit.flags, *(flag for flag in record.credit.flags if flag not in reading.credit.flags))
    credit = replace(reading.credit, flags=flags)
    at = text.find(credit.raw, start) if credit.raw else -1
    if at >= 0:
        evidence.append(Evidence("credit", at, at + len(credit.raw), reading.pattern))
    return replace(record, text=text, credit=credit, evidence=(*evidence, *reading.evidence)), start


def _holds(request: Request, record: Record, cut: int | None, edits: Edits) -> bool:
    """Say whether the mended fields credit whom they credited."""
    fixed = {"caption": request.caption, "credit": request.credit, **_fixed(request, record.text, cut, edits)}
    mended, _ = _record(request._replace(caption=fixed["caption"] or "", credit=fixed["credit"]))
    return same_credits(record, mended)


def _fixed(request: Request, text: str, cut: int | None, edits: Edits) -> dict[str, str]:
    """Return the fields that the edits change, changed."""
    if cut is None:
        return {"caption": edited(text, edits)}
    caption = tuple(edit for edit in edits if edit[1] < cut)
    credit = tuple((start - cut, end - cut, words) for start, end, words in edits if start >= cut)
    fixed = {}
    if caption:
        fixed["caption"] = edited(request.caption, caption)
    if credit:
        fixed["credit"] = edited(request.credit or "", credit)
    return fixed


def _parted(edits: Edits, cut: int | None) -> Edits:
    """Return the edits with none that runs from the caption over into the credit."""
    if cut is None:
        return edits
    return tuple((start, min(end, cut - len(_BREAK)) if start < cut else end, words) for start, end, words in edits)


def _edit(edit: tuple[int, int, str], cut: int | None) -> dict[str, Any]:
    start, end, words = edit
    field, shift = ("caption", 0) if cut is None or start < cut else ("credit", cut)
    return {"field": field, "start": start - shift, "end": end - shift, "text": words}


def _touch(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return (one[0] < other[1] and other[0] < one[1]) or one[0] == other[0] or one[1] == other[1]
