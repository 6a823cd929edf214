"""What an office writes in the registry is told to who can receive the program, though nobody's answer changed (B6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from tests.factories.actors import clerk
from tests.factories.planning import AT, CHOFU, SUMIDA, TODAY, Town, book, due, nights
from tests.factories.registry import clerk as account_of
from tests.factories.registry import program_content, published
from todoke.apps.accounts.models import Role
from todoke.apps.places.models import Body
from todoke.apps.planning.actions.plans import TwoNights, approve_plan, make_plan, matter_to
from todoke.apps.planning.actions.sending import send_plan
from todoke.apps.planning.models import NoticePlan, PlannedNotice
from todoke.apps.planning.queries.reception import Milestone, Receptions, receptions
from todoke.apps.registry.actions.publishing import Entry, publish
from todoke.nights.stored.entitled import Entitled

JIDO, NUMBER = "jido-teate", "13208-00001"
PARENT, OTHER = 11, 21
LAST = date(2026, 12, 4)


def record(*periods: dict[str, Any], area: tuple[str, ...] = (CHOFU,), number: str = NUMBER) -> None:
    """Publish a record of 児童手当 with these periods."""
    published(program_content(rules=JIDO, periods=list(periods), area=list(area)), number)


def ahead(**more: Any) -> Receptions:
    """Return what lies ahead of today."""
    return receptions(on=TODAY, since=more.pop("since", None), days=35, **more)


def period(first: str | None, last: str | None, **more: Any) -> dict[str, Any]:
    """Return a period in which one may apply."""
    return {"kind": "range", "from": first, "to": last, "text": "受付", **more}


def said(found: Receptions) -> list[tuple[str, date]]:
    """Return steps and days."""
    return sorted((one.milestone.value, one.day) for one in found.found)


def plan_of(
    found: Receptions, town: Town, *, entitled: tuple[Entitled, ...], mark: str = ""
) -> list[NoticePlan]:
    """Make the plan of a night in which nobody's answer changed."""
    base = nights()
    whole = TwoNights(base.before, base.after, [], [], found.mark + mark, (), matter_to(found, entitled))
    return make_plan(on=TODAY, nights=whole, book=book(), ports=town.ports(), by="system:nightly", at=AT)


def able(*ids: int, area: str = CHOFU) -> Entitled:
    """Return that these households can receive 児童手当."""
    return Entitled(area, JIDO, "household", np.array(ids, np.int64))


@pytest.fixture
def town() -> Town:
    """Two households whose applicants read."""
    return Town(readers={PARENT: [PARENT], OTHER: [OTHER]})


def test_a_reception_that_opens_or_closes_lies_ahead() -> None:
    record(period("2026-12-10", "2027-01-31"), period(None, LAST.isoformat()))

    assert said(ahead()) == [("closes", LAST), ("opens", date(2026, 12, 10))]


@pytest.mark.parametrize(
    "periods",
    [
        (period("2026-04-01", "2026-11-21"),),
        (period("2027-03-01", None),),
        (period(None, LAST.isoformat(), purpose="offered"),),
        ({"kind": "always", "text": "随時"},),
        ({"kind": "unreadable", "text": "お問い合わせください", "standing": "unknown"},),
    ],
)
def test_what_is_over_far_off_or_no_day_is_not_told(periods: tuple[dict[str, Any], ...]) -> None:
    record(*periods)

    assert said(ahead()) == []


def test_the_same_days_of_every_year_come_round() -> None:
    record({"kind": "yearly", "from": "11-01", "to": "11-30", "text": "毎年11月"})

    assert said(ahead()) == [("closes", date(2026, 11, 30))]


def test_other_days_than_before_are_told_once() -> None:
    before, yesterday = AT - timedelta(days=2), AT - timedelta(days=1)
    first = program_content(rules=JIDO, periods=[period(None, "2027-03-31")], area=[CHOFU])
    publish(Entry(NUMBER, first), on=before.date(), at=before, channel="desk")
    later = program_content(rules=JIDO, periods=[period(None, "2027-02-28")], area=[CHOFU])
    publish(Entry(NUMBER, later), on=TODAY, at=AT, channel="desk")

    assert said(ahead(since=yesterday)) == [("changed", TODAY)]
    assert said(ahead(since=AT)) == []


def test_a_program_that_ends_is_told_with_its_last_day() -> None:
    record()
    publish(
        Entry(
            NUMBER,
            program_content(rules=JIDO, area=[CHOFU]),
            effective_from=date(2026, 12, 20),
            statement="retired",
        ),
        on=TODAY,
        at=AT,
        channel="desk",
    )

    assert said(ahead()) == [("ends", date(2026, 12, 19))]


def test_its_last_day_comes_to_who_can_receive_it_and_to_nobody_else(town: Town) -> None:
    record(period(None, LAST.isoformat()))

    (plan,) = plan_of(ahead(), town, entitled=(able(PARENT), able(OTHER, area=SUMIDA)))

    line = PlannedNotice.objects.get()
    assert (plan.municipality_id, line.person_id) == (CHOFU, PARENT)
    assert (line.occasion, line.deadline, line.decision) == ("deadline", LAST, "push")


def test_a_record_of_the_nation_holds_where_there_is_none_of_the_municipality(town: Town) -> None:
    record(period(None, LAST.isoformat()), area=(), number="00000-00001")
    record(period(None, "2026-12-11"))

    plan_of(ahead(), town, entitled=(able(PARENT), able(OTHER, area=SUMIDA)))

    assert sorted(PlannedNotice.objects.values_list("person_id", "deadline")) == [
        (PARENT, date(2026, 12, 11)),
        (OTHER, LAST),
    ]


def test_the_deadline_a_rule_and_a_record_both_tell_is_one_notice(town: Town) -> None:
    record(period(None, LAST.isoformat()))
    both = due(JIDO, (LAST - TODAY).days, PARENT, unit="household")
    found = TwoNights("a", "b", [], [both], "m", (), matter_to(ahead(), [able(PARENT)]))

    make_plan(on=TODAY, nights=found, book=book(), ports=town.ports(), by="system:nightly", at=AT)

    assert PlannedNotice.objects.count() == 1


def test_one_that_opens_is_told_once_with_a_reason_that_names_the_registry(town: Town) -> None:
    record(period("2026-12-03", None))
    approver = account_of("shonin", Body.objects.get(area=CHOFU), Role.APPROVER)
    (plan,) = plan_of(ahead(), town, entitled=(able(PARENT),))
    line = plan.lines.get()

    assert (line.occasion, line.rule, line.deadline) == ("registry", "registry-children", None)
    assert plan.reasons.get().reason["reception"] == Milestone.OPENS
    approve_plan(plan, by=clerk(CHOFU, role="approver", number=approver.pk), at=AT)
    send_plan(plan, content=book().content, ports=town.ports(), at=AT)
    (again,) = plan_of(ahead(), town, entitled=(able(PARENT),), mark="next")
    assert not again.lines.exists(), "the next night does not tell it again"

    record(period("2026-12-05", None))
    (other,) = plan_of(ahead(), town, entitled=(able(PARENT),))
    assert other.lines.count() == 1, "another day is other news"


def test_a_last_day_nobody_can_meet_any_more_is_a_defect_that_is_counted(town: Town) -> None:
    record(period(None, "2026-11-24"))

    (plan,) = plan_of(ahead(), town, entitled=(able(PARENT),))

    assert [(row["held_for"], row["count"]) for row in plan.counts["lines"]] == [("too_late", 1)]
    assert PlannedNotice.objects.get().decision == "shelf"
