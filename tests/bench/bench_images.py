"""Files a second whose metadata is read, against `exiftool -stay_open` in the same run when it is installed.

`python tests/bench/bench_images.py [PHOTO…]`; without photos it makes its own: JPEGs as an agency sends them, with
IIM, EXIF and an XMP packet of the size that Photoshop writes. One core, warm; CPU time on both sides.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from PIL import Image

from indexer.errors import SourceError
from indexer.sources.image import read_metadata
from indexer.sources.image.pixels import dhash

COUNT = 300
_WORDS = "boats leave the harbour of Bergen as fog comes in over crowded quays and a ferry waits for its crew".split()
_HISTORY = '<rdf:li stEvt:action="saved" stEvt:instanceID="xmp.iid:{n:032x}" stEvt:when="2024-05-07T10:15:00+02:00"/>'


def photo(rng: random.Random) -> bytes:
    """Return one JPEG of about 150 KB with three layers of metadata."""
    words = rng.sample(_WORDS, 8)
    caption = " ".join(rng.choices(_WORDS, k=60)) + ". (Mia Holm/AFP)"
    datasets = {80: "Mia Holm", 110: "AFP", 115: "AFP", 116: "© AFP", 105: caption[:80], 120: caption, 90: "Bergen"}
    iim = b"".join(
        b"\x1c\x02" + struct.pack(">BH", number, len(raw)) + raw
        for number, raw in [(n, text.encode()) for n, text in datasets.items()]
        + [(25, word.encode()) for word in words]
    )
    iim = b"\x1c\x01\x5a\x00\x03\x1b%G" + iim
    resource = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(iim)) + iim + b"\x00" * (len(iim) % 2)
    history = "".join(_HISTORY.format(n=rng.getrandbits(128)) for _ in range(20))
    bag = "".join(f"<rdf:li>{word}</rdf:li>" for word in words)
    xmp = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
 photoshop:Credit="AFP" photoshop:City="Bergen" photoshop:Country="Norway" photoshop:DateCreated="2024-05-07">
<dc:creator><rdf:Seq><rdf:li>Mia Holm</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{caption}</rdf:li></rdf:Alt></dc:description>
<dc:subject><rdf:Bag>{bag}</rdf:Bag></dc:subject>
<xmpMM:History><rdf:Seq>{history}</rdf:Seq></xmpMM:History>
</rdf:Description></rdf:RDF></x:xmpmeta>{" " * 2048}<?xpacket end="w"?>"""
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x8298] = caption, "Mia Holm", "AFP"
    out = io.BytesIO()
    Image.effect_noise((640, 400), 90).convert("RGB").save(out, "JPEG", exif=exif, xmp=xmp.encode(), quality=80)
    whole = out.getvalue()
    return whole[:2] + b"\xff\xed" + struct.pack(">H", len(resource) + 2) + resource + whole[2:]


def ours(paths: list[Path]) -> float:
    """Return files a second of CPU time."""
    begun = time.process_time()
    for path in paths:
        read_metadata(path)
    return len(paths) / (time.process_time() - begun)


def exiftool(paths: list[Path]) -> float:
    """Return files a second of CPU time of one ExifTool that stays open, without its start."""
    asked = "-j\n-G1\n-IPTC:all\n-XMP:all\n-EXIF:all\n{}\n-execute\n"
    tool = subprocess.Popen(
        ["exiftool", "-stay_open", "True", "-@", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert tool.stdin
    assert tool.stdout

    def read(path: Path) -> None:
        assert tool.stdin
        assert tool.stdout
        tool.stdin.write(asked.format(path))
        tool.stdin.flush()
        while not tool.stdout.readline().startswith("{ready"):
            pass

    def spent() -> float:
        fields = Path(f"/proc/{tool.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    for path in paths[:5]:
        read(path)
    begun = spent()
    for path in paths:
        read(path)
    taken = spent() - begun
    tool.stdin.write("-stay_open\nFalse\n")
    tool.stdin.flush()
    tool.wait()
    return len(paths) / taken


def main(photos: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as name:
        if not photos:
            rng = random.Random(5)
            photos = [Path(name) / f"{n:03}.jpg" for n in range(COUNT)]
            for path in photos:
                path.write_bytes(photo(rng))
        ours(photos)
        mine = ours(photos)
        print(f"metadata    {mine:8,.0f} files/s of CPU time, {len(photos)} files")
        if shutil.which("exiftool") and Path("/proc/self/stat").exists():
            theirs = exiftool(photos)
            print(f"exiftool    {theirs:8,.0f} files/s\nratio       {mine / theirs:8.1f}")
        begun = time.process_time()
        for path in photos:
            with suppress(SourceError):
                dhash(path)
        print(f"dhash       {len(photos) / (time.process_time() - begun):8,.0f} files/s")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
