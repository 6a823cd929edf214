"""A plan is a dry run that can be reviewed; sending asks everything again and never tells twice (C1, C4, C5, C10)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.actors import clerk
from tests.factories.planning import (
    AT,
    CHOFU,
    SUMIDA,
    TODAY,
    Town,
    book,
    due,
    gained,
    nights,
)
from tests.factories.registry import clerk as account_of
from todoke.apps.access.domain.deciding import RefusedError
from todoke.apps.accounts.models import Account, Role
from todoke.apps.audit.models import Entry
from todoke.apps.places.models import Body
from todoke.apps.planning.actions.plans import PlanError, TwoNights, approve_plan, drop_plan, make_plan
from todoke.apps.planning.actions.sending import Sent, send_plan
from todoke.apps.planning.models import NoticePlan, PlannedNotice
from todoke.apps.tenancy.scope import scope

JIDO, HIB, SHELVED = "jido-teate", "hib", "gakudo"
PARENT, CHILD, OTHER = 11, 12, 21


@pytest.fixture
def town() -> Town:
    """A parent who reads about a child, and another in another municipality."""
    return Town(readers={CHILD: [PARENT], PARENT: [PARENT], OTHER: [OTHER]})


@pytest.fixture
def approver() -> Account:
    """Somebody who may approve in 調布市."""
    return account_of("shonin", Body.objects.get(area=CHOFU), Role.APPROVER)


def plan_of(town: Town, found: TwoNights, **more: object) -> list[NoticePlan]:
    """Make the plan of the night."""
    return make_plan(
        on=TODAY,
        nights=found,
        book=book(),
        ports=town.ports(),
        by="system:nightly",
        at=AT,
        **more,  # type: ignore[arg-type]
    )


def send(plan: NoticePlan, town: Town, approver: Account, **more: object) -> Sent:
    """Approve and send."""
    if plan.state == NoticePlan.State.DRAFT:
        by = clerk(plan.municipality_id, role="approver", number=approver.pk)
        approve_plan(plan, by=by, at=AT)
    return send_plan(plan, content=book().content, ports=town.ports(), at=AT, **more)  # type: ignore[arg-type]


def lines_of(plan: NoticePlan) -> list[tuple[int, str, str, str]]:
    """Return what a plan says, line by line."""
    rows = plan.lines.order_by("program_id", "person_id")
    return list(rows.values_list("person_id", "program_id", "decision", "held_for"))


def test_a_plan_says_who_gets_what_why_and_tells_nobody(town: Town) -> None:
    plans = plan_of(town, nights(gained(HIB, CHILD), due(JIDO, 9, PARENT, unit="household")))

    assert [plan.municipality_id for plan in plans] == [CHOFU]
    assert lines_of(plans[0]) == [(PARENT, HIB, "push", "nothing"), (PARENT, JIDO, "push", "nothing")]
    line = PlannedNotice.objects.get(program_id=HIB)
    assert line.rule == "children-gained"
    assert line.about_id == CHILD
    assert plans[0].reasons.get(number=line.reason_number).reason["cause"] == "calendar"
    assert not town.told.told


def test_the_same_night_is_planned_once(town: Town) -> None:
    first = plan_of(town, nights(gained(HIB, CHILD)))
    again = plan_of(town, nights(gained(HIB, CHILD)))

    assert first == again
    assert PlannedNotice.objects.count() == 1


def test_every_municipality_gets_a_plan_of_its_own(town: Town) -> None:
    plan_of(town, nights(gained(HIB, CHILD), gained(HIB, OTHER, area=SUMIDA)))

    with scope(areas={SUMIDA}):
        assert [plan.municipality_id for plan in NoticePlan.objects.all()] == [SUMIDA]
        assert [line.person_id for line in PlannedNotice.objects.all()] == [OTHER]


def test_what_may_not_be_pushed_is_laid_on_the_shelf(town: Town) -> None:
    (plan,) = plan_of(town, nights(gained(SHELVED, CHILD)))

    assert lines_of(plan) == [(PARENT, SHELVED, "shelf", "reach")]


def test_what_is_found_by_searching_only_is_written_down_for_nobody(town: Town) -> None:
    search = next(
        one for one, loaded in book().content.programs.items() if loaded.program.reach.value == "search"
    )
    (plan,) = plan_of(town, nights(gained(search, CHILD)))

    assert not lines_of(plan)
    assert [(row["decision"], row["count"]) for row in plan.counts["lines"]] == [("search", 1)]


def test_what_was_not_agreed_to_is_counted_and_not_written_down(town: Town) -> None:
    town.refused_items.add((PARENT, "person.birth_date"))
    (plan,) = plan_of(town, nights(gained(HIB, CHILD)))

    assert not lines_of(plan)
    assert [(row["held_for"], row["count"]) for row in plan.counts["lines"]] == [("consent", 1)]


def test_those_nobody_reads_for_are_counted(town: Town) -> None:
    (plan,) = plan_of(town, nights(gained(HIB, 99)))

    assert not lines_of(plan)
    assert plan.counts["lines"][0]["held_for"] == "no_reader"


def test_told_too_late_is_counted_and_laid_on_the_shelf(town: Town) -> None:
    (plan,) = plan_of(town, nights(due(JIDO, 1, PARENT, unit="household")))

    assert lines_of(plan) == [(PARENT, JIDO, "shelf", "too_late")]


def test_a_deadline_far_away_is_not_told_yet(town: Town) -> None:
    assert plan_of(town, nights(due(JIDO, 30, PARENT, unit="household"))) == []


def test_around_a_death_nothing_is_told_not_even_of_the_children(town: Town) -> None:
    town.wish(PARENT, is_silenced=True)
    (plan,) = plan_of(town, nights(gained(HIB, CHILD), due(JIDO, 9, PARENT, unit="household")))

    assert not lines_of(plan)
    assert {row["held_for"] for row in plan.counts["lines"]} == {"silence"}


def test_only_an_approver_of_the_municipality_lets_it_go(town: Town, approver: Account) -> None:
    (plan,) = plan_of(town, nights(gained(HIB, CHILD)))

    for actor in (clerk(CHOFU), clerk(SUMIDA, role="approver"), clerk(role="keeper")):
        with pytest.raises(RefusedError):
            approve_plan(plan, by=actor, at=AT)
        with pytest.raises(RefusedError):
            drop_plan(plan, by=actor, at=AT)
    with pytest.raises(PlanError):
        send_plan(plan, content=book().content, ports=town.ports(), at=AT)
    assert not town.told.told


def test_a_trial_can_never_be_sent(town: Town, approver: Account) -> None:
    (plan,) = plan_of(town, nights(gained(HIB, CHILD)), kind="trial")

    with pytest.raises(PlanError, match="試し"):
        approve_plan(plan, by=clerk(CHOFU, role="approver", number=approver.pk), at=AT)


def test_a_plan_that_is_days_old_is_not_true_any_more(town: Town, approver: Account) -> None:
    (plan,) = plan_of(town, nights(gained(HIB, CHILD)))

    by = clerk(CHOFU, role="approver", number=approver.pk)
    # 22 November is a Sunday and the 23rd a holiday: the third office day is the 26th.
    with pytest.raises(PlanError, match="3日"):
        approve_plan(plan, by=by, at=AT + timedelta(days=5))
    assert approve_plan(plan, by=by, at=AT + timedelta(days=4)).state == NoticePlan.State.APPROVED


def test_a_dropped_plan_forgets_whom_it_was_about(town: Town, approver: Account) -> None:
    (plan,) = plan_of(town, nights(gained(HIB, CHILD)))
    drop_plan(plan, by=clerk(CHOFU, role="approver", number=approver.pk), at=AT)

    assert plan.state == "dropped"
    assert not PlannedNotice.objects.exists()


def test_sending_tells_once_and_again_nothing(town: Town, approver: Account) -> None:
    (plan,) = plan_of(town, nights(gained(HIB, CHILD), gained(SHELVED, CHILD)))

    sent = send(plan, town, approver)
    again = send(plan, town, approver)

    assert (sent.pushed, sent.shelved) == (1, 1)
    assert (again.pushed, again.shelved) == (0, 0)
    pushed = next(one for one in town.told.told if one.is_pushed)
    assert (pushed.person_id, pushed.program_id, pushed.wording) == (PARENT, HIB, "newly-eligible")
    assert pushed.items == ("household.municipality", "person.birth_date")
    assert pushed.reason["occasion"] == "gained"
    assert {one.channels for one in town.told.told if not one.is_pushed} == {0}
    assert plan.state == "sent"
    assert Entry.objects.filter(verb="send", area=CHOFU).count() == 1


def test_the_next_night_does_not_tell_the_same_again(town: Town, approver: Account) -> None:
    (plan,) = plan_of(town, nights(gained(HIB, CHILD)))
    send(plan, town, approver)

    (following,) = plan_of(town, nights(gained(HIB, CHILD), mark="another"))

    assert not lines_of(following)
    assert following.counts["lines"][0]["held_for"] == "duplicate"


@pytest.mark.parametrize(
    ("change", "held"),
    [
        ("consent", "consent"),
        ("silence", "silence"),
        ("dead", "death"),
        ("stopped", "stopped"),
        ("stopped here", "stopped"),
        ("shield", "no_reader"),
    ],
)
def test_what_changed_since_the_plan_holds_it_back(
    town: Town, approver: Account, change: str, held: str
) -> None:
    (plan,) = plan_of(town, nights(gained(HIB, CHILD)))
    match change:
        case "consent":
            town.refused_items.add((PARENT, "person.birth_date"))
        case "silence":
            town.wish(PARENT, is_silenced=True)
        case "dead":
            town.wish(PARENT, is_dead=True)
        case "stopped":
            town.stopped.add(("children-gained", ""))
        case "stopped here":
            town.stopped.add(("children-gained", CHOFU))
        case _:
            town.readers[CHILD] = []

    sent = send(plan, town, approver)

    assert not town.told.told
    assert sent.held == {held: 1}
    assert plan.lines.get().dropped_for == held


def test_who_wants_nothing_since_finds_it_on_the_shelf_only(town: Town, approver: Account) -> None:
    (plan,) = plan_of(town, nights(gained(HIB, CHILD)))
    town.wish(PARENT, none=True)

    send(plan, town, approver)

    assert [(one.is_pushed, one.channels) for one in town.told.told] == [(False, 0)]


def test_nothing_gets_further_than_was_approved(town: Town, approver: Account) -> None:
    town.wish(PARENT, none=True)
    (plan,) = plan_of(town, nights(gained(HIB, CHILD)))
    town.wish(PARENT, none=False)

    send(plan, town, approver)

    assert [one.is_pushed for one in town.told.told] == [False]


def test_the_budget_is_one_over_all_senders_and_nights(town: Town, approver: Account) -> None:
    town.readers |= {OTHER: [PARENT]}
    town.wish(PARENT, budget=2)
    plans = plan_of(
        town,
        nights(gained(HIB, CHILD), gained("bcg", OTHER, area=SUMIDA), due(JIDO, 9, PARENT, unit="household")),
    )
    for plan in plans:
        send(plan, town, approver)

    assert sum(one.is_pushed for one in town.told.told) == 2
    assert JIDO in {one.program_id for one in town.told.told if one.is_pushed}, "the urgent goes first"

    (later,) = plan_of(town, nights(gained("rotavirus", CHILD), mark="later"))
    assert lines_of(later) == [(PARENT, "rotavirus", "shelf", "budget")]


def test_sending_goes_on_where_it_was_stopped(town: Town, approver: Account) -> None:
    children = range(100, 110)
    town.readers |= {child: [child + 1000] for child in children}
    (plan,) = plan_of(town, nights(gained(HIB, *children)))
    approve_plan(plan, by=clerk(CHOFU, role="approver", number=approver.pk), at=AT)
    ports = town.ports()
    calls = 0

    def killed_in_the_third(tellings: object, *, at: object) -> int:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return town.told(tellings, at=at)  # type: ignore[arg-type]

    breaking = type(ports)(
        ports.readers_about,
        ports.addressee_of_households,
        ports.wishes,
        ports.stopped,
        killed_in_the_third,
    )
    with pytest.raises(KeyboardInterrupt):
        send_plan(plan, content=book().content, ports=breaking, at=AT, chunk=3)
    assert len(town.told.told) == 6
    assert PlannedNotice.objects.filter(sent_at__isnull=False).count() == 6

    sent = send_plan(plan, content=book().content, ports=ports, at=AT, chunk=3)

    assert sent.pushed == 4
    assert sorted(one.person_id for one in town.told.told) == [child + 1000 for child in children]
