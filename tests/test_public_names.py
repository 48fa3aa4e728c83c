"""What the package offers, and what it costs to ask for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import indexer

HEAVY = {"pydantic", "whoosh", "PIL", "sqlite3", "rich", "indexer.catalogue", "indexer.model", "indexer.parse"}
"""What takes long to import, and no command may load before it needs it."""


def loaded_by(code: str) -> set[str]:
    asked = f"import sys\n{code}\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    return set(subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stderr.split())


def test_every_public_name_can_be_had_and_is_listed_once() -> None:
    assert sorted(indexer.__all__) == indexer.__all__
    for name in indexer.__all__:
        assert getattr(indexer, name) is not None


def test_a_name_that_does_not_exist_is_an_ordinary_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = indexer.nonsense


def test_the_parser_needs_neither_index_nor_catalogue_nor_pictures() -> None:
    loaded = loaded_by("from indexer import parse_credit, parse_caption; parse_credit('Mia Holm/AP')")
    assert not loaded & {"pydantic", "whoosh", "PIL", "sqlite3", "rich", "typer", "indexer.catalogue"}


def test_help_loads_no_heavy_module() -> None:
    loaded = loaded_by("from indexer.cli import program; program()")
    assert not loaded & (HEAVY - {"rich"})
    assert not {name for name in loaded if name.startswith("rich.")}


def test_one_command_loads_no_module_of_another() -> None:
    loaded = loaded_by("from indexer.cli import program; program(['show'])")
    assert {name for name in loaded if name.startswith("indexer.cli.")} == {"indexer.cli.common", "indexer.cli.stored"}


def test_every_command_of_a_module_stands_under_a_heading() -> None:
    from indexer.cli import PANELS

    modules = {module for panel in PANELS.values() for module in panel.values()}
    asked = f"import indexer.cli.common as common, {', '.join(f'indexer.cli.{module}' for module in sorted(modules))}"
    names = "[one.name or one.callback.__name__ for one in common.app.registered_commands]"
    done = subprocess.run(
        [sys.executable, "-c", f"{asked}; print(*{names})"], capture_output=True, text=True, check=True
    )
    assert sorted(done.stdout.split()) == sorted(name for panel in PANELS.values() for name in panel)


def test_a_search_on_exact_fields_loads_neither_whoosh_nor_pydantic() -> None:
    rooms = "indexer.catalogue, indexer.search.query, indexer.render"
    loaded = loaded_by(f"from indexer.cli import program; program(['search']); import {rooms}")
    assert not loaded & {"pydantic", "whoosh", "PIL"}


def test_what_a_search_finds_is_shown_without_what_only_writers_and_reports_need(tmp_path: Path) -> None:
    run = "from indexer.__main__ import main\ntry: main()\nexcept SystemExit: pass"
    story, index = tmp_path / "story.txt", str(tmp_path / "index")
    story.write_text("A fox crosses a road. (Mia Holm/AFP)\n", encoding="utf-8")
    loaded_by(f"sys.argv = {['photodesk', 'index', str(story), '--index', index, '-q']}; {run}")
    loaded = loaded_by(f"sys.argv = {['photodesk', 'search', 'by:holm', '--index', index]}; {run}")
    assert "indexer.catalogue" in loaded
    assert not {name for name in loaded if name.startswith("rich.") and name != "rich.cells"}
    unused = {"pydantic", "whoosh", "PIL", "csv", "secrets", "hashlib", "logging", "tempfile"}
    rooms = {"parse", "sources", "rules", "rights", "vocab.agencies", "catalogue.filing", "search.generations"}
    assert not loaded & (unused | {f"indexer.{room}" for room in rooms})
