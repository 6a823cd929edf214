"""``todoke outbox``: hand over what waits, show it, try again."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import timedelta
from types import FrameType
from typing import TYPE_CHECKING, Any

from todoke.base import clock
from todoke.cli.instance import with_instance

if TYPE_CHECKING:
    from todoke.apps.channels.queries.standing import Way

NAMES = {"mail": "メール", "push": "端末の通知", "letter": "手紙", "app": "アプリ"}


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("outbox", help="お知らせの発送: 待っているものを送る、様子を見る、送り直す")
    parts = parser.add_subparsers(required=True, metavar="操作")
    work = parts.add_parser(
        "work",
        help="待っているものを送り続ける(止めるまで動く)",
        description="待っている発送を1件ずつ渡します。途中で止めても失われません。何台で動かしてもかまいません。"
        "相手のサーバーが止まっている間は、間を置いて待ち、動きはじめたら急ぐものから順に渡します。",
    )
    work.add_argument("--workers", type=_count, default=1, metavar="数", help="同時に動かす数(省略時は1)")
    work.add_argument(
        "--per-second", type=_count, default=50, metavar="件数", help="1つが1秒に渡す数の上限(省略時は50)"
    )
    work.add_argument(
        "--lease", type=_count, default=120, metavar="秒", help="渡し終わるまで待つ時間(省略時は120)"
    )
    work.add_argument("--once", action="store_true", help="今渡せるものを渡し終えたら終わる")
    work.set_defaults(run=_work)
    show = parts.add_parser("show", help="待っている数、いちばん古いもの、渡せなかったものを示す")
    show.set_defaults(run=_show)
    retry = parts.add_parser("retry", help="渡せなかったものを、もう一度待たせる")
    retry.add_argument("--code", default="", metavar="わけ", help="このわけで渡せなかったものだけ")
    retry.set_defaults(run=_retry)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"「{text}」は使えません。1以上の数を書いてください")
    return int(text)


@with_instance
def _work(call: argparse.Namespace) -> int:
    if call.workers > 1:
        return _work_together(call)
    from todoke.apps.channels.carriers.instance import instance_carriers
    from todoke.apps.channels.rounds import WORKS, do_due
    from todoke.apps.channels.working import Worker
    from todoke.apps.notices.actions import spread_hints
    from todoke.cli.notices_sending import send_approved

    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    works = {**WORKS, "approved": (timedelta(seconds=5), send_approved)}
    owner = f"{socket.gethostname()[:24]}:{os.getpid()}"
    with instance_carriers(clock.now) as carriers:
        worker = Worker(
            owner=owner,
            carriers=carriers,
            now=clock.now,
            per_second=float(call.per_second),
            lease=timedelta(seconds=call.lease),
            sleep=lambda seconds: void(stopped.wait(seconds)),
            is_stopped=stopped.is_set,
            between=lambda: void((spread_hints(at=clock.now()), do_due(owner, at=clock.now(), works=works))),
        )
        if call.once:
            while not stopped.is_set() and spread_hints(at=clock.now()):
                pass
            while not stopped.is_set() and worker.turn():
                pass
        else:
            worker.run()
    return 0


def void(anything: object) -> None:
    """Drop a value where none is wanted."""


def _work_together(call: argparse.Namespace) -> int:
    """Run several workers as processes of their own; whoever stops this stops them all."""
    command = [sys.executable, "-m", "todoke.cli.main", "outbox", "work"]
    command += [
        "--per-second",
        str(call.per_second),
        "--lease",
        str(call.lease),
        *(["--once"] if call.once else []),
    ]
    workers = [subprocess.Popen(command) for _ in range(call.workers)]

    def stop(number: int, frame: FrameType | None) -> None:
        for one in workers:
            one.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return max(one.wait() for one in workers)


@with_instance
def _show(call: argparse.Namespace) -> int:
    from todoke.apps.channels.models import Dispatch
    from todoke.apps.channels.queries.standing import dead_by_code, ways
    from todoke.apps.tenancy.scope import everywhere

    at = clock.now()
    with everywhere("outbox-show"):
        rows = Dispatch.objects.all()
        for way in ways(rows, at=at):
            print(_line(way, at))
        for ended in dead_by_code(rows)[:20]:
            print(f"  渡せなかった {NAMES[ended.channel]} {ended.code}: {ended.count} 件")
    return 0


def _line(way: Way, at: Any) -> str:
    late = way.late(at)
    oldest = "" if late is None else f"、いちばん古いものは {int(late.total_seconds())} 秒前から"
    return (
        f"{NAMES[way.channel]}: 待っている {way.waiting} 件{oldest}、"
        f"この1日に渡した {way.handed} 件、渡せなかった {way.dead} 件"
    )


@with_instance
def _retry(call: argparse.Namespace) -> int:
    from todoke.apps.channels.actions.retrying import retry_dead
    from todoke.apps.tenancy.scope import everywhere

    with everywhere("outbox-retry"):
        count = retry_dead(by="system:outbox", at=clock.now(), code=call.code)
    print(f"{count} 件をもう一度送ります。" if count else "送り直せるものはありません。")
    return 0
