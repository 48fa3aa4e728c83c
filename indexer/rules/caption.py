"""The CA family, the words: what machines left in them, what they leave out, what no reader should see."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ..text import fold, lazy_pattern
from .rule import Case, Fault

# What wires and systems put around a caption for desks and machines. Second column: whether it can go without a look.
_NOISE = (
    (re.compile(r"^TOPSHOTS?\s*[-–—:]\s*"), True),
    (re.compile(r"^epa\d{6,9}\s+"), True),
    (re.compile(r"\s*\*{2,3}\s?Local Caption\s?\*{2,3}.*", re.DOTALL), True),
    (re.compile(r"\s*ATTENTION EDITORS\b.*", re.DOTALL), False),
    (re.compile(r"\s*\(?EDS'? NOTE\b.*", re.DOTALL), False),
    (re.compile(r"\s*EDITORS?'? NOTE:.*", re.DOTALL), False),
    (re.compile(r"\s*\bORG XMIT:?\s?\S*"), True),
    (re.compile(r"\s*\bTPX IMAGES OF THE DAY\b\.?"), True),
    (re.compile(r"\s*\bSee (?:PA|AP|CP) story\b[^.]*\.?"), True),
    (re.compile(r"(?:Photo|Picture) credit should read:?\s*"), True),
    (re.compile(r"\s*\*MANDATORY CREDIT\*"), False),
    (re.compile(r"\s*\(Released\)"), True),
    (re.compile(r"\s*(?:\.\.\.|…)?\s*\[\+\](?:\s*$)?"), True),
    (re.compile(r"\s*(?:Picture|Issue) date:\s[^.]*\.?"), False),
)
_NOISE_SIGN = lazy_pattern(
    r"TOPSHOT|epa\d{6}|Local Caption|EDITORS|EDS'? NOTE|Editors?'? Note|ORG XMIT|TPX|See (?:PA|AP|CP) story|should read"
    r"|\*MANDATORY|\(Released\)|\[\+\]|(?:Picture|Issue) date:"
)
_NOISE_WORDS = frozenset(
    "topshot topshots local editors editor eds xmit tpx story credit mandatory released date".split()
)
_FILE_LEAD = lazy_pattern(r"^\(?(?:FILE PHOTO|FILE PICTURE|FILE)\)?\s?(?:[-–—:]\s?)")


def wire_noise(case: Case) -> Iterator[Fault]:
    """Wire noise left in.

    What: words stand in the caption that the wire wrote for desks and machines: TOPSHOT, an editor's note, a file
    number, `Photo credit should read`.

    Why: readers are no editors; the words say nothing to them.

    Bad:
        TOPSHOT - Rowers train at dawn on the river. (Jo Marsh/AFP)

        [style: cbc]
        FILE PHOTO: Rowers train at dawn on the river in 2019. (Jo Marsh/Reuters)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/AFP)

    Fix: take the words out; the record keeps them. Safe for marks that say nothing; an editor's note, a mandatory
    credit and a file mark want a look.
    """
    text = case.text
    if (_NOISE_WORDS & case.words or text.startswith("epa") or "[+]" in text) and _NOISE_SIGN.search(text):
        for pattern, safe in _NOISE:
            match = pattern.search(text)
            if match and match.group().strip():
                start = match.start() + len(match.group()) - len(match.group().lstrip())
                words = match.group().strip()
                edit = (*match.span(), "")
                message = f'"{words[:40]}" is the wire\'s word to desks; take it out'
                yield Fault(start, start + len(words), message, "", (edit,), safe=safe)
    if case.style.file_lead == "wrong":
        match = _FILE_LEAD.match(text)
        if match:
            message = f'"{match.group().strip()}" is the wire\'s mark; say it behind the credit'
            yield Fault(0, len(match.group().rstrip()), message, "", ((*match.span(), ""),), safe=False)


_BROKEN = lazy_pattern(
    r"[ÂÃÄÅÎÏÐÑâ][\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122][^\x00-\x7f]*"
)
# Windows-1252 as the web reads it: an open byte is the control character of the same number.
_WINDOWS = {bytes([n]).decode("cp1252", "ignore") or chr(n): n for n in range(128, 256)}


def mojibake(case: Case) -> Iterator[Fault]:
    """Garbled letters.

    What: letters with accents, or quotes, were read in the wrong character set: `Ã¤` for `ä`.

    Why: names are spoilt, and nobody finds them.

    Bad:
        Rowers train at dawn near JyvÃ¤skylÃ¤. (Jo Marsh/Reuters)

    Good:
        Rowers train at dawn near Jyväskylä. (Jo Marsh/Reuters)

    Fix: print the letters that were meant. Safe: only where the bytes are whole and give exactly one text.
    """
    if case.text.isascii():
        return
    for match in _BROKEN.finditer(case.text):
        meant = repaired(match.group())
        if meant:
            message = f'"{match.group()}" was read in the wrong character set; write {meant}'
            yield Fault(*match.span(), message, meant, ((*match.span(), meant),), safe=True)


def repaired(text: str) -> str:
    """Return what a run of garbled letters was meant to be, or nothing when it is sound.

    >>> repaired("Ã¤"), repaired("â€™"), repaired("Ãñ")
    ('ä', '’', '')
    """
    try:
        raw = bytes(_WINDOWS[c] for c in text)
        return raw.decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return ""


_HTML = lazy_pattern(
    r"</?(?:b|i|em|strong|p|br|a|span|div|u|sup|sub|font)(?:\s[^<>]{0,200})?/?>|&(?:[a-z]{2,8}|#\d{1,6});",
    re.IGNORECASE,
)


def html_left_over(case: Case) -> Iterator[Fault]:
    """HTML left over.

    What: tags or entities stand in the caption as text.

    Why: the page prints them for the reader to see.

    Bad:
        Rowers train at <b>dawn</b> on the river. (Jo Marsh/Reuters)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: take the tags out, print the letters that the entities mean. Safe.
    """
    if "<" not in case.text and "&" not in case.text:
        return
    for match in _HTML.finditer(case.text):
        words = match.group()
        meant = html.unescape(words) if words[0] == "&" else " " if words.lower().startswith("<br") else ""
        if meant != words:
            meant = " " if meant == "\u00a0" else meant
            message = f'"{words[:40]}" is markup, not text'
            yield Fault(*match.span(), message, meant, ((*match.span(), meant),), safe=True)


_PLACEHOLDER = lazy_pattern(
    r"\blorem ipsum\b|\[(?:caption|credit|name|photographer|city|date|place)(?: here)?\]|\b(?:CAPTION|CREDIT"
    r"|NAME) (?:HERE|TO COME|TK)\b"
    r"|\bTK(?:TK)?\b|\bXXX+\b|\bCAPTION GOES HERE\b",
    re.IGNORECASE,
)


_LEFT = frozenset(("lorem", "here", "come", "tk", "tktk"))


def placeholder(case: Case) -> Iterator[Fault]:
    """Placeholder left in.

    What: words stand in the caption that were to be replaced: TK, XXXX, `[name]`, lorem ipsum.

    Why: it is the one slip that every reader notices.

    Bad:
        Rowers train at dawn on TK. (Jo Marsh/Reuters)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: write what belongs there. No fix is safe.
    """
    if not ("[" in case.text or _LEFT & case.words or "XXX" in case.text):
        return
    for match in _PLACEHOLDER.finditer(case.text):
        words = match.group()
        if words.isupper() or words[0] == "[" or "ipsum" in match.group().lower():
            yield Fault(*match.span(), f'"{match.group()}" was to be replaced; write what belongs there')


def too_short(case: Case) -> Iterator[Fault]:
    """Caption too short.

    What: the caption has fewer words than the house asks for.

    Why: it does not say who, where and when; a headline or a file name is no caption.

    Bad:
        Rowers. (Jo Marsh/Reuters)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: say what the picture shows. No fix is safe.
    """
    caption = case.record.caption
    if not case.credit.raw or case.record.kind not in ("photo", "composite"):
        return
    words = re.findall(r"\w[\w'’-]*", caption[:200])
    if words and len(words) < case.style.limit("min_words"):
        start = max(case.text.find(caption), 0)
        yield Fault(start, start + len(caption), f'"{caption[:40]}" is no caption; say what the picture shows')


_DATELINE = lazy_pattern(r"^(?P<city>[A-ZÀ-Þ][A-ZÀ-Þ.'’ -]{2,40}[A-ZÀ-Þ]), [A-ZÀ-Þ][A-ZÀ-Þ.'’ -]+ [-–—] ")
_AGAIN = lazy_pattern(r"\bon [A-Z][a-z]+ \d{1,2}, \d{4},? in (?P<city>[A-ZÀ-Þ][\w'’.-]+(?: [A-ZÀ-Þ][\w'’.-]+){0,3})")


def dateline_against_place(case: Case) -> Iterator[Fault]:
    """Dateline against place.

    What: the dateline in capitals names one city, and the sentence with the full date another.

    Why: one is left from another picture; the reader, and the index, get two places for one picture.

    Bad:
        LYON, FRANCE - MAY 07: Rowers train on May 07, 2024 in Nantes, France. (Photo by Jo Marsh/Getty Images)

    Good:
        LYON, FRANCE - MAY 07: Rowers train on May 07, 2024 in Lyon, France. (Photo by Jo Marsh/Getty Images)

    Fix: correct the one that is wrong. Not safe: only the picture's file tells.
    """
    dateline = _DATELINE.match(case.text)
    again = _AGAIN.search(case.text, dateline.end()) if dateline else None
    if not dateline or not again:
        return
    city, other = fold(dateline["city"]), fold(again["city"]).rstrip(".")
    if city != other and city not in other and other not in city and city not in fold(case.text[dateline.end() :]):
        message = f"the dateline says {dateline['city'].title()}, the sentence {again['city']}"
        yield Fault(*again.span("city"), message)


_PAST = lazy_pattern(r"^(?P<who>[^.;:]{0,160}?)\b(?P<verb>was|were|had been|had|did)\b")
_NOT_MAIN = lazy_pattern(
    r"\b(?:who|which|that|where|when|after|before|as|since|while|because|what)\b[^,]*$", re.IGNORECASE
)
_PRESENT = lazy_pattern(r"\b(?:is|are|has|have|does|do|says|shows?|sits?|stands?|walks?|looks?|speaks?)\b")


def past_tense(case: Case) -> Iterator[Fault]:
    """Past tense in the first sentence.

    What: the main verb of the first sentence is in the past, at a house whose captions tell what the picture shows.

    Why: the picture is before the reader's eyes; the first sentence describes it in the present, the second tells
    what came before.

    Bad:
        [style: ap]
        Rowers were on the river in Cork, Ireland, on May 7, 2024. (AP Photo/Jo Marsh)

    Good:
        [style: ap]
        Rowers train on the river in Cork, Ireland, on May 7, 2024. (AP Photo/Jo Marsh)

    Fix: put the verb into the present. Not safe: the sentence may want other words.
    """
    caption = case.record.caption
    match = _PAST.match(caption)
    if not match or _NOT_MAIN.search(match["who"]) or _PRESENT.search(match["who"]):
        return
    start = max(case.text.find(caption), 0) + match.start("verb")
    yield Fault(start, start + len(match["verb"]), f'"{match["verb"]}": the first sentence stands in the present')


def place_missing(case: Case) -> Iterator[Fault]:
    """No place.

    What: the caption says nothing of where the picture was taken.

    Why: who, where and when are what a wire's caption must say.

    Bad:
        [style: ap]
        Rowers train at dawn on Wednesday, July 8, 2020. (AP Photo/Jo Marsh)

    Good:
        [style: ap]
        Rowers train at dawn in Cork, Ireland, on Wednesday, July 8, 2020. (AP Photo/Jo Marsh)

    Fix: add city and country from the metadata. Not safe to guess.
    """
    record = case.record
    if (record.location is None or not _says_place(case)) and record.caption and record.kind == "photo":
        start = max(case.text.find(record.caption), 0)
        city = record.metadata.city if record.metadata else ""
        hint = f"; the file says {city}" if city else "; add the place"
        yield Fault(start, start + len(record.caption), f"the caption says nothing of where{hint}")


def _says_place(case: Case) -> bool:
    return any(case.place(f"location.{part}") for part in ("city", "country", "region", "sublocation"))


_ILLUSTRATIVE = lazy_pattern(
    r"\b(?:stock|illustrati(?:ve|on)|symbol(?:bild|foto)|generic|file|archive|photo d.illustration|undated)\b",
    re.IGNORECASE,
)


def stock_unmarked(case: Case) -> Iterator[Fault]:
    """Stock picture not marked.

    What: the credit is a stock library's, and nothing says that the picture is an illustration.

    Why: a reader takes the posed model for the person of the story.

    Bad:
        [style: strict]
        A patient waits in a ward in Cork, Ireland, on May 7, 2024. (Jo Marsh/Shutterstock)

    Good:
        [style: strict]
        A patient waits in a ward in Cork, Ireland, on May 7, 2024, in this stock photo. (Jo Marsh/Shutterstock)

    Fix: say stock photo or illustration. Not safe: some stock libraries carry news.
    """
    if "stock" in case.credit.flags and case.credit.agencies and not _ILLUSTRATIVE.search(case.text):
        yield Fault(*case.credit_span, "a stock picture; tell the reader that it is an illustration")
