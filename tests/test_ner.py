"""The vote of a language model: it confirms and takes back, and never adds."""

from __future__ import annotations

import importlib.util

import pytest
from typer.testing import CliRunner

from indexer.cli import program
from indexer.errors import UsageError
from indexer.model import Record
from indexer.parse import parse_caption
from indexer.parse.ner import Entity, opinion_of, vote

TEXT = "Mayor Anna Berg greets Karl Lund and Maria Holm in Oslo."


def entity(text: str, name: str, label: str) -> Entity:
    start = text.index(name)
    return Entity(start, start + len(name), label)


def shown(record: Record) -> list[str]:
    return [person.name for person in record.persons_shown]


def test_what_rules_and_model_both_call_a_person_is_sure() -> None:
    record = vote(parse_caption(TEXT), [entity(TEXT, "Karl Lund", "PERSON")])
    assert shown(record) == ["Anna Berg", "Karl Lund", "Maria Holm"]
    grades = {e.field: (e.certainty, e.pattern.endswith("+ner")) for e in record.evidence}
    assert grades["persons_shown.1"] == ("exact", True)
    assert grades["persons_shown.2"] == ("likely", False)


def test_a_guess_that_the_model_calls_something_else_is_taken_back_and_the_rest_moves_up() -> None:
    record = vote(parse_caption(TEXT), [entity(TEXT, "Karl Lund", "ORG"), entity(TEXT, "Anna Berg", "GPE")])
    assert shown(record) == ["Anna Berg", "Maria Holm"]  # a title outweighs the model
    spans = {e.field: TEXT[e.start : e.end] for e in record.evidence}
    assert spans["persons_shown.1"] == "Maria Holm"
    assert "persons_shown.2" not in spans


def test_what_the_model_alone_sees_is_not_added() -> None:
    assert shown(vote(parse_caption("Fog over Oslo."), [Entity(9, 13, "PERSON")])) == []


@pytest.mark.skipif(importlib.util.find_spec("spacy") is not None, reason="spaCy is installed here")
def test_without_spacy_the_error_names_the_command_to_run() -> None:
    with pytest.raises(UsageError, match=r"pip install 'photodesk\[ner\]' && python -m spacy download xx_nobody_sm"):
        opinion_of("xx_nobody_sm")
    result = CliRunner().invoke(program(), ["parse", "-", "--ner", "xx_nobody_sm"], input="Fog.\n")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
