"""Is this the same picture? By the supplier's number, the file, the look of it, and the words of the caption.

Two captions of one picture differ as desks make them differ: a sentence cut off, another form of the credit or of the
date, a letter wrong. Captions of a series differ otherwise: another name in the same words. So words are aligned: what
is missing at the ends was cropped, a word that nearly fits is a slip, another word is another picture.

`keys_of` gives what near-duplicates share: the lowest hashes of all pairs of neighbouring words (a bottom-k MinHash),
so that of two captions that have half their pairs in common nearly every time one key meets.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from ..model import Certainty, Record
from ..text import fold, lazy_pattern
from ..vocab.restrictions import table

SHINGLES, DATED = 6, 4
"""Lowest hashes kept of a caption, alone and together with its day."""
SUPPLIER, BYTES, LOOK, WORDS, PAIR, JOB, DAY = range(1, 8)
"""Kinds of keys, in the bits above the hash."""
NEAR, FAR = 4, 14
"""Bits of 64 up to which two looks are one, and from which on they are two."""
FEWEST, ENOUGH = 4, 7
"""Words that must agree when photographer or day do too, and when neither is known of both."""

_WORD = lazy_pattern(r"[^\W\d_]+")
_STOP = frozenset(
    "a an and are as at be been by for from has have he her his in into is it its near of off on or over she"
    " that the their them they this to was were where while who with during after before et de la le les des du un une"
    " au der die das und im den von el los las y en file photo picture image handout courtesy via".split()
)


class Likeness(NamedTuple):
    """What of a record tells one picture from another."""

    numbers: frozenset[str]
    """The supplier's numbers for it."""
    job: str
    sha256: str
    look: int | None
    """Difference hash; None when there is none, or the picture is too plain to have a look."""
    words: tuple[str, ...]
    """Of the caption, folded, in order; without small words, numbers and words of dates, whose form changes."""
    makers: frozenset[str]
    """Folded last names of the photographers."""
    day: str
    """ISO day it was made on, when that is known to the day."""


class Link(NamedTuple):
    """Why two records show one picture."""

    kind: str
    """supplier id, file, look, job, words, near words; or desk, when a person said so."""
    certainty: Certainty
    evidence: str


@cache
def _dates() -> frozenset[str]:
    known = table()
    return frozenset([*known.months, *known.weekdays, "today", "yesterday", "tomorrow"])


def likeness_of(record: Record) -> Likeness:
    """Return what of `record` tells pictures apart.

    >>> likeness_of(Record("", "The ferry Oslofjord leaves Bergen, Norway, on May 7, 2024.")).words
    ('ferry', 'oslofjord', 'leaves', 'bergen', 'norway')
    """
    metadata, file, credit = record.metadata, record.file, record.credit
    numbers = {_number(one) for one in (metadata.supplier_image_id if metadata else "", credit.catalogue_number)} - {""}
    look = int(file.dhash, 16) if file and re.fullmatch(r"[0-9a-fA-F]{16}", file.dhash) else None
    if look is not None and not 6 <= look.bit_count() <= 58:
        look = None
    skipped = _dates()
    words = [w for w in _WORD.findall(fold(record.caption)) if w not in _STOP and w not in skipped and len(w) > 2]
    makers = {fold(one.name).split(" ")[-1] for one in credit.photographers if one.name.strip()}
    if not makers and metadata:  # embedded names come in either order
        makers = {word for one in metadata.photographers for word in _WORD.findall(fold(one)) if len(word) > 2}
    day = record.date_created if record.date_created and len(record.date_created) == 10 else ""
    job = _number(metadata.job_id) if metadata and len(metadata.job_id) > 5 else ""
    return Likeness(
        frozenset(numbers), job, file.sha256 if file else "", look, tuple(words[:200]), frozenset(makers), day
    )  # fmt: skip


def keys_of(one: Likeness) -> list[int]:
    """Return numbers of 40 bits, at least one of which two records of one picture share with near certainty."""
    keys = [_key(SUPPLIER, number) for number in one.numbers]
    if one.sha256:
        keys.append(_key(BYTES, one.sha256))
    if one.job:
        keys.append(_key(JOB, one.job))
    if one.look is not None:  # two looks up to three bits apart agree in one of four quarters
        keys += [LOOK << 32 | quarter << 16 | (one.look >> 16 * quarter & 0xFFFF) for quarter in range(4)]
    words = one.words
    if words:
        keys.append(_key(WORDS, " ".join(words)))
    pairs = {crc32(f"{left} {right}".encode("utf-8", "replace")) for left, right in pairwise(words)}
    lowest = sorted(pairs)[:SHINGLES]
    keys += [PAIR << 32 | pair for pair in lowest]
    if one.day:  # of the many captions with these words, those of that day
        day = crc32(one.day.encode())
        keys += [DAY << 32 | pair ^ day for pair in lowest[:DATED]]
    return keys


def is_pair(key: int) -> bool:
    """Tell whether a key is but a pair of words, of which one alone says little."""
    return key >> 32 == PAIR


