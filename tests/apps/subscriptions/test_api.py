"""What a private app may ask, and what it is told."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories.actors import NOON
from tests.factories.apps import BODY, AppCaller, an_app
from todoke.apps.people.models import Person
from todoke.apps.subscriptions.actions.apps import rotate_key, stop_app
from todoke.apps.subscriptions.models import Subscription
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock

pytestmark = pytest.mark.django_db


def kind_of(response):
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    return response.json()["type"].rpartition("/")[2]


def the_one():
    with everywhere("test"):
        return Subscription.objects.get()


def test_a_month_and_a_municipality_are_enough(app):
    begun = app.begun()
    assert begun["key"].startswith("tdks_")
    assert begun["consent"] == {
        "items": ["person.birth_date", "household.municipality"],
        "purpose": "app",
        "version": 2,
        "until": "2027-11-22",
    }
    one = the_one()
    assert (one.person_id, one.municipality_id) == (None, "132080")
    assert (one.born_low.isoformat(), one.born_high.isoformat()) == ("2026-10-01", "2026-10-31")
    with everywhere("test"):
        assert not Person.objects.exists()


def test_the_key_is_kept_as_a_mark_only(app):
    key = app.begun()["key"]
    assert key not in json.dumps(list(Subscription._base_manager.values()), default=str)


def test_the_next_months_say_what_begins_and_why(app):
    response = app.months(app.begun())
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    answer = response.json()
    assert [each["month"] for each in answer["months"]] == [
        "2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04", "2027-05",
    ]  # fmt: skip
    assert answer["used"]["agreed_on"] == "2026-11-22"
    january = {each["id"]: each for each in answer["months"][2]["programs"]}
    checkup = january["kenshin-3-4-kagetsu"]
    assert (checkup["begins"], checkup["begins_at_latest"]) == ("2027-01-01", "2027-01-31")
    assert checkup["undetermined"] is True
    assert checkup["words"].startswith("早ければ2027年1月1日")
    assert "生後3か月から" in checkup["why"]
    assert checkup["url"].endswith("/programs/kenshin-3-4-kagetsu/")


def test_the_language_of_the_subscription_counts(app):
    answer = app.months(app.begun(language="en")).json()
    every = [each for month in answer["months"] for each in month["programs"]]
    assert any(each["words"].startswith("May begin on") for each in every)
    assert all("/en/programs/" in each["url"] for each in every)


def test_a_child_not_born_yet_gets_nothing_before(app):
    answer = app.months(app.begun(child_born="2027-03")).json()
    assert [bool(each["programs"]) for each in answer["months"][:4]] == [False] * 4
    march = {each["id"]: each for each in answer["months"][4]["programs"]}
    assert march["jido-teate"]["deadline"] == "2027-03-16"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"child_born": "2026-13"}, "/child_born"),
        ({"child_born": "2026-10-03"}, "/child_born"),
        ({"child_born": "1999-01"}, "/child_born"),
        ({"child_born": "2028-01"}, "/child_born"),
        ({"municipality": "999999"}, "/municipality"),
        ({"municipality": 132080}, "/municipality"),
        ({"name": "花子"}, "/name"),
        ({"channel": "push"}, "/channel"),
        ({"connection": "7K3M9-QXT2R-H"}, "/municipality"),
        ({"agreed_to": "2"}, "/agreed_to"),
    ],
)
def test_what_is_wrong_is_named_with_its_cure(app, changes, pointer):
    response = app.post("/subscriptions", {**BODY, **changes})
    assert (response.status_code, kind_of(response)) == (422, "invalid-request")
    errors = {each["pointer"]: each["detail"] for each in response.json()["errors"]}
    assert pointer in errors
    assert errors[pointer].endswith(("ください", "です", "あります)", "version)", "ください)"))


def test_other_words_than_those_in_force_are_no_consent(app):
    response = app.post("/subscriptions", {**BODY, "agreed_to": 1})
    assert (response.status_code, kind_of(response)) == (403, "consent-needed")


def test_the_words_to_show_are_open_to_everybody(app):
    response = app.client.get("/api/v1/apps/terms")
    assert response.status_code == 200
    told = response.json()
    assert told["version"] == 2
    assert set(told["line"]) == {"ja", "easy", "en"}


def test_a_number_of_the_person_is_refused(app):
    response = app.post("/subscriptions", {**BODY, "municipality": "12345678901" + "8"})
    assert kind_of(response) == "individual-number"


def test_the_same_request_twice_is_one_subscription_with_the_same_key(app):
    once = {"Idempotency-Key": str(uuid4())}
    first, second = (app.post("/subscriptions", BODY, **once) for _ in range(2))
    assert first.json() == second.json()
    assert the_one()
    other = app.post("/subscriptions", {**BODY, "child_born": "2026-09"}, **once)
    assert kind_of(other) == "invalid-request"
    assert AppCaller(an_app("べつのアプリ").key).post("/subscriptions", BODY, **once).status_code == 201


@pytest.mark.parametrize("key", ["", "x", "tdka_" + "a" * 43, "tdks_" + "a" * 64])
def test_without_a_good_key_nothing_is_told(app, key):
    begun = app.begun()
    caller = AppCaller(key)
    responses = [
        caller.post("/subscriptions", BODY),
        caller.get("/notices"),
        caller.get(f"/subscriptions/{begun['id']}/programs"),
        caller.post(f"/subscriptions/{begun['id']}/end"),
    ]
    for response in responses:
        assert (response.status_code, kind_of(response)) == (401, "not-signed-in")
        assert response["WWW-Authenticate"].startswith("Bearer")


def test_the_key_of_an_app_opens_no_subscription_and_one_subscription_no_other(app):
    first, second = app.begun(), app.begun(child_born="2025-01")
    assert app.get(f"/subscriptions/{first['id']}/programs").status_code == 401
    assert app.get(f"/subscriptions/{first['id']}/programs", key=second["key"]).status_code == 401
    assert app.get("/notices", key=first["key"]).status_code == 401


def test_guessing_keys_is_slowed_down(app):
    caller = AppCaller("tdka_" + "b" * 43)
    statuses = [caller.get("/notices").status_code for _ in range(31)]
    assert statuses == [401] * 30 + [429]


def test_ending_erases_the_month_and_is_gone_for_good(app):
    begun = app.begun()
    for _ in range(2):
        assert app.post(f"/subscriptions/{begun['id']}/end", key=begun["key"]).status_code == 204
    one = the_one()
    assert (one.born_low, one.born_high, one.ended_by) == (None, None, "app")
    response = app.months(begun)
    assert (response.status_code, kind_of(response)) == (410, "gone")


def test_a_year_later_it_has_ended_by_itself(app, monkeypatch):
    begun = app.begun()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=366))
    assert app.months(begun).status_code == 410
    assert the_one().ended_by == "expired"


def test_a_new_key_ends_the_old_one(app, registered):
    fresh = rotate_key(registered.app, at=NOON)
    assert app.get("/notices").status_code == 401
    assert AppCaller(fresh.key).get("/notices").status_code == 200


def test_a_stopped_app_is_out_with_all_its_subscriptions(app, registered):
    begun = app.begun()
    assert stop_app(registered.app, at=NOON) == 1
    assert app.get("/notices").status_code == 401
    assert app.months(begun).status_code == 410
    assert the_one().born_low is None


def test_who_has_no_address_cannot_be_called(registered):
    caller = AppCaller(an_app("聞くだけ", url="").key)
    response = caller.post("/subscriptions", {**BODY, "channel": "webhook"})
    assert response.json()["errors"][0]["pointer"] == "/channel"


@pytest.mark.parametrize("address", ["/notices?after=-1", "/notices?x=1", "/notices?limit=501"])
def test_parameters_are_read_strictly(app, address):
    assert kind_of(app.get(address)) == "invalid-request"


def test_keys_and_months_are_in_no_log(app, caplog):
    begun = app.begun()
    app.months(begun)
    app.post("/subscriptions", {**BODY, "child_born": "2026-10-03"})
    assert begun["key"] not in caplog.text
    assert "2026-10" not in caplog.text
