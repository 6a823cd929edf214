"""What somebody says is wrong goes to their own office, is read there for that alone, and is answered once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.factories.actors import NOON, clerk, person, supporter
from todoke.apps.access.domain.deciding import RefusedError
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.models import Entry
from todoke.apps.consent.actions.correcting import LONGEST, CorrectionError, answer, look_at, tell_wrong
from todoke.apps.consent.holding import ConsentHolding
from todoke.apps.consent.models import AccessEntry, Correction
from todoke.apps.consent.queries.corrections import corrections_of, open_corrections
from todoke.apps.people.actions import shield
from todoke.apps.tenancy.scope import scope

ITEM = "basics.address"
CHOFU, MITAKA = "132080", "132047"
PROTECTOR = replace(clerk(CHOFU, section="protection"), purpose="shield")


def told(who, words="番地がちがいます", **changes):
    named: dict[str, Any] = {"by": person(who.pk), "at": NOON}
    return tell_wrong(who, ITEM, words, **named | changes)


def test_the_words_are_sealed_and_stand_in_no_audit(hanako):
    row = told(hanako)
    assert row.words == "番地がちがいます"
    assert "番地" not in str(Correction.objects.values().get())
    entry = Entry.objects.get(verb="tell_wrong")
    assert "番地" not in str(entry.said)


@pytest.mark.parametrize(
    ("words", "code"),
    [("", "empty"), (" \n ", "empty"), ("あ" * (LONGEST + 1), "long"), ("12345678901" + "8", "my_number")],
)
def test_what_cannot_be_taken_says_why(hanako, words, code):
    with pytest.raises(CorrectionError) as error:
        told(hanako, words)
    assert error.value.code == code
    assert not Correction.objects.exists()


def test_one_item_is_asked_about_once_at_a_time(hanako):
    row = told(hanako)
    with pytest.raises(CorrectionError, match="open"):
        told(hanako, "もう一度")
    answer(row, done=True, words="直しました", by=clerk(CHOFU), at=NOON)
    told(hanako, "まだちがいます")
    assert [one.state for one in corrections_of(hanako.pk, ITEM)] == ["open", "done"]


def test_nobody_tells_for_somebody_else(hanako, other):
    with pytest.raises(RefusedError):
        told(hanako, by=person(other.pk))
    with pytest.raises(RefusedError):
        told(hanako, by=supporter(other.pk, of=hanako.pk))
    assert told(hanako, by=supporter(other.pk, of=hanako.pk, verbs=frozenset({Verb.CORRECT})))


def test_that_staff_read_it_stands_in_the_persons_record(hanako):
    look_at(told(hanako), by=clerk(CHOFU), at=NOON)
    entry = AccessEntry.objects.get()
    assert (entry.person_id, entry.actor_kind, entry.receiver_name) == (hanako.pk, "staff", "調布市")
    assert (entry.action, entry.items, entry.bulk) == ("answer_correction", [ITEM], False)


@pytest.mark.parametrize("somebody", [clerk(MITAKA), person(999_999)])
def test_another_office_and_other_people_neither_read_nor_answer(hanako, somebody):
    row = told(hanako)
    with pytest.raises(RefusedError):
        look_at(row, by=somebody, at=NOON)
    with pytest.raises(RefusedError):
        answer(row, done=True, words="x", by=somebody, at=NOON)
    with scope(areas={MITAKA}):
        assert not open_corrections().exists()


def test_what_a_protected_person_says_is_read_by_the_section_that_protects_only(hanako):
    row = told(hanako)
    shield(person=hanako, from_on=NOON.date(), by=PROTECTOR, at=NOON)
    with pytest.raises(RefusedError):
        look_at(row, by=clerk(CHOFU), at=NOON)
    look_at(row, by=clerk(CHOFU, section="protection"), at=NOON)


def test_the_answer_is_sealed_and_the_first_counts(hanako):
    row = told(hanako)
    answer(row, done=False, words="台帳と同じでした", by=clerk(CHOFU), at=NOON + timedelta(days=1))
    assert (row.state, row.answer) == ("refused", "台帳と同じでした")
    assert "台帳" not in str(Correction.objects.values().get())
    with pytest.raises(CorrectionError, match="answered"):
        answer(row, done=True, words="直しました", by=clerk(CHOFU, number=2), at=NOON)
    assert ConsentHolding().export(hanako.pk)["corrections"][0]["answer"] == "台帳と同じでした"


def test_an_answer_needs_words(hanako):
    with pytest.raises(CorrectionError, match="empty"):
        answer(told(hanako), done=True, words=" ", by=clerk(CHOFU), at=NOON)
