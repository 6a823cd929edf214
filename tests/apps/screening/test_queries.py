"""What screening shows: the next question, its screen, the answers so far, results and program pages."""

from dataclasses import replace
from typing import Any

import pytest

from tests.factories.rules import CHIYODA, MINATO, TODAY
from todoke.apps.screening import actions, books, queries
from todoke.apps.screening.domain.composing import UnknownQuestionError
from todoke.apps.screening.domain.people import names_of
from todoke.apps.screening.domain.screens import Field, Screen, key_of, need_of, told_of
from todoke.apps.screening.domain.situation import Situation
from todoke.rules.household import Member
from todoke.rules.situation import SituationError

BEGUN = actions.choose_topics(Situation.empty(), [])


def family(topics: tuple[str, ...] = (), municipality: str | None = CHIYODA, **members: Any) -> Situation:
    situation = actions.choose_topics(BEGUN, topics)
    situation = actions.set_municipality(situation, municipality)
    return actions.set_family(situation, **({"spouse": False} | members))


def told(situation: Situation, member_id: str = "me", **facts: Any) -> Situation:
    raw = situation.editable()
    next(one for one in raw["members"] if one["id"] == member_id).update(facts)
    return situation.with_raw(raw)


def keys(shown: Screen) -> list[str]:
    return [field.key for field in shown.fields]


def only(shown: Screen) -> Field:
    (field,) = shown.fields
    return field


# --- progress --------------------------------------------------------------------------------------------------------


def test_the_topics_are_asked_first() -> None:
    progress = queries.progress(Situation.empty(), on=TODAY)
    assert (progress.question_id, progress.asked_count) == ("topics", 0)
    assert progress.total == len(books.rulebook().content.programs)


def test_topics_choose_the_programs() -> None:
    assert queries.programs_for(actions.choose_topics(BEGUN, ["housing"])) == ("renter", "pets")
    progress = queries.progress(actions.choose_topics(BEGUN, ["housing"]), on=TODAY)
    assert progress.total == 2
    assert (progress.question_id, progress.remaining) == ("municipality", 3)
    placed = actions.set_municipality(actions.choose_topics(BEGUN, ["housing"]), "131016")
    progress = queries.progress(placed, on=TODAY)
    assert progress.question_id in ("household.rent", "household.pets")
    assert progress.remaining == 2


def test_a_screening_goes_on_until_nothing_is_left_to_ask() -> None:
    situation, seen = BEGUN, []
    while (question := queries.progress(situation, on=TODAY).question_id) is not None:
        assert question not in seen
        seen.append(question)
        situation = actions.skip(situation, question, on=TODAY)
    assert seen[:3] == ["municipality", "family", "births"]
    progress = queries.progress(situation, on=TODAY)
    assert (progress.question_id, progress.remaining) == (None, 0)
    assert progress.asked_count == len(seen) + 1


def test_progress_counts_what_is_decided() -> None:
    nothing = queries.progress(family(("children",)), on=TODAY)
    something = queries.progress(told(family(("children",)), sex="male"), on=TODAY)
    assert something.decided > nothing.decided


def test_an_unreadable_situation_is_an_error() -> None:
    with pytest.raises(SituationError):
        queries.progress(
            BEGUN.with_raw({"members": [{"id": "me", "relation": "self", "ghost": 1}]}), on=TODAY
        )


# --- screens ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "layout"),
    [("topics", "topics"), ("municipality", "municipality"), ("family", "family"), ("births", "fields")],
)
def test_every_question_has_its_layout(question: str, layout: str) -> None:
    shown = queries.screen(question, family(), on=TODAY)
    assert shown.layout == layout
    assert shown.title.ja


