"""What a resident takes back, or the desk stops, does not leave any more: nobody is told of it by mail afterwards."""

from datetime import timedelta

import pytest

from tests.factories.actors import NOON, act_as, clerk, person
from tests.factories.contacts import a_mailbox
from tests.factories.desk import PASSWORD
from tests.factories.families import newcomer
from tests.factories.notices import CHOFU, a_notice, publish_wordings
from tests.factories.registry import clerk as account_of
from tests.factories.registry import some_bodies
from tests.pages.client import PageClient
from todoke.apps.accounts.models import Role
from todoke.apps.channels.domain.outcomes import Carried, Outcome
from todoke.apps.channels.outbox import Hint, Outbox, Parcel
from todoke.apps.channels.working import Worker
from todoke.apps.consent.models import Consent, ConsentText
from todoke.apps.notices.actions import set_preference
from todoke.apps.notices.models import Notice
from todoke.apps.notices.saying import forget_wordings
from todoke.apps.people.models import Basics, Person, Relation
from todoke.apps.people.queries.who import match_mark
from todoke.apps.places.models import Body
from todoke.apps.tenancy.scope import everywhere
from todoke.telling.channels import Channel

pytestmark = pytest.mark.django_db
BORN, LIVES = "person.birth_date", "household.municipality"
NAME = "佐藤 花子"


@pytest.fixture(autouse=True)
def bodies(db):
    forget_wordings()
    with everywhere("test"):
        some_bodies()
        publish_wordings()
        yield
    forget_wordings()


@pytest.fixture
def hanako() -> Person:
    """Somebody of 調布市 with a household of her own."""
    found = newcomer(901, name=NAME)
    basics = Basics.objects.get(person=found)
    basics.match_blind = match_mark(basics.name, found.birth_low)
    basics.save()
    return found


@pytest.fixture
def mine(hanako, monkeypatch):
    """Her browser."""
    act_as(monkeypatch, person(hanako.pk))
    return PageClient()


def told(one: Person, *, number: int = 1, **more) -> Notice:
    """Return a notice with a mail on its way that waits for the morning."""
    notice = a_notice(one, number=number, **more)
    box = a_mailbox(one, f"resident{one.pk}@mail.example")
    hint = Hint("", "調布市", notice.kind, notice.code, "ja", notice.wording, 1)
    morning = NOON + timedelta(hours=20)
    key = f"notice:{notice.pk}"
    parcel = Parcel(key, Channel.MAIL, CHOFU, box.pk, notice.pk, hint, not_before=morning)
    assert Outbox.enqueue([parcel], at=NOON) == 1
    return notice


def mailed() -> set[int]:
    """Return the notices of which a mail leaves in the morning."""
    given: list[int] = []

    class Post:
        def send(self, dispatch, hint):
            given.append(dispatch.notice_id)
            return Carried(Outcome.DONE, "ok")

    morning = NOON + timedelta(hours=21)
    Worker("w", {Channel.MAIL: Post()}, lambda: morning, sleep=lambda seconds: None).turn()
    return set(given)


def agreed(one: Person, *items: str) -> list[Consent]:
    """Return consents to use items for notices."""
    text, _ = ConsentText.objects.get_or_create(
        purpose="notices", version=1, language="ja", line="使います", long="使います", created_at=NOON
    )
    return [
        Consent.objects.create(
            person=one,
            municipality_id=CHOFU,
            item=item,
            purpose="notices",
            receiver=CHOFU,
            text=text,
            granted_at=NOON,
            granted_by=f"person:{one.pk}",
            valid_until="2027-11-22",
        )
        for item in items
    ]


