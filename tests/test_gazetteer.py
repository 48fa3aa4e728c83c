"""The gazetteer finds places under every spelling, quickly, from a file that can be checked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import DamagedError
from indexer.vocab import FOLDER
from indexer.vocab.gazetteer import Gazetteer, find, gazetteer, is_place, key, states, verify

FILE = Path(FOLDER) / "gazetteer.bin"
SPELLINGS = [
    ("Kiev", "Kyiv"), ("Izyum", "Izium"), ("Khan Yunis", "Khan Younis"), ("Khan Younis", "Khan Younis"),
    ("Kharkov", "Kharkiv"), ("Bombay", "Mumbai"), ("Saigon", "Ho Chi Minh City"), ("München", "Munich"),
    ("Peking", "Beijing"), ("Saint Petersburg", "St. Petersburg"), ("sao paulo", "Sao Paulo"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "name"), SPELLINGS)
def test_old_and_foreign_spellings_find_the_town(printed: str, name: str) -> None:
    assert name in {place.name for place in find(printed)}


def test_case_accents_hyphens_points_and_apostrophes_do_not_count() -> None:
    assert key("PORT-AU-PRINCE") == key("Port au Prince")
    assert find("ST LOUIS") == find("St. Louis") == find("Saint Louis")
    assert find("Sana’a")[0].country_code == "YE"


def test_namesakes_come_most_populous_first() -> None:
    populations = [place.population for place in find("Springfield")]
    assert populations == sorted(populations, reverse=True)
    assert len(populations) > 10
    assert find("Springfield", 3) == find("Springfield")[:3]


def test_a_capital_knows_its_country() -> None:
    kyiv = next(place for place in find("Kyiv") if place.kind == "city")
    assert (kyiv.kind, kyiv.country_code, kyiv.country, kyiv.capital) == ("city", "UA", "Ukraine", True)
    assert (kyiv.latitude, kyiv.longitude) == (50.45, 30.52)


def test_states_countries_quarters_and_buildings_are_there() -> None:
    assert find("California")[0].kind == "region"
    assert find("Côte d'Ivoire")[0].name == "Ivory Coast"
    assert "quarter" in {place.kind for place in find("Kibera")}
    assert "facility" in {place.kind for place in find("White House")}
    assert find("Soviet Union")[0].country_code is None


def test_every_abbreviated_state_is_a_region_of_the_file() -> None:
    for name, code in states().values():
        places = find(name)
        assert any(p.country_code == code for p in places), name


def test_the_file_holds_what_its_header_says() -> None:
    verify()
    assert gazetteer().counts["places"] > 240_000
    assert FILE.stat().st_size < 12_000_000


def test_an_altered_file_is_noticed(tmp_path: Path) -> None:
    copy = tmp_path / "gazetteer.bin"
    shutil.copy(FILE, copy)
    with copy.open("r+b") as file:
        file.seek(5_000_000)
        file.write(b"????")
    with pytest.raises(DamagedError, match="altered"):
        Gazetteer(str(copy)).verify()
    copy.write_bytes(FILE.read_bytes()[:1000])
    with pytest.raises(DamagedError):
        Gazetteer(str(copy))
    copy.write_bytes(b"something else that is long enough to be a header, but none of ours at all")
    with pytest.raises(DamagedError, match="no gazetteer of photodesk"):
        Gazetteer(str(copy))
    with pytest.raises(DamagedError, match="no gazetteer here"):
        Gazetteer(str(tmp_path / "nothing"))


@given(st.text(max_size=60))
def test_any_text_can_be_looked_up(name: str) -> None:
    assert is_place(name) == bool(find(name))
    assert key(key(name)) == key(name)
