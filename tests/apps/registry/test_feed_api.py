"""The change feed over HTTP: pages without gaps or repeats, whatever their size, kept by caches that ask again."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.caller import Caller
from tests.factories.registry import NOW, TODAY, program_content, published, some_bodies
from todoke.apps.registry.actions.publishing import Entry, bring_into_force, publish
from todoke.apps.registry.models import Statement

pytestmark = pytest.mark.django_db

PROGRAM = "tdk1.0+7000020132080+1+P"


def number(serial: int) -> str:
    return f"tdk1.0+7000020132080+{serial}+P"


def ask(**query: Any) -> Any:
    address = "/api/v1/changes?" + "&".join(f"{name}={value}" for name, value in query.items())
    response = Caller().get(address)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def say(summary: str, begins: date, statement: str = Statement.HOLDS) -> None:
    entry = Entry(PROGRAM, program_content(summary=summary), effective_from=begins, statement=statement)
    publish(entry, on=TODAY, at=NOW, channel="desk")


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 1000])
def test_every_change_comes_once_in_order(limit: int) -> None:
    some_bodies()
    for serial in range(1, 8):
        # Between the real ones stand changes of the sandbox, which make gaps in the positions.
        published(program_content(), number(serial))
        published(program_content(), number(900 + serial), synthetic=True)
    cursor, seen = 0, []
    while True:
        page = ask(after=cursor, limit=limit)
        if not page["changes"]:
            break
        assert len(page["changes"]) <= limit
        seen += [change["number"] for change in page["changes"]]
        cursor = page["next"]
    assert seen == [number(serial) for serial in range(1, 8)]
    assert page == {"after": cursor, "next": cursor, "head": cursor, "changes": []}


def test_a_change_brings_its_version_and_content_unless_not_wanted() -> None:
    some_bodies()
    published(program_content(), PROGRAM)
    (change,) = ask(after=0)["changes"]
    assert change["action"] == "created"
    assert change["url"] == "/id/tdk1.0-7000020132080-1-P/"
    assert change["version"]["serial"] == 1
    assert change["content"]["name"] == {"ja": "子育て応援券"}
    (bare,) = ask(after=0, content="no")["changes"]
    assert bare == {**change, "content": None}


def test_future_changes_ends_and_withdrawals_are_told_and_the_day_they_come() -> None:
    some_bodies()
    say("今の内容。", TODAY)
    say("春からの内容。", date(2027, 4, 1))
    say("まちがい。", date(2027, 5, 1))
    say("まちがい。", date(2027, 5, 1), Statement.WITHDRAWN)
    say("終わり。", date(2028, 4, 1), Statement.RETIRED)
    bring_into_force(on=date(2027, 4, 1), at=NOW + timedelta(days=130))
    told = [
        (change["action"], change["version"]["statement"], change["version"]["effective_from"])
        for change in ask(after=0)["changes"]
    ]
    assert told == [
        ("created", "holds", "2026-11-22"),
        ("changed", "holds", "2027-04-01"),
        ("changed", "holds", "2027-05-01"),
        ("changed", "withdrawn", "2027-05-01"),
        ("retired", "retired", "2028-04-01"),
        ("changed", "holds", "2027-04-01"),
    ]


def test_an_answer_stays_the_same_until_something_comes() -> None:
    some_bodies()
    published(program_content(), PROGRAM)
    address = "/api/v1/changes?after=1"
    first = Caller().get(address)
    assert first["Cache-Control"] == "public, no-cache"
    assert Caller().get(address, **{"If-None-Match": first["ETag"]}).status_code == 304
    published(program_content(), number(901), synthetic=True)
    assert Caller().get(address, **{"If-None-Match": first["ETag"]}).status_code == 304
    published(program_content(), number(2))
    again = Caller().get(address, **{"If-None-Match": first["ETag"]})
    assert [change["number"] for change in again.json()["changes"]] == [number(2)]


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=1001", "content=maybe", "from=1"])
def test_what_makes_no_sense_is_refused(query: str) -> None:
    response = Caller().get(f"/api/v1/changes?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == query.partition("=")[0]
