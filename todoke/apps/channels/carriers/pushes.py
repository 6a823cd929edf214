"""Carries hints to browsers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from todoke.apps.channels.domain.outcomes import Carried, Outcome
from todoke.apps.channels.domain.texts import push_text
from todoke.apps.channels.models import Dispatch
from todoke.apps.channels.outbox import Hint
from todoke.clients.push.encrypting import BrowserKeys, PushKeyError
from todoke.clients.push.sending import Caller, Ending, Poster, push

_OUTCOMES = {
    Ending.TAKEN: Outcome.DONE,
    Ending.LATER: Outcome.LATER,
    Ending.NEVER: Outcome.NEVER,
    Ending.GONE: Outcome.GONE,
}


@dataclass(frozen=True, slots=True)
class PushCarrier:
    """Encrypts and sends: the title is the office, the line below the code, and nothing else is in it."""

    sender: Poster
    caller: Caller
    now: Callable[[], datetime]

    def send(self, dispatch: Dispatch, hint: Hint) -> Carried:
        """Hand the push over."""
        contact = dispatch.contact
        keys = contact.keys if contact is not None else None
        if contact is None or not keys:
            return Carried(Outcome.NEVER, "push-no-browser")
        text = push_text(office=hint.office_name, code=hint.code, language=hint.language, kind=hint.kind)
        try:
            browser = BrowserKeys.of(keys["p256dh"], keys["auth"])
        except (PushKeyError, KeyError):
            return Carried(Outcome.GONE, "push-key")
        content = {"title": text.subject, "body": text.body, "lang": hint.language, "tag": dispatch.row.hex}
        pushed = push(
            self.sender,
            self.caller,
            contact.address or "",
            browser,
            content,
            key=dispatch.key,
            at=self.now(),
        )
        return Carried(_OUTCOMES[pushed.ending], pushed.code, pushed.retry_after)
