"""A small rulebook to screen with, so that these tests do not hang on real content."""

import pytest

from tests.factories.rules import CHIYODA, content
from todoke.apps.screening import books
from todoke.rules.rulebook import Rulebook

SMALL = Rulebook(
    content(f"""
facts:
  - id: person.birth_date
    label: {{ja: 生年月日, easy: "{{生|う}}まれた{{日|ひ}}", en: date of birth}}
    question: いつ生まれましたか
    type: {{kind: date, latest: today}}
  - {{id: person.sex, label: 性別, question: か, type: {{kind: code, codes: {{female: 女性, male: 男性}}}}}}
  - {{id: person.work, label: 働いている, question: 仕事は, help: 給料のある仕事, type: {{kind: boolean}}}}
  - id: person.income
    label: 収入
    question: 収入は
    type: {{kind: money, basis: gross, maximum: 1000000000}}
    bands: [1000000, 2000000]
    burden: 3
    applies: {{fact: person.work}}
    otherwise: 0
  - {{id: person.left_on, label: 辞めた日, question: いつ, type: {{kind: date}}, nullable: true}}
  - {{id: household.rent, label: 家賃, question: 家賃は, type: {{kind: money, basis: rent}}}}
  - {{id: household.pets, label: 動物, question: 何回, type: {{kind: number, unit: times, minimum: 1, maximum: 9}}}}
questions:
  - {{id: births, facts: [person.birth_date, person.sex], title: 生年月日を教えてください, together: true}}
  - id: work
    facts: [person.work, person.income]
    who: everyone
    where: {{ge: [{{age: {{}}}}, 15]}}
    title: お仕事は
    help: 15歳以上の人
    burden: 2
programs:
  child:
    topics: [children]
    versions:
      - conditions: {{child: {{exists: {{who: children, where: {{lt: [{{age: {{}}}}, 18]}}}}}}}}
        amounts: {{monthly: {{multiply: [10000, {{count: {{who: children}}}}]}}}}
  rich:
    topics: [children]
    versions: [{{conditions: {{child: {{exists: {{who: children}}}}}}, amounts: {{monthly: 90000}}}}]
  worker:
    topics: [work]
    subject: person
    note: 会社が手続きします
    versions:
      - effective: {{from: 2023-04-01, to: 2025-03-31}}
        conditions: {{works: {{fact: person.work}}}}
      - effective: {{from: 2025-04-01}}
        conditions: {{works: {{fact: person.work}}, low: {{lt: [{{fact: person.income}}, 1500000]}}}}
        amounts:
          - id: once
            label: 一時金
            period: once
            value: 50000
            cite: {{law: 別の法律, check: verified, url: "https://todoke.example/"}}
      - effective: {{from: 2030-04-01}}
        conditions: {{works: {{fact: person.work}}}}
  girl:
    topics: [children]
    subject: person
    versions: [{{conditions: {{x: {{eq: [{{fact: person.sex}}, female]}}}}}}]
  renter: {{topics: [housing], versions: [{{conditions: {{rent: {{gt: [{{fact: household.rent}}, 50000]}}}}}}]}}
  pets: {{topics: [housing], versions: [{{conditions: {{pets: {{gt: [{{fact: household.pets}}, 3]}}}}}}]}}
  again: {{topics: [work], versions: [{{conditions: {{x: {{not: {{receives: worker}}}}}}}}]}}
  left: {{topics: [work], versions: [{{conditions: {{x: {{ge: [{{fact: person.left_on}}, 2026-01-01]}}}}}}]}}
  office: {{topics: [health], versions: [{{conditions: {{x: {{unreadable: 役所が認める}}}}}}]}}
  later: {{topics: [health], began: 2030-01-01, versions: [{{effective: {{from: 2030-01-01}}}}]}}
  town:
    topics: [health]
    local: {{limit: {{label: 町の額, type: {{kind: money, basis: benefit}}}}}}
    versions:
      - conditions: {{here: {{eq: [{{fact: household.municipality}}, "{CHIYODA}"]}}}}
        amounts: {{x: {{local: limit}}}}
overlays:
  "{CHIYODA}":
    town:
      name: 千代田区の手当
      in_charge: 千代田区役所
      url: https://chiyoda.example/
      apply: {{where: 区の窓口}}
      note: 区の注意
      change: 2
      conditions: [{{id: more, label: 区の条件, when: {{fact: person.work}}, cite: {{law: 区の要綱}}}}]
""")
)


@pytest.fixture(autouse=True)
def small_rulebook(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Screen with the small rulebook, unless a test wants the ``real_content``."""
    if "real_content" not in request.fixturenames:
        monkeypatch.setattr(books, "rulebook", lambda: SMALL)


@pytest.fixture
def real_content() -> None:
    """Screen with the content of the house."""