def test_a_screen_has_a_group_for_each_fact_and_a_field_for_each_member() -> None:
    shown = queries.screen("births", family(spouse=True, children=2), on=TODAY)
    assert [group.fact_id for group in shown.groups] == ["person.birth_date", "person.sex"]
    birth = shown.groups[0]
    assert (birth.label.ja, birth.kind) == ("いつ生まれましたか", "date")
    assert [field.who.ja for field in birth.fields if field.who] == [
        "あなた",
        "配偶者・パートナー",
        "1人目のお子さん",
        "2人目のお子さん",
    ]
    assert birth.fields[0].latest == TODAY
    sex = shown.groups[1].fields[0]
    assert [(option.value, option.label.ja) for option in sex.options] == [
        ("female", "女性"),
        ("male", "男性"),
    ]


def test_a_person_alone_is_not_named() -> None:
    shown = queries.screen("births", family(), on=TODAY)
    assert {field.who for field in shown.fields} == {None}


def test_a_question_leaves_out_who_it_is_not_about() -> None:
    situation = told(told(family(children=1), birth_date="1990-01-01"), "child1", birth_date="2020-01-01")
    assert "person.work@child1" not in keys(queries.screen("work", situation, on=TODAY))
    assert "person.work@me" in keys(queries.screen("work", situation, on=TODAY))


def test_a_fact_that_does_not_apply_is_not_asked() -> None:
    known = told(family(), birth_date="1990-01-01", work=False)
    assert "person.income@me" not in keys(queries.screen("work", known, on=TODAY))


def test_a_control_knows_its_kind() -> None:
    money = only(
        queries.screen("person.income", told(family(), birth_date="1990-01-01", work=True), on=TODAY)
    )
    assert (money.kind, money.minimum, money.maximum) == ("money", 0, 1000000000)
    assert money.bands == ((None, 1000000), (1000001, 2000000), (2000001, None))
    assert money.unit is not None
    assert money.unit.ja == "円"
    number = only(queries.screen("household.pets", family(), on=TODAY))
    assert (number.kind, number.minimum, number.maximum, number.entity) == ("number", 1, 9, "household")
    assert number.unit is not None
    assert number.unit.ja == "回"
    day = only(queries.screen("person.left_on", family(), on=TODAY))
    assert (day.kind, day.nullable, day.latest, day.unit) == ("date", True, None, None)
    truth = only(queries.screen("person.work", family(), on=TODAY))
    assert (truth.kind, truth.options, truth.bands, truth.unit) == ("boolean", (), (), None)


def test_what_is_received_is_asked_by_the_name_of_the_program() -> None:
    shown = queries.screen("receiving", family(), on=TODAY)
    assert [(group.fact_id, group.label.ja) for group in shown.groups] == [
        ("receives:worker", "workerの手当")
    ]
    assert keys(shown) == ["receives:worker@household"]
    raw = family(children=1).editable() | {"receiving": ["ghost"]}
    raw["members"][1]["not_receiving"] = ["worker"]
    books.rulebook().content.broken_programs["ghost"] = []
    try:
        shown = queries.screen("receiving", family(children=1).with_raw(raw), on=TODAY)
    finally:
        del books.rulebook().content.broken_programs["ghost"]
    assert [(field.key, field.value, field.state) for field in shown.fields] == [
        ("receives:worker@household", None, None),
        ("receives:worker@child1", False, "known"),
    ]


def test_there_is_no_screen_for_nothing() -> None:
    for question in ("ghost", "person.ghost"):
        with pytest.raises(UnknownQuestionError):
            queries.screen(question, family(), on=TODAY)


def test_keys_name_a_fact_and_an_entity() -> None:
    assert need_of(key_of("receives:worker", "me")) == ("receives:worker", "me")
    assert told_of({"members": []}, "ghost") == {}


def test_members_are_called_as_a_family_calls_them() -> None:
    found = names_of(
        [Member("me", "self"), Member("a", "child"), Member("b", "child"), Member("p", "parent")]
    )
    assert [text.ja for text in found.values()] == ["あなた", "1人目のお子さん", "2人目のお子さん", "親"]
    assert found["b"].en == "Your child 2"
    assert found["b"].easy == "2{人目|にんめ}の {子|こ}ども"


# --- answers so far --------------------------------------------------------------------------------------------------


