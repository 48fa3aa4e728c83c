"""The usage counts: every link of a chain once a record, what was made and what delivered, within dates."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from invented import AFP, ALL, AP, FERRY, GETTY, PANELS, RUNNERS, SPUTNIK, STORY

from indexer.catalogue import Catalogue
from indexer.catalogue.desk import Desk
from indexer.catalogue.exact import roles_of
from indexer.errors import UsageError
from indexer.model import Agency, Credit, Document, FileFacts, Record, Table
from indexer.reports import GROUPS, REPORTS
from indexer.rights.policy import Policy, make_policy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of the five invented records, and the ferry once more."""
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        catalogue.add(STORY, ALL)
        catalogue.add(Document("again.txt"), [replace(FERRY, published="2024-01-31")])
    return tmp_path


def made(folder: Path, name: str, since: str | None = None, until: str | None = None) -> Table:
    with Catalogue.open(folder) as catalogue:
        return catalogue.report(name, since, until)


def test_every_agency_of_a_chain_counts_once_a_record_with_what_it_made_and_delivered(folder: Path) -> None:
    table = made(folder, "agencies")
    assert table.columns == ("Agency", "Uses", "Made", "Delivered")
    assert table.rows == (
        ("AFP", 3, 3, 1),
        ("Getty Images", 2, 0, 2),
        ("Harbour Light Pictures", 1, 1, 1),
        ("Sputnik", 1, 1, 0),
        ("The Associated Press", 1, 1, 1),
    )
    assert table.totals == ("All agencies", 8, 6, 5)
    assert table.note == "5 of 6 records name an agency."


@pytest.mark.parametrize(
    ("chain", "roles"),
    [
        ((), {}),
        ((AP,), {"The Associated Press": 3}),
        ((AFP, GETTY), {"AFP": 1, "Getty Images": 2}),
        ((SPUTNIK, AFP, GETTY), {"Sputnik": 1, "AFP": 0, "Getty Images": 2}),
    ],
)
def test_the_first_of_a_chain_made_it_and_the_last_delivered_it(
    chain: tuple[Agency, ...], roles: dict[str, int]
) -> None:
    found: dict[str, int] = {}
    for agency, role in roles_of(Credit(agencies=chain)):
        found[agency.name] = found.get(agency.name, 0) | role
    assert found == roles


@pytest.mark.parametrize(
    ("since", "until", "uses", "note"),
    [
        ("2023-04-03", "2023-04-03", {"AFP": 1, "Getty Images": 1}, "1 of 1 record names an agency."),
        ("2023-05-01", "2023-05-31", {"The Associated Press": 1}, "1 of 1 record names an agency."),
        ("2023-05-02", "2023-05-31", {}, "0 of 0 records name an agency."),
        ("2023-05-01", "2023-05-30", {}, "0 of 0 records name an agency."),
        ("2023-06-30", None, {"AFP": 2, "Getty Images": 1, "Sputnik": 1}, "2 of 2 records name an agency."),
        (
            None,
            "2023-06-29",
            {"AFP": 1, "Getty Images": 1, "The Associated Press": 1},
            "2 of 2 records name an agency.",
        ),
    ],
)
def test_limits_keep_what_lies_wholly_between_them(
    folder: Path, since: str | None, until: str | None, uses: dict[str, int], note: str
) -> None:
    table = made(folder, "agencies", since, until)
    assert {row[0]: row[1] for row in table.rows} == uses
    assert table.note == f"{note} 2 without a date are left out."


DAYS = (
    "", "2021", "2022", "2022-01", "2022-02", "2022-12", "2023", "2023-04", "2021-12-31", "2022-01-01", "2022-01-15",
    "2022-01-31", "2022-02-01", "2022-02-28", "2022-12-31", "2023-01-01", "2023-04-30", "9999-12-31", "0001-01-01",
)  # fmt: skip
LIMITS = ("", *(day for day in DAYS if len(day) == 10), "2022-01-14", "2022-02-27", "0001-01-02", "9999-12-30")


