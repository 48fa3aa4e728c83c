"""What stands around a credit and is not part of it: brackets, labels, restriction tails; and its panels."""

from __future__ import annotations

import re
from functools import lru_cache

from ..text import lazy_pattern
from ..vocab import agencies

NOUN = (
    r"(?:photo(?:s|graphs?|graphers?|graphies?|graphy|graphe|grap?hes?)?|pictures?|pics?|images?|fotos?"
    r"|foto(?:graf(?:ie|in|en|a|o)?|graaf|ğraf)|fotografía|bild(?:er|quelle|nachweis|rechte|credit)?|kuvat?|fotó"
    r"|imagen|imágenes|imagem|beeld|cliché|zdjęcie|snímek|fot(?=[.:])|phot(?=\.)|abb(?=\.)|фото|снимок|φωτογραφία"
    r"|صورة|الصورة|תמונה|צילום|摄影?|攝影?|图片来源|圖片來源|图源|照片|图|圖|写真|撮影|사진|visual"
    r"|quelle|source photo|source|fuente|fonte|bron|kilde|källa|credits?|crédits?|créditos?)"
)
"""Words that say "picture" or "credit", in the languages of the style book; alternatives of a pattern."""

_QUALIFIED = (
    r"(?:photo\s+)?credit\s+should\s+read|(?:photo|image|picture|main|mandatory|cover|lead|header|hero|all|both|video|screengrab)s?\s+"
    r"(?:and\s+)?(?:credits?|source|copyright|photos|photographs|images|pictures|photo|image)"
    r"|credit(?:\s+image)?|crédits?\s+(?:photos?|image)|crédit\s+obligatoire"
)
_LABEL = lazy_pattern(
    rf"(?:[—–-]\s*)?(?:(?:©|\(c\)|\bcopyright\b|&copy;)\s*|(?:(?:{_QUALIFIED})|symbol(?:foto|bild)|copyright|{NOUN})"
    r"(?P<mark>\s*(?:[:：]|\.\.\.|…)\s*|(?<=fot|hot|abb)\.\s*:?\s*"
    r"|\s+(?:by|par|por|von|av|di|door|de|van|credit should read)\b\s*:?\s*|\s*[,/|]\s*|\s+))",
    re.IGNORECASE,
)
_STRONG = lazy_pattern(r"[:：….]|by|par|por|von|av|door|should read|image (?:source|copyright)", re.IGNORECASE)
_NOT_AFTER = lazy_pattern(
    r"(?:illustrations?|montage|composite|agency|collage|service|library|archives?|courtroom|staff)\b", re.IGNORECASE
)
_PLURAL = lazy_pattern(r"photos|photographs|fotos|images|pictures|bilder|kuvat", re.IGNORECASE)
_PAIRS = {"(": ")", "[": "]", "（": "）", "【": "】", "［": "］", "{": "}"}
_ABBREVIATION = lazy_pattern(r"(?:\b(?:jr|sr|inc|bros|co|ltd|st|corp|u\.s|dept|gov)|\b\w)\.$", re.IGNORECASE)

_TERRITORY = (
    r"(?:AUSTRALIA|NEW ZEALAND|UK|IRELAND|GERMANY|AUSTRIA|SWITZERLAND|FRANCE|ITALY|SPAIN|PORTUGAL|(?:THE )?NETHERLANDS"
    r"|BELGIUM|LUXEMBOURG|NORWAY|SWEDEN|DENMARK|FINLAND|ICELAND|POLAND|CZECH REPUBLIC|SLOVAKIA|HUNGARY|RUSSIA|UKRAINE"
    r"|CROATIA|SERBIA|SLOVENIA|BOSNIA|MONTENEGRO|MACEDONIA|BULGARIA|ROMANIA|LATVIA|LITHUANIA|ESTONIA|TURKEY|GREECE"
    r"|CYPRUS|ISRAEL|EGYPT|CHINA|MAINLAND CHINA|HONG KONG|MACAU|TAIWAN|JAPAN|(?:SOUTH |NORTH )?KOREA|INDIA|PAKISTAN"
    r"|SRI LANKA|THAILAND|VIETNAM|PHILIPPINES|INDONESIA|MALAYSIA|SINGAPORE|BRAZIL|ARGENTINA|CHILE|COLOMBIA|PERU"
    r"|MEXICO|CANADA|USA|US|MAGS?|MAGAZINES|INTERNET|ONLINE|TV|TABLOIDS|NEWSPAPERS?|NEW YORK|LONDON)"
)
OUT = rf"(?i:{_TERRITORY}(?:(?:\s{{0,3}}[,/&]|\s{{1,3}}AND)?\s{{0,3}}{_TERRITORY}){{0,6}})\s{{1,3}}OUT\b"
"""Territories and media that may not use it: AUSTRALIA AND NEW ZEALAND OUT; alternatives of a pattern."""

