"""What the desk knows of a picture beyond one record: its uses, the decisions on it, whether it may run, who was told.

with Catalogue.open(Path("index"), write=True) as catalogue:
    desk = Desk(catalogue)
    desk.decide("94ff7555b5", "deny", by="Maja", why="withdrawn consent")
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from indexer import reports
from indexer.catalogue import assets
from indexer.catalogue.exact import clean
from indexer.catalogue.lock import WriteLock
from indexer.catalogue.tables import connect, in_plain_words
from indexer.errors import CatalogueError, UsageError
from indexer.model import Clearance, Decision, Record, Table
from indexer.noun import Noun, noun
from indexer.reports import invoice
from indexer.reports.counting import COUNTED
from indexer.rights.clearance import check_question, clear, standing
from indexer.rights.policy import Policy, Terms
from indexer.rights.reading import rules_of
from indexer.rights.territory import place_codes

if TYPE_CHECKING:
    from indexer.catalogue import Catalogue

_DECISION = tuple(name for name in Decision.__dataclass_fields__ if name != "decision_id")


@noun
class Reuse(Noun):
    """One picture with everything that shows it."""

    asset_id: str
    """By which the picture is called."""
    uses: tuple[Record, ...]
    """Latest first."""
    ties: tuple[assets.Tie, ...] = ()
    """Why different captions, files or credits are one picture."""
    credits: tuple[str, ...] = ()
    """The different makers it is credited to; more than one is worth a look."""
    twins: tuple[Record, ...] = ()
    """The same words under another credit, day or number: kept apart, and worth a look."""
    decisions: tuple[Decision, ...] = ()


@noun
class Alert(Noun):
    """A kill or a change of restrictions, and a published use that it concerns."""

    kind: Literal["kill", "changed"]
    notice: Record
    """The record that carries the notice."""
    use: Record | None
    """None when the picture was never published."""
    text: str


class Desk:
    """The desk's side of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.folder = catalogue.folder
        self._db = catalogue._db

    # ---- pictures

    @in_plain_words
    def ready(self) -> None:
        """Group the records that came since the last time, if this process may write just now; else note it."""
        waiting = assets.behind(self._db)
        if not waiting:
            return
        try:
            if self.catalogue.writes:
                assets.catch_up(self._db)
                return
            lock = WriteLock(self.folder)
            try:
                with closing(connect(self.folder, write=True)) as db:
                    assets.catch_up(db)
            finally:
                lock.release()
        except (CatalogueError, sqlite3.Error, OSError):
            said = f"{waiting} records are not compared with the others yet, as another process is writing"
            self.catalogue.notes.append(said)

    @in_plain_words
    def reuse(self, record: Record) -> Reuse:
        """Return everything that shows the picture of `record`, which may be in the catalogue or not."""
        known = assets.members(self._db, record.asset_id)
        ties = assets.ties(self._db, known)
        if not known:
            found = list(assets.candidates(self._db, record))
            ties = [assets.Tie(record.asset_id, one, *link) for one, link in found]
            known = list(dict.fromkeys(m for one, _ in found for m in assets.members(self._db, one)))
        uses = self._uses(known or [record.asset_id])
        twins = self._uses(assets.twins(self._db, record, known))
        makers = dict.fromkeys(maker for use in (*uses, record) if (maker := _maker(use)))
        name = assets.picture_of(self._db, known[0]) if known else record.asset_id
        decisions = self.decisions(record.asset_id, known)
        return Reuse(name, tuple(uses), tuple(ties), _different(makers), tuple(twins), tuple(decisions))

    def _uses(self, asset_ids: Sequence[str]) -> list[Record]:
        found = self._db.execute(
            f"SELECT body FROM record WHERE asset_id IN ({_marks(asset_ids)}) ORDER BY day DESC, row", list(asset_ids)
        ).fetchall()
        return [self.catalogue.unpack(body) for (body,) in found]

    @in_plain_words
    def story(self, path: str) -> list[Record]:
        """Return the records of one document, in its order; none when it is not in the catalogue."""
        rows = self._db.execute(
            "SELECT body FROM record JOIN document ON id = document WHERE path = ? ORDER BY row", [clean(path)]
        ).fetchall()
        return sorted((self.catalogue.unpack(body) for (body,) in rows), key=lambda one: (one.line, one.column))

    @in_plain_words
    def choose(self, one: Record, other: Record, same: bool, by: str, why: str = "", at: str = "") -> None:
        """Join two pictures, or part them; it holds for their captions and files whenever they are read again."""
        if one.asset_id == other.asset_id:
            ids = f"{one.record_id} and {other.record_id}"
            raise UsageError(f"{ids} have the same caption and credit; only different ones can be joined or parted")
        with self.catalogue._transaction():
            assets.choose(self._db, one.asset_id, other.asset_id, same, clean(by), at or _now(), clean(why))

    # ---- decisions

    @in_plain_words
    def decide(
        self, record: Record, effect: Literal["allow", "deny"], *, since: str = "", until: str = "",
        media: Sequence[str] = (), where: Sequence[str] = (), by: str = "", why: str = "", at: str = "",
    ) -> Decision:  # fmt: skip
        """Keep a decision on the picture of `record`; it supersedes those on the same days, media and places."""
        for day in (since, until):
            if day:
                check_question(day, "print", "")
        for medium in media:
            check_question("2000-01-01", medium, "")
        if since and until and since > until:
            raise UsageError(f"from {since} comes after until {until}; nothing lies between")
        places = tuple(dict.fromkeys(code for one in where for code in _codes(one)))
        decision = Decision(
            effect,
            record.asset_id,
            record.record_id,
            since,
            until,
            tuple(media),
            places,
            clean(by),
            at or _now(),
            clean(why),
        )
        before = standing(self.decisions(record.asset_id))
        gone = tuple(one.decision_id for one in before if _scope(one) == _scope(decision))
        return self._keep(_named(replace(decision, supersedes=gone)))

    @in_plain_words
    def decisions(self, asset_id: str = "", known: Sequence[str] = ()) -> list[Decision]:
        """Return the decisions on a picture, or all, in the order they were made."""
        if asset_id or known:
            ids = list({asset_id, *(known or assets.members(self._db, asset_id))})
            rows = self._db.execute(
                f"SELECT decision_id, body FROM decision WHERE asset_id IN ({_marks(ids)}) ORDER BY number", ids
            ).fetchall()
        else:
            rows = self._db.execute("SELECT decision_id, body FROM decision ORDER BY number").fetchall()
        return [_read(name, body) for name, body in rows]

    def export(self) -> Iterator[str]:
        """Yield every decision and every joining and parting as one line of JSON, in the order they were made."""
        for one in self.decisions():
            yield json.dumps(
                {"decision": {name: getattr(one, name) for name in Decision.__dataclass_fields__}}, ensure_ascii=False
            )
        for choice in assets.choices(self._db):
            yield json.dumps({"asset": choice}, ensure_ascii=False)

    @in_plain_words
    def bring_in(self, lines: Iterable[str]) -> tuple[int, int]:
        """Take in what `export` gave; return how many were new and how many were there. Raises UsageError."""
        new = known = 0
        with self.catalogue._transaction():
            there = {json.dumps(choice, sort_keys=True) for choice in assets.choices(self._db)}
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    raw = json.loads(line)
                    if "decision" in raw:
                        decision = _from_json(raw["decision"])
                        exists = self._db.execute(
                            "SELECT 1 FROM decision WHERE decision_id = ?", [decision.decision_id]
                        ).fetchone()
                        if not exists:
                            self._insert(decision)
                    else:
                        choice = raw["asset"]
                        exists = json.dumps(choice, sort_keys=True) in there
                        if not exists:
                            values = [str(choice[name]) for name in ("one", "other", "by", "at", "why")]
                            assets.choose(self._db, values[0], values[1], bool(choice["same"]), *values[2:])
                except (ValueError, TypeError, KeyError, AttributeError) as error:
                    said = f"line {number}: no decision ({error}); give what `photodesk decisions` wrote"
                    raise UsageError(said) from None
                new, known = new + (not exists), known + bool(exists)
        return new, known

    def _keep(self, decision: Decision) -> Decision:
        with self.catalogue._transaction():
            self._insert(decision)
        return decision

    def _insert(self, decision: Decision) -> None:
        body = json.dumps({name: getattr(decision, name) for name in _DECISION}, ensure_ascii=False)
        self._db.execute(
            "INSERT OR IGNORE INTO decision VALUES (NULL, ?, ?, ?, ?)",
            [decision.decision_id, clean(decision.asset_id), clean(decision.record_id), clean(body)],
        )

    # ---- clearance

    @in_plain_words
    def clear(
        self, record: Record, policy: Policy, *, on: str, media: str = "", where: str = "", purpose: str = "editorial"
    ) -> Clearance:  # fmt: skip
        """Return whether `record`, in the catalogue or not, may be run; see `rights.clearance.clear`."""
        found = self.reuse(record)
        mine = [one for one in found.uses if one.document != record.document or one.published != on[:10]]
        used = self.used(policy, policy.suppliers(record), on[:10])
        return clear(record, policy, found.decisions, mine, on=on, media=media, where=where, purpose=purpose, used=used)

    @in_plain_words
    def used(self, policy: Policy, terms: Iterable[Terms], day: str) -> dict[str, int]:
        """Return how often each of `terms` with a quota was used in the period around `day`, up to that day."""
        counts = {}
        for one in terms:
            if not one.quota:
                continue
            first, last = period(day, one.per)
            counts[one.name] = self._counted(one, first, min(day, last))
        return counts

    def _counted(self, terms: Terms, first: str, before: str) -> int:
        section, _, name = terms.name.partition(".")
        role = f" AND role & {reports.DELIVERED} <> 0" if section == "distributors" else ""
        found = self._db.execute(
            "SELECT count(*) FROM use JOIN term ON term.id = use.term WHERE field = 'agency' AND same = ?"
            f" AND {COUNTED} AND day >= ? AND day < ?{role}",
            [name, first, before],
        ).fetchone()
        return int(found[0])

    # ---- reports

    @in_plain_words
    def agencies_in_full(self, policy: Policy, since: str | None, until: str | None) -> Table:
        """Return the report on agencies with what the policy says they cost, and the quota around its last day."""
        priced = any(one.tariff for one in (*policy.agencies.values(), *policy.distributors.values()))
        limited = any(one.quota for one in (*policy.agencies.values(), *policy.distributors.values()))
        day = until or str(self._db.execute("SELECT max(day) FROM record WHERE length(day) = 10").fetchone()[0] or "")

        def charge(same: str, name: str, medium: str) -> float | None:
            return policy.price(policy.terms_of(name, same, last=True), medium)

        def quota(same: str, name: str) -> tuple[int, int] | None:
            terms = policy.terms_of(name, same, last=True)
            if terms is None or not terms.quota or not day:
                return None
            after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
            first, _ = period(day, terms.per)
            return self._counted(terms, first, after), terms.quota

        return reports.agencies_in_full(self._db, since, until, charge if priced else None, quota if limited else None)

    @in_plain_words
    def agencies_by(self, by: str, since: str | None, until: str | None) -> Table:
        """Count agencies by month, story, desk or medium. Raises UsageError."""
        return reports.grouped_agencies(self._db, by, since, until)

    @in_plain_words
    def rights(self, on: str, days: int) -> Table:
        """List what ends within `days` from the ISO day `on`, soonest first."""
        return reports.rights(self._db, on, days)

    @in_plain_words
    def compare(self, path: Path, policy: Policy, since: str | None = None, until: str | None = None) -> Table:
        """Return the differences between an agency's bill and our uses from its first month to its last."""
        lines = invoice.read_invoice(path)
        days = sorted(line.day for line in lines)
        first = since or (days[0][:8] + "01" if days else "")
        last = until or (period(days[-1], "month")[1] if days else "")
        rows = self._db.execute("SELECT body FROM record WHERE published BETWEEN ? AND ? ORDER BY row", [first, last])
        uses = (self.catalogue.unpack(body) for (body,) in rows)

        def price(record: Record, agency: str, medium: str) -> float | None:
            return policy.price(policy.terms_of(agency, agency, last=True), medium)

        return invoice.compare(lines, uses, price, f"{path.name} against our uses, {first} to {last}")

    # ---- alerts

    @in_plain_words
    def alerts(self, since: str = "") -> list[Alert]:
        """Return for each kill and change of restrictions the published uses of that picture, latest notice first."""
        rows = self._db.execute(
            "SELECT DISTINCT kind, record.row, body FROM hold JOIN record ON record.row = hold.record"
            " WHERE kind IN ('kill', 'changed') AND record.day >= ? ORDER BY record.day DESC, record.row",
            [since],
        ).fetchall()
        found: list[Alert] = []
        for kind, _, body in rows:
            notice = self.catalogue.unpack(body)
            text = _said(notice, kind)
            uses = [one for one in self.reuse(notice).uses if one.published and one.record_id != notice.record_id]
            found += [Alert(kind, notice, use, text) for use in uses] or [Alert(kind, notice, None, text)]
        return found


