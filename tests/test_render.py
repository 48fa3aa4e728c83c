"""What is shown: a page for people, the same facts for machines, and nothing that makes a terminal act."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from indexer.model import (
    Agency,
    Credit,
    Evidence,
    Finding,
    Hit,
    Location,
    Person,
    Photographer,
    Record,
    Table,
)
from indexer.render import (
    FORMATS,
    Format,
    explain,
    record_json,
    show_findings,
    show_hits,
    show_record,
    show_records,
    show_table,
)
from indexer.render.page import safe, wrapped
from indexer.render.plain import as_dict

CREDIT = Credit(
    raw="Jo Marsh/AFP/Getty Images",
    photographers=(Photographer("Jo Marsh", "Jo Marsh"),),
    agencies=(Agency("AFP", "afp", "AFP"), Agency("Getty Images", "getty-images", "Getty Images")),
    flags=("pool",),
    unread=("X00417",),
)
TEXT = "Mayor Ann Berg rows past Arvika on Thursday. (Jo Marsh/AFP/Getty Images)"
RECORD = Record(
    text=TEXT,
    caption=TEXT[:44],
    credit=CREDIT,
    location=Location(city="Arvika", country="Sweden", country_code="SE", inferred=("country",)),
    persons_shown=(Person("Ann Berg", "Mayor", "left"),),
    date_text="Thursday",
    record_id="0123456789abcdef",
    document="stories/rowing.txt",
    title="Rowing season opens",
    line=7,
    evidence=(
        Evidence("persons_shown.0", 6, 14, "title-name"),
        Evidence("persons_shown.0.role", 0, 5, "title-name"),
        Evidence("location.city", 25, 31, "past-place", "likely"),
        Evidence("credit", 46, 71, "names"),
        Evidence("credit.photographers.0", 46, 54, "names"),
        Evidence("credit.agencies.0", 55, 58, "names"),
        Evidence("credit.agencies.1", 59, 71, "names"),
    ),
)
HIT = Hit(RECORD, 2.5, "Ann Berg rows past Arvika", ((9, 13),))
FINDING = Finding("CR002", "wrong", "stories/rowing.txt", 7, 56, 7, 59, "error", "AFP", "Reuters", context=TEXT)
TABLE = Table(
    "Agency use", ("agency", "uses", "share"), (("AFP", 1234, 98.7), ("EPA", 16, None)), ("total", 1250, None)
)


def shown(show: Callable[..., None], *arguments: Any, **more: Any) -> str:
    out = io.StringIO()
    show(*arguments, out, **more)
    return out.getvalue()


# Pages for people


def test_the_page_of_a_record_answers_a_picture_editor() -> None:
    page = shown(show_records, [RECORD], "table")
    assert page.splitlines() == [
        "record   0123456789abcdef photo",
        "where    stories/rowing.txt:7",
        "story    Rowing season opens",
        "caption  Mayor Ann Berg rows past Arvika on Thursday.",
        "credit   Jo Marsh/AFP/Getty Images",
        "by       Jo Marsh",
        "through  AFP › Getty Images",
        "marked   pool",
        "unread   X00417",
        "place    Arvika, Sweden (implied)",
        "shown    Ann Berg, Mayor, left",
        'date     "Thursday" (no day: the story states no date; --published YYYY-MM-DD',
        "         gives it one)",
    ]


def test_a_record_without_a_credit_says_so() -> None:
    assert "credit   none" in shown(show_records, [Record("A fox.", "A fox.")], "table")


def test_the_evidence_says_which_characters_were_read_as_what() -> None:
    page = shown(show_record, RECORD, "table", uses=[replace(RECORD, published="2023-04-05")])
    assert re.search(r"^place: city +Arvika +25–31 +past-place +likely$", page, re.MULTILINE)
    assert "2023-04-05  stories/rowing.txt:7  Rowing season opens" in page


def test_explain_lists_every_span_when_there_is_no_colour() -> None:
    page = shown(explain, RECORD, "table")
    assert page.startswith(TEXT + "\n")
    assert len(page.splitlines()) == 3 + len(RECORD.evidence)


def test_a_hit_shows_its_excerpt_its_credit_and_where_it_was_used() -> None:
    assert shown(show_hits, [HIT], "table", total=3).splitlines() == [
        "0123456789 · photo · Thursday · Arvika, Sweden",
        "  Ann Berg rows past Arvika",
        "  Jo Marsh / AFP › Getty Images [pool]",
        "  stories/rowing.txt:7",
        "",
        "1 of 3 found",
    ]
    assert shown(show_hits, [], "table") == "nothing found\n"


def test_a_finding_shows_its_line_with_a_caret_under_the_words() -> None:
    assert shown(show_findings, [FINDING], "table").splitlines() == [
        "stories/rowing.txt:7:56: CR002 wrong",
        "  │ " + TEXT,
        "  │ " + " " * 55 + "^^^",
        "1 error, 0 warnings",
    ]
    assert shown(show_findings, [FINDING], "table", quiet=True) == "stories/rowing.txt:7:56: CR002 wrong\n"
    assert shown(show_findings, [], "table") == "all clean\n"


@given(before=st.text("ab é漢", max_size=300), after=st.text("ab é漢", max_size=300))
def test_the_caret_stands_under_the_words_in_a_line_of_any_length(before: str, after: str) -> None:
    text = f"{before}WRONG{after}"
    start = len(before)
    found = Finding("CR002", "m", "d", 3, start + 5, 3, start + 10, "error", "WRONG", context=text, context_column=5)
    source, caret = shown(show_findings, [found], "table").split("\n")[1:3]
    assert cell_len(source) <= 80
    assert caret.count("^") == 5
    assert cell_len(source[: source.index("WRONG")]) == caret.index("^")


def test_a_report_has_numbers_to_the_right_and_totals_below() -> None:
    assert shown(show_table, TABLE, "table").splitlines() == [
        "Agency use",
        "agency   uses  share",
        "AFP     1,234  98.70",
        "EPA        16",
        "total   1,250",
    ]
    assert "nothing to count" in shown(show_table, replace(TABLE, rows=(), totals=()), "table")


def test_pages_keep_to_the_width_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    long = replace(RECORD, caption="word " * 100, text="word " * 100)
    for page in (shown(show_records, [long], "table"), shown(show_hits, [replace(HIT, record=long)], "table")):
        assert max(map(cell_len, page.splitlines())) <= 50


@given(st.text("ab cd-é–ß北京 🙂\u0301\xad\n", max_size=120), st.integers(4, 40), st.data())
def test_lines_of_a_search_are_those_that_rich_would_make(text: str, width: int, data: st.DataObject) -> None:
    # Without U+200D, on which rich's own cutting of lines can fail.
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    pieces = [(text[start:end], "bold") for start, end in pairwise([0, *cuts, len(text)])]
    lines = ["".join(part for part, _ in line) for line in wrapped(pieces, width)]
    assert lines == [line.plain.rstrip() for line in Text(text).wrap(Console(width=width), width)]


def test_words_found_are_marked_where_there_are_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    hit = replace(HIT, excerpt="Ann Berg rows", highlights=((4, 8), (9, 13)))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("TTY_COMPATIBLE", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    page = shown(show_hits, [hit], "table")
    assert "  Ann \x1b[1;7mBerg\x1b[0m \x1b[1;7mrows\x1b[0m\n" in page
    assert "  \x1b[32mJo Marsh\x1b[0m\x1b[2m / \x1b[0m\x1b[36mAFP" in page
    monkeypatch.setenv("NO_COLOR", "1")
    assert "  Jo Marsh\x1b[2m / \x1b[0mAFP" in shown(show_hits, [hit], "table")
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in shown(show_hits, [hit], "table")


# Forms for machines


def test_json_of_a_record_carries_every_field_of_the_model() -> None:
    [line] = shown(show_records, [RECORD], "jsonl").splitlines()
    assert json.loads(line) == json.loads(json.dumps(asdict(RECORD))) == json.loads(record_json(RECORD))
    assert json.loads(shown(show_records, [RECORD, RECORD], "json")) == [json.loads(line)] * 2
    assert json.loads(shown(show_records, [], "json")) == []


def test_json_of_a_report_names_each_cell_by_its_column() -> None:
    report = json.loads(shown(show_table, TABLE, "json"))
    assert report["rows"][0] == {"agency": "AFP", "uses": 1234, "share": 98.7}
    assert report["totals"]["uses"] == 1250


def test_csv_of_a_record_has_one_row_with_the_chain_in_one_cell() -> None:
    [row] = csv.DictReader(io.StringIO(shown(show_records, [RECORD], "csv")))
    assert (row["photographers"], row["agencies"], row["city"]) == ("Jo Marsh", "AFP; Getty Images", "Arvika")


@pytest.mark.parametrize("format", FORMATS)
def test_every_noun_has_every_form(format: Format) -> None:
    pages = [
        shown(show_table, TABLE, format),
        shown(show_hits, [HIT], format),
        shown(show_findings, [FINDING], format),
        shown(show_records, [RECORD], format),
        shown(show_record, RECORD, format),
        shown(explain, RECORD, format),
    ]
    for page in pages:
        assert page.endswith("\n")
        if format == "jsonl":
            assert all(isinstance(json.loads(line), dict) for line in page.splitlines())
        if format == "csv":
            assert len({len(row) for row in csv.reader(io.StringIO(page))}) == 1


# Safety


DANGEROUS = "\x00\x07\x1b\x7f\x85\x9b\u2028\u202e\u2066\ud800"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("sign", DANGEROUS, ids=ascii)
def test_no_character_that_a_terminal_acts_on_is_written(format: Format, sign: str) -> None:
    text = f"A{sign}fox"
    record = Record(text, text, Credit(text, unread=(text,)), document=text, title=text, headline=text, date_text=text)
    record = replace(record, evidence=(Evidence("credit", 0, 4, text),))
    finding = Finding("CR001", text, text, text=text, context=text)
    pages = [
        shown(show_records, [record], format, evidence=True),
        shown(show_hits, [Hit(record, 1.0, text)], format),
        shown(show_findings, [finding], format),
        *(shown(show_findings, [finding], other, documents=[text]) for other in ("github", "sarif", "junit")),
        shown(show_table, Table(text, (text,), ((text,),), note=text), format),
        shown(explain, record, format),
    ]
    for page in pages:
        assert sign not in page
        page.encode()


@given(st.text())
def test_making_text_safe_keeps_its_length(text: str) -> None:
    assert len(safe(text)) == len(text)


@given(st.text(st.characters(codec="utf-8")))
def test_json_of_any_text_reads_back_the_same(text: str) -> None:
    assert json.loads(record_json(Record(text, text)))["text"] == text


def test_the_models_nouns_become_dictionaries_in_the_order_of_their_fields() -> None:
    assert list(as_dict(FINDING)) == list(Finding.__dataclass_fields__)


def test_rich_is_loaded_only_for_the_terminal() -> None:
    code = (
        "import sys; from indexer.model import Table; from indexer.render import show_table;"
        "show_table(Table('', ('a',), ((1,),)), 'csv', sys.stdout); assert 'rich' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "a\n1\n"