def test_what_was_answered_is_listed_in_words() -> None:
    situation = family(children=1)
    situation = actions.answer(
        situation,
        "births",
        {"person.birth_date@me": "1990-01-01", "person.birth_date@child1": "2015"},
        unknown=["person.sex@me"],
        declined=["person.sex@child1"],
        on=TODAY,
    )
    situation = actions.answer(situation, "receiving", {"receives:worker@household": False}, on=TODAY)
    situation = replace(situation, asked=(*situation.asked, "question-of-yesterday"))
    listed = {one.question_id: one for one in queries.answered(situation, on=TODAY)}
    assert list(listed) == ["topics", "municipality", "family", "births", "receiving"]
    births = [(who.ja if who else None, label.ja, words.ja) for who, label, words in listed["births"].answers]
    assert births == [
        ("あなた", "いつ生まれましたか", "1990年1月1日"),
        ("お子さん", "いつ生まれましたか", "2015年1月1日〜2015年12月31日"),
        ("あなた", "か", "わからない"),
        ("お子さん", "か", "答えたくない"),
    ]
    assert [words.ja for _, _, words in listed["receiving"].answers] == ["いいえ"]


# --- results ---------------------------------------------------------------------------------------------------------


def everything() -> Situation:
    situation = told(family(children=1), birth_date="1990-01-01", sex="male", work=True, income=1000000)
    return told(situation, "child1", birth_date="2015-01-01", sex="female", work=False, income=0)


def test_results_are_told_by_outcome_and_those_worth_most_come_first() -> None:
    found = queries.results(everything(), on=TODAY)
    assert [one.program.id for one in found.eligible] == ["rich", "child", "worker", "girl", "town"]
    assert [one.program.id for one in found.undetermined] == ["again", "left", "office", "pets", "renter"]
    assert [one.program.id for one in found.others] == ["later"]
    assert found.not_eligible == ()
    assert found.totals.cash.month.low == 100000
    assert found.on == TODAY


def test_a_yes_names_all_its_reasons_and_who_it_is_for() -> None:
    worker = next(
        one for one in queries.results(everything(), on=TODAY).eligible if one.program.id == "worker"
    )
    assert [who.ja for who in worker.subjects] == ["あなた"]
    assert [reason.text.ja for reason in worker.deciding] == ["条件「works」", "条件「low」"]
    low = worker.deciding[1]
    assert (low.truth, low.detail.ja) == (True, "収入が1,500,000円未満")
    assert low.who is not None
    assert low.who.ja == "あなた"
    assert [(label.ja, words.ja) for label, words in low.used] == [("収入", "1,000,000円")]
    assert [cite.law for cite in worker.citations] == ["試験のための法律"]
    assert worker.note is not None
    assert worker.note.ja == "会社が手続きします"


def test_a_no_names_the_reason_once() -> None:
    poor = told(everything(), work=False, income=0)
    worker = next(one for one in queries.results(poor, on=TODAY).not_eligible if one.program.id == "worker")
    assert [reason.text.ja for reason in worker.deciding] == ["条件「works」"]
    assert len(worker.reasons) == 4


def test_what_is_open_names_what_would_tell_and_where_to_say_it() -> None:
    found = {one.program.id: one for one in queries.results(everything(), on=TODAY).undetermined}
    assert [(need.question_id, need.words.ja) for need in found["renter"].open_needs] == [
        ("household.rent", "家賃")
    ]
    assert [(need.question_id, need.words.ja) for need in found["office"].open_needs] == [
        (None, "役所が認める")
    ]
    assert [need.question_id for need in found["again"].open_needs] == ["receiving"]
    (reason,) = found["renter"].deciding
    assert reason.truth is None
    assert [(label.ja, words.ja) for label, words in reason.used] == [("家賃", "まだ分かりません")]


