"""Runs of capitals in a caption, and which of them have a person's name in them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from ..vocab.captions import (
    ADJECTIVE,
    ASIDE,
    DATED,
    DEMONYM,
    DETERMINER,
    DOUBTFUL,
    FAMILY,
    GIVEN,
    MENTION,
    ORG,
    PARTICLE,
    SUFFIX,
    SURNAME,
    TITLE,
    VERB,
    WITH,
    calendar,
    words_of,
)  # fmt: skip
from ..vocab.gazetteer import is_place
from .words import ARABIC, CAPITAL, LOWER, SMALL, Text

SMALL_WORDS = DETERMINER | MENTION | WITH | ASIDE
"""What carries a capital only because it stands first: "The", "In", "With"."""
_NO_NAME = TITLE | DETERMINER | MENTION | ASIDE | DEMONYM | VERB
"""No word that can be one of these is a name by itself."""
_NAME_IN_FRONT = frozenset("y e de del da do dos di la le du des st von".split())
"""Particles that join only what starts with a given name."""
_OFFICE_LINKS = frozenset("of for and de del du la des en für der und y et".split())
_OFFICE_PREFIXES = ("then", "ex", "us", "un")
_QUOTES = frozenset("\"“”„'‘’")


class Run(NamedTuple):
    """A run of capitals: a title (maybe none), then a name (maybe none)."""

    first: int
    name_first: int
    stop: int
    """One past the last word of the name."""
    name: tuple[int, ...]
    """The words of the name, full stops left out."""
    titled: bool
    """Whether the run itself holds a title in front of the name."""


def stands_alone(f: Text, i: int, breaks: Container[int]) -> bool:
    """Whether the run of capitals that starts at word `i` is that word and no more: most are."""
    j = i + 1
    if f.owner[i] or j >= len(f.flags) or j in breaks:
        return True
    flag = f.flags[j]
    if flag & (SMALL | CAPITAL):
        return not flag & (CAPITAL | PARTICLE | ARABIC)
    text = f.words[j][0]
    if text == ",":
        return f.low[j + 1 : j + 2] not in (["jr"], ["sr"])
    if text == ".":
        return len(f.words[i][0]) > 1 and f.low[i] not in ("jr", "sr") and f.low[i] not in words_of("abbreviation")
    return text not in _QUOTES


def read_run(f: Text, i: int, opening: bool, breaks: Container[int]) -> tuple[Run | None, int]:
    """Read the run of capitals that starts at word `i`; return it and the word to go on from.

    `opening` says that word `i` opens a sentence; `breaks` are words that no run crosses.
    """
    words, flags, low = f.words, f.flags, f.low
    n = len(words)
    # "The", "In", "A" carry a capital only because they stand first.
    flag = flags[i]
    if flag & SMALL_WORDS and (opening or len(low[i]) <= 3) and not flag & (GIVEN | TITLE | DEMONYM | PARTICLE):
        return None, i + 1
    if opening and flag & (DETERMINER | MENTION | ASIDE) and not flag & GIVEN:
        return None, i + 1
    members = [i]
    j = i + 1
    if f.owner[i]:
        return Run(i, i, j, (i,), False), j
    while j < n and j - i < 16 and j not in breaks:
        text, flag = words[j][0], flags[j]
        if flag & CAPITAL:
            if words[j][1] - words[j - 1][2] > 3:
                break
            members.append(j)
            j += 1
            if f.owner[j - 1]:
                break
            continue
        if flag & SMALL:
            if not flag & (PARTICLE | ARABIC):
                break  # most runs end so
            if flag & PARTICLE and flag & LOWER and j + 1 < n and j + 1 not in breaks:
                k = j + 1
                if flags[k] & PARTICLE and flags[k] & SMALL and k + 1 < n:
                    k += 1
                linked = low[j] in _NAME_IN_FRONT
                if flags[k] & CAPITAL and not (linked and not _is_name_start(f, members)):
                    if low[j] in ("y", "e") and flags[k] & GIVEN:
                        break
                    members.extend(range(j, k + 1))
                    j = k + 1
                    if f.owner[j - 1]:
                        break
                    continue
            if text[:3] in ("al-", "el-") and text[3:4].isupper():
                members.append(j)
                j += 1
                if f.owner[j - 1]:
                    break
                continue
            break
        if text == ".":
            # a stop behind an initial or a short title goes on
            before = words[j - 1][0]
            short = (len(before) == 1 and before.isupper()) or low[j - 1] in words_of("abbreviation")
            if short and j + 1 < n and flags[j + 1] & CAPITAL and j + 1 not in breaks:
                j += 1
                continue
            if low[j - 1] in ("jr", "sr"):
                j += 1
            break
        if text == "," and j + 1 < n and low[j + 1] in ("jr", "sr") and flags[j + 1] & CAPITAL:
            members.append(j + 1)
            j += 2
            if j < n and words[j][0] == ".":
                j += 1
            break
        nickname = text in _QUOTES and j + 3 < n and flags[j + 1] & CAPITAL and words[j + 2][0] in _QUOTES
        if nickname and flags[j + 3] & CAPITAL:  # Robert “Bo” Roe
            j += 3
            continue
        break
    return _split(f, members, j) if len(members) > 1 else Run(i, i, j, (i,), False), max(j, i + 1)


def _is_name_start(f: Text, members: Sequence[int]) -> bool:
    return any(f.flags[m] & GIVEN for m in members)


def _split(f: Text, members: list[int], stop: int) -> Run:
    flags, low, words = f.flags, f.low, f.words
    start = 0
    titled = False
    last = len(members) - 1
    head = flags[members[0]]
    for k in range(last):
        flag = flags[members[k]]
        if not flag & TITLE:
            continue
        if flag & GIVEN and k + 1 == last and not words[members[k]][0].endswith("."):
            continue  # Dean Martin, Earl Roe: a given name
        if flag & GIVEN and k == 0 and flags[members[1]] & PARTICLE:
            continue  # Marine Le Roe
        if (
            0 < k <= 2
            and head & GIVEN
            and not head & (DOUBTFUL | TITLE | ORG)
            and start == 0
            and not flag & DEMONYM
            and k + 1 >= last
        ):
            continue  # Ann Mary King
        titled = True
        start = k + 1
    if titled and low[members[start]] in words_of("post_title"):
        start += 1
    while start < last:
        m = members[start]
        text, flag = words[m][0], flags[m]
        if not (flag & (DEMONYM | ADJECTIVE | DETERMINER) and not flag & (GIVEN | PARTICLE)):
            acronym = 1 < len(text) <= 5 and text.isupper() and not flag & GIVEN
            if acronym and all(words[x][0].isupper() for x in members[start + 1 :]):
                acronym = False  # all of it shouts
            hyphened = "-" in text and not flag & (GIVEN | FAMILY) and low[m].split("-")[0] in _OFFICE_PREFIXES
            if not (acronym or hyphened):
                break
        start += 1
    start = _past_office(f, members, start)
    start = _past_compound(f, members, start)
    members, stop = _without_affiliation(f, members, start, stop)
    name = tuple(members[start:])
    return Run(members[0], name[0] if name else stop, stop, name, titled)


def _past_office(f: Text, members: Sequence[int], start: int) -> int:
    """Past the office's own word, and a German owner: "ministre de la Culture Ana Roe", "Leipzigs Ana Roe"."""
    last = len(members) - 1
    if start >= last:
        return start
    i = members[start]
    flag = f.flags[i]
    if flag & (GIVEN | FAMILY | PARTICLE | SUFFIX) and not (flag & DOUBTFUL and is_place(f.words[i][0])):
        return start
    following = f.flags[members[start + 1]]
    if not following & GIVEN or following & DOUBTFUL:
        return start
    office = any(word in _OFFICE_LINKS for word in f.low[max(0, i - 2) : i])
    if office and any(flag & TITLE for flag in f.flags[max(0, i - 9) : i]):
        return start + 1
    owner = not f.english and f.low[i].endswith("s") and len(f.low[i]) > 4 and is_place(f.words[i][0][:-1])
    return start + 1 if owner else start


