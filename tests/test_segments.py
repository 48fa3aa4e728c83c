"""Our own writer and reader of Whoosh's files against stock Whoosh: the same on disk, found and ranked."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import stock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import DamagedError
from indexer.search import parse_query
from indexer.search.backend import Entry
from indexer.search.block_index import BlockIndex
from indexer.search.layout import Part
from indexer.search.query import And, Node, Not, Or, Words
from indexer.search.segment_reader import Segment
from indexer.search.stem import english_stem
from indexer.search.whoosh_index import build, update
from indexer.search.words import SCOPES

_VOCABULARY = ("ferry", "ferries", "run", "running", "new", "york", "a", "é", "x9", "漢")
_texts = st.lists(st.sampled_from((*_VOCABULARY, "¶")), max_size=12).map(" ".join)
_entries = st.lists(st.dictionaries(st.sampled_from(SCOPES), _texts, max_size=3), min_size=1, max_size=9).map(
    lambda texts: [Entry(2 * row, one) for row, one in enumerate(texts, 1)]
)


def _many() -> list[Entry]:
    """Return enough records to fill several blocks of postings, with words of every frequency."""
    entries = []
    for row in range(1, 601):
        divisors = [n for n in range(1, 40) if row % n == 0]
        text = " ".join(f"word{n} " * (1 + row % (n + 1) % 3) for n in divisors)
        entries.append(Entry(row, {"caption": f"{text} only{row} ¶ the end", "about": f"about word{row % 7}"}))
    return entries


def _postings(reader: Any, field: str, text: bytes) -> list[tuple[object, ...]]:
    """Return every posting of a word, and what the table of terms says of it."""
    matcher = reader.postings(field, text)
    found: list[tuple[object, ...]] = []
    while matcher.is_active():
        value = matcher.value_as("positions") if field.endswith("_printed") else matcher.value()
        found.append((matcher.id(), matcher.weight(), value))
        matcher.next()
    info = reader.term_info(field, text)
    told = (info.weight(), info.doc_frequency(), info.min_length(), info.max_length(), info.max_weight(),
            info.min_id(), info.max_id())  # fmt: skip
    return [*found, told]


def _same_on_disk(folder: Path, entries: list[Entry]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    ours = stock.opened(build(folder / "search", entries, 1, "token").folder)
    theirs = stock.write(folder / "stock", ours.schema, entries)
    one, other = ours.reader(), theirs.reader()
    terms = list(one.all_terms())
    assert terms == list(other.all_terms())
    for field, text in terms:
        assert _postings(one, field, text) == _postings(other, field, text)
    for field in ours.schema.names():
        lengths = [[reader.doc_field_length(n, field) for n in range(len(entries))] for reader in (one, other)]
        assert lengths[0] == lengths[1]
        assert one.field_length(field) == other.field_length(field)
    assert [one.stored_fields(n) for n in range(len(entries))] == [{}] * len(entries)
    rows = one.column_reader("row")
    assert [rows[n] for n in range(len(entries))] == [entry.row for entry in entries]
    one.close()
    other.close()


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=_entries)
def test_a_segment_holds_what_stock_whoosh_would_have_written(tmp_path: Path, entries: list[Entry]) -> None:
    _same_on_disk(tmp_path / "one", entries)


def test_a_segment_of_many_blocks_holds_what_stock_whoosh_would_have_written(tmp_path: Path) -> None:
    _same_on_disk(tmp_path / "one", _many())


def _same_found(index: BlockIndex, folder: Path, tree: Node) -> None:
    """Compare hits, scores and order; Whoosh's scores are its own sums, so the last digits may differ."""
    theirs = stock.search(stock.opened(folder), tree)
    ours = index.search(tree)
    assert {match.row for match in ours} == {row for _, row in theirs}, tree
    scores = {row: score for score, row in theirs}
    assert [match.score for match in ours] == pytest.approx([scores[match.row] for match in ours])
    for limit in (1, 3, 10):
        assert index.search(tree, limit) == ours[:limit]
    assert index.count(tree) == len(ours)


