"""The command line. A command's module is imported when the command is asked for, and imports what it needs when it
runs: making all commands ready takes as long as a search does.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer import Typer

PANELS: dict[str, dict[str, str]] = {
    "Read": {
        "index": "indexing", "parse": "reading", "explain": "reading", "metadata": "pictures", "evaluate": "reading",
    },
    "Find": {
        "search": "searching", "show": "stored", "similar": "searching", "names": "searching", "searches": "searching",
        "fields": "searching", "photographers": "naming",
    },
    "Check before publication": {
        "validate": "checking", "rule": "checking", "format": "checking", "audit": "searching",
    },
    "Rights and reuse": {
        "clear": "rights", "reuse": "rights", "decide": "rights", "decisions": "rights", "asset": "rights",
        "alerts": "rights", "restrictions": "rights", "export": "rights",
    },
    "Count": {"report": "reporting", "compare": "reporting"},
    "Look after": {"check": "stored", "rebuild": "stored", "schema": "reading"},
}  # fmt: skip
"""Every command with the module that has it, by the headings of the help."""


def program(words: Sequence[str] = ()) -> Typer:
    """Return the program: with the command that `words` begin with, with none to tell but the version, else with all.

    All are in the order of PANELS.
    """
    from .common import app

    asked = words[0] if words else ""
    homes = {name: module for panel in PANELS.values() for name, module in panel.items()}
    wanted = [asked] if asked in homes else [] if list(words) == ["--version"] else list(homes)
    for name in wanted:
        import_module(f".{homes[name]}", __name__)
    found = {one.name or getattr(one.callback, "__name__", ""): one for one in app.registered_commands}
    for panel, names in PANELS.items():
        for name in found.keys() & names.keys():
            found[name].rich_help_panel = panel
    app.registered_commands = [found[name] for name in wanted]
    return app
