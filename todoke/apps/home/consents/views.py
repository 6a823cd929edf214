"""Views of consents (同意した情報): asked at the moment of use, one item each, and taken back by one tap."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.consent.actions.asking import ConsentError, agree, ask_preview, note_shown, refuse, withdraw
from todoke.apps.consent.actions.reading import note_own
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.domain.texts import text_of
from todoke.apps.consent.models import Consent, Preview
from todoke.apps.consent.queries.record import standing_consents
from todoke.apps.home.consents import showing
from todoke.apps.home.consents.forms import AgreeForm
from todoke.apps.home.consents.words import purpose_words
from todoke.apps.identity.gate import resident
from todoke.apps.notices.actions import cancel_hints_of_item
from todoke.apps.people.models import Person
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.base import clock
from todoke.base.clock import JST
from todoke.ui.words import Words, t


@require_safe
@resident(verb=Verb.SEE)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what may be used, by whom, for what and until when."""
    content, at = rulebook().content, clock.now()
    person = _person(actor)
    rows, left = [], []
    if person is not None:
        require(actor, Verb.SEE, _of(person), at=at)
        rows = [
            {
                "consent": one,
                "label": showing.label_of(one.item, content),
                "purpose": purpose_words(one.purpose),
                "receiver": showing.receiver_name(one.receiver),
                "by_law": one.basis == Consent.Basis.STATUTE,
            }
            for one in standing_consents(person.pk, at=at)
        ]
        left = _left(person, actor, at)
    return render(
        request,
        "home/consents/index.html",
        {
            "heading": t("同意した情報"),
            "rows": rows,
            "is_known": person is not None,
            "can_choose": bool(left),
            "taken_back": request.GET.get("done") == "1",
        },
    )


@require_POST
@resident(verb=Verb.CONSENT)
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask whether what is held may be used to choose notices; nothing is agreed to by this."""
    person = _person(actor)
    if person is None:
        raise Http404("nobody is known yet behind this login")
    at = clock.now()
    require(actor, Verb.CONSENT, _of(person), at=at)
    items = _left(person, actor, at)
    if not items:
        return redirect("home:consents")
    preview = ask_preview(
        person, items, purpose=Purpose.NOTICES, receiver=person.municipality_id, by=actor, at=at
    )
    return redirect("home:agree", row=preview.row)


@require_http_methods(["GET", "HEAD", "POST"])
@resident(verb=Verb.CONSENT)
def answer(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Show the items with their values, and take the answer."""
    at = clock.now()
    preview = (
        Preview.objects.filter(row=row, person_id=actor.acting_for or 0).select_related("person").first()
    )
    if preview is None or preview.person is None:
        raise Http404("no such question")
    person = preview.person
    require(actor, Verb.CONSENT, _of(person), at=at)
    if preview.state not in (Preview.State.ASKED, Preview.State.SHOWN) or preview.expires_at <= at:
        return render(
            request, "home/consents/over.html", {"heading": t("この確認は終わりました")}, status=410
        )
    content = rulebook().content
    items = showing.shown(preview.items, person, actor, content)
    form = AgreeForm(items)
    if request.method == "POST":
        if "refuse" in request.POST:
            refuse(preview, by=actor, at=at)
            return redirect("home:consents")
        form = AgreeForm.of(request.POST, items)
        if not form.error:
            try:
                agree(preview, form.chosen, by=actor, at=at, language=get_language() or "ja")
            except ConsentError:
                form = form.refused(t("時間が過ぎたか、もう答えています。もう一度はじめからためしてください"))
            else:
                return redirect("home:consents")
    else:
        note_own(actor, person, [one.id for one in items if one.values], at=at)
        note_shown(preview)
    told = text_of(Purpose(preview.purpose))
    return render(
        request,
        "home/consents/agree.html",
        {
            "heading": t("この情報を使ってもよいですか"),
            "form": form,
            "errors": form.summary,
            "line": Words(told.line.in_language(showing.spoken())),
            "receiver": showing.receiver_name(preview.receiver),
            "until": told.until(at.astimezone(JST).date()),
            "seconds": told.seconds,
            "purpose": preview.purpose,
            "version": told.version,
        },
        status=422 if form.error else 200,
    )


@require_POST
@resident(verb=Verb.WITHDRAW)
def take_back(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Take one consent back by one tap."""
    consent = Consent.objects.filter(row=row, person_id=actor.acting_for or 0).first()
    if consent is None:
        raise Http404("no such consent")
    try:
        withdraw(consent, by=actor, at=clock.now(), cancel=cancel_hints_of_item)
    except ConsentError:
        raise Http404("a ground of law is not taken back") from None
    response = redirect("home:consents")
    response["Location"] += "?done=1"
    return response


def _person(actor: Actor) -> Person | None:
    if actor.acting_for is None:
        return None
    return Person.objects.filter(pk=actor.acting_for).select_related("household").first()


def _left(person: Person, actor: Actor, at: datetime) -> list[str]:
    """Return what is held, may be asked for, and is not agreed to for notices yet."""
    agreed = {one.item for one in standing_consents(person.pk, at=at) if one.purpose == Purpose.NOTICES}
    return [item for item in showing.offered(person, actor, rulebook().content) if item not in agreed]


def _of(person: Person) -> Consent:
    return Consent(person_id=person.pk, municipality_id=person.municipality_id)
