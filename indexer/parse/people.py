"""The people of a caption: who is in the picture, with role and position, and who is only spoken of.

One walk over the words. Each run of capitals is a title and a name, or neither (`person_names.py`); what
stands around it (a title, an age, a position, a list, a verb of the body) makes a doubtful name a person.
Whether the person is shown depends on the word in front ("with Ann Roe", but "loyal to Ann Roe"), on the
clause ("after …", "who …", "said …" speak of others), and on the sentence: later ones are background.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..model import Certainty, Evidence, Person
from ..text import fold
from ..vocab.captions import (
    ASIDE,
    DEMONYM,
    DETERMINER,
    FAMILY,
    GIVEN,
    ORG,
    REPORT,
    SURNAME,
    TITLE,
    VERB,
    words_of,
)  # fmt: skip
from ..vocab.gazetteer import is_place
from .names import natural
from .person_names import Run, is_named_like_a_person, read_run
from .positions import Mark, mark_behind, positions_in_order
from .shown import PLACE_LEADS, is_shown
from .surroundings import AND, Surroundings
from .words import Text, read_text


class PeopleReading(NamedTuple):
    """The people of one caption; offsets count in the caption."""

    persons_shown: tuple[Person, ...] = ()
    mentioned: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    """Start and end of each name together with its title or role, in printed order."""


class _Found(NamedTuple):
    """A person as found: words `first` to before `stop`, and the name's own words."""

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


_WEIGHT = {
    "title": 2,
    "mark": 2,
    "age": 2,
    "order": 2,
    "list": 1,
    "verb": 1,
    "apposition": 2,
    "colon": 1,
    "family": 1,
    "surname": 1,
    "compound": 1,
}


def read_people(caption: str | Text, *, dates: Sequence[tuple[int, int]] = ()) -> PeopleReading:
    """Return the people shown in the picture of `caption` and those merely mentioned.

    `dates` are the spans of its date phrases, which break names. Never raises.

    >>> reading = read_people("Norwegian President Ana Diaz, left, meets Ben Roe after Carl Poe said no.")
    >>> [(p.name, p.role, p.position) for p in reading.persons_shown]
    [('Ana Diaz', 'Norwegian President', 'left'), ('Ben Roe', None, None)]
    >>> reading.mentioned
    ('Carl Poe',)
    >>> [p.name for p in read_people("Bill and Anna Roe rest.").persons_shown]
    ['Bill Roe', 'Anna Roe']
    """
    text = read_text(caption)
    if not text.words:
        return PeopleReading()
    walk = _Walk(text, dates)
    return _read(text.caption, walk, walk.people())


