"""The carriers of this instance, as its settings say: a channel that is off has none, and its dispatches wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from ipaddress import ip_network

from django.conf import settings

from todoke.apps.channels.carriers import Carrier
from todoke.apps.channels.carriers.apps import AppCarrier
from todoke.apps.channels.carriers.mails import MailCarrier
from todoke.apps.channels.carriers.pushes import PushCarrier
from todoke.clients.mail.sending import MailPost, Server
from todoke.clients.mail.signing import Signer
from todoke.clients.pages.addresses import Network
from todoke.clients.push.sending import Caller
from todoke.clients.webhooks.sending import Sender
from todoke.telling.channels import Channel


@contextmanager
def instance_carriers(now: Callable[[], datetime]) -> Iterator[dict[Channel, Carrier]]:
    """Give the carriers, and end their connections afterwards."""
    with Sender(allowed=machines_allowed()) as sender:
        carriers: dict[Channel, Carrier] = {Channel.APP: AppCarrier(sender, now)}
        if settings.VAPID_CONTACT and settings.KEYS.vapid:
            caller = Caller(settings.VAPID_CONTACT, settings.PUSH_HOSTS, settings.KEYS.vapid)
            carriers[Channel.PUSH] = PushCarrier(sender, caller, now)
        if not settings.MAIL_URL:
            yield carriers
            return
        with MailPost(Server.of(settings.MAIL_URL)) as post:
            carriers[Channel.MAIL] = MailCarrier(
                post=post,
                signer=_signer(),
                sender=settings.MAIL_FROM,
                domain=settings.MAIL_DOMAIN,
                site=settings.SITE_URL,
                now=now,
            )
            yield carriers


def machines_allowed() -> tuple[Network, ...]:
    """Return the networks apps may be called in beside the public internet: a local instance's own machine."""
    return () if settings.PRODUCTION else (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def _signer() -> Signer | None:
    if not settings.KEYS.dkim:
        return None
    return Signer(settings.MAIL_DOMAIN, settings.DKIM_SELECTOR, settings.KEYS.dkim)
