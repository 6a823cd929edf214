"""Writing what a program says as a record of the Tokyo registry.

With the record it was read from, only the leaves the change touches are written; the rest stays as published,
dirt included. Without it a whole record of 78 leaves is written.
"""

from __future__ import annotations

import copy
from difflib import SequenceMatcher
from typing import Any

from todoke.formats import areas
from todoke.formats.documents import write_documents
from todoke.formats.tokyo.ages import write_band
from todoke.formats.tokyo.leaves import SCHEME, blank, get, leaves, put
from todoke.formats.tokyo.periods import LEAVES as PERIOD_LEAVES
from todoke.formats.tokyo.periods import write_period
from todoke.formats.tokyo.reading import OTHERS, parse
from todoke.records.content import ProgramContent
from todoke.records.parts import Link
from todoke.rules.texts import Text

_GROUPS = (
    *(
        tuple(f"{group}.{leaf}" for leaf in PERIOD_LEAVES)
        for group in ("implementationPeriod", "procedurePeriod")
    ),
    *(
        tuple(f"target.{group}.{leaf}" for group in groups for leaf in ("targetAge", "targetAgeOfMonths"))
        for groups in (("lessThan", "lessThanOrEqualTo"), ("greaterThanOrEqualTo", "greaterThan"))
    ),
)
"""Leaves that say one thing together: where one is rewritten, what the reader moved out of another is not kept."""


def render(number: str, content: ProgramContent, original: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the record of a program.

    ``original`` is the record it was read from; it is returned itself where nothing was changed, never altered.
    """
    if original is None:
        return canonical(number, content)
    read = parse(original)
    if content == read.content and number == read.number:
        return original
    assert isinstance(read.content, ProgramContent)
    before, after = canonical(read.number, read.content), canonical(number, content)
    record: dict[str, Any] = copy.deepcopy(original)
    changed = set()
    for leaf in leaves():
        was, now = get(before, leaf.path), get(after, leaf.path)
        if was == now:
            continue
        changed.add(leaf.path)
        if leaf.type == "links":
            now = _merged(was, now, get(original, leaf.path))
        put(record, leaf.path, now)
    for group in _GROUPS:
        if not changed.intersection(group):
            continue
        for path in group:
            if path not in changed and get(before, path) is None and get(original, path) is not None:
                put(record, path, get(after, path))
    return record


def _merged(was: list[Any], now: list[Any], original: Any) -> list[Any]:
    """Return the new elements, each as published where it did not change."""
    if not isinstance(original, list) or len(original) != len(was):
        return now
    pieces = SequenceMatcher(None, [repr(each) for each in was], [repr(each) for each in now], autojunk=False)
    merged: list[Any] = []
    for what, first, last, new_first, new_last in pieces.get_opcodes():
        merged += original[first:last] if what == "equal" else now[new_first:new_last]
    return copy.deepcopy(merged)


def canonical(number: str, content: ProgramContent) -> dict[str, Any]:
    """Return a whole record of what a program says."""
    record = blank()
    owner, target, support = content.owner, content.target, content.support
    body = owner.body or number.split("+")[1]
    ages = target.ages
    lower = min((band.from_ or 0 for band in ages), default=0) or None
    upper = max((band.until for band in ages if band.until is not None), default=None)
    if any(band.until is None for band in ages):
        upper = None
    record["institutionName"] = {
        "canonicalName": content.name.ja,
        "shortName": _ja(content.common_name) or content.name.ja,
    }
    record["target"] |= {
        "targetPersons": _ja(target.persons),
        **write_band(lower, upper),
        "conditions": _ja(target.conditions),
    }
    record["support"] = {
        "description": _ja(support.text),
        "monetarySupport": support.money,
        "materiallySupport": support.goods,
    }
    record |= {
        "summary": _ja(content.summary),
        "description": _ja(content.description),
        "cost": "\n".join(fee.text.ja for fee in content.fees) or None,
        "capacity": content.capacity,
        "utilization": _ja(content.usage),
        "remarks": _ja(content.remarks),
        "class": 1,
        "updateDate": content.checked_on.isoformat() if content.checked_on else None,
        "useConsiderationFlag": content.sensitive,
        "electronicSubmission": content.digital.state in ("done", "partly"),
    }
    for path, purpose in (("implementationPeriod", "offered"), ("procedurePeriod", "apply")):
        record[path] = write_period([period for period in content.periods if period.purpose == purpose])
    if content.places:
        place = content.places[0]
        record["implementationPlace"] = {
            "implementationName": place.name,
            "implementationAddress": place.address,
        }
    _write_ways(content, record)
    _write_links(content.links, record)
    _write_contact(content, record)
    record["area"] = {
        "areaCode": "\n".join(areas.label(code) for code in content.area) or None,
        "areaText": content.area_note,
    }
    record["basicInformation"] |= {
        "psid": number,
        "organization": body,
        "compartment": owner.section,
        "compartmentCode": owner.section_code,
        "institutionType": 1,
    }
    record["regulation"] = {
        "regulationName": "、".join(dict.fromkeys(basis.law for basis in content.legal_basis)) or None,
        "regulationArticle": "、".join(basis.article for basis in content.legal_basis if basis.article)
        or None,
    }
    record["tag"] = {
        "categoryCode": list(content.categories),
        "targetCode": list(content.targets),
        "contentsCode": list(content.contents),
    }
    for path, value in content.extra.get(SCHEME, {}).items():
        put(record, path, value)
    return record


def _ja(text: Text | None) -> str | None:
    return text.ja if text else None


def _write_ways(content: ProgramContent, record: dict[str, Any]) -> None:
    counters = [channel for channel in content.channels if channel.kind == "counter"]
    record["procedureCounter"] = (
        "\n".join(filter(None, (_ja(each.name) or each.address for each in counters))) or None
    )
    notes = [channel.note.ja for channel in content.channels if channel.note]
    record["procedureMethod"] = "\n".join(notes) or None
    record["belongings"] = write_documents([each for each in content.documents if each.code != OTHERS])
    record["procedureDocumentsCode"] = {
        "code": None,
        "others": write_documents([each for each in content.documents if each.code == OTHERS]),
    }


def _write_links(links: tuple[Link, ...], record: dict[str, Any]) -> None:
    official = [link for link in links if link.role == "official"]
    further = [link for link in links if link.role in ("related", "apply", "law")]
    if official:
        record["localGovernmentLink"] = {"uri": official[0].url, "title": official[0].title}
    record["relatedLink"] = [{"uri": link.url, "title": link.title} for link in (*official[1:], *further)]
    record["formLink"] = [{"uri": link.url, "title": link.title} for link in links if link.role == "form"]


def _write_contact(content: ProgramContent, record: dict[str, Any]) -> None:
    if not content.contacts:
        return
    contact = content.contacts[0]
    record["contact"] = {
        "contactName": contact.name,
        "contactPhone": contact.phone,
        "contactEx": contact.extension,
        "contactEmail": contact.email,
        "contactUrl": contact.url,
        "contactComment": _ja(contact.note),
        "zipCode": contact.postal_code,
        "contactAddress": contact.address,
    }
