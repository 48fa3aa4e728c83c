"""A story and the pictures in its folder: linked when named or repeated, left alone when in doubt."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from indexer.model import Record
from indexer.parse import parse_document
from indexer.sources import read
from indexer.sources.image import read_metadata

SAMPLES = Path(__file__).parent.parent / "seeds" / "formats"


def records(folder: Path, story: str, name: str = "story.md") -> list[Record]:
    (folder / name).write_text(story, encoding="utf-8")
    [document] = read(folder / name)
    return list(parse_document(document))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(SAMPLES / "harbour.jpg", tmp_path / "harbour.jpg")
    (tmp_path / "pictures").mkdir()
    shutil.copy(SAMPLES / "harbour.webp", tmp_path / "pictures" / "the fog.webp")
    return tmp_path


def test_a_markdown_picture_takes_the_caption_below_its_title_or_the_next_paragraph(folder: Path) -> None:
    story = (
        "---\ntitle: Fog\npublished: 2024-05-07\nurl: https://a.example/fog\n---\n\nRunning text.\n\n"
        "![Fog](harbour.jpg)\nFog over the harbour.\n\n"
        '![Fog](pictures/the%20fog.webp "Fog again. (Jo Marsh/AFP)")\n\n'
        "![Elsewhere](https://a.example/x.jpg)\n\nA far picture. (Ana Ruiz/EFE)\n\n"
        "![Gone](gone.jpg)\n*A lost picture. (Ana Ruiz/EFE)*\n"
    )
    found = records(folder, story)
    assert [(one.caption.strip("*"), one.line, one.title, one.published) for one in found] == [
        ("Fog over the harbour.", 10, "Fog", "2024-05-07"),
        ("Fog again.", 12, "Fog", "2024-05-07"),
        ("A far picture.", 16, "Fog", "2024-05-07"),
        ("A lost picture.", 19, "Fog", "2024-05-07"),
    ]
    assert [one.image for one in found] == [
        (folder / "harbour.jpg").as_posix(),
        (folder / "pictures/the fog.webp").as_posix(),
        "https://a.example/x.jpg",
        "gone.jpg",
    ]
    assert [one.file.format if one.file else None for one in found] == ["JPEG", "WEBP", None, None]


def test_a_paragraph_that_names_a_file_or_repeats_its_caption_belongs_to_it(folder: Path) -> None:
    embedded = read_metadata(folder / "harbour.jpg").metadata.description.split(" (")[0]
    [named] = records(folder, "Boats, as in harbour.jpg, leave. (Mia Holm/AFP)\n", "story.txt")
    assert named.image.endswith("/harbour.jpg")
    [repeated] = records(folder, f"Running text.\n\n{embedded}\n", "story.txt")
    assert repeated.image.endswith("/harbour.jpg")
    assert repeated.file is not None
    assert repeated.file.sha256


def test_what_two_could_mean_is_left_alone(folder: Path) -> None:
    shutil.copy(folder / "harbour.jpg", folder / "copy.jpg")
    embedded = read_metadata(folder / "harbour.jpg").metadata.description
    assert all(not one.image for one in records(folder, f"{embedded}\n", "story.txt"))
    twice = records(folder, "One, harbour.jpg. (Mia Holm/AFP)\n\nTwo, harbour.jpg. (Mia Holm/AFP)\n", "story.txt")
    assert [one.image for one in twice] == ["", ""]
    outside = records(folder / "pictures", "![x](../harbour.jpg)\nFog lies over the harbour. (Mia Holm/AFP)\n")
    assert [one.file for one in outside] == [None]
