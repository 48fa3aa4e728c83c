"""Picture files: every layer read on its own, merged field by field, and nothing that is damaged crashes the reader."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import (
    CAPTION,
    UTF8,
    dataset,
    drawing,
    exif_of,
    extended,
    iim,
    jpeg,
    png,
    raw_profile,
    rdf,
    resource,
    samples,
    tiff,
    xmp,
)

from indexer.errors import SourceError
from indexer.model import Layer, Metadata
from indexer.parse import parse_document
from indexer.sources import Skip, read, read_bytes
from indexer.sources.image import look, read_metadata, write_thumbnail
from indexer.sources.image.pixels import dhash
from indexer.sources.image.window import HeldWindow

FORMATS = Path(__file__).parent.parent / "seeds" / "formats"


def said(content: bytes) -> Metadata:
    return look(HeldWindow(content), "picture").metadata


def of_iim(*values: tuple[int, str], charset: str = "utf-8", mark: bytes = b"") -> Metadata:
    return said(jpeg(blocks=[resource(iim(values, charset, mark))]))


def of_xmp(inside: str) -> Metadata:
    return said(jpeg(packets=[rdf(inside)]))


# IIM


@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "mac-roman"])
def test_iim_without_a_character_set_is_read_in_the_one_it_was_written_in(charset: str) -> None:
    told = of_iim((80, "Jörg Müller"), (90, "Malmö"), (120, "“Fog” – the café’s view."), charset=charset)
    assert (told.photographers, told.city, told.description) == (("Jörg Müller",), "Malmö", "“Fog” – the café’s view.")


def test_iim_that_announces_utf_8_and_is_cut_inside_a_character_loses_only_that() -> None:
    block = UTF8 + dataset(90, "Malmö".encode()[:-1])
    assert said(jpeg(blocks=[resource(block)])).city == "Malm"


def test_datasets_repeat_come_long_and_end_in_noughts() -> None:
    long = "Fog. " * 8000
    told = of_iim((25, "fog"), (25, "sea; harbour"), (80, "Mia Holm\0\0"), (80, "Kit Ames"), (120, long))
    assert told.keywords == ("fog", "sea; harbour")
    assert told.photographers == ("Mia Holm", "Kit Ames")
    assert told.description == long.strip()


@pytest.mark.parametrize(
    ("date", "time", "expected"),
    [
        ("20240507", "064000+0200", "2024-05-07T06:40:00+02:00"),
        ("20240507", "", "2024-05-07"),
        ("20240500", "", "2024-05"),
        ("00000000", "000000+0000", ""),
        ("2024:05:07", "06:40:00", "2024-05-07T06:40:00"),
        ("May 7", "", ""),
    ],
)
def test_day_and_time_of_iim_become_one_moment(date: str, time: str, expected: str) -> None:
    assert of_iim((55, date), (60, time)).date_created == expected


def test_embargo_expiry_and_kill_are_read() -> None:
    told = of_iim((30, "20240508"), (35, "180000+0200"), (37, "20240601"), (42, "01"))
    assert (told.release, told.expires, told.action) == ("2024-05-08T18:00:00+02:00", "2024-06-01", "kill")


def test_one_block_may_lie_in_several_segments_and_resources() -> None:
    block = iim([(105, "Fog over Bergen"), (120, CAPTION), (90, "Bergen")])
    whole = resource(b"\1", 0x040A) + resource(block, name=b"IPTC-NAA record")
    for cut in (5, 17, 40, len(whole) - 3):
        told = said(jpeg(blocks=[whole[:cut], whole[cut:]]))
        assert (told.headline, told.description, told.city) == ("Fog over Bergen", CAPTION, "Bergen")
        assert told.copyright_status == "CS-PRO"
    halves = said(jpeg(blocks=[resource(block[:30]) + resource(block[30:])]))
    assert (halves.headline, halves.city) == ("Fog over Bergen", "Bergen")


def test_a_second_copy_of_iim_adds_only_what_the_first_lacks() -> None:
    told = said(
        jpeg(blocks=[resource(iim([(90, "Bergen"), (25, "fog")])), resource(iim([(90, "Oslo"), (101, "Norway")]))])
    )
    assert (told.city, told.country, told.keywords) == ("Bergen", "Norway", ("fog",))


def test_resources_without_their_padding_byte_are_found_again() -> None:
    odd = resource(b"\1\2\3", 0x0BB7)[:-1]
    assert said(jpeg(blocks=[odd + resource(iim([(90, "Bergen")]))])).city == "Bergen"


def test_datasets_whose_bytes_were_turned_round_are_read() -> None:
    block = iim([(90, "Bergen"), (110, "AFP")])
    block += b"\0" * (-len(block) % 4)
    turned = struct.pack(f"<{len(block) // 4}I", *struct.unpack(f">{len(block) // 4}I", block))
    told = said(tiff({33723: turned}))
    assert (told.city, told.credit_line) == ("Bergen", "AFP")


def test_the_mark_of_a_social_network_is_no_instruction() -> None:
    told = of_iim((40, "FBMD01000ac0030000"))
    assert told.instructions == ""
    assert ("instructions", "2:40", "FBMD01000ac0030000") in told.layers[0].values


# XMP


XMP_FORMS = {
    "elements": "<photoshop:Credit>AFP</photoshop:Credit><dc:creator><rdf:Seq><rdf:li>Mia Holm</rdf:li></rdf:Seq>"
    "</dc:creator>",
    "resource": '<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:LicensorName>AFP</plus:LicensorName>'
    "</rdf:li></rdf:Seq></plus:Licensor>",
    "description": "<plus:Licensor><rdf:Seq><rdf:li><rdf:Description><plus:LicensorName>AFP</plus:LicensorName>"
    "</rdf:Description></rdf:li></rdf:Seq></plus:Licensor>",
    "attributes": '<plus:Licensor><rdf:Seq><rdf:li plus:LicensorName="AFP"/></rdf:Seq></plus:Licensor>',
    "qualified": '<photoshop:Source rdf:parseType="Resource"><rdf:value>AFP</rdf:value></photoshop:Source>',
}


def test_rdf_is_read_in_each_of_its_forms() -> None:
    assert of_xmp(XMP_FORMS["elements"]).credit_line == "AFP"
    assert of_xmp(XMP_FORMS["elements"]).photographers == ("Mia Holm",)
    for form in ("resource", "description", "attributes"):
        assert of_xmp(XMP_FORMS[form]).licensor == "AFP", form
    assert of_xmp(XMP_FORMS["qualified"]).source == "AFP"


def test_a_namespace_counts_by_its_address_not_its_prefix() -> None:
    told = of_xmp('<ps:City xmlns:ps="http://ns.adobe.com/photoshop/1.0/">Bergen</ps:City>')
    assert told.city == "Bergen"
    assert of_xmp('<photoshop:City xmlns:photoshop="urn:other">Bergen</photoshop:City>').city == ""


def test_of_several_languages_the_default_counts_and_all_are_kept() -> None:
    told = of_xmp(
        '<dc:description><rdf:Alt><rdf:li xml:lang="de">Nebel</rdf:li><rdf:li xml:lang="x-default">Fog</rdf:li>'
        "</rdf:Alt></dc:description>"
    )
    assert told.description == "Fog"
    assert ("", "dc:description[de]", "Nebel") in told.layers[0].values


def test_empty_items_and_blank_values_say_nothing() -> None:
    told = of_xmp(
        "<dc:subject><rdf:Bag><rdf:li>fog</rdf:li><rdf:li/><rdf:li> </rdf:li></rdf:Bag></dc:subject>"
        "<photoshop:City> </photoshop:City>"
    )
    assert (told.keywords, told.city) == (("fog",), "")


def test_the_fields_of_plus_and_iptc_extension_are_read() -> None:
    told = of_xmp(
        """<plus:ImageSupplier><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:ImageSupplierName>Harbour Light
        </plus:ImageSupplierName></rdf:li></rdf:Seq></plus:ImageSupplier>
        <plus:ImageSupplierImageID>hl-0042</plus:ImageSupplierImageID>
        <plus:CopyrightStatus rdf:resource="http://ns.useplus.org/ldf/vocab/CS-PRO"/>
        <plus:DataMining>http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED</plus:DataMining>
        <plus:Licensor><rdf:Seq><rdf:li plus:LicensorName="Harbour Light" plus:LicensorURL="https://light.example/buy"/>
        </rdf:Seq></plus:Licensor>
        <Iptc4xmpExt:DigitalSourceType>https://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture/
        </Iptc4xmpExt:DigitalSourceType>
        <Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Bergen</Iptc4xmpExt:City>
        <Iptc4xmpExt:CountryName>Norway</Iptc4xmpExt:CountryName></rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>
        <Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Oslo</Iptc4xmpExt:City>
        </rdf:li></rdf:Bag></Iptc4xmpExt:LocationCreated>
        <Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Kit Ames</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>
        <xmpRights:WebStatement>https://light.example/terms</xmpRights:WebStatement>"""
    )
    assert (told.supplier, told.supplier_image_id, told.copyright_status) == ("Harbour Light", "hl-0042", "CS-PRO")
    assert (told.data_mining, told.digital_source_type) == ("DMI-PROHIBITED", "digitalCapture")
    assert told.licensor == "Harbour Light https://light.example/buy"
    assert (told.city, told.country, told.persons_shown) == ("Bergen", "Norway", ("Kit Ames",))
    assert told.web_statement == "https://light.example/terms"


