"""Block to Record: the steps, in order.

1. `find.py` finds the credit in the block; the caption is what remains
2. `parts.py` splits the credit and names its parts; `credit.py` matches them against the table of patterns
3. `dates.py`, `people.py`, `places.py` and `subject.py` read the caption
4. `caption.py` runs the steps and puts the Record together
"""

from .caption import parse_block, parse_caption, parse_document
from .credit import parse_credit

__all__ = ["parse_block", "parse_caption", "parse_credit", "parse_document"]
