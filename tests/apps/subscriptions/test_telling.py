"""The daily round: hints for apps, once, within the budget, signed on the way out."""

import json
from datetime import date, datetime, timedelta

import pytest

from tests.factories.actors import NOON, person
from tests.factories.apps import an_app
from tests.factories.registry import clerk
from todoke.apps.accounts.models import Role
from todoke.apps.belief.actions import stop_rule
from todoke.apps.belief.checking import check
from todoke.apps.channels.carriers.apps import AppCarrier
from todoke.apps.channels.models import Dispatch, PrivateApp
from todoke.apps.channels.outbox import Outbox, hint_of
from todoke.apps.channels.working import Worker
from todoke.apps.notices.actions.wishes import stop_everything
from todoke.apps.places.models import Body
from todoke.apps.subscriptions.actions.connections import offer
from todoke.apps.subscriptions.actions.telling import BUDGET, tell_apps
from todoke.apps.subscriptions.models import AppHint, Connection, Subscription
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock
from todoke.clients.webhooks.sending import Reply
from todoke.clients.webhooks.signing import HEADER, is_signed
from todoke.telling.channels import Channel

pytestmark = pytest.mark.django_db


class Hook:
    """An address of an app that keeps what it gets."""

    def __init__(self, status=200):
        self.status, self.got = status, []

    def post(self, url, body, headers):
        self.got.append((url, body, headers))
        return Reply(self.status, f"HTTP {self.status}")


def days_later(monkeypatch, days):
    at = NOON + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: at)
    monkeypatch.setattr(clock, "today", lambda: at.astimezone(clock.JST).date())
    return at


def some_days_of(monkeypatch, days):
    return [tell_apps(at=days_later(monkeypatch, day)) for day in range(days)]


def worker(hook, at):
    return Worker("w", {Channel.APP: AppCarrier(hook, lambda: at)}, lambda: at, sleep=lambda seconds: None)


def test_what_stood_in_the_list_at_the_beginning_is_not_told_again(app):
    app.begun()
    assert tell_apps(at=NOON).hints == 0


def test_a_checkup_is_hinted_at_ahead_and_once(app, monkeypatch):
    begun = app.begun()
    told = some_days_of(monkeypatch, 15)
    assert sum(each.hints for each in told) >= 1
    found = app.get("/notices").json()
    assert [each["position"] for each in found["notices"]] == list(range(1, len(found["notices"]) + 1))
    first = found["notices"][0]
    assert first["subscription"] == begun["id"]
    assert first["office"] == "調布市"
    assert set(first) == {"position", "subscription", "kind", "code", "office", "on"}
    with everywhere("test"):
        checked = check(first["code"], at=clock.now())
    assert (checked.answer, checked.office, checked.channels) == ("ours", "調布市", (Channel.APP,))
    assert tell_apps(at=clock.now()).hints == 0
    assert app.get(f"/notices?after={found['next']}").json() == {"notices": [], "next": found["next"]}


def test_two_readers_of_pages_get_every_hint_exactly_once(app, monkeypatch):
    for month in ("2026-10", "2026-08", "2025-12", "2027-01"):
        app.begun(child_born=month)
    some_days_of(monkeypatch, 30)
    whole = app.get("/notices").json()["notices"]
    after, seen = 0, []
    while page := app.get(f"/notices?after={after}&limit=2").json():
        if not page["notices"]:
            break
        seen += page["notices"]
        after = page["next"]
    assert seen == whole
    assert len(whole) >= 4


def test_no_subscription_gets_more_than_the_budget_in_any_thirty_days(app, monkeypatch):
    app.begun()
    some_days_of(monkeypatch, 60)
    with everywhere("test"):
        days = [row.at.astimezone(clock.JST).date() for row in AppHint.objects.order_by("position")]
    assert days
    for day in days:
        assert sum(day <= other < day + timedelta(days=30) for other in days) <= BUDGET


