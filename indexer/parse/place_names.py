"""The names of a caption that can be places: runs of capitalised words, and what the words behind them make of them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from indexer.parse.place_nouns import Sort, bare, is_facility, is_street, kinds, noun_behind
from indexer.parse.words import ARABIC, CAPITAL, OWNER, SMALL, Text, Word
from indexer.text import fold
from indexer.vocab.captions import DATED, DEMONYM, JOINER, calendar
from indexer.vocab.gazetteer import Place, demonym, find, is_place, key, spellings, states
from indexer.vocab.place_words import place_words

MAX_WORDS = 1_500
"""Words of a caption in which places are sought; real captions have some 400 at most."""
MAX_RUN = 12
"""Words of one name."""

_TOWN_ADJECTIVES = {"Münchner": "München", "Zürcher": "Zürich", "Dresdner": "Dresden", "Basler": "Basel"}
BY_NAME = 20
"""How many times less a place counts under a by-name: York was once a name of Toronto."""
MOST = 16
"""Namesakes that are weighed."""
_INDEFINITE = frozenset(
    ("a", "an", "ein", "eine", "einer", "einem", "einen", "une", "un", "una", "seinem", "seiner", "ihrer")
)
_GERMAN_ARTICLES = frozenset(("der", "die", "das", "dem", "den", "des", "zur", "zum", "beim", "einer"))
_STATES_AS_ADJECTIVES = frozenset(("U.S.", "USA", "UK", "U.K."))
_SHORT = frozenset(["St", "Ste", "Mt", "Ft", "Pt"])


class Name(NamedTuple):
    """One name, with what was made of it."""

    first: int
    """Its first word."""
    last: int
    """Its last word, a noun behind it included."""
    text: str
    """As printed, without a possessive's ending."""
    start: int
    end: int
    sort: Sort
    places: tuple[Place, ...] = ()
    """What the gazetteer has of that name, most populous first."""
    owner: bool = False
    """Whether it is a possessive."""
    state: tuple[str, str] | None = None
    """Name and country of the state that it abbreviates."""
    base: str = ""
    """The name without the noun behind it."""


def read_names(text: Text, starts: Container[int], taken: Container[int]) -> list[Name]:
    """Return the names of a caption in order; `taken` are words that belong to people and dates.

    >>> from indexer.parse.words import read_text
    >>> text = read_text("Smoke over Odesa's Arcadia beach, Ukraine")
    >>> [(n.text, n.sort) for n in read_names(text, [0], [])]
    [('Smoke', 'unknown'), ('Odesa', 'known'), ('Arcadia beach', 'facility'), ('Ukraine', 'known')]
    """
    names: list[Name] = []
    behind = 0
    for at in [at for at, flag in enumerate(text.flags[:MAX_WORDS]) if flag & (CAPITAL | ARABIC)]:
        if at < behind or at in taken:
            continue
        name = _read(text, at, starts, taken)
        if name is not None:
            names.append(name)
            behind = max(name.last, at) + 1
    return names


def _read(text: Text, at: int, starts: Container[int], taken: Container[int]) -> Name | None:
    words, english = text.words, text.english
    opening, start, _ = words[at]
    if (at in starts or opening == "The") and opening.lower() in _small_words() and not _is_two_word_place(text, at):
        return None
    if _stands_alone(text, at, starts, taken):
        return _read_alone(text, at, starts, taken)
    ends, loose = _run(text, at, starts, taken)
    if not ends:
        return None
    if not english and ends[-1] > at:
        town = _german_town(words, at, ends[-1])
        if town is not None:
            return town
    for end in reversed(ends):
        cut = _end(text, end)
        printed = text.caption[start:cut]
        if at == end and _read_word(printed, english) is None:
            return None
        state = _state(words, end, printed) if end - at < 3 else None
        if state:
            return _in_state(words, at, end, printed, state)
        places = _look_up(printed, english)
        if not places and end <= loose and len(ends) > 1 and end == ends[-1] and _is_of_street(words, end):
            return _described(text, at, end, printed, cut, starts, taken)
        if places and at == end and _is_common_noun(words, at, places, english):
            return None
        if places or len(ends) == 1 or (end <= loose and is_facility(text, at, end)):
            return _described(text, at, end, printed, cut, starts, taken, places, end > loose)
    cut = _end(text, ends[0])
    return _described(text, at, ends[0], text.caption[start:cut], cut, starts, taken)


