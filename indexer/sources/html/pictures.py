"""The pictures that a page shows: which element holds one, its caption, its credit, its address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...text import lazy_pattern
from ..printed import CREDIT_START
from .addresses import absolute, first_of, picture_name
from .signs import CAPTION_LABEL, CREDIT_LABEL, is_elsewhere, is_of_picture, is_slide, sign_of

HOLDERS = 'figure, .wp-caption, [itemtype*="ImageObject"]'
"""Elements that hold a picture with its caption by themselves."""
BESIDE = (
    '[class*="aption"], [class*="egend"], [class*="cutline"], [class*="ildunterschrift"], [itemprop="caption"],'
    ' [class*="epigraf"], [class*="didascalia"], [class*="escription"], [class*="redit"], figcaption,'
    " img[data-caption], img[data-credit], img[data-photo-credit], img[data-copyright], a[data-caption],"
    " a[data-sub-html]"
)
"""Elements that may be a caption beside the picture, in a page that uses no figure, and pictures that carry theirs."""
MOST = 20_000
"""Elements of one kind that are looked at; a page with more is a list of something else."""
LONGEST = 20_000
"""Characters of the longest caption."""
DEEPEST = 60
"""Elements inside elements that are gone into for a caption's words."""

_PASSED_OVER = frozenset(
    "script style button svg noscript template input select img video audio picture iframe object canvas textarea"
    " form".split()
)
_INLINE = frozenset(
    "a b i em strong span sup sub abbr time u mark font q s wbr bdi bdo data var kbd code ins del label big".split()
)
_JOINT = lazy_pattern('(?<=[.!?…)\\]"”’»])\0+(?=[^\\W\\d_a-zà-ÿ]|[(\\[©|])|(?<=[:a-zà-ÿ…])\0+(?=©)')
_BLANK = lazy_pattern(r"[^\S\n]+")
_BREAK = lazy_pattern(r" *\n[ \n]*")
_CARRIED = ("src", "data-src", "data-original", "data-lazy-src", "data-full-src", "data-image")
_TINY = lazy_pattern(r"(?:[1-9]|[1-4]\d)(?:px)?")


class Shown(NamedTuple):
    """One picture as the page shows it."""

    address: str
    caption: str
    credit: str
    alt: str
    is_video: bool
    node: Any

    @property
    def name(self) -> str:
        """What all sizes of the picture have in common."""
        return picture_name(self.address)


def find_pictures(tree: Any, base: str) -> Iterator[Shown]:
    """Yield the pictures that have a caption or credit, holders first, each in the order of the page."""
    done: set[int] = set()
    holders = tree.css(HOLDERS)[:MOST]
    inner = {holder.mem_id for holder in holders}
    for holder in holders:
        if not is_passed_over(holder):
            yield from _shown(holder, inner, base)
        done.add(holder.mem_id)
    single: dict[int, bool | None] = {}
    for node in tree.css(BESIDE)[:MOST]:
        attributes = node.attributes
        if node.tag == "img" or "data-caption" in attributes or "data-sub-html" in attributes:
            shown = _marked(node, base)
            if shown and not is_passed_over(node):
                yield shown
            continue
        sign = sign_of(*_marks(node))
        classes = attributes.get("class") or ""
        described = sign == "" and "description" in classes.lower()
        credited = sign == "credit" and is_of_picture(classes)
        if sign != "caption" and not described and not credited and node.tag != "figcaption":
            continue
        around = _around(node, done, described and not is_of_picture(classes), single, 2 if credited else 5)
        if around is not None and not is_passed_over(around):
            done.add(around.mem_id)
            yield from _shown(around, inner, base, node if described else None)


