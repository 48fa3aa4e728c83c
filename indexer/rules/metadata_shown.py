"""The MD family, what is shown: people, place, day, and whether a camera made it, by the file and by the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ..model import Metadata
from ..text import fold
from ..vocab import agencies
from .rule import Case, Fault, at_credit


def person_not_in_caption(case: Case) -> Iterator[Fault]:
    """Person of the file not in the caption.

    What: the file says who is shown, and the caption names other people, but not this one.

    Why: a face that is named in the file and not on the page is a name lost, or a caption of another picture.

    Bad:
        [person shown: Bo Falk]
        Ann Lindqvist walks by the river. (Jo Marsh/Reuters)

    Good:
        [person shown: Ann Lindqvist]
        Ann Lindqvist walks by the river. (Jo Marsh/Reuters)

        [person shown: Bo Falk; Ann Lindqvist]
        The team before the match. (Jo Marsh/Reuters)

    Fix: add the name, if the person can be seen in the crop. Not safe.
    """
    record = case.record
    if not record.metadata or not record.metadata.persons_shown or not case.people:
        return
    text = set(re.sub(r"[^\w\s-]", " ", fold(record.text)).split())
    for name in record.metadata.persons_shown:
        words = re.sub(r"[^\w\s-]", " ", fold(name)).split()
        if words and not text & {word for word in words if len(word) > 2}:
            start = max(case.text.find(record.caption), 0)
            message = f"{name} is shown by the file and not in the caption"
            yield Fault(start, start + len(record.caption), message)


def other_city(case: Case) -> Iterator[Fault]:
    """Another city than the file says.

    What: the caption's city is not that of the file, and the file's is nowhere in the caption.

    Why: a caption of another picture, or a slip; the index finds the picture at the wrong place.

    Bad:
        [city: Lyon]
        Rowers train at dawn in Nantes, France. (Jo Marsh/Reuters)

    Good:
        [city: Nantes]
        Rowers train at dawn in Nantes, France. (Jo Marsh/Reuters)

    Fix: find out which is right. Not safe: some files carry the city of the office.
    """
    record = case.record
    city = record.metadata.city if record.metadata else ""
    printed = record.location.city if record.location else None
    if not city or not printed or not case.place("location.city"):
        return
    if fold(city) not in fold(record.text) and fold(printed) not in fold(city):
        yield Fault(*case.span("location.city", printed), f"the caption says {printed}, the file {city}", city)


_MADE = frozenset(("trainedalgorithmicmedia", "compositewithtrainedalgorithmicmedia", "compositesynthetic"))


def _is_generated(metadata: Metadata | None) -> bool:
    return metadata is not None and (metadata.digital_source_type.lower() in _MADE or bool(metadata.ai_system))


def generated_undisclosed(case: Case) -> Iterator[Fault]:
    """Generated picture not disclosed.

    What: the file says that a system generated the picture or part of it, and nothing on the page does.

    Why: readers must be told, by every code of press ethics and by the law of a growing number of countries.

    Bad:
        [source type: trainedAlgorithmicMedia]
        Rowers train at dawn on the river. (Jo Marsh/The Canadian Press)

    Good:
        [source type: digitalCapture]
        Rowers train at dawn on the river. (Jo Marsh/The Canadian Press)

        [source type: trainedAlgorithmicMedia]
        Rowers train at dawn, in an AI-generated image. (Jo Marsh/Getty Images)

    Fix: say that the picture is generated. Not safe: decide first whether to run it at all.
    """
    if _is_generated(case.record.metadata) and not case.says("ai-generated") and not _by_generator(case):
        yield Fault(*at_credit(case), "the file says that the picture is generated; tell the reader")


def _by_generator(case: Case) -> bool:
    """Say whether the credit names the system that made the picture."""
    entries = (agencies.get(agency.id) for agency in case.credit.agencies if agency.id)
    return any(entry is not None and entry.kind == "ai" for entry in entries)


def generated_by_wire(case: Case) -> Iterator[Fault]:
    """Generated picture under a wire's name.

    What: the picture is generated, by its file or by its own caption, and the credit is a news wire's.

    Why: the wires do not hand out generated news pictures; the credit or the picture is false.

    Bad:
        Rowers train at dawn, in an AI-generated image. (Jo Marsh/Reuters)

    Good:
        Rowers train at dawn, in an AI-generated image. (Jo Marsh/Getty Images)

    Fix: ask the wire. No fix is safe.
    """
    if not case.credit.agencies:
        return
    if "ai-generated" in case.credit.flags or _is_generated(case.record.metadata):
        for index, agency in enumerate(case.credit.agencies):
            entry = agencies.get(agency.id) if agency.id else None
            if entry and entry.kind == "wire":
                message = f"a generated picture under the name of {agency.name}; ask the wire before you print"
                yield Fault(*case.agency(index), message)
                return


def other_date(case: Case) -> Iterator[Fault]:
    """Another day than the file says.

    What: the full date in the caption is not the day on which the file says the picture was made.

    Why: a slip in the caption, or a caption of another picture.

    Bad:
        [date created: 2024-05-02]
        Rowers train at dawn on May 17, 2024. (Jo Marsh/Reuters)

    Good:
        [date created: 2024-05-06]
        Rowers train at dawn on May 7, 2024. (Jo Marsh/Reuters)

    Fix: correct the caption. Not safe: cameras run on other clocks, scans carry the day of the scan.
    """
    record = case.record
    made = record.metadata.date_created[:10] if record.metadata else ""
    said = record.date_created or ""
    # The day is the caption's own only where words of it say so.
    if len(made) < 10 or len(said) < 10 or not case.place("date_created"):
        return
    try:
        apart = abs((date.fromisoformat(made) - date.fromisoformat(said[:10])).days)
    except ValueError:
        return
    if apart > 1:
        place = case.place("date_created") or at_credit(case)
        yield Fault(*place, f"the caption says {said[:10]}, the file {made}")
