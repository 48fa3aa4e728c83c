"""Files to Findings and back: read, parse, hold against the rules, suppress what is excused, mend what can be mended.

`choice.py` which style and rules, for which path     `excuses.py`  suppressions in the text, and the baseline
`checking.py` one document, every fix tried           `fixing.py`   fixes put into the file
`cache.py`  results kept by content, many files       `requests.py` captions handed over by another program
`credits.py` who is credited; other houses' print     `results.py`  what was found in a file

Nothing is imported here: a command whose results are kept pays for no reader and no rule.
"""
