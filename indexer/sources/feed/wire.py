"""One picture as a wire sends it, to a Block: what its fields say in Metadata, caption and credit as printed."""

from __future__ import annotations

import html
import re
from typing import Any

from ...model import Block, Kind, Layer, Metadata
from ...text import lazy_pattern
from ..image.times import moment
from ..printed import credit_line, printed

KINDS: dict[str, Kind] = {
    "picture": "photo", "image": "photo", "photo": "photo", "graphic": "graphic", "video": "video",
    "composite": "composite", "animated": "video",
}  # fmt: skip
"""What wires call it, to what it is; what is not here is no picture."""
WITHDRAWN = frozenset(("canceled", "cancelled", "withheld"))
"""Publication states in which nothing may be used: withdrawn for good, or until further notice."""
_TAG = lazy_pattern(r"<[^<>]{0,2000}>")
_SEVERAL = frozenset(("photographers", "keywords", "persons_shown", "organisations"))
_DATES = frozenset(("date_created", "release", "expires"))


class Item:
    """What was said of one picture, field by field, as it comes in."""

    def __init__(self, layer: str) -> None:
        self._layer = layer
        self._raw: list[tuple[str, str, str]] = []
        self.values: dict[str, Any] = {}

    def say(self, field: str, tag: str, value: str) -> None:
        """Take a value: the first one of a field counts, of a list each one once; "" for a field keeps it only."""
        value = plain_words(value)
        if not value:
            return
        self._raw.append((field, tag, value))
        if field in _SEVERAL:
            if value not in self.values.setdefault(field, ()):
                self.values[field] = (*self.values[field], value)
        elif field in _DATES:
            if moment(value):
                self.values.setdefault(field, moment(value))
        elif field:
            self.values.setdefault(field, value)

    def state(self, status: str, tag: str) -> None:
        """Take the publication state; a withdrawn picture is a kill."""
        word = re.split(r"[:/]", status.strip())[-1].lower()
        self.say("", tag, status)
        if word in WITHDRAWN:
            self.values["action"] = "kill"

    def block(
        self, line: int, *, kind: Kind = "photo", image: str = "", title: str = "", published: str = "",
        agencies: tuple[str, ...] = (),
    ) -> Block | None:  # fmt: skip
        """Return the Block, None when nothing was said that a desk could use."""
        caption = self.values.get("description", "")
        line_ = credit_line(caption, self.values.get("credit_line", ""), self.values.get("photographers", ()), agencies)
        if not caption and not line_ and "action" not in self.values:
            return None
        return Block(
            printed(caption, line_),
            line,
            kind=kind,
            headline=self.values.get("headline") if kind == "video" else None,
            image=image,
            metadata=Metadata(**self.values, layers=(Layer(self._layer, tuple(self._raw)),)),
            published=moment(published)[:10] if len(moment(published)) >= 10 else None,
            title=title or None,
        )


def plain_words(text: str) -> str:
    """Return a text without markup, with single blanks.

    >>> plain_words("<p>Foxes &amp; owls</p>"), plain_words("Fog &lt; rain")
    ('Foxes & owls', 'Fog < rain')
    """
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    return " ".join(text.split())
