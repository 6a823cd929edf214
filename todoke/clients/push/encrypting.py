"""Encrypting what a push service carries, so that only the person's own browser reads it.

Every payload is padded to one of three sizes: its length tells nothing. Sources: RFC 8188, RFC 8291.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec

SIZES = (512, 1024, 2048)
"""Bytes of a payload before it is encrypted; a push service must take 4096 after."""


class PushKeyError(ValueError):
    """The keys of a browser are none; the message does not repeat them."""


@dataclass(frozen=True, slots=True)
class BrowserKeys:
    """The public key of a browser and its secret, as ``PushSubscription`` gives them."""

    p256dh: bytes
    auth: bytes = field(repr=False)

    @classmethod
    def of(cls, p256dh: str, auth: str) -> BrowserKeys:
        """Read the two base64url texts; raises PushKeyError."""
        try:
            keys = cls(_decoded(p256dh), _decoded(auth))
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), keys.p256dh)
        except (ValueError, binascii.Error):
            raise PushKeyError("the key of the browser is no point of P-256") from None
        if len(keys.auth) != 16:
            raise PushKeyError("the secret of the browser has not 16 bytes")
        return keys


def padded(content: Mapping[str, object]) -> bytes:
    """Return JSON with blanks behind it, of one of three sizes; raises ValueError where it is too long.

    >>> len(padded({"office": "調布市"}))
    512
    """
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    for size in SIZES:
        if len(plain) <= size:
            return plain.ljust(size)
    raise ValueError("a push holds at most 2048 bytes")


def encrypt(
    plain: bytes,
    keys: BrowserKeys,
    *,
    private: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """Return the body of the request (aes128gcm); the key and salt are made anew unless a test gives them."""
    return bytes(
        http_ece.encrypt(
            plain,
            salt=salt,
            private_key=private or ec.generate_private_key(ec.SECP256R1()),
            dh=keys.p256dh,
            auth_secret=keys.auth,
            version="aes128gcm",
        )
    )


def _decoded(text: str) -> bytes:
    if len(text) > 200 or not text.isascii():
        raise ValueError
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
