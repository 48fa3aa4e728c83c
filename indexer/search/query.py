"""What a person typed → a small tree.

    query  = either ;  either = both { "OR" both } ;  both = one { ["AND"] one }
    one    = ["-" | "NOT"] ( "(" either ")" | [field ":"] value )
    value  = word | word* | word~ | "several words" | "several wor"*

Words stand side by side: all are required. What cannot be understood is an error with its place, never dropped.
"""

from __future__ import annotations

import difflib
import re
from datetime import date, timedelta

from indexer.errors import QueryError
from indexer.noun import Noun, noun
from indexer.search.fields import Field, find_field, unknown_field
from indexer.search.ranges import read_dates, read_numbers
from indexer.search.words import words
from indexer.text import fold, lazy_pattern

LONGEST = 2000
"""Characters of a query that are read."""

SHORTEST_NEAR = 3
"""Letters of a word that may be looked for give or take one of them."""

DEEPEST = 40
"""Brackets within brackets."""


@noun
class Words(Noun):
    """One word in any of its forms, or (`exact`) words one behind the other as they are printed."""

    words: tuple[str, ...]
    """Folded; several are always exact."""
    scope: str = ""
    """Part of the text they are looked for in; "" is anywhere."""
    exact: bool = False
    prefix: bool = False
    """The last one may go on; always exact."""
    near: bool = False
    """One letter may be another, too many, missing, or have changed places with the next; always exact."""


@noun
class Value(Noun):
    """A value that a field has, as typed; with `prefix`, how it begins; with `near`, give or take a letter."""

    field: Field
    value: str
    prefix: bool = False
    near: bool = False


@noun
class Dates(Noun):
    """From the first to the last ISO day, both included; "" is open."""

    field: Field
    first: str
    last: str


@noun
class Numbers(Noun):
    """From the least to the greatest, both included; None is open."""

    field: Field
    least: int | None
    greatest: int | None


@noun
class Restricted(Noun):
    """Whatever limits the use of the picture on an ISO day: its words, a kill, an embargo, a denial of the desk."""

    day: str


@noun
class Not(Noun):
    """Everything that `part` does not find."""

    part: Node


@noun
class And(Noun):
    """What all parts find; of no part, everything."""

    parts: tuple[Node, ...]


@noun
class Or(Noun):
    """What any part finds."""

    parts: tuple[Node, ...]


Node = Words | Value | Dates | Numbers | Restricted | Not | And | Or


@noun
class Query(Noun):
    """What a person asked for, and in which order; "" is by relevance when there are words, else the latest first."""

    tree: Node
    sort: str = ""


def read_query(text: str, today: date | None = None) -> Query:
    """Read `text` into a tree and the order that its `sort:` wishes. Raises QueryError.

    >>> read_query("ferry sort:taken").sort
    'taken'
    """
    if len(text) > LONGEST:
        raise QueryError(f"it has {len(text)} characters; at most {LONGEST} are read", LONGEST)
    reader = _Reader(text.translate(_QUOTES), today)
    return Query(reader.read(), reader.sort)


def parse_query(text: str, today: date | None = None) -> Node:
    """Read `text` into a tree; `today` is what `today` and `last 30 days` count from.

    Raises QueryError with the place of what cannot be understood.

    >>> parse_query("mass graves")  # doctest: +ELLIPSIS
    And(parts=(Words(words=('mass',), scope='', ...), Words(words=('graves',), scope='', ...)))
    >>> parse_query('"Mass grave"')
    Words(words=('mass', 'grave'), scope='', exact=True, prefix=False, near=False)
    >>> parse_query("-taken:2022-09").part.last
    '2022-09-30'
    """
    return read_query(text, today).tree


_QUOTES = str.maketrans("“”„«»", '"""""')
_TOKEN = lazy_pattern(
    r"(?P<open>\()|(?P<close>\))"
    r"|(?P<minus>-+)(?=[^\s)-])"
    r"|(?P<field>[^\W\d_]+):(?!//)"
    r'|"(?P<phrase>[^"]*)"(?P<star>\*)?'
    r'|(?P<word>[^\s()"]+)'
    r"|(?P<bad>.)",
    re.DOTALL,
)
_SPACE = lazy_pattern(r"\s*")


