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

    from .terminal import console, safe

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


def show_reuse(
    asset_id: str, uses: Sequence[Record], ties: Sequence[Tie], makers: Sequence[str], twins: Sequence[Record],
    decisions: Sequence[Decision], format: Format, out: TextIO,
) -> None:  # fmt: skip
    """Write where, when and with which credit one picture was used, why the uses are one, and what is odd."""
    if format == "json":
        shown: dict[str, Any] = {
            "asset_id": asset_id,
            "uses": [plain.as_dict(one) for one in uses],
            "ties": [
                {name: getattr(one, name) for name in ("one", "other", "kind", "certainty", "evidence")} for one in ties
            ],
            "credits": list(makers),
            "twins": [plain.as_dict(one) for one in twins],
            "decisions": [plain.as_dict(one) for one in decisions],
        }
        plain.write_json(shown, out)
        return
    columns = ("Published", "Document", "Desk", "Medium", "Credit", "Record")
    rows = tuple(
        (
            one.published, f"{one.document}:{one.line}", one.desk, one.medium, one.credit.raw,
            one.record_id[:10],
        )
        for one in uses
    )  # fmt: skip
    note = _note(ties, makers, twins, decisions)
    caption = cut(uses[0].caption, 90) if uses else "never used"
    ran = sum(bool(one.published) for one in uses)
    total = f"{ran} use{'s' * (ran != 1)}" + (f", {len(uses) - ran} not published" if len(uses) > ran else "")
    title = f"{asset_id}: {caption}"
    show_table(Table(title, columns, rows, (total, *[None] * 5), note), format, out)


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
