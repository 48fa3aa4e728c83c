"""The catalogue: what is added is kept once, found, counted, checked, and never answered wrongly in silence."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import ALL, BARE, FERRY, HANDOUT, PANELS, RUNNERS, STORY, records

from indexer.catalogue import Catalogue, Change, fulltext
from indexer.catalogue.packing import pack, unpack
from indexer.catalogue.tables import connect
from indexer.errors import (
    CatalogueError,
    DamagedError,
    ForeignError,
    LockedError,
    QueryError,
    UsageError,
    VersionError,
)
from indexer.model import Agency, Credit, Document, Record
from indexer.search import parse_query
from indexer.search.generations import finish, read_current

TODAY = date(2023, 6, 30)
NAMES = {"ferry": FERRY, "runners": RUNNERS, "handout": HANDOUT, "panels": PANELS, "bare": BARE}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of the five invented records."""
    with Catalogue.open(tmp_path / "index", write=True, create=True) as catalogue:
        catalogue.add(STORY, [replace(record, title=STORY.title) for record in ALL], size=10, mtime_ns=5)
    return tmp_path / "index"


def found(catalogue: Catalogue, query: str) -> list[str]:
    """Return which of the invented records a query finds, in order."""
    texts = {record.text: name for name, record in NAMES.items()}
    hits = [texts[hit.record.text] for hit in catalogue.find(query, limit=None, today=TODAY)]
    assert catalogue.count(query, today=TODAY) == len(hits)
    return hits


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "panels runners ferry handout bare"),
        ("by:goff", "ferry"),
        ("by:ANAIS", "ferry"),
        ('by:"anaïs le goff"', "ferry"),
        ('by:"goff anais"', ""),
        ("by:go*", "ferry"),
        ("by:of", ""),
        ("by:bole", "panels"),
        ("agency:getty", "ferry"),
        ('agency:"GETTY IMAGES"', "ferry"),
        ("agency:getty-images", "ferry"),
        ("agency:afp", "panels ferry"),
        ("agency:ap", "runners"),
        ('agency:"associated press"', "runners"),
        ("agency:harbour", "handout"),
        ("agency:harb*", "handout"),
        ("agency:nobody", ""),
        ("-agency:afp", "runners handout bare"),
        ("made:afp", "panels ferry"),
        ("made:sputnik", "panels"),
        ("made:getty", ""),
        ("via:afp", "panels"),
        ("via:getty", "ferry"),
        ('via:"harbour light pictures"', "handout"),
        ("in:brest", "ferry"),
        ("in:norway", "runners"),
        ("city:OSLO", "runners"),
        ("country:guinea", "handout"),
        ("country:gn", "handout"),
        ("country:gui*", "handout"),
        ("region:brittany", "ferry"),
        ("person:o'brien", "runners"),
        ('person:"ola o’brien"', "runners"),
        ("event:run", "runners"),
        ("keyword:athletics", "runners"),
        ("kind:video", "bare"),
        ("is:handout", "handout"),
        ("flag:public-domain", "handout"),
        ("is:handout OR kind:composite", "panels handout"),
        ("taken:2023", "runners ferry"),
        ("taken:2023-05", "runners"),
        ("taken:2023-05-10", ""),
        ("taken:<=2023-05-10", "ferry"),
        ("taken:>=2023-05-01", "runners"),
        ("published:2023-04..2023-06", "panels ferry"),
        ("published:>2023-04", "panels"),
        ("-published:>0001", "runners handout bare"),
        ("published:today", "panels"),
        ("ferry", "ferry"),
        ("grave", "runners"),
        ('"mass graves" -agency:afp', "runners"),
        ('"mass graves" -agency:ap', ""),
        ("left kind:composite", "panels"),
        ("left -kind:composite", ""),
        ("norway", "runners"),
        ("story:sea", "ferry runners handout panels bare"),
        ("story:brest by:dahl", "runners"),
        ("caption:harbour", "ferry"),
        ("credit:harbour", "handout"),
        ("colour", "bare"),
        ("subject:ribbon", "handout"),
        ("ferry OR by:dahl", "ferry runners"),
        ("(ferry OR is:handout) -in:brest", "handout"),
        ("(harbour -brittany) OR (tower -oslo)", "handout panels runners"),
        ("(harbour -brest) (run -tower) kind:photo", "runners"),
        ("(harbour -brest) (run -tower)", "runners"),
        ("-(harbour -brest)", "panels ferry bare"),
        ("-ferry -kind:video", "panels runners handout"),
        ("equatoria", "handout"),
    ],
)
def test_a_query_finds_these_records(folder: Path, query: str, names: str) -> None:
    with Catalogue.open(folder) as catalogue:
        assert found(catalogue, query) == names.split()
        assert catalogue.notes == []


