"""The sandbox of the apps' API: the same shapes, nobody let in, nothing kept."""

import pytest

from tests.factories.apps import BODY, AppCaller
from todoke.api.people.apps.sandbox import TRIES
from todoke.apps.subscriptions.models import Subscription
from todoke.apps.tenancy.scope import everywhere

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    """A caller of the sandbox without any key of an app."""
    TRIES.clear()
    return AppCaller("")


def begun_in(maker, **changes):
    response = maker.client.post(
        "/api/v1/sandbox/apps/subscriptions", {**BODY, **changes}, content_type="application/json"
    )
    assert response.status_code == 201, response.content
    return response.json()


def ask(maker, address, key=""):
    return maker.client.get(f"/api/v1/sandbox/apps{address}", headers={"Authorization": f"Bearer {key}"})


def test_it_answers_as_the_real_one_and_keeps_nothing(maker, app):
    begun = begun_in(maker)
    answer = ask(maker, f"/subscriptions/{begun['id']}/programs", begun["key"])
    with everywhere("test"):
        assert not Subscription.objects.exists()
    real = app.begun()
    assert set(real) == set(begun)
    assert answer.json() == app.months(real).json()


def test_a_key_of_the_sandbox_opens_nothing_real_and_none_of_another(maker, app):
    begun, other = begun_in(maker), begun_in(maker, child_born="2026-09")
    assert app.get(f"/subscriptions/{begun['id']}/programs", key=begun["key"]).status_code == 401
    real = app.begun()
    assert ask(maker, f"/subscriptions/{begun['id']}/programs", other["key"]).status_code == 401
    assert ask(maker, f"/subscriptions/{begun['id']}/programs", real["key"]).status_code == 401
    assert ask(maker, f"/subscriptions/{begun['id']}/programs", begun["key"][:-1]).status_code == 401


def test_hints_are_read_on_without_gap_or_repeat(maker):
    first = ask(maker, "/notices?after=0&limit=5").json()
    positions = [each["position"] for each in first["notices"]]
    assert positions == list(range(positions[0], positions[0] + 5))
    second = ask(maker, f"/notices?after={first['next']}&limit=5").json()
    assert second["notices"][0]["position"] == first["next"] + 1
    end = ask(maker, "/notices?after=999999999").json()
    assert end == {"notices": [], "next": 999999999}


@pytest.mark.parametrize("changes", [{"channel": "webhook"}, {"agreed_to": 1}, {"child_born": "x"}])
def test_what_the_real_one_refuses_or_cannot_be_tried_is_refused(maker, changes):
    response = maker.client.post(
        "/api/v1/sandbox/apps/subscriptions", {**BODY, **changes}, content_type="application/json"
    )
    assert response.status_code in (403, 422)


def test_ending_is_answered_and_trying_too_often_is_slowed_down(maker):
    begun = begun_in(maker)
    headers = {"Authorization": f"Bearer {begun['key']}"}
    address = f"/api/v1/sandbox/apps/subscriptions/{begun['id']}/end"
    assert maker.client.post(address, headers=headers).status_code == 204
    assert {ask(maker, "/notices").status_code for _ in range(60)} == {200, 429}
