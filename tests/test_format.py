"""A credit in another house's print: nothing that was read is lost, whatever the style."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.parse.credit import parse_credit
from indexer.validation.credits import keeps, print_credit
from indexer.vocab.styles import names, style

CASES = [
    case["text"]
    for case in tomllib.loads((Path(__file__).parent / "cases" / "credits.toml").read_text(encoding="utf-8"))["case"]
]
MIA = "(Photo by Mia HOLM / AFP via Getty Images)"
FORMS = [
    ("cbc", MIA, "(Mia Holm/AFP via Getty Images)"),
    ("guardian", MIA, "Photograph: Mia Holm/AFP/Getty Images"),
    ("lapresse", MIA, "PHOTO MIA HOLM, AGENCE FRANCE-PRESSE via GETTY IMAGES"),
    ("aljazeera", "REUTERS/Mia Holm", "[Mia Holm/Reuters]"),
    ("cbc", "REUTERS/Mia Holm", "(Mia Holm/Reuters)"),
    ("cbc", "AP Photo/Juan Paz", "(Juan Paz/The Associated Press)"),
    ("cbc", "THE CANADIAN PRESS/Anna Varga", "(Anna Varga/The Canadian Press)"),
    ("ap", "Juan Paz/The Associated Press", "(AP Photo/Juan Paz)"),
    ("ap", "Juan Paz / Nordvik Gazette via The Associated Press", "(Juan Paz/Nordvik Gazette via AP)"),
    ("reuters", "(Anna Varga/Reuters)", "REUTERS/Anna Varga"),
    ("reuters", "(Anna Varga/Reuters, file photo)", "REUTERS/Anna Varga/File Photo"),
    ("cp", "Anna Varga/The Canadian Press", "THE CANADIAN PRESS/Anna Varga"),
    ("afp", "Mia Holm/AFP", "(Photo by Mia Holm / AFP)"),
    ("nyt", "Mia Holm/AFP via Getty Images", "Credit: Mia Holm/Agence France-Presse, via Getty Images"),
    ("bbc", "Getty Images", "Image source, Getty Images"),
    ("guardian", "Submitted by Ann Berg", "Submitted by Ann Berg"),
    ("cbc", "Nordvik Harbour Authority/Handout via REUTERS", "(Nordvik Harbour Authority/Handout via Reuters)"),
]


@pytest.mark.parametrize(("house", "given", "wanted"), FORMS, ids=[f"{form[0]} {form[2]}" for form in FORMS])
def test_a_credit_is_printed_as_the_house_prints_it(house: str, given: str, wanted: str) -> None:
    assert print_credit(given, style(house)) == (wanted, True)


def test_short_leaves_the_person_out_only_where_the_house_prints_none() -> None:
    assert print_credit(MIA, style("bbc"), short=True)[0] == "Image source, AFP via Getty Images"
    assert print_credit("Mia Holm/AFP", style("cbc"), short=True)[0] == "(Mia Holm/AFP)"
    assert print_credit("Submitted by Ann Berg", style("bbc"), short=True)[0] == "Submitted by Ann Berg"


@pytest.mark.parametrize("house", names())
def test_every_form_of_credit_that_is_read_loses_nothing_in_any_style(house: str) -> None:
    for text in CASES:
        made, _ = print_credit(text, style(house))
        assert keeps(parse_credit(text), parse_credit(made)), f"{text} became {made}"


MAKERS = st.sampled_from(("Mia Holm", "JUAN PAZ", "Anna van den Berg", "@coastwalker", "Tomás Núñez", "Stringer", "-"))
HOUSES = st.sampled_from((
    "AFP", "Reuters", "AP", "THE CANADIAN PRESS", "Getty Images", "NurPhoto", "dpa", "Nordvik Gazette", "NASA", "CBC",
    "Flickr", "Harbour Police", "RFE/RL", "Fjordlys",
))  # fmt: skip
ROLES = st.sampled_from(("", "", "", "/Pool", "/Handout", ", File", " / Courtesy", "/CC BY 4.0", " for Fjordbank"))
JOINTS = st.sampled_from(("/", " / ", ", ", " via ", " | ", "-", " — "))
LABELS = st.sampled_from(("", "", "Photo by ", "Foto: ", "© ", "(", "["))


@st.composite
def invented(draw: st.DrawFn) -> str:
    makers = " and ".join(draw(st.lists(MAKERS, max_size=2)))
    text = draw(LABELS) + makers
    for house in draw(st.lists(HOUSES, max_size=3)):
        text += (draw(JOINTS) if text.strip() else "") + house
    return text + draw(ROLES)


@given(invented(), st.sampled_from(names()))
def test_an_invented_credit_loses_nothing_in_any_style(text: str, house: str) -> None:
    made, _ = print_credit(text, style(house))
    before = parse_credit(text)
    if before.raw:
        assert keeps(before, parse_credit(made)), f"{text} became {made}"


@given(st.text(max_size=80), st.sampled_from(names()))
def test_no_text_is_too_odd_to_be_printed(text: str, house: str) -> None:
    print_credit(text, style(house))
