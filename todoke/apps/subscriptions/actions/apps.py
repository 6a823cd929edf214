"""Private apps are let in, given new keys and stopped by the operator (民間アプリの登録)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from todoke.apps.audit.actions import note
from todoke.apps.channels.models import PrivateApp
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.subscriptions.actions.subscriptions import end_subscription
from todoke.apps.subscriptions.keys import mark_of, new_app_key, new_secret
from todoke.apps.subscriptions.models import Subscription
from todoke.apps.tenancy.scope import everywhere
from todoke.base.my_number import contains_my_number

_BY = "system:operator"


class AppError(ValueError):
    """An app cannot be registered so; the message says to the operator what to do."""


@dataclass(frozen=True, slots=True)
class Registered:
    """An app with what is shown once: its key, and the secret its webhooks are signed with."""

    app: PrivateApp
    key: str = field(repr=False)
    secret: str = field(repr=False)


def register_app(*, name: str, contact: str, says: str, url: str, at: datetime) -> Registered:
    """Let an app in, for the one purpose of telling people who agreed in it; raises AppError."""
    texts = {"名前": (name, 60), "連絡先": (contact, 200), "説明": (says, 120), "アドレス": (url, 500)}
    for label, (text, most) in texts.items():
        if len(text) > most or contains_my_number(text):
            raise AppError(f"{label}は{most}文字までで、12けたの番号を入れずに書いてください")
    if not name.strip() or not contact.strip():
        raise AppError("名前と連絡先を書いてください")
    if PrivateApp.objects.filter(name=name).exists():
        raise AppError(f"「{name}」はもう登録されています。鍵を作り直すときは apps rotate を使ってください")
    key, secret = new_app_key(), new_secret()
    app = PrivateApp(
        name=name,
        contact=contact,
        says=says,
        url=url,
        purpose=Purpose.APP,
        key_hash=mark_of(key),
        made_at=at,
    )
    app.secret = secret
    with transaction.atomic():
        app.save(force_insert=True)
        _note("register", app, at)
    return Registered(app, key, secret)


def rotate_key(app: PrivateApp, *, at: datetime, url: str | None = None) -> Registered:
    """Give an app a new key and a new secret, and another address where one is given; the old ones end at once."""
    key, secret = new_app_key(), new_secret()
    app.key_hash, app.secret = mark_of(key), secret
    if url is not None:
        app.url = url
    with transaction.atomic():
        app.save(update_fields=["key_hash", "secret_sealed", "url"])
        _note("rotate", app, at)
    return Registered(app, key, secret)


def stop_app(app: PrivateApp, *, at: datetime) -> int:
    """Stop an app for good and end its subscriptions; return how many it had. Twice is as once."""
    with transaction.atomic(), everywhere("app-stop"):
        PrivateApp.objects.filter(pk=app.pk, active=True).update(active=False, ended_at=at, url="")
        open_now = list(Subscription.objects.filter(app_id=app.pk, ended_at__isnull=True))
        for one in open_now:
            end_subscription(one, by="operator", at=at)
        _note("stop", app, at)
    app.refresh_from_db()
    return len(open_now)


def _note(verb: str, app: PrivateApp, at: datetime) -> None:
    note(actor=_BY, verb=verb, thing="app", ref=app.pk, area="", at=at)
