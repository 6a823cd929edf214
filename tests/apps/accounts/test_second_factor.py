"""Staff enter with two factors: a code is good once, a lost device has a way back, and guessing does not pay."""

from datetime import datetime, timedelta

import pyotp
import pytest
from django.test import Client

from tests.factories.actors import NOON
from tests.factories.desk import PASSWORD
from tests.factories.registry import CHOFU, clerk, some_bodies
from tests.pages.client import PageClient
from todoke.apps.accounts.models import Account, Factor, RecoveryCode
from todoke.apps.accounts.second_factor import (
    CodeRefusedError,
    begin_factor,
    check_code,
    confirm_factor,
    has_factor,
    is_needed,
    new_reserve,
    reserve_left,
    reset_factors,
)
from todoke.base import clock
from todoke.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return clerk("hanako", some_bodies()[CHOFU])


def code_at(factor: Factor, at: datetime) -> str:
    return pyotp.TOTP(factor.secret).at(at)


def ready(account: Account, at: datetime = NOON) -> tuple[Factor, list[str]]:
    factor = begin_factor(account)
    return factor, confirm_factor(factor, code_at(factor, at), at=at)


def test_a_code_is_good_once_and_never_an_older_one(account):
    factor, _ = ready(account)
    later = NOON + timedelta(seconds=60)
    check_code(account, code_at(factor, later), at=later)
    for old in (later, later - timedelta(seconds=30)):
        with pytest.raises(CodeRefusedError):
            check_code(account, code_at(factor, old), at=later)


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_clocks_may_differ_by_half_a_minute(account, seconds, good):
    factor, _ = ready(account)
    later = NOON + timedelta(minutes=10)
    code = code_at(factor, later + timedelta(seconds=seconds))
    if good:
        check_code(account, code, at=later)
    else:
        with pytest.raises(CodeRefusedError):
            check_code(account, code, at=later)


def test_until_it_is_confirmed_a_factor_counts_for_nothing(account):
    factor = begin_factor(account)
    assert not has_factor(account)
    with pytest.raises(CodeRefusedError):
        check_code(account, code_at(factor, NOON), at=NOON)
    assert begin_factor(account).pk == factor.pk


def test_the_secret_cannot_be_read_in_the_database(account):
    factor, codes = ready(account)
    kept = " ".join(str(bytes(row.secret_sealed)) for row in Factor.objects.all())
    assert factor.secret not in kept
    assert not {code.replace("-", "") for code in codes} & set(
        RecoveryCode.objects.values_list("hash", flat=True)
    )


def test_a_code_in_reserve_stands_in_once(account):
    _, codes = ready(account)
    assert len(set(codes)) == 10
    check_code(account, codes[0].lower().replace("-", " "), at=NOON)
    assert reserve_left(account) == 9
    with pytest.raises(CodeRefusedError):
        check_code(account, codes[0], at=NOON)


def test_codes_in_reserve_open_no_other_account(account):
    _, codes = ready(account)
    other = clerk("taro", some_bodies()["130001"])
    ready(other)
    with pytest.raises(CodeRefusedError):
        check_code(other, codes[0], at=NOON)


def test_new_codes_in_reserve_end_the_old_ones(account):
    _, codes = ready(account)
    new = new_reserve(account)
    with pytest.raises(CodeRefusedError):
        check_code(account, codes[0], at=NOON)
    check_code(account, new[0], at=NOON)


def test_after_five_wrong_codes_even_the_right_one_waits(account):
    factor, _ = ready(account)
    later = NOON + timedelta(minutes=1)
    for _ in range(5):
        with pytest.raises(CodeRefusedError):
            check_code(account, "000000", at=later)
    with pytest.raises(CodeRefusedError, match="待って"):
        check_code(account, code_at(factor, later), at=later)
    after = later + timedelta(minutes=16)
    check_code(account, code_at(factor, after), at=after)


def test_on_a_single_machine_it_is_asked_of_those_who_set_it_up(account, settings):
    assert not is_needed(account)
    settings.PRODUCTION = True
    assert is_needed(account)
    settings.PRODUCTION = False
    ready(account)
    assert is_needed(account)


