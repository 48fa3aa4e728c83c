"""The role of a person: the title in front of the name, or the apposition behind it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from ..vocab.captions import (
    ADJECTIVE,
    ASIDE,
    CLASSES,
    DEMONYM,
    DETERMINER,
    GIVEN,
    MENTION,
    ORG,
    PICTURE,
    REPORT,
    SURNAME,
    TITLE,
    VERB,
    WITH,
    words_of,
)  # fmt: skip
from .person_names import Run
from .surroundings import AND, Surroundings

_LONGEST = 20
"""Words of an apposition."""
_NO_APPOSITION = frozenset(("and", "und", "et", "y", "e", "with", "mit", "as", "in", "at", "on", "right", "left"))
_ABBREVIATED = frozenset(("Sen", "Rep", "Dr", "Gov", "Prof", "Rev", "Gen", "Lt", "Col", "Sgt", "Capt", "Maj"))
_RELATIVE = frozenset(("who", "which", "whose", "whom", "qui", "que", "where"))
_NOT_IN_OFFICE = frozenset("left right in inside at on near with during after before from by to as while than".split())
"""What a title set off by a comma does not run over."""
_DANGLING = frozenset(("who", "which", "that", "is", "was", "and", "qui", "der", "die", "que"))
_TOWNS = frozenset(("los", "las", "la", "el", "le", "les", "san"))
"""Articles that open a team's name: Los Angeles, Las Vegas."""
_MAY_LEAD = TITLE | ADJECTIVE | DEMONYM | DETERMINER
_MARKS_IN_FRONT = frozenset((",", "."))
_SPEAKS_OF_OTHERS = MENTION | WITH | ASIDE | DETERMINER | REPORT


Front = tuple[int, int, bool]
"""What stands in front of a name: the first word of the role, the first of the whole phrase with its article, and
whether there is a title in it."""


def role_in_front(around: Surroundings, run: Run) -> Front:
    """Where the role in front of a run begins, where the whole phrase does, and whether there is a title in it."""
    if _nothing_in_front(around, run):
        return run.first, run.first, False
    set_off = _set_off(around, run)
    if set_off is not None:
        return set_off
    f, words = around.f, around.words
    i = run.first
    titled = False
    role = run.first
    office = _office(around, run)
    if office >= 0:
        role, titled, i = office, True, office
    elif run.titled and i >= 3 and f.low[i - 1] == "the" and f.low[i - 2] == "of" and f.flags[i - 3] & TITLE:
        role, i = i - 3, i - 3
    k = i - 1
    if k >= 0 and words[k][0] == "." and k and words[k - 1][0] in _ABBREVIATED:
        k -= 1
    compound = 0
    while k >= 0 and i - k <= 12 and k not in around.dated and run.first not in around.breaks:
        text, flag = words[k][0], f.flags[k]
        if (k + 1 in around.breaks and k + 1 != run.first) or f.owner[k]:
            break
        plain = text[0].isalpha()
        if run.titled and flag & TITLE and text[0].islower() and text[-1] == "s":
            break  # "church leaders Bishop Ann Roe and Father Ben Poe" are two
        if k and f"{f.low[k - 1]}-{f.low[k]}" in words_of("title_pair"):
            titled = True
            k -= 1
        elif (
            flag & TITLE
            and (not flag & DETERMINER or (f.english and text == "son"))
            and plain
            and not (flag & VERB and k == 0)
        ):
            titled = True
        elif titled and _belongs_to_a_team(around, k):
            pass
        elif flag & (ADJECTIVE | DEMONYM) and plain:
            if not titled and text[0].islower() and not flag & DEMONYM and f.low[k] in ("first", "co", "head", "state"):
                break
            spanish = not f.english and k == run.first - 1 and text[0].islower()
            titled = titled or (spanish and flag & DEMONYM > 0)  # el esloveno Ivan Roe
        elif ((titled or run.titled) and "-" in text and plain) or (
            titled and text == "." and k and words[k - 1][0] in _ABBREVIATED
        ):
            pass
        elif titled and f.low[k] in AND and k and f.flags[k - 1] & TITLE and _is_small(around, k - 1, k + 1):
            pass  # "actor and director Ann Roe" is both
        elif titled and compound < 3 and _is_part_of_compound(around, k):
            compound += 1
        elif run.titled and k and _is_part_of_compound(around, k) and _belongs_to_a_team(around, k - 1):
            titled = True  # Nordvik schools Supt. Ann Roe
        else:
            break
        role = k
        k -= 1
    if compound and not _opens_phrase(around, role):
        # "cars of bomb survivor Ann Roe": without an article in front, who knows where the phrase begins
        while role < run.first and not f.flags[role] & (TITLE | ADJECTIVE | DEMONYM):
            role += 1
    first = role
    while first - 1 >= 0 and f.flags[first - 1] & DETERMINER and words[first - 1][0].islower():
        first -= 1
    return role, first, titled


