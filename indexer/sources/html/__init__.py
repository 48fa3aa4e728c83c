"""Web pages to Documents: each picture with its caption is a Block, whatever marks it up."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...model import Block, Document, Layer
from ...text import fold, lazy_pattern
from ..image.merge import merge
from ..image.said import Said
from ..plain import decode, is_day, not_text
from ..printed import printed
from ..reader import Original, Skip, Wish
from .addresses import absolute, picture_name
from .pictures import Shown, find_pictures, is_passed_over, tidy
from .structured import Facts, Stated, read_json_ld, read_microdata

SUFFIXES = (".html", ".htm", ".xhtml")
LIMIT = 32 * 1024 * 1024
"""Bytes of the longest page that is read; a story with all its scripts has half of one."""
DEEPEST = 500
"""Open elements inside each other; browsers themselves stop at 512."""
_FEW = 3_000
"""Elements of a page that cannot be nested so that it hurts."""
_CROWDED = 500
"""Attributes of one element; the parser compares each with each."""
_HEAVY = 5_000_000
"""Open formatting elements times elements: the parser repeats the open ones in each paragraph."""

_HEAD = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}\?>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_PICTURE_NAME = lazy_pattern(r"\.(?:jpe?g|png|tiff?|webp|gif|avif)$", re.I)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]{0,12})")
_ATTRIBUTES = re.compile(rb"[^>=]*+(?:=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)?[^>=]*+)*+")
_VALUE = re.compile(rb"=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]++)")
_ATTRIBUTE = re.compile(rb"[^\s/]++")
_UNCOUNTED = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd tr td th tbody thead tfoot option"
    b" optgroup colgroup rp rt html head body path circle rect use g svg line polygon".split()
)
"""Elements without an end, and those that end by themselves."""
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())
_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "parsely-pub-date", "publish-date", "pubdate",
    "dc.date.issued", "dcterms.created", "date",
)  # fmt: skip
"""Names under which a page's head states its day, in small letters, the surest first."""
_DAY = lazy_pattern(r"\d{4}-\d\d-\d\d")
_SHORTCODE = 6_000
"""Characters within which a shortcode of WordPress ends."""
_SHORTCODES = 500
"""Shortcodes of one page; each is a tree of its own, kept until the page is read."""
_CLOSED = "[/caption]"


def suits(path: Path, head: bytes) -> bool:
    """Say whether the file is a web page; one that goes by a picture's name is a failed download, not a page.

    >>> suits(Path("story"), b"<!DOCTYPE html><title>Foxes"), suits(Path("a.jpg"), b"<html>")
    (True, False)
    """
    if _PICTURE_NAME.search(path.name):
        return False
    # UTF-16 pages: the noughts between the letters.
    bare = head.replace(b"\0", b"").removeprefix(codecs.BOM_UTF8).lstrip(b"\xff\xfe") if head[:4] else head
    return bool(_HEAD.match(bare)) or (path.suffix.lower() in SUFFIXES and b"<" in bare)


def read(original: Original, wish: Wish) -> Iterator[Document]:
    """Yield the one Document of a page. Raises SourceError when it cannot be read.

    A block's text is the caption with its credit as a desk prints them; a credit that has an element of its own stands
    on a line of its own. What the markup for machines says is in the block's metadata. A picture that the page shows
    twice with the same caption is one block.
    """
    content = original.whole(LIMIT, "web page")
    text, markup = _text(content, original.path)
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(markup)
    stated = _Stated(tree)
    base = stated.base()
    scripts = [script.text(deep=True) or "" for script in tree.css('script[type="application/ld+json"]')[:200]]
    facts = read_json_ld(scripts, base)
    blocks = []
    last = (0, 1)
    for block in _blocks(tree, text, facts, stated):
        last, placed = _placed(text, block, last)
        blocks.append(placed)
    yield Document(
        original.path,
        tuple(blocks),
        tidy(facts.headline) or _title(tree, stated) or None,
        _published(tree, stated, facts) or wish.published,
        hashlib.sha256(content).hexdigest(),
    )
    if not blocks:
        wish.tell(Skip(original.path, "a web page without a caption or credit; nothing to read"))