class _Walk(Surroundings):
    """One pass over a caption; the sentence, the clause and the person before are its state."""

    def people(self) -> list[_Found]:
        f, words = self.f, self.words
        found: list[_Found] = []
        pending: list[_Found] = []  # given names alone that may share a surname with the next
        weak: list[_Found] = []  # runs that are people if the list they stand in turns out to be one
        resume = 0
        zone = until_comma = False
        sentence = -1
        i, n = 0, len(words)
        next_start = 0
        while i < n:
            if next_start < len(self.starts) and i >= self.starts[next_start]:
                while next_start < len(self.starts) and i >= self.starts[next_start]:
                    next_start += 1
                sentence = next_start - 1
                zone = until_comma = False
                pending.clear()
                weak.clear()
            text = words[i][0]
            flag = f.flags[i]
            if i in self.dated:
                i += 1
                continue
            if text == ":" or (text == "," and until_comma):
                zone = until_comma = False
            elif flag & ASIDE and not (flag & TITLE):
                opening = i in self.breaks or (i > 0 and words[i - 1][0] in (":", "-", "–"))
                if not zone:
                    until_comma = opening or (f.low[i] in ("who", "which", "whose", "der", "die", "qui"))
                zone = True
            elif f.low[i] in ("while", "as") and not until_comma:
                zone = i > 0 and f.low[i - 1] in ("comes", "came", "come")
            elif (flag & REPORT and found and text.islower() and found[-1].sentence == sentence) or (
                f.low[i] in ("has", "have", "had") and i + 1 < n and f.low[i + 1].endswith("ed")
            ):
                zone, until_comma = True, False
            if not text[0].isupper() or i in self.quoted or i < resume:
                i += 1
                continue
            run, following = read_run(f, i, i in self.breaks, self.breaks)
            if run is not None and run.name:
                person = self._person(run, found, pending, zone, sentence)
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
                    if person.role and person.role[0] >= person.end:
                        resume = next((k for k in range(following, n) if words[k][1] >= person.role[1]), n)
            i = following
        return found

    def _adjoin(self, a: _Found, b: _Found) -> bool:
        """Whether two stand in one list: only a comma, "and" or a position between them."""
        start = a.mark.stop + 1 if a.mark else a.stop
        between = [w for w in self.f.low[start : b.first] if w != ","]
        return len(between) <= 1 and all(w in AND for w in between) and b.first - start <= 3 and b.first > start

    def _chain(self, weak: list[_Found], person: _Found) -> list[_Found]:
        chain: list[_Found] = []
        for one in reversed(weak):
            if not self._adjoin(one, person):
                break
            chain.insert(0, one)
            person = one
        return chain

    def _couple(self, pending: list[_Found], person: _Found, run: Run) -> list[_Found]:
        """Given names that share the surname of the person behind them: "Bill and Hillary Clinton"."""
        if len(run.name) < 2 or not pending:
            return []
        surname = self.caption[self.words[run.name[1]][1] : person.end]
        shared: list[_Found] = []
        at = person
        known = any(self.f.flags[single.stop - 1] & GIVEN for single in pending)
        for single in reversed(pending):
            if not known or not self._adjoin(single, at):
                break
            at = single
            shared.insert(0, single._replace(name=f"{single.name} {surname}", shown=person.shown, pattern="couple"))
        return shared

    def _person(self, run: Run, found: list[_Found], pending: list[_Found], zone: bool, sentence: int) -> _Found | None:
        """The person of this run, shown or not; None when it is none."""
        f, words = self.f, self.words
        shape = is_named_like_a_person(f, run)
        if not shape:
            return None
        stop = run.stop
        last_word = run.name[-1]
        owner = f.owner[last_word]
        previous = found[-1] if found and found[-1].sentence == sentence else None
        apposition = None if owner else self.apposition(stop)
        mark = None if owner else mark_behind(words, f.low, self.behind_age(stop))
        if apposition and mark is None:
            beyond = next((k for k in range(stop, len(words)) if words[k][1] >= apposition[1]), len(words))
            mark = mark_behind(words, f.low, beyond)
        elif mark and not apposition:
            apposition = self.apposition(mark.stop + (words[mark.opening][0] in "(["))
        role_first, first, title_word = self.role_start(run)
        titled = run.titled or title_word
        link, first = self.link(first)
        evidence = []
        if titled:
            evidence.append("title")
        if mark:
            evidence.append("mark")
        if self.behind_age(stop) != stop or self.has_number(stop):
            evidence.append("age")
        in_order = self.in_order(run.first)
        if in_order:
            evidence.append("order")
        listed = previous is not None and link in (",", "and", "&", "und", "et", "y", "e", "og", "vs", "with", "mit")
        if (listed and previous is not None and first - previous.stop <= 9 and len(run.name) > 1) or (
            pending and len(run.name) > 1 and link in AND and pending[-1].stop >= first - 2
        ):
            evidence.append("list")
        after = f.low[stop] if stop < len(words) else ""
        if after in words_of("body_verb") and words[stop][0].islower() and not owner:
            evidence.append("verb")
        if apposition:
            evidence.append("apposition")
        elif after in ("is", "was", "are", "were") and link in ("", ":"):
            if words_of("human_participle").intersection(f.low[stop + 1 : stop + 2]):
                evidence.append("verb")
        if f.flags[last_word] & SURNAME and len(run.name) <= 3:
            evidence.append("surname")
        elif (
            after and f.flags[last_word] & SURNAME and link == "" and f.flags[stop] & VERB and words[stop][0].islower()
        ):
            evidence.append("verb")
        if f.flags[run.name[0]] & FAMILY and run.name[0] > run.first and not run.titled:
            evidence.append("compound")
        if f.flags[run.name[0]] & FAMILY and 2 <= len(run.name) <= 3:
            evidence.append("family")
        if link == ":" and stop >= len(words) - 2:
            evidence.append("colon")
        weight = sum(_WEIGHT[e] for e in evidence)
        name_text = self.caption[words[run.name[0]][1] : self._end(run)]
        sure = True
        if len(run.name) == 1:
            sure = self._single_is_sure(run, evidence, link, owner, after, previous, titled)
            if (
                not sure
                and not (f.flags[run.name[0]] & GIVEN)
                and (is_place(name_text) or link not in ("", ",", "and"))
            ):
                return None
            if not sure and self._follows_as_name(stop):
                return None
        elif shape == 1:
            organised = f.flags[last_word] & ORG and not f.flags[run.name[0]] & GIVEN
            if organised and not (titled or mark):
                return None
            placed = is_place(name_text)
            if evidence == ["age"] and placed:
                return None
            if weight < 2:
                seen = ("verb" in evidence and link == "") or "list" in evidence
                sure = bool(seen) and not placed and not f.flags[last_word] & ORG
                if placed or (not sure and f.flags[last_word] & ORG):
                    return None
                if link in PLACE_LEADS or link == "the":
                    return None
        elif (
            (link in PLACE_LEADS and not titled and not mark)
            or (link in ("the", "The") and not titled)
            or (not evidence and link in ("the", "at", "in", "of") and is_place(name_text))
        ):
            return None
        if owner and stop < len(words) and words[stop][0][0].isupper() and stop not in self.breaks:
            owner_of_person = len(run.name) == 1 or is_place(name_text)
            if owner_of_person:
                return None  # Salem's Ann Roe
        if shape == 1 and not titled and not mark and len(run.name) > 1 and is_place(name_text):
            return None
        if self._is_photographer(stop):
            sure = sure or shape == 2
            zone = True
        shown, pattern = is_shown(self, run, link, first, zone, sentence, mark, owner, previous, in_order, stop)
        if shown and "title" in evidence:
            pattern = "title-and-name"
        elif shown and apposition:
            pattern = "name-and-apposition"
        elif shown and mark:
            pattern = "name-and-position"
        role: tuple[int, int] | None = None
        while titled and role_first < run.name[0] - 1 and f.flags[role_first] & DETERMINER:
            role_first += 1
        if titled and role_first < run.name[0]:
            role = (words[role_first][1], words[run.name[0] - 1][2])
            if words[run.name[0] - 1][0] == ",":
                role = (role[0], words[run.name[0] - 2][2])
        elif apposition:
            role = apposition
        end = self._end(run)
        name = natural(name_text) if name_text.isupper() and len(name_text) > 3 else name_text
        return _Found(
            " ".join(name.split()), first, words[run.name[0]][1], end, stop, role, mark, shown, sure, sentence, pattern
        )

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

    def _follows_as_name(self, stop: int) -> bool:
        after = self.words[stop][0] if stop < len(self.words) else ""
        return after[:1].isupper()

    def _single_is_sure(
        self, run: Run, evidence: list[str], link: str, owner: bool, after: str, previous: _Found | None, titled: bool
    ) -> bool:
        """Whether one word alone is a person: with a title, a position, or a verb of the body behind it."""
        f = self.f
        m = run.name[0]
        text = self.words[m][0]
        if owner:
            return run.titled and not f.flags[m] & ORG
        if f.flags[m] & (ORG | DEMONYM | TITLE) and not f.flags[m] & GIVEN:
            return False
        if text.isupper() and len(text) <= 4:
            return False
        if "mark" in evidence:
            return not is_place(text) or bool(f.flags[m] & GIVEN)
        if run.titled:
            return True
        kin = previous is not None and link == "," and self.words[m - 2][0].lower() in words_of("kin")
        if kin or (titled and f.flags[m] & GIVEN and self.words[m - 1][0].lower() in words_of("kin")):
            return True
        if "verb" in evidence and link in ("", ":") and not is_place(text):
            return not text.isupper()
        if link in AND and previous is not None and " " not in previous.name and f.flags[m] & GIVEN:
            return True  # Prince Harry and Meghan
        listed = link in ("and", "&", "und") and self.words[m - 1][0] == link
        return listed and previous is not None and previous.sure and previous.mark is not None and not is_place(text)


