"""Fixes: restored to the letter, nothing else touched, nobody else credited, whole or not at all."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from desk import mended, records_of
from hypothesis import given
from hypothesis import strategies as st
from seeded import ERRORS, measure, seeded

from indexer.errors import SourceError
from indexer.model import Edit
from indexer.parse import parse_caption
from indexer.rules import Example
from indexer.validation.choice import choose
from indexer.validation.credits import same_credits
from indexer.validation.fixing import apply, difference, mend, write

BROKEN = "Rowers train at dawn near Malmö. (Jo Marsh /Getty)\r\n\r\nA fox — thin — rests.(Bo Falk/AFP)\n\nEnd\r"
SOUND = "Rowers train at dawn near Malmö. (Jo Marsh/Getty Images)\r\n\r\nA fox — thin — rests. (Bo Falk/AFP)\n\nEnd\r"


def test_most_seeded_errors_are_found_and_mended() -> None:
    figures = measure(3, seed=6)
    assert figures.keys() == {number for number, _, _ in ERRORS}
    assert {number[:3] for number in figures} >= {f"C{n:02}" for n in range(1, 41)}
    put_in, found = sum(one.put_in for one in figures.values()), sum(one.found for one in figures.values())
    fixable, restored = sum(one.fixable for one in figures.values()), sum(one.restored for one in figures.values())
    assert found >= 0.95 * put_in, [one.missed for one in figures.values() if one.missed]
    assert restored >= 0.9 * fixable, [one.missed for one in figures.values() if one.missed]


def test_no_fix_of_a_seeded_error_credits_anybody_else() -> None:
    for _, _, one in seeded(2, seed=9):
        example = Example(one.texts[:1], one.style, one.published or None, one.metadata)
        [before] = records_of(example)
        [after] = records_of(example._replace(texts=(mended(example),)))
        assert same_credits(before, after), (one.texts[0], after.text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_a_fix_touches_no_other_byte_whatever_the_encoding(encoding: str) -> None:
    content = BROKEN.encode(encoding)
    if encoding == "utf-16-be":
        content = b"\xfe\xff" + content
    fixed = mend(content, "a.txt", choose(start=Path("/"))).content
    start = b"\xfe\xff" if encoding == "utf-16-be" else b""
    assert fixed == start + SOUND.encode(encoding)


def test_a_line_of_another_encoding_stays_as_it_is() -> None:
    content = (
        "Zoë rests at dawn. (Jo Marsh /AFP)\r\n\r\n".encode()
        + "Rowers train near Malmö. (Bo Falk /AFP)\r\n".encode("cp1252")
    )
    fixed = mend(content, "a.txt", choose(start=Path("/"))).content
    assert (
        fixed
        == "Zoë rests at dawn. (Jo Marsh/AFP)\r\n\r\n".encode()
        + "Rowers train near Malmö. (Bo Falk/AFP)\r\n".encode("cp1252")
    )


def test_letters_that_the_encoding_has_not_are_not_written() -> None:
    content = "Málaga\n".encode("cp1252")
    assert apply(content, [Edit(1, 1, 1, 2, "漢")]) == content
    assert apply(content, [Edit(1, 1, 1, 2, "Š")]) == "Šálaga\n".encode("cp1252")


def test_a_text_with_broken_bytes_is_left_alone() -> None:
    content = b"\xff\xfe" + "A fox. (Jo Marsh /AFP)".encode("utf-16-le") + b"\x00"
    assert mend(content, "a.txt", choose(start=Path("/"))).content == content


@given(st.text("ab é\r\n—", max_size=60), st.data())
def test_an_edit_is_made_where_the_line_and_column_say(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    before = text[:start].replace("\r\n", "\n").replace("\r", "\n")
    if text[start - 1 : start + 1] == "\r\n":
        return
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    made = apply(text.encode(), [Edit(line, column, line, column, "X")])
    assert made.decode() == text[:start] + "X" + text[start:]


PIECES = (
    "(Jo Marsh/Retuers)", "(Jo Marsh /AFP", "Getty", " via ", "Photo: ", "JO MARSH", "/", ") (", "TOPSHOT - ", "Ã¤",
    "&amp;", "\n\n", "\r\n", "Rowers train at dawn. ", "(Reuters/Jo Marsh)", "[AP]", "NO SALES.", "é", "AFP/AFP", ".",
    "(", "]",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join), st.sampled_from(("cbc", "ap", "lapresse")))
def test_what_was_mended_is_left_alone_the_second_time(text: str, house: str) -> None:
    choice = choose(house, start=Path("/"))
    once = mend(text.encode(), "-", choice, unsafe=True).content if text.strip() else b""
    if once.strip():
        assert mend(once, "-", choice, unsafe=True).content == once


def test_an_unsafe_fix_waits_to_be_asked_for() -> None:
    text = b"Rowers train at dawn on the river. (Jo Marsh/AFP) NO SALES."
    choice = choose(start=Path("/"))
    assert mend(text, "-", choice).content == text
    assert mend(text, "-", choice, unsafe=True).content == b"Rowers train at dawn on the river. (Jo Marsh/AFP)"


def test_a_suppressed_finding_is_not_mended() -> None:
    text = b"<!-- photodesk: ignore[CR015] -->\n\nRowers train at dawn. (Jo Marsh /AFP)"
    assert mend(text, "a.txt", choose(start=Path("/"))).content == text


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("A fox. (JO MARSH/AFP)", "A fox. (Jo Marsh/AFP)", True),
        ("A fox. (Jo Marsh/Retuers)", "A fox. (Jo Marsh/Reuters)", True),
        ("A fox. (Jo Marsh/Reuters)", "A fox. (Jo Marsh/AFP)", False),
        ("A fox. (Jo Marsh/AFP)", "A fox. (Bo Falk/AFP)", False),
        ("A fox. (Jo Marsh/AFP/Getty Images)", "A fox. (Jo Marsh/AFP)", False),
        ("A fox. (Jo Marsh/AFP via Getty Images)", "A fox. (Jo Marsh/AFP/Getty Images)", False),
        ("A fox. (Jo Marsh/AFP)", "A fox.", False),
        ("A fox.", "A fox. (Jo Marsh/AFP)", True),
        ("A fox. (Jo Marsh, Bo Falk/AFP)", "A fox. (Jo Marsh/AFP)", False),
    ],
)
def test_who_is_credited_is_told_by_reading_again(before: str, after: str, same: bool) -> None:
    assert same_credits(parse_caption(before), parse_caption(after)) is same


def test_a_file_is_replaced_whole_with_its_mode_and_through_a_link(tmp_path: Path) -> None:
    story, link = tmp_path / "story.txt", tmp_path / "link.txt"
    story.write_bytes(b"old")
    story.chmod(0o640)
    link.symlink_to(story)
    write(link, b"new")
    assert link.is_symlink()
    assert story.read_bytes() == b"new"
    assert stat.S_IMODE(story.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.txt", "story.txt"]


def test_a_file_that_cannot_be_written_says_so_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nothing was changed"):
        write(tmp_path / "no" / "story.txt", b"new")
    assert os.listdir(tmp_path) == []


def test_a_difference_shows_only_what_changed() -> None:
    shown = difference(BROKEN.encode(), SOUND.encode(), "a.txt")
    assert [line[:20] for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")] == [
        "-Rowers train at daw",
        "+Rowers train at daw",
        "-A fox — thin — rest",
        "+A fox — thin — rest",
    ]


def test_every_fix_that_is_offered_was_tried() -> None:
    record = parse_caption("Rowers train at dawn. (Jo Marsh /Getty)")
    assert same_credits(record, replace(record, text=mended(Example((record.text,)))))
