"""Writes to accounts: making one, giving it a role, signing in, changing a password."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from todoke.apps.accounts.models import Account, FailedLogin, Membership, Role
from todoke.apps.places.models import Body

MOST_FAILURES = 5
COUNTED_FOR = timedelta(minutes=15)


class AccountError(Exception):
    """Why something about an account is refused; the message is for the person who asked."""


class LoginRefusedError(AccountError):
    """The login or the password is wrong, or too many attempts failed."""


@transaction.atomic
def create_account(*, login: str, name: str, password: str, body: Body, role: Role) -> Account:
    """Return a new account with a role in a body. Raises AccountError."""
    account = Account(login=login, name=name)
    _check_password(password, account)
    if Account.objects.filter(login=login).exists():
        raise AccountError(f"ログインID「{login}」はもう使われています。別のIDにしてください")
    try:
        account = Account.objects.create_account(login, name=name, password=password)
    except ValidationError as error:
        raise AccountError("、".join(error.messages)) from error
    grant_role(account=account, body=body, role=role)
    return account


@transaction.atomic
def grant_role(*, account: Account, body: Body, role: Role) -> Membership:
    """Give the account this role in the body, instead of the one it has there."""
    membership, _ = Membership.objects.update_or_create(account=account, body=body, defaults={"role": role})
    return membership


def sign_in(*, login: str, password: str, at: datetime) -> Account:
    """Return the account that may sign in. Raises LoginRefusedError.

    Whether the login exists is not told apart from a wrong password, in words and in time. After several failures
    in a row even the right password has to wait: guessing must not pay.
    """
    mark = failure_mark(login)
    FailedLogin.objects.filter(at__lt=at - COUNTED_FOR).delete()
    recent = FailedLogin.objects.filter(login_hash=mark).order_by("at")
    if len(failures := list(recent)) >= MOST_FAILURES:
        wait = failures[-1].at + COUNTED_FOR - at
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        raise LoginRefusedError(
            f"続けて{MOST_FAILURES}回まちがえたため、あと{minutes}分はログインできません。"
            "待てないときは、管理者に新しいパスワードを頼んでください。"
        )
    account = Account.objects.filter(login=login).first()
    if account is None:
        make_password(password)  # as slow as comparing it
    if account is None or not account.check_password(password) or not account.is_active:
        FailedLogin.objects.create(login_hash=mark, at=at)
        left = MOST_FAILURES - len(failures) - 1
        more = f"あと{left}回まちがえると、{_minutes(COUNTED_FOR)}分のあいだログインできなくなります。"
        raise LoginRefusedError(
            f"ログインIDかパスワードがちがいます。{more if left else 'しばらく待ってからお試しください。'}"
        )
    recent.delete()
    return account


@transaction.atomic
def change_password(*, account: Account, old: str | None, new: str) -> Account:
    """Set a new password; ``old`` is None where a keeper does it from the command line. Raises AccountError."""
    if old is not None and not account.check_password(old):
        raise AccountError("今のパスワードがちがいます")
    _check_password(new, account)
    account.set_password(new)
    account.save(update_fields=["password"])
    FailedLogin.objects.filter(login_hash=failure_mark(account.login)).delete()
    return account


@transaction.atomic
def stop_account(*, account: Account) -> Account:
    """Let the account sign in no more; what it did stays on record. Its sessions end with its next page."""
    account.is_active = False
    account.save(update_fields=["is_active"])
    return account


def _check_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise AccountError(" ".join(error.messages)) from error


def failure_mark(login: str) -> str:
    """Return the keyed hash under which failed attempts of a login are counted."""
    return hmac.new(settings.SECRET_KEY.encode(), login.lower().encode(), hashlib.sha256).hexdigest()


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