@pytest.fixture(scope="module")
def dated_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two agencies' records on all of DAYS, some changed and some removed since."""
    folder = tmp_path_factory.mktemp("dated")
    chains = (Credit(agencies=(AFP, GETTY)), Credit(agencies=(GETTY,)), Credit(), Credit(via="Nowhere Wire"))
    made = [Record(f"{day} {n}", "x", credit, published=day or None) for day in DAYS for n, credit in enumerate(chains)]
    files = [replace(one, text=f"file {one.text}", published=None, date_created=one.published) for one in made]
    kept = [replace(one, file=FileFacts("0", 1, "JPEG")) for one in files]
    with Catalogue.open(folder, write=True, create=True) as catalogue:
        catalogue.add(Document("a.txt"), made[:30])
        catalogue.add(Document("b.txt"), made)
        catalogue.add(Document("c.txt"), [replace(one, published="2022-03-03") for one in made])
        catalogue.add(Document("c.txt"), made[20:])
        catalogue.add(Document("d.txt"), kept)
        catalogue.remove("a.txt")
        catalogue.commit_index()
        assert catalogue.check() == []
    return folder


def test_between_any_two_days_the_sums_are_what_counting_use_by_use_gives(dated_folder: Path) -> None:
    with Catalogue.open(dated_folder) as catalogue:
        for since in LIMITS:
            for until in LIMITS:
                if since and until and since > until:
                    continue
                span = f"published:{since}..{until}" if since or until else ""
                inside = [hit.record for hit in catalogue.find(f"{span} -has:file", limit=None)]
                uses = {
                    agency.name: sum(agency in record.credit.agencies for record in inside) for agency in (AFP, GETTY)
                }
                table = catalogue.report("agencies", since, until)
                assert {str(row[0]): row[1] for row in table.rows} == {k: n for k, n in uses.items() if n}
                assert catalogue.count(f"agency:afp {span} -has:file") == uses["AFP"]
                assert catalogue.count(f"{span} -agency:getty -has:file") == len(inside) - uses["Getty Images"]
                named = sum(bool(record.credit.agencies) for record in inside)
                assert (table.note or "").startswith(f"{named} of {len(inside)} record")
                months = Desk(catalogue).agencies_by("month", since, until)
                assert months.totals is not None
                assert months.totals[2] == sum(uses.values())
                told = {(record.published or "")[:7] for record in inside if record.credit.agencies}
                assert {row[0] for row in months.rows} == {month or "none stated" for month in told}


