"""The words of instructions as rules, and the names they use; data in `restrictions.toml`."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from typing import Any, NamedTuple

from ..text import fold, lazy_pattern
from . import FOLDER

Node = dict[str, Any]
"""A step in the tree of phrases: word or slot → the next step; `END` → the rows that end here."""

END = ""
SLOTS = ("{n}", "{date}", "{days}", "{places}", "{media}", "{text}", "{gap}")

_WORD = lazy_pattern(r"\{[a-z]+\}|[^\W\d_]+|\d+")


class Row(NamedTuple):
    """One row of the table: what its phrases state."""

    name: str
    effect: str
    action: str
    where: str
    media: str
    who: tuple[str, ...]
    until: str
    times: str
    context: str
    unresolved: bool


class Table(NamedTuple):
    """The whole file, made ready for matching."""

    phrases: Node
    alone: Node
    slash: Node
    media: dict[str, str]
    """Folded name → medium."""
    areas: dict[str, tuple[str, ...]]
    zones: dict[str, int]
    months: dict[str, int]
    weekdays: dict[str, int]


def words(phrase: str) -> list[str]:
    """Return the folded words of a phrase, letters and digits apart, slots as they are.

    >>> words("NARCH{n}: pas d'archives")
    ['narch', '{n}', 'pas', 'd', 'archives']
    """
    return _WORD.findall(fold(phrase))


@cache
def table() -> Table:
    """Read the file, once."""
    with open(os.path.join(FOLDER, "restrictions.toml"), "rb") as file:
        raw = tomllib.load(file)
    trees: dict[str, Node] = {"phrases": {}, "alone": {}, "slash": {}}
    for one in raw["rule"]:
        row = Row(
            one["name"], one["effect"], one["action"], one.get("where", ""), one.get("media", ""),
            tuple(one.get("who", ())), one.get("until", ""), one.get("times", ""), one.get("context", ""),
            one.get("unresolved", False),
        )  # fmt: skip
        for kind, tree in trees.items():
            for phrase in one.get(kind, ()):
                node = tree
                for word in words(phrase):
                    node = node.setdefault(word, {})
                node.setdefault(END, row)
    return Table(
        trees["phrases"], trees["alone"], trees["slash"],
        {fold(name): medium for medium, names in raw["media"].items() for name in names},
        {fold(name): tuple(codes) for name, codes in raw["areas"].items()},
        raw["zones"],
        {fold(name): int(number) for number, names in raw["months"].items() for name in names},
        {fold(name): int(number) for number, names in raw["weekdays"].items() for name in names},
    )  # fmt: skip