def _shown(holder: Any, inner: set[int], base: str, described: Any = None) -> Iterator[Shown]:
    """Yield the picture of one element, if it has words of its own."""
    words = _Words(inner, described.mem_id if described is not None else 0)
    words.walk(holder, "", 0, outermost=True)
    caption, credit = words.result()
    image = _image(holder, inner)
    is_video = image is None and holder.css_first("video, iframe, amp-video") is not None
    attributes = image.attributes if image is not None else {}
    if not credit:
        credit = _value(attributes, ("data-credit", "data-photo-credit", "data-copyright"))
    if not caption:
        caption = _value(attributes, ("data-caption",))
    if (caption or credit) and len(caption) <= LONGEST:
        alt = tidy(attributes.get("alt") or "")
        yield Shown(_address(image, holder, base), caption, credit, alt, is_video, holder)


def _marked(node: Any, base: str) -> Shown | None:
    attributes = node.attributes
    caption = _value(attributes, ("data-caption", "data-sub-html"))
    credit = _value(attributes, ("data-credit", "data-photo-credit", "data-copyright"))
    if (not caption and not credit) or len(caption) > LONGEST:
        return None
    address = absolute(attributes.get("href") or "", base) if node.tag == "a" else _address(node, node, base)
    return Shown(address, caption, credit, tidy(attributes.get("alt") or ""), False, node)


def _value(attributes: dict[str, str | None], names: tuple[str, ...]) -> str:
    text = next((value for name in names if (value := attributes.get(name))), "")
    if "<" in text:
        from selectolax.lexbor import LexborHTMLParser

        body = LexborHTMLParser(text[:LONGEST]).body
        if body is None:
            return ""
        words = _Words(set(), 0)
        words.walk(body, "caption", 0, outermost=True)
        text = words.result()[0]
    return tidy(text)


class _Words:
    """The words of one element, sorted into caption, credit and the rest."""

    def __init__(self, inner: set[int], described: int) -> None:
        self.inner = inner
        self.described = described
        self.pieces: dict[str, list[str]] = {"caption": [], "credit": [], "": []}
        self.length = 0

    def walk(self, node: Any, state: str, depth: int, outermost: bool = False) -> None:
        """Sort the words below `node`; `state` is what the elements around it make of them."""
        pieces = self.pieces
        for child in node.iter(include_text=True):
            tag = child.tag
            if tag == "-text":
                text = child.text_content or ""
                self.length += len(text)
                if self.length <= 2 * LONGEST:
                    pieces[state].append(text)
                continue
            if tag in _PASSED_OVER or child.mem_id in self.inner:
                continue
            if tag == "br":
                pieces[state].append("\n")
                continue
            sign = sign_of(*_marks(child))
            if sign == "drop" and state != "credit":
                continue
            now = state
            if child.mem_id == self.described:
                now = "caption"
            elif sign in ("caption", "credit"):
                now = sign
            elif tag == "figcaption":
                now = "caption"
            if tag != "figcaption" and (sign == "hidden" or tag in ("span", "b", "strong", "div", "em")):
                label = (child.text(deep=True) or "").strip() if _is_small(child) else ""
                if label and CREDIT_LABEL.fullmatch(label):
                    # What stands beside the label is the credit.
                    state = "credit"
                    pieces[state].append("\n")
                    continue
                if label and CAPTION_LABEL.fullmatch(label):
                    state = "caption"
                    continue
                if sign == "hidden":
                    continue
            mark = "\0" if tag in _INLINE and now == state else "\n"
            pieces[now].append(mark)
            if depth < DEEPEST:
                self.walk(child, now, depth + 1)
            pieces[now].append(mark)
            if now != state:
                pieces[state].append("\0")

    def result(self) -> tuple[str, str]:
        """Return caption and credit."""
        caption, rest = (joined(self.pieces[name]) for name in ("caption", ""))
        credits: list[str] = []
        for line in joined(self.pieces["credit"]).split("\n"):
            if line and line.casefold() not in {one.casefold() for one in credits} and not CREDIT_LABEL.fullmatch(line):
                credits.append(line)
        if rest and not credits:
            lines = rest.split("\n")
            credits = [line for line in lines if CREDIT_START.match(line) and len(line) < 300]
            rest = "\n".join(line for line in lines if line not in credits)
        if not caption and 0 < len(rest) <= 2_000:
            caption = rest
        credit = " / ".join(credits)
        if credit and caption.casefold().endswith(credit.casefold()) and len(caption) > len(credit):
            credit = ""  # printed in the caption already
        return caption, credit


