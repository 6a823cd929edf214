"""The desk sees how far notices reach, whom nothing reaches, and how many stop; no number points to anybody."""

from datetime import date, timedelta

import pytest

from tests.factories.actors import NOON, act_as, clerk, person
from tests.factories.contacts import a_mailbox, a_person
from tests.factories.desk import PASSWORD
from tests.factories.outbox import a_parcel
from tests.factories.registry import clerk as account_of
from tests.factories.registry import some_bodies
from tests.pages.client import PageClient
from todoke.apps.channels.actions.contacts import stop_by_token
from todoke.apps.channels.models import Dispatch
from todoke.apps.channels.outbox import Outbox
from todoke.apps.channels.stopping import stop_token
from todoke.apps.notices.actions import stop_everything
from todoke.apps.people.models import Death, Household, Person
from todoke.apps.places.models import Body
from todoke.apps.responses.reaching import BANDS, reached, stopping
from todoke.apps.tenancy.scope import everywhere
from todoke.telling.channels import Channel

pytestmark = pytest.mark.django_db
CHOFU = "132080"
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def bodies(db):
    with everywhere("test"):
        some_bodies()
        yield


def residents(count: int, *, born: date = date(1990, 1, 1)) -> list[Person]:
    home = Household.objects.create(municipality_id=CHOFU)
    return Person.objects.bulk_create(
        Person(household=home, municipality_id=CHOFU, relation=7, birth_low=born, birth_high=born)
        for _ in range(count)
    )


def mailboxes(people):
    return [a_mailbox(one, f"resident{one.pk}@mail.example") for one in people]


def told(contacts):
    """Let each be told something and have it."""
    parcels = [
        a_parcel(f"n{one.pk}", contact_id=one.pk, channel=Channel.MAIL, notice_id=one.pk) for one in contacts
    ]
    Outbox.enqueue(parcels, at=NOON)
    Dispatch.objects.update(state="done", handed_at=NOON)


def test_each_way_and_nobody_is_counted_and_the_dead_are_not():
    people = residents(40)
    contacts = mailboxes(people[:15])
    contacts[0].stopped_at = NOON
    contacts[0].save()
    Death.objects.create(
        person=people[39],
        municipality_id=CHOFU,
        on=TODAY,
        recorded_at=NOON,
        source="届出",
        quiet_until=TODAY,
    )
    (found,) = reached([CHOFU], on=TODAY)
    assert found.residents == 39
    assert dict(found.ways)[Channel.MAIL] == 14
    assert dict(found.ways)[Channel.PUSH] == 0
    assert found.never == 25


@pytest.mark.parametrize(("whole", "with_mail"), [(40, 3), (40, 35)])
def test_what_is_few_or_leaves_few_is_not_told(whole, with_mail):
    mailboxes(residents(whole)[:with_mail])
    (found,) = reached([CHOFU], on=TODAY)
    assert dict(found.ways)[Channel.MAIL] is None
    assert found.never is None


def test_ages_are_of_whom_they_are_sure_and_nobody_stands_in_two():
    residents(12, born=date(2020, 11, 23))
    residents(11, born=date(2020, 11, 22))
    residents(13, born=date(1951, 11, 22))
    ages = {one.band.name: one.residents for one in reached([CHOFU], on=TODAY)[0].ages}
    assert (ages["0〜5歳"], ages["6〜17歳"], ages["65〜74歳"], ages["75歳から"]) == (12, 11, None, 13)
    assert [one.first for one in BANDS[1:]] == [one.last + 1 for one in BANDS[:-1]]


def test_a_sender_hears_how_many_stopped_after_being_told():
    contacts = mailboxes(residents(50))
    told(contacts)
    for one in contacts[:12]:
        assert stop_by_token(stop_token(one), at=NOON + timedelta(days=1))
    for one in contacts[20:31]:
        stop_everything(one.person_id, by=person(one.person_id), at=NOON + timedelta(days=1))
    (found,) = stopping([CHOFU], since=NOON - timedelta(days=90))
    assert (found.told, found.stopped_way, found.stopped_all) == (50, 12, 11)
    assert (found.way_share, found.all_share) == (24.0, 22.0)
    assert stopping([CHOFU], since=NOON + timedelta(days=2))[0].told is None


def test_one_who_stopped_among_few_is_told_to_nobody():
    contacts = mailboxes(residents(12))
    told(contacts)
    stop_by_token(stop_token(contacts[0]), at=NOON)
    (found,) = stopping([CHOFU], since=NOON - timedelta(days=90))
    assert (found.told, found.stopped_way) == (12, None)


def test_the_page_has_a_chart_the_same_figures_as_a_table_and_other_ways(monkeypatch):
    mailboxes(residents(40)[:15])
    a_person("132047")
    account_of("editor", Body.objects.get(area=CHOFU))
    desk = PageClient()
    assert desk.client.post("/desk/login/", {"login": "editor", "password": PASSWORD}).status_code == 302
    act_as(monkeypatch, clerk(CHOFU))
    page = desk.get("/desk/reach/")
    source = page.response.content.decode()
    assert "<svg" in source
    assert "調布市: どの道で届くか" in page.text
    assert "どの道でも届かない人は25人(62.5%)です" in page.text
    assert "民生委員" in page.text
    assert "三鷹市" not in page.text
