"""A credit behind a label: Photo by …, Credit: …, © …; and a composite's, behind positions: Left: …; Right: …"""

from __future__ import annotations

import re

from ..text import first_sign, lazy_pattern
from ..vocab import agencies
from .credit import Reading
from .labels import NOUN, first_panel, position_before
from .parts import read
from .sites import ENDS_SENTENCE, WINDOW, Site, judge, last_boundary

_QUALIFIED = (
    r"(?:(?:all|both|main|mandatory|cover|photo|image|picture|video|screengrab|credit)s?\s+)*"
    rf"(?:{NOUN}|symbol(?:foto|bild)|archiv(?:foto|bild)|composite|illustrations?|graphics?|montage|collage"
    r"|screengrab|screenshot)"
)
_MADE = (
    r"(?:photo|image|picture|illustration|graphic|photograph|photo illustration|staff photo|file photo|pool photo"
    r"|photo montage|composite|video|drawing|sketch|foto)s?"
)
_OPENS = r"(?:^|(?<=[(\[\n])|(?<=[.!?»”\"|–—-]\s))"
_HEAD = lazy_pattern(
    r"[^\w@#/](?=[©—–/-]|\(c\)|[^\W\x00-\x7f]|a(?:bb|lls?\s|rchiv)|b(?:oth|ild|eeld|ron)|drawi|f(?:ot|onte|uent|ile)"
    r"|c(?:over|r[eé]d|lich|o(?:mpo|lla|pyr|urtes|rtes|ntrib))|gra(?:phi|cieu)|hando|i(?:m[aá]|llus)|k(?:uva|ild|äll)"
    r"|m(?:ain|anda|onta)|p(?:hot|ic|ool)|quel|s(?:cree|ní|ymb|ourc|taff|ket|till|ubmi|uppl)|vi(?:deo|sua)|zdj)"
)
"""What stands before a label, with the small letters that one begins with: most words do with others."""
_LABEL = lazy_pattern(
    r"(?<![\w@#/])(?:[—–-]\s?|/ )?(?P<label>"
    rf"{_QUALIFIED}\s*(?:[:：]|\.\.\.|…)"
    rf"|{_MADE}\s+(?:credit should read\s*:?|(?:by|par|por|von|av|courtesy(?:\s+of)?|provided by)\b:?)"
    rf"|{_OPENS}{_MADE}\s+via\b:?"
    # Without a sign behind it: "Fot. Mia Holm", "PHOTO MIA HOLM, LA PRESSE", "… the harbour. Photo Mia Holm".
    rf"|fot\.(?=\s?[A-ZÀ-Þ])|{_OPENS}(?-i:PHOTOS?)\s(?=(?-i:[A-ZÀ-Þ]{{2}}))"
    rf"|{_OPENS}(?-i:Photos?|Fotos?)\s(?=(?-i:[A-ZÀ-Þ][\w.'’-]+ [A-ZÀ-Þ]))"
    r"|(?:screen ?shot|screen ?grab|video still|still image)s?\s+(?:from|aus|via|of|de)\b"
    r"|image\s+(?:source|copyright)\s*,?|mandatory credit:?"
    r"|(?:photo|image|picture)\s+credits?\s*(?=[A-Z@©])|crédits?\s+photos?\s*:?(?=\s*[A-Z@©])"
    r"|credit\s?(?=[A-Z])(?:image\s*:)?|©|\(c\)\s|copyright (?=[A-Z\d])"
    r"|courtesy(?:\s+of|\s*:)|submitted (?:by|photo)|supplied by|contributed by|gracieuseté de|cortesía de"
    r"|handout (?:photo )?(?:by|from))\s*",
    re.IGNORECASE,
)
_LABEL_HAS = (
    ":", "：", "...", "…", "photo", "foto", "fot.", "image", "picture", "illustration", "graphic", "composite", "video",
    "drawing", "sketch", "screen", "credit", "©", "(c)", "copyright", "courtesy", "submitted", "supplied",
    "contributed", "gracieuset", "cortes", "handout",
)  # fmt: skip
"""Without one of these there is no label: the pattern is slow, as it tries everywhere."""
_BEFORE_SIGN = 60
"""No label prints more than this before the first of its signs: "All main source:"."""
_OWN_CAPITAL = lazy_pattern(r"credit|copyright", re.IGNORECASE)
_LABEL_BEFORE = lazy_pattern(r"(?:\b(?:mandatory\s+)?(?:cr[eé]dit|photo|image|picture)s?:?|[—–|/-]|©)$", re.IGNORECASE)
_AFTER_SENTENCE = lazy_pattern(r"(?:^|[.!?”\"’\s])$")
_CLOSING = {"(": ")", "[": "]", "（": "）", "【": "】", "［": "］"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}


def labelled(text: str, last: int, loose: bool) -> Site | None:
    """Find a labelled credit anywhere near the end, inside brackets or not; the last label counts."""
    low = max(0, last - WINDOW)
    sign = first_sign(text, low, last, _LABEL_HAS)
    if sign < 0:
        return None
    for match in reversed(_labels(text, max(low, sign - _BEFORE_SIGN), last)[-6:]):
        at, cut = match.start("label"), match.start()
        before = text[cut - 1 : cut]
        if text[at].islower() and _OWN_CAPITAL.match(match["label"]) and before not in ("(", "[", ""):
            continue
        if match["label"].strip() in ("(C)", "(c)") and text[match.end() : match.end() + 1].islower():
            continue  # "Ana Sol (C) meets …": that is where she stands
        opens_the_text = cut < 2 and last > match.end() + 60 and "\n" not in text and text[cut] not in "(["
        if opens_the_text:
            continue
        site = _at_label(text, at, cut, last, loose)
        if site:
            cut = _over_labels(text, site.start)
            widened = _house_before(text, low, cut, site.end) or _label_before(text, low, cut, site.end)
            return Site(widened[0], site.end, widened[1]) if widened else Site(cut, site.end, site.reading)
    return None


