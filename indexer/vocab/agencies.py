"""The authority list of agencies and other organisations that credits name; data in `agencies.csv`."""

from __future__ import annotations

import csv
import re
from functools import lru_cache
from typing import NamedTuple

from ..text import fold, folded_words, lazy_pattern
from . import open_table

_DROPPED = str.maketrans({**dict.fromkeys(".'\"“”«»®™"), "-": " ", "_": " "})
_LEGAL_FORMS = (" inc", " ltd", " llc", " gmbh", " corp", " plc", " limited", " sas", " srl")
_WORD = lazy_pattern(r"[^\W_]+")
_BEGINNING = lazy_pattern(r"[^ /|,+]*")
_INSIDE = lazy_pattern(r"[.'\"“”«»®™](?=[^\W_])")
_WEB = lazy_pattern(r"[\w-]\.[a-z]{2}")


class Entry(NamedTuple):
    """One organisation of the authority list."""

    id: str
    name: str
    kind: str
    country: str
    parent: str
    aliases: tuple[str, ...]
    misspellings: tuple[str, ...]
    ambiguous: tuple[str, ...]
    note: str


def key(name: str) -> str:
    """Return what is compared of an organisation's printed name.

    >>> key("The Associated Press") == key("ASSOCIATED  PRESS")
    True
    >>> key("Planet Labs Inc.")
    'planet labs'
    """
    folded = fold(name)
    if not folded.replace(" ", "").isalnum():
        folded = " ".join(folded.translate(_DROPPED).split())
    if folded.startswith("the ") and len(folded) > 5:
        folded = folded[4:]
    return folded[: folded.rfind(" ")] if folded.endswith(_LEGAL_FORMS) else folded


class _List(NamedTuple):
    by_key: dict[str, Entry]
    by_id: dict[str, Entry]
    ambiguous: frozenset[str]
    compound: frozenset[str]
    compound_heads: frozenset[str]
    """What stands in front of the separator in a compound name."""
    first_words: frozenset[str]
    """First word of every key: most names of people begin with none of them, which saves making their key."""


@lru_cache(1)
def _load() -> _List:
    by_key: dict[str, Entry] = {}
    by_id: dict[str, Entry] = {}
    ambiguous: set[str] = set()
    with open_table("agencies.csv") as lines:
        rows = csv.reader(lines)
        next(rows)
        for id_, name, kind, country, parent, aliases, misspellings, unsure, note in rows:
            forms = aliases.split("|") if aliases else []
            entry = Entry(
                id_, name, kind, country, parent, tuple(forms),
                tuple(misspellings.split("|")) if misspellings else (),
                tuple(unsure.split("|")) if unsure else (), note,
            )  # fmt: skip
            by_id[id_] = entry
            by_key.setdefault(key(name), entry)
            for form in forms:
                by_key.setdefault(key(form), entry)
            for form in entry.ambiguous:
                ambiguous.add(key(form))
    compound = frozenset(k for k in by_key if "/" in k or "|" in k or "," in k or " + " in k)
    heads = frozenset(re.split(r"[/|,+]", k, maxsplit=1)[0].strip() for k in compound)
    first_words = frozenset(("the", *(word[0] for k in by_key if (word := _BEGINNING.match(k)))))
    return _List(by_key, by_id, frozenset(ambiguous), compound, heads, first_words)


@lru_cache(1)
def _forms() -> tuple[dict[str, tuple[int, ...]], dict[str, frozenset[str]]]:
    """Return how many words the keys have that begin with a word, and the kinds of entry of every key, as its words."""
    sizes: dict[str, set[int]] = {}
    kinds: dict[str, set[str]] = {}
    for k, entry in _load().by_key.items():
        words = _WORD.findall(k)
        if words:
            sizes.setdefault(words[0], set()).add(len(words))
            kinds.setdefault(" ".join(words), set()).add(entry.kind)
    shared: dict[frozenset[str], frozenset[str]] = {}
    return (
        {word: tuple(sorted(some)) for word, some in sizes.items()},
        {form: shared.setdefault(frozenset(some), frozenset(some)) for form, some in kinds.items()},
    )


def find(name: str) -> Entry | None:
    """Return the entry that carries `name` as its name or an alias, whatever its case, accents and dots.

    >>> find("AFP PHOTO").name
    'AFP'
    >>> find("Nobody's Pictures") is None
    True
    """
    return _load().by_key.get(key(name)) if may_begin(name) else None


