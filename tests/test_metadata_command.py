"""`photodesk metadata`: the layers of picture files side by side."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from test_cli import run

FORMATS = Path("seeds") / "formats"
ROOT = Path(__file__).parent.parent

PAGE = """\
seeds/formats/harbour.jpg · JPEG · 240 × 160 · 4,928 bytes
   field                       XMP              IIM              EXIF
≠  Creator, By-line 2:80       Mia Holm         MIA HOLM         Mia Holm
   capitals differ
   Creator's Job Title 2:85    STR              STR
≠  Credit Line 2:110           Harbour Light    Harbour Light
   cut at the IIM limit        Pictures via     Pictures via
                               Getty Images     Getty
   Source 2:115                AFP              AFP
"""


def test_the_page_of_a_picture_marks_what_its_layers_disagree_on() -> None:
    done = run("metadata", FORMATS / "harbour.jpg", cwd=ROOT, COLUMNS="80")
    assert done.returncode == 0
    assert done.stdout.startswith(PAGE), done.stdout
    assert done.stdout.endswith("3 disagreements; 2 more values with --all\n")
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_all_tags_are_shown_when_asked_for() -> None:
    done = run("metadata", FORMATS / "harbour.jpg", "--all", cwd=ROOT)
    assert "OLYMPUS DIGITAL" in done.stdout
    assert "1:90" in done.stdout


def test_json_lines_have_an_object_a_file_and_csv_a_row_a_field() -> None:
    files = [FORMATS / "harbour.jpg", FORMATS / "harbour.png"]
    lines = run("metadata", *files, "--format", "jsonl", cwd=ROOT).stdout.splitlines()
    told = [json.loads(line) for line in lines]
    assert [one["path"] for one in told] == [path.as_posix() for path in files]
    assert told[0]["metadata"]["photographers"] == ["Mia Holm"]
    assert told[0]["metadata"]["conflicts"][0]["kind"] == "case"
    assert (told[0]["file"]["format"], told[0]["file"]["width"], len(told[0]["file"]["sha256"])) == ("JPEG", 240, 64)
    rows = list(csv.DictReader(io.StringIO(run("metadata", *files, "--format", "csv", cwd=ROOT).stdout)))
    credit = next(row for row in rows if row["field"] == "credit_line")
    assert (credit["dataset"], credit["iim"]) == ("2:110", "Harbour Light Pictures via Getty")
    assert (credit["value"], credit["conflict"]) == ("Harbour Light Pictures via Getty Images", "truncated")


@pytest.mark.parametrize("name", ["missing.jpg", "text.jpg", "."])
def test_what_is_no_picture_is_one_line_and_exit_code_2_and_the_rest_is_shown(name: str, tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_bytes(b"Boats wait.")
    done = run("metadata", tmp_path / name, FORMATS / "ferry.xmp", cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"photodesk: {(tmp_path / name).as_posix()}: ")
    assert "ferry.xmp · XMP" in done.stdout


def test_thumbnails_are_written_where_asked(tmp_path: Path) -> None:
    done = run("metadata", FORMATS / "harbour.webp", "--thumbnails", tmp_path / "small", "--format", "json", cwd=ROOT)
    sha256 = json.loads(done.stdout)[0]["file"]["sha256"]
    assert (tmp_path / "small" / sha256[:2] / f"{sha256}.jpg").read_bytes().startswith(b"\xff\xd8\xff")
