"""From a night to an inbox with the real rooms: consent, wishes, code, hint, and the log of who used what."""

from __future__ import annotations

import pytest

from tests.factories.actors import clerk
from tests.factories.planning import AT, CHOFU, TODAY, book, due, gained, nights
from tests.factories.readers import ITEMS, a_reader
from tests.factories.registry import clerk as account_of
from todoke.apps.accounts.models import Account, Role
from todoke.apps.belief.checking import check
from todoke.apps.belief.wordings import UnsignedWordingError, publish_all
from todoke.apps.channels.models import Dispatch
from todoke.apps.consent.models import AccessEntry, Consent
from todoke.apps.notices.models import Notice, Preference
from todoke.apps.people.models import Person
from todoke.apps.places.models import Body
from todoke.apps.planning.actions.plans import TwoNights, approve_plan, make_plan
from todoke.apps.planning.actions.sending import Sent, send_plan
from todoke.apps.planning.models import NoticePlan, PlannedNotice
from todoke.apps.planning.wiring import ports_of


@pytest.fixture
def approver() -> Account:
    """An approver of 調布市."""
    return account_of("shonin", Body.objects.get(area=CHOFU), Role.APPROVER)


@pytest.fixture
def wordings(approver: Account) -> None:
    """Publish all wordings, signed by two people."""
    writer = account_of("kisha", Body.objects.get(area=CHOFU), Role.APPROVER)
    publish_all(domain="todoke.example", written_by=writer, approved_by=approver, at=AT)


@pytest.fixture
def parent() -> Person:
    """Somebody with a login who agreed to two items, wants to hear of children by mail, and has a mailbox."""
    return a_reader(topics=1, roundup_day=None)


def planned(found: TwoNights) -> NoticePlan:
    """Make the plan of 調布市."""
    (plan,) = make_plan(on=TODAY, nights=found, book=book(), ports=ports_of(), by="system:notices", at=AT)
    return plan


def sent(plan: NoticePlan, approver: Account) -> Sent:
    """Approve and send."""
    approve_plan(plan, by=clerk(CHOFU, role="approver", number=approver.pk), at=AT)
    return send_plan(plan, content=book().content, ports=ports_of(), at=AT)


def test_a_deadline_comes_to_the_inbox_with_a_code_and_a_mail(
    parent: Person, approver: Account, wordings: None
) -> None:
    plan = planned(nights(due("jido-teate", 9, parent.household_id, unit="household")))

    assert sent(plan, approver).pushed == 1

    notice = Notice.objects.get()
    assert (notice.person_id, notice.program_id, notice.reach) == (parent.pk, "jido-teate", "push")
    assert notice.values == {"program": "児童手当", "deadline": "2026-12-01"}
    assert notice.reason is not None
    assert notice.reason["items"] == list(ITEMS)
    assert notice.code is not None
    assert check(notice.code, at=AT).answer == "ours"
    dispatch = Dispatch.objects.get()
    assert (dispatch.channel, dispatch.notice_id) == ("mail", notice.pk)
    assert "児童手当" not in str(dispatch.payload), "a hint tells nothing of what it is about"
    entry = AccessEntry.objects.get()
    assert (entry.person_id, entry.receiver, entry.bulk, tuple(entry.items)) == (
        parent.pk,
        CHOFU,
        True,
        ITEMS,
    )

    again = send_plan(plan, content=book().content, ports=ports_of(), at=AT)
    assert (again.pushed, Notice.objects.count(), Dispatch.objects.count()) == (0, 1, 1)


def test_an_item_taken_back_is_used_no_more(parent: Person, approver: Account, wordings: None) -> None:
    plan = planned(nights(gained("hib", parent.pk)))
    Consent.objects.filter(item="person.birth_date").update(withdrawn_at=AT, withdrawn_by="person:1")

    assert sent(plan, approver).held == {"consent": 1}
    assert not Notice.objects.exists()
    assert not Dispatch.objects.exists()

    following = planned(nights(gained("bcg", parent.pk), mark="next"))
    assert not PlannedNotice.objects.filter(plan=following).exists()
    assert following.counts["lines"][0]["held_for"] == "consent"


def test_who_never_said_anything_is_told_nothing(parent: Person) -> None:
    Preference.objects.all().delete()

    plan = planned(nights(gained("hib", parent.pk)))

    line = PlannedNotice.objects.get(plan=plan)
    assert (line.decision, line.held_for) == ("shelf", "topic")


def test_none_is_none_on_every_way(parent: Person, approver: Account, wordings: None) -> None:
    plan = planned(nights(gained("hib", parent.pk)))
    Preference.objects.update(none=True, topics=0, channels=0)

    sent(plan, approver)

    assert [notice.reach for notice in Notice.objects.all()] == ["shelf"]
    assert not Dispatch.objects.exists()


def test_nothing_goes_out_in_words_nobody_signed(parent: Person, approver: Account) -> None:
    plan = planned(nights(gained("hib", parent.pk)))

    with pytest.raises(UnsignedWordingError):
        sent(plan, approver)

    assert not Notice.objects.exists()
    assert not PlannedNotice.objects.filter(sent_at__isnull=False).exists(), "the whole chunk is taken back"
