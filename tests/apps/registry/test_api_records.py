"""Records in the public API: lists that page steadily, one record as of any day, its versions, its family."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.caller import Caller
from tests.factories.registry import (
    CHOFU,
    NOW,
    SUMIDA,
    TODAY,
    procedure_content,
    program_content,
    published,
    some_bodies,
)
from todoke.apps.registry.actions.publishing import Entry, publish
from todoke.apps.registry.models import Record, Statement
from todoke.base import clock

pytestmark = pytest.mark.django_db

HEAD = "tdk1.0+8000020130001+1001+R"
LOCAL = "tdk1.0+7000020132080+30+R"
PROGRAM = "tdk1.0+7000020132080+1+P"
SYNTHETIC = "tdk1.0+7000020132080+900+P"
API = "/api/v1"


def slug(number: str) -> str:
    return number.replace("+", "-")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "system", lambda: NOW)
    monkeypatch.setattr("todoke.api.registry.routes.clock.today", lambda: TODAY)


@pytest.fixture
def town() -> None:
    """A procedure of all Tokyo with 調布市's variant, a program of 調布市, and a synthetic record."""
    some_bodies()
    published(procedure_content(life_events=["moving"], categories=["001"]), HEAD)
    published(
        procedure_content(name="転入届(調布市)", area=[CHOFU], origin={"number": HEAD, "change": 1}), LOCAL
    )
    published(
        program_content(categories=["003", "002"], life_events=["birth"]),
        PROGRAM,
        aliases=(("key", "132080/ouenken"), ("rules", "ouenken")),
    )
    published(program_content(name="合成の制度"), SYNTHETIC, synthetic=True)


def ask(address: str, **headers: str) -> Any:
    response = Caller().get(API + address, **headers)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def numbers(address: str) -> list[str]:
    return [record["number"] for record in ask(address)["records"]]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [HEAD, LOCAL, PROGRAM]),
        ("?kind=program", [PROGRAM]),
        (f"?area={CHOFU}", [LOCAL, PROGRAM]),
        ("?area=調布市", [LOCAL, PROGRAM]),
        (f"?area={SUMIDA}", [HEAD]),
        ("?body=8000020130001", [HEAD, LOCAL]),
        ("?category=002", [PROGRAM]),
        ("?life_event=moving", [HEAD]),
        ("?audience=business", []),
        ("?state=retired", []),
        ("?changed_since=2026-11-22", [HEAD, LOCAL, PROGRAM]),
        ("?changed_since=2026-11-22T12:00:01%2B09:00", []),
        ("?changed_since=2026-11-22T12:00:00+09:00", [HEAD, LOCAL, PROGRAM]),
        (f"?q=応援券&area={CHOFU}", [PROGRAM]),
        ("?q=zzzzzz", []),
    ],
)
def test_records_are_narrowed(query: str, found: list[str]) -> None:
    assert numbers(f"/records{query}") == found


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "query",
    [
        "area=千代田",
        "category=999",
        "life_event=zzz",
        "kind=x",
        "limit=0",
        "limit=201",
        "changed_since=yesterday",
        "changed_since=2026-11-22T00:00:00",
        "cursor=zzz",
        "q=転入&state=retired",
        "unknown=1",
    ],
)
def test_what_makes_no_sense_is_refused(query: str) -> None:
    response = Caller().get(f"{API}/records?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] in query


def test_an_individual_number_is_refused_among_words() -> None:
    response = Caller().get(f"{API}/records?q=123456789018")
    assert response.json()["type"].endswith("individual-number")


def test_pages_go_on_steadily_while_records_come_and_change() -> None:
    some_bodies()
    names = [f"tdk1.0+7000020132080+{serial}+P" for serial in range(1, 8)]
    for number in names[:6]:
        published(program_content(), number)
    seen: list[str] = []
    cursor = ""
    while True:
        page = ask(f"/records?limit=2{cursor}")
        seen += [record["number"] for record in page["records"]]
        if len(seen) == 2:
            publish(
                Entry(names[0], program_content(name="変わった"), effective_from=TODAY),
                on=TODAY,
                at=NOW,
                channel="desk",
            )
            publish(
                Entry(names[4], program_content(), effective_from=TODAY, statement=Statement.RETIRED),
                on=TODAY,
                at=NOW,
                channel="desk",
            )
            published(program_content(), names[6])
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == [*names[:4], names[5], names[6]]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    "name", [PROGRAM, PROGRAM.replace("+", "%2B"), PROGRAM.replace("+", "%20"), "ouenken", "132080/ouenken"]
)
def test_every_name_leads_to_the_one_address(name: str) -> None:
    response = Caller().get(f"{API}/records/{name}?on=2026-11-22")
    assert response.status_code == 301
    assert response["Location"] == f"{API}/records/{slug(PROGRAM)}?on=2026-11-22"
    record = ask(f"/records/{slug(PROGRAM)}")
    assert record["number"] == PROGRAM
    assert record["aliases"] == [
        {"scheme": "key", "value": "132080/ouenken"},
        {"scheme": "rules", "value": "ouenken"},
    ]
    assert Caller().get(f"{API}/records/{name}/versions").status_code == 301