_RESTRICTIONS = (
    r"MANDATORY\s+CREDIT\b(?!\s*:\s*\w)",
    r"NO\s+(?:RE)?SALES?\b|NO\s+ARCHIV\w+|NO\s+USE\b|NO\s+COMMERCIAL|NO\s+THIRD|NO\s+MARKETING|NO\s+MOBILE",
    r"NOT\s+FOR\s+(?:SALE|USE|MARKETING)|(?:FOR\s+)?EDITORIAL\s+USE\s+ONLY|RESTRICTED\s+TO",
    r"ONE[\s-]TIME\s+USE|SINGLE\s+USE|BEST\s+QUALITY\s+AVAILABLE|DISTRIBUTED\s+AS\s+A",
    r"ATTENTION\s+EDITORS|THIS\s+IMAGE\s+HAS\s+BEEN|TPX\s+IMAGES|ORG\s+XMIT|EDITOR'?S\s+NOTE|EDS\s+NOTE",
    OUT,
    r"(?<=[./*-]\s)(?:[A-Z]+\s){1,2}OUT\b",
    r"SÓLO\s+USO\s+EDITORIAL|SOLO\s+USO\s+EDITORIALE|PAS\s+DE\s+VENTE|NUR\s+ZUR\s+REDAKTIONELLEN",
    r"Purchase\s+Licensing\s+Rights|All\s+rights\s+reserved",
)
_MAY_RESTRICT = lazy_pattern(r"CREDIT|NO\s|NOT\s|USE\b|OUT\b|RESTR|ATTEN|IMAGE|NOTE|XMIT|QUAL|DISTR|VENTE|USO\s|NUR\s")
"""Without one of these, "out" or "ights" there is no restriction; the words themselves take longer to look for."""
_TAIL = lazy_pattern(rf"(?<![\s,;.|/*–—-])[\s,;.|/*–—-]*\b(?:{'|'.join(_RESTRICTIONS)}).*", re.DOTALL)
_POSITION = lazy_pattern(
    r"(?:^|(?<=[\s.;/,|(]))((?:clockwise\s+)?(?:from\s+)?(?:(?:far|top|bottom|upper|lower|main|centre|center)\s+)?"
    r"(?:left|right|top|bottom|cent(?:er|re)|middle|main|inset|above|below|[LRC]|links|rechts|oben|unten|mitte|gauche|droite"
    r"|à\s+gauche|à\s+droite|en\s+haut|en\s+bas|izquierda|derecha|first|second|third|fourth|row\s+\d)"
    r"(?:\s+(?:photo|image|picture|panel|row))?)\s*:\s+",
    re.IGNORECASE,
)


