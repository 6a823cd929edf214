"""Income, residence tax and the incomes of the allowances agree with the law's own examples."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.rules.evaluation.run import Run
from todoke.rules.library import rulebook_of
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import read_household
from todoke.rules.values import Interval, Value, bounds, needs_of

ROOT = Path(__file__).resolve().parents[2]
CASES = list(csv.DictReader((ROOT / "tests/spec/cases/income.csv").read_text(encoding="utf-8").splitlines()))

NOTHING_ELSE: dict[str, Any] = {
    "birth_date": "1980-05-05",
    "sex": "male",
    "lives_together": True,
    "marriage": "never",
    "student": False,
    "salary_gross": 0,
    "pension_gross": 0,
    "business_income": 0,
    "other_income": 0,
    "annual_insurance_premiums": 0,
    "insurance_deductions": 0,
    "itemized_deductions": 0,
    "child_support_received": 0,
    "dependants": 0,
    "dependants_16_to_18": 0,
    "dependants_19_to_22": 0,
    "dependants_23_to_69": 0,
    "dependants_70_over": 0,
    "dependants_disabled": 0,
    "dependants_special_disabled": 0,
    "handbook_physical": "none",
    "handbook_intellectual": "none",
    "handbook_mental": "none",
}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return rulebook_of(ROOT / "data")


def value(
    book: Rulebook,
    fact: str,
    *,
    on: date,
    members: list[dict[str, Any]],
    municipality: str = "131032",
    receives_welfare: bool | None = False,
) -> Value:
    raw = {
        "municipality": municipality,
        "complete": True,
        "receives_welfare": receives_welfare,
        "disability_or_illness": False,
        "members": members,
    }
    run = Run(read_household(raw, book.content, on=on), on)
    return book.value(fact, None if fact.startswith("household.") else "me", run)


def member(member_id: str, relation: str, **facts: Any) -> dict[str, Any]:
    return {"id": member_id, "relation": relation, **NOTHING_ELSE, **facts}


def written(text: str) -> dict[str, Any]:
    """Read ``salary_gross=100 marriage=never`` as a person's facts."""
    found: dict[str, Any] = {}
    for part in text.split():
        key, raw = part.split("=")
        if raw in ("true", "false"):
            found[key] = raw == "true"
        elif raw.isdigit() and not key.startswith("handbook"):
            found[key] = int(raw)
        else:
            found[key] = raw
    return found


def is_expected(found: Value, expected: str) -> bool:
    if expected in ("true", "false"):
        return found is (expected == "true")
    return found == int(expected)


@pytest.mark.parametrize("case", CASES, ids=[f"{c['case']}:{c['fact']}" for c in CASES])
def test_the_worked_case_comes_out_to_the_yen(book: Rulebook, case: Mapping[str, str]) -> None:
    facts = written(case["me"])
    welfare = facts.pop("household.receives_welfare", False)
    members = [member("me", "self", **facts)]
    for relation in ("spouse", "child"):
        if case[relation]:
            members.append(member(relation, relation, **written(case[relation])))
    found = value(
        book,
        case["fact"],
        on=date.fromisoformat(case["on"]),
        municipality=case["municipality"],
        members=members,
        receives_welfare=welfare,
    )
    assert is_expected(found, case["expected"]), found


@pytest.mark.parametrize(
    ("salary", "income"),
    [
        (550_999, 0),
        (551_000, 1_000),
        (1_618_999, 1_068_999),
        (1_619_000, 1_069_000),
        (1_621_999, 1_070_000),
        (1_623_999, 1_072_000),
        (1_627_999, 1_074_000),
        (1_628_000, 1_076_800),
        (1_800_000, 1_180_000),
        (3_600_000, 2_440_000),
        (6_599_999, 4_836_800),
        (6_600_000, 4_840_000),
        (8_500_000, 6_550_000),
        (10_000_000, 8_050_000),
    ],
)
def test_salaries_until_2024_follow_the_fifth_annex(book: Rulebook, salary: int, income: int) -> None:
    members = [member("me", "self", salary_gross=salary)]
    assert value(book, "person.salary_income", on=date(2025, 7, 1), members=members) == income


@pytest.mark.parametrize(
    ("salary", "income"),
    [
        (650_999, 0),
        (651_000, 1_000),
        (1_899_999, 1_249_999),
        (1_900_000, 1_250_000),
        (1_903_999, 1_250_000),
        (1_904_000, 1_252_800),
        (6_600_000, 4_840_000),
        (20_000_000, 18_050_000),
    ],
)
def test_salaries_of_2025_have_a_deduction_of_650_000_at_least(
    book: Rulebook, salary: int, income: int
) -> None:
    members = [member("me", "self", salary_gross=salary)]
    assert value(book, "person.salary_income", on=date(2026, 6, 1), members=members) == income


