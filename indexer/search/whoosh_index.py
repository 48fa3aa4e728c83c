"""The full-text index in Whoosh 2.7.4 (or a fork that reads its files); nothing else touches Whoosh.

Words are cut, folded and stemmed here, and Whoosh is given them with spaces between, so that plain Whoosh
opens these files. Each scope is two fields: stems, ranked, and the words as printed, with their positions, for
phrases and prefixes. The row number is the only thing stored, as a column. Ways around Whoosh's faults:
no `refresh()`, no numeric range, no `Require`, no `AndNot`, no stock `optimize`, the Snowball stemmer, our own syncing.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from indexer.errors import DamagedError
from indexer.search.backend import Entry, Match, halves
from indexer.search.generations import Generation, Manifest, begin, finish, give_up, read_current
from indexer.search.query import And, Node, Or, Words
from indexer.search.words import ANYWHERE, BREAK, SCOPES, VERSION, WORD, Stem, cut

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # 2.7.4 has code that Python warns of when it compiles it, at the first import
    from whoosh import fields, query
    from whoosh.analysis import SpaceSeparatedTokenizer
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.filedb.filestore import FileStorage
    from whoosh.lang.snowball.english import EnglishStemmer

STAMP = f"whoosh-w3/{crc32(repr((VERSION, SCOPES, WORD.pattern)).encode()):08x}"
MOST_PARTS = 8
"""Segments, after which the whole is built anew: merging them would take six times as long."""


@cache
def english_stem() -> Stem:
    """Return the stemmer: a folded word → what its forms have in common.

    >>> [english_stem()(word) for word in ("running", "runs", "stopped")]
    ['run', 'run', 'stop']
    """
    stem: Stem = cache(EnglishStemmer().stem)
    return stem


class WhooshIndex:
    """A Backend on one generation; sees that generation for as long as it is open."""

    def __init__(self, search: Path) -> None:
        """Open the current generation below `search`. Raises DamagedError when it is not whole or not of this stamp."""
        self.generation = read_current(search)
        self.manifest = self.generation.manifest
        if self.manifest.stamp != STAMP:
            raise DamagedError(f"{self.generation.folder}: made by another version ({self.manifest.stamp})")
        self._stem = english_stem()
        try:
            self._searcher = _open(self.generation.folder).searcher()
            reader = self._searcher.reader()
            self._numbers = reader.column_reader("row") if reader.doc_count_all() else ()
        except Exception as error:  # a damaged index fails in any way
            raise DamagedError(f"{self.generation.folder}: {type(error).__name__}: {error}") from None

    def search(self, query: Node, limit: int | None = None) -> list[Match]:
        """Return the best `limit` matches (None: all), best first, equal ones by row."""
        try:
            there, absent = self._halves(query)
            found = self._searcher.search(there, limit=limit, mask=absent)
            # Whoosh keeps the first of equal ones, and document numbers ascend with rows.
            matches = [Match(int(self._numbers[number]), score) for score, number in found.top_n]
        except Exception as error:
            raise self._broken(error) from None
        matches.sort(key=lambda match: (-match.score, match.row))
        return matches

    def count(self, query: Node) -> int:
        """Return how many rows match."""
        try:
            there, absent = self._halves(query)
            left_out = set(self._searcher.docs_for_query(absent)) if absent else ()
            return sum(1 for number in self._searcher.docs_for_query(there) if number not in left_out)
        except Exception as error:
            raise self._broken(error) from None

    def rows(self) -> Iterable[int]:
        """Yield the number of every row that is in the index."""
        try:
            return [int(self._numbers[number]) for number in self._searcher.reader().all_doc_ids()]
        except Exception as error:
            raise self._broken(error) from None

    def close(self) -> None:
        """Let go of the files."""
        self._searcher.close()

    def _broken(self, error: Exception) -> DamagedError:
        return DamagedError(f"{self.generation.folder}: {type(error).__name__}: {error}")

    def _halves(self, node: Node) -> tuple[Any, Any]:
        """Return what must be there and what must not: Whoosh's own AndNot lets the first match through."""
        there, absent = halves(node)
        left_out = query.Or([self._compile(part) for part in absent]) if absent else None
        return self._compile(there[0] if len(there) == 1 else And(tuple(there))), left_out

    def _compile(self, node: Node) -> Any:
        match node:
            case Words():
                scopes = (node.scope,) if node.scope else ANYWHERE
                found = [self._words(node, scope) for scope in scopes]
                return found[0] if len(found) == 1 else query.Or(found)
            case Or(parts):
                return query.Or([self._compile(part) for part in parts])
            case And(parts):
                return query.And([self._compile(part) for part in parts])
        raise TypeError(f"no question for a full-text index: {node}")

    def _words(self, node: Words, scope: str) -> Any:
        if not node.exact:
            return query.Term(scope, self._stem(node.words[0]))
        printed = f"{scope}_printed"
        if node.prefix and len(node.words) == 1:
            return query.Prefix(printed, node.words[0])
        if not node.prefix:
            return _phrase(printed, node.words)
        reader = self._searcher.reader()
        begun = [word.decode() for word in reader.expand_prefix(printed, node.words[-1])]
        return query.Or([_phrase(printed, (*node.words[:-1], word)) for word in begun])


