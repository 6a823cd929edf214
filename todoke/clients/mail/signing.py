"""Signing mail with DKIM, over the very bytes that are sent, so that receivers can believe who sent it.

Sources: RFC 6376, RFC 8301 (RSA keys of 2048 bits), RFC 8058 section 4: the signature covers both headers of
unsubscribing (its wording was read in abstracts only).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import dkim

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
        """Return the mail with its signature in front."""
        head = mail.partition(b"\r\n\r\n")[0].lower()
        there = [name for name in SIGNED if head.startswith(name + b":") or b"\r\n" + name + b":" in head]
        signature = dkim.sign(
            mail,
            self.selector.encode(),
            self.domain.encode(),
            self.key.encode(),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=there,
        )
        return bytes(signature) + mail


def dns_record(key: str) -> str:
    """Return the text DNS must hold for a key (PEM), for the operator to copy."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    public = load_pem_private_key(key.encode(), None).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return "v=DKIM1; k=rsa; p=" + "".join(pem.splitlines()[1:-1])
