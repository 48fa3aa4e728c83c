"""What was found in a file."""

from __future__ import annotations

from typing import NamedTuple

from ..model import Finding


class Checked(NamedTuple):
    """What was found in a document, and how many pictures it has."""

    findings: list[Finding]
    pictures: int
    images: tuple[str, ...] = ()
    """Files of its pictures, and the folder in which they were looked for; what they say counts too."""
