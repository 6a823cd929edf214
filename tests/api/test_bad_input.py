"""Bad input: each gets a clear message that names the place and the cure, in one shape."""

import json
from typing import Any

import pytest

from tests.caller import CHECK, Caller

NUMBER = "12345678901" + "8"


def _problem(response: Any, status: int, kind: str) -> dict[str, Any]:
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    problem: dict[str, Any] = response.json()
    assert problem["type"] == f"/api/v1/problems/{kind}"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    return problem


def _errors(problem: dict[str, Any]) -> dict[str, str]:
    return {error.get("pointer", error.get("parameter")): error["detail"] for error in problem["errors"]}


def _member(**facts: Any) -> dict[str, Any]:
    return {"members": [{"id": "me", "relation": "self", **facts}]}


@pytest.mark.parametrize(
    ("household", "pointer", "words"),
    [
        ({"municipality": "千代田"}, "/municipality", "千代田区(131016)"),
        ({"municipality": 13}, "/municipality", "62区市町村"),
        ({"munipality": "131016"}, "/munipality", "知らない項目"),
        (_member(birth_dat="1990"), "/members/0/birth_dat", "「birth_date」ではありませんか"),
        (_member(birth_date="2030-01-01"), "/members/0/birth_date", "より後の日"),
        (_member(birth_date="1880-01-01"), "/members/0/birth_date", "130歳を超えます"),
        (_member(birth_date="2023-02-30"), "/members/0/birth_date", "という日はありません"),
        (_member(salary_gross=-1), "/members/0/salary_gross", "マイナスにはなりません"),
        (_member(salary_gross=99999999999), "/members/0/salary_gross", "大きすぎます"),
        (_member(salary_gross="300万円"), "/members/0/salary_gross", "数で書いてください"),
        (_member(salary_gross={"from": 2, "to": 1}), "/members/0/salary_gross", "入れ替えてください"),
        (_member(receiving=["jido-teatee"]), "/members/0/receiving", "「jido-teate」ではありませんか"),
        (_member(receiving=[["jido-teate"]]), "/members/0/receiving", "ありません"),
        (_member(parents=["nobody"]), "/members/0/parents", "世帯員がいません"),
        ({"members": [{}] * 10000}, "/members", "20人まで"),
        ({"members": {}}, "/members", "リスト"),
        ({"members": [7]}, "/members/0", "世帯員は"),
        ({"complete": "yes"}, "/complete", "true か false"),
        ([], "", "世帯は"),
        (None, "", "世帯は"),
    ],
)
def test_a_household_that_cannot_be_understood(
    caller: Caller, household: Any, pointer: str, words: str
) -> None:
    problem = _problem(caller.check({"household": household}), 422, "invalid-household")
    errors = _errors(problem)
    assert list(errors) == ["/household" + pointer]
    assert words in errors["/household" + pointer]


def test_every_mistake_is_named_at_once(caller: Caller) -> None:
    household = {**_member(birth_date="x", salary_gross=-1), "municipality": "どこか"}
    problem = _problem(caller.check({"household": household}), 422, "invalid-household")
    assert set(_errors(problem)) == {
        "/household/municipality",
        "/household/members/0/birth_date",
        "/household/members/0/salary_gross",
    }


def test_a_flood_of_unknown_keys_is_cut_short(caller: Caller) -> None:
    household = {f"key{number}": 1 for number in range(15000)}
    problem = _problem(caller.check({"household": household}), 422, "invalid-household")
    assert len(problem["errors"]) == 100


def test_contradictory_facts(caller: Caller) -> None:
    household = _member(marriage="never", sex="male", pregnant=True)
    household["members"].append({"id": "you", "relation": "spouse"})
    problem = _problem(caller.check({"household": household}), 422, "contradictory-facts")
    errors = _errors(problem)
    assert set(errors) == {"/household/members/0/marriage", "/household/members/0/pregnant"}
    assert "配偶者" in errors["/household/members/0/marriage"]
    assert "性別" in errors["/household/members/0/pregnant"]


@pytest.mark.parametrize(
    ("more", "pointer", "words"),
    [
        ({"on": "2026-02-30"}, "/on", "実際にある日付"),
        ({"on": "20261122"}, "/on", "実際にある日付"),
        ({"on": 1790000000}, "/on", "実際にある日付"),
        ({"on": "1999-12-31"}, "/on", "2000-01-01"),
        ({"on": "9999-12-31"}, "/on", "10年先"),
        ({"programs": "jido-teate"}, "/programs", "リスト"),
        ({"programs": [1]}, "/programs/0", "文字列"),
        ({"programs": ["jido-teate", "jido-teat"]}, "/programs/1", "「jido-teate」ではありませんか"),
        ({"language": "fr"}, "/language", "ja、easy、en"),
        ({"trace": "true"}, "/trace", "true か false"),
        ({"trase": True}, "/trase", "知らない項目"),
    ],
)
def test_a_request_that_cannot_be_understood(caller: Caller, more: Any, pointer: str, words: str) -> None:
    problem = _problem(caller.check({"household": {}, **more}), 422, "invalid-request")
    assert list(_errors(problem)) == [pointer]
    assert words in _errors(problem)[pointer]


