"""What the desk decided: kept for good, superseded and never edited, carried to another index; kills and their uses."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from invented import FERRY, RUNNERS, STORY

from indexer.catalogue import Catalogue
from indexer.catalogue.desk import Desk, period
from indexer.errors import UsageError
from indexer.model import Document, Metadata, Record
from indexer.rights.policy import Policy, make_policy

ON = "2024-05-07"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        catalogue.add(STORY, [FERRY, RUNNERS])
        desk = Desk(catalogue)
        desk.ready()
        yield desk


def first(desk: Desk) -> Record:
    return desk.story(STORY.path)[0]


def test_a_denial_holds_for_every_use_of_the_picture(desk: Desk) -> None:
    desk.decide(first(desk), "deny", by="Maja", why="consent withdrawn")
    desk.catalogue.add(Document("again.txt"), [replace(FERRY, published="2024-01-31")])
    desk.ready()
    (again,) = desk.story("again.txt")
    found = desk.clear(again, Policy(), on=ON)
    assert found.answer == "no"
    assert "consent withdrawn" in found.reasons[0].evidence


def test_a_later_decision_on_the_same_days_and_media_supersedes_and_nothing_is_lost(desk: Desk) -> None:
    deny = desk.decide(first(desk), "deny", by="Maja", why="wait")
    web = desk.decide(first(desk), "deny", by="Maja", media=["web"], why="not on the web")
    allow = desk.decide(first(desk), "allow", by="Jon", why="settled")
    assert allow.supersedes == (deny.decision_id,)
    assert desk.clear(first(desk), Policy(), on=ON, media="print").answer == "yes"
    assert desk.clear(first(desk), Policy(), on=ON, media="web").answer == "no"
    assert [one.decision_id for one in desk.decisions()] == [deny.decision_id, web.decision_id, allow.decision_id]


def test_a_decision_is_neither_edited_nor_removed_even_by_hand(desk: Desk) -> None:
    desk.decide(first(desk), "deny", by="Maja")
    for statement in ("UPDATE decision SET body = '{}'", "DELETE FROM decision"):
        with pytest.raises(sqlite3.IntegrityError, match="a later one supersedes it"):
            desk._db.execute(statement)


def test_decisions_outlive_the_document_its_rereading_and_a_rebuild(desk: Desk) -> None:
    desk.decide(first(desk), "deny", by="Maja")
    desk.catalogue.remove(STORY.path)
    desk.catalogue.rebuild()
    desk.catalogue.add(STORY, [FERRY, RUNNERS])
    assert desk.clear(first(desk), Policy(), on=ON).answer == "no"


def test_decisions_are_carried_as_json_lines_once(desk: Desk, tmp_path: Path) -> None:
    desk.decide(first(desk), "deny", since="2024-05-01", until="2024-05-31", media=["web"], where=["Canada"], by="Maja")
    lines = list(desk.export())
    assert json.loads(lines[0])["decision"]["where"] == ["CA"]
    with Catalogue.open(tmp_path / "other", write=True, create=True) as catalogue:
        other = Desk(catalogue)
        assert other.bring_in(lines) == (1, 0)
        assert other.bring_in(lines) == (0, 1)
        assert other.decisions() == desk.decisions()
        edited = lines[0].replace("Maja", "Jona")
        with pytest.raises(UsageError, match="it was edited"):
            other.bring_in([edited])
        with pytest.raises(UsageError, match="line 1: no decision"):
            other.bring_in(["[]"])
        assert len(other.decisions()) == 1


@pytest.mark.parametrize(
    "given", [{"since": "soon"}, {"media": ["radio"]}, {"where": ["Nowhereland"]}, {"since": ON, "until": "2024-01-01"}]
)
def test_a_decision_that_says_nothing_clear_is_refused(desk: Desk, given: dict[str, str | list[str]]) -> None:
    text = {name: value for name, value in given.items() if isinstance(value, str)}
    lists = {name: value for name, value in given.items() if isinstance(value, list)}
    with pytest.raises(UsageError):
        desk.decide(first(desk), "deny", **text, media=lists.get("media", ()), where=lists.get("where", ()))
    assert desk.decisions() == []


def test_a_kill_names_every_published_use_of_the_picture(desk: Desk) -> None:
    desk.catalogue.add(Document("wire/kill.txt"), [
        replace(FERRY, published="2023-04-05", text="kill", metadata=Metadata(action="kill")),
    ])  # fmt: skip
    desk.ready()
    (alert,) = desk.alerts()
    assert (alert.kind, alert.use.document if alert.use else "") == ("kill", STORY.path)
    assert alert.notice.document == "wire/kill.txt"
    assert desk.alerts("2024-01-01") == []


def test_changed_restrictions_are_told_for_the_uses_before(desk: Desk) -> None:
    credit = replace(FERRY.credit, restrictions="RESTRICTIONS CHANGED: NO SALES")
    desk.catalogue.add(Document("wire/new.txt"), [replace(FERRY, credit=credit, text="new")])
    desk.ready()
    assert [(one.kind, one.use.document if one.use else "") for one in desk.alerts()] == [("changed", STORY.path)]


def test_quotas_count_the_uses_of_the_period_up_to_the_day(desk: Desk) -> None:
    policy = make_policy({"agencies": {"afp": {"quota": {"uses": 1, "per": "month"}}}})
    terms = policy.agencies.values()
    assert desk.used(policy, terms, "2023-04-20") == {"agencies.afp": 1}
    assert desk.used(policy, terms, "2023-04-03") == {"agencies.afp": 0}
    assert desk.used(policy, terms, "2023-05-20") == {"agencies.afp": 0}
    assert desk.clear(first(desk), policy, on="2023-04-20").answer == "ask"


@pytest.mark.parametrize(
    ("per", "span"),
    [
        ("day", (ON, ON)),
        ("week", ("2024-05-06", "2024-05-12")),
        ("month", ("2024-05-01", "2024-05-31")),
        ("quarter", ("2024-04-01", "2024-06-30")),
        ("year", ("2024-01-01", "2024-12-31")),
    ],
)
def test_periods_begin_and_end_where_the_calendar_says(per: str, span: tuple[str, str]) -> None:
    assert period(ON, per) == span