def compare(one: Likeness, other: Likeness) -> Link | None:
    """Return why both are one picture, or None.

    >>> def likeness(words): return likeness_of(Record("", f"{words} on its first day of the summer service."))
    >>> first = likeness("The ferry Oslofjord leaves Bergen, Norway, on May 7, 2024,")
    >>> compare(first, likeness("The ferry Oslofjord leaves Bregen, Norway, 7 May")).kind
    'near words'
    >>> compare(first, likeness("The ferry Stavanger leaves Bergen, Norway, on May 7, 2024,")) is None
    True
    """
    if one.sha256 and one.sha256 == other.sha256:
        return Link("file", "exact", f"same bytes, SHA-256 {one.sha256[:12]}…")
    if shared := one.numbers & other.numbers:
        return Link("supplier id", "exact", f"same number {min(shared)}")
    apart = bool(one.numbers and other.numbers)
    if one.look is not None and other.look is not None:
        bits = (one.look ^ other.look).bit_count()
        if bits <= (0 if apart else NEAR):
            return Link("look", "likely", f"looks differ in {bits} of 64 bits")
    if 2 * len(set(one.words) & set(other.words)) < min(len(one.words), len(other.words)) or contradict(one, other):
        return None
    found = _agree(one.words, other.words)
    if found is None:
        return None
    matched, faults = found
    made = bool(one.makers and other.makers)
    dated = bool(one.day and one.day == other.day)
    if matched < (FEWEST if made or dated else ENOUGH):
        if not (one.job and one.job == other.job):
            return None
        return Link("job", "guess", f"same job {one.job}, {matched} words agree")
    certainty: Certainty = "likely" if (made and (dated or not faults)) or (dated and matched >= ENOUGH) else "guess"
    same = one.words == other.words
    agree = " and ".join(word for word, true in (("photographer", made), ("day", dated)) if true)
    said = f"{matched} words agree" + (f", {faults} differ slightly" if faults else "")
    return Link("words" if same else "near words", certainty, said + (f", and {agree}" if agree else ""))


def contradict(one: Likeness, other: Likeness) -> bool:
    """Tell whether something says that these are two pictures, whatever their words."""
    if one.numbers and other.numbers and not one.numbers & other.numbers:
        return True
    if one.look is not None and other.look is not None and (one.look ^ other.look).bit_count() >= FAR:
        return True
    if one.day and other.day and one.day != other.day:
        return True
    return bool(
        one.makers and other.makers and not any(a == b or _near(a, b) for a in one.makers for b in other.makers)
    )


def _agree(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[int, int] | None:
    """Align two captions; return how many words agree and how many slips there are, None when they are two captions.

    >>> _agree(("ferry", "leaves", "bergen", "norway"), ("ferry", "leaves", "bergne"))
    (3, 1)
    >>> _agree(("holm", "scores", "against", "brann"), ("dahl", "scores", "against", "brann")) is None
    True
    """
    if left == right:
        return len(left), 0
    if not left or not right:
        return None
    shorter = min(len(left), len(right))
    most = max(2, shorter // 6)
    strange = len(set(left) - set(right)) if len(left) <= len(right) else len(set(right) - set(left))
    if strange > most + 2:  # no alignment mends that
        return None
    matched = faults = passed = 0
    ends = (0, 0), (len(left), len(right))
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            matched += b - a
            continue
        at_end = (a, c) == ends[0] or (b, d) == ends[1]
        if tag != "replace":
            if not at_end:  # a word put in or left out
                passed += b - a + d - c
            continue
        paired = min(b - a, d - c)
        if at_end and b - a != d - c and (a, c) != ends[0]:
            # cropped within a word that also has a slip
            slips = sum(x == y or _near(x, y) for x, y in zip(left[a:b], right[c:d], strict=False))
        elif at_end and b - a != d - c:
            slips = sum(x == y or _near(x, y) for x, y in zip(left[a:b][::-1], right[c:d][::-1], strict=False))
        else:
            if b - a != d - c and not _near("".join(left[a:b]), "".join(right[c:d])):
                return None
            slips = paired if b - a != d - c else sum(_near(x, y) for x, y in zip(left[a:b], right[c:d], strict=True))
        if slips < paired:
            # A date with a slip in it is a word that the other caption, rightly, lacks.
            fewer = left[a:b] if b - a <= d - c else right[c:d]
            if paired - slips > 2 or slips + sum(_is_nearly_date(word) for word in fewer) < paired:
                return None
        faults += slips
        matched += slips
    if faults > most or passed > max(1, shorter // 8):
        return None
    return matched, faults + passed


@lru_cache(20_000)
def _is_nearly_date(word: str) -> bool:
    return len(word) > 4 and any(len(date) > 4 and _near(word, date) for date in _dates())


def _near(one: str, other: str) -> bool:
    """Tell whether a slip makes one word of the other: a letter more, less, wrong, or two swapped; two in long words.

    >>> _near("bergen", "bregen"), _near("holm", "dahl"), _near("may", "mai")
    (True, False, False)
    """
    if one == other:
        return True
    short, long = sorted((len(one), len(other)))
    if short < 3 or long - short > 2 or long > 40 or (short == long == 3):
        return False
    allowed = 2 if short >= 9 else 1
    if len(set(one) ^ set(other)) > 2 * allowed:  # most words differ in more letters than that
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        current = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > allowed:
            return False
        before, row = row, current
    return row[-1] <= allowed


def _number(text: str) -> str:
    """Return a supplier's number as compared; empty when it has too few digits to be one.

    >>> _number(" EPA-1034 5678 "), _number("B2")
    ('epa10345678', '')
    """
    bare = "".join(c for c in fold(text) if c.isalnum())
    return bare if sum(c.isdigit() for c in bare) >= 4 else ""


def _key(kind: int, text: str) -> int:
    return kind << 32 | crc32(text.encode("utf-8", "replace"))
