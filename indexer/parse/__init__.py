"""Block to Record: the steps, in order.

1. `find.py` finds the credit in the block, by the forms of `labelled.py`, `bracketed.py`, `ending.py`, `opening.py`;
   the caption is what remains
2. `credit.py` takes off what stands around it; `parts.py` splits it and names the parts; `chain.py` matches them
   against the table of `patterns.py`; `fields.py` reconciles what files tell in fields
3. `dates.py`, `people.py`, `places.py` and `subject.py` read the caption
4. `caption.py` runs the steps and puts the Record together
"""

from .caption import parse_block, parse_caption, parse_document
from .credit import parse_credit

__all__ = ["parse_block", "parse_caption", "parse_credit", "parse_document"]
