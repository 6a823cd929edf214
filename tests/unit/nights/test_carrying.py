"""A night that carries answers over is, to the byte, the night in which everybody was answered anew."""

import random
from datetime import date
from pathlib import Path

import pytest

from tests.factories.nights_carried import (
    TOWNS,
    Change,
    Nights,
    births_and_deaths,
    everybody_was_asked,
    facts,
    few_were_asked,
    first_and_last,
    moves,
    nothing,
    one_household,
    silence,
)
from tests.factories.towns import (
    CHIYODA,
    CHUO,
    DAY,
    DICTIONARY,
    MINATO,
    PROGRAMS,
    TODAY,
    YESTERDAY,
    book_of,
)
from todoke.nights.compared.diff import compare
from todoke.rules.rulebook import Rulebook


@pytest.fixture(params=["details", "two workers without details"])
def nights(request: pytest.FixtureRequest, tmp_path: Path) -> Nights:
    plain = request.param == "details"
    return Nights(tmp_path, details=plain, workers=1 if plain else 2)


@pytest.fixture
def detailed(tmp_path: Path) -> Nights:
    return Nights(tmp_path)


CHANGES: dict[str, Change] = {
    "nothing": nothing,
    "facts": facts,
    "silence": silence,
    "moves": moves,
    "births and deaths": births_and_deaths,
    "first and last": first_and_last,
    "one household": one_household,
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_the_bytes_are_those_of_answering_anew(nights: Nights, change: str) -> None:
    nights.run(TOWNS, YESTERDAY)
    towns = TOWNS.copy()
    CHANGES[change](towns, random.Random(change))
    asked = nights.run(towns, TODAY)
    assert nights.is_as_anew
    assert few_were_asked(asked, towns)


def test_what_was_seen_to_change_is_told_without_opening_a_part(detailed: Nights) -> None:
    # A rule whose answers are looked at anew every day ("restless") would need the parts.
    detailed.programs = ("children", "little", "rent", "old", "hours", "yearly", "local")
    detailed.run(TOWNS, YESTERDAY)
    towns = TOWNS.copy()
    facts(towns, random.Random("facts"))
    detailed.run(towns, TODAY)
    before, after = detailed.before, detailed.night
    assert before is not None
    assert after is not None
    told = [repr(one) for one in compare(before, after, workers=1)]
    assert any("Bounds" in one for one in told)
    for night in (before, after):
        for part in night.folder.glob("*.part"):
            part.unlink()
    assert [repr(one) for one in compare(before, after, workers=1)] == told


def test_children_known_before_they_are_born_are_answered_for_as_anew(nights: Nights) -> None:
    towns = TOWNS.copy()
    for day, code in ((0, CHIYODA), (0, MINATO), (1, CHIYODA), (1, CHUO), (2, MINATO)):
        towns.of[code][day + 3].add("child", birth_date=TODAY + day * DAY)
    nights.run(TOWNS, YESTERDAY)
    asked = nights.run(towns, TODAY, known=TODAY + 2 * DAY)
    assert few_were_asked(asked, towns)
    assert nights.is_as_anew


@pytest.mark.parametrize(
    ("since", "on", "more"),
    [
        (date(2026, 11, 20), TODAY, set()),
        (date(2026, 10, 31), date(2026, 11, 1), set()),
        (date(2026, 11, 22), date(2026, 12, 22), set()),
        (date(2027, 2, 28), date(2027, 3, 1), set()),
    ],
    ids=["a night skipped", "another month", "a month", "the end of February"],
)
def test_only_those_of_a_day_that_counts_are_asked_when_days_pass(
    nights: Nights, since: date, on: date, more: set[str]
) -> None:
    nights.run(TOWNS, since)
    asked = nights.run(TOWNS, on)
    assert nights.is_as_anew
    assert few_were_asked(asked, TOWNS, but=more)


@pytest.mark.parametrize(
    ("since", "on"),
    [(date(2027, 3, 31), date(2027, 4, 1)), (date(2026, 12, 31), date(2027, 1, 1))],
    ids=["another fiscal year", "another year"],
)
def test_another_year_is_answered_for_as_anew(nights: Nights, since: date, on: date) -> None:
    nights.run(TOWNS, since)
    nights.run(TOWNS, on)
    assert nights.is_as_anew


def test_a_birthday_that_counts_is_asked_about(nights: Nights) -> None:
    towns = TOWNS.copy()
    old, young, grown = towns.of[CHIYODA][3], towns.of[MINATO][5], towns.of[CHUO][7]
    old.first["person.birth_date"] = date(1961, 11, 22)
    grown.first["person.birth_date"] = date(1990, 11, 22)
    young.add("child", birth_date=date(2008, 11, 22))
    nights.run(towns, YESTERDAY)
    asked = nights.run(towns, TODAY)
    assert nights.is_as_anew
    assert {old.number, young.number} <= asked.households("children")
    assert grown.number not in asked.households("children")  # no rule looks at the age of 36
    assert few_were_asked(asked, towns)


def test_an_earlier_day_is_not_carried_over_from_a_later_one(detailed: Nights) -> None:
    detailed.run(TOWNS, TODAY)
    asked = detailed.run(TOWNS, YESTERDAY)
    assert everybody_was_asked(asked, TOWNS)
    assert detailed.is_as_anew


def test_many_nights_one_after_another_end_as_one(nights: Nights) -> None:
    towns = TOWNS.copy()
    chance = random.Random(3)
    nights.run(towns, YESTERDAY)
    for day, change in enumerate((facts, one_household, silence, moves, nothing)):
        change(towns, chance)
        nights.run(towns, TODAY + day * DAY)
        assert nights.is_as_anew


BY_PROGRAM: dict[str, tuple[Rulebook, set[str]]] = {
    "a rule changed": (book_of(old=PROGRAMS["old"].replace("65", "64")), {"old", "asking"}),
    "an amount changed": (book_of(old=PROGRAMS["old"].replace("5000", "5001")), {"old", "asking"}),
    "a parameter changed": (book_of(dictionary=DICTIONARY.replace("3000000", "2500000")), {"little"}),
    "a table changed": (book_of(dictionary=DICTIONARY.replace("70}", "80}")), {"little"}),
    "a fact changed": (book_of(dictionary=DICTIONARY.replace("18]", "19]")), {"little"}),
    "a program added": (book_of(added=PROGRAMS["hours"]), {"added"}),
    "one begins": (book_of(nobody=None, begun=PROGRAMS["old"] + "\n      began: 2026-11-22"), {"begun"}),
    "a program removed": (book_of(little=None), set()),
    "written down at last": (book_of(coming=PROGRAMS["children"]), {"coming"}),
    "not written down any more": (book_of(rent=PROGRAMS["coming"]), {"rent"}),
    "another subject": (
        book_of(everybody=PROGRAMS["office"], office=PROGRAMS["everybody"]),
        {"everybody", "office"},
    ),
    "it fails for all": (
        book_of(old=PROGRAMS["office"].replace("{unreadable: 役所が認める}", "3")),
        {"old", "asking"},
    ),
}


@pytest.mark.parametrize("change", BY_PROGRAM)
def test_only_programs_that_rest_on_what_changed_are_asked_of_everybody(nights: Nights, change: str) -> None:
    book, anew = BY_PROGRAM[change]
    nights.run(TOWNS, YESTERDAY)
    towns = TOWNS.copy()
    facts(towns, random.Random(7))
    asked = nights.run(towns, TODAY, book)
    assert nights.is_as_anew
    assert nights.is_told_apart_as_anew
    assert few_were_asked(asked, towns, but=anew)