def _stands_alone(text: Text, at: int, starts: Container[int], taken: Container[int]) -> bool:
    """Whether the name that starts at word `at` is that word and no more: most are."""
    flag, step = text.flags[at], at + 1
    if flag & DATED:
        return False
    if step >= len(text.words) or step in starts or step in taken:
        return True
    flag = text.flags[step]
    if flag & (SMALL | CAPITAL | ARABIC):
        return not flag & (CAPITAL | ARABIC | JOINER)
    mark = text.words[step][0]
    return mark not in "!&" and (mark != "." or text.words[at][0] not in _SHORT)


def _read_alone(text: Text, at: int, starts: Container[int], taken: Container[int]) -> Name | None:
    words = text.words
    start, end = words[at][1], _end(text, at)
    printed = text.caption[start:end]
    read = _read_word(printed, text.english)
    if read is None:
        return None
    state = _state(words, at, printed)
    if state:
        return _in_state(words, at, at, printed, state)
    sort, places = read
    if places and _is_common_noun(words, at, places, text.english):
        return None
    return _with_noun(text, at, at, printed, end, sort, places, starts, taken)


@lru_cache(4096)
def _read_word(printed: str, english: bool) -> tuple[Sort, tuple[Place, ...]] | None:
    """Return what one word is by itself, with the places of that name; None when no place is called so."""
    low = printed.lower()
    if low in place_words().not_place or (low != "u.s." and demonym(printed)):
        return None
    places = _look_up(printed, english)
    if is_street(low) and not (places and places[0].kind in ("country", "region")):
        return "facility", places
    return "known" if places else "unknown", places


def _in_state(words: Sequence[Word], at: int, end: int, printed: str, state: tuple[str, str]) -> Name:
    dot = end + 1 < len(words) and words[end + 1][0] == "." and printed + "." in states()
    return Name(at, end + dot, printed, words[at][1], words[end + dot][2], "known", (), False, state)


def _end(text: Text, at: int) -> int:
    """One past the last character of word `at`, a possessive's ending left out."""
    end = text.words[at][2]
    return end - 2 if text.flags[at] & OWNER else end


def may_be_demonym(word: str, flag: int) -> bool:
    """Whether it is worth while to ask for which country a word is the demonym of."""
    return flag & DEMONYM > 0 or not word.isascii()


def _is_of_street(words: Sequence[Word], end: int) -> bool:
    """Whether a street is named with small words: the Marques de Ola street."""
    return end + 1 < len(words) and words[end + 1][0] in place_words().street


def _is_common_noun(words: Sequence[Word], at: int, places: tuple[Place, ...], english: bool) -> bool:
    """Whether a word only looks like a town: German writes nouns with capitals, and "a" stands before no town."""
    before = words[at - 1][0].lower() if at else ""
    if places[0].kind not in ("city", "quarter"):
        # The German hand is no county of that name.
        return (
            not english and before in _GERMAN_ARTICLES and places[0].kind == "region" and places[0].population < 100_000
        )
    if before in _INDEFINITE:
        follows = words[at + 1][0].lower() if at + 1 < len(words) else ""
        return follows not in kinds()
    return not english and places[0].population < 5_000 and before in _GERMAN_ARTICLES


_SEAS = (" sea", " ocean")


@lru_cache(2048)
def _look_up(printed: str, english: bool) -> tuple[Place, ...]:
    """Return the places of that name; those that bear it only as a by-name count a twentieth of their people."""
    if printed.lower().endswith(_SEAS):
        return ()  # a sea has many shores; the state called Red Sea is one of them
    places = find(printed, MOST)
    if not places and not english and printed.endswith("s"):  # a German or Swedish genitive
        places = find(printed[:-1])
    if len(places) > 1:
        own = own_names(places, printed)
        if not all(own):
            weights = [p.population / (1 if is_own else BY_NAME) for p, is_own in zip(places, own, strict=True)]
            order = sorted(range(len(places)), key=lambda at: -weights[at])
            places = tuple([places[at] for at in order])
    return places


