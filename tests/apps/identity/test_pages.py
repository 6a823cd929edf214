"""The pages of logging in, as somebody without script walks them."""

from dataclasses import replace
from datetime import date

import pytest

from tests.factories.logins import log_in, question_of, some_login
from tests.factories.registry import some_bodies
from tests.pages.client import PageClient
from todoke.apps.access.domain.actors import Assurance
from todoke.apps.home.login import limits
from todoke.apps.identity.models import Login, MailCode, Visit
from todoke.apps.people.actions.arriving import take_in
from todoke.apps.people.models import Person
from todoke.base import clock
from todoke.clients.identity.fake import FakeProvider
from todoke.clients.identity.provider import Claims

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(monkeypatch) -> FakeProvider:
    fake = FakeProvider(Claims("sato", "佐藤 花子", None, date(1990, 4, 12), "2"))
    for module in ("login.views", "callback.views"):
        monkeypatch.setattr(f"todoke.apps.home.{module}.the_provider", lambda: fake)
    return fake


@pytest.fixture
def mails(monkeypatch) -> list[tuple[str, str]]:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "todoke.apps.home.login.mail_views.send_code", lambda address, code: sent.append((address, code))
    )
    return sent


@pytest.fixture(autouse=True)
def nobody_counted():
    for limit in (limits.logins, limits.codes):
        limit.clear()


def known(login: Login) -> Person:
    """Let a login be somebody's already, so that nothing is asked."""
    some_bodies()
    claims = Claims("s", "佐藤 花子", "東京都調布市見本町1丁目", None, None)
    return take_in(login, claims, ["basics.name", "basics.address"], at=clock.now())


def go_to_provider(pages: PageClient, goal: str = "/my/visits/") -> dict[str, str]:
    page = pages.get(f"/login/?next={goal}")
    answer = pages.client.get(page.links["マイナンバーカードで入る"])
    assert answer.status_code == 302
    return question_of(answer["Location"])


