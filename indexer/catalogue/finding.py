"""How a query is answered: what is words by the full-text index, what is exact by SQL, and the two together.

Everything here works on one read transaction, with the backend that was opened for it.
"""

from __future__ import annotations

import base64
import binascii
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from indexer.catalogue import fulltext
from indexer.catalogue.exact import Params, is_published, to_sql, uses_of
from indexer.errors import UsageError
from indexer.model import Table
from indexer.search.backend import Backend, is_wordy
from indexer.search.excerpts import has_words
from indexer.search.query import And, Dates, Node, Not, Numbers, Or, Query, Restricted, Value

FACETS = (*fulltext.FACETS, "year")
"""What the records found can be counted by."""

FEW = 1_000
"""Rows found by words, up to which SQL looks at each of them; beyond, it finds its own and the two are intersected."""

MANY_TERMS = 500
"""Names found by their words, from which on their records are not looked for name by name."""

_ORDERS = {
    "": "day DESC, row", "relevance": "day DESC, row", "published": "published DESC, row", "taken": "taken DESC, row",
    "oldest": "day = '', day, row",
}  # fmt: skip

Ranked = tuple[int, float]
"""Row and score."""
Picture = int | str
"""The number of a picture; the asset_id of a record that has not been compared with the others yet (see `assets`)."""


def ranked(db: sqlite3.Connection, backend: Backend | None, query: Query, most: int | None) -> Iterator[Ranked]:
    """Yield what `query` finds, in its order; maybe no more than `most` (None: all). `backend` answers for words."""
    tree, sort = query.tree, query.sort
    if backend is None or not has_words(tree):
        limit = -1 if most is None else most
        by_day = sort in ("", "relevance") or (sort == "published" and is_published(tree))
        uses = _uses(db, tree) if by_day else None
        # Where many of the latest records are among them, these are looked at one by one until there are enough.
        frequent = uses is not None and most is not None and not uses.ordered and uses.many * 8 > _last_row(db)
        if uses is not None and not frequent:
            once = "" if uses.ordered else "DISTINCT"
            sql = f"SELECT {once} record, since {uses.sql} ORDER BY since DESC, record LIMIT ?"
            found = db.execute(sql, [*uses.params, limit])
            return ((row, 0.0) for row, _ in found)
        sql, params = to_sql(tree, few=frequent)
        found = db.execute(f"SELECT row FROM record WHERE {sql} ORDER BY {_ORDERS[sort]} LIMIT ?", [*params, limit])
        return ((row, 0.0) for (row,) in found)
    if sort in ("", "relevance"):
        return iter(_by_relevance(db, backend, tree, most))
    scores = dict(_by_relevance(db, backend, tree, None))
    rows = db.execute(
        f"SELECT row FROM record WHERE row IN (SELECT value FROM json_each(?)) ORDER BY {_ORDERS[sort]}",
        [json.dumps(list(scores))],
    )
    return ((row, scores[row]) for (row,) in rows)


def rows_of(db: sqlite3.Connection, backend: Backend | None, tree: Node) -> Collection[int] | None:
    """Return the rows that `tree` finds, in no order; None: every row."""
    if tree == And(()):
        return None
    if backend is None or not has_words(tree):
        return _rows(db, tree)
    if is_wordy(tree):
        return backend.matching(tree)
    apart = _apart(tree)
    if apart is not None and backend.most(apart[0]) > FEW:
        return _rows(db, apart[1]).intersection(backend.matching(apart[0]))
    return dict(_by_relevance(db, backend, tree, None))


def count(db: sqlite3.Connection, backend: Backend | None, tree: Node) -> int:
    """Return how many records `tree` finds."""
    if backend is None or not has_words(tree):
        uses = _uses(db, tree)
        if uses is not None:
            every = "*" if uses.ordered else "DISTINCT record"
            return int(db.execute(f"SELECT count({every}) {uses.sql}", uses.params).fetchone()[0])
        sql, params = to_sql(tree)
        return int(db.execute(f"SELECT count(*) FROM record WHERE {sql}", params).fetchone()[0])
    if is_wordy(tree):
        return backend.count(tree)
    apart = _apart(tree)
    if apart is not None and backend.most(apart[0]) > FEW:
        return backend.count(apart[0], _rows(db, apart[1]))
    return len(_by_relevance(db, backend, tree, None))


