"""Logging in with a code by mail (メールに届く番号): somebody who reads that address, and no more than that.

Every address gets a code, known or not, in the same words and the same time: nobody learns here who has a login.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Protocol

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F

from todoke.apps.access.domain.actors import Assurance
from todoke.apps.identity.actions.counts import count
from todoke.apps.identity.actions.logins import SignedIn
from todoke.apps.identity.actions.refusals import LoginRefusedError
from todoke.apps.identity.models import Login, LoginCount, MailCode
from todoke.apps.vault.blind import blind, hmac_of

CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
MOST_CODES = 3
"""Codes one address may be sent within the life of one."""
MOST_A_DAY = 10
MOST_A_MINUTE = 300
"""Codes sent to all addresses together: beyond it somebody floods us."""


class SendCode(Protocol):
    """Hands a code to the mail; raises OSError where it cannot."""

    def __call__(self, address: str, code: str) -> None:
        """Send it."""


def is_address(text: str) -> bool:
    """Return whether it can be a mail address, of plain signs and at most 254 long (RFC 5321)."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and len(text) <= 254


def send_mail_code(*, address: str, at: datetime, send: SendCode) -> None:
    """Send a new code; the ones before stop working. Raises LoginRefusedError (``too_many``, ``no_mail``)."""
    mark = blind("identity.mail", address)
    sent = MailCode.objects.filter(mail_blind=mark)
    too_many = (
        sent.filter(created_at__gt=at - CODE_LIFE).count() >= MOST_CODES
        or sent.filter(created_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY
        or MailCode.objects.filter(created_at__gt=at - timedelta(minutes=1)).count() >= MOST_A_MINUTE
    )
    if too_many:
        count(LoginCount.Way.MAIL, "too_many", at=at)
        raise LoginRefusedError("too_many")
    code = f"{secrets.randbelow(1_000_000):06d}"
    with transaction.atomic():
        sent.filter(used_at=None).update(used_at=at)
        MailCode.objects.create(
            mail_blind=mark, code_hash=_hash(mark, code), created_at=at, expires_at=at + CODE_LIFE
        )
    count(LoginCount.Way.MAIL, "begun", at=at)
    try:
        send(address, code)
    except OSError as error:
        count(LoginCount.Way.MAIL, "no_mail", at=at)
        raise LoginRefusedError("no_mail") from error


def take_mail_code(*, address: str, code: str, goal: str, at: datetime) -> SignedIn:
    """Return who reads the address; a code is good once. Raises LoginRefusedError."""
    mark = blind("identity.mail", address)
    try:
        _use_up(mark, code, at)
    except LoginRefusedError as error:
        count(LoginCount.Way.MAIL, error.kind, at=at)
        raise
    count(LoginCount.Way.MAIL, "ok", at=at)
    return SignedIn(_login_of(address, mark, at), None, Assurance.MAIL, "", goal)


def _use_up(mark: str, code: str, at: datetime) -> None:
    found = MailCode.objects.filter(mail_blind=mark, used_at=None, expires_at__gt=at).order_by("-id").first()
    # The try is counted before it is looked at: of many at once no more than five are.
    if found is None:
        raise LoginRefusedError("expired")
    rows = MailCode.objects.filter(pk=found.pk, used_at=None)
    if not rows.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        raise LoginRefusedError("expired")
    if not hmac.compare_digest(_hash(mark, code), found.code_hash):
        left = MOST_TRIES - found.tries - 1
        raise LoginRefusedError("wrong_code" if left > 0 else "expired", left=left)
    if not rows.update(used_at=at):
        raise LoginRefusedError("used")


def _hash(mark: str, code: str) -> str:
    return hmac_of("identity.code", f"{mark}\n{code}")


@transaction.atomic
def _login_of(address: str, mark: str, at: datetime) -> Login:
    login = Login.objects.filter(kind=Login.Kind.MAIL, mail_blind=mark, closed_at=None).first()
    if login is None:
        login = Login(kind=Login.Kind.MAIL, mail_blind=mark, created_at=at, last_at=at)
        login.mail = address
        login.save(force_insert=True)
        return login
    login.last_at = at
    login.save(update_fields=["last_at"])
    return login
