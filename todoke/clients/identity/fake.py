"""A provider for tests without a network: it vouches for whomever the test says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from todoke.clients.identity.provider import Claims, IdToken, ProviderError, Question


@dataclass
class FakeProvider:
    """Says of everybody that they are ``claims``; ``fails`` is the kind of ProviderError every question meets."""

    claims: Claims
    issuer: str = "https://id.example/realms/main"
    acr: str = "aal3"
    fails: str = ""
    nonce: str | None = None
    """What tokens answer instead of the nonce that was asked."""
    asked: list[Question] = field(default_factory=list)
    spent: set[str] = field(default_factory=set)

    def authorize_url(self, question: Question, *, at: datetime) -> str:
        """Return an address that goes nowhere."""
        self._fail()
        self.asked.append(question)
        return f"{self.issuer}/auth?{urlencode({'state': question.state})}"

    def exchange(self, code: str, *, verifier: str, redirect_uri: str, at: datetime) -> IdToken:
        """Return a token for the last question; a code is good once."""
        self._fail()
        if code in self.spent:
            raise ProviderError("refused", "code was used")
        self.spent.add(code)
        nonce = self.asked[-1].nonce if self.nonce is None else self.nonce
        return IdToken(self.claims.subject, nonce, self.acr, "access")

    def userinfo(self, token: IdToken) -> Claims:
        """Return the claims."""
        self._fail()
        return replace(self.claims, subject=token.subject)

    def _fail(self) -> None:
        if self.fails:
            raise ProviderError(self.fails)
