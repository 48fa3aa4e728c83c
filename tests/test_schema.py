"""The JSON Schemas in `schemas/` are those of the model, and what the command prints fits them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer import parse_caption
from indexer.render.plain import as_dict
from indexer.render.schema import SCHEMAS, text_of

FOLDER = Path(__file__).parent.parent / "schemas"


@pytest.mark.parametrize("noun", SCHEMAS)
def test_the_schema_file_is_current(noun: str) -> None:
    kept = (FOLDER / f"{noun.lower()}.schema.json").read_text(encoding="utf-8")
    assert kept == text_of(noun), "run `photodesk schema schemas`"


def test_a_record_that_was_read_is_one_by_the_schema() -> None:
    from pydantic import TypeAdapter

    from indexer.model import Record

    record = parse_caption(
        "Boats leave Bergen, Norway, on Monday. (Mia Holm/AFP via Getty Images)", published="2024-05-08"
    )
    line = json.dumps(as_dict(record))
    assert TypeAdapter(Record).validate_json(line) == record


def test_a_record_with_an_unknown_field_is_refused() -> None:
    from pydantic import TypeAdapter, ValidationError

    from indexer.model import Record

    with pytest.raises(ValidationError, match="colour"):
        TypeAdapter(Record).validate_python({"text": "a", "caption": "a", "colour": "red"})


def test_every_field_of_the_record_says_what_it_is() -> None:
    fields = json.loads((FOLDER / "record.schema.json").read_text(encoding="utf-8"))["properties"]
    assert not {name for name, field in fields.items() if not field.get("description") and "$ref" not in field}
