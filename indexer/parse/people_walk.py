"""The walk over a caption that finds its people: runs of capitals, and what around them makes a person of a name."""

from __future__ import annotations

from ..vocab.captions import ASIDE, GIVEN, REPORT, TITLE, TURN, VERB, words_of
from .names import natural
from .person_clues import Clues, Found
from .person_names import SMALL_WORDS, Run, is_named_like_a_person, read_run, stands_alone
from .roles import role_in_front
from .shown import Stand, is_shown
from .surroundings import AND
from .words import CAPITAL, LOWER, MARK

_WHO = frozenset(("who", "which", "der", "die", "qui", "que"))
_TURNS = ASIDE | REPORT | TURN
_TELLS = _TURNS | CAPITAL | MARK | VERB
"""Most words tell the walk nothing."""
_HAVE = frozenset(("has", "have", "had"))


class Walk(Clues):
    """One pass over a caption; the sentence, the clause and the person before are its state."""

    def people(self) -> list[Found]:
        """Return the people found, in printed order, those only spoken of among them."""
        f, words, breaks = self.f, self.words, self.breaks
        if not f.seen & CAPITAL:
            return []
        low, flags = f.low, f.flags
        found: list[Found] = []
        pending: list[Found] = []  # given names alone that may share a surname with the next
        weak: list[Found] = []  # runs that are people if the list they stand in turns out to be one
        resume = following = 0
        aside = until_comma = acts = False
        sentence = -1
        n = len(words)
        starts = iter(self.starts)
        next_start = next(starts, n)
        for i in [i for i, flag in enumerate(flags) if flag & _TELLS]:
            if i < following:
                continue
            if i >= next_start:
                while i >= next_start:
                    next_start = next(starts, n)
                    sentence += 1
                aside = until_comma = acts = False
                pending.clear()
                weak.clear()
            if i in self.dated:
                continue
            text, flag = words[i][0], flags[i]
            if text == ":" or (text == "," and until_comma):
                aside = until_comma = False
            elif not flag & _TURNS:
                pass
            elif flag & ASIDE and not flag & TITLE:
                opening = i in breaks or (i > 0 and words[i - 1][0] in ":-–")
                if not aside:
                    # "Ann Roe, rescued after two years, holds …": what she does is still to come
                    until_comma = opening or low[i] in _WHO or not acts
                aside = True
            elif low[i] in ("while", "as") and not until_comma:
                aside = i > 0 and low[i - 1] in ("comes", "came", "come")
            elif (flag & REPORT and found and flag & LOWER and found[-1].sentence == sentence) or (
                low[i] in _HAVE and i + 1 < n and low[i + 1].endswith("ed")
            ):
                aside, until_comma = True, False
            if flag & VERB and not aside and flag & LOWER:
                acts = True
            if not flag & CAPITAL or i in self.quoted or i < resume:
                continue
            if not flag & SMALL_WORDS and stands_alone(f, i, breaks):
                following = i + 1
                if not (pending or weak) and self.is_without_clues(i):
                    continue
                if self.is_no_person(i):
                    pending.clear()
                    weak.clear()
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
        lone = len(run.name) == 1 and not run.titled
        if not shape or self.names_a_team(run.stop) or self.names_a_ship(run):
            return None
        stop, last = run.stop, run.name[-1]
        owner = f.owner[last]
        previous = found[-1] if found and found[-1].sentence == sentence else None
        role_first, first, titled = role_in_front(self, run)
        titled = titled or run.titled
        link, first = self.link(first)
        if lone and self.is_spoken_of(run, link):
            return None
        beside, mark = self.behind(run)
        pictured = self.is_pictured(stop)
        in_order = self.in_order(run.first)
        clues = self.clues(run, titled, mark, beside, link, first, previous, pending)
        if in_order:
            clues.append("order")
        end = self.end_of(last)
        name_text = self.caption[words[run.name[0]][1] : end]
        if pictured:
            clues += ["mark"]
        sure = self.is_person(run, shape, clues, link, titled, previous, name_text)
        if sure is None:
            return None
        if self._is_photographer(stop):
            sure = sure or shape == 2
            aside = True
        described = titled or beside is not None or self.is_owned(run.first)
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
        role = self._role(run, role_first, titled)
        if beside and (role is None or self.caption[role[0] : role[1]].strip(".").lower() in words_of("honorific")):
            role = beside
        name = natural(name_text) if name_text.isupper() and len(name_text) > 3 else name_text
        return Found(
            " ".join(name.split()), first, words[run.name[0]][1], end, stop, role, mark, shown, sure,
            sentence, pattern, pictured,
        )  # fmt: skip

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
