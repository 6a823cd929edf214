"""Accounts, scores and inspections from the command line."""

import io

import pytest

from tests.factories import desk
from tests.factories.registry import CHOFU, clerk, some_bodies
from todoke.apps.accounts.models import Account, Role
from todoke.apps.registry.models import Need, Task
from todoke.cli.main import main

pytestmark = pytest.mark.django_db
GOOD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def _bodies(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    some_bodies()


def typed(monkeypatch, text):
    monkeypatch.setattr("sys.stdin", io.StringIO(text + "\n"))


def add(*more):
    return main(["desk", "account", "add", "hanako", "--name", "花子", "--password-stdin", *more])


def test_an_account_is_made_with_its_role(monkeypatch, capsys):
    typed(monkeypatch, GOOD)
    assert add("--body", CHOFU, "--role", "approver") == 0
    account = Account.objects.get()
    assert account.check_password(GOOD)
    assert [(one.body.area, one.role) for one in account.memberships.all()] == [(CHOFU, Role.APPROVER)]
    said = capsys.readouterr().out
    assert "調布市" in said
    assert GOOD not in said


@pytest.mark.parametrize("body", ["調布市", "7000020132080"])
def test_a_body_may_be_named_or_numbered(monkeypatch, body):
    typed(monkeypatch, GOOD)
    assert add("--body", body) == 0


def test_what_is_wrong_is_told_and_nothing_is_made(monkeypatch, capsys):
    typed(monkeypatch, "short")
    assert add("--body", CHOFU) == 1
    assert "12文字以上" in capsys.readouterr().err
    assert add("--body", "大阪市") == 2
    assert "ありません" in capsys.readouterr().err
    assert not Account.objects.exists()


def test_two_different_passwords_make_nothing(monkeypatch, capsys):
    answers = iter([GOOD, "something-else-7"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    assert main(["desk", "account", "add", "hanako", "--name", "花子", "--body", CHOFU]) == 2
    assert "違います" in capsys.readouterr().err


def test_role_password_and_stopping(monkeypatch):
    account = clerk("hanako", some_bodies()[CHOFU])
    assert main(["desk", "account", "role", "hanako", "--body", "墨田区", "--role", "keeper"]) == 0
    assert account.memberships.count() == 2
    typed(monkeypatch, "another-long-phrase-7")
    assert main(["desk", "account", "password", "hanako", "--password-stdin"]) == 0
    account.refresh_from_db()
    assert account.check_password("another-long-phrase-7")
    assert main(["desk", "account", "stop", "hanako"]) == 0
    account.refresh_from_db()
    assert not account.is_active
    assert main(["desk", "account", "stop", "nobody"]) == 2


def test_scores_are_told_by_body_and_by_measure(capsys):
    assert main(["registry", "score"]) == 0
    assert "公開中の登録がありません" in capsys.readouterr().out
    desk.record(1)
    assert main(["registry", "score", "--municipality", "調布市"]) == 0
    said = capsys.readouterr().out
    assert "点  調布市" in said
    assert "公式ページのリンクが生きている" in said
    assert main(["registry", "score", "--json"]) == 0
    assert '"points"' in capsys.readouterr().out
    assert main(["registry", "score", "--municipality", "大阪市"]) == 2


def test_inspecting_opens_tasks_and_says_how_many(capsys):
    desk.record(1)
    assert main(["registry", "inspect", "--municipality", CHOFU]) == 0
    assert "1件を点検しました" in capsys.readouterr().out
    assert Task.objects.filter(need=Need.MISSING_FIELD, key="contacts").exists()


def test_a_change_of_law_is_told_to_the_owners(capsys):
    desk.record(1, legal_basis=[{"law": "児童手当法"}])
    call = [
        "registry",
        "law-changed",
        "児童手当法",
        "--effective",
        "2027-04-01",
        "--words",
        "対象が広がります。",
    ]
    assert main(call) == 0
    assert "新しい用件を1件" in capsys.readouterr().out
