"""Which records show one picture: by number, file, look and words; what a person says of it; over rebuilds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import AFP, AP, GETTY

from indexer.catalogue import Catalogue, assets
from indexer.catalogue.desk import Desk
from indexer.errors import UsageError
from indexer.model import Agency, Credit, Document, FileFacts, Metadata, Photographer, Record
from indexer.rights.likeness import compare, keys_of, likeness_of

CAPTION = "The ferry Oslofjord leaves the harbour of Bergen, Norway, on its first day of the summer service."


def picture(
    caption: str = CAPTION, by: str = "Mia Holm", agencies: tuple[Agency, ...] = (AFP,), day: str | None = "2024-05-07",
    published: str = "2024-05-08", number: str = "", dhash: str = "", sha256: str = "",
) -> Record:  # fmt: skip
    raw = "/".join((by, *(one.name for one in agencies)))
    return Record(
        f"{caption} ({raw})", caption, Credit(raw, (Photographer(by),) if by else (), agencies), date_created=day,
        published=published, metadata=Metadata(supplier_image_id=number) if number else None,
        file=FileFacts(sha256, 1, "JPEG", dhash=dhash) if dhash or sha256 else None,
    )  # fmt: skip


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(tmp_path, write=True, create=True) as opened:
        yield opened


def grouped(catalogue: Catalogue, *records: Record) -> list[set[int]]:
    """Store each record as a story of its own and return which of them are one picture."""
    for number, record in enumerate(records):
        catalogue.add(Document(f"{number}.txt"), [record])
    assets.catch_up(catalogue._db)
    groups: dict[str, set[int]] = {}
    for number in range(len(records)):
        (kept,) = Desk(catalogue).story(f"{number}.txt")
        groups.setdefault(assets.picture_of(catalogue._db, kept.asset_id), set()).add(number)
    return sorted(groups.values(), key=min)


SAME = {
    "another form of the credit": picture(by="M. HOLM", agencies=(AFP, GETTY)),
    "another form of the date": picture(CAPTION.replace("Norway,", "Norway, 7 May 2024,")),
    "a sentence more": picture(f"{CAPTION} The town expects more visitors than in any year before."),
    "a slip": picture(CAPTION.replace("Bergen", "Bregen")),
    "a doubled letter": picture(CAPTION.replace("harbour", "harrbour")),
    "no photographer": picture(by=""),
    "no day": picture(day=None),
    "a word less": picture(CAPTION.replace("summer ", "")),
}
OTHER = {
    "another ship": picture(CAPTION.replace("Oslofjord", "Stavanger")),
    "another town": picture(CAPTION.replace("Bergen", "Trondheim")),
    "another photographer": picture(by="Jon Dahl"),
    "another day, nearly the same words": picture(CAPTION.replace("Bergen", "Bregen"), day="2024-05-09"),
    "three words that say little": picture("The ferry leaves."),
}


def test_uses_are_counted_by_picture_however_the_caption_was_edited(catalogue: Catalogue) -> None:
    alone = OTHER["another photographer"]
    grouped(catalogue, picture(), SAME["a slip"], SAME["a sentence more"], picture(), alone, OTHER["another ship"])
    for query, many in (("uses:4", 4), ("is:reused", 4), ("uses:1", 2), ("uses:2..3", 0), ("uses:>0", 6)):
        assert catalogue.count(query) == many, query
    catalogue.remove("0.txt")
    catalogue.remove("3.txt")
    assert catalogue.count("uses:2") == catalogue.count("is:reused") == 2


@pytest.mark.parametrize("edit", SAME)
def test_an_edited_caption_is_the_same_picture(catalogue: Catalogue, edit: str) -> None:
    assert grouped(catalogue, picture(), SAME[edit]) == [{0, 1}]


@pytest.mark.parametrize("change", OTHER)
def test_another_caption_is_another_picture(catalogue: Catalogue, change: str) -> None:
    first = picture() if "say little" not in change else picture("A ferry leaves.", "Jo Marsh")
    assert grouped(catalogue, first, OTHER[change]) == [{0}, {1}]


def test_the_suppliers_number_joins_whatever_the_words(catalogue: Catalogue) -> None:
    one, other = picture(number="EPA-10345678"), picture("A boat at sea.", "", (GETTY,), None, number="epa10345678")
    assert grouped(catalogue, one, other) == [{0, 1}]
    found = Desk(catalogue).reuse(Desk(catalogue).story("0.txt")[0])
    assert {(tie.kind, tie.certainty) for tie in found.ties} == {("supplier id", "exact")}
    assert len(found.credits) == 2


def test_two_numbers_part_what_the_same_words_would_join(catalogue: Catalogue) -> None:
    series = [picture(number=f"10345{n}") for n in range(3)]
    assert grouped(catalogue, *series) == [{0}, {1}, {2}]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a5c3f0e19b7d2468", "a5c3f0e19b7d2468", True),
        ("a5c3f0e19b7d2468", "a5c3f0e19b7d246b", True),
        ("a5c3f0e19b7d2468", "5a3c0f1e64826d97", False),
        ("0000000000000000", "0000000000000000", False),
    ],
)
def test_pictures_that_look_alike_are_one(catalogue: Catalogue, one: str, other: str, same: bool) -> None:
    records = [picture("Boats.", "", (AFP,), None, dhash=one), picture("Sea.", "", (AP,), None, dhash=other)]
    assert (len(grouped(catalogue, *records)) == 1) is same


def test_a_text_between_two_files_joins_only_one_of_them(catalogue: Catalogue) -> None:
    files = [picture(dhash="a5c3f0e19b7d2468", sha256="1"), picture(dhash="5a3c0f1e64826d97", sha256="2")]
    groups = grouped(catalogue, files[0], picture(by="M. Holm"), files[1])
    assert {0, 2} not in groups
    assert not any({0, 2} <= group for group in groups)


def test_the_same_words_under_another_photographer_are_reported_and_not_joined(catalogue: Catalogue) -> None:
    assert grouped(catalogue, picture(), picture(by="Jon Dahl", agencies=(AP,))) == [{0}, {1}]
    found = Desk(catalogue).reuse(Desk(catalogue).story("0.txt")[0])
    assert [one.credit.raw for one in found.twins] == ["Jon Dahl/The Associated Press"]


def test_a_caption_that_is_not_in_the_index_finds_its_uses(catalogue: Catalogue) -> None:
    grouped(catalogue, picture(), picture(by="M. HOLM", published="2024-06-01"))
    found = Desk(catalogue).reuse(picture(CAPTION.replace("Bergen", "Bregen"), ""))
    assert [use.published for use in found.uses] == ["2024-06-01", "2024-05-08"]


def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    records = [*list(SAME.values())[:4], *list(OTHER.values())[:3], picture()]
    found = []
    for name, order in (("a", records), ("b", records[::-1])):
        with Catalogue.open(tmp_path / name, write=True, create=True) as catalogue:
            groups = grouped(catalogue, *order)
            found.append({frozenset(order[number].text for number in group) for group in groups})
    assert found[0] == found[1]


def test_joining_and_parting_outlive_rereading_rebuilding_and_moving(catalogue: Catalogue, tmp_path: Path) -> None:
    grouped(catalogue, picture(), SAME["a slip"], OTHER["another ship"])
    desk = Desk(catalogue)
    (first,), (slip,), (ship,) = (desk.story(f"{n}.txt") for n in range(3))
    desk.choose(first, ship, True, "Maja", "renamed that day")
    desk.choose(first, slip, False, "Maja", "another frame")

    def state(opened: Catalogue) -> list[list[str]]:
        return [sorted(one.document for one in opened.uses(record.asset_id)) for record in (first, slip, ship)]

    expected = [["0.txt", "2.txt"], ["1.txt"], ["0.txt", "2.txt"]]
    assert state(catalogue) == expected
    catalogue.remove("0.txt")
    assets.catch_up(catalogue._db)
    assert state(catalogue)[2] == ["2.txt"]
    catalogue.add(Document("0.txt"), [picture()])
    assets.catch_up(catalogue._db)
    catalogue.rebuild()
    assert state(catalogue) == expected
    lines = list(desk.export())
    with Catalogue.open(tmp_path / "new", write=True, create=True) as fresh:
        Desk(fresh).bring_in(lines)
        grouped(fresh, picture(), SAME["a slip"], OTHER["another ship"])
        assert state(fresh) == expected
    desk.choose(first, slip, True, "Maja", "no, it is the one")
    assert state(catalogue)[0] == ["0.txt", "1.txt", "2.txt"]


def test_a_picture_cannot_be_parted_from_itself(catalogue: Catalogue) -> None:
    grouped(catalogue, picture(), picture(published="2024-06-01"))
    (one,), (other,) = Desk(catalogue).story("0.txt"), Desk(catalogue).story("1.txt")
    with pytest.raises(UsageError, match="same caption and credit"):
        Desk(catalogue).choose(one, other, False, "Maja")


def test_a_changed_caption_leaves_its_old_group(catalogue: Catalogue) -> None:
    grouped(catalogue, picture(), SAME["a slip"])
    catalogue.add(Document("1.txt"), [OTHER["another ship"]])
    assets.catch_up(catalogue._db)
    (first,) = Desk(catalogue).story("0.txt")
    assert [one.document for one in catalogue.uses(first.asset_id)] == ["0.txt"]
    assert assets.behind(catalogue._db) == 0


words = st.lists(
    st.sampled_from("ferry harbour Bergen Norway leaves storm Holm market gull bridge".split()), max_size=14
)


@given(words.map(" ".join) | st.text(max_size=60), words.map(" ".join) | st.text(max_size=60))
def test_likeness_is_symmetric_and_never_raises(left: str, right: str) -> None:
    one, other = likeness_of(picture(left)), likeness_of(picture(right))
    assert (compare(one, other) is None) == (compare(other, one) is None)
    assert all(0 <= key < 1 << 40 for key in keys_of(one))


@given(st.text(max_size=80))
def test_a_record_is_like_itself_when_it_has_words_enough(caption: str) -> None:
    one = likeness_of(picture(caption))
    assert len(one.words) < 4 or compare(one, one) is not None
