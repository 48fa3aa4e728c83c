"""The names of a caption that can be places: runs of capitalised words, and what the words behind them make of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from indexer.parse.words import Word
from indexer.text import fold
from indexer.vocab.captions import calendar
from indexer.vocab.gazetteer import Place, demonym, find, is_place, key, spellings, states
from indexer.vocab.place_words import place_words

Sort = Literal["known", "unknown", "facility", "quarter", "district", "region", "settlement"]

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
_ARABIC = frozenset(["al-", "el-", "as-", "ar-", "an-", "ez-", "ad-", "at-"])
_SHORT = frozenset(["St", "Ste", "Mt", "Ft", "Pt"])
_STREETS = (
    "straße", "strasse", "platz", "weg", "allee", "gasse", "brücke", "bahnhof", "kirche", "stadion", "flughafen",
    "klinikum", "hauptquartier", "theater", "universität", "gefängnis", "krankenhaus", "schule", "museum",
)  # fmt: skip


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


def read_names(
    words: Sequence[Word], starts: frozenset[int], taken: frozenset[int], caption: str, english: bool = True
) -> list[Name]:
    """Return the names of `caption` in order; `taken` are words that belong to people and dates.

    >>> from indexer.parse.words import read_text
    >>> text = "Smoke over Odesa's Arcadia beach, Ukraine"
    >>> [(n.text, n.sort) for n in read_names(read_text(text).words, frozenset([0]), frozenset(), text)]
    [('Smoke', 'unknown'), ('Odesa', 'known'), ('Arcadia beach', 'facility'), ('Ukraine', 'known')]
    """
    names: list[Name] = []
    at, stop = 0, min(len(words), MAX_WORDS)
    while at < stop:
        text = words[at][0]
        if at in taken or not (text[0].isupper() or text[:3] in _ARABIC):
            at += 1
            continue
        name = _read(words, at, starts, taken, caption, english)
        if name is None:
            at += 1
        else:
            names.append(name)
            at = max(name.last, at) + 1
    return names


def _read(
    words: Sequence[Word], at: int, starts: frozenset[int], taken: frozenset[int], caption: str, english: bool
) -> Name | None:
    opening = words[at][0]
    if (at in starts or opening == "The") and opening.lower() in _small_words() and not _is_two_word_place(words, at):
        return None
    ends, loose = _run(words, at, starts, taken)
    if not ends:
        return None
    if not english and ends[-1] > at:
        town = _german_town(words, at, ends[-1])
        if town is not None:
            return town
    for end in reversed(ends):
        bare, owner = _bare(words[end][0])
        cut = words[end][2] - len(words[end][0]) + len(bare) if owner else words[end][2]
        printed = caption[words[at][1] : cut]
        low = printed.lower()
        if at == end and (low in place_words().not_place or (demonym(printed) and low != "u.s.")):
            return None
        state = _state(words, end, printed) if end - at < 3 else None
        if state:
            dot = end + 1 < len(words) and words[end + 1][0] == "." and printed + "." in states()
            return Name(at, end + dot, printed, words[at][1], words[end + dot][2], "known", (), False, state)
        places = _look_up(printed, english)
        if not places and end <= loose and len(ends) > 1 and end == ends[-1] and _is_street(words, end):
            return _described(words, at, end, printed, cut, owner, starts, taken, caption)
        if places and at == end and _is_common_noun(words, at, places, english):
            return None
        if places or len(ends) == 1 or (end <= loose and is_facility(words, at, end)):
            return _described(words, at, end, printed, cut, owner, starts, taken, caption, places, end > loose)
    first = ends[0]
    bare, owner = _bare(words[first][0])
    cut = words[first][1] + len(bare) if owner else words[first][2]
    return _described(words, at, first, caption[words[at][1] : cut], cut, owner, starts, taken, caption)


def _is_street(words: Sequence[Word], end: int) -> bool:
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
        return not _kind_of(follows)
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
    filed = ""
    own = []
    for place in places:
        if place.kind != "city" or place.name == printed:
            own.append(True)
            continue
        filed = filed or key(printed)
        own.append(key(place.name) == filed or spellings().get(fold(printed)) == place.name)
    return own


@cache
def _small_words() -> frozenset[str]:
    known = place_words()
    return known.inside | known.near | known.over | known.at | known.article | known.in_foreign


def _is_two_word_place(words: Sequence[Word], at: int) -> bool:
    """Say whether an opening article belongs to the name: The Hague, La Paz, Le Mans."""
    return at + 1 < len(words) and words[at + 1][0][0].isupper() and is_place(f"{words[at][0]} {words[at + 1][0]}")


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
            noun = at + 1 < last and bool(_kind_of(follows)) and follows not in place_words().facility
            return Name(at, at + noun, places[0].name if form != text else text, start, end, "known", places, True)
    return None


def _run(words: Sequence[Word], at: int, starts: frozenset[int], taken: frozenset[int]) -> tuple[list[int], int]:
    """Return the words at which the name that starts at `at` may end, and the last before any loose joiner."""
    known = calendar()
    if words[at][0].lower() in known.months or words[at][0].lower() in known.weekdays:
        return [], at
    ends: list[int] = []
    end, stop = at, min(len(words), at + MAX_RUN)
    loose = stop
    while True:
        owner = _bare(words[end][0])[1]
        if owner and not _is_saint(words, at, end, stop):
            ends.append(end)
            return ends, loose
        step = end + 1
        if step >= stop or step in starts or step in taken:
            break
        text = words[step][0]
        if text == "." and words[end][0] in _SHORT and step + 1 < stop:
            end = step
            continue
        if text == "!" and step + 1 < stop and words[step + 1][0].lower() in place_words().facility:
            end = step
            continue
        low = text.lower()
        if text[0].isupper() or text[:3] in _ARABIC:
            if low in known.months or low in known.weekdays or (_is_break(words, end, text)):
                ends.append(end)
                return ends, loose
            end = step
            continue
        if low in place_words().joiner or low in place_words().loose_joiner or text == "&":
            if low in place_words().loose_joiner:
                loose = min(loose, end)
            after = step + 1
            while after < stop and words[after][0] in place_words().joiner:
                after += 1
            if after < stop and words[after][0][0].isupper() and after not in taken and after not in starts:
                follows = words[after][0].lower()
                if low in place_words().joiner or (follows not in known.months and follows not in known.weekdays):
                    ends.append(end)
                    end = after
                    continue
        break
    ends.append(end)
    return ends, loose


def _is_saint(words: Sequence[Word], at: int, end: int, stop: int) -> bool:
    """Say whether a possessive stays within a name: St. Peter's Basilica, King's Cross, Earl's Court."""
    if end + 1 >= stop or not words[end + 1][0][0].isupper():
        return False
    tail = words[end + 1][0].lower()
    if not (tail in place_words().facility or tail in place_words().nature):
        return False
    return words[at][0] in ("St", "Saint", "King", "Queen") or not is_place(_bare(words[end][0])[0])


