"""Make the full-text index: files of Whoosh 2.7.4 (or a fork that reads them), written by our own segment writer.

Plain Whoosh opens a generation's folder: each scope is two fields, `caption` with stems and `caption_printed` with the
words as they stand and their positions, cut here and parted by spaces; the row is a column, and nothing is stored.
Only this module touches Whoosh, for the table of contents. Whoosh does not sync: `generations` does.
"""

from __future__ import annotations

import json
import subprocess
import warnings
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from indexer.errors import DamagedError
from indexer.search import layout
from indexer.search.backend import Entry
from indexer.search.generations import Generation, Manifest, begin, finish, give_up
from indexer.search.layout import Part
from indexer.search.segment_writer import write_segments
from indexer.search.stem import english_stem
from indexer.search.words import BREAK, SCOPES, STAMP

MOST_PARTS = 8
"""Batches, after which the whole is built anew: merging them would take six times as long."""


def build(
    search: Path, entries: Iterable[Entry], watermark: int, token: str, beside: Sequence[Sequence[str]] = ()
) -> Generation:
    """Build a new generation of all `entries`, in order of their rows, and make it current. Raises OSError.

    `beside` are commands, started first, that write further segments into the folder which they are given as their last
    argument, and print what `show_parts` makes of them.
    """
    folder = begin(search)
    helpers: list[subprocess.Popen[str]] = []
    try:
        for command in beside:
            helpers.append(subprocess.Popen([*command, str(folder)], stdout=subprocess.PIPE, text=True))
        parts = write_segments(folder, entries, english_stem)
        for helper in helpers:
            parts += _read_parts(helper)
        parts.sort(key=lambda part: part.first)
        rows = sum(part.rows for part in parts)
        manifest = Manifest(STAMP, token, watermark, rows, parts=1, dropped=0, segments=[], files={})
        return _finish(search, folder, parts, manifest)
    except BaseException:
        for helper in helpers:
            helper.kill()
            helper.communicate()
        give_up(folder)
        raise


def show_parts(parts: Sequence[Part]) -> str:
    """Return as JSON what a helper of `build` has written."""
    return json.dumps([asdict(part) for part in parts])


def _read_parts(helper: subprocess.Popen[str]) -> list[Part]:
    said, _ = helper.communicate()
    if helper.returncode:
        raise OSError(0, said.strip() or f"a helping process ended with {helper.returncode}")
    return [Part.read(raw) for raw in json.loads(said)]


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
    folder = begin(search, base)
    try:
        try:
            before = [Part.read(raw) for raw in old.segments]
        except (TypeError, ValueError, KeyError) as error:
            raise DamagedError(f"{base.folder}: {type(error).__name__}: {error}") from None
        parts = [_without(part, dropped, folder) for part in before]
        gone = sum(len(part.gone) for part in parts) - sum(len(part.gone) for part in before)
        parts += write_segments(folder, added, english_stem)
        rows = sum(part.rows - len(part.gone) for part in parts)
        manifest = replace(
            old, stamp=STAMP, token=token, watermark=watermark, rows=rows, parts=old.parts + 1,
            dropped=old.dropped + gone,
        )  # fmt: skip
        return _finish(search, folder, parts, manifest, base)
    except BaseException:
        give_up(folder)
        raise


def _without(part: Part, dropped: Sequence[int], folder: Path) -> Part:
    """Return `part` with those of the rows `dropped` that are in it marked as gone."""
    wanted = [row for row in dropped if part.first <= row <= part.last]
    if not wanted:
        return part
    rows = layout.rows_of(part, folder)
    gone = set(part.gone)
    for row in wanted:
        number = bisect_left(rows, row)
        if rows[number] == row:
            gone.add(number)
    return replace(part, gone=tuple(sorted(gone)))


def _finish(
    search: Path, folder: Path, parts: Sequence[Part], manifest: Manifest, base: Generation | None = None
) -> Generation:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # 2.7.4 has code that Python warns of when it compiles it
        _write_contents(folder, parts, manifest.parts)
    return finish(search, folder, replace(manifest, segments=[asdict(part) for part in parts]), base)


def _write_contents(folder: Path, parts: Sequence[Part], number: int) -> None:
    """Write what plain Whoosh opens first; we never do, since it is a pickle."""
    from whoosh import columns, fields
    from whoosh.analysis import SpaceSeparatedTokenizer, StopFilter
    from whoosh.codec.whoosh3 import W3Codec, W3Segment
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import TOC

    analyzer = SpaceSeparatedTokenizer() | StopFilter(stoplist=[BREAK], minsize=1, renumber=False)
    schema = fields.Schema(row=fields.COLUMN(columns.NumericColumn("q")))
    for scope in SCOPES:
        schema.add(scope, fields.TEXT(analyzer=analyzer, phrase=False))
        schema.add(f"{scope}_printed", fields.TEXT(analyzer=analyzer, phrase=True))
    segments = []
    for part in parts:
        identity = part.name.removeprefix(f"{layout.INDEX}_")
        segment = W3Segment(W3Codec(), layout.INDEX, part.rows, identity, set(part.gone) or None)
        segment.compound = True
        segment._fieldlengths = dict(part.lengths)
        segments.append(segment)
    for old in folder.glob("*.toc"):
        old.unlink()
    TOC(schema, segments, number).write(FileStorage(str(folder)), layout.INDEX)