def test_pages_follow_each_other(folder: Path) -> None:
    with Catalogue.open(folder) as catalogue:
        for query in ("", "ferry OR memorial OR minister OR waves", "story:sea -kind:video"):
            whole = catalogue.find(query, limit=None)
            assert [*catalogue.find(query, limit=2), *catalogue.find(query, limit=9, offset=2)] == whole
            assert catalogue.find(query, limit=0) == [] == catalogue.find(query, offset=99)


def test_an_excerpt_lights_up_the_words_in_every_form(folder: Path) -> None:
    with Catalogue.open(folder) as catalogue:
        hit = catalogue.find('runner "mass graves" by:dahl')[0]
        assert [hit.excerpt[start:end] for start, end in hit.highlights] == ["Runners", "mass graves"]
        assert catalogue.find("by:dahl")[0].highlights == ()


def test_a_query_that_is_not_understood_is_a_query_error(folder: Path) -> None:
    with Catalogue.open(folder) as catalogue, pytest.raises(QueryError, match="unknown field"):
        catalogue.find("colour:red")


def test_reading_again_changes_nothing_and_a_changed_document_loses_its_old_records(folder: Path) -> None:
    shown = [replace(record, title=STORY.title) for record in ALL]
    with Catalogue.open(folder, write=True) as catalogue:
        before = {hit.record.record_id for hit in catalogue.find("", limit=None)}
        assert catalogue.add(STORY, shown, size=10, mtime_ns=5) == Change(kept=5)
        assert not catalogue.commit_index()
        assert {hit.record.record_id for hit in catalogue.find("", limit=None)} == before
        moved = [replace(shown[0], line=9), shown[1], replace(shown[2], text="Another text", caption="Another text")]
        assert catalogue.add(STORY, moved) == Change(kept=1, added=1, replaced=1, removed=3)
        assert catalogue.get(catalogue.find("ferry")[0].record.record_id).line == 9
        assert found(catalogue, "grave") == ["runners"]
        assert catalogue.count("another") == 1
        assert catalogue.count("kind:video OR equatoria") == 0
        assert catalogue.remove(STORY.path) == Change(removed=3)
        assert catalogue.remove(STORY.path) == Change()
        assert catalogue.count() == catalogue.count("grave") == 0
        assert not catalogue.commit_index(), "the question for words brought the index up to date"
        assert catalogue.check() == []


def test_equal_texts_of_one_document_are_told_apart_and_one_picture_keeps_its_asset(folder: Path) -> None:
    with Catalogue.open(folder, write=True) as catalogue:
        other = Document("stories/again.txt", published="2024-01-02")
        again = replace(FERRY, text="FERRY AGAIN. " + FERRY.text, published="2024-01-02")
        assert catalogue.add(other, [again, FERRY, FERRY]) == Change(added=3)
        assert catalogue.add(other, [again, FERRY, FERRY]) == Change(kept=3)
        asset = catalogue.find("by:goff")[0].record.asset_id
        uses = catalogue.uses(asset)
        assert len({record.record_id for record in uses}) == len(uses) == 4 == catalogue.count(f"asset:{asset}")
        assert uses[0].published == "2024-01-02"
        assert catalogue.uses("ffffffffffff") == []


def test_a_record_is_found_by_how_its_id_begins(folder: Path) -> None:
    with Catalogue.open(folder) as catalogue:
        record = catalogue.find("by:goff")[0].record
        assert record == replace(
            FERRY, record_id=record.record_id, asset_id=record.asset_id, document=STORY.path, title=STORY.title
        )
        assert len(record.record_id) == len(record.asset_id) == 12
        assert catalogue.get(record.record_id) == catalogue.get(record.record_id[:8].upper()) == record
        assert catalogue.count(f"id:{record.record_id[:8]}") == 1
        for unknown in ("zz", "", "0" * 12):
            with pytest.raises(UsageError, match="no record"):
                catalogue.get(unknown)