@pytest.mark.parametrize("body", [[], 1, "x", None, True])
def test_a_body_that_is_no_object(caller: Caller, body: Any) -> None:
    problem = _problem(caller.check(body), 422, "invalid-request")
    assert list(_errors(problem)) == [""]


def test_a_body_without_household(caller: Caller) -> None:
    assert list(_errors(_problem(caller.check({}), 422, "invalid-request"))) == ["/household"]


@pytest.mark.parametrize("raw", [" ", "{", '{"household": {"x": NaN}}', b"\xff\xfe", "[" * 50000])
def test_malformed_json(caller: Caller, raw: str | bytes) -> None:
    assert "errors" in _problem(caller.send(raw), 400, "malformed-json")


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ('{"household": {"complete": true, "complete": false}}', "/household/complete"),
        ('{"household": {"members": [{"salary_gross": 1e999999999}]}}', "/household/members/0/salary_gross"),
        ('{"household": {"rent_monthly": 12345678901234567890}}', "/household/rent_monthly"),
        ('{"household": ' + "[" * 500 + "]" * 500 + "}", "/household" + "/0" * 11),
    ],
)
def test_json_that_nobody_means(caller: Caller, raw: str, pointer: str) -> None:
    assert list(_errors(_problem(caller.send(raw), 422, "invalid-request"))) == [pointer]


@pytest.mark.parametrize(
    "body",
    [
        {"household": {"members": [{"id": "me", "relation": "self", "note": NUMBER}]}},
        {"household": {"members": [{"id": NUMBER, "relation": "self"}]}},
        {"household": {"rent_monthly": int(NUMBER)}},
        {"household": {NUMBER: 1}},
        {"household": {}, "programs": [NUMBER]},
        {"household": {}, "on": f" {NUMBER[:4]} {NUMBER[4:8]} {NUMBER[8:]}"},
    ],
)
def test_individual_numbers_are_refused_and_not_echoed(caller: Caller, body: Any) -> None:
    response = caller.check(body)
    _problem(response, 422, "individual-number")
    assert NUMBER not in response.content.decode()
    assert NUMBER[:8] not in response.content.decode()


def test_an_individual_number_in_a_search_is_refused(caller: Caller) -> None:
    response = caller.get(f"/api/v1/programs?q={NUMBER}")
    _problem(response, 422, "individual-number")
    assert NUMBER not in response.content.decode()


def test_a_body_that_is_too_large(caller: Caller) -> None:
    raw = json.dumps({"household": {"note": "x" * 256 * 1024}})
    _problem(caller.send(raw), 413, "body-too-large")


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        ("text/plain", {}),
        ("application/x-www-form-urlencoded", {}),
        ("application/json; charset=shift_jis", {}),
        ("application/json", {"Content-Encoding": "gzip"}),
    ],
)
def test_another_media_type(caller: Caller, kind: str, headers: dict[str, str]) -> None:
    _problem(caller.send("{}", kind, **headers), 415, "unsupported-media-type")


def test_utf8_may_be_said(caller: Caller) -> None:
    assert caller.send('{"household": {}}', "application/json; charset=UTF-8").status_code == 200


@pytest.mark.parametrize(
    "address", ["", "nowhere", "check/", "programs/no-such", "facts/person.x", "problems/x"]
)
def test_nothing_there(caller: Caller, address: str) -> None:
    _problem(caller.get(f"/api/v1/{address}"), 404, "not-found")


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("get", "check", "POST, OPTIONS"),
        ("delete", "check", "POST, OPTIONS"),
        ("post", "programs", "GET, HEAD, OPTIONS"),
        ("put", "docs", "GET, HEAD, OPTIONS"),
    ],
)
def test_another_method(caller: Caller, method: str, address: str, allowed: str) -> None:
    response = getattr(caller.client, method)(f"/api/v1/{address}")
    _problem(response, 405, "method-not-allowed")
    assert response["Allow"] == allowed


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("topic=happiness", "topic"),
        ("life_event=x", "life_event"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("q=" + "x" * 101, "q"),
        ("cursor=zzz", "cursor"),
        ("cursor=Zm9v", "cursor"),
        ("cursor=%E3%81%82", "cursor"),
        ("municipality=%E5%A4%A7%E9%98%AA%E5%B8%82", "municipality"),
        ("topik=work", "topik"),
    ],
)
def test_a_search_that_cannot_be_understood(caller: Caller, query: str, parameter: str) -> None:
    problem = _problem(caller.get(f"/api/v1/programs?{query}"), 422, "invalid-request")
    assert [error["parameter"] for error in problem["errors"]] == [parameter]


def test_an_unforeseen_error_says_nothing_of_it(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*positional: Any, **named: Any) -> None:
        raise RuntimeError("born 1990-01-01")

    monkeypatch.setattr("todoke.api.routes.check", fail)
    response = caller.check({"household": {}})
    problem = _problem(response, 500, "internal-error")
    assert "1990" not in json.dumps(problem)
    assert any(record.getMessage() == "api_error" for record in caplog.records)
    assert response["X-Request-ID"]


def test_the_length_must_be_a_number(caller: Caller) -> None:
    response = caller.client.generic("POST", CHECK, "{}", "application/json", CONTENT_LENGTH="many")
    assert response.status_code in {400, 413}
