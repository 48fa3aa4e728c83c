"""The long crash test: `photodesk index` killed at random moments, and all that was ever seen is still there and right.

    python tests/crash.py --kills 120 --log crash.log       (some ten minutes; exit code 1 when anything was wrong)

Each turn changes the stories of a small newsroom (some new, some edited, some gone), starts `photodesk index --prune`
or `photodesk rebuild`, at times two writers at once, and kills -9 the first one at a moment drawn by lot: any time of
its run, just behind its first commit, or while a generation of the full-text index is being made. All the while a
reader asks, who must never hear an error, nor see half a story or an older state than before. Then the index is looked
at as the crash left it, by a reader and by the next writer, and compared with a clean index of the stories that are in
it: counts, queries, facets, the report on agencies. pytest collects none of this; tests/test_crash.py has 20 kills.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TextIO

from indexer.catalogue import Catalogue
from indexer.catalogue.fulltext import is_current
from indexer.errors import CatalogueError
from indexer.parse import parse_document
from indexer.sources import read

CAPTIONS = 4
"""Captions a story: the last is of a picture from the archive, which other stories print too."""
STORIES = 60
PEOPLE = "Mia Holm", "Jonas Ferrand", "Siri Tveit", "Rowan Pike"
TOWNS = "Bergen, Norway", "Brest, France", "Aarhus, Denmark", "Gdansk, Poland"
QUERIES = (
    "", "ferry", "ferry -gulls", "gulls OR nets", '"leaves the harbour"', "harb*", "feryr~", "agency:afp",
    "by:holm ferry", "in:brest", "country:norway gulls", "taken:2024-05",
    "by:holm OR in:gdansk", "ferry -by:holm", "is:reused", "museum uses:>2",
)  # fmt: skip
"""Asked of the index that was killed and of the clean one."""

State = dict[str, int]
"""Path of each story, and its version."""


def story(path: str, version: int) -> str:
    """Return the text of a story: its own captions name the version, so that a mixture shows."""
    number = int(Path(path).stem)
    house = ("AFP", "Reuters")[number % 2]
    lines = []
    for place in range(CAPTIONS - 1):
        who, town = PEOPLE[(number + place) % 4], TOWNS[(number + version + place) % 4]
        more = ("", " Gulls follow it.", " Nets dry on the quay.")[(number + version) % 3]
        names = " ".join(invented(number, place, version))
        lines.append(
            f"The ferry {names} version{version} leaves the harbour of {town}, on May {1 + version % 28}, 2024.{more}"
            f" ({who}/{house})"
        )
    old = " ".join(invented(number % 9))
    form = ("Photo: Mia Holm/AFP", "Mia Holm/AFP via Getty Images")[number % 2]
    lines.append(f"The old ferry {old} lies behind the museum of Bergen, Norway, on March 3, 2020. ({form})")
    return "\n\n".join([*lines, ""])


def invented(*of: int) -> list[str]:
    """Return four words that no other picture has."""
    chance = random.Random(repr(of))
    return ["".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(4)) for _ in range(4)]


def state_of(catalogue: Catalogue) -> State:
    """Return the stories that an index has. Raises AssertionError when one is there in part or in two versions."""
    seen: dict[str, Counter[int]] = {}
    for hit in catalogue.find("ferry", limit=None):
        told = [word for word in hit.record.caption.split() if word.startswith("version")]
        version = int(told[0].removeprefix("version")) if told else 0
        seen.setdefault(hit.record.document, Counter())[version] += 1
    for path, versions in seen.items():
        fits = sorted(versions.values()) == [1, CAPTIONS - 1] and versions[0] == 1
        assert fits, f"{path}: captions of versions {dict(versions)}"
    return {path: max(versions) for path, versions in seen.items()}


def keep_reading(folder: Path) -> None:
    """Ask until standard input ends, then print how often, the last state, and every fault as JSON."""
    import threading

    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    asked, faults = 0, []
    state: State = {}
    print("ready", flush=True)
    while not ended.is_set():
        try:
            with Catalogue.open(folder) as catalogue:
                now = state_of(catalogue)
                counts = [catalogue.count(query) for query in ("", "ferry")]
                assert not any(count % CAPTIONS for count in counts), f"counts {counts}"
            older = [path for path, version in state.items() if now.get(path, version) < version]
            assert not older, f"older than before: {older}"
            state = now
        except (CatalogueError, AssertionError, OSError) as error:
            faults.append(f"{type(error).__name__}: {error}")
        asked += 1
        time.sleep(0.03)  # the writers want the processors too
    print(json.dumps({"asked": asked, "state": state, "faults": faults[:5]}), flush=True)


class Answers(NamedTuple):
    """What an index answers, as far as it must not depend on how it came to be."""

    hits: dict[str, list[str]]
    counts: dict[str, int]
    facets: list[tuple[str, list[str]]]
    agencies: list[str]


def answers(catalogue: Catalogue) -> Answers:
    """Ask an index everything that is compared."""
    hits = {query: sorted(hit.record.record_id for hit in catalogue.find(query, limit=None)) for query in QUERIES}
    counts = {query: catalogue.count(query) for query in QUERIES}
    facets = [
        (f"{query} {table.title}", sorted(map(repr, table.rows)))
        for query in ("", "ferry", "gulls")
        for table in catalogue.facets(query, most=100)
    ]
    return Answers(hits, counts, facets, sorted(map(repr, catalogue.report("agencies").rows)))


def clean_answers(place: Path, state: State) -> Answers:
    """Return what a new index of these stories answers."""
    shutil.rmtree(place, ignore_errors=True)
    for path, version in state.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(story(path, version), encoding="utf-8")
    place.mkdir(exist_ok=True)
    with contextlib.chdir(place), Catalogue.open(Path("index"), write=True, create=True) as catalogue:
        for path in sorted(state):
            for document in read(path):
                catalogue.add(document, list(parse_document(document)))
        catalogue.commit_index()
        return answers(catalogue)


@dataclass
class Killing:
    """A newsroom, its index, and what was drawn and counted so far."""

    home: Path
    chance: random.Random
    wanted: State = field(default_factory=dict)
    length: dict[str, float] = field(default_factory=lambda: {"index": 2.5, "rebuild": 1.0})
    """Seconds that a run takes, about."""
    phases: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    version: int = 0
    asked: int = 0
    compared: int = 0
    behind: int = 0

    def change(self) -> None:
        """Edit some stories, write new ones, and throw some away; a later version has a higher number."""
        (self.home / "stories").mkdir(exist_ok=True)
        self.version += 1
        for number in range(STORIES):
            path, drawn = f"stories/{number:03}.txt", self.chance.random()
            if drawn < 0.07 and path in self.wanted:
                del self.wanted[path]
                (self.home / path).unlink()
            elif drawn < 0.45:
                self.wanted[path] = self.version
                (self.home / path).write_text(story(path, self.version), encoding="utf-8")

    def start(self, kind: str) -> subprocess.Popen[str]:
        """Start a writer."""
        words = (
            ["index", "stories", "--prune", "--quiet", "--wait", "20"] if kind == "index" else ["rebuild", "--quiet"]
        )
        return subprocess.Popen(
            [sys.executable, "-m", "indexer", *words], cwd=self.home, start_new_session=True, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def moment(self, kind: str, aim: str) -> None:
        """Wait for the moment of the kill."""
        folder, until = self.home / "index", time.monotonic() + 4 * self.length[kind]
        if aim == "any time":
            time.sleep(self.chance.uniform(0.1, self.length[kind]))
            return
        search, log = folder / "search", folder / "catalogue.sqlite-wal"
        before = set(os.listdir(search)) if search.exists() else set()
        size = log.stat().st_size if log.exists() else 0
        while time.monotonic() < until:
            if aim == "generation" and search.exists() and set(os.listdir(search)) - before:
                time.sleep(self.chance.uniform(0, 0.03))
                return
            if aim == "first commit" and log.exists() and log.stat().st_size != size:
                time.sleep(self.chance.uniform(0, 0.15))
                return
            time.sleep(0.0005)

    def turn(self) -> str:
        """Change, start, kill, look; return what to print of it."""
        index, kind = self.home / "index", "index" if self.chance.random() < 0.8 else "rebuild"
        if self.chance.random() < 0.06 or not index.exists():
            shutil.rmtree(index, ignore_errors=True)  # the next one is made from nothing
            kind = "index"
        existed = index.exists()
        old = self.seen(index) if existed else {}
        if kind == "index":
            self.change()
        reader = self.reader(index) if existed else None
        aim = self.chance.choice(("any time", "first commit", "generation"))
        two = self.chance.random() < 0.2
        begun = time.monotonic()
        writer = self.start(kind)
        second = self.start("index") if two else None
        self.moment(kind, aim)
        took = time.monotonic() - begun
        done = writer.poll() is not None
        with contextlib.suppress(ProcessLookupError):
            writer.send_signal(signal.SIGKILL)
        _, said = writer.communicate()
        self.learn(kind, took, done, writer.returncode, said)
        if second is not None:
            _, said = second.communicate(timeout=120)
            if second.returncode:
                self.faults.append(f"the second writer: exit code {second.returncode}: {said.strip()}")
        self.no_strays(writer.pid)
        seen = self.finish(reader)
        phase, state = self.inspect(index, old, seen, second is not None or (done and kind == "index"))
        self.phases[f"{kind}, {phase}"] += 1
        both = " beside a second writer" if two else ""
        return f"{kind}{both}, aimed at {aim}, after {took * 1000:4.0f} ms: {phase}; {len(state)} stories"

    def learn(self, kind: str, took: float, done: bool, code: int, said: str) -> None:
        """Note how long a run takes; one that ended before it was killed must have ended well."""
        if done and code not in (0, -signal.SIGKILL):
            self.faults.append(f"{kind}: exit code {code}: {said.strip()}")
        if said.strip():
            self.faults.append(f"{kind} said: {said.strip()}")
        self.length[kind] = max(0.3, self.length[kind] * (0.93 if done else 1.02))

    def no_strays(self, group: int) -> None:
        """Wait until the processes that the killed one had started are gone too."""
        until = time.monotonic() + 10
        with contextlib.suppress(ProcessLookupError, PermissionError):
            while time.monotonic() < until:
                os.killpg(group, 0)
                time.sleep(0.02)
            self.faults.append("a process that the killed one had started goes on")

    def reader(self, index: Path) -> subprocess.Popen[str]:
        """Start a reader, and wait until it asks."""
        reader = subprocess.Popen(
            [sys.executable, __file__, "--read", str(index)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert reader.stdout is not None
        assert reader.stdout.readline() == "ready\n"
        return reader

    def finish(self, reader: subprocess.Popen[str] | None) -> State:
        """End the reader; return the last state that it saw."""
        if reader is None:
            return {}
        said, _ = reader.communicate("")
        told = json.loads(said)
        self.asked += told["asked"]
        self.faults += [f"reader: {fault}" for fault in told["faults"]]
        return dict(told["state"])

    def seen(self, index: Path) -> State:
        """Return the stories of an index."""
        try:
            with Catalogue.open(index) as catalogue:
                return state_of(catalogue)
        except (CatalogueError, AssertionError) as error:
            self.faults.append(f"{type(error).__name__}: {error}")
            return {}

    def inspect(self, index: Path, old: State, seen: State, all_new: bool) -> tuple[str, State]:
        """Compare what a crash left with what was there, was seen and was wanted, and with a clean index."""
        if not (index / "catalogue.sqlite").exists():
            return "before there was an index", {}
        try:
            with contextlib.closing(Catalogue.open(index)) as catalogue:
                current = is_current(catalogue._db, index)
        except CatalogueError as error:  # made in part: only where there was none before
            if old:
                self.faults.append(f"{type(error).__name__}: {error}")
            current = False
        strays = len([name for name in os.listdir(index / "search") if name.isdecimal()]) > 1 if current else False
        left = self.seen(index) if old else {}
        with Catalogue.open(index, write=True, create=True) as catalogue:
            self.faults += [f"check: {finding.message}" for finding in catalogue.check()]
            state = state_of(catalogue)
            kept = {filed.path: filed.records for filed in catalogue.documents()}
            mine = answers(catalogue)
        self.behind += not current
        if old and left != state:
            self.faults.append("a reader before the mending saw another state than a writer after it")
        if set(kept) != set(state) or set(kept.values()) - {CAPTIONS}:
            self.faults.append("documents and records do not agree")
        for path in {*old, *self.wanted, *state}:
            if state.get(path) not in (old.get(path), self.wanted.get(path)):
                self.faults.append(f"{path}: version {state.get(path)}, neither the one before nor the one wanted")
            if path in self.wanted and state.get(path, 0) < seen.get(path, 0):
                self.faults.append(f"{path}: a reader saw version {seen[path]}, which is lost")
        if all_new and state != self.wanted:
            self.faults.append("a writer that ended well left something out")
        theirs = clean_answers(self.home / "clean", state)
        for name, one, other in zip(Answers._fields, mine, theirs, strict=True):
            if one != other:
                self.faults.append(f"{name} are not those of a clean index: {_differing(one, other)}")
        self.compared += len(QUERIES)
        changed = {path for path in {*old, *self.wanted} if old.get(path) != self.wanted.get(path)}
        new = {path for path in changed if state.get(path) == self.wanted.get(path)}
        documents = "before" if changed and not new else "amid" if new != changed else "behind"
        if strays:
            return f"{documents} the documents, the old generation not yet gone", state
        return f"{documents} the documents, index {'current' if current else 'behind'}", state


def _differing(one: object, other: object) -> str:
    """Return where two answers differ, in short."""
    if isinstance(one, dict) and isinstance(other, dict):
        return ", ".join(f'"{query}"' for query in one if one[query] != other.get(query))
    return f"{one}"[:200]


def main() -> int:
    """Kill, look, print a line a kill and a summary."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        keep_reading(given.read)
        return 0
    with contextlib.ExitStack() as stack:
        outs: list[TextIO] = [sys.stdout]
        if given.log:
            outs.append(stack.enter_context(given.log.open("w", encoding="utf-8")))
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for line in killed(Killing(home, random.Random(given.seed)), given.kills):
            for out in outs:
                print(line, file=out, flush=True)
        return int(line.endswith("wrong"))


def killed(killing: Killing, kills: int) -> Iterator[str]:
    """Yield a line a kill, and the summary, which ends in "wrong" when something was."""
    begun, bad = time.monotonic(), 0
    for number in range(1, kills + 1):
        told = killing.turn()
        faults, killing.faults = killing.faults, []
        bad += bool(faults)
        yield f"kill {number:3}: {told}: {'sound' if not faults else 'WRONG: ' + '; '.join(faults)}"
    for phase, many in sorted(killing.phases.items()):
        yield f"{many:5} × {phase}"
    yield (
        f"{kills} kills in {time.monotonic() - begun:.0f} s; the index was behind {killing.behind} times; a reader"
        f" asked {killing.asked} times meanwhile; {killing.compared} queries compared with clean indexes: "
        f"{f'{bad} kills went wrong' if bad else 'all sound'}"
    )


if __name__ == "__main__":
    sys.exit(main())
