"""The key that signs residents' cookies: given in production, made once on a single machine."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from todoke.config.environment import Environment

SHORTEST = 50


def read_secret_key(env: Environment, *, production: bool, kept_in: Path) -> str:
    """Return SECRET_KEY; on a local instance without one, the key in ``kept_in``, made when absent."""
    key = env.find_text("SECRET_KEY")
    if key is None and not production:
        return _keep_local_key(kept_in)
    if key is None:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. In production set it to the output of: "
            "python -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    if len(key) < SHORTEST or len(set(key)) < 10:
        raise ImproperlyConfigured(f"SECRET_KEY is too weak. Use at least {SHORTEST} random characters.")
    return key


def _keep_local_key(path: Path) -> str:
    """Return the key in ``path``, made once even when several processes start together."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_text(secrets.token_urlsafe(64))
        draft.chmod(0o600)
        try:
            # Linking fails when another process was first; its key then counts.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
