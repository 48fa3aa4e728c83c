"""ExifTool as the judge: pictures that it writes, and the samples, are read as it reads them. Skipped without it."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pictures import drawing, samples

from indexer.model import Metadata
from indexer.sources.image import read_metadata

pytestmark = pytest.mark.skipif(not shutil.which("exiftool"), reason="ExifTool is not installed")

FIELDS = {
    "photographers": ("XMP-dc:Creator", "IPTC:By-line", "IFD0:Artist"),
    "credit_line": ("XMP-photoshop:Credit", "IPTC:Credit"),
    "source": ("XMP-photoshop:Source", "IPTC:Source"),
    "copyright_notice": ("XMP-dc:Rights", "IPTC:CopyrightNotice", "IFD0:Copyright"),
    "headline": ("XMP-photoshop:Headline", "IPTC:Headline"),
    "description": ("XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription"),
    "city": ("XMP-photoshop:City", "IPTC:City"),
    "region": ("XMP-photoshop:State", "IPTC:Province-State"),
    "country": ("XMP-photoshop:Country", "IPTC:Country-PrimaryLocationName"),
    "date_created": ("XMP-photoshop:DateCreated", "IPTC:DateCreated", "ExifIFD:DateTimeOriginal"),
    "keywords": ("XMP-dc:Subject", "IPTC:Keywords"),
    "instructions": ("XMP-photoshop:Instructions", "IPTC:SpecialInstructions"),
    "usage_terms": ("XMP-xmpRights:UsageTerms",),
}
"""Field of Metadata and ExifTool's tags for it, the one that counts first."""

_NAMES = ("Mia Holm", "JÖRG MÜLLER", "Anaïs Le Goff", "O’Brien, Kit", 'Zoë "Zed" Ames', "P. Ames & Q. Bole <x>", "STR")
_WORDS = "boats harbour Málaga Straße fog ferry “quoted” – naïve café crowd minister".split()


def _values(rng: random.Random) -> dict[str, list[str]]:
    words = [" ".join(rng.choices(_WORDS, k=count)) for count in (6, 30, 4)]
    return {
        "photographers": rng.sample(_NAMES, rng.choice((1, 1, 2))),
        "credit_line": [rng.choice(("AFP/Getty Images", "Harbour Light", "dpa"))],
        "source": [rng.choice(("AFP", "AP"))],
        "copyright_notice": [f"© 2024 {rng.choice(_NAMES)}"],
        "headline": [words[0]],
        "description": [f"{words[1]}. (Mia Holm/AFP)"],
        "city": [rng.choice(("Bergen", "Zürich", "São Paulo"))],
        "region": ["Vestland"],
        "country": ["Norway"],
        "date_created": [rng.choice(("2024:05:07", "2024:05:07 06:40:00"))],
        "keywords": rng.sample(_WORDS, rng.randint(1, 5)),
        "instructions": [f"NO SALES; {words[2]}"],
        "usage_terms": ["Editorial use only"],
    }


def _asked(rng: random.Random, source: Path, target: Path) -> Iterator[str]:
    """Yield ExifTool's arguments that write one picture with some fields in some layers."""
    layers = [0] if target.suffix == ".xmp" else rng.choice(([0], [1], [0, 1], [0, 1, 2], [1, 2]))
    for layer in layers:
        for field, values in _values(rng).items():
            tags = FIELDS[field]
            if layer < len(tags) and rng.random() < 0.8:
                for value in values if layer < 2 else values[:1]:
                    yield f"-{tags[layer]}={value[:10] if 'IPTC:Date' in tags[layer] else value}"
    if 1 in layers and rng.random() < 0.5:
        yield "-IPTC:CodedCharacterSet=UTF8"
    yield "-XMP-xmp:CreatorTool=test"
    yield from (() if target.suffix == ".xmp" else (str(source),))
    yield from ("-o", str(target), "-q", "-q", "-execute")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, dict[str, Any]]]:
    """Return pictures that ExifTool has written, and the samples, each with what ExifTool reads in it."""
    folder = tmp_path_factory.mktemp("pictures")
    rng = random.Random(5)
    arguments: list[str] = []
    for number, suffix in enumerate((".jpg", ".jpg", ".tif", ".png", ".xmp") * 8):
        source = folder / f"empty{suffix}"
        if suffix != ".xmp" and not source.exists():
            drawing((32, 24)).save(source)
        arguments += _asked(rng, source, folder / f"{number:02}{suffix}")
    written = "\n".join(arguments).encode()
    subprocess.run(["exiftool", "-@", "-"], input=written, check=False, capture_output=True, timeout=60)
    for name, content in samples().items():
        (folder / name).write_bytes(content)
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("empty"))
    asked = ["exiftool", "-j", "-G1", "-struct", "-charset", "iptc=Latin", *map(str, paths)]
    told = subprocess.run(asked, check=True, capture_output=True, timeout=60)
    return [(Path(one["SourceFile"]), one) for one in json.loads(told.stdout)]


def _truth(one: dict[str, Any], field: str) -> list[str]:
    """Return what ExifTool says of a field, of the layer that counts first."""
    for tag in FIELDS[field]:
        value = one.get(tag)
        values = [" ".join(str(v).split()) for v in (value if isinstance(value, list) else [value]) if v is not None]
        values = [v for v in values if v and v != "OLYMPUS DIGITAL CAMERA"]
        if values:
            return [values[0][:10].replace(":", "-")] if field == "date_created" else values
    return []


def _ours(told: Metadata, field: str) -> list[str]:
    value = getattr(told, field)
    values = value if isinstance(value, tuple) else (value[:10] if field == "date_created" else value,)
    return [" ".join(v.split()) for v in values if v]


def test_every_field_is_read_as_exiftool_reads_it(pictures: list[tuple[Path, dict[str, Any]]]) -> None:
    compared, unlike = 0, []
    for path, one in pictures:
        told = read_metadata(path).metadata
        for field in FIELDS:
            truth, ours = _truth(one, field), _ours(told, field)
            compared += bool(truth or ours)
            if truth != ours:
                unlike.append((path.name, field, truth, ours))
    assert len(pictures) == 40 + len(samples())
    assert compared > 300
    assert unlike == []
