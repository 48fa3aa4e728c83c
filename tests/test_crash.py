"""Killed at any moment, the catalogue keeps what was added, and the next writer mends the rest."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from indexer.catalogue import Catalogue
from indexer.catalogue.packing import pack
from indexer.catalogue.tables import APPLICATION, FILE, MIGRATIONS, VERSION
from indexer.errors import VersionError
from indexer.model import Document, Record

WRITER = """
import sys
import tempfile
from pathlib import Path
from indexer.catalogue import Catalogue
from indexer.model import Agency, Credit, Document, Record

folder, turn = Path(sys.argv[1]), int(sys.argv[2])
with tempfile.TemporaryDirectory() as other, Catalogue.open(Path(other), write=True, create=True) as catalogue:
    catalogue.add(Document("a.txt"), [Record("A ferry", "A ferry")])  # whatever is loaded late is loaded now
print("loaded", flush=True)
for run in range(10_000):
    with Catalogue.open(folder, write=True, create=True) as catalogue:
        for number in range(4):
            path = f"{turn}-{run}-{number}.txt"
            texts = [f"A ferry called {path} number {n}" for n in range(3)]
            credit = Credit(agencies=(Agency("AFP", "afp"),))
            catalogue.add(Document(path), [Record(text, text, credit) for text in texts])
            print("added", path, flush=True)
        if run % 2:
            path = f"{turn}-{run - 1}-0.txt"
            print("removing", path, flush=True)
            catalogue.remove(path)
        if run % 5 == 4:
            catalogue.rebuild()
        print("index", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_nothing_that_was_added_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    added: set[str] = set()
    unsure: set[str] = set()
    behind = 0
    for turn in range(20):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(turn)], stdout=subprocess.PIPE, text=True
        )  # fmt: skip
        assert writer.stdout is not None
        assert writer.stdout.readline() == "loaded\n"
        time.sleep(0.004 + 0.021 * turn)  # the first while the file is made, the others anywhere behind
        writer.send_signal(signal.SIGKILL)
        said = writer.stdout.read().split("\n")[:-1]  # the last line may be cut
        assert writer.wait() == -signal.SIGKILL
        writer.stdout.close()
        added |= {line.split()[1] for line in said if line.startswith("added ")}
        unsure |= {line.split()[1] for line in said if line.startswith("removing ")}
        with Catalogue.open(folder, write=True, create=True) as catalogue:
            assert catalogue.check() == []
            kept = {filed.path: filed.records for filed in catalogue.documents()}
            assert added - unsure <= set(kept)
            assert set(kept.values()) <= {3}
            assert catalogue.count("ferry") == catalogue.count("agency:afp") == catalogue.count() == 3 * len(kept)
        behind += bool(said) and said[-1] != "index"
    assert behind, "some were killed in the middle"
    assert added


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_the_lock_of_a_killed_writer_is_free_at_once(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from indexer.catalogue import Catalogue\n"
        "Catalogue.open(Path(sys.argv[1]), write=True, create=True); print('open', flush=True); sys.stdin.read()"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    assert writer.stdout is not None
    assert writer.stdout.readline() == "open\n"
    writer.kill()
    writer.communicate()
    with Catalogue.open(tmp_path, write=True) as catalogue:
        assert catalogue.check() == []


FILLER = """
import resource
import sys
from pathlib import Path
from indexer.catalogue import Catalogue
from indexer.errors import CatalogueError
from indexer.model import Document, Record

folder = Path(sys.argv[1])
with Catalogue.open(folder, write=True) as catalogue:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    try:
        catalogue.rebuild()
    except CatalogueError as error:
        print(error)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
@pytest.mark.parametrize("room", [0, 20_000])
def test_a_full_disk_is_said_in_one_line_and_loses_nothing(tmp_path: Path, room: int) -> None:
    texts = [f"A ferry called {chr(97 + n % 26) * 9}{n} at sea" for n in range(300)]
    with Catalogue.open(tmp_path / "index", write=True, create=True) as catalogue:
        catalogue.add(Document("a.txt"), [Record(text, text) for text in texts])
    run = subprocess.run(
        [sys.executable, "-c", FILLER, str(tmp_path / "index"), str(room)], capture_output=True, text=True, check=True
    )
    (said,) = run.stdout.splitlines()
    assert "the records are kept" in said or "look at its permissions and the disk" in said
    with Catalogue.open(tmp_path / "index") as reader:
        assert reader.count("ferry") == reader.count() == 300
    with Catalogue.open(tmp_path / "index", write=True) as catalogue:
        assert catalogue.check() == []


ADDER = """
import resource
import sys
from pathlib import Path
from indexer.catalogue import Catalogue
from indexer.errors import CatalogueError
from indexer.model import Document, Record

folder, room = Path(sys.argv[1]), int(sys.argv[2])
catalogue = Catalogue.open(folder, write=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
try:
    for number in range(100):
        texts = [f"A ferry number{number} part{n} at sea" for n in range(10)]
        catalogue.add(Document(f"{number}.txt"), [Record(text, text) for text in texts])
        print("added", flush=True)
except CatalogueError as error:
    print(error)
catalogue.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit on the size of files")
@pytest.mark.parametrize("room", [0, 150_000, 400_000])
def test_a_disk_that_fills_up_while_records_are_added_loses_none_that_were(tmp_path: Path, room: int) -> None:
    folder = tmp_path / "index"
    with Catalogue.open(folder, write=True, create=True) as catalogue:
        catalogue.add(Document("first.txt"), [Record("A ferry", "A ferry")])
    run = subprocess.run(
        [sys.executable, "-c", ADDER, str(folder), str(room)], capture_output=True, text=True, check=True
    )
    *added, said = run.stdout.splitlines()
    assert set(added) <= {"added"}
    assert "look at its permissions and the disk" in said or "free space" in said
    with Catalogue.open(folder) as reader:
        assert reader.count("ferry") == reader.count() == 1 + 10 * len(added)
    with Catalogue.open(folder, write=True) as catalogue:
        assert catalogue.check() == []
        catalogue.add(Document("last.txt"), [Record("A ferry", "A ferry")])
        assert catalogue.count("ferry") == 2 + 10 * len(added)


@pytest.mark.parametrize("version", range(1, VERSION))
def test_a_catalogue_of_any_older_format_is_told_to_readers_and_brought_up_by_a_writer(
    tmp_path: Path, version: int
) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        for script in MIGRATIONS[:version]:
            db.executescript(script)
        db.execute("INSERT INTO document VALUES (1, 'a.txt', '', 0, 0)")
        text = "A ferry"
        row = (1, "0123456789ab", "ba9876543210", 1, "2024-05-07", "2024-05-07", "", pack(Record(text, text)))
        db.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        db.execute("INSERT INTO change (row, gone) VALUES (1, 0)")
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {version}")
        db.commit()
    with pytest.raises(VersionError, match=r"older Photodesk \(format \d\); `photodesk rebuild` updates it"):
        Catalogue.open(tmp_path)
    Catalogue.open(tmp_path, write=True).close()
    with Catalogue.open(tmp_path) as reader:
        assert [hit.record.text for hit in reader.find("ferry")] == [text]
        assert reader.find("taken:2024-05", collapse=True)


def test_an_index_that_two_processes_build_is_the_one_that_one_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"A ferry called {chr(97 + n % 26) * 9}{n} at sea with {'gulls ' * (n % 4)}" for n in range(60)]
    with Catalogue.open(tmp_path, write=True, create=True) as catalogue:
        dated = [Record(text, text, published=f"20{n % 9:02}-01-01") for n, text in enumerate(texts)]
        catalogue.add(Document("a.txt"), dated)
        catalogue.commit_index()
        asked = ("gulls", "ferry -gulls", "aaaaaaaaa*", '"at sea"')
        alone = [[hit.record.text for hit in catalogue.find(text, limit=None)] for text in asked]
        years = catalogue.facets("gulls", ("year",))
        monkeypatch.setattr("indexer.catalogue.fulltext.MANY", 4)
        monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
        catalogue.rebuild()
        (current,) = [path for path in (tmp_path / "search").iterdir() if path.is_dir()]
        assert len(list(current.glob("*.seg"))) == 2
        assert [[hit.record.text for hit in catalogue.find(text, limit=None)] for text in asked] == alone
        assert catalogue.facets("gulls", ("year",)) == years
        assert catalogue.check() == []
