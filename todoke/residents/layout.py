"""The numbers under which facts are packed: given once to each fact and never to another (項目の番号)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from todoke.rules.facts import Boolean, Code, FactType

MOST_FLAGS = 4 * 255
MOST_CODES = 255
MOST_AMOUNTS = 1 << 14


class Section(StrEnum):
    """Where in a packed row a fact stands: two bits, a byte, or a record of its own."""

    FLAG = "flag"
    CODE = "code"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one fact; ``codes`` are its codes in the order they were first numbered."""

    section: Section
    number: int
    codes: tuple[str, ...] = ()


def section_of(kind: FactType) -> Section:
    """Return the section of facts of a type."""
    if isinstance(kind, Boolean):
        return Section.FLAG
    return Section.CODE if isinstance(kind, Code) else Section.AMOUNT


@dataclass(frozen=True)
class Layout:
    """The slots of the facts of persons, or of those of households, by name."""

    slots: Mapping[str, Slot] = field(default_factory=dict)

    @cached_property
    def flags(self) -> int:
        """How many bytes the yes and no take, four of them in each."""
        return -(-self._most(Section.FLAG) // 4)

    @cached_property
    def codes(self) -> int:
        """How many bytes the codes take."""
        return self._most(Section.CODE)

    def _most(self, section: Section) -> int:
        return max((s.number + 1 for s in self.slots.values() if s.section is section), default=0)

    def grown(self, kinds: Iterable[tuple[str, FactType]]) -> Layout:
        """Return the layout with a slot for each of these facts and for each of their codes.

        Slots that are there keep their numbers. A fact whose type has changed gets a new one.

        >>> from todoke.rules.facts import Boolean
        >>> Layout().grown([("person.ill", Boolean()), ("person.tired", Boolean())]).slots[
        ...     "person.tired"
        ... ].number
        1
        """
        slots = dict(self.slots)
        following = {section: self._most(section) for section in Section}
        for name, kind in kinds:
            section = section_of(kind)
            codes = tuple(kind.codes) if isinstance(kind, Code) else ()
            slot = slots.get(name)
            if slot is None or slot.section is not section:
                slot = Slot(section, following[section])
                following[section] += 1
            new = tuple(code for code in codes if code not in slot.codes)
            slots[name] = Slot(section, slot.number, slot.codes + new)
        _check(following)
        return Layout(slots)


def _check(following: Mapping[Section, int]) -> None:
    most = {Section.FLAG: MOST_FLAGS, Section.CODE: MOST_CODES, Section.AMOUNT: MOST_AMOUNTS}
    for section, count in following.items():
        if count > most[section]:
            raise ValueError(f"more than {most[section]} facts of section {section.value}")
