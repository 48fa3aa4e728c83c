"""Feeds and wires to Documents, as they lie in a drop folder: Media RSS, Atom, NewsML-G2, ninjs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...model import Document
from ...text import lazy_pattern
from ..plain import decode
from ..reader import Original, Skip, Wish
from ..xml import parse
from . import newsml, ninjs, syndication

SUFFIXES = (".xml", ".rss", ".atom")
LIMIT = 64 * 1024 * 1024
"""Bytes of the longest feed that is read; it is held in memory whole."""

_XML = lazy_pattern(r"\s*(?:<\?[^>]{0,300}\?>\s*|<!--.{0,3000}?-->\s*)*<(?:[\w.-]{1,40}:)?([\w.-]{1,60})", re.DOTALL)
_SYNDICATED = frozenset(("rss", "feed", "RDF"))
_KEY = lazy_pattern(
    r'"(pub[sS]tatus|renditions|version[cC]reated|associations|infoSources|usage[tT]erms|description_caption|bodies'
    r'|first[cC]reated|standard)"\s*:'
)


def suits(path: Path, head: bytes) -> bool:
    """Say whether the file is a feed or wire item, from its root element or its first keys.

    >>> suits(Path("a"), b'<?xml version="1.0"?><rss version="2.0">'), suits(Path("a.xml"), b"<invoice/>")
    (True, False)
    >>> suits(Path("a.json"), b'{"uri": "urn:1", "pubStatus": "usable"}'), suits(Path("a.json"), b'{"caption": ""}')
    (True, False)
    """
    if head.startswith((b"PK", b"\xff\xd8", b"\x89PNG", b"%PDF")):
        return False
    text = decode(head).lstrip()
    suffix = path.suffix.lower()
    if text.startswith("<"):
        root = _XML.match(text)
        # Other XML is none of ours; XML without a root element is damaged, and said to be so.
        return (root[1] in _SYNDICATED or root[1] in newsml.ROOTS) if root else suffix in SUFFIXES
    if suffix in SUFFIXES:
        return True
    if not text.startswith("{") or suffix not in ("", ".json", ".ninjs", ".txt"):
        return False
    keys = set(_KEY.findall(text))
    return '"ninjs' in text.lower() or "/ninjs" in text.lower() or ('"uri"' in text and bool(keys)) or len(keys) > 1


def read(original: Original, wish: Wish) -> Iterator[Document]:
    """Yield the one Document of a feed, a Block for each picture. Raises SourceError when it cannot be read."""
    content = original.whole(LIMIT, "feed")
    text = decode(content[:4096]).lstrip()
    title = ""
    if text.startswith("{"):
        value = _json(content, original.path)
        blocks = list(ninjs.blocks(value))
        title = ninjs.headline_of(value)
    else:
        root = parse(content, original.path)
        if root.tag in newsml.ROOTS:
            blocks = list(newsml.blocks(root))
        elif root.tag in _SYNDICATED:
            blocks = list(syndication.blocks(root))
            title = root.said("channel", "title") or root.said("title")
        else:
            raise SourceError(
                f"{original.path}:{root.line}: <{root.tag[:40]}> is no feed that is read; "
                "Photodesk reads RSS, Atom and NewsML-G2"
            )
    yield Document(original.path, tuple(blocks), title or None, wish.published, hashlib.sha256(content).hexdigest())
    if not blocks:
        wish.tell(Skip(original.path, "a feed without a picture that has a caption or credit; nothing to read"))


def _json(content: bytes, path: str) -> Any:
    try:
        return json.loads(decode(content))
    except (ValueError, RecursionError) as error:
        where = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise SourceError(f"{path}{where}: not JSON; send it again") from None