def _read(caption: str, walk: _Walk, found: list[_Found]) -> PeopleReading:
    """Put repeats together and lay down the evidence."""
    ordered = _in_printed_order(walk, found)
    persons: list[Person] = []
    mentioned: list[str] = []
    evidence: list[Evidence] = []
    spans: list[tuple[int, int]] = []
    seen: list[tuple[str, ...]] = []
    for shown_pass in (True, False):
        for person, position in ordered:
            if person.shown is not shown_pass:
                continue
            key = tuple(fold(person.name).split())
            spans.append((min(person.start, walk.words[person.first][1]), person.end))
            if any(key == k or (len(key) == 1 and key[0] in k) for k in seen):
                continue
            seen.append(key)
            certainty: Certainty = "exact" if person.role or person.mark else "likely"
            if not person.shown:
                field = f"mentioned.{len(mentioned)}"
                evidence.append(Evidence(field, person.start, person.end, person.pattern, certainty))
                mentioned.append(person.name)
                continue
            field = f"persons_shown.{len(persons)}"
            evidence.append(Evidence(field, person.start, person.end, person.pattern, certainty))
            role = caption[person.role[0] : person.role[1]] if person.role else None
            if person.role:
                evidence.append(Evidence(f"{field}.role", *person.role, person.pattern, "exact"))
                spans.append(person.role)
            printed = ""
            if person.mark:
                mark = person.mark
                start, end = walk.words[mark.first][1], walk.words[mark.stop - 1][2]
                if walk.words[mark.opening][0] in "([":
                    start, end = walk.words[mark.opening][1], min(end + 1, len(caption))
                printed = caption[start:end]
                evidence.append(Evidence(f"{field}.position", start, end, "position", "exact"))
            elif position:
                evidence.append(Evidence(f"{field}.position", person.start, person.end, "order", "likely"))
            persons.append(Person(person.name, role, position, printed))
    return PeopleReading(tuple(persons), tuple(mentioned), tuple(evidence), tuple(sorted(set(spans))))


