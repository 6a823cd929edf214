"""A clerk with a security key, and somebody at the counter: on a phone of 360 px, with a virtual key of the browser."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser

from tests.e2e.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "correct-horse-battery"


def todoke(folder: Path, *words: str, typed: str = "") -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, "TODOKE_VAR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/todoke.sqlite3"}
    subprocess.run(
        [sys.executable, "-m", "todoke.cli.main", *words],
        cwd=ROOT,
        env=environment,
        input=typed,
        text=True,
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def office(served: tuple[str, Path]) -> str:
    """The site by its name: browsers ask security keys for names, never for numbers."""
    site, folder = served
    add = ("desk", "account", "add", "mado", "--name", "調布三郎", "--body", "132080", "--role", "approver")
    todoke(folder, *add, "--password-stdin", typed=f"{PASSWORD}\n")
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def clerk(office: str, chromium: Browser) -> Iterator[Visitor]:
    """A clerk signed in with the password; no second factor yet."""
    with Visitor.come(chromium, office) as one:
        sign_in(one)
        one.page.wait_for_url("**/desk/")
        yield one


def sign_in(one: Visitor) -> None:
    one.open("/desk/login/")
    one.page.locator("#field-login").fill("mado")
    one.page.locator("#field-password").fill(PASSWORD)
    one.page.keyboard.press("Enter")


def find_hanako(one: Visitor) -> None:
    one.open("/desk/people/")
    one.page.get_by_label("氏名").fill("佐藤 花子")
    one.page.get_by_label("生年月日").fill("1990-04-12")
    one.page.get_by_label("何のために").select_option("helping")
    one.press("さがす")
    one.page.wait_for_url(re.compile(r"/desk/people/[0-9a-f-]{36}/"))


def test_somebody_at_the_counter_is_helped_and_gets_the_copy(clerk: Visitor) -> None:
    page = clerk.page
    find_hanako(clerk)
    clerk.must_be_sound()
    page.get_by_role("link", name="窓口で代わりに操作する").click()
    clerk.must_be_sound()
    page.get_by_label("お知らせと情報を見る").check()
    page.get_by_label("本人がここにいて").check()
    clerk.press("代わりに操作を始める")
    page.wait_for_url("**/my/")
    band = page.locator(".actor-band")
    assert "佐藤 花子さんの代わりに操作しています" in band.inner_text()
    assert "調布三郎(調布市)" in band.inner_text()
    clerk.must_be_sound()
    clerk.open("/programs/")
    assert band.is_visible()
    band.get_by_role("button", name="終わる").click()
    page.wait_for_url("**/desk/people/helped/**")
    clerk.must_be_sound()
    copy = page.locator("main").inner_text()
    assert "佐藤 花子" in copy
    assert "調布三郎(調布市)" in copy
    clerk.open("/my/")
    assert "/login/" in page.url


def test_a_key_is_added_asked_for_and_taken_away(clerk: Visitor, served: tuple[str, Path]) -> None:
    page = clerk.page
    inspector = page.context.new_cdp_session(page)
    inspector.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False}
    inspector.send(
        "WebAuthn.addVirtualAuthenticator", {"options": {**key, "automaticPresenceSimulation": True}}
    )
    set_up_an_app(clerk)
    clerk.open("/desk/factor/keys/")
    clerk.must_be_sound()
    page.get_by_label("鍵の名前").fill("机の鍵")
    page.get_by_role("button", name="鍵を登録する").click()
    page.get_by_text("机の鍵", exact=True).wait_for()
    clerk.must_be_sound()
    page.context.clear_cookies()
    sign_in(clerk)
    page.wait_for_url("**/desk/factor/")
    clerk.must_be_sound()
    page.get_by_role("button", name="セキュリティキーで確かめる").click()
    page.wait_for_url("**/desk/")
    clerk.open("/desk/factor/keys/")
    page.get_by_role("button", name="この鍵を外す").click()
    page.get_by_text("登録した鍵はありません").wait_for()
    todoke(served[1], "desk", "account", "factor-reset", "mado")


def set_up_an_app(one: Visitor) -> None:
    """Set up the app first: keys stand beside it, and its page tells the secret in letters too."""
    one.open("/desk/factor/set-up/")
    secret = "".join(one.page.locator("code").first.inner_text().split())
    one.page.get_by_label("アプリに出た6けたの番号").fill(pyotp.TOTP(secret).now())
    one.page.get_by_role("button", name="確かめる").click()
    one.page.get_by_role("link", name="しまいました。続ける").wait_for()
