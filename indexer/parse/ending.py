"""A credit at the very end of a block, without brackets and label: … REUTERS/Mia Holm; … The Associated Press"""

from __future__ import annotations

import re

from ..text import first_sign, lazy_pattern
from ..vocab import agencies
from .credit import read_credit
from .names import is_person_shaped, starts_with_given_name
from .opening import WIRES
from .part_classes import may_be_roles, may_hold_role
from .parts import read
from .sites import ENDS_SENTENCE, PROSE, Site, is_chain_part, judge, kinds_of, last_boundary

_SEPARATOR = lazy_pattern(
    r"(?=[\s/|\\•,;—-])(?:\s*[/|\\•]\s*(?:via\s+)?|[,/\s]\s*via\s+|\s+[—–-]\s+|(?<=\w)—(?=\w)|;\s|(?<=[a-zA-Z])-(?=[A-Z]))",
    re.IGNORECASE,
)
_SEPARATING = (*"/|\\•—–-;", "via")
"""Without one of these there is no separator, and none begins before the space in front of the first."""
_BREAKS = tuple('.!?…”"’»)]—–-|')
_SPACED_DASH = lazy_pattern(r"\s+[—–-]\s+")
_WORD = lazy_pattern(r"\S+")
_GLUED = lazy_pattern(r"[.!?][”\"]?(?=[A-Z][^\s.])")
_ENDS = (".", "!", "?")
_LEADING = ("By", "by", "via", "From")
_LED_IN = lazy_pattern(r"(?:By|by|via|From)\s+")
_ARTICLE = lazy_pattern(r"(?:The|A|An|In|At|On)\s")
_AROUND = "RXLEDN"
_GIVER_FLAGS = frozenset(("submitted", "handout", "courtesy"))
_ROLE_FLAGS = _GIVER_FLAGS | {"screengrab", "pool", "staff"}
_NAME_AND_HOUSE = lazy_pattern(r"[GP]{1,3}f[ASO]|A[GP]{1,2}")
_WIRES = agencies.ANY_KIND.union(WIRES)
_PRINTERS = (*WIRES, "newspaper", "magazine", "broadcaster")
_BEFORE_SEPARATOR = frozenset("AGPSN@RULXvcsbDO,fZ")


def ending(text: str, last: int, loose: bool) -> Site | None:
    """Find a chain, or one house, as the last words of the block."""
    site = _chain(text, last)
    if site and (not loose or ENDS_SENTENCE.search(text, max(0, site.start - 4), site.start)):
        found = Site(_over_dash(text, site.start), site.end, site.reading)
        return None if _is_within_a_sentence(text, found) else found
    site = None if loose else _last_words(text, last)
    return None if site and _is_within_a_sentence(text, site) else site


def _is_within_a_sentence(text: str, site: Site) -> bool:
    """Tell prose from a credit of houses nobody knows: "is welcomed by Mayor Ana Sol in Oslo, Norway, 2016"."""
    known = any(agency.id for agency in site.reading.credit.agencies) or site.reading.credit.flags
    return not known and text[: site.start].rstrip()[-1:].isalnum() and not text[: site.start].endswith("\n")


def _chain(text: str, last: int) -> Site | None:
    """Walk back over the separators as long as what stands between them can be links; the longest chain counts."""
    low = max(0, last - 420)
    marks = _separators(text, low, last)
    site: Site | None = None
    for index in range(len(marks) - 1, max(-1, len(marks) - 12), -1):
        mark = marks[index]
        stop = marks[index + 1].start() if index + 1 < len(marks) else last
        piece = text[mark.end() : stop].strip(" .,")
        if not is_chain_part(piece):
            break
        begin = _link_before(text, marks[index - 1].end() if index else low, mark.start(), text[mark.start() : last])
        if begin is None:
            continue
        reading = judge(text, begin, last)
        if reading and (reading.credit.agencies or "pool" in reading.credit.flags) and not reading.credit.unread:
            site = Site(begin, last, reading)
        if site and site.reading.credit.photographers and index and _SPACED_DASH.fullmatch(marks[index - 1][0]):
            # "Ana Sol – Mia Holm/AP": what is before the dash is the caption.
            break
    if site is None and marks:
        return _shouted_name(text, marks[-1], last)
    return site


