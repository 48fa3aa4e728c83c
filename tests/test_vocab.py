"""The authority list and the list of known chains hold together."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import pytest

from indexer.vocab import agencies, open_table

KINDS = {
    "broadcaster", "film", "government", "magazine", "museum", "newspaper", "ngo", "other",
    "photo-agency", "social", "space-agency", "sports", "stock", "university", "video", "wire",
}  # fmt: skip
ROLES = """
    pool | handout | ho | hand out | stringer | str | staff | stf | file | files | file photo | archive | archives
    | archiv | archivo | courtesy | contributed | contributor | submitted | supplied | composite | illustration
    | screengrab | screenshot | uncredited | via | photo | image | foto | bild: | credit | rota | freelance
    | creative commons | public domain | montage | graphic | sketch | privat
"""
COLUMNS = ["id", "name", "kind", "country", "parent", "aliases", "misspellings", "ambiguous", "note"]


def rows(table: str) -> list[dict[str, str]]:
    with open_table(table) as lines:
        return list(csv.DictReader(lines))


def forms(row: dict[str, str]) -> Iterator[str]:
    yield row["name"]
    yield from (alias for alias in row["aliases"].split("|") if alias)


@pytest.fixture(scope="module")
def listed() -> list[dict[str, str]]:
    return rows("agencies.csv")


def test_the_columns_are_those_that_the_loader_reads(listed: list[dict[str, str]]) -> None:
    assert list(listed[0]) == COLUMNS
    assert all(None not in row and None not in row.values() for row in listed)


def test_ids_are_unique_slugs_in_order(listed: list[dict[str, str]]) -> None:
    ids = [row["id"] for row in listed]
    assert ids == sorted(set(ids))
    assert [i for i in ids if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", i)] == []


def test_every_form_names_exactly_one_organisation(listed: list[dict[str, str]]) -> None:
    owner: dict[str, str] = {}
    twice = []
    for row in listed:
        for form in forms(row):
            other = owner.setdefault(agencies.key(form), f"{row['id']}: {form}")
            if other != f"{row['id']}: {form}":
                twice.append((other, row["id"], form))
    assert twice == []
    assert "" not in owner


def test_every_form_resolves_to_its_own_row(listed: list[dict[str, str]]) -> None:
    for row in listed:
        for form in forms(row):
            found = agencies.find(form)
            assert found is not None, form
            assert found.id == row["id"], form


def test_a_misspelling_is_nobodys_right_name(listed: list[dict[str, str]]) -> None:
    right = {agencies.key(form) for row in listed for form in forms(row)}
    wrong = [m for row in listed for m in row["misspellings"].split("|") if m and agencies.key(m) in right]
    assert wrong == []


def test_an_ambiguous_form_belongs_to_its_row(listed: list[dict[str, str]]) -> None:
    stray = [
        (row["id"], form)
        for row in listed
        for form in row["ambiguous"].split("|")
        if form and form not in set(forms(row))
    ]
    assert stray == []


def test_no_role_word_is_an_organisation(listed: list[dict[str, str]]) -> None:
    roles = {agencies.key(word) for word in ROLES.split("|")}
    taken = [(row["id"], f) for row in listed for f in forms(row) if agencies.key(f) in roles]
    assert taken == []


def test_kind_and_country_are_codes(listed: list[dict[str, str]]) -> None:
    assert {row["kind"] for row in listed} <= KINDS
    assert [row["id"] for row in listed if not re.fullmatch(r"(?:[A-Z]{2})?", row["country"])] == []


def test_a_parent_is_never_the_row_itself_and_lines_of_parents_end(listed: list[dict[str, str]]) -> None:
    parent = {row["name"]: row["parent"] for row in listed}
    for name in parent:
        line = [name]
        while (above := parent.get(line[-1], "")) and len(line) < 10:
            assert above not in line, line
            line.append(above)
        assert len(line) < 10


def test_fields_carry_no_stray_blanks_or_bars(listed: list[dict[str, str]]) -> None:
    for row in listed:
        for field in row.values():
            assert field == " ".join(field.split())
        for column in ("aliases", "misspellings", "ambiguous"):
            parts = row[column].split("|") if row[column] else []
            assert all(part and part == part.strip() for part in parts), row["id"]


def test_aliases_do_not_fold_to_the_same_key_twice_in_a_row(listed: list[dict[str, str]]) -> None:
    for row in listed:
        keys = [agencies.key(form) for form in forms(row)]
        assert len(keys) == len(set(keys)), row["id"]


@pytest.mark.parametrize("name", ["AP", "AFP", "PA", "EPA", "CP", "CBC", "TT", "GPO", "WAM", "dpa", "NTB", "Reuters"])
def test_a_short_form_that_desks_print_alone_stays_plain(name: str) -> None:
    assert agencies.find(name) is not None
    assert not agencies.is_ambiguous(name)


@pytest.mark.parametrize(
    "name", ["Album", "Beta", "Bild", "CARE", "ICE", "LIFE", "MAP", "People", "Planet", "Reach", "Stern", "TIME", "X"]
)
def test_a_common_word_is_marked_ambiguous(name: str) -> None:
    assert agencies.find(name) is not None
    assert agencies.is_ambiguous(name)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("AP", "AAP"), ("AFP", "APA"), ("La Presse", "LaPresse"), ("La Presse", "La Presse canadienne"),
        ("Icon Sport", "Icon Sportswire"), ("X", "Twitter"), ("CBC", "Radio-Canada"), ("NBCUniversal", "NBC"),
        ("Getty Images", "iStock"), ("Keystone-SDA", "Keystone Press"), ("PA", "picture alliance"),
        ("Sipa USA", "Sipa Press"), ("Guardian", "The Observer"), ("Le Soleil", "Le Soir"), ("Rex", "Shutterstock"),
    ],
)  # fmt: skip
def test_look_alikes_stay_apart(left: str, right: str) -> None:
    one, other = agencies.find(left), agencies.find(right)
    assert one is not None
    assert other is not None
    assert one.id != other.id


def test_every_chain_joins_two_listed_organisations(listed: list[dict[str, str]]) -> None:
    ids = {row["id"] for row in listed}
    chains = rows("chains.csv")
    assert list(chains[0]) == ["producer", "distributor", "note"]
    assert {chain["note"] for chain in chains} <= {"", "slash"}
    pairs = [(chain["producer"], chain["distributor"]) for chain in chains]
    assert pairs == sorted(set(pairs))
    assert [pair for pair in pairs if pair[0] == pair[1] or not set(pair) <= ids] == []
