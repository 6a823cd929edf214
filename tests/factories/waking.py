"""A few facts and a program that asks for one thing, to see whom a day that goes by wakes."""

from datetime import date, timedelta

from tests.factories import rules as make
from todoke.residents.block import Block
from todoke.residents.households import block_of
from todoke.rules.content import Content
from todoke.rules.household import BIRTH_DATE, Household, Member
from todoke.rules.values import Value

DAY = timedelta(days=1)
TONIGHT = date(2026, 11, 22)
THREE = date(2023, 11, 22)

FACTS = """
facts:
  - {id: person.birth_date, label: x, type: {kind: date}}
  - {id: person.left_on, label: x, type: {kind: date}, nullable: true}
  - {id: person.poor, label: x, type: {kind: boolean}}
  - id: person.turned_on
    label: x
    type: {kind: date}
    askable: false
    derive: {shift: {date: {day: year_start}, years: -1}}
  - {id: person.turned, label: x, type: {kind: date}, askable: false, derive: {shift: {date: {day: today}, days: 3}}}
  - {id: person.small, label: x, type: {kind: boolean}, derive: {lt: [{age: {}}, {parameter: limit}]}}
  - {id: household.fire_on, label: x, type: {kind: date}, nullable: true}
parameters:
  - {id: limit, label: x, basis: years, values: [{from: 2020-01-01, value: 3}, {from: 2026-12-01, value: 4}]}
tables:
  - id: steps
    label: x
    key_basis: months
    basis: yen
    versions:
      - {from: 2020-01-01, beyond: last, rows: [{from: 0, value: 1}, {from: 36, value: 2}, {from: 72, value: 3}]}
"""


def asking(condition: str, *, amount: str = "1", more: str = "", local: str = "") -> Content:
    return make.content(f"""{FACTS}
programs:
  p:
    subject: person
    {local}
    versions: [{{conditions: {{c: {condition}}}, amounts: {{a: {amount}}}}}]
{more}
""")


def born(of: Content, births: list, **more: Value) -> Block:
    """Return a block with one household for each birth."""
    facts = [({} if born is None else {BIRTH_DATE: born}) | more for born in births]
    own = [{key: one.pop(key) for key in list(one) if key.startswith("household")} for one in facts]
    households = [Household((Member("m", "self", one),), rest) for one, rest in zip(facts, own, strict=True)]
    return block_of(households, make.CHIYODA, of)
