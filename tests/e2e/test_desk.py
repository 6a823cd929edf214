"""The desk in a real browser: twenty records repaired with the keyboard alone, every page accessible."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.e2e.visitor import PHONE, Visitor

ROOT = Path(__file__).resolve().parents[2]
DESKTOP: ViewportSize = {"width": 1366, "height": 900}
_FIRST = 9001
_SCENE = f"""
from tests.factories.desk import dead_link, some_office, twenty_dirty_records, wait_for_approval
office = some_office()
twenty_dirty_records({_FIRST})
wait_for_approval(dead_link(9101), office)
"""
_MORE = """
from tests.factories.desk import dead_link, missing_contact, page_changed
made = [make({first} + place) for place, make in enumerate((dead_link, missing_contact, page_changed))]
print(*(one.pk for one in made))
"""
_COUNT = """
from todoke.apps.registry.models import Proposal, Task
from tests.factories.desk import number
mine = Proposal.objects.filter(record__number__contains="+7000020132080+90")
settled = Task.objects.filter(record__number__contains="+7000020132080+90", settled_at__isnull=False)
print(mine.filter(stage="proposed").count(), settled.count(), sum(one.seconds_spent for one in mine) > 0)
"""


def run(script: str, instance: dict[str, str]) -> str:
    """Run a script inside the instance and return what it printed last."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", script],
        cwd=ROOT,
        env=instance,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


@pytest.fixture(scope="module")
def office(instance: dict[str, str], site: str) -> str:
    """The site with an office and twenty dirty records."""
    run(_SCENE, instance)
    return site


@pytest.fixture
def clerk(office: str, chromium: Browser) -> Iterator[Visitor]:
    """An editor at a desktop, signed in by keyboard."""
    with Visitor.come(chromium, office, size=DESKTOP) as one:
        sign_in(one)
        yield one


def sign_in(visitor: Visitor, login: str = "editor") -> None:
    visitor.open("/desk/login/")
    visitor.page.locator("#field-login").focus()
    visitor.page.keyboard.type(login)
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type("correct-horse-battery")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/desk/")


def repair(page: Page) -> str:
    """Do what the task in view asks for, with keys alone; return its kind."""
    need = page.locator(".message .chip").get_attribute("data-need") or ""
    key = page.keyboard
    if need in ("dead_link", "page_changed"):
        for _ in range(page.locator("[data-change]").count()):
            key.press("a")
        key.press("Enter")
    elif need == "missing_field":
        key.press("e")
        key.type("子どものことを電話で相談できます。")
        key.press("Control+Enter")
    else:
        key.press("c")
    return need


def any_but(here: str) -> Callable[[str], bool]:
    return lambda url: url != here


def test_twenty_dirty_records_are_repaired_by_keyboard_alone(
    office: str, instance: dict[str, str], chromium: Browser, tmp_path: Path
) -> None:
    record = Path(os.environ.get("TODOKE_RECORDINGS", tmp_path)) / "twenty-records.zip"
    context = chromium.new_context(viewport=DESKTOP, locale="ja-JP")
    context.tracing.start(screenshots=True, snapshots=False, sources=False)
    visitor = Visitor(context.new_page(), office, runs_script=True)
    page = visitor.page
    # No pointer: a click of a mouse or a finger is a fault of this test.
    page.add_init_script(
        "document.addEventListener('pointerdown', () => console.error('a pointer was used'), true)"
    )
    sign_in(visitor)
    assert "20件のうち" in page.locator("main").inner_text()
    page.keyboard.press("Enter")  # いちばん上から直す
    page.wait_for_url(re.compile(r"/desk/tasks/"))
    kinds: list[str] = []
    for _ in range(20):
        here = page.url
        if not kinds:
            visitor.must_be_sound()
        kinds.append(repair(page))
        page.wait_for_url(any_but(here))
    assert not visitor.faults
    assert page.url.endswith("/desk/")
    assert "やることはありません" in page.locator("main").inner_text()
    context.tracing.stop(path=record)
    context.close()
    assert sorted(set(kinds)) == ["dead_link", "missing_field", "page_changed", "review_overdue"]
    assert run(_COUNT, instance) == "15 5 True"
    pictures = [name for name in ZipFile(record).namelist() if name.endswith(".jpeg")]
    assert len(pictures) > 20, "the visit was not recorded"


