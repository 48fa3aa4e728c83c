"""RSS and Atom with Media RSS: each picture of an item, with its credits by role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.utils import parsedate_to_datetime

from ...model import Block, Kind
from ..xml import Element
from .wire import KINDS, Item, plain_words

MEDIA = "http://search.yahoo.com/mrss"
"""Namespace of Media RSS, with or without the last slash."""
_MAKERS = frozenset("photographer author artist photo image creator composer illustrator videographer".split())
_FIRMS = frozenset((
    "publishing company", "publisher", "distribution company", "distributor", "provider", "agency", "source", "owner",
    "production company",
))  # fmt: skip
_ALONE = frozenset(("content", "group"))
"""Media elements that are pictures of their own."""
_BESIDE = frozenset(("enclosure", "link", "guid", "id"))
"""Elements outside Media RSS that say something of an item's picture."""
_SHARED = 20_000
"""Characters that a channel or item says of all its pictures at most."""


def blocks(root: Element) -> Iterator[Block]:
    """Yield the pictures of a feed, item by item."""
    channel = _shared(root.first("channel") or root)
    for whole in [*root.below("item"), *root.below("entry")]:
        title = plain_words(whole.said("title"))
        day = _day(whole)
        groups = [one for one in whole.children if _is_media(one) and one.tag == "group"]
        singles = [one for one in whole.children if _is_media(one) and one.tag == "content"]
        item = _shared(whole)
        holders = [(group, list(group.all("content"))) for group in groups] + [(item, [one]) for one in singles]
        if not holders:
            holders = [(item, [])]
        for holder, contents in holders:
            block = _block(channel, item, holder, contents, title, day)
            if block:
                yield block


def _shared(whole: Element) -> Element:
    """Return a channel or item with only what it says of all its pictures: it is read again with each of them."""
    kept: list[Element] = []
    left = _SHARED
    for one in whole.children:
        if one.tag in _ALONE if _is_media(one) else one.tag not in _BESIDE:
            continue
        left -= 50 + len(one.text()) + sum(map(len, one.attributes.values()))
        if left < 0:
            break
        kept.append(one)
    return replace(whole, children=kept)


def _is_media(one: Element) -> bool:
    return one.space.rstrip("/") == MEDIA


def _block(
    channel: Element, item: Element, holder: Element, contents: Sequence[Element], title: str, day: str
) -> Block | None:
    best = _best(contents)
    # What stands nearest to the picture counts: in the content, the group, the item, then the channel.
    around = [one for one in (best, holder, item, channel) if one is not None]
    around = [one for at, one in enumerate(around) if all(one is not other for other in around[:at])]
    kind = _kind(best)
    if kind is None:
        return None
    said = Item("feed")
    said.say("headline", "media:title", _nearest(around, "title"))
    said.say("description", "media:description", _nearest(around, "description"))
    agencies: list[str] = []
    for credit in _credits(around):
        role = (credit.attributes.get("role") or "").lower()
        words = plain_words(credit.text())
        if role in _MAKERS:
            said.say("photographers", f"media:credit role={role}", words)
        elif role in _FIRMS:
            said.say("supplier", f"media:credit role={role}", words)
            agencies.append(words)
        else:
            said.say("credit_line", "media:credit", words)
    said.say("copyright_notice", "media:copyright", _nearest(around, "copyright"))
    said.say("usage_terms", "media:rights", _nearest(around, "rights"))
    license_ = next((found for one in around if (found := _media(one, "license"))), None)
    if license_:
        said.say("usage_terms", "media:license", license_.text())
        said.say("web_statement", "media:license href", license_.attributes.get("href", ""))
    for limit in (one for place in around for one in place.children if _is_media(one) and one.tag == "restriction"):
        words = " ".join((limit.attributes.get("relationship", ""), limit.attributes.get("type", ""), limit.text()))
        said.say("instructions", "media:restriction", words)
    for word in _nearest(around, "keywords").split(","):
        said.say("keywords", "media:keywords", word)
    said.say("supplier_image_id", "guid", item.said("guid") or item.said("id"))
    if not said.values.keys() - {"supplier_image_id", "headline", "keywords"}:
        return None
    line = (best or holder).line
    return said.block(
        line, kind=kind, image=_address(best, around), title=title, published=day, agencies=tuple(agencies)
    )


def _best(contents: Sequence[Element]) -> Element | None:
    """Return the rendition that stands for the picture: the default one, else the widest."""
    pictures = [one for one in contents if _kind(one)]
    default = [one for one in pictures if one.attributes.get("isDefault") == "true"]
    return max(default or pictures or contents, key=_width, default=None)


def _width(one: Element) -> int:
    width = one.attributes.get("width", "")
    return int(width) if width.isdecimal() and len(width) < 7 else 0


def _kind(one: Element | None) -> Kind | None:
    if one is None:
        return "photo"
    medium = one.attributes.get("medium") or (one.attributes.get("type") or "image").split("/")[0]
    return KINDS.get(medium)


def _media(one: Element, tag: str) -> Element | None:
    return next((child for child in one.children if child.tag == tag and _is_media(child)), None)


def _nearest(around: Sequence[Element], tag: str) -> str:
    return next((found.text() for one in around if (found := _media(one, tag))), "")


def _credits(around: Sequence[Element]) -> list[Element]:
    """Return the credits of the nearest element that has any."""
    for one in around:
        found = [child for child in one.children if child.tag == "credit" and _is_media(child)]
        if found:
            return found
    return []


def _address(best: Element | None, around: Sequence[Element]) -> str:
    if best is not None and best.attributes.get("url"):
        return best.attributes["url"]
    for one in around:
        thumbnail = _media(one, "thumbnail")
        if thumbnail and thumbnail.attributes.get("url"):
            return thumbnail.attributes["url"]
        for link in one.children:
            kind = link.attributes.get("type", "")
            if kind.startswith("image/") and (link.tag == "enclosure" or link.attributes.get("rel") == "enclosure"):
                return link.attributes.get("url") or link.attributes.get("href") or ""
    return ""


def _day(item: Element) -> str:
    for tag in ("published", "pubDate", "date", "updated", "issued"):
        words = item.said(tag)
        if words[:4].isdecimal():
            return words
        if words:
            try:
                return parsedate_to_datetime(words).date().isoformat()
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
    return ""
