"""A notice says why it came: from the trace of the rule, in every language, without a value of anybody's."""

import re
from datetime import date
from pathlib import Path

import pytest

from todoke.nights.aligned.changes import Cause, Flip, Reason
from todoke.rules.loading import load
from todoke.rules.programs import Reach
from todoke.rules.texts import Text
from todoke.telling.occasions import Occasion
from todoke.telling.reasons import ItemUse, reason_from, reason_of, say
from todoke.telling.wording.readings import unread
from todoke.telling.wording.texts import LANGUAGES5

DAY = date(2026, 11, 22)
BIRTH = ItemUse(
    "person.birth_date",
    Text(ja="お子さんの生年月日", easy="{子|こ}どもの{生|う}まれた{日|ひ}", en="your child's birth date"),
    agreed_on=DAY,
)
GOLDEN = Path(__file__).with_name("reasons.golden.txt")


@pytest.fixture(scope="module")
def content():
    """The real programs."""
    return load(Path("data"))


def push_programs(content) -> list[str]:
    """Return the programs that may be told first."""
    return sorted(name for name, one in content.programs.items() if one.program.reach is Reach.PUSH)


def turned(content, program_id: str) -> Reason:
    """Return the trace of somebody of whom every condition of a program came to hold."""
    version = content.programs[program_id].version_on(DAY)
    return Reason(Cause.CALENDAR, tuple(Flip(one.id, "F", "T") for one in version.conditions))


def test_every_program_that_may_be_pushed_says_its_reason_as_it_was_agreed_to_read(content):
    told = [
        f"{name}: {say(reason_of(content, name, turned(content, name), [BIRTH], on=DAY), 'ja')}"
        for name in push_programs(content)
    ]
    assert len(told) >= 30
    assert GOLDEN.read_text().splitlines() == told


@pytest.mark.parametrize("language", LANGUAGES5)
def test_no_reason_shows_the_name_of_a_condition_in_the_code(content, language):
    for name in push_programs(content):
        reason = turned(content, name)
        told = say(reason_of(content, name, reason, [BIRTH], on=DAY), language)
        ids = [flip.condition_id for flip in reason.flips if "-" in flip.condition_id]
        assert not [one for one in ids if one in told]
        assert "None" not in told
        if language == "easy":
            assert not unread(re.sub(r"「[^」]*」", "", told))


def test_the_reason_says_which_items_were_used_and_since_when_agreed(content):
    told = say(
        reason_of(
            content,
            "jido-teate",
            None,
            [BIRTH],
            on=DAY,
            occasion=Occasion.DEADLINE,
            day=date(2026, 12, 1),
        ),
        "ja",
    )
    assert told == (
        "使ったもの: お子さんの生年月日(2026年11月22日に同意)。「児童手当」の期限が2026年12月1日と分かったためです。"
    )


def test_an_item_taken_back_is_told_to_be_so(content):
    back = ItemUse(BIRTH.item, BIRTH.label, agreed_on=DAY, taken_back_on=date(2026, 11, 23))
    told = say(reason_of(content, "jido-teate", None, [back], on=DAY), "ja")
    assert told.endswith("「お子さんの生年月日」の同意は2026年11月23日に取り消されました。")


def test_a_condition_that_is_gone_since_is_left_out(content):
    reason = Reason(Cause.RULE, (Flip("was-once-here", "F", "T"),))
    assert say(reason_of(content, "jido-teate", reason, [], on=DAY), "ja") == (
        "「児童手当」の決まりが変わったためです。"
    )


def test_what_a_plan_keeps_is_read_back():
    kept = {"cause": "person", "flips": [["lives-here", "F", "T"]], "presence": "arrived"}
    assert reason_from(kept) == Reason(Cause.PERSON, (Flip("lives-here", "F", "T"),), "arrived")
    assert reason_from({"occasion": "deadline"}) is None
