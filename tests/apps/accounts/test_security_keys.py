"""Security keys of staff: they answer to our host alone, several can be kept, and the code of the app stays."""

import html
import re
from datetime import timedelta

import pyotp
import pytest
from django.test import Client

from tests.factories.actors import NOON
from tests.factories.desk import PASSWORD
from tests.factories.registry import CHOFU, clerk, some_bodies
from tests.factories.security_keys import SoftKey
from todoke.apps.accounts.models import Account, Factor
from todoke.apps.accounts.second_factor import begin_factor, confirm_factor, has_factor, reset_factors
from todoke.apps.accounts.security_keys import (
    MOST_KEYS,
    KeyRefusedError,
    Site,
    add_key,
    begin_adding,
    begin_asking,
    check_key,
    keys_of,
    remove_key,
)
from todoke.apps.audit.models import Entry
from todoke.base import clock

pytestmark = pytest.mark.django_db
HERE = Site("testserver", "http://testserver")


@pytest.fixture
def account() -> Account:
    return clerk("hanako", some_bodies()[CHOFU])


def added(account: Account, name: str = "机の鍵") -> SoftKey:
    key = SoftKey()
    told, state = begin_adding(account, HERE)
    add_key(account, key.register(told), state=state, name=name, site=HERE, at=NOON)
    return key


def asked(account: Account, key: SoftKey, *, site: Site = HERE, **how: bool) -> None:
    told, state = begin_asking(account, site)
    check_key(account, key.answer(told, **how), state=state, site=site, at=NOON)


def test_a_key_that_was_added_is_known_again(account):
    key = added(account)
    asked(account, key)
    asked(account, key)
    assert [one.name for one in keys_of(account)] == ["机の鍵"]
    assert list(Entry.objects.values_list("verb", flat=True)) == ["key_added"]


def test_each_of_several_keys_lets_one_in(account):
    keys = [added(account, name) for name in ("机の鍵", "予備の鍵")]
    told, _ = begin_asking(account, HERE)
    assert all(key.knows(told) for key in keys)
    for key in keys:
        asked(account, key)


def test_a_key_is_added_once(account):
    key = added(account)
    told, state = begin_adding(account, HERE)
    with pytest.raises(KeyRefusedError, match="もう登録"):
        add_key(account, key.register(told), state=state, name="", site=HERE, at=NOON)


def test_a_false_page_gets_an_answer_that_is_good_nowhere(account):
    """What a key signs names the host it was asked at: that is why a key is safer than a code."""
    key = added(account)
    key.origin = "http://testserver.example"
    with pytest.raises(KeyRefusedError):
        asked(account, key)
    key.origin, key.host = HERE.origin, "testserver.example"
    with pytest.raises(KeyRefusedError):
        asked(account, key)


def test_an_answer_is_good_for_its_own_question_only(account):
    key = added(account)
    told, _ = begin_asking(account, HERE)
    _, other = begin_asking(account, HERE)
    with pytest.raises(KeyRefusedError):
        check_key(account, key.answer(told), state=other, site=HERE, at=NOON)


def test_a_key_of_somebody_else_lets_nobody_in(account):
    other = added(clerk("taro", some_bodies()[CHOFU]))
    added(account)
    with pytest.raises(KeyRefusedError):
        asked(account, other)


def test_a_copied_key_is_refused_and_told_to_the_audit(account):
    key = added(account)
    asked(account, key)
    with pytest.raises(KeyRefusedError, match="写された"):
        asked(account, key, counts=False)
    assert Entry.objects.filter(verb="key_copied").exists()


def test_a_key_that_never_counts_is_good(account):
    key = added(account)
    asked(account, key, counts=False)
    asked(account, key, counts=False)


@pytest.mark.parametrize("answer", ["", "{}", "[]", "nonsense", '{"id": 1}', "9" * 30_000])
def test_what_is_no_answer_is_refused(account, answer):
    added(account)
    _, state = begin_asking(account, HERE)
    with pytest.raises(KeyRefusedError):
        check_key(account, answer, state=state, site=HERE, at=NOON)
    _, state = begin_adding(account, HERE)
    with pytest.raises(KeyRefusedError):
        add_key(account, answer, state=state, name="a", site=HERE, at=NOON)


def test_there_is_an_end_to_keys(account):
    for _ in range(MOST_KEYS):
        added(account)
    with pytest.raises(KeyRefusedError, match=f"{MOST_KEYS}本まで"):
        added(account)


def test_a_key_that_was_taken_away_opens_nothing(account):
    key, other = added(account), added(account)
    row = keys_of(account)[0].row
    assert not remove_key(clerk("taro", some_bodies()[CHOFU]), row, at=NOON)
    assert remove_key(account, row, at=NOON)
    with pytest.raises(KeyRefusedError):
        asked(account, key)
    asked(account, other)


