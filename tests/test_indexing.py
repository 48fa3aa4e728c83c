"""`photodesk index` on real folders: damage, a second run, changed and removed files, interruptions, arrivals."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from indexer.catalogue import Catalogue
from indexer.errors import UsageError
from indexer.reading import Outcome, Settings, Task, read_all
from indexer.reading.pool import run
from indexer.sources import walk
from indexer.sources.tabular.columns import read_mapping

SAMPLES = Path(__file__).parent.parent / "seeds" / "formats"
STORY = "Boats leave harbour {}. (Mia Holm/AFP)\n\nGulls follow boat {}. (Mia Holm/AFP)\n"


def photodesk(*args: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "indexer", *map(str, args)], capture_output=True, text=True, cwd=cwd, timeout=120
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def counted(folder: Path) -> dict[str, int]:
    with Catalogue.open(folder) as catalogue:
        assert catalogue.check() == []
        return {filed.path: filed.records for filed in catalogue.documents()}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Return a folder with every sample, five stories, and whatever else lies about in a newsroom's folders."""
    shutil.copytree(SAMPLES, tmp_path / "desk" / "formats")
    for number in range(5):
        (tmp_path / "desk" / f"story-{number}.txt").write_text(STORY.format(number, number))
    damaged = tmp_path / "desk" / "damaged"
    damaged.mkdir()
    (damaged / "cut.jpg").write_bytes((SAMPLES / "harbour.jpg").read_bytes()[:20])
    (damaged / "page.jpg").write_text("<html>404</html>")
    (damaged / "bad.xml").write_text("<rss><channel>")
    (damaged / "bad.csv").write_text("umsatz;region\n1;2\n")
    (damaged / "bad.json").write_text('[{"caption": ')
    (damaged / "noise.txt").write_bytes(bytes(range(256)) * 9)
    for name in (".hidden.txt", "Thumbs.db", "~$desk.xlsx", "late.jpg.part", "program.exe", "empty.txt"):
        (damaged / name).write_text("" if name == "empty.txt" else "x")
    (damaged / "ring").symlink_to(tmp_path / "desk")
    os.mkfifo(damaged / "pipe.txt")
    return tmp_path


DAMAGED = {"cut.jpg", "page.jpg", "bad.xml", "bad.csv", "bad.json", "noise.txt"}


@pytest.mark.parametrize("processes", [1, 2])
def test_all_good_files_are_read_and_all_damaged_ones_told_with_their_reasons(desk: Path, processes: int) -> None:
    done = photodesk("index", "desk", "--processes", str(processes), "--report", "skipped.json", cwd=desk)
    assert done.returncode == 1
    kept = counted(desk / "index")
    readable = {f"desk/formats/{path.name}" for path in SAMPLES.iterdir()} | {f"desk/story-{n}.txt" for n in range(5)}
    assert kept.keys() == readable
    assert [kept[f"desk/story-{n}.txt"] for n in range(5)] == [2] * 5
    told = json.loads((desk / "skipped.json").read_text())
    assert {Path(one["path"].split(":")[0]).name for one in told["skipped"] if one["fault"]} == DAMAGED
    passed = {Path(one["path"]).name: one["reason"].split(";")[0] for one in told["skipped"] if not one["fault"]}
    assert passed == {
        ".hidden.txt": "hidden",
        "Thumbs.db": "left there by a program",
        "~$desk.xlsx": "left there by a program",
        "late.jpg.part": "not finished yet",
        "program.exe": ".exe files are not read",
        "empty.txt": "empty file",
        "ring": "read already under another name",
        "pipe.txt": "neither a file nor a folder",
    }
    assert (told["documents"], told["faults"], told["complete"]) == (len(readable), len(DAMAGED), True)


def test_a_second_run_reads_what_changed_and_forgets_what_is_gone_when_told_to(desk: Path) -> None:
    shutil.rmtree(desk / "desk" / "damaged")
    assert photodesk("index", "desk", cwd=desk).returncode == 0
    first = counted(desk / "index")
    changed = desk / "desk" / "story-1.txt"
    changed.write_text("Boats leave harbour 1. (Mia Holm/AFP)\n")
    (desk / "desk" / "story-2.txt").unlink()
    same = desk / "desk" / "story-3.txt"
    os.utime(same, (1, 1))
    said = photodesk("index", "desk", "--verify", cwd=desk).stdout
    assert said.startswith(f"1 document read, {len(first) - 2} unchanged, 1 gone (--prune forgets them): 0 added")
    assert "1 kept, 1 removed" in said
    assert "desk/story-2.txt" in counted(desk / "index")
    assert "1 gone: 0 added, 0 replaced, 2 kept, 2 removed" in photodesk("index", "desk", "--prune", cwd=desk).stdout
    assert counted(desk / "index") == {
        path: 1 if path.endswith("story-1.txt") else count
        for path, count in first.items()
        if not path.endswith("story-2.txt")
    }
    assert photodesk("index", "desk", cwd=desk).stdout.startswith(f"0 documents read, {len(first) - 1} unchanged")


def test_an_index_inside_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY.format(1, 1))
    assert photodesk("index", ".", cwd=tmp_path).returncode == 0
    assert photodesk("index", ".", "--again", cwd=tmp_path).returncode == 0
    assert counted(tmp_path / "index") == {"story.txt": 2}


