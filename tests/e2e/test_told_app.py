"""A hint from the daily round to the handbook of examples/, carried by the worker that `todoke serve` starts."""

import importlib
import os
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from tests.ports import find_free_port

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "maternity-app"
_LATER = """
from datetime import timedelta
from django.db.models import F
from todoke.apps.subscriptions.models import Subscription
from todoke.apps.tenancy.scope import everywhere
with everywhere("test"):
    print(Subscription.objects.update(made_at=F("made_at") - timedelta(days=60)))
"""
_MORNING = """
from todoke.apps.channels.models import Dispatch
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock
with everywhere("test"):
    print(Dispatch.objects.filter(channel="app", state="waiting").update(next_at=clock.now()))
"""


def _run(folder: Path, *words: str) -> str:
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "TODOKE_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/todoke.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def _in_the_instance(folder: Path, script: str) -> str:
    return _run(folder, "manage.py", "shell", "--verbosity", "0", "-c", script).split()[-1]


def _months(on: date) -> list[str]:
    """Return the months of birth of children of up to three years, so that something is always coming for one."""
    return [
        f"{year}-{month:02}"
        for year, month in (divmod(on.year * 12 + on.month - 1 - age, 12) for age in range(0, 38, 2))
        for month in (month + 1,)
    ]


def test_the_worker_carries_what_the_daily_round_made_to_the_handbook(
    served: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    site, folder = served
    monkeypatch.syspath_prepend(str(EXAMPLE))
    app, client = importlib.import_module("app"), importlib.import_module("client")
    port = find_free_port()
    hook = ("--contact", "a@b.example", "--url", f"http://127.0.0.1:{port}/hook")
    said = _run(folder, "-m", "todoke.cli.main", "apps", "add", "とどく手帳", *hook)
    key, secret = (line.rpartition(": ")[2] for line in said.splitlines()[1:3])
    todoke = client.Todoke(site, key)
    book = app.Handbook(todoke, secret)
    with app.server(book, port=port) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        try:
            agreed = {"agreed_to": todoke.terms()["version"], "municipality": "132080", "channel": "webhook"}
            for number, born in enumerate(_months(date.today())):
                todoke.subscribe(agreed | {"child_born": born}, once=f"told-app-{number:012}")
            assert int(_in_the_instance(folder, _LATER)) > 10
            told = _run(folder, "-m", "todoke.cli.main", "apps", "tell")
            assert not told.startswith("合図 0 件"), told
            _in_the_instance(folder, _MORNING)  # what was made at night may leave

            deadline = time.monotonic() + 60
            while not book.hints and time.monotonic() < deadline:
                time.sleep(0.2)
            got = [line for lines in book.hints.values() for line in lines]
            assert got, "nothing came; the worker of todoke serve carries hints"
            assert {line["office"] for line in got} == {"調布市"}
            again = _run(folder, "-m", "todoke.cli.main", "apps", "tell")
            assert again.startswith("合図 0 件"), "run again the same day it tells nothing"
        finally:
            running.shutdown()
            thread.join(timeout=10)
    for name in ("app", "client", "pages"):
        sys.modules.pop(name, None)
