"""A security key in software: it registers and answers as WebAuthn Level 2 says, and can be made to misbehave."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestedCredentialData, AuthenticatorData

PRESENT = AuthenticatorData.FLAG.UP
ADDED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT


class SoftKey:
    """One key, for one site."""

    def __init__(self, host: str = "testserver", origin: str = "http://testserver") -> None:
        """Make the pair of keys."""
        self.host, self.origin, self.count = host, origin, 0
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)

    def register(self, options: str) -> str:
        """Return the answer to the question for a new key."""
        told = json.loads(options)["publicKey"]
        held = AttestedCredentialData.create(
            b"\0" * 16, self.id, ES256.from_cryptography_key(self._key.public_key())
        )
        data = AuthenticatorData.create(self._host_hash(), ADDED, self.count, bytes(held))
        about = {"fmt": "none", "attStmt": {}, "authData": bytes(data)}
        return self._answer(
            {
                "clientDataJSON": websafe_encode(self._client("webauthn.create", told["challenge"])),
                "attestationObject": websafe_encode(cbor.encode(about)),
            }
        )

    def answer(self, options: str, *, counts: bool = True) -> str:
        """Return the answer of the key; one that does not count is a copy of an earlier state."""
        told = json.loads(options)["publicKey"]
        self.count += counts
        data = AuthenticatorData.create(self._host_hash(), PRESENT, self.count)
        client = self._client("webauthn.get", told["challenge"])
        signed = self._key.sign(bytes(data) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": websafe_encode(client),
                "authenticatorData": websafe_encode(bytes(data)),
                "signature": websafe_encode(signed),
            }
        )

    def knows(self, options: str) -> bool:
        """Return whether the site asks for this key."""
        allowed = json.loads(options)["publicKey"]["allowCredentials"]
        return any(websafe_decode(one["id"]) == self.id for one in allowed)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _answer(self, response: dict[str, Any]) -> str:
        name = websafe_encode(self.id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )
