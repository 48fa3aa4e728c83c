"""The command line. Every command imports what it needs when it runs, so that the program starts fast."""

from . import checking, reading, stored
from .common import app

__all__ = ["app", "checking", "reading", "stored"]