def test_a_municipality_speaks_with_its_own_words() -> None:
    here = next(one for one in queries.results(everything(), on=TODAY).eligible if one.program.id == "town")
    assert (here.name.ja, here.in_charge.ja, here.apply.where.ja) == (
        "千代田区の手当",
        "千代田区役所",
        "区の窓口",
    )
    assert (here.url, here.note.ja if here.note else None) == ("https://chiyoda.example/", "区の注意")
    assert [need.words.ja for need in here.open_needs] == ["町の額(区市町村ごと)"]
    elsewhere = actions.set_municipality(everything(), MINATO)
    there = next(one for one in queries.results(elsewhere, on=TODAY).not_eligible if one.program.id == "town")
    assert (there.name.ja, there.in_charge.ja) == ("townの手当", "役所")


def test_only_the_chosen_topics_have_results() -> None:
    situation = actions.choose_topics(everything(), ["children"])
    assert [one.program.id for one in queries.results(situation, on=TODAY).eligible] == [
        "rich",
        "child",
        "girl",
    ]


def test_a_broken_program_without_content_is_unknown() -> None:
    with pytest.raises(queries.UnknownProgramError):
        queries.program_page("ghost", on=TODAY)


def test_a_broken_program_has_no_page() -> None:
    content = books.rulebook().content
    content.broken_programs["renter"] = []
    try:
        with pytest.raises(queries.UnknownProgramError):
            queries.program_page("renter", on=TODAY)
    finally:
        del content.broken_programs["renter"]


def test_a_program_page_has_all_its_versions_newest_first() -> None:
    page = queries.program_page("worker", on=TODAY)
    assert [(one.begins.year, one.is_current) for one in page.versions] == [
        (2030, False),
        (2025, True),
        (2023, False),
    ]
    current = page.versions[1]
    assert [one.label.ja for one in current.conditions] == ["条件「works」", "条件「low」"]
    assert current.conditions[1].detail.ja == "収入が1,500,000円未満"
    assert [(one.label.ja, one.sentence.ja, one.period) for one in current.amounts] == [
        ("一時金", "50,000", "once")
    ]
    assert page.checks == {"recalled": 1, "verified": 1}
    assert page.name.ja == "workerの手当"


def test_a_program_page_of_a_municipality_has_its_conditions() -> None:
    page = queries.program_page("town", on=TODAY, municipality=CHIYODA)
    assert (page.name.ja, page.url) == ("千代田区の手当", "https://chiyoda.example/")
    assert [one.label.ja for one in page.versions[0].conditions] == ["条件「here」", "区の条件"]
    assert queries.program_page("town", on=TODAY).name.ja == "townの手当"


# --- the real content ------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.usefixtures("real_content")
def test_a_real_screening_of_somebody_who_knows_nothing_ends() -> None:
    situation, seen = actions.choose_topics(BEGUN, ["livelihood"]), []
    while (question := queries.progress(situation, on=TODAY).question_id) is not None:
        assert question not in seen, question
        seen.append(question)
        situation = actions.skip(situation, question, on=TODAY)
    assert len(seen) < 80
    found = queries.results(situation, on=TODAY)
    assert found.undetermined
    assert all(one.answer.message is None for one in found.undetermined)


@pytest.mark.slow
@pytest.mark.usefixtures("real_content")
def test_a_couple_with_two_children_is_asked_little_about_children() -> None:
    situation = actions.choose_topics(BEGUN, ["children"])
    situation = actions.set_municipality(situation, "131121")
    situation = actions.set_family(situation, spouse=True, children=2)
    births = {
        "person.birth_date@me": "1988-05-14",
        "person.birth_date@partner": "1990-09-03",
        "person.birth_date@child1": "2018-06-21",
        "person.birth_date@child2": "2021-11-02",
    }
    situation = actions.answer(situation, "births", births, on=TODAY)
    shown: list[str] = []
    while (question := queries.progress(situation, on=TODAY).question_id) is not None and len(shown) < 60:
        screen = queries.screen(question, situation, on=TODAY)
        assert screen.fields, f"{question} asks nothing"
        shown.append(question)
        situation = actions.skip(situation, question, on=TODAY)
    assert len(shown) < 30
