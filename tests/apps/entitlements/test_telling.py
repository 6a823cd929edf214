"""Paid unless refused, from the list to the refusal: planned, approved, told, decided by staff where need be (C12)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from django.test import Client

from tests.factories.accounts import has_account
from tests.factories.actors import act_as, clerk
from tests.factories.planning import AT, CHOFU, SUMIDA, TODAY, book
from tests.factories.readers import a_reader
from tests.factories.registry import clerk as account_of
from tests.factories.registry import some_bodies
from todoke.apps.accounts.models import Account, Role
from todoke.apps.belief.wordings import publish_all
from todoke.apps.channels.models import Dispatch
from todoke.apps.entitlements.actions import list_entitled
from todoke.apps.entitlements.models import Entitlement
from todoke.apps.entitlements.programs import PaidProgram
from todoke.apps.entitlements.queries import Entitled
from todoke.apps.entitlements.telling import plan_listed, telling_entitled
from todoke.apps.notices.models import Notice
from todoke.apps.notices.saying import forget_wordings
from todoke.apps.people.models import Person
from todoke.apps.places.models import Body
from todoke.apps.planning.actions.plans import approve_plan
from todoke.apps.planning.actions.sending import send_plan
from todoke.apps.planning.handing import hand_over
from todoke.apps.planning.models import NoticePlan
from todoke.apps.planning.ports import Ports
from todoke.apps.planning.wiring import ports_of
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock
from todoke.cli.main import main

PROGRAM = PaidProgram(program_id="hib", in_use=True, refuse_days=30, month=1)
"""A program that may be pushed stands for one that is paid: which are, every office decides."""


@pytest.fixture(autouse=True)
def office(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Record municipalities, and stop the clock."""
    monkeypatch.setattr(clock, "now", lambda *source: AT)
    forget_wordings()
    with everywhere("test"):
        some_bodies()
        yield
    forget_wordings()


@pytest.fixture
def approver() -> Account:
    """An approver of 調布市, where all wordings are published."""
    body = Body.objects.get(area=CHOFU)
    found = account_of("shonin", body, Role.APPROVER)
    writer = account_of("kisha", body, Role.APPROVER)
    publish_all(domain="todoke.example", written_by=writer, approved_by=found, at=AT)
    return found


def listed(*people: Person, have: bool = True) -> None:
    """List these as entitled."""
    for one in people if have else ():
        has_account(one)
    list_entitled(PROGRAM, [Entitled(CHOFU, np.array([one.pk for one in people], np.int64))], on=TODAY, at=AT)


def ports() -> Ports:
    """Return the ports of an installation."""
    return ports_of(tell=telling_entitled(hand_over))


def planned() -> list[NoticePlan]:
    """Plan to tell whoever is listed."""
    return plan_listed(PROGRAM, on=TODAY, book=book(), ports=ports(), at=AT)


def sent(plan: NoticePlan, approver: Account) -> None:
    """Approve and send."""
    approve_plan(plan, by=clerk(CHOFU, role="approver", number=approver.pk), at=AT)
    send_plan(plan, content=book().content, ports=ports(), at=AT)


def test_who_is_listed_is_told_with_the_last_day_to_refuse(approver: Account) -> None:
    who = a_reader(roundup_day=None)
    listed(who)

    (plan,) = planned()
    assert (plan.kind, plan.state) == ("entitlement", "draft")
    assert Entitlement.objects.get().state == "listed", "planned is not told"
    sent(plan, approver)

    notice = Notice.objects.get()
    assert (notice.person_id, notice.kind) == (who.pk, "paid-unless-refused")
    assert notice.values is not None
    assert (notice.values["begins"], notice.values["deadline"]) == ("2027-01-01", "2026-12-22")
    row = Entitlement.objects.get()
    assert (row.state, str(row.refuse_until), row.notice_id) == ("told", "2026-12-22", notice.pk)
    assert Dispatch.objects.count() == 1


def test_nobody_is_told_twice(approver: Account) -> None:
    listed(a_reader(roundup_day=None))
    (plan,) = planned()
    assert planned() == [plan], "the same day plans the same"
    sent(plan, approver)

    assert planned() == []
    send_plan(plan, content=book().content, ports=ports(), at=AT)
    assert (Notice.objects.count(), Dispatch.objects.count()) == (1, 1)