def own_names(places: Sequence[Place], printed: str) -> list[bool]:
    """Say of each place whether it bears this very name; of towns the file has by-names, of the rest only spellings."""
    return [place.kind != "city" or place.name == printed or _spells(place.name, printed) for place in places]


@lru_cache(2048)
def _spells(name: str, printed: str) -> bool:
    return key(name) == key(printed) or spellings().get(fold(printed)) == name


@cache
def _small_words() -> frozenset[str]:
    known = place_words()
    return known.inside | known.near | known.over | known.at | known.article | known.in_foreign


def _is_two_word_place(text: Text, at: int) -> bool:
    """Say whether an opening article belongs to the name: The Hague, La Paz, Le Mans."""
    words, after = text.words, at + 1
    return after < len(words) and text.flags[after] & CAPITAL > 0 and is_place(f"{words[at][0]} {words[after][0]}")


def _german_town(words: Sequence[Word], at: int, last: int) -> Name | None:
    """Read the town in `Berliner Ortsteil …` and `Berlin Ortsteil …`: it owns the quarter that follows."""
    text, start, end = words[at]
    follows = words[at + 1][0].lower()
    forms = [text] if follows in place_words().quarter or follows in place_words().settlement else []
    if text.endswith("er") and len(text) > 5:
        forms += [text[:-2], text[:-2] + "en", _TOWN_ADJECTIVES.get(text, "")]
    for form in forms:
        places = tuple(p for p in find(form) if p.kind == "city" and p.population > 50_000) if form else ()
        if places:
            noun = at + 1 < last and follows in kinds() and follows not in place_words().facility
            return Name(at, at + noun, places[0].name if form != text else text, start, end, "known", places, True)
    return None


def _run(text: Text, at: int, starts: Container[int], taken: Container[int]) -> tuple[list[int], int]:
    """Return the words at which the name that starts at `at` may end, and the last before any loose joiner."""
    words, flags = text.words, text.flags
    if flags[at] & DATED and _is_of_calendar(words[at][0]):
        return [], at
    ends: list[int] = []
    end, stop = at, min(len(words), at + MAX_RUN)
    loose = stop
    while True:
        if flags[end] & OWNER and not _is_saint(text, at, end, stop):
            break
        step = end + 1
        if step >= stop or step in starts or step in taken:
            break
        word, flag = words[step][0], flags[step]
        if flag & SMALL and not flag & (ARABIC | JOINER):
            break  # most names end so
        if flag & (CAPITAL | ARABIC):
            if (flag & DATED and _is_of_calendar(word)) or _is_break(words[end][0], word, flag):
                break
            end = step
            continue
        if word == "." and words[end][0] in _SHORT and step + 1 < stop:
            end = step
            continue
        if word == "!" and step + 1 < stop and words[step + 1][0].lower() in place_words().facility:
            end = step
            continue
        low = word.lower()
        is_loose = low in place_words().loose_joiner
        if is_loose or low in place_words().joiner or word == "&":
            if is_loose:
                loose = min(loose, end)
            after = step + 1
            while after < stop and words[after][0] in place_words().joiner:
                after += 1
            if after < stop and flags[after] & CAPITAL and after not in taken and after not in starts:
                of_calendar = flags[after] & DATED and _is_of_calendar(words[after][0])
                if low in place_words().joiner or not of_calendar:
                    ends.append(end)
                    end = after
                    continue
        break
    ends.append(end)
    return ends, loose


def _is_of_calendar(word: str) -> bool:
    known, low = calendar(), word.lower()
    return low in known.months or low in known.weekdays


def _is_saint(text: Text, at: int, end: int, stop: int) -> bool:
    """Say whether a possessive stays within a name: St. Peter's Basilica, King's Cross, Earl's Court."""
    words = text.words
    if end + 1 >= stop or not text.flags[end + 1] & CAPITAL:
        return False
    tail = words[end + 1][0].lower()
    if not (tail in place_words().facility or tail in place_words().nature):
        return False
    return words[at][0] in ("St", "Saint", "King", "Queen") or not is_place(words[end][0][:-2])


