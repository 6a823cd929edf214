"""Whether a consumer killed at random instants sees each of 10,000 changes exactly once: ``python -m bench feed``."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str]) -> int:
    """Run the trial on SQLite and, where asked for, on a private PostgreSQL; fail unless it is exact."""
    parser = argparse.ArgumentParser(prog="python -m bench feed")
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--postgresql", action="store_true", help="on a private PostgreSQL too")
    call = parser.parse_args(arguments)
    exact = _run("SQLite", call.changes, None)
    if call.postgresql:
        from tests.postgresql import run_postgresql

        with run_postgresql() as server:
            exact &= _run("PostgreSQL", call.changes, server.url)
    return 0 if exact else 1


def _run(title: str, changes: int, database: str | None) -> bool:
    from tests.feed_trial import run_trial

    with tempfile.TemporaryDirectory() as folder:
        trial = run_trial(Path(folder), changes=changes, database=database)
    exact = trial.seen == trial.published
    print(
        f"{title}: {len(trial.published):,} changes, consumer killed {trial.kills} times, seen {len(trial.seen):,}"
        f" ({'each exactly once, in order' if exact else 'NOT exactly once'}), {trial.seconds:.0f} s"
    )
    return exact
