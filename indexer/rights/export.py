"""A record and its rules in the forms of others: ODRL (RightsML), schema.org ImageObject, ninjs 3.

Sources: ODRL 2.2 with the RightsML profile of the IPTC; schema.org and Google's image licence markup; ninjs 3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from indexer.text import lazy_pattern

from ..errors import UsageError
from ..model import Metadata, Record, Restriction
from .reading import chain_of, rules_of

_PROFILE = "https://iptc.org/std/RightsML/odrl-profile/"
_CONTEXT = ("http://www.w3.org/ns/odrl.jsonld", {"rightsml": _PROFILE})
_ACTIONS = {
    "publish": "distribute", "archive": "archive", "resell": "sell", "crop": "modify", "alter": "modify",
    "train": "derive", "attribute": "attribute", "clear": "obtainConsent", "mark-file": "inform", "count": "inform",
    "licence": "attribute",
}  # fmt: skip
_URI = lazy_pattern(r"https?://[^\s<>\"]{1,2000}")

FORMS = ("odrl", "schema-org", "ninjs")


def export(record: Record, form: str, rules: Sequence[Restriction] | None = None) -> dict[str, Any]:
    """Return `record` as one of FORMS, ready for JSON; `rules` are its own unless given. Raises UsageError.

    >>> from indexer.model import Credit
    >>> made = export(Record("", "", Credit(restrictions="CHINA OUT")), "odrl")
    >>> made["prohibition"][0]["constraint"]
    [{'leftOperand': 'spatial', 'operator': 'eq', 'rightOperand': 'CN'}]
    """
    make = _FORMS.get(form)
    if make is None:
        raise UsageError(f'no form "{form[:40]}"; there are {", ".join(FORMS)}')
    return make(record, rules_of(record) if rules is None else rules)


def _odrl(record: Record, rules: Sequence[Restriction]) -> dict[str, Any]:
    parts: dict[str, list[dict[str, Any]]] = {"permission": [], "prohibition": [], "obligation": []}
    notes = []
    for rule in rules:
        made = {"action": _ACTIONS[rule.action], **_constraints(rule)}
        if rule.effect in ("prohibit", "kill"):
            parts["prohibition"].append(made)
        elif rule.effect == "permit":
            parts["permission"].append(made)
        elif rule.effect == "duty":
            parts["obligation"].append(made)
        else:
            notes.append(rule.text)
    target = f"urn:photodesk:asset:{record.asset_id or 'unknown'}"
    policy: dict[str, Any] = {
        "@context": list(_CONTEXT), "@type": "Set", "uid": f"urn:photodesk:policy:{record.record_id or 'unknown'}",
        "profile": _PROFILE, "conflict": {"@type": "ConflictTerm", "@id": "prohibit"}, "target": target,
    }  # fmt: skip
    chain = chain_of(record)
    if chain:
        policy["assigner"] = {"@type": "Party", "name": chain[-1][0]}
    if not any(parts.values()):  # ODRL wants one rule at least
        parts["permission"].append({"action": "distribute"})
    policy |= {name: made for name, made in parts.items() if made}
    if notes:
        policy["rightsml:note"] = notes
    return policy


def _constraints(rule: Restriction) -> dict[str, Any]:
    found: list[dict[str, Any]] = []

    def put(left: str, operator: str, right: object) -> None:
        found.append({"leftOperand": left, "operator": operator, "rightOperand": right})

    def listed(left: str, values: Sequence[str]) -> None:
        put(left, "eq" if len(values) == 1 else "isAnyOf", values[0] if len(values) == 1 else list(values))

    if rule.where:
        listed("spatial", rule.where)
    if rule.media:
        listed("media", rule.media)
    if rule.who:
        listed("recipient", rule.who)
    if rule.until:
        # A prohibition up to a day, and a permission up to a day.
        put("dateTime", "lt" if rule.effect == "prohibit" else "lteq", rule.until)
    if rule.since:
        put("dateTime", "gteq", rule.since)
    if rule.times is not None:
        put("count", "lteq", rule.times)
    if rule.context == "commercial":
        put("purpose", "eq", "commercial")
    elif rule.name == "context":
        put("event", "eq", rule.context)
    made: dict[str, Any] = {"constraint": found} if found else {}
    if rule.action == "attribute" and rule.context:
        made["rightsml:credit"] = rule.context
    return {**made, "rightsml:text": rule.text} if rule.text else made


def _schema_org(record: Record, _: Sequence[Restriction]) -> dict[str, Any]:
    metadata = record.metadata or Metadata()
    licensor, owner = _URI.search(metadata.licensor), metadata.copyright_owner
    makers = [one.name for one in record.credit.photographers] or list(metadata.photographers)
    place = record.location
    address = {
        "addressLocality": place.city, "addressRegion": place.region, "addressCountry": place.country_code,
    } if place else {}  # fmt: skip
    shown = {
        "contentUrl": record.image or (record.document if record.file else ""),
        "caption": record.caption.strip(),
        "headline": record.headline or metadata.headline,
        "creditText": record.credit.raw or metadata.credit_line,
        "creator": [{"@type": "Person", "name": name} for name in makers],
        "sourceOrganization": [{"@type": "Organization", "name": name} for name, _ in chain_of(record)],
        "copyrightNotice": metadata.copyright_notice,
        "copyrightHolder": owner and {"@type": "Organization", "name": owner},
        "license": metadata.web_statement,
        "acquireLicensePage": licensor[0] if licensor else "",
        "usageInfo": metadata.usage_terms,
        "dateCreated": metadata.date_created or record.date_created,
        "datePublished": record.published,
        "contentLocation": {
            "@type": "Place",
            "name": ", ".join(part for part in (place.city, place.country) if part),
            "address": {"@type": "PostalAddress", **{name: value for name, value in address.items() if value}},
        } if place else "",
        "about": [{"@type": "Person", "name": one.name} for one in record.persons_shown],
        "keywords": list(record.keywords or metadata.keywords),
        "width": record.file.width if record.file else 0,
        "height": record.file.height if record.file else 0,
        "expires": metadata.expires,
        "digitalSourceType": metadata.digital_source_type,
    }  # fmt: skip
    kept = {name: value for name, value in shown.items() if value}
    return {"@context": "https://schema.org", "@type": "ImageObject", **kept}


def _ninjs(record: Record, rules: Sequence[Restriction]) -> dict[str, Any]:
    metadata = record.metadata or Metadata()
    embargo = next((rule.until for rule in rules if rule.name == "embargo" and "T" in rule.until), "")
    chain = chain_of(record)
    roles = {0: "creator", len(chain) - 1: "distributor"} if len(chain) > 1 else {0: "distributor"}
    place = record.location
    makers = [one.name for one in record.credit.photographers] or list(metadata.photographers)
    shown = {
        "uri": f"urn:photodesk:record:{record.record_id or 'unknown'}",
        "standard": {"name": "ninjs", "version": "3.1", "schema": "https://iptc.org/std/ninjs/ninjs-schema_3.1.json"},
        "type": {"video": "video", "graphic": "graphic", "illustration": "graphic"}.get(record.kind, "picture"),
        "pubStatus": "canceled" if any(rule.effect == "kill" for rule in rules) else "usable",
        "by": ", ".join(makers),
        "copyrightHolder": metadata.copyright_owner,
        "copyrightNotice": metadata.copyright_notice,
        "usageTerms": metadata.usage_terms,
        "edNote": metadata.instructions or record.credit.restrictions,
        "embargoedUntil": embargo,
        "expires": metadata.expires if "T" in metadata.expires else "",
        "contentCreated": _moment(metadata.date_created or record.date_created or ""),
        "headlines": [{"role": "main", "value": text}] if (text := record.headline or metadata.headline) else "",
        "descriptions": [{"role": "caption", "value": record.caption.strip()}],
        "infoSources": [{"name": name, "role": roles.get(n, "supplier")} for n, (name, _) in enumerate(chain)],
        "people": [{"name": one.name, "rel": "shown"} for one in record.persons_shown],
        "events": [{"name": record.event}] if record.event else "",
        "places": [
            {"name": name} for name in (place.sublocation, place.city, place.region, place.country) if name
        ] if place else "",
        "rightsInfo": {
            "langId": "https://iptc.org/std/RightsML/", "encodedRights": _odrl(record, rules),
        } if rules else "",
        "altIds": [{"role": "supplier", "value": metadata.supplier_image_id}] if metadata.supplier_image_id else "",
    }  # fmt: skip
    return {name: value for name, value in shown.items() if value}


def _moment(day: str) -> str:
    """Return a day as the date-time that ninjs wants; nothing for a month or year.

    >>> _moment("2024-05-07"), _moment("2024")
    ('2024-05-07T00:00:00+00:00', '')
    """
    if len(day) == 10:
        return f"{day}T00:00:00+00:00"
    return day if "T" in day else ""


_FORMS: dict[str, Callable[[Record, Sequence[Restriction]], dict[str, Any]]] = {
    "odrl": _odrl,
    "schema-org": _schema_org,
    "ninjs": _ninjs,
}
