"""Records to Findings: every rule in one table, and `check`, which runs them."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import UsageError
from ..model import Finding, Record
from . import caption, credit
from .rule import Fault, Rule, finding

__all__ = ["RULES", "Fault", "Rule", "check", "page", "rule"]

RULES: tuple[Rule, ...] = (
    Rule("CR001", credit.no_credit, "error"),
    Rule("CR002", credit.misspelt_agency, "error"),
    Rule("CR003", credit.unknown_agency, "warning"),
    Rule("CR004", credit.photographer_missing, "warning"),
    Rule("CR005", credit.unbalanced_brackets, "error"),
    Rule("CR006", credit.credit_twice, "error"),
    Rule("CR007", credit.agency_alias, "warning"),
    Rule("CR008", credit.unread_text, "warning"),
    Rule("CA001", caption.weekday_against_date, "error"),
)
"""Every rule. A code, once given, keeps its meaning for ever."""


def check(record: Record, rules: Iterable[Rule] = RULES) -> list[Finding]:
    """Return what `rules` find wrong with `record`, in the order of the text.

    >>> [found.code for found in check(Record("A fox crosses a field.", "A fox crosses a field."))]
    ['CR001']
    """
    found = [finding(rule, record, fault) for rule in rules for fault in rule.check(record)]
    return sorted(found, key=lambda f: (f.line, f.column, f.code))


def rule(code: str) -> Rule:
    """Return the rule with this code, in either case; raise UsageError when there is none.

    >>> rule("cr001").title
    'No credit'
    """
    for entry in RULES:
        if entry.code == code.strip().upper():
            return entry
    raise UsageError(f'rule: no "{code[:40]}"; there are {" ".join(entry.code for entry in RULES)}')


def page(code: str) -> str:
    """Return the manual page of a rule; raise UsageError when there is none.

    >>> page("CR001").splitlines()[0]
    'CR001 (error): No credit.'
    """
    return rule(code).page
