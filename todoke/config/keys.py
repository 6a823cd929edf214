"""The keys of an instance (鍵): given in production, each made once in ``var/keys`` on a single machine.

| variable | what it does | needed in production |
|---|---|---|
| TODOKE_KEYS | seals personal columns; ``ID:BASE64`` by commas, the first seals, all open | always |
| TODOKE_BLIND_KEY | makes blind indexes and marks of tokens; base64 of 32 bytes, never changed | always |
| OIDC_CLIENT_KEY | signs what we tell the identity provider; PEM or JWK, or a path | with OIDC_CLIENT_ID |
| VAPID_KEY | tells push services who sends; PEM | with VAPID_CONTACT |
| DKIM_KEY | signs mail; PEM | with MAIL_URL |
| WORDING_KEY | signs the texts of notices; PEM (Ed25519) | where texts are published |

A message never repeats a key.
"""

import base64
import binascii
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from todoke.apps.vault.keys import KEY_BYTES, KeyRing
from todoke.config.environment import Environment
from todoke.config.keeping import kept

_MAKE_RING = (
    "python -c 'import base64, secrets; "
    'print("a0000001:" + base64.b64encode(secrets.token_bytes(32)).decode())\''
)
_MAKE_BLIND = "python -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of this instance; a text is empty where its feature is off."""

    ring: KeyRing
    blind: bytes = field(repr=False)
    oidc_client: str = field(default="", repr=False)
    vapid: str = field(default="", repr=False)
    dkim: str = field(default="", repr=False)
    wording: str = field(default="", repr=False)


def read_keys(env: Environment, *, production: bool, kept_in: Path) -> Keys:
    """Return the keys; on a local instance those in ``kept_in``, made when absent."""
    given = {name: env.find_text(name) for name in ("TODOKE_KEYS", "TODOKE_BLIND_KEY")}
    if not production:
        given = {
            "TODOKE_KEYS": given["TODOKE_KEYS"] or kept(kept_in / "ring", _new_ring),
            "TODOKE_BLIND_KEY": given["TODOKE_BLIND_KEY"] or kept(kept_in / "blind", _new_bytes),
        }
    return Keys(
        ring=_ring(given["TODOKE_KEYS"]),
        blind=_blind(given["TODOKE_BLIND_KEY"]),
        **{
            field_name: _private_key(env, name, production=production, kept_in=kept_in)
            for field_name, name in _PRIVATE.items()
        },
    )


_PRIVATE = {
    "oidc_client": "OIDC_CLIENT_KEY",
    "vapid": "VAPID_KEY",
    "dkim": "DKIM_KEY",
    "wording": "WORDING_KEY",
}
_FEATURE = {"OIDC_CLIENT_KEY": "OIDC_CLIENT_ID", "VAPID_KEY": "VAPID_CONTACT", "DKIM_KEY": "MAIL_URL"}


def _ring(text: str | None) -> KeyRing:
    if text is None:
        raise ImproperlyConfigured(f"TODOKE_KEYS is not set. Set it to the output of: {_MAKE_RING}")
    pairs = [pair.strip().partition(":") for pair in text.split(",")]
    try:
        keys = {name: base64.b64decode(key, validate=True) for name, _, key in pairs}
        if len(keys) != len(pairs):
            raise ValueError("two keys have the same id")
        return KeyRing.of(keys, pairs[0][0])
    except (ValueError, binascii.Error) as error:
        why = "not base64" if isinstance(error, binascii.Error) else str(error)
        raise ImproperlyConfigured(
            f"TODOKE_KEYS cannot be used: {why}. It is ID:BASE64 by commas, an id of eight lower-case letters or"
            f" figures, a key of {KEY_BYTES} bytes. A new one: {_MAKE_RING}"
        ) from None


def _blind(text: str | None) -> bytes:
    if text is None:
        raise ImproperlyConfigured(f"TODOKE_BLIND_KEY is not set. Set it to the output of: {_MAKE_BLIND}")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(
            f"TODOKE_BLIND_KEY is not base64 of {KEY_BYTES} bytes. Set it to the output of: {_MAKE_BLIND}"
        )
    return key


def _private_key(env: Environment, name: str, *, production: bool, kept_in: Path) -> str:
    found = env.find_text(name)
    if found is None and not production:
        return kept(kept_in / f"{name.lower()}.pem", lambda: _new_private_key(name))
    if found is None:
        feature = _FEATURE.get(name, "")
        if feature and env.find_text(feature):
            raise ImproperlyConfigured(f"{name} is not set, and {feature} is. Set both, or none.")
        return ""
    if found.startswith(("-----BEGIN ", "{")):
        return found
    if found.startswith("/"):
        try:
            return Path(found).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name} names a file that cannot be read: {error.strerror}") from None
    raise ImproperlyConfigured(f"{name} is no private key. Set it to a PEM, or to the path of a file.")


def _new_ring() -> str:
    return f"l{secrets.token_hex(4)[:7]}:{_new_bytes()}"


def _new_bytes() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _new_private_key(name: str) -> str:
    # Imported here: a started instance has its keys, and every command reads the settings.
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
    if name == "DKIM_KEY":
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)  # RFC 8301
        form = PrivateFormat.TraditionalOpenSSL
    elif name == "WORDING_KEY":
        key, form = ed25519.Ed25519PrivateKey.generate(), PrivateFormat.PKCS8
    else:
        key, form = ec.generate_private_key(ec.SECP256R1()), PrivateFormat.PKCS8
    return key.private_bytes(Encoding.PEM, form, NoEncryption()).decode()
