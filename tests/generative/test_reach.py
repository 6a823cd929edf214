"""A sensitive fact planted anywhere a program can look keeps it from being pushed, whatever the way there (C2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from todoke.rules.content import Content, LoadedProgram
from todoke.rules.facts import Fact, Sensitivity
from todoke.rules.programs import Overlay, Program, Topic, Version
from todoke.telling.families import Families, FamilyOfFacts
from todoke.telling.reach import Because, Decision, Lift, decide, paths_of

TODAY = date(2026, 11, 22)
CITE = {"law": "試験のための規則", "check": "recalled"}
YOUNG = {"lt": [{"age": {}}, 6]}
SECRET = {"fact": "person.secret"}
FAMILIES = Families(
    {
        "age": FamilyOfFacts(
            id="age",
            label="年齢",
            why="試験",
            topics=(Topic.CHILDREN,),
            facts=("person.birth_date", "household.municipality", "members:children", "person.worked_out"),
        )
    },
    frozenset({"age"}),
)


def fact(fact_id: str, sensitivity: str = "plain", **more: Any) -> Fact:
    """Return a fact that is a boolean, or a day of birth."""
    kind = {"kind": "date"} if fact_id.endswith(("_date", "_on")) else {"kind": "boolean"}
    return TypeAdapter(Fact).validate_python(
        {
            "id": fact_id,
            "label": fact_id,
            "question": fact_id,
            "type": kind,
            "sensitivity": sensitivity,
            **more,
        }
    )


def version(when: Any = YOUNG, **more: Any) -> Version:
    """Return a version with one condition."""
    raw = {
        "effective": {"from": "2024-04-01"},
        "conditions": [{"id": "one", "label": "条件", "when": when, "cite": CITE}],
        **more,
    }
    return TypeAdapter(Version).validate_python(raw)


def program(program_id: str, reach: str = "push", **more: Any) -> Program:
    """Return a program about children."""
    raw = {
        "id": program_id,
        "name": program_id,
        "title": program_id,
        "summary": program_id,
        "level": "nation",
        "topics": ["children"],
        "in_charge": "役所",
        "subject": "person",
        "reach": reach,
        "apply": {"where": "窓口"},
        "url": "https://todoke.example/",
        "review_on": "2027-04-01",
        **more,
    }
    return TypeAdapter(Program).validate_python(raw)


def content_with(*versions: Version, sensitivity: str = "income", **more: Any) -> Content:
    """Return a content whose program ``kodomo`` has these versions, and a secret fact."""
    content = Content()
    for one in (
        fact("person.birth_date"),
        fact("household.municipality"),
        fact("person.secret", sensitivity),
        fact("household.death_on", "bereavement"),
        fact("person.worked_out", derive={"all": [YOUNG, SECRET]}),
        fact("person.asked_of_some", applies=SECRET, otherwise=False),
    ):
        content.facts[one.id] = one
    content.programs["kodomo"] = LoadedProgram(program("kodomo", **more), versions or (version(),))
    content.programs["hisoka"] = LoadedProgram(program("hisoka", "search"), (version(SECRET),))
    return content


def amount(**more: Any) -> dict[str, Any]:
    """Return an amount in a version."""
    return {"amounts": [{"id": "amount", "label": "金額", "cite": CITE, "value": 100, **more}]}


def with_overlay() -> Content:
    """Return a content where one municipality adds a condition."""
    content = content_with()
    raw = {
        "municipality": "132080",
        "programs": {
            "kodomo": {"conditions": [{"id": "more", "label": "追加", "when": SECRET, "cite": CITE}]}
        },
    }
    content.overlays["132080"] = TypeAdapter(Overlay).validate_python(raw)
    return content


def with_chain() -> Content:
    """Return a content where the way leads through a worked-out fact, a program and another program."""
    content = content_with(version({"eligible": "naka"}))
    content.programs["naka"] = LoadedProgram(program("naka"), (version({"receives": "hisoka"}),))
    return content


PLANTED: dict[str, Callable[[], Content]] = {
    "condition": lambda: content_with(version({"all": [YOUNG, SECRET]})),
    "deep in a condition": lambda: content_with(
        version({"any": [YOUNG, {"not": {"all": [{"not": SECRET}, YOUNG]}}]})
    ),
    "among": lambda: content_with(version(among=SECRET)),
    "when of an amount": lambda: content_with(version(**amount(when=SECRET))),
    "value of an amount": lambda: content_with(
        version(**amount(value={"case": [{"when": SECRET, "then": 1}, {"then": 2}]}))
    ),
    "members looked for": lambda: content_with(version({"exists": {"who": "children", "where": SECRET}})),
    "derive of a fact": lambda: content_with(version({"fact": "person.worked_out"})),
    "applies of a fact": lambda: content_with(version({"fact": "person.asked_of_some"})),
    "overlay": with_overlay,
    "eligible for a program of the class search": lambda: content_with(version({"eligible": "hisoka"})),
    "receives a program of the class search": lambda: content_with(version({"receives": "hisoka"})),
    "a chain of programs": with_chain,
    "a version to come": lambda: content_with(
        version(effective={"from": "2024-04-01", "to": "2027-03-31"}),
        version(SECRET, effective={"from": "2027-04-01"}),
    ),
    "a version that has just ended": lambda: content_with(
        version(SECRET, effective={"from": "2024-04-01", "to": "2026-10-31"}),
        version(effective={"from": "2026-11-01"}),
    ),
    "the day a deadline counts from": lambda: content_with(
        deadline={"text": "14日以内", "event": "death", "days": 14}
    ),
}


def test_age_of_a_child_alone_is_pushed() -> None:
    reached = decide(content_with(), "kodomo", on=TODAY, families=FAMILIES)

    assert (reached.decision, reached.because) == (Decision.PUSH, Because.OPEN)


@pytest.mark.parametrize("place", PLANTED)
def test_a_secret_planted_anywhere_keeps_it_from_being_pushed(place: str) -> None:
    reached = decide(PLANTED[place](), "kodomo", on=TODAY, families=FAMILIES)

    assert (reached.decision, reached.because) == (Decision.SHELF, Because.SENSITIVE)
    assert any(path.sensitivity is not Sensitivity.PLAIN for path in reached.forbidden)


@pytest.mark.parametrize(
    "when",
    [
        {"fact": "person.nobody_knows"},
        {"exists": {"who": "spouse"}},
        {"receives": "nobody-knows"},
        {"eligible": "kodomo2"},
    ],
)
def test_what_is_in_no_opened_family_is_a_no(when: Any) -> None:
    content = content_with(version({"all": [YOUNG, when]}))
    content.programs["kodomo2"] = LoadedProgram(
        program("kodomo2"), (version({"fact": "person.nobody_knows"}),)
    )

    reached = decide(content, "kodomo", on=TODAY, families=FAMILIES)

    assert (reached.decision, reached.because) == (Decision.SHELF, Because.CLOSED)


def test_a_family_opens_only_for_its_topics() -> None:
    content = content_with(topics=["elderly"])

    assert decide(content, "kodomo", on=TODAY, families=FAMILIES).decision is Decision.SHELF


def test_a_program_nobody_can_read_is_never_told() -> None:
    content = content_with()
    content.broken_programs["kodomo"] = []

    assert decide(content, "kodomo", on=TODAY, families=FAMILIES).decision is Decision.SEARCH
    assert decide(content, "nothing", on=TODAY, families=FAMILIES).decision is Decision.SEARCH


@pytest.mark.parametrize(
    ("first", "second", "ends_on", "decision"),
    [
        ("甲 調布市", "乙 調布市", date(2026, 11, 22), Decision.PUSH),
        ("甲 調布市", "乙 調布市", date(2026, 11, 21), Decision.SHELF),
        ("甲 調布市", "甲 調布市", date(2027, 3, 31), Decision.SHELF),
        ("甲 調布市", "", date(2027, 3, 31), Decision.SHELF),
    ],
)
def test_only_two_people_can_grant_an_exception(
    first: str, second: str, ends_on: date, decision: Decision
) -> None:
    lift = Lift("kodomo", Decision.PUSH, "災害で", first, second, ends_on)
    content = content_with(version(SECRET))

    reached = decide(content, "kodomo", on=TODAY, families=FAMILIES, lifts={"kodomo": lift})

    assert reached.decision is decision
    assert reached.forbidden, "what the exception is about is told all the same"


def test_a_way_names_what_it_leads_through() -> None:
    way = next(path for path in paths_of(with_chain(), "kodomo", on=TODAY) if path.fact == "person.secret")

    assert way.via == (
        "kodomo 2024-04-01: 条件 one",
        "eligible: naka",
        "naka 2024-04-01: 条件 one",
        "receives: hisoka",
        "hisoka 2024-04-01: 条件 one",
    )


@given(st.sampled_from([kind for kind in Sensitivity if kind is not Sensitivity.PLAIN]), st.data())
def test_every_kind_of_secret_at_any_depth(kind: Sensitivity, data: st.DataObject) -> None:
    when: Any = SECRET
    for _ in range(data.draw(st.integers(0, 6))):
        when = data.draw(
            st.sampled_from(
                (
                    {"not": when},
                    {"all": [YOUNG, when]},
                    {"any": [when, YOUNG]},
                    {"exists": {"who": "children", "where": when}},
                    {"every": {"who": "children", "value": when}},
                    {"ge": [{"count": {"who": "children", "where": when}}, 1]},
                )
            )
        )
    place = data.draw(st.sampled_from(("condition", "among", "amount")))
    planted = {
        "condition": version(when),
        "among": version(among=when),
        "amount": version(**amount(when=when)),
    }[place]

    reached = decide(content_with(planted, sensitivity=kind.value), "kodomo", on=TODAY, families=FAMILIES)

    assert reached.decision is not Decision.PUSH
