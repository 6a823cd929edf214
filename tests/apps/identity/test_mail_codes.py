"""Codes by mail: five tries, ten minutes, once, and the same for every address."""

from datetime import timedelta

import pytest

from tests.factories.actors import NOON
from todoke.apps.access.domain.actors import Assurance
from todoke.apps.identity.actions.mail_codes import is_address, send_mail_code, take_mail_code
from todoke.apps.identity.actions.refusals import LoginRefusedError
from todoke.apps.identity.models import Login, MailCode

pytestmark = pytest.mark.django_db

HANAKO = "hanako@example.jp"


class Post:
    """Keeps what would have been mailed."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def __call__(self, address: str, code: str) -> None:
        self.sent.append((address, code))

    @property
    def last(self) -> str:
        return self.sent[-1][1]


@pytest.fixture
def post() -> Post:
    return Post()


def ask(post: Post, address: str = HANAKO, at=NOON) -> str:
    send_mail_code(address=address, at=at, send=post)
    return post.last


def take(code: str, address: str = HANAKO, at=NOON):
    return take_mail_code(address=address, code=code, goal="/my/", at=at)


def refusal(code: str, **named) -> LoginRefusedError:
    with pytest.raises(LoginRefusedError) as error:
        take(code, **named)
    return error.value


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_who_reads_the_mail_is_in_and_no_more_sure_than_that(post):
    found = take(ask(post))
    assert (found.assurance, found.claims) == (Assurance.MAIL, None)
    assert found.login.mail == HANAKO


def test_the_same_address_is_the_same_login_however_it_is_typed(post):
    first = take(ask(post)).login
    assert take(ask(post, "HANAKO@example.jp"), "Hanako@Example.JP").login.pk == first.pk


def test_neither_address_nor_code_can_be_read_in_the_database(post):
    code = ask(post)
    take(code)
    rows = [*MailCode.objects.values(), *Login.objects.values()]
    kept = " ".join(str(value) for row in rows for value in row.values())
    assert code not in [str(value) for row in rows for value in row.values()]
    assert "hanako" not in kept


def test_a_code_is_good_once(post):
    code = ask(post)
    take(code)
    assert refusal(code).kind == "expired"


def test_a_code_is_good_for_ten_minutes(post):
    code = ask(post)
    assert refusal(code, at=NOON + timedelta(minutes=10)).kind == "expired"
    assert take(code, at=NOON + timedelta(minutes=9)).login


def test_after_five_wrong_tries_even_the_right_code_is_no_good(post):
    code = ask(post)
    assert [refusal(wrong(code)).left for _ in range(5)] == [4, 3, 2, 1, 0]
    assert refusal(code).kind == "expired"


def test_a_new_code_ends_the_one_before(post):
    old, new = ask(post), ask(post)
    if old != new:
        assert refusal(old).kind == "wrong_code"
    assert take(new).login


def test_the_code_of_one_address_opens_no_other(post):
    code = ask(post)
    ask(post, "taro@example.jp")
    if code != post.last:
        assert refusal(code, address="taro@example.jp").kind == "wrong_code"


def test_known_and_unknown_addresses_are_treated_alike(post):
    take(ask(post))
    known, unknown = Post(), Post()
    send_mail_code(address=HANAKO, at=NOON, send=known)
    send_mail_code(address="nobody@example.jp", at=NOON, send=unknown)
    assert len(known.sent) == len(unknown.sent) == 1
    assert Login.objects.count() == 1


def test_one_address_is_not_flooded(post):
    for _ in range(3):
        ask(post)
    with pytest.raises(LoginRefusedError) as error:
        ask(post)
    assert error.value.kind == "too_many"
    assert ask(post, at=NOON + timedelta(minutes=11))


def test_a_mail_server_that_is_down_is_told(post):
    def fail(address: str, code: str) -> None:
        raise OSError

    with pytest.raises(LoginRefusedError) as error:
        send_mail_code(address=HANAKO, at=NOON, send=fail)
    assert error.value.kind == "no_mail"


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        (HANAKO, True),
        ("a+b@example.co.jp", True),
        ("hanako", False),
        ("hanako@", False),
        ("花子@example.jp", False),
        ("a@b.jp\nBcc: x@y.jp", False),
        ("a" * 250 + "@b.jp", False),
    ],
)
def test_what_is_an_address(text, sound):
    assert is_address(text) is sound
