"""Records as JSON-LD in the terms of CPSV-AP 3.2.0, the European profile that GIF 451-4 is based on.

Terms are those of the profile's published JSON-LD context and SHACL shapes (SEMICeu/CPSV-AP, releases/3.2.0); the
codes of categories, targets and areas are ours and Tokyo's, since the European lists do not fit Japanese bodies.
"""

from __future__ import annotations

from typing import Any

from todoke.formats.tokyo.periods import in_words
from todoke.records.content import ProcedureContent, ProgramContent
from todoke.records.parts import Channel, ProcessingTime
from todoke.rules.texts import Text

CONTEXT: dict[str, Any] = {
    "cpsv": "http://purl.org/vocab/cpsv#",
    "cv": "http://data.europa.eu/m8g/",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Record = ProgramContent | ProcedureContent


def document(nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the JSON-LD document of services."""
    return {"@context": CONTEXT, "@graph": nodes}


def service(number: str, content: Record, *, base: str) -> dict[str, Any]:
    """Return the node of a record; ``base`` is the address its pages stand under, with a slash at its end."""
    here = f"{base}{number.replace('+', '-')}"
    node: dict[str, Any] = {
        "@id": here,
        "@type": "cpsv:PublicService",
        "dct:identifier": number,
        "dct:title": _texts(content.name),
        "dct:description": _texts(content.summary or content.description or content.name),
        "cv:hasCompetentAuthority": _authority(content, base),
        "dct:spatial": [{"@id": f"{base}areas/{code}"} for code in content.area],
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/JPN"},
        "dct:type": {"@id": f"{base}kinds/{content.kind}"},
        "dcat:keyword": [{"@language": "ja", "@value": word} for word in content.words],
        "cv:thematicArea": [{"@id": f"{base}categories/{code}"} for code in content.categories],
        "dct:audience": [{"@id": f"{base}targets/{code}"} for code in content.targets],
        "cv:isGroupedBy": [
            {"@id": f"{base}life-events/{key}", "@type": "cv:LifeEvent"} for key in content.life_events
        ],
        "cv:hasLegalResource": [_law(basis) for basis in content.legal_basis],
        "cv:hasInputType": [
            {
                "@id": f"{here}#document-{place}",
                "@type": "cv:EvidenceType",
                "dct:identifier": f"{number}/document/{place}",
                "dct:title": _texts(each.name),
            }
            for place, each in enumerate(content.documents, start=1)
        ],
        "cv:hasChannel": [
            _channel(number, here, place, each) for place, each in enumerate(content.channels, start=1)
        ],
        "cv:hasCost": [
            {
                "@id": f"{here}#cost-{place}",
                "@type": "cv:Cost",
                "dct:identifier": f"{number}/cost/{place}",
                "dct:description": _texts(each.text),
                **_value(each.yen),
            }
            for place, each in enumerate(content.fees, start=1)
        ],
        "cv:contactPoint": [_contact(contact) for contact in content.contacts],
        "cv:holdsRequirement": _requirements(number, here, content),
        "cpsv:produces": _outputs(number, here, content),
        "foaf:page": [{"@id": link.url} for link in content.links if link.role == "official"],
        "dct:modified": {"@type": "xsd:date", "@value": content.checked_on.isoformat()}
        if content.checked_on
        else None,
    }
    if isinstance(content, ProgramContent):
        node["dct:requires"] = [
            {"@id": f"{base}{each.replace('+', '-')}"} for each in content.requires if "+" in each
        ]
        node["cv:relatedService"] = [
            {"@id": f"{base}{each.replace('+', '-')}"} for each in content.procedures
        ]
    if content.origin:
        node["dct:isVersionOf"] = {"@id": f"{base}{content.origin.number.replace('+', '-')}"}
    return {key: value for key, value in node.items() if value not in (None, [], {})}


def _texts(text: Text) -> list[dict[str, str]]:
    """Return the text in its languages; easy Japanese is Japanese in another register."""
    found = [{"@language": "ja", "@value": text.ja}]
    if text.en:
        found.append({"@language": "en", "@value": text.en})
    return found


def _authority(content: Record, base: str) -> dict[str, Any]:
    owner = content.owner
    name = owner.name or "不明"
    node: dict[str, Any] = {
        "@type": "cv:PublicOrganisation",
        "skos:prefLabel": {"@language": "ja", "@value": " ".join(filter(None, (name, owner.section)))},
    }
    if owner.body:
        node["@id"] = f"{base}bodies/{owner.body}"
        node["dct:identifier"] = owner.body
    return node


def _law(basis: Any) -> dict[str, Any]:
    title = " ".join(filter(None, (basis.law, basis.article)))
    node: dict[str, Any] = {
        "@type": "eli:LegalResource",
        "dct:title": {"@language": "ja", "@value": title},
    }
    return {**node, "@id": basis.url} if basis.url else node


def _channel(number: str, here: str, place: int, channel: Channel) -> dict[str, Any]:
    node: dict[str, Any] = {
        "@id": f"{here}#channel-{place}",
        "@type": "cv:Channel",
        "dct:identifier": f"{number}/channel/{place}",
        "dct:type": {"skos:notation": channel.kind},
        "dct:description": _texts(words) if (words := channel.name or channel.note) else None,
        "cv:processingTime": _duration(channel.processing),
        "schema:url": {"@id": channel.url} if channel.url else None,
    }
    return {key: value for key, value in node.items() if value is not None}


def _duration(processing: ProcessingTime | None) -> dict[str, str] | None:
    """Return the standard processing period as an ISO 8601 duration, where it is one length."""
    if processing is None or processing.days is processing.months is None:
        return None
    length = f"P{processing.months}M" if processing.months is not None else f"P{processing.days}D"
    return {"@type": "xsd:duration", "@value": length}


def _value(yen: int | None) -> dict[str, Any]:
    if yen is None:
        return {}
    return {
        "cv:hasValue": {"@type": "xsd:double", "@value": str(yen)},
        "cv:currency": {"@id": "http://publications.europa.eu/resource/authority/currency/JPY"},
    }


def _contact(contact: Any) -> dict[str, Any]:
    node = {
        "@type": "cv:ContactPoint",
        "cv:telephone": contact.phone,
        "cv:email": contact.email,
        "cv:contactPage": {"@id": contact.url} if contact.url else None,
        "cv:openingHours": {"dct:description": _texts(contact.hours)} if contact.hours else None,
        "dct:title": {"@language": "ja", "@value": contact.name} if contact.name else None,
    }
    return {key: value for key, value in node.items() if value is not None}


def _requirements(number: str, here: str, content: Record) -> list[dict[str, Any]]:
    """Return who it is for and when, as requirements in words."""
    spoken: list[Text | str] = []
    if isinstance(content, ProgramContent):
        spoken += [text for text in (content.target.persons, content.target.conditions) if text]
    spoken += [f"手続期間: {words}" for each in content.periods if (words := in_words(each))]
    return [
        {
            "@id": f"{here}#requirement-{place}",
            "@type": "cv:Requirement",
            "dct:identifier": f"{number}/requirement/{place}",
            "dct:title": _texts(text if isinstance(text, Text) else Text(ja=text)),
        }
        for place, text in enumerate(spoken, start=1)
    ]


def _outputs(number: str, here: str, content: Record) -> list[dict[str, Any]]:
    if not isinstance(content, ProgramContent):
        return []
    support = content.support
    words = support.text.ja if support.text else support.money or support.goods
    if not words:
        return []
    return [
        {
            "@id": f"{here}#output",
            "@type": "cv:Output",
            "dct:identifier": f"{number}/output",
            "dct:title": {"@language": "ja", "@value": content.name.ja},
            "dct:description": {"@language": "ja", "@value": words},
        }
    ]