class _Reader:
    """Reads one query from left to right."""

    def __init__(self, text: str, today: date | None) -> None:
        self.text = text
        self.today = today
        self.at = 0
        self.depth = 0
        self.loose = True
        """Neither in brackets nor behind NOT or beside OR, so that `sort:` may stand here."""
        self.sort = ""

    def read(self) -> Node:
        tree = self.either() if self.look() else And(())
        if self.look():  # only a closing bracket stops `either` before the end
            raise QueryError("a closing bracket without an opening one", self.at)
        return tree

    def look(self) -> re.Match[str] | None:
        space = _SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at
        return _TOKEN.match(self.text, self.at)

    def sees(self, *keywords: str) -> bool:
        token = self.look()
        return token is not None and token["word"] in keywords

    def take(self) -> None:
        token = self.look()
        self.at = token.end() if token else self.at

    def either(self) -> Node:
        parts = [self.both()]
        while self.sees("OR", "|"):
            if self.sort and not self.depth:
                raise QueryError('"sort:" beside OR; put brackets round the rest', self.at)
            self.take()
            self.loose = False
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self) -> Node:
        parts = [self.one()]
        while (token := self.look()) and not token["close"] and not self.sees("OR", "|"):
            if self.sees("AND"):
                self.take()
            parts.append(self.one())
        parts = [part for part in parts if part != And(())] or parts[:1]  # what `sort:` leaves is no condition
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self) -> Node:
        token, start = self.look(), self.at
        if token is None:
            raise QueryError("the query ends where something to look for should stand", start)
        if token["close"] or token["word"] in ("OR", "AND", "|"):
            raise QueryError(f'nothing to look for before "{token[0]}"', start)
        if token["bad"]:
            raise QueryError("a quotation mark that is never closed", start)
        self.take()
        if token["minus"] or token["word"] == "NOT":
            loose, self.loose = self.loose, False
            part = self.one()
            self.loose = loose
            return Not(part) if len(token["minus"] or "-") % 2 else part
        if token["open"]:
            return self.bracket(start)
        if token["field"]:
            return self.in_field(token["field"], start)
        typed, end = _value(token)
        return _words(typed, "", token["phrase"] is not None, end, start)

    def bracket(self, start: int) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise QueryError(f"more than {DEEPEST} brackets within each other", start)
        loose, self.loose = self.loose, False
        part = self.either()
        self.loose = loose
        token = self.look()
        if token is None:
            raise QueryError("a bracket that is never closed", start)
        self.take()
        self.depth -= 1
        return part

    def in_field(self, name: str, start: int) -> Node:
        field = find_field(name)
        if field is None:
            raise QueryError(unknown_field(name), start)
        token = _TOKEN.match(self.text, self.at)
        # In front of a value a hyphen is part of it: `-` excludes the field, not the value.
        word = re.compile(r'[^\s()"]+').match(self.text, self.at)
        if word:
            self.at = word.end()
            typed, end = _ending(word[0])
        elif token and token["phrase"] is not None:
            self.at = token.end()
            typed, end = _value(token)
        elif token and token["bad"] == '"':
            raise QueryError("a quotation mark that is never closed", self.at)
        else:
            raise QueryError(f'"{name}:" needs a value right behind it, such as {field.example}', start)
        return self.compared(field, name, typed, end, word is None, start)

    def compared(self, field: Field, name: str, typed: str, end: str, quoted: bool, start: int) -> Node:
        """Return what `field` is compared with; `end` is a star, a tilde or nothing."""
        if field.match == "words":
            return _words(typed, field.reads[0], quoted, end, start)
        if end and field.match in ("date", "number", "sort", "fact", "has"):
            raise QueryError(f'"{name}:{typed}{end}": {name} takes no "{end}"', start)
        if field.match == "date":
            first, last = read_dates(typed, self.today, start)
            return Dates(field, first, last)
        if field.match == "number":
            return Numbers(field, *read_numbers(typed, start))
        if not typed.strip():
            raise QueryError(f'"{name}:" needs a value, such as {field.example}', start)
        if field.values and not end:
            typed = fold(typed).replace(" ", "-")
            if typed not in field.values:
                near = difflib.get_close_matches(typed, field.values, 1)
                hint = f' (did you mean "{name}:{near[0]}"?)' if near else ""
                raise QueryError(f'"{name}:{typed}" is never so{hint}; it can be {", ".join(field.values)}', start)
        if field.match == "sort":
            if not self.loose:
                raise QueryError(f'"{name}:" orders all that is found: no brackets, OR or NOT with it', start)
            self.sort = typed
            return And(())
        if field.match == "fact" and typed in ("expired", "restricted"):
            if self.today is None:
                raise QueryError(f'"{name}:{typed}" needs to know which day it is', start)
            if typed == "restricted":
                return Restricted(self.today.isoformat())
            expires = find_field("expires")
            assert expires is not None
            return Dates(expires, "", (self.today - timedelta(1)).isoformat())
        if field.match == "name" and not words(typed):
            raise QueryError(f'nothing to look for in "{name}:{typed}"', start)
        return Value(field, typed, end == "*", end == "~")


def _ending(typed: str) -> tuple[str, str]:
    """Return what was typed without the sign at its end, and the sign."""
    if typed.endswith("*"):
        return typed.rstrip("*"), "*"
    return (typed.rstrip("~"), "~") if typed.endswith("~") else (typed, "")


def _value(token: re.Match[str]) -> tuple[str, str]:
    if token["phrase"] is not None:
        return token["phrase"], token["star"] or ""
    return _ending(token["word"])


def _words(typed: str, scope: str, quoted: bool, end: str, start: int) -> Words:
    found = words(typed)
    if not found:
        raise QueryError(f'no letter or digit to look for in "{typed}"', start)
    if "*" in typed or "~" in typed:
        sign = "*" if "*" in typed else "~"
        raise QueryError(f'in "{typed}" the {sign} stands inside; it has a meaning only at the end', start)
    if end == "~" and len(found) > 1:
        raise QueryError(f'"{typed}" is more than one word; ~ looks for one word, give or take a letter', start)
    if end == "~" and len(found[0]) < SHORTEST_NEAR:
        raise QueryError(f'"{typed}~" is too short to be looked for give or take a letter', start)
    return Words(tuple(found), scope, quoted or end != "" or len(found) > 1, end == "*", end == "~")
