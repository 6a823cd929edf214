"""What begins for many on one day is told over some days, each once, and with its own day (C1, C5)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from tests.factories.actors import clerk
from tests.factories.planning import CHOFU, Town, book, gained
from tests.factories.registry import clerk as account_of
from todoke.apps.accounts.models import Role
from todoke.apps.places.models import Body
from todoke.apps.planning.actions.plans import TwoNights, approve_plan, make_plan
from todoke.apps.planning.actions.sending import send_plan
from todoke.apps.planning.models import PlannedNotice
from todoke.apps.planning.queries.reception import Milestone, Reception
from todoke.base.calendar import is_office_holiday
from todoke.nights.ahead.soon import Coming, Soon
from todoke.nights.stored.entitled import Entitled
from todoke.telling.quiet import TOKYO
from todoke.telling.spreading import telling_days

SCHOOL, JIDO = "kenshin-3-sai", "jido-teate"
BEGINS = date(2027, 4, 1)
PEOPLE = range(1001, 1121)


@pytest.fixture
def town() -> Town:
    """Many who read about themselves."""
    return Town(readers={one: [one] for one in PEOPLE})


def coming(coming: Coming = Coming.BEGINS, on: date = BEGINS) -> Soon:
    """Return that it begins, or lasts to, a day for all of them."""
    days = np.full(len(PEOPLE), on.toordinal(), np.int64)
    return Soon(coming, CHOFU, SCHOOL, "person", np.array(PEOPLE, np.int64), days)


def planned(town: Town, on: date, found: TwoNights) -> None:
    """Make the plan of a night."""
    at = datetime(on.year, on.month, on.day, 3, tzinfo=TOKYO)
    make_plan(on=on, nights=found, book=book(), ports=town.ports(), by="system:nightly", at=at)


def nights(on: date, *found: Soon, last: date | None = None) -> TwoNights:
    """Return two nights in which this comes up."""
    return TwoNights("before", f"{on}", [], list(found), f"{on}", last=last)


def told_by_day() -> Counter[date]:
    return Counter(PlannedNotice.objects.values_list("plan__on", flat=True))


def test_what_begins_for_all_on_one_day_is_told_to_each_once_over_some_days(town: Town) -> None:
    for ahead in range(50, 0, -1):
        on = BEGINS - timedelta(ahead)
        planned(town, on, nights(on, coming()))

    told = told_by_day()
    assert sorted(PlannedNotice.objects.values_list("person_id", flat=True)) == list(PEOPLE)
    assert set(told) <= set(telling_days(BEGINS, 35, 14))
    assert not any(map(is_office_holiday, told))
    assert len(told) >= 8
    assert max(told.values()) < len(PEOPLE) / 4


def test_nights_that_failed_are_made_up_for(town: Town) -> None:
    first, *_, late = telling_days(BEGINS, 35, 14)
    planned(town, first, nights(first, coming()))
    planned(town, late, nights(late, coming(), last=first))

    assert sorted(PlannedNotice.objects.values_list("person_id", flat=True)) == list(PEOPLE)


def test_what_was_told_in_march_is_not_told_again_when_it_begins_in_april(town: Town) -> None:
    """Another fiscal year begins between the two."""
    for day in telling_days(BEGINS, 35, 14):
        planned(town, day, nights(day, coming()))
    PlannedNotice.objects.update(sent_at=datetime(2027, 3, 12, 10, tzinfo=TOKYO))
    planned(town, BEGINS, TwoNights("a", "b", [gained(SCHOOL, *PEOPLE)], [], "begun"))

    assert not PlannedNotice.objects.filter(plan__on=BEGINS).exists()


def test_a_notice_says_the_day_it_begins_however_early_it_is_told(town: Town) -> None:
    approver = account_of("shonin", Body.objects.get(area=CHOFU), Role.APPROVER)
    by = clerk(CHOFU, role="approver", number=approver.pk)
    on = telling_days(BEGINS, 35, 14)[4]
    planned(town, on, nights(on, coming()))
    at = datetime(on.year, on.month, on.day, 10, tzinfo=TOKYO)
    for line in PlannedNotice.objects.select_related("plan")[:1]:
        approve_plan(line.plan, by=by, at=at)
        send_plan(line.plan, content=book().content, ports=town.ports(), at=at)

    reasons = {one.reason.get("begins") for one in town.told.told}
    assert reasons == {BEGINS.isoformat()}


def test_an_end_is_told_with_the_last_day_it_lasts_to(town: Town) -> None:
    last = date(2027, 3, 31)
    for day in telling_days(last, 35, 14):
        planned(town, day, nights(day, coming(Coming.ENDS, last)))

    assert sorted(PlannedNotice.objects.values_list("person_id", flat=True)) == list(PEOPLE)
    reasons = {
        line["ends"]
        for plan in {one.plan for one in PlannedNotice.objects.select_related("plan")}
        for line in plan.reasons.values_list("reason", flat=True)
    }
    assert reasons == {last.isoformat()}


def test_a_reception_that_opens_for_all_is_told_over_some_days_and_a_change_at_once(town: Town) -> None:
    able = Entitled(CHOFU, JIDO, "household", np.array(PEOPLE, np.int64))
    opens = Reception(JIDO, Milestone.OPENS, BEGINS, frozenset({CHOFU}))
    for ahead in range(25, 0, -1):
        on = BEGINS - timedelta(ahead)
        found = TwoNights("a", f"{on}", [], [], f"{on}", (), [(opens, able)])
        planned(town, on, found)
        PlannedNotice.objects.update(sent_at=datetime(2027, 3, 1, tzinfo=TOKYO))

    told = told_by_day()
    assert sum(told.values()) == len(PEOPLE)
    assert len(told) >= 4
    later = BEGINS + timedelta(1)
    changed = Reception(JIDO, Milestone.CHANGED, later, frozenset({CHOFU}))
    planned(town, later, TwoNights("a", "b", [], [], "changed", (), [(changed, able)]))
    assert told_by_day()[later] == len(PEOPLE)
