"""An agency's bill against our own counts: what is billed and was not run, twice, at another price, or not billed."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from indexer.errors import SourceError
from indexer.model import Record, Table
from indexer.text import cut, fold, lazy_pattern
from indexer.vocab import agencies as authority

_NAMES = {
    "agency": ("agency", "supplier", "agentur", "agence", "vendor"),
    "day": ("date", "day", "published", "publication date", "datum", "used on"),
    "reference": ("reference", "ref", "id", "image id", "picture id", "photo id", "number", "asset", "record"),
    "caption": ("caption", "description", "picture", "title", "subject", "image"),
    "medium": ("medium", "media", "use", "usage", "channel"),
    "quantity": ("quantity", "qty", "uses", "count", "menge"),
    "amount": ("amount", "price", "total", "fee", "net", "cost", "betrag"),
}
_WORD = lazy_pattern(r"[^\W_]+")
_ENOUGH = 0.6
"""Share of the words of a billed caption that a caption of ours must have."""


class Line(NamedTuple):
    """One line of a bill."""

    number: int
    agency: str
    day: str
    reference: str
    caption: str
    medium: str
    quantity: int
    amount: float | None


Price = Callable[[Record, str, str], float | None]
"""Record, agency's id or name, medium to the agreed price of one use."""


def read_invoice(path: Path) -> list[Line]:
    """Read a bill from CSV: columns agency, date, and reference or caption; medium, quantity, amount when there.

    Raises SourceError.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"{path}: {(error.strerror or 'cannot be read').lower()}; check the path") from None
    except UnicodeDecodeError:
        raise SourceError(f"{path}: no UTF-8 text; save it as CSV in UTF-8") from None
    head = text.partition("\n")[0]
    rows = csv.reader(text.splitlines(), delimiter=max(",;\t", key=head.count))
    try:
        titles = [fold(title) for title in next(rows, [])]
        places = {field: titles.index(n) for field, names in _NAMES.items() for n in reversed(names) if n in titles}
        if "agency" not in places or "day" not in places or not {"reference", "caption"} & places.keys():
            raise SourceError(f"{path}:1: no columns agency, date and reference or caption; found {', '.join(titles)}")
        return [_line(path, number, row, places) for number, row in enumerate(rows, 2) if any(row)]
    except csv.Error as error:
        raise SourceError(f"{path}: no CSV ({error}); correct it there") from None


def _line(path: Path, number: int, row: Sequence[str], places: dict[str, int]) -> Line:
    def cell(field: str) -> str:
        place = places.get(field)
        return row[place].strip() if place is not None and place < len(row) else ""

    day, quantity, amount = cell("day")[:10], cell("quantity") or "1", cell("amount")
    bare = re.sub(r"[^\d.,-]", "", amount)
    if "," in bare:  # 1.234,50 and 1,234.50
        bare = bare.replace(".", "").replace(",", ".") if bare.rfind(",") > bare.rfind(".") else bare.replace(",", "")
    try:
        count, money = int(quantity), float(bare) if bare else None
    except ValueError:
        raise SourceError(f"{path}:{number}: quantity “{quantity}”, amount “{amount}”: no numbers") from None
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        raise SourceError(f"{path}:{number}: “{day}” is no day; write it as 2024-05-31")
    return Line(number, cell("agency"), day, cell("reference"), cell("caption"), cell("medium").lower(), count, money)


def compare(lines: Sequence[Line], uses: Iterable[Record], price: Price, title: str) -> Table:
    """Return every difference between a bill and our uses of its agencies, in the order of the bill.

    A use matches by the supplier's number or the record's id, else by its caption on the same day.
    """
    billed = {_agency(line.agency) for line in lines}
    ours: dict[str, list[Record]] = defaultdict(list)
    for use in uses:
        for same in {agency.id or fold(agency.name) for agency in use.credit.agencies[-1:]} & billed:
            ours[same].append(use)
    taken: dict[str, Line] = {}
    rows: list[tuple[str | int | float | None, ...]] = []
    matched = 0
    for line in lines:
        same = _agency(line.agency)
        found = _find(line, ours[same], taken)
        if found is None:
            before = _find(line, ours[same], {})
            said = (
                f"billed twice, first in line {taken[before.record_id].number}" if before else "billed, not run by us"
            )
            rows.append(_row(line, said, line.amount, None, before))
            continue
        taken[found.record_id] = line
        matched += 1
        agreed = price(found, same, line.medium or found.medium)
        if found.published != line.day:
            rows.append(_row(line, f"billed for {line.day}, run on {found.published}", line.amount, agreed, found))
        if line.quantity != 1:
            rows.append(_row(line, f"billed {line.quantity} times, run once", line.amount, agreed, found))
        elif agreed is not None and line.amount is not None and abs(agreed - line.amount) >= 0.005:
            rows.append(_row(line, "another price than agreed", line.amount, agreed, found))
    missing = [use for same in billed for use in ours[same] if use.record_id not in taken]
    for use in sorted(missing, key=lambda one: (one.published or "", one.record_id)):
        agency = use.credit.agencies[-1]
        agreed = price(use, agency.id or fold(agency.name), use.medium)
        shown = (None, agency.name, use.published, cut(use.caption, 50))
        rows.append((*shown, "run by us, not billed", None, agreed, use.record_id[:10]))
    total = sum(len(ours[same]) for same in billed)
    note = f"{len(lines)} lines billed, {total} uses of ours, {matched} match; {len(rows)} differences."
    columns = ("Line", "Agency", "Day", "Picture", "Difference", "Billed", "Agreed", "Record")
    return Table(title, columns, tuple(rows), note=note)


def _find(line: Line, uses: Sequence[Record], taken: dict[str, Line]) -> Record | None:
    free = [use for use in uses if use.record_id not in taken]
    if line.reference:
        wanted = _bare(line.reference)
        named = [use for use in free if wanted in _references(use)]
        if named:  # the use of that day before any other
            return min(named, key=lambda use: (use.published != line.day, use.published or ""))
    words = set(_WORD.findall(fold(line.caption)))
    if not words:
        return None
    best: tuple[float, Record] | None = None
    for use in free:
        if use.published != line.day or (line.medium and use.medium and line.medium != use.medium):
            continue
        share = len(words & set(_WORD.findall(fold(use.caption)))) / len(words)
        if share >= _ENOUGH and (best is None or share > best[0]):
            best = share, use
    return best[1] if best else None


def _references(use: Record) -> set[str]:
    numbers = {use.credit.catalogue_number, use.record_id, use.record_id[:10], use.asset_id}
    if use.metadata:
        numbers |= {use.metadata.supplier_image_id, use.metadata.job_id}
    return {_bare(one) for one in numbers if one}


def _bare(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def _agency(name: str) -> str:
    entry = authority.find(name)
    return entry.id if entry else fold(name)


def _row(
    line: Line, said: str, billed: float | None, agreed: float | None, use: Record | None
) -> tuple[str | int | float | None, ...]:  # fmt: skip
    picture = line.reference or cut(line.caption, 50)
    return line.number, line.agency, line.day, picture, said, billed, agreed, use.record_id[:10] if use else None
