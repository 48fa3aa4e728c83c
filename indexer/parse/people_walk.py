"""The walk over a caption that finds its people: runs of capitals, and what around them makes a person of a name."""

from __future__ import annotations

from typing import NamedTuple

from ..vocab.captions import ASIDE, DEMONYM, FAMILY, GIVEN, ORG, REPORT, SURNAME, TITLE, VERB, words_of
from ..vocab.gazetteer import demonym, find, is_place
from .names import natural
from .person_names import Run, is_named_like_a_person, read_run
from .positions import Mark, mark_behind
from .roles import apposition, role_in_front
from .shown import PLACE_LEADS, Stand, is_shown
from .surroundings import AND, Surroundings


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
_BE = frozenset(("is", "was", "are", "were"))
_WHO = frozenset(("who", "which", "der", "die", "qui", "que"))
_HAVE = frozenset(("has", "have", "had"))
_OF_PLACE = frozenset(("of", "from", "in"))
_ARTICLES = frozenset(("the", "der", "die", "das"))


class Walk(Surroundings):
    """One pass over a caption; the sentence, the clause and the person before are its state."""

    def people(self) -> list[Found]:
        """Return the people found, in printed order, those only spoken of among them."""
        f, words, breaks = self.f, self.words, self.breaks
        low, flags = f.low, f.flags
        found: list[Found] = []
        pending: list[Found] = []  # given names alone that may share a surname with the next
        weak: list[Found] = []  # runs that are people if the list they stand in turns out to be one
        resume = 0
        aside = until_comma = acts = False
        sentence = -1
        i, n = 0, len(words)
        next_start = 0
        while i < n:
            if next_start < len(self.starts) and i >= self.starts[next_start]:
                while next_start < len(self.starts) and i >= self.starts[next_start]:
                    next_start += 1
                sentence = next_start - 1
                aside = until_comma = acts = False
                pending.clear()
                weak.clear()
            text = words[i][0]
            flag = flags[i]
            if i in self.dated:
                i += 1
                continue
            if text == ":" or (text == "," and until_comma):
                aside = until_comma = False
            elif flag & ASIDE and not flag & TITLE:
                opening = i in breaks or (i > 0 and words[i - 1][0] in ":-–")
                if not aside:
                    # "Ann Roe, rescued after two years, holds …": what she does is still to come
                    until_comma = opening or low[i] in _WHO or not acts
                aside = True
            elif low[i] in ("while", "as") and not until_comma:
                aside = i > 0 and low[i - 1] in ("comes", "came", "come")
            elif (flag & REPORT and found and text.islower() and found[-1].sentence == sentence) or (
                low[i] in _HAVE and i + 1 < n and low[i + 1].endswith("ed")
            ):
                aside, until_comma = True, False
            if flag & VERB and not aside and text.islower():
                acts = True
            if not text[0].isupper() or i in self.quoted or i < resume:
                i += 1
                continue
            run, following = read_run(f, i, i in breaks, breaks)
            if run is not None and run.name:
                person = self._person(run, found, pending, aside, sentence)
                if person is None:
                    pending.clear()
                    weak.clear()
                elif not person.sure:
                    (pending if len(run.name) == 1 else weak).append(person)
                else:
                    if weak and self._adjoin(weak[-1], person):
                        found.extend(w._replace(sure=True) for w in self._chain(weak, person))
                    found.extend(self._couple(pending, person, run))
                    pending.clear()
                    weak.clear()
                    found.append(person)
                    if person.mark and person.mark.first > person.stop:
                        resume = person.mark.stop
                    if person.role and person.role[0] >= person.end:
                        resume = next((k for k in range(following, n) if words[k][1] >= person.role[1]), n)
            i = following
        return _only_pictured(found)

    def _adjoin(self, a: Found, b: Found) -> bool:
        """Whether two stand in one list: only a comma, "and" or a position between them."""
        start = a.mark.stop + 1 if a.mark else a.stop
        between = [w for w in self.f.low[start : b.first] if w != ","]
        return len(between) <= 1 and all(w in AND for w in between) and b.first - start <= 3 and b.first > start

    def _chain(self, weak: list[Found], person: Found) -> list[Found]:
        chain: list[Found] = []
        for one in reversed(weak):
            if not self._adjoin(one, person):
                break
            chain.insert(0, one)
            person = one
        return chain

    def _couple(self, pending: list[Found], person: Found, run: Run) -> list[Found]:
        """Given names that share the surname of the person behind them: "Bill and Hillary Clinton"."""
        if len(run.name) < 2 or not pending:
            return []
        surname = self.caption[self.words[run.name[1]][1] : person.end]
        shared: list[Found] = []
        at = person
        known = any(self.f.flags[single.stop - 1] & GIVEN for single in pending)
        for single in reversed(pending):
            of_place = single.first and self.f.low[single.first - 1] in ("of", "in", "from")
            if not known or of_place or not self._adjoin(single, at):
                break
            at = single
            shared.insert(0, single._replace(name=f"{single.name} {surname}", shown=person.shown, pattern="couple"))
        return shared

    def _person(self, run: Run, found: list[Found], pending: list[Found], aside: bool, sentence: int) -> Found | None:
        """The person of this run, shown or not; None when it is none."""
        f, words = self.f, self.words
        shape = is_named_like_a_person(f, run)
        if not shape or self._names_a_team(run.stop):
            return None
        stop, last = run.stop, run.name[-1]
        owner = f.owner[last]
        previous = found[-1] if found and found[-1].sentence == sentence else None
        beside, mark = self._behind(run)
        front = role_in_front(self, run)
        titled = run.titled or front.titled
        link, first = self.link(front.first)
        pictured = self.is_pictured(stop)
        in_order = self.in_order(run.first)
        clues = self._clues(run, titled, mark, beside, link, first, previous, pending)
        if in_order:
            clues.append("order")
        name_text = self.caption[words[run.name[0]][1] : self._end(run)]
        if pictured:
            clues += ["mark"]
        sure = self._is_person(run, shape, clues, link, titled, previous, name_text)
        if sure is None:
            return None
        if self._is_photographer(stop):
            sure = sure or shape == 2
            aside = True
        described = titled or beside is not None
        acts = "verb" in clues
        stand = Stand(
            run, link, first, aside, sentence, mark, in_order, pictured, described, acts, owner, previous, stop
        )  # fmt: skip
        shown, pattern = is_shown(self, stand)
        if shown:
            if "title" in clues:
                pattern = "title-and-name"
            elif beside:
                pattern = "name-and-apposition"
            elif mark:
                pattern = "name-and-position"
        role = self._role(run, front.role, titled) or beside
        name = natural(name_text) if name_text.isupper() and len(name_text) > 3 else name_text
        return Found(
            " ".join(name.split()), first, words[run.name[0]][1], self._end(run), stop, role, mark, shown, sure,
            sentence, pattern, pictured,
        )  # fmt: skip

    def _behind(self, run: Run) -> tuple[tuple[int, int] | None, Mark | None]:
        """The apposition and the mark of position behind a name, in either order; a part that is played in between."""
        words, low = self.words, self.f.low
        stop = run.stop
        if self.f.owner[run.name[-1]]:
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

    def _clues(
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
        if self.behind_age(stop) != stop or self.has_number(stop):
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
        if self.is_owned(run.first) and len(run.name) > 1 and not owner:
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

    def _is_person(
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
            whole = self.caption[words[run.first][1] : self._end(run)]
            if is_place(whole) and not f.flags[first] & GIVEN:
                return None  # Sri Lanka
        if shape == 2 and len(run.name) > 1 and not mark and _is_country(name_text):
            return None
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
        if owner and stop < len(words) and words[stop][0][0].isupper() and stop not in self.breaks:
            if len(run.name) == 1 or placed:
                return None  # Salem's Ann Roe
        if shape == 1 and not titled and not mark and len(run.name) > 1 and placed:
            return None
        return sure

    def _names_a_team(self, stop: int) -> bool:
        """Whether a small title and a name follow: "Aston Villa boss Ann Roe" has one person, not two."""
        f, words = self.f, self.words
        if stop + 1 >= len(words) or not words[stop][0][0].islower() or not f.flags[stop] & TITLE:
            return False
        return words[stop + 1][0][0].isupper() and f.flags[stop + 1] & GIVEN > 0

    def _role(self, run: Run, first: int, titled: bool) -> tuple[int, int] | None:
        """The characters of the title in front."""
        words, f = self.words, self.f
        name = run.name[0]
        while titled and first < name - 1 and _is_article(words[first][0], f.low[first], words[first + 1][0]):
            first += 1
        if not titled or first >= name:
            return None
        last = name - 1 - (words[name - 1][0] == ",")
        return words[first][1], words[last][2]

    def _is_photographer(self, stop: int) -> bool:
        """ "Ann Roe caught this scene": she is behind the camera."""
        low = self.f.low[stop : stop + 2]
        return len(low) == 2 and low[0] in words_of("photographer_verb") and low[1] in ("this", "these")

    def _end(self, run: Run) -> int:
        """One past the name's last character, its possessive ending left out, the stop of "Jr." kept."""
        last = run.name[-1]
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
            and not placed
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
                return words[stop][0].islower() and (flag & GIVEN > 0 or not flag) and not f.flags[stop] & TITLE
        listed = link in ("and", "&", "und") and before == link
        return listed and previous is not None and previous.sure and previous.mark is not None and not placed


def _is_country(name: str) -> bool:
    """Whether a country or its people are called so: Sri Lanka, Sri Lankan."""
    return demonym(name) is not None or any(place.kind == "country" for place in find(name, 1))


def _is_article(text: str, low: str, following: str) -> bool:
    """Whether a role may shed its first word; the article of Los Angeles stays."""
    if low in ("los", "las", "la", "el", "le", "san") and text[0].isupper() and following[0].isupper():
        return False
    if low == "son":
        return False
    return low in words_of("determiner") or (text[0].isupper() and low in words_of("opening_adverb"))


def _only_pictured(found: list[Found]) -> list[Found]:
    """Where one is "(pictured)", the others of that sentence are not, unless they have a position."""
    shown = {person.sentence for person in found if person.pictured}
    if not shown:
        return found
    return [
        person._replace(shown=False, pattern="not-pictured")
        if person.sentence in shown and person.shown and not (person.pictured or person.mark)
        else person
        for person in found
    ]
