"""Synthetic records have the shape and the dirt of the published ones, and cannot be taken for them."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.unit.formats.records import CLEAN
from todoke.formats.generating import records as made
from todoke.formats.generating.writing import records
from todoke.formats.markup import Table, links, read
from todoke.formats.tokyo.reading import parse
from todoke.records.content import ProgramContent, as_json

COUNT = 3_000


@pytest.fixture(scope="module")
def sample():
    return list(records(COUNT, seed=7))


def shape(group):
    return {key: shape(value) if isinstance(value, dict) else None for key, value in group.items()}


def test_every_record_has_the_exact_shape_and_its_marks(sample):
    numbers = set()
    for record in sample:
        assert shape(record) == shape(CLEAN)
        assert "合成データ" in record["remarks"]
        number = record["basicInformation"]["psid"]
        assert int(number.split("+")[2]) >= 900_000
        numbers.add(number)
    assert len(numbers) == COUNT


@pytest.mark.parametrize(
    ("expected", "has"),
    [
        (made.EXPLICIT_AGE, lambda record: "ages" in as_json(parse(record).content).get("target", {})),
        (made.FREE_CONDITIONS, lambda record: record["target"]["conditions"] is not None),
        (made.ONLINE, lambda record: record["electronicSubmission"]),
        (made.NO_UPDATE_DATE, lambda record: record["updateDate"] is None),
        (
            made.PRENATAL,
            lambda record: any(
                menu.prenatal and record["basicInformation"]["psid"].endswith(f"+UM{menu.um}")
                for menu in made.menus()
            ),
        ),
        (made.GLUED_TEXTS, lambda record: bool(links(record["description"]))),
        (
            made.PIPE_TABLES,
            lambda record: any(isinstance(block, Table) for block in read(record["description"])),
        ),
        (
            made.INCOME,
            lambda record: any(
                word in (record["target"]["conditions"] or "")
                for word in ("所得制限", "所得の合計", "所得割額", "年収", "一定の所得")
            ),
        ),
    ],
)
def test_rates(sample, expected, has):
    assert sum(map(has, sample)) / COUNT == pytest.approx(expected, abs=0.035)


def test_dirt_of_every_kind_and_no_record_lost(sample):
    rules: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for record in sample:
        parsed = parse(record)
        assert isinstance(parsed.content, ProgramContent)
        rules.update(repair.rule for repair in parsed.repairs)
        kinds.update(problem.kind for problem in parsed.problems)
    assert set(rules) >= {
        "always",
        "area_form",
        "code_comma",
        "code_moved",
        "code_space",
        "code_zeros",
        "date_form",
        "email_at",
        "empty",
        "time_form",
        "trim",
        "width",
    }
    assert kinds["months_for_years"] > 0
