"""Findings as other programs read them: GitHub's annotations, SARIF 2.1.0, JUnit's XML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TextIO
from urllib.parse import quote

from ..model import Edit, Finding
from ..text import lazy_pattern
from .plain import visible

# Characters that XML 1.0 has no way to write.
_NOT_XML = lazy_pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class RulePage(NamedTuple):
    """What a report tells of a rule beside its findings."""

    code: str
    title: str
    page: str
    severity: str


def github(findings: Sequence[Finding], out: TextIO) -> None:
    """Write workflow commands, which GitHub shows as annotations at the line."""
    for found in findings:
        place = {
            "file": found.document, "line": found.line, "endLine": found.end_line,
            "col": found.column, "endColumn": found.end_column, "title": found.code,
        }  # fmt: skip
        if found.line != found.end_line:  # GitHub takes columns for findings on one line only
            del place["col"], place["endColumn"]
        said = ",".join(f"{name}={_property(str(value))}" for name, value in place.items())
        out.write(f"::{found.severity} {said}::{_command(found.message)}\n")


def _command(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _command(text).replace(":", "%3A").replace(",", "%2C")


def sarif(findings: Sequence[Finding], rules: Sequence[RulePage], version: str) -> dict[str, Any]:
    """Return a SARIF 2.1.0 log with one run; columns count characters, as everywhere in Photodesk."""
    index = {rule.code: number for number, rule in enumerate(rules)}
    return {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "photodesk", "version": version, "rules": [_rule(rule) for rule in rules]}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(found, index) for found in findings],
            }
        ],
    }


def _rule(rule: RulePage) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": f"{rule.title}."},
        "help": {"text": rule.page},
        "defaultConfiguration": {"level": rule.severity},
    }


def _result(found: Finding, index: dict[str, int]) -> dict[str, Any]:
    artifact = {"uri": quote(found.document.replace("\\", "/"), safe="/:@!$&'()*+,;=-._~", errors="replace") or "-"}
    region: dict[str, Any] = {
        "startLine": found.line, "startColumn": found.column, "endLine": found.end_line, "endColumn": found.end_column,
    }  # fmt: skip
    if found.text:
        region["snippet"] = {"text": found.text}
    place: dict[str, Any] = {"artifactLocation": artifact, "region": region}
    if found.context:
        place["contextRegion"] = {
            "startLine": found.line, "startColumn": found.context_column, "endLine": found.line,
            "endColumn": found.context_column + len(found.context), "snippet": {"text": found.context},
        }  # fmt: skip
    result: dict[str, Any] = {
        "ruleId": found.code,
        "level": found.severity,
        "message": {"text": found.message},
        "locations": [{"physicalLocation": place}],
    }
    if found.code in index:
        result["ruleIndex"] = index[found.code]
    if found.fix:
        changes = [_replacement(edit) for edit in found.fix.edits]
        result["fixes"] = [
            {
                "description": {"text": "safe" if found.fix.safe else "wants a look at the picture"},
                "artifactChanges": [{"artifactLocation": artifact, "replacements": changes}],
            }
        ]
    return result


def _replacement(edit: Edit) -> dict[str, Any]:
    region = {
        "startLine": edit.line, "startColumn": edit.column, "endLine": edit.end_line, "endColumn": edit.end_column,
    }  # fmt: skip
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}


def junit(findings: Sequence[Finding], documents: Sequence[str], out: TextIO) -> None:
    """Write JUnit's XML: a suite a document, a failed case a finding, a passed case for a clean document."""
    from xml.sax.saxutils import escape, quoteattr

    by_document: dict[str, list[Finding]] = {document: [] for document in documents}
    for found in findings:
        by_document.setdefault(found.document, []).append(found)
    cases = sum(max(len(one), 1) for one in by_document.values())
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(f'<testsuites name="photodesk" tests="{cases}" failures="{len(findings)}">\n')
    for document, ones in by_document.items():
        name = quoteattr(_xml(document))
        out.write(f'  <testsuite name={name} tests="{max(len(ones), 1)}" failures="{len(ones)}">\n')
        if not ones:
            out.write(f'    <testcase name="clean" classname={name}/>\n')
        for found in ones:
            title = quoteattr(_xml(f"{found.code} {found.line}:{found.column}"))
            message = quoteattr(_xml(found.message))
            where = escape(_xml(f"{found.document}:{found.line}:{found.column}: {found.message}\n{found.context}"))
            out.write(f"    <testcase name={title} classname={name}>\n")
            out.write(f'      <failure type="{found.severity}" message={message}>{where}</failure>\n    </testcase>\n')
        out.write("  </testsuite>\n")
    out.write("</testsuites>\n")


def _xml(text: str) -> str:
    return visible(_NOT_XML.sub("\ufffd", text))
