"""Tables: CSV, TSV, JSON Lines, JSON arrays, XLSX; row numbers in every complaint, no row lost to another's fault."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.catalogue import Catalogue
from indexer.errors import SourceError, UsageError
from indexer.model import Block, Document, Record
from indexer.parse import parse_document
from indexer.render import record_json
from indexer.sources import Skip, read, read_bytes
from indexer.sources.tabular.parts import PART


def rows(content: str | bytes, name: str = "desk.csv", told: list[Skip] | None = None) -> list[Block]:
    raw = content if isinstance(content, bytes) else content.encode()
    hears = told.append if told is not None else (lambda skip: None)
    return [block for document in read_bytes(raw, name, tell=hears) for block in document.blocks]


HEADERS = {
    "English": ("filename,caption,credit,city,published", ","),
    "French": ("Fichier;Légende;Crédit photo;Ville;Date de publication", ";"),
    "German": ("Dateiname\tBildunterschrift\tBildnachweis\tStadt\tErschienen", "\t"),
    "Spanish": ("Archivo|Pie de foto|Crédito|Ciudad|Publicado", "|"),
    "ExifTool": ("SourceFile,Caption-Abstract,Credit,City,published", ","),
}


@pytest.mark.parametrize("language", HEADERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_headers_are_known_in_the_desks_languages_and_any_encoding(language: str, encoding: str) -> None:
    header, sign = HEADERS[language]
    row = sign.join(["fox.jpg", "A fox rests in Malmö.", "Åsa Holm/TT", "Malmö", "2024-05-07"])
    [block] = rows(f"{header}\r\n{row}\r\n".encode(encoding))
    assert block.text == "A fox rests in Malmö.\n(Åsa Holm/TT)"
    assert (block.image, block.published, block.line) == ("fox.jpg", "2024-05-07", 2)
    assert block.metadata is not None
    assert (block.metadata.city, block.metadata.credit_line) == ("Malmö", "Åsa Holm/TT")


def test_a_table_is_known_by_its_header_whatever_its_name() -> None:
    assert rows("image,caption\nfox.jpg,A fox.\n", "export")[0].image == "fox.jpg"
    assert rows("image,caption\nfox.jpg,A fox.\n", "export.txt")[0].image == "fox.jpg"
    [document] = read_bytes(b"A story, with a caption in it.\n\nMore.", "story.txt")
    assert document.blocks[0].loose


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("A fox.,Jo Marsh,AFP,", "A fox.\n(Jo Marsh/AFP)"),
        ("A fox. (Jo Marsh/AFP),Jo Marsh,AFP,", "A fox. (Jo Marsh/AFP)"),
        ("A fox.,Jo Marsh; Ana Ruiz,AFP,Getty Images", "A fox.\n(Jo Marsh and Ana Ruiz/AFP/Getty Images)"),
        ("A fox.,,Photo: Jo Marsh,", "A fox.\nPhoto: Jo Marsh"),
        ("A fox.,,,", "A fox."),
        (",Jo Marsh,AFP,", "(Jo Marsh/AFP)"),
    ],
)
def test_caption_and_credit_are_put_together_as_printed(row: str, text: str) -> None:
    assert [block.text for block in rows(f"caption,byline,credit,source\n{row}\n")] == [text]


def test_every_complaint_has_its_row_and_the_other_rows_are_read() -> None:
    told: list[Skip] = []
    table = (
        'caption,credit,published\n"One,\nin two lines.",AFP,2024-01-02\nTwo.,AFP,2024-01-02,more,cells\n'
        'Three.,AFP,07/05/24\n,,\n"Four never closes.,AFP,\nFive.,AFP,2024-01-03\nSix.,AFP,3.1.2024\n'
    )
    found = rows(table, told=told)
    assert [(block.line, block.text.split("\n")[0], block.published) for block in found] == [
        (2, "One,", "2024-01-02"),
        (5, "Three.", None),
        (8, "Five.", "2024-01-03"),
        (9, "Six.", "2024-01-03"),
    ]
    assert [(skip.path, skip.reason.split(";")[0], skip.fault) for skip in told] == [
        ("desk.csv:4", "5 cells where the header has 3", True),
        ("desk.csv:5", 'published: "07/05/24" is no day', True),
        ("desk.csv:7", "a quote that never closes", True),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("umsatz,region\n1,2\n", 'desk.csv:1: no "caption" column; found umsatz, region; name it with --columns'),
        ("caption,credit\n", "desk.csv: a table without rows"),
        (" \n \n", "desk.csv: nothing but blank space"),
        ("caption,credit\nA fox.,AFP,x,y\n", "desk.csv:2: 4 cells where the header has 2"),
    ],
)
def test_a_table_that_cannot_be_read_says_what_was_seen_where_and_what_to_do(content: str, said: str) -> None:
    with pytest.raises(SourceError, match=f"^{said}"):
        rows(content)


def test_the_caller_names_columns_that_nobody_knows(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("Zeile;Wer;Was\nEin Fuchs ruht.;Jo Marsh;AFP\n")
    wanted = {"caption": "zeile", "photographers": "Wer", "agency": "Was"}
    [document] = read(file, columns=wanted)
    assert document.blocks[0].text == "Ein Fuchs ruht.\n(Jo Marsh/AFP)"
    with pytest.raises(SourceError, match='no column "Text"; found Zeile, Wer, Was'):
        list(read(file, columns={"caption": "Text"}))
    with pytest.raises(UsageError, match='no field "captoin"; known are text, caption'):
        list(read(file, columns={"captoin": "Zeile"}))


def test_json_lines_arrays_and_objects_around_them_read_alike() -> None:
    one = {"description": "A fox.", "byline": ["Jo Marsh"], "agency": {"name": "AFP"}, "date": "2024-05-07", "n": 1}
    two = {"caption": "An owl.", "credit": "Ana Ruiz/EFE", "keywords": ["owl", "night"]}
    forms = {
        "a.jsonl": f"{json.dumps(one)}\n\n{json.dumps(two)}\n",
        "a.json": json.dumps([one, two], indent=2),
        "b.json": json.dumps({"count": 2, "records": [one, two]}),
        "c.json": json.dumps(one, indent=1) + "\n" + json.dumps(two, indent=1),
    }
    for name, content in forms.items():
        found = rows(content, name)
        assert [block.text for block in found] == ["A fox.\n(Jo Marsh/AFP)", "An owl.\n(Ana Ruiz/EFE)"], name
        assert found[0].metadata is not None
        assert found[0].metadata.date_created == "2024-05-07"
        assert found[0].line < found[1].line or name == "b.json"


def test_a_bad_line_of_json_is_told_and_the_others_are_read() -> None:
    told: list[Skip] = []
    found = rows('{"text": "One."}\n{broken\n[1]\n{"umsatz": 1}\n"Two."\n' + "x" * 1_000_001 + "\n", "a.jsonl", told)
    assert [block.text for block in found] == ["One.", "Two."]
    assert [(skip.path, skip.reason.split(";")[0]) for skip in told] == [
        ("a.jsonl:2", "not JSON at character 2"),
        ("a.jsonl:3", "not a JSON object"),
        ("a.jsonl:4", 'no "caption" key'),
        ("a.jsonl:6", "a line of 1,000,002 bytes is no row"),
    ]
    told.clear()
    assert len(rows('[{"text": "One."},\n{"text": "Two."},\n{"text": ', "a.json", told)) == 2
    assert [(skip.path, skip.fault) for skip in told] == [("a.json:3", True)]


def test_records_that_photodesk_printed_are_read_back() -> None:
    [document] = read_bytes(b"image,caption,credit,published\nfox.jpg,A fox.,Jo Marsh/AFP,2024-05-07\n", "a.csv")
    [record] = parse_document(document)
    [again] = [r for d in read_bytes(record_json(record).encode() + b"\n", "a.jsonl") for r in parse_document(d)]
    assert (again.text, again.credit, again.published, again.image, again.metadata) == (
        record.text, record.credit, "2024-05-07", "fox.jpg", record.metadata,
    )  # fmt: skip


def test_a_workbook_is_read_sheet_by_sheet_below_its_title() -> None:
    from datetime import date

    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in (["Pictures of May"], [], ["Datei", "Bildunterschrift", "Fotograf", "Erschienen"]):
        sheet.append(row)
    sheet.append(["fox.jpg", "Ein Fuchs ruht.", "Jo Marsh", date(2024, 5, 7)])
    book.create_sheet("Sums").append(["only", "figures", 3])
    stream = io.BytesIO()
    book.save(stream)
    [block] = rows(stream.getvalue(), "may.xlsx")
    assert (block.text, block.line, block.published) == ("Ein Fuchs ruht.\n(Jo Marsh)", 4, "2024-05-07")
    for damaged in (stream.getvalue()[:-200], b"PK\x03\x04" + b"x" * 400):
        with pytest.raises(SourceError, match=r"^may\.xlsx: a damaged workbook"):
            rows(damaged, "may.xlsx")


def _long(count: int) -> Iterator[str]:
    yield "caption,credit\n"
    for number in range(count):
        yield f"Fox {number} rests.,Jo Marsh/AFP\n"


def test_a_long_table_comes_in_parts_and_is_one_document_in_the_catalogue(tmp_path: Path) -> None:
    content = "".join(_long(2 * PART + 3)) + "Fox 5 rests.,Jo Marsh/AFP\n"
    parts = list(read_bytes(content.encode(), "long.csv"))
    assert [(len(part.blocks), part.more) for part in parts] == [(PART, True), (PART, True), (4, False)]

    def store(documents: list[Document]) -> list[int]:
        with Catalogue.open(tmp_path / "index", write=True, create=True) as catalogue:
            changes = [
                catalogue.add(d, [Record(b.text, b.text, line=b.line) for b in d.blocks], size=7, mtime_ns=9)
                for d in documents
            ]
            [filed] = catalogue.documents()
            assert filed.records == catalogue.count()
            assert (filed.mtime_ns, bool(filed.sha256)) == ((0, False) if documents[-1].more else (9, True))
        return [sum(getattr(one, name) for one in changes) for name in ("kept", "added", "replaced", "removed")]

    assert store(parts[:1]) == [0, PART, 0, 0]
    assert store(parts) == [PART, PART + 4, 0, 0]
    assert store(parts) == [2 * PART + 4, 0, 0, 0]
    # One row gone near the top: the rows behind it move up a line, and nothing else goes.
    fewer = list(read_bytes(content.replace("Fox 1 rests.,Jo Marsh/AFP\n", "").encode(), "long.csv"))
    assert store(fewer) == [1, 0, 2 * PART + 2, 1]


@given(st.text('",;\n\r\0abc é', max_size=200))
def test_any_table_is_answered(text: str) -> None:
    told: list[Skip] = []
    found = rows("caption,credit\nA fox.,AFP\n" + text, told=told)
    assert found[0].text == "A fox.\nCredit: AFP"
    assert all(block.text for block in found)
    assert all(skip.path.startswith("desk.csv:") for skip in told)
