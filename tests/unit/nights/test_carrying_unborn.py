"""Those who are known before they are born are answered for alike, carried over or not."""

from datetime import date
from pathlib import Path

import pytest

from tests.factories.nights_carried import TOWNS, Nights, few_were_asked
from tests.factories.towns import CHIYODA, CHUO, DAY, MINATO, TODAY, YESTERDAY, House, Towns

LATER = TODAY + 5 * DAY


@pytest.fixture(params=["details", "no details"])
def nights(request: pytest.FixtureRequest, tmp_path: Path) -> Nights:
    return Nights(tmp_path, details=request.param == "details")


def with_unborn(days: dict[str, date], *, relation: str = "child") -> Towns:
    """Return the towns with somebody to be born in a household of some; as "self" it is the one who asks."""
    towns = TOWNS.copy()
    for code, born in days.items():
        house = towns.of[code][4]
        if relation == "self":
            house.add("parent", birth_date=date(1980, 1, 1), salary=0)
            house.first["person.birth_date"] = born
        else:
            house.add(relation, birth_date=born)
    return towns


@pytest.mark.parametrize("relation", ["child", "self"])
@pytest.mark.parametrize(
    "born", [TODAY, TODAY + DAY, TODAY + 2 * DAY, LATER], ids=["today", "tomorrow", "then", "later"]
)
def test_whoever_is_to_be_born_the_bytes_are_those_of_answering_anew(
    nights: Nights, relation: str, born: date
) -> None:
    towns = with_unborn({CHIYODA: born, MINATO: LATER}, relation=relation)
    nights.run(towns, YESTERDAY, known=LATER)
    asked = nights.run(towns, TODAY, known=LATER)
    assert nights.is_as_anew
    assert nights.is_told_apart_as_anew
    assert few_were_asked(asked, towns)
    nights.run(towns, TODAY + DAY, known=LATER)
    assert nights.is_as_anew


@pytest.mark.parametrize("relation", ["child", "self"])
def test_who_becomes_known_before_birth_is_answered_for_as_anew(nights: Nights, relation: str) -> None:
    nights.run(TOWNS, YESTERDAY)
    nights.run(with_unborn({CHIYODA: LATER, CHUO: LATER}, relation=relation), TODAY, known=LATER)
    assert nights.is_as_anew
    assert nights.is_told_apart_as_anew
    nights.run(TOWNS, TODAY + DAY)
    assert nights.is_as_anew
    assert nights.is_told_apart_as_anew


def test_a_municipality_in_which_nobody_is_born_yet(nights: Nights) -> None:
    towns = TOWNS.copy()
    towns.of[CHUO] = [
        House(
            60_000 + place, {}, [{"person": 600_000 + place, "relation": "self", "person.birth_date": TODAY}]
        )
        for place in range(3)
    ]
    nights.run(towns, YESTERDAY - DAY, known=TODAY)
    for day in (YESTERDAY, TODAY, TODAY + DAY):
        nights.run(towns, day, known=max(day, TODAY))
        assert nights.is_as_anew
        assert nights.is_told_apart_as_anew
