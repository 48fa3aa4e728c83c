"""A process that writes part of a full-text index beside the one that builds it:

    python -m indexer.catalogue.part INDEX FIRST LAST FOLDER

indexes the records of rows FIRST to LAST into FOLDER and prints what it wrote. The caller holds the write lock.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from indexer.catalogue.fulltext import entries
from indexer.catalogue.tables import connect
from indexer.search.segment_writer import write_segments
from indexer.search.stem import english_stem
from indexer.search.whoosh_index import show_parts


def main(index: str, first: str, last: str, folder: str) -> int:
    """Write the part and print it; on a fault of the disk, print that and return 1."""
    try:
        with closing(connect(Path(index), write=False)) as db:
            found = entries(db, "row BETWEEN ? AND ?", [int(first), int(last)])
            print(show_parts(write_segments(Path(folder), found, english_stem)))
    except OSError as error:
        print(error.strerror or str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
