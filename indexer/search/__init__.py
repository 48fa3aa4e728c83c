"""Find records: a small query language, the words it looks for, and the index that answers.

`fields` is the one table of search fields, `query` reads what a person typed, `words` cuts text into what is
compared, `backend` says what a full-text index must do. `whoosh_index` and `scan` do it.
"""

from __future__ import annotations

from indexer.search.fields import FIELDS, Field
from indexer.search.query import parse_query

__all__ = ["FIELDS", "Field", "parse_query"]
