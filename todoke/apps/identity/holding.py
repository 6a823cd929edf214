"""What identity holds about a person (預かっている情報): how they log in, and where they are logged in.

Whose a login is, identity does not know: it is told by whoever puts the holdings together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.identity.actions.logins import close_login
from todoke.apps.identity.models import Login
from todoke.base.clock import JST

LoginOf = Callable[[int], int | None]


@dataclass(frozen=True, slots=True)
class LoginHolding:
    """The login of a person, its visits and keys; ``login_of`` says which login a person has now."""

    login_of: LoginOf
    name: str = "identity"

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        login = self._login(person_id)
        if login is None:
            return []
        since = login.created_at.astimezone(JST).date()
        lines = [HeldLine(f"ログインの手段({login.get_kind_display()})", "あなたのログイン", since, None)]
        if visits := login.visits.count():
            lines.append(HeldLine("ログインの記録", "あなたのログイン", since, None, count=visits))
        if keys := login.keys.filter(revoked_at=None).count():
            lines.append(HeldLine("読み取りの鍵", "あなたが作ったもの", since, None, count=keys))
        return lines

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it; of tokens and keys nothing that opens anything."""
        login = self._login(person_id)
        if login is None:
            return {}
        return {
            "kind": login.kind,
            "mail": login.mail,
            "created_at": login.created_at.isoformat(),
            "visits": [
                {"began_at": visit.began_at.isoformat(), "assurance": visit.assurance, "device": visit.device}
                for visit in login.visits.order_by("pk")
            ],
            "keys": [
                {"name": key.name, "created_at": key.created_at.isoformat(), "scopes": list(key.scopes)}
                for key in login.keys.order_by("pk")
            ],
        }

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Close the login and delete what hangs on it; return how many rows it was."""
        login = self._login(person_id)
        if login is None:
            return 0
        close_login(login, at=at)
        gone = login.visits.all().delete()[0] + login.keys.all().delete()[0]
        return gone + 1

    def _login(self, person_id: int) -> Login | None:
        login_id = self.login_of(person_id)
        return Login.objects.filter(pk=login_id, closed_at=None).first() if login_id is not None else None
