"""The identity provider of this instance, made once per process from its settings."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from joserfc.jwk import ECKey

from todoke.apps.identity.actions.refusals import LoginRefusedError
from todoke.clients.identity.provider import Provider
from todoke.clients.identity.remote import RemoteProvider
from todoke.clients.identity.tokens import Expected


def the_provider() -> Provider:
    """Return the provider; raises LoginRefusedError("off") where nobody logs in with a card here."""
    if not settings.OIDC_CLIENT_ID or not settings.OIDC_ISSUER:
        raise LoginRefusedError("off")
    return _made(
        Expected(
            issuer=settings.OIDC_ISSUER,
            client_id=settings.OIDC_CLIENT_ID,
            acr=frozenset(settings.OIDC_ACR),
            acr_optional=settings.OIDC_ACR_OPTIONAL,
        ),
        settings.KEYS.oidc_client,
    )


@lru_cache(maxsize=4)
def _made(expected: Expected, key: str) -> Provider:
    return RemoteProvider(expected, ECKey.import_key(key))