def build(search: Path, entries: Iterable[Entry], watermark: int, token: str) -> Generation:
    """Build a new generation of all `entries`, in order of their rows, and make it current. Raises OSError."""
    return _write(search, None, entries, (), watermark, token)


def update(
    search: Path, base: Generation, added: Sequence[Entry], dropped: Sequence[int], watermark: int, token: str
) -> Generation | None:
    """Make a generation out of `base`, without the rows `dropped` and with those `added`, and make it current.

    None when building anew is the better way: many segments, many deletions, or as much new as old.
    Raises DamagedError when `base` cannot be read, OSError.
    """
    old = base.manifest
    if old.parts >= MOST_PARTS or len(added) * 2 > old.rows or (old.dropped + len(dropped)) * 20 > old.rows:
        return None
    return _write(search, base, added, dropped, watermark, token)


def _write(
    search: Path, base: Generation | None, added: Iterable[Entry], dropped: Sequence[int], watermark: int, token: str
) -> Generation:
    folder = begin(search, base)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            total, gone = _fill(folder, base, added, dropped)
        (folder / "MAIN_WRITELOCK").unlink(missing_ok=True)
        shutil.rmtree(folder / "MAIN.tmp", ignore_errors=True)
        manifest = Manifest(STAMP, token, watermark, total)
        if base is not None:
            old = base.manifest
            manifest = replace(manifest, parts=old.parts + 1, dropped=old.dropped + gone)
        return finish(search, folder, manifest, base)
    except BaseException as error:
        give_up(folder)
        if base is not None and isinstance(error, Exception) and not isinstance(error, OSError):
            raise DamagedError(f"{base.folder}: {type(error).__name__}: {error}") from None
        raise


def _fill(folder: Path, base: Generation | None, added: Iterable[Entry], dropped: Sequence[int]) -> tuple[int, int]:
    """Write the engine's files; return how many rows there are then, and how many went."""
    whole = _open(folder) if base else FileStorage(str(folder), supports_mmap=True).create_index(_schema(), "MAIN")
    stem = english_stem()
    writer = whole.writer(codec=W3Codec(), limitmb=256)
    try:
        gone = 0
        if dropped:
            with writer.searcher() as searcher:
                gone = sum(writer.delete_by_term("row", row, searcher=searcher) for row in dropped)
        for entry in added:
            given: dict[str, Any] = {"row": entry.row}
            for scope, text in entry.texts.items():
                found = cut(text)
                given[scope] = " ".join([stem(word) for word in found if word != BREAK])
                given[f"{scope}_printed"] = " ".join(found)
            writer.add_document(**given)
        writer.commit(merge=False)
    except BaseException:
        writer.cancel()
        raise
    total = whole.doc_count()
    whole.close()
    return total, gone


def _open(folder: Path) -> Any:
    return FileStorage(str(folder), supports_mmap=True).open_index("MAIN")


def _phrase(field: str, words: Sequence[str]) -> Any:
    return query.Term(field, words[0]) if len(words) == 1 else query.Phrase(field, list(words))


def _schema() -> Any:
    spaced = SpaceSeparatedTokenizer()
    schema = fields.Schema(row=fields.NUMERIC(int, bits=64, signed=True, shift_step=0, sortable=True))
    for scope in SCOPES:
        schema.add(scope, fields.TEXT(analyzer=spaced, phrase=False))
        schema.add(f"{scope}_printed", fields.TEXT(analyzer=spaced, phrase=True))
    return schema
