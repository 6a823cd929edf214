"""A consumer killed at random instants sees every change exactly once, while writers publish (B2).

The same with 10,000 changes: ``python -m bench feed``.
"""

from pathlib import Path

import psycopg
import pytest

from tests.feed_trial import FEWEST_KILLS, Trial, run_trial
from tests.postgresql import PostgreSQL

pytestmark = pytest.mark.slow

CHANGES = 300


def _assert_exactly_once(trial: Trial) -> None:
    assert len(trial.published) >= CHANGES
    assert trial.kills >= FEWEST_KILLS
    assert trial.seen == trial.published


def test_on_sqlite(tmp_path: Path) -> None:
    _assert_exactly_once(run_trial(tmp_path, changes=CHANGES))


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, postgresql: PostgreSQL) -> None:
    with psycopg.connect(postgresql.url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE feed_trial")
    database = postgresql.url.removesuffix("/postgres") + "/feed_trial"
    _assert_exactly_once(run_trial(tmp_path, changes=CHANGES, database=database))
