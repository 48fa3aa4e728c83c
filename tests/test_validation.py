"""Validation as it is used: settings, suppressions, baseline, cache, requests of programs, outputs, exit codes."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import PhotodeskError, SettingsError, UsageError
from indexer.model import Document, Finding
from indexer.render.linting import RulePage, sarif
from indexer.rules import RULES
from indexer.validation.cache import Kept, check_files
from indexer.validation.checking import check_bytes, check_document, check_file
from indexer.validation.choice import choose
from indexer.validation.excuses import read_baseline, unknown, write_baseline
from indexer.validation.requests import answer, answers
from indexer.validation.results import Checked
from indexer.vocab.styles import names, style

NOWHERE = Path("/")
STORY = """Rowing season opens

Rowers train at dawn near Arvika. (Jo Marsh /Getty)

Prose follows here, and says nothing of any picture.

A fox rests in the snow. (Jo Marsh/Retuers)
"""


def run(*args: str | Path, given: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "indexer", *map(str, args)], input=given, capture_output=True, cwd=cwd,
        env={**os.environ, "COLUMNS": "80", "TERM": "dumb", "PHOTODESK_CACHE": str(cwd or "cache")},
    )  # fmt: skip
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    return tmp_path


def codes(path: Path, start: Path, **more: Any) -> list[str]:
    return [found.code for found in check_file(path, choose(start=start, **more)).findings]


# Settings and styles


def test_the_nearest_settings_file_chooses_style_and_rules(folder: Path) -> None:
    (folder / "photodesk.toml").write_text(
        '[validate]\nstyle = "desk"\nignore = ["CR002"]\n'
        '[validate.per-path]\n"old/*" = ["CR"]\n'
        '[style.desk]\nextends = "cbc"\n[style.desk.agencies]\ngetty-images = "GETTY"\n',
        encoding="utf-8",
    )
    (folder / "old").mkdir()
    (folder / "old" / "story.txt").write_text(STORY, encoding="utf-8")
    assert codes(folder / "story.txt", folder / "old") == ["CR015", "CR017"]
    assert codes(folder / "old" / "story.txt", folder) == []
    assert codes(folder / "story.txt", folder, house="default") == ["CR015", "CR007"]
    assert codes(folder / "story.txt", folder, select=["CR015"]) == ["CR015"]


def test_an_own_style_knows_agencies_that_no_list_has(tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Rowers train at dawn on the river. (Jo Marsh/Blue Heron Pictures)\n", encoding="utf-8")
    assert codes(story, tmp_path) == ["CR003"]
    (tmp_path / "photodesk.toml").write_text(
        '[validate]\nstyle = "desk"\n[style.desk.agencies]\nblue-heron = "Blue Heron Pictures"\n', encoding="utf-8"
    )
    assert codes(story, tmp_path) == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("[validate]\nstile = 1\n", 'no setting "stile"; did you mean "style"'),
        ('[validate]\nstyle = "cnc"\n', 'no "cnc"; there are'),
        ('[validate]\nignore = "CR"\n', "write a list such as"),
        ('[validate]\nignore = ["XX1"]\n', 'no "XX1"'),
        ('[validate]\nstyle = "a"\n[style.a]\nextends = "a"\n', '"a" extends itself'),
        ('[validate]\nstyle = "a"\n[style.a.credit]\norder = "up"\n', 'order = "up"; write one of'),
        ('[validate]\nstyle = "a"\n[style.a.rules]\nCR001 = "loud"\n', "write error, warning or off"),
        ('[validate]\nstyle = "a"\n[style.a.limits]\nfile_days = "many"\n', "each a number"),
    ],
)
def test_a_setting_that_does_not_exist_is_refused_with_what_there_is(tmp_path: Path, said: str, told: str) -> None:
    (tmp_path / "photodesk.toml").write_text(said, encoding="utf-8")
    with pytest.raises((SettingsError, UsageError)) as refused:
        choose(start=tmp_path)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_every_style_names_rules_agencies_and_roles_that_exist() -> None:
    from indexer.model import FLAGS
    from indexer.vocab import agencies

    listed = {entry.code for entry in RULES}
    for name in names():
        house = style(name)
        assert house.title
        assert set(house.rules) <= listed, name
        assert set(house.roles) <= set(FLAGS), name
        for id_, form in house.agencies.items():
            entry = agencies.find(form)
            assert entry is not None, f"{name}: {form}"
            assert entry.id == id_, f"{name}: {form}"
        if house.own:
            assert agencies.get(house.own) is not None


def test_the_choice_has_another_key_when_anything_of_it_differs() -> None:
    keys = [
        choose(**more, start=NOWHERE).key for more in ({}, {"house": "cbc"}, {"ignore": ["CR"]}, {"select": ["CR"]})
    ]
    assert len(set(keys)) == 4
    assert choose(start=NOWHERE).key == keys[0]


# Suppressions and baseline


@pytest.mark.parametrize(
    ("mark", "left"),
    [
        ("photodesk: ignore[CR015] the agency's own form", ["CR007"]),
        ("<!-- photodesk: ignore[CR] ours -->", []),
        ("photodesk: ignore[ca001, cr007]", ["CR015"]),
        ("photodesk: ignore[CR002]", ["CR015", "CR007"]),
    ],
)
def test_a_mark_excuses_the_next_caption_only(mark: str, left: list[str]) -> None:
    text = f"{mark}\n\nRowers train at dawn. (Jo Marsh /Getty)\n\nA fox rests. (Jo Marsh/Getty)\n"
    found = check_bytes(text.encode(), "a.txt", choose(start=NOWHERE)).findings
    assert [one.code for one in found] == [*left, "CR007"]


def test_a_mark_for_the_file_excuses_all_of_it() -> None:
    text = STORY + "\n\nphotodesk: ignore-file[CR]\n"
    assert check_bytes(text.encode(), "a.txt", choose(start=NOWHERE)).findings == []


def test_a_baseline_knows_findings_wherever_their_line_moves(folder: Path) -> None:
    before = check_file(folder / "story.txt", choose(start=NOWHERE)).findings
    assert write_baseline(before, folder / "known.json") == 3
    (folder / "story.txt").write_text(
        f"Another headline\n\n{STORY}\nA cat sleeps on the quay. (Bo Falk/Getty)\n", encoding="utf-8"
    )
    after = check_file(folder / "story.txt", choose(start=NOWHERE)).findings
    assert [found.text for found in unknown(after, read_baseline(folder / "known.json"))] == ["Getty"]
    assert len(after) == 4


def test_a_file_that_is_no_baseline_is_refused(folder: Path) -> None:
    with pytest.raises(PhotodeskError, match="no baseline file"):
        read_baseline(folder / "story.txt")


# Cache


def kept_in(folder: Path, version: str = "1") -> Kept:
    return Kept(folder / "kept.json", version)


def found_by(folder: Path, kept: Kept | None) -> list[Finding]:
    files = sorted(folder.glob("*.txt"))
    return [found for _, checked in check_files(files, choose(start=NOWHERE), kept=kept) for found in checked.findings]


def test_a_kept_result_is_the_same_and_a_change_is_seen(folder: Path) -> None:
    fresh = found_by(folder, None)
    assert found_by(folder, kept_in(folder)) == fresh
    assert (folder / "kept.json").exists()
    assert found_by(folder, kept_in(folder)) == fresh
    (folder / "story.txt").write_text(STORY.replace("Retuers", "Reuters"), encoding="utf-8")
    assert len(found_by(folder, kept_in(folder))) == len(fresh) - 1
    assert len(found_by(folder, kept_in(folder, "2"))) == len(fresh) - 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": "1", "files": 3}', b"\xff"])
def test_a_damaged_cache_is_no_cache(folder: Path, content: bytes) -> None:
    fresh = found_by(folder, None)
    (folder / "kept.json").write_bytes(content)
    assert found_by(folder, kept_in(folder)) == fresh


def test_a_picture_that_changed_beside_its_story_is_looked_at_again(tmp_path: Path) -> None:
    picture = tmp_path / "fox.jpg"
    picture.write_bytes(b"1")

    kept = kept_in(tmp_path)
    kept.put("key", Checked([], 1, (str(picture),)), tmp_path / "story.txt")
    kept.save()
    assert kept_in(tmp_path).get("key") is not None
    picture.write_bytes(b"22")
    assert kept_in(tmp_path).get("key") is None


# A story and its pictures


HARBOUR = Path(__file__).parent.parent / "seeds" / "formats" / "harbour.jpg"
CAPTION = "Boats wait in the harbour of Bergen, Norway, as fog comes in on Tuesday, May 7, 2024."


def seen_with_picture(folder: Path, text: str, name: str = "story.txt") -> list[str]:
    (folder / "harbour.jpg").write_bytes(HARBOUR.read_bytes())
    (folder / name).write_text(text, encoding="utf-8")
    found = check_file(folder / name, choose(start=NOWHERE, ignore=["MD007"]), published="2024-05-08").findings
    return [f"{one.code} {one.text}" for one in found]


def test_a_story_is_held_against_the_picture_beside_it(tmp_path: Path) -> None:
    assert seen_with_picture(tmp_path, f"Fog\n\n{CAPTION} (Mia Holm/AFP via Getty Images)\n") == []
    assert seen_with_picture(tmp_path, f"Fog\n\n{CAPTION} (Ann Berg/Reuters)\n") == ["MD001 Ann Berg", "MD004 Reuters"]
    other = "Rowers train in the harbour of Bergen, Norway, on Tuesday, May 7, 2024. (Ann Berg/Reuters)"
    assert seen_with_picture(tmp_path, f"Fog\n\n{other}\n") == []


def test_a_page_is_held_against_the_picture_that_it_names(tmp_path: Path) -> None:
    page = f'<figure><img src="harbour.jpg"><figcaption>{CAPTION} (Mia Hohlm/AFP)</figcaption></figure>'
    assert seen_with_picture(tmp_path, page, "page.html") == ["MD003 Mia Hohlm"]


def test_of_two_pictures_with_one_description_neither_is_the_caption_s(tmp_path: Path) -> None:
    (tmp_path / "again.jpg").write_bytes(HARBOUR.read_bytes())
    assert seen_with_picture(tmp_path, f"Fog\n\n{CAPTION} (Ann Berg/Reuters)\n") == []


# Requests


def asked(**request: Any) -> dict[str, Any]:
    return answer(json.dumps(request).encode(), choose(start=NOWHERE))


def test_a_request_is_answered_by_field_and_character() -> None:
    said = asked(id=7, caption="Rowers train at dawn yesterday.", credit="Jo Marsh /AP", style="cbc")
    assert (said["id"], said["errors"], said["warnings"]) == (7, 0, len(said["findings"]))
    assert [(one["code"], one["field"], one["text"]) for one in said["findings"]] == [
        ("CA002", "caption", "yesterday"),
        ("CR015", "credit", " /"),
        ("CR007", "credit", "AP"),
    ]
    for one in said["findings"]:
        whole = {"caption": "Rowers train at dawn yesterday.", "credit": "Jo Marsh /AP"}[one["field"]]
        assert whole[one["start"] : one["end"]] == one["text"]
    assert said["fixed"] == {"credit": "Jo Marsh/The Associated Press"}


def test_a_request_compares_the_page_with_the_file() -> None:
    said = asked(caption="Rowers train at dawn.", credit="Jo Marsh/Reuters", metadata={"photographers": ["Ann Berg"]})
    assert [one["code"] for one in said["findings"]] == ["MD001"]
    both = asked(caption="Rowers train at dawn. (Jo Marsh/AFP)", credit="Jo Marsh/AFP")
    assert [one["code"] for one in both["findings"]] == ["CR006"]
    assert asked(caption="Rowers train at dawn. (Jo Marsh/AFP)")["findings"] == []


@pytest.mark.parametrize("caption", ["TOPSHOT - ", "Rowers (", "Rowers train.(Jo Marsh/AFP)", "&amp;"])
@pytest.mark.parametrize("credit", ["", ")", "JO MARSH /Getty", "(Jo Marsh/AFP) NO SALES."])
def test_no_finding_and_no_edit_reaches_beyond_its_field(caption: str, credit: str) -> None:
    said = asked(caption=caption, credit=credit, style="cbc")
    whole = {"caption": caption, "credit": credit}
    for one in said["findings"]:
        edits = one["fix"]["edits"] if one["fix"] else []
        for place in (one, *edits):
            assert 0 <= place["start"] <= place["end"] <= len(whole[place["field"]])


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ("{", "not JSON at character 2"),
        ("[]", "not a JSON object"),
        ("{}", 'neither "caption" nor "credit"'),
        ('{"caption": 1}', '"caption" is not a string'),
        ('{"text": ""}', 'unknown key "text"'),
        ('{"caption": "", "published": "today"}', '"today" is no day'),
        ('{"caption": "", "style": "none"}', 'no "none"'),
        ('{"caption": "", "metadata": []}', '"metadata" is not an object'),
        ('{"caption": "", "metadata": {"by": "x"}}', 'unknown metadata "by"'),
        ('{"caption": "", "metadata": {"keywords": 3}}', "not a list of strings"),
        ('{"caption": "", "metadata": {"latitude": "x"}}', "not a number"),
    ],
)
def test_a_bad_request_says_what_is_wrong_with_it(request_: str, told: str) -> None:
    with pytest.raises(UsageError) as refused:
        answer(request_.encode(), choose(start=NOWHERE))
    assert told in str(refused.value)


def test_every_line_has_its_answer_even_a_bad_one() -> None:
    stream = io.BytesIO(
        b'{"caption": "A fox.", "id": 1}\nnonsense\n' + b"x" * 1_000_002 + b'\n{"caption": "", "id": 2}'
    )
    said = list(answers(stream, choose(start=NOWHERE)))
    assert [one.get("id") for one in said] == [1, None, None, 2]
    assert [("error" in one) for one in said] == [False, True, True, False]


# Outputs


PAGES = [RulePage(one.code, one.title, one.page, one.severity) for one in RULES]


def test_sarif_has_the_shape_that_its_schema_asks_for(folder: Path) -> None:
    findings = check_file(folder / "story.txt", choose(start=NOWHERE)).findings
    log = sarif(findings, PAGES, "1.0")
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    [one] = log["runs"]
    assert one["columnKind"] == "unicodeCodePoints"
    driver = one["tool"]["driver"]
    assert set(driver) == {"name", "version", "rules"}
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids)) == len(RULES)
    for result, found in zip(one["results"], findings, strict=True):
        assert ids[result["ruleIndex"]] == result["ruleId"] == found.code
        assert result["level"] in ("none", "note", "warning", "error")
        place = result["locations"][0]["physicalLocation"]
        assert " " not in place["artifactLocation"]["uri"]
        for region in (place["region"], place["contextRegion"]):
            assert all(region[name] >= 1 for name in ("startLine", "startColumn", "endLine", "endColumn"))
        for fix in result.get("fixes", ()):
            assert fix["artifactChanges"][0]["replacements"][0]["deletedRegion"]["startLine"] == found.line
    json.dumps(log)


def test_the_command_prints_every_form_with_the_right_exit_code(folder: Path) -> None:
    done = run("validate", "story.txt", cwd=folder)
    assert done.returncode == 1
    assert "story.txt:3:44: CR015" in done.stdout
    assert "1 error, 2 warnings; --fix mends 3" in done.stdout
    github = run("validate", "story.txt", "--format", "github", "--select", "CR002", cwd=folder).stdout
    assert github == (
        "::error file=story.txt,line=7,endLine=7,col=36,endColumn=43,title=CR002::"
        '"Retuers" is no known agency; did you mean Reuters?\n'
    )
    suites = ET.fromstring(run("validate", ".", "--format", "junit", cwd=folder).stdout)
    assert (suites.get("tests"), suites.get("failures")) == ("3", "3")
    log = json.loads(run("validate", "story.txt", "--format", "sarif", cwd=folder).stdout)
    assert len(log["runs"][0]["results"]) == 3
    counted = run("validate", "story.txt", "--statistics", "--severity", "error", "--exit-zero", cwd=folder)
    assert (counted.returncode, "CR002" in counted.stdout, "CR015" in counted.stdout) == (0, True, False)
    assert run("validate", "story.txt", "--style", "none", cwd=folder).returncode == 2


def test_diff_changes_nothing_and_fix_mends_the_file(folder: Path) -> None:
    shown = run("validate", "story.txt", "--diff", cwd=folder)
    assert shown.returncode == 1
    assert "+A fox rests in the snow. (Jo Marsh/Reuters)" in shown.stdout
    assert (folder / "story.txt").read_text(encoding="utf-8") == STORY
    done = run("validate", "story.txt", "--fix", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "all clean\n",
        "photodesk: story.txt: 3 findings mended\n",
    )
    right = STORY.replace(" /Getty", "/Getty Images").replace("Retuers", "Reuters")
    assert (folder / "story.txt").read_text(encoding="utf-8") == right
    piped = run("validate", "-", "--fix", given=STORY.encode(), cwd=folder)
    assert (piped.returncode, piped.stdout) == (0, right)


def test_the_command_answers_a_program_once_or_line_by_line(tmp_path: Path) -> None:
    one = run("validate", "-", given=b'{"caption": "A fox rests.", "credit": "Jo Marsh/AFP"}', cwd=tmp_path)
    assert (one.returncode, json.loads(one.stdout)) == (0, {"findings": [], "errors": 0, "warnings": 0})
    bad = run("validate", "-", given=b"{", cwd=tmp_path)
    assert (bad.returncode, bad.stderr.count("\n")) == (2, 1)
    several = run("validate", "-", "--lines", given=b'{"caption": "A fox."}\n{"caption": 1}\n', cwd=tmp_path)
    assert several.returncode == 0
    assert [sorted(json.loads(line)) for line in several.stdout.splitlines()] == [
        ["errors", "findings", "warnings"],
        ["error", "line"],
    ]


def test_a_baseline_is_kept_and_used_by_the_command(folder: Path) -> None:
    kept = run("validate", "story.txt", "--keep-baseline", "known.json", cwd=folder)
    assert kept.returncode == 0
    done = run("validate", "story.txt", "--baseline", "known.json", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "all clean; 3 known from the baseline\n")


def test_a_broken_credit_makes_a_paragraph_a_caption_all_the_same() -> None:
    text = "Headline\n\nSome prose, and (more/less) of it.\n\nRowers train at dawn. (Jo Marsh/Reuters\n\nThe end."
    found = check_bytes(text.encode(), "a.txt", choose(start=NOWHERE)).findings
    assert [(one.code, one.line) for one in found] == [("CR005", 5)]


def test_a_document_without_captions_is_clean() -> None:

    assert check_document(Document("a.txt"), choose(start=NOWHERE)).findings == []


def test_the_pre_commit_hook_stops_a_broken_story_and_lets_a_sound_one_pass(folder: Path) -> None:
    import re
    import shlex

    said = (Path(__file__).parent.parent / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entry = re.search(r"^  entry: (.*)$", said, re.MULTILINE)
    assert entry
    program, *options = shlex.split(entry[1])
    assert program == "photodesk"
    # As pre-commit calls it: the files that were staged, by name, from the top of the repository.
    assert run(*options, "story.txt", cwd=folder).returncode == 1
    (folder / "sound.md").write_text("Rowers train at dawn on the river. (Jo Marsh/Reuters)\n", encoding="utf-8")
    assert run(*options, "sound.md", cwd=folder).returncode == 0


def test_what_could_not_be_read_is_told_once_and_counted(tmp_path: Path) -> None:
    (tmp_path / "bad.rss").write_text("<rss>")
    done = run("validate", "bad.rss", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "all clean; 1 could not be read\n")
    assert done.stderr.startswith("photodesk: skipped bad.rss: 1: not well-formed XML")
