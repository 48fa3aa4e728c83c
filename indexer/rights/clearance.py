"""May this picture be run on this day, in this medium, at this place? Every ground, weightiest first.

Kill goes before embargo and expiry, these before territory, medium and party, then the times it was used, the policy,
the desk's decisions, the duties. The worst single answer is the answer: nothing that permits outweighs what forbids.
A decision to allow settles what would have to be asked, and no more than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from ..errors import UsageError
from ..model import Answer, Clearance, Decision, Reason, Record, Restriction
from ..text import cut, fold
from .policy import MEDIA, Policy, Terms
from .reading import chain_of, rules_of_all, sent_of
from .territory import covers, place_codes, within

RANKS = ("kill", "embargo", "expiry", "territory", "media", "party", "times", "policy", "decision", "duty", "permit")
"""Kinds of reasons, the weightiest first."""
_ANSWERS: tuple[Answer, ...] = ("no", "ask", "yes-if", "yes")
_CONTAINED = {"web": ("web", "social", "mobile"), "print": ("print", "magazine", "tabloid")}
"""A ban on a medium holds for what it contains."""
_WIDER = {"magazine": ("print",), "tabloid": ("print",), "mobile": ("web",)}
"""What is permitted for a medium is permitted for these within it."""


def clear(
    record: Record,
    policy: Policy,
    decisions: Sequence[Decision] = (),
    uses: Sequence[Record] = (),
    *,
    on: str,
    media: str = "",
    where: str = "",
    purpose: str = "editorial",
    used: Mapping[str, int] | None = None,
) -> Clearance:
    """Return whether `record` may be run `on` an ISO day or time, in `media`, at `where`, and why.

    `decisions` are those on the picture, in the order they were made; `uses` its appearances, this one or not;
    `used` how many uses count against the quota of an agency, by the name of its terms (`agencies.afp`).

    >>> from indexer.model import Credit
    >>> record = Record("", "", Credit(restrictions="CHINA OUT"))
    >>> clear(record, Policy(), on="2024-05-07", where="CN").answer, clear(record, Policy(), on="2024-05-07").answer
    ('no', 'yes-if')
    """
    day, media, where = check_question(on, media or policy.media, where or policy.country)
    question = _Question(record, policy, tuple(uses), day, media, where, purpose, used or {})
    reasons = [*question.reasons()]
    current = [one for one in standing(decisions) if question.concerns(one)]
    reasons = _decide(reasons, current, policy, record)
    reasons.sort(key=lambda one: (RANKS.index(one.kind), _ANSWERS.index(one.answer)))
    answer: Answer = min((one.answer for one in reasons), key=_ANSWERS.index, default="yes")
    duties = tuple(dict.fromkeys(one.message for one in reasons if one.answer == "yes-if"))
    caption = cut(record.caption, 80)
    return Clearance(answer, day, media, where, tuple(reasons), duties, record.record_id, record.asset_id, caption)


def check_question(on: str, media: str, where: str) -> tuple[str, str, str]:
    """Return the question's day, medium and place code. Raises UsageError for what is none.

    >>> check_question("2024-05-07", "web", "Canada")
    ('2024-05-07', 'web', 'CA')
    """
    try:
        if not 10 <= len(on) <= 32:
            raise ValueError(on)
        datetime.fromisoformat(on)
    except ValueError:
        raise UsageError(f'"{on[:40]}" is no day; write it as 2024-05-07 or 2024-05-07T18:00+01:00') from None
    if media not in MEDIA:
        raise UsageError(f'no medium "{media[:40]}"; there are {", ".join(MEDIA)}')
    country, slash, rest = where.partition("/")
    if where and not (len(country) == 2 and country.isalpha()):
        codes = place_codes(where)
        if len(codes) != 1:
            raise UsageError(f'no country "{where[:40]}"; write it as CA or Canada')
        return on, media, codes[0]
    return on, media, country.upper() + slash + rest


def standing(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that no later one supersedes."""
    gone = {name for one in decisions for name in one.supersedes}
    return [one for one in decisions if one.decision_id not in gone or not one.decision_id]


