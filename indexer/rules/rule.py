"""What a rule is, what it is given, and the shapes its findings take on the way into a document."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from textwrap import dedent
from typing import Any, NamedTuple

from ..errors import UsageError
from ..model import Conflict, Credit, Edit, Finding, Fix, Person, Record, Severity
from ..text import lazy_pattern
from ..vocab.styles import Style

_LINE_END = lazy_pattern(r"\r\n|\n|\r")
_WORD = lazy_pattern(r"[^\W\d_]+")
_REACH = 200
"""Characters of the line that a finding keeps on either side of its words."""

_OPENING, _CLOSING = "([（［【", ")]）］】"


class Fault(NamedTuple):
    """What a rule found, before it has a code: characters of the record's text, and what is wrong with them."""

    start: int
    """First character, counted in the record's text."""
    end: int
    """One past the last."""
    message: str
    suggestion: str | None = None
    """What to print instead of those characters."""
    edits: tuple[tuple[int, int, str], ...] = ()
    """How to mend it: start, end and new words, in the order of the text."""
    safe: bool = False
    """Whether the edits need no look at the picture."""


class Case:
    """One record on the desk, to be held against one house style; what several rules ask is found once."""

    __slots__ = ("_credit", "_places", "_words", "credit", "record", "style", "text")

    def __init__(self, record: Record, style: Style) -> None:
        self.record, self.style = record, style
        self.text = record.text
        # What only the metadata says is not printed, and a house style speaks of print.
        printed = record.metadata is None or any(e.field == "credit" for e in record.evidence)
        self.credit = record.credit if printed else Credit(flags=record.credit.flags)
        self._places: dict[str, tuple[int, int]] | None = None
        self._credit: tuple[int, int] | None = None
        self._words: frozenset[str] | None = None

    @property
    def words(self) -> frozenset[str]:
        """Every word of the text in small letters: a rule that needs one of a few words looks here first."""
        if self._words is None:
            self._words = frozenset(_WORD.findall(self.text.lower()))
        return self._words

    def place(self, field: str) -> tuple[int, int] | None:
        """Return where `field` was read, start and end in the text, or None."""
        if self._places is None:
            self._places = {}
            for e in self.record.evidence:
                known = self._places.get(e.field)
                if known is None or e.start < known[0]:
                    self._places[e.field] = e.start, e.end
        return self._places.get(field)

    def span(self, field: str, printed: str) -> tuple[int, int]:
        """Return where `field` was read; by looking for `printed` from the end when no evidence says so."""
        known = self.place(field)
        if known:
            return known
        start = self.text.rfind(printed) if printed else -1
        return (start, start + len(printed)) if start >= 0 else (0, len(self.text))

    def says(self, flag: str) -> bool:
        """Say whether the words themselves give the flag; the file's metadata may give some too."""
        flags = self.credit.flags
        return flag in flags and self.place(f"credit.flags.{flags.index(flag)}") is not None

    @property
    def people(self) -> list[tuple[int, Person]]:
        """Those shown whom the caption names in full, each with its place in the record; not those of the file."""
        shown = enumerate(self.record.persons_shown)
        return [(i, one) for i, one in shown if " " in one.name and self.place(f"persons_shown.{i}")]

    def agency(self, index: int) -> tuple[int, int]:
        """Return where link `index` of the chain is printed."""
        agency = self.credit.agencies[index]
        return self.span(f"credit.agencies.{index}", agency.printed or agency.name)

    def maker(self, index: int) -> tuple[int, int]:
        """Return where photographer `index` is printed."""
        maker = self.credit.photographers[index]
        return self.span(f"credit.photographers.{index}", maker.printed or maker.name)

    @property
    def credit_span(self) -> tuple[int, int]:
        """Where the credit is printed, without brackets and label; the end of the text when there is none."""
        if self._credit is None:
            end = len(self.text)
            self._credit = self.span("credit", self.credit.raw) if self.credit.raw else (end, end)
        return self._credit

    @property
    def printed_span(self) -> tuple[int, int]:
        """Where the credit is printed, with its label and the brackets around it."""
        start, end = self.credit_span
        label = self.credit.label
        if label and self.text[:start].rstrip().endswith(label):
            start = self.text[:start].rstrip().rindex(label)
        while start > 0 and self.text[start - 1] in _OPENING:
            start -= 1
        restrictions = self.credit.restrictions
        tail = self.text.find(restrictions, end) if restrictions else -1
        if tail >= 0:
            end = tail + len(restrictions)
        while end < len(self.text) and self.text[end] in _CLOSING:
            end += 1
        return start, end


