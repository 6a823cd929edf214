"""Nothing is on before somebody says so; one tap stops everything, also what waits to leave."""

import numpy as np
import pytest

from tests.factories.actors import NOON, person
from tests.factories.contacts import a_mailbox, a_person
from tests.factories.notices import a_notice
from todoke.apps.access.domain.deciding import RefusedError
from todoke.apps.channels.models import Dispatch
from todoke.apps.channels.outbox import Hint, Outbox, Parcel
from todoke.apps.notices.actions import set_preference, silence, stop_everything
from todoke.apps.notices.models import Notice, Preference, Silence
from todoke.apps.notices.queries.wishes import chosen
from todoke.apps.notices.suggestions import suggestion_for, suggestions
from todoke.telling.channels import Channel


def columns(*people):
    ids = np.array(sorted(one.pk for one in people), np.int64)
    return {name: values.tolist() for name, values in chosen(ids, at=NOON).items()}


def test_who_decided_nothing_hears_of_nothing_by_no_way(hanako):
    found = columns(hanako)
    assert found["topics"] == [0]
    assert found["channels"] == [0]
    assert found["none"] == [False]
    assert not Preference.objects.exists()


def test_wishes_are_read_for_many_in_the_order_of_their_numbers(hanako):
    taro, jiro = a_person(), a_person()
    set_preference(jiro.pk, by=person(jiro.pk), at=NOON, topics=5, channels=3, budget=1, roundup_day=2)
    stop_everything(taro.pk, by=person(taro.pk), at=NOON)
    found = columns(hanako, taro, jiro)
    assert found["topics"] == [0, 0, 5]
    assert found["channels"] == [0, 0, 3]
    assert found["budget"] == [4, 4, 1]
    assert found["none"] == [False, True, False]
    assert found["roundup_day"] == [-1, -1, 2]


def test_one_tap_stops_every_way_and_what_waits_to_leave_but_keeps_what_was_told(hanako):
    contact, notice = a_mailbox(hanako), a_notice(hanako)
    hint = Hint("", "調布市", notice.kind, notice.code, "ja", notice.wording, 1)
    Outbox.enqueue([Parcel("k", Channel.MAIL, "132080", contact.pk, notice.pk, hint)], at=NOON)
    set_preference(hanako.pk, by=person(hanako.pk), at=NOON, topics=1, channels=15, roundup_day=0)
    row = stop_everything(hanako.pk, by=person(hanako.pk), at=NOON)
    assert (row.none, row.topics, row.channels, row.roundup_day, row.disaster) == (True, 0, 0, None, False)
    assert Dispatch.objects.get(notice_id=notice.pk).state == Dispatch.State.CANCELLED
    assert Notice.objects.count() == 1


def test_deciding_again_ends_that_nothing_is_wanted(hanako):
    stop_everything(hanako.pk, by=person(hanako.pk), at=NOON)
    assert not set_preference(hanako.pk, by=person(hanako.pk), at=NOON, topics=1).none


def test_nobody_decides_for_another(hanako):
    taro = a_person()
    for act in (set_preference, stop_everything):
        with pytest.raises(RefusedError):
            act(hanako.pk, by=person(taro.pk), at=NOON)
    assert not Preference.objects.exists()


def test_a_wish_there_is_not_is_no_wish(hanako):
    with pytest.raises(TypeError, match="person"):
        set_preference(hanako.pk, by=person(hanako.pk), at=NOON, person=1)


def test_silence_holds_for_its_time(hanako):
    silence(hanako.pk, until=NOON.replace(day=30), why=Silence.Why.ASKED, at=NOON, by="system:test")
    assert columns(hanako)["silenced"] == [True]
    Silence.objects.update(until_at=NOON.replace(hour=13), from_at=NOON.replace(hour=12, minute=30))
    assert columns(hanako)["silenced"] == [False]


def test_suggestions_cover_every_age_asked_and_are_shown_only_where_the_age_is_sure(hanako):
    groups = suggestions()
    assert [one.from_age for one in groups] == [20, 30, 40, 50, 60, 70]
    assert sum(one.asked for one in groups) == 404 + 421 + 468 + 480 + 318 + 309
    found = suggestion_for(hanako, on=NOON.date())
    assert found is not None
    assert found.from_age == 30
    hanako.birth_low = hanako.birth_low.replace(year=1980)
    assert suggestion_for(hanako, on=NOON.date()) is None