def test_an_interrupted_run_keeps_what_it_has_and_the_next_one_goes_on(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    for number in range(300):
        (tmp_path / "desk" / f"{number:03}.txt").write_text(STORY.format(number, number))
    command = [sys.executable, "-m", "indexer", "index", "desk", "--processes", "2"]
    running = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while time.monotonic() < until and running.poll() is None and not _some_are_kept(tmp_path / "index"):
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 2, said
    assert said == "photodesk: interrupted; what was read is kept, and the same command goes on from there\n"
    with Catalogue.open(tmp_path / "index", write=True) as catalogue:  # catches the full-text index up
        before = [filed.path for filed in catalogue.documents()]
    assert 0 < len(before) < 300
    done = photodesk("index", "desk", cwd=tmp_path)
    assert f"{300 - len(before)} documents read, {len(before)} unchanged" in done.stdout
    assert set(counted(tmp_path / "index").values()) == {2}


def _some_are_kept(folder: Path) -> bool:
    if not (folder / "catalogue.sqlite").exists():
        return False
    import sqlite3

    with closing(sqlite3.connect(f"file:{folder / 'catalogue.sqlite'}?mode=ro", uri=True)) as db, db:
        try:
            return bool(db.execute("SELECT count(*) > 8 FROM document").fetchone()[0])
        except sqlite3.Error:
            return False


def test_a_process_that_dies_is_told_with_its_file_and_the_others_are_read(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_text(STORY.format(number, number))
    outcomes: list[Outcome] = []
    killed = False
    for outcome in read_all(walk([tmp_path]), Settings(), processes=2):
        outcomes.append(outcome)
        if not killed:
            killed = True
            for pid in _children():
                os.kill(pid, signal.SIGKILL)
    names = [Path(outcome.path).name for outcome in outcomes]
    assert names == [f"{number:02}.txt" for number in range(40)]
    assert all(outcome.parts for outcome in outcomes), "batches of several files are read again one by one"
    assert not _children()


def test_the_file_that_kills_its_process_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY.format(1, 1))

    def tasks() -> Any:
        yield Task((str(tmp_path / "a.txt"),))
        for pid in _children():
            os.kill(pid, signal.SIGSTOP)
        yield Task((str(tmp_path / "b.txt"),))

    waiting = run(tasks(), Settings(), 1)
    first = next(waiting)
    assert len(first.parts) == 1
    for pid in _children():
        os.kill(pid, signal.SIGKILL)
    [lost] = list(waiting)
    assert [(skip.fault, skip.reason) for skip in lost.skips] == [
        (True, "the process that read it died (signal 9); read it alone, with --processes 1")
    ]


def _children() -> list[int]:
    import multiprocessing

    return [child.pid for child in multiprocessing.active_children() if child.pid]


def test_a_long_table_is_read_by_several_in_order_with_its_bad_rows(tmp_path: Path) -> None:
    rows = [f"Fox {n} rests in a park.,Jo Marsh/AFP" + ",x,y" * (n == 700) for n in range(1200)]
    table = tmp_path / "long.csv"
    table.write_text("caption,credit\n" + "\n".join(rows) + "\n" * 300_000)
    outcomes = list(read_all(walk([table]), Settings(), processes=2))
    records = [record for outcome in outcomes for _, several in outcome.parts for record in several]
    assert [record.line for record in records] == [n for n in range(2, 1202) if n != 702]
    assert [outcome.ended for outcome in outcomes] == [False, False, True]
    assert [(skip.path, skip.fault) for outcome in outcomes for skip in outcome.skips] == [(f"{table}:702", True)]
    assert sum(outcome.bytes for outcome in outcomes) == table.stat().st_size


def test_columns_can_be_named_in_a_file_and_a_wrong_one_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("Zeile;Wer\nEin Fuchs ruht in Aalen.;Jo Marsh/dpa\n")
    (tmp_path / "columns.toml").write_text('caption = "Zeile"\ncredit = "Wer"\n')
    assert photodesk("index", "own.csv", "--columns", "columns.toml", cwd=tmp_path).returncode == 0
    assert counted(tmp_path / "index") == {"own.csv": 1}
    done = photodesk("index", "own.csv", "--columns", "nothing.toml", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    for wrong in ("captoin=Zeile", "caption="):
        with pytest.raises(UsageError, match="--columns"):
            read_mapping(wrong)


def test_watching_reads_what_arrives_once_it_has_stopped_growing(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "first.txt").write_text(STORY.format(1, 1))
    command = [sys.executable, "-u", "-m", "indexer", "index", "drop", "--watch", "--interval", "0.1"]
    running = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    assert running.stdout is not None
    assert running.stderr.readline() == "photodesk: waiting for files; Ctrl-C ends\n"
    shutil.copy(SAMPLES / "wire.rss", drop / "wire.rss")
    (drop / "bad.xml").write_text("<rss>")
    assert running.stderr.readline().startswith("photodesk: skipped drop/bad.xml: 1: not well-formed XML")
    assert running.stdout.readline().split()[1:] == ["1", "read"]
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert "Traceback" not in err
    assert out.startswith("2 documents read: 4 added")
    assert counted(tmp_path / "index") == {"drop/first.txt": 2, "drop/wire.rss": 2}
