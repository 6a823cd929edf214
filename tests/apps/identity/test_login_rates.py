"""How often each way of logging in fails is measured, with nothing of who it was (D3)."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories.actors import NOON
from tests.factories.desk import PASSWORD
from tests.factories.registry import CHOFU, clerk, some_bodies
from todoke.apps.accounts.models import Role
from todoke.apps.identity.actions.counts import count
from todoke.apps.identity.models import LoginCount
from todoke.apps.identity.queries import FEWEST, login_rates
from todoke.base import clock

pytestmark = pytest.mark.django_db


def happened(way: str, outcome: str, times: int, *, at=NOON) -> None:
    for _ in range(times):
        count(LoginCount.Way(way), outcome, at=at)


def rate_of(way: str):
    return next(one for one in login_rates(since=NOON.date(), until=NOON.date()) if one.way == way)


def test_what_failed_is_told_with_its_reasons():
    for outcome, times in (("begun", 20), ("ok", 12), ("failed_card", 3), ("expired", 1)):
        happened("card", outcome, times)
    card = rate_of("card")
    assert (card.begun, card.succeeded, card.failed, card.given_up) == (20, 12, 4, 4)
    assert card.share == 25
    assert card.reasons == (("failed_card", 3), ("expired", 1))


def test_of_few_no_share_is_told():
    happened("mail", "ok", FEWEST - 2)
    happened("mail", "wrong_code", 1)
    assert rate_of("mail").share is None


def test_days_before_do_not_count():
    happened("card", "ok", 1, at=NOON - timedelta(days=1))
    assert rate_of("card").succeeded == 0


@pytest.mark.parametrize(("role", "status"), [(Role.APPROVER, 403), (Role.KEEPER, 200)])
def test_keepers_read_the_page(role, status):
    happened("card", "failed_card", 11, at=clock.now())
    account = clerk("kanri", some_bodies()[CHOFU], role)
    client = Client()
    client.post("/desk/login/", {"login": account.login, "password": PASSWORD})
    page = client.get("/desk/people/logins/")
    assert page.status_code == status
    if status == 200:
        assert "カードを読み取れなかったか、途中でやめた: 11回" in page.content.decode()
        assert "100%" in page.content.decode()
