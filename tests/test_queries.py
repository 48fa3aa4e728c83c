"""The query language from text to hits, and what else is asked of what was found."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from invented import ALL, BARE, FERRY, HANDOUT, PANELS, RUNNERS, STORY
from test_query import shown

from indexer.catalogue import Catalogue
from indexer.errors import QueryError, UsageError
from indexer.model import Agency, Credit, Document, Location, Metadata, Photographer, Record
from indexer.search.query import read_query
from indexer.search.words import is_near

TODAY = date(2023, 6, 30)
CASES = tomllib.loads((Path(__file__).parent / "cases" / "queries.toml").read_text(encoding="utf-8"))["case"]
NAMES = {
    FERRY.text: "ferry", RUNNERS.text: "runners", HANDOUT.text: "handout", PANELS.text: "panels", BARE.text: "bare",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """An index of the five invented records, one of which was found to break a rule."""
    folder = tmp_path_factory.mktemp("queries") / "index"
    with Catalogue.open(folder, write=True, create=True) as catalogue:
        catalogue.add(STORY, [replace(record, title=STORY.title) for record in ALL])
        catalogue.commit_index()
        catalogue.mark({catalogue.find("kind:video")[0].record.record_id: ["CR001"], "0" * 12: ["CR002"]})
        yield catalogue
        assert catalogue.check() == []


@pytest.mark.parametrize("case", CASES, ids=[case["query"] for case in CASES])
def test_a_query_is_read_into_its_tree_and_finds_its_records(desk: Catalogue, case: dict[str, str]) -> None:
    query = read_query(case["query"], TODAY)
    assert (shown(query.tree), query.sort) == (case["tree"], case.get("sort", ""))
    found = [NAMES[hit.record.text] for hit in desk.find(case["query"], limit=None, today=TODAY)]
    assert found == case["finds"].split()
    assert desk.count(case["query"], today=TODAY) == len(found)
    assert desk.notes == []


@pytest.mark.parametrize(
    ("query", "position", "said"),
    [
        ("ferry is:handuot", 6, 'did you mean "is:handout"'),
        ("has:hope", 0, "photographer"),
        ("uses:many", 0, "is no number"),
        ("uses:4..2", 0, "ends before it begins"),
        ("uses:2*", 0, 'takes no "*"'),
        ("taken:2022~", 0, 'takes no "~"'),
        ("fe~ry", 0, "stands inside"),
        ("co-op~", 0, "more than one word"),
        ("ab~", 0, "too short"),
        ("sort:size", 0, "relevance"),
        ("(ferry sort:taken)", 7, "no brackets"),
        ("-sort:taken", 1, "no brackets"),
        ("ferry OR sort:taken", 9, "no brackets"),
        ("sort:taken ferry OR tower", 17, "brackets round the rest"),
    ],
)
def test_what_the_language_does_not_have_is_said_with_its_place(query: str, position: int, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        read_query(query, TODAY)
    assert said in str(caught.value)
    assert caught.value.position == position


def test_facts_beyond_one_record_are_found(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        limited = replace(RUNNERS, text="Runners rest.", caption="Runners rest.", metadata=Metadata(
            instructions="No archive", expires="2023-06-01T00:00",
        ))  # fmt: skip
        catalogue.add(Document("a.txt"), [FERRY, limited])
        catalogue.add(Document("b.txt"), [FERRY])
        for query, many in (
            ("is:reused", 2), ("uses:2", 2), ("uses:<2", 1), ("uses:>2", 0), ("is:restricted", 1), ("is:expired", 1),
            ("has:restriction", 1), ("has:metadata", 1), ("expires:2023-06", 1), ("expires:>2023-06", 0),
            ("ferry uses:2", 2),
        ):  # fmt: skip
            assert catalogue.count(query, today=TODAY) == many, query
        assert catalogue.count("is:expired", today=date(2023, 6, 1)) == 0
        assert len(catalogue.find("ferry", collapse=True)) == catalogue.count("ferry", collapse=True) == 1


@pytest.mark.parametrize("query", ["", "harbour OR tower", "kind:photo", "harbour -kind:video", "nothing"])
def test_facets_count_all_that_is_found(desk: Catalogue, query: str) -> None:
    hits = desk.find(query, limit=None)
    for table in desk.facets(query, ("agency", "kind", "year", "country"), most=99):
        for value, many in table.rows:
            named = f'"{value}"'
            asked = {"year": f"published:{value} OR (taken:{value} -has:published)"}.get(
                table.title, f"{table.title}:{named}"
            )
            assert len({hit.record.record_id for hit in desk.find(asked, limit=None)} & {
                hit.record.record_id for hit in hits
            }) == many  # fmt: skip
    (kinds,) = desk.facets(query, ("kind",))
    assert sum(int(many or 0) for _, many in kinds.rows) == len(hits)
    with pytest.raises(UsageError, match="no facet"):
        desk.facets(query, ("colour",))


def test_what_no_record_has_is_counted_as_nothing_and_not_taken_for_damage(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        catalogue.add(Document("a.txt"), [Record(text, text) for text in ("A ferry", "A red ferry", "A tower")])
        catalogue.commit_index()
        for query in ("", "ferry", "ferry -red", "kind:photo", "ferry kind:photo"):
            tables = {table.title: table.rows for table in catalogue.facets(query)}
            assert len(tables) == 7
            assert tables["flag"] == tables["agency"] == ()
            assert tables["kind"] == (("photo", catalogue.count(query)),)
        assert catalogue.notes == []


def test_pages_show_each_record_once_although_the_index_changes_between_them(tmp_path: Path) -> None:
    from indexer.catalogue.finding import cursor

    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        texts = [f"A ferry {'ferry ' * (n % 3)}number {n}" for n in range(12)]
        catalogue.add(Document("a.txt"), [Record(text, text) for text in texts])
        for query in ("ferry", "kind:photo sort:oldest"):
            shown: list[str] = []
            for turn in range(9):
                hits = catalogue.find(query, limit=3, page=cursor(shown) if shown else "")
                shown += [hit.record.record_id for hit in hits]
                if turn < 2:
                    more = f"A ferry ferry ferry, new {query} {turn}"
                    catalogue.add(Document(f"{query}{turn}.txt"), [Record(more, more)])
            assert len(shown) == len(set(shown)) == catalogue.count(query)
        with pytest.raises(UsageError, match="is no page"):
            catalogue.find("ferry", page="?")


def test_what_is_new_since_a_day_is_what_was_added_then_or_later(desk: Catalogue) -> None:
    today = date.today().isoformat()
    assert desk.count("", new_since=today) == len(ALL) == len(desk.find("", new_since=today, limit=None))
    assert desk.count("ferry", new_since="2999-01-01") == 0
    with pytest.raises(UsageError, match="is no day"):
        desk.count("", new_since="soon")


def test_a_search_is_kept_under_a_name_and_forgotten(desk: Catalogue) -> None:
    desk.save_search("boats", "ferry OR harbour")
    assert desk.saved_searches() == {"boats": "ferry OR harbour"}
    desk.save_search("boats", "")
    assert desk.saved_searches() == {}
    with pytest.raises(QueryError):
        desk.save_search("bad", "(ferry")


@pytest.mark.parametrize(
    ("query", "better"),
    [
        ("fery", "ferry"),
        ("Fery tower", "ferry tower"),
        ("by:dhal", 'by:"Bjørn Dahl"'),
        ("agency:afpp", "agency:AFP"),
        ('by:"bjorn dhal" -ferry', 'by:"Bjørn Dahl" -ferry'),
        ("ferry", ""),
        ("zzzzzz", ""),
        ("-fery", ""),
    ],
)
def test_nearest_words_and_names_are_suggested(desk: Catalogue, query: str, better: str) -> None:
    assert desk.suggest(query) == better


def test_names_are_completed_by_any_of_their_words(desk: Catalogue) -> None:
    assert desk.complete("photographer", "go") == ["Anaïs Le Goff"]
    assert desk.complete("agency", "ge") == ["Getty Images"]
    assert desk.complete("agency", "")[0] == "AFP"
    assert desk.complete("city", "zz") == []
    with pytest.raises(UsageError, match="cannot be completed"):
        desk.complete("colour", "")


def test_similar_captions_are_found_but_not_other_uses_of_the_picture(tmp_path: Path) -> None:
    texts = ("A red ferry leaves Brest harbour", "A red ferry enters Brest", "A tower in Oslo", "The harbour of Brest")
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        catalogue.add(Document("a.txt"), [Record(text, text) for text in texts])
        catalogue.add(Document("b.txt"), [Record(texts[0], texts[0])])
        catalogue.commit_index()
        first = catalogue.find("red leaves")[0].record.record_id
        found = [hit.record.text for hit in catalogue.similar(first)]
    assert found[0] == texts[1]
    assert texts[0] not in found
    assert texts[2] not in found


def test_one_letter_makes_a_near_word() -> None:
    near = {"ferry", "fery", "ferryy", "fexry", "ferryx", "xferry", "efrry", "erry"}
    far = {"fer", "ferries", "frrey", "xerxy", "yrref", ""}
    assert {word for word in near | far if is_near("ferry", word)} == near
    assert all(is_near(word, "ferry") for word in near)


AGENCIES = ("AFP", "Reuters", "EPA", "Nordvik Pictures")
CITIES = ("Oslo", "Brest", "Lyon")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """An index of so many records that their words, agencies and days are looked up the ways that pay for many."""

    def made(number: int) -> Record:
        city = CITIES[number % 3]
        caption = f"A {'red ' * (number % 3)}ferry leaves {city}{' again' * (number % 5)}, number {number}."
        chain = (AGENCIES[number % 4], AGENCIES[number % 7 % 4])
        agencies = tuple(Agency(name, name.lower() if " " not in name else None) for name in dict.fromkeys(chain))
        credit = Credit("", (Photographer(f"Mia Holm{number % 11}"),), agencies)
        day = f"2022-{number % 12 + 1:02}-{number * 7 % 28 + 1:02}" if number % 9 else None
        return Record(caption, caption, credit, Location(city=city), published=day)

    with Catalogue.open(tmp_path_factory.mktemp("archive"), write=True, create=True) as catalogue:
        catalogue.add(Document("a.txt"), [made(number) for number in range(1_500)])
        catalogue.commit_index()
        yield catalogue


def names_agency(record: Record, *names: str) -> bool:
    return any(agency.name in names for agency in record.credit.agencies)


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("agency:afp", lambda record: names_agency(record, "AFP")),
        ("agency:nordvik", lambda record: names_agency(record, "Nordvik Pictures")),
        ("agency:afp OR agency:epa", lambda record: names_agency(record, "AFP", "EPA")),
        ("agency:afp city:oslo", lambda record: names_agency(record, "AFP") and record.location.city == "Oslo"),
        ("-agency:afp city:oslo", lambda record: not names_agency(record, "AFP") and record.location.city == "Oslo"),
        ("made:reuters", lambda record: record.credit.agencies[0].name == "Reuters"),
        ("by:holm3", lambda record: record.credit.photographers[0].name == "Mia Holm3"),
        ("by:mia", lambda record: True),
        ("by:mia -city:oslo", lambda record: record.location.city != "Oslo"),
        ("agency:epa published:2022-03 sort:published",
         lambda record: names_agency(record, "EPA") and str(record.published).startswith("2022-03")),
        ("ferry agency:afp", lambda record: names_agency(record, "AFP")),
        ("red agency:afp published:2022-03..2022-07", lambda record: (
            "red " in record.caption and names_agency(record, "AFP") and "2022-03" <= str(record.published) < "2022-08"
        )),
        ("ferry -again (agency:afp OR agency:epa)",
         lambda record: "again" not in record.caption and names_agency(record, "AFP", "EPA")),
        ("ferry published:2022", lambda record: bool(record.published)),
        ("fer* by:holm3", lambda record: record.credit.photographers[0].name == "Mia Holm3"),
        ("fery~ agency:reuters", lambda record: names_agency(record, "Reuters")),
    ],
)  # fmt: skip
def test_among_many_the_same_is_found_in_the_same_order(
    archive: Catalogue, query: str, holds: Callable[[Record], bool]
) -> None:
    every = archive.find("", limit=None)
    hits = archive.find(query, limit=None)
    expected = [hit.record.record_id for hit in every if holds(hit.record)]
    assert sorted(hit.record.record_id for hit in hits) == sorted(expected)
    assert archive.count(query) == len(expected)
    ranks = [(hit.score, hit.record.published or "") for hit in hits]
    assert ranks == sorted(ranks, reverse=True)
    if ranks[0][0] == 0:  # no words: the latest first, then as they were read
        assert [hit.record.record_id for hit in hits] == expected
    for limit in (1, 10, 40):
        assert archive.find(query, limit=limit) == hits[:limit]
    (agencies,) = archive.facets(query, ("agency",))
    counted = Counter(agency.name for hit in hits for agency in hit.record.credit.agencies)
    assert set(agencies.rows) == set(counted.items())
