"""The JSON Schemas of what Photodesk reads and writes, made from `model.py`; nobody edits them by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .. import model

SCHEMAS = ("Document", "Record", "Hit", "Finding", "Table")
"""The nouns that leave the program; their parts are inside them."""


def schema(noun: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one of SCHEMAS.

    >>> schema("Record")["title"]
    'Record'
    """
    from pydantic import TypeAdapter

    made = TypeAdapter[Any](getattr(model, noun)).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def text_of(noun: str) -> str:
    """Return the schema as the text of its file."""
    return json.dumps(schema(noun), indent=2, ensure_ascii=False) + "\n"


def write(folder: Path) -> list[Path]:
    """Write every schema into `folder` as `record.schema.json` and so on; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for noun in SCHEMAS:
        path = folder / f"{noun.lower()}.schema.json"
        path.write_text(text_of(noun), encoding="utf-8")
        written.append(path)
    return written
