"""What a page says in its markup for machines: JSON-LD, microdata and Open Graph."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...model import Layer
from ...text import lazy_pattern
from ..image.said import Said, clean
from ..image.times import moment
from .addresses import LONGEST, absolute, picture_name

LARGEST = 4 * 1024 * 1024
"""Characters of JSON-LD that are read of one page."""
MOST = 20_000
"""Nodes of it that are gone through."""

FIELDS = {
    "caption": "description",
    "description": "description",
    "creditText": "credit_line",
    "creator": "photographers",
    "author": "photographers",
    "copyrightNotice": "copyright_notice",
    "copyrightHolder": "copyright_owner",
    "license": "web_statement",
    "acquireLicensePage": "licensor",
    "usageInfo": "usage_terms",
    "conditionsOfAccess": "usage_terms",
    "headline": "headline",
    "name": "title",
    "alternateName": "alt_text",
    "dateCreated": "date_created",
    "expires": "expires",
    "digitalSourceType": "digital_source_type",
    "keywords": "keywords",
    "sourceOrganization": "source",
    "provider": "supplier",
    "contentLocation": "sublocation",
}
"""Property of schema.org's ImageObject to field of Metadata; the first that says something counts."""
_SEVERAL = frozenset(("photographers", "keywords"))
_DATES = frozenset(("date_created", "expires"))
_ADDRESS = ("contentUrl", "url", "embedUrl", "@id", "thumbnailUrl")
_PICTURES = frozenset(("ImageObject", "Photograph", "Photo"))
_ARTICLES = lazy_pattern(r"(?:\w*Article|\w*BlogPosting|Report\w*|\w*NewsArticle|WebPage|\w*Gallery)")
_NOT_PICTURES = frozenset(
    ("logo", "publisher", "author", "creator", "copyrightHolder", "sourceOrganization", "thumbnail")
)
"""Properties whose pictures show no news: the firm's mark, the writer's face."""
_TAG = lazy_pattern(r"<[^<>]{0,500}>")


class Stated(NamedTuple):
    """One picture as the markup for machines states it."""

    address: str
    said: Said
    caption: str
    credit: str

    @property
    def name(self) -> str:
        """What all sizes of the picture have in common."""
        return picture_name(self.address)


class Facts(NamedTuple):
    """What JSON-LD says of the page and its pictures."""

    pictures: list[Stated]
    headline: str = ""
    published: str = ""


