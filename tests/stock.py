"""Stock Whoosh, writing and searching: what our own writer and reader must agree with."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh import query
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.filedb.filestore import FileStorage

from indexer.search.backend import Entry, halves
from indexer.search.query import And, Node, Or, Words
from indexer.search.stem import english_stem
from indexer.search.words import ANYWHERE, BOOSTS, BREAK, cut


def write(folder: Path, schema: Any, entries: Iterable[Entry], **options: Any) -> Any:
    """Write `entries` with Whoosh's own writer into `folder` and return the index."""
    folder.mkdir()
    index = FileStorage(str(folder)).create_index(schema, "MAIN")
    writer = index.writer(codec=W3Codec(), **options)
    for entry in entries:
        writer.add_document(**fields_of(entry))
    writer.commit()
    return index


def fields_of(entry: Entry) -> dict[str, Any]:
    """Return the fields of an entry as stock Whoosh is given them: words with spaces between."""
    given: dict[str, Any] = {"row": entry.row}
    for scope, text in entry.texts.items():
        found = cut(text)
        given[scope] = " ".join([english_stem(word) for word in found if word != BREAK])
        given[f"{scope}_printed"] = " ".join(found)
    return given


def opened(folder: Path) -> Any:
    """Open the Whoosh index in `folder`."""
    return FileStorage(str(folder)).open_index("MAIN")


def search(index: Any, tree: Node, limit: int | None = None) -> list[tuple[float, int]]:
    """Return what stock Whoosh finds for `tree`: score and row, best first, equal ones by row."""
    with index.searcher() as searcher:
        there, absent = halves(tree)
        left_out = query.Or([compiled(part) for part in absent]) if absent else None
        found = searcher.search(compiled(And(tuple(there))), limit=limit, mask=left_out)
        rows = searcher.reader().column_reader("row")
        return sorted(((score, int(rows[number])) for score, number in found.top_n), key=lambda one: (-one[0], one[1]))


def compiled(node: Node) -> Any:
    """Return Whoosh's query for `node`."""
    match node:
        case Words():
            found = [
                _words(node, scope, 1.0 if node.scope else BOOSTS[scope])
                for scope in ((node.scope,) if node.scope else ANYWHERE)
            ]
            return found[0] if len(found) == 1 else query.Or(found)
        case Or(parts):
            return query.Or([compiled(part) for part in parts])
        case And(parts):
            return compiled(parts[0]) if len(parts) == 1 else query.And([compiled(part) for part in parts])
    raise TypeError(f"no question for a full-text index: {node}")


def _words(node: Words, scope: str, boost: float) -> Any:
    if not node.exact:
        return query.Term(scope, english_stem(node.words[0]), boost=boost)
    printed = f"{scope}_printed"
    if node.prefix:
        assert len(node.words) == 1
        return query.Prefix(printed, node.words[0], boost=boost)
    if len(node.words) == 1:
        return query.Term(printed, node.words[0], boost=boost)
    return query.Phrase(printed, list(node.words), boost=boost)