def joined(pieces: list[str]) -> str:
    """Return pieces of text as a reader sees them: one blank between words, a line break between paragraphs.

    >>> joined(["Foxes rest.", "\\0", "Credit: Jo", "\\0", " Marsh"])
    'Foxes rest. Credit: Jo Marsh'
    """
    text = "".join(pieces)
    text = _JOINT.sub(" ", text).replace("\0", "") if "\0" in text else text
    return (
        "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n")))) if "\n" in text else tidy(text)
    )


def tidy(text: str) -> str:
    """Return a text with single blanks."""
    return " ".join(text.split())


def _marks(node: Any) -> tuple[str, str, str]:
    attributes = node.attributes
    return (
        attributes.get("class") or "",
        attributes.get("itemprop") or "",
        attributes.get("data-testid") or attributes.get("aria-label") or "",
    )


def _is_small(node: Any) -> bool:
    """Say whether an element holds so little that it can be a label."""
    only, count = node.child, 0
    while only is not None and count < 4:
        if only.tag not in ("-text", "span", "b", "strong"):
            return False
        only, count = only.next, count + 1
    return count < 4


def _image(holder: Any, inner: set[int]) -> Any:
    for image in [holder] if holder.tag == "img" else holder.css("img, amp-img")[:50]:
        attributes = image.attributes
        if _TINY.fullmatch(attributes.get("width") or "") or is_elsewhere(attributes.get("class") or ""):
            continue
        if not inner or not _is_inside(image, inner, holder.mem_id):
            return image
    return None


def _is_inside(node: Any, holders: set[int], until: int) -> bool:
    parent = node.parent
    while parent is not None and parent.mem_id != until:
        if parent.mem_id in holders:
            return True
        parent = parent.parent
    return False


def _address(image: Any, holder: Any, base: str) -> str:
    attributes = image.attributes if image is not None else {}
    for name in _CARRIED:
        value = attributes.get(name) or ""
        if value and not value.startswith("data:"):
            return absolute(value, base)
    for name in ("srcset", "data-srcset"):
        if attributes.get(name):
            return absolute(first_of(attributes[name] or ""), base)
    source = holder.css_first("source[srcset], source[data-srcset], video[poster]")
    if source is None:
        return ""
    found = source.attributes
    return absolute(first_of(found.get("srcset") or found.get("data-srcset") or found.get("poster") or ""), base)


def _around(node: Any, done: set[int], described: bool, single: dict[int, bool | None], steps: int) -> Any:
    """Return the element, `steps` up at most, that holds a caption and its picture; None when there is no single one.

    `single` remembers of each element whether it holds one picture (None: no picture at all).
    """
    parent, best, slide = node.parent, None, not described
    for _ in range(steps):
        if parent is None or parent.tag in ("body", "main", "article", "html"):
            break
        if parent.mem_id in done:
            return None
        slide = slide or is_slide(parent.attributes.get("class") or "")
        if best is None:
            mark = parent.mem_id
            if mark not in single:
                images = parent.css("img, picture, video, amp-img")
                names = {picture_name(_address(image, image, "")) for image in images if image.tag != "picture"}
                single[mark] = len(names) < 2 if images else None
            if single[mark] is False:
                break
            best = parent if single[mark] else None
        parent = parent.parent
    for _ in range(12):  # inside a holder that was read
        if parent is None:
            break
        if parent.mem_id in done:
            return None
        parent = parent.parent
    return best if slide else None


def is_passed_over(node: Any) -> bool:
    """Say whether an element stands in a part of the page that is not the story."""
    for _ in range(40):
        if node is None or node.tag == "body":
            break
        if node.tag in ("nav", "footer") or is_elsewhere(node.attributes.get("class") or ""):
            return True
        node = node.parent
    return False