@pytest.mark.parametrize(
    "change",
    [
        lambda packet: packet.decode().encode("utf-16"),
        lambda packet: packet.decode().replace("\ufeff", "").encode("utf-16-le"),
        lambda packet: packet.decode().replace("\ufeff", "").encode("utf-16-be"),
        lambda packet: b"\n\n" + packet + b"\0" * 200,
        lambda packet: packet.replace(b"AFP", b"A&#x0;F\x07P"),
        lambda packet: packet.replace(b"Holm</", b"Holm & Co</").replace(b" & Co", b""),
        lambda packet: packet.replace(b"</x:xmpmeta>", b"<fog & rain></x:xmpmeta>"),
        lambda packet: packet[: packet.index(b"</rdf:Description>")],
        lambda packet: packet.replace(b'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"', b""),
        lambda packet: packet + b'<?xpacket begin="" id="2"?><x/><?xpacket end="w"?>',
    ],
    ids=["utf-16", "utf-16-le", "utf-16-be", "padded", "controls", "plain", "broken", "cut", "no namespace", "two"],
)
def test_a_packet_is_read_however_it_is_wrapped_or_damaged(change: Callable[[bytes], bytes]) -> None:
    packet = change(xmp({"dc:creator": ["Mia Holm"], "photoshop:Credit": "AFP"}))
    told = said(jpeg(packets=[packet]))
    assert (told.photographers, told.credit_line) == (("Mia Holm",), "AFP")