def _past_compound(f: Text, members: Sequence[int], start: int) -> int:
    """Past a capital compound or an organisation in front of a given name: "Chef-Ökonom Ana Diaz"."""
    if f.flags[members[start]] & (GIVEN | FAMILY | PARTICLE) if start < len(members) else True:
        return start
    for k in range(start + 1, len(members) - 1):
        before = members[k - 1]
        flag = f.flags[members[k]]
        joined = "-" in f.words[before][0] and not f.flags[before] & GIVEN
        if flag & (GIVEN | FAMILY) and (joined or f.flags[before] & (ORG | DEMONYM | TITLE | ADJECTIVE)):
            return k
    return start


def _without_affiliation(f: Text, members: list[int], start: int, stop: int) -> tuple[list[int], int]:
    """Cut "von der Beispiel GmbH" and the like off a name that is whole without it."""
    for k in range(start + 2, len(members)):
        m = members[k]
        if not f.words[m][0].islower() or f.low[m] not in (
            "von",
            "vom",
            "der",
            "de",
            "del",
            "da",
            "do",
            "du",
            "des",
            "di",
        ):
            continue
        rest = members[k + 1 :]
        if f.low[m] in ("von", "vom") or any(f.flags[r] & (ORG | DEMONYM) for r in rest):
            return members[:k], m
    return members, stop


