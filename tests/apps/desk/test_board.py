"""What needs doing, in the order asked for, and what was done."""

from datetime import timedelta

import pytest

from tests.factories import desk
from tests.factories.desk import some_office, wait_for_approval
from tests.factories.registry import NOW, SUMIDA, TODAY, UPKEEP, clerk
from todoke.apps.accounts.models import Role
from todoke.apps.desk.queries import board
from todoke.apps.desk.queries.board import Wanted
from todoke.apps.registry.actions.proposals import approve
from todoke.apps.registry.actions.tasks import settle_task
from todoke.apps.registry.models import Need, Outcome, Proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return some_office()


def names(tasks):
    return [task.record.name for task in tasks]


def test_many_filings_come_first_and_unknown_ones_last(office):
    for serial, count in ((1, 9), (2, None), (3, 10_000), (4, 200)):
        volume = {} if count is None else {"volume": {"count": count}}
        of = desk.record(serial, name=f"手続{serial}", **volume)
        desk.task(of, Need.MISSING_FIELD, key="contacts", detail={})
    order = names(board.tasks_wanted(office.editor, Wanted(sort="people")))
    assert order == ["手続3", "手続4", "手続1", "手続2"]
    assert names(board.tasks_wanted(office.editor, Wanted())) == order  # alike urgent: many filings first


def test_what_misleads_residents_comes_before_what_is_missing(office):
    for maker, serial in (
        (desk.overdue, 1),
        (desk.missing_contact, 2),
        (desk.page_changed, 3),
        (desk.dead_link, 4),
    ):
        maker(serial)
    needs = [task.need for task in board.tasks_wanted(office.editor, Wanted())]
    assert needs == [Need.DEAD_LINK, Need.PAGE_CHANGED, Need.MISSING_FIELD, Need.REVIEW_OVERDUE]
    assert [need for need, _ in board.counts_by_need(office.editor)] == needs


def test_after_the_last_task_comes_the_first_and_after_all_none(office):
    first, second = desk.dead_link(1), desk.overdue(2)
    assert board.task_after(office.editor, first, Wanted()) == second
    assert board.task_after(office.editor, second, Wanted()) == first
    assert board.task_after(office.editor, second, Wanted(need="outsider")) is None


def test_a_task_that_waits_for_approval_is_nobodys_to_do(office):
    task = desk.dead_link(1)
    wait_for_approval(task, office)
    assert not board.my_tasks(office.editor).exists()
    assert names(board.to_approve(office.approver, UPKEEP)) == ["助成1"]


def test_the_month_counts_what_was_done_and_measures_the_minutes(office):
    proposal = wait_for_approval(desk.dead_link(1), office)
    approve(proposal=proposal, by=office.approver, on=TODAY, at=NOW, upkeep=UPKEEP)
    settle_task(task=desk.overdue(2), outcome=Outcome.KEPT, by=office.editor, at=NOW)
    wait_for_approval(desk.dead_link(3), office)
    Proposal.objects.filter(pk=proposal.pk).update(seconds_spent=30)
    month = board.month_of(office.editor, since=NOW - timedelta(days=20))
    assert (month.repaired, month.kept, month.waiting, month.minutes) == (1, 1, 1, 1.0)
    later = board.month_of(office.editor, since=NOW + timedelta(days=20))
    assert (later.repaired, later.kept, later.minutes) == (0, 0, None)


def test_the_metropolis_decides_for_municipalities_and_a_neighbor_does_not(office):
    wait_for_approval(desk.dead_link(1), office)
    metropolis = clerk("metropolis", office.bodies["130001"], Role.APPROVER)
    neighbor = clerk("neighbor", office.bodies[SUMIDA], Role.APPROVER)
    assert board.to_approve(metropolis, UPKEEP).count() == 1
    assert board.to_approve(neighbor, UPKEEP).count() == 0
    strict = UPKEEP.model_copy(update={"metropolis_may_approve": False})
    assert board.to_approve(metropolis, strict).count() == 0


def test_what_an_address_asks_for_is_read_carefully():
    assert Wanted.of({"need": "nonsense", "kind": "x", "sort": "y"}) == Wanted()
    wanted = Wanted.of({"need": "dead_link", "kind": "program", "sort": "old"})
    assert wanted.query == "need=dead_link&kind=program&sort=old"
    assert Wanted().query == ""
