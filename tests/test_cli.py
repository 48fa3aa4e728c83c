"""The command as its users run it: a real process, its exit code, its two outputs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

STORY = Path(__file__).parent.parent / "seeds" / "000_4f349c41aa68770c.txt"


def run(
    *args: str | Path, given: bytes = b"", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "indexer", *map(str, args)],
        input=given,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "80", "TERM": "dumb", **environment},
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def told(*args: str | Path, **more: Any) -> Any:
    """Return what a command prints as JSON."""
    done = run(*args, "--format", "json", **more)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk") / "index"
    assert run("index", STORY, "--index", folder, "--published", "2022-09-15").returncode == 0
    return folder


# --- index, search, show, report, check ---------------------------------------------------------------------------


def test_reading_the_same_story_twice_changes_nothing(filled: Path) -> None:
    again = told("index", STORY, "--index", filled, "--published", "2022-09-15", "--again")["rows"]
    assert [(row["records"], row["kept"], row["added"], row["replaced"], row["removed"]) for row in again] == [
        (6, 6, 0, 0, 0)
    ]
    assert told("index", STORY, "--index", filled)["rows"] == []


def test_a_changed_story_loses_its_old_records(tmp_path: Path) -> None:
    story, folder = tmp_path / "story.txt", tmp_path / "index"
    story.write_text("Boats leave harbour. (Mia Holm/AFP)\n\nGulls follow. (Mia Holm/AFP)\n")
    assert run("index", story, "--index", folder).returncode == 0
    story.write_text("Boats leave harbour. (Mia Holm/AFP)\n")
    assert [row["removed"] for row in told("index", story, "--index", folder)["rows"]] == [1]
    assert run("search", "gulls", "--index", folder, "--count").stdout == "0\n"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("by:tkachov", 1),
        ("by:TKACHOV", 1),
        ('agency:"getty images"', 4),
        ("agency:afp", 4),
        ("agency:ap", 1),
        ("country:ukraine cars", 1),
        ("cannon", 1),
        ("-agency:ap -kind:video", 4),
        ("person:zelenskyy", 1),
        ("agency:sputnik", 1),
        ("nothingofthekind", 0),
    ],
)
def test_search_finds(filled: Path, query: str, found: int) -> None:
    done = run("search", "--index", filled, "--format", "json", "--", query)
    assert len(json.loads(done.stdout)) == found


def test_search_names_the_fields_when_one_is_unknown(filled: Path) -> None:
    done = run("search", "fotographer:holm", "--index", filled)
    assert done.returncode == 2
    assert "photographer" in done.stderr
    assert done.stderr.count("\n") == 1


def test_agency_usage_counts_every_link_and_who_made_and_delivered(filled: Path) -> None:
    rows = told("report", "agencies", "--index", filled)["rows"]
    counted = {row["Agency"]: (row["Uses"], row["Made"], row["Delivered"]) for row in rows}
    assert counted == {
        "Getty Images": (4, 0, 4),
        "AFP": (4, 3, 0),
        "The Associated Press": (1, 1, 1),
        "Sputnik": (1, 1, 0),
    }


def test_a_report_outside_its_period_is_empty(filled: Path) -> None:
    assert told("report", "agencies", "--index", filled, "--since", "2023-01-01")["rows"] == []


def test_show_gives_the_record_with_its_evidence(filled: Path) -> None:
    hit = told("search", "by:bobok", "--index", filled)[0]["record"]
    shown = told("show", hit["record_id"][:6], "--index", filled)
    assert shown["record_id"] == hit["record_id"]
    assert {e["field"] for e in shown["evidence"]} >= {"credit", "credit.photographers.0", "location.city"}


def test_check_and_rebuild_agree(filled: Path) -> None:
    assert run("rebuild", "--index", filled).stdout == "6 records indexed anew\n"
    assert run("check", "--index", filled).returncode == 0


def test_the_index_folder_comes_from_the_environment_too(filled: Path) -> None:
    assert run("search", "cannon", "--count", PHOTODESK_INDEX=str(filled)).stdout == "1\n"


# --- parse: the contract other programs rely on ---------------------------------------------------------------------

KEYS = {
    "text", "caption", "credit", "location", "persons_shown", "subject", "event", "date_created", "date_text", "kind",
}  # fmt: skip


def test_parse_answers_every_line_in_order_also_the_bad_ones() -> None:
    lines = [
        "Boats leave Bergen, Norway. (Mia Holm/AFP via Getty Images)",
        '{"text": "Gulls follow on Monday. (Juan Paz/AP)", "published": "2024-05-08", "id": 7}',
        '{"text": 5}',
        "",
        '{"broken',
        '{"text": "x", "published": "8 May"}',
        "Last. (Mia Holm/AP)",
    ]
    done = run("parse", "-", "--format", "jsonl", given="\n".join(lines).encode())
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert ["error" in answer for answer in answers] == [False, False, True, False, True, True, False]
    first, second = answers[:2]
    assert set(first) >= KEYS
    assert first["credit"]["raw"] == "Mia Holm/AFP via Getty Images"
    assert [agency["id"] for agency in first["credit"]["agencies"]] == ["afp", "getty-images"]
    assert first["credit"]["via"] == "Getty Images"
    assert first["location"]["country_code"] == "NO"
    assert (second["id"], second["date_created"], second["date_text"]) == (7, "2024-05-06", "Monday")
    assert answers[-1]["credit"]["agencies"][0]["name"] == "The Associated Press"


def test_parse_answers_an_endless_line_with_an_error_in_its_place() -> None:
    done = run("parse", "-", "--format", "jsonl", given=b"x" * 3_000_000 + b"\nGulls. (Mia Holm/AP)\n")
    first, second = map(json.loads, done.stdout.splitlines())
    assert "3,000,0" in first["error"]
    assert second["caption"] == "Gulls."


def test_parse_reads_a_story_without_storing_it(tmp_path: Path) -> None:
    assert len(told("parse", STORY, cwd=tmp_path)) == 6
    assert list(tmp_path.iterdir()) == []


# --- validate ---------------------------------------------------------------------------------------------------------


def test_validate_finds_the_video_without_a_credit_and_nothing_else() -> None:
    done = run("validate", STORY, "--published", "2022-09-15", "--format", "json")
    assert done.returncode == 1
    assert [(finding["code"], finding["line"]) for finding in json.loads(done.stdout)] == [("CR001", 29)]


def test_validate_is_silent_and_content_when_all_is_well(tmp_path: Path) -> None:
    story = tmp_path / "clean.txt"
    story.write_text("Boats leave harbour. (Mia Holm/AFP/Getty Images)\n")
    assert run("validate", story, "--quiet").returncode == 0


def test_validate_takes_one_caption_from_standard_input() -> None:
    assert run("validate", "-", given=b"Boats leave harbour.").returncode == 1
    assert run("validate", "-", given=b"Boats leave harbour. (Mia Holm/AFP/Getty Images)").returncode == 0


def test_rule_prints_the_page_of_a_rule() -> None:
    assert "credit" in run("rule", "CR001").stdout
    assert run("rule", "CR999").returncode == 2


# --- what goes wrong ------------------------------------------------------------------------------------------------


def test_a_missing_path_is_one_line_and_what_could_be_read_is_kept(tmp_path: Path) -> None:
    done = run("index", STORY, tmp_path / "missing.txt", "--index", tmp_path / "index")
    assert done.returncode == 1
    assert "missing.txt" in done.stderr
    assert run("search", "by:tkachov", "--count", "--index", tmp_path / "index").stdout == "1\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("binary.txt", bytes(range(256)) * 40),
        ("long.txt", b"x" * 50_000_000),
        ("controls.txt", b"Boats\x07 leave\x1b[2J. (Mia Holm/AFP)\n"),
        ("utf16.txt", "Boats leave. (Mia Holm/AFP)".encode("utf-16")),
        ("bom.txt", b"\xef\xbb\xbfBoats leave. (Mia Holm/AFP)"),
        ("windows.txt", "Boats leave Malmö. (Åsa Holm/AFP)".encode("cp1252")),
    ],
)
def test_any_file_gets_an_answer(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    done = run("index", file, "--index", tmp_path / "index")
    read = name not in ("empty.txt", "binary.txt", "long.txt")
    assert done.returncode in ((0,) if read else (0, 1, 2))
    assert read or name in done.stderr
    assert "\x1b" not in run("search", "by:holm", "--index", tmp_path / "index").stdout
    assert run("search", "by:holm", "--count", "--index", tmp_path / "index").stdout == f"{int(read)}\n"


def test_a_folder_that_is_no_index_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    done = run("index", STORY, "--index", tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_searching_where_nothing_was_indexed_says_what_to_do(tmp_path: Path) -> None:
    done = run("search", "boats", "--index", tmp_path / "none")
    assert done.returncode == 2
    assert "photodesk index" in done.stderr


@pytest.mark.parametrize("day", ["2022-13-01", "yesterday", ""])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    assert run("validate", STORY, "--published", day).returncode == 2


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = f"{sys.executable} -m indexer parse {STORY} --format json | head -c 10"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


def test_help_of_every_command_shows_an_example_or_says_all() -> None:
    from typer.testing import CliRunner

    from indexer.cli import PANELS, program

    top = run("--help").stdout
    assert "Usage" in run("index", "--help").stdout
    whole, runner = program(), CliRunner()  # a process for each command takes seconds
    for command in [name for panel in PANELS.values() for name in panel]:
        assert command in top
        asked = runner.invoke(whole, [command, "--help"])
        assert (asked.exit_code, "Usage" in asked.output) == (0, True), command


# --- evaluate -------------------------------------------------------------------------------------------------------


def test_evaluate_scores_labelled_captions_and_guards_a_baseline(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    good = {"id": "a", "text": "Boats. (Mia Holm/AP)", "photographers": ["Mia Holm"], "agencies": ["AP"], "style": "ap"}
    bad = {
        "id": "b",
        "text": "Gulls. (Mia Holm/AP)",
        "photographers": ["Someone Else"],
        "agencies": ["AP"],
        "style": "ap",
    }
    cases.write_text(json.dumps(good) + "\n")
    kept = tmp_path / "baseline.json"
    assert run("evaluate", cases, "--keep-baseline", kept).returncode == 0
    cases.write_text(json.dumps(good) + "\n" + json.dumps(bad) + "\n")
    done = run("evaluate", cases, "--baseline", kept, "--format", "json")
    assert done.returncode == 1
    assert "sank" in done.stderr
    assert {miss["case"] for miss in json.loads(done.stdout)["misses"]} == {"b"}
