"""Checking a code with a real browser on a phone of 360 px: with and without script, by keyboard, in each language."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.visitor import Visitor
from todoke.telling.codes import draw


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def somebody(request, served: tuple[str, object], chromium: Browser) -> Iterator[Visitor]:
    """Somebody with a phone of 360 px."""
    with Visitor.come(chromium, served[0], runs_script=request.param) as one:
        yield one


def test_a_code_that_is_not_ours_is_told_and_leads_to_the_report(somebody):
    page = somebody.page
    somebody.open("/notices/check/")
    somebody.must_be_sound()
    page.get_by_label("確認コード").focus()
    page.keyboard.type(draw().lower())
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "todokeが送ったものではありません。" in page.locator("main").inner_text()
    somebody.must_be_sound()
    page.get_by_role("link", name="にせものとして知らせる").click()
    assert page.locator("h1").inner_text() == "にせものとして知らせる"
    somebody.must_be_sound()


def test_a_slip_of_the_finger_is_told_at_the_field(somebody):
    page = somebody.page
    somebody.open("/notices/check/")
    page.get_by_label("確認コード").fill("7K3M9")
    page.get_by_role("button", name="確かめる").click()
    assert "コードの文字がちがうようです" in page.locator("main").inner_text()
    # The browser writes down every answer that is an error, also the one we want here.
    somebody.faults[:] = [fault for fault in somebody.faults if "422" not in fault]
    somebody.must_be_sound()


@pytest.mark.parametrize("room", ["senders", "fakes", "exceptions", "register"])
def test_the_other_rooms_are_sound(somebody, room):
    somebody.open(f"/notices/{room}/")
    somebody.must_be_sound()
