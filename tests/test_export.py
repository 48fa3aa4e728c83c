"""A record and its rules as ODRL, schema.org and ninjs."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from invented import FERRY, records

from indexer.errors import UsageError
from indexer.model import Credit, FileFacts, Metadata, Record
from indexer.rights.export import FORMS, export

SHOT = Record(
    "t", "A ferry leaves Brest.", FERRY.credit, FERRY.location, date_created="2024-05-04", record_id="r1",
    asset_id="a1", document="ferry.jpg", file=FileFacts("00", 1, "JPEG", 640, 480),
    metadata=Metadata(
        copyright_notice="© 2024 Anaïs Le Goff", web_statement="https://example.org/licence",
        supplier_image_id="AB1234",
        licensor="Harbour Light https://example.org/buy", instructions="CHINA OUT; ONE TIME USE ONLY; Ring Maja",
        usage_terms="EMBARGOED UNTIL 00:01 BST MAY 7, 2024",
    ),
)  # fmt: skip


def test_odrl_states_each_rule_and_prefers_the_prohibition() -> None:
    made = export(SHOT, "odrl")
    assert made["conflict"]["@id"] == "prohibit"
    assert made["assigner"]["name"] == "Getty Images"
    assert made["prohibition"] == [
        {
            "action": "distribute",
            "constraint": [{"leftOperand": "spatial", "operator": "eq", "rightOperand": "CN"}],
            "rightsml:text": "CHINA OUT",
        },
        {
            "action": "distribute",
            "constraint": [{"leftOperand": "dateTime", "operator": "lt", "rightOperand": "2024-05-07T00:01+01:00"}],
            "rightsml:text": "EMBARGOED UNTIL 00:01 BST MAY 7, 2024",
        },
    ]
    assert made["permission"][0]["constraint"] == [{"leftOperand": "count", "operator": "lteq", "rightOperand": 1}]
    assert made["rightsml:note"] == ["Ring Maja"]


def test_schema_org_has_what_a_page_needs_for_a_licence() -> None:
    made = export(SHOT, "schema-org")
    assert made["@type"] == "ImageObject"
    expected = {
        "creditText": "Anaïs Le Goff/AFP/Getty", "copyrightNotice": "© 2024 Anaïs Le Goff",
        "license": "https://example.org/licence", "acquireLicensePage": "https://example.org/buy",
        "contentUrl": "ferry.jpg",
    }  # fmt: skip
    assert {name: made[name] for name in expected} == expected
    assert made["creator"] == [{"@type": "Person", "name": "Anaïs Le Goff"}]


def test_ninjs_carries_embargo_chain_and_status() -> None:
    made = export(SHOT, "ninjs")
    assert made["embargoedUntil"] == "2024-05-07T00:01+01:00"
    assert [(one["name"], one["role"]) for one in made["infoSources"]] == [
        ("AFP", "creator"), ("Getty Images", "distributor"),
    ]  # fmt: skip
    assert made["pubStatus"] == "usable"
    assert export(Record("", "", Credit(restrictions="MANDATORY KILL")), "ninjs")["pubStatus"] == "canceled"


@settings(max_examples=30)
@given(records)
def test_any_record_can_be_exported(record: Record) -> None:
    for form in FORMS:
        made = export(record, form)
        assert json.loads(json.dumps(made)) == made
    assert {"permission", "prohibition", "obligation"} & export(record, "odrl").keys()


def test_a_form_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="there are odrl, schema-org, ninjs"):
        export(SHOT, "pdf")
