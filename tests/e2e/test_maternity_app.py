"""The maternity handbook of examples/ beside a real todoke: months, a signed hint, keyboard, phone, errors."""

import importlib
import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser

from tests.e2e.visitor import Visitor
from tests.ports import find_free_port
from todoke.clients.webhooks.signing import HEADER, sign

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "maternity-app"


@pytest.fixture(scope="module")
def modules() -> Iterator[tuple[ModuleType, ModuleType]]:
    """The program of the example and its client, imported as it imports them."""
    sys.path.insert(0, str(EXAMPLE))
    yield importlib.import_module("app"), importlib.import_module("client")
    sys.path.remove(str(EXAMPLE))
    for name in ("app", "client", "pages"):
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def handbook(
    site: str, instance: dict[str, str], modules: tuple[ModuleType, ModuleType]
) -> Iterator[tuple[str, Any]]:
    """The address of the example, registered with the real todoke, and what it remembers."""
    app, client = modules
    port = find_free_port()
    said = _todoke(instance, "apps", "add", "母子手帳サンプル", "--contact", "a@b.example", "--url",
                   f"http://127.0.0.1:{port}/hook")  # fmt: skip
    key, secret = (line.rpartition(": ")[2] for line in said.splitlines()[1:3])
    # The first question has todoke read its rules.
    urllib.request.urlopen(f"{site}/api/v1/municipalities", timeout=120).close()
    book = app.Handbook(client.Todoke(site, key), secret)
    with app.server(book, port=port) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{port}", book
        running.shutdown()
        thread.join(timeout=10)


@pytest.fixture
def parent(handbook: tuple[str, Any], chromium: Browser) -> Iterator[Visitor]:
    """Somebody with a phone of 360 px who opens the handbook."""
    with Visitor.come(chromium, handbook[0]) as one:
        yield one


def _todoke(instance: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "todoke.cli.main", *words]
    return subprocess.run(command, cwd=ROOT, env=instance, check=True, capture_output=True, text=True).stdout


def _post(address: str, body: bytes, header: str) -> int:
    request = urllib.request.Request(f"{address}/hook", body, {HEADER: header})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_six_months_with_a_phone_and_a_keyboard_alone(parent: Visitor, handbook: tuple[str, Any]) -> None:
    address, book = handbook
    parent.open("/")
    parent.must_be_sound()
    page = parent.page
    page.get_by_role("combobox", name="年").focus()
    page.keyboard.type("2026")
    page.keyboard.press("Tab")
    page.keyboard.type("10")
    page.keyboard.press("Tab")
    page.get_by_role("combobox", name="住んでいる区市町村").select_option("132080")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:text('これからの予定')")
    assert page.locator("main h2").filter(has_text="年").count() == 7
    assert page.locator(".programs li").count() > 5
    parent.must_be_sound()

    family = list(book.families.values())[-1]
    hint = {"office_name": "調布市", "kind": "checkup-due", "code": "7K3M9QXT2RH", "subscription": family.id}
    body, now = json.dumps(hint).encode(), int(time.time())
    assert _post(address, body, sign(book.secret, body, seconds=now)) == 204
    assert _post(address, body, sign(book.secret, body, seconds=now)) == 204
    assert _post(address, body, sign("other", body, seconds=now)) == 401
    assert _post(address, body, sign(book.secret, body, seconds=now - 600)) == 401
    page.reload()
    assert page.locator(".hints li").count() == 1
    assert "調布市: 健診や予防接種の時期が近づいています" in page.locator(".hints").inner_text()
    parent.must_be_sound()

    page.get_by_role("button", name="やめる").click()
    page.wait_for_selector("h1:text('やめました')")
    parent.must_be_sound()
    assert not book.families


def test_what_is_missing_is_said_with_a_way_to_it(parent: Visitor) -> None:
    parent.open("/")
    parent.press("はじめる")
    summary = parent.page.locator(".summary")
    assert "お子さんの生まれた年と月を選んでください" in summary.inner_text()
    assert "住んでいる区市町村を選んでください" in summary.inner_text()
    parent.faults.clear()  # the browser tells of the 422 itself
    parent.must_be_sound()
    summary.get_by_role("link").first.press("Enter")
    parent.page.keyboard.press("Tab")
    assert parent.page.evaluate("document.activeElement.id") in ("year", "month")


def test_a_wrong_number_of_the_residents_pages_is_explained(parent: Visitor) -> None:
    parent.open("/")
    parent.page.locator("summary").click()
    parent.page.get_by_label("マイページに出た番号").fill("7K3M9-QXT2R-H")
    parent.press("つなぐ")
    assert "この番号は使えません" in parent.page.locator(".summary").inner_text()


def test_todoke_calls_the_handbook_with_a_signature_it_accepts(
    handbook: tuple[str, Any], instance: dict[str, str]
) -> None:
    assert "HTTP 204" in _todoke(instance, "apps", "try", "母子手帳サンプル")
    listed = _todoke(instance, "apps", "list")
    assert "母子手帳サンプル" in listed
    assert handbook[1].todoke.app_key not in listed


def test_without_todoke_the_page_says_so(modules: tuple[ModuleType, ModuleType], chromium: Browser) -> None:
    app, client = modules
    away = app.Handbook(client.Todoke(f"http://127.0.0.1:{find_free_port()}", "tdka_x"), "")
    with app.server(away, port=0) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        with Visitor.come(chromium, f"http://127.0.0.1:{running.server_address[1]}") as visitor:
            assert visitor.open("/").status == 503
            assert "todokeにつながりません" in visitor.page.locator("main").inner_text()
        running.shutdown()
        thread.join(timeout=10)
