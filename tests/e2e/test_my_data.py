"""A parent's own data with a real browser on a phone: given by item, seen, taken back, put right, deleted."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.visitor import Visitor

PICTURES = os.environ.get("TODOKE_PICTURES", "")
"""A folder for a picture of each page, to look at."""


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def parent(request, served: tuple[str, Path], chromium: Browser) -> Iterator[Visitor]:
    """Somebody with a phone of 360 px."""
    with Visitor.come(chromium, served[0], runs_script=request.param) as one:
        yield one


def show_card(parent: Visitor, goal: str, name: str) -> None:
    """Log in with a card of the stand-in; going there is going elsewhere."""
    parent.open(f"/login/card/?next={goal}")
    parent.page.get_by_role("button", name=re.compile(name)).click()
    parent.page.wait_for_load_state()
    parent.faults.clear()


def come_anew(parent: Visitor, name: str) -> None:
    """Come to what the card says as if for the first time, whoever showed the card in another test."""
    show_card(parent, "/my/data/delete/", name)
    if parent.page.locator("h1").inner_text() == "すべて消す":
        sure = parent.page.get_by_label("元に戻せないことが分かりました")
        if sure.count():
            sure.check()
            parent.press("すべて消す")
        show_card(parent, "/my/data/card/", name)
    assert parent.page.locator("h1").inner_text() == "カードから届いた情報"


def look(parent: Visitor, name: str) -> None:
    """Judge the page in view; keep a picture of it where they are wanted."""
    if PICTURES and parent.runs_script:
        parent.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    parent.must_be_sound()


def text(parent: Visitor) -> str:
    return parent.page.locator("main").inner_text()


def test_given_by_item_seen_taken_back_put_right_and_deleted(parent):
    page = parent.page
    name = "佐藤 花子" if parent.runs_script else "佐藤 一郎"
    come_anew(parent, name)
    look(parent, "01-first")
    page.get_by_label(re.compile("^住所")).check()
    page.get_by_label(re.compile("^生年月日")).check()
    parent.press("預ける")
    parent.open("/my/")
    look(parent, "02-start")

    parent.open("/my/consents/")
    look(parent, "03-consents-empty")
    parent.press("情報を見て選ぶ")
    look(parent, "04-agree")
    page.get_by_label(re.compile("^生年月日")).check()
    page.get_by_label(re.compile("区市町村")).check()
    parent.press("使ってよい")
    look(parent, "05-consents")

    parent.open("/my/data/")
    look(parent, "06-data")
    assert "調布市見本町" not in text(parent)
    page.get_by_role("link", name="生年月日").click()
    page.wait_for_load_state()
    look(parent, "07-item")
    assert "お知らせを選ぶため" in text(parent)
    parent.press("取り消す")
    assert "取り消しました" in text(parent)
    look(parent, "08-taken-back")

    parent.open("/my/data/basics.address/")
    page.get_by_role("link", name="まちがっています").click()
    look(parent, "09-wrong")
    parent.press("知らせる")
    parent.faults.clear()  # 422 is what browsers call an error
    look(parent, "10-wrong-error")
    page.locator("#field-words").fill("丁目がちがいます")
    parent.press("知らせる")
    assert "確かめています" in text(parent)
    look(parent, "11-told")

    parent.open("/my/data/readers/")
    assert "カードから受け取りました" in text(parent)
    look(parent, "12-readers")

    parent.open("/my/data/keys/")
    look(parent, "13-keys")
    page.locator("#field-name").fill("家計簿")
    parent.press("鍵を作る")
    assert "tdk_" in text(parent)
    look(parent, "14-key-made")

    parent.open("/my/data/card/")
    look(parent, "15-card")
    parent.open("/my/data/person.birth_date/forget/")
    look(parent, "16-forget")
    parent.press("消す")
    assert "消しました。" in text(parent)
    for number, address in enumerate(("export", "delete"), start=17):
        parent.open(f"/my/data/{address}/")
        look(parent, f"{number}-{address}")
    parent.press("すべて消す")
    parent.faults.clear()
    look(parent, "19-delete-error")
    page.get_by_label("元に戻せないことが分かりました").check()
    parent.press("すべて消す")
    assert page.locator("h1").inner_text() == "マイページに入る"


def test_whoever_refuses_everything_is_let_in_with_nothing(parent):
    come_anew(parent, "鈴木" if parent.runs_script else "山田")
    parent.press("使わない")
    parent.open("/my/data/")
    assert "預かっている項目はありません" in text(parent)
    look(parent, "20-nothing")
    for number, address in enumerate(("/my/", "/my/consents/", "/my/data/readers/"), start=21):
        parent.open(address)
        look(parent, f"{number}-nothing")
