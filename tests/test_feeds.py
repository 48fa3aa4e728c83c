"""Feeds and wires: Media RSS, Atom, ninjs 1 to 3, NewsML-G2; and XML that is a trap."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import SourceError
from indexer.model import Block, Document, Metadata
from indexer.parse import parse_document
from indexer.sources import Skip, read, read_bytes

SAMPLES = Path(__file__).parent.parent / "seeds" / "formats"


def feed(content: str | bytes, name: str = "feed.xml") -> Document:
    [document] = read_bytes(content.encode() if isinstance(content, str) else content, name)
    return document


def said(block: Block) -> Metadata:
    assert block.metadata is not None
    return block.metadata


def test_media_rss_gives_one_block_a_picture_with_credits_by_role() -> None:
    [document] = read(SAMPLES / "wire.rss")
    first, second = document.blocks
    assert document.title == "Harbour Light pictures"
    assert first.text == "The first ferry of the year leaves Bergen, Norway, on May 7, 2024.\n(Mia Holm/AFP)"
    assert (first.image, first.title) == ("https://pictures.example/0507-1.jpg", "Ferries return to the fjord")
    assert (first.published, said(first).photographers, said(first).supplier) == ("2024-05-07", ("Mia Holm",), "AFP")
    assert said(first).copyright_notice == "© Harbour Light Pictures 2024"
    assert second.text == "Fish & flowers on the market in Ålesund, Norway. (Jo Marsh/Reuters)"
    assert said(second).instructions == "deny country cn"


def test_atom_with_media_elements_reads_alike() -> None:
    [block] = feed(
        """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="http://search.yahoo.com/mrss">
        <entry><title>Owls</title><published>2024-05-07T10:00:00Z</published><id>urn:1</id>
        <link rel="enclosure" type="image/jpeg" href="https://a.example/owl.jpg"/>
        <m:description>An owl looks down.</m:description><m:credit>Lena Brandt/Belga</m:credit></entry>
        <entry><title>No picture</title><summary>Words.</summary></entry></feed>"""
    ).blocks
    assert (block.text, block.image) == ("An owl looks down.\n(Lena Brandt/Belga)", "https://a.example/owl.jpg")
    assert (block.published, block.title) == ("2024-05-07", "Owls")


def test_newsml_gives_pictures_their_rights_and_their_package_and_a_kill_its_action() -> None:
    [document] = read(SAMPLES / "package.newsml.xml")
    [flood, kill] = parse_document(document)
    assert [one.name for one in flood.credit.photographers] == ["Jens Adler"]
    assert flood.text.endswith("(Jens Adler/Harbour Light Pictures)")
    assert (flood.title, flood.image, flood.published) == (
        "The river rises", "https://pictures.example/9-1.jpg", "2024-05-10",
    )  # fmt: skip
    assert flood.metadata is not None
    assert (flood.metadata.city, flood.metadata.country, flood.metadata.persons_shown) == (
        "Passau", "Germany", ("Rita Sousa",),
    )  # fmt: skip
    assert (flood.metadata.usage_terms, flood.metadata.instructions, flood.metadata.expires) == (
        "One time use only", "NO ARCHIVES", "2024-12-31T00:00:00Z",
    )  # fmt: skip
    assert (flood.metadata.action, flood.metadata.supplier_image_id) == ("", "urn:harbour-light:picture:9-1")
    assert kill.metadata is not None
    assert (kill.metadata.action, kill.metadata.supplier_image_id) == ("kill", "urn:harbour-light:picture:8-3")


def test_ninjs_three_is_read_with_embargo_and_source_type() -> None:
    [document] = read(SAMPLES / "picture.ninjs.json")
    [block] = document.blocks
    assert block.text.endswith("on May 8, 2024.\n(Ana Duarte/Harbour Light Pictures)")
    assert (document.title, block.image) == ("Snow in May", "https://pictures.example/0508-7.jpg")
    assert (said(block).release, said(block).digital_source_type) == ("2024-05-09T00:00:00+02:00", "digitalCapture")
    assert (said(block).instructions, said(block).usage_terms) == ("FRANCE OUT", "Editorial use only")
    assert (said(block).persons_shown, said(block).keywords) == (("Lena Brandt",), ("snow", "wine"))


ONE: dict[str, Any] = {
    "uri": "urn:1", "type": "text", "headline": "Foxes", "versioncreated": "2024-05-07T10:00:00Z",
    "associations": {"featured": {
        "uri": "urn:2", "type": "picture", "description_text": "<p>A fox rests.</p>", "byline": "By Jo Marsh",
        "creditline": "AFP", "copyrightnotice": "© AFP", "usageterms": "NO SALES", "pubstatus": "withheld",
        "renditions": {"original": {"href": "a.jpg", "width": 9}, "thumb": {"href": "b.jpg", "width": 2}},
    }},
}  # fmt: skip
TWO: dict[str, Any] = {
    "uri": "urn:1", "type": "text", "headlines": [{"value": "Foxes"}], "versioncreated": "2024-05-07T10:00:00Z",
    "associations": [{
        "uri": "urn:2", "type": "picture", "pubstatus": "canceled",
        "descriptions": [{"role": "drol:x", "value": "No."}, {"role": "caption", "value": "A fox rests."}],
        "by": "Jo Marsh", "creditline": "AFP", "copyrightnotice": "© AFP", "usageterms": "NO SALES",
        "renditions": [{"href": "a.jpg", "width": 9}, {"href": "b.jpg"}],
    }],
}  # fmt: skip


@pytest.mark.parametrize("item", [ONE, TWO], ids=["ninjs 1", "ninjs 2"])
def test_pictures_that_go_with_a_story_carry_its_headline(item: dict[str, Any]) -> None:
    [block] = feed(json.dumps(item), "story.json").blocks
    assert (block.text, block.title, block.image) == ("A fox rests.\n(Jo Marsh/AFP)", "Foxes", "a.jpg")
    assert (said(block).action, said(block).usage_terms, said(block).copyright_notice) == ("kill", "NO SALES", "© AFP")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa">]><rss>&a;</rss>',
            "feed.xml:1: XML with a document type",
        ),
        ("<rss><channel><item></rss>", "feed.xml:1: not well-formed XML"),
        ("<rss>" + "<a>" * 300, "feed.xml:1: over 200 elements inside each other"),
        ("plain words", "feed.xml:1: not well-formed XML"),
        ("<invoice><sum>3</sum></invoice>", "feed.xml: no such .xml file is read as this one is"),
    ],
)
def test_what_is_no_feed_is_refused_in_one_line(content: str, reason: str) -> None:
    with pytest.raises(SourceError, match=f"^{reason}"):
        feed(content)


def test_a_feed_without_pictures_says_so() -> None:
    told: list[Skip] = []
    [document] = read_bytes(b"<rss><channel><item><title>x</title></item></channel></rss>", "a.rss", tell=told.append)
    assert document.blocks == ()
    assert [skip.reason.split(";")[0] for skip in told] == ["a feed without a picture that has a caption or credit"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda one: (
        st.lists(one, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "uri", "by", "associations", "renditions", "descriptions"]), one)
    ),
    max_leaves=12,
)


@given(_JSON)
def test_any_ninjs_is_answered(value: Any) -> None:
    item = {"uri": "urn:1", "pubStatus": "usable", "type": "picture", "creditline": "AFP", "more": value}
    if isinstance(value, dict):
        item |= value
    list(read_bytes(json.dumps(item | {"pubStatus": "usable", "uri": "u"}).encode(), "a.json"))


def test_what_a_channel_says_again_and_again_is_not_read_again_for_each_picture() -> None:
    flood = "<media:copyright>Jo Marsh</media:copyright><media:keywords>fox</media:keywords>" * 5_000
    picture = '<media:content url="fox.jpg"><media:description>A fox rests.</media:description></media:content>'
    content = (
        f'<rss xmlns:media="http://search.yahoo.com/mrss/"><channel>{flood}<item>{flood}<guid>7</guid>'
        f"{picture * 3_000}</item></channel></rss>"
    )
    [document] = read_bytes(content.encode(), "flood.rss")
    assert len(document.blocks) == 3_000
    metadata = document.blocks[-1].metadata
    assert metadata is not None
    assert metadata.copyright_notice == "Jo Marsh"
