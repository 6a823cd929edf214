"""What is asked of the identity provider (本人確認サービス), and what it says of a person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


class ProviderError(Exception):
    """The provider did not vouch for anybody; ``kind`` is a word of ours, never the provider's text."""

    def __init__(self, kind: str, why: str = "") -> None:
        """Say which kind: ``unreachable``, ``refused`` or ``untrusted``; ``why`` is for tests and operators."""
        self.kind = kind
        super().__init__(f"{kind}: {why}" if why else kind)


@dataclass(frozen=True, slots=True)
class Claims:
    """What the card says of a person; only what was agreed to is ever kept."""

    subject: str
    name: str | None = None
    address: str | None = None
    birth_date: date | None = None
    sex: str | None = None
    """"1" 男, "2" 女; what else the provider may say is unknown and is read as nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a login asks for: nobody else can finish it without ``state``, ``nonce`` and the verifier."""

    state: str
    nonce: str
    challenge: str
    """SHA-256 of the verifier, base64url (RFC 7636, S256)."""
    redirect_uri: str
    acr: tuple[str, ...]
    scope: str = "openid name address birthdate gender"


@dataclass(frozen=True, slots=True)
class IdToken:
    """What the provider signed: for whom, how surely, answering which nonce."""

    subject: str
    nonce: str
    acr: str
    access_token: str = ""
    """Good for one look at the person's claims; never stored."""

    def __repr__(self) -> str:
        """Say nothing of the person or the token."""
        return f"IdToken(acr={self.acr!r})"


class Provider(Protocol):
    """A provider of identities in the profile of デジタル認証アプリ."""

    @property
    def issuer(self) -> str:
        """Return its name, compared exactly."""

    def authorize_url(self, question: Question, *, at: datetime) -> str:
        """Return the address to lead the browser to; raises ProviderError."""

    def exchange(self, code: str, *, verifier: str, redirect_uri: str, at: datetime) -> IdToken:
        """Return the checked ID token for a code; raises ProviderError."""

    def userinfo(self, token: IdToken) -> Claims:
        """Return what the person agreed to tell; raises ProviderError where it is of somebody else."""
