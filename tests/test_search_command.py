"""`photodesk search` as a person types it: words to leave out, places of mistakes, kept orders, completion, widths."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from test_cli import run

STORY = """\
A ferry leaves the harbour of Bergen, Norway, on May 7, 2024. (Mia Holm/AFP via Getty Images)

Gulls follow a ferry off Brest, France, on May 8, 2024. (Ola O'Brien/AFP)

Nets dry beside the tower of Aarhus, Denmark, on May 9, 2024. (Jo Marsh/Reuters)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    (folder / "story.txt").write_text(STORY, encoding="utf-8")
    assert run("index", "story.txt", cwd=folder).returncode == 0
    return folder


@pytest.mark.parametrize(
    ("words", "many"),
    [
        (["ferry", "-gulls"], 1),
        (["ferry", "-by:holm"], 1),
        (["-agency:afp"], 1),
        (["-published:2024"], 3),
        (["-in:brest", "ferry"], 1),
        (["--", "-harbour", "-nets"], 1),
        (["ferry", "-n5"], 2),
    ],
)
def test_a_word_behind_a_minus_is_left_out_where_it_can_be_no_option(folder: Path, words: list[str], many: int) -> None:
    found = run("search", "--format", "ids", "--quiet", *words, cwd=folder)
    assert (found.returncode, len(found.stdout.split())) == (0, many), found.stderr


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (["ferry OR agancy:afp"], 10),
        (["ferry", "is:handuot"], 7),
        (["taken:2024-13"], 1),
        (["(ferry"], 1),
        (["ferry)"], 6),
        (['gulls "ferry', "--sort", "taken"], 7),
        (["gulls uses:x", "--saved", "boats"], 7),
        (["ferry", "-agancy:afp"], 11),
    ],
)
def test_what_is_not_understood_is_one_line_with_its_place(folder: Path, words: list[str], place: int) -> None:
    said = run("search", *words, cwd=folder)
    assert said.returncode == 2
    assert said.stderr.startswith(f"photodesk: query, character {place}: ")
    assert said.stderr.count("\n") == 1


def test_a_kept_search_keeps_its_order_whatever_is_asked_besides(folder: Path) -> None:
    run("search", "ferry sort:oldest", "--save", "boats", cwd=folder)
    run("search", "gulls OR nets", "--save", "others", cwd=folder)
    for words, found in (
        (["--saved", "boats"], ["2024-05-07", "2024-05-08"]),
        (["--saved", "boats", "agency:afp"], ["2024-05-07", "2024-05-08"]),
        (["--saved", "boats", "sort:taken"], ["2024-05-08", "2024-05-07"]),
        (["--saved", "boats", "--sort", "taken"], ["2024-05-08", "2024-05-07"]),
        (["--saved", "others", "agency:reuters"], ["2024-05-09"]),
        (["--saved", "others", "--sort", "oldest"], ["2024-05-08", "2024-05-09"]),
    ):
        shown = run("search", *words, "--fields", "date_created", "--format", "csv", cwd=folder)
        assert shown.stdout.split()[1:] == found, words
    twice = run("search", "ferry sort:taken", "--sort", "oldest", cwd=folder)
    assert (twice.returncode, twice.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("more", [["--collapse"], ["--new-since", "2024-01-01"], ["--offset", "1"]])
def test_facets_say_what_they_cannot_heed(folder: Path, more: list[str]) -> None:
    said = run("search", "ferry", "--facets", *more, cwd=folder)
    assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["ph"], ["photographer:"]),
        (["whe"], ["where:"]),
        (["by:ho"], ["by:holm"]),
        (["by:m"], ["by:marsh", "by:mia-holm"]),
        (["ferry", "by:o-"], ["by:o-brien"]),
        (["agency:get"], ["agency:getty-images"]),
        (["via:"], ["via:afp", "via:getty-images", "via:reuters"]),
        (["in:br"], ["in:brest"]),
        (["is:re"], ["is:restricted", "is:reused"]),
        (["by", ":", "ho"], ["holm"]),
        (["colour:r"], []),
        (["taken:2"], []),
    ],
)
def test_a_shell_completes_fields_and_names(folder: Path, typed: list[str], offered: list[str]) -> None:
    words = ["photodesk", "search", *typed]
    shown = run(
        cwd=folder, COMP_WORDS="\n".join(words), COMP_CWORD=str(len(words) - 1), _PHOTODESK_COMPLETE="complete_bash"
    )
    assert sorted(shown.stdout.split()) == offered
    for one in offered if ":" not in typed else []:
        if not one.endswith(":"):
            assert run("search", one, "--count", cwd=folder).returncode == 0


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(folder: Path, columns: int) -> None:
    for words in (["search", "ferry"], ["search", "--facets"], ["fields"], ["searches"], ["search", "--fields", "id"]):
        shown = run(*words, cwd=folder, COLUMNS=str(columns))
        assert all(cell_len(line) <= columns for line in shown.stdout.splitlines()), words
