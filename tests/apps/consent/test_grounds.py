"""An item may be used for what was agreed to, by whom, until when; and not once it was taken back."""

from datetime import date, timedelta

import numpy as np
import pytest

from tests.factories.actors import NOON, clerk, person, supporter
from tests.factories.content import content
from todoke.apps.access.domain.actors import Actor, Kind
from todoke.apps.access.domain.deciding import RefusedError
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.models import Entry
from todoke.apps.consent.actions import agree, ask_preview, log_bulk, read_items, refuse, withdraw
from todoke.apps.consent.actions.asking import ConsentError, expire, note_shown
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.models import AccessEntry, Consent, Preview
from todoke.apps.consent.queries import consented_masks, uses
from todoke.apps.people.models import Shield

BORN, HOME = "person.birth_date", "household.municipality"
CHOFU, MITAKA = "132080", "132047"
NIGHTLY = Actor(kind=Kind.SYSTEM, purpose="nightly")


def asked(who, items=(BORN, HOME), purpose=Purpose.NOTICES):
    return ask_preview(who, items, purpose=purpose, receiver=CHOFU, by=person(who.pk), at=NOON)


def agreed(who, *items, purpose=Purpose.NOTICES):
    preview = asked(who, items or (BORN,), purpose)
    note_shown(preview)
    return agree(preview, items or (BORN,), by=person(who.pk), at=NOON)


def read(actor, who, items=(BORN,), purpose=Purpose.NOTICES, at=NOON):
    return read_items(
        actor,
        who.pk,
        items,
        purpose=purpose,
        receiver=CHOFU,
        action="choose_notices",
        at=at,
        content=content(),
    )


def test_without_a_consent_nothing_may_be_used(hanako):
    assert uses(hanako.pk, BORN, Purpose.NOTICES, CHOFU, at=NOON) is None
    assert read(NIGHTLY, hanako) == {}
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize("item", [BORN, HOME])
@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("receiver", [CHOFU, MITAKA, "app:1"])
@pytest.mark.parametrize("days", [0, 365, 366])
def test_a_consent_holds_for_its_item_purpose_receiver_and_time_only(hanako, item, purpose, receiver, days):
    agreed(hanako, BORN)
    ground = uses(hanako.pk, item, purpose, receiver, at=NOON + timedelta(days=days))
    is_meant = (item, purpose, receiver) == (BORN, Purpose.NOTICES, CHOFU)
    assert (ground is not None) == (is_meant and 0 <= days <= 365)


def test_a_consent_says_until_when_and_to_which_words_it_was_given(hanako):
    (one,) = agreed(hanako)
    assert one.valid_until == date(2027, 11, 22)
    assert (one.text.purpose, one.text.version) == ("notices", 1)
    assert one.granted_by == f"person:{hanako.pk}"


def test_a_consent_of_one_is_none_of_another(hanako, other):
    agreed(hanako)
    assert uses(other.pk, BORN, Purpose.NOTICES, CHOFU, at=NOON) is None


def test_what_was_taken_back_is_not_read_even_by_the_second_read_of_one_request(hanako):
    (one,) = agreed(hanako)
    assert read(NIGHTLY, hanako)
    withdraw(one, by=person(hanako.pk), at=NOON)
    assert read(NIGHTLY, hanako) == {}
    assert one.withdrawn_by == f"person:{hanako.pk}"
    assert not consented_masks(
        np.array([hanako.pk]), [BORN], purpose=Purpose.NOTICES, receiver=None, at=NOON
    ).any()


def test_what_waits_to_leave_is_stopped_in_the_same_transaction_as_taking_back(hanako):
    (one,) = agreed(hanako)

    def broken(consent, *, at):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        withdraw(one, by=person(hanako.pk), at=NOON, cancel=broken)
    assert uses(hanako.pk, BORN, Purpose.NOTICES, CHOFU, at=NOON) is not None


