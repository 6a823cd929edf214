"""The whole finder in a real browser: in each language, on a phone, without script, by keyboard, on paper."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator

from tests.e2e.visitor import Visitor

MOST_BYTES = 60_000
MOST_QUESTIONS = 60


@dataclass(frozen=True)
class Tongue:
    """The words of a language that a visitor looks for."""

    prefix: str
    start: str
    next: str
    unknown: str
    place: str
    allowance: str
    total: str


TONGUES = {
    "ja": Tongue("", "質問に答えてさがす", "次へ", "わからない", "せたがや", "児童手当", "月 25,000円"),
    "ja-easy": Tongue(
        "/ja-easy", "質問に 答えて さがす", "つぎへ", "わからない", "せたがや", "児童手当", "1か月に 25,000円"
    ),
    "en": Tongue(
        "/en",
        "Answer questions to find support",
        "Next",
        "I don't know",
        "Setagaya",
        "Child Allowance",
        "25,000 yen a month",
    ),
}
BIRTHS = (("1990", "5", "6"), ("1988", "7", "8"), ("2024", "9", "10"), ("2018", "11", "12"))


@pytest.fixture(params=list(TONGUES))
def tongue(request: pytest.FixtureRequest) -> Tongue:
    return TONGUES[request.param]


def without_readings(place: Locator) -> str:
    """Return the text as a reader without furigana sees it."""
    text: str = place.evaluate(
        """node => { const copy = node.cloneNode(true);
            copy.querySelectorAll('rt, rp').forEach(one => one.remove());
            return copy.textContent.replace(/\\s+/g, ' ').trim() }"""
    )
    return text


def press(visitor: Visitor, step: str) -> None:
    visitor.page.locator(f"button[name=step][value={step}]").click()
    visitor.page.wait_for_load_state()


def question(visitor: Visitor) -> str:
    return visitor.page.url.split("/finder/")[1].strip("/").partition("?")[0]


def answer_family(visitor: Visitor, tongue: Tongue) -> None:
    """Answer as a couple in Setagaya with two children, as far as the births."""
    page = visitor.page
    page.check("input[value=children]")
    press(visitor, "next")
    page.fill("input[name=place]", tongue.place)
    press(visitor, "next")
    page.check("input[name=partner][value=yes]")
    page.select_option("select[name=children]", "2")
    press(visitor, "next")
    for fields, (year, month, day) in zip(page.locator(".date-parts").all(), BIRTHS, strict=True):
        fields.locator("[name$=-year]").fill(year)
        fields.locator("[name$=-month]").fill(month)
        fields.locator("[name$=-day]").fill(day)
    press(visitor, "next")


def test_a_family_walks_the_whole_finder_on_a_phone(visitor: Visitor, tongue: Tongue) -> None:
    page = visitor.page
    visitor.open(f"{tongue.prefix}/")
    visitor.must_be_sound()
    page.locator("main a.button").first.click()
    assert question(visitor) == "topics"
    visitor.must_be_sound()
    answer_family(visitor, tongue)
    for _ in range(MOST_QUESTIONS):
        if question(visitor) == "results":
            break
        visitor.must_be_sound()
        fields = page.locator("main fieldset")
        yes_no = [one for one in fields.all() if one.locator("input[value=no]").count()]
        for one in yes_no:
            one.locator("input[value=no]").check()
        for one in page.locator("input[value=nobody], input[value=none-of-these]").all():
            one.check()
        for one in page.locator("input[name$=-rest]").all():
            one.check()
        press(visitor, "next" if fields.locator("input:checked").count() else "unknown")
        assert page.locator(".error-summary").count() == 0, page.locator(".error-summary").inner_text()
    assert question(visitor) == "results"
    visitor.must_be_sound()
    assert tongue.total in without_readings(page.locator(".total"))
    assert tongue.allowance in without_readings(page.locator("#jido-teate h3"))
    for address in ("/finder/answers/", "/finder/results/print/", "/programs/jido-teate/counter/"):
        visitor.open(tongue.prefix + address)
        visitor.must_be_sound()


@pytest.mark.parametrize("address", ["/", "/coverage/", "/privacy/", "/programs/", "/programs/jido-teate/"])
def test_open_pages_are_accessible_on_a_phone(visitor: Visitor, tongue: Tongue, address: str) -> None:
    visitor.open(tongue.prefix + address)
    visitor.must_be_sound()


def test_every_fold_opened_is_accessible_too(visitor: Visitor) -> None:
    visitor.open("/finder/topics/")
    answer_family(visitor, TONGUES["ja"])
    for address in ("/finder/results/", "/coverage/", "/programs/jido-fuyo-teate/", "/finder/municipality/"):
        visitor.open(address)
        visitor.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        visitor.must_be_sound()


def test_errors_are_accessible_and_take_the_focus(visitor: Visitor, tongue: Tongue) -> None:
    visitor.open(f"{tongue.prefix}/finder/municipality/")
    press(visitor, "next")
    visitor.faults.clear()  # the browser notes the status 422 in its console
    assert visitor.page.evaluate("document.activeElement.className") == "error-summary"
    visitor.must_be_sound()
    visitor.page.locator(".error-summary a").click()
    assert visitor.page.evaluate("document.activeElement.name") == "place"


def test_the_finder_works_without_script(visitor_without_script: Visitor) -> None:
    visitor = visitor_without_script
    visitor.open("/")
    visitor.page.get_by_role("link", name="質問に答えてさがす").click()
    answer_family(visitor, TONGUES["ja"])
    visitor.open("/finder/results/")
    visitor.must_be_sound()
    assert visitor.page.locator("#jido-teate").is_visible()
    visitor.page.get_by_text("対象外の制度と、その理由を見る").click()
    assert visitor.page.locator("#no ~ details .resource").first.is_visible()


def tab_to(visitor: Visitor, selector: str) -> None:
    for _ in range(200):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_the_finder_works_by_keyboard_alone(visitor: Visitor) -> None:
    keys = visitor.page.keyboard
    visitor.open("/")
    keys.press("Tab")
    assert visitor.page.evaluate("document.activeElement.className") == "skip-link"
    keys.press("Enter")
    tab_to(visitor, "a.button")
    keys.press("Enter")
    visitor.page.wait_for_url("**/finder/topics/")
    tab_to(visitor, "input[value=children]")
    keys.press("Space")
    tab_to(visitor, "button[value=next]")
    keys.press("Enter")
    visitor.page.wait_for_url("**/finder/municipality/")
    tab_to(visitor, "input[name=place]")
    keys.type("しんじゅく")
    keys.press("Enter")
    visitor.page.wait_for_url("**/finder/family/")
    tab_to(visitor, "input[name=partner]")
    keys.press("ArrowDown")
    tab_to(visitor, "select[name=children]")
    keys.press("ArrowDown")
    tab_to(visitor, "button[value=next]")
    keys.press("Enter")
    visitor.page.wait_for_url("**/finder/births/")
    assert visitor.page.locator(".date-parts").count() == 2
    tab_to(visitor, "input[name$='-year']")
    keys.type("1990")
    tab_to(visitor, "button[value=unknown]")
    keys.press("Enter")
    visitor.page.wait_for_url(lambda address: "/finder/" in address and "/births/" not in address)


@pytest.mark.parametrize("address", ["/", "/programs/", "/coverage/", "/programs/jido-teate/"])
def test_a_first_visit_costs_little(site: str, chromium: Browser, tongue: Tongue, address: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{site}{tongue.prefix}{address}", wait_until="networkidle")
    context.close()
    assert len(sizes) >= 6
    assert sum(sizes) <= MOST_BYTES, f"{sum(sizes):,.0f} bytes"


def test_paper_shows_all_and_no_buttons(visitor: Visitor) -> None:
    visitor.open("/finder/topics/")
    answer_family(visitor, TONGUES["ja"])
    visitor.open("/finder/results/print/")
    visitor.page.emulate_media(media="print")
    assert visitor.page.get_by_text("申請する人名義の口座が分かるもの").first.is_visible()
    for hidden in (".languages", ".back", ".footer__links", ".skip-link"):
        assert not visitor.page.locator(hidden).first.is_visible(), hidden
    assert not any(one.is_visible() for one in visitor.page.locator("button, a.button").all())


def test_nothing_is_lost_when_text_is_twice_as_large(site: str, chromium: Browser) -> None:
    with Visitor.come(chromium, site, size={"width": 640, "height": 800}) as visitor:
        visitor.open("/finder/topics/")
        answer_family(visitor, TONGUES["ja"])
        for address in ("/", "/finder/results/", "/finder/births/", "/programs/jido-teate/"):
            visitor.open(address)
            visitor.page.evaluate("document.styleSheets[0].insertRule('html { font-size: 200% }', 0)")
            visitor.must_be_sound()


def test_all_answers_are_gone_after_deleting_them(visitor: Visitor) -> None:
    visitor.open("/finder/topics/")
    answer_family(visitor, TONGUES["ja"])
    visitor.open("/finder/answers/")
    visitor.press("答えをすべて消す")
    assert not [one for one in visitor.page.context.cookies() if one.get("name") == "todoke_answers"]
    visitor.open("/finder/results/")
    assert visitor.page.get_by_text("まだ何も答えていません").is_visible()
