"""``todoke links``: check the links of the registry, tell the owners, list what is dead."""

from __future__ import annotations

import argparse
import fcntl
import ipaddress
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from todoke.base import clock
from todoke.cli.instance import with_instance

if TYPE_CHECKING:
    from todoke.apps.registry.models import Link
    from todoke.apps.registry.watching.checking import Summary
    from todoke.clients.pages.addresses import Network
    from todoke.clients.pages.fetching import Manners

STATES = {
    "live": "つながる",
    "moved": "移っている",
    "dead": "切れている",
    "unreachable": "今はつながらない",
    "refused": "確認を断られた",
    "unknown": "まだ決められない",
}


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("links", help="登録のリンクが生きているか確かめ、公式ページの変更を見つける")
    parts = parser.add_subparsers(required=True, metavar="操作")
    check = parts.add_parser(
        "check",
        help="リンクを確認する(途中で止めても、次は続きから)",
        description="登録が挙げるリンクを1つずつ確かめ、切れた・移った・公式ページが変わったものを担当に知らせます。"
        "同じサイトには間を置いて1件ずつ、robots.txt に従って尋ねます。結果は1件ごとに記録するので、"
        "途中で止めても、もう一度実行すれば続きから確認します。毎日1回 --due-only で実行してください。",
    )
    check.add_argument("--municipality", default="", metavar="団体コード", help="6けた。例: 132080")
    check.add_argument("--due-only", action="store_true", help="確認の時期が来たものだけ(毎日の実行用)")
    check.add_argument("--again", action="store_true", help="今日すでに確認したものも、もう一度確認する")
    check.add_argument("--limit", type=_count, metavar="件数", help="この件数まで")
    check.add_argument("--dry-run", action="store_true", help="どこにも尋ねず、何を確認するかだけを示す")
    check.add_argument(
        "--contact",
        metavar="連絡先",
        help="サイトの管理者が連絡できるメールアドレスかURL(省略時は環境変数 TODOKE_CONTACT)",
    )
    check.add_argument(
        "--delay", type=float, default=1.0, metavar="秒", help="同じサイトに尋ねる間隔(省略時は1)"
    )
    check.add_argument(
        "--at-once", type=_count, default=8, metavar="数", help="同時に尋ねるサイトの数(省略時は8)"
    )
    check.add_argument(
        "--allow-network",
        type=_network,
        action="append",
        default=[],
        metavar="範囲",
        help="庁内など、公開されていない場所のうち尋ねてよい範囲。例: 10.1.0.0/16",
    )
    check.add_argument("--strict", action="store_true", help="切れたリンクがあれば終了コード1で終わる")
    check.set_defaults(run=_check)

    rebuild = parts.add_parser("rebuild", help="どの登録がどのリンクを挙げるかの表を作り直す")
    rebuild.set_defaults(run=_rebuild)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"「{text}」は使えません。1以上の数を書いてください")
    return int(text)


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」は範囲として読めません。例: 10.1.0.0/16") from None


@with_instance
def _check(call: argparse.Namespace) -> int:
    from todoke.apps.places.models import Body
    from todoke.apps.registry.watching.checking import Scope, links_in
    from todoke.apps.registry.watching.uses import follow_rules

    if call.municipality and not Body.objects.filter(area=call.municipality).exists():
        print(f"「{call.municipality}」という団体コードの自治体はありません", file=sys.stderr)
        return 2
    if not call.dry_run:
        follow_rules()  # rule files change without a record being published
    scope = Scope(call.municipality, call.due_only, call.again, call.limit)
    links = list(links_in(scope, at=clock.now()))
    if call.dry_run:
        _plan(links, call.delay)
        return 0
    if not links:
        print("確認するリンクはありません。")
        return 0
    manners = _manners(call)
    return 2 if manners is None else _run(call, links, manners)


def _manners(call: argparse.Namespace) -> Manners | None:
    from django.conf import settings

    from todoke.clients.pages.fetching import Manners

    contact = call.contact or settings.LINK_CONTACT
    if not contact:
        print(
            "連絡先がありません。相手のサイトの管理者が困ったときに連絡できるメールアドレスかURLを、"
            "--contact か環境変数 TODOKE_CONTACT で教えてください。例: --contact links@city.example",
            file=sys.stderr,
        )
        return None
    try:
        return Manners(contact=contact, delay=call.delay, at_once=call.at_once)
    except ValueError as error:
        print(str(error), file=sys.stderr)
        return None


def _run(call: argparse.Namespace, links: list[Link], manners: Manners) -> int:
    from tqdm import tqdm

    from todoke.apps.registry.watching.checking import OfflineError, check_links
    from todoke.clients.pages.fetching import Fetcher

    bar = tqdm(total=len(links), desc="リンクを確認", unit="件", disable=None, file=sys.stderr)
    try:
        with _alone(), bar, Fetcher(manners, allowed=call.allow_network) as pages:
            done = check_links(pages, links, at=clock.now(), progress=lambda stored: bar.update())
    except OfflineError as error:
        print(f"{error}。回線を確かめて、もう一度実行してください。", file=sys.stderr)
        return 1
    except BlockingIOError:
        print("別のリンク確認が実行中です。終わってから、もう一度実行してください。", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\n止めました。ここまでの結果は記録しました。もう一度実行すると続きから確認します。",
            file=sys.stderr,
        )
        return 1
    _tell(done, links)
    return 1 if call.strict and done.states["dead"] else 0


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the one lock of link checks on this machine: two runs at once would ask every site twice as often.

    Raises:
        BlockingIOError: another run holds it.
    """
    from django.conf import settings

    with (settings.VAR_DIR / "links.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _tell(done: Summary, links: Iterable[Link]) -> None:
    told = "、".join(f"{name} {done.states[state]}" for state, name in STATES.items() if done.states[state])
    print(f"{done.checked} 件を確認しました: {told}。")
    print(
        f"新しく切れたもの {done.newly_dead}、またつながったもの {done.revived}、"
        f"変わった公式ページ {done.pages_changed}。"
    )
    print(f"担当への用件: 新しく {done.opened} 件、自然に解消 {done.settled} 件。")
    dead = sorted((link for link in links if link.state == "dead"), key=lambda link: link.url)
    for link in dead[:20]:
        best = f" → 候補 {link.replacements[0]['url']}" if link.replacements else ""
        print(f"  切れている: {link.url}{best}")
    if len(dead) > 20:
        print(f"  ほか {len(dead) - 20} 件。担当の画面(/desk/)に一覧があります。")


def _plan(links: list[Link], delay: float) -> None:
    hosts: dict[str, int] = {}
    for link in links:
        hosts[link.host] = hosts.get(link.host, 0) + 1
    print(f"確認するリンク: {len(links)} 件、{len(hosts)} サイト。どこにも尋ねていません。")
    most = sorted(hosts.items(), key=lambda item: (-item[1], item[0]))
    for host, count in most[:10]:
        print(f"  {count:5} 件  {host or '(URLとして読めないもの)'}")
    if most:
        print(
            f"同じサイトには {delay:g} 秒おきなので、少なくとも {most[0][1] * delay / 60:.0f} 分かかります。"
        )


@with_instance
def _rebuild(call: argparse.Namespace) -> int:
    from todoke.apps.registry.watching.uses import rebuild

    print(f"リンクの表を作り直しました: {rebuild()} 件のリンクを公開中の登録が挙げています。")
    return 0
