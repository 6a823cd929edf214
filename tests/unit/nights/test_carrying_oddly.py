"""Where yesterday cannot be carried over, everybody is answered anew; where it is odd, the bytes are the same."""

import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.factories.nights_carried import (
    TOWNS,
    Nights,
    everybody_was_asked,
    facts,
    few_were_asked,
    moves,
    nothing,
)
from tests.factories.towns import (
    CHIYODA,
    CHUO,
    DAY,
    DICTIONARY,
    MINATO,
    OVERLAYS,
    PROGRAMS,
    TODAY,
    YESTERDAY,
    Towns,
    book_of,
    some_towns,
)
from todoke.nights.run import running
from todoke.residents import allotting


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    return Nights(tmp_path)


def changed_a_little() -> Towns:
    towns = TOWNS.copy()
    facts(towns, random.Random(11))
    return towns


# --- municipalities ----------------------------------------------------------------------------------------------


def test_what_one_municipality_says_is_asked_of_its_people_only(nights: Nights) -> None:
    said = OVERLAYS | {CHUO: OVERLAYS[CHUO].replace("4000000", "2500000").replace("60000", "80000")}
    nights.run(TOWNS, YESTERDAY)
    asked = nights.run(changed_a_little(), TODAY, book_of(overlays=said))
    assert nights.is_as_anew
    assert few_were_asked(asked, TOWNS, but={"local", "rent"})
    for program in ("local", "rent"):
        assert asked.persons(CHUO)[program] > TOWNS.persons / 5
        assert asked.persons(MINATO)[program] < TOWNS.persons / 10
        assert asked.persons(CHIYODA)[program] < TOWNS.persons / 10


def test_a_municipality_that_begins_or_ceases_to_offer_something(nights: Nights) -> None:
    said = {
        CHIYODA: OVERLAYS[CHIYODA].replace("true", "false"),
        CHUO: OVERLAYS[CHUO].replace("false", "true"),
    }
    nights.run(TOWNS, YESTERDAY)
    asked = nights.run(changed_a_little(), TODAY, book_of(overlays=said))
    assert nights.is_as_anew
    assert asked.persons(MINATO)["some"] < TOWNS.persons / 10
    assert "some" not in asked.persons(CHIYODA)


def test_people_of_a_new_municipality_are_asked_and_those_of_the_others_are_not(nights: Nights) -> None:
    two = Towns({code: houses for code, houses in changed_a_little().of.items() if code != CHUO})
    nights.run(two, YESTERDAY)
    asked = nights.run(TOWNS, TODAY)
    assert nights.is_as_anew
    assert asked.persons(CHUO)["old"] == sum(len(one.members) for one in TOWNS.of[CHUO])
    assert asked.persons(MINATO)["old"] < TOWNS.persons / 10


def test_a_municipality_nobody_lives_in_any_more(nights: Nights) -> None:
    empty = changed_a_little()
    left = empty.of[CHUO].copy()
    empty.of[CHUO].clear()
    nights.run(TOWNS, YESTERDAY)
    asked = nights.run(empty, TODAY)
    assert nights.is_as_anew
    assert few_were_asked(asked, empty)
    empty.of[CHUO] += left
    nights.run(empty, TODAY + DAY)
    assert nights.is_as_anew
    del empty.of[MINATO]
    nights.run(empty, TODAY + 2 * DAY)
    assert nights.is_as_anew


def test_everybody_of_a_municipality_is_another(nights: Nights) -> None:
    others = changed_a_little()
    others.of[CHUO] = some_towns(seed=5, codes=(CHUO,)).of[CHUO]
    for one in others.of[CHUO]:
        one.number += 50_000
        for member in one.members:
            member["person"] += 500_000
    nights.run(TOWNS, YESTERDAY)
    asked = nights.run(others, TODAY)
    assert nights.is_as_anew
    assert asked.persons(CHUO)["old"] == sum(len(one.members) for one in others.of[CHUO])


@pytest.mark.parametrize("change", [nothing, facts, moves], ids=lambda change: change.__name__)
def test_a_municipality_of_several_blocks(
    nights: Nights, monkeypatch: pytest.MonkeyPatch, change: Callable[[Towns, random.Random], None]
) -> None:
    monkeypatch.setattr(allotting, "SMALL", 10)
    monkeypatch.setattr(allotting, "FILLED", 25)
    nights.run(TOWNS, YESTERDAY)
    assert nights.night is not None
    assert len(nights.night.blocks(CHUO)) > 3
    towns = TOWNS.copy()
    change(towns, random.Random(4))
    nights.run(towns, TODAY)
    assert nights.is_as_anew
    everybody_gone = towns.copy()
    everybody_gone.of[CHUO] = [one for one in everybody_gone.of[CHUO] if len(one.members) > 1]
    asked = nights.run(everybody_gone, TODAY + DAY)
    assert nights.is_as_anew
    assert asked.persons()["old"] < towns.persons / 2


