"""Of a notice to everybody those hear by mail or push who chose it: disasters at once, others within their wishes."""

from datetime import date, timedelta

import numpy as np
import pytest

from tests.factories.actors import NOON, person
from tests.factories.contacts import a_mailbox, a_person
from tests.factories.notices import a_broadcast, a_notice
from todoke.apps.accounts.models import Account
from todoke.apps.channels.domain.texts import mail_text, push_text
from todoke.apps.channels.models import Dispatch
from todoke.apps.channels.outbox import Outbox, hint_of
from todoke.apps.notices.actions import (
    set_preference,
    silence,
    spread_hints,
    stop_everything,
    withdraw_broadcast,
)
from todoke.apps.notices.actions import spreading as spreading_code
from todoke.apps.notices.models import Broadcast, Silence
from todoke.apps.people.models import Death
from todoke.apps.planning.queries.told import pushed_counts
from todoke.rules.programs import Topic
from todoke.telling.quiet import TOKYO

CHILDREN = 1 << list(Topic).index(Topic.CHILDREN)
NIGHT = NOON.replace(hour=23)


def somebody(area="132080", **wishes):
    """Return a resident with a mailbox who wants to hear of children by mail, unless said otherwise."""
    found = a_person(area)
    a_mailbox(found, f"resident{found.pk}@mail.example")
    chosen = {"topics": CHILDREN, "channels": 1, **wishes}
    set_preference(found.pk, by=person(found.pk), at=NOON, **chosen)
    return found


def about_children(**changes):
    return a_broadcast(topics=(Topic.CHILDREN,), disaster=False, **changes)


def hinted():
    """Return who is hinted at, with the moment before which nothing leaves."""
    rows = Dispatch.objects.filter(broadcast_id__isnull=False, state="waiting").order_by("pk")
    return {row.person_id: row.next_at.astimezone(TOKYO) for row in rows}


def spread(at=NOON):
    while spread_hints(at=at):
        pass


def test_a_disaster_goes_at_once_to_whoever_chose_a_way_even_at_night_and_over_budget():
    one = somebody(budget=0)
    a_broadcast(begins_at=NIGHT)
    spread(NIGHT)
    assert hinted() == {one.pk: NIGHT}
    row = Dispatch.objects.get(broadcast_id__isnull=False)
    assert row.priority == 1
    assert hint_of(row).kind == "disaster"


def test_nobody_hears_who_chose_no_way_or_wants_nothing_or_left_disasters_out_or_lives_elsewhere_or_died():
    a_person()
    somebody(channels=0)
    somebody(disaster=False)
    somebody("132047")
    nothing, dead = somebody(), somebody()
    stop_everything(nothing.pk, by=person(nothing.pk), at=NOON)
    Death.objects.create(
        person=dead, municipality=dead.municipality, on=date(2026, 1, 1), recorded_at=NOON, source="届出",
        quiet_until=date(2026, 2, 19),
    )  # fmt: skip
    a_broadcast()
    spread()
    assert hinted() == {}
    assert Broadcast.objects.get().hints_done_at is not None


def test_any_other_goes_to_who_asked_for_its_topic_after_the_quiet_hours():
    one = somebody()
    somebody(topics=CHILDREN << 1)
    about_children(begins_at=NIGHT)
    spread(NIGHT)
    assert hinted() == {one.pk: NIGHT.astimezone(TOKYO).replace(day=23, hour=8)}


def test_any_other_keeps_within_the_budget_over_all_senders():
    full, free = somebody(budget=1), somebody(budget=2)
    for one in (full, free):
        a_notice(one)
    about_children()
    about_children()
    spread()
    assert list(hinted()) == [free.pk]
    ids = np.array(sorted([full.pk, free.pk]), np.int64)
    assert pushed_counts(ids, at=NOON).tolist() == [0, 1]
    assert pushed_counts(ids, at=NOON + timedelta(days=31)).tolist() == [0, 0]


def test_any_other_is_silent_towards_who_asked_for_silence_or_for_once_a_week():
    quiet = somebody()
    silence(quiet.pk, until=NOON + timedelta(days=3), why=Silence.Why.ASKED, at=NOON, by="system:test")
    somebody(roundup_day=0)
    about_children()
    spread()
    assert hinted() == {}


def test_what_is_for_no_topic_stands_in_inboxes_only():
    somebody(topics=0xFFFF)
    a_broadcast(disaster=False)
    spread()
    assert hinted() == {}


def test_whoever_goes_on_after_a_kill_asks_nobody_twice_and_leaves_nobody_out(monkeypatch):
    monkeypatch.setattr(spreading_code, "AT_ONCE", 3)
    people = [somebody() for _ in range(8)]
    a_broadcast()
    assert spread_hints(at=NOON, batches=1) == 3
    real = Outbox.enqueue

    def killed(parcels, *, at):
        real(parcels, at=at)
        raise KeyboardInterrupt

    monkeypatch.setattr(Outbox, "enqueue", killed)
    with pytest.raises(KeyboardInterrupt):
        spread_hints(at=NOON, batches=1)
    monkeypatch.setattr(Outbox, "enqueue", real)
    assert len(hinted()) == 3
    spread()
    assert list(hinted()) == [one.pk for one in people]
    assert Broadcast.objects.get().hints == 8
    spread()
    assert Dispatch.objects.filter(broadcast_id__isnull=False).count() == 8


def test_taken_back_no_hint_of_it_leaves_any_more(monkeypatch):
    monkeypatch.setattr(spreading_code, "AT_ONCE", 1)
    somebody()
    somebody()
    broadcast = a_broadcast()
    spread_hints(at=NOON, batches=1)
    withdraw_broadcast(broadcast, by=Account.objects.get(login="kisha"), at=NOON)
    spread()
    assert hinted() == {}


def test_in_words_nobody_signed_nothing_is_hinted_at():
    somebody()
    broadcast = a_broadcast()
    Broadcast.objects.filter(pk=broadcast.pk).update(wording_version=99)
    spread()
    assert hinted() == {}


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en", "zh", "ko"])
def test_a_disaster_is_called_one_and_leads_to_the_page_that_needs_no_login(language):
    said = mail_text(
        office="調布市", code="7K3M9QXT2RH", language=language, site="https://todoke.example", kind="disaster"
    )
    assert "https://todoke.example/emergency/\n" in said.body
    plain = mail_text(office="調布市", code="7K3M9QXT2RH", language=language, site="https://todoke.example")
    assert said.subject != plain.subject
    assert "emergency" not in plain.body
    assert "https://todoke.example/\n" in plain.body
    line = push_text(office="調布市", code="7K3M9QXT2RH", language=language, kind="disaster").body
    assert "7K3M9-QXT2R-H" in line