def test_nothing_can_be_read_at_night(app, monkeypatch):
    app.begun()
    night = datetime(2026, 12, 6, 3, 0, tzinfo=clock.JST)
    monkeypatch.setattr(clock, "now", lambda: night)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 6))
    assert tell_apps(at=night).hints == 1
    assert app.get("/notices").json()["notices"] == []
    monkeypatch.setattr(clock, "now", lambda: night.replace(hour=8))
    assert len(app.get("/notices").json()["notices"]) == 1


def test_the_webhook_is_signed_and_says_no_more_than_the_list(app, registered, monkeypatch):
    begun = app.begun(channel="webhook")
    some_days_of(monkeypatch, 15)
    at, hook = clock.now() + timedelta(hours=1), Hook()
    assert worker(hook, at).turn() >= 1
    url, body, headers = hook.got[0]
    assert url == registered.app.url
    assert is_signed(registered.secret, headers[HEADER], body, now=int(at.timestamp()))
    assert headers["Idempotency-Key"]
    said = json.loads(body)
    listed = app.get("/notices").json()["notices"][0]
    assert (said["subscription"], said["code"], said["kind"]) == (begun["id"], listed["code"], listed["kind"])
    assert set(said) == {
        "office", "office_name", "kind", "code", "language", "wording", "wording_version", "subscription",
    }  # fmt: skip
    with everywhere("test"):
        assert set(Dispatch.objects.values_list("state", flat=True)) == {Dispatch.State.DONE}


def test_an_address_that_wants_no_more_is_called_no_more_and_can_still_ask(app, registered, monkeypatch):
    app.begun(channel="webhook")
    some_days_of(monkeypatch, 15)
    worker(Hook(410), clock.now() + timedelta(hours=1)).turn()
    assert PrivateApp.objects.get(pk=registered.app.pk).url == ""
    assert app.get("/notices").json()["notices"]


def test_ending_takes_back_what_has_not_left(app, monkeypatch):
    begun = app.begun(channel="webhook")
    some_days_of(monkeypatch, 15)
    app.post(f"/subscriptions/{begun['id']}/end", key=begun["key"])
    hook = Hook()
    assert worker(hook, clock.now() + timedelta(hours=1)).turn() == 0
    assert hook.got == []
    assert app.get("/notices").json()["notices"] == []


def test_places_go_on_after_everything_was_forgotten(app, registered, monkeypatch):
    begun = app.begun()
    some_days_of(monkeypatch, 15)
    last = app.get("/notices").json()["next"]
    app.post(f"/subscriptions/{begun['id']}/end", key=begun["key"])
    tell_apps(at=days_later(monkeypatch, 60))
    with everywhere("test"):
        assert not Subscription.objects.exists()
        assert not AppHint.objects.exists()
    app.begun(child_born="2026-12")
    for day in (61, 75, 90):
        tell_apps(at=days_later(monkeypatch, day))
    assert PrivateApp.objects.get(pk=registered.app.pk).hints > last


def connected(app, registered, hanako):
    with everywhere("test"):
        born = (date(2026, 10, 1), date(2026, 10, 31))
        offered = offer(registered.app, hanako, born, by=person(hanako.pk), language="ja", at=NOON)
    body = {"agreed_to": 2, "connection": offered.code}
    return offered, app.post("/subscriptions", body)


def test_a_number_of_a_resident_connects_an_app_once(app, registered, hanako):
    offered, response = connected(app, registered, hanako)
    assert response.status_code == 201
    with everywhere("test"):
        assert Subscription.objects.get().person_id == hanako.pk
        assert hanako.consents.filter(withdrawn_at=None, receiver=f"app:{registered.app.pk}").count() == 2
    again = app.post("/subscriptions", {"agreed_to": 2, "connection": offered.code})
    assert again.json()["errors"][0]["pointer"] == "/connection"