@pytest.mark.parametrize(
    ("salary", "income"),
    [
        (740_999, 0),
        (2_190_999, 1_450_999),
        (2_192_999, 1_451_000),
        (2_199_999, 1_456_000),
        (2_200_000, 1_460_000),
    ],
)
def test_salaries_of_2026_have_a_deduction_of_740_000_at_least(
    book: Rulebook, salary: int, income: int
) -> None:
    members = [member("me", "self", salary_gross=salary)]
    assert value(book, "person.salary_income", on=date(2027, 6, 1), members=members) == income


@pytest.mark.parametrize(
    ("born", "pension", "income"),
    [
        ("1958-01-01", 1_100_000, 0),
        ("1958-01-01", 1_100_001, 1),
        ("1958-01-02", 1_100_000, 500_000),
        ("1958-01-02", 600_001, 1),
        ("1950-06-01", 3_300_000, 2_200_000),
        ("1950-06-01", 4_100_000, 2_800_000),
        ("1950-06-01", 10_000_000, 8_045_000),
    ],
)
def test_pensions_follow_the_table_of_the_age_on_31_december(
    book: Rulebook, born: str, pension: int, income: int
) -> None:
    """The residence tax of fiscal 2023 looks at the age on 31 December 2022."""
    members = [member("me", "self", birth_date=born, pension_gross=pension)]
    assert value(book, "person.pension_income", on=date(2023, 7, 1), members=members) == income


def test_other_income_over_ten_million_takes_100_000_off_the_pension_deduction(book: Rulebook) -> None:
    members = [
        member("me", "self", birth_date="1950-06-01", pension_gross=1_100_000, business_income=10_000_001)
    ]
    assert value(book, "person.pension_income", on=date(2025, 7, 1), members=members) == 100_000


@pytest.mark.parametrize(
    ("fact", "before", "after", "turns"),
    [
        ("household.income_year", 2024, 2025, date(2026, 6, 1)),
        ("household.income_year_july", 2024, 2025, date(2026, 7, 1)),
        ("household.income_year_august", 2024, 2025, date(2026, 8, 1)),
        ("household.income_year_november", 2024, 2025, date(2026, 11, 1)),
    ],
)
def test_the_income_year_turns_on_the_first_of_its_month(
    book: Rulebook, fact: str, before: int, after: int, turns: date
) -> None:
    members = [member("me", "self")]
    eve = date.fromordinal(turns.toordinal() - 1)
    assert value(book, fact, on=eve, members=members) == before
    assert value(book, fact, on=turns, members=members) == after


def test_the_tax_day_is_the_first_of_january_behind_the_tax_in_force(book: Rulebook) -> None:
    members = [member("me", "self")]
    assert value(book, "household.residence_tax_day", on=date(2026, 5, 31), members=members) == date(
        2025, 1, 1
    )
    assert value(book, "household.residence_tax_day", on=date(2026, 6, 1), members=members) == date(
        2026, 1, 1
    )


def test_every_municipality_has_its_grade(book: Rulebook) -> None:
    grades: list[object] = [row.value for row in book.content.tables["assistance-grade"].versions[0].rows]
    assert [grades.count(grade) for grade in (1, 2, 3)] == [47, 3, 12]


def test_a_minor_pays_no_tax_up_to_1_350_000(book: Rulebook) -> None:
    """Under 18 on 1 January 2025; a salary of 1,900,000 is an income of 1,250,000."""
    for born, exempt in (("2007-01-02", True), ("2007-01-01", False)):
        members = [member("me", "self", birth_date=born, salary_gross=1_900_000)]
        assert value(book, "person.residence_tax_exempt", on=date(2025, 7, 1), members=members) is exempt


def test_a_household_is_exempt_only_when_everybody_living_together_is(book: Rulebook) -> None:
    poor = member("me", "self", salary_gross=900_000)
    earner = member("son", "child", birth_date="2000-04-10", salary_gross=3_000_000)
    on = date(2025, 7, 1)
    assert value(book, "household.residence_tax_exempt", on=on, members=[poor]) is True
    assert value(book, "household.residence_tax_exempt", on=on, members=[poor, earner]) is False
    away = earner | {"lives_together": False}
    assert value(book, "household.residence_tax_exempt", on=on, members=[poor, away]) is True


