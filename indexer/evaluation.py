"""Score the parser on labelled captions: a newsroom measures it on its own before it trusts it.

A case is one JSON object a line: `text`, and any of the labels `caption`, `credit`, `photographers`,
`agencies`, `via`, `flags`, `people`, `location` {`city`, `country`}, `date`, with `id`, `style` and
`published`. A label that is missing is not scored; names are compared without case and accents,
agencies and countries by what their names stand for.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from .errors import SourceError, UsageError
from .model import Record, Table
from .parse import parse_caption
from .text import fold
from .vocab import agencies, gazetteer


class Miss(NamedTuple):
    """One value of one case that was read otherwise than labelled."""

    case: str
    style: str
    field: str
    wanted: str
    got: str


class Tally:
    """Counts of one field: for sets right, extra and missing values, and exact cases of all cases."""

    def __init__(self) -> None:
        self.right = self.extra = self.missing = self.exact = self.cases = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missing) if self.right + self.missing else 1.0

    @property
    def f1(self) -> float:
        found = 2 * self.right + self.extra + self.missing
        return 2 * self.right / found if found else 1.0

    def add(self, wanted: list[str], got: list[str], ordered: bool) -> bool:
        """Count one case; return whether it is exact."""
        left, right = set(wanted), set(got)
        self.right += len(left & right)
        self.extra += len(right - left)
        self.missing += len(left - right)
        exact = wanted == got if ordered else left == right
        self.exact += exact
        self.cases += 1
        return exact


class Field(NamedTuple):
    """One scored field: the labels it needs, what they want, and what the record has, as comparable values."""

    name: str
    labels: tuple[str, ...]
    wanted: Callable[[dict[str, Any]], list[str]]
    got: Callable[[Record], list[str]]
    ordered: bool = False


def _agency(name: str) -> str:
    entry = agencies.find(name)
    return entry.id if entry else fold(name)


def _country(name: str | None) -> list[str]:
    codes = [place.country_code for place in gazetteer.find(name or "") if place.kind == "country"]
    return _given(next(filter(None, codes), fold(name or "")))


def _chain(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(map(_agency, names)))


def _given(value: str | None) -> list[str]:
    return [value] if value else []


def _of_location(case: dict[str, Any], part: str) -> str:
    return (case["location"] or {}).get(part) or ""


def _makers(record: Record) -> list[str]:
    return [fold(person.name) for person in record.credit.photographers]


def _links(record: Record) -> list[str]:
    return _chain(agency.name for agency in record.credit.agencies)


def _day(record: Record) -> list[str]:
    # The labels fix days; a month or year is no day.
    return _given(record.date_created if record.date_created and len(record.date_created) == 10 else None)


FIELDS = (
    Field(
        "has a credit",
        ("credit",),
        lambda case: ["yes" if case["credit"] else "no"],
        lambda record: ["yes" if record.credit.raw else "no"],
    ),
    Field("caption", ("caption",), lambda case: [case["caption"]], lambda record: [record.caption]),
    Field("credit line", ("credit",), lambda case: _given(case["credit"]), lambda record: _given(record.credit.raw)),
    Field("photographers", ("photographers",), lambda case: [fold(n) for n in case["photographers"]], _makers, True),
    Field("agencies", ("agencies",), lambda case: _chain(case["agencies"]), _links, True),
    Field(
        "via",
        ("via",),
        lambda case: [_agency(case["via"])] if case["via"] else [],
        lambda record: [_agency(record.credit.via)] if record.credit.via else [],
    ),
    Field(
        "whole credit",
        ("photographers", "agencies"),
        lambda case: [*map(fold, case["photographers"]), "›", *_chain(case["agencies"])],
        lambda record: [*_makers(record), "›", *_links(record)],
        True,
    ),
    Field("flags", ("flags",), lambda case: list(case["flags"]), lambda record: list(record.credit.flags)),
    Field(
        "people",
        ("people",),
        lambda case: [fold(name) for name in case["people"]],
        lambda record: [fold(person.name) for person in record.persons_shown],
    ),
    Field(
        "country",
        ("location",),
        lambda case: _country(_of_location(case, "country")),
        lambda record: _country(record.location.country if record.location else None),
    ),
    Field(
        "city",
        ("location",),
        lambda case: _given(fold(_of_location(case, "city"))),
        lambda record: _given(fold(record.location.city or "") if record.location else None),
    ),
    Field("date", ("date",), lambda case: _given(case["date"]), _day),
)
"""The scored fields, in the order of the table."""


class Score(NamedTuple):
    """What an evaluation found."""

    fields: dict[str, Tally]
    styles: dict[str, Tally]
    """The whole credit, by style."""
    misses: tuple[Miss, ...]

    def table(self) -> Table:
        """Return the fields as a Table: precision, recall, F1 and the share of cases that are exact."""
        rows: list[tuple[str | float, ...]] = [
            (name, t.cases, *(round(share, 4) for share in (t.precision, t.recall, t.f1, t.exact / t.cases)))
            for name, t in self.fields.items()
        ]
        return Table(
            "Reading against the labels", ("Field", "Cases", "Precision", "Recall", "F1", "Exact"), tuple(rows)
        )

    def style_table(self) -> Table:
        """Return the whole credit by style as a Table."""
        ranked = sorted(self.styles.items(), key=lambda item: (-item[1].cases, item[0]))
        rows = tuple(
            (style, tally.cases, round(tally.f1, 4), round(tally.exact / tally.cases, 4)) for style, tally in ranked
        )
        return Table("Whole credit by style", ("Style", "Cases", "F1", "Exact"), rows)

    def miss_table(self) -> Table:
        """Return the misses as a Table."""
        return Table("Misses", Miss._fields, self.misses)

    def figures(self) -> dict[str, dict[str, float]]:
        """Return the figures that a baseline keeps."""
        return {
            name: {"f1": round(tally.f1, 4), "exact": round(tally.exact / tally.cases, 4)}
            for name, tally in self.fields.items()
        }


def read_cases(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the cases of a JSON Lines file. Raises SourceError with the line of a bad one."""
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    case = json.loads(line)
                except ValueError as error:
                    raise SourceError(f"{path}:{number}: not JSON; write one object a line") from error
                if not isinstance(case, dict) or not isinstance(case.get("text"), str):
                    raise SourceError(f'{path}:{number}: no "text"; a case is an object with text and labels')
                yield case
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise SourceError(f"{path}: {reason}; give a JSON Lines file of labelled cases") from error


