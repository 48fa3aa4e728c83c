"""May we run it? Each ground alone, the order of precedence for any mixture, and the policy as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import AFP, AP, FERRY, GETTY, LOCAL

from indexer.errors import SettingsError, UsageError
from indexer.model import Clearance, Credit, Decision, Metadata, Photographer, Record
from indexer.rights.clearance import RANKS, clear
from indexer.rights.policy import Policy, make_policy, read_policy

ON = "2024-05-07"
ORDER = ("no", "ask", "yes-if", "yes")


def terms(words: str, **more: Any) -> Record:
    record = Record(
        "t", "A ferry leaves.", Credit("Jo Marsh/AFP", (Photographer("Jo Marsh"),), (AFP,), restrictions=words)
    )
    return replace(record, date_created="2024-05-04", **more)


def ask(
    record: Record, policy: Policy, asked: dict[str, str], decisions: Sequence[Decision] = (),
    uses: Sequence[Record] = (),
) -> Clearance:  # fmt: skip
    """Ask with what differs from an editorial use in print on ON."""
    return clear(
        record, policy, decisions, uses, on=asked.get("on", ON), media=asked.get("media", ""),
        where=asked.get("where", ""), purpose=asked.get("purpose", "editorial"),
    )  # fmt: skip


def used(day: str, name: str = "a") -> Record:
    return replace(FERRY, published=day, record_id=name)


@pytest.mark.parametrize(
    ("words", "asked", "answer", "said"),
    [
        ("", {}, "yes", ""),
        ("MANDATORY KILL", {}, "no", "killed"),
        ("EMBARGOED UNTIL MAY 8, 2024", {}, "no", "embargoed until 2024-05-08"),
        ("EMBARGOED UNTIL 18:00 GMT MAY 7, 2024", {}, "yes-if", "not before 2024-05-07 18:00 GMT"),
        ("EMBARGOED UNTIL 18:00 GMT MAY 7, 2024", {"on": "2024-05-07T18:30+02:00"}, "no", "embargoed"),
        ("EMBARGOED UNTIL 18:00 GMT MAY 7, 2024", {"on": "2024-05-07T20:30+02:00"}, "yes", "over"),
        ("EMBARGOED UNTIL MAY 7, 2024", {}, "yes", "over"),
        ("EMBARGOED", {}, "ask", "embargoed until a day that the words do not state"),
        ("NOT FOR USE AFTER MAY 7, 2024", {}, "yes", "until 2024-05-07"),
        ("NOT FOR USE AFTER MAY 6, 2024", {}, "no", "until 2024-05-06"),
        ("14 DAYS FROM TRANSMISSION", {"on": "2024-05-18"}, "yes", ""),
        ("14 DAYS FROM TRANSMISSION", {"on": "2024-05-19"}, "no", "2024-05-18"),
        ("CHINA OUT", {"where": "CN"}, "no", "closed in CN"),
        ("CHINA OUT", {"where": "Canada"}, "yes", "open in CA"),
        ("CHINA OUT", {}, "yes-if", "not in CN"),
        ("TORONTO OUT", {"where": "CA"}, "ask", "ask the agency"),
        ("TORONTO OUT", {"where": "CA/Toronto"}, "no", "closed"),
        ("GERMANY ONLY", {"where": "DE"}, "yes", ""),
        ("GERMANY ONLY", {"where": "FR"}, "no", "only for DE"),
        ("NO INTERNET", {"media": "social"}, "no", "not for web"),
        ("NO INTERNET", {"media": "print"}, "yes", ""),
        ("MAGS OUT", {"media": "print"}, "yes", ""),
        ("PRINT ONLY", {"media": "magazine"}, "yes", ""),
        ("PRINT ONLY", {"media": "web"}, "no", "only for print"),
        ("EDITORIAL USE ONLY", {}, "yes", ""),
        ("EDITORIAL USE ONLY", {"purpose": "commercial"}, "no", "editorial use only"),
        ("NO SALES", {}, "yes-if", "no sale"),
        ("MANDATORY CREDIT: Jo Marsh", {}, "yes", "credited as demanded"),
        ("MANDATORY CREDIT: Harbour Museum", {}, "yes-if", "print the credit “Harbour Museum”"),
        ("NO CROPPING", {}, "yes-if", "do not crop"),
        ("FEE APPLICABLE", {}, "ask", "paid or cleared"),
        ("DO NOT IDENTIFY", {}, "ask", "legal"),
        ("FILE PHOTO", {}, "yes-if", "mark as file"),
        ("Ring Maja before lunch", {}, "yes-if", "read the note"),
    ],
)
def test_each_restriction_has_its_answer(words: str, asked: dict[str, str], answer: str, said: str) -> None:
    found = ask(terms(words), Policy(), asked)
    assert found.answer == answer
    assert any(said in reason.message for reason in found.reasons) or not said
    assert all(reason.evidence and reason.source for reason in found.reasons)


def test_one_time_use_counts_the_uses_before() -> None:
    once = terms("ONE TIME USE ONLY", record_id="me", published=ON)
    assert clear(once, Policy(), uses=[once], on=ON).answer == "yes"
    assert clear(once, Policy(), uses=[once, used("2024-05-01")], on=ON).answer == "no"
    assert clear(once, Policy(), uses=[once], on="2024-06-01").answer == "no"
    assert clear(once, Policy(), uses=[used("2024-08-01")], on=ON).answer == "yes"


def test_no_archive_forbids_the_second_use_and_not_the_first() -> None:
    assert clear(terms("NO ARCHIVES"), Policy(), on=ON).duties == ("delete after use, no archive",)
    assert clear(terms("NO ARCHIVES"), Policy(), uses=[used("2024-05-01")], on=ON).answer == "no"


WORDS = (
    "KILL", "EMBARGOED UNTIL MAY 9, 2024", "NO USE AFTER MAY 5, 2024", "CHINA OUT", "NO INTERNET", "TORONTO STAR OUT",
    "ONE TIME USE ONLY", "FEE APPLICABLE", "NO SALES", "EDITORIAL USE ONLY", "MANDATORY CREDIT: Harbour Museum",
    "EMBARGOED",
)  # fmt: skip
STRICT = Policy(titles=("toronto star",))
decided = st.builds(
    Decision, st.sampled_from(("allow", "deny")), st.just("a"), by=st.just("Maja"), at=st.just("2024-05-01T00:00"),
    why=st.just("so"), decision_id=st.text("abc", min_size=1, max_size=3),
)  # fmt: skip


@given(
    st.lists(st.sampled_from(WORDS), max_size=5),
    st.lists(decided, max_size=3),
    st.integers(0, 2),
    st.sampled_from(("print", "web")),
    st.sampled_from(("CN", "CA", "")),
)
def test_any_mixture_keeps_the_precedence(
    words: list[str], decisions: list[Decision], times: int, media: str, where: str
) -> None:
    uses = [used(f"2024-05-0{n + 1}", str(n)) for n in range(times)]
    asked = {"on": ON, "media": media, "where": where}
    found = ask(terms("; ".join(words)), STRICT, asked, decisions, uses)
    ranks = [RANKS.index(reason.kind) for reason in found.reasons]
    assert ranks == sorted(ranks)
    assert found.answer == min((reason.answer for reason in found.reasons), key=ORDER.index, default="yes")
    # Whatever forbids alone forbids in company, and no allowance lifts it.
    alone = [ask(terms(word), STRICT, asked, (), uses).answer for word in words]
    plain = "EMBARGOED" in words and "EMBARGOED UNTIL MAY 9, 2024" in words
    if "no" in alone or any(one.effect == "deny" for one in decisions):
        assert found.answer == "no"
    elif "ask" in alone and not plain:
        assert found.answer == ("ask" if not any(one.effect == "allow" for one in decisions) else found.answer) != "no"
    assert "KILL" not in words or (found.reasons[0].kind, found.answer) == ("kill", "no")


def test_an_allowance_settles_what_was_to_be_asked_and_nothing_else() -> None:
    allow = Decision("allow", "a", by="Maja", at="2024-05-01T09:00", why="paid", decision_id="d1")
    assert clear(terms("FEE APPLICABLE"), Policy(), [allow], on=ON).answer == "yes"
    assert clear(terms("FEE APPLICABLE; CHINA OUT"), Policy(), [allow], on=ON, where="CN").answer == "no"
    later = replace(allow, since="2024-06-01")
    assert clear(terms("FEE APPLICABLE"), Policy(), [later], on=ON).answer == "ask"
    denied = replace(allow, effect="deny", decision_id="d2", supersedes=("d1",))
    assert clear(terms(""), Policy(), [allow, denied], on=ON).answer == "no"
    again = replace(allow, decision_id="d3", supersedes=("d2",))
    assert clear(terms("FEE APPLICABLE"), Policy(), [allow, denied, again], on=ON).answer == "yes"


POLICY = make_policy({
    "country": "NO", "file_days": 30, "unknown_agency": "ask",
    "agencies": {
        "afp": {"contract": {"from": "2024-01-01", "until": "2024-06-30"}, "media": ["print", "web"],
                "territories": ["NO"], "tariff": {"print": 40, "default": 10}, "quota": {"uses": 5, "per": "month"}},
        "Harbour Light Pictures": {"reuse": "ask", "archive_days": 90, "override": ["Maja"], "answer": "yes"},
    },
    "distributors": {"getty-images": {"answer": "ask", "note": "extra fee"}},
    "flags": {"social": {"answer": "ask"}, "handout": {"days": 14}},
    "kinds": {"illustration": {"answer": "no"}},
})  # fmt: skip


@pytest.mark.parametrize(
    ("record", "asked", "answer", "said"),
    [
        (terms(""), {}, "yes", "under contract"),
        (terms(""), {"on": "2024-07-01"}, "no", "contract ended on 2024-06-30"),
        (terms(""), {"on": "2024-06-20"}, "yes-if", "mark as file, with the year 2024"),
        (terms(""), {"media": "broadcast"}, "no", "does not cover broadcast"),
        (terms(""), {"where": "SE"}, "no", "does not cover SE"),
        (terms("", credit=Credit("AP", agencies=(AP,))), {}, "ask", "no contract known with The Associated Press"),
        (
            terms("", credit=Credit("AFP/Getty", agencies=(AFP, GETTY))),
            {},
            "ask",
            "getty-images pictures need clearance",
        ),
        (terms("", credit=Credit("X", flags=("social",))), {}, "ask", "social pictures need clearance"),
        (terms("", credit=Credit("X", flags=("handout",))), {"on": "2024-05-19"}, "ask", "older than 14 days"),
        (terms("", credit=Credit("X"), kind="illustration"), {}, "no", "not used here"),
        (terms("FOR USE BY SUBSCRIBERS"), {}, "yes", "the policy knows the agency"),
    ],
)
def test_the_policy_has_its_say(record: Record, asked: dict[str, str], answer: str, said: str) -> None:
    found = ask(record, POLICY, asked)
    assert found.answer == answer
    assert said in " ".join(reason.message for reason in found.reasons)


def test_a_quota_that_is_used_up_is_asked_about() -> None:
    assert clear(terms(""), POLICY, on=ON, used={"agencies.afp": 4}).answer == "yes"
    assert clear(terms(""), POLICY, on=ON, used={"agencies.afp": 5}).answer == "ask"


def test_only_who_may_override_does() -> None:
    local = terms("", credit=Credit("Harbour Light Pictures", agencies=(LOCAL,)))
    allow = Decision("allow", "a", by="Jon", at="2024-05-01T09:00", why="paid", decision_id="d1")
    uses = [used("2024-05-01")]
    assert clear(local, POLICY, [allow], uses, on=ON).answer == "ask"
    assert clear(local, POLICY, [replace(allow, by="Maja")], uses, on=ON).answer == "yes"
    assert clear(local, POLICY, [replace(allow, by="Maja")], uses, on="2024-09-01").answer == "no"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"contry": "NO"}, 'no setting "contry"; did you mean "country"'),
        ({"agencies": {"afp": {"tarif": {}}}}, r'\[agencies.afp\]: no setting "tarif"; did you mean "tariff"'),
        ({"agencies": {"afp": {"tariff": {"radio": 3}}}}, 'no setting "radio"'),
        ({"agencies": {"afp": {"tariff": {"web": "3"}}}}, "is no price"),
        ({"agencies": {"afp": {"contract": {"from": "soon"}}}}, "is no day"),
        ({"agencies": {"afp": {"media": "web"}}}, "is no list"),
        ({"agencies": {"afp": {"reuse": "maybe"}}}, "there are yes, ask, no"),
        ({"flags": {"shiny": {}}}, "is not known"),
        ({"agencies": "afp"}, "is no table"),
        ({"zone": "CET"}, r"is no offset; write it as \+01:00"),
        ({"file_days": -1}, "no whole number"),
    ],
)
def test_a_wrong_policy_says_where_and_what(raw: object, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        make_policy(raw, "policy.toml")


def test_a_policy_is_read_from_the_settings_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "photodesk.toml").write_text('[rights]\npolicy = "terms.toml"\n', encoding="utf-8")
    (tmp_path / "terms.toml").write_text('country = "NO"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.delenv("PHOTODESK_SETTINGS", raising=False)
    assert read_policy().country == "NO"
    assert read_policy(tmp_path / "terms.toml").country == "NO"
    (tmp_path / "terms.toml").write_text("country = \n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"terms.toml: no TOML"):
        read_policy()
    with pytest.raises(SettingsError, match="no such file"):
        read_policy(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "asked", [{"on": "soon"}, {"on": ON, "media": "radio"}, {"on": ON, "where": "Nowhereland"}, {"on": "2024-13-01"}]
)
def test_a_question_that_is_none_is_a_usage_error(asked: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        ask(terms(""), Policy(), asked)


def test_a_machine_embargo_and_the_words_both_count_and_the_stricter_wins() -> None:
    record = terms("EMBARGOED UNTIL MAY 6, 2024", metadata=Metadata(release="2024-05-09T00:00+00:00"))
    assert clear(record, Policy(), on=ON).answer == "no"
