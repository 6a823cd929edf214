"""A few invented households in blocks, for measures over everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from todoke.residents.block import Block
from todoke.residents.households import block_of
from todoke.rules.content import Content
from todoke.rules.household import ALL_RELATIONS, Household, Member

ON = date(2026, 11, 22)
CHIYODA, CHUO = "131016", "131024"


def adult(born: int = 1990, salary: int | None = 2_000_000, **facts: object) -> Household:
    """Return somebody who lives alone; without a salary nobody knows what they earn."""
    known = {"person.birth_date": date(born, 4, 1), **facts}
    if salary is not None:
        known["person.salary_gross"] = salary
    return Household((Member("me", "self", known),), complete=ALL_RELATIONS)  # type: ignore[arg-type]


def family(*children: int, salary: int | None = 2_000_000) -> Household:
    """Return a parent with children born in these years."""
    parent = adult(salary=salary).members[0]
    born = [
        Member(f"c{place}", "child", {"person.birth_date": date(year, 4, 1), "person.salary_gross": 0})
        for place, year in enumerate(children)
    ]
    return Household((parent, *born), complete=ALL_RELATIONS)


@dataclass
class People:
    """Households by municipality, as one block each."""

    households: Mapping[str, Sequence[Household]]
    content: Content
    identity: str = "people"

    @property
    def municipalities(self) -> Sequence[str]:
        return sorted(self.households)

    @property
    def persons(self) -> int:
        return sum(len(one.members) for all_ in self.households.values() for one in all_)

    def blocks(self, municipality: str) -> Sequence[Block]:
        return [block_of(self.households[municipality], municipality, self.content)]
