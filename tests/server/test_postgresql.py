"""What runs on SQLite runs on PostgreSQL: the tests of the apps, again, on a private server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgresql import PostgreSQL

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def run_tests(server: PostgreSQL, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: content for name, content in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-q", *arguments],
        cwd=ROOT,
        env={**environment, "DATABASE_URL": server.url},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def test_the_tests_of_the_apps_pass_on_postgresql(postgresql: PostgreSQL) -> None:
    done = run_tests(postgresql, "-m", "database", "tests/apps")
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]
    assert " passed" in done.stdout.splitlines()[-1]


def test_an_instance_is_prepared_on_postgresql_twice(postgresql: PostgreSQL, tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": postgresql.url, "TODOKE_VAR": str(tmp_path)}
    for _ in range(2):
        subprocess.run(
            [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True, timeout=300
        )
    assert not list(tmp_path.glob("*.sqlite3"))
