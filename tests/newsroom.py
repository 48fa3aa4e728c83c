"""A small invented newsroom: 40 stories over three months, 60 pictures with restrictions, a policy, a bill with faults.

`python tests/newsroom.py` writes `seeds/newsroom/` anew. Everybody and everything in it is made up.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from pictures import UTF8, iim, jpeg, resource, xmp
from PIL import Image, ImageDraw

FIRST = date(2024, 3, 1)
STORIES, PICTURES, DAYS = 40, 60, 92
TARIFF = {"AFP": {"print": 40.0, "web": 15.0}, "Reuters": {"print": 35.0, "web": 12.0}}

_MAKERS = {
    "AFP": ("Mia Holm", "Jonas Ferrand", "Lucie Abadie"),
    "Reuters": ("Jo Marsh", "Pavel Tesar"),
    "Harbour Light Pictures": ("Anders Vik", "Siri Tveit"),
    "Getty Images": ("Rowan Pike",),
}
_PEOPLE = (
    "Ola Bakken", "Ingrid Sunde", "Kari Moen", "Nils Aasen", "Berit Lund", "Tor Hagen", "Eli Strand", "Finn Rud",
    "Marit Vold", "Arne Sletten",
)  # fmt: skip
_TOWNS = (("Bergen", "Norway"), ("Tromsø", "Norway"), ("Brest", "France"), ("Gdansk", "Poland"), ("Aarhus", "Denmark"))
_SCENES = (
    "{} speaks to dock workers beside the new ferry quay in {}, {}",
    "{} carries sandbags against the flood in a street of {}, {}",
    "{} crosses the finish line of the harbour run in {}, {}",
    "{} looks at the frozen fountain in front of the theatre of {}, {}",
    "{} repairs a fishing net on the old pier of {}, {}",
    "{} opens the exhibition of model ships at the museum of {}, {}",
    "{} waits for the last tram at the closed bridge in {}, {}",
    "{} feeds gulls during the strike of the market sellers in {}, {}",
)
_DESKS = ("local", "sport", "foreign", "culture")
_TERMS = {
    1: "ONE TIME USE ONLY", 4: "NO ARCHIVES; NO SALES", 7: "CHINA OUT; JAPAN OUT", 10: "EDITORIAL USE ONLY, NO SALES",
    13: "EMBARGOED UNTIL 00:01 BST APRIL 20, 2024", 16: "MAY BE USED ONLY FOR 14 DAYS FROM THE TIME OF TRANSMISSION",
    19: "MANDATORY CREDIT: Harbour Light Pictures", 22: "FEE APPLICABLE, PLEASE CONTACT THE DESK FOR FEE",
    25: "MAGS OUT; NO INTERNET", 28: "NOT FOR USE AFTER JUNE 15, 2024", 31: "FACES BLURRED; DO NOT IDENTIFY",
    34: "NO CROPPING; NO ALTERATION", 37: "AP CLIENTS ONLY", 40: "TORONTO OUT", 43: "Ring Maja before lunch",
}  # fmt: skip
"""Number of the picture and its instructions."""
KILLED = 2
"""The picture that its agency kills at the end of May."""
MISCREDITED = 4, 33
"""The picture that one story gives to another photographer."""
_RERUNS = ((1, 30), (2, 25), (4, 33), (5, 20), (7, 36), (10, 38), (16, 39), (2, 37))
"""Pictures that run again, with the story in which they do."""


class Shot(NamedTuple):
    """One picture of the newsroom."""

    number: int
    agency: str
    maker: str
    caption: str
    day: date
    reference: str
    terms: str


class Run(NamedTuple):
    """One use of a picture in a story."""

    shot: Shot
    story: int
    day: date
    medium: str
    caption: str


def shots() -> list[Shot]:
    """Return the pictures, in the order of their days."""
    rng = random.Random(11)
    found = []
    for number in range(PICTURES):
        agency = rng.choice(("AFP", "AFP", "AFP", "Reuters", "Reuters", "Harbour Light Pictures", "Getty Images"))
        who, (town, country) = _PEOPLE[number % len(_PEOPLE)], rng.choice(_TOWNS)
        day = FIRST + timedelta(days=number * (DAYS - 8) // PICTURES)
        scene = _SCENES[(number + number // len(_PEOPLE)) % len(_SCENES)].format(who, town, country)
        caption = f"{scene}, on {day:%B} {day.day}, {day.year}."
        maker = rng.choice(_MAKERS[agency])
        reference = f"{agency[:3].upper()}{240300 + number * 7}"
        found.append(Shot(number, agency, maker, caption, day, reference, _TERMS.get(number, "")))
    return found


def runs() -> list[Run]:
    """Return the uses: each story prints one picture or two of its days, some print an old one again, edited."""
    rng = random.Random(12)
    pictures = shots()
    found = []
    for story in range(STORIES):
        day = FIRST + timedelta(days=2 + story * (DAYS - 4) // STORIES)
        medium = "web" if story % 3 == 2 else "print"
        fresh = pictures[story * PICTURES // STORIES : (story + 1) * PICTURES // STORIES]
        found += [Run(shot, story, day, medium, shot.caption) for shot in fresh]
        for number, again in _RERUNS:
            if again == story:
                shot = pictures[number]
                long = f"on {shot.day:%B} {shot.day.day}, {shot.day.year}"
                short = f"{shot.day.day} {shot.day:%B} {shot.day.year}"
                edits = shot.caption.replace("harbour", "harbor"), shot.caption.replace(long, short)
                found.append(Run(shot, story, day, medium, rng.choice(edits)))
    return found


def files() -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every file of the newsroom."""
    uses = runs()
    for story in range(STORIES):
        mine = [run for run in uses if run.story == story]
        yield f"stories/{story + 1:02}.txt", _story(story, mine).encode()
    for shot in shots():
        yield f"pictures/{shot.reference.lower()}.jpg", _picture(shot)
    killed = shots()[KILLED]
    yield "wire/kill.jpg", _picture(killed._replace(terms="MANDATORY KILL"), kill=True)
    yield "policy.toml", _POLICY.encode()
    yield "afp-march.csv", _invoice(uses).encode()


