"""What identity holds about somebody is told, handed out and erased, without anything that opens a door."""

import json

import pytest

from tests.factories.actors import NOON
from tests.factories.logins import some_login
from todoke.apps.access.domain.actors import Assurance
from todoke.apps.identity.actions.keys import find_key, issue_key
from todoke.apps.identity.actions.visits import open_visit, visit_of
from todoke.apps.identity.holding import LoginHolding

pytestmark = pytest.mark.django_db


def test_a_login_with_its_visits_and_keys_is_told_exported_and_erased():
    login = some_login()
    holding = LoginHolding({1: login.pk}.get)
    visit = open_visit(login, assurance=Assurance.CARD, acr="aal3", at=NOON)
    key = issue_key(login, name="家計簿", scopes=["see"], at=NOON)
    assert [line.what for line in holding.held(1)] == [
        "ログインの手段(マイナンバーカード)",
        "ログインの記録",
        "読み取りの鍵",
    ]
    told = json.dumps(holding.export(1), ensure_ascii=False)
    assert "家計簿" in told
    assert visit not in told
    assert key not in told
    assert holding.erase(1, at=NOON) == 3
    assert visit_of(visit, at=NOON) is None
    assert find_key(key, at=NOON) is None
    assert (holding.held(1), holding.export(1), holding.erase(1, at=NOON)) == ([], {}, 0)


def test_of_somebody_without_a_login_nothing_is_held():
    holding = LoginHolding(lambda _: None)
    assert (holding.held(1), holding.export(1), holding.erase(1, at=NOON)) == ([], {}, 0)
