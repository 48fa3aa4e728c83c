"""Whether a person whom a caption names is in the picture, or only spoken of."""

from __future__ import annotations

from typing import Protocol

from ..vocab.captions import MENTION, PICTURE, VERB, words_of
from .person_names import Run
from .positions import Mark
from .surroundings import Surroundings

PLACE_LEADS = frozenset(
    {
        "in",
        "at",
        "near",
        "outside",
        "inside",
        "im",
        "en",
        "à",
        "aux",
        "dans",
        "em",
        "nel",
        "i",
        "beim",
        "am",
        "across",
        "around",
        "within",
    }
)
_AND = frozenset({"and", "&", "und", "et", "y", "e", "og", "och", "en", "vs"})
"""Words in front of a place, hardly ever of a person."""


class _Before(Protocol):
    """The person named before, in the same sentence."""

    @property
    def shown(self) -> bool: ...

    @property
    def stop(self) -> int: ...


def is_shown(
    around: Surroundings, run: Run, link: str, first: int, zone: bool, sentence: int, mark: Mark | None, owner: bool,
    previous: _Before | None, in_order: bool, stop: int,
) -> tuple[bool, str]:  # fmt: skip
    f, words = around.f, around.words
    before = f.low[first - 2] if first >= 2 else ""
    following = f.low[stop] if stop < len(words) else ""
    if following in "([" and following and stop + 1 < len(words):
        inside = f.low[stop + 1 : stop + 4]
        if inside[0] in words_of("unseen") or inside[:2] in (
            ["not", "pictured"],
            ["not", "seen"],
            ["not", "shown"],
        ):
            return False, "unseen"
    if owner:
        return False, "possessive"
    if link == "as" and not (following and f.flags[stop] & VERB and words[stop][0].islower()):
        return False, "as"
    if mark or in_order:
        return True, "name-and-position"
    if sentence > around.main:
        return False, "later-sentence"
    if first in around.bracketed or run.first in around.bracketed:
        opener = around.bracketed.get(run.first, 0)
        inside = f.low[opener + 1 : opener + 3]
        if not any(w in ("pictured", "left", "from", "l-r", "seen") for w in inside):
            return False, "in-brackets"
    if link == "of" or link in ("de", "von", "du", "del", "des", "da", "do", "di", "av", "af"):
        head = f.low[max(0, first - 5) : first - 1]
        n_head = first - 1
        if any(f.flags[k] & PICTURE for k in range(max(0, first - 5), n_head)) or any("photo" in w for w in head):
            return (True, "picture-of") if first <= 14 and sentence <= around.main else (False, "of")
        if any(f.flags[k] & PICTURE for k in range(min(n_head, 4))) and "dated" in f.low[:n_head]:
            return True, "picture-of"
        if link == "of" or not run.titled:
            return False, "of"
    if link == "by":
        return (True, "by") if before in words_of("by_shown") else (False, "by")
    if link == "pelo" and before in words_of("by_shown"):
        return True, "by"
    if link == "to" and any(w in words_of("to_mention") for w in f.low[max(0, first - 4) : first - 1]):
        return False, "to"
    if link in ("with", "mit", "avec", "con") and before in (
        "interview",
        "linked",
        "associated",
        "solidarity",
        "deal",
    ):
        return False, "with"
    numbered = around.has_number(stop)
    if zone and not numbered:
        return False, "aside"
    small = f.low[first - 1] if first else ""
    small_flag = f.flags[first - 1] if first else 0
    spoken_of = link == small and small_flag & MENTION and link not in ("of", "by", "as", "de", "von", "du", "del")
    if link and spoken_of and not numbered:
        return False, f"behind-{link}" if link.isalpha() else "aside"
    if link in PLACE_LEADS and not numbered:
        return False, f"behind-{link}"
    if link in (",", "and", "&", "und", "et", "y", "e", "og") and previous is not None and not previous.shown:
        gap = range(previous.stop, first)
        if not any(f.flags[k] & VERB and words[k][0].islower() for k in gap) and len(gap) <= 12:
            return False, "list-of-mentioned"
    return True, "name"
