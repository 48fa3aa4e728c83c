"""`is:restricted`, `is:expired` and `expires:` over all uses of a picture, and each picture once in what is found."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from invented import AFP, GETTY
from test_assets import CAPTION, picture

from indexer.catalogue import Catalogue, assets
from indexer.catalogue import finding as finding_room
from indexer.catalogue.desk import Desk
from indexer.model import Document, Metadata, Record
from indexer.rights.policy import Policy

CASES = tomllib.loads((Path(__file__).parent / "cases" / "limits.toml").read_text(encoding="utf-8"))["case"]
TRAM = "The last tram to the old museum stops at the closed bridge of Aarhus, Denmark, in the rain."


def _archive(case: dict[str, Any]) -> dict[str, Record]:
    """Return the record of each document of a case."""
    archive = {
        "file": picture(), "story": picture(by="M. HOLM", agencies=(AFP, GETTY)), "other": picture(TRAM, by="Jo Marsh"),
    }  # fmt: skip
    for name, record in archive.items():
        caption = case.get("caption", {}).get(name, record.caption)
        credit = replace(record.credit, restrictions=case.get("credit", {}).get(name, ""))
        says = case.get("says", {}).get(name)
        archive[name] = replace(
            record, text=record.text.replace(record.caption, caption), caption=caption, credit=credit,
            metadata=Metadata(**says) if says else None,
        )  # fmt: skip
    return archive


def _filled(catalogue: Catalogue, case: dict[str, Any]) -> date:
    """File the documents of a case and what the desk decided; return its day."""
    for name, record in _archive(case).items():
        catalogue.add(Document(f"{name}.txt"), [record])
    catalogue.commit_index()
    desk = Desk(catalogue)
    for number, (name, effect, since, until) in enumerate(case.get("desk", ())):
        (record,) = desk.story(f"{name}.txt")
        desk.decide(record, effect, since=since, until=until, by="Maja", at=f"2023-01-01T00:00:{number:02}Z")
    return date.fromisoformat(case.get("today", "2023-06-30"))


def _found(catalogue: Catalogue, query: str, today: date) -> str:
    hits = catalogue.find(query, limit=None, today=today)
    assert len(hits) == catalogue.count(query, today=today)
    return " ".join(sorted(hit.record.document.removesuffix(".txt") for hit in hits))


@pytest.mark.parametrize("few", [0, 20_000])
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_any_use_says_limits_the_picture(
    tmp_path: Path, case: dict[str, Any], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding_room, "FEW", few)
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        today = _filled(catalogue, case)
        assert {query: _found(catalogue, query, today) for query in case["finds"]} == case["finds"]
        # Whatever must not run by its words, days or a decision is restricted; what is past its day is expired.
        for name in ("file", "story", "other"):
            (record,) = Desk(catalogue).story(f"{name}.txt")
            clearance = Desk(catalogue).clear(record, Policy(), on=today.isoformat())
            against = {reason.kind for reason in clearance.reasons if reason.answer == "no"}
            restricted, expired = (_found(catalogue, query, today) for query in ("is:restricted", "is:expired"))
            assert not against & {"kill", "embargo", "expiry", "decision"} or name in restricted
            assert ("expiry" in against) == (name in expired)


def test_until_records_are_compared_what_is_said_holds_for_equal_captions(tmp_path: Path) -> None:
    killed = replace(picture(), metadata=Metadata(action="kill", expires="2023-06-01"))
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        catalogue.add(Document("file.txt"), [killed])
        for name, record in (("again", picture()), ("edited", picture(by="M. HOLM"))):
            catalogue.add(Document(f"{name}.txt"), [record])
        for query in ("is:restricted", "is:expired", "ferry is:restricted", "ferry is:expired"):
            assert _found(catalogue, query, date(2023, 6, 30)) == "again file"
        assert catalogue.count("ferry", collapse=True) == len(catalogue.find("ferry", collapse=True)) == 2
        (said,) = {note for note in catalogue.notes if "not yet compared" in note}
        assert ": 3 of the records" in said
        catalogue.notes.clear()
        assert catalogue.count("by:holm") == 3
        assert catalogue.notes == []
        assets.catch_up(catalogue._db)
        for query in ("is:restricted", "is:expired", "ferry is:restricted", "ferry is:expired"):
            assert _found(catalogue, query, date(2023, 6, 30)) == "again edited file"
        assert catalogue.count("ferry", collapse=True) == len(catalogue.find("ferry", collapse=True)) == 1
        assert not any("not yet compared" in note for note in catalogue.notes)


def test_limits_that_were_filed_before_they_were_kept_are_found_when_records_are_compared(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        catalogue.add(Document("file.txt"), [replace(picture(), metadata=Metadata(expires="2023-06-01"))])
        catalogue._db.execute("DELETE FROM hold")
        catalogue._db.execute("DELETE FROM meta WHERE name = 'holds'")
        assert catalogue.count("is:expired", today=date(2023, 6, 30)) == 0
        catalogue.commit_index()
        assert catalogue.count("is:expired", today=date(2023, 6, 30)) == 1


Shown = Callable[[Catalogue], list[str]]
WAYS: dict[str, Shown] = {
    "by words": lambda one: [hit.record.document for hit in one.find("ferry", collapse=True)],
    "by a field": lambda one: [hit.record.document for hit in one.find("by:holm sort:oldest", collapse=True)],
    "all": lambda one: [hit.record.document for hit in one.find("-tram", collapse=True, limit=None)],
}


@pytest.mark.parametrize("way", WAYS)
def test_a_picture_is_shown_once_whatever_its_captions_and_credits(tmp_path: Path, way: str) -> None:
    edited = CAPTION.replace("Bergen", "Bregen")
    uses = [picture(), picture(by="M. HOLM", agencies=(AFP, GETTY)), picture(edited), picture()]
    others = [picture(TRAM, by="Jo Marsh"), picture(CAPTION.replace("Oslofjord", "Stavanger"))]
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        for number, record in enumerate([*uses, *others]):
            catalogue.add(Document(f"{number}.txt"), [record])
        catalogue.commit_index()
        shown = WAYS[way](catalogue)
        assert len(shown) == 2
        assert "5.txt" in shown
        assert catalogue.count("ferry", collapse=True) == 2
        assert catalogue.count("ferry") == 5
        for (use,) in map(Desk(catalogue).story, ("0.txt", "1.txt", "2.txt", "3.txt")):
            assert catalogue.count(f"asset:{use.asset_id[:8]}") == 4
            assert catalogue.count(f"ferry asset:{use.asset_id}") == 4
            assert catalogue.count(f"id:{use.record_id[:8]}") == 1


def test_similar_shows_other_pictures_once_each_and_goes_on_until_there_are_enough(tmp_path: Path) -> None:
    towns = ("Bergen", "Trondheim", "Tromsø", "Aarhus", "Gdansk", "Brest")
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        # More uses of the first two pictures than `similar` looks at in one go.
        for number, town in enumerate(towns):
            used = 70 if number < 2 else 1
            caption = CAPTION.replace("Bergen", town) + (" Gulls follow it." if number == 5 else "")
            records = [picture(caption, agencies=(AFP, GETTY)[: 1 + use % 2]) for use in range(used)]
            catalogue.add(Document(f"{town}.txt"), records)
        catalogue.commit_index()
        catalogue.add(Document("Bergen again.txt"), [picture(by="M. HOLM")])
        catalogue.commit_index()
        (record,) = Desk(catalogue).story("Bergen again.txt")
        for limit, many in ((1, 1), (5, 5), (None, 5)):
            found = [hit.record.document for hit in catalogue.similar(record.record_id, limit)]
            assert len(found) == len(set(found)) == many
            assert not {"Bergen.txt", "Bergen again.txt"} & set(found)