def test_bare_ampersands_and_foreign_bytes_do_not_cost_a_packet() -> None:
    packet = xmp({"dc:creator": ["Mia Holm"], "photoshop:Credit": "Fog & Sons", "photoshop:City": "Malmö"})
    packet = packet.replace(b"&amp;", b"&").replace("ö".encode(), b"\xf6")
    told = said(jpeg(packets=[packet]))
    assert (told.credit_line, told.city, told.photographers) == ("Fog & Sons", "Malmö", ("Mia Holm",))


def test_entities_and_document_types_are_refused() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + rdf("<dc:title>&b;</dc:title>")
    found = look(HeldWindow(jpeg(packets=[laughs])), "picture")
    assert found.metadata.layers == ()
    assert found.trouble == "XMP with a document type is not read"


def test_a_packet_of_a_million_tags_or_of_deep_nesting_is_no_trouble() -> None:
    wide = rdf("<dc:subject><rdf:Bag>" + "<rdf:li/>" * 600_000 + "</rdf:Bag></dc:subject>")
    with pytest.raises(SourceError, match="XMP of over 500,000 tags is not read"):
        list(read_bytes(wide, "wide.xmp"))
    deep = "<dc:title>" + "<dc:a>" * 20_000 + "</dc:a>" * 20_000 + "</dc:title><photoshop:City>Bergen</photoshop:City>"
    assert next(read_bytes(rdf(deep), "deep.xmp")).blocks[0].metadata == Metadata(
        city="Bergen", layers=(Layer("xmp", (("city", "photoshop:City", "Bergen"),)),)
    )


def test_blocks_in_tags_of_exif_are_read_when_the_usual_places_are_empty() -> None:
    exif = exif_of({0x83BB: iim([(90, "Bergen")])})
    assert said(jpeg(exif=exif)).city == "Bergen"
    assert (
        said(jpeg(exif=exif, blocks=[resource(iim([(90, "Oslo")]))], packets=[xmp({"dc:title": "FOG"})])).city == "Oslo"
    )


