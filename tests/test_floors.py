"""Imports run downward: faces over the catalogue over the crafts over the ground; neighbours never meet."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "indexer"
FLOORS = (
    {"model", "noun", "errors", "text", "vocab", "settings"},
    {"sources", "parse", "rules", "rights", "search", "reports", "render"},
    {"catalogue", "evaluation", "reading", "validation"},
    {"cli", "web"},
    {"__main__", "__init__"},
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imported_rooms(path: Path) -> set[str]:
    """Return the rooms of `indexer` that a file imports, at its top or inside its functions."""
    package = ("indexer", *path.relative_to(PACKAGE).parent.parts)
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            stem = ".".join(filter(None, (base, node.module)))
            names |= {f"{stem}.{alias.name}" for alias in node.names}
    return {parts[1] for name in names if (parts := name.split("."))[0] == "indexer" and len(parts) > 1} & FLOOR.keys()


def test_every_room_of_the_package_stands_on_a_floor() -> None:
    assert {_room(path) for path in PACKAGE.rglob("*.py")} <= FLOOR.keys()


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_only_its_own_room_and_the_floors_below(path: Path) -> None:
    room = _room(path)
    for other in _imported_rooms(path) - {room}:
        # The ground's rooms may lean on each other; nobody else's may.
        assert FLOOR[other] < FLOOR[room] or FLOOR[room] == 0 == FLOOR[other], f"{path.name} imports {other}"
