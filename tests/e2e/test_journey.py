"""A parent on a phone: from the card to a notice that was told first, believed, and taken back (C1, C2, D1, D2, Q4).

One way through everything, at an instance as `make run` starts it, without a step that a person could not take.
"""

import calendar
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.e2e.conftest import ROOT
from tests.e2e.visitor import Visitor
from todoke.base import clock
from todoke.clients.mail.sink import Kept, kept_mails

DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PASSWORD = "aoi-sora-wo-tobu-tori-8"
ADDRESS = "hanako@mail.example"
PATIENCE = 90.0

Cli = Callable[..., str]


@pytest.fixture
def cli(served: tuple[str, Path]) -> Cli:
    """Run a command of the instance and return what it says."""
    folder = served[1]
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "TODOKE_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/todoke.sqlite3",
    }

    def run(*words: str, typed: str = "") -> str:
        command = [sys.executable, "-m", "todoke.cli.main", *words]
        told = subprocess.run(
            command, cwd=ROOT, env=environment, input=typed, capture_output=True, text=True, check=False
        )
        assert told.returncode == 0, told.stdout + told.stderr
        return told.stdout

    return run


@pytest.fixture
def parent(served: tuple[str, Path], chromium: Browser) -> Iterator[Visitor]:
    """Somebody with a phone of 360 px."""
    with Visitor.come(chromium, served[0]) as one:
        one.page.set_default_timeout(PATIENCE * 1000)
        yield one


@pytest.fixture
def clerk(served: tuple[str, Path], chromium: Browser) -> Iterator[Visitor]:
    """Somebody at a desk."""
    with Visitor.come(chromium, served[0], size=DESKTOP) as one:
        one.page.set_default_timeout(PATIENCE * 1000)
        yield one


def next_mail(folder: Path, known: int) -> Kept:
    """Return the newest mail once there are more than are known."""
    deadline = time.monotonic() + PATIENCE
    while len(mails := kept_mails(folder / "mail")) <= known:
        assert time.monotonic() < deadline, "no mail came"
        time.sleep(0.3)
    return mails[0]


def months_later(on: date, months: int) -> date:
    """Return the day of so many months later, the last of a shorter month."""
    years, month = divmod(on.month - 1 + months, 12)
    last = calendar.monthrange(on.year + years, month + 1)[1]
    return date(on.year + years, month + 1, min(on.day, last))


def log_in(parent: Visitor) -> None:
    parent.open("/login/")
    parent.page.get_by_role("link", name="マイナンバーカードで入る").click()
    parent.page.get_by_role("button", name=re.compile("佐藤 花子")).click()
    parent.page.wait_for_url(re.compile(r"/login/first/"))
    parent.faults.clear()  # going to the provider is going elsewhere
    for box in parent.page.get_by_role("checkbox").all():
        box.check()
    parent.press("預ける")
    parent.page.wait_for_url("**/my/")
    parent.must_be_sound()


def agree_to_two_items(parent: Visitor) -> None:
    parent.open("/my/consents/")
    parent.press("情報を見て選ぶ")
    asked = parent.page.locator("main").inner_text()
    assert "1990年4月12日" in asked
    assert "調布市" in asked
    for item in ("person.birth_date", "household.municipality"):
        parent.page.locator(f'input[value="{item}"]').check()
    parent.must_be_sound()
    parent.press("使ってよい")
    parent.must_be_sound()


def decide_how_to_be_told(parent: Visitor) -> None:
    parent.open("/my/wishes/")
    for chosen in ("topics=children", "topics=immunization", "channels=mail"):
        name, value = chosen.split("=")
        parent.page.locator(f'input[name="{name}"][value="{value}"]').check()
    # Told at any hour: this test runs at night too.
    hours = parent.page.locator("main select")
    for select in hours.all()[:2]:
        select.select_option(index=0)
    parent.must_be_sound()
    parent.press("決める")
    parent.must_be_sound()


def register_a_mailbox(parent: Visitor, folder: Path) -> None:
    known = len(kept_mails(folder / "mail"))
    parent.open("/my/contacts/mail/")
    parent.page.locator("main input:not([type=hidden])").first.fill(ADDRESS)
    parent.page.keyboard.press("Enter")
    parent.page.wait_for_url("**/number/")
    number = re.search(r"[0-9]{6}", next_mail(folder, known).body)
    assert number is not None
    parent.page.locator("main input:not([type=hidden])").first.fill(number[0])
    parent.page.keyboard.press("Enter")
    parent.page.wait_for_url("**/my/contacts/")
    assert ADDRESS in parent.page.locator("main").inner_text()
    parent.must_be_sound()