def test_taking_back_twice_changes_nothing(hanako):
    (one,) = agreed(hanako)
    withdraw(one, by=person(hanako.pk), at=NOON)
    withdraw(one, by=person(hanako.pk), at=NOON + timedelta(days=1))
    one.refresh_from_db()
    assert one.withdrawn_at == NOON
    assert Entry.objects.filter(verb="withdraw").count() == 1


def test_nobody_takes_back_for_another(hanako, other):
    (one,) = agreed(hanako)
    with pytest.raises(RefusedError):
        withdraw(one, by=person(other.pk), at=NOON)
    assert uses(hanako.pk, BORN, Purpose.NOTICES, CHOFU, at=NOON) is not None


def test_a_ground_of_law_is_no_consent_that_could_be_taken_back(hanako):
    one = Consent.objects.create(
        person=hanako,
        municipality_id=CHOFU,
        item=BORN,
        purpose=Purpose.FILING,
        receiver=CHOFU,
        basis="statute",
        granted_at=NOON,
        granted_by="system:law",
    )
    ground = uses(hanako.pk, BORN, Purpose.FILING, CHOFU, at=NOON)
    assert ground is not None
    assert ground.basis == "statute"
    with pytest.raises(ConsentError, match="statute"):
        withdraw(one, by=person(hanako.pk), at=NOON)


def test_what_is_for_one_matter_holds_in_no_other(hanako):
    (one,) = agreed(hanako, purpose=Purpose.FILING)
    Consent.objects.filter(pk=one.pk).update(standing=False, case_ref="case-1")
    assert uses(hanako.pk, BORN, Purpose.FILING, CHOFU, at=NOON, case_ref="case-1") is not None
    assert uses(hanako.pk, BORN, Purpose.FILING, CHOFU, at=NOON, case_ref="case-2") is None
    assert uses(hanako.pk, BORN, Purpose.FILING, CHOFU, at=NOON) is None


def test_masks_say_what_asking_one_by_one_says(hanako, other):
    agreed(hanako, BORN)
    agreed(other, HOME)  # for Chofu, where she does not live
    ids, items = np.array([other.pk, hanako.pk, 999_999]), [HOME, BORN]
    masks = consented_masks(ids, items, purpose=Purpose.NOTICES, receiver=CHOFU, at=NOON)
    told = [
        [uses(one, item, Purpose.NOTICES, CHOFU, at=NOON) is not None for item in items]
        for one in ids.tolist()
    ]
    assert masks.tolist() == told
    of_home = consented_masks(ids, items, purpose=Purpose.NOTICES, receiver=None, at=NOON)
    assert of_home.tolist() == [[0, 0], [0, 1], [0, 0]]


def test_masks_of_many_take_one_query(hanako, django_assert_num_queries):
    agreed(hanako)
    with django_assert_num_queries(1):
        consented_masks(np.arange(5_000), [BORN], purpose=Purpose.NOTICES, receiver=None, at=NOON)


def test_every_reading_leaves_one_entry_and_no_value(hanako):
    (one,) = agreed(hanako)
    values = read(NIGHTLY, hanako, (BORN, HOME))
    assert set(values) == {BORN}
    entry = AccessEntry.objects.get()
    assert (entry.items, entry.consent_id, entry.basis) == ([BORN], one.pk, "consent")
    assert entry.receiver_name == "調布市"
    assert "1990" not in str(vars(entry))


def test_ones_own_reading_is_told_as_ones_own(hanako):
    assert set(read(person(hanako.pk), hanako, (BORN, HOME))) == {BORN, HOME}
    assert AccessEntry.objects.get().basis == "own"


def test_staff_read_only_in_their_municipality_for_a_purpose_and_with_a_ground(hanako):
    agreed(hanako)
    here, task = clerk(CHOFU), "filing"
    assert read(here, hanako) == {}
    with_task = Actor(kind=here.kind, account_id=1, assurance=here.assurance, roles=here.roles, purpose=task)
    assert read(with_task, hanako)
    there = Actor(
        kind=here.kind, account_id=1, assurance=here.assurance, roles=clerk(MITAKA).roles, purpose=task
    )
    assert read(there, hanako) == {}


