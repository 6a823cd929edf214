"""``todoke letters``: print letters."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from todoke.base import clock
from todoke.cli.instance import with_instance

if TYPE_CHECKING:
    from datetime import datetime

    from todoke.apps.channels.actions.letters import Addressee
    from todoke.apps.channels.outbox import Hint
    from todoke.formats.letters.writing import Letter

TITLE = "お知らせの手紙"


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("letters", help="手紙で届けるお知らせを印刷する")
    parts = parser.add_subparsers(required=True, metavar="操作")
    out = parts.add_parser(
        "print",
        help="1つの自治体で待っている手紙を、1つのファイルにする",
        description="待っている手紙をPDFにします。PDFを作る部品や書体がないときは、印刷用のHTMLにします。"
        "あて先を使ってよい人だけに作り、そうでない人の分は職員の手に残します。"
        "ファイルには名前と住所が入ります。印刷したら消してください。",
    )
    out.add_argument("--municipality", required=True, metavar="団体コード", help="例: 132080")
    out.add_argument(
        "--out", type=Path, required=True, metavar="ファイル", help="作るファイル(.pdf か .html)"
    )
    out.add_argument(
        "--limit", type=int, default=200, choices=range(1, 501), metavar="通数", help="この通数まで"
    )
    out.set_defaults(run=_print)


@with_instance
def _print(call: argparse.Namespace) -> int:
    from django.conf import settings

    from todoke.apps.channels.actions.letters import print_letters
    from todoke.apps.places.models import Municipality

    if not Municipality.objects.filter(code=call.municipality).exists():
        print(f"「{call.municipality}」という団体コードの自治体はありません", file=sys.stderr)
        return 2
    if call.out.exists():
        print(f"「{call.out}」はもうあります。別の名前にしてください", file=sys.stderr)
        return 2

    def keep(letters: Sequence[Letter]) -> bytes:
        written = _written(letters, call.out)
        # Names and addresses: readable by nobody but whoever prints.
        with os.fdopen(os.open(call.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(written)
        return written

    try:
        done = print_letters(
            call.municipality,
            read=partial(_read, receiver=call.municipality),
            keep=keep,
            site=settings.SITE_URL,
            owner=f"letters:{os.getpid()}",
            limit=call.limit,
            at=clock.now(),
        )
    except OSError as error:
        print(f"ファイルを書けません: {error.strerror}。手紙は待ったままです", file=sys.stderr)
        return 1
    if not done.count:
        print(
            "印刷する手紙はありません。"
            + (f"職員の手に残した分が {done.held} 通あります。" if done.held else "")
        )
        return 0
    print(
        f"{done.count} 通を書きました。職員の手に残した分は {done.held} 通です。印刷したらファイルを消してください。"
    )
    return 0


def _written(letters: Sequence[Letter], out: Path) -> bytes:
    from django.conf import settings

    from todoke.formats.letters.pages import write_page
    from todoke.formats.letters.writing import LettersUnavailableError, write_letters

    if out.suffix != ".html":
        try:
            return write_letters(letters, title=TITLE, font=settings.LETTER_FONT)
        except LettersUnavailableError as error:
            print(f"{error}。印刷用のHTMLで書きます", file=sys.stderr)
    return write_page(letters, title=TITLE)


def _read(person_id: int, hint: Hint, at: datetime, *, receiver: str) -> Addressee | None:
    """Read name and address where the person agreed that this municipality may; they see that it was done."""
    from todoke.apps.access.domain.actors import Actor, Kind
    from todoke.apps.channels.actions.letters import Addressee
    from todoke.apps.consent.actions.reading import read_items
    from todoke.apps.consent.domain.purposes import Purpose
    from todoke.apps.registry.queries.rulebook import rulebook

    found = read_items(
        Actor(kind=Kind.SYSTEM, purpose=Purpose.LETTERS),
        person_id,
        ["basics.name", "basics.address"],
        purpose=Purpose.LETTERS,
        receiver=receiver,
        action="letter",
        at=at,
        content=rulebook().content,
    )
    name, address = found.get("basics.name"), found.get("basics.address")
    return Addressee(str(name), str(address)) if name and address else None
