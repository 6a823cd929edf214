"""Finding, opening and printing a record in a real browser: by keyboard, on a phone, without script, on paper."""

import pytest
from playwright.sync_api import Browser, Locator

from tests.e2e.visitor import Visitor

CHOFU = "132080"
MOVING_IN = "/id/tdk1.0-8000020130001-1001-R/"
LOCAL = "/id/tdk1.0-7000020132080-26-R/"
TALL = 780
PLACES = (
    "/search/",
    f"/search/?q=引っ越し&in={CHOFU}",
    "/search/?q=ぬるぽがっ",
    f"/events/?in={CHOFU}",
    f"/events/moving/?in={CHOFU}",
    MOVING_IN,
    f"{LOCAL}?in={CHOFU}",
    f"{MOVING_IN}history/",
    f"{MOVING_IN}correct/",
    "/programs/jido-teate/",
    f"/digital/?in={CHOFU}",
    "/quality/",
    "/quality/7000020132080/",
    "/open-data/",
)
FACTS = ("だれが", "いつまでに", "かかる時間", "持っていくもの")


def tab_to(visitor: Visitor, place: str) -> None:
    """Press the tab key until the place has the focus."""
    for _ in range(80):
        visitor.page.keyboard.press("Tab")
        if visitor.page.locator(place).first.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"{place} cannot be reached by keyboard")


def bottom(place: Locator) -> float:
    """Return how far down a part of the page ends, in pixels."""
    box = place.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.parametrize("prefix", ["", "/ja-easy", "/en"])
def test_every_kind_of_page_is_sound_on_a_phone(visitor: Visitor, prefix: str) -> None:
    for place in PLACES:
        assert visitor.open(prefix + place).status == 200
        visitor.must_be_sound()


def test_a_record_is_found_by_keyboard_alone(visitor: Visitor) -> None:
    visitor.open("/")
    tab_to(visitor, "#area")
    visitor.page.keyboard.type("調布市")
    visitor.page.locator("#area").select_option(CHOFU)
    tab_to(visitor, "#search")
    with visitor.page.expect_response("**/search/suggest/**") as answer:
        visitor.page.keyboard.type("転入")
    assert f"in={CHOFU}" in answer.value.url
    assert any("転入" in word for word in answer.value.json()["words"])
    visitor.page.keyboard.type("届")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/search/?**")
    assert visitor.page.locator("#area").input_value() == CHOFU
    tab_to(visitor, ".results a")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/id/**")
    assert visitor.page.locator(".header .chip").inner_text() == "調布市"
    tab_to(visitor, "main a.button")
    visitor.must_be_sound()


def test_suggestions_stand_in_the_list_under_the_box(visitor: Visitor) -> None:
    visitor.open("/search/")
    with visitor.page.expect_response("**/search/suggest/**"):
        visitor.page.locator("#search").press_sequentially("粗大")
    # Waiting by a function would evaluate a string, which the page's security policy forbids.
    visitor.page.locator("#search-words option").first.wait_for(state="attached")


@pytest.mark.parametrize("address", [MOVING_IN, f"{LOCAL}?in={CHOFU}", "/programs/jido-teate/"])
def test_the_first_screen_of_a_phone_holds_the_facts_and_one_button(visitor: Visitor, address: str) -> None:
    visitor.page.set_viewport_size({"width": 360, "height": TALL})
    visitor.open(address)
    rows = visitor.page.locator("main .facts").first.locator("> div").all()
    found = {row.locator("dt").inner_text().replace("\n", ""): bottom(row) for row in rows}
    assert {"だれが", "いつまでに", "持っていくもの"} <= found.keys()
    assert [fact for fact in FACTS if found.get(fact, 0) > TALL] == []
    filled = visitor.page.locator("main a.button:not([data-kind])")
    assert filled.count() == 1
    assert bottom(filled) <= TALL


def test_three_taps_lead_from_the_start_to_the_form(visitor_without_script: Visitor) -> None:
    page = visitor_without_script.page
    visitor_without_script.open(f"/?in={CHOFU}")
    page.get_by_role("link", name="引っ越し", exact=True).click()
    page.get_by_role("link", name="転出届", exact=True).first.click()
    assert (page.locator("main a.button").first.get_attribute("href") or "").startswith("https://")


def test_search_and_choosing_a_municipality_need_no_script(visitor_without_script: Visitor) -> None:
    page = visitor_without_script.page
    visitor_without_script.open("/search/")
    page.fill("#search", "転入届")
    page.press("#search", "Enter")
    page.locator(".results a").first.click()
    page.select_option("#area", CHOFU)
    visitor_without_script.press("切りかえる")
    assert page.locator(".header .chip").inner_text() == "調布市"
    page.get_by_role("link", name="まちがいを知らせる").click()
    visitor_without_script.press("知らせる")
    assert page.locator(".error-summary a").get_attribute("href") == "#field-words"


def test_a_record_on_paper_has_everything_but_what_one_presses(visitor: Visitor) -> None:
    visitor.open(MOVING_IN)
    visitor.page.emulate_media(media="print")
    assert visitor.page.locator("#bring").is_visible()
    assert visitor.page.get_by_text("住民基本台帳法").first.is_visible()
    for hidden in (".languages", ".back", ".footer__links", ".own-place", "a.button"):
        assert not visitor.page.locator(hidden).first.is_visible(), hidden
    written = visitor.page.locator("main a[href^=http]").first.evaluate(
        "node => getComputedStyle(node, '::after').content"
    )
    assert "https://" in written


def test_a_life_event_on_paper_is_a_list_to_tick_off(visitor: Visitor) -> None:
    visitor.open(f"/events/moving/?in={CHOFU}")
    first = visitor.page.locator(".to-do > li").first
    box = "node => getComputedStyle(node, '::before').borderTopStyle"
    visitor.page.emulate_media(media="print")
    assert first.evaluate(box) == "solid"
    assert visitor.page.get_by_text("調布市の手続").is_visible()
    assert not visitor.page.locator(".area-form").is_visible()
    assert visitor.page.locator("input[type=checkbox]").count() == 0


def test_nothing_of_a_record_is_lost_when_text_is_twice_as_large(site: str, chromium: Browser) -> None:
    with Visitor.come(chromium, site, size={"width": 640, "height": 800}) as visitor:
        for address in (
            MOVING_IN,
            f"/search/?q=引っ越し&in={CHOFU}",
            f"/events/moving/?in={CHOFU}",
            "/quality/",
        ):
            visitor.open(address)
            visitor.page.evaluate("document.styleSheets[0].insertRule('html { font-size: 200% }', 0)")
            visitor.must_be_sound()
