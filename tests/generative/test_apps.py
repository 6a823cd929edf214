"""What private apps are told: never from a sensitive family, never about a person, and what the finder says."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.apps.planning.rulings import Rulings
from todoke.apps.subscriptions.programs import tellable
from todoke.rules.answers import Outcome
from todoke.rules.facts import Sensitivity
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY, Household, Member
from todoke.rules.library import rulebook_of
from todoke.telling.ahead import spells_ahead
from todoke.telling.families import load_families
from todoke.telling.reach import Decision, Lift, paths_of
from todoke.telling.rules import load_rules

DATA = Path(__file__).resolve().parents[2] / "data"
BOOK = rulebook_of(DATA)
CONTENT = BOOK.content
FAMILIES, RULES = load_families(DATA, CONTENT), load_rules(DATA, CONTENT)
ON = date(2026, 11, 22)
AREAS = sorted(CONTENT.municipalities)
MONTHS = st.integers(-18 * 12, 10).map(
    lambda step: date(ON.year + (ON.month - 1 + step) // 12, (ON.month - 1 + step) % 12 + 1, 1)
)


def rulings(opened: frozenset[str] = frozenset(), lifted: frozenset[str] = frozenset()) -> Rulings:
    """Return the rules of notices with families opened everywhere, and exceptions for programs."""
    lifts = {
        one: Lift(one, Decision.PUSH, "試し", "account:1", "account:2", ON + timedelta(days=30))
        for one in lifted
    }
    return Rulings(CONTENT, RULES, FAMILIES, {"": opened}, lifts, frozenset(), ON)


def month_of(first: date) -> tuple[date, date]:
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


@settings(max_examples=60, deadline=None)
@given(
    opened=st.frozensets(st.sampled_from(sorted(FAMILIES.known))),
    lifted=st.frozensets(st.sampled_from(sorted(CONTENT.programs)), max_size=12),
    area=st.sampled_from(AREAS),
)
def test_no_app_is_told_of_a_program_that_looks_at_anything_sensitive(
    opened: frozenset[str], lifted: frozenset[str], area: str
) -> None:
    told = tellable(rulings(opened, lifted), area)
    assert told, "the families open from the start reach somebody"
    for program_id in told:
        paths = paths_of(CONTENT, program_id, on=ON)
        assert all(path.sensitivity is Sensitivity.PLAIN for path in paths)
        assert program_id not in lifted


def test_everything_two_people_lift_stays_away_from_apps() -> None:
    lifted = frozenset(CONTENT.programs)
    assert tellable(rulings(frozenset(FAMILIES.known), lifted), "132080") == ()


TOLD = tellable(rulings(), "132080")


@settings(max_examples=25, deadline=None)
@given(first=MONTHS, area=st.sampled_from(AREAS), day=st.integers(0, 30), ahead=st.integers(0, 180))
def test_what_an_app_is_told_is_what_the_finder_says(first: date, area: str, day: int, ahead: int) -> None:
    low, high = month_of(first)
    birth, on = min(low + timedelta(days=day), high), ON + timedelta(days=ahead)
    if birth > on:
        return
    spells = spells_ahead(
        BOOK, TOLD, municipality=area, born=(low, high), first=ON, last=ON + timedelta(days=180)
    )
    child = Member("c", "child", {BIRTH_DATE: birth})
    household = Household((Member("me", "self"), child), {MUNICIPALITY: area})
    for answer in BOOK.check(household, on=on, programs=TOLD):
        of_child = [one.outcome for one in answer.subjects if one.member_id in (None, "c")]
        mine = [
            spell for spell in spells
            if spell.program_id == answer.program_id
            and spell.begins <= on
            and (spell.ends_at_latest is None or on <= spell.ends_at_latest)
        ]  # fmt: skip
        if Outcome.ELIGIBLE in of_child:
            assert mine, f"{answer.program_id} may be received on {on} and was not told"
        sure = [
            spell for spell in mine
            if spell.begins_surely is not None
            and spell.begins_surely <= on
            and (spell.ends is None or on <= spell.ends)
            and (spell.ends is not None or spell.ends_at_latest is None)
        ]  # fmt: skip
        if sure:
            assert Outcome.ELIGIBLE in of_child


@settings(max_examples=20, deadline=None)
@given(first=MONTHS, ahead=st.integers(0, 60))
def test_a_later_day_tells_the_same_times(first: date, ahead: int) -> None:
    born, last = month_of(first), ON + timedelta(days=150)
    then = ON + timedelta(days=ahead)
    early = spells_ahead(BOOK, TOLD, municipality="132080", born=born, first=ON, last=last)
    late = spells_ahead(BOOK, TOLD, municipality="132080", born=born, first=then, last=last)
    ends = {
        (one.program_id, one.ends_at_latest)
        for one in early
        if one.ends_at_latest is None or one.ends_at_latest >= then
    }
    assert {(one.program_id, one.ends_at_latest) for one in late} == ends


def test_days_the_wrong_way_round_are_refused() -> None:
    for born, first, last in (
        ((ON, ON - timedelta(days=1)), ON, ON),
        ((ON, ON), ON, ON - timedelta(days=1)),
        ((ON, ON), ON, ON + timedelta(days=400)),
    ):
        with pytest.raises(ValueError, match="wrong way"):
            spells_ahead(BOOK, TOLD, municipality="132080", born=born, first=first, last=last)
