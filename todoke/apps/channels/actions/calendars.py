"""What changes calendar feeds (カレンダー): made with an address that is shown once, ended at any time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.channels.domain.tokens import TOKEN, new_token
from todoke.apps.channels.models import CalendarFeed
from todoke.apps.people.models import Person
from todoke.apps.tenancy.scope import everywhere
from todoke.apps.vault.blind import hmac_of

_PLACE = "channels.calendar"


def make_feed(
    person: Person, *, about_id: int | None, full_words: bool, language: str, by: Actor, at: datetime
) -> tuple[CalendarFeed, str]:
    """Return a new feed and its token, which is kept nowhere."""
    token = new_token()
    with transaction.atomic():
        feed = CalendarFeed.objects.create(
            person_id=person.pk,
            about_id=about_id,
            municipality_id=person.municipality_id,
            token_hmac=hmac_of(_PLACE, token),
            full_words=full_words,
            language=language,
            made_at=at,
        )
        _note(feed, by, at, "made")
    return feed, token


def end_feed(feed: CalendarFeed, *, by: Actor, at: datetime) -> None:
    """End a feed; its address is not there from the next reading on."""
    with transaction.atomic():
        if CalendarFeed.objects.filter(pk=feed.pk, revoked_at__isnull=True).update(revoked_at=at):
            _note(feed, by, at, "ended")


def find_feed(token: str) -> CalendarFeed | None:
    """Return the feed a token is for, unless it was ended."""
    if not TOKEN.fullmatch(token):
        return None
    with everywhere("calendar-feed"):
        return CalendarFeed.objects.filter(token_hmac=hmac_of(_PLACE, token), revoked_at__isnull=True).first()


def _note(feed: CalendarFeed, by: Actor, at: datetime, what: str) -> None:
    note(
        actor=by,
        verb=Verb.CHANGE,
        thing="calendar",
        ref=feed.row,
        area=feed.municipality_id,
        at=at,
        said={"what": what},
    )
