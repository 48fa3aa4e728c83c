"""Files to Findings and back: read, parse, hold against the rules, suppress what is excused, mend what can be mended.

`choice.py` which style and rules, for which path     `excuses.py`  suppressions in the text, and the baseline
`checking.py` one document                            `fixing.py`   fixes, verified and written
`cache.py`  results kept by content                   `requests.py` captions handed over by another program
"""

from .checking import Checked, check_document, check_file
from .choice import Choice, choose
from .credits import print_credit

__all__ = ["Checked", "Choice", "check_document", "check_file", "choose", "print_credit"]
