"""Security keys of staff (セキュリティキー): a second factor that a false page cannot ask for, since it names our host.

Keys stand beside the app with its codes, never instead of it: whoever has no key at hand gives a code.
Source: Web Authentication Level 2 (W3C Recommendation), sections 7.1 and 7.2, by the library fido2.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)

from todoke.apps.accounts.models import Account, Factor
from todoke.apps.accounts.second_factor import CodeRefusedError, note_about

MOST_KEYS = 10
_LONGEST_ANSWER = 20_000
_REFUSED = "鍵を確かめられませんでした。もう一度ためすか、認証アプリの番号を入れてください"


class KeyRefusedError(CodeRefusedError):
    """The key's answer does not hold; the message is for the person at the key."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the keys are for: a key answers to the host it was registered at and to no other."""

    host: str
    origin: str

    @property
    def has_keys(self) -> bool:
        """Return whether keys work here; browsers ask them for names only, never for numbers.

        >>> Site("127.0.0.1", "http://127.0.0.1:8000").has_keys
        False
        """
        try:
            ipaddress.ip_address(self.host.strip("[]"))
        except ValueError:
            return True
        return False

    def server(self) -> Fido2Server:
        """Return the checks for this site."""
        return Fido2Server(
            PublicKeyCredentialRpEntity(name="todoke", id=self.host),
            verify_origin=lambda origin: origin == self.origin,
        )


def keys_of(account: Account) -> list[Factor]:
    """Return the keys of an account, in the order they were added."""
    return list(account.factors.filter(kind=Factor.Kind.WEBAUTHN).order_by("confirmed_at", "pk"))


def begin_adding(account: Account, site: Site) -> tuple[str, dict[str, Any]]:
    """Return what the browser asks a new key (JSON), and what must be kept to check the answer."""
    known = [_kept(one) for one in keys_of(account)]
    told, state = site.server().register_begin(
        PublicKeyCredentialUserEntity(
            id=str(account.pk).encode(), name=account.login, display_name=account.name
        ),
        known,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(dict(told)), dict(state)


@transaction.atomic
def add_key(
    account: Account, answer: str, *, state: Mapping[str, Any], name: str, site: Site, at: datetime
) -> Factor:
    """Keep a new key by what it answered. Raises KeyRefusedError."""
    if len(keys_of(account)) >= MOST_KEYS:
        raise KeyRefusedError(f"鍵は{MOST_KEYS}本までです。使わない鍵を外してから登録してください")
    try:
        made = site.server().register_complete(dict(state), RegistrationResponse.from_dict(_read(answer)))
    except (ValueError, TypeError, KeyError) as error:
        raise KeyRefusedError(_REFUSED) from error
    held = made.credential_data
    if held is None or Factor.objects.filter(credential=held.credential_id).exists():
        raise KeyRefusedError("この鍵は、もう登録されています。別の鍵を使ってください")
    factor = Factor.objects.create(
        account=account,
        kind=Factor.Kind.WEBAUTHN,
        name=name.strip()[:60] or "セキュリティキー",
        credential=held.credential_id,
        public_key=bytes(held),
        sign_count=made.counter,
        confirmed_at=at,
    )
    note_about(account, "key_added", at)
    return factor


def begin_asking(account: Account, site: Site) -> tuple[str, dict[str, Any]]:
    """Return what the browser asks the keys of an account (JSON), and what must be kept to check the answer."""
    told, state = site.server().authenticate_begin(
        [_kept(one) for one in keys_of(account)], user_verification=UserVerificationRequirement.PREFERRED
    )
    return json.dumps(dict(told)), dict(state)


def check_key(account: Account, answer: str, *, state: Mapping[str, Any], site: Site, at: datetime) -> None:
    """Take the answer of one of the account's keys. Raises KeyRefusedError.

    A counter that does not go on means that the key was copied: it is refused, and that is in the audit.
    """
    keys = {bytes(one.credential or b""): one for one in keys_of(account)}
    try:
        told = AuthenticationResponse.from_dict(_read(answer))
        used = site.server().authenticate_complete(dict(state), [_kept(one) for one in keys.values()], told)
    except (ValueError, TypeError, KeyError) as error:
        raise KeyRefusedError(_REFUSED) from error
    factor = keys[used.credential_id]
    count = told.response.authenticator_data.counter
    # Keys without a counter say 0 every time (WebAuthn 6.1.1).
    if count or factor.sign_count:
        went_on = Factor.objects.filter(pk=factor.pk, sign_count__lt=count).update(sign_count=count)
        if not went_on:
            note_about(account, "key_copied", at)
            raise KeyRefusedError(
                "この鍵は使えません。写された恐れがあります。団体の管理者に知らせて、鍵を外してください"
            )


@transaction.atomic
def remove_key(account: Account, row: UUID, *, at: datetime) -> bool:
    """Let a key count no more; False where it is not the account's."""
    gone, _ = account.factors.filter(kind=Factor.Kind.WEBAUTHN, row=row).delete()
    if gone:
        note_about(account, "key_removed", at)
    return bool(gone)


def _kept(factor: Factor) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(factor.public_key))


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > _LONGEST_ANSWER:
        raise ValueError("longer than a key answers")
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise TypeError("a key answers an object")
    return found
