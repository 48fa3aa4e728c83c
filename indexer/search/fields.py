"""The one table of search fields: the query language, the help and the pages read it."""

from __future__ import annotations

import difflib
from typing import Literal, get_args

from indexer.model import FLAGS, Kind
from indexer.noun import Noun, noun
from indexer.text import fold

Match = Literal["words", "name", "whole", "start", "date", "fact", "has", "number", "sort"]

FACTS = {
    "uncredited": "no photographer, agency or other credit",
    "undated": "no day on which it was taken",
    "unplaced": "no place",
    "unread": "words in the credit that nobody understood",
    "reused": "a picture that was used more than once",
    "restricted": "limited by the words of any use or file of the picture, a kill, an embargo or the desk's denial; the"
    " policy is asked by `photodesk clear` alone",
    "expired": "usable until a day that is over",
    "invalid": "broke a rule when `photodesk audit` checked it",
}
"""What `is:` asks for beside flags and kinds, and what it means; the catalogue knows how."""

HAS = (
    "credit", "photographer", "agency", "place", "city", "country", "person", "event", "keyword", "flag", "date",
    "published", "headline", "coordinates", "file", "metadata", "restriction",
)  # fmt: skip
"""What `has:` asks for."""

SORTS = ("relevance", "published", "taken", "oldest")
"""Orders of what is found; by date the latest come first, except with `oldest`."""


@noun
class Field(Noun):
    """One search field, as a person types it in front of a colon."""

    name: str
    aliases: tuple[str, ...]
    match: Match
    """words: stemmed words of the full text; name: some words of a name, in order; whole: the whole value, its
    id or another of its names; start: how it begins; date: a day, month, year or range; fact, has: one of the values;
    number: a number or range; sort: no condition, but the order of what is found."""
    reads: tuple[str, ...]
    """What is compared: a scope of the full text, or the terms of the catalogue."""
    help: str
    example: str
    values: tuple[str, ...] = ()
    """The only values there are, when they are few."""


FIELDS: tuple[Field, ...] = (
    Field("photographer", ("by", "creator"), "name", ("photographer",), "who made the picture", "by:tkachov"),
    Field("agency", (), "whole", ("agency",), "any link of the credit's chain", 'agency:"getty images"'),
    Field("made", ("maker",), "whole", ("agency",), "the agency that made the picture: first in the chain", "made:afp"),
    Field("via", ("distributor", "delivered"), "whole", ("agency",), "the agency that delivered it", "via:ap"),
    Field("credit", (), "words", ("credit",), "words of the credit line as printed", "credit:pool"),
    Field(
        "place", ("in", "where"), "name", ("sublocation", "city", "region", "country", "country_code"),
        "quarter, city, region or country", "in:kharkiv",
    ),
    Field("city", (), "whole", ("city",), "city", "city:kyiv"),
    Field("region", ("state", "province"), "whole", ("region",), "state or province", "region:ontario"),
    Field("country", (), "whole", ("country", "country_code"), "country, by name or code", "country:ukraine"),
    Field("person", ("who",), "name", ("person",), "a person in the picture", 'person:"von der leyen"'),
    Field("event", (), "name", ("event",), "event", "event:summit"),
    Field("subject", (), "words", ("subject",), "words of what is shown", "subject:cannon"),
    Field("keyword", ("tag",), "name", ("keyword",), "keyword", "keyword:elections"),
    Field("caption", ("text",), "words", ("caption",), "words of the caption and headline", 'caption:"mass grave"'),
    Field("story", ("document",), "words", ("story",), "title or path of the document it was used in", "story:budget"),
    Field("kind", ("type",), "whole", ("kind",), "what it is", "kind:video", get_args(Kind)),
    Field("flag", (), "whole", ("flag",), "how the picture was come by", "flag:handout", FLAGS),
    Field(
        "is", (), "fact", (), "a flag, a kind, or something that the desk looks out for", "is:uncredited",
        tuple(dict.fromkeys((*FLAGS, *get_args(Kind), *FACTS))),
    ),
    Field("has", (), "has", (), "whether there is any", "has:photographer", HAS),
    Field("id", ("record",), "start", ("record_id",), "the record's id or how it begins", "id:3f9a"),
    Field("asset", (), "start", ("asset_id",), "the picture's id: all its uses", "asset:3f9a"),
    Field("rule", ("code",), "whole", ("rule",), "a rule that it broke when it was indexed", "rule:CR001"),
    Field("uses", (), "number", (), "how often the picture was used", "uses:>2"),
    Field("taken", ("created",), "date", ("taken",), "when it was taken", "taken:2022-09"),
    Field("published", ("used",), "date", ("published",), "when the document was published", "published:>=2022-09"),
    Field("expires", (), "date", ("expires",), "until when it may be used, as any of its uses says", "expires:<2023"),
    Field("sort", ("order",), "sort", (), "the order of what is found", "sort:taken", SORTS),
)  # fmt: skip


def find_field(name: str) -> Field | None:
    """Return the field called `name`, by name or alias, whatever its case; None when there is none.

    >>> find_field("By").name
    'photographer'
    >>> find_field("colour") is None
    True
    """
    name = fold(name)
    return next((field for field in FIELDS if name == field.name or name in field.aliases), None)


def unknown_field(name: str) -> str:
    """Return one line saying that there is no field `name`, the nearest one, and which there are.

    >>> unknown_field("agancy")[:51]
    'unknown field "agancy:" (did you mean "agency:"?); '
    """
    known = [word for field in FIELDS for word in (field.name, *field.aliases)]
    near = difflib.get_close_matches(fold(name), known, 1)
    hint = f' (did you mean "{near[0]}:"?)' if near else ""
    listed = ", ".join("/".join((field.name, *field.aliases)) for field in FIELDS)
    return f'unknown field "{name}:"{hint}; the fields are {listed}'
