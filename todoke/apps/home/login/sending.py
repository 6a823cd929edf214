"""Mailing the code of a login: at once and past the outbox, because somebody is waiting for it."""

from __future__ import annotations

import secrets

from django.conf import settings

from todoke.base import clock
from todoke.clients.mail.composing import Mail, MailError, compose
from todoke.clients.mail.sending import Ending, MailPost, Server
from todoke.clients.mail.signing import Signer
from todoke.ui.words import t_plain

_SECONDS = 10.0


def send_code(address: str, code: str) -> None:
    """Hand the code to the mail server, signed; raises OSError where it is not taken.

    A box that does not exist is not told apart: nobody learns here which addresses there are.
    """
    if not settings.MAIL_URL:
        raise OSError("no mail server is set")
    mail = Mail(
        sender=settings.MAIL_FROM,
        sender_name="todoke",
        to=address,
        subject=t_plain("todokeに入るための番号"),
        body="\n".join(
            (
                t_plain("番号: %(code)s", code=code),
                "",
                t_plain("todokeの画面に、この番号を入れてください。番号は10分間使えます。"),
                t_plain(
                    "心あたりがないときは、このメールを消してください。番号をだれにも教えないでください。"
                ),
                t_plain("todokeの職員が番号をたずねることはありません。"),
                "",
            )
        ),
        message_id=f"<login-{secrets.token_hex(12)}@{settings.MAIL_DOMAIN}>",
        at=clock.now(),
    )
    try:
        written = compose(mail)
    except MailError:
        return
    if settings.KEYS.dkim:
        written = Signer(settings.MAIL_DOMAIN, settings.DKIM_SELECTOR, settings.KEYS.dkim).sign(written)
    with MailPost(Server.of(settings.MAIL_URL), seconds=_SECONDS) as post:
        posted = post.send(written, sender=settings.MAIL_FROM, to=address)
    if posted.ending in (Ending.DOWN, Ending.LATER):
        raise OSError(posted.code)
