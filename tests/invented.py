"""Invented records for the tests of catalogue, search and reports, and hypothesis strategies for any."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

from hypothesis import strategies as st

from indexer.model import (
    FLAGS,
    Agency,
    Certainty,
    Conflict,
    Credit,
    CreditPart,
    Document,
    Evidence,
    FileFacts,
    Kind,
    Layer,
    Location,
    Metadata,
    Person,
    Photographer,
    Record,
)

AFP = Agency("AFP", "afp", "AFP")
AP = Agency("The Associated Press", "associated-press", "AP")
GETTY = Agency("Getty Images", "getty-images", "Getty")
SPUTNIK = Agency("Sputnik", "sputnik", "Sputnik")
LOCAL = Agency("Harbour Light Pictures", None, "Harbour Light Pictures")

FERRY = Record(
    text="A ferry leaves the harbour of Brest, France. (Anaïs Le Goff/AFP/Getty)",
    caption="A ferry leaves the harbour of Brest, France.",
    credit=Credit("Anaïs Le Goff/AFP/Getty", (Photographer("Anaïs Le Goff"),), (AFP, GETTY)),
    location=Location(city="Brest", region="Brittany", country="France", country_code="FR"),
    date_created="2023-04-02",
    published="2023-04-03",
    evidence=(Evidence("location.city", 30, 35, "place"), Evidence("credit.raw", 46, 69, "brackets", "likely")),
)
RUNNERS = Record(
    text="Runners pass the mass graves memorial; Ola O’Brien leads. (Bjørn Dahl/AP)",
    caption="Runners pass the mass graves memorial; Ola O’Brien leads.",
    credit=Credit("Bjørn Dahl/AP", (Photographer("Bjørn Dahl"),), (AP,), flags=("file",)),
    location=Location(city="Oslo", country="Norway", country_code="NO", inferred=("country",)),
    persons_shown=(Person("Ola O’Brien", "runner", "left", "(L)"),),
    event="Harbour Run",
    keywords=("Athletics", "athletics", "memorials"),
    date_created="2023-05",
)
HANDOUT = Record(
    text="The minister cuts a ribbon in Équatoria. (Handout via Harbour Light Pictures)",
    caption="The minister cuts a ribbon in Équatoria.",
    credit=Credit(
        "Handout via Harbour Light Pictures", (), (LOCAL,), "Harbour Light Pictures", ("handout", "public-domain")
    ),
    location=Location(country="Guinea", country_code="GN"),
    subject="The minister cuts a ribbon",
)
PANELS = Record(
    text="Left: A tower. Right: A bridge. (Left: P. Ames/Sputnik/AFP; Right: Q. Bole/AFP)",
    caption="Left: A tower. Right: A bridge.",
    credit=Credit(
        "Left: P. Ames/Sputnik/AFP; Right: Q. Bole/AFP",
        (Photographer("P. Ames"), Photographer("Q. Bole")),
        (SPUTNIK, AFP),
        parts=(
            CreditPart("Left: P. Ames/Sputnik/AFP", "Left", (Photographer("P. Ames"),), (SPUTNIK, AFP)),
            CreditPart("Right: Q. Bole/AFP", "Right", (Photographer("Q. Bole"),), (AFP,)),
        ),
    ),
    kind="composite",
    published="2023-06-30",
)
BARE = Record(text="WATCH | Waves", caption="WATCH | Waves", kind="video", headline="The sea in colour", duration=61)

ALL = (FERRY, RUNNERS, HANDOUT, PANELS, BARE)
STORY = Document("stories/brest-ferry.txt", title="A day at the sea", sha256="00")

_texts = st.text(max_size=12)
_maybe = st.none() | _texts
_photographers = st.lists(st.builds(Photographer, _texts, _texts), max_size=2).map(tuple)
_agencies = st.lists(st.builds(Agency, _texts, _maybe, _texts), max_size=3).map(tuple)
_several = st.lists(_texts, max_size=2).map(tuple)
_degrees = st.none() | st.floats(-180, 180)
_parts = st.lists(st.builds(CreditPart, _texts, _texts, _photographers, _agencies, _maybe), max_size=2).map(tuple)


def _built(kind: type, /, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    assert {field.name for field in fields(kind)} == set(given), "every field is made up"
    return st.builds(kind, **given)


credits_ = _built(
    Credit, raw=_texts, photographers=_photographers, agencies=_agencies, via=_maybe,
    flags=st.lists(st.sampled_from(FLAGS), max_size=2).map(tuple), unread=_several, label=_texts, client=_maybe,
    restrictions=_texts, catalogue_number=_texts, parts=_parts,
)  # fmt: skip
_metadata = st.builds(
    Metadata, photographers=_several, credit_line=_texts, keywords=_several, city=_texts, latitude=_degrees,
    layers=st.lists(
        st.builds(Layer, _texts, st.lists(st.tuples(_texts, _texts, _texts), max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    conflicts=st.lists(
        st.builds(Conflict, _texts, st.sampled_from(("case", "different")), _several, _several), max_size=2
    ).map(tuple),
)  # fmt: skip
records = _built(
    Record, text=st.text(max_size=40), caption=st.text(max_size=20), credit=credits_,
    location=st.none() | _built(
        Location, sublocation=_maybe, city=_maybe, region=_maybe, country=_maybe, country_code=_maybe,
        latitude=_degrees, longitude=_degrees, inferred=_several, alternatives=_several,
    ),
    persons_shown=st.lists(st.builds(Person, _texts, _maybe, _maybe, _texts), max_size=2).map(tuple),
    mentioned=_several, subject=_texts, event=_maybe, keywords=_several,
    date_created=st.none() | _texts | st.sampled_from(("2022", "2022-09", "2022-09-15", "2022-13-40")),
    date_text=_maybe, dates=_several, kind=st.sampled_from(get_args(Kind)), headline=_maybe,
    duration=st.none() | st.integers(0, 9999), published=st.none() | st.sampled_from(("2022-09-15", "soon")),
    record_id=st.just(""), asset_id=st.just(""), document=st.just(""), title=_maybe,
    line=st.integers(1, 999), column=st.integers(1, 999),
    evidence=st.lists(
        st.builds(
            Evidence, _texts, st.integers(0, 0), st.integers(0, 0), _texts, st.sampled_from(get_args(Certainty))
        ),
        max_size=3,
    ).map(tuple),
    image=_texts, metadata=st.none() | _metadata,
    file=st.none() | st.builds(FileFacts, _texts, st.integers(0, 99), _texts, st.integers(0, 99)),
    desk=_texts, medium=_texts,
)  # fmt: skip
