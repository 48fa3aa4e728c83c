"""Forms that people read on a terminal, coloured where it has colours, plain where it is a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from ..model import CreditSplit, Evidence, Finding, Metadata, Person, Record, Table
from ..text import cut, lazy_pattern
from .page import NARROW, WIDE, columns, is_terminal, place_line, safe

if TYPE_CHECKING:
    from rich.padding import Padding
    from rich.table import Table as Grid

_LONGEST_BAR = 20
"""Characters of a table's longest bar."""

_LINE_END = lazy_pattern(r"\r\n|\n|\r")

KINDS: tuple[tuple[str, str, str], ...] = (
    ("credit.photographers", "photographer", "bold green"),
    ("credit.agencies", "agency", "bold cyan"),
    ("credit.via", "distributor", "bold cyan"),
    ("credit.flags", "flag", "bold magenta"),
    ("credit.unread", "unread", "bold white on red"),
    ("credit.restrictions", "restriction", "red"),
    ("credit", "credit", "underline"),
    ("location", "place", "bold yellow"),
    ("persons_shown", "person", "bold blue"),
    ("mentioned", "mentioned", "blue"),
    ("date", "date", "bold magenta"),
    ("event", "event", "bold red"),
    ("subject", "subject", "italic"),
)
"""Beginning of an evidence field, what a person calls it, and its colour; the first that fits counts."""


@contextmanager
def console(out: TextIO) -> Iterator[Console]:
    """Yield a console on `out`, as wide and as coloured as `page` finds the terminal.

    Into a pipe or file lines go without the blanks that rich fills them up with.
    """
    screen = Console(
        file=out, width=columns(), force_terminal=is_terminal(out), highlight=False, markup=False, emoji=False
    )
    if screen.is_terminal:
        yield screen
        return
    with screen.capture() as captured:
        yield screen
    out.write("".join(f"{line.rstrip(' ')}\n" for line in captured.get().split("\n")[:-1]))


def table(report: Table, out: TextIO, bars: bool = False) -> None:
    """Write a report: title, columns with numbers to the right, totals, note; a bar a row where `bars`."""
    with console(out) as screen:
        if report.title:
            screen.print(Text(safe(report.title), style="bold"))
        numeric = [
            any(isinstance(row[i], int | float) for row in report.rows)
            and all(row[i] is None or isinstance(row[i], int | float) for row in report.rows)
            for i in range(len(report.columns))
        ]
        grid = _grid(
            box=None, pad_edge=False, show_footer=bool(report.totals), header_style="dim", footer_style="bold",
        )  # fmt: skip
        for index, column in enumerate(report.columns):
            total = _value(report.totals[index]) if report.totals else ""
            # The words of a heading one below the other leave the figures room.
            heading = safe(column).replace(" ", "\n") if numeric[index] else safe(column)
            grid.add_column(heading, total, justify="right" if numeric[index] else "left", overflow="fold")
        drawn = _bars(report) if bars else []
        if drawn:
            grid.add_column("", "", no_wrap=True)
        for place, row in enumerate(report.rows):
            grid.add_row(
                *(Text(_value(value)) for value in row), *([Text(drawn[place], style="cyan")] if drawn else [])
            )
        screen.print(grid)
        if not report.rows:
            screen.print(Text("nothing to count", style="dim"))
        if report.note:
            screen.print(Text(safe(report.note), style="dim"))