def _labels(text: str, low: int, end: int) -> list[re.Match[str]]:
    """Return the labels in `text[low:end]`; trying them at every character would take several times as long."""
    found: list[re.Match[str]] = []
    at, before = low, max(0, low - 1)
    small = text[before:end].lower()
    if len(small) == end - before:
        begins = [before + head.end() for head in _HEAD.finditer(small)]
    else:  # a letter whose small form is two characters
        begins = list(range(low, end))
    for begin in begins if low else (0, *begins):
        label = _LABEL.match(text, begin, end) if begin >= at else None
        if label:
            found.append(label)
            at = label.end()
    return found


def _at_label(text: str, at: int, cut: int, last: int, loose: bool) -> Site | None:
    outer = _enclosing(text, at, last)
    if outer:
        opening, closing = outer
        if text[closing + 1 : last].strip(" .,*\n"):
            return None
        reading = judge(text, opening + 1, closing, labelled=True)
        return Site(opening, last, reading) if reading else None
    if loose and not ENDS_SENTENCE.search(text, max(0, cut - 4), cut):
        return None
    # A label speaks of its own line; a line that ends in a separator goes on.
    line = text.find("\n", at, last)
    if line > 0 and text[at:line].rstrip()[-1:] not in "/|,:":
        reading = judge(text, at, line, labelled=True)
        if reading and (reading.credit.photographers or reading.credit.agencies):
            return Site(cut, line, reading)
    else:
        reading = None
    whole = judge(text, at, last, labelled=True)
    if whole and (reading is None or whole.credit.photographers or whole.credit.agencies):
        return Site(cut, last, whole)
    return Site(cut, line, reading) if reading else None


def _house_before(text: str, low: int, cut: int, stop: int) -> tuple[int, Reading] | None:
    """Take in what stands between the last sentence and the label: `Left: `, `The Nordvik Post photograph by`."""
    position = position_before(text, cut)
    if position is not None:
        reading = judge(text, position, stop, labelled=True)
        return (position, reading) if reading else None
    last = last_boundary(text, max(low, cut - 60), cut)
    begin = last if last is not None else 0 if cut < 60 else cut
    house = text[begin:cut].strip()
    if house and agencies.find(house) and not agencies.is_ambiguous(house):
        reading = judge(text, begin, stop, labelled=True)
        if reading and reading.credit.agencies:
            return begin, reading
    return None


def _label_before(text: str, low: int, cut: int, stop: int) -> tuple[int, Reading] | None:
    """Take in a label that runs on into this one: "illustration by X. Photo by Y" is one credit."""
    floor = max(low, cut - 90)
    sign = first_sign(text, floor, cut, _LABEL_HAS)
    for match in reversed(_labels(text, max(floor, sign - _BEFORE_SIGN), cut)) if sign >= 0 else ():
        outer = _enclosing(text, match.start("label"), stop)
        if outer and outer[1] < cut:
            return None
        between = text[match.end() : cut]
        if not (_credit_like(between) or " " not in between.strip()):
            continue
        reading = judge(text, match.start("label"), stop, labelled=True)
        if reading and all(part.kind != "?" for part in reading.parts):
            return match.start(), reading
    return None


def _credit_like(text: str) -> bool:
    """Tell whether every part of `text` can be part of a credit."""
    bare = text.strip(" .,;|/–—-\n\t")
    return bool(bare) and len(bare) < 80 and all(part.kind not in "?1C" for part in read(bare))


def _enclosing(text: str, at: int, last: int) -> tuple[int, int] | None:
    """Return the brackets around `at` as (opening, closing), closing = `last` when it is missing."""
    low = max(0, at - 119)
    if not any(text.find(opening, low, at) >= 0 for opening in _CLOSING):
        return None
    depth = 0
    for index in range(at - 1, low - 1, -1):
        char = text[index]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            if depth == 0:
                return index, _closing(text, index, min(last, index + 600), last)
            depth -= 1
    return None


def _closing(text: str, opening: int, stop: int, last: int) -> int:
    level, closing = 1, _CLOSING[text[opening]]
    for index in range(opening + 1, stop):
        level += (text[index] == text[opening]) - (text[index] == closing)
        if level == 0:
            return index
    return last


def _over_labels(text: str, cut: int) -> int:
    """Return where a run of labels and signs that ends at `cut` begins: `… Photo – Credit: `."""
    while True:
        end = len(text[max(0, cut - 40) : cut].rstrip()) + max(0, cut - 40)
        match = _LABEL_BEFORE.search(text, max(0, end - 24), end)
        if not match:
            return cut
        if match[0][0].isalpha() and (
            match[0][0].islower() or not _AFTER_SENTENCE.search(text, max(0, match.start() - 1), match.start())
        ):
            return cut
        cut = match.start()


def panelled(text: str, last: int, loose: bool) -> Site | None:
    """Find a composite's credits, each behind the position of its panel: L: Nordvik Press / R: Mia Holm."""
    start = first_panel(text, max(0, last - WINDOW), last)
    if start is None:
        return None
    before = text[max(0, start - 8) : start].rstrip()
    opening = before.endswith(("(", "["))
    if before and not opening and not ENDS_SENTENCE.search(before[-2:]) and before[-1] not in "—–-|":
        return None
    reading = judge(text, start, last, labelled=True)
    if reading is None or not reading.credit.parts or reading.credit.unread or not reading.credit.agencies:
        return None
    cut = max(text.rfind("(", 0, start), text.rfind("[", 0, start)) if opening else start
    return Site(cut, last, reading)