def test_an_extended_packet_counts_only_when_the_main_one_names_it() -> None:
    guid = "0123456789ABCDEF0123456789ABCDEF"
    main = rdf(f"<xmpNote:HasExtendedXMP>{guid}</xmpNote:HasExtendedXMP><photoshop:City>Bergen</photoshop:City>")
    more = xmp({"photoshop:Headline": "Fog over Bergen", "photoshop:City": "Oslo"})
    whole = jpeg(packets=[main])
    for name, headline in ((guid, "Fog over Bergen"), ("F" * 32, "")):
        pieces = extended(name, more, 200)
        random.Random(5).shuffle(pieces)
        told = said(whole[:2] + b"".join(pieces) + whole[2:])
        assert (told.city, told.headline) == ("Bergen", headline)


# EXIF and PNG text


def test_exif_is_read_with_its_character_sets() -> None:
    exif = exif_of(
        {0x013B: "Mia Holm; Kit Ames", 0x8298: "Mia Holm\0Harbour Light", 0x9C9E: "fog;sea\0".encode("utf-16-le")},
        {
            0x9003: "2024:05:07 06:40:00",
            0x9011: "+02:00",
            0x9286: b"UNICODE\0" + "Boats wait at the quay, Malmö".encode("utf-16-be"),
        },
    )
    told = said(jpeg(exif=exif))
    assert told.photographers == ("Mia Holm", "Kit Ames")
    assert told.copyright_notice.split("\n")[0] == "Mia Holm"
    assert told.keywords == ("fog", "sea")
    assert (told.date_created, told.description) == ("2024-05-07T06:40:00+02:00", "Boats wait at the quay, Malmö")


