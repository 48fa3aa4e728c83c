"""Exact fields: which terms a record has, and a query's tree as SQL over them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from indexer.catalogue import limits
from indexer.catalogue.facts import facts_of
from indexer.model import Agency, Credit, Record
from indexer.reports import DELIVERED, KEPT, MADE, NAMED_VIA, dated
from indexer.search.backend import is_plain, is_wordy
from indexer.search.query import And, Dates, Node, Not, Numbers, Or, Restricted, Value
from indexer.search.words import is_near, key

Params = list[str | int]

MARK = "rule"
"""Field of the terms that a record does not tell by itself: codes of the rules that it broke."""


class Term(NamedTuple):
    """One value of an exact field of one record."""

    field: str
    same: str
    """What counts as one: an agency's id, else the key."""
    key: str
    name: str
    position: int
    role: int = 0


def clean(text: str) -> str:
    """Return `text` as SQLite can keep it: half surrogate pairs spelt out.

    >>> clean("Kyiv"), clean("\\ud800")
    ('Kyiv', '\\\\ud800')
    """
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


@lru_cache(maxsize=1 << 15)
def _compared(name: str) -> tuple[str, str]:
    """Return what a name is compared by, and the name as it is kept."""
    return clean(key(name)), clean(name)


def terms_of(record: Record) -> list[Term]:
    """Return what `record` can be found and counted by, each once.

    >>> from indexer.model import Agency, Credit
    >>> record = Record("", "", Credit(agencies=(Agency("AFP", "afp"), Agency("Getty Images", "getty-images"))))
    >>> [(term.field, term.same, term.role) for term in terms_of(record)][:3]
    [('agency', 'afp', 1), ('agency', 'getty-images', 2), ('kind', 'photo', 0)]
    """
    found: dict[tuple[str, str], Term] = {}
    # A picture file of the archive is no use of the picture; a story, page or row that prints it is.
    kept = KEPT if record.file and not record.image and not record.published else 0

    def put(field: str, name: str | None, position: int = 0, same: str | None = None, role: int = 0) -> None:
        if not name:
            return
        compared, shown = _compared(name)
        same = clean(same) if same else compared
        before = found.get((field, same))
        found[field, same] = (
            before._replace(role=before.role | role) if before
            else Term(field, same, compared, shown, position, role | kept)
        )  # fmt: skip

    credit = record.credit
    makers = [*credit.photographers, *(one for part in credit.parts for one in part.photographers)]
    for position, photographer in enumerate(makers):
        put("photographer", photographer.name, position)
    roles = roles_of(credit)
    for position, (agency, role) in enumerate(roles):
        put("agency", agency.name, position, agency.id, role)
    for position, person in enumerate(record.persons_shown):
        put("person", person.name, position)
    place = record.location
    if place is not None:
        for field in ("sublocation", "city", "region", "country", "country_code"):
            put(field, getattr(place, field))
        narrow = place.city or place.region
        put("place", ", ".join(part for part in (narrow, place.country) if part))
    put("event", record.event)
    for position, keyword in enumerate(record.keywords):
        put("keyword", keyword, position)
    for position, flag in enumerate(credit.flags):
        put("flag", flag, position, flag)
    put("kind", record.kind, 0, record.kind)
    for kind, value in facts_of(record):
        put(kind, value, 0, value)
    return list(found.values())


def roles_of(credit: Credit) -> list[tuple[Agency, int]]:
    """Return each agency of `credit` with what it did: made it (first of its chain), delivered it (last), or both.

    A composite whose panels have chains of their own is counted by these; `via` by its name.
    """
    chains = [part.agencies for part in credit.parts if part.agencies] or [credit.agencies]
    roles = [
        (agency, (MADE if i == 0 else 0) | (DELIVERED if i == len(chain) - 1 else 0))
        for chain in chains
        for i, agency in enumerate(chain)
    ]
    listed = [(agency, 0) for agency in credit.agencies] + roles
    for via in (credit.via, *(part.via for part in credit.parts)):
        if via:
            known = [agency for agency, _ in listed if key(agency.name) == key(via)]
            listed.append((known[0] if known else Agency(via), NAMED_VIA))
    return listed


Bound = tuple[str, Params]
"""A condition on the `day` of a use, " AND …", and its parameters."""