def _separators(text: str, low: int, last: int) -> list[re.Match[str]]:
    """Return the separators in `text[low:last]`; a tight hyphen is one only in front of an agency."""
    kept: list[re.Match[str]] = []
    begin = first_sign(text, low, last, _SEPARATING)
    if begin < 0:
        return kept
    while begin > low and text[begin - 1].isspace():
        begin -= 1
    stop = last
    for mark in reversed(list(_SEPARATOR.finditer(text, max(low, begin - 1), last))):
        if mark[0] == "-":
            word = text.rfind(" ", low, mark.start()) + 1
            if _is_house(text[word:stop].strip(" .,")) or not _is_house(text[mark.end() : stop].strip(" .,")):
                continue
        kept.append(mark)
        stop = mark.start()
    return kept[::-1]


def _is_house(text: str) -> bool:
    entry = agencies.find(text) if len(text) < 80 else None
    return entry is not None and not agencies.is_ambiguous(text)


def _shouted_name(text: str, mark: re.Match[str], last: int) -> Site | None:
    """Find the form of El País for its own: … the harbour. / MIA HOLM"""
    name = text[mark.end() : last]
    if mark[0].strip() != "/" or not name.isupper() or not is_person_shaped(name):
        return None
    if not ENDS_SENTENCE.search(text, max(0, mark.start() - 4), mark.start()):
        return None
    reading = judge(text, mark.end(), last, alone=True)
    return Site(mark.end(), last, reading) if reading else None


def _link_before(text: str, floor: int, stop: int, rest: str) -> int | None:
    """Return where the first link of a chain begins in `text[floor:stop]`: a house, a role word or a name."""
    last = last_boundary(text, floor, stop)
    if last is not None and last < stop:
        begin = _whole_link(text, last, stop, rest)
        if begin is not None:
            return begin
    if floor == 0 or text[floor - 1] in "/|\\•—– -;":
        head = text[floor:stop]
        begin = _whole_link(text, floor + len(head) - len(head.lstrip()), stop, rest)
        if begin is not None:
            return begin
    return _last_words_of_link(text, floor, stop, rest)


def _whole_link(text: str, begin: int, stop: int, rest: str) -> int | None:
    """Return where `text[begin:stop]` begins when it is a link as a whole."""
    head = text[begin:stop]
    piece = head.strip()
    prose = len(piece) > 109 or PROSE.search(piece)
    if prose and len(piece) > 29:
        return None
    kinds = kinds_of(piece)
    if not kinds or (begin == 0 and not _fills_the_text(kinds, rest)):
        return None
    if not prose and _BEFORE_SEPARATOR.issuperset(kinds):
        return begin + len(head) - len(head.lstrip())
    linked = text[begin - 1 : begin] in "/|" or (begin > 0 and rest.lstrip(" ,/").startswith("via "))
    return begin if kinds in "1C" and linked and len(piece) < 30 else None


def _last_words_of_link(text: str, floor: int, stop: int, rest: str) -> int | None:
    """Return where a house or name begins that ends a run of words: … boats leave REUTERS/, … leave Mia Holm/"""
    starts = [match.start() for match in _WORD.finditer(text, max(floor, stop - 200), stop)][-9:]
    for begin in starts:
        if _is_house_or_shouted(text[begin:stop].strip()):
            before = text[floor:begin].split()
            if not before or not before[-1].islower() or rest[:1] in "/|":
                return begin
    for begin in starts[-5:-1]:
        piece = text[begin:stop].strip()
        if is_person_shaped(piece) and starts_with_given_name(piece, family_first=False):
            return begin
    for begin in starts[-4:-1]:
        piece = text[begin:stop].strip()
        if begin and is_person_shaped(piece) and (piece.isupper() or begin == starts[-2]):
            return begin
    return starts[-1] if starts and text[starts[-1]] == "@" else None


def _is_house_or_shouted(piece: str) -> bool:
    return agencies.find(piece) is not None and (piece.isupper() or not agencies.is_ambiguous(piece))


def _fills_the_text(kinds: str, rest: str) -> bool:
    """Tell whether a chain that takes the whole text is one: `Mia Holm | Corbis`, not `Harbour / Corbis`."""
    if len(kinds) != 1:
        return False
    return kinds in "GAS@NR" or not rest[:1].isspace() or len(_SEPARATOR.findall(rest)) > 1


def _over_dash(text: str, begin: int) -> int:
    """Return where a dash or bar in front of `begin` stands, or `begin`."""
    before = begin - 1
    while before > 0 and text[before].isspace():
        before -= 1
    return before if before > 0 and text[before] in "-–—|/" else begin


