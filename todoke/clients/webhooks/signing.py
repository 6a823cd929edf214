"""Signatures of what is sent: the consumer knows by them that a page came from here, and when.

The header is ``Todoke-Signature: t=<seconds since 1970>,v1=<hex>``, where v1 is the HMAC-SHA256 of ``<t>.<body>``
under the consumer's secret. A page with an old ``t`` is to be refused: somebody may be sending it again.
Source of HMAC: RFC 2104.
"""

import hashlib
import hmac
import re

HEADER = "Todoke-Signature"
WINDOW = 300
"""Seconds a signature is good for, before and after."""

_SHAPE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})", re.ASCII)


def sign(secret: str, body: bytes, *, seconds: int) -> str:
    """Return the header's content for a body sent at ``seconds`` since 1970.

    >>> sign("s3cret", b"{}", seconds=1_800_000_000)[:21]
    't=1800000000,v1=1cd77'
    """
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={digest.hexdigest()}"


def is_signed(secret: str, header: str, body: bytes, *, now: int, window: int = WINDOW) -> bool:
    """Return whether the header signs this body, within the window around ``now``.

    >>> header = sign("s3cret", b"{}", seconds=1_800_000_000)
    >>> (
    ...     is_signed("s3cret", header, b"{}", now=1_800_000_100),
    ...     is_signed("other", header, b"{}", now=1_800_000_100),
    ... )
    (True, False)
    >>> is_signed("s3cret", header, b"{}", now=1_800_000_301)
    False
    """
    shape = _SHAPE.fullmatch(header)
    if shape is None or abs(now - int(shape[1])) > window:
        return False
    return hmac.compare_digest(sign(secret, body, seconds=int(shape[1])), header)