def read_json_ld(scripts: list[str], base: str) -> Facts:
    """Return what the JSON-LD of a page states; a script that is no JSON says nothing.

    >>> facts = read_json_ld(['{"@type": "ImageObject", "contentUrl": "/fox.jpg", "creditText": "Jo Marsh/AFP"}'], "")
    >>> facts.pictures[0].credit, facts.pictures[0].name
    ('Jo Marsh/AFP', 'fox')
    """
    roots = []
    left = LARGEST
    for script in scripts:
        left -= len(script)
        if left < 0:
            break
        found = _json(script)
        if found is not None:
            roots.append(found)
    nodes = [node for root in roots for node in _nodes(root)]
    known = {node["@id"]: node for _, node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    pictures: list[Stated] = []
    headline = published = ""
    for role, node in nodes:
        kinds = _kinds(node)
        if _PICTURES & kinds and role not in _NOT_PICTURES:
            stated = _picture(node, known, base)
            if stated:
                pictures.append(stated)
        elif any(_ARTICLES.fullmatch(kind) for kind in kinds):
            headline = headline or _text(node.get("headline"), known)
            published = published or _text(node.get("datePublished"), known)
    return Facts(pictures, headline, published)


def _json(script: str) -> Any:
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    for attempt in (text, re.sub(r"[\x00-\x1f]", " ", text)):
        try:
            return json.loads(attempt)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(root: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return every object below `root`, with the property that holds it, in document order."""
    found: list[tuple[str, dict[str, Any]]] = []
    stack: list[tuple[str, Any]] = [("", root)]
    while stack and len(found) < MOST:
        role, node = stack.pop()
        if isinstance(node, dict):
            found.append((role, node))
            if role not in _NOT_PICTURES:
                stack.extend(reversed([(key, value) for key, value in node.items() if isinstance(value, dict | list)]))
        elif isinstance(node, list):
            stack.extend(reversed([(role, value) for value in node]))
    return found


def _kinds(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    several = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rsplit("/", 1)[-1] for kind in several if isinstance(kind, str)}


def _picture(node: dict[str, Any], known: dict[str, dict[str, Any]], base: str) -> Stated | None:
    address = next((text for key in _ADDRESS if (text := _text(node.get(key), known)) and not text.startswith("#")), "")
    return stated("json-ld", ((key, value) for key in FIELDS for value in _texts(node.get(key), known)), address, base)


def stated(layer: str, values: Iterator[tuple[str, str]], address: str, base: str) -> Stated | None:
    """Return a picture from its properties and values, None when they say nothing."""
    fields: dict[str, tuple[str, ...]] = {}
    raw: list[tuple[str, str, str]] = []
    taken: dict[str, str] = {}
    for key, value in values:
        text = clean(html.unescape(_TAG.sub("", value)) if "<" in value or "&" in value else value)
        field = FIELDS.get(key, "")
        if not text:
            continue
        raw.append((field, key, text))
        said = moment(text) if field in _DATES else text.rsplit("/", 1)[-1] if field == "digital_source_type" else text
        if field in _SEVERAL and said and taken.setdefault(field, key) == key:
            fields[field] = (*fields.get(field, ()), said)
        elif field and said:
            fields.setdefault(field, (said,))
    if not raw:
        return None
    caption = next((text for _, key, text in raw if key == "caption"), "")
    credit = fields.get("credit_line", ("",))[0]
    return Stated(absolute(address, base)[:LONGEST], Said(Layer(layer, tuple(raw)), fields), caption, credit)


def _text(value: Any, known: dict[str, dict[str, Any]]) -> str:
    return next(_texts(value, known), "")


def _texts(value: Any, known: dict[str, dict[str, Any]], depth: int = 0) -> Iterator[str]:
    """Yield what a property says: a text, or the name of the person or firm that it holds or points to."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bool):
        return
    elif isinstance(value, int | float):
        yield str(value)
    elif isinstance(value, list) and depth < 4:
        for one in value[:100]:
            yield from _texts(one, known, depth + 1)
    elif isinstance(value, dict) and depth < 4:
        mark = value.get("@id")
        if "@value" in value:
            yield from _texts(value["@value"], known, depth + 1)
        elif "name" in value:
            yield from _texts(value["name"], known, depth + 1)
        elif isinstance(mark, str) and mark in known and known[mark] is not value:
            yield from _texts(known[mark], known, depth + 1)
        elif isinstance(mark, str):
            yield mark
        elif "url" in value:
            yield from _texts(value["url"], known, depth + 1)


def read_microdata(item: Any, base: str) -> Stated | None:
    """Return what an element with itemtype ImageObject states."""
    values: list[tuple[str, str]] = []
    address = ""
    for node in item.css("[itemprop]"):
        attributes = node.attributes
        content = attributes.get("content") or ""
        for prop in (attributes.get("itemprop") or "").split():
            if prop in ("contentUrl", "url", "thumbnailUrl", "image"):
                found = content or attributes.get("src") or attributes.get("href") or attributes.get("data-src") or ""
                address = found if prop == "contentUrl" or not address else address
            elif prop in FIELDS:
                value = content or attributes.get("datetime") or ""
                if not value and prop in ("license", "acquireLicensePage", "usageInfo"):
                    value = attributes.get("href") or ""
                values.append((prop, value or " ".join((node.text(deep=True) or "").split())))
    return stated("microdata", iter(values), address, base)