def _bars(report: Table) -> list[str]:
    """Return a bar for each row, in eighths of a character; none when there is nothing to compare."""
    from .charts import bar_column

    column = bar_column(report)
    if column is None or len(report.rows) < 2 or len(report.columns) > 6:
        return []
    lengths = [value if isinstance(value := row[column], int | float) else 0 for row in report.rows]
    longest = max(lengths)
    if longest <= 0:
        return []
    eighths = [round(_LONGEST_BAR * 8 * max(length, 0) / longest) for length in lengths]
    return ["█" * (size // 8) + " ▏▎▍▌▋▊▉"[size % 8].strip() for size in eighths]


def findings(found: Sequence[Finding], out: TextIO, quiet: bool = False, said: str = "") -> None:
    """Write findings as `path:line:column: CODE message`, each with its source line and a caret.

    `said` is added to the closing count.
    """
    with console(out) as screen:
        width = _width(screen)
        for one in found:
            colour = "red" if one.severity == "error" else "yellow"
            head = Text(f"{safe(one.document) or '-'}:{one.line}:{one.column}: ", style="bold")
            head.append(f"{one.code} ", style=f"bold {colour}").append(safe(one.message), style="default not bold")
            # One line a finding, however long: editors and CI read it.
            screen.print(head, soft_wrap=True)
            source = None if quiet or not one.context else _source_line(one)
            if source is not None:
                line, start, end = _window(*source, width - 4)
                screen.print(Text(f"  │ {line}", style="dim"), soft_wrap=True, no_wrap=True)
                mark = " " * cell_len(line[:start]) + "^" * max(cell_len(line[start:end]), 1)
                screen.print(Text("  │ ", style="dim").append(mark, style=f"not dim bold {colour}"), soft_wrap=True)
        if quiet:
            return
        errors = sum(one.severity == "error" for one in found)
        closing = f"{_count(errors, 'error')}, {_count(len(found) - errors, 'warning')}" if found else "all clean"
        fixable = sum(one.fix is not None for one in found)
        safely = sum(one.fix is not None and one.fix.safe for one in found)
        if fixable:
            closing += f"; --fix mends {safely:,}" if safely else ""
            closing += f"{',' if safely else ';'} --unsafe-fixes {fixable - safely:,} more" if fixable > safely else ""
        screen.print(Text(closing + said, style="bold"))


def record(shown: Record, out: TextIO, *, evidence: bool = False, uses: Sequence[Record] = ()) -> None:
    """Write a record as a page: what the picture shows, who made it, through whom it came, what is uncertain."""
    with console(out) as screen:
        width = _width(screen)
        grid = _grid(
            box=None, show_header=False, show_edge=False, pad_edge=False, collapse_padding=True, padding=(0, 2)
        )
        grid.add_column(style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in _entries(shown):
            if value:
                grid.add_row(name, value if isinstance(value, Text) else Text(safe(value)))
        screen.print(grid, width=width)
        for heading, others in (("used", uses),) if uses else ():
            screen.print(Text(f"\n{heading}", style="dim"))
            for use in others:
                day = use.published or "undated"
                screen.print(
                    _indent(Text(safe(f"{day}  {use.document}:{use.line}  {use.title or ''}".rstrip()))), width=width
                )
        if evidence and shown.evidence:
            screen.print()
            screen.print(_evidence(shown))


def explain(shown: Record, out: TextIO, split: CreditSplit | None = None) -> None:
    """Write the text with every span in the colour of what it was read as, the credit's split, the table of spans."""
    with console(out) as screen:
        # The wider span first: the narrower one is painted over it.
        spans = sorted(shown.evidence, key=lambda e: e.start - e.end)
        width = _width(screen)
        screen.print(
            styled(shown.text, [(e.start, e.end, _kind(e)[1]) for e in spans if _kind(e)[0] != "subject"]), width=width
        )
        screen.print()
        if not spans:
            screen.print(Text("nothing was read in this text", style="dim"))
            return
        if split:
            screen.print(_split(split))
            screen.print()
        screen.print(_evidence(shown))


def _split(split: CreditSplit) -> Grid:
    """Return the parts of the credit with their classes, the pattern that won and the one that came next."""
    grid = _grid(box=None, show_header=False, show_edge=False, pad_edge=False, collapse_padding=True, padding=(0, 2))
    for separator, printed, kind in split.parts:
        grid.add_row(Text(safe(separator), style="dim"), Text(safe(printed)), Text(kind, style="dim"))
    grid.add_row("", Text("pattern", style="dim"), Text(f"{split.pattern}, found by: {split.form}"))
    grid.add_row("", Text("runner-up", style="dim"), Text(safe(split.next_best or "none")))
    return grid


def styled(text: str, spans: Iterable[tuple[int, int, str]]) -> Text:
    """Return safe `text` with each span in its style; later spans are painted over earlier ones."""
    result = Text(safe(text))
    for start, end, style in spans:
        result.stylize(style, start, end)
    return result


def _entries(shown: Record) -> Iterable[tuple[str, str | Text]]:
    credit = shown.credit
    yield "record", " ".join(filter(None, (shown.record_id, shown.kind)))
    yield "where", f"{shown.document}:{shown.line}" if shown.document else ""
    yield "story", " · ".join(filter(None, (shown.title, shown.published and f"published {shown.published}")))
    yield "headline", shown.headline or ""
    yield "duration", "" if shown.duration is None else f"{shown.duration // 60}:{shown.duration % 60:02}"
    yield "caption", Text(safe(shown.caption.strip()), style="bold")
    yield "credit", credit.raw or Text("none", style="bold red")
    yield "by", ", ".join(p.name for p in credit.photographers)
    chain = " › ".join(a.name if a.id else f"{a.name} (not in the list)" for a in credit.agencies)
    yield "through", chain
    yield "delivered", f"via {credit.via}" if credit.via else ""
    for part in credit.parts:
        by, via = (", ".join(p.name for p in part.photographers), " › ".join(a.name for a in part.agencies))
        yield f"  {part.label}".rstrip(), " · ".join(filter(None, (by, via))) or part.raw
    yield "marked", ", ".join(credit.flags)
    yield "for", credit.client or ""
    yield "number", credit.catalogue_number
    yield "restrictions", Text(safe(credit.restrictions), style="red")
    yield "unread", Text(safe("; ".join(credit.unread)), style="bold red")
    yield "place", place_line(shown.location, full=True)
    yield "shown", "\n".join(_person(person) for person in shown.persons_shown)
    yield "mentioned", ", ".join(shown.mentioned)
    yield "event", shown.event or ""
    yield "date", _date(shown)
    yield "keywords", ", ".join(shown.keywords)
    if shown.metadata:
        yield "embedded", _embedded(shown.metadata)
        for one in shown.metadata.conflicts:
            said = " | ".join(f"{layer}: {value}" for layer, value in zip(one.layers, one.values, strict=False))
            yield "disagree", Text(safe(f"{one.field} ({one.kind}) {cut(said, 200)}"), style="yellow")
    if shown.file:
        size = f" {shown.file.width} × {shown.file.height}" if shown.file.width else ""
        yield "file", f"{shown.file.format}{size}, {shown.file.size:,} bytes"


def _embedded(said: Metadata) -> str:
    """Return who the metadata says made, sent and owns the picture, and on which terms."""
    parts = (
        ("by", ", ".join(said.photographers)), ("credit", said.credit_line), ("source", said.source),
        ("copyright", said.copyright_notice), ("terms", said.usage_terms), ("instructions", said.instructions),
    )  # fmt: skip
    return " · ".join(f"{name} {value}" for name, value in parts if value)


def _date(shown: Record) -> str:
    said = f'"{shown.date_text}"' if shown.date_text else ""
    if shown.date_created:
        return f"{shown.date_created}  {said}".rstrip()
    if not said:
        return ""
    return (
        f"{said} (no day: the story states no date; --published YYYY-MM-DD gives it one)"
        if not shown.published
        else said
    )


def _person(person: Person) -> str:
    return ", ".join(filter(None, (person.name, person.role, person.position)))


def _evidence(shown: Record) -> Grid:
    """Return the table of spans: what, the words, where, by which pattern, how certainly."""
    grid = _grid(box=None, pad_edge=False, header_style="dim")
    for name in ("read as", "words", "characters", "pattern", "certainty"):
        grid.add_column(name, overflow="fold", no_wrap=name == "characters")
    for one in sorted(shown.evidence, key=lambda e: (e.start, -e.end)):
        name, style = _kind(one)
        words = shown.text[one.start : one.end]
        if len(words) > 60:
            words = f"{words[:40]} … {words[-17:]}"
        # The whole field follows when the everyday word leaves something out: location.city, persons_shown.0.role.
        detail = one.field.rpartition(".")[2]
        label = name if detail.isdecimal() or detail == one.field or detail in name else f"{name}: {detail}"
        grid.add_row(
            Text(safe(label), style=style if name not in ("credit", "subject") else ""),
            Text(safe(words)),
            Text(f"{one.start}–{one.end}"),
            Text(safe(one.pattern)),
            Text(one.certainty, style={"exact": "", "likely": "yellow"}.get(one.certainty, "red")),
        )
    return grid


def _kind(one: Evidence) -> tuple[str, str]:
    return next(((name, style) for field, name, style in KINDS if one.field.startswith(field)), (one.field, "dim"))


def _source_line(one: Finding) -> tuple[str, int, int]:
    """Return the line of a finding as far as it was kept, and where in it the finding starts and ends."""
    line, start = one.context, max(one.column - one.context_column, 0)
    end = one.end_column - one.context_column if one.end_line == one.line else len(line)
    return safe(line), min(start, len(line)), max(min(end, len(line)), start)


def _window(line: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """Return the part of `line` around the finding that fits `width`, with the finding's new place in it."""
    if cell_len(line) <= width:
        return line, start, end
    # Signs may be two cells wide: half as many characters always fit.
    room = width - 2 if len(line) == cell_len(line) else (width - 2) // 2
    end = min(end, start + room)
    left = max(min(start - (room - (end - start)) // 2, len(line) - room), 0)
    right = min(left + room, len(line))
    head, tail = "…" if left else "", "…" if right < len(line) else ""
    return f"{head}{line[left:right]}{tail}", start - left + len(head), end - left + len(head)


def _grid(**how: Any) -> Grid:
    from rich.table import Table as Grid  # what a search prints is no table, and this takes long to load

    return Grid(**how)


def _indent(text: Text) -> Padding:
    from rich.padding import Padding

    return Padding(text, (0, 0, 0, 2))


def _width(screen: Console) -> int:
    return min(max(screen.width, NARROW), WIDE)


def _value(value: str | int | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        # Shares and scores lie between 0 and 1, where two decimals would say little; the rest is money.
        return f"{value:.4f}" if -1 <= value <= 1 else f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else safe(value)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
