"""One item that is held: its value, where from, who read it; taken back, put right with the office, deleted."""

from datetime import date, timedelta

import pytest

from tests.factories.actors import NOON, act_as, clerk, person, supporter
from tests.factories.contacts import a_person
from tests.factories.desk import PASSWORD, some_office
from tests.factories.logins import log_in, some_login
from tests.pages.client import PageClient
from todoke.apps.access.domain.actors import Assurance
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.models import AccessEntry, Consent, Correction
from todoke.apps.consent.queries import uses
from todoke.apps.identity.actions.keys import MOST, find_key
from todoke.apps.identity.models import ApiKey
from todoke.apps.people.actions.statements import state_fact
from todoke.apps.people.models import Basics, LoginPerson, Person, Statement
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock
from todoke.rules.values import EARLIEST

pytestmark = pytest.mark.django_db
BORN, HOME, NAME, ADDRESS = "person.birth_date", "household.municipality", "basics.name", "basics.address"
PREGNANT = "person.pregnant"


@pytest.fixture
def hanako():
    with everywhere("test"):
        some_office()
        who = a_person()
        row = Basics(person=who, municipality_id=who.municipality_id, source="card", as_of=NOON.date())
        row.name, row.address = "むらさき花子", "東京都調布市見本町1丁目"
        row.save()
        return who


@pytest.fixture
def mine(hanako, monkeypatch):
    act_as(monkeypatch, person(hanako.pk))
    return PageClient()


def say(who, fact=PREGNANT, value=True):
    with everywhere("test"):
        state_fact(
            of=who,
            fact=fact,
            value=value,
            status="stated",
            source="person",
            by=person(who.pk),
            as_of=date(2026, 11, 1),
            at=clock.now(),
            content=rulebook().content,
        )


def agree_to(who, item=BORN):
    page_of = PageClient()
    page = page_of.submit(page_of.get("/my/consents/"), button="情報を見て選ぶ")
    page_of.submit(page, {"items": [item]}, button="使ってよい")


def test_the_list_says_what_is_held_and_where_from_but_no_value(mine, hanako):
    say(hanako)
    page = mine.get("/my/data/")
    for words in (
        "氏名マイナンバーカード 2026-11-22",
        "住所",
        "生年月日",
        "住んでいる区市町村",
        "妊娠",
        "本人 2026-11-01",
    ):
        assert words in page.text
    for private in ("むらさき", "見本町", "1990"):
        assert private not in page.response.content.decode()


def test_an_item_is_shown_whole(mine, hanako):
    page = mine.get(f"/my/data/{NAME}/")
    assert page.heading == "氏名"
    for words in (
        "むらさき花子",
        "マイナンバーカード",
        "2026-11-22",
        "カードで確かめたもの",
        "だれにも使わせていません",
    ):
        assert words in page.text
    say(hanako)
    page = mine.get(f"/my/data/{PREGNANT}/")
    for words in ("はい", "本人が伝えたもの", "2026-11-01"):
        assert words in page.text


def test_looking_at_ones_own_value_is_written_down_once_a_day(mine, hanako):
    for _ in range(3):
        mine.get(f"/my/data/{NAME}/")
    with everywhere("test"):
        assert [(one.basis, one.items) for one in AccessEntry.objects.all()] == [("own", [NAME])]


def test_every_look_of_a_supporter_is_written_down(hanako, monkeypatch):
    act_as(monkeypatch, supporter(77, of=hanako.pk, verbs=frozenset({Verb.SEE})))
    for _ in range(2):
        page = PageClient().get(f"/my/data/{BORN}/")
    assert "この項目を消す" not in page.text
    assert "見た人" not in page.text
    with everywhere("test"):
        assert [one.receiver_name for one in AccessEntry.objects.all()] == ["支援者", "支援者"]


def test_what_came_from_the_card_is_not_shown_to_a_supporter_without_leave(hanako, monkeypatch):
    act_as(monkeypatch, supporter(77, of=hanako.pk, verbs=frozenset({Verb.SEE})))
    page = PageClient().get(f"/my/data/{ADDRESS}/")
    assert "見本町" not in page.text
    assert "カードで本人と確かめたときだけ出ます" in page.text


def test_who_read_the_item_stands_on_its_page_and_who_read_another_does_not(mine, hanako):
    with everywhere("test"):
        for name, items in (("調布市", [BORN]), ("墨田区", [HOME]), ("三鷹市", ["person.birth_date_of_x"])):
            AccessEntry.objects.create(
                person=hanako,
                municipality_id="132080",
                at=clock.now(),
                actor_kind="system",
                receiver="132080",
                receiver_name=name,
                action="choose_notices",
                purpose="notices",
                basis="consent",
                items=items,
            )
    text = mine.get(f"/my/data/{BORN}/").text
    assert "調布市 お知らせを選ぶため: お知らせを選びました" in text
    assert "墨田区" not in text
    assert "三鷹市" not in text


