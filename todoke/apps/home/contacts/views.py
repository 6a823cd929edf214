"""Views of contact points (届け先)."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import may, require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.channels.actions import contacts as actions
from todoke.apps.channels.models import ContactPoint
from todoke.apps.consent.actions.asking import ask_preview
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.models import Consent
from todoke.apps.home.contacts.addressing import letter_items_to_ask, letters_stand
from todoke.apps.home.contacts.forms import AddressForm, NumberForm
from todoke.apps.identity.gate import resident
from todoke.apps.people.models import Person
from todoke.base import clock
from todoke.clients.push.encrypting import PushKeyError
from todoke.clients.push.sending import is_allowed
from todoke.clients.push.vapid import public_key
from todoke.telling.channels import Channel
from todoke.ui.words import t


@require_safe
@resident(verb=Verb.SEE)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show where hints go, and how to add or stop a place."""
    return _list(request, actor)


@require_http_methods(["GET", "HEAD", "POST"])
@resident(verb=Verb.CHANGE)
def add_mailbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask for a mail address, and send a number there."""
    person = _person(actor)
    form = AddressForm()
    if request.method == "POST":
        form = AddressForm.of(request.POST)
        if not form.error:
            try:
                contact = actions.add_mail(
                    person, form.address, language=_language(), by=actor, at=clock.now()
                )
            except actions.ContactError:
                form = form.refused(_too_many())
            else:
                if contact.is_open:
                    return redirect("home:contacts")
                return redirect("home:contact_number", row=contact.row)
    return render(
        request,
        "home/contacts/mail.html",
        {"heading": t("メールアドレスを登録する"), "form": form, "errors": form.summary},
        status=422 if form.error else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@resident(verb=Verb.CHANGE)
def number(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Ask for the number that was sent."""
    contact = _own(actor, row)
    if contact.is_open or contact.stopped_at is not None:
        return redirect("home:contacts")
    form = NumberForm()
    if request.method == "POST":
        form = NumberForm.of(request.POST)
        if not form.error:
            confirmed = actions.confirm(contact, form.number, by=actor, at=clock.now())
            if confirmed is actions.Confirmed.YES:
                return redirect("home:contacts")
            form = form.refused(_why(confirmed))
    return render(
        request,
        "home/contacts/number.html",
        {
            "heading": t("メールに届いた番号を入れる"),
            "form": form,
            "errors": form.summary,
            "contact": contact,
        },
        status=422 if form.error else 200,
    )


@require_POST
@resident(verb=Verb.CHANGE)
def again(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Send another number."""
    contact = _own(actor, row)
    if contact.kind == Channel.MAIL and contact.verified_at is None and contact.stopped_at is None:
        actions.send_number_again(contact, by=actor, at=clock.now())
    return redirect("home:contact_number", row=contact.row)


@require_POST
@resident(verb=Verb.CHANGE)
def add_push(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep the browser that said yes to pushes."""
    person = _person(actor)
    endpoint = request.POST.get("endpoint", "")[:1000]
    keys = {name: request.POST.get(name, "")[:200] for name in ("p256dh", "auth")}
    if not is_allowed(endpoint, settings.PUSH_HOSTS):
        return _list(request, actor, failed=t("このブラウザーの通知には、まだ対応していません。"))
    try:
        actions.add_browser(person, endpoint, keys, language=_language(), by=actor, at=clock.now())
    except PushKeyError:
        failed = t("通知を始められませんでした。もう一度ためすか、メールを登録してください。")
        return _list(request, actor, failed=failed)
    except actions.ContactError:
        return _list(request, actor, failed=_too_many())
    return redirect("home:contacts")


@require_POST
@resident(verb=Verb.CHANGE)
def add_letters(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Let letters come, and ask at this moment whether name and address may be used to address them."""
    person, at = _person(actor), clock.now()
    actions.add_letterbox(person, language=_language(), by=actor, at=at)
    wanted = letter_items_to_ask(person, at=at)
    thing = Consent(person_id=person.pk, municipality_id=person.municipality_id)
    if not wanted or not may(actor, Verb.CONSENT, thing, at=at):
        return redirect("home:contacts")
    preview = ask_preview(
        person, wanted, purpose=Purpose.LETTERS, receiver=person.municipality_id, by=actor, at=at
    )
    return redirect("home:agree", row=preview.row)


@require_POST
@resident(verb=Verb.MUTE)
def stop(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Stop a place for good."""
    contact = _own(actor, row, Verb.MUTE)
    actions.stop_contact(contact, why="asked", by=actor, at=clock.now())
    return redirect("home:contacts")


def _list(request: HttpRequest, actor: Actor, *, failed: str = "") -> HttpResponse:
    mine = ContactPoint.objects.filter(person_id=actor.acting_for or 0, stopped_at__isnull=True).order_by(
        "pk"
    )
    rows = list(mine)
    letters = ""
    if any(one.kind == Channel.LETTER for one in rows):
        person = Person.objects.get(pk=rows[0].person_id)
        letters = letters_stand(person, at=clock.now())
    has_push = bool(settings.VAPID_CONTACT and settings.KEYS.vapid)
    return render(
        request,
        "home/contacts/index.html",
        {
            "heading": t("届け先"),
            "contacts": rows,
            "failed": failed,
            "has_letter": bool(letters),
            "letters": letters,
            "push_key": public_key(settings.KEYS.vapid) if has_push else "",
        },
        status=422 if failed else 200,
    )


def _person(actor: Actor) -> Person:
    person = Person.objects.filter(pk=actor.acting_for).first() if actor.acting_for is not None else None
    if person is None:
        raise Http404("nobody is known yet behind this login")
    thing = ContactPoint(person_id=person.pk, municipality_id=person.municipality_id)
    require(actor, Verb.CHANGE, thing, at=clock.now())
    return person


def _own(actor: Actor, row: UUID, verb: Verb = Verb.CHANGE) -> ContactPoint:
    contact = ContactPoint.objects.filter(row=row, person_id=actor.acting_for or 0).first()
    if contact is None:
        raise Http404("no such contact point")
    require(actor, verb, contact, at=clock.now())
    return contact


def _why(confirmed: actions.Confirmed) -> str:
    if confirmed is actions.Confirmed.EXPIRED:
        return t("この番号はもう使えません。「もう一度送る」を押してください")
    return t("番号がちがいます。メールをもう一度見てください")


def _language() -> str:
    return get_language() or "ja"


def _too_many() -> str:
    return t("登録できるのは5つまでです。使っていないものを止めてから、もう一度登録してください")