def test_the_first_time_in_production_one_sets_up_an_app_and_is_in(pages, account, settings):
    settings.PRODUCTION = True
    page = pages.get("/desk/login/?next=/desk/records/", follow=True)
    page = pages.submit(page, {"login": "hanako", "password": PASSWORD}, button="ログイン")
    assert page.heading == "二つ目の確認を用意する"
    assert pages.client.get("/desk/").status_code == 302
    factor = Factor.objects.get()
    page = pages.submit(page, {"code": "000000"}, button="確かめる")
    assert "番号がちがいます" in page.text
    page = pages.submit(page, {"code": code_at(factor, clock.now())}, button="確かめる")
    assert page.heading == "予備の番号"
    assert page.links["しまいました。続ける"] == "/desk/records/"
    assert pages.client.get("/desk/").status_code == 200


def test_afterwards_password_and_code_let_one_in(pages, account):
    factor, codes = ready(account)
    page = pages.get("/desk/login/")
    page = pages.submit(page, {"login": "hanako", "password": PASSWORD}, button="ログイン")
    assert page.heading == "二つ目の確認"
    page = pages.submit(page, {"code": ""}, button="入る")
    assert "番号を入れてください" in page.text
    page = pages.submit(page, {"code": code_at(factor, clock.now())}, button="入る")
    assert page.heading == "やること"
    assert codes


def test_the_password_alone_sets_up_no_second_app(account):
    ready(account)
    client = Client()
    client.post("/desk/login/", {"login": "hanako", "password": PASSWORD})
    assert client.get("/desk/factor/set-up/")["Location"] == "/desk/factor/"
    assert client.post("/desk/factor/set-up/", {"code": "1"})["Location"] == "/desk/factor/"
    assert client.get("/desk/password/").status_code == 302


@pytest.mark.parametrize("address", ["/desk/factor/", "/desk/factor/set-up/", "/desk/factor/reserve/"])
def test_nobody_comes_to_the_second_factor_without_the_password(address):
    answer = Client().get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/login/")


def test_the_right_password_waits_ten_minutes_for_the_code(account, monkeypatch):
    ready(account)
    client = Client()
    client.post("/desk/login/", {"login": "hanako", "password": PASSWORD})
    assert client.get("/desk/factor/").status_code == 200
    began = clock.now()
    monkeypatch.setattr("todoke.apps.accounts.entering.clock.now", lambda: began + timedelta(minutes=11))
    assert client.get("/desk/factor/")["Location"] == "/desk/login/"


def test_another_device_is_set_up_only_after_the_old_one_was_used(account, monkeypatch):
    _, codes = ready(account)
    pages = PageClient()
    page = pages.get("/desk/login/")
    page = pages.submit(page, {"login": "hanako", "password": PASSWORD}, button="ログイン")
    pages.submit(page, {"code": codes[0]}, button="入る")
    assert pages.client.get("/desk/factor/set-up/").status_code == 200
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda *_: later)
    assert pages.client.get("/desk/factor/set-up/")["Location"] == "/desk/factor/reserve/"
    page = pages.submit(pages.get("/desk/factor/reserve/"), {"code": codes[1]}, button="作り直す")
    page = pages.click(page, "別の端末に替える")
    new = Factor.objects.get(confirmed_at=None)
    page = pages.submit(page, {"code": code_at(new, clock.now())}, button="確かめる")
    assert page.heading == "予備の番号"
    assert Factor.objects.get() == new


def test_a_keeper_lets_somebody_begin_anew_from_the_command_line(account, capsys):
    ready(account)
    assert main(["desk", "account", "factor-reset", "hanako"]) == 0
    assert "新しく用意します" in capsys.readouterr().out
    assert not has_factor(account)
    assert main(["desk", "account", "factor-reset", "nobody"]) == 2


def test_taking_factors_away_takes_the_codes_in_reserve_too(account):
    ready(account)
    reset_factors(account, at=NOON, by="system:test")
    assert reserve_left(account) == 0