@pytest.mark.parametrize(
    "default", ["OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "DCIM\\100MEDIA\\DJI_0042.JPG", "   "]
)
def test_what_a_camera_writes_by_itself_is_kept_but_counts_for_nothing(default: str) -> None:
    told = said(jpeg(exif=exif_of({0x010E: default, 0x013B: "Mia Holm"})))
    assert (told.description, told.photographers) == ("", ("Mia Holm",))
    kept = [value for _, tag, value in told.layers[0].values if tag == "ImageDescription"]
    assert kept == [default.strip()] * bool(default.strip())


def test_the_place_of_a_gps_receiver_is_read() -> None:
    exif = exif_of({})
    exif[0x8825] = {1: "S", 2: (33.0, 52.0, 4.8), 3: "E", 4: (151.0, 12.0, 36.0)}
    told = said(jpeg(exif=exif))
    assert (told.latitude, told.longitude) == (-33.868, 151.21)


def test_png_keeps_blocks_of_other_formats_as_text() -> None:
    block = iim([(90, "Bergen")])
    for name, body in (("iptc", resource(block)), ("iptc", block), ("8bim", resource(block))):
        assert said(png([raw_profile(name, body)])).city == "Bergen"
    packet = xmp({"photoshop:Credit": "AFP"})
    plain = (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)
    packed = (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(packet))
    for chunk in (plain, packed, raw_profile("xmp", packet)):
        assert said(png([chunk])).credit_line == "AFP"
    exif = exif_of({0x013B: "Mia Holm"}).tobytes()
    for chunk in ((b"eXIf", exif.removeprefix(b"Exif\0\0")), raw_profile("exif", exif)):
        assert said(png([chunk])).photographers == ("Mia Holm",)
    assert said(png([(b"tEXt", b"Author\0Mia Holm")])).photographers == ("Mia Holm",)


def test_a_chunk_that_unpacks_to_gigabytes_is_cut_off() -> None:
    bomb = zlib.compress(b"\0" * (40 << 20), 1)
    assert look(HeldWindow(png([(b"zTXt", b"Comment\0\0" + bomb)])), "bomb.png").width == 32


# Layers together


@pytest.mark.parametrize("name", sorted(samples()))
def test_each_sample_gives_the_record_it_was_made_for(name: str) -> None:
    skipped: list[Skip] = []
    documents = list(read(FORMATS / name, tell=skipped.append))
    records = [record for document in documents for record in parse_document(document)]
    assert skipped == []
    assert len(records) == 1
    assert records[0].text.endswith("(Mia Holm/AFP via Getty Images)")
    assert records[0].location is not None
    assert (records[0].location.city, records[0].location.country_code) == ("Bergen", "NO")
    assert (records[0].date_created, records[0].headline) == ("2024-05-07", "Fog over Bergen")
    assert {"fog", "harbour", "weather"} <= set(records[0].keywords)
    assert records[0].file is not None
    assert len(records[0].file.dhash) == (0 if name.endswith(".xmp") else 16)


def test_the_layers_of_a_picture_disagree_by_kind() -> None:
    told = read_metadata(FORMATS / "harbour.jpg").metadata
    assert [layer.name for layer in told.layers] == ["xmp", "iim", "exif"]
    assert [(c.field, c.kind, c.layers) for c in told.conflicts] == [
        ("photographers", "case", ("xmp", "iim")),
        ("credit_line", "truncated", ("xmp", "iim")),
        ("copyright_notice", "different", ("xmp", "iim", "exif")),
    ]
    assert told.credit_line == "Harbour Light Pictures via Getty Images"


@pytest.mark.parametrize(
    ("in_xmp", "in_iim", "charset", "kind", "counts"),
    [
        ("Harbour Light Pictures via Getty", "Harbour Light Pictures via Getty Images", "utf-8", "truncated", "iim"),
        ("Malmö News", "Malm? News", "ascii", "charset", "xmp"),
        ("Malmö News", "MalmÃ¶ News", "utf-8", "charset", "xmp"),
        ("AFP", "afp", "ascii", "case", "xmp"),
        ("AFP", "AFP ", "ascii", None, "xmp"),
        ("AFP", "AP", "ascii", "different", "xmp"),
        ("AFP/Getty Images", "AFP", "ascii", "different", "xmp"),
    ],
)
def test_a_disagreement_has_a_kind(in_xmp: str, in_iim: str, charset: str, kind: str | None, counts: str) -> None:
    block = resource(iim([(110, in_iim)], charset, UTF8 if charset == "utf-8" else b""))
    told = said(jpeg(packets=[xmp({"photoshop:Credit": in_xmp})], blocks=[block]))
    assert [conflict.kind for conflict in told.conflicts] == [kind] * bool(kind)
    assert told.credit_line == (in_xmp if counts == "xmp" else in_iim)


def test_days_and_keywords_that_say_the_same_are_no_disagreement() -> None:
    block = resource(iim([(55, "20240507"), (60, "064000+0200"), (25, "sea;fog")]))
    told = said(
        jpeg(packets=[xmp({"photoshop:DateCreated": "2024-05-07", "dc:subject": ["fog", "sea"]})], blocks=[block])
    )
    assert told.conflicts == ()


def test_a_caption_that_says_nothing_of_place_and_day_gets_them_from_the_metadata() -> None:
    packet = xmp({
        "dc:description": "Boats wait. (Mia Holm/AFP)", "photoshop:City": "Bergen", "photoshop:Country": "NOR",
        "photoshop:DateCreated": "2024-05-07T06:40:00", "Iptc4xmpExt:PersonInImage": ["Kit Ames"],
        "dc:subject": ["sea; fog"],
    })  # fmt: skip
    (document,) = read_bytes(jpeg(packets=[packet]), "boats.jpg")
    (record,) = parse_document(document)
    assert record.location is not None
    assert (record.location.city, record.location.country, record.location.country_code) == ("Bergen", "Norway", "NO")
    assert (record.date_created, [person.name for person in record.persons_shown]) == ("2024-05-07", ["Kit Ames"])
    assert record.keywords[:2] == ("sea", "fog")


@pytest.mark.parametrize(
    ("by", "source", "line", "makers", "chain"),
    [
        (["MIA HOLM"], "", "AFP/Getty Images", ["Mia Holm"], ["AFP", "Getty Images"]),
        (["Mia Holm"], "", "Mia Holm/AFP", ["Mia Holm"], ["AFP"]),
        (["Mia Holm/AFP"], "", "AFP", ["Mia Holm"], ["AFP"]),
        (["Mia Holm"], "AFP", "(Credit too long, see caption)", ["Mia Holm"], ["AFP"]),
        (["STR"], "", "AFP", [], ["AFP"]),
        ([], "", "", [], []),
    ],
)
def test_a_caption_without_a_credit_gets_the_one_of_the_fields(
    by: list[str], source: str, line: str, makers: list[str], chain: list[str]
) -> None:
    fields: dict[str, str | list[str]] = {
        "dc:creator": by, "photoshop:Source": source, "photoshop:Credit": line, "dc:description": "Boats wait.",
    }  # fmt: skip
    (document,) = read_bytes(jpeg(packets=[xmp(fields)]), "boats.jpg")
    (record,) = parse_document(document)
    assert [maker.name for maker in record.credit.photographers] == makers
    assert [agency.name for agency in record.credit.agencies] == chain
    assert not any(one.field.startswith("credit") for one in record.evidence), "nothing of it is printed"


def test_a_printed_credit_stays_as_it_is_printed() -> None:
    fields: dict[str, str | list[str]] = {"dc:creator": ["Kit Ames"], "dc:description": "Boats wait. (Mia Holm/AFP)"}
    (document,) = read_bytes(jpeg(packets=[xmp(fields)]), "boats.jpg")
    (record,) = parse_document(document)
    assert record.credit.raw == "Mia Holm/AFP"


# Damage


DAMAGED = [
    ("empty.jpg", b"", "empty file"),
    ("text.jpg", b"Boats wait in the harbour.", "its bytes are no picture's"),
    ("head.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "the file ends"),
    ("head.png", b"\x89PNG\r\n\x1a\n\0\0", "the file ends"),
    ("head.tif", b"II*\0\xff\xff\xff\xff", "the file ends"),
    ("head.webp", b"RIFF\x10\0\0\0WEBPVP8X", "the file ends"),
    ("story.xmp", b"Boats wait in the harbour.", "its bytes are no picture's"),
]


@pytest.mark.parametrize(("name", "content", "reason"), DAMAGED, ids=[name for name, _, _ in DAMAGED])
def test_what_is_no_picture_is_refused_in_one_line(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=f"^{name}: .*{reason}.*; ") as error:
        list(read_bytes(content, name))
    assert "\n" not in str(error.value)


def test_absurd_dimensions_are_refused_before_anything_is_decoded() -> None:
    whole = png([])
    claimed = whole[:16] + struct.pack(">II", 60_000, 60_000) + whole[24:]
    with pytest.raises(SourceError, match=r"^bomb.png: claims 60000 × 60000 pixels"):
        list(read_bytes(claimed, "bomb.png"))


def test_a_picture_that_is_cut_off_is_told_and_what_it_says_is_kept() -> None:
    whole = jpeg(blocks=[resource(iim([(120, CAPTION)]))], picture=drawing())
    skipped: list[Skip] = []
    (document,) = read_bytes(whole[:-900], "cut.jpg", tell=skipped.append)
    assert document.blocks[0].text == CAPTION
    assert [(skip.path, skip.fault) for skip in skipped] == [("cut.jpg", True)]
    assert "cut off" in skipped[0].reason
    with pytest.raises(SourceError, match=r"^bare.jpg: its picture data is cut off or damaged; send it again"):
        list(read_bytes(jpeg(picture=drawing())[:-900], "bare.jpg"))


def test_near_pictures_have_near_hashes_and_others_have_not(tmp_path: Path) -> None:
    for name, picture in (("a", drawing()), ("b", drawing((480, 320))), ("c", drawing().rotate(180))):
        picture.save(tmp_path / f"{name}.jpg", quality=60)
    a, b, c = (int(dhash(tmp_path / f"{name}.jpg"), 16) for name in "abc")
    assert (a ^ b).bit_count() <= 6 < (a ^ c).bit_count()


def test_a_thumbnail_is_made_once_and_named_by_the_content(tmp_path: Path) -> None:
    from PIL import Image

    made = write_thumbnail(FORMATS / "harbour.png", tmp_path, "ab" * 32)
    assert made == tmp_path / "ab" / f"{'ab' * 32}.jpg"
    with Image.open(made) as small:
        assert (small.format, small.size) == ("JPEG", (240, 160))
    made.write_bytes(b"kept")
    assert write_thumbnail(FORMATS / "harbour.png", tmp_path, "ab" * 32).read_bytes() == b"kept"


WHOLE = list(samples().values())


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 6000), st.binary(max_size=8)), max_size=6),
    st.integers(0, 6000),
)
def test_no_damage_crashes_the_reader(whole: bytes, changes: list[tuple[int, bytes]], end: int) -> None:
    content = bytearray(whole)
    for at, new in changes:
        content[at % len(whole) : at % len(whole) + len(new)] = new
    content = content[: end or None]
    with suppress(SourceError):
        look(HeldWindow(bytes(content)), "picture")


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([80, 90, 95, 101, 103, 105, 110, 115, 116, 120]),
        st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60), min_size=1,
    )
)  # fmt: skip
def test_what_iim_in_utf_8_says_comes_back_character_for_character(values: dict[int, str]) -> None:
    told = of_iim(*values.items(), mark=UTF8)
    assert [value for _, tag, value in told.layers[0].values if tag != "1:90"] == [values[n] for n in sorted(values)]
