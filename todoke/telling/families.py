"""Families of facts that may lead to a push (送ってよい種類): closed unless named, and opened by two people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field, TypeAdapter

from todoke.rules import yamlfile
from todoke.rules.content import Content
from todoke.rules.facts import Definition, Sensitivity
from todoke.rules.programs import Topic


class FamilyError(ValueError):
    """The list of families says what it must not."""


class FamilyOfFacts(Definition):
    """Facts that may lead to a push together, for programs of some topics."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    why: str
    topics: tuple[Topic, ...] = Field(min_length=1)
    facts: tuple[str, ...] = Field(min_length=1)
    starts_open: bool = False


@dataclass(frozen=True, slots=True)
class Families:
    """All families, and which of them are open in one municipality."""

    known: Mapping[str, FamilyOfFacts] = field(default_factory=dict)
    opened: frozenset[str] = frozenset()

    def opened_too(self, ids: Iterable[str]) -> Families:
        """Return the families with more of them open; names of no family open nothing."""
        return Families(self.known, self.opened | (frozenset(ids) & self.known.keys()))

    def is_open(self, fact_id: str, topics: Iterable[Topic]) -> bool:
        """Return whether a fact may lead to a push of a program with these topics; what no family names may not."""
        asked = frozenset(topics)
        return any(
            fact_id in family.facts and not asked.isdisjoint(family.topics)
            for name, family in self.known.items()
            if name in self.opened
        )


def load_families(folder: Path, content: Content) -> Families:
    """Return the families of ``folder``/notices/families.yaml.

    Raises:
        FamilyError: a family names a fact that is sensitive or not known, or two have one name.
    """
    path = folder / "notices" / "families.yaml"
    listed = TypeAdapter(tuple[FamilyOfFacts, ...]).validate_python(yamlfile.read(path))
    known = {family.id: family for family in listed}
    if len(known) != len(listed):
        raise FamilyError(f"{path.name}: 同じ id の種類が2つあります")
    for family in listed:
        for fact_id in family.facts:
            _check(family.id, fact_id, content)
    return Families(known, frozenset(family.id for family in listed if family.starts_open))


def _check(family: str, fact_id: str, content: Content) -> None:
    if fact_id.startswith("members:"):
        return
    fact = content.facts.get(fact_id)
    if fact is None:
        raise FamilyError(f"種類 {family}: 属性 {fact_id} がありません")
    if fact.sensitivity is not Sensitivity.PLAIN:
        raise FamilyError(
            f"種類 {family}: {fact_id} は配慮のいる属性({fact.sensitivity})なので、送ってよい種類に入れられません"
        )