def _text(content: bytes, path: str) -> tuple[str, str | bytes]:
    """Return the text of a page, whatever its character set, and what to parse: the bytes when they are UTF-8 already.

    Raises SourceError for what is no page, or is nested too deeply to be one.
    """
    if not content.strip(b" \t\r\n\0"):
        raise SourceError(f"{path}: nothing but blank space; leave it out, or save it again")
    trouble = not_text(content[: 1 << 16])
    if trouble:
        raise SourceError(f"{path}: {trouble}; no web page, whatever its name says")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        stated = _CHARSET.search(content[:4096])
        text = ""
        if stated and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            try:
                if codecs.lookup(stated[1].decode("ascii")).name not in ("utf-8", "iso8859-1", "utf-16", "utf-32"):
                    text = content.decode(stated[1].decode("ascii"), "replace")
            except (LookupError, UnicodeError, ValueError):
                text = ""
        text = text or decode(content)
    else:
        if b"\0" not in content and not content.startswith(codecs.BOM_UTF8):
            _check_nesting(content, path)
            return text, content
    text = text.replace("\0", "") if "\0" in text else text
    _check_nesting(text.encode("utf-8", "replace"), path)
    return text, text


def _check_nesting(content: bytes, path: str) -> None:
    """Raise SourceError for a page that is nested so deeply that parsing it takes minutes or gigabytes."""
    if len(content) < 3 * _FEW:
        return
    depth = deepest = formatting = most = count = 0
    at = looked = 0
    while tag := _TAG.search(content, at):
        at = tag.end()
        name = tag[2].lower()
        count += 1
        if at > looked and (attributes := _ATTRIBUTES.match(content, at)):
            looked = attributes.end()
            if looked - at > 2 * _CROWDED and len(_ATTRIBUTE.findall(_VALUE.sub(b" ", attributes[0]))) > _CROWDED:
                raise SourceError(f"{path}: an element of over {_CROWDED} attributes; no page is so, it is a trap")
        if name in (b"script", b"style") and not tag[1]:
            at = content.find(b"</" + tag[2], at)
            if at < 0:
                break
            continue
        if name in _UNCOUNTED or name in (b"script", b"style"):
            continue
        step = -1 if tag[1] else 1
        depth = max(depth + step, 0)
        deepest = max(deepest, depth)
        if name in _FORMATTING:
            formatting = max(formatting + step, 0)
            most = max(most, formatting)
    if deepest > DEEPEST or most * count > _HEAVY:
        raise SourceError(
            f"{path}: {deepest:,} elements inside each other; no page is nested so, it is damaged or a trap"
        )


class _Stated:
    """What the head of a page states: its meta elements by name, read once."""

    def __init__(self, tree: Any) -> None:
        self._values: dict[str, str] = {}
        for node in tree.css("meta[content], link[rel=canonical], base[href]")[:2_000]:
            attributes = node.attributes
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or node.tag
            value = attributes.get("content") or attributes.get("href")
            if name and value:
                self._values.setdefault(name.lower(), value)

    def first(self, *names: str) -> str:
        """Return the first of these that the page states; empty for none."""
        return next((tidy(value) for name in names if (value := self._values.get(name))), "")

    def base(self) -> str:
        """Return where the page is, as far as it says so."""
        stated = (self.first(name) for name in ("link", "og:url", "base"))
        return next((value for value in stated if value.startswith(("http://", "https://")) and len(value) < 2_000), "")


def _title(tree: Any, stated: _Stated) -> str:
    title = stated.first("og:title")
    if title:
        return title
    for selector in ("h1", "title"):
        node = tree.css_first(selector)
        words = tidy(node.text(deep=True) or "") if node is not None else ""
        if 0 < len(words) < 500:
            return words
    return ""


def _published(tree: Any, stated: _Stated, facts: Facts) -> str:
    for value in (facts.published, *(stated.first(name) for name in _PUBLISHED)):
        found = _DAY.match(value.strip())
        if found and is_day(found.group()):
            return found.group()
    for node in tree.css("time[datetime]")[:20]:
        found = _DAY.match((node.attributes.get("datetime") or "").strip())
        if found and is_day(found.group()) and not is_passed_over(node):
            return found.group()
    return ""


