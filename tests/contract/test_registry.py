"""The operations of the registry against the stored document: answers, refusals, corrections, linked data."""

from pathlib import Path
from typing import Any

import pytest

from tests.caller import Caller
from tests.contract.conforming import DOCUMENT, assert_conforms
from tests.factories.registry import program_content, published, some_bodies
from todoke.api.registry.corrections import LIMIT
from todoke.apps.registry.opendata.building import build_bundle
from todoke.apps.registry.opendata.manifest import bundle_folder

NUMBER = "12345678901" + "8"
PROGRAM = "tdk1.0-7000020132080-1-P"
SYNTHETIC = "tdk1.0-7000020132080-900-P"
CORRECTIONS = "/api/v1/records/{number}/corrections"
HERE = f"/api/v1/records/{PROGRAM}/corrections"
IN_DATABASE = {
    **{
        f"/api/v1{sandbox}{place}": f"/api/v1{sandbox}{address}"
        for sandbox, number in (("", PROGRAM), ("/sandbox", SYNTHETIC))
        for place, address in {
            "/records": "/records?limit=5",
            "/records/{number}": f"/records/{number}",
            "/records/{number}/versions": f"/records/{number}/versions",
            "/records/{number}/family": f"/records/{number}/family",
            "/changes": "/changes?limit=5",
        }.items()
    },
    "/api/v1/bodies": "/api/v1/bodies",
    "/api/v1/quality": "/api/v1/quality",
    "/api/v1/digital": "/api/v1/digital?scope=132080",
    "/api/v1/bulk": "/api/v1/bulk",
    "/api/v1/bulk/{file}": "/api/v1/bulk/LICENSE.txt",
}


@pytest.fixture(autouse=True)
def registry(db: None, settings: Any, tmp_path: Path) -> None:
    """A registry of a program and of a synthetic one, with its bundle of open data."""
    settings.VAR_DIR = tmp_path
    some_bodies()
    published(program_content(categories=["003"], checked_on="2026-11-01"), PROGRAM.replace("-", "+"))
    published(program_content(), SYNTHETIC.replace("-", "+"), synthetic=True)
    build_bundle(bundle_folder())
    LIMIT.clear()


@pytest.mark.parametrize(("path", "address"), IN_DATABASE.items())
def test_what_is_read_from_the_registry_conforms(caller: Caller, path: str, address: str) -> None:
    response = caller.get(address)
    assert response.status_code == 200, response.content.decode()
    if "{file}" in path:
        assert b"CC BY 4.0" in b"".join(response.streaming_content)
    else:
        assert_conforms(response, path, "get")
    again = caller.get(address, **{"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert "304" in DOCUMENT["paths"][path]["get"]["responses"]
    bare = address.partition("?")[0]
    refused = caller.get(f"{bare}?unknown=1")
    assert refused.status_code == 422
    assert_conforms(refused, path, "get")
    assert_conforms(caller.client.post(bare), path, "get")
    head = caller.client.head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", response["ETag"])
    if "{number}" in path:
        assert_conforms(caller.get(bare.replace("tdk1.0", "none")), path, "get")
        assert "301" in DOCUMENT["paths"][path]["get"]["responses"]


@pytest.mark.parametrize("path", [path for path in IN_DATABASE if path.endswith(("records", "{number}"))])
def test_linked_data_conforms(caller: Caller, path: str) -> None:
    response = caller.get(IN_DATABASE[path], Accept="application/ld+json")
    assert response["Content-Type"] == "application/ld+json"
    assert_conforms(response, path, "get")


@pytest.mark.parametrize("name", ["LICENCE.txt", "..%2Fsecret_key", "%2e%2e/secret_key", "current"])
def test_only_files_of_the_bundle_are_sent(caller: Caller, name: str) -> None:
    response = caller.get(f"/api/v1/bulk/{name}")
    assert response.status_code == 404
    assert_conforms(response, "/api/v1/bulk/{file}", "get")


@pytest.mark.parametrize(
    ("raw", "kind", "status", "problem"),
    [
        ('{"words": "電話番号がちがいます"}', "application/json", 202, ""),
        ('{"words": "' + NUMBER + '"}', "application/json", 422, "individual-number"),
        ('{"words": ""}', "application/json", 422, "invalid-request"),
        ('{"words": "a", "source_url": "ftp://a.example"}', "application/json", 422, "invalid-request"),
        ('{"words": "a", "name": "花子"}', "application/json", 422, "invalid-request"),
        ("[]", "application/json", 422, "invalid-request"),
        ("{", "application/json", 400, "malformed-json"),
        ("{}", "text/plain", 415, "unsupported-media-type"),
        (" " * (256 * 1024 + 1), "application/json", 413, "body-too-large"),
    ],
)
def test_corrections_conform(caller: Caller, raw: str, kind: str, status: int, problem: str) -> None:
    response = caller.client.post(HERE, raw, content_type=kind)
    assert response.status_code == status
    assert response.json().get("type", "/").endswith(problem)
    assert NUMBER not in response.content.decode()
    assert_conforms(response, CORRECTIONS, "post")


def test_other_answers_to_corrections_conform(caller: Caller) -> None:
    assert_conforms(caller.get(HERE), CORRECTIONS, "post")
    body = {"words": "ちがいます"}
    for elsewhere in (HERE.replace("tdk", "x"), HERE.replace("-1-P", "-900-P")):
        nowhere = caller.client.post(elsewhere, body, content_type="application/json")
        assert nowhere.status_code == 404
        assert_conforms(nowhere, CORRECTIONS, "post")
    statuses = [
        caller.client.post(HERE, body, content_type="application/json").status_code for _ in range(11)
    ]
    assert statuses == [202] * 10 + [429]
    response = caller.client.post(HERE, body, content_type="application/json")
    assert int(response["Retry-After"]) > 0
    assert_conforms(response, CORRECTIONS, "post")


def test_an_error_of_ours_conforms(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*positional: Any, **named: Any) -> None:
        raise RuntimeError

    for name in ("routes.send", "routes.answer", "bulk.send_file", "corrections.receive"):
        monkeypatch.setattr(f"todoke.api.registry.{name}", fail)
    for path, address in IN_DATABASE.items():
        response = caller.get(address)
        assert response.status_code == 500
        assert_conforms(response, path, "get")
    sent = caller.client.post(HERE, {"words": "a"}, content_type="application/json")
    assert_conforms(sent, CORRECTIONS, "post")
