"""A credit as a house prints it: Credit to text, by the style's order, separators, forms and words."""

from __future__ import annotations

from ..model import Agency, Credit, CreditPart
from ..vocab import agencies
from ..vocab.styles import Style

# Flags whose words stand between maker and agency, behind the agency, or in front of all.
_BETWEEN = ("handout", "pool", "contributor", "staff", "screengrab", "stock", "ai-generated")
_BEHIND = ("file", "archive")
_GIVERS = ("courtesy", "submitted")
_PRINTABLE = frozenset((*_BETWEEN, *_BEHIND, *_GIVERS, "illustration", "social", "composite"))


def printed(credit: Credit, style: Style, *, short: bool = False, bare: bool = False) -> str:
    """Return a credit as `style` prints it, with its label and brackets; `bare` leaves these out.

    A credit that holds more than names, roles and agencies (a licence, a client, words that nobody could read) keeps
    its own words. `short` leaves the person out where the house prints the agency alone.

    >>> from ..model import Photographer
    >>> from ..vocab.styles import style
    >>> links = Agency("AFP", "afp"), Agency("Getty Images", "getty-images")
    >>> credit = Credit("x", (Photographer("Jo Marsh"),), links)
    >>> printed(credit, style("cbc")), printed(credit, style("guardian"))
    ('(Jo Marsh/AFP/Getty Images)', 'Photograph: Jo Marsh/AFP/Getty Images')
    """
    if not (credit.raw or credit.photographers or credit.agencies):
        return ""
    if short and style.person == "optional" and credit.agencies and not credit.parts:
        credit = Credit(credit.raw, (), credit.agencies, credit.via, credit.flags)
    inner = chain(credit, style) if rewritable(credit) else credit.raw
    if bare:
        return inner
    label = "" if style.label in ("any", "none") or _speaks(credit, style) else style.label
    if style.label == "any" and credit.label:
        label = f"{credit.label} "
    brackets = style.brackets if style.brackets in ("()", "[]") else ""
    return f"{brackets[:1]}{label}{inner}{brackets[1:]}"


def rewritable(credit: Credit) -> bool:
    """Say whether a credit can be written anew from what was read of it, and lose nothing.

    >>> rewritable(Credit("Jo Marsh/CC BY 4.0", flags=("creative-commons",)))
    False
    """
    if credit.unread or credit.client or credit.catalogue_number or credit.restrictions:
        return False
    if not set(credit.flags) <= _PRINTABLE or len(set(credit.flags) & set(_GIVERS)) > 1:
        return False
    if credit.parts:
        # Panels are written anew only where they are all that the credit says.
        return all(part.label for part in credit.parts) and set(credit.flags) <= {"composite"}
    return "composite" not in credit.flags and bool(credit.photographers or credit.agencies)


def chain(credit: Credit, style: Style) -> str:
    """Return makers, roles and agencies in the style's order and forms, without label and brackets.

    >>> from ..model import Photographer
    >>> from ..vocab.styles import style
    >>> credit = Credit("x", (Photographer("Jo Marsh"),), (Agency("Reuters", "reuters"),), None, ("file",))
    >>> chain(credit, style("reuters"))
    'REUTERS/Jo Marsh/File Photo'
    """
    if credit.parts:
        return "; ".join(_panel(part, style) for part in credit.parts)
    separator = style.separator or "/"
    words = {flag: style.roles.get(flag, flag.capitalize()) for flag in credit.flags}
    makers = _people([maker.name for maker in credit.photographers], style)
    between = [words[flag] for flag in _BETWEEN if flag in words and not _implied(flag, credit)]
    behind = [words[flag] for flag in _BEHIND if flag in words]
    names = [_form(agency, style) for agency in credit.agencies]
    own = style.order == "own-first" and is_own(credit, style)
    giver = next((words[flag] for flag in _GIVERS if flag in words), "")
    if "illustration" in words and makers:
        makers = f"{words['illustration']} {makers}"
    if giver:
        first = f"{giver} {makers or (names.pop(0) if names else '')}".strip()
        parts = [first, *between]
    elif own and credit.photographers:
        line = separator.join([style.own_form or names[0], makers, *between])
        return _tail(line, behind, separator, style)
    elif style.order == "agency-first" and makers and names:
        line = separator.join([_joined(names, credit, style, separator), makers, *between])
        return _tail(line, behind, separator, style)
    elif "handout" in words and len(names) > 1 and not makers:
        # Who released it, the word, who delivered it.
        parts = [*names[:-1], *between]
        names = names[-1:]
    else:
        parts = [makers, *between] if makers else between
    parts = [part for part in parts if part]
    line = separator.join(parts)
    if names:
        behind_parts = _joined(names, credit, style, separator)
        via = style.via or " via "
        by_via = credit.via and len(names) == 1 and parts
        line = f"{line}{via if by_via else separator}{behind_parts}" if line else behind_parts
    return _tail(line, behind, separator, style)


def is_own(credit: Credit, style: Style) -> bool:
    """Say whether a picture is the house's own: it delivers what pools and givers send it, as other people's.

    >>> from ..vocab.styles import style
    >>> ap = (Agency("The Associated Press", "associated-press"),)
    >>> is_own(Credit("x", (), ap), style("ap")), is_own(Credit("x", (), ap, flags=("pool",)), style("ap"))
    (True, False)
    """
    given = {"pool", "handout", *_GIVERS} & set(credit.flags)
    return [agency.id for agency in credit.agencies] == [style.own] and not credit.via and not given


def _joined(names: list[str], credit: Credit, style: Style, separator: str) -> str:
    """Return the agencies as one string, the deliverer behind via where the credit or the house says so."""
    if len(names) < 2:
        return names[0] if names else ""
    asked = style.via and "/" not in style.via and all(agency.id for agency in credit.agencies[-2:])
    last = (style.via or " via ") if credit.via or asked else separator
    return separator.join(names[:-1]) + last + names[-1]


def _tail(line: str, behind: list[str], separator: str, style: Style) -> str:
    return separator.join([line, *behind]) if line else " ".join(behind)


def _people(names: list[str], style: Style) -> str:
    """Return several names as one string: `A, B and C`."""
    names = [name.upper() if style.case == "upper" and not name.startswith("@") else name for name in names]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _form(agency: Agency, style: Style) -> str:
    """Return how the house prints an agency: its own form, else what was printed, else the list's name."""
    if agency.id in style.agencies:
        return style.agencies[agency.id or ""]
    form = agency.printed or agency.name
    return form.upper() if style.case == "upper" else form


def _implied(flag: str, credit: Credit) -> bool:
    """Say whether a flag follows from the agency, without a word of its own."""
    if flag != "stock":
        return False
    entries = [agencies.get(agency.id) for agency in credit.agencies if agency.id]
    return any(entry is not None and entry.kind == "stock" for entry in entries)


def _panel(part: CreditPart, style: Style) -> str:
    one = Credit(part.raw, part.photographers, part.agencies, part.via)
    label = f"{part.label}: " if part.label else ""
    return f"{label}{chain(one, style)}"


def _speaks(credit: Credit, style: Style) -> bool:
    """Say whether the line begins with words that make a label superfluous, such as Submitted by."""
    return bool(set(credit.flags) & {*_GIVERS, "illustration"}) and rewritable(credit)
