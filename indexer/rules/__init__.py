"""Records to Findings: every rule in one table, and `check`, which runs them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..errors import UsageError
from ..model import Finding, Record, Severity
from ..vocab.styles import Style, style
from . import (
    caption,
    caption_dates,
    caption_people,
    credit,
    credit_form,
    credit_names,
    credit_place,
    document,
    metadata,
    metadata_shown,
    rights,
)
from .rule import Case, Example, Fault, Rule, WholeRule, chosen, finding, whole

__all__ = [
    "CODES", "RULES", "Case", "Example", "Fault", "Rule", "WholeRule", "active", "check", "check_records", "chosen",
    "faults", "page", "rule", "run",
]  # fmt: skip

RULES: tuple[Rule | WholeRule, ...] = (
    Rule("CR001", credit.no_credit, "error"),
    Rule("CR002", credit.misspelt_agency, "error"),
    Rule("CR003", credit.unknown_agency, "warning"),
    Rule("CR004", credit.photographer_missing, "warning"),
    Rule("CR005", credit_form.unbalanced_brackets, "error"),
    Rule("CR006", credit_form.credit_twice, "error"),
    Rule("CR007", credit_names.agency_alias, "warning"),
    Rule("CR008", credit.unread_text, "warning"),
    Rule("CR009", credit.agency_missing, "warning"),
    Rule("CR010", credit_form.agency_repeated, "warning"),
    Rule("CR011", credit_form.wrong_order, "warning"),
    Rule("CR012", credit_form.via_missing, "warning", quiet=True),
    Rule("CR013", credit_place.credit_inside, "warning"),
    Rule("CR014", credit_place.credit_glued, "warning"),
    Rule("CR015", credit_form.slash_spacing, "warning"),
    Rule("CR016", credit_names.name_case, "warning"),
    Rule("CR017", credit_names.agency_case, "warning"),
    Rule("CR018", credit_names.role_as_name, "warning"),
    Rule("CR019", caption_people.panels_against_credits, "warning"),
    Rule("CR020", credit_names.default_as_credit, "error"),
    Rule("CR021", credit.internal_code, "error"),
    Rule("CR022", credit_names.platform_alone, "warning"),
    Rule("CR023", credit_names.licence_missing, "warning"),
    Rule("CR024", credit_names.name_of_its_time, "warning"),
    WholeRule("CR025", document.same_picture_two_credits, "warning"),
    Rule("CR026", credit_place.house_brackets, "warning"),
    Rule("CR027", credit_place.house_label, "warning"),
    Rule("CA001", caption_dates.weekday_against_date, "error"),
    Rule("CA002", caption_dates.stale_words, "warning"),
    Rule("CA003", caption_dates.impossible_date, "error"),
    Rule("CA004", caption_dates.date_after_publication, "error"),
    Rule("CA005", caption_dates.file_without_year, "warning"),
    Rule("CA006", caption_dates.file_unmarked, "warning"),
    Rule("CA007", caption_people.positions_missing, "warning"),
    Rule("CA008", caption_people.headcount, "warning"),
    Rule("CA009", caption.wire_noise, "warning"),
    Rule("CA010", caption.mojibake, "error"),
    Rule("CA011", caption.past_tense, "warning", quiet=True),
    Rule("CA012", caption.place_missing, "warning", quiet=True),
    Rule("CA013", caption_dates.date_missing, "warning", quiet=True),
    Rule("CA014", caption.too_short, "warning"),
    Rule("CA015", caption.dateline_against_place, "warning"),
    Rule("CA016", caption.html_left_over, "warning"),
    Rule("CA017", caption.placeholder, "error"),
    Rule("CA018", caption.stock_unmarked, "warning", quiet=True),
    Rule("MD001", metadata.other_photographer, "error", embedded=True),
    Rule("MD002", metadata.accents_lost, "warning", embedded=True),
    Rule("MD003", metadata.name_one_slip_away, "error", embedded=True),
    Rule("MD004", metadata.other_agency, "error", embedded=True),
    Rule("MD005", metadata.role_lost, "warning", embedded=True),
    Rule("MD006", metadata.truncated, "error"),
    Rule("MD007", metadata.layers_in_conflict, "warning", embedded=True),
    Rule("MD008", metadata_shown.person_not_in_caption, "warning", embedded=True),
    Rule("MD009", metadata_shown.other_city, "warning", embedded=True),
    Rule("MD010", metadata_shown.generated_undisclosed, "error", embedded=True),
    Rule("MD011", metadata_shown.generated_by_wire, "error"),
    Rule("MD012", metadata_shown.other_date, "warning", embedded=True),
    Rule("RU001", rights.restriction_printed, "warning"),
    Rule("RU002", rights.mandatory_credit_missing, "error", embedded=True),
    Rule("RU003", rights.restricted, "warning", embedded=True),
    Rule("RU004", rights.embargoed, "error"),
    Rule("RU005", rights.expired, "error", embedded=True),
    Rule("RU006", rights.handout_without_releaser, "warning"),
    Rule("RU007", rights.killed, "error"),
    Rule("RU008", rights.client_picture, "warning"),
)
"""Every rule. A code, once given, keeps its meaning for ever."""

CODES = tuple(entry.code for entry in RULES)


def active(
    house: Style, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> tuple[tuple[Rule | WholeRule, Severity], ...]:
    """Return the rules that a style turns on, narrowed to `select` and without `ignore`, each with its severity.

    Codes may be whole or a family; to select a rule by its whole code turns it on where the style has it off.

    >>> [(entry.code, severity) for entry, severity in active(style("default"), ["CA001"])]
    [('CA001', 'error')]
    """
    asked, left_out = list(select), list(ignore)
    wanted = chosen(asked, CODES) if asked else frozenset(CODES)
    named = {whole(code) for code in asked}
    dropped = chosen(left_out, CODES)
    found: list[tuple[Rule | WholeRule, Severity]] = []
    for entry in RULES:
        if entry.code not in wanted or entry.code in dropped:
            continue
        said = house.rules.get(entry.code, "off" if entry.quiet else entry.severity)
        if said == "off" and entry.code not in named:
            continue
        found.append(
            (entry, "error" if said == "error" or (said == "off" and entry.severity == "error") else "warning")
        )
    return tuple(found)


def check(
    record: Record, house: Style | str = "default", *, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> list[Finding]:
    """Return what is wrong with `record` by a house style, in the order of the text.

    >>> [found.code for found in check(Record("A fox crosses a field.", "A fox crosses a field."))]
    ['CR001']
    """
    return check_records([record], house, select=select, ignore=ignore)


def check_records(
    records: Sequence[Record], house: Style | str = "default", *, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> list[Finding]:
    """Return what is wrong with the records of one document, each alone and all of them together."""
    house = style(house) if isinstance(house, str) else house
    return run([Case(record, house) for record in records], active(house, select, ignore))


def run(cases: Sequence[Case], rules: Sequence[tuple[Rule | WholeRule, Severity]]) -> list[Finding]:
    """Return what `rules` find wrong with the cases of one document, in the order of the document."""
    return [found for found, _, _ in faults(cases, rules)]


def faults(
    cases: Sequence[Case], rules: Sequence[tuple[Rule | WholeRule, Severity]]
) -> list[tuple[Finding, Case, Fault]]:
    """Return each finding with its case and its fault, in the order of the document."""
    found: list[tuple[Finding, Case, Fault]] = []
    for entry, severity in rules:
        if isinstance(entry, Rule):
            for case in cases:
                if entry.embedded and case.record.metadata is None:
                    continue
                for fault in entry.check(case):
                    found.append((finding(entry.code, severity, case.record, fault), case, fault))
        else:
            for case, fault in entry.check_all(cases):
                found.append((finding(entry.code, severity, case.record, fault), case, fault))
    if len(found) > 1:
        found.sort(key=lambda one: (one[0].line, one[0].column, one[0].code))
    return found


def rule(code: str) -> Rule | WholeRule:
    """Return the rule with this code, in either case; raise UsageError when there is none.

    >>> rule("cr001").title
    'No credit'
    """
    for entry in RULES:
        if entry.code == whole(code):
            return entry
    raise UsageError(f'rule: no "{code[:40]}"; there are {" ".join(CODES)}')


def page(code: str) -> str:
    """Return the manual page of a rule; raise UsageError when there is none.

    >>> page("CR001").splitlines()[0]
    'CR001 (error): No credit.'
    """
    return rule(code).page
