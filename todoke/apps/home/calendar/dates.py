"""The days in a calendar feed: deadlines of the person's notices that still stand.

What a date is about is left out unless the person chose full words: a calendar is often seen by others.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation

from todoke.apps.channels.models import CalendarFeed
from todoke.apps.notices.models import Notice
from todoke.apps.people.models import Death
from todoke.apps.people.queries.shields import may_know
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.formats.feeds.dates import DatedLine
from todoke.ui.ruby import plain
from todoke.ui.words import t_plain

_BACK = timedelta(days=31)
_MOST = 500


def dates_of(feed: CalendarFeed, *, at: datetime) -> list[DatedLine]:
    """Return the lines of a feed; nothing about anybody the person may not know of, and nothing after a death."""
    if Death.objects.filter(person_id=feed.person_id).exists():
        return []
    rows = Notice.objects.filter(
        person_id=feed.person_id,
        deadline__gte=(at - _BACK).date(),
        withdrawn_at__isnull=True,
        hidden_at__isnull=True,
    )
    if feed.about_id is not None:
        rows = rows.filter(about_id=feed.about_id)
    with translation.override(feed.language):
        return [
            _line(row, feed)
            for row in rows.order_by("deadline", "pk")[:_MOST]
            if row.about_id is None or may_know(feed.person_id, row.about_id, on=at.date())
        ]


def _line(row: Notice, feed: CalendarFeed) -> DatedLine:
    assert row.deadline is not None
    title = t_plain("手続の期限")
    if feed.full_words:
        title = f"{title}: {_program_name(row.program_id)}".rstrip(": ")
    return DatedLine(
        uid=f"{row.row}@{settings.MAIL_DOMAIN}", on=row.deadline, title=title, url=f"{settings.SITE_URL}/my/"
    )


def _program_name(program_id: str) -> str:
    loaded = rulebook().content.programs.get(program_id)
    return "" if loaded is None else plain(loaded.program.name.ja)
