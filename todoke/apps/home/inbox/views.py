"""Views of notices and the shelf (お知らせ・棚)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import may
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.entitlements.queries import payment_of
from todoke.apps.home.inbox.lines import language_of_page, lines_of, lines_to_all, title_of
from todoke.apps.identity.gate import resident
from todoke.apps.notices.actions import hide, mark_read, mark_seen, set_preference
from todoke.apps.notices.actions.answers import RULE as CORRECTION
from todoke.apps.notices.models import Notice
from todoke.apps.notices.queries.inbox import (
    InboxPage,
    find_broadcast,
    find_notice,
    inbox,
    put_away,
    shelf,
)
from todoke.apps.notices.queries.roundups import KIND, in_roundup
from todoke.apps.notices.queries.wishes import preference_of
from todoke.apps.notices.saying import said_in_broadcast, said_in_notice, shown_code
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.base import clock
from todoke.telling.rules import topic_bits
from todoke.ui.words import Words, t


@require_safe
@resident(verb=Verb.SEE)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what one was told, newest first."""
    return _list(request, inbox(actor, at=clock.now()))


@require_safe
@resident(verb=Verb.SEE)
def older(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Show what came before a notice."""
    return _list(request, _before(inbox(actor, at=clock.now(), before=row)))


@require_safe
@resident(verb=Verb.SEE)
def shelf_index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what was laid on the shelf; nothing of it ever left by any way."""
    return _list(request, shelf(actor, at=clock.now()), is_shelf=True)


@require_safe
@resident(verb=Verb.SEE)
def shelf_older(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Show what was laid on the shelf before a notice."""
    return _list(request, _before(shelf(actor, at=clock.now(), before=row)), is_shelf=True)


@require_safe
@resident(verb=Verb.SEE)
def away(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what was put away."""
    found = put_away(actor, at=clock.now())
    return render(
        request, "home/inbox/away.html", {"heading": t("しまったお知らせ"), "lines": lines_of(found)}
    )


@require_safe
@resident(verb=Verb.SEE)
def show(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Show a notice with its code, why it came, and how to stop such notices."""
    at = clock.now()
    notice = _notice(actor, row)
    mark_read(notice, by=actor, at=at)
    said = said_in_notice(notice, language_of_page())
    loaded = rulebook().content.programs.get(notice.program_id)
    return render(
        request,
        "home/inbox/show.html",
        {
            "heading": t("お知らせ"),
            "title": title_of(said),
            "notice": notice,
            "text": Words(said.text),
            "is_sure": said.is_sure,
            "code": shown_code(notice.code or ""),
            "is_shelf": notice.reach == Notice.Reach.SHELF,
            "is_roundup": notice.kind == KIND,
            "lines": lines_of(in_roundup(notice)),
            "program_url": (
                "" if loaded is None else reverse("portal:program", kwargs={"program_id": loaded.program.id})
            ),
            "payment": payment_of(notice.pk),
            "item": (notice.reason or {}).get("item", "") if notice.rule == CORRECTION else "",
            "may_change": may(actor, Verb.CHANGE, notice, at=at),
        },
    )


@require_safe
@resident(verb=Verb.SEE)
def show_broadcast(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Show a notice to everybody of the municipality."""
    at = clock.now()
    broadcast = find_broadcast(actor, row, at=at)
    if broadcast is None:
        raise Http404("no such broadcast for this person")
    mark_seen(broadcast, by=actor, at=at)
    said = said_in_broadcast(broadcast, language_of_page())
    return render(
        request,
        "home/inbox/broadcast.html",
        {
            "heading": t("お知らせ"),
            "title": title_of(said),
            "broadcast": broadcast,
            "text": Words(said.text),
            "is_sure": said.is_sure,
            "is_over": broadcast.ends_at <= at,
            "code": shown_code(broadcast.code),
        },
    )


@require_POST
@resident(verb=Verb.CHANGE)
def put_away_one(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Put a notice away."""
    notice = _notice(actor, row)
    hide(notice, by=actor, at=clock.now())
    return redirect("home:shelf" if notice.reach == Notice.Reach.SHELF else "home:notices")


@require_POST
@resident(verb=Verb.CHANGE)
def bring_back(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Bring a notice back."""
    hide(_notice(actor, row), by=actor, at=clock.now(), back=True)
    return redirect("home:notice", row=row)


@require_POST
@resident(verb=Verb.CHANGE)
def stop_kind(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Take the topics of a notice's program out of what one wishes to hear of."""
    notice = _notice(actor, row)
    loaded = rulebook().content.programs.get(notice.program_id)
    wishes = preference_of(notice.person_id)
    if loaded is not None and wishes is not None and not wishes.none:
        topics = wishes.topics & ~topic_bits(loaded.program)
        set_preference(notice.person_id, by=actor, at=clock.now(), topics=topics)
    return redirect("home:wishes")


def _list(request: HttpRequest, page: InboxPage, *, is_shelf: bool = False) -> HttpResponse:
    name = "home:shelf_older" if is_shelf else "home:notices_older"
    return render(
        request,
        "home/inbox/index.html",
        {
            "heading": t("棚") if is_shelf else t("お知らせ"),
            "is_shelf": is_shelf,
            "lines": [*lines_to_all(page.broadcasts), *lines_of(page.notices)],
            "older_url": reverse(name, kwargs={"row": page.older}) if page.older else "",
        },
    )


def _before(page: InboxPage) -> InboxPage:
    if page.is_empty:
        raise Http404("nothing before this row")
    return page


def _notice(actor: Actor, row: UUID) -> Notice:
    notice = find_notice(actor, row, at=clock.now())
    if notice is None:
        raise Http404("no such notice")
    return notice
