"""ninjs 1 to 3, IPTC's news in JSON: pictures, and the pictures that go with a story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...model import Block
from ..tabular.columns import text_of
from .wire import KINDS, Item

_MARKS = frozenset(
    "pubstatus versioncreated firstcreated renditions usageterms copyrightnotice associations embargoed"
    " embargoeduntil contentcreated description_caption description_text body_text body_xhtml bodies"
    " headlines descriptions infosources provider slugline urgency mimetype representationtype standard".split()
)
"""Keys that ninjs has and other JSON rarely; in small letters, as version 3 writes them in camel case."""
DEEPEST = 4
"""Items inside the items of a story."""

_FIELDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("headline", ("headline", "headlines")),
    ("description", ("description_caption", "caption")),
    ("description", ("descriptions",)),
    ("description", ("description_text", "description", "body_text")),
    ("credit_line", ("description_creditline", "creditline")),
    ("copyright_notice", ("copyrightnotice",)),
    ("copyright_owner", ("copyrightholder",)),
    ("usage_terms", ("usageterms",)),
    ("instructions", ("ednote", "ednotes")),
    ("release", ("embargoeduntil", "embargoed")),
    ("expires", ("expires",)),
    ("date_created", ("contentcreated", "datecreated")),
    ("source", ("infosources", "infosource", "source")),
    ("supplier", ("provider",)),
    ("title", ("slugline", "title")),
    ("supplier_image_id", ("uri", "guid")),
    ("event", ("event", "events")),
    ("city", ("located",)),
)  # fmt: skip
"""Field of Metadata and the keys that say it, in small letters; the first that is there counts."""
_LISTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("keywords", ("keywords", "keyword", "subjects", "subject")),
    ("persons_shown", ("people", "person")),
    ("organisations", ("organisations", "organisation", "organization")),
)


def is_ninjs(value: Any) -> bool:
    """Say whether a JSON value is an item of ninjs.

    >>> is_ninjs({"uri": "urn:x:1", "type": "picture", "pubStatus": "usable"}), is_ninjs({"caption": "Fog."})
    (True, False)
    """
    if not isinstance(value, dict):
        return False
    keys = {key.lower() for key in value if isinstance(key, str)}
    schema = f"{value.get('$schema', '')}{value.get('standard', '')}".lower()
    return "ninjs" in schema or ("uri" in keys and bool(keys & _MARKS)) or len(keys & _MARKS) > 2


def headline_of(value: Any) -> str:
    """Return the headline of an item."""
    return (
        _first({str(key).lower(): one for key, one in value.items()}, ("headline", "headlines"))
        if (isinstance(value, dict))
        else ""
    )


def blocks(value: Any, line: int = 1, title: str = "", depth: int = 0) -> Iterator[Block]:
    """Yield the pictures of an item, of the items associated with it, or of a list of items."""
    if isinstance(value, list):
        for one in value:
            yield from blocks(one, line, title, depth + 1) if depth <= DEEPEST else ()
        return
    if not isinstance(value, dict):
        return
    item = {key.lower(): one for key, one in value.items() if isinstance(key, str)}
    kind = KINDS.get(text_of(item.get("type")).lower())
    headline = _first(item, ("headline", "headlines"))
    if kind is not None:
        block = _block(item, kind, line, title)
        if block:
            yield block
    inner = item.get("associations") or item.get("items")
    if inner and depth < DEEPEST:
        members = list(inner.values()) if isinstance(inner, dict) else inner
        yield from blocks(members, line, title or ("" if kind else headline), depth + 1)


def _block(item: dict[str, Any], kind: Any, line: int, title: str) -> Block | None:
    said = Item("feed")
    for field, keys in _FIELDS:
        if field not in said.values:
            said.say(field, keys[0], _first(item, keys))
    said.state(text_of(item.get("pubstatus")), "pubStatus")
    for maker in re.split(r"\s*;\s*", text_of(item.get("by") or item.get("byline") or item.get("photographer"))):
        said.say("photographers", "by", re.sub(r"^by\s+", "", maker, flags=re.IGNORECASE))
    for field, keys in _LISTS:
        for key in keys:
            several = item.get(key)
            for one in several if isinstance(several, list) else [several]:
                said.say(field, key, text_of(one))
    for place in _several(item.get("places") or item.get("place")):
        said.say("city" if "city" not in said.values else "", "place", text_of(place))
    made = item.get("digitalsourcetype")
    address = text_of(made.get("uri") or made.get("name")) if isinstance(made, dict) else text_of(made)
    said.say("digital_source_type", "digitalSourceType", address.rstrip("/").rsplit("/", 1)[-1])
    sources = [text_of(one) for one in _several(item.get("infosources") or item.get("infosource"))]
    agencies = tuple(filter(None, sources)) or (
        (_first(item, ("provider",)),) if "photographers" in said.values else ()
    )
    day = _first(item, ("firstcreated", "versioncreated"))
    return said.block(
        line, kind=kind, image=_address(item.get("renditions")), title=title, published=day, agencies=agencies
    )


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _first(item: dict[str, Any], keys: tuple[str, ...]) -> str:
    """Return what the first of these keys says; of a list with roles the caption or main one."""
    for key in keys:
        value = item.get(key)
        if isinstance(value, list):
            by_role = [
                one
                for one in value
                if isinstance(one, dict) and text_of(one.get("role")).lower() in ("caption", "main")
            ]
            value = next(iter(by_role or value), None)
        if isinstance(value, dict) and "value" in value:
            value = value["value"]
        said = text_of(value)
        if said:
            return said
    return ""


def _address(renditions: Any) -> str:
    """Return the address of the largest rendition; version 1 names them in an object, later ones in a list."""
    several = list(renditions.values()) if isinstance(renditions, dict) else renditions
    best, widest = "", -1
    for one in several if isinstance(several, list) else []:
        if isinstance(one, dict) and text_of(one.get("href")):
            width = one.get("width")
            size = width if isinstance(width, int) else 0
            if size > widest:
                best, widest = text_of(one["href"]), size
    return best
