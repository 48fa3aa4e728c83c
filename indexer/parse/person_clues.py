"""What makes a person of a name: title, position, age, verbs and lists around it, and what speaks against it."""

from __future__ import annotations

from typing import NamedTuple

from ..vocab.captions import ADJECTIVE, CLASSES, DEMONYM, DOUBTFUL, FAMILY, GIVEN, ORG, SURNAME, TITLE, VERB, words_of
from ..vocab.gazetteer import demonym, find, is_place
from .person_names import Run, may_be_name
from .positions import Mark, mark_behind
from .roles import apposition
from .shown import PLACE_LEADS
from .surroundings import AND, Surroundings
from .words import CAPITAL, SMALL


class Found(NamedTuple):
    """A person as found: words `first` to before `stop`, and the name's own characters."""

    name: str
    first: int
    start: int
    end: int
    stop: int
    role: tuple[int, int] | None
    mark: Mark | None
    shown: bool
    sure: bool
    sentence: int
    pattern: str
    pictured: bool = False


_WEIGHT = {
    "title": 2, "mark": 2, "age": 2, "order": 2, "apposition": 2, "owned": 1,
    "list": 1, "verb": 1, "colon": 1, "family": 1, "surname": 1, "compound": 1,
}  # fmt: skip
"""What each thing around a name is worth; a doubtful name needs 2."""
_LIST_LINKS = AND | {",", "with", "mit", "avec", "con"}
_OPENS = frozenset((",", "(", "[", "to", "on", "at", "as", "of", "from"))
"""What an apposition or a mark behind a name begins with, if not with a title."""
_OPEN_LINKS = frozenset(("", ":", ","))
"""Marks in front of a name that leave open whether it is a person's."""
_SMALL_TITLE = SMALL | TITLE
_BE = frozenset(("is", "was", "are", "were"))
_OF_PLACE = frozenset(("of", "from", "in"))
_ARTICLES = frozenset(("the", "der", "die", "das"))


