"""``todoke notices``: a night is planned, shown, approved and sent from the command line, and errors say what to do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.factories.people import register
from tests.factories.planning import AT, CHOFU, TODAY, book, gained, nights
from tests.factories.readers import a_reader
from tests.factories.registry import clerk as account_of
from tests.factories.residents import households
from todoke.apps.accounts.models import Account, Role
from todoke.apps.audit.models import Entry
from todoke.apps.belief.wordings import publish_all
from todoke.apps.channels.models import Dispatch
from todoke.apps.notices.models import Notice
from todoke.apps.places.models import Body
from todoke.apps.planning.actions.plans import make_plan
from todoke.apps.planning.models import NoticePlan
from todoke.apps.planning.wiring import ports_of
from todoke.base import clock
from todoke.cli.main import main
from todoke.telling.quiet import TOKYO


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon of the day of the plans."""
    monkeypatch.setattr(clock, "now", lambda *_: AT)


@pytest.fixture
def approver() -> Account:
    """Somebody who may approve in 調布市."""
    return account_of("shonin", Body.objects.get(area=CHOFU), Role.APPROVER)


@pytest.fixture
def wordings(approver: Account) -> None:
    """Publish all wordings, signed by two people."""
    writer = account_of("kisha", Body.objects.get(area=CHOFU), Role.APPROVER)
    publish_all(domain="todoke.example", written_by=writer, approved_by=approver, at=AT)


def planned(*people: int, **more: Any) -> NoticePlan:
    """Make the plan of a night in which these may get a program more."""
    (plan,) = make_plan(
        on=TODAY,
        nights=nights(gained("hib", *people)),
        book=book(),
        ports=ports_of(),
        by="system:notices",
        at=AT,
        **more,
    )
    return plan


def said(capsys: pytest.CaptureFixture[str], *call: str) -> tuple[int, str, str]:
    """Run the command; return its code and what it said."""
    code = main(["notices", *call])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_plan_is_shown_approved_and_sent(
    approver: Account, wordings: None, capsys: pytest.CaptureFixture[str]
) -> None:
    who = a_reader(roundup_day=None)
    plan = planned(who.pk)

    code, out, _ = said(capsys, "show")
    assert code == 0
    assert f"予定 {plan.pk} 2026-11-22 {CHOFU} [承認待ち] 送る 1 件" in out
    code, out, _ = said(capsys, "show", str(plan.pk))
    assert "children-gained hib: 送る 1・棚 0" in out
    assert str(who.pk) not in out.replace(str(plan.pk), ""), "nobody is named"

    code, out, _ = said(capsys, "approve", str(plan.pk), "--by", "shonin")
    assert (code, out) == (0, f"予定 {plan.pk} を承認しました。todoke notices send で送ります。\n")

    code, out, _ = said(capsys, "send")
    assert (code, out) == (0, f"予定 {plan.pk}: 送った 1 件・棚に置いた 0 件\n")
    assert (Notice.objects.count(), Dispatch.objects.count()) == (1, 1)
    assert Entry.objects.filter(verb="approve", actor_ref__contains=str(approver.pk)).exists()

    code, out, _ = said(capsys, "send", str(plan.pk))
    assert code == 0
    assert (Notice.objects.count(), Dispatch.objects.count()) == (1, 1), "sent again, nothing leaves"
    assert said(capsys, "send")[1] == "承認された予定はありません。\n"


def test_nothing_to_show_says_where_plans_come_from(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "show")

    assert code == 0
    assert out == "予定はありません。毎晩の照合のあとに todoke notices plan が作ります。\n"


@pytest.mark.parametrize("call", [("show",), ("approve", "--by", "shonin"), ("send",)])
def test_a_number_there_is_not_says_how_to_find_one(
    approver: Account, capsys: pytest.CaptureFixture[str], call: tuple[str, ...]
) -> None:
    code, _, err = said(capsys, call[0], "999", *call[1:])

    assert (code, err) == (2, "予定 999 はありません。todoke notices show で一覧を見られます\n")


