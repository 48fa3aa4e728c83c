"""A second opinion on people from a spaCy model that the user has installed: a vote, never a source.

The rules know titles, positions and who is only mentioned; a model knows the shape of names. What both
call a person is sure; what the rules only guessed and the model calls something else is taken back; what
the model alone sees is not added, for it cannot tell who is in the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from ..errors import UsageError
from ..model import Evidence, Person, Record

PERSON = frozenset(("PERSON", "PER"))
"""What models call a person, in English and in the other languages."""
NOBODY = frozenset(("ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "NORP", "LAW"))
"""What they call what is none."""


class Entity(NamedTuple):
    """One name that a model found, counted in the text it read."""

    start: int
    end: int
    label: str


Opinion = Callable[[Record], Record]


def vote(record: Record, entities: Iterable[Entity]) -> Record:
    """Return the record after the vote of `entities`, counted in its text.

    A person with a title, role or position stays whatever the model says.

    >>> from indexer.parse import parse_caption
    >>> record = parse_caption("Mayor Ana Diaz greets Rosa Bonheur.")
    >>> [p.name for p in vote(record, [Entity(22, 34, "FAC")]).persons_shown]
    ['Ana Diaz']
    """
    spans = list(entities)
    kept: list[Person] = []
    evidence: list[Evidence] = []
    for number, person in enumerate(record.persons_shown):
        field = f"persons_shown.{number}"
        own = [e for e in record.evidence if e.field == field or e.field.startswith(field + ".")]
        names = [e for e in own if e.field == field]
        said = {span.label for e in names for span in spans if span.start < e.end and span.end > e.start}
        named = bool(said & PERSON)
        if said & NOBODY and not (named or person.role or person.position):
            continue
        for e in own:
            at = f"persons_shown.{len(kept)}{e.field[len(field) :]}"
            if e.field == field and named and e.certainty == "likely":
                evidence.append(Evidence(at, e.start, e.end, e.pattern + "+ner", "exact"))
            else:
                evidence.append(Evidence(at, e.start, e.end, e.pattern, e.certainty))
        kept.append(person)
    others = [e for e in record.evidence if not e.field.startswith("persons_shown.")]
    return replace(record, persons_shown=tuple(kept), evidence=(*others, *evidence))


@lru_cache(2)
def opinion_of(model: str) -> Opinion:
    """Return the vote of the spaCy model that is installed as `model`; UsageError names what to install."""
    try:
        import spacy
    except ImportError as error:
        raise UsageError(
            f"--ner {model}: spaCy is not installed; run: "
            f"pip install 'photodesk[ner]' && python -m spacy download {model}"
        ) from error
    try:
        reader: Any = spacy.load(model)
    except OSError as error:
        raise UsageError(
            f"--ner {model}: no such spaCy model is installed; run: python -m spacy download {model}"
        ) from error

    def opinion(record: Record) -> Record:
        names = reader(record.text).ents
        return vote(record, [Entity(name.start_char, name.end_char, name.label_) for name in names])

    return opinion
