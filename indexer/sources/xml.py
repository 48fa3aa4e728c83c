"""XML to a plain tree: no document type, no entities, no network, no depth without end; each element knows its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..errors import SourceError

DEEPEST = 200
"""Elements inside each other; feeds have a dozen."""
_SEAM = "|"
"""Between namespace and name; no name of XML has it, and the last one counts."""
MOST = 2_000_000
"""Elements of one file."""


@dataclass(slots=True)
class Element:
    """One element: `tag` without its namespace, `space` the namespace's URI."""

    tag: str
    space: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    """Its own text, without that of the elements in it."""

    def all(self, *path: str) -> Iterator[Element]:
        """Yield the elements at a path of tags below this one, whatever their namespace."""
        level = [self]
        for tag in path:
            level = [child for one in level for child in one.children if child.tag == tag]
        yield from level

    def first(self, *path: str) -> Element | None:
        """Return the first element at a path."""
        return next(self.all(*path), None)

    def said(self, *path: str) -> str:
        """Return the text of the first element at a path, with single blanks; empty for none."""
        one = self.first(*path)
        return one.text() if one else ""

    def text(self) -> str:
        """Return the text in this element and the elements in it."""
        if not self.children:
            return " ".join("".join(self.pieces).split())
        found: list[str] = []
        stack: list[Element | str] = [self]
        while stack:
            one = stack.pop()
            if isinstance(one, str):
                found.append(one)
                continue
            # Text that stands between elements comes before them: close enough for a caption, exact for plain text.
            stack.extend(reversed(one.children))
            stack.append("".join(one.pieces) + " ")
        return " ".join("".join(found).split())

    def below(self, tag: str) -> Iterator[Element]:
        """Yield every element of this tag, at any depth, in document order."""
        stack = [self]
        while stack:
            one = stack.pop()
            if one.tag == tag:
                yield one
            stack.extend(reversed(one.children))


def parse(content: bytes, path: str) -> Element:
    """Return the root element. Raises SourceError for what is no well-formed XML, and for XML with a document type.

    >>> parse(b"<a x='1'><b>fox</b></a>", "a.xml").said("b")
    'fox'
    >>> parse(b"<!DOCTYPE a><a/>", "a.xml")
    Traceback (most recent call last):
    indexer.errors.SourceError: a.xml:1: XML with a document type is not read; leave it out, or send it without
    """
    from xml.parsers import expat

    parser = expat.ParserCreate(namespace_separator=_SEAM)
    parser.buffer_text = True
    root: list[Element] = []
    stack: list[Element] = []
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) >= DEEPEST or count > MOST:
            limit = f"{DEEPEST} elements inside each other" if len(stack) >= DEEPEST else f"{MOST:,} elements"
            raise SourceError(f"{path}:{parser.CurrentLineNumber}: over {limit}; no feed is so, leave it out")
        space, _, tag = name.rpartition(_SEAM)
        bare = {key.rpartition(_SEAM)[2]: value for key, value in attributes.items()}
        one = Element(tag, space, bare, parser.CurrentLineNumber)
        (stack[-1].children if stack else root).append(one)
        stack.append(one)

    def end(_: str) -> None:
        stack.pop()

    def text(words: str) -> None:
        if stack:
            stack[-1].pieces.append(words)

    def refuse(*_: Any) -> int:
        where = f"{path}:{parser.CurrentLineNumber}"
        raise SourceError(f"{where}: XML with a document type is not read; leave it out, or send it without")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        said = expat.errors.messages.get(error.code, "damaged")
        raise SourceError(f"{path}:{error.lineno}: not well-formed XML ({said}); send it again") from None
    except (ValueError, LookupError) as error:
        raise SourceError(f"{path}: not well-formed XML ({error}); send it again") from None
    return root[0]