class Clues(Surroundings):
    """The surroundings of a caption, weighed for one name at a time."""

    def behind(self, run: Run) -> tuple[tuple[int, int] | None, Mark | None]:
        """The apposition and the mark of position behind a name, in either order; a part that is played in between."""
        words, low = self.words, self.f.low
        stop = run.stop
        if self.f.owner[run.name[-1]] or self._nothing_follows(stop):
            return None, None
        stop = self.behind_affiliation(stop)
        beside = apposition(self, stop)
        mark = mark_behind(words, low, self.behind_age(stop))
        if mark and beside and beside[0] < words[mark.stop - 1][2]:
            beside = None  # "Ann Roe, center, …" plays in no team here
        if beside and mark is None:
            beyond = next((k for k in range(stop, len(words)) if words[k][1] >= beside[1]), len(words))
            mark = mark_behind(words, low, beyond)
        elif mark and not beside and words[mark.opening][0] in ",([":
            beside = apposition(self, mark.stop + (words[mark.opening][0] in "(["))
        elif mark is None and stop < len(words) and low[stop] == "as":
            beyond = stop + 1  # "Ann Roe as Lady Macbeth, left, and …"
            while beyond < len(words) and beyond < stop + 5 and words[beyond][0][0].isalpha():
                beyond += 1
            if words[stop + 1 : stop + 2] and words[stop + 1][0][0].isupper():
                mark = mark_behind(words, low, beyond)
        elif mark is None and stop + 1 < len(words) and low[stop] in ("of", "from") and words[stop + 1][0][0].isupper():
            beyond = stop + 1  # "Senator Ann Roe of Virginia (L)"
            while beyond < len(words) and beyond < stop + 5 and words[beyond][0][0].isupper():
                beyond += 1
            mark = mark_behind(words, low, beyond)
        return beside, mark

    def _nothing_follows(self, stop: int) -> bool:
        """Whether word `stop` opens neither an apposition nor a mark."""
        if stop >= len(self.words):
            return True
        return not (self.f.low[stop] in _OPENS or self.f.flags[stop] & (TITLE | ADJECTIVE))

    def clues(
        self, run: Run, titled: bool, mark: Mark | None, beside: tuple[int, int] | None, link: str, first: int,
        previous: Found | None, pending: list[Found],
    ) -> list[str]:  # fmt: skip
        """What around the name speaks for a person, by the keys of _WEIGHT."""
        f, words = self.f, self.words
        stop, last = run.stop, run.name[-1]
        owner = f.owner[last]
        clues = []
        if titled:
            clues.append("title")
        if mark:
            clues.append("mark")
        follows = words[stop][0] if stop < len(words) else ""
        if follows and follows in ",(#" and (self.behind_age(stop) != stop or self.has_number(stop)):
            clues.append("age")
        listed = previous is not None and link in _LIST_LINKS
        if (listed and previous is not None and first - previous.stop <= 9 and len(run.name) > 1) or (
            pending and len(run.name) > 1 and link in AND and pending[-1].stop >= first - 2
        ):
            clues.append("list")
        if self._acts(run):
            clues.append("verb")
        if beside:
            clues.append("apposition")
        surname = f.flags[last] & SURNAME
        if surname and len(run.name) <= 3:
            clues.append("surname")
        elif surname and stop < len(words) and link == "" and f.flags[stop] & VERB and words[stop][0].islower():
            clues.append("verb")
        if f.flags[run.name[0]] & FAMILY:
            if run.name[0] > run.first and not run.titled:
                clues.append("compound")
            if 2 <= len(run.name) <= 3:
                clues.append("family")
        if link == ":" and stop >= len(words) - 2:
            clues.append("colon")
        if len(run.name) > 1 and not owner and self.is_owned(run.first):
            clues.append("owned")
            if f.flags[run.name[0]] & GIVEN:
                clues.append("compound")
        return clues

    def _acts(self, run: Run) -> bool:
        """Whether the name is the subject of a verb of the body, or of something that is done to people."""
        f, words = self.f, self.words
        stop, n = run.stop, len(self.words)
        if f.owner[run.name[-1]] or stop >= n:
            return False
        if f.low[stop] == "of" and stop + 1 < n and words[stop + 1][0][0].isupper() and len(run.name) > 1:
            # "Ann Roe of Leeds United reacts", "Ann Roe of Norway in action"
            stop += 1
            while stop < n and stop < run.stop + 5 and words[stop][0][0].isupper():
                stop += 1
            if stop < n and f.low[stop] == "in":
                return f.low[stop + 1 : stop + 2] == ["action"]
            if stop >= n:
                return False
            return words[stop][0].islower() and (f.low[stop] in words_of("body_verb") or f.flags[stop] & VERB > 0)
        if f.low[stop] in words_of("body_verb"):
            return words[stop][0].islower()
        if f.low[stop] in _BE:
            return bool(words_of("human_participle").intersection(f.low[stop + 1 : stop + 3]))
        return False

    def is_person(
        self, run: Run, shape: int, clues: list[str], link: str, titled: bool, previous: Found | None, name_text: str
    ) -> bool | None:
        """Whether the run is a person: surely, if the list says so (False), or not at all (None)."""
        f, words = self.f, self.words
        first, last, stop = run.name[0], run.name[-1], run.stop
        owner, mark = f.owner[last], "mark" in clues
        if link in _OF_PLACE and len(run.name) == 1 and not titled and is_place(name_text):
            return None  # of Virginia (L)
        placed = is_place(name_text) if shape == 1 or len(run.name) == 1 or link or owner else False
        if not placed and run.titled and len(run.name) == 1 and run.first < run.name[0]:
            whole = self.caption[words[run.first][1] : self.end_of(run.name[-1])]
            if is_place(whole) and not f.flags[first] & GIVEN:
                return None  # Sri Lanka
        if shape == 2 and len(run.name) > 1 and not mark and _is_country(name_text):
            return None
        if shape == 1 and len(run.name) > 1 and not titled and not mark and _is_country(words[last][0]):
            return None  # Nazi Germany
        sure = True
        if len(run.name) == 1:
            sure = self._single_is_sure(run, clues, link, previous, titled, placed)
            if not sure and not f.flags[first] & GIVEN and (placed or link not in ("", ",", "and")):
                return None
            if not sure and stop < len(words) and words[stop][0][:1].isupper():
                return None
        elif shape == 1:
            organised = f.flags[last] & ORG and not f.flags[first] & GIVEN
            if (organised and not (titled or mark)) or (placed and clues == ["age"]):
                return None
            if sum(_WEIGHT[clue] for clue in clues) < 2:
                seen = ("verb" in clues and (link == "" or "owned" in clues)) or "list" in clues
                seen = seen or ("verb" in clues and link in ("as", "while", "with", "and", ","))
                sure = seen and not placed and not f.flags[last] & ORG
                if placed or (not sure and f.flags[last] & ORG) or link in PLACE_LEADS or link == "the":
                    return None
        elif (
            (link in PLACE_LEADS and not titled and not mark)
            or (link in _ARTICLES and not titled)
            or (not clues and link in ("the", "at", "in", "of") and placed)
        ):
            return None
        follows = stop < len(words) and words[stop][0][0].isupper() and stop not in self.breaks
        if owner and follows and (len(run.name) == 1 or placed):
            return None  # Salem's Ann Roe
        if shape == 1 and not titled and not mark and len(run.name) > 1 and placed:
            return None
        return sure

    def is_without_clues(self, m: int) -> bool:
        """Whether nothing around word `m`, alone, can make a person of it, or one of a list: most names of places."""
        f, low = self.f, self.f.low
        flag, stop = f.flags[m], m + 1
        if flag & GIVEN or not self._nothing_follows(stop):
            return False
        if m and (low[m - 1] in AND or not words_of("kin").isdisjoint(low[max(0, m - 2) : m])):
            return False
        if stop == len(low):
            return True
        acts = low[stop] in words_of("body_verb") or low[stop] in _BE or (flag & SURNAME and f.flags[stop] & VERB)
        return not acts and AND.isdisjoint(low[stop : stop + 2])

    def is_no_person(self, m: int) -> bool:
        """Whether word `m`, alone, is no name, or a place's that kin in front do not make a person's."""
        f = self.f
        if not may_be_name(f, m):
            return True
        if f.flags[m] & GIVEN or (m >= 2 and f.low[m - 2] in words_of("kin")):
            return False
        return is_place(self.caption[f.begins[m] : self.end_of(m)])

    def is_spoken_of(self, run: Run, link: str) -> bool:
        """Whether a small word leads to a name of one word without a title, and nothing makes a person of it."""
        f, m = self.f, run.name[0]
        if f.flags[m] & GIVEN or link in _OPEN_LINKS or link in AND:
            return False
        kin = words_of("kin")
        return not (f.low[m - 1] in kin or (m >= 2 and f.low[m - 2] in kin)) and self._nothing_follows(run.stop)

    def names_a_team(self, stop: int) -> bool:
        """Whether a small title and a name follow: "Aston Villa boss Ann Roe" has one person, not two."""
        flags = self.f.flags
        if stop + 1 >= len(flags) or flags[stop] & _SMALL_TITLE != _SMALL_TITLE:
            return False
        return flags[stop + 1] & (CAPITAL | GIVEN) == CAPITAL | GIVEN

    def names_a_ship(self, run: Run) -> bool:
        """Whether the name is a ship's, a storm's or an animal's: "MV Ann Roe", "the ferry Ann Roe"."""
        low, first = self.f.low, run.first
        if low[first] in words_of("vessel_prefix") and self.words[first][0].isupper() and not self.caption.isupper():
            return True
        return first > 0 and low[first - 1] in words_of("vessel") and not run.titled and first not in self.breaks

    def end_of(self, last: int) -> int:
        """One past the last character of a name's last word, its possessive ending left out, the stop of "Jr." kept."""
        end = self.words[last][2]
        if self.f.owner[last]:
            return end - 2
        if self.f.low[last] in ("jr", "sr") and self.caption[end : end + 1] == ".":
            return end + 1
        return end

    def _single_is_sure(
        self, run: Run, clues: list[str], link: str, previous: Found | None, titled: bool, placed: bool
    ) -> bool:
        """Whether one word alone is a person: with a title, a position, or a verb of the body behind it."""
        f, words = self.f, self.words
        m = run.name[0]
        text, flag = words[m][0], f.flags[m]
        if f.owner[m]:
            return run.titled and not flag & ORG
        if flag & (ORG | DEMONYM | TITLE) and not flag & GIVEN:
            return False
        if text.isupper() and len(text) <= 4:
            return False
        if "mark" in clues:
            return not placed or bool(flag & GIVEN)
        if run.titled:
            return True
        kin = words_of("kin")
        before = f.low[m - 1] if m else ""
        if before in kin and (previous is not None or titled):
            return not placed or bool(flag & GIVEN)
        if previous is not None and link == "," and m >= 2 and f.low[m - 2] in kin:
            return True
        if titled and words[m - 1][0] == "," and flag & GIVEN:
            return True  # their son, Ann,
        if titled and m >= 2 and f.low[m - 2] in kin and not placed:
            return True
        if (
            link == ""
            and (not placed or (flag & GIVEN and not flag & DOUBTFUL))
            and (("age" in clues and self.behind_age(run.stop) != run.stop) or ("apposition" in clues and flag & GIVEN))
        ):
            return True  # Ann, 34, folds …; Ann, mother of the victim, …
        if "verb" in clues and link in ("", ":") and not placed:
            return not text.isupper()
        if link in AND and previous is not None and before == link and not placed:
            if " " not in previous.name and flag & GIVEN:
                return True  # Prince Harry and Meghan
            stop = run.stop
            if previous.sure and previous.stop == m - 1 and not text.endswith("s") and stop < len(words):
                # "Ann Roe and Pelé challenge for the ball"
                return (
                    words[stop][0].islower() and (flag & GIVEN > 0 or not flag & CLASSES) and not f.flags[stop] & TITLE
                )
        listed = link in ("and", "&", "und") and before == link
        return listed and previous is not None and previous.sure and previous.mark is not None and not placed


def _is_country(name: str) -> bool:
    """Whether a country or its people are called so: Sri Lanka, Sri Lankan."""
    return demonym(name) is not None or any(place.kind == "country" for place in find(name, 1))
