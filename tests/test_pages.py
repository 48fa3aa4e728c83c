"""Web pages: each picture once, with its caption, its credit and what the markup for machines says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import SourceError
from indexer.model import Document
from indexer.parse import parse_document
from indexer.sources import Skip, read_bytes
from indexer.sources.html.addresses import picture_name

PAGES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "pages.toml").read_text(encoding="utf-8")
)["page"]


def page(content: str | bytes, charset: str = "utf-8") -> Document:
    [document] = read_bytes(content if isinstance(content, bytes) else content.encode(charset), "story.html")
    return document


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["name"])
def test_a_page_gives_each_picture_with_caption_and_credit(case: dict[str, Any]) -> None:
    document = page(case["html"], case.get("charset", "utf-8"))
    records = list(parse_document(document))
    assert [
        [r.caption, [one.name for one in r.credit.photographers], [one.name for one in r.credit.agencies]]
        for r in records
    ] == case["blocks"]
    assert [picture_name(record.image) for record in records] == case["images"]
    assert document.title == case.get("title", document.title)
    assert document.published == case.get("published")
    metadata = records[0].metadata
    assert metadata is not None
    assert {name: getattr(metadata, name) for name in case.get("metadata", {})} == case.get("metadata", {})
    assert not case.get("layers") or [layer.name for layer in metadata.layers] == case["layers"]


FIGURE = "<figure><img src='fox.jpg'><figcaption>A fox rests. (Jo Marsh/Reuters)</figcaption></figure>"


@pytest.mark.parametrize(
    "content",
    [
        f"<html>\0\0{FIGURE}\0".encode(),
        f"<!doctype html>{FIGURE}".encode("utf-16"),
        b"\xef\xbb\xbf<!-- saved -->\n<html>" + FIGURE.encode(),
        b"<html><meta charset='no-such-charset'>\xe9" + FIGURE.encode(),
        b"<html><meta charset='utf-8'>caf\xe9" + FIGURE.encode(),
        f"<html><p><p><figure><div>{FIGURE}".encode(),
        f"<html><script>if (a <b && '<figure>') x</script>{FIGURE}".encode(),
        f"<html><script type='application/ld+json'>{{broken</script>{FIGURE}".encode(),
        b"<html><script type='application/ld+json'>" + b"[" * 50_000 + b"</script>" + FIGURE.encode(),
        f"<html>{FIGURE}{'<p>a<br>' * 20_000}".encode(),
    ],
    ids=range(10),
)
def test_a_broken_page_gives_its_caption_all_the_same(content: bytes) -> None:
    assert [block.text for block in page(content).blocks] == ["A fox rests. (Jo Marsh/Reuters)"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>" + b"<div>" * 100_000 + FIGURE.encode(), "100,002 elements inside each other"),
        (b"<html>" + b"<div><b id=1>" * 1_000 + b"<p>x" * 50_000, "elements inside each other"),
        (b"<html><img " + b'a b=">" ' * 5_000 + b">" + FIGURE.encode(), "an element of over 500 attributes"),
        (b"<html>" + b"x" * (32 << 20), "over 32 MB of web page; split the file"),
        (b"<html>" + b"\0" * 100, "100 of 106 bytes are not text; no web page"),
    ],
    ids=["deep", "formatting", "attributes", "long", "noughts"],
)
def test_a_page_that_is_a_trap_is_refused_at_once(content: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        page(content)


def test_a_page_without_captions_says_so() -> None:
    told: list[Skip] = []
    [document] = read_bytes(b"<html><p>Only words.</p><img src=a.jpg alt='A fox'></html>", "a.html", tell=told.append)
    assert document.blocks == ()
    assert [skip.reason for skip in told] == ["a web page without a caption or credit; nothing to read"]


def test_a_block_says_where_its_words_stand() -> None:
    first, second = page(f"<html>\n\n {FIGURE}\n<p>x\n{FIGURE.replace('fox', 'owl')}").blocks
    assert [(one.line, one.column) for one in (first, second)] == [(3, 41), (5, 40)]


def test_a_picture_of_one_address_with_two_captions_is_two_blocks() -> None:
    assert len(page(f"<html>{FIGURE}{FIGURE.replace('rests', 'sleeps')}").blocks) == 2
    assert len(page(f"<html>{FIGURE}{FIGURE.replace('fox.jpg', 'fox-640x480.jpg?x=1')}").blocks) == 1


@given(st.text("<>/ figurecaption\"'=&;[]{}\n\0é", max_size=300))
def test_any_page_is_answered(text: str) -> None:
    document = page(f"<html>{'more ' * 600}{text}")
    assert all(block.text for block in document.blocks)


def test_of_shortcodes_without_end_the_first_five_hundred_are_read() -> None:
    codes = "".join(f"[caption]<img src='{n}.jpg'> Fox {n} rests. (Jo Marsh/Reuters)[/caption]" for n in range(600))
    assert len(page(f"<html><body>{codes}").blocks) == 500
