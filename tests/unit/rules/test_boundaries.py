"""Boundary cases: every threshold of a rule with its neighbors, every code, every fact taken away."""

from datetime import date

from tests.factories.rules import TODAY, content, household
from todoke.rules.boundaries import BoundaryCase, boundary_cases, without_fact
from todoke.rules.content import Content
from todoke.rules.values import Value

FACTS = """
facts:
  - {id: person.birth_date, label: B, question: B, type: {kind: date, latest: today}}
  - {id: person.day, label: D, question: D, type: {kind: date}}
  - {id: person.a, label: A, question: A, type: {kind: boolean}}
  - {id: person.color, label: C, question: C, type: {kind: code, codes: {red: 赤, blue: 青}}}
  - {id: person.n, label: N, question: N, type: {kind: number, unit: people, maximum: 6}}
  - {id: person.income, label: I, question: I, type: {kind: money, basis: gross}}
  - {id: person.half, label: H, type: {kind: money, basis: gross}, derive: {multiply: [{fact: person.income}, 0.5]}}
  - {id: person.silent, label: S, type: {kind: boolean}, askable: false}
  - {id: household.pets, label: P, question: P, type: {kind: number, unit: times}}
parameters:
  - {id: limit, label: L, basis: gross, values: [{from: 2024-04-01, value: 1000}], until: 2027-03-31}
  - {id: share, label: L, basis: gross, values: [{from: 2024-04-01, value: 0.5}]}
tables:
  - {id: t, label: T, key_basis: people, basis: gross, versions: [{from: 2023-04-01, rows: [{from: 4, value: 1}]}]}
  - {id: c, label: T, key_basis: code, basis: gross, versions: [{from: 2023-04-01, rows: [{code: red, value: 1}]}]}
programs:
  p: {versions: [{conditions: {x: %s}}]}
"""


def cases(
    when: str, raw: str = "members: [{id: me, relation: self}]", on: date = TODAY
) -> list[BoundaryCase]:
    found: Content = content(FACTS % when)
    version = found.programs["p"].versions[0]
    return list(boundary_cases(found, version, household(raw, found), on=on))


def values(when: str, fact_id: str, on: date = TODAY) -> list[Value | None]:
    return [case.value for case in cases(when, on=on) if case.fact_id == fact_id]


def test_truths_and_codes_are_all_tried() -> None:
    assert values("{fact: person.a}", "person.a") == [True, False, None]
    assert values("{eq: [{fact: person.color}, red]}", "person.color") == ["red", "blue", None]


def test_a_limit_is_tried_with_its_neighbors_inside_the_range_of_the_fact() -> None:
    assert values("{lt: [{fact: person.n}, 3]}", "person.n") == [0, 2, 3, 4, None]
    assert values("{between: {value: {fact: person.n}, from: 1, to: 6}}", "person.n") == [0, 1, 2, 5, 6, None]


def test_parameters_are_limits_of_their_basis() -> None:
    when = "{lt: [{fact: person.income}, {parameter: limit}]}"
    assert values(when, "person.income") == [0, 999, 1000, 1001, None]
    assert values(when, "person.income", on=date(2027, 4, 1)) == [0, None], "expired"
    assert values(when, "person.income", on=date(2023, 4, 1)) == [0, None], "not encoded"
    assert values("{lt: [{fact: person.income}, {parameter: share}]}", "person.income") == [0, None]


def test_rows_of_a_table_are_limits_of_its_key() -> None:
    assert values("{lt: [{table: t, key: {fact: person.n}}, {fact: person.income}]}", "person.n") == [
        0,
        3,
        4,
        5,
        None,
    ]
    assert values("{lt: [{table: c, key: {fact: person.color}}, 3]}", "person.color") == ["red", "blue", None]


def test_worked_out_facts_are_followed_to_what_is_asked() -> None:
    assert values("{lt: [{fact: person.half}, {parameter: limit}]}", "person.income") == [
        0,
        999,
        1000,
        1001,
        None,
    ]
    assert values("{lt: [{fact: person.half}, 3]}", "person.half") == [0, 2, 3, 4, None]
    assert values("{fact: person.silent}", "person.silent") == []
    assert values("{fact: person.ghost}", "person.ghost") == []


def test_births_are_tried_around_the_day_an_age_is_reached() -> None:
    born = values("{lt: [{age: {}}, 3]}", "person.birth_date")
    for day in (date(2023, 11, 21), date(2023, 11, 22), date(2023, 11, 23), TODAY, None):
        assert day in born
    months = values("{lt: [{age: {unit: months}}, 4]}", "person.birth_date")
    assert {date(2026, 7, 21), date(2026, 7, 22), date(2026, 7, 23)} <= set(months)
    school = values("{le: [{school_age: {}}, 17]}", "person.birth_date", on=date(2026, 2, 1))
    assert {date(2007, 4, 1), date(2007, 4, 2), date(2008, 4, 1), date(2008, 4, 2)} <= set(school)


def test_other_days_are_tried_around_today() -> None:
    when = "{lt: [{fact: person.day}, {day: today}]}"
    assert values(when, "person.day") == [date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 23), None]


def test_every_member_and_the_household_are_tried() -> None:
    when = "{all: [{fact: person.a}, {gt: [{fact: household.pets}, 0]}]}"
    raw = "{pets: 3, members: [{id: me, relation: self, a: true}, {id: c, relation: child}]}"
    found = cases(when, raw)
    assert {case.entity for case in found if case.fact_id == "person.a"} == {"me", "c"}
    assert {case.entity for case in found if case.fact_id == "household.pets"} == {"household"}
    unknown = [case for case in found if case.is_unknown]
    assert len(unknown) == 3
    for case in found:
        assert len(case.household.members) == 2


def test_a_fact_taken_away_is_gone_and_all_others_stay() -> None:
    found = content(FACTS % "true")
    known = household(
        "{pets: 3, members: [{id: me, relation: self, a: true, n: 1}, {id: c, relation: child, a: true}]}",
        found,
    )
    bare = without_fact(known, "person.a", "me")
    assert bare.member("me").facts == {"person.n": 1}
    assert bare.member("c").facts == {"person.a": True}
    assert without_fact(known, "household.pets", "household").facts == {}