class _Question:
    """One picture, one day, one medium, one place."""

    def __init__(
        self, record: Record, policy: Policy, uses: tuple[Record, ...], on: str, media: str, where: str, purpose: str,
        used: Mapping[str, int],
    ) -> None:  # fmt: skip
        self.record, self.policy, self.media, self.where = record, policy, media, where
        self.purpose, self.used = purpose, used
        self.start, self.end = _span(on, policy.zone)
        self.day = on[:10]
        self.rules = rules_of_all(record, uses)
        self.before = [
            one for one in uses
            if one.published and (one.published, one.record_id == record.record_id) < (self.day, True)
        ]  # fmt: skip

    def reasons(self) -> Iterator[Reason]:
        for rule in self.rules:
            reason = self._rule(rule)
            if reason is not None:
                yield reason
        yield from self._age()
        yield from self._policy()

    def concerns(self, decision: Decision) -> bool:
        """Tell whether a decision is about this day, medium and place."""
        return (
            (not decision.since or decision.since <= self.day)
            and (not decision.until or decision.until >= self.day)
            and (not decision.media or self.media in decision.media)
            and (not decision.where or bool(self.where and covers(decision.where, self.where)))
        )

    # ---- what the record's own words say

    def _rule(self, rule: Restriction) -> Reason | None:
        match rule.effect:
            case "kill":
                return _reason("kill", "no", "killed by its supplier", rule)
            case "prohibit":
                return self._prohibited(rule)
            case "permit":
                return self._limited(rule)
            case "duty":
                return self._duty(rule)
        if rule.name == "unread":
            return _reason("duty", "yes-if", f"read the note “{cut(rule.text, 80)}”", rule)
        if rule.name in ("package", "correction", "service"):
            return _reason("permit", "yes", rule.context or rule.name, rule)
        return _reason("duty", "yes-if", rule.context or f"heed “{cut(rule.text, 60)}”", rule)

    def _prohibited(self, rule: Restriction) -> Reason | None:
        if rule.name == "embargo":
            return self._embargo(rule)
        match rule.action:
            case "archive":
                if self.before:
                    return _reason("expiry", "no", f"no archive: first run on {self._first()}", rule)
                return _reason("duty", "yes-if", "delete after use, no archive", rule)
            case "resell":
                scope = f" in {', '.join(rule.where)}" if rule.where else ""
                return _reason("duty", "yes-if", f"no sale or passing on{scope}", rule)
            case "crop":
                return _reason("duty", "yes-if", "do not crop", rule)
            case "alter":
                return _reason("duty", "yes-if", "do not alter", rule)
            case "train":
                return _reason("duty", "yes-if", "no training of AI", rule)
        if rule.where:
            if not self.where:
                return _reason("duty", "yes-if", f"not in {', '.join(rule.where)}", rule)
            if covers(rule.where, self.where):
                if any("/" in one for one in rule.where) and "/" not in self.where:
                    return _reason("territory", "ask", f"closed in {', '.join(rule.where)}: ask the agency", rule)
                return _reason("territory", "no", f"closed in {', '.join(rule.where)}", rule)
            return _reason("permit", "yes", f"closed in {', '.join(rule.where)}, open in {self.where}", rule)
        if rule.media:
            banned = {inner for one in rule.media for inner in _CONTAINED.get(one, (one,))}
            if self.media in banned:
                return _reason("media", "no", f"not for {', '.join(rule.media)}", rule)
            return _reason("permit", "yes", f"not for {', '.join(rule.media)}, open for {self.media}", rule)
        if rule.who:
            ours = [one for one in rule.who if fold(one).removeprefix("the ") in self._titles()]
            if ours:
                return _reason("party", "no", f"closed to {', '.join(ours)}", rule)
            return _reason("permit", "yes", f"closed to {', '.join(rule.who)}", rule)
        if rule.context == "commercial":
            if self.purpose != "editorial":
                return _reason("party", "no", "editorial use only", rule)
            return _reason("permit", "yes", "editorial use", rule)
        return _reason("duty", "yes-if", rule.context or cut(rule.text, 60), rule)

    def _titles(self) -> set[str]:
        return {one.removeprefix("the ") for one in self.policy.titles}

    def _embargo(self, rule: Restriction) -> Reason | None:
        if not rule.until:
            return _reason("embargo", "ask", f"embargoed until {rule.context or 'a day that is not stated'}", rule)
        limit = _moment(rule.until, self.policy.zone)
        if limit is None:
            return _reason("embargo", "ask", f"embargoed until “{cut(rule.until, 30)}”, which is no day", rule)
        if limit >= self.end:
            return _reason("embargo", "no", f"embargoed until {_said(rule.until)}", rule)
        if limit > self.start:
            return _reason("duty", "yes-if", f"not before {_said(rule.until)}", rule)
        return _reason("permit", "yes", f"embargo over since {_said(rule.until)}", rule)

    def _limited(self, rule: Restriction) -> Reason | None:
        if rule.name in ("expiry", "window", "archive-window"):
            return self._expiry(rule)
        if rule.times is not None:
            count = len(self.before)
            if count >= rule.times:
                return _reason("times", "no", f"{rule.times} use{'s' * (rule.times != 1)} granted, {count} made", rule)
            return _reason("permit", "yes", f"use {count + 1} of {rule.times}", rule)
        if rule.where:
            if not self.where:
                return _reason("duty", "yes-if", f"only in {', '.join(rule.where)}", rule)
            inside = within(rule.where, self.where)
            return _reason("territory", "yes" if inside else "no", f"only for {', '.join(rule.where)}", rule)
        if rule.media:
            inside = self.media in rule.media or any(one in rule.media for one in _WIDER.get(self.media, ()))
            return _reason("media", "yes" if inside else "no", f"only for {', '.join(rule.media)}", rule)
        if rule.who:
            if self.policy.suppliers(self.record):
                return _reason("permit", "yes", "for subscribers; the policy knows the agency", rule)
            if self.policy.agencies or self.policy.distributors:
                return _reason("party", "ask", "for subscribers only, and the policy does not know the agency", rule)
            return _reason("duty", "yes-if", "for subscribers only", rule)
        if rule.name == "context":
            kind = "ask" if self.before else "yes-if"
            return _reason("duty", "ask" if kind == "ask" else "yes-if", f"only about {rule.context}", rule)
        return _reason("permit", "yes", rule.context or cut(rule.text, 60), rule)

    def _expiry(self, rule: Restriction) -> Reason | None:
        archive = rule.action == "archive"
        if not rule.until:
            return _reason("expiry", "ask", f"limited to {rule.context or 'a day that is not stated'}", rule)
        limit = _moment(rule.until, self.policy.zone, end=True)
        if limit is None:
            return _reason("expiry", "ask", f"limited to “{cut(rule.until, 30)}”, which is no day", rule)
        if limit <= self.start:
            if archive and not self.before:
                return _reason("duty", "yes-if", "delete after use, the time in the archive is over", rule)
            return _reason(
                "expiry", "no", f"{'in the archive' if archive else 'usable'} until {_said(rule.until)}", rule
            )
        if limit < self.end:
            return _reason("duty", "yes-if", f"not after {_said(rule.until)}", rule)
        return _reason("permit", "yes", f"{'in the archive' if archive else 'usable'} until {_said(rule.until)}", rule)

    def _duty(self, rule: Restriction) -> Reason | None:
        match rule.action:
            case "attribute":
                wanted = rule.context.strip()
                printed = fold(self.record.credit.raw)
                if wanted and _bare(wanted) in _bare(printed):
                    return _reason("permit", "yes", f"credited as demanded: {cut(wanted, 60)}", rule)
                if not wanted and printed:
                    return _reason("permit", "yes", "credited", rule)
                return _reason("duty", "yes-if", f"print the credit “{cut(wanted or self._credit(), 80)}”", rule)
            case "clear":
                return _reason("policy", "ask", rule.context or "to be paid or cleared first", rule)
            case "mark-file":
                if "file" in self.record.credit.flags:
                    return None
                return _reason("duty", "yes-if", "mark as file", rule)
            case "count":
                return _reason("duty", "yes-if", f"{rule.times} pictures at most", rule)
        return _reason("duty", "yes-if", f"name the licence: {cut(rule.text, 60)}", rule)

    def _credit(self) -> str:
        metadata = self.record.metadata
        return (metadata.credit_line if metadata else "") or self.record.credit.raw or "of its supplier"

    # ---- age and policy

    def _age(self) -> Iterator[Reason]:
        made = sent_of(self.record)
        days = _days_between(made, self.day)
        flags = self.record.credit.flags
        if self.policy.file_days and days > self.policy.file_days and not {"file", "archive"} & set(flags):
            evidence = f"made on {made}, {days} days before"
            yield Reason("duty", "yes-if", f"mark as file, with the year {made[:4]}", evidence, "policy: file_days")

    def _policy(self) -> Iterator[Reason]:
        record, policy = self.record, self.policy
        chain = chain_of(record)
        embedded = record.metadata is not None and bool(record.metadata.credit_line or record.metadata.photographers)
        if not record.credit.raw and not embedded and policy.no_credit != "yes":
            yield Reason("policy", policy.no_credit, "no credit: whose is it?", "", "policy: no_credit")
        suppliers = policy.suppliers(record)
        if chain and not suppliers and policy.unknown_agency != "yes":
            names = " / ".join(name for name, _ in chain)
            said = f"no contract known with {names}"
            yield Reason("policy", policy.unknown_agency, said, names, "policy: unknown_agency")
        yield from self._contracts(suppliers)
        for terms in suppliers:
            yield from self._terms(terms)
        if kind := policy.kinds.get(record.kind):
            yield from self._terms(kind)
        for flag in record.credit.flags:
            if flagged := policy.flags.get(flag):
                yield from self._terms(flagged)

    def _contracts(self, suppliers: Sequence[Terms]) -> Iterator[Reason]:
        """One contract of the chain in force is enough; the deliverer's is named first."""
        dated = [one for one in suppliers if one.since or one.until]
        if not dated:
            return
        for terms in dated:
            if (not terms.since or terms.since <= self.day) and (not terms.until or self.day <= terms.until):
                span = f"{terms.since or '…'} to {terms.until or '…'}"
                yield Reason("permit", "yes", "under contract", span, f"policy: {terms.name}")
                return
        for terms in dated:
            ended = terms.until and terms.until < self.day
            said = f"contract ended on {terms.until}" if ended else f"contract begins on {terms.since}"
            yield Reason("policy", "no", said, f"{terms.since or '…'} to {terms.until or '…'}", f"policy: {terms.name}")

    def _terms(self, terms: Terms) -> Iterator[Reason]:
        def reason(answer: Answer, message: str, evidence: str = "") -> Reason:
            return Reason("policy", answer, message, evidence or terms.note, f"policy: {terms.name}")

        if terms.answer != "yes":
            said = (
                f"{terms.name.partition('.')[2]} pictures need clearance" if terms.answer == "ask" else "not used here"
            )
            yield reason(terms.answer, said)
        covered = {self.media, *_WIDER.get(self.media, ())}
        if terms.media and not covered & set(terms.media):
            yield reason("no", f"the contract does not cover {self.media}", f"media: {', '.join(terms.media)}")
        if terms.territories and self.where and not within(terms.territories, self.where):
            yield reason(
                "no", f"the contract does not cover {self.where}", f"territories: {', '.join(terms.territories)}"
            )
        if self.before:
            first = self._first()
            for say, what in ((terms.reuse, "reuse"), (terms.archive, "archive")):
                if say != "yes":
                    how = "must be asked for" if say == "ask" else "is excluded"
                    yield reason(say, f"run before, on {first}: {what} {how}", what)
            if terms.archive_days and _days_between(first, self.day) > terms.archive_days:
                yield reason("no", f"{terms.archive_days} days from the first use on {first} are over", "archive_days")
        if terms.days and _days_between(sent_of(self.record), self.day) > terms.days:
            yield reason("ask", f"older than {terms.days} days", f"made on {sent_of(self.record)}")
        if terms.quota and (count := self.used.get(terms.name, 0)) >= terms.quota and terms.over_quota != "yes":
            yield reason(terms.over_quota, f"quota of {terms.quota} a {terms.per} is used up", f"{count} used")

    def _first(self) -> str:
        return min(one.published or "" for one in self.before)


