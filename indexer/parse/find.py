"""Find the credit inside a caption block, whatever its form; the caption is what remains.

The forms are tried in the order of FORMS, the surest first. Each looks for one way of printing a
credit and hands back where it stands; whether the words there are a credit is always the reader's
judgement (`credit.py`), never the form's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..vocab import agencies
from .credit import Reading, read_credit
from .labels import first_panel, position_before, strip_label
from .names import is_person_shaped, starts_with_given_name
from .parts import read, split


class Found(NamedTuple):
    """A credit in a block: what is cut out of the caption, and how the credit reads."""

    start: int
    """First character that does not belong to the caption."""
    end: int
    form: str
    reading: Reading
    other: Found | None = None
    """The second credit of a block that is credited twice."""


WINDOW = 700
"""How far from either end of a block a credit is looked for, in characters."""

# What desks and feeds leave behind the credit; it belongs to neither caption nor credit.
_DESK_NOTE = re.compile(
    r"(?:[\s,.;|*–—-]*(?:"
    r"ORG XMIT:?.{0,60}|TPX IMAGES OF THE DAY|(?:ATTENTION EDITORS|THIS (?:IMAGE|PICTURE|PHOTO) (?:HAS BEEN|WAS|IS)|EDITORS?'?S? NOTE|EDS NOTE).{0,600}"
    r"|\(?[A-Z][A-Z .-]{2,40}\s-\s?Tags: [^()]{0,200}\)?|Purchase Licensing Rights.{0,80}|opens new tab|more ?>+|Read more.{0,20}|(?:#\w+\s*){2,80}"
    r"|SEARCH \".{0,200}|Image \d+ of \d+|\[?\+\]?|(?:Enlarge|Expand|Toggle|Hide) (?:this )?(?:image|caption).{0,20}"
    r"|\*?(?:NO SALES?|NO RESALES?|NO ARCHIVES?|MANDATORY CREDIT\*|EDITORIAL USE ONLY|NO THIRD PARTY SALES)[A-Z .,;*/-]{0,300}"
    r"))+\s*$",
    re.DOTALL,
)  # fmt: skip

_LABEL_WORD = (
    r"(?:(?:all|both|main|mandatory|cover|photo|image|picture|video|screengrab|credit)s?\s+)*"
    r"(?:photo(?:s|graphs?|graphers?|graphies?|graphe)?|pictures?|pics?|images?|fotos?|foto(?:graf(?:ie|in|a|o)?|graaf|ğraf)"
    r"|fotografía|bild(?:er|quelle|nachweis|rechte)?|kuvat?|fotó|imagen|imagem|beeld|cliché|fot|credits?|crédits?|créditos?|quelle|source|fuente|fonte"
    r"|bron|kilde|källa|symbol(?:foto|bild)|archiv(?:foto|bild)|composite|illustrations?|graphics?|montage|collage|screengrab|screenshot)"
)
_LABEL = re.compile(
    rf"(?<![\w@#/])(?:[—–-]\s?|/ )?(?P<label>"
    rf"{_LABEL_WORD}\s*(?::|\.\.\.|…)"
    r"|(?:photo|image|picture|illustration|graphic|photograph|photo illustration|staff photo|file photo|pool photo|photo montage|composite|video|drawing"
    r"|sketch|foto)s?\s+(?:credit should read\s*:?|(?:by|par|por|von|av|courtesy(?:\s+of)?|via|provided by)\b:?)"
    r"|(?:screen ?shot|screen ?grab|video still|still image)s?\s+(?:from|aus|via|of|de)\b"
    r"|image\s+(?:source|copyright)\s*,?|mandatory credit:?|credit\s?(?=[A-Z])(?:image\s*:)?|©|\(c\)\s|copyright (?=[A-Z\d])"
    r"|courtesy(?:\s+of|\s*:)|submitted (?:by|photo)|supplied by|contributed by|gracieuseté de|cortesía de|handout (?:photo )?(?:by|from)"
    r")\s*",
    re.IGNORECASE,
)
_CASED = re.compile(r"credit|copyright", re.IGNORECASE)
_BRACKET_END = re.compile(r"[)\]）】］][\s.,*]*$")
_OPEN = {")": "(", "]": "[", "）": "（", "】": "【", "］": "［"}
_BOUNDARY = re.compile(r"[.!?…”\"»’')\]:]\s*(?=[^\s])|\s[—–-]{1,2}\s+|\s\|\s|\n|\s/\s")
_SEPARATOR = re.compile(r"\s*[/|\\•]\s*(?:via\s+)?|[,/\s]\s*via\s+|\s+[—–-]\s+|\s—\s|(?<=\w)—(?=\w)|;\s", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?…”\"’»)\]]\s*$")
_IMAGE_CAPTION = re.compile(r"\s*(?:image\s+caption|bildunterschrift|légende)\s*[,:]?\s*", re.IGNORECASE)
_ABBREVIATED = re.compile(
    r"(?:\b(?:jr|sr|st|dr|mr|mrs|ms|no|vs|gen|sen|rep|gov|lt|col|inc|co|ltd|bros|u\.s|[^\W\d_]))\.\s*$", re.IGNORECASE
)
_WIRES = ("wire", "photo-agency", "stock")
_NOT_NEXT = frozenset(
    "president ceo photographer photographers journalist correspondent reporter editor chief executive founder director bureau".split()
)
_HOUSE = "ASO"


def find_credit(text: str, loose: bool = False) -> Found | None:
    """Return the credit of a caption block, or None when it carries none.

    A `loose` block is a paragraph of running text: only forms that prose does not take count.
    Of two credits that stand side by side the fuller one counts and both are cut off the caption.

    >>> found = find_credit("Boats leave the harbour. (Mia Holm/AFP via Getty Images)")
    >>> found.start, found.form, found.reading.credit.via
    (24, 'brackets at the end', 'Getty Images')
    """
    end = len(text.rstrip())
    note = _DESK_NOTE.search(text, max(0, end - WINDOW), end) if end else None
    last = note.start() if note and note.start() > 0 else end
    found = _first(text, last, loose)
    if found is None:
        return None
    if found.end >= last:
        found = found._replace(start=len(text[: found.start].rstrip(" \t\n,;|/–—")), end=end)
        other = _first(text, len(text[: found.start].rstrip(" \t\n/-–—")), loose, FORMS[:-1])
        if other and other.end >= len(text[: found.start].rstrip(" \t\n/-–—")) and _certain(other):
            fuller = max((found, other), key=lambda one: (_fullness(one), one.start))
            cut = other.start
            if text[:cut].rstrip().endswith("/"):
                cut = len(text[:cut].rstrip()) - 1
            return Found(cut, end, found.form, fuller.reading, found if fuller is other else other)
    return found


def _certain(found: Found) -> bool:
    credit = found.reading.credit
    known = [agency for agency in credit.agencies if agency.id]
    return bool(known) and (len(found.reading.parts) > 1 or found.form in ("label", "brackets at the end"))


def _fullness(found: Found) -> int:
    return len(found.reading.credit.agencies) + 2 * bool(found.reading.credit.photographers)


def _first(text: str, last: int, loose: bool, forms: Sequence[Form] | None = None) -> Found | None:
    for form, finder, for_prose in forms or FORMS:
        if loose and not for_prose:
            continue
        site = finder(text, last, loose)
        if site:
            return Found(site[0], site[1], form, site[2])
    return None


_Site = tuple[int, int, Reading] | None
Form = tuple[str, Callable[[str, int, bool], _Site], bool]


def _judge(text: str, start: int, end: int, labelled: bool = False, alone: bool = False) -> Reading | None:
    """Read `text[start:end]`; return the reading when it can stand as a credit there."""
    if end - start > 500 or end <= start:
        return None
    reading = read_credit(text, start, end)
    credit, kinds = reading.credit, "".join(part.kind for part in reading.parts)
    if not kinds or any(part.kind == "?" and part.end - part.start > 45 for part in reading.parts):
        return None
    known = any(kind in "AS@LW" for kind in kinds) or "c" in kinds or "s" in kinds
    roles = set(credit.flags) - {"stock", "file", "archive", "composite"}
    if labelled:
        if credit.photographers or credit.agencies or roles or "N" in kinds:
            return reading if kinds.count("?") <= 1 else None
        return (
            reading
            if len(kinds) == 1 and kinds in "1CU" and text[start : start + 1] != text[start : start + 1].lower()
            else None
        )
    if kinds.count("?") > 1 and not known:
        return None
    if len(kinds) == 1 and known:
        part = reading.parts[0]
        printed = text[part.start : part.end]
        if part.entry and agencies.is_ambiguous(printed) and not (printed.isupper() and alone):
            return None
        return reading
    if known or roles or ("N" in kinds and len(kinds) > 1):
        return reading
    if (
        len(kinds) > 1
        and credit.photographers
        and credit.agencies
        and any(part.gap.strip() not in ("", ",", ".") for part in reading.parts)
    ):
        return reading
    if alone and credit.photographers and reading.pattern == "people alone" and len(credit.photographers) < 4:
        return reading
    if alone and kinds.strip("XR") == "O" and text[start : start + 1].isupper():
        return reading
    return None


def _labelled(text: str, last: int, loose: bool) -> _Site:
    """Photo by …, Credit: …, Foto: …, © …: anywhere near the end, inside brackets or not."""
    low = max(0, last - WINDOW)
    for match in reversed(list(_LABEL.finditer(text, low, last))[-6:]):
        at = match.start("label")
        if (
            text[at].islower()
            and _CASED.match(match["label"])
            and text[match.start() - 1 : match.start()] not in ("(", "[", "")
        ):
            continue
        if (
            at < 2
            and match.start() < 2
            and last > match.end() + 60
            and "\n" not in text
            and text[match.start()] not in "(["
        ):
            continue
        start, stop, cut = at, last, match.start()
        outer = _enclosing(text, at, last)
        if outer:
            cut, stop = outer
            if text[stop + 1 : last].strip(" .,*\n"):
                continue
            reading = _judge(text, cut + 1 if text[cut] in "([（【［" else cut, stop, labelled=True)
            stop = last
        else:
            if loose and not _ENDS_SENTENCE.search(text, max(0, cut - 4), cut):
                continue
            reading = _judge(text, start, stop, labelled=True)
            if reading is None and "\n" in text[start:last]:
                stop = text.index("\n", start, last)
                reading = _judge(text, start, stop, labelled=True)
                stop = last if reading and not text[stop:last].strip() else stop
        if reading:
            cut = _back_over_labels(text, cut)
            wider = _house_before(text, low, cut, stop)
            if wider:
                return wider[0], stop, wider[1]
            # A label that follows another one of the same run: "illustration by X. Photo by Y" is one credit.
            earlier = _earlier_label(text, low, cut, stop)
            if earlier:
                cut, reading = earlier
            return cut, stop, reading
    return None


def _house_before(text: str, low: int, cut: int, stop: int) -> tuple[int, Reading] | None:
    """Take in what stands between the last sentence and the label: `Left: `, `The Nordvik Post photograph by`."""
    position = position_before(text, cut)
    if position is not None:
        reading = _judge(text, position, stop, labelled=True)
        return (position, reading) if reading else None
    bounds = [
        m.end() for m in _BOUNDARY.finditer(text, max(low, cut - 60), cut) if not _ABBREVIATED.search(text, 0, m.end())
    ]
    begin = bounds[-1] if bounds else 0 if cut < 60 else cut
    house = text[begin:cut].strip()
    if house and agencies.find(house) and not agencies.is_ambiguous(house):
        reading = _judge(text, begin, stop, labelled=True)
        if reading and reading.credit.agencies:
            return begin, reading
    return None


def _earlier_label(text: str, low: int, cut: int, stop: int) -> tuple[int, Reading] | None:
    for match in reversed(list(_LABEL.finditer(text, max(low, cut - 90), cut))):
        outer = _enclosing(text, match.start("label"), stop)
        if outer and outer[1] < cut:
            return None
        reading = _judge(text, match.start("label"), stop, labelled=True)
        between = text[match.end() : cut]
        if (
            reading
            and not any(p.kind == "?" for p in reading.parts)
            and len(between) < 80
            and (_credit_like(between) or " " not in between.strip())
        ):
            return match.start(), reading
    return None


def _credit_like(text: str) -> bool:
    """Tell whether every part of `text` can be part of a credit."""
    bare = text.strip(" .,;|/–—-\n\t")
    return bool(bare) and len(bare) < 120 and all(p.kind not in "?1C" for p in read(bare))


def _enclosing(text: str, at: int, last: int) -> tuple[int, int] | None:
    """Return the brackets around `at` as (opening, closing), closing = `last` when it is missing."""
    depth = 0
    for index in range(at - 1, max(-1, at - 120), -1):
        char = text[index]
        if char in ")]）】］":
            depth += 1
        elif char in "([（【［":
            if depth == 0:
                level, closing = 1, {v: k for k, v in _OPEN.items()}[char]
                for end in range(index + 1, min(last, index + 600)):
                    level += (text[end] == char) - (text[end] == closing)
                    if level == 0:
                        return index, end
                return index, last
            depth -= 1
    return None


def _back_over_labels(text: str, cut: int) -> int:
    while True:
        head = text[:cut].rstrip()
        match = re.search(r"(?:\b(?:credit|photo|image|picture)s?:?|[—–|/-]|©)$", head, re.IGNORECASE)
        if not match or (match[0][0].islower() and match[0][0].isalpha()):
            return cut
        if match[0][0].isalpha() and not re.search(r"(?:^|[.!?”\"’\s])$", head[: match.start()]):
            return cut
        cut = match.start()


def _bracketed(text: str, last: int, loose: bool) -> _Site:
    """Brackets that close the block: (…), […], （…）."""
    tail = _BRACKET_END.search(text, max(0, last - 12), last)
    if not tail:
        # An opening bracket that nobody closed.
        opening = text.rfind("(", max(0, last - 120), last)
        if opening > 0 and ")" not in text[opening:last] and "/" in text[opening:last]:
            reading = _judge(text, opening + 1, last)
            return (opening, last, reading) if reading and reading.credit.agencies else None
        return None
    closing = tail.start()
    depth, opening = 0, -1
    for index in range(closing, max(-1, closing - WINDOW), -1):
        if text[index] == text[closing]:
            depth += 1
        elif text[index] == _OPEN[text[closing]]:
            depth -= 1
            if depth == 0:
                opening = index
                break
    if opening < 0:
        return None
    sentence = not text[:opening].strip() or bool(_ENDS_SENTENCE.search(text, max(0, opening - 4), opening))
    reading = _judge(text, opening + 1, closing, alone=sentence)
    if reading is None:
        return None
    if (
        loose
        and not (reading.credit.agencies and (sentence or len(reading.parts) > 1))
        and not set(reading.credit.flags) & {"submitted", "courtesy", "handout", "pool"}
    ):
        return None
    if loose and (not sentence or opening < 12):
        return None
    cut = opening
    # "… the harbour. Mia Holm (REUTERS)": the name in front of the bracket belongs to the credit.
    if reading.credit.agencies and not reading.credit.photographers and not loose:
        bounds = [
            m.end()
            for m in _BOUNDARY.finditer(text, max(0, opening - 60), opening)
            if not _ABBREVIATED.search(text, 0, m.end())
        ]
        begin = bounds[-1] if bounds else -1
        name = text[begin:opening].strip() if begin >= 0 else ""
        if name and begin < opening and (is_person_shaped(name)) and text[begin - 1 : begin] != ")":
            joined = _judge(text, begin, closing + 1)
            if joined and joined.credit.photographers:
                return begin, last, joined
    return cut, last, reading


def _spells_out(before: str, inner: str) -> bool:
    """Tell whether the bracket only abbreviates the words in front: Federal Bureau of Investigation (FBI)."""
    letters = inner.strip().rstrip("s")
    if not (2 <= len(letters) <= 8 and letters.isupper()) or _ENDS_SENTENCE.search(before):
        return False
    initials = [word[0] for word in re.findall(r"\w+", before)[-12:]]
    capitals = "".join(initial for initial in initials if initial.isupper())
    return capitals.endswith(letters) or "".join(initials).upper().endswith(letters)


def _tail(text: str, last: int, loose: bool) -> _Site:
    """A chain or a house at the very end, without brackets and label: … REUTERS/Mia Holm."""
    low = max(0, last - 420)
    seps = [m for m in _SEPARATOR.finditer(text, low, last)]
    site: _Site = None
    for index in range(len(seps) - 1, max(-1, len(seps) - 12), -1):
        stop = seps[index + 1].start() if index + 1 < len(seps) else last
        piece = text[seps[index].end() : stop].strip(" .,")
        if not _chain_part(piece, index + 1 < len(seps) and site is None and index == len(seps) - 1):
            break
        floor = seps[index - 1].end() if index else low
        begin = _name_before(text, floor, seps[index].start(), text[seps[index].start() : last])
        if begin is None:
            continue
        reading = _judge(text, begin, last)
        if reading and (reading.credit.agencies or "pool" in reading.credit.flags) and not reading.credit.unread:
            site = (begin, last, reading)
    if site and (not loose or _ENDS_SENTENCE.search(text, max(0, site[0] - 4), site[0])):
        begin = _back_over_dash(text, site[0])
        return begin, site[1], site[2]
    if loose:
        return None
    return _house_at_end(text, last)


def _chain_part(piece: str, _first: bool) -> bool:
    if not piece or len(piece) > 130 or "\n" in piece:
        return False
    parts = split(piece)
    if any(part.kind == "?" for part in parts):
        return False
    return len(piece.split()) < 18 and not re.search(r"\b(?:is|are|was|were|has|have|said|says|during)\b", piece)


def _name_before(text: str, floor: int, stop: int, rest: str) -> int | None:
    """Return where the first part of a chain begins in `text[floor:stop]`: a house, a role word or a name."""
    head = text[floor:stop]
    bounds = [m.end() + floor for m in _BOUNDARY.finditer(head) if not _ABBREVIATED.search(head, 0, m.end())]
    lead = len(head) - len(head.lstrip())
    for begin in ([bounds[-1]] if bounds else []) + (
        [floor + lead] if floor == 0 or text[floor - 1] in "/|\\•—– -;" else []
    ):
        piece = text[begin:stop].strip()
        if not piece:
            continue
        kinds = "".join(p.kind for p in read(piece))
        if begin == 0 and not _whole_text(piece, kinds, rest):
            continue
        if len(piece) < 110 and kinds and all(kind in "AGPSN@RULXvcsbDO,fZ" for kind in kinds) and not _verbal(piece):
            return begin + (len(text[begin:stop]) - len(text[begin:stop].lstrip()))
        if kinds in "1C" and text[begin - 1 : begin] in "/|" and len(piece) < 30:
            return begin
    words = [(m.start() + floor, m.end() + floor) for m in re.finditer(r"\S+", head)][-9:]
    if not words:
        return None
    for begin, _ in words:
        piece = text[begin:stop].strip()
        if agencies.find(piece) and not (agencies.is_ambiguous(piece) and not piece.isupper()):
            before = text[floor:begin].split()
            if not before or not before[-1].islower() or rest[:1] in "/|":
                return begin
    best = None
    for begin, _ in words[-5:-1]:
        piece = text[begin:stop].strip()
        if is_person_shaped(piece) and starts_with_given_name(piece, family_first=False):
            best = begin
            break
    if best is None and len(words) >= 2:
        for begin, _ in words[-4:-1]:
            piece = text[begin:stop].strip()
            if begin and is_person_shaped(piece) and (piece.isupper() or len(words) - 1 == 1 or begin == words[-2][0]):
                best = begin
                break
    if best is None:
        last_word = text[words[-1][0] : stop].strip()
        if last_word[:1] == "@":
            return words[-1][0]
    return best


def _whole_text(piece: str, kinds: str, rest: str) -> bool:
    """Tell whether a chain that takes the whole text is one: `Mia Holm | Corbis`, not `Harbour / Corbis`."""
    if kinds in "GAS@NR" and len(kinds) == 1:
        return True
    return len(kinds) == 1 and (not rest[:1].isspace() or len(_SEPARATOR.findall(rest)) > 1)


def _verbal(piece: str) -> bool:
    return bool(re.search(r"\b(?:is|are|was|were|has|have|said|says|during|with|his|her|their|after|before)\b", piece))


def _back_over_dash(text: str, begin: int) -> int:
    head = text[:begin].rstrip()
    return begin - (begin - len(head)) - 1 if head.endswith(("-", "–", "—", "|", "/")) and len(head) > 1 else begin


def _house_at_end(text: str, last: int) -> _Site:
    """One house, or a role word, as the last words of the block: … in the harbour. The Associated Press"""
    stop = len(text[:last].rstrip(" .,"))
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", text[max(0, stop - 90) : stop])][-9:]
    offset = max(0, stop - 90)
    for start, _ in words[-9:]:
        begin = start + offset
        glued = re.search(r"[.!?][”\"]?(?=[A-Z][^\s.])", text[begin:stop])
        if glued:
            begin += glued.end()
        piece = text[begin:stop]
        led = re.match(r"(?:By|by|via|From)\s+", piece)
        bare = piece[led.end() :] if led else piece
        parts = read(bare) if bare else ()
        kinds = "".join(p.kind for p in parts)
        clean = kinds.strip("RXLEDN")
        before = text[:begin].rstrip()
        if not kinds or not before:
            continue
        sentence = bool(_ENDS_SENTENCE.search(before[-3:])) or before[-1:] in "—–-|" or piece != bare or bool(glued)
        if (clean in ("A", "S") and parts[0].entry is not None) or (
            clean in ("A", "S") and any(p.entry for p in parts)
        ):
            entry = next(p.entry for p in parts if p.entry)
            ambiguous = agencies.is_ambiguous(bare) and not bare.isupper()
            trusted = entry is not None and entry.kind in _WIRES and not ambiguous
            named_before = before.split()[-1][:1].isupper() or not before.split()[-1][:1].isalpha()
            if (sentence and not ambiguous) or (trusted and named_before and not before.endswith(("the", "The"))):
                reading = read_credit(text, stop - len(bare), stop)
                return _back_over_dash(text, begin), last, reading
        elif sentence and kinds and set(kinds) <= set("RX") and "R" in kinds:
            reading = read_credit(text, begin, stop)
            if set(reading.credit.flags) & {"submitted", "handout", "courtesy", "screengrab", "pool", "staff"}:
                return _back_over_dash(text, begin), last, reading
        elif kinds == "RX" or (kinds == "R" and " " in bare):
            reading = read_credit(text, begin, stop)
            if set(reading.credit.flags) & {"submitted", "handout", "courtesy"} and bare[0].isupper():
                return begin, last, reading
        elif (
            sentence
            and clean == "O"
            and (piece != bare or glued or before.endswith((".", "!", "?")))
            and len(bare.split()) > 1
        ):
            if not _verbal(bare) and not re.search(r"^(?:The|A|An|In|At|On)\s", bare) and stop == last:
                reading = read_credit(text, stop - len(bare), stop)
                if reading.credit.agencies and not reading.credit.unread:
                    return begin, last, reading
    return None


def _line(text: str, last: int, loose: bool) -> _Site:
    """The last line, or the first, is the credit."""
    if "\n" not in text[:last]:
        return None
    start = text.rstrip().rfind("\n", 0, last) + 1
    if last - start < 200:
        reading = _judge(text, start, last, labelled=False, alone=True)
        if reading and not reading.credit.unread:
            return start, last, reading
    first = text.find("\n", len(text) - len(text.lstrip()))
    if 0 < first < 200:
        reading = _judge(text, 0, first, alone=True)
        if reading and reading.credit.agencies and not reading.credit.unread:
            return 0, first, reading
    return None


def _leading(text: str, last: int, loose: bool) -> _Site:
    """A credit that opens the block: (File/AP) …; © Mia Holm …; Image source, PA Media; Mia Holm | AFP …"""
    begin = len(text) - len(text.lstrip())
    if begin >= last:
        return None
    if text[begin] in "([【（":
        closing_mark = {"(": ")", "[": "]", "【": "】", "（": "）"}[text[begin]]
        closing = text.find(closing_mark, begin, begin + 200)
        if closing > 0:
            reading = _judge(text, begin + 1, closing, alone=closing == last - 1)
            if reading and (reading.credit.agencies or closing == last - 1):
                return begin, closing + 1, reading
        return None
    label, start, _ = strip_label(text, begin, last)
    head = text[start : min(last, start + 160)]
    words = [(m.start() + start, m.end() + start) for m in re.finditer(r"\S+", head)][:14]
    separated = re.search(r"[/|•]|\svia\s", head[:90])
    best: _Site = None
    for _, stop in reversed(words):
        piece = text[start:stop]
        follows = text[stop:last].strip()
        if not label and not separated and not (follows and agencies.find(piece)):
            continue
        parts = read(piece) if not separated else read_credit(text, start, stop).parts
        kinds = "".join(p.kind for p in parts)
        if (
            not kinds
            or set(kinds) - set("ASGPNRLDXv@EUW1")
            or kinds[-1] not in ("ASRLED@W" if label or separated else "A")
        ):
            continue
        if separated and any(p.gap.strip() in ("", ",") and p.kind not in "RXLEDA" for p in parts[1:]):
            continue
        if not label and not separated:
            entry = parts[-1].entry
            after = follows.split()[0].strip(",.").lower() if follows else ""
            if (
                entry is None
                or entry.kind not in _WIRES
                or agencies.is_ambiguous(piece)
                or not follows[:1].isupper()
                or after in _NOT_NEXT
            ):
                continue
            if len(follows.split()) < 4:
                continue
        elif ("A" not in kinds and "S" not in kinds and "W" not in kinds and not label) or (
            follows and not (follows[0].isupper() or follows[0] in "‘'\"“„(" or follows[0].isdigit())
        ):
            continue
        if separated and not label and "1" in kinds:
            continue
        reading = _judge(text, start, stop, labelled=bool(label))
        if reading and not reading.credit.unread and (reading.credit.agencies or label):
            best = (begin, stop, reading)
            break
    if best is None and label and re.search(r"[:©]|by|Credit", label):
        for _, stop in words[1:4]:
            piece = text[start:stop].rstrip(".,")
            if is_person_shaped(piece) and (starts_with_given_name(piece) or label):
                reading = _judge(text, start, stop, labelled=True)
                if reading:
                    return begin, stop, reading
    if best:
        caption = _IMAGE_CAPTION.match(text, best[1])
        return best[0], caption.end() if caption else best[1], best[2]
    return None


def _panelled(text: str, last: int, loose: bool) -> _Site:
    """A composite's credits, each behind the position of its panel: L: Nordvik Press / R: Mia Holm."""
    start = first_panel(text, max(0, last - WINDOW), last)
    if start is None:
        return None
    before = text[:start].rstrip()
    opening = before.endswith(("(", "["))
    if before and not opening and not _ENDS_SENTENCE.search(before[-2:]) and before[-1] not in "—–-|":
        return None
    reading = _judge(text, start, last, labelled=True)
    if reading is None or not reading.credit.parts or reading.credit.unread or not reading.credit.agencies:
        return None
    return (len(before) - 1 if opening else start), last, reading


FORMS: tuple[Form, ...] = (
    ("panels", _panelled, False),
    ("label", _labelled, True),
    ("brackets at the end", _bracketed, True),
    ("own line", _line, False),
    ("end of the text", _tail, True),
    ("opening the text", _leading, False),
)
"""Name, finder, and whether the form counts in a paragraph of running text; the surest first."""