class _Uses(NamedTuple):
    """The rows that a query finds, with the days that they are ordered by, read from the uses of one or more terms."""

    sql: str
    """FROM and what follows; has `record` and `since`."""
    params: Params
    many: int
    """Uses that are looked at."""
    ordered: bool
    """Whether they are kept in this order, so that of the latest few no others are read."""


def _last_row(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT coalesce(max(row), 0) FROM record").fetchone()[0])


def _uses(db: sqlite3.Connection, tree: Node) -> _Uses | None:
    """Return how to read what `tree` finds from uses; None when it names nothing, or very many things, to begin at."""
    uses = uses_of(tree)
    if uses is None:
        return None
    terms = [number for (number,) in db.execute(f"SELECT id FROM term WHERE {uses.terms}", uses.params)]
    if len(terms) > MANY_TERMS:
        return None
    ordered = len(terms) == 1
    wanted = f"use WHERE term {'= ?' if ordered else 'IN (' + ', '.join('?' * len(terms)) + ')'}{uses.of_use}"
    params: Params = [*terms, *uses.bounds]
    many = db.execute(f"SELECT count(*) FROM {wanted}", params).fetchone()[0]
    sql = f"FROM (SELECT record, day AS since FROM {wanted})"
    if uses.rest != And(()):
        condition, more = to_sql(uses.rest)
        return _Uses(f"{sql} CROSS JOIN record ON row = record AND {condition}", params + more, many, ordered)
    return _Uses(sql, params, many, ordered)


def _rows(db: sqlite3.Connection, tree: Node) -> set[int]:
    """Return the rows that `tree`, which has no words, finds."""
    uses = _uses(db, tree)
    if uses is not None:
        return {row for (row,) in db.execute(f"SELECT record {uses.sql}", uses.params)}
    sql, params = to_sql(tree)
    return {row for (row,) in db.execute(f"SELECT row FROM record WHERE {sql}", params)}


def _days(db: sqlite3.Connection, rows: Sequence[int]) -> dict[int, str]:
    sql = "SELECT row, day FROM record WHERE row IN (SELECT value FROM json_each(?))"
    return dict(db.execute(sql, [json.dumps(rows)]).fetchall())


def _apart(tree: Node) -> tuple[And, And] | None:
    """Return the words and the exact conditions that `tree` is made of; None when they are mixed otherwise."""
    parts = tree.parts if isinstance(tree, And) else (tree,)
    exact = And(tuple(part for part in parts if not has_words(part)))
    words = And(tuple(part for part in parts if has_words(part)))
    return (words, exact) if exact.parts and is_wordy(words) else None


def _by_relevance(db: sqlite3.Connection, backend: Backend, tree: Node, most: int | None) -> list[Ranked]:
    """Return rows and scores, the best `most` at least, best first, equal ones as they would come without words."""
    if is_wordy(tree):
        return [(match.row, match.score) for match in backend.search(tree, most)] if most != 0 else []
    scores: dict[int, float] = {}
    apart = _apart(tree)
    if apart is not None:
        words, exact = apart
        if backend.most(words) > FEW:
            found = backend.search(words, None, _rows(db, exact))
            if most is not None and 0 < most < len(found):  # what is not shown needs no order
                least = found[most - 1].score
                found = [match for match in found if match.score >= least]
            days = _days(db, [match.row for match in found])
            found.sort(key=lambda match: days[match.row], reverse=True)
            return [(match.row, match.score) for match in sorted(found, key=lambda match: -match.score)]
        scores = {match.row: match.score for match in backend.search(words)}
        sql, params = to_sql(exact, few=True)
        sql = f"row IN (SELECT value FROM json_each(?)) AND {sql}"
        params = [json.dumps(list(scores)), *params]
    else:

        def asked(node: Node) -> Iterable[int]:
            for match in backend.search(node):
                scores[match.row] = scores.get(match.row, 0.0) + match.score
                yield match.row

        sql, params = to_sql(tree, asked)
    rows = db.execute(f"SELECT row FROM record WHERE {sql} ORDER BY day DESC, row", params)
    return sorted(((row, scores.get(row, 0.0)) for (row,) in rows), key=lambda one: -one[1])


def is_of_pictures(tree: Node) -> bool:
    """Tell whether what a query finds depends on which records show one picture."""
    match tree:
        case And(parts) | Or(parts):
            return any(is_of_pictures(part) for part in parts)
        case Not(part):
            return is_of_pictures(part)
        case Dates(field):
            return field.name == "expires"
        case Value(field, value):
            return field.name == "asset" or (field.match, value) == ("fact", "reused")
    return isinstance(tree, Restricted | Numbers)


def once_each(db: sqlite3.Connection, found: Iterable[Ranked], without: Collection[Picture] = ()) -> Iterator[Ranked]:
    """Yield of `found` the first of each picture, but of those `without`."""
    seen = set(without)
    found, size = iter(found), 100
    while some := list(islice(found, size)):
        shown = pictures(db, [row for row, _ in some])
        for row, score in some:
            if shown[row] not in seen:
                seen.add(shown[row])
                yield row, score
        size = min(4 * size, 20_000)  # a page needs few, a count all


def pictures(db: sqlite3.Connection, rows: Sequence[int]) -> dict[int, Picture]:
    """Return which picture each of `rows` shows."""
    sql = (
        "SELECT row, coalesce(picture, asset_id) FROM record LEFT JOIN asset USING (asset_id)"
        " WHERE row IN (SELECT value FROM json_each(?))"
    )
    return dict(db.execute(sql, [json.dumps(rows)]).fetchall())


def facets(
    db: sqlite3.Connection, backend: Backend | None, tree: Node, fields: Sequence[str], most: int
) -> Iterator[Table]:
    """Yield for each field the `most` frequent values of what `tree` finds, written out, with how many rows have them.

    An agency counts as what the authority list calls one.
    """
    every = tree == And(())
    rows: Collection[int] | None = None
    if backend is not None and not every and not is_wordy(tree):
        rows = rows_of(db, backend, tree)
    for field in fields:
        counted = None
        if backend is not None:
            counted = backend.facet(field, tree if rows is None and not every else rows)
        if counted is None:
            rows = rows_of(db, backend, tree) if rows is None else rows
            counted = _facet(db, field, rows)
        yield _facet_table(db, field, counted, most)


def _facet(db: sqlite3.Connection, field: str, rows: Collection[int] | None) -> dict[str, int]:
    within = "1" if rows is None else "{} IN (SELECT value FROM json_each(?))"
    params = [] if rows is None else [json.dumps(list(rows))]
    if field == "year":
        sql = f"SELECT substr(day, 1, 4), count(*) FROM record WHERE day <> '' AND {within.format('row')} GROUP BY 1"
        return dict(db.execute(sql, params).fetchall())
    sql = (
        "SELECT same, count(DISTINCT record) FROM use JOIN term ON term = id"
        f" WHERE field = ? AND {within.format('record')} GROUP BY same"
    )
    return dict(db.execute(sql, [field, *params]).fetchall())


def _facet_table(db: sqlite3.Connection, field: str, total: dict[str, int], most: int) -> Table:
    if field == "year":
        listed = sorted(total.items(), reverse=True)[:most]
    else:
        listed = sorted(total.items(), key=lambda one: (-one[1], one[0]))[:most]
    sql = "SELECT min(name) FROM term WHERE field = ? AND same = ?"
    named = [(db.execute(sql, [field, value]).fetchone()[0] or value, many) for value, many in listed]
    left = len(total) - len(listed)
    return Table(field, (field, "records"), tuple(named), note=f"and {left:,} more" if left else "")


def cursor(shown: Sequence[str]) -> str:
    """Return what stands for the records that a person has seen, by their ids.

    >>> cursor(["0123456789ab"]), seen("ASNFZ4mr")
    ('ASNFZ4mr', ['0123456789ab'])
    """
    return base64.urlsafe_b64encode(bytes.fromhex("".join(shown))).decode().rstrip("=")


def seen(cursor: str) -> list[str]:
    """Return the ids that `cursor` stands for. Raises UsageError."""
    try:
        digits = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).hex()
    except (binascii.Error, ValueError):
        digits = "x"
    if not digits or len(digits) % 12:
        raise UsageError(f'"{cursor[:40]}" is no page; take what the page before printed')
    return [digits[at : at + 12] for at in range(0, len(digits), 12)]
