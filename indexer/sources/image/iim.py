"""Blocks of IIM datasets (2:80 By-line and the like) to what they say."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from ...model import Layer
from ...text import lazy_pattern
from .charsets import announced, decode, single_byte
from .fields import ACTIONS, IIM, SEVERAL
from .said import Said, clean, cleaned
from .times import joined

MOST = 20_000
"""Datasets that are read of one file."""

# Facebook's mark in 2:40, an instruction to nobody.
_MARK = lazy_pattern(r"FBMD[0-9a-f]{10,}")
_DATES = (("date_created", (2, 55), (2, 60)), ("release", (2, 30), (2, 35)), ("expires", (2, 37), (2, 38)))


def read(blocks: Sequence[bytes]) -> Said | None:
    r"""Return what the blocks of a file say, or None when they hold no dataset.

    A later block is a second, less trusted copy: it adds only what those before it lack.

    >>> said = read([b"\x1c\x02\x50\x00\x08Mia Holm\x1c\x02\x5a\x00\x06Bergen"])
    >>> said.fields["photographers"], said.layer.values[1]
    (('Mia Holm',), ('city', '2:90', 'Bergen'))
    """
    found: dict[tuple[int, int], list[str]] = {}
    for block in blocks:
        own: dict[tuple[int, int], list[bytes]] = {}
        for key, raw in datasets(block):
            own.setdefault(key, []).append(raw)
        charset = announced(own.get((1, 90), [b""])[0])
        texts = [raw for key, raws in own.items() if key[0] == 2 and key in IIM for raw in raws]
        other = "cp1252" if charset or all(map(bytes.isascii, texts)) else single_byte(texts)
        for key, raws in own.items():
            if not any(map(clean, found.get(key, ()))):
                found[key] = [_text(key, raw, charset, other) for raw in raws]
    if not found:
        return None
    values = []
    for key in sorted(found):
        field, tag = IIM[key].field if key in IIM else "", f"{key[0]}:{key[1]:02}"
        values += [(field, tag, value) for value in found[key]]
    return Said(Layer("iim", tuple(values)), _fields(found))


def datasets(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    r"""Yield record and number, and content, of each dataset of a block; what is damaged ends it.

    >>> list(datasets(b"\x1c\x02\x78\x80\x02\x00\x03Fog\x00\x00"))
    [((2, 120), b'Fog')]
    """
    if len(block) >= 4 and block[0] != 0x1C and block[3] == 0x1C:
        # TIFF writers that took the block for numbers have turned every four bytes round.
        block = block[: len(block) // 4 * 4]
        count = len(block) // 4
        block = struct.pack(f">{count}I", *struct.unpack(f"<{count}I", block))
    at, end = 0, len(block)
    for _ in range(MOST):
        if at + 5 > end or block[at] != 0x1C:
            return
        record, number = block[at + 1], block[at + 2]
        length = block[at + 3] << 8 | block[at + 4]
        at += 5
        if length & 0x8000:
            size = length & 0x7FFF
            if size > 8 or at + size > end:
                return
            length = int.from_bytes(block[at : at + size], "big")
            at += size
        if at + length > end:
            return  # half a name is no name
        yield (record, number), block[at : at + length]
        at += length


def _text(key: tuple[int, int], raw: bytes, charset: str, other: str) -> str:
    if key[1] == 0 or (key not in IIM and not raw.isascii()):
        return str(int.from_bytes(raw, "big")) if len(raw) <= 4 else f"{len(raw)} bytes"
    return decode(raw.rstrip(b"\0"), charset if key[0] == 2 else "", other)


def _fields(found: dict[tuple[int, int], list[str]]) -> dict[str, tuple[str, ...]]:
    fields: dict[str, tuple[str, ...]] = {}
    for key, several in found.items():
        field = IIM[key].field if key in IIM else ""
        if not field:
            continue
        values = cleaned(several)
        if values:
            # Of a dataset that must not repeat the last counts, as other readers have it.
            fields[field] = values if field in SEVERAL else values[:1] if IIM[key].repeats else values[-1:]
    for field, date, time in _DATES:
        fields.pop(field, None)
        moment = joined(found.get(date, [""])[-1], found.get(time, [""])[-1])
        if moment:
            fields[field] = (moment,)
    if _MARK.match(fields.get("instructions", ("",))[0]):
        del fields["instructions"]
    if "action" in fields:
        action = ACTIONS.get(fields["action"][0].zfill(2))
        if action:
            fields["action"] = (action,)
    return fields
