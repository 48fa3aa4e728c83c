"""Rules that look at all pictures of a document at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..text import fold
from .rule import Case, Fault

_SHORT = 12


def same_picture_two_credits(cases: Sequence[Case]) -> Iterator[tuple[Case, Fault]]:
    """Same picture, two credits.

    What: two pictures of one document have the same caption, or are the same file, and different credits.

    Why: one of the credits was copied from a neighbour; whoever is left out will write.

    Bad:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)
        [and]
        Rowers train at dawn on the river. (Ann Lindqvist/AFP)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)
        [and]
        Rowers rest at noon on the river. (Ann Lindqvist/AFP)

        Rowers train at dawn on the river. (Jo Marsh/Reuters)
        [and]
        Rowers train at dawn on the river. (Jo Marsh/REUTERS)

    Fix: find out which is right. No fix is safe.
    """
    if len(cases) < 2:
        return
    seen: dict[str, Case] = {}
    for case in cases:
        record = case.record
        if not case.credit.raw:
            continue
        caption = fold(record.caption).strip(" .")
        keys = [f"caption {caption}"] if len(caption) >= _SHORT else []
        keys += [f"file {record.file.sha256}"] if record.file and record.file.sha256 else []
        for key in keys:
            first = seen.setdefault(key, case)
            if first is not case and _credited(first) != _credited(case):
                what = "caption" if key.startswith("caption") else "file"
                message = f"the same {what} as on line {first.record.line}, credited there to {first.credit.raw[:60]}"
                yield case, Fault(*case.credit_span, message)
                break


def _credited(case: Case) -> tuple[frozenset[str], frozenset[str]]:
    """Return who made a picture and through whom it came, whatever the spelling."""
    makers = frozenset(" ".join(sorted(fold(maker.name).split())) for maker in case.credit.photographers)
    return makers, frozenset(agency.id or fold(agency.name) for agency in case.credit.agencies)