def approve_the_plan(clerk: Visitor, cli: Cli) -> None:
    cli(
        *("desk", "account", "add", "taro", "--name", "調布太郎", "--body", "132080"),
        *("--role", "approver", "--password-stdin"),
        typed=PASSWORD + "\n",
    )
    clerk.open("/desk/")
    clerk.page.locator("main input[type=text]").first.fill("taro")
    clerk.page.locator("input[type=password]").fill(PASSWORD)
    clerk.page.keyboard.press("Enter")
    clerk.page.get_by_role("heading", name="やること").wait_for()
    clerk.open("/desk/notices/")
    clerk.page.locator('main a[href*="/plans/"]').first.click()
    clerk.page.wait_for_url("**/plans/**")
    said = clerk.page.locator("main").inner_text()
    assert "送る 1件" in said
    assert "佐藤" not in said
    clerk.must_be_sound()
    clerk.press("承認して送る")
    clerk.must_be_sound()


def test_a_parent_is_told_first_believes_it_and_takes_it_back(
    served: tuple[str, Path], parent: Visitor, clerk: Visitor, cli: Cli
) -> None:
    folder, page = served[1], parent.page
    log_in(parent)

    parent.open("/my/programs/")
    assert "児童手当" in page.locator("main").inner_text()
    parent.must_be_sound()

    agree_to_two_items(parent)
    decide_how_to_be_told(parent)
    register_a_mailbox(parent, folder)
    known = len(kept_mails(folder / "mail"))

    cli("match", "--population", "database")
    assert "送る 1 件" in cli("notices", "plan", "--population", "database")
    assert len(kept_mails(folder / "mail")) == known, "nothing leaves before somebody approves"
    approve_the_plan(clerk, cli)

    # The mail says who and a code; neither what it is about nor whom.
    mail = next_mail(folder, known)
    assert "調布市" in mail.subject
    assert not any(word in mail.subject + mail.body for word in ("児童手当", "花子", "子ども"))
    code = re.search(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]\b", mail.body)
    assert code is not None

    with Visitor.come(page.context.browser or pytest.fail("no browser"), parent.site) as stranger:
        stranger.open("/notices/check/")
        stranger.page.get_by_label("確認コード").fill(code[0])
        stranger.press("確かめる")
        answer = stranger.page.locator("main").inner_text()
        assert "本物です。" in answer
        assert "調布市" in answer
        stranger.must_be_sound()

    parent.open("/my/notices/")
    parent.must_be_sound()
    page.get_by_role("link", name=re.compile("児童手当の手続の期限")).click()
    assert code[0] in page.locator("main").inner_text()
    parent.must_be_sound()
    page.get_by_role("link", name="なぜ届いたか").click()
    why = page.locator("main").inner_text()
    assert "生年月日" in why
    parent.must_be_sound()
    parent.open("/my/shelf/")
    parent.must_be_sound()

    # One's own calendar reads the deadline, without a word of what it is.
    parent.open("/my/calendar/")
    parent.press("アドレスを作る")
    feed = re.search(r"https?://\S+\.ics\S*", page.locator("main").inner_text()) or re.search(
        r"http://127\S+", page.content()
    )
    assert feed is not None
    with urllib.request.urlopen(feed[0].rstrip('"<'), timeout=30) as served_feed:
        entries = served_feed.read().decode()
    assert "BEGIN:VEVENT" in entries
    assert "児童手当" not in entries

    # Who read what stands in the record.
    parent.open("/my/data/readers/")
    assert "お知らせを選びました" in page.locator("main").inner_text()
    parent.must_be_sound()

    # The first vaccinations come into sight five weeks before the second month is full, and are told on one of the days
    # that follow: after a fortnight without a night a trial would tell of them.
    born = clock.today() - timedelta(days=9)
    soon = months_later(born, 2) - timedelta(days=36)
    for day in (soon, soon + timedelta(days=15)):
        cli("match", "--population", "database", "--on", day.isoformat())
    trial = cli("notices", "plan", "--population", "database", "--trial")
    assert re.search(r"送る [1-9]", trial), trial

    # One press takes an item back, and the next plan has lost them.
    parent.open("/my/consents/")
    page.locator("main").get_by_role("button", name=re.compile("取り消す")).first.click()
    page.wait_for_load_state()
    parent.must_be_sound()
    plan = cli("notices", "plan", "--population", "database")
    assert not re.search(r"送る [1-9]|棚に置く [1-9]", plan), plan
