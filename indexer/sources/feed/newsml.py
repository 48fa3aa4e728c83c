"""NewsML-G2: picture items, packages of them, and the message that carries both."""

from __future__ import annotations

from collections.abc import Iterator

from ...model import Block
from ..xml import Element
from .wire import KINDS, Item, plain_words

SPACE = "http://iptc.org/std/nar/2006-10-01/"
ROOTS = frozenset(("newsItem", "packageItem", "newsMessage"))


def blocks(root: Element) -> Iterator[Block]:
    """Yield the pictures of a message, an item or a package; a package gives its pictures their story's title."""
    items = list(root.below("newsItem"))
    titles: dict[str, str] = {}
    for package in root.below("packageItem"):
        title = plain_words(package.said("contentMeta", "headline") or package.said("itemMeta", "title"))
        for link in package.below("itemRef"):
            mark = link.attributes.get("residref") or link.attributes.get("href") or ""
            titles.setdefault(mark, title)
            if not any(item.attributes.get("guid") == mark for item in items):
                block = _link(link, title)
                if block:
                    yield block
    for item in items:
        block = _item(item, titles.get(item.attributes.get("guid", ""), ""))
        if block:
            yield block


def _code(one: Element | None) -> str:
    """Return the last part of a concept: `stat:canceled`, or its address."""
    if one is None:
        return ""
    concept = one.attributes.get("qcode") or one.attributes.get("uri") or one.attributes.get("literal") or ""
    return concept.replace("/", ":").rsplit(":", 1)[-1].lower()


def _name(one: Element) -> str:
    """Return who or what an element names: by a name in it, its literal, or its own text."""
    return plain_words(one.said("name") or one.text() or one.attributes.get("literal", ""))


def _link(link: Element, title: str) -> Block | None:
    kind = KINDS.get(_code(link.first("itemClass")))
    if kind is None:
        return None
    said = Item("feed")
    said.say("headline", "headline", link.said("headline") or link.said("title"))
    for description in link.all("description"):
        said.say("description", "description", description.text())
    said.say("credit_line", "creditline", link.said("creditline"))
    said.say("supplier_image_id", "residref", link.attributes.get("residref", ""))
    return said.block(link.line, kind=kind, image=link.attributes.get("href", ""), title=title)


def _item(item: Element, story: str) -> Block | None:
    about, meta = item.first("contentMeta") or item, item.first("itemMeta") or item
    kind = KINDS.get(_code(meta.first("itemClass")))
    if kind is None:
        return None
    said = Item("feed")
    _say_item(said, item, meta)
    for headline in about.all("headline"):
        said.say("headline", "headline", headline.text())
    described = list(about.all("description"))
    captions = [one for one in described if one.attributes.get("role", "").endswith("caption")]
    for description in captions or described:
        said.say("description", "description", description.text())
    said.say("credit_line", "creditline", about.said("creditline"))
    for tag in ("creator", "contributor"):
        for maker in about.all(tag):
            if tag == "creator" or "photog" in maker.attributes.get("role", "").lower():
                said.say("photographers", tag, _name(maker))
    if "photographers" not in said.values:
        said.say("photographers", "by", about.said("by"))
    sources = [_name(one) for one in about.all("infoSource")]
    for source in sources:
        said.say("source", "infoSource", source)
    said.say("date_created", "contentCreated", about.said("contentCreated"))
    for place in about.all("located"):
        _say_place(said, place)
    for keyword in about.all("keyword"):
        said.say("keywords", "keyword", keyword.text())
    for subject in about.all("subject"):
        _say_subject(said, subject)
    said.say("digital_source_type", "digitalSourceType", _concept(about.first("digitalSourceType")))
    day = meta.said("firstCreated") or meta.said("versionCreated")
    agencies = tuple(filter(None, sources)) or ((_provider(meta),) if "photographers" in said.values else ())
    return said.block(item.line, kind=kind, image=_address(item), title=story, published=day, agencies=agencies)


def _say_item(said: Item, item: Element, meta: Element) -> None:
    """Take what counts for the item: its number, state, embargo, rights."""
    status = meta.first("pubStatus")
    if status is not None:
        said.state(_code(status), "pubStatus")
    said.say("release", "embargoed", meta.said("embargoed"))
    for note in meta.all("edNote"):
        said.say("instructions", "edNote", note.text())
    said.say("supplier", "provider", _provider(meta))
    said.say("supplier_image_id", "guid", item.attributes.get("guid", ""))
    said.say("title", "slugline", item.said("contentMeta", "slugline") or meta.said("title"))
    for rights in item.all("rightsInfo"):
        said.say("copyright_notice", "copyrightNotice", rights.said("copyrightNotice"))
        holder = rights.first("copyrightHolder")
        if holder is not None:
            said.say("copyright_owner", "copyrightHolder", _name(holder))
        said.say("usage_terms", "usageTerms", " ".join(one.text() for one in rights.all("usageTerms")))
        said.say("expires", "validto", rights.attributes.get("validto", ""))


def _provider(meta: Element) -> str:
    provider = meta.first("provider")
    return _name(provider) if provider is not None else ""


def _concept(one: Element | None) -> str:
    if one is None:
        return ""
    concept = one.attributes.get("qcode") or one.attributes.get("uri") or ""
    return concept.rstrip("/").replace("/", ":").rsplit(":", 1)[-1]


def _say_place(said: Item, place: Element) -> None:
    said.say("city", "located", _name(place) if not place.children else plain_words(place.said("name")))
    for wider in place.all("broader"):
        kind = (wider.attributes.get("type") or wider.attributes.get("qcode") or "").lower()
        field = (
            "country" if "country" in kind or "cntry" in kind else "region" if "area" in kind or "state" in kind else ""
        )
        said.say(field, f"located broader {kind}", _name(wider))


def _say_subject(said: Item, subject: Element) -> None:
    kind = (subject.attributes.get("type") or "").lower()
    field = (
        "persons_shown" if kind.endswith("person") else "organisations" if kind.endswith("organisation") else "keywords"
    )
    if kind.endswith("event"):
        field = "event"
    said.say(field, f"subject {kind}".strip(), _name(subject))


def _address(item: Element) -> str:
    """Return the address of the largest rendition."""
    best, widest = "", -1
    for content in item.all("contentSet", "remoteContent"):
        width = content.attributes.get("width", "")
        size = int(width) if width.isdecimal() and len(width) < 7 else 0
        if content.attributes.get("href") and size > widest:
            best, widest = content.attributes["href"], size
    return best
