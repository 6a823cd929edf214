"""A person's own program asks who used their data: in the documented form, with a key, and about nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.contract.json_schema import Validator
from tests.factories.contacts import a_person
from tests.factories.logins import some_login
from todoke.api.openapi import document
from todoke.api.people.keys import CALLS
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.consent.actions.asking import keep_text
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.domain.texts import text_of
from todoke.apps.consent.models import AccessEntry, Consent
from todoke.apps.identity.actions.keys import find_key, issue_key, revoke_key
from todoke.apps.identity.actions.logins import close_login
from todoke.apps.identity.models import ApiKey, Login
from todoke.apps.people.models import LoginPerson, Person
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock

pytestmark = pytest.mark.django_db

USAGES, PERIOD, HEARTBEAT = "/api/v1/me/usages", "/api/v1/me/usage-period", "/api/v1/me/heartbeat"
IN_KEYS = {USAGES: f"{USAGES}?limit=5", PERIOD: PERIOD, HEARTBEAT: HEARTBEAT}


@pytest.fixture(autouse=True)
def nobody_counted() -> None:
    CALLS.clear()


@pytest.fixture
def login() -> Login:
    return some_login()


@pytest.fixture
def hanako(login: Login) -> Person:
    with everywhere("test"):
        who = a_person()
        LoginPerson.objects.create(login_id=login.pk, person=who, since=clock.now())
    return who


@pytest.fixture
def key(login: Login) -> str:
    return issue_key(login, name="家計簿", scopes=[Verb.SEE_LOG], at=clock.now())


def ask(address: str, token: str | None, **headers: str) -> Any:
    sent = {"authorization": f"Bearer {token}"} if token is not None else {}
    return Client().get(address, headers={**sent, **headers})


def read(person: Person, *, count: int = 1, **changes: Any) -> None:
    at = clock.now()
    for number in range(count):
        plain = {
            "person": person,
            "municipality_id": person.municipality_id,
            "at": at - timedelta(minutes=number + 1),
            "actor_kind": "system",
            "receiver": person.municipality_id,
            "receiver_name": "調布市",
            "action": "choose_notices",
            "purpose": "notices",
            "basis": "consent",
            "items": ["person.birth_date"],
            "bulk": True,
        }
        AccessEntry.objects.create(**plain | changes)


def must_conform(response: Any, path: str) -> None:
    described = document(rulebook())
    validator = Validator(described)
    found = described["paths"][path]["get"]["responses"][str(response.status_code)]
    found = validator.resolve(found["$ref"]) if "$ref" in found else found
    schema = found["content"][response["Content-Type"]]["schema"]
    assert list(validator.errors(response.json(), schema)) == []
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("path", "address"), IN_KEYS.items())
def test_answers_conform(hanako, key, path, address):
    with everywhere("test"):
        read(hanako, count=2)
    response = ask(address, key)
    assert response.status_code == 200
    must_conform(response, path)


def test_the_document_says_that_a_persons_key_is_asked_for():
    described = document(rulebook())
    for path in IN_KEYS:
        assert described["paths"][path]["get"]["security"] == [{"person": []}]
    assert described["components"]["securitySchemes"]["person"]["scheme"] == "bearer"


def test_each_reading_says_when_who_why_on_what_ground_and_which_items_but_no_value(hanako, key):
    with everywhere("test"):
        at = clock.now()
        consent = Consent.objects.create(
            person=hanako,
            municipality_id=hanako.municipality_id,
            item="person.birth_date",
            purpose=Purpose.NOTICES,
            receiver=hanako.municipality_id,
            text=keep_text(text_of(Purpose.NOTICES), "ja", at=at),
            granted_at=at,
            granted_by="person",
            valid_until=at.date(),
        )
        read(hanako, consent_id=consent.pk)
    (one,) = ask(USAGES, key).json()["usages"]
    assert one.pop("logTime").endswith("+09:00")
    assert one == {
        "action": "お知らせを選びました",
        "receiver": "調布市",
        "purpose": "お知らせを選ぶため",
        "legalBasis": "consent",
        "consentReference": str(consent.row),
        "bulkProcessing": True,
        "items": ["person.birth_date"],
    }


def test_pages_are_newest_first_and_lead_to_the_next(hanako, key):
    with everywhere("test"):
        read(hanako, count=5)
    seen, address = [], f"{USAGES}?limit=2"
    for _ in range(3):
        response = ask(address, key)
        seen += [one["logTime"] for one in response.json()["usages"]]
        address = response.headers.get("Link", "").partition("<")[2].partition(">")[0]
    assert len(seen) == 5
    assert seen == sorted(seen, reverse=True)
    assert address == ""


def test_the_period_is_that_of_the_first_and_last_reading(hanako, key):
    assert ask(PERIOD, key).json() == {"from": None, "to": None}
    with everywhere("test"):
        read(hanako, count=3)
    period = ask(PERIOD, key).json()
    assert period["from"] < period["to"]


def test_a_reading_that_must_not_be_known_yet_is_left_out(hanako, key):
    with everywhere("test"):
        read(hanako, hidden_until=clock.now() + timedelta(days=30))
    assert ask(USAGES, key).json() == {"usages": []}
    assert ask(PERIOD, key).json() == {"from": None, "to": None}


def test_a_key_opens_ones_own_record_and_nobody_elses(hanako, key):
    with everywhere("test"):
        read(a_person("132047"), count=3)
    assert ask(USAGES, key).json() == {"usages": []}


def test_whoever_left_nothing_gets_an_empty_answer(login, key):
    assert ask(USAGES, key).json() == {"usages": []}
    assert ask(HEARTBEAT, key).json() == {"status": "ok"}


@pytest.mark.parametrize("token", [None, "", "tdk_", "tdk_" + "x" * 43, "x" * 5_000, "Bearer"])
@pytest.mark.parametrize("path", IN_KEYS)
def test_without_a_key_that_holds_nothing_is_told(hanako, path, token):
    response = ask(path, token)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    must_conform(response, path)


def test_a_visit_in_the_browser_opens_nothing_here(hanako, login):
    from tests.factories.logins import log_in

    client = Client()
    log_in(client, login)
    assert client.get(USAGES).status_code == 401


@pytest.mark.parametrize("scheme", ["Basic", "Token", ""])
def test_another_scheme_is_no_key(hanako, key, scheme):
    response = Client().get(USAGES, headers={"authorization": f"{scheme} {key}".strip()})
    assert response.status_code == 401


def test_a_key_that_was_taken_back_opens_nothing_at_once(hanako, key, login):
    revoke_key(ApiKey.objects.get(), at=clock.now())
    assert ask(USAGES, key).status_code == 401
    other = issue_key(login, name="x", scopes=[Verb.SEE_LOG], at=clock.now())
    close_login(login, at=clock.now())
    assert ask(USAGES, other).status_code == 401


def test_a_key_made_for_something_else_is_refused(hanako, login):
    other = issue_key(login, name="x", scopes=[Verb.SEE], at=clock.now())
    response = ask(USAGES, other)
    assert response.status_code == 403
    must_conform(response, USAGES)


@pytest.mark.parametrize(
    "query", ["offset=0", "limit=0", "limit=1001", "limit=x", "offset=-1", "person=1", "offset=1e9"]
)
def test_a_wrong_question_is_explained(hanako, key, query):
    response = ask(f"{USAGES}?{query}", key)
    assert response.status_code == 422
    must_conform(response, USAGES)


def test_calling_too_often_says_how_long_to_wait(hanako, key, monkeypatch):
    monkeypatch.setattr(CALLS, "most", 1)
    ask(HEARTBEAT, key)
    response = ask(HEARTBEAT, key)
    assert response.status_code == 429
    assert int(response["Retry-After"]) >= 1
    must_conform(response, HEARTBEAT)


def test_other_methods_are_refused(hanako, key):
    for path in IN_KEYS:
        response = Client().post(path, headers={"authorization": f"Bearer {key}"})
        assert response.status_code == 405
        assert Client().head(path, headers={"authorization": f"Bearer {key}"}).status_code == 200


def test_no_page_of_another_site_can_send_a_key(hanako):
    allowed = Client().options(USAGES)["Access-Control-Allow-Headers"]
    assert "authorization" not in allowed.lower()


def test_the_key_itself_is_kept_nowhere(hanako, key):
    ask(USAGES, key)
    assert key not in str(list(ApiKey.objects.values()))
    found = find_key(key, at=clock.now())
    assert found is not None
    assert found.last_used_on == clock.today()