def test_wrong_sums_are_said_by_check_and_mended_by_rebuild(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as db, db:
        db.execute("UPDATE tally SET uses = uses + 1 WHERE term = 0 AND period = ''")
    db.close()
    with Catalogue.open(folder, write=True) as catalogue:
        assert [finding.code for finding in catalogue.check()] == ["IX005"]
        catalogue.rebuild()
        assert catalogue.check() == []


def test_a_catalogue_from_before_the_sums_gets_them(folder: Path) -> None:
    before = made(folder, "agencies")
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as db, db:
        db.execute("DROP TABLE tally")
        db.execute("PRAGMA user_version = 4")
    db.close()
    with Catalogue.open(folder, write=True) as catalogue:
        assert catalogue.report("agencies") == before
        assert catalogue.check() == []


def test_photographers_are_counted_with_their_first_and_last_day(folder: Path) -> None:
    table = made(folder, "photographers")
    assert table.columns == ("Photographer", "Uses", "First", "Last")
    assert table.rows[0] == ("Anaïs Le Goff", 2, "2023-04-03", "2024-01-31")
    assert {row[0] for row in table.rows} == {"Anaïs Le Goff", "Bjørn Dahl", "P. Ames", "Q. Bole"}
    assert table.note == "4 of 6 records name a photographer."


def test_one_photographer_spelt_two_ways_is_counted_as_one(tmp_path: Path) -> None:
    other = replace(
        RUNNERS.credit, photographers=tuple(replace(one, name="BJORN DAHL") for one in RUNNERS.credit.photographers)
    )
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        catalogue.add(STORY, [RUNNERS, replace(RUNNERS, credit=other), PANELS])
        assert catalogue.report("photographers").rows[0][1] == 2


def test_places_are_counted_by_city_and_country(folder: Path) -> None:
    assert made(folder, "places").rows == (
        ("Brest, France", 2, "2023-04-03", "2024-01-31"),
        ("Guinea", 1, None, None),
        ("Oslo, Norway", 1, "2023-05", "2023-05"),
    )


def test_a_distributor_that_is_only_named_is_no_link_of_the_chain(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        catalogue.add(STORY, [Record("x", "x", Credit(agencies=(AFP,), via="Nowhere Wire"))])
        assert [row[0] for row in catalogue.report("agencies").rows] == ["AFP"]
        assert catalogue.count('via:"nowhere wire"') == catalogue.count("via:afp") == 1


def test_an_empty_index_has_empty_reports(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        for name in REPORTS:
            table = catalogue.report(name)
            assert table.rows == ()
            assert len(table.totals) == len(table.columns)
            assert table.note.startswith("0 of 0 records")


@pytest.mark.parametrize(
    ("name", "since", "until", "said"),
    [
        ("weather", None, None, "there are agencies, photographers, places"),
        ("agencies", "2023-02-30", None, "is no day"),
        ("agencies", None, "2023-02", "is no day"),
        ("agencies", "2023-03-01", "2023-02-01", "comes after"),
    ],
)
def test_what_cannot_be_counted_is_a_usage_error(
    folder: Path, name: str, since: str | None, until: str | None, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        made(folder, name, since, until)


def test_a_composite_is_a_use_of_every_agency_of_its_panels_and_the_note_explains_it(folder: Path) -> None:
    with Catalogue.open(folder) as catalogue:
        table = Desk(catalogue).agencies_in_full(Policy(), None, None)
    rows = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    assert {name for name, row in rows.items() if row["Composite"]} == {"Sputnik", "AFP"}
    assert (rows["AFP"]["Uses"], rows["AFP"]["Pictures"], rows["AFP"]["Reused %"]) == (3, 2, 33)
    assert rows["Harbour Light Pictures"]["Unnamed"] == 1
    assert "1 composite counted for every agency of the panels" in table.note
    assert "5 records name an agency; a chain or composite is a use of each: 3 more." in table.note


@pytest.mark.parametrize("by", GROUPS)
def test_groups_add_up_to_the_whole(folder: Path, by: str) -> None:
    with Catalogue.open(folder) as catalogue:
        parts = Desk(catalogue).agencies_by(by, None, None)
        whole = catalogue.report("agencies")
    assert parts.totals[2:] == whole.totals[1:]
    for name, *counts in whole.rows:
        mine = [row for row in parts.rows if row[1] == name]
        assert [sum(int(row[n] or 0) for row in mine) for n in (2, 3, 4)] == counts


def test_a_tariff_prices_what_the_last_link_delivered_and_a_quota_counts_its_period(folder: Path) -> None:
    policy = make_policy({
        "agencies": {"afp": {"tariff": {"default": 10}, "quota": {"uses": 3, "per": "year"}}},
        "distributors": {"getty-images": {"tariff": {"print": 4}}},
    })  # fmt: skip
    with Catalogue.open(folder) as catalogue:
        table = Desk(catalogue).agencies_in_full(policy, None, "2023-12-31")
    rows = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    assert (rows["AFP"]["Cost"], rows["Getty Images"]["Cost"]) == (10, 4)
    assert (rows["AFP"]["Quota used"], rows["AFP"]["Quota left"]) == (2, 1)
    assert "without a tariff" in table.note


def test_a_picture_file_of_the_archive_is_no_use(folder: Path) -> None:
    with Catalogue.open(folder, write=True) as catalogue:
        file = FileFacts("00", 1, "JPEG")
        catalogue.add(Document("ferry.jpg"), [replace(FERRY, published=None, file=file)])
        assert catalogue.report("agencies").totals == ("All agencies", 8, 6, 5)
        assert catalogue.report("photographers").rows[0][1] == 2
        assert catalogue.count("agency:afp") == 4


def test_unknown_credits_come_with_where_they_stand(folder: Path) -> None:
    table = made(folder, "unknown")
    assert table.rows[0][:3] == ("Harbour Light Pictures", "agency not in the list", 1)
    assert table.note == "1 of 6 records hold a credit that is not wholly known."


def test_what_ends_soon_is_listed(folder: Path) -> None:
    terms = "NOT FOR USE AFTER MAY 5, 2023; EMBARGOED UNTIL MAY 1, 2023"
    limited = replace(FERRY, credit=replace(FERRY.credit, restrictions=terms))
    with Catalogue.open(folder, write=True) as catalogue:
        catalogue.add(Document("limited.txt"), [limited])
        desk = Desk(catalogue)
        desk.ready()
        assert [row[:3] for row in desk.rights("2023-04-20", 30).rows] == [
            ("2023-05-01", "embargo ends", "limited.txt"), ("2023-05-05", "expires", "limited.txt"),
        ]  # fmt: skip
        assert desk.rights("2023-04-20", 5).rows == ()