def _blocks(tree: Any, text: str, facts: Facts, head: _Stated) -> Iterator[Block]:
    base = head.base()
    shown = _once([*find_pictures(tree, base), *_shortcodes(text, base)])
    stated = [*_micro(tree, text, base), *facts.pictures]
    named: dict[str, list[Stated]] = {}
    worded: dict[str, list[Stated]] = {}
    for one in stated:
        named.setdefault(one.name, []).append(one)
        worded.setdefault(_folded(one.caption), []).append(one)
    used: set[int] = set()
    graph = picture_name(absolute(head.first("og:image"), base)), head.first("og:image:alt")
    for picture in shown:
        witnesses = [one for one in named.get(picture.name, ()) if picture.name]
        folded = _folded(picture.caption)
        if folded:
            witnesses += [one for one in worded.get(folded, ()) if all(one is not other for other in witnesses)]
        used.update(map(id, witnesses))
        yield _block(picture, witnesses, graph[1] if graph[0] and graph[0] == picture.name else "")
    rest: dict[str, list[Stated]] = {}
    for one in stated:
        if id(one) not in used and one.caption:
            rest.setdefault(one.name or _folded(one.caption), []).append(one)
    for several in rest.values():
        first = several[0]
        yield _block(Shown(first.address, first.caption, first.credit, "", False, None), several, "")


def _once(pictures: list[Shown]) -> list[Shown]:
    """Return each picture once: the same address with the same, or no, caption, or the same caption and no address."""
    kept: list[Shown] = []
    places: dict[tuple[str, str], int] = {}
    for one in pictures:
        name, folded = one.name, _folded(one.caption)
        place = next(
            (places[key] for key in ((name, folded), (name, ""), ("", folded)) if any(key) and key in places), None
        )
        if place is None and not folded and name:
            place = next((at for (other, _), at in places.items() if other == name), None)
        if place is None:
            places[name, folded] = len(kept)
            if not name or not folded:
                places.setdefault((name, folded), len(kept))
            kept.append(one)
            continue
        before = kept[place]
        kept[place] = before._replace(
            address=before.address or one.address,
            caption=before.caption or one.caption,
            credit=before.credit or one.credit,
            alt=before.alt or one.alt,
        )
        places.setdefault((name, folded), place)
    return kept


def _folded(caption: str) -> str:
    return fold(caption).rstrip(" .") if caption else ""


def _block(picture: Shown, witnesses: list[Stated], alt: str) -> Block:
    fields: dict[str, tuple[str, ...]] = {}
    raw: list[tuple[str, str, str]] = []
    if picture.node is not None:
        for field, tag, value in (
            ("description", "caption", picture.caption),
            ("credit_line", "credit", picture.credit),
            ("alt_text", "alt", picture.alt or alt),
        ):
            if value:
                fields[field] = (value,)
                raw.append((field, tag, value))
    layers = [Said(Layer("html", tuple(raw)), fields)] if raw else []
    layers += [one.said for one in witnesses]
    credit = picture.credit
    if not credit and not picture.caption:
        credit = next((one.credit for one in witnesses if one.credit), "")
    return Block(
        printed(picture.caption, credit),
        kind="video" if picture.is_video else "photo",
        image=picture.address or next((one.address for one in witnesses if one.address), ""),
        metadata=merge(layers),
    )


def _micro(tree: Any, text: str, base: str) -> list[Stated]:
    if "ImageObject" not in text:
        return []
    found = (read_microdata(item, base) for item in tree.css('[itemtype*="ImageObject"]')[:2_000])
    return [one for one in found if one]


def _shortcodes(text: str, base: str) -> Iterator[Shown]:
    """Yield the pictures of WordPress shortcodes that the page shows as they were typed."""
    if "[caption" not in text:
        return
    from selectolax.lexbor import LexborHTMLParser

    after = found = 0
    while found < _SHORTCODES and (end := text.find(_CLOSED, after)) >= 0:
        start = text.rfind("[caption", max(after, end - _SHORTCODE), end)
        inside = text.find("]", start, end) + 1 if start >= 0 else 0
        after = end + len(_CLOSED)
        if inside:
            found += 1
            body = LexborHTMLParser(f'<figure class="wp-caption">{text[inside:end]}</figure>')
            yield from find_pictures(body, base)


def _placed(text: str, block: Block, last: tuple[int, int]) -> tuple[tuple[int, int], Block]:
    """Return a block with the line and column where its words stand in the page, as far as they can be found."""
    from dataclasses import replace

    words = block.text.split("\n", 1)[0].removeprefix("Credit: ").lstrip("(")[:40]
    at = text.find(words, last[0])
    start, line = last
    if at < 0:
        at = text.find(words, 0)
        start, line = 0, 1
    if at < 0 or not words:
        return last, block
    line += text.count("\n", start, at)
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    return (at, line), replace(block, line=line, column=column)
