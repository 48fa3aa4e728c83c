"""Which records show one picture, over the whole archive: found record by record, kept with its evidence.

A record's own `asset_id` is the digest of its words and never changes; a picture is a group of such ids. `asset` holds
each id once with the picture it belongs to (the id of its first member), `asset_key` what near-duplicates share,
`asset_link` why two ids are one, `asset_choice` what a person said of two ids, by their digests, so that it holds
whenever both are there again. Grouping follows the records by their row numbers: adding one costs nothing but a row
number, and `catch_up` takes the new ones in.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from indexer.catalogue import limits
from indexer.catalogue.packing import unpack
from indexer.catalogue.squeezing import inflate
from indexer.model import Certainty, Record
from indexer.rights.likeness import Likeness, Link, compare, contradict, is_pair, keys_of, likeness_of

BATCH = 20_000
"""Records a transaction takes in."""
_BUCKET, _CANDIDATES, _HELD = 16, 6, 60_000
"""Latest ids looked at a key, ids compared a record, likenesses held in memory."""
_TRUST: dict[str, int] = {"exact": 0, "likely": 1, "guess": 2}


class Tie(NamedTuple):
    """Two ids of one picture, and why."""

    one: str
    other: str
    kind: str
    certainty: Certainty
    evidence: str


def behind(db: sqlite3.Connection) -> int:
    """Return how many records have not been grouped yet, at most."""
    last = db.execute("SELECT max(row) FROM record").fetchone()[0] or 0
    return max(0, last - _mark(db)) + int(db.execute("SELECT count(*) FROM asset_gone").fetchone()[0])


def catch_up(db: sqlite3.Connection, most: int | None = None) -> int:
    """Group the records that came since, `most` at most, and forget ids that no record has; return how many rows."""
    done = 0
    held: dict[int, Likeness] = {}
    noted = limits.noted_from(db)
    while most is None or done < most:
        size = BATCH if most is None else min(BATCH, most - done)
        db.execute("BEGIN IMMEDIATE")
        try:
            _forget(db)
            rows = db.execute(
                "SELECT row, asset_id, body FROM record WHERE row > ? ORDER BY row LIMIT ?", [_mark(db), size]
            ).fetchall()
            for row, asset_id, kept in rows:
                body = inflate(kept)
                _add(db, asset_id, body, held)
                if row < noted and limits.may_limit(body):
                    limits.note_one(db, row, unpack(body))
            if rows:
                db.execute("INSERT OR REPLACE INTO meta VALUES ('assets', ?)", [str(rows[-1][0])])
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        done += len(rows)
        if len(rows) < size:
            break
        if len(held) > _HELD:
            held.clear()
    return done


def picture_of(db: sqlite3.Connection, asset_id: str) -> str:
    """Return the id by which the picture is called: that of its first member; the id itself when it stands alone."""
    found = db.execute(
        "SELECT first.asset_id FROM asset JOIN asset AS first ON first.id = asset.picture WHERE asset.asset_id = ?",
        [asset_id],
    ).fetchone()
    return str(found[0]) if found else asset_id


def members(db: sqlite3.Connection, asset_id: str) -> list[str]:
    """Return every id of the picture that `asset_id` belongs to, the first first; none when it is not grouped."""
    rows = db.execute(
        "SELECT asset_id FROM asset WHERE picture = (SELECT picture FROM asset WHERE asset_id = ?) ORDER BY id",
        [asset_id],
    ).fetchall()
    return [row[0] for row in rows]


def ties(db: sqlite3.Connection, asset_ids: Iterable[str]) -> list[Tie]:
    """Return why these ids are one picture, the surest first."""
    found = []
    listed = list(asset_ids)
    for asset_id in listed:
        found += db.execute(
            "SELECT a.asset_id, b.asset_id, kind, certainty, evidence FROM asset_link"
            " JOIN asset AS a ON a.id = one JOIN asset AS b ON b.id = other WHERE a.asset_id = ?",
            [asset_id],
        ).fetchall()
    same = set(listed)
    kept = [Tie(*row) for row in found if row[1] in same]
    return sorted(kept, key=lambda tie: (_TRUST[tie.certainty], tie.one, tie.other))


def candidates(db: sqlite3.Connection, record: Record) -> Iterator[tuple[str, Link]]:
    """Yield the ids of pictures that a record which is not in the catalogue shows, with the reason."""
    likeness = likeness_of(record)
    for number in _candidates(db, keys_of(likeness), 0):
        found = _likeness(db, number, {})
        link = compare(likeness, found) if found else None
        if link:
            yield str(db.execute("SELECT asset_id FROM asset WHERE id = ?", [number]).fetchone()[0]), link


def twins(db: sqlite3.Connection, record: Record, known: Iterable[str]) -> list[str]:
    """Return ids with the very words of `record` that something keeps apart from it, such as another photographer."""
    likeness = likeness_of(record)
    apart = []
    for number in _candidates(db, keys_of(likeness), 0):
        found = _likeness(db, number, {})
        if found and found.words == likeness.words and len(found.words) > 4 and compare(likeness, found) is None:
            apart.append(str(db.execute("SELECT asset_id FROM asset WHERE id = ?", [number]).fetchone()[0]))
    return [one for one in apart if one not in set(known)]


def choose(db: sqlite3.Connection, one: str, other: str, same: bool, by: str, at: str, why: str) -> None:
    """Keep what a person says of two ids, and group anew what it touches. The caller holds a transaction."""
    first, second = sorted((one, other))
    db.execute("INSERT INTO asset_choice VALUES (NULL, ?, ?, ?, ?, ?, ?)", [first, second, same, by, at, why])
    numbers = [_number(db, asset_id) for asset_id in (one, other)]
    _regroup(db, [number for number in numbers if number is not None], {})


def choices(db: sqlite3.Connection) -> Iterator[dict[str, str | bool]]:
    """Yield every choice, in the order they were made."""
    for one, other, same, by, at, why in db.execute(
        "SELECT one, other, same, by, at, why FROM asset_choice ORDER BY number"
    ).fetchall():
        yield {"one": one, "other": other, "same": bool(same), "by": by, "at": at, "why": why}


def _mark(db: sqlite3.Connection) -> int:
    found = db.execute("SELECT value FROM meta WHERE name = 'assets'").fetchone()
    return int(found[0]) if found else 0


def _number(db: sqlite3.Connection, asset_id: str) -> int | None:
    found = db.execute("SELECT id FROM asset WHERE asset_id = ?", [asset_id]).fetchone()
    return int(found[0]) if found else None


def _add(db: sqlite3.Connection, asset_id: str, body: str, held: dict[int, Likeness]) -> None:
    if _number(db, asset_id) is not None:
        return
    likeness = likeness_of(unpack(body))
    number = int(db.execute("INSERT INTO asset VALUES (NULL, ?, 0)", [asset_id]).lastrowid or 0)
    db.execute("UPDATE asset SET picture = id WHERE id = ?", [number])
    keys = keys_of(likeness)
    linked = []
    for candidate in _candidates(db, keys, number):
        other = _likeness(db, candidate, held)
        link = compare(likeness, other) if other else None
        if link:
            linked.append((candidate, link))
    db.executemany("INSERT OR IGNORE INTO asset_key VALUES (?, ?)", [(key, number) for key in keys])
    held[number] = likeness
    for candidate, link in linked:
        db.executemany(
            "INSERT INTO asset_link VALUES (?, ?, ?, ?, ?)", [(number, candidate, *link), (candidate, number, *link)]
        )
    chosen = db.execute(
        "SELECT 1 FROM asset_choice WHERE one = ? OR other = ? LIMIT 1", [asset_id, asset_id]
    ).fetchone()
    if linked or chosen:
        _regroup(db, [number], held)


def _candidates(db: sqlite3.Connection, keys: list[int], but: int) -> list[int]:
    """Return the ids that share the most keys, and every one that shares more than a pair of words."""
    if not keys:
        return []
    part = f"SELECT * FROM (SELECT key, asset FROM asset_key WHERE key = ? ORDER BY asset DESC LIMIT {_BUCKET})"
    buckets: dict[int, list[int]] = {}
    for key, number in db.execute(" UNION ALL ".join([part] * len(keys)), keys):
        buckets.setdefault(key, []).append(number)
    shared: Counter[int] = Counter()
    for key, numbers in buckets.items():
        # A pair of words that many captions have says little.
        weight = 100 if not is_pair(key) else 10 if len(numbers) < _BUCKET else 1
        for number in numbers:
            shared[number] += weight
    shared.pop(but, None)
    best = shared.most_common(_CANDIDATES)
    return [number for place, (number, weight) in enumerate(best) if place < 2 or weight >= 20]


def _likeness(db: sqlite3.Connection, number: int, held: dict[int, Likeness]) -> Likeness | None:
    found = held.get(number)
    if found is None:
        row = db.execute(
            "SELECT body FROM asset JOIN record ON record.asset_id = asset.asset_id WHERE asset.id = ? LIMIT 1",
            [number],
        ).fetchone()
        if row is None:
            return None
        found = held[number] = likeness_of(unpack(row[0]))
    return found


def _regroup(db: sqlite3.Connection, numbers: Iterable[int], held: dict[int, Likeness]) -> None:
    """Group anew everything that hangs together with `numbers`: the surest ties first, none over a contradiction.

    The outcome depends on the ties alone, not on the order in which the records came.
    """
    ids: dict[int, str] = {}
    wave = list(numbers)
    while wave:
        number = wave.pop()
        if number in ids:
            continue
        row = db.execute("SELECT asset_id, picture FROM asset WHERE id = ?", [number]).fetchone()
        if row is None:
            continue
        ids[number] = row[0]
        wave += [one for (one,) in db.execute("SELECT other FROM asset_link WHERE one = ?", [number])]
        wave += [one for (one,) in db.execute("SELECT id FROM asset WHERE picture = ?", [row[1]])]
        wave += [
            one
            for (one,) in db.execute(
                "SELECT id FROM asset JOIN asset_choice ON asset_id = other WHERE one = ?"
                " UNION SELECT id FROM asset JOIN asset_choice ON asset_id = one WHERE other = ?",
                [row[0], row[0]],
            )
        ]
    names = {asset_id: number for number, asset_id in ids.items()}
    said = {}  # the last word on two ids counts
    for asset_id in ids.values():
        for one, other, same in db.execute(
            "SELECT one, other, same FROM asset_choice WHERE one = ? ORDER BY number", [asset_id]
        ):
            if other in names:
                said[names[one], names[other]] = bool(same)
    apart = {pair for pair, same in said.items() if not same}
    links = [(-1, "", one, other) for (one, other), same in said.items() if same]
    for number in ids:
        links += [
            (_TRUST[certainty], kind, number, other)
            for other, kind, certainty in db.execute(
                "SELECT other, kind, certainty FROM asset_link WHERE one = ? AND other > ?", [number, number]
            )
            if other in ids and (number, other) not in said and (other, number) not in said
        ]
    # Sorted by the digests, so that the numbers' order is no part of it.
    links.sort(key=lambda link: (link[0], link[1], *sorted((ids[link[2]], ids[link[3]]))))
    group = {number: {number} for number in ids}
    for trust, _, one, other in links:
        left, right = group[one], group[other]
        if left is right or any((a, b) in apart or (b, a) in apart for a in left for b in right):
            continue
        if trust > 0 and len(left) * len(right) <= 400 and _divided(db, left, right, held):
            continue
        left |= right
        for number in right:
            group[number] = left
    for number in ids:
        db.execute(
            "UPDATE asset SET picture = ? WHERE id = ? AND picture <> ?",
            [min(group[number]), number, min(group[number])],
        )


def _divided(db: sqlite3.Connection, left: set[int], right: set[int], held: dict[int, Likeness]) -> bool:
    for a in left:
        for b in right:
            one, other = _likeness(db, a, held), _likeness(db, b, held)
            if one and other and contradict(one, other):
                return True
    return False


def _forget(db: sqlite3.Connection) -> None:
    """Take out the ids that no record has any more; their keys stay behind and lead nowhere."""
    gone = [row[0] for row in db.execute("SELECT asset_id FROM asset_gone")]
    for asset_id in gone:
        if db.execute("SELECT 1 FROM record WHERE asset_id = ?", [asset_id]).fetchone():
            continue
        number = _number(db, asset_id)
        if number is None:
            continue
        left = [one for (one,) in db.execute("SELECT other FROM asset_link WHERE one = ?", [number])]
        left += [one for (one,) in db.execute("SELECT id FROM asset WHERE picture = ?", [number])]
        db.execute("DELETE FROM asset_link WHERE other = ?", [number])
        db.execute("DELETE FROM asset_link WHERE one = ?", [number])
        db.execute("DELETE FROM asset WHERE id = ?", [number])
        for one in left:
            if one != number:
                db.execute("UPDATE asset SET picture = id WHERE id = ? AND picture = ?", [one, number])
        _regroup(db, [one for one in left if one != number], {})
    if gone:
        db.execute("DELETE FROM asset_gone")
