"""Carries hints by mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from todoke.apps.channels.domain.outcomes import Carried, Outcome
from todoke.apps.channels.domain.texts import NUMBER, mail_text
from todoke.apps.channels.models import Dispatch
from todoke.apps.channels.outbox import Hint
from todoke.apps.channels.stopping import stop_address
from todoke.clients.mail.composing import Mail, MailError, compose
from todoke.clients.mail.sending import Ending, MailPost
from todoke.clients.mail.signing import Signer

_OUTCOMES = {
    Ending.TAKEN: Outcome.DONE,
    Ending.LATER: Outcome.LATER,
    Ending.NEVER: Outcome.NEVER,
    Ending.GONE: Outcome.GONE,
    Ending.DOWN: Outcome.DOWN,
}


@dataclass(frozen=True, slots=True)
class MailCarrier:
    """Writes, signs and posts a mail; the Message-ID is the row's, the same at every try."""

    post: MailPost
    signer: Signer | None
    sender: str
    domain: str
    site: str
    now: Callable[[], datetime]

    def send(self, dispatch: Dispatch, hint: Hint) -> Carried:
        """Hand the mail over."""
        message_id = f"<{dispatch.row.hex}@{self.domain}>"
        try:
            mail = self._written(dispatch, hint, message_id)
        except MailError:
            return Carried(Outcome.NEVER, "mail-unwritable")
        signed = mail if self.signer is None else self.signer.sign(mail)
        posted = self.post.send(signed, sender=self.sender, to=_to(dispatch))
        return Carried(_OUTCOMES[posted.ending], posted.code, message_id=message_id)

    def _written(self, dispatch: Dispatch, hint: Hint, message_id: str) -> bytes:
        contact = dispatch.contact
        # The number that confirms an address has no button: there is nothing yet to stop.
        stop = "" if contact is None or hint.kind == NUMBER else stop_address(contact)
        text = mail_text(
            office=hint.office_name,
            code=hint.code,
            language=hint.language,
            kind=hint.kind,
            site=self.site,
            stop_url=stop,
        )
        return compose(
            Mail(
                sender=self.sender,
                sender_name="todoke",
                to=_to(dispatch),
                subject=text.subject,
                body=text.body,
                message_id=message_id,
                at=self.now(),
                stop_url=stop,
            )
        )


def _to(dispatch: Dispatch) -> str:
    return dispatch.contact.address or "" if dispatch.contact is not None else ""
