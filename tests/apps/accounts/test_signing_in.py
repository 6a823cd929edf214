"""Signing in: the right password opens, guessing has to wait, and signing out ends the session everywhere."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.factories.registry import CHOFU, NOW, clerk, some_bodies
from todoke.apps.accounts.actions import (
    COUNTED_FOR,
    MOST_FAILURES,
    AccountError,
    LoginRefusedError,
    change_password,
    create_account,
    grant_role,
    sign_in,
    stop_account,
)
from todoke.apps.accounts.models import Account, FailedLogin, Membership, Role

pytestmark = pytest.mark.django_db
GOOD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def _quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def account():
    return clerk("hanako", some_bodies()[CHOFU])


def fail(times, *, at=NOW, login="hanako"):
    for _ in range(times):
        with pytest.raises(LoginRefusedError):
            sign_in(login=login, password="wrong", at=at)


def test_the_right_password_opens(account):
    assert sign_in(login="hanako", password=GOOD, at=NOW) == account


def test_an_unknown_login_is_refused_in_the_same_words(account):
    said = []
    for login in ("hanako", "nobody"):
        with pytest.raises(LoginRefusedError) as refused:
            sign_in(login=login, password="wrong", at=NOW)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_after_several_failures_even_the_right_password_waits(account):
    fail(MOST_FAILURES)
    with pytest.raises(LoginRefusedError, match="あと15分"):
        sign_in(login="hanako", password=GOOD, at=NOW)
    with pytest.raises(LoginRefusedError, match="あと1分"):
        sign_in(login="hanako", password=GOOD, at=NOW + COUNTED_FOR - timedelta(seconds=30))
    assert sign_in(login="hanako", password=GOOD, at=NOW + COUNTED_FOR + timedelta(seconds=1)) == account


def test_a_success_forgets_the_failures_before_it(account):
    fail(MOST_FAILURES - 1)
    sign_in(login="hanako", password=GOOD, at=NOW)
    fail(MOST_FAILURES - 1)
    assert sign_in(login="hanako", password=GOOD, at=NOW) == account


def test_failures_of_one_login_do_not_lock_another_and_keep_no_login_in_the_clear(account):
    fail(MOST_FAILURES, login="somebody-else")
    assert sign_in(login="hanako", password=GOOD, at=NOW) == account
    assert "somebody" not in FailedLogin.objects.all()[0].login_hash


def test_a_stopped_account_is_refused_and_its_session_ends(account):
    client = Client()
    client.post("/desk/login/", {"login": "hanako", "password": GOOD})
    assert client.get("/desk/").status_code == 200
    stop_account(account=account)
    assert client.get("/desk/").status_code == 302
    with pytest.raises(LoginRefusedError):
        sign_in(login="hanako", password=GOOD, at=NOW)


def test_a_changed_password_ends_sessions_elsewhere(account):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post("/desk/login/", {"login": "hanako", "password": GOOD})
    new = "another-long-phrase-7"
    answer = here.post("/desk/password/", {"old": GOOD, "new": new, "again": new})
    assert "パスワードを変えました" in answer.content.decode()
    assert here.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302


def test_signing_out_removes_the_session_from_the_server(account):
    client = Client()
    client.post("/desk/login/", {"login": "hanako", "password": GOOD})
    kept = client.cookies["todoke_desk"].value
    assert Session.objects.count() == 1
    client.post("/desk/logout/")
    assert not Session.objects.exists()
    client.cookies["todoke_desk"] = kept
    assert client.get("/desk/").status_code == 302


def test_signing_in_gives_a_new_session(account):
    client = Client()
    client.cookies["todoke_desk"] = "a" * 32
    client.post("/desk/login/", {"login": "hanako", "password": GOOD})
    assert client.cookies["todoke_desk"].value != "a" * 32


@pytest.mark.parametrize(
    "goal", ["https://elsewhere.example/", "//elsewhere.example/desk/", "/programs/", "javascript:1"]
)
def test_the_login_leads_only_to_the_desk(account, goal):
    answer = Client().post("/desk/login/", {"login": "hanako", "password": GOOD, "next": goal})
    assert answer["Location"] == "/desk/"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "12文字以上"),
        ("aaaaaaaaaaaaaa", "くり返し"),
        ("my-name-is-jiro-1", "ログインID"),
        ("Todoke-20261122!", "役所や"),
        ("調布 東京 20261122", "役所や"),
        ("qwerty123456", "よく使われる"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password, why):
    body = some_bodies()[CHOFU]
    with pytest.raises(AccountError, match=why):
        create_account(login="jiro", name="次郎", password=password, body=body, role=Role.EDITOR)
    assert not Account.objects.exists()


@pytest.mark.parametrize("password", ["  a phrase with blanks at its ends  ", "ながい文の合いことば" * 12])
def test_a_password_is_taken_as_typed_blanks_and_length_too(password):
    """NIST and ASVS V6.2.8, V6.2.9: nothing is cut off or changed."""
    body = some_bodies()[CHOFU]
    create_account(login="jiro", name="次郎", password=password, body=body, role=Role.EDITOR)
    assert sign_in(login="jiro", password=password, at=NOW).login == "jiro"
    for other in (password.strip(), password[:-1], password.upper()):
        if other != password:
            with pytest.raises(LoginRefusedError):
                sign_in(login="jiro", password=other, at=NOW + timedelta(hours=1))
    answer = Client().post("/desk/login/", {"login": "jiro", "password": password, "next": "/desk/"})
    assert answer.status_code == 302


def test_what_the_browser_kept_goes_with_the_session(account):
    assert Client().post("/desk/logout/")["Clear-Site-Data"] == '"cache"'


def test_a_login_is_given_once(account):
    with pytest.raises(AccountError, match="もう使われています"):
        create_account(
            login="hanako", name="花子", password=GOOD, body=some_bodies()[CHOFU], role=Role.EDITOR
        )


def test_a_login_has_only_plain_letters():
    with pytest.raises(AccountError):
        create_account(login="花子", name="花子", password=GOOD, body=some_bodies()[CHOFU], role=Role.EDITOR)


def test_a_role_replaces_the_one_before_it_in_that_body(account):
    body = some_bodies()[CHOFU]
    grant_role(account=account, body=body, role=Role.APPROVER)
    assert [one.role for one in Membership.objects.all()] == [Role.APPROVER]
    assert account.can(Role.EDITOR, body)


def test_the_old_password_is_asked_for(account):
    with pytest.raises(AccountError, match="今のパスワード"):
        change_password(account=account, old="wrong", new="another-long-phrase-7")
