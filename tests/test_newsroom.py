"""A walk through the invented newsroom of `seeds/newsroom/`: reuse, clearance, decisions, a kill, counts, a bill."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import newsroom
import pytest
from typer.testing import CliRunner

from indexer.cli import program

SEEDS = Path(__file__).parent.parent / "seeds" / "newsroom"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("newsroom") / "index"
    run(folder, "index", "stories", "pictures", "wire")
    return folder


def run(folder: Path, *words: str, code: int = 0, form: str = "json") -> Any:
    """Run a command in the newsroom's folder and return what it printed as JSON."""
    shape = ["--format", form] if form else []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(SEEDS)
        patch.setenv("PHOTODESK_SETTINGS", "")
        done = CliRunner().invoke(program(), [*words, "--index", str(folder), *shape])
    assert done.exit_code == code, done.output
    return json.loads(done.stdout) if form == "json" and code < 2 else done.stdout


def story(number: int) -> str:
    return f"stories/{number + 1:02}.txt"


def named(found: list[dict[str, Any]], caption: str) -> dict[str, Any]:
    """Return the clearance of the picture whose caption begins as a shot's does."""
    return next(one for one in found if one["caption"][:30] == caption[:30])


def test_the_folder_is_what_its_script_makes() -> None:
    made = dict(newsroom.files())
    assert {path.relative_to(SEEDS).as_posix() for path in SEEDS.rglob("*") if path.is_file()} == made.keys()
    texts = [path for path in made if not path.endswith(".jpg")]
    assert all((SEEDS / path).read_bytes() == made[path] for path in texts)
    assert len([path for path in made if path.startswith("stories/")]) == 40
    assert len([path for path in made if path.startswith("pictures/")]) == 60


def test_reuse_finds_every_run_of_a_picture_and_its_file(index: Path) -> None:
    shot = newsroom.shots()[newsroom.KILLED]
    found = run(index, "reuse", f"pictures/{shot.reference.lower()}.jpg")
    expected = {run.day.isoformat() for run in newsroom.runs() if run.shot.number == shot.number}
    assert {use["published"] for use in found["uses"]} - {None} == expected
    assert len(expected) == 3
    assert any(tie["kind"] == "supplier id" and tie["certainty"] == "exact" for tie in found["ties"])


def test_the_same_picture_under_another_photographer_is_reported(index: Path) -> None:
    number, told = newsroom.MISCREDITED
    shot = newsroom.shots()[number]
    first = next(run for run in newsroom.runs() if run.shot.number == number)
    found = run(index, "reuse", shot.caption + f" ({shot.maker}/{shot.agency})")
    assert [twin["document"] for twin in found["twins"]] == [story(told)]
    assert story(first.story) in {use["document"] for use in found["uses"]}


@pytest.mark.parametrize(
    ("number", "asked", "answer", "kind"),
    [
        (1, ["--on", "2024-05-20"], "no", "times"),
        (4, ["--on", "2024-05-20"], "no", "expiry"),
        (7, ["--on", "2024-05-20", "--where", "CN"], "no", "territory"),
        (7, ["--on", "2024-03-20", "--where", "NO"], "yes", "permit"),
        (13, ["--on", "2024-04-19"], "no", "embargo"),
        (16, ["--on", "2024-05-30"], "no", "expiry"),
        (22, ["--on", "2024-05-01"], "ask", "policy"),
        (25, ["--on", "2024-05-01", "--media", "web"], "no", "media"),
        (28, ["--on", "2024-06-16"], "no", "expiry"),
        (31, ["--on", "2024-05-01"], "ask", "policy"),
        (34, ["--on", "2024-05-01"], "ask", "duty"),
        (newsroom.KILLED, ["--on", "2024-03-03"], "no", "kill"),
    ],
)
def test_what_the_file_says_holds_for_the_caption_that_prints_it(
    index: Path, number: int, asked: list[str], answer: str, kind: str
) -> None:
    used = next(run for run in newsroom.runs() if run.shot.number == number)
    found = clear(index, story(used.story), *asked)
    mine = named(found, used.caption)
    assert mine["answer"] == answer
    assert any(reason["kind"] == kind for reason in mine["reasons"])


def clear(index: Path, what: str, *asked: str) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(SEEDS)
        words = ["clear", what, *asked, "--policy", "policy.toml", "--index", str(index), "--format", "json"]
        done = CliRunner().invoke(program(), words)
    found = json.loads(done.stdout)
    worst = {"no", "ask"} & {one["answer"] for one in found}
    assert done.exit_code == bool(worst)
    return found