def unwrap(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of the credit in `text[start:end]` without outer brackets, spaces and a closing stop.

    >>> unwrap("[ (Mia Holm/AP). ]", 0, 18)
    (3, 14)
    """
    while start < end and not (text[start].isalnum() and text[end - 1].isalnum()):
        before = start, end
        while start < end and (text[start].isspace() or text[start] in "​,;"):
            start += 1
        while end > start and (text[end - 1].isspace() or text[end - 1] in "​,;"):
            end -= 1
        closing = _PAIRS.get(text[start]) if start < end else None
        if closing and text[end - 1] == closing and _closes_at(text, start, end) == end - 1:
            start, end = start + 1, end - 1
        elif closing and text.find(closing, start, end) < 0:
            start += 1
        elif end > start and (
            (text[end - 1] in ")]）】" and not _is_opened(text, start, end))
            or (end - start > 2 and text[end - 1] == "." and not _ABBREVIATION.search(text, max(start, end - 8), end))
        ):
            end -= 1
        if before == (start, end):
            break
    return start, end


def _is_opened(text: str, start: int, end: int) -> bool:
    """Tell whether the bracket that closes `text[start:end]` is opened in it."""
    return any(text.find(opening, start, end) >= 0 for opening, closing in _PAIRS.items() if closing == text[end - 1])


def _closes_at(text: str, start: int, end: int) -> int:
    """Return where the bracket that opens `text[start:end]` is closed."""
    opening, closing = text[start], _PAIRS[text[start]]
    if text.find(opening, start + 1, end) < 0:
        return text.find(closing, start, end)
    depth = 0
    for index in range(start, end):
        if text[index] == opening:
            depth += 1
        elif text[index] == closing:
            depth -= 1
            if depth == 0:
                return index
    return -1


_HEADS = frozenset(
    "pho pic ima fot bil kuv bee cli fon fue bro kil que sou cre sym cop mai man cov lea hea her all bot vid vis scr"
    " abb".split()
)


def _may_label(head: str) -> bool:
    """Tell by its first three characters whether a text can begin with a label; most begin with a name."""
    return head.lower() in _HEADS or head[:1] in ("(", "&", "-") or not head.isascii()


@lru_cache(1024)
def _weight(label: str, mark: str | None) -> tuple[bool, bool]:
    """Tell whether a label can be nothing else, and whether it speaks of several pictures."""
    strong = mark is None or _STRONG.search(mark) or _STRONG.fullmatch(label.strip(" ,"))
    return bool(strong), bool(_PLURAL.search(label))


def strip_label(text: str, start: int, end: int) -> tuple[str, int, bool]:
    """Return the bare labels in front of a credit, where it begins behind them, and whether they are plural.

    >>> strip_label("© Foto: Mia Holm/dpa", 0, 20)
    ('© Foto:', 8, False)
    >>> strip_label("Photo illustration by Mia Holm", 0, 30)
    ('', 0, False)
    """
    at, plural = start, False
    for _ in range(4):
        match = _LABEL.match(text, at, end) if _may_label(text[at : at + 3]) else None
        if not match or match.end() >= end:
            break
        strong, several = _weight(match[0], match["mark"])
        if not strong:
            # Without a colon or "by", the word may belong to a name ("Picture Alliance", "Image Source") or sentence.
            follows = text[match.end() : end]
            if _NOT_AFTER.match(follows) or not (
                follows[0].isupper() or follows[0] in "@-–—©'" or _GIVEN.match(follows)
            ):
                break
            stop = re.search(r"[/|,;()]| via | - ", text[at:end])
            if agencies.find(text[at : at + stop.start()] if stop else text[at:end]):
                break
        plural = plural or several
        at = match.end()
        while at < end and text[at].isspace():
            at += 1
    return text[start:at].strip(), at, plural


_GIVEN = lazy_pattern(
    r"courtesy|via\b|submitted|supplied|provided|handout|pool\b|file\b|by\b|from\b|credit|foto|bild", re.IGNORECASE
)


def strip_tail(text: str, start: int, end: int) -> tuple[int, str]:
    """Return where the credit ends before its restriction words, and those words.

    >>> strip_tail("Mia Holm/Handout via REUTERS. NO SALES. NO ARCHIVES", 0, 51)
    (28, 'NO SALES. NO ARCHIVES')
    """
    may = text.find("out", start, end) >= 0 or text.find("ights", start, end) >= 0
    match = _TAIL.search(text, start, end) if may or _MAY_RESTRICT.search(text, start, end) else None
    if not match or match.start() <= start:
        return end, ""
    words = match[0].strip(" \t\n,;.|/–—-")
    last = re.split(r"[/]|\bvia\b", words)[-1].strip(" .-)")
    if last and last != words and agencies.find(last):
        return end, ""
    return match.start(), words


def panels(credit: str) -> list[tuple[str, int, int]]:
    """Return the panels of a composite's credit as (position as printed, start, end); one when there is one.

    >>> [credit for credit, _, _ in panels("Left: Mia Holm/AP; Right: NASA")]
    ['Left', 'Right']
    """
    if ";" not in credit and ":" not in credit:
        return [("", 0, len(credit))]
    marks = list(_POSITION.finditer(credit))
    if marks and (len(marks) > 1 or ";" in credit or marks[0].start() == 0):
        cuts = [(m[1], m.end(), m.start()) for m in marks]
        pieces = [
            (label, start, cuts[i + 1][2] if i + 1 < len(cuts) else len(credit))
            for i, (label, start, _) in enumerate(cuts)
        ]
        if marks[0].start() > 2:
            pieces.insert(0, ("", 0, marks[0].start()))
    else:
        pieces = []
        at = 0
        for match in re.finditer(r"\s*;\s*", credit):
            pieces.append(("", at, match.start()))
            at = match.end()
        pieces.append(("", at, len(credit)))
    trimmed = [(label, *_trim(credit, start, end)) for label, start, end in pieces]
    return [piece for piece in trimmed if piece[2] > piece[1]] or [("", 0, len(credit))]


def first_panel(text: str, start: int, end: int) -> int | None:
    """Return where a run of at least two position labels begins in `text[start:end]`, or None."""
    if text.count(":", start, end) < 2:
        return None  # every label ends in one
    marks = list(_POSITION.finditer(text, start, end))
    return marks[0].start(1) if len(marks) > 1 else None


def position_before(text: str, end: int) -> int | None:
    """Return where a position label that ends at `end` begins: `Left: ` in front of a credit."""
    if not text[max(0, end - 40) : end].rstrip().endswith(":"):
        return None
    for match in _POSITION.finditer(text, max(0, end - 40), end):
        if not text[match.end() : end].strip():
            return match.start(1)
    return None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",;/|"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;/|."):
        end -= 1
    return start, end
