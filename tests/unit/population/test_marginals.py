"""The people made are those of the tables: exactly at the size of Tokyo, within one percent at a smaller size."""

from collections import Counter
from datetime import date
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.content import DATA
from todoke.population import assumptions, demography
from todoke.population.casting import cast
from todoke.population.demography import BANDS
from todoke.population.plan import PlanError, plan
from todoke.residents.block import RELATION_CODE

SOURCE = DATA / "population"
TABLES, STATED = demography.read(SOURCE), assumptions.read(SOURCE)
ON = date(2026, 1, 1)
TOKYO = 14_077_552
SIZE = 200_000


def banded(persons):
    """Return persons by band, sex and nationality from those by single years."""
    whole = persons[:100].reshape(20, 5, 2, 2).sum(axis=1)
    return np.concatenate([whole, persons[100:].sum(axis=0)[None]])


def test_at_the_size_of_tokyo_every_count_of_the_table_is_met_exactly():
    places = plan(TOKYO, 7, TABLES, STATED)
    made = np.stack([banded(place.persons) for place in places])
    assert (made.sum(axis=3) == TABLES.residents).all()
    assert (made.sum(axis=2) == TABLES.nationalities).all()
    for place in places:
        assert sum(counts.sum() for _, counts, _ in place.batches(7)) == place.size
        assert sum(types.all for _, _, types in place.batches(7)) == place.types.all


def test_household_types_are_those_of_the_table():
    places = plan(TOKYO, 7, TABLES, STATED)
    table = next(each for each in TABLES.types if each.year == 2025)
    scale = TOKYO / 14_270_748
    for kind in ("couple_with_children", "couple_only", "other"):
        made = sum(getattr(place.types, kind) for place in places)
        assert made == pytest.approx(getattr(table, kind) * scale, rel=0.001)
    for place, households, estimated in zip(places, TABLES.households, TABLES.estimated, strict=True):
        assert place.types.all == pytest.approx(households * place.size / estimated, abs=3)


@lru_cache(maxsize=1)
def crowds():
    """Return the people of a smaller Tokyo, without facts."""
    return [
        cast(3, (place.code, place.index), batch, ON, TABLES, STATED)
        for place in plan(SIZE, 3, TABLES, STATED)
        for batch in place.batches(3)
    ]


def shares(counts):
    return counts / counts.sum()


def test_ages_sexes_nationalities_and_municipalities_are_within_one_percent():
    made = np.zeros((len(BANDS), 2, 2))
    places: Counter[str] = Counter()
    for crowd in crowds():
        bands = np.minimum(crowd.age // 5, len(BANDS) - 1)
        np.add.at(made, (bands, crowd.female.astype(int), crowd.foreign.astype(int)), 1)
        places[crowd.municipality] += crowd.persons
    assert made.sum() == SIZE
    residents, nations = TABLES.residents.sum(axis=0), TABLES.nationalities.sum(axis=0)
    assert shares(made.sum(axis=(0, 2))) == pytest.approx(shares(residents.sum(axis=0)), rel=0.01)
    assert shares(made.sum(axis=(0, 1))) == pytest.approx(shares(nations.sum(axis=0)), rel=0.01)
    big = residents.sum(axis=1) > 150_000
    assert made.sum(axis=(1, 2))[big] / SIZE == pytest.approx(residents.sum(axis=1)[big] / TOKYO, rel=0.01)
    assert made.sum(axis=2)[big] / SIZE == pytest.approx(residents[big] / TOKYO, rel=0.01)
    for code, table in zip(TABLES.codes, TABLES.residents, strict=True):
        assert abs(places[code] - table.sum() * SIZE / TOKYO) <= 1


def test_households_made_are_those_planned_within_one_percent():
    sizes = np.concatenate([crowd.size for crowd in crowds()])
    planned = [place.types for place in plan(SIZE, 3, TABLES, STATED)]
    assert len(sizes) == pytest.approx(sum(types.all for types in planned), rel=0.01)
    assert (sizes == 1).sum() == pytest.approx(sum(types.single for types in planned), rel=0.01)
    couples = sum((crowd.relation == RELATION_CODE["spouse"]).sum() for crowd in crowds())
    wanted = sum(types.couple_with_children + types.couple_only for types in planned)
    # Three generations and couples with a parent are of the type "other" and have a couple too.
    assert wanted < couples < wanted * 1.1


def test_families_are_plausible():
    for crowd in crowds():
        asks = np.add.reduceat(crowd.relation == RELATION_CODE["self"], crowd.first)
        spouses = np.add.reduceat(crowd.relation == RELATION_CODE["spouse"], crowd.first)
        assert (asks == 1).all()
        assert (spouses <= 1).all()
        assert (crowd.relation[crowd.first] == RELATION_CODE["self"]).all()
        spouse = crowd.relation == RELATION_CODE["spouse"]
        assert (crowd.age[spouse] >= 18).all()
        assert (crowd.moved_in >= crowd.born).all()
        assert (crowd.born <= crowd.today).all()


def test_nearly_all_children_live_with_a_grown_person():
    alone = children = 0
    for crowd in crowds():
        grown = crowd.members(crowd.any_member(crowd.age >= 18))
        children += (crowd.age < 18).sum()
        alone += ((crowd.age < 18) & ~grown).sum()
    assert alone < children / 1000


@pytest.mark.parametrize("residents", [0, -5, 61, 200_000_001])
def test_sizes_nobody_can_make_are_refused(residents):
    with pytest.raises(PlanError, match="62 から 200,000,000 までにしてください"):
        plan(residents, 1, TABLES, STATED)


@settings(max_examples=10, deadline=None)
@given(st.integers(62, 3000), st.integers(0, 1000))
def test_any_size_from_62_on_can_be_made(residents, seed):
    places = plan(residents, seed, TABLES, STATED)
    assert sum(place.size for place in places) == residents
    assert all(place.size >= 1 for place in places)
    place = places[-1]
    for batch in place.batches(seed):
        crowd = cast(seed, (place.code, place.index), batch, ON, TABLES, STATED)
        assert (crowd.household >= 0).all()
        assert crowd.size.sum() == crowd.persons
