"""The key that signs residents' cookies: given in production, made once on a single machine."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from todoke.config.environment import Environment
from todoke.config.keeping import kept

SHORTEST = 50


def read_secret_key(env: Environment, *, production: bool, kept_in: Path) -> str:
    """Return SECRET_KEY; on a local instance without one, the key in ``kept_in``, made when absent."""
    key = env.find_text("SECRET_KEY")
    if key is None and not production:
        return kept(kept_in, lambda: secrets.token_urlsafe(64))
    if key is None:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. In production set it to the output of: "
            "python -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    if len(key) < SHORTEST or len(set(key)) < 10:
        raise ImproperlyConfigured(f"SECRET_KEY is too weak. Use at least {SHORTEST} random characters.")
    return key