def write(folder: Path) -> None:
    """Write the newsroom into an empty folder."""
    for path, content in files():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def _story(story: int, mine: list[Run]) -> str:
    first = mine[0]
    town = first.caption.rpartition(" in ")[2].partition(",")[0] if " in " in first.caption else "the harbour"
    lines = [
        "---", f"published: {first.day}", f"title: A day in {town}, no. {story + 1}",
        f"desk: {_DESKS[story % len(_DESKS)]}", f"medium: {first.medium}", "---", "",
        f"It was a long day in {town}, and not everybody who came had a reason to.", "",
    ]  # fmt: skip
    for run in mine:
        shot = run.shot
        if (shot.number, story) == MISCREDITED:
            lines += [f"{shot.caption} (Jo Marsh/Reuters)", ""]
            continue
        form = (f"{shot.maker}/{shot.agency}", f"{shot.agency} / {shot.maker}", f"Photo: {shot.maker}/{shot.agency}")
        lines += [f"{run.caption} ({form[(story + shot.number) % 3]})", ""]
    return "\n".join([*lines, "Nobody was hurt.", ""])


def _picture(shot: Shot, kill: bool = False) -> bytes:
    rng = random.Random(shot.number)
    picture = Image.new("RGB", (72, 48), tuple(rng.randrange(60, 220) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(9):  # enough of a drawing to tell one picture from another
        x, y = rng.randrange(72), rng.randrange(48)
        draw.rectangle(
            (x, y, x + rng.randrange(8, 40), y + rng.randrange(6, 30)), tuple(rng.randrange(255) for _ in range(3))
        )
    block = [
        (80, shot.maker[:32]), (110, f"{shot.maker}/{shot.agency}"[:32]), (115, shot.agency[:32]), (120, shot.caption),
        (55, f"{shot.day:%Y%m%d}"),
    ]  # fmt: skip
    if shot.terms:
        block.append((40, shot.terms[:256]))
    if kill:
        block.append((42, "01"))
    packet = xmp({
        "dc:creator": [shot.maker], "dc:description": shot.caption, "photoshop:Credit": f"{shot.maker}/{shot.agency}",
        "photoshop:DateCreated": shot.day.isoformat(), "plus:ImageSupplierImageID": shot.reference,
        **({"photoshop:Instructions": shot.terms} if shot.terms else {}),
    })  # fmt: skip
    return jpeg(blocks=[resource(iim(block, mark=UTF8))], packets=[packet], picture=picture)


_POLICY = """\
# The policy of a newsroom that does not exist: an example of what can be said, no law and nobody's contract.

country = "NO"
media = "print"
currency = "EUR"
titles = ["fjordby posten"]
zone = "+02:00"
file_days = 30                     # older pictures are marked as file
unknown_agency = "ask"
no_credit = "ask"

[agencies.afp]
contract = { from = 2024-01-01, until = 2024-06-30 }
media = ["print", "web", "social"]
tariff = { print = 40, web = 15 }
quota = { uses = 12, per = "month" }

[agencies.reuters]
contract = { from = 2024-01-01, until = 2024-12-31 }
tariff = { print = 35, web = 12 }

[agencies."Harbour Light Pictures"]
reuse = "ask"                      # a second use is paid again
tariff = { default = 60 }
override = ["Maja"]

[distributors.getty-images]
answer = "ask"
note = "single pictures, priced on request"

[flags.handout]
days = 14
answer = "ask"

[flags.social]
answer = "ask"
"""


def _invoice(uses: list[Run]) -> str:
    """Return AFP's bill for March with three errors: a line twice, a wrong price, a picture that never ran."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("Agency", "Date", "Caption", "Medium", "Amount"))
    mine = [run for run in uses if run.shot.agency == "AFP" and run.day.month == 3]
    rows = [["AFP", run.day.isoformat(), run.caption, run.medium, f"{TARIFF['AFP'][run.medium]:.2f}"] for run in mine]
    rows[3][4] = "55.00"
    rows.insert(6, list(rows[1]))
    rows.append(
        ["AFP", "2024-03-29", "Ola Bakken rides a horse through the library of Oslo, Norway.", "print", "40.00"]
    )
    writer.writerows(rows)
    return out.getvalue()


if __name__ == "__main__":
    place = Path(__file__).parent.parent / "seeds" / "newsroom"
    shutil.rmtree(place, ignore_errors=True)
    write(place)