def to_sql(
    node: Node, rows_of: Callable[[Node], Iterable[int]] = lambda _: (), few: bool = False, within: Bound = ("", [])
) -> tuple[str, Params]:
    """Return an SQL condition on table `record` for `node`; `rows_of` answers its parts that are words alone.

    With `few`, the condition is cheap to ask of a few rows that are known, instead of finding all that fulfil it.
    `within` is what holds of every record that is asked for, so that no use outside needs to be read.
    """
    if is_wordy(node):
        return "row IN (SELECT value FROM json_each(?))", [json.dumps(list(rows_of(node)))]
    match node:
        case And(parts):
            words = [part for part in parts if is_plain(part)]
            if len(words) > 1:  # asked together, the index ranks them together
                parts = (And(tuple(words)), *(part for part in parts if not is_plain(part)))
            for part in parts:
                within = _narrowed(within, part)
            return _join(" AND ", "1", [to_sql(part, rows_of, few, within) for part in parts])
        case Or(parts):
            return _join(" OR ", "0", [to_sql(part, rows_of, few, within) for part in parts])
        case Not(part):
            sql, params = to_sql(part, rows_of, few, within)
            return f"NOT {sql}", params
        case Dates(field, first, last):
            if field.reads == ("expires",):
                return limits.expiring(first, last, few)
            sql, bounds = dated(field.reads[0], first, last)
            return f"({sql})", bounds
        case Restricted(day):
            return limits.restricted(day, few)
        case Numbers():
            return _used(node.least, node.greatest)
        case Value(field):
            if field.match == "fact":
                return _fact(node.value, few, within)
            return _has(node.value, few, within) if field.match == "has" else _value(node, few, within)
    raise TypeError(f"no question for the catalogue: {node}")


_NO_TERMS = ("start", "has", "fact")
"""How fields match that are no names kept as terms."""


class Uses(NamedTuple):
    """What a query finds, as uses of terms: these come by day, so that the latest few are found without the others."""

    terms: str
    """A condition on table `term`."""
    params: Params
    of_use: str
    """What holds of the use besides, " AND …"."""
    bounds: Params
    rest: Node
    """What else must hold of the record."""


def uses_of(tree: Node) -> Uses | None:
    """Return `tree` as uses of what it names first that every record must have; None when it names nothing such."""
    parts = tree.parts if isinstance(tree, And) else (tree,)
    for place, part in enumerate(parts):
        named = part.parts if isinstance(part, Or) else (part,)
        picked = [_picked(one) for one in named if isinstance(one, Value) and one.field.match not in _NO_TERMS]
        if len(picked) == len(named) and len({acted for _, _, acted in picked}) == 1:
            within: Bound = ("", [])
            for other in parts:
                within = _narrowed(within, other)
            terms, params = _join(" OR ", "0", [(f"({sql})", values) for sql, values, _ in picked])
            return Uses(terms, params, picked[0][2] + within[0], within[1], And((*parts[:place], *parts[place + 1 :])))
    return None


def is_published(tree: Node) -> bool:
    """Tell whether every record that `tree` finds has a day of publication, which then is its `day`."""
    parts = tree.parts if isinstance(tree, And) else (tree,)
    return any(isinstance(part, Dates) and part.field.reads == ("published",) for part in parts)


def _narrowed(within: Bound, part: Node) -> Bound:
    """Return `within` and what `part` says of the day; that of a record that was published is the one it was."""
    if not isinstance(part, Dates) or part.field.reads != ("published",):
        return within
    sql, params = dated("day", part.first, part.last)
    return f"{within[0]} AND {sql}", within[1] + params


def _having(terms: str, params: Params, acted: str, few: bool, within: Bound) -> tuple[str, Params]:
    """Return the condition that a record has any of `terms`, a condition on table `term`."""
    wanted = f"term IN (SELECT id FROM term WHERE {terms}){acted}"
    if few:
        return f"EXISTS (SELECT 1 FROM use WHERE use.record = record.row AND {wanted})", params
    return f"row IN (SELECT record FROM use WHERE {wanted}{within[0]})", params + within[1]


def _used(least: int | None, greatest: int | None) -> tuple[str, Params]:
    """Return the condition that the picture was used so many times, whatever its ids (see `assets`)."""
    most = greatest if greatest is not None else 1 << 40
    limits: Params = [least or 0, most]
    several = "SELECT picture FROM asset GROUP BY picture HAVING count(*) > 1"
    alone = "SELECT asset_id FROM record GROUP BY asset_id HAVING count(*) BETWEEN ? AND ?"
    together = (
        "SELECT picture FROM asset JOIN record USING (asset_id)"
        f" WHERE picture IN ({several}) GROUP BY picture HAVING count(*) BETWEEN ? AND ?"
    )
    return (
        f"asset_id IN ({alone} EXCEPT SELECT asset_id FROM asset WHERE picture IN ({several})"
        f" UNION ALL SELECT asset_id FROM asset WHERE picture IN ({together}))"
    ), limits * 2


