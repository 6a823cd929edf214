"""Approving changed rules: who gains and loses is shown, and what takes something away must have been seen."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories.desk import PASSWORD, some_office
from tests.factories.registry import clerk, program_content, published
from tests.factories.residents import random_population
from tests.pages.client import Page, PageClient
from tests.pages.markup import attribute, find_all
from todoke.apps.accounts.models import Role
from todoke.apps.desk.domain.standing import Loss, Standing
from todoke.apps.registry.models import Proposal, Stage

pytestmark = pytest.mark.django_db

CONDITION = "/desk/rules/jido-teate/2024-10-01/child/?depth=line"
NARROWER = "いる(子, 年度年齢 <= 9)"
WIDER = "いる(子, 年度年齢 <= 18)"
APPROVE = "承認して公開する a"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return random_population(tmp_path_factory.mktemp("sample"), 60)


@pytest.fixture
def office(settings, tmp_path, sample):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, for tests alone
    settings.VAR_DIR = tmp_path
    settings.WHATIF_POPULATION = sample
    office = some_office()
    metropolis = office.bodies["130001"]
    clerk("metropolis", metropolis)
    clerk("metropolis2", metropolis, Role.APPROVER)
    content = program_content(
        name="児童手当",
        level="nation",
        area=["130001"],
        owner={"body": metropolis.number, "name": "東京都"},
        rules="jido-teate",
    )
    published(content, f"tdk1.0+{metropolis.number}+1+P")
    return office


def signed_in(login: str) -> PageClient:
    pages = PageClient()
    page = pages.get("/desk/login/?next=/desk/")
    pages.submit(page, {"login": login, "password": PASSWORD}, button="ログイン")
    return pages


def proposed(line: str) -> Proposal:
    pages = signed_in("metropolis")
    page = pages.submit(pages.get(CONDITION), {"line": line, "words": "試験"}, button="承認を依頼する")
    assert "承認を依頼しました" in page.text
    found: Any = Proposal.objects.get()
    return found


def approval(proposal: Proposal) -> tuple[PageClient, Page]:
    pages = signed_in("metropolis2")
    return pages, pages.get(f"/desk/approvals/{proposal.pk}/")


def tick(page: Page) -> str:
    """Return what the tick sends."""
    (found,) = [one for one in find_all(page.tree, "input") if attribute(one, "name") == "seen"]
    return attribute(found, "value")


def stage(proposal: Proposal) -> str:
    proposal.refresh_from_db()
    return proposal.stage


def test_the_approver_sees_who_gains_and_loses_and_what_it_costs(office):
    _, page = approval(proposed(NARROWER))
    assert "だれが得て、だれが失うか" in page.text
    assert "受けられなくなる" in page.text
    assert "世帯の代表の年齢別に、増える数と減る数" in page.text
    assert "数の動きが大きい区市町村" in page.text
    assert "1年に" in page.text
    assert "同じ数字を表で見る" in page.text


def test_what_takes_a_program_away_needs_a_tick_and_a_reason_and_both_are_kept(office):
    proposal = proposed(NARROWER)
    pages, page = approval(proposal)
    page = pages.submit(page, {"note": ""}, button=APPROVE)
    assert "検算世帯" in page.text
    assert "理由を書いてください" in page.text
    page = pages.submit(page, {"note": "条例の改正による"}, button=APPROVE)
    assert "「見ました」にしるしを付けてください" in page.text
    assert stage(proposal) == Stage.PROPOSED
    pages.submit(page, {"note": "条例の改正による", "seen": tick(page)}, button=APPROVE)
    assert stage(proposal) == Stage.PUBLISHED
    assert proposal.decision_note.startswith("条例の改正による [確認: 検算世帯の食い違い")
    assert "「児童手当」を失う都全体で約" in proposal.decision_note


def test_a_tick_beside_other_numbers_does_not_count(office):
    proposal = proposed(NARROWER)
    pages, page = approval(proposal)
    page = pages.submit(page, {"note": "理由", "seen": tick(page)[::-1]}, button=APPROVE)
    assert "試算の数が新しくなりました" in page.text
    assert stage(proposal) == Stage.PROPOSED


def test_what_takes_nothing_away_needs_no_tick(office):
    proposal = proposed(WIDER)
    pages, page = approval(proposal)
    assert "を見ました" not in page.text
    pages.submit(page, {"note": "検算の世帯は次の提案で直す"}, button=APPROVE)
    assert stage(proposal) == Stage.PUBLISHED


def test_without_a_sample_the_page_says_so_and_how_to_get_one(office, settings, tmp_path):
    settings.WHATIF_POPULATION = tmp_path / "nobody"
    _, page = approval(proposed(WIDER))
    assert "影響の試算はありません" in page.text
    assert "todoke population make" in page.text


def test_a_sample_that_cannot_be_tried_does_not_take_the_page_away(office, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the sample is corrupt")

    monkeypatch.setattr("todoke.apps.matching.queries.preview.whatif", broken)
    proposal = proposed(WIDER)
    pages, page = approval(proposal)
    assert "影響を試算できませんでした" in page.text
    page = pages.submit(page, {"note": ""}, button=APPROVE)
    assert "理由を書いてください" in page.text
    pages.submit(page, {"note": "急ぐため"}, button=APPROVE)
    assert stage(proposal) == Stage.PUBLISHED
    assert "影響の試算なし" in proposal.decision_note


def test_what_was_worked_out_is_kept_and_not_worked_out_again(office, settings, monkeypatch):
    proposal = proposed(NARROWER)
    _, first = approval(proposal)
    kept = list((settings.VAR_DIR / "whatif").glob("*.json"))
    assert len(kept) == 1
    monkeypatch.setattr("todoke.apps.matching.queries.preview.whatif", None)
    _, again = approval(proposal)
    assert again.text == first.text


def test_the_author_sees_the_effect_too_and_still_cannot_approve(office):
    proposal = proposed(NARROWER)
    page = signed_in("metropolis").get(f"/desk/approvals/{proposal.pk}/")
    assert "だれが得て、だれが失うか" in page.text
    assert "自分の提案は承認できません" in page.text


@pytest.mark.parametrize(
    ("standing", "note", "seen", "told"),
    [
        (Standing(), "", "", ""),
        (Standing(broken=True), "理由", "", "差し戻して"),
        (Standing(failing=2), "", "", "検算世帯2件"),
        (Standing(failing=2), "理由", "", ""),
        (Standing(failures=("手当",)), "", "", "計算できない"),
        (Standing(untried=True), "", "", "試算できませんでした"),
        (Standing(losses=(Loss("手当", 3, "3人"),), key="k"), "理由", "", "しるし"),
        (Standing(losses=(Loss("手当", 3, "3人"),), key="k"), "", "k", ""),
    ],
)
def test_what_stands_against_publishing(standing, note, seen, told):
    against = standing.against(note=note, seen=seen)
    assert told in against
    assert bool(told) == bool(against)
