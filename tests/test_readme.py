"""The sessions of the README are real: each is run, in order, and must print what the README shows; so is its table.

`python tests/test_readme.py` writes the present output into the README.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SESSION = re.compile(r"```console\n\$ (photodesk [^\n]*)\n(.*?)```\n", re.DOTALL)

TABLE = re.compile(r"<!-- (rules|fields) -->\n.*?<!-- end of \1 -->", re.DOTALL)


def output(command: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "indexer", *shlex.split(command)[1:]],
        cwd=folder,
        env={**os.environ, "COLUMNS": "100", "TERM": "dumb", "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        capture_output=True,
    )
    return "".join(f"{line.rstrip()}\n" for line in (done.stdout + done.stderr).decode("utf-8").splitlines())


def replayed(text: str) -> str:
    """Return the README with the output of every session as it is now."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(ROOT / "seeds", Path(name) / "seeds")
        return SESSION.sub(lambda s: f"```console\n$ {s[1]}\n{output(s[1], Path(name))}```\n", text)


def tabled(text: str) -> str:
    """Return the README with the tables of rules and of search fields as they are now."""
    from indexer.rules import RULES
    from indexer.search import FIELDS

    rows = ["| rule | severity | what is wrong |", "| --- | --- | --- |"]
    rows += [f"| {one.code} | {f'{one.severity}, off' if one.quiet else one.severity} | {one.title} |" for one in RULES]
    tables = {"rules": rows, "fields": ["| field | also | finds | example |", "| --- | --- | --- | --- |"]}
    for field in FIELDS:
        also = " ".join(f"`{alias}:`" for alias in field.aliases)
        tables["fields"].append(f"| `{field.name}:` | {also} | {field.help} | `{field.example}` |")
    return TABLE.sub(
        lambda found: "\n".join((f"<!-- {found[1]} -->", *tables[found[1]], f"<!-- end of {found[1]} -->")), text
    )


def test_the_tables_of_rules_and_search_fields_are_current() -> None:
    shown = README.read_text(encoding="utf-8")
    assert len(TABLE.findall(shown)) == 2
    assert tabled(shown) == shown, "run `python tests/test_readme.py`"


def test_the_sessions_of_the_readme_print_what_it_shows() -> None:
    shown = README.read_text(encoding="utf-8")
    assert SESSION.search(shown)
    assert replayed(shown) == shown, "run `python tests/test_readme.py` and look at what changed"


def test_the_python_of_the_readme_gives_what_it_shows() -> None:
    import doctest

    assert doctest.testfile(str(README), module_relative=False).failed == 0


if __name__ == "__main__":
    README.write_text(tabled(replayed(README.read_text(encoding="utf-8"))), encoding="utf-8")
