"""Signing mail with DKIM, over the very bytes that are sent, so that receivers can believe who sent it.

Sources: RFC 6376, RFC 8301 (RSA keys of 2048 bits), RFC 8058 section 4: the signature covers both headers of
unsubscribing (its wording was read in abstracts only). What is hashed is worked out by dkimpy; the key is used by
OpenSSL: dkimpy's own arithmetic took half of a worker's time, and an other time for every key.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from dkim.canonicalization import Relaxed

SIGNED = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"auto-submitted",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
)


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for a domain; DNS holds the public key at ``<selector>._domainkey.<domain>``."""

    domain: str
    selector: str
    key: str = field(repr=False)
    """PEM of an RSA key."""

    def sign(self, mail: bytes) -> bytes:
        """Return the mail with its signature in front; raises ValueError where the key is no RSA key."""
        head, _, body = mail.partition(b"\r\n\r\n")
        headers = {name.lower(): (name, value) for name, value in _headers(head)}
        there = [name for name in SIGNED if name in headers]
        digest = hashlib.sha256(Relaxed.canonicalize_body(body)).digest()
        value = b"; ".join(
            (
                b" v=1; a=rsa-sha256; c=relaxed/relaxed; q=dns/txt",
                b"d=" + self.domain.encode(),
                b"s=" + self.selector.encode() + b";\r\n h=" + b":".join(there),
                b"\r\n bh=" + base64.b64encode(digest),
                b"\r\n b=",
            )
        )
        covered = Relaxed.canonicalize_headers(
            [*(headers[name] for name in there), (b"DKIM-Signature", value)]
        )
        hashed = b"".join(name + b":" + text for name, text in covered).removesuffix(b"\r\n")
        signature = base64.b64encode(_private(self.key).sign(hashed, PKCS1v15(), SHA256()))
        lines = b"\r\n ".join(signature[first : first + 72] for first in range(0, len(signature), 72))
        return b"DKIM-Signature:" + value + lines + b"\r\n" + mail


@lru_cache(maxsize=2)
def _private(key: str) -> RSAPrivateKey:
    found = load_pem_private_key(key.encode(), None)
    if not isinstance(found, RSAPrivateKey):
        raise ValueError("the key for signing mail is no RSA key")
    return found


def _headers(head: bytes) -> list[tuple[bytes, bytes]]:
    """Return names and values; a line that begins with a blank goes on with the one before."""
    lines = re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n")
    return [(name, value) for name, mark, value in (line.partition(b":") for line in lines) if mark]


def dns_record(key: str) -> str:
    """Return the text DNS must hold for a key (PEM), for the operator to copy."""
    public = _private(key).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return "v=DKIM1; k=rsa; p=" + "".join(pem.splitlines()[1:-1])
