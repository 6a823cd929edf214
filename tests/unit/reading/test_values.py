"""Written forms of values and the nodes made of them."""

import pytest

from tests.factories.rules import expression_of
from tests.unit.reading.book import CONTENT
from todoke.reading.expressions import expression
from todoke.reading.letters import fold, number, yen
from todoke.reading.proposals import NAMES, Kind
from todoke.reading.values import (
    Ages,
    Axis,
    Band,
    Certification,
    ChildcareNeed,
    Children,
    Circumstance,
    Ground,
    Handbook,
    Income,
    Maternity,
    Receipt,
    Residence,
    TaxStanding,
)
from todoke.rules.checking.types import TruthType, type_of


def test_every_kind_has_a_japanese_name() -> None:
    assert set(NAMES) == set(Kind)


def test_letters_keep_their_places() -> None:
    text = "３ヵ月～１歳，（満）１，０００円｡【対象】"
    assert len(fold(text)) == len(text)
    assert fold(text) == "3か月~1歳、(満)1,000円。[対象]"


@pytest.mark.parametrize(("text", "value"), [("十", 10), ("二十四", 24), ("七", 7), ("六五", 65), ("65", 65)])
def test_small_numbers(text: str, value: int) -> None:
    assert number(text) == value


def test_sums_of_money() -> None:
    assert yen("1億2,000万円") == 120_000_000
    with pytest.raises(ValueError, match="円"):
        yen("円なし")


def test_ages_in_weeks_of_pregnancy_follow_from_the_day_the_birth_is_due() -> None:
    node, note = expression(Kind.MATERNITY, Maternity(True, False, weeks=Band(Axis.WEEKS, 16, 28)))
    assert note is None
    left = {"elapsed": {"from": {"day": "today"}, "to": {"fact": "person.due_date"}, "unit": "days"}}
    assert node == {"all": [{"fact": "person.pregnant"}, {"le": [left, 168]}, {"gt": [left, 84]}]}


@pytest.mark.parametrize(
    ("kind", "value", "node"),
    [
        (
            Kind.AGE,
            Ages((Band(Axis.SCHOOL_YEARS, 6, 12),)),
            {"all": [{"ge": [{"school_age": {}}, 6]}, {"le": [{"school_age": {}}, 11]}]},
        ),
        (Kind.AGE, Ages((Band(Axis.MONTHS, 0, None),)), {"ge": [{"age": {}}, 0]}),
        (Kind.HANDBOOK, Handbook("intellectual", ("4",)), {"eq": [{"fact": "person.handbook_intellectual"}, "4"]}),
        (Kind.HANDBOOK, Handbook("physical"), {"not": {"eq": [{"fact": "person.handbook_physical"}, "none"]}}),
        (Kind.RESIDENCE, Residence("tokyo", ("live",), 12), {"fact": "household.tokyo_one_year"}),
        (Kind.RESIDENCE, Residence("tokyo", ("live",), 36), {"fact": "person.lived_in_tokyo_3_years"}),
        (
            Kind.INCOME,
            Income("total_income", "<=", 10_000_000, whose="self"),
            {"le": [{"fact": "person.total_income"}, 10_000_000]},
        ),
        (
            Kind.INCOME,
            Income("gross", "<=", 250_000, True, "household"),
            {"le": [{"fact": "household.income_month"}, 250_000]},
        ),
        (Kind.INCOME, TaxStanding("taxed", whose="household"), {"not": {"fact": "household.residence_tax_exempt"}}),
        (Kind.INCOME, TaxStanding("exempt", "levy", "self"), {"fact": "person.income_levy_exempt"}),
        (Kind.BENEFIT, Receipt("shogai-nenkin"), {"fact": "person.receives_disability_pension"}),
        (Kind.CHILDREN, Children("rank", 2, 3), {"eq": [{"rank": {"who": "siblings_and_self"}}, 2]}),
        (Kind.CHILDCARE, ChildcareNeed(Ground.WORK), {"in": [{"fact": "person.work"}, ["employee", "self_employed"]]}),
        (
            Kind.MATERNITY,
            Maternity(False, True, after=Band(Axis.MONTHS, None, 12)),
            {"fact": "person.gave_birth_within_year"},
        ),
    ],
    ids=lambda one: getattr(one, "code", None) or str(one)[:12],
)  # fmt: skip
def test_a_value_as_a_condition(kind: Kind, value: object, node: object) -> None:
    found, _ = expression(kind, value)  # type: ignore[arg-type]
    assert found == node
    assert isinstance(type_of(expression_of(found), CONTENT, {}), TruthType)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.RESIDENCE, Residence("municipality", ("live", "work"))),
        (Kind.RESIDENCE, Residence("municipality", ("registered",), 6)),
        (Kind.RESIDENCE, Residence("japan", ("registered",))),
        (Kind.INCOME, Income("net_income")),
        (Kind.INCOME, Income("levy", "<", 77_101, whose="household")),
        (Kind.INCOME, Income("net_income", "<", 77_101, whose="household")),
        (Kind.INCOME, Income("net_income", "<", 77_101)),
        (Kind.INCOME, TaxStanding("exempt", "income_tax", "household")),
        (Kind.INCOME, TaxStanding("exempt")),
        (Kind.CHILDCARE, Certification(("2", "3"))),
        (Kind.CHILDCARE, ChildcareNeed(Ground.WORK, 48)),
        (Kind.CHILDCARE, ChildcareNeed(Ground.ABUSE)),
        (Kind.CHILDREN, Children("many")),
        (Kind.CHILDREN, Children("multiple")),
        (Kind.MATERNITY, Maternity(False, True)),
        (Kind.MATERNITY, Maternity(False, True, after=Band(Axis.MONTHS, None, 36))),
        (Kind.NATIONALITY, Circumstance("any")),
        (Kind.STATUS, Circumstance("unemployed")),
        (Kind.BENEFIT, Receipt("unheard-of")),
    ],
    ids=lambda one: getattr(one, "code", None),
)
def test_where_no_fact_decides_there_is_no_node_but_a_reason(kind: Kind, value: object) -> None:
    node, note = expression(kind, value)  # type: ignore[arg-type]
    assert node is None
    assert note