def test_an_ambiguous_id_lists_what_it_may_mean(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        catalogue.add(STORY, [Record(f"Picture {n}", f"Picture {n}") for n in range(40)])
        ids = [hit.record.record_id for hit in catalogue.find("", limit=None)]
        first = next(one[0] for one in ids if sum(other[0] == one[0] for other in ids) > 1)
        with pytest.raises(UsageError, match=r"more than one id: .*Picture"):
            catalogue.get(first)


def test_documents_are_listed_and_an_unchanged_file_is_known(folder: Path) -> None:
    with Catalogue.open(folder) as catalogue:
        (filed,) = catalogue.documents()
        assert (filed.path, filed.sha256, filed.size, filed.mtime_ns, filed.records) == (STORY.path, "00", 10, 5, 5)
        assert catalogue.unchanged(STORY.path, 10, 5)
        assert not catalogue.unchanged(STORY.path, 11, 5)
        assert not catalogue.unchanged("elsewhere", 10, 5)


@given(records)
def test_a_packed_record_is_unpacked_as_it_was(record: Record) -> None:
    assert unpack(pack(record)) == record


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(records, max_size=4), st.text(alphabet=st.characters(exclude_categories=()), max_size=9))
def test_any_record_is_kept_as_it_was_and_checks_clean(tmp_path: Path, given: list[Record], path: str) -> None:
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        catalogue.add(Document(path), given)
        kept = [hit.record for hit in catalogue.find("", limit=None)]
        bare = [replace(record, record_id="", asset_id="", document="") for record in kept]
        assert sorted(map(repr, bare)) == sorted(map(repr, given))
        assert all(record.document == path for record in kept)
        catalogue.commit_index()
        assert catalogue.check() == []
        catalogue.remove(path)


def test_text_that_is_no_utf8_is_kept(tmp_path: Path) -> None:
    odd = Record("A \ud800 b", "A \ud800", Credit(agencies=(Agency("X\udfff", "y\udfff"),)), event="\ud800")
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        catalogue.add(Document("caf\udce9.txt"), [odd])
        assert catalogue.find("a")[0].record.text == odd.text
        assert catalogue.check() == []


# ---- the folder


