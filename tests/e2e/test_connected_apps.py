"""A parent connects an app with a real browser on a phone, sees it, ends it; everybody sees which apps there are."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser

from tests.e2e.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def parent(request, served: tuple[str, Path], chromium: Browser) -> Iterator[Visitor]:
    """Somebody with a phone of 360 px, with and without script."""
    with Visitor.come(chromium, served[0], runs_script=request.param) as one:
        yield one


def register(served: tuple[str, Path], name: str) -> str:
    """Let an app in as the operator does; return its key."""
    environment = {
        **{one: os.environ[one] for one in ("PATH", "HOME", "LANG") if one in os.environ},
        "TODOKE_VAR": str(served[1]),
        "DATABASE_URL": f"sqlite:///{served[1]}/todoke.sqlite3",
    }
    command = [sys.executable, "-m", "todoke.cli.main", "apps", "add", name, "--contact", "a@b.example"]
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return re.findall(r"tdka_\S+", said.stdout)[0]


def ask(address: str, key: str, body: Any = None) -> tuple[int, Any]:
    raw = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, raw, headers), timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except HTTPError as error:
        return error.code, json.loads(error.read())


def test_a_parent_connects_an_app_sees_it_and_ends_it(parent, served):
    name = f"見本アプリ{'一' if parent.runs_script else '二'}"
    key, page, api = register(served, name), parent.page, f"{served[0]}/api/v1/apps/subscriptions"
    parent.open("/login/card/?next=/my/")
    card = "田中 太郎" if parent.runs_script else "EXAMPLE ALEX"
    page.get_by_role("button", name=re.compile(card)).click()
    page.wait_for_load_state()
    parent.faults.clear()  # going to the provider is going elsewhere
    page.get_by_label(re.compile("^住所")).check()
    parent.press("預ける")

    parent.open("/my/apps/")
    parent.must_be_sound()
    page.get_by_role("link", name="アプリをつなぐ").click()
    parent.must_be_sound()
    page.get_by_role("link", name="お子さんの生まれた月を伝える").click()
    page.locator("[name=month]").fill("2026-10")
    parent.press("伝える")

    parent.open("/my/apps/connect/")
    parent.must_be_sound()
    parent.press("使ってよい。番号を作る")
    assert "つなぐアプリを1つ選んでください" in page.locator("main").inner_text()
    parent.faults.clear()  # the browser tells of the 422 itself
    parent.must_be_sound()
    page.get_by_label(name).check()
    page.get_by_label(re.compile("2026年10月生まれ")).check()
    parent.press("使ってよい。番号を作る")
    assert page.locator("h1").inner_text() == "アプリに入れる番号"
    parent.must_be_sound()
    code = page.locator("main code").inner_text()

    status, begun = ask(api, key, {"agreed_to": 2, "connection": code})
    assert status == 201
    status, found = ask(f"{api}/{begun['id']}/programs", begun["key"])
    assert status == 200
    assert any(month["programs"] for month in found["months"])

    parent.open("/my/apps/")
    assert name in page.locator("main").inner_text()
    parent.must_be_sound()
    parent.open("/my/data/readers/")
    assert "民間のアプリ" in page.locator("main").inner_text()
    parent.open("/my/apps/")
    parent.press("やめる")
    assert "もう何も知らせません" in page.locator("main").inner_text()
    parent.must_be_sound()
    assert ask(f"{api}/{begun['id']}/programs", begun["key"])[0] == 410


def test_which_apps_there_are_is_open_to_everybody(parent, served):
    register(served, f"だれでも見るアプリ{'一' if parent.runs_script else '二'}")
    parent.open("/notices/apps/")
    assert "だれでも見るアプリ" in parent.page.locator("main").inner_text()
    parent.must_be_sound()