def _is_break(words: Sequence[Word], end: int, text: str) -> bool:
    """Say whether a new name starts with `text` although only a space parts them: Moscow Russian President …"""
    if demonym(text) or text in ("U.S.", "USA", "UK", "U.K."):
        previous = words[end][0]
        return is_place(previous) and previous.lower() not in ("new", "the")
    return False


def _bare(text: str) -> tuple[str, bool]:
    """Take a possessive's ending off."""
    if text[-2:] in ("'s", "’s", "'S", "’S") and len(text) > 3:
        return text[:-2], True
    return text, False


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


def is_facility(words: Sequence[Word], first: int, last: int) -> bool:
    """Say whether the words name a building, street, park or water: by the last word, the first, or one before `of`."""
    facility, nature = place_words().facility, place_words().nature
    if last > first and words[first + 1][0] == "of" and words[first][0].lower() in place_words().event:
        return False  # the Tour of Open Lake
    tail = _bare(words[last][0])[0].lower()
    if last > first and (tail in facility or tail in nature):
        return True
    if len(tail) > 7 and tail.endswith(_STREETS):
        return True
    head = words[first][0].lower()
    if last > first and head in place_words().facility_head:
        return True
    return any(words[at + 1][0] == "of" and words[at][0].lower() in facility for at in range(first, last))


