"""Reading a record of the Tokyo registry into what a program says."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from todoke.formats import areas
from todoke.formats.channels import add_method
from todoke.formats.cleaning import Cleaning, storable
from todoke.formats.codes import read_codes
from todoke.formats.documents import read_documents
from todoke.formats.money import yen_of
from todoke.formats.repairs import Parsed, RecordError, checked
from todoke.formats.tokyo.ages import compare_with_name, read_band
from todoke.formats.tokyo.leaves import SCHEME, leaves
from todoke.formats.tokyo.periods import read_period
from todoke.records.content import ProgramContent
from todoke.records.numbers import Number, NumberError

OTHERS = "others"
"""The code of a document that comes from ``procedureDocumentsCode.others``."""

_KEPT_TEXTS = ("costConditions", "specificDate", "holiday", "procedurePersons")
_KEPT_GROUPS = {
    "utilizationTime": ("fromHM", "toHM", "condiutilizationConditionstions"),
    "procedureDocumentsCode": ("code",),
    "odInformation": ("updateDate", "updater", "content"),
}


def parse(record: dict[str, Any], *, position: int = 1, keep_raw: bool = False) -> Parsed:
    """Return what a record says, with every repair and doubt.

    Raises:
        RecordError: it has no number or no name, so that nothing could be kept under it.
    """
    cleaning = Cleaning()
    extra: dict[str, Any] = {}
    _keep_unknown(record, extra, cleaning)
    number = _number(record, cleaning)
    plain: dict[str, Any] = {}
    _names(record, plain, cleaning)
    _identity(record, number, plain, extra, cleaning)
    _target(record, plain, cleaning)
    _support(record, plain, extra, cleaning)
    _times_and_places(record, plain, extra, cleaning)
    _ways(record, plain, extra, cleaning)
    _links(record, plain, extra, cleaning)
    _contact(record, plain, cleaning)
    _kept(record, extra, cleaning)
    if extra:
        plain["extra"] = {SCHEME: storable(extra)}
    return Parsed(
        position,
        str(number),
        checked(ProgramContent, plain),
        tuple(cleaning.repairs),
        tuple(cleaning.problems),
        record if keep_raw else None,
    )


@lru_cache(maxsize=1)
def _shape() -> dict[str, frozenset[str]]:
    """Return the keys every group may have; the record itself is the group ``""``."""
    groups: dict[str, set[str]] = {"": set()}
    for leaf in leaves():
        *above, last = leaf.keys
        for depth, key in enumerate(above):
            groups.setdefault(".".join(above[:depth]), set()).add(key)
        groups.setdefault(".".join(above), set()).add(last)
    groups["procedurePeriod"].add("same")
    return {group: frozenset(keys) for group, keys in groups.items()}


def _keep_unknown(record: dict[str, Any], extra: dict[str, Any], cleaning: Cleaning) -> None:
    for group, keys in _shape().items():
        values = record if not group else _reach(record, group)
        if values.keys() <= keys:
            continue
        for key in values.keys() - keys:
            path = f"{group}.{key}".lstrip(".")
            extra[path] = values[key]
            cleaning.doubt(path, values[key], "unknown_leaf")


def _reach(record: dict[str, Any], path: str) -> dict[str, Any]:
    found: Any = record
    for key in path.split("."):
        found = found.get(key)
        if not isinstance(found, dict):
            return {}
    return found  # type: ignore[no-any-return]


def _group(record: dict[str, Any], key: str, cleaning: Cleaning) -> dict[str, Any]:
    found = record.get(key)
    if isinstance(found, dict):
        return found
    if found is not None:
        cleaning.doubt(key, found, "bad_group")
    return {}


def _number(record: dict[str, Any], cleaning: Cleaning) -> Number:
    basic = record.get("basicInformation")
    raw = basic.get("psid") if isinstance(basic, dict) else None
    text = cleaning.narrow("basicInformation.psid", raw)
    if text is None:
        raise RecordError("制度ID(psid)がありません")
    plain = "".join(text.split())
    if plain != text:
        cleaning.repaired("basicInformation.psid", text, plain, "psid_form")
    try:
        return Number.parse(plain)
    except NumberError as error:
        raise RecordError(str(error)) from None


def _names(record: dict[str, Any], plain: dict[str, Any], cleaning: Cleaning) -> None:
    names = _group(record, "institutionName", cleaning)
    canonical = cleaning.text("institutionName.canonicalName", names.get("canonicalName"))
    short = cleaning.text("institutionName.shortName", names.get("shortName"))
    if canonical is None and short is None:
        raise RecordError("正式名称も通称もありません")
    if canonical is None:
        cleaning.doubt("institutionName.canonicalName", None, "name_missing")
    plain["name"] = canonical or short
    if short and canonical and short != canonical:
        plain["common_name"] = short
    for key in ("summary", "description", "remarks"):
        value = record.get(key)
        if value is not None and (text := cleaning.text(key, value)):
            plain[key] = text
    usage = cleaning.text("utilization", record.get("utilization"))
    if usage:
        plain["usage"] = usage


def _identity(
    record: dict[str, Any], number: Number, plain: dict[str, Any], extra: dict[str, Any], cleaning: Cleaning
) -> None:
    basic = _group(record, "basicInformation", cleaning)
    body = cleaning.corporate_number("basicInformation.organization", basic.get("organization"))
    if body and body != number.issuer:
        cleaning.doubt("basicInformation.organization", body, "owner_against_number")
    body = body or number.issuer
    owner = {
        "body": body,
        "name": areas.bodies().get(body),
        "section": cleaning.text("basicInformation.compartment", basic.get("compartment")),
        "section_code": cleaning.narrow("basicInformation.compartmentCode", basic.get("compartmentCode")),
    }
    plain["owner"] = {key: value for key, value in owner.items() if value is not None}
    if number.menu.startswith("UM"):
        plain["menu"] = number.menu
    for path, value in (
        ("basicInformation.institutionType", basic.get("institutionType")),
        ("class", record.get("class")),
    ):
        if value not in (None, 1):
            extra[path] = value
    _area(_group(record, "area", cleaning), plain, extra, cleaning)
    if flag := cleaning.flag("useConsiderationFlag", record.get("useConsiderationFlag")):
        plain["sensitive"] = flag
    if (raw := record.get("updateDate")) is not None:
        updated = cleaning.only_day("updateDate", raw)
        if updated:
            plain["checked_on"] = updated
        elif raw:
            extra["updateDate"] = raw
    law = _group(record, "regulation", cleaning)
    name = cleaning.text("regulation.regulationName", law.get("regulationName"))
    article = cleaning.text("regulation.regulationArticle", law.get("regulationArticle"))
    if name:
        plain["legal_basis"] = ({"law": name, "article": article},)
    elif article:
        extra["regulation.regulationArticle"] = article


def _area(group: dict[str, Any], plain: dict[str, Any], extra: dict[str, Any], cleaning: Cleaning) -> None:
    raw = group.get("areaCode")
    codes = _area_codes(raw) if isinstance(raw, str) else None
    if codes is None:
        if raw is not None and (said := cleaning.text("area.areaCode", raw)) is not None:
            cleaning.doubt("area.areaCode", said, "bad_area")
            extra["area.areaCode"] = raw
        codes = ()
    elif "\n".join(areas.label(code) for code in codes) != raw:
        cleaning.repaired("area.areaCode", raw, list(codes), "area_form")
    plain["area"] = codes
    plain["level"] = "metropolis" if areas.METROPOLIS in codes else "municipality"
    note = cleaning.text("area.areaText", group.get("areaText"))
    if note:
        plain["area_note"] = note


@lru_cache(maxsize=1024)
def _area_codes(text: str) -> tuple[str, ...] | None:
    """Return the codes of 「131016;千代田区」, of a bare code or of a bare name; several may follow one another."""
    found = []
    for part in re.split(r"[,，、\n/]+|[;；](?=\s*\d{6})", text.strip()):
        code, _, name = (piece.strip() for piece in part.replace("；", ";").partition(";"))
        code = code if code.isdecimal() else areas.codes().get(code, "")
        code = code or areas.codes().get(name, "")
        if not re.fullmatch("[0-9]{6}", code):
            return None
        found.append(code)
    return tuple(dict.fromkeys(found))


def _target(record: dict[str, Any], plain: dict[str, Any], cleaning: Cleaning) -> None:
    group = _group(record, "target", cleaning)
    target: dict[str, Any] = {}
    for leaf, key in (("targetPersons", "persons"), ("conditions", "conditions")):
        value = group.get(leaf)
        if value is not None and (text := cleaning.text(f"target.{leaf}", value)):
            target[key] = text
    band = read_band(group, cleaning)
    if band:
        compare_with_name(band, str(plain["name"]), cleaning)
        target["ages"] = (band,)
    if target:
        plain["target"] = target
    tags = _group(record, "tag", cleaning)
    plain.update(
        read_codes(
            {
                "categories": ("tag.categoryCode", tags.get("categoryCode")),
                "targets": ("tag.targetCode", tags.get("targetCode")),
                "contents": ("tag.contentsCode", tags.get("contentsCode")),
            },
            cleaning,
        )
    )


def _support(
    record: dict[str, Any], plain: dict[str, Any], extra: dict[str, Any], cleaning: Cleaning
) -> None:
    group = _group(record, "support", cleaning)
    support = {}
    for leaf, key in (("description", "text"), ("monetarySupport", "money"), ("materiallySupport", "goods")):
        value = group.get(leaf)
        if value is not None and (text := cleaning.text(f"support.{leaf}", value)):
            support[key] = text
    if support:
        plain["support"] = support
    cost = cleaning.text("cost", record.get("cost"))
    if cost:
        plain["fees"] = ({"text": cost, "yen": yen_of(cost)},)
    capacity = cleaning.text("capacity", record.get("capacity"))
    if capacity:
        plain["capacity"] = capacity


def _times_and_places(
    record: dict[str, Any], plain: dict[str, Any], extra: dict[str, Any], cleaning: Cleaning
) -> None:
    offered = _group(record, "implementationPeriod", cleaning)
    apply = _group(record, "procedurePeriod", cleaning)
    periods = [
        read_period(offered, "implementationPeriod", "offered", cleaning, extra),
        read_period(apply, "procedurePeriod", "apply", cleaning, extra),
    ]
    if apply.get("same") is not None:
        extra["procedurePeriod.same"] = apply["same"]
        if apply["same"] is True and periods[0] and not periods[1]:
            periods[1] = {**periods[0], "purpose": "apply"}
    plain["periods"] = tuple(period for period in periods if period)
    place = _group(record, "implementationPlace", cleaning)
    name = cleaning.text("implementationPlace.implementationName", place.get("implementationName"))
    address = cleaning.text("implementationPlace.implementationAddress", place.get("implementationAddress"))
    if name or address:
        plain["places"] = ({"name": name, "address": address},)


def _ways(record: dict[str, Any], plain: dict[str, Any], extra: dict[str, Any], cleaning: Cleaning) -> None:
    method = cleaning.text("procedureMethod", record.get("procedureMethod"))
    counter = cleaning.text("procedureCounter", record.get("procedureCounter"))
    online = cleaning.flag("electronicSubmission", record.get("electronicSubmission"))
    channels: list[dict[str, Any]] = []
    if counter:
        channels.append({"kind": "counter", "name": counter})
    if online:
        channels.append({"kind": "online"})
    if method and not add_method(channels, method):
        extra["procedureMethod"] = method
    plain["channels"] = channels
    if online is not None:
        plain["digital"] = {"state": "done" if online else "not_yet"}
    papers = _group(record, "procedureDocumentsCode", cleaning)
    plain["documents"] = [
        *read_documents(cleaning.text("belongings", record.get("belongings"))),
        *read_documents(cleaning.text("procedureDocumentsCode.others", papers.get("others")), code=OTHERS),
    ]


def _links(record: dict[str, Any], plain: dict[str, Any], extra: dict[str, Any], cleaning: Cleaning) -> None:
    links = []
    official = _group(record, "localGovernmentLink", cleaning)
    for key, role, elements in (
        ("localGovernmentLink", "official", [official] if official else []),
        ("relatedLink", "related", record.get("relatedLink") or []),
        ("formLink", "form", record.get("formLink") or []),
    ):
        if not isinstance(elements, list):
            cleaning.doubt(key, elements, "bad_group")
            extra[key] = elements
            continue
        for place, element in enumerate(elements):
            path = key if key == "localGovernmentLink" else f"{key}[{place}]"
            if not isinstance(element, dict):
                cleaning.doubt(path, element, "bad_group")
                continue
            url = cleaning.url(f"{path}.uri", element.get("uri"))
            title = cleaning.text(f"{path}.title", element.get("title"))
            if url:
                links.append({"url": url, "title": title, "role": role})
            elif title and key == "localGovernmentLink":
                extra["localGovernmentLink.title"] = title
    plain["links"] = links


def _contact(record: dict[str, Any], plain: dict[str, Any], cleaning: Cleaning) -> None:
    group = record.get("contact")
    if not group:
        return
    group = _group(record, "contact", cleaning)
    contact = {
        "name": cleaning.text("contact.contactName", group.get("contactName")),
        "phone": cleaning.phone("contact.contactPhone", group.get("contactPhone")),
        "extension": cleaning.narrow("contact.contactEx", group.get("contactEx")),
        "email": cleaning.email("contact.contactEmail", group.get("contactEmail")),
        "url": cleaning.url("contact.contactUrl", group.get("contactUrl")),
        "note": cleaning.text("contact.contactComment", group.get("contactComment")),
        "postal_code": cleaning.postal_code("contact.zipCode", group.get("zipCode")),
        "address": cleaning.text("contact.contactAddress", group.get("contactAddress")),
    }
    said = {key: value for key, value in contact.items() if value is not None}
    if said:
        plain["contacts"] = (said,)


def _kept(record: dict[str, Any], extra: dict[str, Any], cleaning: Cleaning) -> None:
    """Keep the leaves that have no field of their own."""
    for path in _KEPT_TEXTS:
        value = record.get(path)
        if value is not None and (text := cleaning.text(path, value)):
            extra[path] = text
    for group, keys in _KEPT_GROUPS.items():
        values = record.get(group)
        if values.__class__ is not dict:
            continue
        for key in keys:
            value = values.get(key)
            if value is not None and (text := cleaning.text(f"{group}.{key}", value)):
                extra[f"{group}.{key}"] = text
