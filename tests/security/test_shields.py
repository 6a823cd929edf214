"""支援措置: no path shows the protected to whom they are protected from, to the office, or to a supporter of before.

Addresses are taken from the resolver, with every row about the family in their places, so that a new page is walked
without anybody thinking of it. The same walk without the shield must find something, or it proves nothing.
Inside one record: tests/apps/people/test_apart.py. Source: 住民基本台帳事務処理要領 第5の10 (recalled, not checked
word for word).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.test import Client

from tests.factories.content import content
from tests.factories.desk import PASSWORD
from tests.security.protected import CHOFU, OF_CHILDREN, Protected, clerks, protected_family, rows_of
from tests.security.routes import FILLING, routes
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.models import Entry
from todoke.apps.consent.models import AccessEntry
from todoke.apps.consent.queries.values import facts_held
from todoke.apps.home.data.holdings import all_held, export_all
from todoke.apps.identity.actions.keys import issue_key
from todoke.apps.identity.models import Login
from todoke.apps.people.models import Basics, Person
from todoke.apps.people.queries.readers import addressee_of_households, readers_about
from todoke.apps.planning.models import NoticePlan, PlannedNotice
from todoke.apps.planning.queries.plans import samples, totals_of
from todoke.apps.tenancy.scope import everywhere, scope
from todoke.base import clock

pytestmark = pytest.mark.django_db
TELLS = ("支援措置", "shield")
"""Words that tell that there is a shield; the pages of safety and of the desk's own help may say them to all."""


@pytest.fixture
def found() -> Protected:
    with everywhere("test"):
        return protected_family(clock.now())


