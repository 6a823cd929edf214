"""Tools that attack from outside: sqlmap on what reads addresses and forms, schemathesis on the whole API.

Each runs as a program of its own against a served instance. The first test makes sure that sqlmap finds a hole.
``ATTACK_DEPTH`` (1 to 5; 1 where not set) is sqlmap's level and multiplies what schemathesis tries.
"""

import json
import os
import re
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.serving import BINARIES, served_hole, served_instance

DEPTH = int(os.environ.get("ATTACK_DEPTH", "1"))
FOUND = re.compile(r"^(?:Parameter: .+|.*is vulnerable.*)$", re.MULTILINE)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attack")]

WORDS = ("/search/?area=132080&q=hoiku", "/search/suggest/?q=ho")
"""Addresses whose last parameter is words that are searched for."""
READ = (
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

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
TRUE_AND_FALSE = (
    ("{} AND 5701<5702", "{} AND 5702<5701"),
    ("{}' AND '5701'<'5702", "{}' AND '5702'<'5701"),
    ('{}" AND "5701"<"5702', '{}" AND "5702"<"5701'),
    ("{}') AND 5701<5702 AND ('5703'='5703", "{}') AND 5702<5701 AND ('5703'='5703"),
    ("{}%' OR '5701'<'5702", "{}%' OR '5702'<'5701"),
)
"""What is true and what is false to SQL, and to a search the same words."""
PARTS = (
    ("v1/(programs|facts|municipalities|problems)", "examples,coverage,fuzzing", 7),
    ("v1/(records|changes|taxonomy|bodies|quality|digital|bulk)", "examples,coverage,fuzzing", 12),
    ("v1/(notices|me|apps)", "examples,coverage,fuzzing", 1),
    # The document of a household has thousands of corners: those are for the tests of strict JSON.
    ("v1/check$", "examples,fuzzing", 1),
    # The same views as those of the records, over rows made up.
    ("v1/sandbox/", "examples,fuzzing", 5),
)
"""What schemathesis is let loose on in one run: operations, phases, and how many there are at least."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an instance of these tests alone."""
    with served_instance(tmp_path_factory.mktemp("attacked")) as address:
        yield address


def sqlmap(target: str, folder: Path, *more: str, techniques: str = "BEU") -> str:
    """Run sqlmap on one address and return what it says."""
    command = [
        *(str(BINARIES / "sqlmap"), "-u", target, "--batch", "--disable-coloring", "--flush-session"),
        *("--level", str(DEPTH), "--risk", "1", "--technique", techniques, "--threads", "1"),
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


def said(address: str, words: str) -> list[str]:
    """Return what is answered to these words, in order: links and lines, without those that repeat the words."""
    with urllib.request.urlopen(address + urllib.parse.quote(words), timeout=60) as answer:
        told = answer.read().decode()
    found = re.findall(r'href="[^"]*"|<(?:p|li)\b[^>]*>[^<]*', told) or json.loads(told)
    return [str(part) for part in found if "5701" not in str(part)]


def test_true_and_false_differ_where_there_is_a_hole(tmp_path: Path) -> None:
    with served_hole(tmp_path) as address:
        true, false = (said(f"{address}/?number=", words.format("1")) for words in TRUE_AND_FALSE[0])
    assert true != false


@pytest.mark.parametrize("address", WORDS)
@pytest.mark.parametrize(("true", "false"), TRUE_AND_FALSE, ids=range(len(TRUE_AND_FALSE)))
def test_true_and_false_are_words_like_any_others(site: str, address: str, true: str, false: str) -> None:
    start, word = (site + address).rsplit("=", 1)
    found = said(f"{start}=", word)
    assert found
    assert said(f"{start}=", true.format(word)) == said(f"{start}=", false.format(word))


@pytest.mark.parametrize("address", WORDS)
def test_sqlmap_finds_none_in_words_that_are_searched_for(site: str, address: str, tmp_path: Path) -> None:
    """Without guessing from truth: other words find other things, which sqlmap takes for a hole."""
    told = sqlmap(site + address, tmp_path, techniques="EU")
    assert FOUND.search(told) is None, told[-3000:]
    assert "testing" in told, told[-3000:]


@pytest.mark.parametrize("address", READ)
def test_sqlmap_finds_none_in_an_address(site: str, address: str, tmp_path: Path) -> None:
    told = sqlmap(site + address, tmp_path)
    assert FOUND.search(told) is None, told[-3000:]
    assert "testing" in told, told[-3000:]


@pytest.mark.parametrize(("address", "sent"), SENT)
def test_sqlmap_finds_none_in_a_form(site: str, address: str, sent: str, tmp_path: Path) -> None:
    told = sqlmap(site + address, tmp_path, "--data", sent, "--csrf-token", "csrfmiddlewaretoken")
    assert FOUND.search(told) is None, told[-3000:]


@pytest.mark.parametrize(("operations", "phases", "least"), PARTS, ids=lambda part: str(part)[:30])
def test_schemathesis_finds_no_answer_beside_the_document(
    site: str, operations: str, phases: str, least: int, tmp_path: Path
) -> None:
    """``least`` is how many operations there must be, so that a changed address does not leave a part empty."""
    command = [
        *(str(BINARIES / "schemathesis"), "run", f"{site}/api/v1/openapi.json", "--url", site),
        *("--checks", CHECKS, "--include-path-regex", operations, "--phases", phases),
        *("--max-examples", str(10 * DEPTH), "--seed", "1", "--workers", "1", "--no-color"),
        *("--suppress-health-check", "all"),
    ]
    run = subprocess.run(
        command, capture_output=True, text=True, timeout=1200 * DEPTH, check=False, cwd=tmp_path
    )
    told = run.stdout + run.stderr
    assert run.returncode == 0, told[-6000:]
    selected = re.search(r"Operations: +([0-9]+) selected", told)
    assert selected is not None
    assert int(selected[1]) >= least, told[-3000:]


def test_the_parts_are_the_whole_api(site: str) -> None:
    with urllib.request.urlopen(f"{site}/api/v1/openapi.json", timeout=60) as answer:
        paths = json.load(answer)["paths"]
    parts = [re.compile(operations) for operations, _, _ in PARTS]
    tried = {path: sum(part.search(path) is not None for part in parts) for path in paths}
    assert {path for path, count in tried.items() if count != 1} == set()