def test_single_people_only(nights: Nights) -> None:
    alone = TOWNS.copy()
    for one in alone.houses:
        del one.members[1:]
    nights.run(alone, YESTERDAY)
    changed = alone.copy()
    facts(changed, random.Random(1))
    del changed.of[CHUO][3]
    asked = nights.run(changed, TODAY)
    assert nights.is_as_anew
    assert few_were_asked(asked, changed)
    changed.of[CHUO][9].add("child", birth_date=date(2024, 1, 1))
    nights.run(changed, TODAY + DAY)
    assert nights.is_as_anew


# --- rules that fail or change their words -----------------------------------------------------------------------


@pytest.mark.parametrize("refused", [("rent", "rent"), (None, "rent"), ("rent", None)], ids=str)
def test_a_program_that_breaks_the_engine_costs_the_others_nothing(
    nights: Nights, refused: tuple[str | None, str | None]
) -> None:
    nights.refuses = refused[0]
    nights.run(TOWNS, YESTERDAY)
    nights.refuses = refused[1]
    asked = nights.run(changed_a_little(), TODAY)
    assert nights.is_as_anew
    assert "rent" in asked.persons()
    if refused[1] is None:
        assert few_were_asked(asked, TOWNS, but={"rent"})
    else:
        assert nights.night is not None
        assert {one["program"] for one in nights.night.record["problems"]} == {"rent", "failing"}


def test_a_program_that_fails_for_all_or_for_nobody_on_one_of_the_days(nights: Nights) -> None:
    none, all_of_them = TOWNS.copy(), TOWNS.copy()
    for towns, dependants in ((none, 3), (all_of_them, 0)):
        for one in towns.houses:
            for member in one.members:
                member["person.dependants"] = dependants
    one_of_them = all_of_them.copy()
    one_of_them.of[CHUO][0].first["person.dependants"] = 3
    for day, towns in enumerate((none, one_of_them, all_of_them, one_of_them, TOWNS)):
        nights.run(towns, YESTERDAY + day * DAY)
        assert nights.is_as_anew


def test_new_words_for_an_amount_are_told_the_same_night(nights: Nights) -> None:
    nights.run(TOWNS, YESTERDAY)
    nights.run(TOWNS, TODAY, book_of(rent=PROGRAMS["rent"].replace("half, label: x", "half, label: y")))
    assert nights.is_as_anew


def test_another_day_from_which_a_rule_is_written_down_is_told_the_same_night(nights: Nights) -> None:
    towns = TOWNS.copy()
    for one in towns.houses:
        for member in one.members:
            member["person.birth_date"] = date(1990, 1, 1)
            member.pop("person.left_on", None)
    nights.run(towns, YESTERDAY)
    asked = nights.run(towns, TODAY, book_of(coming=PROGRAMS["coming"].replace("2027-01", "2027-02")))
    assert not asked.persons()["old"]
    assert nights.is_as_anew


def test_a_quotient_is_the_same_whether_or_not_all_have_the_same_divisor(nights: Nights) -> None:
    quotient = "{divide: [{fact: person.salary}, {fact: person.dependants}]}"
    book = book_of(quotient=PROGRAMS["everybody"].replace("a: 1", f"a: {quotient}"))
    towns = TOWNS.copy()
    for one in towns.houses:
        for member in one.members:
            member |= {"person.salary": member["person"] % 1000, "person.dependants": 3}
            member.pop("person.salary~low", None)
            member.pop("person.salary~high", None)
    nights.run(towns, YESTERDAY, book)
    towns.of[CHUO][0].first["person.dependants"] = 2
    nights.run(towns, TODAY, book)
    assert nights.is_as_anew


# --- yesterday is not what it was --------------------------------------------------------------------------------


def test_a_night_made_again_carries_nothing(nights: Nights) -> None:
    nights.run(TOWNS, YESTERDAY)
    towns = changed_a_little()
    nights.run(towns, TODAY)
    asked = nights.run(towns, TODAY, again=True)
    assert nights.is_as_anew
    assert everybody_was_asked(asked, towns)


def test_a_night_that_shall_not_carry_asks_everybody(nights: Nights) -> None:
    nights.run(TOWNS, YESTERDAY)
    assert everybody_was_asked(nights.run(TOWNS, TODAY, carry=False), TOWNS)
    assert nights.night is not None
    assert nights.night.record["run"]["carried"] == 0
    assert few_were_asked(nights.run(TOWNS, TODAY + DAY), TOWNS)
    assert nights.night.record["run"]["carried"] > 0.9 * len(list(TOWNS.houses))
    assert nights.is_as_anew