def test_a_procedure_of_the_survey_is_found_by_its_id() -> None:
    some_bodies()
    published(procedure_content(level="nation", area=[]), "tdk1.0+8000012010038+4821+R")
    response = Caller().get(f"{API}/records/4821")
    assert response["Location"] == f"{API}/records/tdk1.0-8000012010038-4821-R"


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("name", ["nothing", "tdk1.0-7000020132080-77-P", slug(SYNTHETIC), "a/b/c", "1"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    for address in (f"{API}/records/{name}", f"{API}/records/{name}/family"):
        response = Caller().get(address)
        assert response.status_code == 404
        assert response.json()["type"].endswith("not-found")


def test_a_draft_is_not_shown() -> None:
    Record.objects.create(number=PROGRAM, kind="program", name="下書き", level="municipality")
    assert Caller().get(f"{API}/records/{slug(PROGRAM)}").status_code == 404


def _history() -> str:
    """Publish a program that changes in April, corrected later, and ends next year."""
    some_bodies()
    early, late = NOW - timedelta(days=10), NOW - timedelta(days=1)
    for content, begins, at, statement in (
        (program_content(summary="はじめの内容。"), None, early, Statement.HOLDS),
        (program_content(summary="四月からの内容。"), date(2026, 4, 1), early, Statement.HOLDS),
        (program_content(summary="四月からの正しい内容。"), date(2026, 4, 1), late, Statement.HOLDS),
        (program_content(summary="終わりました。"), date(2027, 4, 1), late, Statement.RETIRED),
    ):
        entry = Entry(PROGRAM, content, effective_from=begins, statement=statement)
        publish(entry, on=TODAY, at=at, channel="desk")
    return f"/records/{slug(PROGRAM)}"


@pytest.mark.parametrize(
    ("query", "summary", "state"),
    [
        ("", "四月からの正しい内容。", "published"),
        ("?on=2026-03-31", "はじめの内容。", "published"),
        ("?on=2026-04-01&known_at=2026-11-20", "四月からの内容。", "published"),
        ("?known_at=2026-11-20T23:59:59%2B09:00", "四月からの内容。", "published"),
        ("?known_at=2026-11-21", "四月からの正しい内容。", "published"),
        ("?on=2027-04-01", "終わりました。", "retired"),
        ("?on=2027-04-01&known_at=2026-11-20", "四月からの内容。", "published"),
    ],
)
def test_a_record_answers_as_of_a_day_and_as_known(query: str, summary: str, state: str) -> None:
    record = ask(_history() + query)
    assert record["content"]["summary"]["ja"] == summary
    assert record["state"] == state


def test_what_was_not_known_yet_is_not_there() -> None:
    assert Caller().get(f"{API}{_history()}?known_at=2026-11-01").status_code == 404


def test_versions_tell_what_holds_and_all_that_was_said() -> None:
    address = _history()
    history = ask(f"{address}/versions")
    spans = [(span["version"]["effective_from"], span["effective_to"]) for span in history["in_force"]]
    assert spans == [(None, "2026-03-31"), ("2026-04-01", "2027-03-31"), ("2027-04-01", None)]
    assert [version["serial"] for version in history["recorded"]] == [4, 3, 2, 1]
    before = ask(f"{address}/versions?known_at=2026-11-20")
    assert [version["serial"] for version in before["recorded"]] == [2, 1]


def test_validators_follow_the_record_alone() -> None:
    address = API + _history()
    other = "tdk1.0+7000020132080+2+P"
    first = Caller().get(address)
    assert first["ETag"].startswith('"')
    assert first["Last-Modified"] == "Sat, 21 Nov 2026 03:00:00 GMT"
    published(program_content(), other)
    for name, value in (("If-None-Match", first["ETag"]), ("If-Modified-Since", first["Last-Modified"])):
        again = Caller().get(address, **{name: value})
        assert (again.status_code, again.content) == (304, b"")
    publish(
        Entry(PROGRAM, program_content(summary="新しい内容。"), effective_from=TODAY),
        on=TODAY,
        at=NOW,
        channel="desk",
    )
    changed = Caller().get(
        address, **{"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]}
    )
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert changed["Last-Modified"] == "Sun, 22 Nov 2026 03:00:00 GMT"


def test_a_version_whose_day_has_come_is_told_with_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    address = API + _history()
    monkeypatch.setattr("todoke.api.registry.routes.clock.today", lambda: date(2027, 4, 1))
    response = Caller().get(address)
    assert response.json()["state"] == "retired"
    assert response["Last-Modified"] == "Wed, 31 Mar 2027 15:00:00 GMT"


@pytest.mark.usefixtures("town")
def test_a_family_is_listed_with_its_head_first() -> None:
    family = ask(f"/records/{slug(LOCAL)}/family")
    assert family["family"] == HEAD
    assert [record["number"] for record in family["records"]] == [HEAD, LOCAL]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("address", ["/records", f"/records/{slug(LOCAL)}", f"/records/{slug(LOCAL)}/family"])
def test_records_are_linked_data_where_asked_for(address: str) -> None:
    response = Caller().get(API + address, Accept="application/ld+json")
    assert response["Content-Type"] == "application/ld+json"
    assert "Accept" in response["Vary"].split(", ")
    services = response.json()["@graph"]
    assert {service["@type"] for service in services} == {"cpsv:PublicService"}
    assert services[0]["@id"].startswith("http://testserver/id/tdk1.0-")
    assert Caller().get(API + address, Accept="text/html")["Content-Type"] == "application/json"


@pytest.mark.usefixtures("town")
def test_the_sandbox_has_synthetic_records_alone() -> None:
    assert numbers("/sandbox/records") == [SYNTHETIC]
    record = ask(f"/sandbox/records/{slug(SYNTHETIC)}")
    assert record["synthetic"]
    assert [change["number"] for change in ask("/sandbox/changes")["changes"]] == [SYNTHETIC]
    assert Caller().get(f"{API}/sandbox/records/{slug(PROGRAM)}").status_code == 404
    moved = Caller().get(f"{API}/sandbox/records/{SYNTHETIC}")
    assert moved["Location"] == f"{API}/sandbox/records/{slug(SYNTHETIC)}"


@pytest.mark.usefixtures("town")
def test_bodies_tell_how_many_records_they_keep() -> None:
    counts = {body["number"]: body["records"] for body in ask("/bodies")["bodies"]}
    assert counts["8000020130001"] == 2
    assert counts["7000020132080"] == 1


@pytest.mark.usefixtures("town")
def test_quality_and_digitalization_are_told() -> None:
    quality = {body["body"]: body for body in ask("/quality")["bodies"]}
    assert quality["7000020132080"]["records"] == 1
    assert 0 <= quality["7000020132080"]["points"] <= 100
    digital = ask("/digital?scope=132080")
    assert digital["rates"][0]["total"] == 1
    assert digital["examples"]
    assert [rate["scope"] for rate in ask("/digital")["rates"]] == ["metropolis", "municipality", "nation"]
    assert Caller().get(f"{API}/digital?scope=x").status_code == 422


def test_nothing_changed_before_the_first_change() -> None:
    assert ask("/changes") == {"after": 0, "next": 0, "head": 0, "changes": []}
    assert datetime.now(UTC).year >= 2026