ADDRESSES = [
    "/desk/",
    "/desk/approvals/",
    "/desk/records/",
    "/desk/records/new/",
    f"/desk/records/tdk1.0-7000020132080-{_FIRST}-P/",
    f"/desk/records/tdk1.0-7000020132080-{_FIRST + 1}-P/edit/",
    f"/desk/records/tdk1.0-7000020132080-{_FIRST}-P/compare/",
    "/desk/bulk/",
    "/desk/imports/",
    "/desk/inbox/",
    "/desk/rules/",
    "/desk/rules/jido-teate/",
    "/desk/rules/jido-teate/2024-10-01/child/",
    "/desk/rules/jido-teate/2024-10-01/child/?depth=line",
    "/desk/rules/jido-teate/2024-10-01/child/?depth=table",
    "/desk/password/",
]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_of_the_desk_is_accessible(
    office: str, instance: dict[str, str], chromium: Browser, size: ViewportSize
) -> None:
    first = 9201 if size is PHONE else 9301
    tasks = [f"/desk/tasks/{pk}/" for pk in run(_MORE.format(first=first), instance).split()]
    assert len(tasks) == 3
    with Visitor.come(chromium, office, size=size) as visitor:
        visitor.open("/desk/login/")
        visitor.must_be_sound()
        sign_in(visitor)
        for address in (*ADDRESSES, *tasks):
            visitor.open(address)
            visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            visitor.must_be_sound()


def test_a_proposal_is_decided_by_keyboard(office: str, chromium: Browser) -> None:
    with Visitor.come(chromium, office, size=DESKTOP) as visitor:
        sign_in(visitor, "approver")
        visitor.open("/desk/approvals/")
        visitor.must_be_sound()
        visitor.page.locator("main tbody a").first.focus()
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_url(re.compile(r"/approvals/\d+/"))
        visitor.must_be_sound()
        visitor.page.keyboard.press("a")
        visitor.page.get_by_text("公開しました").wait_for()


def test_the_sentence_follows_what_is_typed(clerk: Visitor) -> None:
    clerk.open("/desk/rules/jido-teate/2024-10-01/child/?depth=line")
    line = clerk.page.locator("#field-line")
    line.focus()
    clerk.page.keyboard.press("Control+A")
    clerk.page.keyboard.type("いる(子, 年度年齢 <= 5)")
    clerk.page.get_by_text("世帯の答えが変わります").wait_for()
    clerk.must_be_sound()


def test_shortcuts_can_be_switched_off(clerk: Visitor) -> None:
    clerk.open("/desk/")
    switch = clerk.page.locator("#keys-switch")
    switch.focus()
    clerk.page.keyboard.press("Enter")
    assert switch.inner_text() == "キーボードの近道を使う"
    clerk.open("/desk/")
    assert clerk.page.locator("#keys-switch").inner_text() == "キーボードの近道を使う"


def test_signing_out_ends_the_session_on_the_server(clerk: Visitor) -> None:
    cookies = clerk.page.context.cookies()
    mine = [one for one in cookies if one["name"] == "todoke_desk"]
    assert [(one["path"], one["httpOnly"]) for one in mine] == [("/desk/", True)]
    clerk.open("/desk/")
    clerk.page.get_by_role("button", name="ログアウト").press("Enter")
    clerk.page.wait_for_url("**/logout/")
    clerk.page.context.add_cookies(
        [{"name": "todoke_desk", "value": mine[0]["value"], "url": f"{clerk.site}/desk/"}]
    )
    clerk.open("/desk/")
    assert "/desk/login/" in clerk.page.url
