"""What need not be told: findings excused in the text itself, and those that a baseline knows."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..errors import SourceError
from ..model import Finding, Record
from ..text import lazy_pattern

_MARK = lazy_pattern(r"photodesk:\s{0,4}ignore(?P<whole>-file)?\[(?P<codes>[A-Za-z0-9, ]{1,200})\]")
_LINE_END = lazy_pattern(r"\r\n|\n|\r")
_BASELINE = 1


def excused(findings: Sequence[Finding], records: Sequence[Record], text: str) -> list[Finding]:
    """Return the findings that `text`, the document as received, does not excuse.

    `photodesk: ignore[CR003] reason` excuses the caption in which it stands, or the next one when it stands in a
    paragraph of its own; `photodesk: ignore-file[CA]` excuses all of the document. Codes may be families.

    >>> found = Finding("CR001", "no credit", line=3)
    >>> excused([found], [Record("A fox.", "", line=3)], "<!-- photodesk: ignore[CR] ours -->\\n\\nA fox.")
    []
    """
    if not findings or "photodesk:" not in text:
        return list(findings)
    everywhere: list[str] = []
    lines: dict[int, list[str]] = {}
    number, at = 1, 0
    for match in _MARK.finditer(text):
        number += len(_LINE_END.findall(text, at, match.start()))
        at = match.start()
        codes = [code.strip().upper() for code in match["codes"].split(",") if code.strip()]
        if match["whole"]:
            everywhere += codes
        else:
            lines.setdefault(_excuses(number, records), []).extend(codes)
    told: list[Finding] = []
    for found in findings:
        excuses = (*everywhere, *lines.get(_start(found.line, records), ()))
        if not found.code.startswith(excuses):
            told.append(found)
    return told


def _excuses(number: int, records: Sequence[Record]) -> int:
    """Return the line on which the caption begins that a mark on line `number` speaks of."""
    for record in records:
        if record.line <= number <= record.line + len(_LINE_END.findall(record.text)):
            return record.line
    return min((record.line for record in records if record.line > number), default=-1)


def _start(number: int, records: Sequence[Record]) -> int:
    """Return the line on which the caption begins that holds line `number`."""
    return max((record.line for record in records if record.line <= number), default=0)


def fingerprint(found: Finding) -> str:
    """Return what names a finding wherever its line moves: code, document, words and what stands around them.

    >>> here, there = Finding("CR001", "no credit", "a.txt", 3), Finding("CR001", "no credit", "a.txt", 9)
    >>> fingerprint(here) == fingerprint(there)
    True
    """
    said = "\0".join((found.code, found.document, found.text, found.context))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def write_baseline(findings: Iterable[Finding], path: Path) -> int:
    """Keep the findings of an archive that is not clean today; return how many."""
    counted = Counter(fingerprint(found) for found in findings)
    try:
        path.write_text(json.dumps({"version": _BASELINE, "findings": dict(sorted(counted.items()))}, indent=1) + "\n")
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}; choose a file you can write to") from error
    return counted.total()


def read_baseline(path: Path) -> Counter[str]:
    """Return the findings that are known, each with how often. Raises SourceError when the file is no baseline."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["version"] != _BASELINE:
            raise ValueError
        return Counter({str(name): int(count) for name, count in said["findings"].items()})
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}; check the path") from error
    except (ValueError, TypeError, KeyError, AttributeError):
        raise SourceError(f"{path}: no baseline file; make one with --keep-baseline") from None


def unknown(findings: Iterable[Finding], known: Counter[str]) -> list[Finding]:
    """Return the findings that the baseline does not know, each of its entries used once."""
    left = Counter(known)
    told: list[Finding] = []
    for found in findings:
        name = fingerprint(found)
        if left[name] > 0:
            left[name] -= 1
        else:
            told.append(found)
    return told