def test_the_keeper_takes_every_factor_away(account):
    added(account)
    reset_factors(account, at=NOON, by="system:test")
    assert keys_of(account) == []
    assert not has_factor(account)


def test_a_new_app_leaves_the_keys(account):
    added(account)
    factor = begin_factor(account)
    confirm_factor(factor, pyotp.TOTP(factor.secret).at(NOON), at=NOON)
    assert len(keys_of(account)) == 1


@pytest.mark.parametrize(("host", "works"), [("127.0.0.1", False), ("[::1]", False), ("localhost", True)])
def test_browsers_ask_keys_for_names_only(host, works):
    assert Site(host, f"http://{host}").has_keys is works


# ---- pages ----


class Desk:
    """Somebody at the desk with a password, an app and a browser without script."""

    def __init__(self, account: Account) -> None:
        self.account, self.client, self.now = account, Client(), clock.now()
        self.factor = begin_factor(account)
        confirm_factor(self.factor, self.code(-60), at=self.now - timedelta(seconds=60))

    def code(self, seconds: int = 0) -> str:
        return pyotp.TOTP(self.factor.secret).at(self.now + timedelta(seconds=seconds))

    def password(self) -> str:
        answer = self.client.post("/desk/login/", {"login": self.account.login, "password": PASSWORD})
        return str(answer.headers["Location"])

    def options(self, address: str) -> str:
        page = self.client.get(address)
        assert page.status_code == 200
        found = re.search(r'data-key-options="([^"]+)"', page.content.decode())
        return html.unescape(found[1]) if found else ""


def test_one_enters_with_a_key_instead_of_the_code(account):
    desk, key = Desk(account), added(account)
    assert desk.password() == "/desk/factor/"
    answer = desk.client.post("/desk/factor/", {"answer": key.answer(desk.options("/desk/factor/"))})
    assert answer.headers["Location"] == "/desk/"
    assert desk.client.get("/desk/").status_code == 200


def test_without_a_key_the_page_asks_for_the_code_alone(account):
    desk = Desk(account)
    desk.password()
    assert desk.options("/desk/factor/") == ""
    assert desk.client.post("/desk/factor/", {"code": desk.code()}).headers["Location"] == "/desk/"


def test_an_answer_is_taken_once_and_in_time(account, monkeypatch):
    desk, key = Desk(account), added(account)
    desk.password()
    answer = key.answer(desk.options("/desk/factor/"))
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda *_: later)
    page = desk.client.post("/desk/factor/", {"answer": answer})
    assert "時間がたちました" in page.content.decode()
    assert desk.client.get("/desk/").status_code == 302


def test_keys_are_added_and_taken_away_by_whoever_gave_the_factor_just_now(account, monkeypatch):
    desk = Desk(account)
    desk.password()
    desk.client.post("/desk/factor/", {"code": desk.code()})
    key = SoftKey()
    sent = {"answer": key.register(desk.options("/desk/factor/keys/")), "name": "予備の鍵"}
    assert desk.client.post("/desk/factor/keys/", sent).status_code == 302
    page = desk.client.get("/desk/factor/keys/").content.decode()
    assert "予備の鍵" in page
    row = Factor.objects.get(kind="webauthn").row
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda *_: later)
    desk.client.post(f"/desk/factor/keys/{row}/remove/")
    assert Factor.objects.filter(row=row).exists()
    assert "鍵や予備の番号を変える前に" in desk.client.get("/desk/factor/keys/").content.decode()
    desk.client.post("/desk/factor/keys/", {"answer": key.answer(desk.options("/desk/factor/keys/"))})
    desk.client.post(f"/desk/factor/keys/{row}/remove/")
    assert not Factor.objects.filter(row=row).exists()


def test_nobody_reaches_the_keys_past_the_second_factor(account):
    desk = Desk(account)
    desk.password()
    assert desk.client.get("/desk/factor/keys/").headers["Location"].startswith("/desk/login/")
    row = Factor.objects.get().row
    assert desk.client.post(f"/desk/factor/keys/{row}/remove/").status_code == 302
    assert Factor.objects.filter(row=row).exists()


def test_at_an_address_of_numbers_the_page_says_where_keys_work(account):
    desk = Desk(account)
    desk.client = Client(headers={"host": "127.0.0.1:8000"})
    desk.password()
    desk.client.post("/desk/factor/", {"code": desk.code()})
    assert "http://localhost" in desk.client.get("/desk/factor/keys/").content.decode()