def _is_break(previous: str, word: str, flag: int) -> bool:
    """Say whether a new name starts with `word` though only a space parts them: Moscow Russian President …"""
    if (may_be_demonym(word, flag) and demonym(word)) or word in _STATES_AS_ADJECTIVES:
        return is_place(previous) and previous.lower() not in ("new", "the")
    return False


def _state(words: Sequence[Word], end: int, printed: str) -> tuple[str, str] | None:
    """Read an abbreviated state: behind a comma, with its full stop or in capitals."""
    if "." in printed[:-1] and " " not in printed:  # B.C., N.Y.: nothing else is printed so
        return states().get(printed)
    first = end - printed.count(" ")
    if first < 1 or words[first - 1][0] not in (",", "(", "-"):
        return None
    if end + 1 < len(words) and words[end + 1][0] == "." and words[end][2] == words[end + 1][1]:
        found = states().get(printed + ".")
        if found:
            return found
    return states().get(printed)


def _described(
    text: Text,
    first: int,
    last: int,
    printed: str,
    end: int,
    starts: Container[int],
    taken: Container[int],
    places: tuple[Place, ...] = (),
    loose: bool = False,
) -> Name | None:
    """Say what the words of a name are, with the places of that name; None when they are no place."""
    sort: Sort = "known" if places else "unknown"
    wide = bool(places) and places[0].kind in ("country", "region")  # the West Bank, Cape Province
    if not loose and not wide and is_facility(text, first, last):
        # A town that is called like a building (Long Beach) is weighed against its neighbours later.
        sort = "facility"
    if printed.lower() in place_words().not_place:
        return None
    word = text.words[first][0]
    if sort == "unknown" and last > first and may_be_demonym(word, text.flags[first]) and demonym(word):
        return None
    return _with_noun(text, first, last, printed, end, sort, places, starts, taken)


def _with_noun(
    text: Text,
    first: int,
    last: int,
    printed: str,
    end: int,
    sort: Sort,
    places: tuple[Place, ...],
    starts: Container[int],
    taken: Container[int],
) -> Name:
    """Add the noun behind a name: `Saltivka` + `neighbourhood`, `Kathmandu` + `airport`."""
    words, owner = text.words, text.flags[last] & OWNER > 0
    start = words[first][1]
    found = noun_behind(text, last, starts, taken)
    if found is not None:
        at, kind = found
        noun = words[at][0].lower()
        if owner:
            return Name(first, at, printed, start, end, "known" if places else "unknown", places, True)
        if kind == "settlement":
            return Name(first, at, printed, start, end, "settlement", places)
        if sort == "known" and noun in place_words().generic and _is_town(places) and _indefinite(words, first):
            return Name(first, at, printed, start, end, "known", places)
        longer = text.caption[start : words[at][2]]
        return Name(first, at, longer, start, words[at][2], kind, places, False, None, printed)
    if last > first and not places:
        kind_of = kinds().get(bare(text, last).lower())
        if kind_of in ("quarter", "district", "region"):
            base = text.caption[start : words[last - 1][2]]
            return Name(first, last, printed, start, end, kind_of, find(base), owner, None, base)
        if sort == "unknown" and words[first][0].lower() in place_words().direction:
            base = text.caption[words[first + 1][1] : end]
            places = find(base)
            if places and places[0].population > 50_000:
                return Name(first, last, base, words[first + 1][1], end, "known", places, owner)
    return Name(first, last, printed, start, end, sort, places, owner)


def _indefinite(words: Sequence[Word], first: int) -> bool:
    """Say whether an article makes it any street or hospital of the town: a Nairobi street."""
    return any(words[at][0].lower() in ("a", "an", "some") for at in range(max(0, first - 2), first))


def _is_town(places: tuple[Place, ...]) -> bool:
    return any(place.kind == "city" and place.population > 15_000 for place in places) or places[0].kind == "region"