def test_with_a_card_one_comes_to_where_one_wanted_to_go(pages, provider):
    state = go_to_provider(pages)["state"]
    answer = pages.client.get("/login/callback", {"state": state, "code": "c", "session_state": "s"})
    assert answer.status_code == 303
    assert answer["Location"].startswith("/login/first/")
    known(Login.objects.get())
    state = go_to_provider(pages)["state"]
    answer = pages.client.get("/login/callback", {"state": state, "code": "d"})
    assert (answer.status_code, answer["Location"]) == (303, "/my/visits/")
    assert "no-store" in answer["Cache-Control"]
    cookie = answer.cookies["todoke_visit"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    page = pages.get("/my/visits/")
    assert page.heading == "ログインしている場所"
    assert "マイナンバーカード" in page.text


def test_in_production_browsers_hold_the_cookie_to_this_host_and_to_tls(pages, provider, settings):
    settings.PRODUCTION = True
    answer = pages.client.get("/login/card/")
    cookie = answer.cookies["__Host-todoke_login"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_a_link_prepared_by_somebody_else_lets_nobody_in(pages, provider):
    state = go_to_provider(PageClient())["state"]
    page = pages.get(f"/login/callback?state={state}&code=c")
    assert page.heading == "マイページに入る"
    assert "ちがう画面でひらいた" in page.text
    assert not Visit.objects.exists()


def test_logging_in_gives_a_token_nobody_knew_before(pages, provider):
    pages.client.cookies["todoke_visit"] = "x" * 43
    state = go_to_provider(pages)["state"]
    answer = pages.client.get("/login/callback", {"state": state, "code": "c"})
    assert answer.cookies["todoke_visit"].value != "x" * 43
    first = answer.cookies["todoke_visit"].value
    state = go_to_provider(pages)["state"]
    pages.client.get("/login/callback", {"state": state, "code": "d"})
    assert pages.client.cookies["todoke_visit"].value != first
    assert Visit.objects.filter(ended_at=None).count() == 1


def test_a_card_that_failed_leads_to_what_can_be_done_next(pages, provider):
    state = go_to_provider(pages)["state"]
    page = pages.get(f"/login/callback?state={state}&error=access_denied&error_description=secret")
    assert "カードを確認できませんでした" in page.text
    assert "secret" not in page.text
    page = pages.click(page, "カードが使えない・読めないとき")
    assert "市区町村の窓口" in page.text
    assert "メールに届く番号で入る" in page.links


def test_while_the_provider_is_down_a_mail_code_still_lets_one_in(pages, provider, mails):
    provider.fails = "unreachable"
    page = pages.get("/login/card/?next=/my/visits/")
    assert "いま動いていません" in page.text
    page = pages.click(page, "メールに届く番号で入る")
    page = pages.submit(page, {"address": "hanako@example.jp"}, button="番号を送る")
    assert page.heading == "メールに届いた6けたの番号を入れる"
    page = pages.submit(page, {"code": mails[-1][1]}, button="入る")
    assert page.heading == "ログインしている場所"
    assert "メールの番号" in page.text


def test_the_address_stands_in_no_address_of_a_page_and_in_no_readable_cookie(pages, mails):
    page = pages.get("/login/mail/")
    answer = pages.client.post("/login/mail/", {"address": "hanako@example.jp", "next": "/my/"})
    assert answer.status_code == 303
    assert "hanako" not in answer["Location"]
    assert "hanako" not in answer.cookies["todoke_mail"].value
    assert page.status == 200


def test_a_full_width_address_and_code_are_understood(pages, mails):
    page = pages.get("/login/mail/?next=/my/visits/")
    page = pages.submit(page, {"address": "ｈａｎａｋｏ＠example.jp"}, button="番号を送る")
    assert mails[-1][0] == "hanako@example.jp"
    code = mails[-1][1].translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    page = pages.submit(page, {"code": f"{code[:3]} {code[3:]}"}, button="入る")
    assert page.heading == "ログインしている場所"


def test_a_wrong_code_says_how_many_tries_are_left(pages, mails):
    page = pages.submit(pages.get("/login/mail/"), {"address": "hanako@example.jp"}, button="番号を送る")
    wrong = f"{(int(mails[-1][1]) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1):
        page = pages.submit(page, {"code": wrong}, button="入る")
        assert f"番号がちがいます。あと{left}回ためせます。" in page.text
    page = pages.submit(page, {"code": wrong}, button="入る")
    assert "「もう一度送る」" in page.text
    page = pages.submit(page, {"address": "hanako@example.jp"}, button="もう一度送る")
    assert len(mails) == 2


@pytest.mark.parametrize("typed", ["", "hanako", "花子@example.jp"])
def test_what_is_no_address_is_told_beside_the_field(pages, mails, typed):
    page = pages.submit(pages.get("/login/mail/"), {"address": typed}, button="番号を送る")
    assert "メールアドレス" in page.text
    assert "入力を直してください" in page.text
    assert not mails
    assert not MailCode.objects.exists()


def test_the_code_page_without_an_address_begins_anew(pages):
    assert pages.get("/login/mail/code/").heading == "メールに届く番号で入る"
    pages.client.cookies["todoke_mail"] = "forged"
    assert pages.get("/login/mail/code/").heading == "メールに届く番号で入る"


def test_one_sender_may_not_ask_for_codes_without_end(pages, mails):
    for number in range(20):
        pages.client.post("/login/mail/", {"address": f"a{number}@example.jp"})
    page = pages.post("/login/mail/", {"address": "b@example.jp"})
    assert "しばらく止めています" in page.text
    assert len(mails) == 20


def test_logging_out_ends_the_visit_on_the_server(pages):
    log_in(pages)
    token = pages.client.cookies["todoke_visit"].value
    page = pages.submit(pages.get("/my/visits/"), button="ログアウトする")
    assert "ログアウトしました。" in page.text
    pages.client.cookies["todoke_visit"] = token
    assert pages.get("/my/visits/").heading == "マイページに入る"


def test_logging_out_cannot_be_done_by_a_link(pages):
    log_in(pages)
    assert pages.client.get("/logout/").status_code == 405


def test_one_place_and_all_other_places_can_be_left(pages):
    login = log_in(PageClient())
    log_in(PageClient(), login)
    log_in(pages, login)
    page = pages.get("/my/visits/")
    assert page.text.count("ここから出る」") == 1
    page = pages.submit(page, button="ほかの場所から、すべて出る")
    assert Visit.objects.filter(ended_at=None).count() == 1
    page = pages.submit(page, button="ここから出る")
    assert page.heading == "マイページに入る"


def test_somebody_elses_visit_is_not_there(pages):
    log_in(PageClient(), some_login(2))
    log_in(pages)
    row = Visit.objects.order_by("pk")[0].row
    assert pages.client.post(f"/my/visits/{row}/end/").status_code == 404


def test_a_page_that_asks_for_the_card_leads_somebody_known_by_mail_to_it(pages):
    log_in(pages, assurance=Assurance.MAIL)
    page = pages.get("/login/stronger/?next=/my/visits/")
    assert page.heading == "カードで確かめる"
    assert "メールに届く番号で入る" not in page.links


def test_where_no_way_is_set_up_the_page_says_so(pages, settings):
    settings.OIDC_CLIENT_ID = settings.MAIL_URL = ""
    page = pages.get("/login/")
    assert "受け付けていません" in page.text
    assert "ほかの方法" in pages.get("/login/card/").text


@pytest.mark.parametrize("why", ["<b>x</b>", "nothing", ""])
def test_a_made_up_reason_is_not_repeated(pages, why):
    assert "alert" not in pages.get(f"/login/?why={why}").response.content.decode()


def test_pages_without_a_visit_ask_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/login/")


def test_a_provider_that_says_nothing_of_the_person_still_lets_them_in(pages, provider):
    provider.claims = replace(provider.claims, name=None, birth_date=None, sex=None)
    state = go_to_provider(pages)["state"]
    assert pages.client.get("/login/callback", {"state": state, "code": "c"}).status_code == 303
