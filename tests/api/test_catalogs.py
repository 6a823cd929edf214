"""The catalogs: complete, filtered, paged, kept by caches, open to every site."""

import json
from typing import Any

import pytest

from tests.caller import Caller
from tests.pages.client import PageClient
from todoke.api.problems import KINDS

CATALOGS = [
    "programs",
    "programs/jido-teate",
    "facts",
    "facts/person.birth_date",
    "municipalities",
    "problems",
]


def _get(caller: Caller, address: str) -> Any:
    response = caller.get(f"/api/v1/{address}")
    assert response.status_code == 200, response.content.decode()
    return response.json()


def test_every_program_is_listed_once_over_all_pages(caller: Caller) -> None:
    ids: list[str] = []
    cursor = ""
    while True:
        page = _get(caller, "programs?limit=7" + (f"&cursor={cursor}" if cursor else ""))
        ids += [program["id"] for program in page["programs"]]
        if page["next"] is None:
            break
        assert len(page["programs"]) == 7
        cursor = page["next"]
    assert len(ids) == len(set(ids)) == page["total"]
    assert "jido-teate" in ids


def test_programs_are_found_by_topic_event_and_words(caller: Caller) -> None:
    by_topic = _get(caller, "programs?topic=children&limit=100")["programs"]
    assert by_topic
    assert all("children" in program["topics"] for program in by_topic)
    by_event = _get(caller, "programs?life_event=birth&limit=100")["programs"]
    assert by_event
    assert all("birth" in program["life_events"] for program in by_event)
    assert _get(caller, "programs?q=児童手当")["programs"][0]["id"] == "jido-teate"
    assert _get(caller, "programs?q=zzzzzz")["total"] == 0


@pytest.mark.usefixtures("small")
def test_programs_of_a_municipality(caller: Caller) -> None:
    by_code = _get(caller, "programs?municipality=131016")
    by_name = _get(caller, "programs?municipality=千代田区")
    assert by_code == by_name
    assert {program["offered"] for program in by_code["programs"]} == {True}
    assert {program["offered"] for program in _get(caller, "programs")["programs"]} == {None}
    elsewhere = _get(caller, "programs?municipality=131024")["programs"]
    assert {program["id"] for program in by_code["programs"]} - {p["id"] for p in elsewhere} == {"kashitsuke"}


def test_a_program_has_all_versions_as_data_and_in_words(caller: Caller) -> None:
    program = _get(caller, "programs/jido-teate")
    assert [version["effective_from"] for version in program["versions"]] == ["2023-04-01", "2024-10-01"]
    newest = program["versions"][-1]
    condition = newest["conditions"][0]
    assert condition["when"] == {"exists": {"who": "children", "where": {"le": [{"school_age": {}}, 17]}}}
    assert condition["citation"]["law"] == "児童手当法"
    assert newest["amounts"][0]["value"]["total"]["value"]["case"][-1] == {
        "then": {"parameter": "jido-teate.other"}
    }
    assert "児童手当" in newest["words"]
    assert program["broken"] == []
    assert _get(caller, "programs/jido-teate?language=en")["versions"][-1]["words"] != newest["words"]


@pytest.mark.usefixtures("small")
def test_a_broken_program_says_what_is_wrong(caller: Caller) -> None:
    assert caller.get("/api/v1/programs/yomenai").status_code == 404
    assert _get(caller, "programs/kowareta")["broken"] == []


def test_facts_have_keys_types_and_questions(caller: Caller) -> None:
    facts = {fact["id"]: fact for fact in _get(caller, "facts")["facts"]}
    birth = facts["person.birth_date"]
    assert (birth["entity"], birth["key"], birth["kind"]) == ("person", "birth_date", "date")
    assert facts["person.sex"]["codes"][0]["code"] == "female"
    salary = facts["person.salary_gross"]
    assert (salary["basis"], salary["minimum"], salary["maximum"]) == ("gross", 0, 10000000000)
    assert facts["person.salary_income"]["derived"]
    assert len(facts["household.municipality"]["codes"]) == 62
    assert _get(caller, "facts/person.birth_date") == birth


def test_there_are_62_municipalities(caller: Caller) -> None:
    found = _get(caller, "municipalities")["municipalities"]
    assert len(found) == 62
    assert found[0]["code"] == "131016"


def test_every_type_of_problem_leads_to_its_explanation(caller: Caller) -> None:
    listed = _get(caller, "problems")
    assert {each["id"] for each in listed} == set(KINDS)
    for each in listed:
        assert caller.get(each["type"]).json() == each


@pytest.mark.parametrize("address", [*CATALOGS, "openapi.json", "docs"])
def test_catalogs_are_kept_by_caches(caller: Caller, address: str) -> None:
    address = f"/api/v1/{address}"
    first = caller.get(address)
    assert first.status_code == 200
    assert first["Cache-Control"].startswith("public")
    assert first["Access-Control-Allow-Origin"] == "*"
    again = caller.get(address, **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["Access-Control-Allow-Origin"] == "*"
    assert caller.get(address, **{"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    assert caller.get(address, **{"If-None-Match": '"other"'}).content == first.content
    head = caller.client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(first.content))


def test_the_reference_is_a_sound_page_without_script(pages: PageClient) -> None:
    page = pages.get("/api/v1/docs")
    assert page.heading == "公開APIの説明書"
    assert "POST /api/v1/check" in page.text
    assert "<script" not in page.response.content.decode()
    for kind in KINDS.values():
        assert kind.title in page.text


def test_the_document_is_openapi_with_an_example_for_every_operation(caller: Caller) -> None:
    document = _get(caller, "openapi.json")
    assert document["openapi"].startswith("3.1")
    for address, methods in document["paths"].items():
        for operation in methods.values():
            for response in operation["responses"].values():
                if "$ref" in response:
                    continue
                for content in response.get("content", {}).values():
                    assert content["examples"], address
    assert json.dumps(document).count('"$ref"') > 50
