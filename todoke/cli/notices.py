"""``todoke notices``: plan what is told, show it, approve it, send it, and list how far programs reach."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from todoke.base import clock
from todoke.cli.instance import with_instance
from todoke.cli.nights import default_folder, name_of
from todoke.nights.stored.sealing import NightError

if TYPE_CHECKING:
    from todoke.apps.planning.models import NoticePlan
    from todoke.apps.planning.ports import Ports
    from todoke.nights.stored.store import Night

DATABASE = "database"
NOT_PUBLISHED = (
    "文面がまだ公開されていないので、だれにも送っていません。"
    "デスクの「文面」で承認を受けてから、もう一度実行してください。"
)
"""Said where a wording that is needed was not published."""


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("notices", help="お知らせの予定を作り、見て、承認し、送る")
    parts = parser.add_subparsers(required=True, metavar="操作")
    plan = parts.add_parser(
        "plan",
        help="晩の結果から、だれに何を知らせるかの予定を作る(まだ送らない)",
        description="新しい二つの晩を比べ、区市町村ごとにお知らせの予定を作ります。だれにも送りません。"
        "送るのは、デスク(/desk/notices/)で承認してからです。同じ晩からは、同じ予定を1回だけ作ります。",
    )
    plan.add_argument(
        "--population",
        default=DATABASE,
        metavar="名前",
        help="どの住民データの晩か。予定を作れるのは database(この環境に登録された人)だけ",
    )
    plan.add_argument("--out", type=Path, metavar="フォルダー", help="晩の置き場所(省略時はこの環境の var)")
    plan.add_argument("--trial", action="store_true", help="試しの予定(送ることはできない)")
    plan.set_defaults(run=_plan)
    show = parts.add_parser("show", help="予定の数と、控えた理由を示す")
    show.add_argument(
        "plan", nargs="?", type=int, metavar="番号", help="予定の番号(省略時は新しい予定の一覧)"
    )
    show.set_defaults(run=_show)
    approve = parts.add_parser("approve", help="予定を承認する(承認の担当の名前で)")
    approve.add_argument("plan", type=int, metavar="番号")
    approve.add_argument("--by", required=True, metavar="ログインID", help="その区市町村の承認の担当")
    approve.set_defaults(run=_approve)
    send = parts.add_parser("send", help="承認された予定を送る(途中で止めても、次は続きから)")
    send.add_argument("plan", nargs="?", type=int, metavar="番号", help="省略時は承認されたすべて")
    send.set_defaults(run=_send)
    roundups = parts.add_parser(
        "roundups",
        help="今日がまとめて受け取る曜日の人に、まとめ便を作る",
        description="まとめて受け取る曜日を選んだ人に、待っていたお知らせを1つにまとめて知らせます。"
        "毎晩の予定(todoke notices plan)より先に実行します。まとめ便も30日の上限の1通に数えます。"
        "もう一度実行しても、同じ人に2つは作りません。",
    )
    roundups.set_defaults(run=_roundups)
    lifts = parts.add_parser("lifts", help="制度がどこまで届くかと、認められた例外を示す")
    lifts.add_argument("--all", action="store_true", help="「送る」以外の制度も")
    lifts.set_defaults(run=_lifts)


def ports() -> Ports:
    """Return what planning works with in this installation."""
    from todoke.apps.entitlements.telling import telling_entitled
    from todoke.apps.planning.handing import hand_over
    from todoke.apps.planning.wiring import ports_of

    return ports_of(tell=telling_entitled(hand_over))


@with_instance
def _plan(call: argparse.Namespace) -> int:
    from todoke.apps.planning.actions.plans import make_plan
    from todoke.apps.planning.models import NoticePlan
    from todoke.apps.registry.queries.rulebook import rulebook

    if call.population != DATABASE:
        print(
            "予定を作れるのは --population database だけです。ほかのデータの番号は、登録された人の番号ではありません。"
            "ほかのデータで試すには todoke simulate notices を使ってください",
            file=sys.stderr,
        )
        return 2
    out = call.out or default_folder(DATABASE)
    try:
        nights = _newest(out)
    except NightError as error:
        print(str(error), file=sys.stderr)
        return 2
    if nights is None:
        print("まだ判定した晩がありません。todoke match --population database のあとに作れます。")
        return 0
    plans = make_plan(
        on=nights[1].on,
        nights=nights,
        book=rulebook(),
        ports=ports(),
        kind=NoticePlan.Kind.TRIAL if call.trial else NoticePlan.Kind.NIGHTLY,
        by="system:notices",
        at=clock.now(),
    )
    if not plans:
        print(f"{nights[1].on} に、新しく知らせることはありません。")
    for plan in plans:
        print(_line(plan))
    return 0


def _newest(out: Path) -> tuple[Night | None, Night] | None:
    """Return the newest whole night with the one before it, where there is one; None without any."""
    from todoke.nights.stored.store import nights_in

    whole = [night for night in nights_in(out) if night.is_whole]
    days: dict[date, Night] = {night.on: night for night in whole}
    newest = [days[day] for day in sorted(days)[-2:]]
    if not newest:
        return None
    return (newest[0] if len(newest) == 2 else None, newest[-1])


def _line(plan: NoticePlan) -> str:
    from todoke.apps.planning.queries.plans import totals_of

    totals = totals_of(plan)
    return (
        f"予定 {plan.pk} {plan.on} {plan.municipality_id} [{plan.get_state_display()}] "
        f"送る {totals.pushed:,} 件・棚に置く {totals.shelved:,} 件・間に合わない {totals.too_late:,} 件"
    )


@with_instance
def _show(call: argparse.Namespace) -> int:
    from todoke.apps.planning.models import NoticePlan
    from todoke.apps.planning.queries.plans import by_rule, plans
    from todoke.apps.tenancy.scope import everywhere

    with everywhere("notices-show"):
        if call.plan is None:
            listed = list(plans())
            for plan in listed:
                print(_line(plan))
            if not listed:
                print("予定はありません。毎晩の照合のあとに todoke notices plan が作ります。")
            return 0
        found = NoticePlan.objects.filter(pk=call.plan).first()
        if found is None:
            return _unknown(call.plan)
        print(_line(found))
        for one in by_rule(found):
            held = "、".join(f"{why} {count}" for why, count in sorted(one.totals.held.items()))
            print(
                f"  {one.rule} {one.program_id}: 送る {one.totals.pushed}・棚 {one.totals.shelved}"
                + (f"・控え({held})" if held else "")
            )
    return 0


@with_instance
def _approve(call: argparse.Namespace) -> int:
    from todoke.apps.access.domain.actors import Actor, Assurance, Kind
    from todoke.apps.access.domain.deciding import RefusedError
    from todoke.apps.accounts.models import Account
    from todoke.apps.planning.actions.plans import PlanError, approve_plan
    from todoke.apps.planning.models import NoticePlan
    from todoke.apps.tenancy.scope import everywhere

    with everywhere("notices-approve"):
        plan = NoticePlan.objects.filter(pk=call.plan).first()
        if plan is None:
            return _unknown(call.plan)
        account = Account.objects.filter(login=call.by, is_active=True).first()
        if account is None:
            print(f"「{call.by}」という有効なアカウントはありません", file=sys.stderr)
            return 2
        roles = frozenset(
            account.memberships.values_list("body__area", "role", "section")  # of this account alone
        )
        by = Actor(kind=Kind.STAFF, account_id=account.pk, assurance=Assurance.CARD, roles=roles)
        try:
            approve_plan(plan, by=by, at=clock.now())
        except RefusedError:
            print("承認できるのは、この区市町村の承認の担当だけです", file=sys.stderr)
            return 1
        except PlanError as error:
            print(str(error), file=sys.stderr)
            return 1
        print(f"予定 {plan.pk} を承認しました。todoke notices send で送ります。")
    return 0


@with_instance
def _send(call: argparse.Namespace) -> int:
    from todoke.apps.belief.wordings import UnsignedWordingError
    from todoke.apps.planning.actions.plans import PlanError
    from todoke.apps.planning.actions.sending import send_plan
    from todoke.apps.planning.models import NoticePlan
    from todoke.apps.registry.queries.rulebook import rulebook
    from todoke.apps.tenancy.scope import everywhere

    here = ports()
    if here.tell is None:
        print("お知らせを置く受信箱がこの環境にまだつながっていません。送れません。", file=sys.stderr)
        return 1
    with everywhere("notices-send"):
        states = (NoticePlan.State.APPROVED, NoticePlan.State.SENDING)
        waiting = NoticePlan.objects.filter(state__in=states).order_by("on", "pk")
        if call.plan is not None:
            waiting = NoticePlan.objects.filter(pk=call.plan)
        plans = list(waiting)
        if call.plan is not None and not plans:
            return _unknown(call.plan)
        if not plans:
            print("承認された予定はありません。")
        for plan in plans:
            try:
                sent = send_plan(plan, content=rulebook().content, ports=here, at=clock.now())
            except UnsignedWordingError:
                print(NOT_PUBLISHED, file=sys.stderr)
                return 1
            except PlanError as error:
                print(str(error), file=sys.stderr)
                return 1
            held = "、".join(f"{why} {count}" for why, count in sorted(sent.held.items()))
            print(
                f"予定 {plan.pk}: 送った {sent.pushed:,} 件・棚に置いた {sent.shelved:,} 件"
                + (f"・直前に控えた {held}" if held else "")
            )
    return 0


@with_instance
def _roundups(call: argparse.Namespace) -> int:
    from todoke.apps.belief.wordings import UnsignedWordingError
    from todoke.apps.planning.actions.roundups import make_roundups
    from todoke.apps.registry.queries.rulebook import rulebook

    try:
        made = make_roundups(content=rulebook().content, ports=ports(), at=clock.now())
    except UnsignedWordingError:
        print(NOT_PUBLISHED, file=sys.stderr)
        return 1
    print(
        f"まとめ便 {made.roundups:,} 件(お知らせ {made.notices:,} 件)・"
        f"待つものがない人 {made.held['nothing']:,} 人・上限に達している人 {made.held['budget']:,} 人"
    )
    if made.left["too_late"]:
        print(f"待つ間に間に合わなくなったお知らせ {made.left['too_late']:,} 件")
    return 0


@with_instance
def _lifts(call: argparse.Namespace) -> int:
    from todoke.apps.planning.rulings import rulings
    from todoke.apps.registry.queries.rulebook import rulebook

    book = rulebook()
    rules = rulings(book.content, on=clock.today())
    for program_id in rules.programs:
        reached = rules.reached(program_id)
        is_push = book.content.programs[program_id].program.reach.value == "push"
        if not (call.all or is_push or program_id in rules.lifts):
            continue
        forbidden = "、".join(sorted({path.fact for path in reached.forbidden})) if is_push else ""
        print(
            f"{reached.decision.value:6} {reached.because.value:9} {name_of(program_id, book)}"
            + (f" 止めている情報: {forbidden}" if forbidden else "")
        )
    for lift in rules.lifts.values():
        print(
            f"例外: {name_of(lift.program_id, book)} を {lift.to.value} に({lift.ends_on} まで): {lift.reason}"
        )
    if not rules.lifts:
        print("例外はありません。")
    return 0


def _unknown(number: int) -> int:
    print(f"予定 {number} はありません。todoke notices show で一覧を見られます", file=sys.stderr)
    return 2