def _foreign_file(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")


def _foreign_database(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as db, db:
        db.execute("CREATE TABLE cooking (recipe)")
    db.close()


def _newer(folder: Path) -> None:
    Catalogue.open(folder, write=True, create=True).close()
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as db, db:
        db.execute("PRAGMA user_version = 99")
    db.close()


def _no_database(folder: Path) -> None:
    (folder / "catalogue.sqlite").write_bytes(b"x" * 5000)


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize(
    ("spoil", "error", "said"),
    [
        (_foreign_file, ForeignError, "notes.txt"),
        (_foreign_database, ForeignError, "another program"),
        (_newer, VersionError, "newer Photodesk"),
        (_no_database, DamagedError, "damaged"),
    ],
)
def test_a_folder_that_is_not_ours_is_left_alone(
    tmp_path: Path, spoil: Callable[[Path], None], error: type[CatalogueError], said: str, write: bool
) -> None:
    spoil(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(error, match=said) as caught:
        Catalogue.open(tmp_path, write=write, create=write)
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert before == {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name in before}


def test_without_an_index_there_is_one_line_that_says_how_to_make_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / ".gitignore").write_text("*\n")
    for place in ("nowhere", "empty"):
        with pytest.raises(CatalogueError, match="photodesk index PATH"):
            Catalogue.open(tmp_path / place)
        with pytest.raises(CatalogueError, match="photodesk index PATH"):
            Catalogue.open(tmp_path / place, write=True)
    with pytest.raises(CatalogueError, match="a file, not a folder"):
        Catalogue.open(tmp_path / "file", write=True, create=True)
    with pytest.raises(CatalogueError, match="a file, not a folder"):
        Catalogue.open(tmp_path / "file" / "below", write=True, create=True)
    with Catalogue.open(tmp_path / "empty", write=True, create=True) as catalogue:
        assert catalogue.check() == []


def test_a_catalogue_whose_making_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").write_bytes(b"")
    with pytest.raises(CatalogueError, match="no index"):
        Catalogue.open(tmp_path)
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        catalogue.add(STORY, ALL)
        assert catalogue.count("ferry") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_write_permission_is_read_and_not_written(folder: Path) -> None:
    folder.chmod(0o555)
    try:
        with Catalogue.open(folder) as catalogue:
            assert found(catalogue, "ferry") == ["ferry"]
        with pytest.raises(CatalogueError, match="permission"):
            Catalogue.open(folder, write=True)
    finally:
        folder.chmod(0o755)


def test_a_second_writer_hears_who_holds_the_lock_and_can_wait(folder: Path) -> None:
    with Catalogue.open(folder, write=True):
        for wait in (0.0, 0.05):
            with pytest.raises(LockedError, match=f"process {os.getpid()} on "):
                Catalogue.open(folder, write=True, wait=wait)
        with Catalogue.open(folder) as reader:
            assert reader.count("ferry") == 1
    with Catalogue.open(folder, write=True) as catalogue:
        assert catalogue.count("ferry") == 1


def test_a_reader_cannot_write(folder: Path) -> None:
    with Catalogue.open(folder) as catalogue:
        for act in (lambda: catalogue.add(STORY, []), catalogue.rebuild, catalogue.commit_index):
            with pytest.raises(UsageError, match="opened for reading"):
                act()


# ---- the full-text index behind it


def _behind(folder: Path) -> Catalogue:
    """Return a writer that has added and removed records that the index does not know yet."""
    writer = Catalogue.open(folder, write=True)
    writer.add(Document("late.txt"), [replace(FERRY, text="Late ferry", caption="A late ferry", evidence=())])
    writer.add(STORY, ALL[1:])
    return writer


def test_a_reader_beside_a_writer_sees_every_record_that_was_added(folder: Path) -> None:
    writer = _behind(folder)
    with Catalogue.open(folder) as reader:
        assert [hit.record.text for hit in reader.find("ferry")] == ["Late ferry"]
        assert reader.count("ferry") == 1
        assert reader.count("memorial -late") == 1
        assert [len(note.splitlines()) for note in reader.notes] == [1, 1, 1]
    writer.close()


def test_a_reader_keeps_to_one_state_while_a_writer_goes_on(folder: Path) -> None:
    writer = _behind(folder)
    with Catalogue.open(folder) as reader:
        backend, note = fulltext.open_backend(reader._db, reader._held, reader._mend)
        writer.remove("late.txt")
        (match,) = backend.search(parse_query("late"))
        assert unpack(reader._body(match.row)).text == "Late ferry"
        assert note
    writer.close()


def test_a_writer_that_left_early_is_caught_up_by_the_next_reader(folder: Path) -> None:
    _behind(folder).close()
    with Catalogue.open(folder) as reader:
        assert [finding.code for finding in reader.check()] == ["IX004"]
        assert reader.count("ferry") == 1
        assert reader.notes == []
        assert reader.check() == []


def _spoil_segment(folder: Path) -> None:
    for path in folder.glob("search/*/*.seg"):
        content = bytearray(path.read_bytes())
        content[len(content) // 3] ^= 255
        path.write_bytes(content)


def _spoil_stamp(folder: Path) -> None:
    generation = read_current(folder / "search")
    finish(folder / "search", generation.folder, replace(generation.manifest, stamp="whoosh-w9/0", files={}))


def _spoil_with_another_index(folder: Path) -> None:
    other = folder.parent / "other"
    with Catalogue.open(other, write=True, create=True) as catalogue:
        catalogue.add(STORY, [replace(record, text=f"{record.text} twice") for record in ALL])
    shutil.rmtree(folder / "search")
    shutil.copytree(other / "search", folder / "search")


SPOILT: dict[str, Callable[[Path], object]] = {
    "a segment cut short": lambda folder: os.truncate(next(folder.glob("search/*/*.seg")), 100),
    "a changed segment": _spoil_segment,
    "a changed table of contents": lambda folder: next(folder.glob("search/*/*.toc")).write_bytes(b"(i__main__\n."),
    "no manifest": lambda folder: next(folder.glob("search/*/manifest")).unlink(),
    "made by another version": _spoil_stamp,
    "another catalogue's index": _spoil_with_another_index,
    "no index": lambda folder: shutil.rmtree(folder / "search"),
}  # fmt: skip


@pytest.mark.parametrize("damage", SPOILT)
def test_a_spoilt_index_is_said_by_check_rebuilt_and_answers_right(folder: Path, damage: str) -> None:
    SPOILT[damage](folder)
    with Catalogue.open(folder) as reader:
        said = reader.check()
        assert {finding.code for finding in said} == {"IX004"}
        assert all("rebuild" in finding.message and "\n" not in finding.message for finding in said)
        assert found(reader, "mass grave") == ["runners"]
        assert reader.check() == []


@pytest.mark.parametrize("damage", SPOILT)
def test_while_it_cannot_be_rebuilt_a_spoilt_index_is_said_and_gone_without(folder: Path, damage: str) -> None:
    writer = Catalogue.open(folder, write=True)
    SPOILT[damage](folder)
    with Catalogue.open(folder) as reader:
        assert found(reader, "mass grave") == ["runners"]
        assert all("rebuild" in note for note in reader.notes)
        assert len(reader.notes) == 2
    writer.rebuild()
    assert writer.check() == []
    writer.close()


def test_a_restored_older_catalogue_does_not_believe_a_newer_index(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    shutil.copy(folder / "catalogue.sqlite", copy)
    with Catalogue.open(folder, write=True) as catalogue:
        catalogue.remove(STORY.path)
    shutil.copy(copy, folder / "catalogue.sqlite")
    with Catalogue.open(folder, write=True) as catalogue:
        assert found(catalogue, "mass grave") == ["runners"]
        assert catalogue.check() == []


def test_many_small_runs_keep_index_and_catalogue_in_step(tmp_path: Path) -> None:
    for run in range(12):
        with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
            many = 40 if run == 0 else 1
            catalogue.add(Document(f"{run}.txt"), [Record(f"Ferry {run}.{n}", f"Ferry {run}.{n}") for n in range(many)])
            if run % 3 == 2:
                catalogue.remove(f"{run - 1}.txt")
        with Catalogue.open(tmp_path) as reader:
            assert reader.check() == []
            assert reader.count("ferry") == reader.count()


def test_a_spoilt_record_is_said(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as db, db:
        db.execute("UPDATE record SET body = 'nothing' WHERE row = 1")
        db.execute("DELETE FROM use WHERE record = 2")
    db.close()
    with Catalogue.open(folder) as catalogue:
        assert [finding.code for finding in catalogue.check()] == ["IX002", "IX003", "IX005"]
        with pytest.raises(DamagedError, match="cannot be read"):
            catalogue.find("")


def test_records_that_an_older_version_kept_as_text_are_read_as_before(folder: Path) -> None:
    with Catalogue.open(folder) as catalogue:
        before = catalogue.find("", limit=None)
    with closing(connect(folder, write=True)) as db:
        db.execute("UPDATE record SET body = plain(body)")
        assert db.execute("SELECT DISTINCT typeof(body) FROM record").fetchall() == [("text",)]
    with Catalogue.open(folder, write=True) as catalogue:
        assert catalogue.find("", limit=None) == before
        assert catalogue.rebuild() == len(before)
        assert catalogue.check() == []


@pytest.mark.parametrize("kept", ["x''", "x'01'", "x'02cb48cdc9c9'", "x'01ffffffff'", "'[1]'", '\'{"caption": ""}\''])
def test_a_body_that_is_cut_or_comes_from_a_newer_version_is_said(folder: Path, kept: str) -> None:
    with closing(sqlite3.connect(folder / "catalogue.sqlite")) as db, db:
        db.execute(f"UPDATE record SET body = {kept} WHERE row = 1")
    db.close()
    with Catalogue.open(folder) as catalogue, pytest.raises(DamagedError, match="cannot be read"):
        catalogue.find("")
    with Catalogue.open(folder, write=True) as catalogue:
        assert "IX002" in {finding.code for finding in catalogue.check()}
        assert catalogue.rebuild() == catalogue.count()
        assert found(catalogue, "mass grave") == ["runners"]


def test_a_spoilt_sqlite_page_is_one_line(folder: Path) -> None:
    with (folder / "catalogue.sqlite").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_000)
    with pytest.raises(DamagedError) as caught, Catalogue.open(folder) as catalogue:
        catalogue.find("")
    assert "\n" not in str(caught.value)


def test_a_search_by_exact_field_loads_no_engine_and_no_validator(folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from indexer.catalogue import Catalogue\n"
        "with Catalogue.open(Path(sys.argv[1])) as c:\n"
        "    print(len(c.find('by:goff -agency:ap')), c.report('agencies').rows[0])\n"
        "print(sorted(m for m in ('whoosh', 'pydantic', 'PIL', 'rich', 'typer') if m in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == ["1 ('AFP', 2, 2, 1)", "[]"]


@pytest.fixture(autouse=True)
def _no_strays(tmp_path: Path) -> Iterator[None]:
    yield
    for search in tmp_path.rglob("search"):
        assert not list(search.glob("*.new"))