def evaluate(cases: Iterable[dict[str, Any]]) -> Score:
    """Read every case and score it.

    >>> score = evaluate([{"text": "Boats. (Mia Holm/AP)", "photographers": ["Mia Holm"], "agencies": ["AP"]}])
    >>> score.fields["whole credit"].exact, score.misses
    (1, ())
    """
    fields: dict[str, Tally] = {}
    styles: dict[str, Tally] = defaultdict(Tally)
    misses: list[Miss] = []
    number = 0
    for number, case in enumerate(cases, 1):
        record = parse_caption(case["text"], published=case.get("published"))
        style = str(case.get("style", ""))
        for field in FIELDS:
            if any(label not in case for label in field.labels):
                continue
            try:
                wanted = field.wanted(case)
            except (TypeError, AttributeError, KeyError) as error:
                raise UsageError(
                    f"case {case.get('id', number)}: label {', '.join(field.labels)} is not of the form expected"
                ) from error
            got = field.got(record)
            exact = fields.setdefault(field.name, Tally()).add(wanted, got, field.ordered)
            if field.name == "whole credit":
                styles[style].add(wanted, got, True)
            if not exact:
                misses.append(Miss(str(case.get("id", number)), style, field.name, "; ".join(wanted), "; ".join(got)))
    if not number:
        raise UsageError("no cases; give a JSON Lines file of labelled captions")
    return Score(fields, dict(styles), tuple(misses))


def sunk(score: Score, baseline: dict[str, dict[str, float]]) -> list[str]:
    """Return a line for every figure that is lower than in the baseline."""
    now = score.figures()
    return [
        f"{field}: {figure} sank from {value:.4f} to {now[field][figure]:.4f}"
        for field, figures in baseline.items()
        for figure, value in figures.items()
        if field in now and figure in now[field] and now[field][figure] < value
    ]
