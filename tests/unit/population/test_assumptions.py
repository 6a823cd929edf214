"""Every assumption is used, and every rate of the unknown is of a fact that exists."""

import re
from pathlib import Path

import pytest

from tests.factories.content import DATA, content
from todoke.population import assumptions
from todoke.population.assumptions import AssumptionError
from todoke.rules.facts import Code

SOURCE = DATA / "population"
CODE = Path(assumptions.__file__).parent
STATED = assumptions.read(SOURCE)
REGISTER = {
    "person.birth_date",
    "person.sex",
    "person.nationality",
    "person.resident_registered",
}
NEVER_UNKNOWN = {"person.residence_tax_exempt", "person.income_levy_city"}


def test_every_assumption_is_used():
    text = "".join(path.read_text() for path in CODE.rglob("*.py"))
    named = set(re.findall(r'"([a-z]+\.[a-z0-9_]+)"', text))
    unused = [
        entry
        for entry in STATED.entries
        if entry not in named and not entry.startswith(("receipts.", "pension.exempt_"))
    ]
    assert unused == []


def test_every_assumption_says_what_it_rests_on():
    for entry in STATED.entries.values():
        assert entry.why.endswith("."), entry.id
        assert entry.source == "assumed" or "assumed" in entry.source or "「" in entry.source, entry.id
        assert entry.url is None or entry.url.startswith("https://")


def test_shares_of_codes_are_of_the_dictionary():
    for entry, fact in (
        ("marriage.single_parent", "person.marriage"),
        ("work.exits", "person.job_exit"),
        ("leave.mothers", "person.childcare_leave"),
        ("leave.training", "person.training"),
        ("health.care_levels", "person.care_level"),
        ("disaster.damage", "household.disaster_damage"),
        ("bereavement.pension", "household.deceased_pension"),
        ("sickness.stage", "person.disease_stage"),
    ):
        kind = content().facts[fact].type
        assert isinstance(kind, Code)
        assert set(STATED.shares(entry)) <= set(kind.codes), entry


def test_unknown_rates_are_of_facts_and_mostly_five_percent_or_more():
    facts = content().facts
    for fact, rate in STATED.unknown.items():
        if fact in ("default", "receives"):
            assert rate >= 0.05
            continue
        assert fact in facts, fact
        if fact not in REGISTER | NEVER_UNKNOWN:
            assert rate >= 0.05, fact


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("assumptions.yaml", "- {id: x}\n", "assumptions.yaml の 0.id が正しくありません"),
        ("assumptions.yaml", "- [", "assumptions.yaml を読めません"),
        ("unknown.yaml", "{person.sex: 0.1}\n", "default がありません"),
        ("unknown.yaml", "{default: 1.5}\n", "unknown.yaml の default が正しくありません"),
    ],
)
def test_a_wrong_file_is_named(tmp_path, name, text, message):
    for path in SOURCE.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text())
    (tmp_path / name).write_text(text)
    with pytest.raises(AssumptionError, match=re.escape(message)):
        assumptions.read(tmp_path)


def test_what_is_missing_or_of_another_kind_is_named():
    with pytest.raises(AssumptionError, match="no.such がありません"):
        STATED.number("no.such")
    with pytest.raises(AssumptionError, match="一つの数ではありません"):
        STATED.number("school.high")
    with pytest.raises(AssumptionError, match="年齢ごとの数ではありません"):
        STATED.curve("school.waiting")
    with pytest.raises(AssumptionError, match="名前ごとの数ではありません"):
        STATED.shares("school.waiting")