def test_a_number_is_good_for_its_app_and_ten_minutes(app, registered, hanako, monkeypatch):
    from tests.factories.apps import AppCaller

    with everywhere("test"):
        born = (date(2026, 10, 1), date(2026, 10, 31))
        first, late = (
            offer(registered.app, hanako, born, by=person(hanako.pk), language="ja", at=NOON)
            for _ in range(2)
        )
    other = AppCaller(an_app("べつのアプリ").key)
    assert other.post("/subscriptions", {"agreed_to": 2, "connection": first.code}).status_code == 422
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=11))
    assert app.post("/subscriptions", {"agreed_to": 2, "connection": late.code}).status_code == 422
    with everywhere("test"):
        assert not Subscription.objects.exists()
        assert Connection.objects.count() == 2


def test_taking_one_item_back_ends_it_at_the_next_question(app, registered, hanako):
    begun = connected(app, registered, hanako)[1].json()
    assert app.months(begun).status_code == 200
    with everywhere("test"):
        hanako.consents.filter(item="household.municipality").update(withdrawn_at=NOON)
    response = app.months(begun)
    assert (response.status_code, response.json()["type"].rpartition("/")[2]) == (403, "consent-needed")
    with everywhere("test"):
        one = Subscription.objects.get()
        assert (one.ended_by, one.born_low) == ("consent", None)


def test_every_question_about_somebody_known_is_in_their_record(app, registered, hanako):
    from todoke.apps.consent.models import AccessEntry

    begun = connected(app, registered, hanako)[1].json()
    app.months(begun)
    with everywhere("test"):
        entry = AccessEntry.objects.get(person_id=hanako.pk, actor_kind="app")
    assert (entry.receiver, entry.purpose) == (f"app:{registered.app.pk}", "app")
    assert entry.items == ["household.municipality", "person.birth_date"]


def test_who_wants_nothing_is_hinted_at_nothing(app, registered, hanako, monkeypatch):
    connected(app, registered, hanako)
    with everywhere("test"):
        stop_everything(hanako.pk, by=person(hanako.pk), at=NOON)
    told = some_days_of(monkeypatch, 30)
    assert sum(each.hints for each in told) == 0
    assert sum(each.held["none"] for each in told) > 0


def test_nothing_in_one_tap_takes_back_what_waits_and_what_was_not_read(app, registered, hanako, monkeypatch):
    with everywhere("test"):
        born = (date(2026, 10, 1), date(2026, 10, 31))
        offered = offer(registered.app, hanako, born, by=person(hanako.pk), language="ja", at=NOON)
    body = {"agreed_to": 2, "connection": offered.code, "channel": "webhook"}
    assert app.post("/subscriptions", body).status_code == 201
    some_days_of(monkeypatch, 15)
    with everywhere("test"):
        assert Dispatch.objects.filter(person=hanako, state="waiting").exists()
        stop_everything(hanako.pk, by=person(hanako.pk), at=clock.now())
        assert not Dispatch.objects.filter(state="waiting").exists()
    assert app.get("/notices").json()["notices"] == []


def test_the_hint_of_a_dispatch_is_a_hint(app, monkeypatch):
    app.begun(channel="webhook")
    some_days_of(monkeypatch, 15)
    with everywhere("test"):
        row = Outbox.claim("w", limit=1, at=clock.now() + timedelta(hours=1))[0]
        assert hint_of(row).office_name == "調布市"
        assert (row.person_id, row.contact_id) == (None, None)


def test_a_rule_that_was_stopped_hints_at_nothing(app, monkeypatch):
    app.begun()
    with everywhere("test"):
        by = clerk("tomeru", Body.objects.get(area="132080"), Role.APPROVER)
        for rule in ("children-begins", "children-begins-soon", "children-deadline", "children-ends"):
            stop_rule(rule=rule, area="132080", why="まちがいの知らせ", by=by, at=NOON)
        stop_rule(rule="jido-teate-deadline", area="132080", why="まちがいの知らせ", by=by, at=NOON)
    assert sum(told.hints for told in some_days_of(monkeypatch, 20)) == 0