def test_the_policy_knows_contracts_quotas_and_who_must_be_asked(index: Path) -> None:
    def said(query: str, *asked: str) -> str:
        return " ".join(reason["message"] for one in clear(index, query, *asked) for reason in one["reasons"])

    assert "contract ended on 2024-06-30" in said("agency:afp", "--on", "2024-07-01")
    assert "getty-images pictures need clearance" in said('agency:"getty images"', "--on", "2024-05-01")
    assert "does not cover broadcast" in said("agency:afp", "--on", "2024-05-01", "--media", "broadcast")
    assert "mark as file, with the year 2024" in said("agency:reuters", "--on", "2024-05-20")


def test_a_decision_is_kept_and_decides(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    fee = newsroom.shots()[22]
    used = next(one for one in newsroom.runs() if one.shot.number == 22)
    run(folder, "index", story(used.story), f"pictures/{fee.reference.lower()}.jpg")
    before = named(clear(folder, story(used.story), "--on", "2024-05-01"), fee.caption)
    assert before["answer"] == "ask"
    run(folder, "decide", before["record_id"], "allow", "--by", "Maja", "--why", "fee paid", form="")
    assert named(clear(folder, story(used.story), "--on", "2024-05-01"), fee.caption)["answer"] in ("yes", "yes-if")
    run(folder, "decide", before["record_id"], "deny", "--by", "Maja", "--why", "complaint", form="")
    assert named(clear(folder, story(used.story), "--on", "2024-05-01"), fee.caption)["answer"] == "no"
    assert [one["effect"] for one in run(folder, "decisions")] == ["allow", "deny"]


def test_the_kill_names_every_story_that_printed_the_picture(index: Path) -> None:
    found = run(index, "alerts", code=1)["rows"]
    expected = {story(one.story) for one in newsroom.runs() if one.shot.number == newsroom.KILLED}
    assert {row["Use"].partition(":")[0] for row in found} == expected


def test_the_reports_count_what_the_script_printed(index: Path) -> None:
    uses = [one for one in newsroom.runs() if (one.shot.number, one.story) != newsroom.MISCREDITED]
    rows = {row["Agency"]: row for row in run(index, "report", "agencies", "--full", "--policy", "policy.toml")["rows"]}
    afp = [one for one in uses if one.shot.agency == "AFP"]
    assert rows["AFP"]["Uses"] == len(afp)
    assert rows["AFP"]["Pictures"] == len({one.shot.number for one in afp})
    assert rows["AFP"]["Cost"] == sum(newsroom.TARIFF["AFP"][one.medium] for one in afp)
    may = sum(one.day.month == 5 for one in afp)
    assert (rows["AFP"]["Quota used"], rows["AFP"]["Quota left"]) == (may, 12 - may)
    by_medium = run(index, "report", "agencies", "--by", "medium")["rows"]
    assert sum(row["Uses"] for row in by_medium if row["Agency"] == "AFP") == len(afp)
    unknown = run(index, "report", "unknown")["rows"]
    assert unknown[0]["Credit"] == "Harbour Light Pictures"
    ending = run(index, "report", "rights", "--on", "2024-06-01", "--days", "30")["rows"]
    assert [row["Until"] for row in ending] == ["2024-06-15"]


def test_the_bill_has_three_errors_and_they_are_found(index: Path) -> None:
    found = run(index, "compare", "--invoice", "afp-march.csv", "--policy", "policy.toml", code=1)["rows"]
    assert [row["Difference"] for row in found] == [
        "another price than agreed", "billed twice, first in line 3", "billed, not run by us",
    ]  # fmt: skip


def test_a_use_that_is_not_billed_is_found_and_a_bill_that_is_none_refused(index: Path, tmp_path: Path) -> None:
    lines = (SEEDS / "afp-march.csv").read_text(encoding="utf-8").splitlines()
    short, bad = tmp_path / "short.csv", tmp_path / "bad.csv"
    short.write_text("\n".join(lines[:2]), encoding="utf-8")
    rows = run(index, "compare", "--invoice", str(short), code=1)["rows"]
    assert {row["Difference"] for row in rows} == {"run by us, not billed"}
    bad.write_text("who,what\na,b\n", encoding="utf-8")
    run(index, "compare", "--invoice", str(bad), code=2)


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "html", "svg", "png"])
def test_a_report_is_written_in_every_form(index: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"agencies.{ending}"
    run(index, "report", "agencies", "--to", str(path), form="")
    content = path.read_bytes()
    head = {"xlsx": b"PK", "png": b"\x89PNG", "svg": b"<svg", "html": b"<!doctype", "json": b"{", "csv": b"Agency"}
    assert content.startswith(head[ending])
    assert ending in ("xlsx", "png") or b"AFP" in content


def test_a_form_that_is_none_is_refused(index: Path, tmp_path: Path) -> None:
    run(index, "report", "agencies", "--to", str(tmp_path / "a.doc"), code=2, form="")
    run(index, "report", "places", "--by", "month", code=2, form="")
    run(index, "clear", "nothing/at/all.txt", code=2, form="")