def _nothing_in_front(around: Surroundings, run: Run) -> bool:
    """Whether the word in front can open no role: most names stand behind such a word, or behind none."""
    before = run.first - 1
    if before < 0:
        return True
    f = around.f
    if run.titled or f.flags[before] & _MAY_LEAD or run.name[0] != run.first:
        return False
    low = f.low[before]
    return not (low in _MARKS_IN_FRONT or low in _pair_ends() or low[1:2] in ("'", "’"))


@cache
def _pair_ends() -> frozenset[str]:
    return frozenset([pair.rpartition("-")[2] for pair in words_of("title_pair")])


def _office(around: Surroundings, run: Run) -> int:
    """The title of an office with a word of its own: "Secretary of State Ann Roe", "ministre de l'Intérieur"; or -1."""
    f, words = around.f, around.words
    k = run.first - 1
    if run.titled or k < 1:
        return -1
    if run.name[0] == run.first:
        low = f.low[k]
        if low[:2] not in ("l'", "l’", "d'", "d’") or len(low) < 4:
            return -1
        k -= low[0] == "l"  # de l'Intérieur
        if low[0] == "d":
            return k - 1 if f.flags[k - 1] & TITLE else -1
    if f.low[k] == "des":
        return k - 1 if f.flags[k - 1] & TITLE else -1
    small = k
    while small > k - 2 and small > 0 and f.low[small] in ("la", "las", "los", "the"):
        small -= 1
    if f.low[small] not in ("of", "for", "de", "du", "del", "della", "für"):
        return -1
    title = small - 1
    if title < 0 or not f.flags[title] & TITLE:
        return -1
    return title if words[title][0][0].isupper() or f.low[small] not in ("of", "for") else -1


def _belongs_to_a_team(around: Surroundings, k: int) -> bool:
    """Whether word `k` names the team or firm in front of a title: "Leeds forward", "Los Angeles 49ers receiver"."""
    text, flag = around.words[k][0], around.f.flags[k]
    if text[0].isdecimal():
        return len(text) > 3 and text[-1] == "s"
    if not text[0].isupper() or (flag & (MENTION | WITH | ASIDE) and around.f.low[k] not in _TOWNS):
        return False
    return not flag & PICTURE or not flag & GIVEN


def _is_part_of_compound(around: Surroundings, k: int) -> bool:
    """Whether word `k` may belong to the noun behind it: "atomic bomb survivor"."""
    text, low = around.words[k][0], around.f.low[k]
    return (
        text.isalpha()
        and text.islower()
        and len(text) > 2
        and not around.f.flags[k] & (_SPEAKS_OF_OTHERS | VERB)
        and low not in words_of("plain_after")
        and low not in AND
        and not low.endswith(("ing", "ed", "ly"))
    )


def _opens_phrase(around: Surroundings, k: int) -> bool:
    """Whether a phrase begins at word `k`: an article, a verb or a mark stands in front, or nothing."""
    if k == 0 or k in around.breaks:
        return k == 0
    before, flag = around.words[k - 1][0], around.f.flags[k - 1]
    return bool(flag & (DETERMINER | VERB | WITH | MENTION)) or before in ",:;-–—()[]" or around.f.owner[k - 1]


def _set_off(around: Surroundings, run: Run) -> Front | None:
    """A title set off by a comma: "The mayor of Salem, Ann Roe, opens …", "meets the council president, Ann Roe."."""
    f, words = around.f, around.words
    i = run.first
    if run.titled or i < 2 or words[i - 1][0] != ",":
        return None
    follows = words[run.stop][0] if run.stop < len(words) else "."
    if not (follows in ",.(" or f.flags[min(run.stop, len(words) - 1)] & VERB):
        return None
    opening = around.starts[bisect_right(around.starts, i - 1) - 1]
    begin = i - 1
    seen = False
    while begin > opening and i - begin < 16:
        k = begin - 1
        text, flag = words[k][0], f.flags[k]
        if text == ")" and k - 2 > opening and words[k - 2][0] == "(":
            begin = k - 2  # the council (NC)
            continue
        if (
            text in ",:;.()"
            or f.low[k] in _NOT_IN_OFFICE
            or (text[0].islower() and flag & VERB and not flag & TITLE)
            or k in around.dated
        ):
            break
        if text[0].isupper() and flag & GIVEN and not flag & (TITLE | ORG | DEMONYM) and k + 1 < i - 1:
            return None
        begin = k
        seen = seen or bool(flag & TITLE)
        if flag & DETERMINER and text.islower() and seen and (k == opening or _ends_phrase(around, k)):
            break
        if f.low[k] in ("del", "al", "du", "au", "vom", "zum") and seen:
            break
    if not seen:
        return None
    first = begin
    while begin < i - 1 and (
        (f.flags[begin] & DETERMINER and not f.flags[begin] & TITLE) or f.low[begin] in ("del", "al", "du", "au", "de")
    ):
        begin += 1
    head = range(begin, min(begin + 5, i - 1))
    if not any(f.flags[k] & TITLE for k in head) or f.low[begin] in AND or f.flags[begin] & (MENTION | ASIDE):
        return None
    return begin, first, True


