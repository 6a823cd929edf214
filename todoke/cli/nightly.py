"""``todoke nightly``: everything an installation does once a night, one step after another.

A step that fails does not keep the next from running; the exit code says whether any failed. Each step is a command
of its own and can be run by hand.
"""

from __future__ import annotations

import argparse
import fcntl
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from todoke.cli.instance import with_instance

STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("advance", "施行日が来た版を今日の版にする", ("registry", "advance")),
    ("links", "確認の時期が来たリンクと公式ページを確かめる", ("links", "check", "--due-only")),
    ("inspect", "登録を点検して、やることを担当に知らせる", ("registry", "inspect")),
    ("opendata", "公開データを作る", ("opendata", "build")),
    ("match", "登録された全員の受けられる制度を判定する", ("match", "--population", "database")),
    ("consents", "期限の切れた同意を終える", ("consents", "expire")),
    ("entitlements", "申請のいらない支給の対象を数える", ("entitlements", "list")),
    ("roundups", "今日がまとめて受け取る日の人に、まとめ便を作る", ("notices", "roundups")),
    ("plan", "お知らせの予定を作る", ("notices", "plan", "--population", "database")),
    ("payments", "申請のいらない支給を知らせる予定を作る", ("entitlements", "plan")),
    ("apps", "アプリへの合図を作る", ("apps", "tell")),
    ("webhooks", "登録した利用者に変更を届ける", ("webhooks", "deliver")),
    ("seal", "監査の記録に封をする", ("audit", "seal")),
)

Run = Callable[[Sequence[str]], int]


def add_to(commands: Any, run: Run) -> None:
    """Add the command; ``run`` runs another command of the same program."""
    parser = commands.add_parser(
        "nightly",
        help="毎晩の作業をまとめて行う",
        description="毎晩1回実行します。行うこと: " + "、".join(words for _, words, _ in STEPS) + "。",
    )
    parser.add_argument(
        "--skip",
        action="append",
        default=[],
        choices=[name for name, _, _ in STEPS],
        metavar="作業",
        help="この作業をとばす(何度でも): " + "、".join(name for name, _, _ in STEPS),
    )
    parser.set_defaults(run=lambda call: _nightly(call, run))


def _nightly(call: argparse.Namespace, run: Run) -> int:
    @with_instance
    def alone(call: argparse.Namespace) -> int:
        try:
            with _only_one():
                return run_steps(run, skip=call.skip)
        except BlockingIOError:
            print("毎晩の作業はすでに動いています。終わってから、もう一度実行してください。", file=sys.stderr)
            return 1

    return alone(call)


def run_steps(run: Run, *, skip: Sequence[str] = ()) -> int:
    """Run the steps and tell how each went; return 0 when all went well, 1 otherwise."""
    failed = []
    for name, words, command in STEPS:
        if name in skip:
            continue
        print(f"■ {words} (todoke {' '.join(command)})", flush=True)
        began = time.monotonic()
        code = _code(run, command)
        print(
            f"  {'終わりました' if code == 0 else '失敗しました'}。{time.monotonic() - began:.1f} 秒",
            flush=True,
        )
        if code:
            failed.append(words)
    if failed:
        print(
            f"失敗した作業: {'、'.join(failed)}。上の説明を見て、その作業だけ実行し直してください。",
            file=sys.stderr,
        )
    return 1 if failed else 0


def _code(run: Run, command: Sequence[str]) -> int:
    try:
        return run(command)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except Exception as error:  # one broken step must not cost the night
        print(f"  思わぬ不具合です: {type(error).__name__}。記録を見てください。", file=sys.stderr)
        return 1


@contextmanager
def _only_one() -> Iterator[None]:
    from django.conf import settings

    with (settings.VAR_DIR / "nightly.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
