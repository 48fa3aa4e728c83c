"""What a shell puts in place of the last word of a query, and the words behind a minus in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from ..text import lazy_pattern

_MINUS = lazy_pattern(r"-([^\W\d_])[^\W\d_]+(:|$)")
_KINDS = {"made": "agency", "via": "agency", "place": "city"}
"""Fields whose values are those of another."""


def left_out(word: str, letters: Collection[str]) -> str:
    """Return a word of the command line, as one to leave out when it begins with a minus and no option's letter.

    Before a colon, a field is enough: no option looks like that.

    >>> [left_out(word, "fn") for word in ("-agency:afp", "-gulls", "-n5", "-fjson", "--count", "-", "-ferry")]
    ['NOT agency:afp', 'NOT gulls', '-n5', '-fjson', '--count', '-', '-ferry']
    """
    found = _MINUS.match(word)
    if found is None:
        return word
    if found[1] in letters:
        from ..search.fields import find_field

        if not (found[2] and find_field(word[1:].partition(":")[0])):
            return word
    return f"NOT {word[1:]}"


def completions(before: Sequence[str], incomplete: str, folder: Path) -> list[str]:
    """Return what may stand in place of `incomplete`, behind the words `before`: fields, and names in the index.

    Shells take only what begins with what was typed, so a name goes on from there, in small letters and with hyphens:
    `by:ho` becomes `by:holm`. bash cuts words at colons.
    """
    if len(before) > 1 and before[-1] == ":":
        field = f"{before[-2].lstrip('-(')}:"
        return [value.removeprefix(field) for value in _completed(field + incomplete, folder)]
    lead = incomplete[: len(incomplete) - len(incomplete.lstrip("-("))]
    return [lead + value for value in _completed(incomplete[len(lead) :], folder)]


def _completed(incomplete: str, folder: Path) -> list[str]:
    from ..catalogue import Catalogue
    from ..catalogue.suggestions import COMPLETED
    from ..errors import PhotodeskError
    from ..search.fields import FIELDS, find_field

    name, colon, begun = incomplete.partition(":")
    if not colon:
        known = [field.name for field in FIELDS if field.name.startswith(name)]
        known = known or [alias for field in FIELDS for alias in field.aliases if alias.startswith(name)]
        return [f"{one}:" for one in known]
    field = find_field(name)
    if field is None:
        return []
    if field.values:
        return [f"{name}:{value}" for value in field.values if value.startswith(begun)]
    kind = _KINDS.get(field.name, field.name)
    if kind not in COMPLETED:
        return []
    try:
        with Catalogue.open(folder) as catalogue:
            names = catalogue.complete(kind, begun.strip('"-'))
    except PhotodeskError:  # no index, no names
        return []
    found = [gone_on(begun, one, field.match == "name") for one in names]
    return [f"{name}:{value}" for value in dict.fromkeys(found) if value]


def gone_on(begun: str, name: str, anywhere: bool) -> str:
    """Return `begun` gone on with the rest of `name`, from its first word or `anywhere`; "" when it is not that.

    >>> gone_on("ho", "Mia Holm", True), gone_on('"get', "Getty Images", False), gone_on("ho", "Mia Holm", False)
    ('holm', '"getty images"', '')
    """
    from ..search.words import key

    words, typed = key(name).split(), key(begun) if begun.strip('"-') else ""
    whole_word = " " if typed and begun.endswith(("-", " ")) else ""
    for start in range(len(words) if anywhere else 1):
        rest = " ".join(words[start:]).removeprefix(typed)
        if " ".join(words[start:]) == typed + rest and rest.startswith(whole_word):
            kept = begun.rstrip(" -")
            return f'{kept}{rest}"' if begun.startswith('"') else kept + rest.replace(" ", "-")
    return ""
