"""Payments without application and corrections with a real browser: at home on a phone, at the desk, without script."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.e2e.test_my_data import come_anew
from tests.e2e.visitor import PHONE, Visitor

ROOT = Path(__file__).resolve().parents[2]
PICTURES = os.environ.get("TODOKE_PICTURES", "")
DESKTOP: ViewportSize = {"width": 1366, "height": 900}
_SCENE = """
import numpy as np
from tests.factories.contacts import a_person
from tests.factories.desk import some_office
from tests.factories.registry import clerk
from todoke.apps.accounts.models import Account, Role
from todoke.apps.entitlements.actions import list_entitled
from todoke.apps.entitlements.models import Entitlement
from todoke.apps.entitlements.programs import PaidProgram
from todoke.apps.entitlements.queries import Entitled
from todoke.apps.consent.models import Correction
from todoke.apps.people.models import Kinship, LoginPerson, Person
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock

with everywhere("test"):
    if not Account.objects.filter(login="keeper").exists():
        office = some_office()
        clerk("keeper", office.body, Role.KEEPER)
    mother = LoginPerson.objects.filter(until__isnull=True).order_by("-since").first().person
    father, child = a_person(mother.municipality_id), a_person(mother.municipality_id)
    Person.objects.filter(pk=child.pk).update(birth_low="2020-05-05", birth_high="2020-05-05")
    for one in (mother, father):
        Kinship.objects.create(
            person=one, other=child, municipality_id=mother.municipality_id, kind="parent_of",
            status="confirmed", living_together=True,
        )
    program = PaidProgram(program_id="018-support", in_use=True, refuse_days=30, month=1)
    some = [Entitled(mother.municipality_id, np.array([mother.pk, child.pk], np.int64))]
    list_entitled(program, some, on=clock.today(), at=clock.now())
    row = Entitlement.objects.get(person=child).row
    print(row, Correction.objects.filter(person=mother).latest("at").row)
"""


def make(folder: Path) -> tuple[str, str]:
    """Make an office, a family and what waits for staff; return the addresses of a payment and a correction."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "TODOKE_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/todoke.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", _SCENE],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    payment, correction = done.stdout.split()[-2:]
    return f"/desk/payments/{payment}/", f"/desk/corrections/{correction}/"


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def parent(request, served: tuple[str, Path], chromium: Browser) -> Iterator[Visitor]:
    """Somebody with a phone of 360 px."""
    with Visitor.come(chromium, served[0], runs_script=request.param) as one:
        yield one


def look(visitor: Visitor, name: str) -> None:
    """Judge the page in view; keep a picture of it where they are wanted."""
    if PICTURES and visitor.runs_script:
        visitor.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    visitor.must_be_sound()


def text(visitor: Visitor) -> str:
    return visitor.page.locator("main").inner_text()


def sign_in(visitor: Visitor, login: str) -> None:
    """Sign in at the desk with keys alone."""
    visitor.open("/desk/login/")
    visitor.page.locator("#field-login").focus()
    visitor.page.keyboard.type(login)
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type("correct-horse-battery")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/desk/")


def tab_to(visitor: Visitor, words: str) -> None:
    """Go with the tabulator to the control of the main part whose text is this."""
    for _ in range(80):
        visitor.page.keyboard.press("Tab")
        focused = visitor.page.locator(":focus")
        if focused.count() and words in (focused.inner_text() or focused.get_attribute("value") or ""):
            return
    raise AssertionError(f"the tabulator never came to {words}")


def test_from_a_parent_to_the_desk_and_back(
    parent: Visitor, served: tuple[str, Path], chromium: Browser
) -> None:
    page = parent.page
    come_anew(parent, "佐藤 花子" if parent.runs_script else "佐藤 一郎")
    page.get_by_label(re.compile("^住所")).check()
    page.get_by_label(re.compile("^生年月日")).check()
    parent.press("預ける")
    parent.open("/my/data/basics.address/wrong/")
    page.locator("#field-words").fill("丁目がちがいます")
    parent.press("知らせる")
    payment, correction = make(served[1])

    parent.open("/my/programs/")
    look(parent, "p01-programs")
    parent.open("/my/payments/")
    look(parent, "p02-payments")
    assert "役所が確かめています" in text(parent)
    parent.press("伝える")
    parent.faults.clear()  # 422 is what browsers call an error
    look(parent, "p03-payments-error")
    page.get_by_label("登録してある", exact=True).check()
    parent.press("伝える")
    assert "記録しました。" in text(parent)
    parent.press("わたしが受け取る")
    look(parent, "p04-payments-told")
    parent.open("/my/data/account.public/")
    assert "あり" in text(parent)
    look(parent, "p05-account")

    for size, kind in ((DESKTOP, "wide"), (PHONE, "phone")):
        with Visitor.come(chromium, served[0], runs_script=parent.runs_script, size=size) as clerk:
            sign_in(clerk, "keeper")
            for name, address in {
                "payments": "/desk/payments/",
                "payment": payment,
                "corrections": "/desk/corrections/",
                "correction": correction,
                "logins": "/desk/people/logins/",
                "reach": "/desk/reach/",
            }.items():
                clerk.open(address)
                look(clerk, f"d-{name}-{kind}")

    with Visitor.come(chromium, served[0], runs_script=parent.runs_script, size=DESKTOP) as clerk:
        sign_in(clerk, "editor")
        clerk.open(correction)
        assert "見本町" in text(clerk), "what is held now, to compare"
        tab_to(clerk, "here")
        clerk.page.keyboard.press("Space")
        clerk.page.keyboard.press("Tab")
        clerk.page.keyboard.type("東京都調布市見本町2丁目")
        clerk.page.keyboard.press("Tab")
        clerk.page.keyboard.press("Tab")
        clerk.page.keyboard.type("台帳に合わせました")
        clerk.page.keyboard.press("Tab")
        clerk.page.keyboard.press("Enter")
        clerk.page.wait_for_url("**/desk/corrections/")
        look(clerk, "d-corrected")

    parent.open("/my/data/basics.address/")
    look(parent, "p06-corrected")
    assert "見本町2丁目" in text(parent)
    assert "台帳に合わせました" in text(parent)
    parent.open("/my/data/readers/")
    assert "まちがいを直しました" in text(parent)
    look(parent, "p07-readers")
