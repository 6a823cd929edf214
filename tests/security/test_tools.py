"""Tools that attack from outside: sqlmap on what reads addresses and forms, schemathesis on the whole API.

Each runs as a program of its own against a served instance. The first test makes sure that sqlmap finds a hole.
``ATTACK_DEPTH`` (1 to 5; 1 where not set) is sqlmap's level and multiplies what schemathesis tries.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.serving import BINARIES, served_hole, served_instance

DEPTH = int(os.environ.get("ATTACK_DEPTH", "1"))
FOUND = re.compile(r"^(?:Parameter: .+|.*is vulnerable.*)$", re.MULTILINE)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attack")]

READ = (
    "/search/?q=hoiku&area=132080",
    "/search/suggest/?q=ho",
    "/programs/?topic=children",
    "/api/v1/programs?topic=children&limit=5&offset=0",
    "/api/v1/registry/records?family=facility&area=132080&limit=5",
    "/api/v1/registry/changes?after=0&limit=5",
    "/api/v1/notices/check/7K3M9QXT2RH*",
    "/programs/jido-teate*/",
    "/login/?next=/my/",
)
"""Addresses whose parameters are tried; a star marks a part of the path."""
SENT = (
    ("/notices/check/", "code=7K3M9QXT2RH"),
    ("/notices/report/", "words=x&url=x&channel=mail"),
    ("/login/mail/", "address=a@example.jp"),
    ("/desk/login/", "username=a&password=b"),
)
"""Forms: address and what is sent."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an instance of these tests alone."""
    with served_instance(tmp_path_factory.mktemp("attacked")) as address:
        yield address


def sqlmap(target: str, folder: Path, *more: str) -> str:
    """Run sqlmap on one address and return what it says."""
    command = [
        *(str(BINARIES / "sqlmap"), "-u", target, "--batch", "--disable-coloring", "--flush-session"),
        *("--level", str(DEPTH), "--risk", "1", "--technique", "BEU", "--threads", "1"),
        *("--ignore-code", "403,404,429", "--skip-waf", "--output-dir", str(folder)),
        *more,
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=1200, check=False, cwd=folder)
    return run.stdout + run.stderr


def test_sqlmap_finds_a_hole_that_is_there(tmp_path: Path) -> None:
    with served_hole(tmp_path) as address:
        told = sqlmap(f"{address}/?number=1", tmp_path)
    assert "Parameter: number (GET)" in told
    assert "SQLite" in told


@pytest.mark.parametrize("address", READ)
def test_sqlmap_finds_none_in_an_address(site: str, address: str, tmp_path: Path) -> None:
    told = sqlmap(site + address, tmp_path)
    assert FOUND.search(told) is None, told[-3000:]
    assert "testing" in told, told[-3000:]


@pytest.mark.parametrize(("address", "sent"), SENT)
def test_sqlmap_finds_none_in_a_form(site: str, address: str, sent: str, tmp_path: Path) -> None:
    told = sqlmap(site + address, tmp_path, "--data", sent, "--csrf-token", "csrfmiddlewaretoken")
    assert FOUND.search(told) is None, told[-3000:]


def test_schemathesis_finds_no_answer_beside_the_document(site: str, tmp_path: Path) -> None:
    command = [
        *(str(BINARIES / "schemathesis"), "run", f"{site}/api/v1/openapi.json", "--url", site),
        *("--checks", "not_a_server_error,status_code_conformance,content_type_conformance"),
        *("--max-examples", str(20 * DEPTH), "--seed", "1", "--workers", "1", "--no-color"),
        *("--phases", "examples,coverage,fuzzing", "--suppress-health-check", "all"),
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=3000, check=False, cwd=tmp_path)
    assert run.returncode == 0, (run.stdout + run.stderr)[-6000:]