def _decide(reasons: list[Reason], current: list[Decision], policy: Policy, record: Record) -> list[Reason]:
    """Add the desk's decisions: a denial denies, an allowance settles what was to be asked."""
    denied = [one for one in current if one.effect == "deny"]
    allowed = [one for one in current if one.effect == "allow"]
    for one in denied:
        reasons.append(Reason("decision", "no", "denied by the desk", _signed(one), f"decision {one.decision_id}"))
    for one in allowed:
        settled = 0
        for place, reason in enumerate(reasons):
            if reason.answer == "ask" and not denied and _may_settle(one, reason, policy):
                reasons[place] = replace(
                    reason, answer="yes", message=f"{reason.message}: allowed by {one.by or 'the desk'}"
                )
                settled += 1
        said = "allowed by the desk" if not denied else "allowed by the desk, but denied too"
        reasons.append(Reason("decision", "yes", said, _signed(one), f"decision {one.decision_id}"))
    return reasons


def _may_settle(decision: Decision, reason: Reason, policy: Policy) -> bool:
    section, _, name = reason.source.removeprefix("policy: ").partition(".")
    tables: Mapping[str, Mapping[str, Terms]] = {
        "agencies": policy.agencies, "distributors": policy.distributors, "kinds": policy.kinds, "flags": policy.flags,
    }  # fmt: skip
    terms = next((one for one in tables.get(section, {}).values() if one.name == f"{section}.{name}"), None)
    return terms is None or not terms.override or fold(decision.by) in map(fold, terms.override)


