"""Every field of a record that holds an address is looked after."""

from typing import Any, get_args

from pydantic import BaseModel

from tests.factories.registry import procedure_content, program_content
from todoke.apps.registry.domain.addresses import addresses
from todoke.records.content import ProcedureContent, ProgramContent

OFFICIAL = "https://www.city.example/"


def models_within(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {model for part in get_args(annotation) for model in models_within(part)}


def places_of_addresses(model: type[BaseModel], at: str = "") -> set[str]:
    """Return the paths of all fields named ``url`` in a model, list places left out."""
    found = set()
    for name, field in model.model_fields.items():
        here = f"{at}.{name}" if at else name
        if name == "url":
            found.add(here)
        for inner in models_within(field.annotation):
            found |= places_of_addresses(inner, here)
    return found


def test_no_field_with_an_address_is_forgotten() -> None:
    known = {"links.url", "channels.url", "documents.url", "contacts.url", "legal_basis.url", "digital.url"}
    assert places_of_addresses(ProgramContent) | places_of_addresses(ProcedureContent) == known


def test_each_address_comes_with_its_field_and_words() -> None:
    content = procedure_content(
        links=[{"url": f" {OFFICIAL} ", "title": "案内", "role": "official"}, {"url": f"{OFFICIAL}2"}],
        channels=[{"kind": "online", "url": f"{OFFICIAL}3", "name": "電子申請"}, {"kind": "counter"}],
        documents=[{"name": "申請書", "url": f"{OFFICIAL}4"}],
        contacts=[{"name": "窓口", "url": f"{OFFICIAL}5"}],
        legal_basis=[{"law": "住民基本台帳法", "url": f"{OFFICIAL}6"}],
        digital={"state": "done", "url": f"{OFFICIAL}7"},
    )
    assert [(one.field, one.url, one.title, one.watched) for one in addresses(content)] == [
        ("links.0.url", OFFICIAL, "案内", True),
        ("links.1.url", f"{OFFICIAL}2", "", False),
        ("channels.0.url", f"{OFFICIAL}3", "電子申請", False),
        ("documents.0.url", f"{OFFICIAL}4", "申請書", False),
        ("contacts.0.url", f"{OFFICIAL}5", "窓口", False),
        ("legal_basis.0.url", f"{OFFICIAL}6", "住民基本台帳法", False),
        ("digital.url", f"{OFFICIAL}7", "", False),
    ]


def test_links_glued_into_texts_come_with_their_words() -> None:
    content = program_content(
        links=[],
        description=f"くわしくは 案内;{OFFICIAL}a を見てください。{OFFICIAL}b。",
        support={"money": f"|額|一覧;{OFFICIAL}c|"},
        target={"conditions": f"{OFFICIAL}d"},
        capacity=f"10人({OFFICIAL}e)",
    )
    assert {(one.field, one.url, one.title) for one in addresses(content)} == {
        ("description.ja", f"{OFFICIAL}a", "案内"),
        ("description.ja", f"{OFFICIAL}b", ""),
        ("support.money", f"{OFFICIAL}c", "一覧"),
        ("target.conditions.ja", f"{OFFICIAL}d", ""),
        ("capacity", f"{OFFICIAL}e", ""),
    }
    steps = addresses(procedure_content(links=[], steps=["窓口へ", f"{OFFICIAL}f"]))
    assert [(one.field, one.url) for one in steps] == [("steps.1.ja", f"{OFFICIAL}f")]


def test_a_record_without_addresses() -> None:
    assert addresses(program_content(links=[])) == []
