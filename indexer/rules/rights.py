"""The RU family: what the record says against printing; what the desk agreed with whom is for the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from ..text import fold, lazy_pattern
from ..vocab import agencies
from ..vocab.captions import calendar
from .rule import Case, Fault, at_credit

_RESTRICTION = lazy_pattern(
    r"(?:\*+\s?)?\b(?:NO (?:RE)?SALES?|NO ARCHIV\w+|NO COMMERCIAL|NO THIRD[- ]PARTY|NO MARKETING|NO MOBILE"
    r"|NO INTERNET|NO CROPPING"
    r"|NOT FOR (?:SALE|RESALE|USE)|EDITORIAL USE ONLY|RESTRICTED TO EDITORIAL|ONE[- ]TIME USE|SINGLE USE|MAGS OUT"
    r"|INTERNET OUT"
    r"|(?:[A-Z]{4,} ){1,2}OUT)\b[^a-z()\[\]]*"
)


_TERMS = frozenset(
    "sale sales resale resales archive archives commercial party marketing mobile internet cropping use out".split()
)


def _instructions(case: Case) -> str:
    metadata = case.record.metadata
    return (
        " ".join((metadata.instructions, metadata.usage_terms, metadata.other_constraints)).strip() if metadata else ""
    )


def restriction_printed(case: Case) -> Iterator[Fault]:
    """Restriction printed.

    What: terms of use such as NO SALES stand in the caption that readers see.

    Why: the words are for the desk; printed, they show that nobody read them.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/Handout via Reuters) NO SALES. NO ARCHIVES

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Handout via Reuters)

    Fix: heed the words, then take them out; the record keeps them. Not safe: somebody must have read them.
    """
    match = _RESTRICTION.search(case.text) if _TERMS & case.words else None
    if not match:
        return
    start, end = match.span()
    if case.text[end : end + 1].islower():  # the capital of the next sentence
        end = case.text.rfind(" ", start, end)
    end = start + len(case.text[start:end].rstrip())
    first = start
    while first > 0 and case.text[first - 1] in " \t*":
        first -= 1
    words = case.text[start:end].strip()
    yield Fault(
        start, end, f'"{words[:50]}" is for the desk; heed it and take it out', "", ((first, end, ""),), safe=False
    )


_MANDATORY = lazy_pattern(
    r"(?:MANDATORY CREDIT|MUST CREDIT|CREDIT MUST READ|CREDIT AS|CR[ÉE]DIT OBLIGATOIRE"
    r"|OBLIGATORY BYLINE)\s*[:\"“]\s*[\"“]?(?P<who>[^.;\"”\n]{2,80})",
    re.IGNORECASE,
)
_LETTERS = lazy_pattern(r"[^\W\d_]{2,}")


def mandatory_credit_missing(case: Case) -> Iterator[Fault]:
    """Mandatory credit not printed.

    What: the file's instructions say which credit must be printed, and the page prints another.

    Why: the permission to print hangs on the credit.

    Bad:
        [instructions: MANDATORY CREDIT: Nordvik Harbour Authority]
        The bridge before the storm. (Jo Marsh/Reuters)

    Good:
        [instructions: MANDATORY CREDIT: Nordvik Harbour Authority]
        The bridge before the storm. (Nordvik Harbour Authority/Handout via Reuters)

    Fix: print the credit as asked for. Not safe: see that it goes with the house's form.
    """
    match = _MANDATORY.search(_instructions(case))
    if not match:
        return
    asked = [
        word
        for word in _LETTERS.findall(fold(match["who"]))
        if word not in ("photo", "by", "the", "image", "via", "handout")
    ]
    printed = set(_LETTERS.findall(fold(case.text)))
    for agency in case.credit.agencies:
        printed |= set(_LETTERS.findall(fold(f"{agency.name} {agency.printed}")))
        entry = agencies.get(agency.id) if agency.id else None
        printed |= set(_LETTERS.findall(fold(" ".join(entry.aliases)))) if entry else set()
    if asked and any(word not in printed for word in asked):
        who = match["who"].strip(" /")
        yield Fault(*at_credit(case), f"the file asks for the credit {who}", who)


_HARD = lazy_pattern(
    r"\b(?:[A-Z]{2,}(?: [A-Z]{2,})? OUT|NO USE\b[^.;]*|NOT FOR USE\b[^.;]*|DO NOT USE\b[^.;]*"
    r"|ONE[- ]TIME USE(?: ONLY)?|SINGLE USE|NO INTERNET"
    r"|NO MOBILE|NO CROPPING|DO NOT CROP|PLEASE CONTACT\b[^.;]*|CALL FOR (?:IMAGE|USE|FEE)|FEE APPLICABLE|EXCLUSIVE)\b"
)


def restricted(case: Case) -> Iterator[Fault]:
    """Restriction to heed.

    What: the file's instructions bind the use of the picture: a country, a title or a medium is out, one use only, a
    fee, no cropping. Words that every news use keeps (editorial use only, no sales, no archives) do not count.

    Why: it is a breach that only the sender notices, and then with a bill.

    Bad:
        [instructions: CANADA OUT. NO SALES.]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Good:
        [instructions: EDITORIAL USE ONLY. NO SALES.]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: check the use against the words. No fix is safe.
    """
    found = list(dict.fromkeys(match.group().strip() for match in _HARD.finditer(_instructions(case))))
    if found:
        yield Fault(*at_credit(case), f"the file says {'; '.join(found)[:120]}; check this use against it")


_EMBARGO = lazy_pattern(
    r"\b(?:EMBARGO(?:ED)?|NOT FOR (?:PUBLICATION|RELEASE) (?:BEFORE|UNTIL)|HOLD FOR RELEASE|SPERRFRIST"
    r"|SOUS EMBARGO)\b[^.;\n]{0,120}",
    re.IGNORECASE,
)
_HELD = frozenset(("embargo", "embargoed", "publication", "release", "sperrfrist"))
_EXPIRY = lazy_pattern(
    r"\b(?:NOT FOR USE AFTER|NO USE AFTER|EXPIRES(?: ON)?|USE BY|VERWENDUNG BIS)\b[^.;\n]{0,80}", re.IGNORECASE
)
_NUMERIC = lazy_pattern(r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")
_WORDY = lazy_pattern(
    r"\b(?:(?P<month>[^\W\d_]{3,9})\.? (?P<day>\d{1,2})"
    r"|(?P<day2>\d{1,2})\.? (?P<month2>[^\W\d_]{3,9})\.?),? (?P<year>20\d\d)\b"
)


def _named_day(text: str) -> date | None:
    """Return the first full day that `text` names.

    >>> _named_day("EMBARGOED UNTIL 0001 GMT, May 7, 2024")
    datetime.date(2024, 5, 7)
    """
    try:
        match = _NUMERIC.search(text)
        if match:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        for match in _WORDY.finditer(text):
            month = calendar().months.get((match["month"] or match["month2"]).lower())
            if month:
                return date(int(match["year"]), month, int(match["day"] or match["day2"]))
    except ValueError:
        return None
    return None


def _moment(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date() if text else None
    except ValueError:
        return None


def embargoed(case: Case) -> Iterator[Fault]:
    """Embargo.

    What: the file or the caption forbids publication before a day, and the day of publication lies before it, or is
    not known.

    Why: a broken embargo ends the trust of the sender, and some contracts.

    Bad:
        [published: 2024-05-06]
        [release: 2024-05-07T06:00:00+00:00]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

        [instructions: EMBARGOED UNTIL May 7, 2024]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Good:
        [published: 2024-05-08]
        [release: 2024-05-07T06:00:00+00:00]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: hold the picture. No fix is safe.
    """
    metadata = case.record.metadata
    published = _moment(case.record.published or "")
    if metadata is None and not _HELD & case.words:
        return
    said = _EMBARGO.search(f"{_instructions(case)} {case.text}")
    until = (_moment(metadata.release) if metadata else None) or (_named_day(said.group()) if said else None)
    if until and (published is None or published < until):
        yield Fault(*at_credit(case), f"not to be published before {until.isoformat()}")
    elif said and not until and said.group().isupper():
        yield Fault(*at_credit(case), f'"{said.group().strip()[:60]}": find out until when')


def expired(case: Case) -> Iterator[Fault]:
    """Expired.

    What: the file says until when the picture may be used, and the day of publication lies behind it.

    Why: after that day every use is without a licence.

    Bad:
        [published: 2024-06-01]
        [expires: 2024-05-21T00:00:00+00:00]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Good:
        [published: 2024-05-20]
        [expires: 2024-05-21T00:00:00+00:00]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: choose another picture, or clear this one. No fix is safe.
    """
    metadata = case.record.metadata
    published = _moment(case.record.published or "")
    if not metadata or not published:
        return
    said = _EXPIRY.search(_instructions(case))
    until = _moment(metadata.expires) or (_named_day(said.group()) if said else None)
    if until and published > until:
        yield Fault(*at_credit(case), f"may not be used after {until.isoformat()}")


_RELEASED = lazy_pattern(
    r"\b(?:released|provided|supplied|issued|made available|distributed|handed out|handout|photo|image|picture"
    r"|video) (?:by|from|courtesy)\b",
    re.IGNORECASE,
)


def handout_without_releaser(case: Case) -> Iterator[Fault]:
    """Handout without releaser.

    What: the credit says handout, and neither it nor the caption says who handed the picture out.

    Why: whoever gives a picture away has a reason; readers must know who it was.

    Bad:
        The suspect's car in the garage. (Handout/Reuters)

    Good:
        The suspect's car in the garage. (Harbour Police/Handout via Reuters)

        The suspect's car in the garage, in a picture released by the harbour police. (Handout/Reuters)

    Fix: name who released it. Not safe to guess.
    """
    credit = case.credit
    if "handout" not in credit.flags or credit.photographers or credit.parts or credit.unread or not credit.raw:
        return
    # Of two agencies the first released it.
    entry = agencies.get(credit.agencies[0].id or "") if len(credit.agencies) == 1 else None
    if credit.agencies and (entry is None or entry.kind not in ("wire", "photo-agency")):
        return
    if not _RELEASED.search(case.record.caption) and not _RELEASED.search(credit.raw):
        yield Fault(*case.credit_span, "a handout, and nothing says whose; name who released it")


_KILL = lazy_pattern(
    r"\b(?:MANDATORY KILL|PHOTO KILL|PICTURE KILL|KILL NOTICE|IMAGE WITHDRAWN|PHOTO WITHDRAWN|MANDATORY WITHDRAWAL"
    r"|DO NOT USE THIS (?:PHOTO|IMAGE|PICTURE))\b"
)


def killed(case: Case) -> Iterator[Fault]:
    """Killed picture.

    What: the sender has withdrawn the picture.

    Why: it is false, forbidden or not theirs; every further use is at the desk's own risk.

    Bad:
        [action: kill]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Good:
        [action: append]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: take the picture out. No fix is safe.
    """
    metadata = case.record.metadata
    if metadata is None and not {"kill", "withdrawn", "withdrawal", "use"} & case.words:
        return
    said = _KILL.search(f"{_instructions(case)} {metadata.headline if metadata else ''} {case.text}")
    if said or (metadata and metadata.action == "kill"):
        yield Fault(*at_credit(case), "the sender has withdrawn this picture; take it out")


_PAID = frozenset(("cnw-group", "business-wire", "globenewswire", "pr-newswire", "ap-content-services"))
_DISCLOSED = lazy_pattern(r"\b(?:sponsored|paid|advertis\w+|promotional|press release|handout)\b", re.IGNORECASE)


def client_picture(case: Case) -> Iterator[Fault]:
    """Client's picture credited like news.

    What: the picture was ordered by a client or sent with a press release, and the credit reads like an agency's own.

    Why: the client had a say in what is shown; readers must not take it for the agency's reporting.

    Bad:
        Rowers open the new quay. (Jo Marsh/Getty Images for Fjordbank)

        Rowers open the new quay. (CNW Group)

    Good:
        Rowers open the new quay in a promotional picture. (Jo Marsh/Getty Images for Fjordbank)

    Fix: say whose picture it is. Not safe: the words are the desk's.
    """
    credit = case.credit
    paid = next((i for i, agency in enumerate(credit.agencies) if agency.id in _PAID), None)
    if (credit.client or paid is not None) and not _DISCLOSED.search(case.text):
        if credit.client:
            yield Fault(*at_credit(case), f"ordered by {credit.client}; tell the reader whose picture it is")
        elif paid is not None:
            yield Fault(
                *case.agency(paid), f"{credit.agencies[paid].name} distributes for paying clients; say whose it is"
            )