def _in_printed_order(walk: _Walk, found: list[_Found]) -> list[tuple[_Found, str | None]]:
    """Pair each person with a position: the mark's, or the one that follows from the order of a list."""
    positions: dict[int, str | None] = {n: p.mark.position for n, p in enumerate(found) if p.mark}
    for order in walk.orders:
        if order.behind:
            chain = [n for n, p in enumerate(found) if p.stop <= order.first]
            chain = _unbroken(walk, found, chain[::-1])[::-1]
        else:
            chain = _unbroken(
                walk,
                found,
                [n for n, p in enumerate(found) if p.first >= order.stop or p.start >= walk.words[order.stop - 1][2]],
            )
        if len(chain) > 1 and not any(n in positions for n in chain):
            for n, position in zip(chain, positions_in_order(len(chain), order.kind), strict=True):
                positions[n] = position
    return [(p, positions.get(n)) for n, p in enumerate(found)]


def _unbroken(walk: _Walk, found: list[_Found], numbers: list[int]) -> list[int]:
    """The people of one list: up to the first verb or full stop between two of them."""
    chain: list[int] = []
    for n in numbers:
        if chain:
            a, b = sorted((chain[-1], n))
            gap = range(found[a].stop, found[b].first)
            if found[a].sentence != found[b].sentence or any(
                walk.f.flags[k] & VERB and walk.words[k][0].islower() and not walk.f.flags[k] & TITLE for k in gap
            ):
                break
        chain.append(n)
    return chain