def test_who_did_not_agree_is_counted_and_stays_listed(approver: Account) -> None:
    listed(a_reader(items=()))

    (plan,) = planned()
    sent(plan, approver)

    assert [(row["held_for"], row["count"]) for row in plan.counts["lines"]] == [("consent", 1)]
    assert Entitlement.objects.get().state == "listed"


def test_whom_a_machine_must_not_decide_is_not_planned(approver: Account) -> None:
    listed(a_reader(), have=False)

    assert planned() == []
    assert Entitlement.objects.get().state == "exception"


def test_the_command_says_what_it_planned(
    approver: Account, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["entitlements", "plan"]) == 0
    assert "制度はありません" in capsys.readouterr().out

    monkeypatch.setattr("todoke.apps.entitlements.programs.paid_programs", lambda *_: (PROGRAM,))
    assert main(["entitlements", "plan"]) == 0
    assert capsys.readouterr().out == "hib: まだ知らせていない対象はありません。\n"
    listed(a_reader(roundup_day=None))
    assert main(["entitlements", "plan"]) == 0
    assert "132080 送る 1 件・棚に置く 0 件" in capsys.readouterr().out


def at_the_desk(monkeypatch: pytest.MonkeyPatch, area: str = CHOFU, role: Role = Role.APPROVER) -> Client:
    """Return a client of somebody of the staff."""
    account = account_of(f"desk-{area}-{role}", Body.objects.get(area=area), role)
    act_as(monkeypatch, clerk(area, role=role.value, number=account.pk))
    monkeypatch.setattr("django.contrib.auth.get_user", lambda request: Account.objects.get(pk=account.pk))
    return Client()


def test_staff_see_what_they_must_decide_and_decide_it(monkeypatch: pytest.MonkeyPatch) -> None:
    listed(a_reader(), have=False)
    row = Entitlement.objects.get().row
    client = at_the_desk(monkeypatch, role=Role.EDITOR)

    page = client.get("/desk/payments/").content.decode()
    assert "公金受取口座の登録が分からない" in page
    assert str(row)[:8] in page
    shown = client.get(f"/desk/payments/{row}/").content.decode()
    assert "口座番号は、ここには書きません" in shown
    assert client.post(f"/desk/payments/{row}/", {"do": "pay"}).status_code == 302
    assert Entitlement.objects.get().state == "settled"
    assert not Entitlement.objects.get().saved_application, "somebody had to look"
    assert "もう決まっています" in client.get(f"/desk/payments/{row}/").content.decode()


def test_a_choice_that_is_none_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    listed(a_reader(), have=False)
    row = Entitlement.objects.get().row
    client = at_the_desk(monkeypatch)

    client.post(f"/desk/payments/{row}/", {"do": "?"})

    assert Entitlement.objects.get().state == "exception"
    assert "「支給する」か「支給しない」を選んでください。" in client.get("/desk/payments/").content.decode()


def test_another_municipality_sees_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    listed(a_reader(), have=False)
    row = Entitlement.objects.get().row
    client = at_the_desk(monkeypatch, SUMIDA)

    assert str(row)[:8] not in client.get("/desk/payments/").content.decode()
    assert client.get(f"/desk/payments/{row}/").status_code in (403, 404)


def test_what_was_not_refused_in_time_is_settled_and_counted_as_saved(
    approver: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(a_reader(roundup_day=None))
    sent(planned()[0], approver)
    monkeypatch.setattr("todoke.apps.desk.payments.views.paid_programs", lambda: (PROGRAM,))
    Entitlement.objects.update(refuse_until="2026-11-21")
    client = at_the_desk(monkeypatch)

    client.post("/desk/payments/settle/", {"program": "hib"})

    row = Entitlement.objects.get()
    assert (row.state, row.saved_application) == ("settled", True)
    page = client.get("/desk/payments/").content.decode()
    assert "<td>1件</td>" in page


def test_nothing_to_decide_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    page = at_the_desk(monkeypatch).get("/desk/payments/").content.decode()

    assert "担当が確かめる人はいません。" in page
    assert "まだ使っていません" in page
