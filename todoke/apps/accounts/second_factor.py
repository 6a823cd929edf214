"""The second factor of staff (二つ目の確認): codes of an app, and codes kept in reserve.

In production nobody enters the desk without one. On a single machine, which nobody else reaches, it is asked of
those who have set one up. Sources: RFC 6238 (codes by time), RFC 4226.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import datetime

import pyotp
from django.conf import settings
from django.db import transaction

from todoke.apps.access.domain.actors import Actor, Kind
from todoke.apps.accounts.actions import COUNTED_FOR, MOST_FAILURES, AccountError, failure_mark
from todoke.apps.accounts.models import Account, Factor, FailedLogin, RecoveryCode
from todoke.apps.audit.actions import note
from todoke.apps.vault.blind import hmac_of

STEP = 30
"""Seconds of one code."""
RESERVE = 10
"""Codes kept in reserve."""
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class CodeRefusedError(AccountError):
    """The code is wrong, used, or too many were; the message is for the person who typed it."""


def is_needed(account: Account) -> bool:
    """Return whether the account must give a second factor before it enters."""
    return settings.PRODUCTION or has_factor(account)


def has_factor(account: Account) -> bool:
    """Return whether a second factor was set up and confirmed."""
    return account.factors.filter(confirmed_at__isnull=False).exists()


@transaction.atomic
def begin_factor(account: Account) -> Factor:
    """Return an app's factor that is not confirmed yet: the one begun before, if any."""
    factor = account.factors.filter(kind=Factor.Kind.TOTP, confirmed_at=None).first()
    if factor is None:
        factor = Factor(account=account, kind=Factor.Kind.TOTP, name="認証アプリ")
        factor.secret = pyotp.random_base32()
        factor.save(force_insert=True)
    return factor


def address_of(factor: Factor) -> str:
    """Return what an app reads as a QR code (otpauth)."""
    return pyotp.TOTP(factor.secret).provisioning_uri(name=factor.account.login, issuer_name="todoke")


def confirm_factor(factor: Factor, code: str, *, at: datetime) -> list[str]:
    """Let the factor count and return the codes to keep in reserve, which are shown this once.

    An older app of the account counts no more. Raises CodeRefusedError.
    """
    account = factor.account
    _check_limit(account, at)
    if not _takes(factor, _digits(code), at):
        _fail(account, at)
        raise CodeRefusedError("番号がちがいます。アプリにいま出ている6けたを入れてください")
    with transaction.atomic():
        account.factors.filter(kind=Factor.Kind.TOTP).exclude(pk=factor.pk).delete()
        factor.confirmed_at = at
        factor.save(update_fields=["confirmed_at"])
        codes = new_reserve(account)
        note_about(account, "factor_set", at)
    return codes


def check_code(account: Account, code: str, *, at: datetime) -> None:
    """Take a code of the app, or one kept in reserve; each is good once. Raises CodeRefusedError."""
    _check_limit(account, at)
    digits, reserve = _digits(code), _reserve(code)
    apps = account.factors.filter(kind=Factor.Kind.TOTP, confirmed_at__isnull=False)
    if any(_takes(factor, digits, at) for factor in apps):
        _forget_failures(account)
        return
    kept = account.recovery_codes.filter(hash=_mark(account, reserve), used_at=None)
    if reserve and kept.update(used_at=at):
        _forget_failures(account)
        note_about(account, "reserve_used", at)
        return
    _fail(account, at)
    raise CodeRefusedError("番号がちがうか、もう使われています。アプリに次の番号が出てから入れてください")


@transaction.atomic
def new_reserve(account: Account) -> list[str]:
    """Return new codes to keep in reserve, shown this once; those before are good no more."""
    codes = ["".join(secrets.choice(_SIGNS) for _ in range(10)) for _ in range(RESERVE)]
    account.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, hash=_mark(account, code)) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def reserve_left(account: Account) -> int:
    """Return how many codes in reserve are unused."""
    return account.recovery_codes.filter(used_at=None).count()


@transaction.atomic
def reset_factors(account: Account, *, at: datetime, by: str) -> None:
    """Take every factor away, so that a new one is set up at the next sign-in; ``by`` is for the audit."""
    account.factors.all().delete()
    account.recovery_codes.all().delete()
    _forget_failures(account)
    note(actor=by, verb="factor_reset", thing="account", ref=account.pk, area="", at=at)


def _takes(factor: Factor, digits: str, at: datetime) -> bool:
    """Return whether it is the code of now, or of a step before or after, and was not taken yet."""
    if not digits:
        return False
    app, now = pyotp.TOTP(factor.secret), int(at.timestamp()) // STEP
    for step in (now, now - 1, now + 1):
        if secrets.compare_digest(app.generate_otp(step), digits):
            rows = Factor.objects.filter(pk=factor.pk, last_step__lt=step)
            return rows.update(last_step=step) == 1
    return False


def _check_limit(account: Account, at: datetime) -> None:
    mark = failure_mark(f"factor:{account.login}")
    FailedLogin.objects.filter(at__lt=at - COUNTED_FOR).delete()
    if FailedLogin.objects.filter(login_hash=mark).count() >= MOST_FAILURES:
        minutes = int(COUNTED_FOR.total_seconds() // 60)
        raise CodeRefusedError(
            f"続けて{MOST_FAILURES}回まちがえました。{minutes}分ほど待ってからお試しください"
        )


def _fail(account: Account, at: datetime) -> None:
    FailedLogin.objects.create(login_hash=failure_mark(f"factor:{account.login}"), at=at)


def _forget_failures(account: Account) -> None:
    FailedLogin.objects.filter(login_hash=failure_mark(f"factor:{account.login}")).delete()


def note_about(account: Account, verb: str, at: datetime) -> None:
    """Write into the audit what somebody did with their own second factor."""
    actor = Actor(kind=Kind.STAFF, account_id=account.pk)
    note(actor=actor, verb=verb, thing="account", ref=account.pk, area="", at=at)


def _mark(account: Account, code: str) -> str:
    return hmac_of("accounts.reserve", f"{account.pk}\n{code}")


def _digits(typed: str) -> str:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
    return plain if re.fullmatch(r"[0-9]{6}", plain, re.ASCII) else ""


def _reserve(typed: str) -> str:
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed)).upper()
    return plain if len(plain) == 10 and set(plain) <= set(_SIGNS) else ""
