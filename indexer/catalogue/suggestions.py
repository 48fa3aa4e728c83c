"""What a person may have meant, or may want to type: words and names that are there."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

from indexer.catalogue.exact import clean, to_sql
from indexer.errors import UsageError
from indexer.search.backend import Backend
from indexer.search.query import SHORTEST_NEAR, And, Node, Not, Or, Value, Words
from indexer.search.words import key

COMPLETED = ("photographer", "agency", "person", "city", "country", "region", "event", "keyword")
"""Fields whose values can be completed."""


def complete(db: sqlite3.Connection, field: str, begun: str, most: int) -> list[str]:
    """Return the names in `field` of which a word begins so, the most used first. Raises UsageError."""
    if field not in COMPLETED:
        raise UsageError(f'"{field}" cannot be completed; {", ".join(COMPLETED)} can')
    compared = clean(key(begun)) if begun.strip() else ""
    first = compared.split(" ")[0]
    sql = (
        "SELECT name FROM term WHERE field = ? AND id IN (SELECT term FROM term_word WHERE word >= ? AND word < ?)"
        " AND instr(' ' || key, ?)"
        " ORDER BY (SELECT count(*) FROM (SELECT 1 FROM use WHERE term = term.id LIMIT 1000)) DESC, name LIMIT ?"
    )
    return [name for (name,) in db.execute(sql, [field, first, first + "\U0010ffff", f" {compared}", most])]


def suggest(db: sqlite3.Connection, backend: Backend, query: str, tree: Node) -> str:
    """Return `query` with each word or name that nothing has replaced by the nearest there is; "" when none is."""
    changed = query
    for part in _leaves(tree):
        if isinstance(part, Words) and len(part.words) == 1 and not part.prefix and not part.near:
            typed = part.words[0]
            if len(typed) >= SHORTEST_NEAR and not backend.count(part):
                better = _nearest_word(backend, part)
                changed = _replaced(changed, typed, better) if better else changed
        elif isinstance(part, Value) and part.field.match in ("name", "whole") and not part.field.values:
            sql, params = to_sql(part)
            if not db.execute(f"SELECT 1 FROM record WHERE {sql} LIMIT 1", params).fetchone():
                better = _nearest_name(db, part)
                changed = _named(changed, part.value, better) if better else changed
    return changed if changed != query else ""


def _leaves(tree: Node) -> Iterator[Node]:
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(_):
            return
        case _:
            yield tree


def _nearest_word(backend: Backend, words: Words) -> str:
    """Return the word within a letter of this one that most records have."""
    found = backend.near(words.words[0], words.scope)
    return max(found, key=lambda word: (found[word], word), default="")


def _nearest_name(db: sqlite3.Connection, value: Value) -> str:
    marks = ", ".join("?" * len(value.field.reads))
    sql = (
        f"SELECT name FROM term WHERE field IN ({marks}) AND near(key, ?)"
        " ORDER BY (SELECT count(*) FROM (SELECT 1 FROM use WHERE term = term.id LIMIT 1000)) DESC, name LIMIT 1"
    )
    found = db.execute(sql, [*value.field.reads, clean(key(value.value))]).fetchone()
    return "" if found is None else str(found[0])


def _named(query: str, typed: str, better: str) -> str:
    """Return `query` with one name in place of another, in quotation marks where it needs them.

    >>> _named("by:hom -ferry", "hom", "Mia Holm"), _named('by:"mia hom"', "mia hom", "Mia Holm")
    ('by:"Mia Holm" -ferry', 'by:"Mia Holm"')
    """
    shown = better if better.isalnum() else f'"{better}"'
    quoted = f'"{typed}"'
    return query.replace(quoted, shown) if quoted in query else query.replace(f":{typed}", f":{shown}")


def _replaced(query: str, typed: str, better: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", better, query, flags=re.IGNORECASE)