def is_named_like_a_person(f: Text, run: Run) -> int:
    """Return how far the words alone make a person: 2 surely, 1 perhaps, 0 not at all.

    >>> from indexer.parse.words import read_text
    >>> for text in ("Anna Roe", "Qvex Tolmik", "Harbour Museum"):
    ...     f = read_text(text)
    ...     print(is_named_like_a_person(f, read_run(f, 0, True, frozenset())[0]))
    2
    1
    0
    """
    name = run.name
    flags, words, low = f.flags, f.words, f.low
    if not name or len(name) > 6:
        return 0
    head = flags[name[0]]
    if len(name) == 1:
        return int(may_be_name(f, name[0]))
    every = 0
    for m in name:
        every |= flags[m]
    if every & DATED and any(_is_weekday(low[m]) for m in name):
        return 0
    given = bool(head & GIVEN and not head & DOUBTFUL) or len(words[name[0]][0]) == 1  # J. Roe
    if every & ORG:
        bad = [m for m in name if flags[m] & ORG and not flags[m] & (GIVEN | PARTICLE | SUFFIX)]
        if bad:
            # "Tony Hall" may be one, "Victoria Dock" is none.
            known = given or low[name[-1]] in words_of("surname_too")
            return int(len(name) == 2 and bad == [name[-1]] and known)
    if every & (DEMONYM | ADJECTIVE) and any(
        flags[m] & (DEMONYM | ADJECTIVE) and not flags[m] & (GIVEN | FAMILY) for m in name[:-1]
    ):
        return 0
    suffixed = every & SUFFIX and any(flags[m] & SUFFIX for m in name[1:])
    if not suffixed and _shouts_in_part([words[m][0] for m in name]):
        return 0
    if given or (len(name) > 2 and any(len(words[m][0]) == 1 for m in name[1:-1])):
        return 2
    family = flags[name[-1]] & SURNAME or low[name[-1]][:2] in ("o'", "o’", "d'", "d’", "mc")
    if head & GIVEN and (family or suffixed):
        return 2
    if len(name) <= 3 and head & PARTICLE and not flags[name[1]] & GIVEN:
        return 1
    if head & FAMILY and any(flags[m] & GIVEN and not flags[m] & DOUBTFUL for m in name[1:]):
        return 2
    return 1


def may_be_name(f: Text, m: int) -> bool:
    """Whether a word alone may be a person's name."""
    flag = f.flags[m]
    if not flag & GIVEN and (flag & _NO_NAME or (flag & ORG and not flag & (PARTICLE | SUFFIX))):
        return False
    return len(f.words[m][0]) > 1 and not (flag & DATED and _is_weekday(f.low[m]))


def _is_weekday(low: str) -> bool:
    return low in calendar().weekdays and len(low) > 5 and low != "domingo"


def _shouts_in_part(texts: Sequence[str]) -> bool:
    """Whether some of the words, and not all, are in capitals, and short: an abbreviation."""
    shouted = [text for text in texts if text.isupper()]
    return 0 < len(shouted) < len(texts) and any(1 < len(text) <= 4 for text in shouted)