def _fact(value: str, few: bool, within: Bound) -> tuple[str, Params]:
    """Return the condition for `is:`."""
    if value == "reused":
        return _used(2, None)
    if value == "invalid":
        return _having("field = ?", [MARK], "", few, within)
    return _having("field IN ('is', 'flag', 'kind') AND same = ?", [value], "", few, within)


def _has(value: str, few: bool, within: Bound) -> tuple[str, Params]:
    """Return the condition for `has:`."""
    column = {"date": "taken", "published": "published"}.get(value)
    if column:
        return f"{column} <> ''", []
    return _having("field = ? OR (field = 'has' AND same = ?)", [value, value], "", few, within)


def _join(operator: str, empty: str, parts: list[tuple[str, Params]]) -> tuple[str, Params]:
    if not parts:
        return empty, []
    return "(" + operator.join(sql for sql, _ in parts) + ")", [value for _, params in parts for value in params]


def _value(node: Value, few: bool, within: Bound) -> tuple[str, Params]:
    field = node.field
    if field.match == "start":
        begun = clean(node.value.strip().lower())
        bounds: Params = [begun, begun + "\U0010ffff"]
        own = f"{field.reads[0]} >= ? AND {field.reads[0]} < ?"
        if field.name != "asset":
            return f"({own})", bounds
        others = "SELECT other.asset_id FROM asset AS one JOIN asset AS other ON other.picture = one.picture"
        return f"({own} OR asset_id IN ({others} WHERE one.asset_id >= ? AND one.asset_id < ?))", bounds * 2
    terms, params, acted = _picked(node)
    return _having(terms, params, acted, few, within)


def _picked(node: Value) -> tuple[str, Params, str]:
    """Return the condition that picks the terms which `node` means, its parameters, and what its use must be."""
    field = node.field
    condition, params = _terms(node, clean(key(node.value)))
    role = {"made": MADE, "via": DELIVERED | NAMED_VIA}.get(field.name)
    acted = f" AND role & {role}" if role else ""
    reads = ", ".join("?" * len(field.reads))
    # The plus keeps SQLite from going through all terms of the field: the few with the word are found sooner.
    sought = "+field" if condition.startswith("id IN") else "field"
    return f"{sought} IN ({reads}) AND {condition}", [*field.reads, *params], acted


def _terms(node: Value, compared: str) -> tuple[str, Params]:
    some, first = "instr(' ' || key || ' ', ?)", compared.partition(" ")[0]
    if node.near:
        return "near(key, ?)", [compared]
    if node.field.match == "name":
        # The first word finds the few names that are worth looking at.
        if node.prefix and first == compared:
            return "id IN (SELECT term FROM term_word WHERE word >= ? AND word < ?)", [first, first + "\U0010ffff"]
        whole = "instr(' ' || key, ?)" if node.prefix else some
        sought = f" {compared}" if node.prefix else f" {compared} "
        return f"id IN (SELECT term FROM term_word WHERE word = ?) AND {whole}", [first, sought]
    if node.prefix:
        return "substr(key, 1, ?) = ?", [len(compared), compared]
    # Two look-ups, where `same = ? OR key = ?` would go through all terms of the field.
    reads = ", ".join("?" * len(node.field.reads))
    known = f"SELECT id FROM term WHERE field IN ({reads}) AND same = ?"
    named = f"SELECT id FROM term_word JOIN term ON id = term WHERE word = ? AND +field IN ({reads}) AND key = ?"
    whole = f"{known} UNION ALL {named}"

    def wanted(same: str) -> Params:
        return [*node.field.reads, clean(same), first, *node.field.reads, compared]

    if node.field.reads != ("agency",):
        return f"id IN ({whole})", wanted(node.value.strip())
    from indexer.vocab import agencies as authority  # which no other field needs

    entry = authority.find(node.value) or authority.get(node.value.strip().lower())
    if entry is not None:
        return f"id IN ({whole})", wanted(entry.id)
    # A name that the authority list lacks: whole when some record has it whole, else any words of a name.
    params = wanted(node.value.strip().lower())
    return f"CASE WHEN EXISTS ({whole}) THEN id IN ({whole}) ELSE {some} END", [*params, *params, f" {compared} "]


def near(known: str, sought: str) -> bool:
    """Tell whether the words `sought` stand in the name `known`, each give or take one letter; SQL asks this.

    >>> near("mia holm", "hollm"), near("mia holm", "holm mia"), near("mia holm", "hom x")
    (True, False, False)
    """
    have, want = known.split(), sought.split()
    return any(
        all(is_near(one, other) for one, other in zip(have[start:], want, strict=False))
        for start in range(len(have) - len(want) + 1)
    )