def test_the_record_can_be_narrowed_to_one_reader(mine, hanako):
    with everywhere("test"):
        for number in range(60):
            AccessEntry.objects.create(
                person=hanako,
                municipality_id="132080",
                at=clock.now() - timedelta(days=number),
                actor_kind="system",
                receiver="132080" if number % 2 else "app:3",
                receiver_name="調布市" if number % 2 else "民間のアプリ",
                action="choose_notices",
                purpose="notices",
                basis="consent",
                items=[BORN],
            )
    page = mine.get("/my/data/readers/")
    assert "古い記録" in page.links
    page = mine.submit(page, {"by": "132080"}, button="この人の記録だけを見る")
    assert page.text.count("民間のアプリ お") == 0
    assert page.text.count("根拠:") == 30
    assert "古い記録" not in page.links
    assert mine.get("/my/data/readers/?by=nobody&page=x").text.count("根拠:") == 50
    older = mine.click(mine.get("/my/data/readers/"), "古い記録")
    assert older.text.count("根拠:") == 10


def test_a_consent_is_taken_back_on_the_page_of_its_item(mine, hanako):
    agree_to(hanako)
    page = mine.get(f"/my/data/{BORN}/")
    assert "お知らせを選ぶため" in page.text
    mine.submit(page, button="取り消す")
    with everywhere("test"):
        assert uses(hanako.pk, BORN, Purpose.NOTICES, "132080", at=clock.now()) is None


def test_a_mistake_goes_to_the_office_and_its_answer_comes_back(mine, hanako, monkeypatch):
    page = mine.click(mine.get(f"/my/data/{ADDRESS}/"), "まちがっています")
    assert "調布市の職員が読んで確かめ" in page.text
    page = mine.submit(page, {"words": ""}, button="知らせる", status=422)
    assert "何がまちがっているかを書いてください" in page.text
    page = mine.submit(page, {"words": "丁目がちがいます"}, button="知らせる")
    assert "丁目がちがいます" in page.text
    assert "確かめています" in page.text

    desk = PageClient()
    desk.client.post("/desk/login/", {"login": "editor", "password": PASSWORD})
    act_as(monkeypatch, clerk("132080"))
    waiting = desk.click(desk.get("/desk/people/"), "本人からのまちがいの知らせ")
    assert "むらさき" not in waiting.text
    assert "丁目" not in waiting.text
    page = desk.click(waiting, "住所")
    assert "丁目がちがいます" in page.text
    page = desk.submit(page, {"words": "確かめました"}, button="答える", status=422)
    assert "選んでください" in page.text
    assert "確かめました" in page.text
    desk.submit(page, {"done": "yes", "words": "台帳を直しました"}, button="答える")
    assert "待っている知らせはありません" in desk.get("/desk/corrections/").text

    act_as(monkeypatch, person(hanako.pk))
    assert "答えがあります" in mine.get("/my/data/").text
    text = mine.get(f"/my/data/{ADDRESS}/").text
    assert "台帳を直しました" in text
    assert "まちがいの知らせを確かめました" in text  # the look of the staff


def test_another_offices_staff_find_no_correction(mine, hanako, monkeypatch):
    mine.post(f"/my/data/{ADDRESS}/wrong/", {"words": "ちがいます"})
    with everywhere("test"):
        row = Correction.objects.get().row
    desk = PageClient()
    desk.client.post("/desk/login/", {"login": "editor", "password": PASSWORD})
    act_as(monkeypatch, clerk("131075"))
    assert desk.client.get(f"/desk/corrections/{row}/").status_code == 404
    assert "待っている知らせはありません" in desk.get("/desk/corrections/").text


def test_an_item_is_deleted_with_what_was_agreed_to_for_it(mine, hanako):
    agree_to(hanako)
    page = mine.click(mine.get(f"/my/data/{BORN}/"), "この項目を消す")
    assert "使ってよいと決めたことも、取り消します" in page.text
    page = mine.submit(page, button="消す")
    assert "消しました。" in page.text
    assert "生年月日" not in page.text
    with everywhere("test"):
        assert Person.objects.get(pk=hanako.pk).birth_low == EARLIEST
        assert Consent.objects.get().withdrawn_at is not None
    mine.get(f"/my/data/{BORN}/", status=404)


def test_what_one_said_oneself_is_deleted_with_its_words(mine, hanako):
    say(hanako)
    mine.submit(mine.get(f"/my/data/{PREGNANT}/forget/"), button="消す")
    with everywhere("test"):
        row = Statement.objects.get()
        assert (row.status, bytes(row.value_sealed)) == ("withdrawn", b"")
        assert not bytes(Person.objects.get(pk=hanako.pk).facts)


