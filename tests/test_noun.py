"""Nouns are dataclasses in all that the library does with them, however they are made."""

from __future__ import annotations

import copy
import pickle
from dataclasses import MISSING, FrozenInstanceError, fields, replace
from inspect import signature
from typing import Any

import pytest
from invented import PANELS

from indexer import model
from indexer.noun import Noun

NOUNS = [one for one in vars(model).values() if isinstance(one, type) and issubclass(one, Noun) and one is not Noun]


@pytest.mark.parametrize("kind", NOUNS, ids=lambda kind: kind.__name__)
def test_a_noun_takes_its_fields_in_their_order(kind: type[Noun]) -> None:
    wanted = [(one.name, one.default) for one in fields(kind)]
    assert wanted
    told = signature(kind).parameters.values()
    assert [(one.name, MISSING if one.default is one.empty else one.default) for one in told] == wanted


def test_a_noun_is_equal_to_its_copies_and_to_nothing_else() -> None:
    for made in (pickle.loads(pickle.dumps(PANELS)), copy.deepcopy(PANELS), copy.copy(PANELS), replace(PANELS)):
        assert made == PANELS
        assert hash(made) == hash(PANELS)
        assert repr(made) == repr(PANELS)
    assert replace(PANELS, caption="another") != PANELS
    assert model.Photographer("AFP") != model.Agency("AFP")


def test_a_noun_stays_as_it_was_made() -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(PANELS, "caption".lower(), "another")
    with pytest.raises(FrozenInstanceError):
        delattr(PANELS, "caption".lower())


def test_what_a_noun_lacks_is_told_by_name() -> None:
    kind: Any = model.Agency
    with pytest.raises(TypeError, match=r"Agency.__init__\(\) missing 1 required positional argument: 'name'"):
        kind()
