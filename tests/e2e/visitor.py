"""A person with a browser: opens pages, and finds what is wrong with each one they see."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response, ViewportSize

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core"
PHONE: ViewportSize = {"width": 360, "height": 740}


@cache
def axe_source() -> str:
    """Return axe-core with its Japanese words."""
    assert AXE.is_dir(), "axe-core is not installed; run: npm ci"
    words = (AXE / "locales" / "ja.json").read_text(encoding="utf-8")
    return f"{(AXE / 'axe.min.js').read_text(encoding='utf-8')}\naxe.configure({{locale: {words}}});"


class Visitor:
    """One browser window with its own cookies."""

    def __init__(self, page: Page, site: str, *, runs_script: bool) -> None:
        self.page = page
        self.site = site
        self.runs_script = runs_script
        self.faults: list[str] = []
        page.on("console", lambda message: self._note(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", lambda request: self._note_foreign(request.url))

    @classmethod
    @contextmanager
    def come(
        cls, browser: Browser, site: str, *, runs_script: bool = True, size: ViewportSize = PHONE
    ) -> Iterator["Visitor"]:
        """Open a window for as long as the visit lasts."""
        context = browser.new_context(viewport=size, locale="ja-JP", java_script_enabled=runs_script)
        try:
            yield cls(context.new_page(), site, runs_script=runs_script)
        finally:
            context.close()

    def open(self, address: str) -> Response:
        """Open an address of the site."""
        response = self.page.goto(self.site + address)
        assert response is not None
        return response

    def press(self, button: str) -> None:
        """Press a button of the main part and wait for the page it leads to."""
        self.page.locator("main").get_by_role("button", name=button, exact=True).first.click()
        self.page.wait_for_load_state()

    def judge(self) -> list[str]:
        """Return everything that is wrong with the page in view."""
        found = [*self.faults, *self._judge_width()]
        self.faults.clear()
        if self.runs_script:
            found += self._judge_accessibility()
        return [f"{self.page.url}: {fault}" for fault in found]

    def must_be_sound(self) -> None:
        """Fail when anything is wrong with the page in view."""
        found = self.judge()
        assert not found, "\n".join(found)

    def _judge_width(self) -> Iterator[str]:
        size = self.page.viewport_size
        assert size is not None
        box = self.page.locator("html").bounding_box()
        if box and box["width"] > size["width"]:
            yield f"the page is {box['width']} px wide"
        if (
            self.runs_script
            and (wide := self.page.evaluate("document.documentElement.scrollWidth")) > size["width"]
        ):
            yield f"the page scrolls sideways: {wide} px"

    def _judge_accessibility(self) -> Iterator[str]:
        # The page's own policy allows no foreign script; the inspector's world is outside it.
        self.page.evaluate(axe_source())
        report: Any = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations)"
        )
        for violation in report:
            places = [node["target"] for node in violation["nodes"]]
            yield f"{violation['id']}: {violation['help']} {json.dumps(places, ensure_ascii=False)}"

    def _note(self, fault: str) -> None:
        self.faults.append(fault)

    def _note_foreign(self, url: str) -> None:
        if not url.startswith((self.site, "data:")):
            self.faults.append(f"asks {url}")
