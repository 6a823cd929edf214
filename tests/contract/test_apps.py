"""The apps' API against the document that is made from it: every operation, answer and refusal."""

from typing import Any
from uuid import uuid4

import pytest

from tests.apps.subscriptions.conftest import LIMITS
from tests.contract.json_schema import Validator
from tests.factories.apps import BODY, AppCaller, an_app
from tests.factories.registry import some_bodies
from todoke.api.openapi import document
from todoke.api.people.apps.sandbox import TRIES
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.apps.tenancy.scope import everywhere

pytestmark = pytest.mark.django_db

BEGIN, NOTICES, TERMS = "/api/v1/apps/subscriptions", "/api/v1/apps/notices", "/api/v1/apps/terms"
PROGRAMS = "/api/v1/apps/subscriptions/{subscription_id}/programs"
END = "/api/v1/apps/subscriptions/{subscription_id}/end"
REAL = {BEGIN: "post", END: "post", PROGRAMS: "get", NOTICES: "get", TERMS: "get"}
SANDBOX = {f"/api/v1/sandbox{path[7:]}": method for path, method in REAL.items() if path != TERMS}
METHODS = {**REAL, **SANDBOX}


@pytest.fixture
def made(settings: Any) -> dict[str, Any]:
    settings.RULES_FROM = "files"
    found: dict[str, Any] = document(rulebook())
    return found


@pytest.fixture
def app(made: dict[str, Any]) -> AppCaller:
    for limit in LIMITS:
        limit.clear()
    with everywhere("test"):
        some_bodies()
    return AppCaller(an_app().key)


def conforms(made: dict[str, Any], response: Any, path: str) -> None:
    validator = Validator(made)
    described = made["paths"][path][METHODS[path]]["responses"][str(response.status_code)]
    described = validator.resolve(described["$ref"]) if "$ref" in described else described
    if response.status_code == 204:
        assert response.content == b""
        return
    content = described["content"][response["Content-Type"]]
    assert list(validator.errors(response.json(), content["schema"])) == []


def test_every_operation_is_described_with_its_key(made: dict[str, Any]) -> None:
    paths = {path: methods for path, methods in made["paths"].items() if "/apps/" in path}
    assert {path: set(methods) for path, methods in paths.items()} == {
        path: {method} for path, method in METHODS.items()
    }
    keys = {path: methods[METHODS[path]].get("security") for path, methods in paths.items()}
    assert keys == {
        TERMS: None,
        BEGIN: [{"app": []}],
        NOTICES: [{"app": []}],
        PROGRAMS: [{"subscription": []}],
        END: [{"subscription": []}],
        f"/api/v1/sandbox{BEGIN[7:]}": None,
        f"/api/v1/sandbox{NOTICES[7:]}": None,
        f"/api/v1/sandbox{PROGRAMS[7:]}": [{"subscription": []}],
        f"/api/v1/sandbox{END[7:]}": [{"subscription": []}],
    }
    assert {"app", "subscription"} <= set(made["components"]["securitySchemes"])


def test_every_answer_conforms(made: dict[str, Any], app: AppCaller) -> None:
    conforms(made, app.client.get(TERMS), TERMS)
    first = app.post("/subscriptions", BODY)
    conforms(made, first, BEGIN)
    begun = first.json()
    for language in ("ja", "easy", "en"):
        conforms(made, app.months(app.begun(language=language)), PROGRAMS)
    conforms(made, app.get("/notices"), NOTICES)
    conforms(made, app.post(f"/subscriptions/{begun['id']}/end", key=begun["key"]), END)
    conforms(made, app.months(begun), PROGRAMS)


def test_every_refusal_conforms(made: dict[str, Any], app: AppCaller) -> None:
    begun, nobody = app.begun(), AppCaller("x")
    body: Any
    for body in ({}, [], {**BODY, "agreed_to": 1}, {**BODY, "child_born": 1}, {**BODY, "more": 1}):
        conforms(made, app.post("/subscriptions", body), BEGIN)
    conforms(made, app.post("/subscriptions", {**BODY, "municipality": "12345678901" + "8"}), BEGIN)
    conforms(made, nobody.post("/subscriptions", BODY), BEGIN)
    conforms(made, nobody.get("/notices"), NOTICES)
    conforms(made, app.get("/notices?after=x"), NOTICES)
    conforms(made, app.months(begun, 13), PROGRAMS)
    conforms(made, nobody.get(f"/subscriptions/{uuid4()}/programs"), PROGRAMS)
    conforms(made, nobody.post(f"/subscriptions/{uuid4()}/end"), END)
    conforms(made, app.client.get(BEGIN), BEGIN)
    for raw, kind in ((b"{", "application/json"), (b"{}", "text/plain")):
        headers = {"Authorization": f"Bearer {app.key}"}
        conforms(made, app.client.post(BEGIN, raw, content_type=kind, headers=headers), BEGIN)


def test_every_answer_of_the_sandbox_conforms(made: dict[str, Any], app: AppCaller) -> None:
    TRIES.clear()
    where = "/api/v1/sandbox/apps"

    def path(real: str) -> str:
        return f"/api/v1/sandbox{real[7:]}"

    first = app.client.post(f"{where}/subscriptions", BODY, content_type="application/json")
    conforms(made, first, path(BEGIN))
    begun = first.json()
    headers = {"Authorization": f"Bearer {begun['key']}"}
    one = f"{where}/subscriptions/{begun['id']}"
    conforms(made, app.client.get(f"{one}/programs", headers=headers), path(PROGRAMS))
    conforms(made, app.client.get(f"{one}/programs"), path(PROGRAMS))
    conforms(made, app.client.post(f"{one}/end", headers=headers), path(END))
    conforms(made, app.client.get(f"{where}/notices?limit=3"), path(NOTICES))
    conforms(made, app.client.get(f"{where}/notices?limit=x"), path(NOTICES))
    refused = app.client.post(f"{where}/subscriptions", {}, content_type="application/json")
    conforms(made, refused, path(BEGIN))


def test_every_example_conforms(made: dict[str, Any]) -> None:
    validator = Validator(made)
    for path, method in METHODS.items():
        operation = made["paths"][path][method]
        for described in (operation.get("requestBody", {}), *operation["responses"].values()):
            for content in described.get("content", {}).values():
                for example in content.get("examples", {}).values():
                    assert list(validator.errors(example["value"], content["schema"])) == []
