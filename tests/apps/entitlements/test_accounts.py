"""That an account is in the register is told by the person, the desk or an office's table; no number is ever taken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from tests.factories.accounts import has_account
from tests.factories.actors import NOON, act_as, clerk, person
from tests.factories.contacts import a_person
from tests.factories.registry import clerk as account_of
from tests.factories.registry import some_bodies
from tests.pages.client import PageClient
from todoke.apps.access.domain.actors import Actor
from todoke.apps.accounts.models import Account, Role
from todoke.apps.consent.models import AccessEntry
from todoke.apps.entitlements.actions import list_entitled
from todoke.apps.entitlements.models import Claim, Entitlement
from todoke.apps.entitlements.programs import PaidProgram
from todoke.apps.entitlements.queries import Entitled
from todoke.apps.people.models import Basics, Kinship, LoginPerson, Person, Statement
from todoke.apps.people.queries.statements import PUBLIC_ACCOUNT
from todoke.apps.people.queries.who import match_mark
from todoke.apps.places.models import Body
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock
from todoke.cli.main import main

CHOFU, TODAY = "132080", NOON.date()
PROGRAM = PaidProgram(program_id="018-support", in_use=True, refuse_days=30, month=1)
HEAD = "氏名,生年月日,公金受取口座,確かめた日\n"


@pytest.fixture(autouse=True)
def office(db, monkeypatch):
    """Record municipalities, and stop the clock."""
    monkeypatch.setattr(clock, "now", lambda *source: NOON)
    with everywhere("test"):
        some_bodies()
        yield


def named(name: str) -> Person:
    """Return somebody of Chofu born in 1990 whose name is held, and who logs in."""
    found = a_person()
    LoginPerson.objects.create(login_id=found.pk, person=found, since=NOON)
    row = Basics(person=found, municipality_id=CHOFU, source="card", as_of=TODAY, verified=True)
    row.name, row.match_blind = name, match_mark(name, found.birth_low)
    row.save()
    return found


def brought_in(tmp_path: Path, text: str, *more: str, encoding: str = "utf-8-sig") -> int:
    """Import a table."""
    file = tmp_path / "accounts.csv"
    file.write_bytes(text.encode(encoding))
    return main(["entitlements", "accounts", str(file), "--municipality", CHOFU, *more])


def known() -> dict[int, tuple[bool, str, str]]:
    """Return what is recorded of accounts, by person."""
    rows = Statement.objects.filter(fact=PUBLIC_ACCOUNT, replaced_by__isnull=True)
    return {row.person_id or 0: (row.value, row.status, row.source) for row in rows}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_an_office_brings_in_its_table(tmp_path, capsys, encoding):
    one, other = named("むらさき 花子"), named("みどり太郎")
    text = HEAD + "むらさき花子,1990-01-01,あり,2026-11-20\nみどり太郎,1990/01/01,なし,2026-11-20\n"

    assert brought_in(tmp_path, text, "--dry-run") == 0
    assert not known()
    assert brought_in(tmp_path, text, encoding=encoding) == 0
    assert capsys.readouterr().out.endswith("記録した 2件(登録あり 1件)\n")
    assert known() == {
        one.pk: (True, "confirmed", "municipality"),
        other.pk: (False, "confirmed", "municipality"),
    }


def test_lines_that_are_not_clear_are_told_by_number_without_a_name(tmp_path, capsys):
    named("むらさき花子")
    named("むらさき花子")
    lines = (
        "むらさき花子,1990-01-01,あり,2026-11-20",
        "いない人,1990-01-01,あり,2026-11-20",
        "むらさき花子,平成2年,あり,2026-11-20",
        "むらさき花子,1990-01-01,たぶん,2026-11-20",
        "むらさき花子,1990-01-01,あり,2027-01-01",
    )
    assert brought_in(tmp_path, HEAD + "\n".join(lines)) == 1
    told = capsys.readouterr().err
    assert [line.split("行目")[0] for line in told.splitlines()] == ["2", "3", "4", "5", "6"]
    assert "花子" not in told
    assert not known()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("氏名,生年月日\nむらさき花子,1990-01-01\n", "列 公金受取口座、確かめた日 がありません"),
        (
            HEAD.strip() + ",口座番号\nむらさき花子,1990-01-01,あり,2026-11-20,1234567\n",
            "口座番号などは預かりません",
        ),
        (HEAD + "むらさき花子,1990-01-01,あり," + "12345678901" + "8\n", "マイナンバーのような"),
    ],
)
def test_a_file_that_holds_too_little_or_too_much_is_given_back_whole(tmp_path, capsys, text, says):
    named("むらさき花子")
    assert brought_in(tmp_path, text) == 2
    told = capsys.readouterr().err
    assert says in told
    assert "花子" not in told
    assert not known()


def child_of(*parents: Person) -> Person:
    """Return a child of six with these parents."""
    child = a_person()
    Person.objects.filter(pk=child.pk).update(birth_low="2020-05-05", birth_high="2020-05-05")
    for one in parents:
        Kinship.objects.create(
            person=one,
            other=child,
            municipality_id=CHOFU,
            kind="parent_of",
            status="confirmed",
            living_together=True,
        )
    return child


def listed(one: Person) -> Entitlement:
    """List somebody as entitled."""
    list_entitled(PROGRAM, [Entitled(CHOFU, np.array([one.pk], np.int64))], on=TODAY, at=NOON)
    return Entitlement.objects.get(person=one)


def parent_of(who: Person, *children: Person) -> Actor:
    """Return a parent who acts."""
    plain = person(who.pk)
    told = {name: getattr(plain, name) for name in plain.__slots__}
    return Actor(**told | {"in_care": frozenset(one.pk for one in children)})


def test_a_person_tells_it_and_who_receives_on_their_own_page_and_sees_it_among_their_data(monkeypatch):
    who = named("むらさき花子")
    child = child_of(who)
    listed(child)
    act_as(monkeypatch, parent_of(who, child))
    mine = PageClient()

    page = mine.get("/my/payments/")
    assert "役所が確かめています" in page.text
    assert "口座の番号は書かないでください" in page.text
    assert "登録してあるか、ないかを選んでください" in mine.submit(page, button="伝える", status=422).text
    page = mine.submit(page, {"account": "yes"}, button="伝える")
    assert "記録しました。" in page.text
    page = mine.submit(page, button="わたしが受け取る")
    assert "あなたが受け取ると伝えています。" in page.text
    assert known() == {who.pk: (True, "stated", "person")}
    assert Claim.objects.get().person == who

    assert "公金受取口座の登録があるか本人 2026-11-22" in mine.get("/my/data/").text
    assert "あり" in mine.get("/my/data/account.public/").text
    mine.submit(page, button="伝えたことを取り消す")
    assert Claim.objects.get().ended_at == NOON


def at_the_desk(monkeypatch) -> PageClient:
    """Return a browser of somebody of the staff."""
    account = account_of("desk", Body.objects.get(area=CHOFU), Role.EDITOR)
    act_as(monkeypatch, clerk(CHOFU, number=account.pk))
    monkeypatch.setattr("django.contrib.auth.get_user", lambda request: Account.objects.get(pk=account.pk))
    monkeypatch.setattr("todoke.apps.entitlements.programs.paid_programs", lambda *_: (PROGRAM,))
    return PageClient()


def test_the_desk_sees_whom_to_pay_records_the_account_and_the_payment_goes_its_way(monkeypatch):
    who, other = named("むらさき花子"), named("みどり太郎")
    child = child_of(who, other)
    row = listed(child)
    desk = at_the_desk(monkeypatch)

    page = desk.get(f"/desk/payments/{row.row}/")
    assert "1人目: むらさき花子(親、同居、18〜39歳)" in page.text
    assert "2人目: みどり太郎(親、同居、18〜39歳)" in page.text
    assert {one.person_id for one in AccessEntry.objects.filter(action="decide_payment")} == {
        who.pk,
        other.pk,
    }
    address = f"/desk/payments/{row.row}/"
    desk.client.post(f"{address}payee/", {"who": who.pk})
    row.refresh_from_db()
    assert (row.state, row.why) == ("exception", "no_account")
    desk.client.post(f"{address}account/", {"who": who.pk, "has": "yes", "as_of": "2026-11-20"})
    row.refresh_from_db()
    assert (row.state, row.payee_id) == ("listed", who.pk)
    assert known()[who.pk] == (True, "confirmed", "municipality")


@pytest.mark.parametrize(
    "wrong",
    [
        {"who": "0", "has": "yes", "as_of": "2026-11-20"},
        {"has": "yes", "as_of": "2026-11-20"},
        {"who": "it", "as_of": "2026-11-20"},
        {"who": "it", "has": "yes", "as_of": "2027-01-01"},
        {"who": "it", "has": "yes", "as_of": ""},
    ],
)
def test_what_is_not_filled_in_records_nothing(monkeypatch, wrong):
    who = named("むらさき花子")
    row = listed(who)
    desk = at_the_desk(monkeypatch)
    if wrong.get("who") == "it":
        wrong = wrong | {"who": who.pk}
    desk.client.post(f"/desk/payments/{row.row}/account/", wrong)
    assert not known()


def test_with_two_parents_staff_say_whom_they_pay(monkeypatch):
    who, other = named("むらさき花子"), named("みどり太郎")
    row = listed(child_of(who, other))
    desk = at_the_desk(monkeypatch)
    desk.client.post(f"/desk/payments/{row.row}/", {"do": "pay"})
    row.refresh_from_db()
    assert row.state == "exception"
    desk.client.post(f"/desk/payments/{row.row}/", {"do": "pay", "who": other.pk})
    row.refresh_from_db()
    assert (row.state, row.payee_id) == ("settled", other.pk)


def test_nobody_of_another_municipality_records_anything(monkeypatch):
    who = named("むらさき花子")
    row = listed(who)
    account = account_of("desk", Body.objects.get(area="131075"), Role.EDITOR)
    act_as(monkeypatch, clerk("131075", number=account.pk))
    monkeypatch.setattr("django.contrib.auth.get_user", lambda request: Account.objects.get(pk=account.pk))
    asked = {"who": who.pk, "has": "yes", "as_of": "2026-11-20"}
    answer = Client().post(f"/desk/payments/{row.row}/account/", asked)
    assert answer.status_code in (403, 404)
    assert not known()


def test_an_account_said_by_a_person_counts_for_the_list():
    who = named("むらさき花子")
    has_account(who, source="person")
    assert listed(who).state == "listed"
