"""What the forms of the finder make of what was typed, fact by fact."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from todoke.apps.portal.forms.fields import FieldsForm
from todoke.apps.screening.domain.screens import Field, Group, Kind, Option, Screen
from todoke.apps.screening.domain.situation import Situation
from todoke.rules.situation import Mistake
from todoke.rules.texts import Text
from todoke.ui.controls import Checkboxes, DateParts, Radios, Select, TextInput

TODAY = date(2026, 11, 22)
PEOPLE = {"me": "あなた", "partner": "配偶者", "child1": "お子さん"}


def field(kind: Kind, entity: str = "me", *, fact: str = "person.thing", **more: Any) -> Field:
    who = Text(ja=PEOPLE[entity]) if entity in PEOPLE else None
    return Field(key=f"{fact}@{entity}", fact_id=fact, entity=entity, who=who, kind=kind, **more)


def group(*fields: Field, label: str = "どうですか") -> Group:
    return Group(fields[0].fact_id, Text(ja=label), None, fields[0].kind, fields)


def form(*groups: Group, typed: str | None = None, title: str = "どうですか") -> FieldsForm:
    screen = Screen("thing", Text(ja=title), None, "fields", groups)
    return FieldsForm(screen, Situation.empty(), None if typed is None else QueryDict(typed), on=TODAY)


CODES = (Option("none", Text(ja="持っていない")), Option("1", Text(ja="1級")), Option("2", Text(ja="2級")))
BANDS = ((None, 1_000_000), (1_000_001, 2_000_000), (2_000_001, None))


@pytest.mark.parametrize(
    ("one", "typed", "value"),
    [
        (field("boolean"), "person.thing@me=yes", True),
        (field("boolean"), "person.thing@me=no", False),
        (field("code", options=CODES), "person.thing@me=2", "2"),
        (field("number", minimum=Decimal(0), maximum=Decimal(9)), "person.thing@me=７", 7),
        (field("money", bands=BANDS), "person.thing@me=120万", 1_200_000),
        (field("money", bands=BANDS), "person.thing@me=&person.thing@me-band=0", {"to": 1_000_000}),
        (field("money", bands=BANDS), "person.thing@me-band=1", {"from": 1_000_001, "to": 2_000_000}),
        (field("money", bands=BANDS), "person.thing@me-band=2", {"from": 2_000_001}),
        (field("money", bands=BANDS), "person.thing@me-band=zero", 0),
        (
            field("date", nullable=True),
            "person.thing@me-none=not-applicable",
            {"not_applicable": True},
        ),
        (
            field("code", options=CODES, nullable=True),
            "person.thing@me=not-applicable",
            {"not_applicable": True},
        ),
        (
            field("date"),
            "person.thing@me-era=reiwa&person.thing@me-year=8&person.thing@me-month=&person.thing@me-day=",
            "2026",
        ),
    ],
)
def test_each_kind_of_fact_is_read(one: Field, typed: str, value: Any) -> None:
    read = form(group(one), typed=typed)
    assert read.is_valid
    assert read.values == {"person.thing@me": value}


@pytest.mark.parametrize(
    ("one", "typed"),
    [
        (field("boolean"), ""),
        (field("code", options=CODES), "person.thing@me=9"),
        (field("money", bands=BANDS), "person.thing@me-band=9"),
        (field("money"), "person.thing@me-band=1"),
        (field("number"), "person.thing@me="),
    ],
)
def test_a_screen_without_an_answer_says_so(one: Field, typed: str) -> None:
    read = form(group(one), typed=typed)
    assert "わからないときは「わからない」を押してください" in str(read.errors["person.thing@me"])
    assert read.summary().links[0].target == read.controls()[0].target


def test_yes_or_no_for_several_people_is_a_list_to_tick() -> None:
    three = group(field("boolean"), field("boolean", "partner"), field("boolean", "child1"))
    shown = form(three).controls()
    assert [type(one) for one in shown] == [Checkboxes]
    assert shown[0].is_heading
    ticked = form(three, typed="person.thing=me&person.thing=child1")
    assert ticked.values == {
        "person.thing@me": True,
        "person.thing@partner": False,
        "person.thing@child1": True,
    }
    nobody = form(three, typed="person.thing=nobody")
    assert set(nobody.values.values()) == {False}
    everybody = form(three, typed="person.thing=everybody")
    assert set(everybody.values.values()) == {True}
    both = form(three, typed="person.thing=nobody&person.thing=me")
    assert "どちらかにしてください" in str(both.errors["person.thing"])


def test_what_is_left_empty_beside_an_answer_is_unknown() -> None:
    two = group(field("money"), field("money", "partner"))
    read = form(two, typed="person.thing@me=5&person.thing@partner=")
    assert read.values == {"person.thing@me": 5}
    assert read.unknown == {"person.thing@partner"}


def test_many_yes_or_no_facts_of_one_person_are_one_list() -> None:
    facts = [
        group(field("boolean", fact=f"household.thing{number}"), label=f"{number}番") for number in range(4)
    ]
    shown = form(*facts).controls()
    assert [type(one) for one in shown] == [Checkboxes]
    assert shown[0].is_heading
    ticked = form(*facts, typed="these@me=household.thing2@me")
    assert ticked.values == {f"household.thing{number}@me": number == 2 for number in range(4)}
    assert set(form(*facts, typed="these@me=none-of-these").values.values()) == {False}
    both = form(*facts, typed="these@me=none-of-these&these@me=household.thing1@me")
    assert "どちらかにしてください" in str(both.errors["these@me"])
    nothing = form(*facts, typed="")
    assert "わからないときは" in str(nothing.errors["these@me"])


def test_a_list_of_facts_stands_beside_other_controls_and_remembers() -> None:
    facts = [
        group(field("boolean", fact=f"person.thing{number}", value=number == 1), label=f"{number}番")
        for number in range(3)
    ]
    shown = form(*facts, group(field("money")), title="くらしについて").controls()
    assert [type(one) for one in shown] == [Checkboxes, TextInput]
    assert shown[0].label == "あなた"
    assert isinstance(shown[0], Checkboxes)
    assert [choice.value for choice in shown[0].choices if choice.is_chosen] == ["person.thing1@me"]
    no = [group(field("boolean", fact=f"person.thing{number}", value=False)) for number in range(3)]
    kept = form(*no).controls()[0]
    assert isinstance(kept, Checkboxes)
    assert [choice.value for choice in kept.choices if choice.is_chosen] == ["none-of-these"]


def test_one_tick_answers_for_everybody_left_out() -> None:
    three = group(*(field("code", person, options=CODES) for person in PEOPLE))
    read = form(three, typed="person.thing-rest=none&person.thing@partner=1&person.thing@child1=unknown")
    assert read.values == {"person.thing@me": "none", "person.thing@partner": "1"}
    assert read.unknown == {"person.thing@child1"}


@pytest.mark.parametrize(
    ("one", "control"),
    [
        (field("boolean"), Radios),
        (field("code", options=CODES), Radios),
        (field("number"), TextInput),
        (field("date"), DateParts),
    ],
)
def test_a_single_question_is_the_heading_of_its_page(one: Field, control: type) -> None:
    shown = form(group(one))
    assert [type(each) for each in shown.controls()] == [control]
    assert not shown.has_own_heading
    assert str(shown.about) == "あなた"


def test_a_question_named_otherwise_than_its_screen_keeps_the_screens_heading() -> None:
    shown = form(group(field("boolean")), title="くらしについて教えてください")
    assert shown.has_own_heading
    assert shown.controls()[0].label == "あなた：どうですか"


def test_many_people_with_many_codes_get_lists() -> None:
    many = tuple(Option(str(number), Text(ja=f"{number}番")) for number in range(10))
    shown = form(group(field("code", options=many), field("code", "partner", options=many))).controls()
    assert [type(one) for one in shown] == [Select, Select]
    assert [one.label for one in shown] == ["あなた", "配偶者"]
    assert {one.context for one in shown} == {"どうですか"}


@pytest.mark.parametrize(
    ("one", "chosen"),
    [
        (field("boolean", value=True), ["yes"]),
        (field("boolean", value=False), ["no"]),
        (field("code", options=CODES, value="2"), ["2"]),
        (field("code", options=CODES, nullable=True, value={"not_applicable": True}), ["not-applicable"]),
    ],
)
def test_what_is_known_is_chosen_again(one: Field, chosen: list[str]) -> None:
    shown = form(group(one), title="べつの題").controls()[0]
    assert isinstance(shown, Radios)
    assert [choice.value for choice in shown.choices if choice.is_chosen] == chosen


def test_known_figures_days_and_bands_are_filled_in_again() -> None:
    money = form(group(field("money", bands=BANDS, value=3_500_000))).controls()[0]
    assert isinstance(money, TextInput)
    assert money.value == "3,500,000"
    band = form(group(field("money", bands=BANDS, value={"from": 2_000_001}))).controls()[1]
    assert isinstance(band, Select)
    assert [choice.value for choice in band.choices if choice.is_chosen] == ["2"]
    day = form(group(field("date", value="2024-05"))).controls()[0]
    assert isinstance(day, DateParts)
    assert (day.year, day.month, day.day) == ("2024", "5", "")
    nobody = group(field("boolean", value=False), field("boolean", "partner", value=False))
    ticked = form(nobody).controls()[0]
    assert isinstance(ticked, Checkboxes)
    assert [choice.value for choice in ticked.choices if choice.is_chosen] == ["nobody"]


def test_mistakes_only_the_rules_can_find_stand_at_their_control_or_above_all() -> None:
    read = form(group(field("money"), field("money", "partner")), typed="person.thing@me=5")
    read.take([Mistake("person.thing@partner", "大きすぎます"), Mistake("members", "多すぎます")])
    assert not read.is_valid
    assert [(link.target, link.message) for link in read.summary().links] == [
        ("field-person.thing@partner", "大きすぎます"),
        ("field-person.thing@me", "多すぎます"),
    ]


def test_texts_nobody_translated_are_marked_as_japanese_on_an_english_page() -> None:
    template = Template("{% load say %}{{ text|say }}|{{ text|say_plain }}")
    with translation.override("en"):
        assert template.render(Context({"text": Text(ja="手当")})) == '<span lang="ja">手当</span>|手当'
        assert template.render(Context({"text": Text(ja="手当", en="Allowance")})) == "Allowance|Allowance"