def at_credit(case: Case) -> tuple[int, int]:
    """Return where the credit is printed, or all of the text when there is none."""
    start, end = case.credit_span
    return (start, end) if start < end else (0, len(case.text))


class Example(NamedTuple):
    """One example of a rule's page: captions, and under which circumstances."""

    texts: tuple[str, ...]
    """One caption; several where the page puts `[and]` between them: pictures of one document."""
    style: str = "default"
    published: str | None = None
    metadata: tuple[tuple[str, Any], ...] = ()
    """Fields of Metadata and their values."""


class Rule(NamedTuple):
    """One check: its stable code, its function, and how bad a finding is."""

    code: str
    check: Callable[[Case], Iterator[Fault]]
    """Its docstring is the rule's manual page."""
    severity: Severity
    quiet: bool = False
    """Whether it is off unless a style turns it on."""
    embedded: bool = False
    """Whether it has nothing to say of a picture without metadata."""

    @property
    def title(self) -> str:
        """The first line of the page, without its full stop."""
        return _document(self.check).partition("\n")[0].rstrip(".")

    @property
    def page(self) -> str:
        """The manual page: code, severity, then the docstring."""
        off = ", off in the default style" if self.quiet else ""
        return f"{self.code} ({self.severity}{off}): {_document(self.check)}\n"

    def examples(self, heading: str) -> list[Example]:
        """Return the examples under `heading`, which is `Bad` or `Good`, one a paragraph."""
        return examples(_document(self.check), heading)


class WholeRule(NamedTuple):
    """A check of all pictures of a document at once."""

    code: str
    check_all: Callable[[Sequence[Case]], Iterator[tuple[Case, Fault]]]
    severity: Severity
    quiet: bool = False

    @property
    def title(self) -> str:
        return _document(self.check_all).partition("\n")[0].rstrip(".")

    @property
    def page(self) -> str:
        off = ", off in the default style" if self.quiet else ""
        return f"{self.code} ({self.severity}{off}): {_document(self.check_all)}\n"

    def examples(self, heading: str) -> list[Example]:
        return examples(_document(self.check_all), heading)


_CIRCUMSTANCE = lazy_pattern(r"\[(?P<what>[a-z ]+(?:-[a-z]+)?): (?P<value>.*)\]")
_FIELDS = {
    "by-line": "photographers", "job title": "job_title", "credit": "credit_line", "source": "source",
    "supplier": "supplier", "instructions": "instructions", "usage terms": "usage_terms", "description": "description",
    "person shown": "persons_shown", "city": "city", "date created": "date_created", "release": "release",
    "source type": "digital_source_type", "expires": "expires", "action": "action",
}  # fmt: skip
"""What stands in square brackets above an example, and the field of Metadata it is."""


def examples(page: str, heading: str) -> list[Example]:
    """Return the examples of a page under `heading`; lines in square brackets say under which circumstances.

    >>> examples("Bad:\\n    [style: cbc]\\n    [by-line: Jo Marsh]\\n    A fox. (AFP)\\n", "Bad")
    [Example(texts=('A fox. (AFP)',), style='cbc', published=None, metadata=(('photographers', ('Jo Marsh',)),))]
    """
    _, _, below = f"\n{page}".partition(f"\n{heading}:\n")
    body = re.split(r"\n\S", below, maxsplit=1)[0]
    return [_example(lines) for lines in dedent(body).strip("\n").split("\n\n") if lines]