def test_strangers_and_supporters_without_that_verb_read_nothing(hanako, other):
    agreed(hanako)
    assert read(person(other.pk), hanako) == {}
    assert read(supporter(other.pk, of=hanako.pk, verbs=frozenset({Verb.MUTE})), hanako) == {}
    assert read(supporter(other.pk, of=hanako.pk), hanako)
    assert AccessEntry.objects.get().receiver_name == "支援者"


def test_a_shield_stops_staff_and_leaves_no_entry(hanako):
    agreed(hanako)
    Shield.objects.create(
        person=hanako,
        municipality_id=CHOFU,
        from_on=date(2026, 1, 1),
        until_on=None,
        recorded_by_id=1,
        recorded_at=NOON,
    )
    here = clerk(CHOFU)
    staff = Actor(kind=here.kind, account_id=1, assurance=here.assurance, roles=here.roles, purpose="filing")
    assert read(staff, hanako) == {}
    assert not AccessEntry.objects.exists()
    assert read(person(hanako.pk), hanako)


def test_bulk_work_leaves_an_entry_only_with_whom_it_could_read(hanako, other):
    agreed(hanako)
    ids = np.array([hanako.pk, other.pk])
    written = log_bulk(
        ids, [BORN, HOME], purpose=Purpose.NOTICES, receiver=CHOFU, action="choose_notices", at=NOON
    )
    assert written == 1
    entry = AccessEntry.objects.get()
    assert (entry.person_id, entry.items, entry.bulk) == (hanako.pk, [BORN], True)


@pytest.mark.parametrize(
    ("state", "chosen", "later", "code"),
    [
        ("asked", [BORN], 0, "expired"),
        ("shown", [], 0, "none_chosen"),
        ("shown", ["person.sex"], 0, "not_asked"),
        ("shown", [BORN], 15, "expired"),
        ("agreed", [BORN], 0, "expired"),
        ("rejected", [BORN], 0, "expired"),
        ("closed", [BORN], 0, "expired"),
        ("expired", [BORN], 0, "expired"),
    ],
)
def test_only_what_was_shown_in_time_and_not_answered_yet_can_be_agreed_to(
    hanako, state, chosen, later, code
):
    preview = asked(hanako)
    Preview.objects.filter(pk=preview.pk).update(state=state)
    with pytest.raises(ConsentError, match=code):
        agree(preview, chosen, by=person(hanako.pk), at=NOON + timedelta(minutes=later))
    assert not Consent.objects.exists()


def test_refusing_leaves_no_consent_and_the_question_closed(hanako):
    preview = asked(hanako)
    note_shown(preview)
    refuse(preview, by=person(hanako.pk), at=NOON)
    with pytest.raises(ConsentError):
        agree(preview, [BORN], by=person(hanako.pk), at=NOON)
    assert not Consent.objects.exists()


def test_agreeing_again_runs_from_now_and_stands_once(hanako):
    agreed(hanako)
    preview = asked(hanako)
    note_shown(preview)
    agree(preview, [BORN], by=person(hanako.pk), at=NOON + timedelta(minutes=5))
    assert Consent.objects.filter(withdrawn_at=None).count() == 1
    assert Consent.objects.count() == 2


def test_what_few_people_share_is_asked_for_alone(hanako):
    with pytest.raises(ConsentError, match="alone"):
        asked(hanako, [BORN, "place.location"])
    assert asked(hanako, ["place.location"]).items == ["place.location"]


def test_questions_nobody_answered_end_and_hold_nothing(hanako):
    preview = asked(hanako)
    preview.claims = {"name": "むらさき"}
    preview.save()
    assert expire(at=NOON + timedelta(minutes=14)) == 0
    assert expire(at=NOON + timedelta(minutes=15)) == 1
    preview.refresh_from_db()
    assert (preview.state, preview.claims) == ("expired", None)