def test_other_rules_on_the_same_day_ask_only_what_changed(nights: Nights) -> None:
    nights.run(TOWNS, TODAY)
    asked = nights.run(TOWNS, TODAY, book_of(dictionary=DICTIONARY.replace("3000000", "2500000")))
    assert nights.is_as_anew
    assert few_were_asked(asked, TOWNS, but={"little"})
    assert asked.households("children") == set()  # no day passed


def test_a_night_without_details_is_not_carried_to_one_with_them(nights: Nights) -> None:
    nights.details = False
    nights.run(TOWNS, YESTERDAY)
    nights.details = True
    assert everybody_was_asked(nights.run(TOWNS, TODAY), TOWNS)
    assert nights.is_as_anew


def harmed_part(nights: Nights) -> None:
    assert nights.night is not None
    path = nights.night.folder / f"{CHUO}.part"
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def missing_part(nights: Nights) -> None:
    assert nights.night is not None
    (nights.night.folder / f"{CHUO}.part").unlink()


@pytest.mark.parametrize("harm", [harmed_part, missing_part], ids=lambda harm: harm.__name__)
def test_where_a_part_of_yesterday_was_harmed_its_people_are_asked_anew(
    nights: Nights, harm: Callable[[Nights], None]
) -> None:
    nights.run(TOWNS, YESTERDAY)
    harm(nights)
    asked = nights.run(changed_a_little(), TODAY)
    assert nights.is_as_anew
    assert asked.persons(CHUO)["old"] == sum(len(one.members) for one in TOWNS.of[CHUO])
    assert asked.persons(MINATO)["old"] < TOWNS.persons / 10


def kept_files(nights: Nights) -> list[Path]:
    assert nights.night is not None
    folder = nights.night.snapshot_folder
    assert folder is not None
    # The files are further names of those the snapshot itself has: its own stay as they are.
    copied = folder.with_name("copy")
    shutil.copytree(folder, copied)
    shutil.rmtree(folder)
    copied.rename(folder)
    return sorted(folder.glob("*.blocks"))


def test_where_the_residents_of_yesterday_are_gone_everybody_is_asked_anew(nights: Nights) -> None:
    nights.run(TOWNS, YESTERDAY)
    assert nights.night is not None
    assert nights.night.snapshot_folder is not None
    shutil.rmtree(nights.night.snapshot_folder)
    assert everybody_was_asked(nights.run(changed_a_little(), TODAY), TOWNS)
    assert nights.is_as_anew


@pytest.mark.parametrize("place", [0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1, "cut", "gone", "manifest"])
def test_where_the_residents_of_yesterday_were_harmed_the_night_is_the_same(
    nights: Nights, place: float | str
) -> None:
    nights.run(TOWNS, YESTERDAY)
    for path in kept_files(nights):
        raw = bytearray(path.read_bytes())
        if place == "gone":
            path.unlink()
        elif place == "manifest":
            (path.parent / "snapshot.json").write_text("{", encoding="utf-8")
        elif place == "cut":
            path.write_bytes(raw[:-9])
        else:
            assert isinstance(place, float | int)
            at = int(place * (len(raw) - 1))
            raw[at : at + 8] = bytes(byte ^ 255 for byte in raw[at : at + 8])
            path.write_bytes(raw)
    nights.run(changed_a_little(), TODAY)
    assert nights.is_as_anew


def test_a_run_that_was_cut_off_carries_on(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    nights.run(TOWNS, YESTERDAY)
    towns = changed_a_little()

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(running, "night_record", stopped)
        with pytest.raises(KeyboardInterrupt):
            nights.run(towns, TODAY)
    (path,) = nights.out.glob(f".staging/*/{CHUO}.part")
    path.unlink()
    asked = nights.run(towns, TODAY)
    assert nights.is_as_anew
    assert not asked.persons(MINATO)
    assert 0 < asked.persons(CHUO)["old"] < TOWNS.persons / 10


def test_a_night_of_some_programs_is_passed_over_where_all_are_asked(nights: Nights) -> None:
    nights.run(TOWNS, YESTERDAY)
    nights.programs = ("children", "here", "hours")
    assert few_were_asked(nights.run(TOWNS, TODAY), TOWNS) is False  # "restless" is not asked
    assert nights.is_as_anew
    nights.programs = None
    asked = nights.run(changed_a_little(), TODAY + DAY)
    assert nights.is_as_anew
    assert few_were_asked(asked, TOWNS)
