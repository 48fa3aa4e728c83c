"""The people of a caption: who is in the picture, with role and position, and who is only spoken of.

One walk over the words (`people_walk.py`). Each run of capitals is a title and a name, or neither
(`person_names.py`); what stands around it (a title, an age, a position, a list, a verb of the body) makes
a doubtful name a person (`roles.py`, `positions.py`). Whether the person is shown (`shown.py`) depends on
the word in front ("with Ann Roe", but "loyal to Ann Roe"), on the clause ("after …", "who …", "said …"
speak of others), and on the sentence: later ones are background.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..model import Certainty, Evidence, Person
from ..text import fold
from ..vocab.captions import TITLE, VERB
from .people_walk import Walk
from .person_clues import Found
from .positions import positions_in_order
from .words import Text, read_text


class PeopleReading(NamedTuple):
    """The people of one caption; offsets count in the caption."""

    persons_shown: tuple[Person, ...] = ()
    mentioned: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    """Start and end of each name together with its title or role, in printed order."""


def read_people(caption: str | Text, *, dates: Sequence[tuple[int, int]] = ()) -> PeopleReading:
    """Return the people shown in the picture of `caption` and those merely mentioned.

    `dates` are the spans of its date phrases, which break names. Never raises.

    >>> reading = read_people("Norwegian President Ana Diaz, left, meets Ben Roe after Carl Poe said no.")
    >>> [(p.name, p.role, p.position) for p in reading.persons_shown]
    [('Ana Diaz', 'Norwegian President', 'left'), ('Ben Roe', None, None)]
    >>> reading.mentioned
    ('Carl Poe',)
    >>> [p.name for p in read_people("Bill and Anna Roe rest.").persons_shown]
    ['Bill Roe', 'Anna Roe']
    """
    text = read_text(caption)
    if not text.words:
        return PeopleReading()
    walk = Walk(text, dates)
    return _read(text.caption, walk, walk.people())


def _read(caption: str, walk: Walk, found: list[Found]) -> PeopleReading:
    """Put repeats together and lay down the evidence."""
    ordered = _in_printed_order(walk, found)
    persons: list[Person] = []
    mentioned: list[str] = []
    evidence: list[Evidence] = []
    spans: list[tuple[int, int]] = []
    seen: list[tuple[str, ...]] = []
    for shown_pass in (True, False):
        for person, position in ordered:
            if person.shown is not shown_pass:
                continue
            key = tuple(fold(person.name).split())
            spans.append((min(person.start, walk.words[person.first][1]), person.end))
            if any(key == k or (len(key) == 1 and key[0] in k) for k in seen):
                continue
            seen.append(key)
            certainty: Certainty = "exact" if person.role or person.mark else "likely"
            if not person.shown:
                field = f"mentioned.{len(mentioned)}"
                evidence.append(Evidence(field, person.start, person.end, person.pattern, certainty))
                mentioned.append(person.name)
                continue
            field = f"persons_shown.{len(persons)}"
            evidence.append(Evidence(field, person.start, person.end, person.pattern, certainty))
            role = caption[person.role[0] : person.role[1]] if person.role else None
            if person.role:
                evidence.append(Evidence(f"{field}.role", *person.role, person.pattern, "exact"))
                spans.append(person.role)
            printed = ""
            if person.mark:
                mark = person.mark
                start, end = walk.words[mark.first][1], walk.words[mark.stop - 1][2]
                if walk.words[mark.opening][0] in "([":
                    start, end = walk.words[mark.opening][1], min(end + 1, len(caption))
                printed = caption[start:end]
                evidence.append(Evidence(f"{field}.position", start, end, "position", "exact"))
            elif position:
                evidence.append(Evidence(f"{field}.position", person.start, person.end, "order", "likely"))
            persons.append(Person(person.name, role, position, printed))
    return PeopleReading(tuple(persons), tuple(mentioned), tuple(evidence), tuple(sorted(set(spans))))


def _in_printed_order(walk: Walk, found: list[Found]) -> list[tuple[Found, str | None]]:
    """Pair each person with a position: the mark's, or the one that follows from the order of a list."""
    positions: dict[int, str | None] = {n: p.mark.position for n, p in enumerate(found) if p.mark}
    for order in walk.orders:
        if order.behind:
            chain = [n for n, p in enumerate(found) if p.stop <= order.first]
            chain = _unbroken(walk, found, chain[::-1])[::-1]
        else:
            chain = _unbroken(
                walk,
                found,
                [
                    n
                    for n, p in enumerate(found)
                    # "Ann Roe, from left, Ben Poe and …": the first stands in front of it
                    if p.first >= order.stop or p.start >= walk.words[order.stop - 1][2] or p.stop == order.first - 1
                ],
            )
        if len(chain) > 1 and not any(n in positions for n in chain):
            for n, position in zip(chain, positions_in_order(len(chain), order.kind), strict=True):
                positions[n] = position
    return [(p, positions.get(n)) for n, p in enumerate(found)]


def _unbroken(walk: Walk, found: list[Found], numbers: list[int]) -> list[int]:
    """The people of one list: up to the first verb or full stop between two of them."""
    chain: list[int] = []
    for n in numbers:
        if chain:
            a, b = sorted((chain[-1], n))
            gap = range(found[a].stop, found[b].first)
            if found[a].sentence != found[b].sentence or any(
                walk.f.flags[k] & VERB and walk.words[k][0].islower() and not walk.f.flags[k] & TITLE for k in gap
            ):
                break
        chain.append(n)
    return chain
