"""Workers are killed, and the mail server is away for a while: every dispatch arrives, and hardly any twice.

The full size is ``python -m bench.outbox --trial kills --count 100000 --kills 20``.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
KILLS = 3
ON = pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])


def trial(name: str, database: str, *more: str) -> dict[str, Any]:
    """Run a small trial, and return what it told."""
    command = [sys.executable, "-m", "bench.outbox", "--json", "--trial", name, "--database", database, *more]
    done = subprocess.run(
        command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.slow
@ON
def test_nothing_is_lost_when_workers_are_killed(database):
    told = trial("kills", database, "--count", "400", "--kills", str(KILLS))
    assert (told["lost"], told["foreign"], told["kills"]) == (0, 0, KILLS)
    assert told["states"] == {"done": 400}
    assert told["twice"] <= KILLS


@pytest.mark.slow
@ON
def test_what_waited_for_a_mail_server_leaves_in_order_once_it_is_back(database):
    told = trial("down", database, "--count", "200", "--down", "6")
    assert (told["lost"], told["twice"], told["out_of_order"]) == (0, 0, 0)
    assert told["tries_counted_while_down"] == 0