def test_only_an_approver_of_the_municipality_approves(capsys: pytest.CaptureFixture[str]) -> None:
    plan = planned(a_reader().pk)
    account_of("henshu", Body.objects.get(area=CHOFU), Role.EDITOR)
    account_of("tonari", Body.objects.exclude(area=CHOFU).filter(kind="municipality")[0], Role.APPROVER)

    for login in ("henshu", "tonari"):
        code, _, err = said(capsys, "approve", str(plan.pk), "--by", login)
        assert (code, err) == (1, "承認できるのは、この区市町村の承認の担当だけです\n")
    code, _, err = said(capsys, "approve", str(plan.pk), "--by", "inai")
    assert (code, err) == (2, "「inai」という有効なアカウントはありません\n")
    assert NoticePlan.objects.get().state == "draft"


def test_what_nobody_approved_is_not_sent(wordings: None, capsys: pytest.CaptureFixture[str]) -> None:
    plan = planned(a_reader(roundup_day=None).pk)

    code, _, err = said(capsys, "send", str(plan.pk))

    assert code == 1
    assert "承認されていない予定は送れません" in err
    assert not Notice.objects.exists()


def test_words_nobody_signed_stop_the_sending_and_say_what_to_do(
    approver: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = planned(a_reader(roundup_day=None).pk)
    said(capsys, "approve", str(plan.pk), "--by", "shonin")

    code, _, err = said(capsys, "send")

    assert code == 1
    assert "文面がまだ公開されていないので、だれにも送っていません。" in err
    assert not Notice.objects.exists()


def test_a_trial_is_shown_and_never_sent(approver: Account, capsys: pytest.CaptureFixture[str]) -> None:
    plan = planned(a_reader().pk, kind=NoticePlan.Kind.TRIAL)

    code, _, err = said(capsys, "approve", str(plan.pk), "--by", "shonin")

    assert code == 1
    assert "試しの予定は送れません" in err


def test_an_approved_plan_is_not_approved_again(
    approver: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = planned(a_reader().pk)
    said(capsys, "approve", str(plan.pk), "--by", "shonin")

    code, _, err = said(capsys, "approve", str(plan.pk), "--by", "shonin")

    assert (code, err) == (1, "この予定はもう承認待ちではありません。一覧を開き直してください。\n")


def test_roundups_are_made_and_counted(
    approver: Account,
    wordings: None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_reader(budget=0)
    plan = planned(a_reader().pk)
    said(capsys, "approve", str(plan.pk), "--by", "shonin")
    said(capsys, "send")
    monkeypatch.setattr(clock, "now", lambda *_: datetime(2026, 11, 23, 3, tzinfo=TOKYO))

    code, out, _ = said(capsys, "roundups")

    assert code == 0
    assert out == "まとめ便 1 件(お知らせ 1 件)・待つものがない人 1 人・上限に達している人 0 人\n"


def test_roundups_without_signed_words_say_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    a_reader(roundup_day=AT.astimezone(TOKYO).weekday())

    code, _, err = said(capsys, "roundups")

    assert code == 1
    assert "文面がまだ公開されていない" in err


def test_the_reach_of_programs_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(capsys, "lifts")

    assert code == 0
    assert "push   open" in out
    assert "例外はありません。" in out


def test_a_plan_needs_a_night_of_the_people_registered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, "plan", "--out", str(tmp_path / "nights"))
    assert (code, out) == (
        0,
        "まだ判定した晩がありません。todoke match --population database のあとに作れます。\n",
    )

    code, _, err = said(capsys, "plan", "--population", "tokyo")
    assert code == 2
    assert "予定を作れるのは --population database だけです。" in err


@pytest.mark.slow
def test_two_nights_become_a_plan_and_again_the_same(
    tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.VAR_DIR, settings.RULES_FROM = tmp_path / "var", "files"
    register("131016", households(6))
    out = tmp_path / "nights"
    for day in ("2026-11-21", "2026-11-22"):
        call = ["match", "--population", "database", "--on", day, "--out", str(out)]
        assert main([*call, "--workers", "1", "--no-report"]) == 0
    capsys.readouterr()

    first = said(capsys, "plan", "--out", str(out))
    again = said(capsys, "plan", "--out", str(out))

    assert first[0] == again[0] == 0
    assert first[1] == again[1]
    assert "承認待ち" in first[1] or "知らせることはありません" in first[1]
