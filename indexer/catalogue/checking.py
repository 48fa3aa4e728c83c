"""Verify a catalogue: the SQLite file, its records, the tables made from them, and the full-text index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from indexer.catalogue import tally
from indexer.catalogue.exact import MARK, terms_of
from indexer.catalogue.fulltext import FOLDER, fits, latest
from indexer.catalogue.packing import unpack
from indexer.catalogue.tables import FILE
from indexer.errors import DamagedError
from indexer.model import Finding, Record


def check(db: sqlite3.Connection, folder: Path) -> Iterator[Finding]:
    """Yield a Finding for each thing that does not hold together.

    IX001 the SQLite file, IX002 a record, IX003 the exact fields of a record, IX004 the full-text index,
    IX005 the sums for reports.
    """
    path = str(folder / FILE)
    for (said,) in db.execute("PRAGMA integrity_check"):
        if said != "ok":
            yield Finding("IX001", f"{said}; restore a copy, or remove the folder and index again", path)
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield Finding("IX001", f"row {row} of {table} points to a missing {parent}; index its document again", path)
    rows = set()
    for row, record_id, body, document in db.execute(
        "SELECT row, record_id, body, path FROM record LEFT JOIN document ON id = document ORDER BY row"
    ):
        rows.add(row)
        try:
            record = unpack(body)
        except ValueError as error:
            yield Finding("IX002", f"record {record_id} cannot be read ({error}); index {document} again", path)
            continue
        for fault in _faults(record, record_id):
            yield Finding("IX002", f"record {record_id}: {fault}; index {document} again", path)
        kept = db.execute(
            "SELECT field, same, key, name, position, role FROM use JOIN term ON term = id"
            " WHERE record = ? AND field <> ?",
            [row, MARK],
        )
        if sorted(kept) != sorted(tuple(term) for term in terms_of(record)):
            yield Finding(
                "IX003", f"record {record_id}: its exact fields are not its own; index {document} again", path
            )
    if many := tally.faults(db):
        yield Finding("IX005", f"{many} sums of the reports are wrong; run `photodesk rebuild`", path)
    yield from _check_index(db, folder, rows)


def _faults(record: Record, record_id: str) -> Iterator[str]:
    if record.record_id != record_id:
        yield f"calls itself {record.record_id}"
    for one in record.evidence:
        if not 0 <= one.start <= one.end <= len(record.text):
            yield f"evidence of {one.field} lies outside the text ({one.start} to {one.end})"


def _check_index(db: sqlite3.Connection, folder: Path, rows: set[int]) -> Iterator[Finding]:
    from indexer.search.block_index import BlockIndex
    from indexer.search.generations import find_faults

    def finding(said: str) -> Finding:
        return Finding("IX004", f"{said}; run `photodesk rebuild`", str(folder / FOLDER))

    try:
        index = BlockIndex(folder / FOLDER)
    except DamagedError as error:
        yield finding(str(error))
        return
    try:
        manifest = index.manifest
        for fault in find_faults(index.generation):
            yield finding(fault)
        if not fits(db, index.generation):
            yield finding("belongs to another state of the catalogue")
        elif manifest.watermark != latest(db):
            yield finding(f"ends at change {manifest.watermark} of {latest(db)}")
        else:
            found = list(index.rows())
            if len(found) != manifest.rows:
                yield finding(f"{len(found)} records, should have {manifest.rows}")
            if missing := rows.difference(found):
                yield finding(f"{len(missing)} records are missing, such as row {min(missing)}")
            if extra := set(found) - rows:
                yield finding(f"{len(extra)} records are not in the catalogue, such as row {min(extra)}")
    except DamagedError as error:
        yield finding(str(error))
    finally:
        index.close()
