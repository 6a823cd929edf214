"""Telling a push service who sends (VAPID), so that it can reach the operator and refuses everybody else.

Source: RFC 8292.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from py_vapid import Vapid02

LIFE = timedelta(hours=12)
"""RFC 8292 allows 24 hours at most."""


def authorization(endpoint: str, *, key: str, contact: str, at: datetime) -> str:
    """Return the Authorization header for one push service; ``key`` is a PEM, ``contact`` mailto: or https:."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((at + LIFE).timestamp()),
        "sub": contact,
    }
    return str(Vapid02(_private(key)).sign(claims)["Authorization"])


def public_key(key: str) -> str:
    """Return the public key as a browser wants it for subscribing (``applicationServerKey``, base64url)."""
    point = _private(key).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def _private(key: str) -> ec.EllipticCurvePrivateKey:
    found = load_pem_private_key(key.encode(), None)
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise TypeError("VAPID_KEY is no key of P-256")
    return found
