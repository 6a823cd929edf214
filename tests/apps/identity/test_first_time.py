"""The first time with a card: what is agreed to is kept, nothing else is, and one is let in either way."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.factories.actors import act_as, supporter
from tests.factories.logins import log_in, question_of, some_login
from tests.factories.registry import CHOFU, SUMIDA, some_bodies
from tests.pages.client import Page, PageClient
from todoke.apps.audit.models import Entry
from todoke.apps.consent.models import AccessEntry, Consent, Preview
from todoke.apps.home.login import limits
from todoke.apps.identity.models import Login
from todoke.apps.people.models import Basics, LoginPerson, Person
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock
from todoke.clients.identity.fake import FakeProvider
from todoke.clients.identity.provider import Claims
from todoke.rules.values import EARLIEST

pytestmark = pytest.mark.django_db

SATO = Claims("sato", "佐藤 花子", "東京都調布市見本町1丁目", date(1990, 4, 12), "2")
ALL = [f"basics.{name}" for name in ("name", "address", "birth_date", "sex")]


@pytest.fixture(autouse=True)
def bodies() -> None:
    some_bodies()
    limits.logins.clear()


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    fake = FakeProvider(SATO)
    for module in ("login.views", "callback.views"):
        monkeypatch.setattr(f"todoke.apps.home.{module}.the_provider", lambda: fake)
    return fake


def come_back(pages: PageClient, goal: str = "/my/") -> Any:
    """Show the card, and return the answer to the way back."""
    state = question_of(pages.client.get(f"/login/card/?next={goal}")["Location"])["state"]
    return pages.client.get("/login/callback", {"state": state, "code": f"code-{state}"})


def first_time(pages: PageClient, goal: str = "/my/") -> Page:
    return pages.get(come_back(pages, goal)["Location"])


def test_what_the_card_said_stands_beside_each_item_and_none_is_chosen(pages, provider):
    page = first_time(pages)
    assert page.heading == "カードから届いた情報"
    for told in ("佐藤 花子", "東京都調布市見本町1丁目", "1990年4月12日", "女性"):
        assert told in page.text
    assert "checked" not in page.response.content.decode()


def test_only_what_one_agrees_to_is_kept(pages, provider):
    page = first_time(pages)
    assert pages.client.post(page.address, {"items": ["basics.address"]})["Location"] == "/my/"
    with everywhere("test"):
        basics, somebody = Basics.objects.get(), Person.objects.get()
        assert (basics.name, basics.address, basics.sex) == (None, SATO.address, "")
        assert (somebody.municipality_id, somebody.birth_low) == (CHOFU, EARLIEST)
        assert not bytes(Preview.objects.get().claims_sealed)
        assert not Consent.objects.exists()  # keeping is one question, using it for notices another


def test_each_item_taken_in_stands_in_the_persons_record_without_its_value(pages, provider):
    page = first_time(pages)
    pages.client.post(page.address, {"items": ["basics.address", "basics.birth_date"]})
    with everywhere("test"):
        entries = AccessEntry.objects.order_by("pk")
        assert [(one.items, one.basis, one.action) for one in entries] == [
            (["basics.address"], "own", "take_in"),
            (["basics.birth_date"], "own", "take_in"),
        ]
        assert Entry.objects.filter(verb="take_in").count() == 1
    text = pages.get("/my/data/readers/").text
    assert "カードから受け取りました" in text
    assert "1990" not in text


def test_the_second_login_finds_the_same_person_and_asks_nothing(pages, provider):
    page = first_time(pages)
    pages.client.post(page.address, {"items": ALL})
    answer = come_back(pages, "/my/visits/")
    assert answer["Location"] == "/my/visits/"
    assert pages.get("/my/visits/").heading == "ログインしている場所"
    with everywhere("test"):
        assert Person.objects.count() == 1
        assert LoginPerson.objects.get().login_id == Login.objects.get().pk


def test_refusing_everything_lets_one_in_and_leaves_nothing(pages, provider):
    page = first_time(pages)
    assert pages.submit(page, button="使わない").heading == "マイページ"
    with everywhere("test"):
        assert not LoginPerson.objects.exists()
        assert not Person.objects.exists()
        assert not bytes(Preview.objects.get().claims_sealed)
    for address in ("/my/", "/my/data/", "/my/consents/", "/my/data/readers/", "/my/visits/", "/my/notices/"):
        assert pages.get(address).status == 200


def test_whoever_refused_is_not_asked_at_every_login_but_can_ask_for_it(pages, provider):
    pages.submit(first_time(pages), button="使わない")
    assert come_back(pages)["Location"] == "/my/"
    page = pages.get("/my/data/card/")
    assert "マイナンバーカードで確かめる" in page.links
    page = first_time(pages, "/my/data/card/")
    pages.submit(page, {"items": ["basics.address"]}, button="預ける")
    with everywhere("test"):
        assert Basics.objects.get().address == SATO.address


def test_what_was_left_out_or_has_changed_can_be_given_later(pages, provider):
    pages.client.post(first_time(pages).address, {"items": ["basics.address", "basics.sex"]})
    provider.claims = replace(SATO, address="東京都墨田区見本町2丁目")
    page = first_time(pages, "/my/data/card/")
    assert "女性" not in page.text
    assert "住んでいる区市町村" not in page.text
    pages.submit(page, {"items": ["basics.address", "basics.birth_date"]}, button="預ける")
    with everywhere("test"):
        somebody, basics = Person.objects.get(), Basics.objects.get()
        assert (somebody.municipality_id, basics.municipality_id) == (SUMIDA, SUMIDA)
        assert somebody.birth_low == somebody.birth_high == SATO.birth_date
        assert (basics.name, basics.sex) == (None, "2")


def test_where_the_card_has_nothing_new_the_page_says_so(pages, provider):
    pages.client.post(first_time(pages).address, {"items": ALL})
    page = pages.get(come_back(pages, "/my/data/card/")["Location"])
    assert "もうすべて預かっています" in page.text


def test_without_an_address_one_is_asked_for_the_municipality(pages, provider):
    page = first_time(pages)
    page = pages.submit(page, {"items": ["basics.name"]}, button="預ける", status=422)
    assert "住んでいる区市町村を選んでください" in page.text
    page = pages.submit(page, {"items": ["basics.name"], "municipality": CHOFU}, button="預ける")
    assert page.heading == "マイページ"
    with everywhere("test"):
        assert LoginPerson.objects.get().person.municipality_id == CHOFU


@pytest.mark.parametrize("address", ["神奈川県横浜市見本町1丁目", None])
def test_an_address_elsewhere_or_none_asks_for_the_municipality(pages, provider, address):
    provider.claims = replace(SATO, address=address)
    page = first_time(pages)
    page = pages.submit(page, {"items": ["basics.name"]}, button="預ける", status=422)
    assert "住んでいる区市町村を選んでください" in page.text
    with everywhere("test"):
        assert not Person.objects.exists()
        assert bytes(Preview.objects.get().claims_sealed)  # nothing is lost by a mistake


def test_a_municipality_alone_is_enough(pages, provider):
    pages.submit(first_time(pages), {"municipality": CHOFU}, button="預ける")
    with everywhere("test"):
        assert LoginPerson.objects.get().person.municipality_id == CHOFU
        assert not Basics.objects.exists()
        assert not AccessEntry.objects.exists()


def test_choosing_nothing_is_told(pages, provider):
    page = pages.submit(first_time(pages), {}, button="預ける", status=422)
    assert "1つも選ばれていません" in page.text


def test_after_a_quarter_of_an_hour_it_is_over_and_says_how_to_begin_again(pages, provider):
    page = first_time(pages)
    with everywhere("test"):
        assert Preview.objects.get().expires_at - clock.now() <= timedelta(minutes=15)
        Preview.objects.update(expires_at=clock.now())
    late = pages.post(page.address, {"items": ALL}, status=410)
    assert late.heading == "この確認は終わりました"
    assert "カードからもう一度受け取る" in late.links
    with everywhere("test"):
        assert not Person.objects.exists()


def test_an_answer_counts_once(pages, provider):
    page = first_time(pages)
    pages.client.post(page.address, {"items": ["basics.address"]})
    pages.post(page.address, {"items": ALL}, status=410)
    with everywhere("test"):
        assert Basics.objects.get().name is None


def test_a_new_question_ends_the_one_before(pages, provider):
    before = first_time(pages)
    first_time(pages)
    pages.get(before.address, status=410)
    with everywhere("test"):
        kept = [bool(bytes(one.claims_sealed)) for one in Preview.objects.order_by("pk")]
        assert kept == [False, True]


def test_items_the_card_did_not_tell_cannot_be_sent_along(pages, provider):
    provider.claims = replace(SATO, name=None)
    page = first_time(pages)
    pages.client.post(page.address, {"items": ["basics.name", "basics.address", "account.bank"]})
    with everywhere("test"):
        assert Basics.objects.get().name is None


def test_what_a_card_said_of_somebody_else_is_not_there(pages, provider):
    address = first_time(PageClient()).address
    log_in(pages, some_login(2))
    assert pages.client.get(address).status_code == 404


def test_nobody_takes_in_their_card_in_anothers_place(pages, provider, monkeypatch):
    address = first_time(pages).address
    act_as(monkeypatch, supporter(1, of=2))
    assert pages.client.get(address).status_code == 404
    assert pages.client.get("/my/data/card/").status_code == 404


def test_one_comes_to_the_page_one_wanted_in_its_language(pages, provider):
    answer = come_back(pages, "/en/my/visits/")
    assert answer["Location"].startswith("/en/login/first/")
    answer = pages.client.post(answer["Location"], {"items": ["basics.address"]})
    assert answer["Location"] == "/en/my/visits/"


def test_nothing_of_the_card_stands_in_an_address_or_in_the_audit(pages, provider):
    page = first_time(pages)
    pages.client.post(page.address, {"items": ALL})
    with everywhere("test"):
        said = " ".join(str(row) for row in Entry.objects.values_list("said", "thing_ref", "actor_ref"))
    for private in ("佐藤", "調布市", "1990"):
        assert private not in page.address
        assert private not in said


def test_a_person_an_office_knows_already_is_found_by_name_birthday_and_address(pages, provider):
    other = FakeProvider(SATO, issuer="https://office.example")
    first = first_time(pages)
    pages.client.post(first.address, {"items": ALL})
    with everywhere("test"):
        known = Person.objects.get()
        LoginPerson.objects.all().delete()  # as an office's import leaves somebody: basics, and no login
    provider.issuer = other.issuer
    again = PageClient()
    again.client.post(first_time(again).address, {"items": ALL})
    with everywhere("test"):
        assert LoginPerson.objects.get().person_id == known.pk


def test_whoever_deletes_everything_is_asked_anew_and_nothing_is_left_of_the_question(pages, provider):
    pages.client.post(first_time(pages).address, {"items": ALL})
    pages.client.post("/my/data/delete/", {"sure": "1"})
    with everywhere("test"):
        assert not Preview.objects.exists()
        assert not Person.objects.exists()
    assert come_back(pages)["Location"].startswith("/login/first/")
