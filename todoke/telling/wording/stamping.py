"""Stamps and signatures of wordings (指紋と署名): nothing is sent in words that were not signed.

The stamp is SHA-256 over the wording as canonical JSON, so that it covers every language, place and shared part.
The signature is Ed25519 (RFC 8032) over key, version and stamp.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from todoke.telling.wording.texts import Wording


class SigningError(Exception):
    """The key cannot sign; the message never repeats it."""


def stamp(wording: Wording) -> str:
    """Return the stamp (hex) of a wording."""
    told = json.dumps(
        wording.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(told.encode()).hexdigest()


def sign(pem: str, *, key: str, version: int, stamp: str) -> str:
    """Return the signature (base64); raises SigningError."""
    return base64.b64encode(_private(pem).sign(_signed(key, version, stamp))).decode()


def is_signed(public: str, signature: str, *, key: str, version: int, stamp: str) -> bool:
    """Tell whether a public key (base64 of its 32 bytes) made this signature."""
    try:
        known = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        known.verify(base64.b64decode(signature, validate=True), _signed(key, version, stamp))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def public_of(pem: str) -> str:
    """Return the public key of a private one, as base64 of its 32 bytes; raises SigningError."""
    return base64.b64encode(_private(pem).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def _private(pem: str) -> Ed25519PrivateKey:
    try:
        found = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError):
        raise SigningError("WORDING_KEY is no private key that can be read") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise SigningError("WORDING_KEY is no Ed25519 key")
    return found


def _signed(key: str, version: int, stamp: str) -> bytes:
    return f"todoke wording\n{key}\n{version}\n{stamp}".encode()