def may_begin(text: str) -> bool:
    """Tell by its first word whether an entry's name can begin `text`; much cheaper than `find`.

    >>> may_begin("Associated Press"), may_begin("Harbour of Bergen")
    (True, False)
    """
    word = text[: text.find(" ")] if " " in text else text
    return not (word.isalpha() and word.isascii()) or word.lower() in _load().first_words


def first_words() -> frozenset[str]:
    """Return the words, folded, that an entry's name can begin with."""
    return _load().first_words


ANY_KIND = frozenset(("any",))
"""Told by `kinds_named` where a web address may hide a name, or the word "copyright" clings to one."""


def kinds_named(text: str) -> frozenset[str]:
    """Tell by its words the kinds of entries whose names can stand anywhere in `text`; much cheaper than reading it.

    >>> sorted(kinds_named("leave (Reuters)")), sorted(kinds_named("leave the harbour"))
    (['wire'], [])
    """
    folded = fold(text)
    if "copyright" in folded:
        return ANY_KIND
    named = _kinds_of_words(folded_words(text))
    if not _INSIDE.search(folded):
        return named  # the signs stand between the words, and dropping them makes no others
    return ANY_KIND if _WEB.search(folded) else named | _kinds_of_words(folded_words(folded.translate(_DROPPED)))


_NONE: frozenset[str] = frozenset()


def _kinds_of_words(words: tuple[str, ...]) -> frozenset[str]:
    sizes, kinds = _forms()
    if sizes.keys().isdisjoint(words):
        return _NONE
    named = [
        kinds.get(" ".join(words[at : at + size]), _NONE)
        for at, word in enumerate(words)
        if word in sizes
        for size in sizes[word]
    ]
    return _NONE.union(*named)


def beginning(text: str) -> Entry | None:
    """Return the entry of which some form begins with `text`; None when several do that have nothing in common.

    >>> beginning("Press Association Ima").name
    'PA Media'
    """
    sought = key(text)
    forms = [(form, entry) for form, entry in _load().by_key.items() if form.startswith(sought)]
    shortest, entry = min(forms, key=lambda one: len(one[0]), default=("", None))
    return entry if all(other is entry or form.startswith(shortest) for form, other in forms) else None


def get(id_: str) -> Entry | None:
    """Return the entry with this id, or None.

    >>> get("getty-images").name
    'Getty Images'
    """
    return _load().by_id.get(id_)


def is_ambiguous(name: str) -> bool:
    """Tell whether `name` alone says too little: a common word, or the short form of several houses."""
    return key(name) in _load().ambiguous


def is_compound(text: str, head: str) -> bool:
    """Tell whether `text`, which begins with `head` and a separator, is one name that contains the separator.

    >>> is_compound("RFE/RL", "RFE"), is_compound("Mia Holm/RL", "Mia Holm")
    (True, False)
    """
    return may_be_compound(head) and key(text) in _load().compound


def may_be_compound(head: str) -> bool:
    """Tell whether a name that contains a separator can have `head` in front of it; much cheaper than its key."""
    plain = head.replace(" ", "")
    if plain.isalpha() and plain.isascii() and head[:4] not in ("The ", "the ", "THE "):
        return head.lower() in _load().compound_heads
    return True


def names() -> tuple[str, ...]:
    """Return the name of every entry, in the order of the list."""
    return tuple(entry.name for entry in _load().by_id.values())


@lru_cache(4096)
def nearest(name: str) -> str | None:
    """Return the printed form that `name` most likely misspells, or None.

    One slip is allowed, two in names of eight letters and more; a slip is a letter too many,
    too few, wrong, or two swapped.

    >>> nearest("Retuers")
    'Reuters'
    >>> nearest("Jane Roe") is None
    True
    """
    sought = key(name)
    listed = _load()
    if len(sought) < 4 or len(sought) > 60 or sought in listed.by_key:
        return None
    allowed = 2 if len(sought) >= 8 else 1
    best: tuple[int, str] | None = None
    for known, entry in listed.by_key.items():
        if abs(len(known) - len(sought)) > allowed or len(known) < 4 or not set(sought[:2]) & set(known[:2]):
            continue
        slips = _slips(sought, known, allowed)
        if slips <= allowed and (best is None or slips < best[0]):
            best = (slips, entry.name)
    for entry in listed.by_id.values():
        if any(key(wrong) == sought for wrong in entry.misspellings):
            return entry.name
    return best[1] if best else None


def _slips(left: str, right: str, most: int) -> int:
    """Return the optimal string alignment distance of two short strings, or `most` + 1 when it is larger."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, row = row, current
    return row[-1]