def _example(paragraph: str) -> Example:
    style, published = "default", None
    metadata: dict[str, Any] = {}
    texts: list[list[str]] = [[]]
    for line in paragraph.split("\n"):
        said = _CIRCUMSTANCE.fullmatch(line)
        if line == "[and]":
            texts.append([])
        elif said and said["what"] == "style":
            style = said["value"]
        elif said and said["what"] == "published":
            published = said["value"]
        elif said and said["what"] == "conflict":
            field, layer, value, other_layer, other = said["value"].split("; ")
            metadata["conflicts"] = (Conflict(field, "different", (layer, other_layer), (value, other)),)
        elif said and said["what"] in _FIELDS:
            field, value = _FIELDS[said["what"]], said["value"]
            metadata[field] = tuple(value.split("; ")) if field in ("photographers", "persons_shown") else value
        else:
            texts[-1].append(line)
    return Example(tuple("\n".join(lines) for lines in texts), style, published, tuple(metadata.items()))


def finding(code: str, severity: Severity, record: Record, fault: Fault) -> Finding:
    """Return `fault` as a Finding with its place in the document.

    >>> found = finding("XX001", "error", Record("A fox\\nrests.", "", line=7, column=3), Fault(6, 11, "idle"))
    >>> found.line, found.column, found.end_column, found.text, found.context
    (8, 1, 6, 'rests', 'rests.')
    """
    line, column = place(record, fault.start)
    end_line, end_column = place(record, fault.end)
    context, context_column = _context(record, fault.start, fault.end, column)
    fix = None
    if fault.edits:
        made = (Edit(*place(record, start), *place(record, end), words) for start, end, words in fault.edits)
        fix = Fix(tuple(made), fault.safe)
    return Finding(
        code, _LINE_END.sub(" ", fault.message), record.document, line, column, end_line, end_column, severity,
        record.text[fault.start : fault.end], fault.suggestion, fix, context, context_column,
    )  # fmt: skip


def place(record: Record, offset: int) -> tuple[int, int]:
    """Return line and column, in the document, of character `offset` of the record's text.

    >>> place(Record("A fox\\r\\nrests.", "", line=7, column=3), 2)
    (7, 5)
    """
    line, start = record.line, 1 - record.column
    for match in _LINE_END.finditer(record.text, 0, offset):
        line, start = line + 1, match.end()
    return line, offset - start + 1


def _context(record: Record, start: int, end: int, column: int) -> tuple[str, int]:
    """Return the part of the line around a finding, and the column at which it begins."""
    text = record.text
    first = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    first = max(first, start - _REACH)
    stop = _LINE_END.search(text, min(max(end, start), start + _REACH))
    last = min(stop.start() if stop else len(text), max(end, start) + _REACH)
    within = _LINE_END.search(text, start, last)
    if within:
        last = within.start()
    return text[first:last], column - (start - first)


def whole(code: str) -> str:
    """Return a code as people may write it in the form in which rules are listed.

    >>> whole(" cr7 ")
    'CR007'
    """
    bare = code.strip().upper()
    match = re.fullmatch(r"([A-Z]{2})(\d{1,3})", bare)
    return f"{match[1]}{int(match[2]):03}" if match else bare


def chosen(codes: Sequence[str], known: Sequence[str]) -> frozenset[str]:
    """Return the codes that `codes` name, each whole or a family such as `CR`; raise UsageError for another.

    >>> sorted(chosen(["CA"], ["CR001", "CA001", "CA002"]))
    ['CA001', 'CA002']
    """
    found: set[str] = set()
    for code in codes:
        named = {one for one in known if one.startswith(whole(code))} if code.strip() else set()
        if not named:
            raise UsageError(f'rule: no "{code[:40]}"; there are {" ".join(known)}')
        found |= named
    return frozenset(found)


def _document(function: Callable[..., Any]) -> str:
    return inspect.cleandoc(function.__doc__ or "")
