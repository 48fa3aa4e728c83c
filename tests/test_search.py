"""What every full-text index must do: one suite, run on the plain scan and on Whoosh (or a fork in its place)."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import DamagedError
from indexer.search import parse_query
from indexer.search.backend import Backend, Entry
from indexer.search.block_index import BlockIndex
from indexer.search.generations import find_faults, read_current
from indexer.search.query import And, Node, Not, Or, Words
from indexer.search.scan import Scan
from indexer.search.stem import english_stem
from indexer.search.whoosh_index import build, update
from indexer.search.words import SCOPES, WORD, cut, key, spans, words
from indexer.text import fold

ENTRIES = (
    Entry(1, {"caption": "Runners pass the mass graves memorial ¶ Run of the year", "credit": "Bjørn Dahl/AP"}),
    Entry(2, {"caption": "A mass. Grave faces in the U.S. Senate", "credit": "Ola O’Brien/AFP", "about": "Washington"}),
    Entry(4, {"caption": "Mass grave at sea; Zoë’s ferry was running late", "story": "ferry-budget.txt"}),
    Entry(7, {"caption": "習近平 in 北京", "credit": "Pool", "subject": "ferry"}),
    Entry(9, {"story": "mass"}),
)

Open = Callable[[Iterable[Entry]], Backend]


@pytest.fixture(params=["scan", "whoosh"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    made: list[Backend] = []

    def opening(entries: Iterable[Entry]) -> Backend:
        if request.param == "whoosh":
            build(tmp_path / "search", entries, 1, "token")
            made.append(BlockIndex(tmp_path / "search"))
        else:
            made.append(Scan(entries, english_stem))
        return made[-1]

    yield opening
    for backend in made:
        backend.close()


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("runner", {1}),
        ("run", {1, 4}),
        ("running", {1, 4}),
        ('"running"', {4}),
        ("grave", {1, 2, 4}),
        ('"mass grave"', {2, 4}),
        ('"mass graves"', {1}),
        ('"mass gra"*', {1, 2, 4}),
        ('"memorial run"', set()),
        ("gra*", {1, 2, 4}),
        ("graves*", {1}),
        ("zoe", {4}),
        ("ZOË", {4}),
        ("o'brien", {2}),
        ("bjorn", {1}),
        ("US", {2}),
        ("u.s.", {2}),
        ("習近平", {7}),
        ('"近北"', set()),
        ("ferry", {4}),
        ("story:ferry", {4}),
        ("subject:ferry", {7}),
        ("caption:ap", set()),
        ("credit:ap", {1}),
        ("washington", {2}),
        ("ap OR afp", {1, 2}),
        ("mass -memorial", {2, 4}),
        ("mass -(memorial OR senate)", {4}),
        ("mass grave -nowhere", {1, 2, 4}),
        ("nowhere", set()),
        ("nowhere OR ferry", {4}),
        ("nowh*", set()),
        ('"mass nowhere"', set()),
        ('"grave mass"', set()),
        ("story:mass", {9}),
    ],
)
def test_words_find_these_rows(opened: Open, query: str, rows: set[int]) -> None:
    backend, tree = opened(ENTRIES), parse_query(query)
    found = backend.search(tree)
    assert {match.row for match in found} == rows
    assert len(found) == len(rows) == backend.count(tree)


def test_the_best_come_first_and_equal_ones_by_row(opened: Open) -> None:
    backend = opened([Entry(n, {"caption": "ferry ferry dock" if n == 3 else "ferry dock pier"}) for n in range(1, 8)])
    found = backend.search(parse_query("ferry"))
    assert [match.row for match in found] == [3, 1, 2, 4, 5, 6, 7]
    assert backend.search(parse_query("ferry"), 4) == found[:4]


def test_it_says_which_rows_it_holds(opened: Open) -> None:
    assert list(opened(ENTRIES).rows()) == [1, 2, 4, 7, 9]
    assert list(opened(()).rows()) == []


_VOCABULARY = ("ferry", "ferries", "new", "york", "a", "é", "x9")
_texts = st.lists(st.sampled_from((*_VOCABULARY, "¶")), max_size=8).map(" ".join)
_entries = st.lists(st.dictionaries(st.sampled_from(SCOPES), _texts, max_size=3), max_size=6)
_leaf: st.SearchStrategy[Node] = st.one_of(
    st.builds(lambda w, s: Words((w,), s), st.sampled_from(_VOCABULARY), st.sampled_from(("", *SCOPES))),
    st.builds(
        lambda ws, s, p: Words(tuple(ws), s, True, p),
        st.lists(st.sampled_from(("ferry", "new", "york", "a", "fer")), min_size=1, max_size=3),
        st.sampled_from(("", *SCOPES)),
        st.booleans(),
    ),
)


def _joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return some.map(Or) | some.map(And)


_plain = st.recursive(_leaf, _joined, max_leaves=6)
_without = st.builds(
    lambda kept, left: And((*kept, *map(Not, left))),
    st.lists(_plain, min_size=1, max_size=2),
    st.lists(_plain, min_size=1, max_size=2),
)
_trees = _plain | _without


def test_what_must_be_absent_is_absent_from_the_first_match_too(opened: Open) -> None:
    # Whoosh's AndNot looks at the first match only when the other side begins with it.
    backend = opened([Entry(1, {"caption": "ferry"}), Entry(2, {"caption": "pier", "about": "ferry"})])
    assert backend.count(parse_query("pier -ferry")) == 0
    assert backend.search(parse_query("pier -ferry")) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=_entries, trees=st.lists(_trees, min_size=5, max_size=15))
def test_whoosh_finds_what_reading_everything_finds(
    tmp_path: Path, texts: list[dict[str, str]], trees: list[Node]
) -> None:
    entries = [Entry(row, one) for row, one in enumerate(texts, 1)]
    shutil.rmtree(tmp_path / "search", ignore_errors=True)
    build(tmp_path / "search", entries, 1, "token")
    index, plain = BlockIndex(tmp_path / "search"), Scan(entries, english_stem)
    for tree in trees:
        rows = {match.row for match in index.search(tree)}
        assert rows == {match.row for match in plain.search(tree)}, tree
        assert index.count(tree) == len(rows)
    index.close()


def test_small_changes_are_added_without_building_anew(tmp_path: Path) -> None:
    search = tmp_path / "search"
    base = build(search, [Entry(n, {"caption": f"ferry number{n}"}) for n in range(1, 101)], 1, "t1")
    for step in range(2, 6):
        made = update(search, base, [Entry(100 + step, {"caption": "new ferry"})], [step], step, f"t{step}")
        assert made is not None
        base = made
    index = BlockIndex(search)
    assert set(index.rows()) == {*range(1, 102), *range(102, 106)} - {2, 3, 4, 5, 101}
    assert index.count(parse_query("ferry")) == 100
    assert index.count(parse_query("number3 OR number4")) == 0
    assert [match.row for match in index.search(parse_query("new"))] == [102, 103, 104, 105]
    assert (index.manifest.parts, index.manifest.dropped, index.manifest.rows) == (5, 4, 100)
    assert not list(find_faults(index.generation))
    assert sorted(os.listdir(search)) == ["5", "CURRENT"]
    index.close()


def test_much_new_or_many_deletions_ask_for_building_anew(tmp_path: Path) -> None:
    base = build(tmp_path / "search", [Entry(n, {"caption": "ferry"}) for n in range(1, 41)], 1, "t")
    assert update(tmp_path / "search", base, [], [1, 2, 3], 2, "u") is None
    assert update(tmp_path / "search", base, [Entry(n, {}) for n in range(50, 80)], [], 2, "u") is None


def test_a_reader_keeps_its_generation_while_the_next_one_is_made(tmp_path: Path) -> None:
    build(tmp_path / "search", ENTRIES, 1, "t1")
    before = BlockIndex(tmp_path / "search")
    build(tmp_path / "search", ENTRIES[:1], 2, "t2")
    assert before.count(parse_query("grave")) == 3
    before.close()


def _cut_short(folder: Path) -> None:
    segment = next(folder.glob("*.seg"))
    os.truncate(segment, segment.stat().st_size - 9)


def _flip(pattern: str) -> Callable[[Path], None]:
    def flip(folder: Path) -> None:
        path = next(folder.glob(pattern))
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)

    return flip


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a segment cut short": _cut_short,
    "a bit of a segment": _flip("*.seg"),
    "a bit of the table of contents": _flip("*.toc"),
    "a bit of the manifest": _flip("manifest"),
    "no manifest": lambda folder: (folder / "manifest").unlink(),
    "no segment": lambda folder: next(folder.glob("*.seg")).unlink(),
    "a foreign table of contents": lambda folder: (folder / "_MAIN_99.toc").write_bytes(b"cos\nsystem\n"),
    "no folder": shutil.rmtree,
    "an empty pointer": lambda folder: (folder.parent / "CURRENT").write_text(""),
    "a pointer to nowhere": lambda folder: (folder.parent / "CURRENT").write_text("../.. 00000000"),
    "no pointer": lambda folder: (folder.parent / "CURRENT").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_never_opened(tmp_path: Path, damage: str) -> None:
    generation = build(tmp_path / "search", ENTRIES, 1, "token")
    DAMAGES[damage](generation.folder)
    with pytest.raises(DamagedError) as caught:
        BlockIndex(tmp_path / "search")
    assert "\n" not in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_a_generation_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    build(tmp_path / "search", ENTRIES, 1, "token")

    def failing() -> Iterator[Entry]:
        yield ENTRIES[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        build(tmp_path / "search", failing(), 2, "other")
    assert read_current(tmp_path / "search").manifest.token == "token"
    assert sorted(os.listdir(tmp_path / "search")) == ["1", "CURRENT"]


def test_the_manifest_names_every_file(tmp_path: Path) -> None:
    generation = build(tmp_path / "search", ENTRIES, 7, "token")
    listed = json.loads((generation.folder / "manifest").read_text())
    assert {*listed["files"], "manifest"} == set(os.listdir(generation.folder))
    assert (listed["watermark"], listed["rows"]) == (7, 5)


@given(st.text())
def test_words_are_folded_and_cutting_them_again_changes_nothing(text: str) -> None:
    found = words(text)
    assert all(word and " " not in word for word in found)
    assert words(" ".join(found)) == found
    assert [word for word in cut(text) if word != "¶"] == found
    assert key(key(text)) == key(text)


@pytest.mark.parametrize("text", ["0\U0002f97d", "ǣra", "ｱｲ", "ゟ", "Ǿ", "㈠a"])
def test_characters_that_stand_for_others_are_cut_like_these(text: str) -> None:
    found = words(text)
    assert found
    assert words(" ".join(found)) == found


def test_a_text_is_cut_the_same_whichever_pattern_its_characters_call_for() -> None:
    for number in (*range(0x700), *range(0x700, 0x40000, 13)):
        if not 0xD800 <= number < 0xE000:
            text = f"x{chr(number)}y"
            assert words(text) == words(f"{text} 京")[:-1], f"U+{number:04X}"


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("aB_.'’s é9-"), max_size=40))
def test_the_fast_patterns_cut_as_the_whole_one_does(text: str) -> None:
    slow = [match[match.lastindex or 0] for match in re.finditer(WORD, text)]
    assert [text[start:end] for _, start, end in spans(text)] == [
        word for word in slow if any(letter.isalnum() for letter in fold(word))
    ]