def test_an_item_taken_back_stops_the_mails_that_were_chosen_by_it(mine, hanako):
    agreed(hanako, BORN, LIVES)
    told(hanako, reason={"items": [BORN, LIVES]})
    by_place = told(hanako, number=2, reason={"items": [LIVES]})
    page = mine.get("/my/consents/")
    born = Consent.objects.get(item=BORN)
    page = mine.post(f"/my/consents/{born.row}/take-back/")
    assert "取り消しました" in page.text
    assert mailed() == {by_place.pk}
    assert len(mine.get("/my/notices/").links) > 0
    assert Notice.objects.count() == 2


def test_an_item_taken_back_stops_no_mail_of_another(mine, hanako):
    neighbour = newcomer(902)
    (consent,) = agreed(hanako, BORN)
    theirs = told(neighbour, reason={"items": [BORN]})
    mine.post(f"/my/consents/{consent.row}/take-back/")
    assert mailed() == {theirs.pk}


def test_of_what_it_is_not_known_what_it_used_nothing_leaves_either(mine, hanako):
    (consent,) = agreed(hanako, LIVES)
    told(hanako, reason={})
    mine.post(f"/my/consents/{consent.row}/take-back/")
    assert mailed() == set()


def test_nothing_wanted_in_one_tap_stops_what_waits(mine, hanako):
    set_preference(hanako.pk, by=person(hanako.pk), at=NOON, topics=0xFFFF, channels=1)
    told(hanako)
    mine.post("/my/wishes/none/")
    assert mailed() == set()
    assert Notice.objects.count() == 1


def test_a_kind_that_is_stopped_stops_what_waits_of_it(mine, hanako):
    set_preference(hanako.pk, by=person(hanako.pk), at=NOON, topics=0xFFFF, channels=1)
    notice = told(hanako)
    mine.post(f"/my/notices/{notice.row}/stop-kind/")
    assert mailed() == set()


def test_a_way_that_is_closed_carries_nothing_more(mine, hanako):
    set_preference(hanako.pk, by=person(hanako.pk), at=NOON, topics=0xFFFF, channels=3)
    told(hanako)
    set_preference(hanako.pk, by=person(hanako.pk), at=NOON, channels=2)
    assert mailed() == set()


def test_a_notice_told_to_be_wrong_does_not_leave(mine, hanako):
    notice = told(hanako)
    mine.post(f"/my/notices/{notice.row}/wrong/", {"kind": "wrong"})
    assert Notice.objects.get().withdrawn_at is not None
    assert mailed() == set()


def test_after_a_death_nothing_goes_to_the_dead_the_household_or_about_the_dead(hanako, monkeypatch):
    husband, neighbour = newcomer(902, household=hanako.household, relation=Relation.SPOUSE), newcomer(903)
    told(hanako)
    told(husband)
    told(neighbour, about_id=hanako.pk)
    own = told(neighbour, number=2)
    account_of("editor", Body.objects.get(area=CHOFU))
    desk = PageClient()
    assert desk.client.post("/desk/login/", {"login": "editor", "password": PASSWORD}).status_code == 302
    act_as(monkeypatch, clerk(CHOFU))
    page = desk.post("/desk/people/", {"name": NAME, "born": "1990-04-12", "purpose": "death"})
    page = desk.post(f"{page.address}death/", {"on": "2026-11-20"})
    assert "死亡を記録しました" in page.response.content.decode()
    assert mailed() == {own.pk}


def test_a_rule_stopped_at_the_desk_sends_nothing_of_what_it_made(hanako, monkeypatch):
    told(hanako, rule="children-deadline")
    other = told(hanako, number=2, rule="children-begins")
    account_of("approver", Body.objects.get(area=CHOFU), Role.APPROVER)
    desk = PageClient()
    assert desk.client.post("/desk/login/", {"login": "approver", "password": PASSWORD}).status_code == 302
    act_as(monkeypatch, clerk(CHOFU, role="approver"))
    answer = {"rule": "children-deadline", "area": CHOFU, "why": "まちがいの知らせがあった"}
    page = desk.post("/desk/stopped-rules/", answer)
    assert "まだ送っていない合図も送りません" in page.response.content.decode()
    assert mailed() == {other.pk}
