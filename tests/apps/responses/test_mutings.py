"""Senders hear how often people stopped, muted or cut down what they are told; of nobody who it was (C5, C9)."""

from datetime import date, timedelta

import pytest

from tests.factories.actors import NOON, act_as, clerk, person
from tests.factories.desk import PASSWORD
from tests.factories.registry import clerk as account_of
from tests.factories.registry import some_bodies
from tests.pages.client import PageClient
from todoke.apps.notices.actions import set_preference, stop_everything
from todoke.apps.notices.models import Muting
from todoke.apps.people.models import Household, Person
from todoke.apps.places.models import Body
from todoke.apps.responses.mutings import mutings
from todoke.apps.tenancy.scope import everywhere, scope
from todoke.rules.programs import Topic

pytestmark = pytest.mark.django_db
CHOFU, SUMIDA = "132080", "131075"
TODAY = date(2026, 11, 22)
MONTH = date(2026, 11, 1)
CHILDREN, HEALTH = (1 << list(Topic).index(one) for one in (Topic.CHILDREN, Topic.HEALTH))


@pytest.fixture(autouse=True)
def bodies(db):
    with everywhere("test"):
        some_bodies()
        yield


def listeners(count: int, area: str = CHOFU) -> list[int]:
    """Return people who want to hear of children and health, four times in thirty days."""
    home = Household.objects.create(municipality_id=area)
    people = Person.objects.bulk_create(
        Person(household=home, municipality_id=area, relation=7) for _ in range(count)
    )
    for one in people:
        wish(one.pk, topics=CHILDREN | HEALTH, channels=1, budget=4)
    return [one.pk for one in people]


def wish(one: int, at=NOON, **changes):
    set_preference(one, by=person(one), at=at, **changes)


def counted(kind: str = "", topic: str = "") -> list[int]:
    rows = Muting.objects.order_by("month")
    return list(rows.filter(kind=kind, topic=topic).values_list("times", flat=True))


def test_a_first_decision_mutes_nothing():
    listeners(3)
    assert not Muting.objects.exists()


def test_a_topic_a_budget_and_everything_are_each_counted_in_their_month():
    one, other, third = listeners(3)
    wish(one, topics=HEALTH)
    wish(other, topics=CHILDREN | HEALTH, budget=2)
    stop_everything(third, by=person(third), at=NOON)
    wish(other, topics=0, at=NOON + timedelta(days=20))
    assert (counted("topic", "children"), counted("topic", "health")) == ([1, 1], [1])
    assert (counted("budget"), counted("none")) == ([1], [1])
    assert Muting.objects.filter(month=date(2026, 12, 1)).count() == 2


def test_nothing_twice_more_or_the_same_is_no_muting():
    (one,) = listeners(1)
    wish(one, topics=CHILDREN | HEALTH, budget=8)
    stop_everything(one, by=person(one), at=NOON)
    stop_everything(one, by=person(one), at=NOON)
    wish(one, topics=CHILDREN, channels=1, budget=1)
    assert list(Muting.objects.values_list("kind", "times")) == [("none", 1)]


def test_who_it_was_is_kept_nowhere_with_the_count():
    assert {field.name for field in Muting._meta.get_fields()} == {
        "id",
        "municipality",
        "month",
        "kind",
        "topic",
        "times",
    }


def test_in_the_scope_of_a_resident_it_is_counted_too():
    (one,) = listeners(1)
    with scope(persons=[one]):
        wish(one, topics=HEALTH)
    assert counted("topic", "children") == [1]


def test_a_sender_hears_the_rate_of_those_who_wanted_it():
    people = listeners(50)
    for one in people[:12]:
        wish(one, topics=HEALTH)
    (found,) = mutings([CHOFU], on=TODAY)
    assert (found.month, found.what, found.times, found.listening, found.share) == (
        MONTH,
        "子ども・子育てを止めた",
        12,
        38,
        24.0,
    )


@pytest.mark.parametrize(("whole", "muted"), [(40, 3), (40, 35), (8, 8)])
def test_what_is_few_or_leaves_few_is_not_told(whole, muted):
    for one in listeners(whole)[:muted]:
        wish(one, topics=HEALTH)
    (found,) = mutings([CHOFU], on=TODAY)
    assert (found.times, found.share) == (None, None)


def test_what_is_older_than_a_year_and_of_others_is_left_out():
    for area, month in ((CHOFU, date(2025, 11, 1)), (SUMIDA, MONTH), (CHOFU, date(2025, 12, 1))):
        Muting.objects.create(municipality_id=area, month=month, kind="none", times=20)
    assert [(one.municipality_id, one.month) for one in mutings([CHOFU], on=TODAY)] == [
        (CHOFU, date(2025, 12, 1))
    ]


def test_the_desk_shows_it_beside_the_reach(monkeypatch):
    for one in listeners(50)[:12]:
        stop_everything(one, by=person(one), at=NOON)
    account_of("editor", Body.objects.get(area=CHOFU))
    desk = PageClient()
    assert desk.client.post("/desk/login/", {"login": "editor", "password": PASSWORD}).status_code == 302
    act_as(monkeypatch, clerk(CHOFU))
    page = desk.get("/desk/reach/")
    assert "2026年11月 調布市 すべて止めた 12 24.0% 38" in " ".join(page.text.split())
