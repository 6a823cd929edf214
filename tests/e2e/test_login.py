"""Logging in with a real browser at `todoke serve`: by the stand-in's card and by the mail in the sink."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.visitor import Visitor
from todoke.clients.mail.sink import kept_mails


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def somebody(request, served: tuple[str, Path], chromium: Browser) -> Iterator[Visitor]:
    """Somebody with a phone of 360 px, with and without script."""
    with Visitor.come(chromium, served[0], runs_script=request.param) as one:
        yield one


def test_with_the_card_one_comes_back_to_the_page_one_wanted(somebody):
    page = somebody.page
    somebody.open("/my/visits/")
    page.get_by_role("link", name="マイナンバーカードで入る").click()
    assert "本物の「デジタル認証アプリ」ではなく" in page.locator("main").inner_text()
    # A card each: whoever refused once is not asked again.
    card = "山田 キク" if somebody.runs_script else "佐藤 一郎"
    page.get_by_role("button", name=re.compile(card)).click()
    page.wait_for_url(re.compile(r"/login/first/"))
    assert "code=" not in page.url
    somebody.faults.clear()  # going to the provider is going elsewhere
    somebody.must_be_sound()
    page.get_by_role("button", name="使わない").click()
    somebody.open("/my/visits/")
    assert page.locator("h1").inner_text() == "ログインしている場所"
    page.get_by_role("button", name="ログアウトする").click()
    assert "ログアウトしました。" in page.locator("main").inner_text()


def test_a_card_that_cannot_be_read_leads_to_other_ways(somebody):
    page = somebody.page
    somebody.open("/login/")
    page.get_by_role("link", name="マイナンバーカードで入る").click()
    page.get_by_role("button", name=re.compile("読み取れないカード")).click()
    assert "カードを確認できませんでした" in page.locator("main").inner_text()
    page.get_by_role("link", name="カードが使えない・読めないとき").click()
    assert page.locator("h1").inner_text() == "カードが使えない・読めないとき"


def test_the_code_of_the_mail_lets_one_in(somebody, served):
    page = somebody.page
    somebody.open("/login/mail/?next=/my/visits/")
    page.locator("#field-address").fill(f"a{time.monotonic_ns()}@example.jp")
    page.get_by_role("button", name="番号を送る").click()
    assert page.locator("h1").inner_text() == "メールに届いた6けたの番号を入れる"
    mail = kept_mails(served[1] / "mail")[0]
    code = re.search(r"[0-9]{6}", mail.body)
    assert code is not None
    assert code[0] not in mail.subject
    page.locator("#field-code").fill(code[0])
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/visits/")


@pytest.mark.parametrize("address", ["/login/", "/login/other-ways/", "/login/mail/", "/en/login/"])
def test_pages_of_the_login_are_accessible_on_a_phone(served, chromium, address):
    with Visitor.come(chromium, served[0]) as one:
        one.open(address)
        one.must_be_sound()
