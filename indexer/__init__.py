"""Photodesk: photo captions and credit lines, read into asset records, searched, counted and checked.

>>> from indexer import parse_credit
>>> [agency.name for agency in parse_credit("Mia Holm/AFP/Getty Images").agencies]
['AFP', 'Getty Images']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Each public name with the module that has it; nothing is imported before it is asked for.
_HOMES = {
    "Catalogue": "catalogue",
    "Credit": "model",
    "Document": "model",
    "Finding": "model",
    "PhotodeskError": "errors",
    "Record": "model",
    "check": "rules",
    "parse_caption": "parse",
    "parse_credit": "parse",
    "parse_document": "parse",
    "read": "sources",
}

__all__ = [
    "Catalogue",
    "Credit",
    "Document",
    "Finding",
    "PhotodeskError",
    "Record",
    "check",
    "parse_caption",
    "parse_credit",
    "parse_document",
    "read",
]

if TYPE_CHECKING:
    from .catalogue import Catalogue
    from .errors import PhotodeskError
    from .model import Credit, Document, Finding, Record
    from .parse import parse_caption, parse_credit, parse_document
    from .rules import check
    from .sources import read


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