def period(day: str, per: str) -> tuple[str, str]:
    """Return first and last day of the period that `day` lies in.

    >>> period("2024-05-07", "month"), period("2024-05-07", "week")
    (('2024-05-01', '2024-05-31'), ('2024-05-06', '2024-05-12'))
    """
    at = date.fromisoformat(day)
    if per == "day":
        return day, day
    if per == "week":
        first = at - timedelta(days=at.weekday())
        return first.isoformat(), (first + timedelta(days=6)).isoformat()
    months = {"month": 1, "quarter": 3, "year": 12}[per]
    first = at.replace(month=(at.month - 1) // months * months + 1, day=1)
    after = (first.replace(day=28) + timedelta(days=31 * months - 27)).replace(day=1)
    return first.isoformat(), (after - timedelta(days=1)).isoformat()


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _said(record: Record, kind: str) -> str:
    return next((rule.text or rule.source for rule in rules_of(record) if rule.name == kind), kind)


def _maker(record: Record) -> str:
    """Return who made the picture, as credited: its photographers, else the first of the chain."""
    names = [one.name for one in record.credit.photographers] or [one.name for one in record.credit.agencies[:1]]
    return ", ".join(names)


def _different(makers: Iterable[str]) -> tuple[str, ...]:
    """Return makers that are different people or firms: forms of one name count once."""
    kept: dict[str, str] = {}
    for maker in makers:
        kept.setdefault(clean(maker).casefold().split(" ")[-1], maker)
    return tuple(kept.values())


def _codes(where: str) -> tuple[str, ...]:
    country, slash, rest = where.partition("/")
    if len(country) == 2 and country.isalpha():
        return (country.upper() + slash + rest,)
    codes = place_codes(where)
    if not codes:
        raise UsageError(f'no country "{where[:40]}"; write it as CA or Canada')
    return codes


def _scope(decision: Decision) -> tuple[object, ...]:
    return decision.since, decision.until, frozenset(decision.media), frozenset(decision.where)


def _named(decision: Decision) -> Decision:
    body = json.dumps([getattr(decision, name) for name in _DECISION], ensure_ascii=True)
    return replace(decision, decision_id=hashlib.sha256(body.encode()).hexdigest()[:12])


def _read(name: str, body: str) -> Decision:
    return _made({**json.loads(body), "decision_id": name})


def _made(raw: dict[str, Any]) -> Decision:
    lists = {name: tuple(value) for name, value in raw.items() if isinstance(value, list)}
    return Decision(**{**raw, **lists})


def _from_json(raw: dict[str, Any]) -> Decision:
    if raw.get("effect") not in ("allow", "deny") or not raw.get("asset_id"):
        raise ValueError("effect or asset_id is missing")
    decision = _made(raw)
    if _named(decision).decision_id != decision.decision_id:
        raise ValueError(f"{decision.decision_id} is not the digest of what it says: it was edited")
    return decision


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
