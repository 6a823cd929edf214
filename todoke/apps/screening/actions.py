"""What a person does while screening: answer, skip, change, forget. Nothing is written on the server."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from todoke.apps.screening import books, queries
from todoke.apps.screening.domain.family import MOST_OF_A_KIND, RELATIONS_BY_KIND
from todoke.apps.screening.domain.screens import Field, control_at, key_of
from todoke.apps.screening.domain.situation import APPLICANT_ID, TOPICS_QUESTION, Situation
from todoke.rules.household import HOUSEHOLD, MEMBERS, MUNICIPALITY
from todoke.rules.planning import FAMILY_QUESTION, MUNICIPALITY_QUESTION
from todoke.rules.programs import Topic
from todoke.rules.situation import Mistake, SituationError, read_household

_BUILT_IN_KEYS = {
    MUNICIPALITY_QUESTION: (key_of(MUNICIPALITY, HOUSEHOLD),),
    FAMILY_QUESTION: (key_of(MEMBERS, HOUSEHOLD),),
}


def choose_topics(situation: Situation, topics: Collection[str]) -> Situation:
    """Return the situation of somebody who looks for some topics; none means everything."""
    known = tuple(topic.value for topic in Topic if topic.value in topics)
    return replace(situation, topics=known).with_asked(TOPICS_QUESTION)


def set_municipality(situation: Situation, code: str | None, *, declined: bool = False) -> Situation:
    """Return the situation with where the person lives, or with that question skipped.

    Raises SituationError for a municipality that does not exist.
    """
    raw = situation.editable()
    if code is None or declined:
        raw.pop("municipality", None)
    else:
        if code not in books.rulebook().content.municipalities:
            raise SituationError((Mistake("municipality", "東京都の区市町村を一覧から選んでください"),))
        raw["municipality"] = code
    return situation.with_raw(raw).with_asked(MUNICIPALITY_QUESTION, _BUILT_IN_KEYS[MUNICIPALITY_QUESTION])


def set_family(
    situation: Situation,
    *,
    spouse: bool,
    children: int = 0,
    parents: int = 0,
    grandparents: int = 0,
    grandchildren: int = 0,
    siblings: int = 0,
    others: int = 0,
) -> Situation:
    """Return the situation with the members of the family; what is known of those who stay is kept.

    Raises SituationError where a number is negative or too large.
    """
    counts = {
        "children": children,
        "parents": parents,
        "grandparents": grandparents,
        "grandchildren": grandchildren,
        "siblings": siblings,
        "others": others,
    }
    wrong = tuple(
        Mistake(name, f"0人から{MOST_OF_A_KIND}人までの数にしてください")
        for name, count in counts.items()
        if not 0 <= count <= MOST_OF_A_KIND
    )
    if wrong:
        raise SituationError(wrong)
    raw = situation.editable()
    kept = {member["id"]: member for member in raw["members"]}
    wanted = [(APPLICANT_ID, "self")]
    if spouse:
        wanted.append(("partner", "spouse"))
    for name, relation in RELATIONS_BY_KIND.items():
        wanted += [(f"{relation}{place}", relation) for place in range(1, counts[name] + 1)]
    raw["members"] = [
        kept.get(member_id, {"id": member_id, "relation": relation}) for member_id, relation in wanted
    ]
    raw["complete"] = True
    return situation.with_raw(raw).with_asked(FAMILY_QUESTION, _BUILT_IN_KEYS[FAMILY_QUESTION])


def answer(
    situation: Situation,
    question_id: str,
    values: Mapping[str, Any],
    *,
    unknown: Collection[str] = (),
    declined: Collection[str] = (),
    on: date,
) -> Situation:
    """Return the situation with the controls of a screen answered; a control that is left out stays as it was.

    Raises SituationError whose mistakes name the control, and UnknownQuestionError.
    """
    fields = {field.key: field for field in queries.screen(question_id, situation, on=on).fields}
    raw = situation.editable()
    for key, value in values.items():
        if key in fields:
            _put(raw, fields[key], value)
    for key in unknown:
        if key in fields:
            _put(raw, fields[key], None)
    for key in declined:
        if key in fields:
            _put(raw, fields[key], {"declined": True})
    changed = situation.with_raw(raw).with_asked(question_id, fields)
    _check(changed, on)
    return changed


def skip(situation: Situation, question_id: str, *, declined: bool = False, on: date) -> Situation:
    """Return the situation in which a whole question was answered with "don't know" or "rather not say"."""
    screen = queries.screen(question_id, situation, on=on)
    keys = [field.key for field in screen.fields]
    if not keys:
        return situation.with_asked(question_id, _BUILT_IN_KEYS.get(question_id, ()))
    return answer(
        situation, question_id, {}, unknown=() if declined else keys, declined=keys if declined else (), on=on
    )


def forget(situation: Situation, question_id: str, *, on: date) -> Situation:
    """Return the situation in which a question is asked again."""
    keys = {field.key for field in queries.screen(question_id, situation, on=on).fields}
    return situation.without_asked(question_id, keys | set(_BUILT_IN_KEYS.get(question_id, ())))


def _put(raw: dict[str, Any], field: Field, value: Any) -> None:
    place = raw if field.entity == HOUSEHOLD else next(m for m in raw["members"] if m["id"] == field.entity)
    if field.fact_id.startswith("receives:"):
        _put_received(place, field.fact_id.removeprefix("receives:"), value)
    elif value is None:
        place.pop(field.fact_id.split(".", 1)[1], None)
    else:
        place[field.fact_id.split(".", 1)[1]] = value


def _put_received(place: dict[str, Any], program_id: str, value: Any) -> None:
    for key in ("receiving", "not_receiving"):
        place[key] = [one for one in place.get(key, []) if one != program_id]
    if value is True:
        place["receiving"].append(program_id)
    elif value is False:
        place["not_receiving"].append(program_id)
    for key in ("receiving", "not_receiving"):
        if not place[key]:
            del place[key]


def _check(situation: Situation, on: date) -> None:
    """Read the household anew, so that every mistake is found, and name the control each belongs to."""
    try:
        read_household(situation.raw, books.rulebook().content, on=on)
    except SituationError as error:
        told = (Mistake(control_at(one.place, situation.members), one.message) for one in error.mistakes)
        raise SituationError(tuple(told)) from error