def _is_small(around: Surroundings, *at: int) -> bool:
    return all(k < len(around.words) and around.words[k][0].islower() for k in at)


def _ends_phrase(around: Surroundings, k: int) -> bool:
    """Whether what stands in front of the article at `k` belongs to something else than "of"."""
    return around.f.low[k - 1] not in ("of", "de", "der", "for", "für", "pour", "von")


def apposition(around: Surroundings, i: int) -> tuple[int, int] | None:
    """The role set behind a name by a comma: ", director of …,"; its characters."""
    f, words = around.f, around.words
    n = len(words)
    i = around.behind_age(i)
    if i + 1 < n and words[i][0].islower():
        return _without_comma(around, i)
    if i + 1 >= n or words[i][0] not in ",(":
        return None
    first = k = i + 1
    hit = -1
    while k < n and k < first + 6:
        text, flag = words[k][0], f.flags[k]
        if not text[0].isalnum() and text not in "-.":
            break
        if flag & TITLE and not (k == first and text[0].isupper() and k + 1 < n and f.flags[k + 1] & GIVEN):
            hit = k
            break
        if (flag & VERB and text.islower()) or (text.endswith("ly") and text.islower()):
            break
        if text[0].isupper() and flag & GIVEN:
            return None
        k += 1
    if f.low[first] in _NO_APPOSITION or (f.flags[first] & ASIDE and not f.flags[first] & (DETERMINER | TITLE)):
        return None
    if hit < 0:
        return _described(around, first)
    # a title in front of another name is that person's, not an apposition: "Ann Roe, President Ben Poe"
    if hit + 1 < n and words[hit + 1][0][0].isupper() and hit + 1 not in around.breaks:
        behind = f.flags[hit + 1]
        if behind & GIVEN and not behind & (ORG | DEMONYM | MENTION | WITH):
            return None
        named = (behind & CLASSES) in (0, SURNAME) and hit + 2 < n and words[hit + 2][0][0].isupper()
        if named and words[hit][0][0].isupper():
            return None
    return _span(around, first, _apposition_stop(around, first, hit + 1))


def _without_comma(around: Surroundings, i: int) -> tuple[int, int] | None:
    """The role right behind a name: "Ann Roe head coach of Norway celebrates"."""
    f, words = around.f, around.words
    k = i
    while k < len(words) and k < i + 3 and f.flags[k] & ADJECTIVE and words[k][0].islower():
        k += 1
    if k + 2 >= len(words) or not f.flags[k] & TITLE or f.flags[k] & (VERB | DETERMINER) or not words[k][0].islower():
        return None
    if f.low[k + 1] != "of" or not words[k + 2][0][0].isupper():
        return None
    stop = k + 3
    while stop < len(words) and words[stop][0][0].isupper() and stop not in around.breaks:
        stop += 1
    return words[i][1], words[stop - 1][2]


def _described(around: Surroundings, first: int) -> tuple[int, int] | None:
    """What a person is in other words than the known titles: ", a schoolgirl rescued after two years,"."""
    f, words = around.f, around.words
    if f.low[first] not in ("a", "an", "eine", "ein", "une", "un", "una"):
        return None
    for stop in range(first + 2, min(len(words), first + _LONGEST + 1)):
        text = words[stop][0]
        if text == "," or (text == "." and stop + 1 in (*around.starts, len(words))):
            if any(k in around.dated for k in range(first, stop)):
                return None
            return _span(around, first, stop)
        if text in ':;()"“”' or stop in around.breaks:
            return None
    return None


def _apposition_stop(around: Surroundings, first: int, stop: int) -> int:
    f, words = around.f, around.words
    n = len(words)
    while stop < n and stop - first < _LONGEST:
        text = words[stop][0]
        if text in ",;:()" or stop in around.starts or stop in around.dated or (text in ".!?" and stop + 1 >= n):
            break
        if f.low[stop] in AND and stop + 1 < n and f.flags[stop + 1] & DETERMINER:
            ahead = range(stop + 2, min(n, stop + 6))
            if not any(f.flags[k] & TITLE for k in ahead) or not any(words[k][0] == "," for k in ahead):
                break
        if (
            text.islower()
            and f.flags[stop] & VERB
            and not f.flags[stop] & TITLE
            and f.low[stop - 1] not in ("who", "qui")
        ):
            break
        stop += 1
    return stop


def _span(around: Surroundings, first: int, stop: int) -> tuple[int, int] | None:
    """The characters of words `first` to before `stop`, without leading articles and what dangles at the end."""
    f, words = around.f, around.words
    while first < stop and f.flags[first] & DETERMINER and words[first][0].islower() and not f.flags[first] & TITLE:
        first += 1
    while stop > first and f.low[stop - 1] in _DANGLING:
        stop -= 1
    return (words[first][1], words[stop - 1][2]) if stop > first else None
