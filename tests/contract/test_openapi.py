"""The API against its stored document: every operation, every documented error, every example."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.caller import CHECK, Caller
from tests.contract.conforming import DOCUMENT, ROOT, VALIDATOR, assert_conforms
from tests.contract.test_apps import METHODS as APPS
from tests.contract.test_checking import CHECKING
from tests.contract.test_me import IN_KEYS
from tests.contract.test_registry import CORRECTIONS, IN_DATABASE

NUMBER = "12345678901" + "8"

ADDRESSES = {
    "/api/v1/programs": "/api/v1/programs?topic=children&limit=5",
    "/api/v1/programs/{program_id}": "/api/v1/programs/jido-teate",
    "/api/v1/facts": "/api/v1/facts",
    "/api/v1/facts/{fact_id}": "/api/v1/facts/person.birth_date",
    "/api/v1/municipalities": "/api/v1/municipalities",
    "/api/v1/problems": "/api/v1/problems",
    "/api/v1/taxonomy/life-events": "/api/v1/taxonomy/life-events",
    "/api/v1/taxonomy/{scheme}": "/api/v1/taxonomy/categories",
    "/api/v1/problems/{kind}": "/api/v1/problems/not-found",
}


def test_every_operation_is_tried() -> None:
    posted = {CHECK, CORRECTIONS} | {path for path, method in APPS.items() if method == "post"}
    assert {*ADDRESSES, *IN_DATABASE, *IN_KEYS, *APPS, CHECKING, *posted} == set(DOCUMENT["paths"])
    for path, methods in DOCUMENT["paths"].items():
        assert set(methods) == ({"post"} if path in posted else {"get"})


@pytest.mark.parametrize(("path", "address"), ADDRESSES.items())
def test_a_catalog_conforms(caller: Caller, path: str, address: str) -> None:
    response = caller.get(address)
    assert response.status_code == 200
    assert_conforms(response, path, "get")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "data" / "examples").glob("*.json")), ids=lambda path: path.stem
)
@pytest.mark.parametrize("language", ["ja", "easy", "en"])
def test_every_example_household_conforms(caller: Caller, path: Path, language: str) -> None:
    body = {**json.loads(path.read_text()), "language": language, "trace": True}
    request = DOCUMENT["components"]["schemas"]["CheckRequest"]
    assert list(VALIDATOR.errors(body, request)) == []
    response = caller.check(body)
    assert response.status_code == 200
    assert_conforms(response, CHECK, "post")


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "malformed-json": ("{", "application/json"),
    "body-too-large": (" " * (256 * 1024 + 1), "application/json"),
    "unsupported-media-type": ("{}", "text/plain"),
    "invalid-request": ('{"household": {}, "on": "x"}', "application/json"),
    "invalid-household": ('{"household": {"members": 1}}', "application/json"),
    "contradictory-facts": (
        '{"household": {"members": [{"id": "a", "relation": "self", "marriage": "never"},'
        ' {"id": "b", "relation": "spouse"}]}}',
        "application/json",
    ),
    "individual-number": ('{"household": {"members": [{"id": "' + NUMBER + '"}]}}', "application/json"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_every_documented_refusal_of_a_check_conforms(caller: Caller, kind: str) -> None:
    response = caller.send(*REFUSED[kind])
    assert response.json()["type"] == f"/api/v1/problems/{kind}"
    assert_conforms(response, CHECK, "post")


def test_other_methods_conform(caller: Caller) -> None:
    assert_conforms(caller.get(CHECK), CHECK, "post")
    for path, address in ADDRESSES.items():
        assert_conforms(caller.client.post(address.partition("?")[0]), path, "get")


@pytest.mark.parametrize(("path", "address"), ADDRESSES.items())
def test_unknown_parameters_conform(caller: Caller, path: str, address: str) -> None:
    response = caller.get(address.partition("?")[0] + "?unknown=1")
    assert response.status_code == 422
    assert_conforms(response, path, "get")


@pytest.mark.parametrize("path", [path for path in ADDRESSES if "{" in path and "scheme" not in path])
def test_what_is_not_there_conforms(caller: Caller, path: str) -> None:
    response = caller.get(path.partition("{")[0] + "no-such-thing")
    assert response.status_code == 404
    assert_conforms(response, path, "get")


def test_an_error_of_ours_conforms(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*positional: Any, **named: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("todoke.api.routes.check", fail)
    monkeypatch.setattr("todoke.api.routes.answer_catalog", fail)
    monkeypatch.setattr("todoke.api.registry.routes.send", fail)
    assert_conforms(caller.check({"household": {}}), CHECK, "post")
    for path, address in ADDRESSES.items():
        response = caller.get(address)
        assert response.status_code == 500
        assert_conforms(response, path, "get")


def test_every_example_conforms_to_its_schema() -> None:
    seen = 0
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            contents = [operation["requestBody"]] if "requestBody" in operation else []
            contents += [
                VALIDATOR.resolve(each["$ref"]) if "$ref" in each else each
                for each in operation["responses"].values()
            ]
            for content in contents:
                for described in content.get("content", {}).values():
                    for example in described.get("examples", {}).values():
                        assert list(VALIDATOR.errors(example["value"], described["schema"])) == []
                        seen += 1
    assert seen > 30


def test_every_reference_leads_somewhere() -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [each for item in value.values() for each in references(item)]
        return [each for item in value for each in references(item)] if isinstance(value, list) else []

    found = references(DOCUMENT)
    assert found
    for reference in set(found):
        VALIDATOR.resolve(reference)


def test_the_validator_refuses_what_differs() -> None:
    schema = {"$ref": "#/components/schemas/Problem"}
    good = DOCUMENT["components"]["responses"]["NotFound"]["content"]["application/problem+json"]
    problem = good["examples"]["not-found"]["value"]
    assert VALIDATOR.is_valid(problem, schema)
    for wrong in (
        {**problem, "status": "404"},
        {**problem, "more": 1},
        {"title": "x"},
        {**problem, "type": "x"},
    ):
        assert not VALIDATOR.is_valid(wrong, schema)
