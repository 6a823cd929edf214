"""An instance on PostgreSQL as it is run in earnest: as the role that owns no table and whom every policy holds.

What the policies would hide by mistake shows as a page without its rows, a command that counts nobody, or an error.
"""

import html
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import psycopg
import pytest

from tests.ports import find_free_port
from tests.postgresql import PostgreSQL
from tests.security.routes import FILLING, routes
from tests.security.serving import ROOT, served

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.xdist_group("attack")]
ROLE, PASSWORD = "todoke_app", "correct-horse-battery"
NAME = "佐藤 花子"
_INPUT, _ATTRIBUTE = re.compile(r"<input[^>]*>"), re.compile(r'([a-z-]+)="([^"]*)"')


@dataclass
class Instance:
    """A running instance: where it is served, and how commands reach its database as the role."""

    site: str
    environment: dict[str, str]
    log: Path

    def todoke(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as the role."""
        return subprocess.run(
            [sys.executable, "-m", "todoke.cli.main", *words],
            cwd=ROOT,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )


@pytest.fixture(scope="module")
def instance(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    folder = tmp_path_factory.mktemp("role")
    port, standin, mail = (find_free_port() for _ in range(3))
    parts = urlsplit(postgresql.url)
    with psycopg.connect(postgresql.url, autocommit=True) as owner:
        owner.execute("CREATE DATABASE as_role")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {
        **kept,
        "TODOKE_VAR": str(folder),
        "DATABASE_URL": parts._replace(path="/as_role").geturl(),
        "PORT": str(port),
        "OIDC_ISSUER": f"http://127.0.0.1:{standin}/api/realms/main",
        "MAIL_URL": f"smtp://127.0.0.1:{mail}",
    }
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True)
    made = Instance(f"http://127.0.0.1:{port}", environment, folder / "log")
    statements = made.todoke("tenancy", "role").stdout
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as owner:
        owner.execute(statements)
        owner.execute(f"ALTER ROLE {ROLE} PASSWORD 'secret'")
    environment["DATABASE_URL"] = f"postgres://{ROLE}:secret@{parts.hostname}:{parts.port}/as_role"
    command = [sys.executable, "-m", "todoke.cli.main", "serve", "--port", str(port), "--workers", "1"]
    with served(command, made.site, "/healthz", made.log, environment):
        yield made
    with psycopg.connect(postgresql.url, autocommit=True) as owner:
        owner.execute("DROP DATABASE as_role WITH (FORCE)")
        owner.execute(f"DROP ROLE {ROLE}")


def addresses(below: str, *but: str) -> list[str]:
    return sorted(
        route.address
        for route in routes()
        if route.address.startswith(below) and not route.address.startswith(but)
    )


def failing(client: httpx.Client, found: list[str]) -> dict[str, int]:
    """Return the addresses that are answered with an error of ours."""
    answers = {address: client.get(address).status_code for address in found}
    return {address: status for address, status in answers.items() if status >= 500}


def inputs(page: httpx.Response, kind: str) -> dict[str, list[str]]:
    """Return the inputs of a kind in the page's main part, by name."""
    found: dict[str, list[str]] = {}
    for tag in _INPUT.findall(page.text.partition("<main")[2]):
        told = dict(_ATTRIBUTE.findall(tag))
        if told.get("type") == kind:
            found.setdefault(told["name"], []).append(html.unescape(told.get("value", "on")))
    return found


@pytest.fixture(scope="module")
def hanako(instance: Instance) -> Iterator[httpx.Client]:
    """花子 in her browser, logged in with her card, who let everything of it be kept."""
    with httpx.Client(base_url=instance.site, follow_redirects=True, timeout=60) as client:
        cards = client.get("/login/card/?next=/my/")
        action = re.search(r'<form method="post" action="([^"]+)"', cards.text)
        assert action is not None, cards.text
        page = client.post(
            urljoin(str(cards.url), action[1]), data={**inputs(cards, "hidden"), "card": "hanako"}
        )
        assert "/login/first/" in str(page.url), page.url
        chosen = inputs(page, "checkbox")
        assert chosen, page.text[-3000:]
        page = client.post(str(page.url), data={**inputs(page, "hidden"), **chosen})
        assert page.status_code == 200
        assert page.url.path == "/my/", page.url
        yield client


@pytest.fixture(scope="module")
def clerk(instance: Instance) -> Iterator[httpx.Client]:
    """A keeper of 調布市 at the desk."""
    made = instance.todoke(
        *("desk", "account", "add", "keeper", "--name", "調布三郎", "--body", "132080"),
        *("--role", "keeper", "--password-stdin"),
        typed=f"{PASSWORD}\n",
    )
    assert made.returncode == 0, made.stderr
    with httpx.Client(base_url=instance.site, follow_redirects=True, timeout=60) as client:
        page = client.get("/desk/login/")
        page = client.post(
            "/desk/login/", data={**inputs(page, "hidden"), "login": "keeper", "password": PASSWORD}
        )
        assert page.url.path == "/desk/", page.url
        yield client


def test_the_policies_hold_the_role(instance: Instance) -> None:
    told = instance.todoke("tenancy", "check")
    assert (told.returncode, ROLE in told.stdout) == (0, True), told.stderr


def test_public_pages_answer(instance: Instance) -> None:
    with httpx.Client(base_url=instance.site, timeout=60) as client:
        assert failing(client, addresses("/", "/desk/", "/my/")) == {}
        assert "児童手当" in client.get("/programs/jido-teate/").text
        assert client.get("/notices/check/").status_code == 200


def test_own_pages_have_their_rows(hanako: httpx.Client) -> None:
    assert failing(hanako, [one for one in addresses("/my/") if FILLING["uuid"] not in one]) == {}
    assert "お子さん" in hanako.get("/my/family/").text.partition("<main")[2].partition("お子さんを伝える")[0]
    held = hanako.get("/my/data/").text
    assert "預かっている情報はありません" not in held
    told = re.sub(r"<[^>]+>|\s+", " ", held.partition("<main")[2])
    assert "氏名" in told, told


def test_the_desk_finds_who_lives_here(hanako: httpx.Client, clerk: httpx.Client) -> None:
    assert failing(clerk, [one for one in addresses("/desk/") if FILLING["uuid"] not in one]) == {}
    page = clerk.get("/desk/people/")
    asked = {"name": NAME, "born": "1990-04-12", "purpose": "consultation", **inputs(page, "hidden")}
    page = clerk.post("/desk/people/", data=asked)
    assert page.status_code == 200
    assert "見本町" in page.text, page.text[-2000:]


def test_the_night_reads_everybody(instance: Instance, hanako: httpx.Client) -> None:
    told = instance.todoke("nightly", "--skip", "links")
    assert told.returncode == 0, told.stdout + told.stderr
    counted = re.search(r"([0-9,]+) ?人", told.stdout)
    assert counted is not None, told.stdout
    assert int(counted[1].replace(",", "")) > 0, told.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("audit", "verify"),
        ("audit", "seal"),
        ("vault", "keys"),
        ("vault", "rotate"),
        ("consents", "expire"),
        ("outbox", "show"),
        ("outbox", "retry"),
        ("people", "shield", "list"),
        ("wordings", "sign"),
        ("entitlements", "list"),
        ("snapshot", "refresh"),
        ("broadcasts", "list"),
        ("registry", "inspect"),
    ],
    ids=" ".join,
)
def test_a_command_works_as_the_role(instance: Instance, words: tuple[str, ...]) -> None:
    told = instance.todoke(*words)
    assert told.returncode == 0, f"{told.stdout}\n{told.stderr}"[-3000:]


def test_people_are_replaced_by_the_owner_alone_and_that_is_said(instance: Instance, tmp_path: Path) -> None:
    made = instance.todoke(
        *("population", "make", "--residents", "200", "--seed", "1", "--out", str(tmp_path / "tokyo"))
    )
    assert made.returncode == 0, made.stderr
    told = instance.todoke("snapshot", "load", str(tmp_path / "tokyo"), "--replace")
    assert told.returncode != 0
    assert "Traceback" not in told.stderr


def test_nothing_failed_behind_the_pages(instance: Instance, hanako: httpx.Client) -> None:
    lines = instance.log.read_text(errors="replace").splitlines()
    assert [line for line in lines if '"level": "error"' in line or "Traceback" in line] == []