def _signed(decision: Decision) -> str:
    return " ".join(
        part for part in (decision.by, decision.at[:10], f"“{cut(decision.why, 80)}”" if decision.why else "") if part
    )


def _reason(kind: str, answer: Answer, message: str, rule: Restriction) -> Reason:
    return Reason(kind, answer, message, cut(rule.text, 120), rule.source)


def _bare(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def _moment(text: str, zone: str, end: bool = False) -> datetime | None:
    """Return a day or time as a moment; a day without time as its first moment, or (`end`) the one behind its last."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = datetime.fromisoformat(f"{moment.isoformat()}{zone}")
        return moment + timedelta(days=1) if end and len(text) == 10 else moment
    except (ValueError, OverflowError):
        return None


def _span(on: str, zone: str) -> tuple[datetime, datetime]:
    """Return the moments between which the picture would run: the day, or the minute that is named."""
    start = _moment(on, zone)
    assert start is not None
    try:
        return start, start + (timedelta(days=1) if len(on) == 10 else timedelta(microseconds=1))
    except OverflowError:
        return start, start


def _said(iso: str) -> str:
    return iso.replace("T", " ").removesuffix("+00:00") + (" GMT" if iso.endswith("+00:00") else "")


def _days_between(first: str, last: str) -> int:
    try:
        return (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days
    except ValueError:
        return 0
