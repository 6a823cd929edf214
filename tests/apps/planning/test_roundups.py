"""On the day somebody chose, what waited comes as one: one notice, one hint, one of the budget (C4, C5, C10)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.factories.actors import clerk
from tests.factories.planning import AT, CHOFU, TODAY, book, due, gained, nights
from tests.factories.readers import a_reader
from tests.factories.registry import clerk as account_of
from todoke.apps.accounts.models import Account, Role
from todoke.apps.audit.models import Entry
from todoke.apps.belief.checking import check
from todoke.apps.belief.wordings import UnsignedWordingError, publish_all
from todoke.apps.channels.models import Dispatch
from todoke.apps.consent.models import Consent
from todoke.apps.notices.models import Notice, Preference, Roundup, Silence
from todoke.apps.people.models import LoginPerson, Person
from todoke.apps.places.models import Body
from todoke.apps.planning.actions.plans import TwoNights, approve_plan, make_plan
from todoke.apps.planning.actions.roundups import Made, make_roundups
from todoke.apps.planning.actions.sending import send_plan
from todoke.apps.planning.models import PlannedNotice
from todoke.apps.planning.queries.told import pushed_counts
from todoke.apps.planning.rulings import rulings
from todoke.apps.planning.wiring import ports_of
from todoke.residents.block import Array
from todoke.telling.quiet import TOKYO

MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=TOKYO)
"""The night before the day is told: quiet until eight."""


@pytest.fixture
def approver() -> Account:
    """An approver of 調布市."""
    return account_of("shonin", Body.objects.get(area=CHOFU), Role.APPROVER)


@pytest.fixture
def wordings(approver: Account) -> None:
    """Publish all wordings, signed by two people."""
    writer = account_of("kisha", Body.objects.get(area=CHOFU), Role.APPROVER)
    publish_all(domain="todoke.example", written_by=writer, approved_by=approver, at=AT)


def tell(found: TwoNights, approver: Account) -> None:
    """Plan, approve and send a night."""
    for plan in make_plan(on=TODAY, nights=found, book=book(), ports=ports_of(), by="system:notices", at=AT):
        approve_plan(plan, by=clerk(CHOFU, role="approver", number=approver.pk), at=AT)
        send_plan(plan, content=book().content, ports=ports_of(), at=AT)


def rounded_up(at: datetime = MONDAY) -> Made:
    """Make the roundups of a night."""
    return make_roundups(content=book().content, ports=ports_of(), at=at)


def test_what_can_wait_comes_as_one_hint_on_the_day(approver: Account, wordings: None) -> None:
    who = a_reader()
    tell(nights(gained("hib", who.pk), gained("bcg", who.pk)), approver)
    assert not Dispatch.objects.exists(), "until the day nothing leaves"

    made = rounded_up()

    assert (made.roundups, made.notices) == (1, 2)
    notice = Notice.objects.get(kind="roundup")
    assert (notice.person_id, notice.reach, notice.values) == (who.pk, "push", {"count": "2"})
    assert check(notice.code or "", at=AT).office == "todoke"
    assert len(Roundup.objects.get().notices) == 2
    dispatch = Dispatch.objects.get()
    assert dispatch.notice_id == notice.pk
    assert dispatch.next_at == MONDAY.replace(hour=8), "quiet hours are kept"
    assert pushed_counts(_ids(who), at=MONDAY).tolist() == [1], "it takes one of the budget"
    assert Entry.objects.filter(verb="roundup", area=CHOFU).count() == 1


def test_a_day_that_is_not_theirs_makes_none(approver: Account, wordings: None) -> None:
    tell(nights(gained("hib", a_reader(roundup_day=3).pk)), approver)

    assert rounded_up().roundups == 0
    assert rounded_up(MONDAY + timedelta(days=3)).roundups == 1


def test_made_again_it_makes_nothing(approver: Account, wordings: None) -> None:
    tell(nights(gained("hib", a_reader().pk)), approver)
    rounded_up()

    assert rounded_up().roundups == 0
    assert rounded_up(MONDAY + timedelta(days=7)).held == {"nothing": 1}
    assert (Notice.objects.filter(kind="roundup").count(), Dispatch.objects.count()) == (1, 1)


def test_another_day_chosen_since_brings_no_second_one_within_a_week(
    approver: Account, wordings: None
) -> None:
    who = a_reader()
    tell(nights(gained("hib", who.pk)), approver)
    rounded_up()
    Preference.objects.update(roundup_day=2)
    tell(nights(gained("bcg", who.pk), mark="next"), approver)

    assert rounded_up(MONDAY + timedelta(days=2)).roundups == 0
    assert rounded_up(MONDAY + timedelta(days=9)).notices == 1


def test_what_would_be_too_late_by_then_does_not_wait(approver: Account, wordings: None) -> None:
    who = a_reader(roundup_day=6)  # the next Sunday is a week ahead
    tell(
        nights(
            due("jido-teate", 8, who.household_id, unit="household"),
            gained("hib", who.pk),
        ),
        approver,
    )

    assert [one.program_id for one in Notice.objects.filter(reach="push")] == ["jido-teate"]
    assert [one.held_for for one in PlannedNotice.objects.filter(program_id="hib")] == ["roundup"]


def test_a_budget_that_is_used_up_leaves_no_room(approver: Account, wordings: None) -> None:
    who = a_reader(budget=0)
    tell(nights(gained("hib", who.pk)), approver)

    made = rounded_up()

    assert made.roundups == 0
    assert made.held == {"budget": 1}
    assert not Dispatch.objects.exists()

    Preference.objects.update(budget=2)
    assert rounded_up(MONDAY + timedelta(days=7)).notices == 1, "it waits for the next day there is room"


def test_what_the_budget_holds_back_comes_in_it(approver: Account, wordings: None) -> None:
    who = a_reader(budget=2, roundup_day=None)
    tell(nights(gained("hib", who.pk), gained("bcg", who.pk), gained("mr-1", who.pk)), approver)
    assert Notice.objects.filter(reach="push").count() == 2
    Preference.objects.update(roundup_day=0, budget=3)

    made = rounded_up()

    assert (made.roundups, made.notices) == (1, 1)


@pytest.mark.parametrize("change", ["consent", "none", "topic", "silence", "read", "withdrawn", "login"])
def test_what_changed_since_keeps_it_back(approver: Account, wordings: None, change: str) -> None:
    who = a_reader()
    tell(nights(gained("hib", who.pk)), approver)
    match change:
        case "consent":
            Consent.objects.filter(item="person.birth_date").update(withdrawn_at=AT, withdrawn_by="person:1")
        case "none":
            Preference.objects.update(none=True, topics=0, channels=0)
        case "topic":
            Preference.objects.update(topics=1 << 10)
        case "silence":
            Silence.objects.create(
                person=who,
                municipality_id=CHOFU,
                from_at=AT,
                until_at=MONDAY + timedelta(days=9),
                why="death",
            )
        case "read":
            Notice.objects.update(read_at=AT)
        case "withdrawn":
            Notice.objects.update(withdrawn_at=AT, withdrawal="wrong")
        case _:
            LoginPerson.objects.update(until=AT)

    assert rounded_up().roundups == 0
    assert not Dispatch.objects.exists()


def test_nothing_of_a_program_that_may_not_be_pushed_is_ever_in_it(approver: Account, wordings: None) -> None:
    who = a_reader(rulings(book().content, on=TODAY).items_of("gakudo"))
    tell(nights(gained("gakudo", who.pk)), approver)
    assert Notice.objects.get().reach == "shelf"

    assert rounded_up().held == {"nothing": 1}


def test_what_was_not_approved_to_be_hinted_is_not_hinted_by_a_wish_changed_later(
    approver: Account, wordings: None
) -> None:
    who = a_reader(topics=0, roundup_day=None)
    (plan,) = make_plan(
        on=TODAY,
        nights=nights(gained("hib", who.pk)),
        book=book(),
        ports=ports_of(),
        by="system:notices",
        at=AT,
    )
    Preference.objects.update(topics=0xFFFF, roundup_day=0)
    approve_plan(plan, by=clerk(CHOFU, role="approver", number=approver.pk), at=AT)
    send_plan(plan, content=book().content, ports=ports_of(), at=AT)

    assert PlannedNotice.objects.get().held_for == "topic"
    assert rounded_up().held == {"nothing": 1}


def test_words_nobody_signed_are_not_sent(approver: Account) -> None:
    a_reader()

    with pytest.raises(UnsignedWordingError):
        rounded_up()
    assert not Notice.objects.exists()


def _ids(*people: Person) -> Array:
    import numpy as np

    return np.array(sorted(one.pk for one in people), np.int64)
