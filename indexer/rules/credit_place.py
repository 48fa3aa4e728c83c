"""The CR family, where the credit stands: at the end, apart from the text, in the house's brackets and label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..text import fold, lazy_pattern
from ..vocab import agencies
from .rule import Case, Fault

_SEPARATOR = lazy_pattern(r"\s*[/|,;]\s*|\s+via\s+", re.IGNORECASE)

# A wire's own way to write its credit, which nothing but a credit looks like.
_WIRE = lazy_pattern(
    r"(?<![\w/(])(?:AP Photo|REUTERS|AFP PHOTO|THE CANADIAN PRESS|EPA)\s?/\s?[A-ZÀ-Þ][\w'’.-]+ [A-ZÀ-Þ][\w'’.-]+"
    r"(?=[ ,]+[a-zß-ÿ]+\b)"
)
_INSIDE = lazy_pattern(r"(?<=\w )[(\[]([^()\[\]]{5,120})[)\]](?=,? [a-zß-ÿ]{2,})")


def credit_inside_of(text: str) -> tuple[int, int] | None:
    """Return where a wire's or a bracketed credit stands in the middle of a sentence, or None.

    >>> credit_inside_of("The mayor speaks AP Photo/Jo Marsh in Ottawa.")
    (17, 34)
    >>> credit_inside_of("The mayor (Jo Marsh/Reuters) speaks."), credit_inside_of("The mayor (left) speaks.")
    ((10, 28), None)
    """
    if "/" not in text and " via " not in text:
        return None
    match = _WIRE.search(text)
    if match:
        return match.span()
    for group in _INSIDE.finditer(text):
        parts = [part for part in _SEPARATOR.split(group[1]) if part]
        if len(parts) > 1 and agencies.find(parts[-1]) and not agencies.is_ambiguous(parts[-1]):
            return group.start(1) - 1, group.end(1) + 1
    return None


_UNCLOSED = lazy_pattern(r"(?P<opening>[(\[（])(?P<credit>[^()\[\]（）]{5,160}?)(?P<closing>[)\]）]{0,2})[\s.]*$")


def is_broken_caption(text: str) -> bool:
    """Say whether a paragraph closes with a credit whose brackets are broken, or has one inside a sentence.

    Such a paragraph is a caption to its editor, but not to a reader of sound ones.

    >>> is_broken_caption("Rowers train. (Jo Marsh/Reuters"), is_broken_caption("Rowers train. (Jo Marsh/Reuters))")
    (True, True)
    >>> is_broken_caption("Rowers train. (Jo Marsh/Reuters)"), is_broken_caption("The mayor (right/left")
    (False, False)
    """
    tail = text[-200:]
    match = _UNCLOSED.search(tail) if "/" in tail or " via " in tail else None
    if match and match["opening"] + match["closing"] not in ("()", "[]", "（）"):
        parts = [part for part in _SEPARATOR.split(match["credit"]) if part]
        if len(parts) > 1 and agencies.find(parts[-1]) and not agencies.is_ambiguous(parts[-1]):
            return True
    return credit_inside_of(text) is not None


def credit_inside(case: Case) -> Iterator[Fault]:
    """Credit inside the sentence.

    What: words of the caption go on behind the credit.

    Why: a credit in mid-sentence is read as part of it; pages and machines look for it at the end.

    Bad:
        The mayor speaks AP Photo/Jo Marsh in the town hall.

        The mayor speaks (Jo Marsh/Reuters) in the town hall of Arvika.

    Good:
        The mayor speaks in the town hall. (AP Photo/Jo Marsh)

    Fix: move it to the end. Safe when it stands in brackets of its own.
    """
    text = case.text
    inside = credit_inside_of(text)
    if inside and not inside[0] <= case.credit_span[0] < inside[1]:
        credit = text[slice(*inside)]
        bracketed = credit[0] in "(["
        edits = _moved(text, *inside, credit if bracketed else f"({credit})") if not case.credit.raw else ()
        yield Fault(*inside, "the credit stands inside the sentence; move it to the end", None, edits, bracketed)
        return
    if not case.credit.raw or case.credit.parts or not (case.credit.agencies or case.credit.photographers):
        return
    start, end = case.printed_span
    behind = text[end:].strip()
    if not behind or not text[:start].strip() or text[start] not in "([":
        return
    words = behind.split()
    if len(words) > 1 and words[0][:1].islower() and words[1][:1].isalpha() and text[end : end + 1].isspace():
        edits = _moved(text, start, end, text[start:end])
        message = "the credit stands inside the sentence; move it to the end"
        yield Fault(start, end, message, None, edits, safe=True)


def _moved(text: str, start: int, end: int, credit: str) -> tuple[tuple[int, int, str], ...]:
    stop = len(text.rstrip())
    first = start - 1 if text[start - 1 : start] == " " else start
    return (first, end, ""), (stop, stop, f" {credit}")


def credit_glued(case: Case) -> Iterator[Fault]:
    """Credit glued to the text.

    What: the credit begins right behind the caption, without a space.

    Why: two fields were put together without a blank; readers stumble, and machines miss the credit.

    Bad:
        Rowers train at dawn on the river.(Jo Marsh/Reuters)

    Good:
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: put a space in. Safe.
    """
    if not case.credit.raw or case.credit.parts:
        return
    start, end = case.printed_span
    if not start or case.text[start - 1].isspace() or not case.text[start].isprintable():
        return
    before = case.text[start - 1]
    if (before.isalnum() and case.text[start] in "([") or (before in ".!?\"”’»'" and case.text[:start].strip()):
        yield Fault(
            start, end, "the credit is glued to the text; put a space before it", None, ((start, start, " "),), True
        )


def house_brackets(case: Case) -> Iterator[Fault]:
    """Brackets not the house's.

    What: the house prints its credits in brackets, and this one stands without or in others; or the other way round.

    Why: brackets tell the reader where the caption ends.

    Bad:
        [style: cbc]
        Rowers train at dawn on the river. Jo Marsh/Reuters

    Good:
        [style: cbc]
        Rowers train at dawn on the river. (Jo Marsh/Reuters)

    Fix: put the house's brackets. Safe.
    """
    credit, want = case.credit, case.style.brackets
    if want == "any" or not credit.raw or credit.parts:
        return
    start, end = case.printed_span
    text = case.text
    if text[end:].strip(" .") or not text[:start].strip():
        return
    has = text[start] + text[end - 1] if text[start] in "([" and text[end - 1] in ")]" else ""
    if (has or "none") == want or (not has and (text[start] in "([" or text[end - 1] in ")]")):
        return
    opening, closing = (want[0], want[1]) if want != "none" else ("", "")
    if has:
        edits: tuple[tuple[int, int, str], ...] = ((start, start + 1, opening), (end - 1, end, closing))
    else:
        edits = ((start, start, opening), (end, end, closing))
    where = f"in {want}" if want != "none" else "without brackets"
    yield Fault(start, end, f"{case.style.title or case.style.name} prints credits {where}", None, edits, True)


def house_label(case: Case) -> Iterator[Fault]:
    """Label not the house's.

    What: a label such as `Photo by` stands before the credit where the house prints none, or another, or none stands
    where the house prints one.

    Why: labels come with the agency's text; the house has its own.

    Bad:
        [style: cbc]
        Rowers train at dawn on the river. (Photo by Jo Marsh/AFP)

        [style: guardian]
        Rowers train at dawn on the river. Jo Marsh/AFP

    Good:
        [style: cbc]
        Rowers train at dawn on the river. (Jo Marsh/AFP)

        [style: guardian]
        Rowers train at dawn on the river. Photograph: Jo Marsh/AFP

    Fix: put the house's label, or take the label out. Safe.
    """
    credit, want = case.credit, case.style.label
    if want == "any" or not credit.raw or credit.parts:
        return
    start = case.credit_span[0]
    text = case.text
    first = start
    if credit.label:
        first = text.rfind(credit.label, 0, start)
        if first < 0 or text[first + len(credit.label) : start].strip():
            return
    if not text[:first].strip() or (not credit.label and set(credit.flags) & {"courtesy", "submitted", "illustration"}):
        return
    form = "" if want == "none" else want
    bare = fold(form).strip(" :,.")
    if text[first:start] == form or (bare and bare in fold(text[max(start - 40, 0) : start])):
        return
    if form and {"composite", "illustration"} & set(credit.flags):
        return
    message = f"{case.style.title or case.style.name} prints {f'the label {form.strip()}' if form else 'no label'}"
    yield Fault(first, start if credit.label else start + 1, message, form, ((first, start, form),), True)
