"""Carries hints to apps of others, signed with the secret each was given."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from todoke.apps.channels.domain.outcomes import Carried, Outcome
from todoke.apps.channels.models import Dispatch
from todoke.apps.channels.outbox import Hint
from todoke.clients.push.sending import Poster
from todoke.clients.webhooks.sending import Reply
from todoke.clients.webhooks.signing import HEADER, sign


@dataclass(frozen=True, slots=True)
class AppCarrier:
    """Posts one hint; an app without an address asks by itself, and its hint is at hand at once."""

    sender: Poster
    now: Callable[[], datetime]

    def send(self, dispatch: Dispatch, hint: Hint) -> Carried:
        """Hand the hint over."""
        app = dispatch.app or (None if dispatch.contact is None else dispatch.contact.app)
        if app is None or not app.active:
            return Carried(Outcome.GONE, "app-ended")
        if not app.url:
            return Carried(Outcome.DONE, "app-asks")
        said = {name: value for name, value in asdict(hint).items() if name != "stop_url"}
        if dispatch.about is not None:
            said["subscription"] = str(dispatch.about)
        body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": dispatch.row.hex,
            HEADER: sign(app.secret or "", body, seconds=int(self.now().timestamp())),
        }
        return _carried(self.sender.post(app.url, body, headers))


def _carried(reply: Reply) -> Carried:
    if reply.status is None:
        return Carried(Outcome.LATER, "app-no-answer")
    code = f"app-{reply.status}"
    if reply.is_taken:
        return Carried(Outcome.DONE, code)
    if reply.is_gone:
        return Carried(Outcome.GONE, code)
    if reply.status in (408, 425, 429) or reply.status >= 500:
        return Carried(Outcome.LATER, code, reply.retry_after)
    return Carried(Outcome.NEVER, code)