def addresses(found: Protected, *, below: str = "/", but: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield every address with every row about the family in it."""
    with everywhere("test"):
        rows = sorted(rows_of(found))
    for route in routes():
        here = route.address
        if not here.startswith(below) or here.startswith(but):
            continue
        if FILLING["uuid"] in here:
            yield from (here.replace(FILLING["uuid"], row) for row in rows)
        elif here.startswith("/desk/people/x/"):
            yield from (here.replace("/x/", f"/{row}/") for row in rows)
        else:
            yield here.replace("/calendar/x", f"/calendar/{found.feed}")


def walk(client: Client, found: Protected, **where: object) -> dict[str, list[str]]:
    """Return the secrets that pages show, by address; forms that change something are not sent."""
    shown: dict[str, list[str]] = {}
    for address in addresses(found, **where):  # type: ignore[arg-type]
        answer: Any = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        # What an address named is no news to whoever typed it.
        text = body.decode("utf-8", "replace").replace(address, "")
        for row in re.findall(r"[0-9a-f-]{36}", address):
            text = text.replace(row, "")
        if secrets := [secret for secret in found.secrets if secret in text]:
            shown[address] = secrets
    return shown


def visitor(found: Protected, who: str) -> Client:
    """Return a browser with a visit."""
    client = Client(raise_request_exception=False)
    client.cookies["todoke_visit"] = found.tokens[who]
    return client


def at_the_desk(who: str) -> Client:
    """Return a browser signed in at the desk."""
    client = Client(raise_request_exception=False)
    answer = client.post("/desk/login/", {"login": clerks()[who].login, "password": PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.mark.slow
@pytest.mark.parametrize("who", ["father", "father in her place", "helper in her place", "stranger"])
def test_no_page_shows_the_protected_to_a_resident(found: Protected, who: str) -> None:
    assert walk(visitor(found, who), found, but=("/desk/",)) == {}


@pytest.mark.slow
def test_a_record_the_mother_did_not_move_shows_the_father_nothing_either() -> None:
    """Pages, files and keys of the father, whose household still lists her, with what was recorded of it since."""
    with everywhere("test"):
        found = protected_family(clock.now(), is_on_record=True)
        told = json.dumps(export_all(found.father.pk, at=clock.now()), ensure_ascii=False)
        lines = repr(all_held(found.father.pk))
        held = values_held(found.father)
    assert walk(visitor(found, "father"), found, below="/my/") == {}
    key = issue_key(Login.objects.get(pk=found.father.pk), name="a", scopes=[Verb.SEE], at=clock.now())
    client = Client(raise_request_exception=False, headers={"authorization": f"Bearer {key}"})
    assert walk(client, found, below="/api/") == {}
    assert not [secret for secret in found.secrets if secret in told + lines + held]


def test_without_a_shield_the_same_record_tells_its_members_of_the_household() -> None:
    with everywhere("test"):
        found = protected_family(clock.now(), is_shielded=False, is_on_record=True)
        assert "246813" in values_held(found.father)


def values_held(person: Person) -> str:
    """Return what any reading of a person's items could give out, apps and offices included."""
    return repr(facts_held(Person.objects.get(pk=person.pk), content()))


@pytest.mark.slow
def test_the_same_walk_finds_them_where_no_shield_stands() -> None:
    with everywhere("test"):
        found = protected_family(clock.now(), is_shielded=False)
    shown = walk(visitor(found, "father"), found, below="/my/")
    assert any("notices" in address or "inbox" in address for address in shown), shown
    assert any("family" in address for address in shown), shown
    helped = walk(visitor(found, "helper in her place"), found, below="/my/")
    assert helped


@pytest.mark.slow
@pytest.mark.parametrize("who", ["clerk", "clerk elsewhere"])
def test_no_page_of_the_desk_shows_the_protected_to_staff_without_the_section(
    found: Protected, who: str
) -> None:
    client = at_the_desk(who)
    for name, born in (
        ("佐藤かすみ", "1990-04-12"),
        ("佐藤つばき", "2013-05-29"),
        ("佐藤一郎", "1990-04-12"),
    ):
        answer = client.post("/desk/people/", {"name": name, "born": born, "purpose": "consultation"})
        assert answer.status_code == (302 if (who, name) == ("clerk", "佐藤一郎") else 200)
        shown = walk(client, found, below="/desk/")
        # What one typed into the form may stand in the form.
        assert {at: what for at, what in shown.items() if at != "/desk/people/"} == {}


def test_the_desk_answers_of_a_protected_person_as_of_nobody(found: Protected) -> None:
    client = at_the_desk("clerk")
    asked = {"born": "1990-04-12", "purpose": "consultation"}
    nobody = client.post("/desk/people/", asked | {"name": "佐藤かすむ"})
    assert "見つかりません" in nobody.content.decode()
    hidden = client.post("/desk/people/", asked | {"name": "佐藤かすみ"})
    assert plain(hidden.content).replace("佐藤かすみ", "") == plain(nobody.content).replace("佐藤かすむ", "")


def plain(page: bytes) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", page.decode())


def test_the_desk_shows_no_kinship_to_the_protected(found: Protected) -> None:
    """A register of the father's kin would say that there still is a family, and which papers were shown."""
    client = at_the_desk("clerk")
    with everywhere("test"):
        row = Basics.objects.get(person=found.father).row
    page = client.post(
        "/desk/people/", {"name": "佐藤一郎", "born": "1990-04-12", "purpose": "consultation"}, follow=True
    )
    assert page.redirect_chain[-1][0] == f"/desk/people/{row}/"
    assert "佐藤一郎" in page.content.decode()
    assert "koseki" not in page.content.decode()
    assert "記録はありません" in page.content.decode()


@pytest.mark.parametrize("who", ["father", "stranger", "child's mother"])
def test_what_one_takes_out_tells_nothing_of_the_protected(found: Protected, who: str) -> None:
    """The mother's own file tells her own, but not that a shield stands: somebody may look over her shoulder."""
    person = {"father": found.father, "stranger": found.stranger, "child's mother": found.mother}[who]
    with everywhere("test"):
        told = json.dumps(export_all(person.pk, at=clock.now()), ensure_ascii=False)
        lines = repr(all_held(person.pk))
    assert not [word for word in TELLS if word in told + lines]
    if person is not found.mother:
        assert not [secret for secret in found.secrets if secret in told + lines]
        assert (found.fathers_notice.code or "?") not in told


def test_a_key_reads_nothing_of_the_protected(found: Protected) -> None:
    key = issue_key(
        Login.objects.get(pk=found.father.pk), name="a", scopes=[Verb.SEE, Verb.SEE_LOG], at=clock.now()
    )
    client = Client(raise_request_exception=False, headers={"authorization": f"Bearer {key}"})
    assert walk(client, found, below="/api/") == {}


def test_the_calendar_of_before_goes_on_without_the_child(found: Protected) -> None:
    (address,) = (one for one in addresses(found) if found.feed in one)
    answer = Client().get(address)
    assert answer.status_code == 200
    assert "VEVENT" not in answer.content.decode()


def test_notices_about_the_protected_have_no_reader_among_those_they_are_protected_from(
    found: Protected,
) -> None:
    on = clock.today()
    readers, _ = readers_about(np.array([found.child.pk]), on=on)
    assert readers.tolist() == [found.mother.pk]
    homes = np.array([found.mother.household_id])
    assert addressee_of_households(homes, on=on)[0].tolist() == [found.mother.pk]


def test_a_plan_says_of_nobody_that_a_shield_stands(found: Protected) -> None:
    with everywhere("test"):
        plan = NoticePlan.objects.create(
            municipality_id=CHOFU,
            on=clock.today(),
            kind="trial",
            rules_mark="m",
            stamp="s",
            made_at=clock.now(),
            counts={
                "lines": [
                    {
                        "rule": "r",
                        "program": "jido-teate",
                        "decision": "shelf",
                        "held_for": "shield",
                        "count": 1,
                    }
                ]
            },
        )
        PlannedNotice.objects.create(
            plan=plan,
            municipality_id=CHOFU,
            person_id=found.mother.pk,
            about_id=found.child.pk,
            rule="r",
            program_id=OF_CHILDREN,
            occasion="deadline",
            decision="shelf",
            held_for="shield",
            channels=0,
            when_at=clock.now(),
            reason_number=1,
            dedupe="d",
        )
        told = repr(samples(plan)) + repr(totals_of(plan).held)
        exported = json.dumps(export_all(found.mother.pk, at=clock.now()))
    assert "shield" not in told.lower()
    assert "shield" not in exported
    client = at_the_desk("clerk")
    page = client.get(f"/desk/notices/plans/{plan.pk}/")
    assert page.status_code == 200
    assert "支援措置" not in page.content.decode()


def test_logs_and_audit_name_nobody(found: Protected) -> None:
    with everywhere("test"):
        entries = [f"{one.said}{one.thing_ref}{one.actor_ref}" for one in Entry.objects.all()]
        of_shields = list(Entry.objects.filter(thing="shield").values_list("thing_ref", flat=True))
    for secret in ("佐藤", "見本町"):
        assert not [one for one in entries if secret in one]
    assert set(of_shields) == {""}


def test_the_protected_see_their_own_as_ever(found: Protected) -> None:
    client = visitor(found, "mother")
    with scope(persons=[found.mother.pk]):
        assert AccessEntry.objects.count() >= 1
    assert client.get("/my/").status_code == 200
    page = client.get("/my/family/").content.decode()
    assert "2013年5月" in page or "2013-05" in page
    for address in ("/my/", "/my/family/", "/my/data/", "/my/supporters/"):
        assert "支援措置" not in client.get(address).content.decode(), address
