"""Sealing (封): AES-256-GCM bound to a place, so that what is sealed for one row opens nowhere else.

A sealed value is the byte 1, the key's id (8), a nonce (12), and the ciphertext with its tag (16).
Source: NIST SP 800-38D.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from todoke.apps.vault.keys import KeyRing

VERSION = b"\x01"
_ID, _NONCE, _TAG = 8, 12, 16
_HEAD = 1 + _ID + _NONCE
HEAD_OF_KEY = 1 + _ID
"""So many bytes at the beginning tell version and key."""


class UnsealError(Exception):
    """What is sealed does not open here; the message names the place, never the content."""

    def __init__(self, place: str, why: str) -> None:
        """Say where and why."""
        super().__init__(f"{place}: {why}")


def seal(plain: bytes, *, place: str, ring: KeyRing) -> bytes:
    """Return ``plain`` sealed under the current key for ``place``."""
    nonce = secrets.token_bytes(_NONCE)
    closed = AESGCM(ring.keys[ring.current]).encrypt(nonce, plain, place.encode())
    return VERSION + ring.current.encode() + nonce + closed


def unseal(sealed: bytes, *, place: str, ring: KeyRing) -> bytes:
    """Return what was sealed for ``place``; raises UnsealError."""
    if len(sealed) < _HEAD + _TAG or sealed[:1] != VERSION:
        raise UnsealError(place, "this is no sealed value")
    key = ring.keys.get(key_id_of(sealed))
    if key is None:
        raise UnsealError(place, "its key is not on the ring")
    try:
        return AESGCM(key).decrypt(sealed[1 + _ID : _HEAD], sealed[_HEAD:], place.encode())
    except InvalidTag:
        raise UnsealError(place, "it was changed, or sealed for another place") from None


def key_id_of(sealed: bytes) -> str:
    """Return the id of the key a value is sealed under."""
    return sealed[1 : 1 + _ID].decode("ascii", "replace")
