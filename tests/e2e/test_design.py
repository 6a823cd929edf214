"""The design system in a real browser."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.visitor import Visitor

LANGUAGES = ["", "/ja-easy", "/en"]


@pytest.mark.parametrize("prefix", LANGUAGES)
def test_every_component_is_accessible_on_a_phone(visitor: Visitor, prefix: str) -> None:
    visitor.open(f"{prefix}/design/")
    visitor.must_be_sound()


def test_the_judge_itself_finds_what_is_wrong(visitor: Visitor) -> None:
    visitor.open("/design/")
    visitor.page.evaluate(
        """() => { document.querySelector('label[for=field-name]').remove();
            const wide = document.createElement('pre'); wide.textContent = 'x'.repeat(500);
            document.querySelector('main').append(wide) }"""
    )
    found = "\n".join(visitor.judge())
    assert "label: " in found
    assert "scrolls sideways" in found


def test_the_error_summary_has_the_focus_and_leads_to_each_field(visitor: Visitor) -> None:
    visitor.open("/design/")
    assert visitor.page.evaluate("document.activeElement.className") == "error-summary"
    for link in visitor.page.locator(".error-summary a").all():
        target = str(link.get_attribute("href"))
        link.click()
        assert visitor.page.locator(target).is_visible()


def test_targets_are_at_least_44_pixels(visitor: Visitor) -> None:
    visitor.open("/design/")
    small = visitor.page.evaluate(
        """() => [...document.querySelectorAll('button, .button, select, input, textarea, summary,'
            + '.choice label, nav a, .wordmark, .error-summary a, .resource__title a')]
            .filter(e => e.getClientRects().length)
            .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
            .filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_focus_is_a_black_line_with_a_yellow_ring(visitor: Visitor) -> None:
    visitor.open("/design/")
    visitor.page.keyboard.press("Tab")
    style = visitor.page.evaluate(
        "(({outline, outlineOffset, boxShadow}) => [outline, outlineOffset, boxShadow])"
        "(getComputedStyle(document.activeElement))"
    )
    assert style == ["rgb(0, 0, 0) solid 4px", "2px", "rgb(255, 212, 61) 0px 0px 0px 2px"]


def test_text_grows_to_twice_its_size_without_scrolling_sideways(site: str, chromium: Browser) -> None:
    # Zoom of a window 640 px wide leaves 320 CSS pixels; a doubled root size asks the same of the text.
    with Visitor.come(chromium, site, size={"width": 640, "height": 800}) as visitor:
        visitor.open("/design/")
        visitor.page.evaluate("document.styleSheets[0].insertRule('html { font-size: 200% }', 0)")
        visitor.must_be_sound()


def test_choices_can_be_seen_in_forced_colors(site: str, chromium: Browser) -> None:
    context = chromium.new_context(forced_colors="active", viewport={"width": 360, "height": 740})
    visitor = Visitor(context.new_page(), site, runs_script=True)
    visitor.open("/design/")
    box = visitor.page.locator(".choice input").first
    assert box.evaluate("e => getComputedStyle(e).appearance") == "auto"
    visitor.must_be_sound()
    context.close()
