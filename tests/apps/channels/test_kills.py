"""Workers are killed while they hand over: every dispatch arrives, and hardly any twice.

The full size is ``python -m bench.outbox --count 100000 --kills 20 [--postgresql]``.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
KILLS = 3


@pytest.mark.slow
@pytest.mark.parametrize("on", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_nothing_is_lost_when_workers_are_killed(on):
    command = [sys.executable, "-m", "bench.outbox", "--count", "400", "--kills", str(KILLS)]
    command += ["--postgresql"] if on == "postgresql" else []
    done = subprocess.run(
        command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["lost"], told["foreign"], told["kills"]) == (0, 0, KILLS)
    assert told["states"] == {"done": 400}
    assert told["twice"] <= KILLS