def test_a_household_that_pays_only_the_per_capita_levy(book: Rulebook) -> None:
    """1,060,000 of business income with one dependant: over 1,010,000, under 1,120,000."""
    payer = member(
        "me", "self", business_income=1_060_000, marriage="married", dependants=1, dependants_under_16=1
    )
    child = member("c", "child", birth_date="2015-05-05")
    on = date(2025, 7, 1)
    assert value(book, "household.residence_tax_per_capita_only", on=on, members=[payer, child]) is True
    assert value(book, "household.residence_tax_exempt", on=on, members=[payer, child]) is False


def test_the_spouse_deduction_of_a_parent_is_asked_because_the_household_does_not_show_the_couple(
    book: Rulebook,
) -> None:
    """2,400,000 of pension at 70 is 1,300,000 of income; less 430,000 and 330,000 leaves 540,000."""
    on = date(2025, 7, 1)
    me = member("son", "self")
    father = member(
        "me", "parent", birth_date="1954-05-05", pension_gross=2_400_000, marriage="married", dependants=1
    )
    found = value(book, "person.taxable_income", on=on, members=[me, father])
    assert bounds(found) == (490_000, 870_000)
    assert needs_of(found) == {("person.relative_spouse_deduction", "me")}
    told = father | {"relative_spouse_deduction": 330_000}
    assert value(book, "person.taxable_income", on=on, members=[me, told]) == 540_000
    assert value(book, "person.income_levy_city", on=on, members=[me, told]) == 29_400


def test_the_ages_of_dependants_are_asked_only_where_the_household_has_such_people(book: Rulebook) -> None:
    asked = {
        "dependants_16_to_18": None,
        "dependants_19_to_22": None,
        "dependants_23_to_69": None,
        "dependants_70_over": None,
    }
    on = date(2026, 11, 22)
    parent = member("me", "self", marriage="divorced", dependants=1, **asked)
    small = member("c", "child", birth_date="2019-05-05")
    teen = member("c", "child", birth_date="2009-05-05")
    assert value(book, "person.dependants_under_16", on=on, members=[parent, small]) == 1
    found = value(book, "person.dependants_under_16", on=on, members=[parent, teen])
    assert bounds(found) == (0, 1)
    assert needs_of(found) == {("person.dependants_16_to_18", "me")}


def test_unknown_premiums_give_a_levy_between_zero_and_the_levy_without_any(book: Rulebook) -> None:
    on = date(2025, 7, 1)
    without = value(
        book, "person.income_levy_city", on=on, members=[member("me", "self", salary_gross=4_000_000)]
    )
    unknown = value(
        book,
        "person.income_levy_city",
        on=on,
        members=[member("me", "self", salary_gross=4_000_000, annual_insurance_premiums=None)],
    )
    assert isinstance(unknown, Interval)
    assert (unknown.low, unknown.high) == (0, without)
    assert ("person.annual_insurance_premiums", "me") in unknown.needs


def test_a_given_income_wins_over_the_one_worked_out(book: Rulebook) -> None:
    members = [member("me", "self", salary_gross=None, total_income=1_234_000)]
    assert value(book, "person.total_income", on=date(2025, 7, 1), members=members) == 1_234_000


@settings(max_examples=60, deadline=None)
@given(
    low=st.integers(0, 12_000_000),
    width=st.integers(0, 3_000_000),
    share=st.floats(0, 1),
    on=st.sampled_from([date(2025, 7, 1), date(2026, 7, 1), date(2027, 7, 1)]),
    fact=st.sampled_from(
        [
            "person.salary_income",
            "person.total_income",
            "person.taxable_income",
            "person.income_levy",
            "person.child_rearing_allowance_income",
            "person.special_allowance_income",
        ]
    ),
)
def test_the_interval_of_a_rough_salary_contains_every_exact_result(
    low: int, width: int, share: float, on: date, fact: str
) -> None:
    book = rulebook_of(ROOT / "data")
    exact = low + int(width * share)
    rough = [member("me", "self", salary_gross={"from": low, "to": low + width}, income_adjusted=False)]
    sharp = [member("me", "self", salary_gross=exact, income_adjusted=False)]
    lowest, highest = bounds(value(book, fact, on=on, members=rough))
    result = bounds(value(book, fact, on=on, members=sharp))[0]
    assert lowest <= result <= highest  # type: ignore[operator]


@settings(max_examples=60, deadline=None)
@given(salary=st.integers(0, 20_000_000), more=st.integers(1, 500_000))
def test_more_salary_never_means_less_income(salary: int, more: int) -> None:
    book = rulebook_of(ROOT / "data")
    for on in (date(2025, 7, 1), date(2026, 7, 1), date(2027, 7, 1)):
        first, second = (
            value(book, "person.salary_income", on=on, members=[member("me", "self", salary_gross=amount)])
            for amount in (salary, salary + more)
        )
        assert first <= second  # type: ignore[operator]
