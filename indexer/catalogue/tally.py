"""The sums of agencies' uses, of which reports are made: kept by `filing`, made anew and compared here."""

from __future__ import annotations

import sqlite3

from indexer.catalogue.tables import TALLIED


def make(db: sqlite3.Connection) -> None:
    """Make the sums anew; the caller holds a transaction."""
    db.execute("DELETE FROM tally")
    db.execute(f"INSERT INTO tally {TALLIED}")


def faults(db: sqlite3.Connection) -> int:
    """Return how many sums are not what counting anew gives."""
    anew = f"SELECT * FROM ({TALLIED})"
    wrong = [f"SELECT * FROM ({one} EXCEPT {other})" for one, other in
             ((anew, "SELECT * FROM tally"), ("SELECT * FROM tally", anew))]  # fmt: skip
    sql = f"SELECT count(*) FROM (SELECT DISTINCT period, term, role FROM ({' UNION ALL '.join(wrong)}))"
    return int(db.execute(sql).fetchone()[0])
