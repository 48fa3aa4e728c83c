"""The query language: text → tree, and what it says when it does not understand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import QueryError
from indexer.search.fields import FIELDS, find_field
from indexer.search.query import And, Dates, Node, Not, Numbers, Or, Restricted, Value, Words, parse_query
from indexer.search.ranges import read_dates

TODAY = date(2023, 3, 1)


def shown(tree: Node) -> str:
    """Write a tree in brackets, so that cases can be read."""
    match tree:
        case Words(words, scope, exact, prefix, near):
            text = " ".join(words)
            text = f'"{text}"' if exact else text
            return (f"{scope}:" if scope else "") + text + "*" * prefix + "~" * near
        case Value(field, value, prefix, near):
            return f"{field.name}={value}" + "*" * prefix + "~" * near
        case Numbers(field, least, greatest):
            return f"{field.name}[{'' if least is None else least}..{'' if greatest is None else greatest}]"
        case Dates(field, first, last):
            return f"{field.name}[{first}..{last}]"
        case Restricted(day):
            return f"restricted[{day}]"
        case Not(part):
            return f"not({shown(part)})"
        case And(parts):
            return f"and({', '.join(map(shown, parts))})"
        case Or(parts):
            return f"or({', '.join(map(shown, parts))})"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", "and()"),
        ("   ", "and()"),
        ("ferry", "ferry"),
        ("FÉRRY Brest", "and(ferry, brest)"),
        ("ferry AND brest", "and(ferry, brest)"),
        ('"mass grave"', '"mass grave"'),
        ("“mass grave”", '"mass grave"'),
        ('"running"', '"running"'),
        ("o'brien", '"o brien"'),
        ("co-operation", '"co operation"'),
        ("12:30", '"12 30"'),
        ("https://example.org/a", '"https example org a"'),
        ("ferr*", '"ferr"*'),
        ('"mass gra"*', '"mass gra"*'),
        ("a OR b c", "or(a, and(b, c))"),
        ("(a OR b) c", "and(or(a, b), c)"),
        ("a | b", "or(a, b)"),
        ("-a", "not(a)"),
        ("--a", "a"),
        ("NOT a b", "and(not(a), b)"),
        ("-(a b)", "not(and(a, b))"),
        ("by:dahl", "photographer=dahl"),
        ("BY:dahl", "photographer=dahl"),
        ("by:dah*", "photographer=dah*"),
        ('agency:"getty images"', "agency=getty images"),
        ("-agency:ap ferry", "and(not(agency=ap), ferry)"),
        ('"mass grave" -agency:ap', 'and("mass grave", not(agency=ap))'),
        ("via:getty", "via=getty"),
        ("in:brest country:fr", "and(place=brest, country=fr)"),
        ("credit:pool", "credit:pool"),
        ('caption:"a ferry"', 'caption:"a ferry"'),
        ("story:budg*", 'story:"budg"*'),
        ("is:handout", "is=handout"),
        ('is:"Public Domain"', "is=public-domain"),
        ("kind:video", "kind=video"),
        ("id:3F9a", "id=3F9a"),
        ("taken:2022-02", "taken[2022-02-01..2022-02-28]"),
        ("published:>=2022-09-01", "published[2022-09-01..]"),
        ("published:2022-09..2022-10", "published[2022-09-01..2022-10-31]"),
        ("used:..2022", "published[..2022-12-31]"),
        ("taken:>2022", "taken[2023-01-01..]"),
        ("taken:<2022-03-01", "taken[..2022-02-28]"),
        ("taken:today", "taken[2023-03-01..2023-03-01]"),
        ('published:"last 2 days"', "published[2023-02-28..2023-03-01]"),
    ],
)
def test_a_query_is_read_into_this_tree(text: str, tree: str) -> None:
    assert shown(parse_query(text, TODAY)) == tree


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("ferry agancy:ap", 6, 'did you mean "agency:"'),
        ("by:", 0, "needs a value"),
        ("by: dahl", 0, "such as by:tkachov"),
        ('ferry "mass grave', 6, "never closed"),
        ('by:"dahl', 3, "never closed"),
        ("(ferry", 0, "never closed"),
        ("ferry)", 5, "closing bracket"),
        ("ferry OR", 8, "ends where"),
        ("OR ferry", 0, 'before "OR"'),
        ("()", 1, "nothing to look for"),
        ("brest - oslo", 6, "no letter or digit"),
        ("&", 0, "no letter or digit"),
        ("fe*ry", 0, "stands inside"),
        ("is:nice", 0, "handout"),
        ("kind:song", 0, "composite"),
        ("taken:soon", 0, "is no date"),
        ("taken:2022-13", 0, "is no date"),
        ("taken:=>2022", 0, "means nothing"),
        ("taken:..", 0, "names no date"),
        ("taken:2023..2022", 0, "ends before it begins"),
        ("taken:>9999", 0, "outside the calendar"),
        ("(" * 50 + "a", 40, "brackets within"),
        ("a" * 3000, 2000, "at most 2000"),
    ],
)
def test_what_cannot_be_understood_is_said_with_its_place(text: str, position: int, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text, TODAY)
    assert said in str(caught.value)
    assert caught.value.position == position
    assert "\n" not in str(caught.value)


def test_an_unknown_field_lists_every_field() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("colour:red")
    assert all(field.name in str(caught.value) for field in FIELDS)


@given(st.text(alphabet=st.characters() | st.sampled_from('()"-*: OR:by><.')))
def test_any_text_is_a_tree_or_a_query_error(text: str) -> None:
    position = 0
    try:
        parse_query(text, TODAY)
    except QueryError as error:
        position = error.position
    assert 0 <= position <= len(text)


@given(st.dates(), st.dates())
def test_a_range_of_days_is_read_as_written(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert read_dates(f"{first}..{last}") == (first.isoformat(), last.isoformat())


def test_every_field_is_found_by_each_name_and_its_example_is_understood() -> None:
    names = [name for field in FIELDS for name in (field.name, *field.aliases)]
    assert len(names) == len(set(names))
    for field in FIELDS:
        assert all(find_field(name.upper()) is field for name in (field.name, *field.aliases))
        assert (parse_query(field.example) == And(())) == (field.match == "sort")
