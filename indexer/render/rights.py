"""Clearances, uses of a picture, decisions and alerts: for a terminal, as JSON, JSON Lines or CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TextIO

from ..model import Clearance, Decision, Record, Table
from ..text import cut
from . import Format, plain, show_table

_STYLES = {"yes": "bold green", "yes-if": "green", "ask": "bold yellow", "no": "bold red"}
_SAID = {"yes": "yes", "yes-if": "yes, if", "ask": "ask", "no": "no"}


class Tie(Protocol):
    """Why two ids are one picture."""

    @property
    def one(self) -> str:
        """An asset id."""
        ...

    @property
    def other(self) -> str:
        """Another."""
        ...

    @property
    def kind(self) -> str:
        """What they share."""
        ...

    @property
    def certainty(self) -> str:
        """How sure that makes it."""
        ...

    @property
    def evidence(self) -> str:
        """In words."""
        ...


def show_clearances(found: Sequence[Clearance], format: Format, out: TextIO, *, quiet: bool = False) -> None:
    """Write one clearance or many; on a terminal each with its reasons, the weightiest first, then a count."""
    if format == "json":
        plain.write_json([plain.as_dict(one) for one in found], out)
    elif format == "jsonl":
        plain.write_lines(map(plain.as_dict, found), out)
    elif format == "csv":
        columns = ("record_id", "answer", "on", "media", "where", "reasons", "duties", "caption")
        plain.write_csv(columns, map(_row, found), out)
    else:
        _terminal(found, out, quiet)


def _row(one: Clearance) -> tuple[str, ...]:
    reasons = "; ".join(f"{reason.kind}: {reason.message}" for reason in one.reasons)
    return one.record_id, one.answer, one.on, one.media, one.where, reasons, "; ".join(one.duties), one.caption


def _terminal(found: Sequence[Clearance], out: TextIO, quiet: bool) -> None:
    from rich.text import Text

    from .page import safe
    from .terminal import console

    with console(out) as screen:
        for one in found:
            head = Text(_SAID[one.answer].upper(), style=_STYLES[one.answer])
            asked = " ".join(part for part in (one.on, one.media, one.where) if part)
            head.append(f"  {one.record_id[:10] or '-'}  {asked}", style="dim")
            screen.print(head)
            screen.print(Text(safe(f"  {one.caption}")), overflow="ellipsis", no_wrap=True)
            for reason in one.reasons:
                if quiet and reason.answer == "yes":
                    continue
                line = Text(f"  {_SAID[reason.answer]:<9}", style=_STYLES[reason.answer])
                line.append(f"{reason.kind:<10}", style="dim")
                line.append(safe(reason.message))
                ground = " · ".join(part for part in (reason.evidence, reason.source) if part)
                if ground and ground != reason.message:
                    line.append(f"  [{safe(ground)}]", style="dim")
                screen.print(line, soft_wrap=True)
        if len(found) > 1:
            counts = {answer: sum(one.answer == answer for one in found) for answer in _SAID}
            said = ", ".join(f"{count} {_SAID[answer].replace(',', '')}" for answer, count in counts.items() if count)
            screen.print(Text(f"{len(found)} pictures: {said}", style="bold"))
        if not found:
            screen.print(Text("no picture to clear", style="dim"))


class Reused(Protocol):
    """One picture with everything that shows it."""

    @property
    def asset_id(self) -> str:
        """By which the picture is called."""
        ...

    @property
    def uses(self) -> Sequence[Record]:
        """Latest first."""
        ...

    @property
    def ties(self) -> Sequence[Tie]:
        """Why they are one picture."""
        ...

    @property
    def credits(self) -> Sequence[str]:
        """The different makers."""
        ...

    @property
    def twins(self) -> Sequence[Record]:
        """The same words, kept apart."""
        ...

    @property
    def decisions(self) -> Sequence[Decision]:
        """What the desk decided."""
        ...


def show_reuse(found: Sequence[Reused], format: Format, out: TextIO) -> None:
    """Write where, when and with which credit each picture was used, why the uses are one, and what is odd.

    In JSON one object for one picture, a list for several; in CSV the picture is the first column.
    """
    if format == "json":
        shown = [_as_dict(one) for one in found]
        plain.write_json(shown[0] if len(shown) == 1 else shown, out)
    elif format == "jsonl":
        plain.write_lines(map(_as_dict, found), out)
    elif format == "csv":
        rows = ((one.asset_id, *row) for one in found for row in _rows(one))
        plain.write_csv(("picture", *(column.lower() for column in _USE_COLUMNS)), rows, out)
    else:
        for one in found:
            ran = sum(bool(use.published) for use in one.uses)
            rest = f", {len(one.uses) - ran} not published" if len(one.uses) > ran else ""
            totals = (f"{ran} use{'s' * (ran != 1)}{rest}", *[None] * (len(_USE_COLUMNS) - 1))
            title = f"{one.asset_id}: {cut(one.uses[0].caption, 90) if one.uses else 'never used'}"
            note = _note(one.ties, one.credits, one.twins, one.decisions)
            show_table(Table(title, _USE_COLUMNS, tuple(_rows(one)), totals, note), format, out)


_USE_COLUMNS = ("Published", "Document", "Desk", "Medium", "Credit", "Record")


def _rows(one: Reused) -> list[tuple[str | None, ...]]:
    return [
        (use.published, f"{use.document}:{use.line}", use.desk, use.medium, use.credit.raw, use.record_id[:10])
        for use in one.uses
    ]


def _as_dict(one: Reused) -> dict[str, Any]:
    tied = ("one", "other", "kind", "certainty", "evidence")
    return {
        "asset_id": one.asset_id,
        "uses": [plain.as_dict(use) for use in one.uses],
        "ties": [{name: getattr(tie, name) for name in tied} for tie in one.ties],
        "credits": list(one.credits),
        "twins": [plain.as_dict(twin) for twin in one.twins],
        "decisions": [plain.as_dict(decision) for decision in one.decisions],
    }


def _note(
    ties: Sequence[Tie], makers: Sequence[str], twins: Sequence[Record], decisions: Sequence[Decision]
) -> str:  # fmt: skip
    lines = [
        f"One picture by {tie.kind} ({tie.certainty}): {tie.evidence}."
        for tie in ties
        if tie.one < tie.other or not tie.one
    ]
    if len(makers) > 1:
        lines.append(f"Under {len(makers)} credits: {'; '.join(makers)}. Which is right?")
    lines += [
        f"The same words, kept apart: {one.document}:{one.line} ({one.credit.raw or 'no credit'})." for one in twins
    ]
    lines += [f"Decision {one.decision_id}: {one.effect} by {one.by} {one.at[:10]} “{one.why}”." for one in decisions]
    return "\n".join(dict.fromkeys(lines))


def show_decisions(decisions: Iterable[Decision], format: Format, out: TextIO) -> None:
    """Write decisions in the order they were made."""
    if format in ("json", "jsonl"):
        shown = [plain.as_dict(one) for one in decisions]
        plain.write_json(shown, out) if format == "json" else plain.write_lines(shown, out)
        return
    columns = ("Decision", "Effect", "Picture", "When", "For", "By", "On", "Why", "Instead of")
    rows = tuple(
        (
            one.decision_id, one.effect, one.asset_id,
            f"{one.since or '…'} to {one.until or '…'}" if one.since or one.until else "always",
            ", ".join((*one.media, *one.where)) or "all", one.by, one.at[:10], one.why,
            ", ".join(one.supersedes) or None,
        )
        for one in decisions
    )  # fmt: skip
    show_table(Table("Decisions", columns, rows), format, out)
