"""``todoke entitlements``: who is paid unless they refuse, and how many applications nobody had to write."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from todoke.base import clock
from todoke.base.fiscal import FiscalYear
from todoke.cli.instance import with_instance
from todoke.cli.nights import default_folder
from todoke.nights.stored.sealing import NightError

DATABASE = "database"
_NOT_IN_USE = "申請なしで支給することになっている制度はありません(data/notices/entitlements.yaml)。"


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("entitlements", help="申請のいらない支給の対象を数え、様子を示す")
    parts = parser.add_subparsers(required=True, metavar="操作")
    listing = parts.add_parser(
        "list",
        help="新しい晩から、支給の対象を1年度に1回だけ書き出す",
        description="entitlements.yaml で in_use: true の制度について、新しい晩で受けられる人を書き出します。"
        "口座が分からない・支援措置・親の申し出が食い違う・知らせる相手がいない人は、担当が確かめる分に入ります。",
    )
    listing.set_defaults(run=_list)
    plan = parts.add_parser(
        "plan",
        help="対象の人に知らせる予定を作る(まだ送らない)",
        description="書き出した対象のうち、まだ知らせていない人に知らせる予定を、区市町村ごとに作ります。"
        "デスク(/desk/notices/)で承認し、todoke notices send で送ると、辞退できるようになります。",
    )
    plan.set_defaults(run=_plan)
    accounts = parts.add_parser(
        "accounts",
        help="公金受取口座の登録があるかを、役所の表から取り込む(口座番号は取り込まない)",
        description="CSV または Excel の表で、列は 氏名・生年月日・公金受取口座(あり/なし)・確かめた日。"
        "氏名と生年月日がその区市町村の1人とだけ合う行を記録し、合わない行は行の番号だけを示します。"
        "ほかの列、とくに口座番号の列があるファイルは、何も取り込まずに返します。",
    )
    accounts.add_argument("file", type=Path, metavar="ファイル")
    accounts.add_argument("--municipality", required=True, metavar="コード", help="区市町村(6けた)")
    accounts.add_argument("--dry-run", action="store_true", help="何も書かずに、結果だけを示す")
    accounts.set_defaults(run=_accounts)
    show = parts.add_parser("show", help="区市町村ごとの数と、省けた申請の数を示す")
    show.set_defaults(run=_show)


@with_instance
def _list(call: argparse.Namespace) -> int:
    from todoke.apps.entitlements.actions import hold_gone, list_entitled
    from todoke.apps.entitlements.programs import paid_programs
    from todoke.apps.entitlements.queries import entitled_in
    from todoke.nights.stored.store import latest

    programs = [one for one in paid_programs() if one.in_use]
    if not programs:
        print(_NOT_IN_USE)
        return 0
    try:
        night = latest(default_folder(DATABASE))
        if night is None:
            print("まだ判定の結果がありません。先に todoke match --population database を実行してください。")
            return 0
        for program in programs:
            entitled = list(entitled_in(night, program.program_id))
            new = list_entitled(program, entitled, on=night.on, at=clock.now())
            gone = hold_gone(program, entitled, on=night.on)
            told = "、".join(f"{_said(word)} {count}" for word, count in sorted(new.items())) or "なし"
            print(
                f"{program.program_id}: 新しい対象 {told}"
                + (f"、対象でなくなったかもしれない {gone}" if gone else "")
            )
    except NightError as error:
        print(str(error), file=sys.stderr)
        return 2
    return 0


def _said(word: str) -> str:
    from todoke.apps.entitlements.models import Entitlement

    known = {one.value: str(one.label) for one in (*Entitlement.State, *Entitlement.Why) if one.value}
    return known.get(word, word)


@with_instance
def _accounts(call: argparse.Namespace) -> int:
    from todoke.apps.entitlements.importing.accounts import AccountFileError, import_accounts

    try:
        done = import_accounts(call.file, area=call.municipality, at=clock.now(), dry_run=call.dry_run)
    except AccountFileError as error:
        print(str(error), file=sys.stderr)
        return 2
    print(f"記録{'する' if call.dry_run else 'した'} {done.recorded}件(登録あり {done.having}件)")
    for number, why in done.problems:
        print(f"{number}行目: {why}", file=sys.stderr)
    return 1 if done.problems else 0


@with_instance
def _plan(call: argparse.Namespace) -> int:
    from todoke.apps.entitlements.programs import paid_programs
    from todoke.apps.entitlements.telling import plan_listed
    from todoke.apps.planning.queries.plans import totals_of
    from todoke.apps.registry.queries.rulebook import rulebook
    from todoke.cli.notices import ports

    programs = [one for one in paid_programs() if one.in_use]
    if not programs:
        print(_NOT_IN_USE)
        return 0
    for program in programs:
        plans = plan_listed(program, on=clock.today(), book=rulebook(), ports=ports(), at=clock.now())
        for plan in plans:
            totals = totals_of(plan)
            held = "、".join(
                f"{why} {count}" for why, count in sorted(totals.held.items()) if why != "nothing"
            )
            print(
                f"{program.program_id}: 予定 {plan.pk} {plan.municipality_id} 送る {totals.pushed:,} 件・"
                f"棚に置く {totals.shelved:,} 件" + (f"・控え({held})" if held else "")
            )
        if not plans:
            print(f"{program.program_id}: まだ知らせていない対象はありません。")
    return 0


@with_instance
def _show(call: argparse.Namespace) -> int:
    from todoke.apps.entitlements.programs import paid_programs
    from todoke.apps.entitlements.queries import counts
    from todoke.apps.tenancy.scope import everywhere

    year = FiscalYear.of(clock.today())
    with everywhere("entitlements-show"):
        for program in paid_programs():
            state = "使っています" if program.in_use else "まだ使っていません"
            print(f"{program.program_id} {year.name}({state})")
            for area, here in sorted(counts(program.program_id, year.year).items()):
                saved = here.pop("saved")
                told = "、".join(f"{word} {count}" for word, count in sorted(here.items()))
                print(f"  {area}: {told}、省けた申請 {saved}")
    return 0
