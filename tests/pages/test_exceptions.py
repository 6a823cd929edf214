"""Whoever wants to know which exceptions were made reads them without a login: what, why, until when, and by whom."""

from datetime import date, timedelta

import pytest

from tests.factories.actors import NOON
from tests.factories.notices import two_approvers
from tests.factories.registry import some_bodies
from tests.pages.client import PageClient
from todoke.apps.planning.models import FamilyOpening, ReachLift
from todoke.base import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda *source: NOON)


@pytest.fixture
def two(db):
    some_bodies()
    return two_approvers()


def a_lift(two, **changes):
    return ReachLift.objects.create(
        **{
            "program_id": "gakudo",
            "to": "push",
            "reason": "申込みの期間が短いため",
            "first_by": two[0],
            "second_by": two[1],
            "asked_at": NOON - timedelta(days=2),
            "published_at": NOON - timedelta(days=1),
            "ends_on": date(2027, 3, 31),
        }
        | changes
    )


def test_without_any_it_says_so_and_what_may_be_sent(db):
    page = PageClient().get("/notices/exceptions/")
    assert "今は、例外はありません。" in page.text
    assert "子どもの年齢" in page.text
    assert "通っている園・学校" not in page.text


def test_an_exception_is_told_with_its_reason_and_both_names(two):
    a_lift(two)
    page = PageClient().get("/notices/exceptions/")
    assert "学童" in page.text
    assert "申込みの期間が短いため" in page.text
    assert "調布市 職員kisha、調布市 職員shonin" in page.text
    assert "2026-11-21 – 2027-03-31" in page.text


def test_one_that_is_only_asked_for_is_not_public_yet(two):
    a_lift(two, second_by=None, published_at=None)
    assert "申込みの期間が短いため" not in PageClient().get("/notices/exceptions/").text


@pytest.mark.parametrize("change", [{"ends_on": date(2026, 11, 21)}, {"ended_at": NOON - timedelta(hours=1)}])
def test_one_that_is_over_stays_to_be_read(two, change):
    a_lift(two, **change)
    page = PageClient().get("/notices/exceptions/")
    assert "今は、例外はありません。" in page.text
    assert "終わった例外" in page.text


def test_a_kind_of_facts_two_people_opened_is_listed(two):
    FamilyOpening.objects.create(
        family="school",
        area="132080",
        opened_by=two[0],
        second_by=two[1],
        asked_at=NOON,
        opened_at=NOON,
    )
    page = PageClient().get("/notices/exceptions/")
    assert "通っている園・学校" in page.text
    assert "調布市" in page.text


@pytest.mark.parametrize("language", ["en", "ja-easy"])
def test_it_is_read_in_other_languages(two, language):
    a_lift(two)
    assert PageClient().get(f"/{language}/notices/exceptions/").status == 200