def test_name_and_address_are_deleted_one_by_one(mine, hanako):
    mine.submit(mine.get(f"/my/data/{NAME}/forget/"), button="消す")
    with everywhere("test"):
        assert (Basics.objects.get().name, Basics.objects.get().address) == (None, "東京都調布市見本町1丁目")
    mine.submit(mine.get(f"/my/data/{ADDRESS}/forget/"), button="消す")
    with everywhere("test"):
        assert not Basics.objects.exists()


def test_where_one_lives_is_not_deleted_alone(mine, hanako):
    assert "この項目を消す" not in mine.get(f"/my/data/{HOME}/").links
    mine.post(f"/my/data/{HOME}/forget/", status=404)


def test_deleting_asks_for_the_card(hanako, monkeypatch):
    act_as(monkeypatch, person(hanako.pk, assurance=Assurance.MAIL))
    answer = PageClient().client.get(f"/my/data/{NAME}/forget/")
    assert answer["Location"].startswith("/login/stronger/")
    assert "むらさき" not in PageClient().get(f"/my/data/{NAME}/").text


@pytest.mark.parametrize("item", ["basics.nothing", "person.nothing", "x", "account.bank"])
def test_what_is_not_held_has_no_page(mine, item):
    for end in ("", "wrong/", "forget/"):
        mine.get(f"/my/data/{item}/{end}", status=404)


def test_what_a_grown_up_of_the_same_household_told_is_not_shown(mine, hanako):
    with everywhere("test"):
        say(hanako.household, "household.tv_contract", True)
    assert mine.get("/my/data/household.tv_contract/").status == 200
    with everywhere("test"):
        Person.objects.create(household=hanako.household, municipality_id=hanako.municipality_id, relation=1)
    mine.get("/my/data/household.tv_contract/", status=404)


def test_with_nothing_held_the_page_says_what_one_can_do(monkeypatch):
    act_as(monkeypatch, person(55))
    page = PageClient().get("/my/data/")
    assert "預かっている項目はありません" in page.text
    assert "カードから受け取る" in page.links


@pytest.fixture
def by_card(hanako):
    pages, login = PageClient(), some_login()
    with everywhere("test"):
        LoginPerson.objects.create(login_id=login.pk, person=hanako, since=clock.now())
    log_in(pages, login)
    return pages


def made_key(page):
    return next(word for word in page.text.split() if word.startswith("tdk_"))


def test_a_key_is_shown_once_and_opens_ones_own_record(by_card):
    page = by_card.submit(by_card.get("/my/data/keys/"), {"name": "家計簿"}, button="鍵を作る")
    token = made_key(page)
    key = find_key(token, at=clock.now())
    assert key is not None
    assert key.scopes == ["see_log"]
    page = by_card.get("/my/data/keys/")
    assert token not in page.response.content.decode()
    assert "家計簿" in page.text
    assert (
        PageClient().client.get("/api/v1/me/heartbeat", headers={"authorization": f"Bearer {token}"}).json()
    )
    by_card.submit(page, button="この鍵をやめる")
    assert find_key(token, at=clock.now()) is None


@pytest.mark.parametrize("name", ["", "あ" * 31, "12345678901" + "8"])
def test_a_key_needs_a_name_that_can_be_one(by_card, name):
    page = by_card.submit(by_card.get("/my/data/keys/"), {"name": name}, button="鍵を作る", status=422)
    assert "入力を直してください" in page.text
    assert not ApiKey.objects.exists()


def test_there_is_an_end_to_keys(by_card):
    for number in range(MOST):
        by_card.post("/my/data/keys/", {"name": f"鍵{number}"})
    page = by_card.post("/my/data/keys/", {"name": "もう1つ"}, status=422)
    assert "10本まで" in page.text


def test_nobody_ends_anothers_key(by_card):
    by_card.post("/my/data/keys/", {"name": "家計簿"})
    row = ApiKey.objects.get().row
    stranger = PageClient()
    log_in(stranger, some_login(2))
    assert stranger.client.post(f"/my/data/keys/{row}/end/").status_code == 404
    assert ApiKey.objects.get().revoked_at is None


@pytest.mark.parametrize("language", ["/en", "/ja-easy"])
def test_the_pages_stand_in_every_language(mine, by_card, language):
    for address in ("data/", f"data/{NAME}/", f"data/{NAME}/wrong/", f"data/{NAME}/forget/", "data/readers/"):
        mine.get(f"{language}/my/{address}")
    for address in ("data/card/", "data/keys/", "data/export/", "data/delete/", "consents/"):
        by_card.get(f"{language}/my/{address}")
