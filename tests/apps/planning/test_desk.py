"""The desk's pages about plans: what is told before anything goes out, and to whom of the staff (C1)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.actors import act_as
from tests.factories.actors import clerk as actor
from tests.factories.planning import AT, CHOFU, SUMIDA, TODAY, Town, book, due, gained, nights, somebody
from tests.factories.registry import clerk
from todoke.apps.accounts.models import Account, Role
from todoke.apps.belief.models import StoppedRule
from todoke.apps.places.models import Body
from todoke.apps.planning.actions.plans import make_plan
from todoke.apps.planning.models import NoticePlan, ReachLift
from todoke.base import clock


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock."""
    monkeypatch.setattr(clock, "now", lambda *source: AT)


@pytest.fixture
def plan() -> NoticePlan:
    """A plan of 調布市 with a push, a shelf line and one that was held back."""
    parent, child = somebody(), somebody()
    town = Town(readers={child.pk: [parent.pk], parent.household_id: [parent.pk]})
    found = nights(
        gained("hib", child.pk), gained("gakudo", child.pk), gained("bcg", 10**9), due("jido-teate", 9, 10**9)
    )
    (made,) = make_plan(on=TODAY, nights=found, book=book(), ports=town.ports(), by="system:nightly", at=AT)
    return made


def signed_in(monkeypatch: pytest.MonkeyPatch, area: str = CHOFU, role: Role = Role.APPROVER) -> Client:
    """Return a client of somebody of the staff."""
    account = clerk(f"{role}-{area}", Body.objects.get(area=area), role)
    act_as(monkeypatch, actor(area, role=role.value, number=account.pk))
    monkeypatch.setattr("django.contrib.auth.get_user", lambda request: Account.objects.get(pk=account.pk))
    return Client()


def test_a_plan_is_told_in_counts_and_examples_without_names(
    monkeypatch: pytest.MonkeyPatch, plan: NoticePlan
) -> None:
    client = signed_in(monkeypatch, role=Role.EDITOR)

    listed = client.get("/desk/notices/").content.decode()
    page = client.get(f"/desk/notices/plans/{plan.pk}/").content.decode()

    assert "調布市" in listed
    assert "送る 1件・棚に置く 1件" in page
    assert "知らせる相手がいない" in page
    assert "新しく受けられる" in page
    assert "承認して送る" not in page, "who drafts does not approve"


def test_approving_and_dropping(monkeypatch: pytest.MonkeyPatch, plan: NoticePlan) -> None:
    client = signed_in(monkeypatch)
    assert "承認して送る" in client.get(f"/desk/notices/plans/{plan.pk}/").content.decode()

    client.post(f"/desk/notices/plans/{plan.pk}/approve/")
    plan.refresh_from_db()
    assert plan.state == "approved"
    assert plan.approved_by is not None

    client.post(f"/desk/notices/plans/{plan.pk}/drop/")
    plan.refresh_from_db()
    assert plan.state == "approved", "what is approved is not dropped behind its back"


def test_another_municipality_sees_nothing_of_it(monkeypatch: pytest.MonkeyPatch, plan: NoticePlan) -> None:
    client = signed_in(monkeypatch, SUMIDA)

    assert "調布市" not in client.get("/desk/notices/").content.decode()
    assert client.get(f"/desk/notices/plans/{plan.pk}/").status_code == 404
    for what in ("approve", "drop", "stop"):
        assert client.post(f"/desk/notices/plans/{plan.pk}/{what}/").status_code == 404


def test_a_rule_is_stopped_from_the_plan(monkeypatch: pytest.MonkeyPatch, plan: NoticePlan) -> None:
    client = signed_in(monkeypatch)

    client.post(f"/desk/notices/plans/{plan.pk}/stop/", {"rule": "children-gained", "why": "言葉が古い"})

    assert list(StoppedRule.objects.values_list("rule", "area")) == [("children-gained", CHOFU)]
    assert "止めています" in client.get(f"/desk/notices/plans/{plan.pk}/").content.decode()


def test_asking_for_an_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(monkeypatch)
    given = {
        "program_id": "gakudo",
        "to": "push",
        "reason": "災害で学校が休みのため",
        "ends_on": "2027-03-31",
    }

    wrong = client.post("/desk/notices/lifts/", given | {"reason": "短い"})
    right = client.post("/desk/notices/lifts/", given)

    assert wrong.status_code == 400
    assert "10文字以上" in wrong.content.decode()
    assert right.status_code == 302
    lift = ReachLift.objects.get()
    client.post(f"/desk/notices/lifts/{lift.pk}/", {"do": "grant"})
    lift.refresh_from_db()
    assert lift.published_at is None, "never by one alone"
    page = client.get("/desk/notices/lifts/").content.decode()
    assert "承認待ち" in page
    assert "認めて公開する" not in page