def _last_words(text: str, last: int) -> Site | None:
    """Find one house, or a role word, as the last words: … in the harbour. The Associated Press"""
    stop = len(text[:last].rstrip(" .,"))
    low = max(0, stop - 90)
    words = text[low:stop]
    house, role = agencies.kinds_named(words), may_hold_role(words)
    if not house and not role and stop < last:
        return None  # a house that nobody knows closes the block without a full stop
    spans = [match.span() for match in _WORD.finditer(text, low, stop)][-9:]
    if not spans:
        return None
    may_glue = _GLUED.search(words)
    before = text[max(0, spans[0][0] - 60) : spans[0][0]].rstrip()[-1:]
    for begin, end in spans:
        glued = _GLUED.search(text, begin, stop) if may_glue else None
        if glued:
            begin = glued.end()
        if begin and (house or role or glued or before in _ENDS or text.startswith(_LEADING, begin)):
            site = _words_from(text, begin, stop, last, bool(glued), house, role)
            if site:
                return site
        before = text[end - 1]
    return None


def _words_from(
    text: str, begin: int, stop: int, last: int, glued: bool, house: frozenset[str], role: bool
) -> Site | None:
    """Find a credit that fills `text[begin:stop]`; `house` and `role` say what the last words can name at all."""
    piece = text[begin:stop]
    led = _LED_IN.match(piece) if piece.startswith(_LEADING) else None
    bare = piece[led.end() :] if led else piece
    if not bare:
        return None
    before = text[max(0, begin - 60) : begin].rstrip()
    opens = glued or led is not None or not before or before.endswith(_BREAKS)
    ends = led is not None or glued or before.endswith(_ENDS)
    if not _may_count(bare, before, opens, ends and stop == last, house, role):
        return None
    parts = read(bare)
    kinds = "".join([part.kind for part in parts])
    if not kinds:
        return None
    core = kinds.strip(_AROUND)
    if core in ("A", "S"):
        entry = next((part.entry for part in parts if part.entry), None)
        counts = entry is not None and _house_counts(bare, before, opens, entry.kind)
    elif core in ("GA", "PA", "GS", "PS"):
        printer = parts[1].entry
        counts = opens and parts[1].gap.strip() == "," and printer is not None and printer.kind in _PRINTERS
    elif _NAME_AND_HOUSE.fullmatch(core):
        counts = opens and not PROSE.search(bare) and (core[0] != "A" or bare.isupper())
    elif "R" in kinds and set(kinds) <= set("RX"):
        wanted = _ROLE_FLAGS if opens else _GIVER_FLAGS if kinds == "RX" or " " in bare else frozenset()
        counts = bool(wanted.intersection(read_credit(bare).credit.flags)) and (opens or bare[0].isupper())
    else:
        counts = opens and core == "O" and ends and stop == last and _is_unknown_house(bare)
    if not counts:
        return None
    reading = read_credit(text, stop - len(bare), stop)
    return Site(_over_dash(text, begin), last, reading)


def _may_count(bare: str, before: str, opens: bool, ends: bool, house: frozenset[str], role: bool) -> bool:
    """Tell by its words whether `bare` can count: most last words are the caption's and need no reading then."""
    if opens:
        if ends and _may_be_unknown_house(bare):
            return True
        return bool(house and agencies.kinds_named(bare)) or (role and may_be_roles(bare))
    if not _WIRES.isdisjoint(house) and _is_behind_name(before) and agencies.kinds_named(bare) & _WIRES:
        return True
    return role and bare[0].isupper() and may_be_roles(bare)


def _is_behind_name(before: str) -> bool:
    words = before.split()
    return not words or (words[-1] not in ("the", "The") and (words[-1][0].isupper() or not words[-1][0].isalpha()))


def _house_counts(bare: str, before: str, opens: bool, kind: str) -> bool:
    """Tell whether an agency's name as last words is the credit: behind a sentence, or a wire's behind a name."""
    if agencies.is_ambiguous(bare) and not bare.isupper():
        return False
    return opens or (kind in WIRES and _is_behind_name(before))


def _may_be_unknown_house(bare: str) -> bool:
    return len(bare.split()) > 1 and not PROSE.search(bare) and not _ARTICLE.match(bare)


def _is_unknown_house(bare: str) -> bool:
    if not _may_be_unknown_house(bare):
        return False
    credit = read_credit(bare).credit
    return bool(credit.agencies) and not credit.unread
