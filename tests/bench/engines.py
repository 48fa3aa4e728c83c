"""Other engines on the same records, beside which bench_search.py measures: stock Whoosh, SQLite FTS5 and tantivy.

Each writes what it needs to find what the mix of queries asks for, and gives back a function that answers one of them:
the first ten, fetched. Stock Whoosh searches the very files that our writer made, which it can open, and for exact
fields an index of its own.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import stock

from indexer.catalogue.packing import pack, unpack, unpack_plain
from indexer.catalogue.tables import connect
from indexer.model import Record
from indexer.search.backend import Entry
from indexer.search.excerpts import make_hit, words_of
from indexer.search.generations import read_current
from indexer.search.query import Words, parse_query
from indexer.search.whoosh_index import build
from indexer.search.words import ANYWHERE, key, scopes, words

Ask = Callable[[str], object]
SCOPES = ("caption", "credit", "about")


def entries_of(some: Iterable[Record]) -> list[Entry]:
    """Return what an index takes in of records."""
    return [Entry(number, scopes(unpack_plain(pack(record)))) for number, record in enumerate(some, 1)]


def write_stock(folder: Path, given: Sequence[Entry]) -> None:
    """Write with stock Whoosh what our writer writes."""
    schema = stock.opened(build(folder.with_name("schema"), given[:1], 1, "t").folder).schema
    stock.write(folder, schema, given, limitmb=2048)


def write_stock_exact(folder: Path, some: Iterable[Record]) -> None:
    """Write with stock Whoosh the exact fields that the mix asks for: agency, photographer and day."""
    from whoosh import fields
    from whoosh.filedb.filestore import FileStorage

    schema = fields.Schema(
        row=fields.STORED, agency=fields.KEYWORD(commas=True), photographer=fields.ID(),
        day=fields.NUMERIC(int, 32, signed=True, sortable=True),
    )  # fmt: skip
    folder.mkdir()
    writer = FileStorage(str(folder)).create_index(schema, "MAIN").writer(limitmb=1024)
    for row, record in enumerate(some, 1):
        writer.add_document(
            row=row, agency=",".join(key(one.name) for one in record.credit.agencies),
            photographer=key(record.credit.photographers[0].name),
            day=int((record.published or "").replace("-", "")),
        )  # fmt: skip
    writer.commit()


@contextmanager
def ask_stock(index: Path, exact: Path) -> Iterator[Ask]:
    """Give what answers with stock Whoosh: words from the files of the index at `index`, the others from `exact`."""
    db = connect(index, False)
    with (
        stock.opened(read_current(index / "search").folder).searcher() as wordy,
        stock.opened(exact).searcher() as named,
    ):
        rows = wordy.reader().column_reader("row")

        def fetched(row: int, text: str) -> object:
            body = db.execute("SELECT body FROM record WHERE row = ?", [row]).fetchone()[0]
            return make_hit(unpack(body), 0.0, [] if ":" in text else list(words_of(parse_query(text))))

        def ask(text: str) -> object:
            wanted, order = _stock_query(text)
            if ":" in text:
                return [fetched(hit["row"], text) for hit in named.search(wanted, limit=10, **order)]
            return [fetched(int(rows[hit.docnum]), text) for hit in wordy.search(wanted, limit=10)]

        yield ask
    db.close()


def _stock_query(text: str) -> tuple[Any, dict[str, Any]]:
    """Return Whoosh's query for one of the bench's, and how it is to be sorted."""
    from whoosh import query

    if text.startswith("by:"):
        return query.Term("photographer", key(text[3:])), {}
    if text.startswith("agency:"):
        agency, dates = text[7:].split(" published:")
        first, last = dates.split()[0].split("..")
        span = query.NumericRange("day", int(first.replace("-", "") + "01"), int(last.replace("-", "") + "31"))
        return query.And([query.Term("agency", key(agency)), span]), {"sortedby": "day", "reverse": True}
    tree = parse_query(text)
    if isinstance(tree, Words) and tree.near:
        return query.Or([query.FuzzyTerm(f"{scope}_printed", tree.words[0]) for scope in ANYWHERE]), {}
    return stock.compiled(tree), {}


def write_fts(path: Path, given: Iterable[Entry]) -> None:
    """Write the same texts into SQLite's own full-text index."""
    db = sqlite3.connect(path)
    db.execute("CREATE VIRTUAL TABLE record USING fts5 (caption, credit, about, tokenize = 'porter unicode61')")
    rows = ((entry.row, *(entry.texts.get(scope, "") for scope in SCOPES)) for entry in given)
    db.executemany("INSERT INTO record (rowid, caption, credit, about) VALUES (?, ?, ?, ?)", rows)
    db.commit()
    db.close()


@contextmanager
def ask_fts(path: Path) -> Iterator[Ask]:
    """Give what answers with FTS5; a word with a letter too few it cannot find, so that near words are left out."""
    db = sqlite3.connect(path)
    sql = "SELECT rowid, caption, credit, about FROM record WHERE record MATCH ? ORDER BY rank LIMIT 10"
    yield lambda text: db.execute(sql, [_fts_query(text)]).fetchall()
    db.close()


def _fts_query(text: str) -> str:
    if text.endswith("*"):
        return f'"{words(text)[0]}" *'
    return f'"{" ".join(words(text))}"' if text.startswith('"') else " ".join(f'"{word}"' for word in words(text))


def write_tantivy(folder: Path, given: Iterable[Entry]) -> None:
    """Write the same texts with tantivy, as many threads as it likes."""
    import tantivy

    folder.mkdir()
    schema = tantivy.SchemaBuilder().add_integer_field("row", stored=True)
    for scope in SCOPES:
        schema = schema.add_text_field(scope, stored=True, tokenizer_name="en_stem")
    index = tantivy.Index(schema.build(), path=str(folder))
    writer = index.writer(heap_size=512_000_000)
    rest = iter(given)
    while some := list(islice(rest, 10_000)):
        for entry in some:
            document = tantivy.Document(row=entry.row)
            for scope in SCOPES:
                document.add_text(scope, entry.texts.get(scope, ""))
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


@contextmanager
def ask_tantivy(folder: Path) -> Iterator[Ask]:
    """Give what answers with tantivy."""
    import tantivy

    index = tantivy.Index.open(str(folder))
    searcher, schema = index.searcher(), index.schema
    either = tantivy.Occur.Should

    def ask(text: str) -> object:
        word = re.sub(r"[~*]$", "", text)
        if text.endswith("*"):
            some = [tantivy.Query.regex_query(schema, scope, re.escape(word) + ".*") for scope in SCOPES]
            wanted = tantivy.Query.boolean_query([(either, one) for one in some])
        elif text.endswith("~"):
            some = [tantivy.Query.fuzzy_term_query(schema, scope, word) for scope in SCOPES]
            wanted = tantivy.Query.boolean_query([(either, one) for one in some])
        else:
            wanted = index.parse_query(text, list(SCOPES), conjunction_by_default=True)
        return [searcher.doc(address).to_dict() for _, address in searcher.search(wanted, 10).hits]

    yield ask
