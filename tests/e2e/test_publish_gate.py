"""Approving a changed rule in a real browser: the charts under the strict policy, on a phone and a desktop."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.e2e.test_desk import DESKTOP, run, sign_in
from tests.e2e.visitor import PHONE, Visitor
from tests.factories.residents import random_population

_SCENE = """
from django.utils import timezone
from tests.factories.registry import clerk
from todoke.apps.accounts.models import Role
from todoke.apps.desk.queries.rules import record_of, rule_file
from todoke.apps.registry.actions.proposals import open_proposal, propose
file = rule_file("jido-teate", "2024-10-01")
record = record_of("jido-teate")
author = clerk("ruleauthor", record.body)
clerk("ruleapprover", record.body, Role.APPROVER)
text = file.text.replace("{le: [{school_age: {}}, 17]}", "{le: [{school_age: {}}, 9]}", 1)
text = text.replace("then: {parameter: jido-teate.third}", "then: 50000")
proposal = open_proposal(
    record=record, content=record.content, by=author, at=timezone.now(),
    sheets={file.path: {"text": text, "base": file.base}}, words="対象を狭める試験",
)
propose(proposal=proposal, by=author, at=timezone.now())
print(proposal.pk)
"""


@pytest.fixture(scope="module")
def proposal(instance: dict[str, str], site: str) -> str:
    """The address of a proposal that takes a program away from some."""
    sample = Path(os.environ.get("TODOKE_SAMPLE", "")) if os.environ.get("TODOKE_SAMPLE") else None
    place = Path(instance["TODOKE_VAR"]) / "population" / "sample"
    if sample is None:
        place.mkdir(parents=True)
        random_population(place, 60)
    else:
        place.parent.mkdir(parents=True)
        place.symlink_to(sample)
    return f"/desk/approvals/{run(_SCENE, instance)}/"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_effect_is_shown_accessibly_under_the_policy(
    proposal: str, site: str, chromium: Browser, size: ViewportSize
) -> None:
    with Visitor.come(chromium, site, size=size) as visitor:
        sign_in(visitor, "ruleapprover")
        visitor.open(proposal)
        page = visitor.page
        page.get_by_role("heading", name="だれが得て、だれが失うか").wait_for()
        drawings = page.locator("figure.chart svg[role=img]")
        assert drawings.count() == 2
        assert drawings.first.bounding_box() is not None
        if folder := os.environ.get("TODOKE_RECORDINGS"):
            page.screenshot(path=f"{folder}/gate-{size['width']}.png", full_page=True)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        visitor.must_be_sound()


def test_a_program_is_taken_away_only_after_reason_and_tick(
    proposal: str, site: str, chromium: Browser
) -> None:
    with Visitor.come(chromium, site, size=DESKTOP) as visitor:
        sign_in(visitor, "ruleapprover")
        visitor.open(proposal)
        page = visitor.page
        page.locator("button[value=approve]").click()
        page.get_by_role("alert").get_by_text("理由を書いてください").wait_for()
        page.locator("#field-note").fill("条例の改正による")
        page.locator("button[value=approve]").click()
        page.get_by_role("alert").get_by_text("しるしを付けてください").wait_for()
        visitor.must_be_sound()
        page.locator("#field-seen").check()
        page.locator("button[value=approve]").click()
        page.get_by_text("公開しました").wait_for()
