"""Views of one item that is held: its value, where from, who read it and why; taken back, put right, deleted."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from todoke.apps.access.domain.actors import Actor, Assurance
from todoke.apps.access.domain.deciding import may
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.consent.actions.asking import withdraw
from todoke.apps.consent.actions.correcting import CorrectionError, tell_wrong
from todoke.apps.consent.actions.reading import note_looked
from todoke.apps.consent.models import Consent, Correction
from todoke.apps.consent.queries.corrections import corrections_of
from todoke.apps.consent.queries.record import standing_consents, usages
from todoke.apps.home.consents.showing import receiver_name
from todoke.apps.home.consents.words import purpose_words
from todoke.apps.home.data.forms import WrongForm
from todoke.apps.home.data.items import BASICS, HeldItem, earlier_of, held_items, value_of
from todoke.apps.home.data.persons import own_thing, whose
from todoke.apps.home.data.reading import lines_of
from todoke.apps.identity.gate import resident
from todoke.apps.notices.actions.hints import cancel_hints_of_item
from todoke.apps.people.actions.households import PeopleError
from todoke.apps.people.actions.leaving import forget_item
from todoke.apps.people.models import Person
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.base import clock
from todoke.rules.household import MUNICIPALITY
from todoke.ui.words import t

_SHOWN = 10
"""Readings of the item on its page; all of them stand on their own page."""


@require_safe
@resident(verb=Verb.SEE)
def item(request: HttpRequest, actor: Actor, item: str) -> HttpResponse:
    """Show one item whole."""
    person, held = _held(actor, item, Verb.SEE)
    content, at = rulebook().content, clock.now()
    verb = Verb.PREVIEW if held.id in BASICS else Verb.SEE
    sees = may(actor, verb, own_thing(person), at=at)
    if sees:
        note_looked(actor, person, held.id, at=at)
    sees_log = may(actor, Verb.SEE_LOG, own_thing(person), at=at)
    corrections = corrections_of(person.pk, held.id)
    found = usages(person.pk, at=at, limit=_SHOWN + 1, items=held.names) if sees_log else []
    return render(
        request,
        "home/data/item.html",
        {
            "heading": held.label,
            "held": held,
            "value": value_of(person, held, content) if sees else None,
            "consents": [
                {
                    "consent": one,
                    "purpose": purpose_words(one.purpose),
                    "who": receiver_name(one.receiver),
                }
                for one in _consents(person, held)
            ],
            "rows": lines_of(found[:_SHOWN], content),
            "has_more": len(found) > _SHOWN,
            "sees_log": sees_log,
            "corrections": corrections[:_SHOWN],
            "earlier": earlier_of(person, held, content) if sees else [],
            "can_tell": all(one.state != Correction.State.OPEN for one in corrections)
            and may(actor, Verb.CORRECT, own_thing(person), at=at),
            "may_forget": held.id != MUNICIPALITY and actor.mandate is None,
            "told": request.GET.get("told") == "1",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@resident(verb=Verb.CORRECT)
def wrong(request: HttpRequest, actor: Actor, item: str) -> HttpResponse:
    """Take in that an item is wrong, in somebody's own words."""
    person, held = _held(actor, item, Verb.CORRECT)
    form = WrongForm()
    if request.method == "POST":
        form = WrongForm.of(request.POST)
        try:
            tell_wrong(person, held.id, form.words, by=actor, at=clock.now())
        except CorrectionError as error:
            form = form.refused(error.code)
        else:
            response = redirect("home:data_item", held.id)
            response["Location"] += "?told=1"
            return response
    return render(
        request,
        "home/data/wrong.html",
        {
            "heading": t("まちがいを知らせる"),
            "held": held,
            "form": form,
            "errors": form.summary,
            "who": receiver_name(person.municipality_id),
        },
        status=422 if form.error else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@resident(Assurance.CARD, verb=Verb.ERASE)
def forget(request: HttpRequest, actor: Actor, item: str) -> HttpResponse:
    """Ask once more, then delete one item and take back what was agreed to for it."""
    person, held = _held(actor, item, Verb.ERASE)
    if request.method == "POST":
        at = clock.now()
        try:
            for consent in _consents(person, held):
                if consent.basis == Consent.Basis.CONSENT:
                    withdraw(consent, by=actor, at=at, cancel=cancel_hints_of_item)
            forget_item(person=person, item=held.id, by=actor, content=rulebook().content, at=at)
        except PeopleError:
            raise Http404("not to be deleted alone") from None
        response = redirect("home:data")
        response["Location"] += "?gone=1"
        return response
    return render(
        request,
        "home/data/forget.html",
        {"heading": t("%(item)sを消す", item=held.label), "held": held, "consents": _consents(person, held)},
    )


def _held(actor: Actor, item: str, verb: Verb) -> tuple[Person, HeldItem]:
    """Return whose item it is, and the item. Raises Http404, RefusedError."""
    person = whose(actor, verb)
    if person is not None:
        for held in held_items(person, actor, rulebook().content):
            if held.id == item:
                return person, held
    raise Http404("nothing of this is held")


def _consents(person: Person, held: HeldItem) -> list[Consent]:
    return [one for one in standing_consents(person.pk, at=clock.now()) if one.item in held.names]
