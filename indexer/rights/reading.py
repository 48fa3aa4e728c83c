"""What a record's fields state as rules: instructions, usage terms, machine dates, the credit's tail, a kill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from indexer.text import lazy_pattern

from ..model import Metadata, Record, Restriction
from ..vocab import agencies as authority
from .restrictions import read_restrictions

CUT = 250
"""Octets from which on a value of IIM 2:40 (limit 256) may have been cut."""

_KILL = lazy_pattern(
    r"\W*(?:ATTENTION\W+)?(?:EDITORS?\W+)?(?:MANDATORY\W+|PHOTO\W+|PICTURE\W+)?(?:KILL|ELIMINATION|WITHDRAWAL|RETIRADA)\b"
)


def rules_of(record: Record) -> tuple[Restriction, ...]:
    """Return every rule that the record's own words and fields state, each once.

    >>> from indexer.model import Credit
    >>> [one.name for one in rules_of(Record("", "", Credit(restrictions="NO SALES; NO SALES, MAGS OUT")))]
    ['no-sales', 'medium']
    """
    sent = sent_of(record)
    rules = [*read_restrictions(record.credit.restrictions, sent, "credit.restrictions")]
    if record.metadata is not None:
        rules += _embedded(record.metadata, sent)
    for field, text in (("caption", record.caption), ("headline", record.headline or "")):
        # A kill notice says so in its first words; anywhere else the word belongs to the story.
        if _KILL.match(text[:120]):
            rules.append(Restriction("kill", text=" ".join(text[:60].split()), name="kill", source=field))
    seen: dict[Restriction, Restriction] = {}
    for rule in rules:
        seen.setdefault(replace(rule, text="", source=""), rule) if rule.name != "unread" else seen.setdefault(
            rule, rule
        )
    return tuple(seen.values())


def rules_of_all(record: Record, others: Iterable[Record]) -> tuple[Restriction, ...]:
    """Return the rules of a record and of the other appearances of its picture: what any of them states, holds.

    Those of the others name the document they stand in.
    """
    own = rules_of(record)
    known = {(one.name, one.effect, one.where, one.media, one.who, one.until, one.context) for one in own}
    found = list(own)
    for other in others:
        if other.record_id == record.record_id and other.document == record.document:
            continue
        for one in rules_of(other):
            same = one.name, one.effect, one.where, one.media, one.who, one.until, one.context
            if same not in known or (one.name == "unread" and all(one.text != rule.text for rule in found)):
                known.add(same)
                found.append(replace(one, source=f"{other.document}: {one.source}"))
    return tuple(found)


def chain_of(record: Record) -> list[tuple[str, str | None]]:
    """Return name and id of the agencies, the maker first: as printed, else as the file's fields name them."""
    if record.credit.agencies or record.metadata is None:
        return [(one.name, one.id) for one in record.credit.agencies]
    found: dict[str, str] = {}
    for field in (record.metadata.credit_line, record.metadata.source, record.metadata.supplier):
        for part in (field, *re.split(r"[/|]| via ", field)):
            entry = authority.find(part.strip())
            if entry:
                found.setdefault(entry.name, entry.id)
    return list(found.items())


def sent_of(record: Record) -> str:
    """Return the ISO day from which windows count: as embedded, else as read in the caption, else of publication."""
    for day in (record.metadata.date_created if record.metadata else "", record.date_created, record.published):
        if day and len(day) >= 10:
            return day[:10]
    return ""


def complete(value: str, others: tuple[str, ...]) -> tuple[str, bool]:
    """Return `value` as the fullest of `others` completes it, and whether it still ends at the limit of IIM.

    >>> long = "NO SALES; " * 24 + "EMBARGOED UNTIL MAY 7, 2024"
    >>> complete(long[:256], (long,)) == (long, False), complete(long[:256], ())[1]
    (True, True)
    """
    size = len(value.encode())
    if not CUT <= size <= 256:
        return value, False
    longer = [one for one in others if len(one) > len(value) and one.startswith(value.rstrip())]
    return (max(longer, key=len), False) if longer else (value, True)


def _embedded(metadata: Metadata, sent: str) -> Iterator[Restriction]:
    others = tuple(
        v for layer in metadata.layers for field, _, v in layer.values if field in ("instructions", "usage_terms")
    )
    instructions, is_cut = complete(metadata.instructions, (*others, metadata.usage_terms))
    yield from read_restrictions(instructions, sent, "metadata.instructions")
    if is_cut:
        tail = instructions[-40:]
        yield Restriction(
            "warn",
            context="cut at 256 octets: the rest is not known",
            text=tail,
            name="cut",
            source="metadata.instructions",
        )
    terms = metadata.usage_terms if metadata.usage_terms != instructions else ""
    yield from read_restrictions(terms, sent, "metadata.usage_terms")
    yield from read_restrictions(metadata.other_constraints, sent, "metadata.other_constraints")
    if day := metadata.release:
        yield Restriction("prohibit", until=day, text=day, name="embargo", source="metadata.release")
    if day := metadata.expires:
        yield Restriction("permit", until=day, text=day, name="expiry", source="metadata.expires")
    if metadata.action.lower() in ("kill", "canceled", "cancelled", "01"):
        yield Restriction("kill", text=metadata.action, name="kill", source="metadata.action")
    elif metadata.action:
        yield Restriction(
            "warn",
            context="replaces an earlier version",
            text=metadata.action,
            name="correction",
            source="metadata.action",
        )
    if metadata.data_mining.rpartition("/")[2].startswith("DMI-PROHIBITED"):
        yield Restriction(
            "prohibit", "train", text=metadata.data_mining, name="no-training", source="metadata.data_mining"
        )
    if metadata.credit_line_required.rpartition("/")[2] in ("CR-COI", "CR-CAI", "CR-CCA"):
        text = metadata.credit_line_required
        yield Restriction(
            "duty",
            "attribute",
            context=metadata.credit_line,
            text=text,
            name="credit",
            source="metadata.credit_line_required",
        )