@pytest.mark.parametrize(
    "query",
    [
        "word1", "word2", "word37", "only17", "about", "nothing", "the", "caption:word3", '"word1 word2"',
        "word1 word2",
        '"word1 word1"', "word3 OR word5 OR only7", "(word3 OR word5) word2", "word2 -word4", '"the end" word9',
        '"the end" -word2', '"word1 word2" OR word39', "word1 (word6 OR word7) -word5", "word11 word13", "about word6",
    ],
)  # fmt: skip
def test_a_query_finds_and_ranks_what_stock_whoosh_does(tmp_path: Path, query: str) -> None:
    search = tmp_path / "search"
    base = build(search, _many(), 1, "token")
    index = BlockIndex(search)
    _same_found(index, base.folder, parse_query(query))
    index.close()
    more = [Entry(row, {"caption": f"word2 word3 new{row}", "about": "word5 word6"}) for row in range(700, 712)]
    made = update(search, base, more, [6, 12, 200, 599], 2, "other")
    assert made is not None
    index = BlockIndex(search)
    _same_found(index, made.folder, parse_query(query))
    index.close()


_leaf: st.SearchStrategy[Node] = st.one_of(
    st.builds(lambda w, s: Words((w,), s), st.sampled_from(_VOCABULARY), st.sampled_from(("", *SCOPES))),
    st.builds(
        lambda ws, s: Words(tuple(ws), s, True),
        st.lists(st.sampled_from(("ferry", "new", "york", "a")), min_size=1, max_size=3),
        st.sampled_from(("", *SCOPES)),
    ),
)


def _joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return some.map(Or) | some.map(And)


_plain = st.recursive(_leaf, _joined, max_leaves=5)
_trees = _plain | st.builds(lambda kept, left: And((kept, Not(left))), _plain, _plain)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=_entries, trees=st.lists(_trees, min_size=3, max_size=8))
def test_any_query_finds_and_ranks_what_stock_whoosh_does(
    tmp_path: Path, entries: list[Entry], trees: list[Node]
) -> None:
    shutil.rmtree(tmp_path / "search", ignore_errors=True)
    folder = build(tmp_path / "search", entries, 1, "token").folder
    index = BlockIndex(tmp_path / "search")
    for tree in trees:
        _same_found(index, folder, tree)
    index.close()


def test_words_of_common_forms_have_one_stem_the_same_as_whoosh_has() -> None:
    from whoosh.lang.snowball.english import EnglishStemmer

    begun = "run stop agenc photograph minist celebrat hop control general commun arsen sk dy happ nation relat".split()
    ended = "s es ed ing er ers ly y ies ied ation ational ness ful iveness ism ment ance able ive ion e al".split()
    words = {one + other for one in begun for other in ended} | {"skis", "dying", "news", "howe", "proceeded", "ii"}
    theirs = EnglishStemmer()
    assert {word: english_stem(word) for word in words} == {word: theirs.stem(word) for word in words}


def test_a_bit_that_flips_in_a_column_is_noticed_when_the_column_is_read(tmp_path: Path) -> None:
    entries = [Entry(2 * one.row, one.texts, {"kind": ("photo",) if one.row % 3 else ("video",)}) for one in _many()]
    generation = build(tmp_path / "search", entries, 1, "token")
    part = Part.read(generation.manifest.segments[0])
    path = generation.folder / f"{part.name}.seg"
    whole = path.read_bytes()
    columns = {name: place for name, place in part.streams.items() if name not in ("pst", "trm")}
    assert {"row", "known", "facet_kind", "counts_kind", "sets_kind", "_caption_len"} <= set(columns)
    for name, (place, size) in columns.items():
        spoilt = bytearray(whole)
        spoilt[place + size // 2] ^= 1
        path.write_bytes(spoilt)
        with pytest.raises(DamagedError, match=name):
            Segment(generation.folder, part, 0).column(name)
