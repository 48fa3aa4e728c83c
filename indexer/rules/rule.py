"""What a rule is, and the shapes its findings take on the way into a document."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from textwrap import dedent
from typing import NamedTuple

from ..model import Evidence, Finding, Record, Severity

_LINE_END = re.compile(r"\r\n|\n|\r")


class Fault(NamedTuple):
    """What a rule found, before it has a code: characters of the record's text, and what is wrong with them."""

    start: int
    """First character, counted in the record's text."""
    end: int
    """One past the last."""
    message: str
    suggestion: str | None = None
    """What to print instead of those characters."""


class Rule(NamedTuple):
    """One check: its stable code, its function, and how bad a finding is."""

    code: str
    check: Callable[[Record], Iterator[Fault]]
    """Its docstring is the rule's manual page."""
    severity: Severity

    @property
    def title(self) -> str:
        """The first line of the page, without its full stop."""
        return _document(self).partition("\n")[0].rstrip(".")

    @property
    def page(self) -> str:
        """The manual page: code, severity, then the docstring."""
        return f"{self.code} ({self.severity}): {_document(self)}\n"

    def examples(self, heading: str) -> list[str]:
        """Return the captions under `heading`, which is `Bad` or `Good`, one a paragraph."""
        _, _, below = _document(self).partition(f"\n{heading}:\n")
        body = re.split(r"\n\S", below, maxsplit=1)[0]
        return [caption for caption in dedent(body).strip("\n").split("\n\n") if caption]


def finding(rule: Rule, record: Record, fault: Fault) -> Finding:
    """Return `fault` as a Finding with its place in the document.

    >>> rule = Rule("XX001", lambda record: iter(()), "error")
    >>> found = finding(rule, Record("A fox\\nrests.", "", line=7, column=3), Fault(6, 11, "idle"))
    >>> found.line, found.column, found.end_column, found.text
    (8, 1, 6, 'rests')
    """
    line, column = place(record, fault.start)
    end_line, end_column = place(record, fault.end)
    return Finding(
        code=rule.code,
        message=fault.message,
        document=record.document,
        line=line,
        column=column,
        end_line=end_line,
        end_column=end_column,
        severity=rule.severity,
        text=record.text[fault.start : fault.end],
        suggestion=fault.suggestion,
    )


def place(record: Record, offset: int) -> tuple[int, int]:
    """Return line and column, in the document, of character `offset` of the record's text.

    >>> place(Record("A fox\\r\\nrests.", "", line=7, column=3), 2)
    (7, 5)
    """
    line, start = record.line, 1 - record.column
    for match in _LINE_END.finditer(record.text, 0, offset):
        line, start = line + 1, match.end()
    return line, offset - start + 1


def spans(record: Record, field: str) -> list[Evidence]:
    """Return the evidence for `field`, in the order of the text.

    >>> record = Record("Jo/AFP", "", evidence=(Evidence("credit.agencies.0", 3, 6, "slash"),))
    >>> [record.text[e.start : e.end] for e in spans(record, "credit.agencies.0")]
    ['AFP']
    """
    return sorted((e for e in record.evidence if e.field == field), key=lambda e: e.start)


def span(record: Record, field: str, printed: str) -> tuple[int, int]:
    """Return where `field` was read; by looking for `printed` from the end when no evidence says so.

    >>> span(Record("AFP boss (Jo/AFP)", ""), "credit.agencies.0", "AFP")
    (13, 16)
    """
    known = spans(record, field)
    if known:
        return known[0].start, known[0].end
    start = record.text.rfind(printed) if printed else -1
    return (start, start + len(printed)) if start >= 0 else (0, len(record.text))


def _document(rule: Rule) -> str:
    return inspect.cleandoc(rule.check.__doc__ or rule.code)
