"""Whether a notice is ours, asked by anybody's program: answers and refusals as the document says."""

import pytest

from tests.caller import Caller
from tests.contract.conforming import assert_conforms
from todoke.apps.belief.limits import CHECKS
from todoke.telling.codes import draw

CHECKING = "/api/v1/notices/check/{code}"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_asked_before():
    CHECKS.clear()
    yield
    CHECKS.clear()


def asked(caller: Caller, code: str):
    return caller.get(CHECKING.format(code=code))


@pytest.mark.parametrize(
    ("code", "answer"),
    [(draw(), "not_ours"), ("7K3M9", "mistyped"), ("なし", "mistyped")],
    ids=["drawn", "short", "no code"],
)
def test_what_is_not_ours_is_said_in_the_documented_form(caller: Caller, code: str, answer: str) -> None:
    response = asked(caller, code)
    assert response.status_code == 200
    assert response.json()["answer"] == answer
    assert response.json()["office"] is None
    assert response["Cache-Control"] == "no-store"
    assert_conforms(response, CHECKING, "get")


def test_who_asks_without_end_is_told_when_to_ask_again(caller: Caller) -> None:
    answers = [asked(caller, draw()) for _ in range(31)]
    assert {one.status_code for one in answers[:30]} == {200}
    assert answers[30].status_code == 429
    assert int(answers[30]["Retry-After"]) > 0
    assert_conforms(answers[30], CHECKING, "get")