def _described(
    words: Sequence[Word],
    first: int,
    last: int,
    printed: str,
    end: int,
    owner: bool,
    starts: frozenset[int],
    taken: frozenset[int],
    caption: str,
    places: tuple[Place, ...] = (),
    loose: bool = False,
) -> Name | None:
    """Add the noun behind a name: `Saltivka` + `neighbourhood`, `Kathmandu` + `airport`."""
    sort: Sort = "known" if places else "unknown"
    start = words[first][1]
    wide = bool(places) and places[0].kind in ("country", "region")  # the West Bank, Cape Province
    if not loose and not wide and is_facility(words, first, last):
        # A town that is called like a building (Long Beach) is weighed against its neighbours later.
        sort = "facility"
    if printed.lower() in place_words().not_place or (sort == "unknown" and last > first and demonym(words[first][0])):
        return None
    found = _noun(words, last, starts, taken)
    if found is not None:
        at, kind = found
        noun = words[at][0].lower()
        if owner:
            return Name(first, at, printed, start, end, "known" if places else "unknown", places, True)
        if kind == "settlement":
            return Name(first, at, printed, start, end, "settlement", places)
        if sort == "known" and noun in place_words().generic and _is_town(places) and _indefinite(words, first):
            return Name(first, at, printed, start, end, "known", places)
        text = caption[start : words[at][2]]
        return Name(first, at, text, start, words[at][2], kind, places, False, None, printed)
    head = words[last][0]
    if last > first and not places:
        kind_of = _kind_of(_bare(head)[0].lower())
        if kind_of in ("quarter", "district", "region"):
            base = caption[start : words[last - 1][2]]
            return Name(first, last, printed, start, end, kind_of, find(base), owner, None, base)
    if not places and last > first and sort == "unknown" and words[first][0].lower() in place_words().direction:
        base = caption[words[first + 1][1] : end]
        places = find(base)
        if places and places[0].population > 50_000:
            return Name(first, last, base, words[first + 1][1], end, "known", places, owner)
    return Name(first, last, printed, start, end, sort, places, owner)


def _indefinite(words: Sequence[Word], first: int) -> bool:
    """Say whether an article makes it any street or hospital of the town: a Nairobi street."""
    return any(words[at][0].lower() in ("a", "an", "some") for at in range(max(0, first - 2), first))


def _is_town(places: tuple[Place, ...]) -> bool:
    return any(place.kind == "city" and place.population > 15_000 for place in places) or places[0].kind == "region"


def _noun(words: Sequence[Word], last: int, starts: frozenset[int], taken: frozenset[int]) -> tuple[int, Sort] | None:
    """Find the place noun that belongs to the name before it, at most two words between."""
    for at in range(last + 1, min(last + 4, len(words))):
        text = words[at][0]
        if at in starts or at in taken or not text[0].islower() or text in place_words().no_inner:
            return None
        kind = _kind_of(text)
        if kind is not None:
            after = at + 1
            while after < len(words) and after not in starts and _kind_of(words[after][0]) == kind == "facility":
                at, after = after, after + 1
            if kind == "facility" and after < len(words) and words[after][0] in place_words().event:
                return None  # the college football game
            return at, kind
        if text.endswith(("s", "ed", "ing")):
            return None
    return None


def _kind_of(noun: str) -> Sort | None:
    if noun in place_words().quarter:
        return "quarter"
    if noun in place_words().district:
        return "district"
    if noun in place_words().region:
        return "region"
    if noun in place_words().settlement:
        return "settlement"
    if noun in place_words().facility or noun in place_words().nature:
        return "facility"
    return None
