"""Checking a household over HTTP: what is answered, in which words, and that it is the same every time."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.caller import Caller
from todoke.base import clock

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("small")


def _by_program(body: dict[str, Any]) -> dict[str, Any]:
    return {result["program"]: result for result in body["results"]}


def _answer(caller: Caller, household: Any, **more: Any) -> dict[str, Any]:
    response = caller.check({"household": household, "on": "2026-11-22", **more})
    assert response.status_code == 200, response.content.decode()
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    found: dict[str, Any] = response.json()
    return found


def test_a_family_is_answered_with_amounts_reasons_and_totals(caller: Caller, family: Any) -> None:
    found = _answer(caller, family)
    assert found["on"] == "2026-11-22"
    result = _by_program(found)["kodomo"]
    assert result["outcome"] == "eligible"
    assert result["version"] == "2023-04-01"
    assert result["in_charge"] == "役所"
    assert result["deadline"] == "15日以内"
    assert result["reasons"] == [{"truth": "true", "text": "条件その一"}]
    (amount,) = result["amounts"]
    assert (amount["low"], amount["high"], amount["words"]) == (1000, 1000, "月 1,000円")
    assert found["totals"]["sure"]["cash"]["year"] == {"low": 12000, "high": 12000}
    assert found["totals"]["sure"]["loan"]["once"] == {"low": 500000, "high": 500000}


def test_what_would_settle_it_says_whom_to_ask(caller: Caller, family: Any) -> None:
    found = _by_program(_answer(caller, family))
    (need,) = found["kakunin"]["needs"]
    assert need["ask"] == "office"
    assert "役所が認める" in need["question"]
    (need,) = found["chigai"]["needs"]
    assert need["ask"] == "municipality"
    assert "町の上限" in need["question"]
    (need,) = found["tsugi"]["needs"]
    assert need == {
        "fact": "receives:kodomo",
        "member": None,
        "ask": "resident",
        "question": "「子ども手当」をすでに受けていますか",
    }


def test_a_municipality_says_its_own(caller: Caller, family: Any) -> None:
    found = _by_program(_answer(caller, {**family, "municipality": "中央区"}))
    assert found["kodomo"]["name"] == "中央区子ども手当"
    assert found["kodomo"]["in_charge"] == "中央区 子育て係"
    assert found["kodomo"]["apply_where"] == "中央区の窓口"
    assert found["chigai"]["outcome"] == "eligible"
    assert found["kashitsuke"]["outcome"] == "out_of_scope"
    assert "実施していません" in found["kashitsuke"]["message"]


def test_an_unknown_fact_is_asked_of_its_member(caller: Caller) -> None:
    found = _by_program(_answer(caller, {"complete": True, "members": [{"id": "me", "relation": "self"}]}))
    (need,) = found["hitori"]["needs"]
    assert need == {"fact": "person.salary_gross", "member": "me", "ask": "resident", "question": "年収は"}
    assert found["hitori"]["reasons"] == [{"truth": "unknown", "text": "条件その一"}]
    assert found["kodomo"]["outcome"] == "not_eligible"
    assert found["kodomo"]["reasons"] == [{"truth": "false", "text": "条件その一"}]


def test_nobody_to_be_meant_is_said(caller: Caller) -> None:
    found = _by_program(_answer(caller, {"complete": True, "members": []}))
    assert found["hitori"]["outcome"] == "not_eligible"
    assert "世帯にいません" in found["hitori"]["reasons"][0]["text"]
    who = _by_program(_answer(caller, {"members": []}))["hitori"]["needs"]
    assert who == [
        {
            "fact": "household.members",
            "member": None,
            "ask": "resident",
            "question": "世帯にほかにだれがいますか",
        }
    ]


def test_the_trace_is_given_when_asked_for(caller: Caller, family: Any) -> None:
    plain = _by_program(_answer(caller, family))["hitori"]["subjects"]
    traced = _by_program(_answer(caller, family, trace=True))["hitori"]["subjects"]
    assert all("trace" not in subject for subject in plain)
    assert [subject["member"] for subject in traced] == ["me", "c"]
    (condition,) = traced[0]["trace"]
    assert condition["truth"] == "true"
    assert condition["citation"]["law"] == "試験のための規則"
    assert condition["citation"]["check"] == "recalled"
    assert condition["status"] == "stated"


@pytest.mark.parametrize(
    ("language", "name"), [("ja", "子ども手当"), ("easy", "{子ども手当|なまえ}"), ("en", "kodomo")]
)
def test_words_are_in_the_language_asked_for(caller: Caller, family: Any, language: str, name: str) -> None:
    found = _answer(caller, family, language=language)
    assert found["language"] == language
    assert _by_program(found)["kodomo"]["name"] == name


def test_programs_can_be_chosen_and_keep_their_order(caller: Caller, family: Any) -> None:
    found = _answer(caller, family, programs=["tsugi", "kodomo", "tsugi"])
    assert [result["program"] for result in found["results"]] == ["tsugi", "kodomo"]


def test_today_is_the_day_where_none_is_named(caller: Caller, family: Any) -> None:
    response = caller.check({"household": family})
    assert response.json()["on"] in {
        clock.today().isoformat(),
        (clock.today() - timedelta(days=1)).isoformat(),
    }


def test_the_same_household_and_day_give_the_same_bytes(caller: Caller, family: Any) -> None:
    body = {"household": family, "on": "2026-11-22", "trace": True}
    reordered = {
        "trace": True,
        "on": "2026-11-22",
        "household": {
            "members": [dict(reversed(list(member.items()))) for member in family["members"]],
            **{key: value for key, value in reversed(list(family.items())) if key != "members"},
        },
    }
    first = caller.check(body).content
    assert first == caller.check(body).content == caller.check(reordered).content


def test_a_rule_that_fails_affects_no_other(caller: Caller, family: Any) -> None:
    family["members"][0]["dependants"] = 0
    found = _by_program(_answer(caller, family))
    assert found["kowareta"]["outcome"] == "rule_error"
    assert "0で割ろうとしました" in found["kowareta"]["message"]
    assert found["yomenai"]["outcome"] == "rule_error"
    assert "sometimes" in found["yomenai"]["message"]
    assert found["yomenai"]["name"] == "yomenai"
    assert found["kodomo"]["outcome"] == "eligible"
    assert found["hitori"]["outcome"] == "eligible"


def test_before_the_first_version_nothing_is_denied(caller: Caller) -> None:
    response = caller.check({"household": {"members": []}, "on": "2020-01-01"})
    outcomes = {result["outcome"] for result in response.json()["results"]}
    assert outcomes == {"not_encoded", "rule_error"}


def test_a_browser_of_another_site_may_ask(caller: Caller, family: Any) -> None:
    response = caller.send(json.dumps({"household": family}), Origin="https://another.example")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    preflight = caller.client.options("/api/v1/check", headers={"Origin": "https://another.example"})
    assert preflight.status_code == 204
    assert "POST" in preflight["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight["Access-Control-Allow-Headers"]
    assert not response.cookies


def test_the_bytes_do_not_depend_on_the_process(tmp_path: Path) -> None:
    example = ROOT / "data" / "examples" / "two-children.json"
    call = "import sys; from todoke.cli.main import main; main(sys.argv[1:])"
    seen = {
        subprocess.run(
            [sys.executable, "-c", call, "check", str(example), "--json", "--trace"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=False,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
    assert len(seen.pop()) > 10000
