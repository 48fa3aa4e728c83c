"""Sound captions, and the same with one of an editor's forty errors put in: how many does the desk find, and mend?

`python tests/seeded.py [COUNT]` prints what was found of each error with the right code, and restored exactly.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from desk import codes_of, mended

from indexer.rules import Example

MAKERS = (
    "Mia Holm", "Juan Paz", "Anna Varga", "Bo Lindqvist", "Leïla Benali", "Tomás Núñez", "Sean O'Brien", "Jane McKay",
    "Ana de la Cruz", "Pieter van den Berg", "Karl-Heinz Roth", "J.T. Blank", "Zoë Marsh", "Ivan Orel", "Marie Leclerc",
)  # fmt: skip
SUBJECTS = (
    "Rowers train at dawn", "A ferry leaves the harbour", "Firefighters hose down a warehouse", "Skaters cross the ice",
    "Farmers block a road with tractors", "A crane lifts a bridge into place", "Children watch the tide come in",
    "Bakers carry bread to the market", "Volunteers stack sandbags", "Commuters wait for a train",
)  # fmt: skip
PLACES = (
    "Cork, Ireland", "Bergen, Norway", "Lyon, France", "Porto, Portugal", "Tampere, Finland", "Halifax, Canada",
    "Nantes, France", "Gdansk, Poland", "Turin, Italy", "Malmö, Sweden",
)  # fmt: skip
HOUSES = ("AFP", "Reuters", "The Associated Press", "The Canadian Press", "Getty Images", "CBC")
PEOPLE = ("Ann Lindqvist", "Bo Falk", "Clara Weiss", "David Okafor", "Elin Strand", "Marco Conti")


@dataclass(frozen=True)
class Sound:
    """A caption without a fault, in parts."""

    subject: str
    place: str
    day: date
    maker: str
    chain: str

    @property
    def when(self) -> str:
        return f"{self.day:%A}, {self.day:%B} {self.day.day}, {self.day.year}"

    @property
    def caption(self) -> str:
        return f"{self.subject} in {self.place}, on {self.when}."

    @property
    def credit(self) -> str:
        return f"{self.maker}/{self.chain}"

    @property
    def text(self) -> str:
        return f"{self.caption} ({self.credit})"


@dataclass(frozen=True)
class Seeded:
    """A caption with one error in it."""

    code: str
    """The rule that should find it."""
    texts: tuple[str, ...]
    style: str = "cbc"
    published: str = ""
    metadata: tuple[tuple[str, Any], ...] = ()
    restored: str = ""
    """What the caption should be again after the fixes; empty where no machine can know."""


def sound(dice: random.Random) -> Sound:
    day = date(2023, 1, 10) + timedelta(days=dice.randrange(600))
    return Sound(dice.choice(SUBJECTS), dice.choice(PLACES), day, dice.choice(MAKERS), dice.choice(HOUSES))


def _plain(text: str) -> str:
    return text.translate(str.maketrans("ïúñëö", "iuneo"))


def _slip(word: str, dice: random.Random) -> str:
    """Return a word with two letters swapped, or one doubled or lost, behind the second."""
    at = dice.randrange(2, len(word) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    made = dice.choice((swapped, word[:at] + word[at] + word[at:], word[:at] + word[at + 1 :]))
    return made if made != word and " " not in made[at - 1 : at + 3] else word[:2] + word[3:]


Break = Callable[[Sound, random.Random], Seeded]


def _of(code: str, text: Callable[[Sound], str], mends: bool = False, **more: Any) -> Break:
    """Return what breaks a caption by one expression; with `mends` the fixes must give the sound caption back."""

    def broken(one: Sound, dice: random.Random) -> Seeded:
        return Seeded(code, (text(one),), restored=one.text if mends else "", **more)

    return broken


def _meta(code: str, text: Callable[[Sound], str], **fields: Callable[[Sound], Any]) -> Break:
    def broken(one: Sound, dice: random.Random) -> Seeded:
        said = tuple((name, value(one)) for name, value in fields.items())
        return Seeded(code, (text(one),), metadata=said)

    return broken


def misspelt(one: Sound, dice: random.Random) -> Seeded:
    house = dice.choice(("Reuters", "The Associated Press", "The Canadian Press", "Getty Images"))
    one = replace(one, chain=house)
    return Seeded("CR002", (f"{one.caption} ({one.maker}/{_slip(house, dice)})",), restored=one.text)


def short_form(one: Sound, dice: random.Random) -> Seeded:
    short, house = dice.choice((("Getty", "Getty Images"), ("AP", "The Associated Press"), ("CP", "The Canadian Press"),
                                ("Canadian Press", "The Canadian Press")))  # fmt: skip
    one = replace(one, chain=house)
    return Seeded("CR007", (f"{one.caption} ({one.maker}/{short})",), restored=one.text)


def brackets(one: Sound, dice: random.Random) -> Seeded:
    credit = dice.choice((f"({one.credit}", f"({one.credit}))", f"[{one.credit})"))
    return Seeded("CR005", (f"{one.caption} {credit}",), restored=one.text)


def wrong_case(one: Sound, dice: random.Random) -> Seeded:
    house = dice.choice(("REUTERS", "reuters", "Getty images", "getty images", "THE CANADIAN PRESS"))
    right = {"reuters": "Reuters", "getty images": "Getty Images"}.get(house.lower(), "The Canadian Press")
    one = replace(one, chain=right)
    return Seeded("CR017", (f"{one.caption} ({one.maker}/{house})",), restored=one.text)


def via(one: Sound, dice: random.Random) -> Seeded:
    maker, deliverer = dice.choice((("NurPhoto", "Getty Images"), ("AFP", "Getty Images"), ("Anadolu", "Getty Images"),
                                    ("NurPhoto", "AP")))  # fmt: skip
    caption = f"{one.subject} in {one.place}, on {one.when}."
    return Seeded("CR012", (f"{caption} ({one.maker}/{maker}/{deliverer})",), "ap",
                  restored=f"{caption} ({one.maker}/{maker} via {deliverer})")  # fmt: skip


def spacing(one: Sound, dice: random.Random) -> Seeded:
    return Seeded(
        "CR015", (f"{one.caption} ({one.maker}{dice.choice((' /', '/ ', ' | '))}{one.chain})",), restored=one.text
    )


def weekday(one: Sound, dice: random.Random) -> Seeded:
    other = one.day + timedelta(days=dice.randrange(1, 7))
    return Seeded("CA001", (one.text.replace(f"{one.day:%A}", f"{other:%A}"),))


def noise(one: Sound, dice: random.Random) -> Seeded:
    number = dice.randrange(10**6, 10**7)
    text = dice.choice((f"TOPSHOT - {one.text}", f"epa0{number} {one.text}", f"{one.text} ORG XMIT: XYZ101",
                        f"{one.text} TPX IMAGES OF THE DAY", one.text.replace(" (", " (Photo credit should read "),
                        f"{one.text} *** Local Caption *** 00341"))  # fmt: skip
    return Seeded("CA009", (text,), restored=one.text)


def panels(one: Sound, dice: random.Random) -> Seeded:
    caption = dice.choice((
        "Left: the mill in spring. Right: the mill in autumn.",
        f"This combination of two photos shows the mill in {one.place}, in spring and on {one.when}.",
        f"A combination of three pictures shows the tide in {one.place}, on {one.when}.",
    ))  # fmt: skip
    return Seeded("CR019", (f"{caption} ({one.credit})",))


def cut(one: Sound, dice: random.Random) -> Seeded:
    names = ("Clara Nordal-Hernandez", "Francisca Nordal-Reed-Ho", "Maximilian Oberholtzer")
    name = dice.choice(names)
    whole = f"{name}/Getty Images" if len(name) < 26 else f"{name}/Reuters"
    one = replace(one, maker=name, chain=whole.partition("/")[2])
    return Seeded("MD006", (f"{one.caption} ({whole[:32]})",), restored=one.text)


def old_name(one: Sound, dice: random.Random) -> Seeded:
    name = dice.choice(("ITAR-TASS", "NTB scanpix", "Press Association", "NZPA", "dapd"))
    return Seeded("CR024", (f"{one.caption} ({one.maker}/{name})",))


def two_credits(one: Sound, dice: random.Random) -> Seeded:
    other = replace(one, maker=next(name for name in MAKERS if name != one.maker))
    return Seeded("CR025", (one.text, other.text))


def stale(one: Sound, dice: random.Random) -> Seeded:
    word = dice.choice(("today", "yesterday", "tonight", "this week", "this morning"))
    return Seeded("CA002", (one.text.replace(f", on {one.when}", f" {word}"),))


def doubled(one: Sound, dice: random.Random) -> Seeded:
    again = dice.choice((f"(Photo by {one.credit})", f"({one.maker} / {one.chain})", f"({one.maker}/{one.chain})"))
    return Seeded("CR006", (f"{one.caption} {again} ({one.credit})",), restored=one.text)


def broken_letters(one: Sound, dice: random.Random) -> Seeded:
    one = replace(one, place=dice.choice(("Malmö, Sweden", "Jyväskylä, Finland", "Orléans, France")), maker="Mia Holm")
    return Seeded("CA010", (one.text.encode().decode("cp1252"),), restored=one.text)


def accents(one: Sound, dice: random.Random) -> Seeded:
    one = replace(one, maker=dice.choice([name for name in MAKERS if _plain(name) != name]))
    return Seeded("MD002", (f"{one.caption} ({_plain(one.maker)}/{one.chain})",),
                  metadata=(("photographers", (one.maker,)),), restored=one.text)  # fmt: skip


ERRORS: tuple[tuple[str, str, Break], ...] = (
    ("C01", "no credit", _of("CR001", lambda s: s.caption)),
    ("C02", "agency missing", _of("CR009", lambda s: f"{s.caption} ({s.maker})")),
    ("C03", "photographer missing", _meta(
        "CR004", lambda s: f"{s.caption} ({replace(s, chain='Reuters').chain})", photographers=lambda s: (s.maker,))),
    ("C04", "double credit", doubled),
    ("C05", "agency repeated", _of("CR010", lambda s: f"{s.caption} ({s.maker}/{s.chain}/{s.chain})", mends=True)),
    ("C06", "wrong order", _of("CR011", lambda s: f"{s.caption} ({s.chain}/{s.maker})", mends=True)),
    ("C07", "misspelt agency", misspelt),
    ("C08", "short form", short_form),
    ("C09", "via missing", via),
    ("C10", "wrong distributor", _meta(
        "MD004", lambda s: f"{s.caption} ({s.maker}/NurPhoto via Alamy)",
        credit_line=lambda s: "NurPhoto via Getty Images")),
    ("C11", "brackets", brackets),
    ("C12", "inside the sentence", _of("CR013", lambda s: f"{s.subject} ({s.credit}) in {s.place}, on {s.when}.")),
    ("C13", "glued to the text", _of("CR014", lambda s: f"{s.caption}({s.credit})", mends=True)),
    ("C14", "spacing at the slash", spacing),
    ("C15", "photographer in capitals", _of(
        "CR016", lambda s: f"{s.caption} ({s.maker.upper()}/{s.chain})", mends=True)),
    ("C16", "agency in wrong case", wrong_case),
    ("C17", "accents lost", accents),
    ("C18", "name a slip away", lambda s, dice: Seeded(
        "MD003", (f"{s.caption} ({s.maker}s/{s.chain})",), metadata=(("photographers", (s.maker,)),))),
    ("C19", "role word lost", _meta(
        "MD005", lambda s: f"{s.caption} (Nordvik Harbour Authority via Reuters)", job_title=lambda s: "HO")),
    ("C20", "role word as name", lambda s, dice: Seeded(
        "CR018", (f"{s.caption} ({dice.choice(('STR', 'Stringer', '-', 'Staff', 'Uncredited'))}/{s.chain})",))),
    ("C21", "stale time words", stale),
    ("C22", "weekday and date", weekday),
    ("C23a", "impossible date", _of("CA003", lambda s: s.text.replace(s.when, f"June 31, {s.day.year}"))),
    ("C23b", "date after publication", lambda s, dice: Seeded(
        "CA004", (s.text,), published=(s.day - timedelta(days=dice.randrange(9, 90))).isoformat())),
    ("C23c", "file picture without year", _of(
        "CA005", lambda s: f"{s.subject} in {s.place}. ({s.maker}/{s.chain}, file photo)")),
    ("C24", "file picture not marked", lambda s, dice: Seeded(
        "CA006", (f"{s.subject} in {s.place}. ({s.credit})",), published=(s.day + timedelta(days=90)).isoformat(),
        metadata=(("date_created", s.day.isoformat()),))),
    ("C25", "left and right missing", lambda s, dice: Seeded(
        "CA007",
        ("{} and {} talk in {}, on {}. (AP Photo/{})".format(*dice.sample(PEOPLE, 2), s.place, s.when, s.maker),),
        "ap")),
    ("C26", "headcount", lambda s, dice: Seeded(
        "CA008", (f"From left, {dice.choice(PEOPLE)} smiles in {s.place}, on {s.when}. ({s.credit})",))),
    ("C27", "panels and credits", panels),
    ("C28", "wire noise", noise),
    ("C29", "restriction printed", lambda s, dice: Seeded(
        "RU001", (f"{s.text} {dice.choice(('NO SALES.', 'EDITORIAL USE ONLY', 'NO ARCHIVES. NO RESALES.'))}",))),
    ("C30", "machine's default", lambda s, dice: Seeded("CR020", (
        f"{s.caption} ({dice.choice(('OLYMPUS DIGITAL CAMERA', 'Canon Owner', '{your name}'))}/{s.chain})",))),
    ("C31", "internal code", lambda s, dice: Seeded(
        "CR021", (f"{s.caption} ({s.maker}/X{dice.randrange(10**5):05})",))),
    ("C32", "garbled letters", broken_letters),
    ("C33", "cut at the limit", cut),
    ("C34", "platform alone", lambda s, dice: Seeded(
        "CR022", (f"{s.caption} ({dice.choice(('Twitter', 'Facebook', 'Instagram', 'Telegram'))})",))),
    ("C35", "licence missing", lambda s, dice: Seeded(
        "CR023", (f"{s.caption} ({s.maker}/{dice.choice(('Flickr', 'Wikimedia Commons'))})",))),
    ("C36a", "stock not marked", lambda s, dice: Seeded(
        "CA018", (f"{s.caption} ({s.maker}/{dice.choice(('Shutterstock', 'iStock', 'Alamy'))})",), "strict")),
    ("C36b", "generated, undisclosed", _meta(
        "MD010", lambda s: s.text, digital_source_type=lambda s: "trainedAlgorithmicMedia")),
    ("C37", "client's picture", lambda s, dice: Seeded(
        "RU008", (f"{s.caption} ({dice.choice((f'{s.maker}/Getty Images for Fjordbank', 'CNW Group'))})",))),
    ("C38", "name of another time", old_name),
    ("C39a", "past tense", lambda s, dice: Seeded(
        "CA011", (f"Rowers were in {s.place}, on {s.when}. (AP Photo/{s.maker})",), "ap")),
    ("C39b", "no place", lambda s, dice: Seeded("CA012", (f"{s.subject} on {s.when}. (AP Photo/{s.maker})",), "ap")),
    ("C39c", "no date", lambda s, dice: Seeded("CA013", (f"{s.subject} in {s.place}. (AP Photo/{s.maker})",), "ap")),
    ("C40", "same picture, two credits", two_credits),
)  # fmt: skip
"""The errors of the picture desk: number, name, and what puts one in."""


def seeded(count: int, seed: int = 1) -> Iterator[tuple[str, str, Seeded]]:
    """Yield `count` captions with each error; the same for the same seed."""
    dice = random.Random(seed)
    for number, name, put_in in ERRORS:
        for _ in range(count):
            yield number, name, put_in(sound(dice), dice)


@dataclass
class Figure:
    """What became of one error."""

    name: str
    put_in: int = 0
    found: int = 0
    fixable: int = 0
    restored: int = 0
    missed: list[str] = field(default_factory=list)


def measure(count: int, seed: int = 1) -> dict[str, Figure]:
    """Return for each error how often it was put in, found with the right code, and mended exactly."""
    figures: dict[str, Figure] = {}
    for number, name, one in seeded(count, seed):
        figure = figures.setdefault(number, Figure(name))
        example = Example(one.texts, one.style, one.published or None, one.metadata)
        found = one.code in codes_of(example)
        again = bool(one.restored) and mended(example) == one.restored
        figure.put_in += 1
        figure.found += found
        figure.fixable += bool(one.restored)
        figure.restored += again
        if not found or (one.restored and not again):
            figure.missed.append(f"{one.texts[0]}  =>  {mended(example)}")
    return figures


if __name__ == "__main__":
    figures = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
    for number, one in figures.items():
        restored = f"  restored {one.restored}/{one.fixable}" if one.fixable else ""
        print(f"{number:<5} {one.name:<28} found {one.found}/{one.put_in}{restored}")
        for text in one.missed[:3] if "-v" in sys.argv else []:
            print("      ", text)
    put_in, found = sum(one.put_in for one in figures.values()), sum(one.found for one in figures.values())
    fixable, restored = (sum(getattr(one, name) for one in figures.values()) for name in ("fixable", "restored"))
    print(
        f"all   found {found}/{put_in} = {found / put_in:.1%}; restored {restored}/{fixable} = {restored / fixable:.1%}"
    )
