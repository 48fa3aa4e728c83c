"""Plain text and Markdown: every paragraph with its place, every bad file in one line."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import SourceError, UsageError
from indexer.model import Block, Document
from indexer.sources import Skip, read, read_bytes, walk
from indexer.sources.plain import LIMIT, LONGEST, MOST

SEEDS = Path(__file__).parent.parent / "seeds"
STORY = SEEDS / "000_4f349c41aa68770c.txt"
CAPTION = "Ein Fuchs ruht sich in Zürich aus – müde. (Jo Märsh/Reuters)"

ENGLISH_VIDEO = """\
WATCH | The ferry that runs on batteries:

Inside the quiet engine room

6 days ago
Duration 1:02:03
Our reporter spends a night on board,
from dusk to dawn.

The crossing takes an hour.
"""
FRENCH_VIDEO = """\
REGARDEZ | Le retour des loups

Les loups sont revenus

Il y a 3 mois

Durée 1:05

Un berger raconte sa première nuit.

Le parc compte douze meutes.
"""
BARE_VIDEO = """\
VIDEO | How the clock was mended
Duration: 0:45

WATCH | The next one
Length 2:00
A man climbs the tower.
"""


def only(content: bytes | str, path: str = "story.txt", published: str | None = None) -> Document:
    [document] = read_bytes(content.encode() if isinstance(content, str) else content, path, published=published)
    return document


def videos(text: str) -> list[Block]:
    return [block for block in only(text).blocks if not block.loose]


# Places and text


def test_the_sample_story_has_its_headline_and_one_video_of_121_seconds() -> None:
    [document] = read(STORY)
    assert document.title == STORY.read_text(encoding="utf-8").split("\n")[0]
    [video] = [block for block in document.blocks if not block.loose]
    assert (video.kind, video.duration, video.line) == ("video", 121, 23)
    assert video.text.startswith("WATCH |")
    assert video.text[video.caption_start :].startswith("Russian President Vladimir Putin met")
    assert video.text.endswith("within his own country.")


def at(text: str, line: int, column: int) -> str:
    """Return the rest of `text` from a line and column on."""
    for _ in range(line - 1):
        text = re.split(r"\r\n|\n|\r", text, maxsplit=1)[1]
    return text[column - 1 :]


@given(st.text(alphabet="ab.)( é\u00a0\t\n\r\x0b\x1c\x85|—😀:12", min_size=1, max_size=200))
def test_a_block_is_the_text_at_its_line_and_column_and_nothing_visible_is_lost(text: str) -> None:
    try:
        document = only(text)
    except SourceError:
        assert not text.strip() or set(text) & set("\x0b\x1c")
        return
    for block in document.blocks:
        assert at(text, block.line, block.column).startswith(block.text)
    kept = "".join(block.text for block in document.blocks)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", text)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_one_line_that_names_the_file(content: bytes) -> None:
    try:
        said = only(content).path
    except SourceError as error:
        said = str(error)
    assert re.fullmatch(r"story\.txt(: .+)?", said)


def test_windows_line_ends_stay_in_the_text_and_count_once() -> None:
    document = only("Foxes\r\n\r\n  A fox\r\nrests.\r\n")
    assert [(b.text, b.line, b.column) for b in document.blocks] == [("Foxes", 1, 1), ("A fox\r\nrests.", 3, 3)]


def test_control_characters_stay_in_the_text() -> None:
    assert only("A fox\x07 rests in the\x1b[31m long grass. (Jo Marsh/Reuters)").blocks[0].text[5:7] == "\x07 "


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One fox. (A/AFP)\nTwo foxes. (B/AFP)\n", 2),
        ("A fox that was\nwrapped by hand. (A/AFP)\n", 1),
        ("One fox. (A/AFP)\n\nTwo foxes\nat rest. (B/AFP)\n", 2),
    ],
)
def test_lines_are_paragraphs_only_where_no_blank_line_says_otherwise(text: str, count: int) -> None:
    assert len(only(text).blocks) == count


# Titles and front matter


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Foxes are back\n\nThey rest.", "Foxes are back"),
        ("# Foxes are back\n\nThey rest.", "Foxes are back"),
        ("Are foxes back?\n\nThey are.", "Are foxes back?"),
        ("Foxes are back.\n\nThey rest.", None),
        ("A fox rests. (Jo Marsh/Reuters)\n\nA cat. (B/AFP)", None),
        ("Foxes are back", None),
    ],
)
def test_the_first_paragraph_is_the_title_unless_it_is_a_sentence(text: str, title: str | None) -> None:
    assert only(text).title == title


def test_front_matter_dates_and_names_the_story_and_keeps_the_lines_counted() -> None:
    document = only('---\ntitle: "Foxes: the return"\npublished: 2023-04-05T10:00\nurl: x\n---\n\nA fox rests.\n')
    assert (document.title, document.published) == ("Foxes: the return", "2023-04-05")
    assert [(block.text, block.line) for block in document.blocks] == [("A fox rests.", 7)]


def test_the_story_s_own_day_goes_before_the_day_of_the_command() -> None:
    assert only("---\ndate: 2023-04-05\n---\nA fox.", published="2024-01-01").published == "2023-04-05"
    assert only("A fox.", published="2024-01-01").published == "2024-01-01"


def test_a_rule_of_dashes_that_opens_no_front_matter_is_a_paragraph() -> None:
    assert [b.text for b in only("---\n\nA fox rests.\n\n---\n\nA cat.").blocks][:2] == ["---", "A fox rests."]


@pytest.mark.parametrize("day", ["2023-02-30", "yesterday", "20230405", "2023-4-5", "", "２０２３-04-05"])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    with pytest.raises(UsageError, match="is no day; write it as"):
        list(read(STORY, published=day))


def test_a_day_in_the_front_matter_that_is_none_is_refused_with_its_line() -> None:
    with pytest.raises(SourceError, match=r'^story.txt:2: published: "5/4/2023" is no day'):
        only("---\npublished: 5/4/2023\n---\nA fox.")


# Videos


@pytest.mark.parametrize(
    ("text", "headline", "seconds", "description"),
    [
        (
            ENGLISH_VIDEO,
            "Inside the quiet engine room",
            3723,
            "Our reporter spends a night on board,\nfrom dusk to dawn.",
        ),
        (FRENCH_VIDEO, "Les loups sont revenus", 65, "Un berger raconte sa première nuit."),
    ],
)
def test_a_video_block_is_one_block_with_title_duration_and_description(
    text: str, headline: str, seconds: int, description: str
) -> None:
    [video] = videos(text)
    assert (video.kind, video.headline, video.duration) == ("video", headline, seconds)
    assert video.text[video.caption_start :] == description
    assert text.startswith(video.text)
    assert only(text).blocks[-1].loose


def test_a_video_without_a_description_ends_at_its_duration() -> None:
    first, second = videos(BARE_VIDEO)
    assert (first.headline, first.text[first.caption_start :]) == ("How the clock was mended", "")
    assert second.text[second.caption_start :] == "A man climbs the tower."


def test_a_marker_without_a_duration_near_by_is_a_paragraph() -> None:
    assert not videos("WATCH | The ferry\n\n" + "It sails on. " * 30 + "\n\nDuration 2:01\n")
    assert not videos("Watch out for the ferry.\n\nDuration 2:01\n")


# Encodings and bad files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    assert only(f"Füchse\n\n{CAPTION}".encode(encoding)).blocks[1].text == CAPTION


def test_one_damaged_line_leaves_the_accents_of_the_others_alone() -> None:
    document = only("Müde Füchse.\n\n".encode() + "Café".encode("cp1252"))
    assert [block.text for block in document.blocks] == ["Müde Füchse.", "Café"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty file"),
        (b" \r\n\t\n", "nothing but blank space"),
        (bytes(range(12)) + b"some text", "10 of 21 bytes are not text"),
        (b"GIF89a\x01\x00\x01\x00", "a GIF image, not text"),
        (b"\x00\x01" * 5000, "10,000 of 10,000 bytes are not text"),
        (b"a" * (LIMIT + 1), "over 64 MB of text; split the file"),
        (b"a\n" * (MOST + 1), "over 1,000,000 lines; split the file"),
        (b"\n" * LIMIT, "nothing but blank space"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(content: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=f"^story.txt: {re.escape(said)}"):
        only(content)


def test_a_line_of_50_megabytes_is_told_and_costs_little() -> None:
    told: list[Skip] = []
    start = time.perf_counter()
    [document] = read_bytes(b"word " * 10_000_000 + b"\n\nA fox. (A/AFP)", "long.txt", tell=told.append)
    assert time.perf_counter() - start < 10
    assert [block.text for block in document.blocks] == ["A fox. (A/AFP)"]
    assert told == [Skip("long.txt:1", "a paragraph of 49,999,999 characters is no caption")]
    assert len(only("x" * LONGEST).blocks) == 1


def test_a_missing_file_and_a_folder_are_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file or folder; check the spelling"):
        list(read(tmp_path / "gone.txt"))
    with pytest.raises(SourceError, match="a folder, not a file"):
        list(read(tmp_path))


def test_a_suffix_that_nobody_reads_is_refused() -> None:
    with pytest.raises(SourceError, match=r"^table.xls: .xls files are not read; Photodesk reads .jpg"):
        only("x", "table.xls")


# Folders


def test_a_folder_gives_its_texts_sorted_and_says_what_it_passes_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.text", "sub/photo.raw", ".hidden/d.txt", "empty.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("" if name == "empty.txt" else "A fox.")
    (tmp_path / "sub" / "ring").symlink_to(tmp_path)
    (tmp_path / "sub" / "lost.txt").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe.txt")
    found = list(walk([tmp_path]))
    assert [path.name for path in found if isinstance(path, Path)] == ["a.md", "b.txt", "c.text"]
    skips = {Path(skip.path).name: skip for skip in found if isinstance(skip, Skip)}
    assert {name: skip.reason.split(";")[0] for name, skip in skips.items()} == {
        ".hidden": "hidden",
        "empty.txt": "empty file",
        "pipe.txt": "neither a file nor a folder",
        "photo.raw": ".raw files are not read",
        "ring": "read already under another name",
        "lost.txt": "no such file or folder",
    }
    assert [name for name, skip in skips.items() if skip.fault] == ["lost.txt"]


def test_what_was_asked_for_by_name_and_is_not_there_is_a_fault_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A fox.")
    (tmp_path / "none").mkdir()
    found = list(walk([tmp_path / "gone.txt", tmp_path / "none", tmp_path / "a.txt", tmp_path / "a.txt"]))
    assert [skip.fault for skip in found if isinstance(skip, Skip)] == [True, True, False]
    assert [path.name for path in found if isinstance(path, Path)] == ["a.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("A fox.")
    path.chmod(0)
    assert [skip.reason for skip in walk([tmp_path]) if isinstance(skip, Skip)] == [
        "no permission to read it; ask its owner"
    ]
    with pytest.raises(SourceError, match="no permission"):
        list(read(path))
