"""``todoke serve``: the site with all that runs beside it, ended together."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any
from urllib.parse import urlsplit

from todoke.cli.instance import with_instance

_LOOK_EVERY = 0.2
_PATIENCE = 15.0
"""Seconds a program has to end by itself."""


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "serve", help="サイトと、発送・代役などいっしょに動くものを起動する(Ctrl+Cですべて終わる)"
    )
    parser.add_argument("--port", type=int, default=8000, metavar="ポート", help="省略時は8000")
    parser.add_argument("--workers", type=int, default=2, metavar="数", help="Webの並行数(省略時は2)")
    parser.add_argument("--without", action="append", default=[], choices=("outbox", "standin", "mail"))
    parser.set_defaults(run=_serve)


def _serve(call: argparse.Namespace) -> int:
    os.environ.setdefault("PORT", str(call.port))
    return _run(call)


@with_instance
def _run(call: argparse.Namespace) -> int:
    from django.conf import settings

    if not _is_free(call.port):
        print(f"ポート {call.port} はもう使われています。--port で別の番号にしてください", file=sys.stderr)
        return 1
    sink = None
    if not settings.PRODUCTION and "mail" not in call.without:
        sink = _start_sink()
    programs = {name: subprocess.Popen(command) for name, command in _commands(call).items()}
    stopping = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.append(True))
    print(f"todoke: {settings.SITE_URL}/  (Ctrl+C で終了 / to stop)", flush=True)
    ended = ""
    while not stopping and not ended:
        time.sleep(_LOOK_EVERY)
        ended = next((name for name, one in programs.items() if one.poll() is not None), "")
    if ended:
        print(f"「{ended}」が止まったので、すべて終わります", file=sys.stderr)
    _end(list(programs.values()))
    if sink is not None:
        sink.stop()
    return 1 if ended else 0


def _commands(call: argparse.Namespace) -> dict[str, list[str]]:
    from django.conf import settings

    todoke = [sys.executable, "-m", "todoke.cli.main"]
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    web += ["--port", str(call.port), "--workers", str(call.workers), "--blocking-threads", "1"]
    web += ["--workers-kill-timeout", "10", "--log-level", "warning", "todoke.config.wsgi:application"]
    found = {"web": web}
    if "outbox" not in call.without:
        found["outbox"] = [*todoke, "outbox", "work"]
    issuer = urlsplit(settings.OIDC_ISSUER)
    is_own = not settings.PRODUCTION and issuer.hostname == "127.0.0.1" and issuer.scheme == "http"
    if is_own and "standin" not in call.without and _is_free(issuer.port or 80):
        found["standin"] = [*todoke, "standin", "serve"]
    return found


def _start_sink() -> Any:
    """Return the running mail sink; None where mail goes elsewhere or the port is taken by another instance."""
    from django.conf import settings

    from todoke.clients.mail.sink import Sink

    server = urlsplit(settings.MAIL_URL)
    if server.hostname != "127.0.0.1" or not _is_free(server.port or 25):
        return None
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    sink = Sink(settings.VAR_DIR / "mail", port=server.port or 25)
    sink.start()
    return sink


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _end(programs: list[subprocess.Popen[bytes]]) -> None:
    """End them all, first by asking."""
    for one in programs:
        if one.poll() is None:
            one.terminate()
    deadline = time.monotonic() + _PATIENCE
    for one in programs:
        try:
            one.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()
