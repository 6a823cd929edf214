"""``todoke apps``: an app is let in, seen, given new keys, tried, told and stopped."""

import re

import pytest

from tests.factories.apps import AppCaller
from todoke.cli.main import main
from todoke.clients.webhooks.sending import Reply, Sender
from todoke.clients.webhooks.signing import HEADER, is_signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(capsys):
    """Run the command; return the code, and what it said."""

    def run(*words):
        code = main(["apps", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def added(said, *more):
    code, out, _ = said("add", "手帳", "--contact", "a@b.example", *more)
    assert code == 0
    return re.findall(r"tdka_\S+", out)[0], out.splitlines()[2].rpartition(": ")[2]


def test_an_app_is_let_in_and_its_keys_are_shown_once(said):
    key, secret = added(said)
    assert AppCaller(key).get("/notices").status_code == 200
    _, out, _ = said("list")
    assert "手帳(連絡先: a@b.example)" in out
    assert "購読 0" in out
    assert key not in out
    assert secret not in out


def test_nobody_is_registered_twice_or_without_an_address_that_may_be_called(said):
    added(said)
    code, _, err = said("add", "手帳", "--contact", "x@y.example")
    assert (code, "apps rotate" in err) == (2, True)
    code, _, err = said("add", "別", "--contact", "x@y.example", "--url", "http://app.example/hook")
    assert (code, "https" in err) == (2, True)
    code, _, err = said("add", "あ" * 61, "--contact", "x@y.example")
    assert (code, "60文字まで" in err) == (2, True)


def test_an_empty_list_says_how_to_begin(said):
    assert "todoke apps add" in said("list")[1]


def test_new_keys_end_the_old_ones_and_stopping_ends_all(said):
    old, _ = added(said)
    code, out, _ = said("rotate", "手帳", "--url", "https://app.example/hook")
    assert code == 0
    new = re.findall(r"tdka_\S+", out)[0]
    assert AppCaller(old).get("/notices").status_code == 401
    AppCaller(new).begun()
    code, out, _ = said("stop", "手帳")
    assert (code, "購読 1 件を終え" in out) == (0, True)
    assert AppCaller(new).get("/notices").status_code == 401
    assert said("rotate", "手帳")[0] == 2
    assert said("stop", "ないもの")[0] == 2


def test_a_sample_is_signed_and_what_came_back_is_told(said, monkeypatch):
    got = []

    def post(self, url, body, headers):
        got.append((url, body, headers))
        return Reply(204, "HTTP 204")

    monkeypatch.setattr(Sender, "post", post)
    assert said("try", "手帳")[0] == 2
    _, secret = added(said)
    assert "送り先がありません" in said("try", "手帳")[2]
    _, out, _ = said("rotate", "手帳", "--url", "https://app.example/hook")
    secret = out.splitlines()[2].rpartition(": ")[2]
    code, out, _ = said("try", "手帳")
    assert (code, "HTTP 204" in out) == (0, True)
    _, body, headers = got[0]
    from todoke.base import clock

    assert is_signed(secret, headers[HEADER], body, now=int(clock.now().timestamp()))


def test_the_daily_round_says_what_it_did(said):
    key, _ = added(said)
    AppCaller(key).begun()
    assert said("tell")[1].startswith("合図 0 件")


def test_without_signed_words_nothing_is_told_and_the_cure_is(said, monkeypatch):
    from todoke.apps.belief.wordings import UnsignedWordingError

    def refuse(**named):
        raise UnsignedWordingError

    monkeypatch.setattr("todoke.apps.subscriptions.actions.telling.tell_apps", refuse)
    code, _, err = said("tell")
    assert (code, "todoke wordings publish" in err) == (1, True)
