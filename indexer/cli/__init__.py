"""The command line. Every command imports what it needs when it runs, so that the program starts fast."""

from . import checking, indexing, naming, pictures, reading, reporting, rights, searching, stored
from .common import app

__all__ = ["app", "checking", "indexing", "naming", "pictures", "reading", "reporting", "rights", "searching", "stored"]
