"""`photodesk search --thumbnails`: the right escape sequences on a terminal that can, and none anywhere else."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image
from test_cli import run

from indexer.errors import SourceError
from indexer.render.inline import drawn, protocol
from indexer.sources.image import small_picture

ROOT = Path(__file__).parent.parent
FORMATS = ROOT / "seeds" / "formats"
KITTY = {"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"}
ITERM = {"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}
CHUNK = re.compile(r"\x1b_G([^;\x1b]*);([^\x1b]*)\x1b\\")
ANY = re.compile(r"\x1b_G|\x1b\]1337")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two pictures, one of which has been damaged since."""
    folder = tmp_path_factory.mktemp("thumbnails")
    shutil.copy(FORMATS / "harbour.jpg", folder / "whole.jpg")
    shutil.copy(FORMATS / "harbour.png", folder / "damaged.png")
    assert run("index", "whole.jpg", "damaged.png", cwd=folder).returncode == 0
    content = (folder / "damaged.png").read_bytes()
    (folder / "damaged.png").write_bytes(content[:60] + bytes(len(content) - 60))
    return folder


def _on_a_terminal(folder: Path, terminal: Mapping[str, str], *more: str) -> tuple[str, str]:
    """Return what a search writes to a pseudo-terminal, and to standard error."""
    import pty

    ours, theirs = pty.openpty()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-m", "indexer", "search", "--thumbnails", *more],
        cwd=folder, stdout=theirs, stderr=subprocess.PIPE, env={**kept, "COLUMNS": "100", **terminal},
    )  # fmt: skip
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 65_536):
            written += part
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(ours)
    _, said = process.communicate()
    assert process.returncode == 0, said
    return written.decode(), said.decode()


def _shown(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png)) as picture:
        picture.load()
        assert picture.format == "PNG"
        return picture.size


def test_kitty_is_given_the_pictures_in_chunks_and_asked_for_no_answer(archive: Path) -> None:
    written, said = _on_a_terminal(archive, KITTY)
    chunks = CHUNK.findall(written)
    heads = [dict(pair.split("=") for pair in head.split(",")) for head, _ in chunks]
    assert heads[0] == {"a": "T", "f": "100", "q": "2", "c": "16", "m": "1" if len(chunks) > 1 else "0"}
    assert all(set(head) == {"q", "m"} for head in heads[1:])
    assert [head["m"] for head in heads] == ["1"] * (len(heads) - 1) + ["0"]
    assert all(len(part) <= 4096 for _, part in chunks)
    assert _shown(b64decode("".join(part for _, part in chunks))) == (128, 85)
    assert "2 found" in written
    assert said == ""


def test_iterm_is_given_the_pictures_inline(archive: Path) -> None:
    written, _ = _on_a_terminal(archive, ITERM)
    ((size, cells, content),) = re.findall(
        r"\x1b\]1337;File=inline=1;size=(\d+);(width=16|height=8);preserveAspectRatio=1:([^\x07]+)\x07", written
    )
    png = b64decode(content)
    assert (len(png), cells) == (int(size), "width=16")
    assert _shown(png) == (128, 85)


@pytest.mark.parametrize(
    "terminal", [{"TERM": "xterm-256color"}, {**KITTY, "TMUX": "/tmp/tmux"}, {**KITTY, "TERM": "screen-256color"},
                 {**KITTY, "TERM_PROGRAM": "another"}, {"TERM": "dumb"}],
)  # fmt: skip
def test_another_terminal_is_told_that_it_shows_none(archive: Path, terminal: Mapping[str, str]) -> None:
    written, said = _on_a_terminal(archive, terminal)
    assert not ANY.search(written)
    assert "2 found" in written
    assert said.startswith("photodesk: this terminal shows no pictures")
    assert _on_a_terminal(archive, terminal, "--quiet")[1] == ""


@pytest.mark.parametrize("form", ["table", "json", "ids"])
def test_nothing_comes_out_in_a_pipe(archive: Path, form: str) -> None:
    piped = run("search", "--thumbnails", "--format", form, cwd=archive, TERM="xterm-kitty", KITTY_WINDOW_ID="1")
    plain = run("search", "--format", form, cwd=archive)
    assert piped.returncode == 0
    assert (piped.stdout, piped.stderr) == (plain.stdout, plain.stderr)
    assert not ANY.search(piped.stdout)


def test_machines_get_no_pictures_on_a_terminal_either(archive: Path) -> None:
    written, _ = _on_a_terminal(archive, KITTY, "--format", "jsonl")
    assert not ANY.search(written)


def _claims(size: int) -> bytes:
    """Return a PNG that claims to have `size` pixels on either side."""
    out = io.BytesIO()
    Image.new("L", (1, 1)).save(out, "PNG")
    content = bytearray(out.getvalue())
    content[16:24] = size.to_bytes(4, "big") * 2
    return bytes(content)


BAD = {
    "text": b"A ferry leaves.", "empty": b"", "bomb": _claims(60_000),
    "cut": (FORMATS / "harbour.jpg").read_bytes()[:400],
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_decoded_has_no_thumbnail(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name])
    with pytest.raises(SourceError):
        small_picture(str(path), len(BAD[name]), 128)


def test_a_file_that_changed_or_is_none_has_no_thumbnail(tmp_path: Path) -> None:
    shutil.copy(FORMATS / "harbour.jpg", tmp_path / "a.jpg")
    size = (tmp_path / "a.jpg").stat().st_size
    assert small_picture(str(tmp_path / "a.jpg"), size, 64)
    os.mkfifo(tmp_path / "pipe")
    for path, known in (("a.jpg", size + 1), ("pipe", 0), (".", size), ("gone.jpg", size), ("a\0b", size)):
        with pytest.raises(SourceError):
            small_picture(f"{tmp_path}/{path}", known, 64)


def test_tall_pictures_are_as_high_as_wide_ones_are_wide() -> None:
    png = io.BytesIO()
    Image.new("L", (2, 3)).save(png, "PNG")
    assert ",r=8," in drawn(png.getvalue(), "kitty")
    assert ";height=8;" in drawn(png.getvalue(), "iterm")
    assert drawn(png.getvalue(), "") == ""
    assert protocol(io.StringIO(), KITTY) == ""
