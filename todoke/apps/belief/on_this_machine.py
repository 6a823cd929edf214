"""Publishing wordings on a machine that serves nobody else: signed in two names nobody can sign in with."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from todoke.apps.accounts.models import Account
from todoke.apps.belief.models import WordingVersion
from todoke.apps.belief.wordings import publish_all

_NAMES = (("local-writer", "文面を書く係"), ("local-reader", "文面を読む係"))


def publish_for_this_machine(*, at: datetime) -> list[WordingVersion]:
    """Sign and publish what is not published yet; return what was. Never for production.

    Raises:
        BeliefError: the linter finds something, or there is no key.
    """
    writer, reader = local_pair()
    domain = urlsplit(settings.SITE_URL).hostname or ""
    return publish_all(domain=domain, written_by=writer, approved_by=reader, at=at)


def local_pair() -> tuple[Account, Account]:
    """Return who writes and who approves here, made when they are not there; neither can sign in."""
    writer, reader = (_without_password(login, name) for login, name in _NAMES)
    return writer, reader


def _without_password(login: str, name: str) -> Account:
    account, is_new = Account.objects.get_or_create(login=login, defaults={"name": name, "is_active": False})
    if is_new:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    return account
