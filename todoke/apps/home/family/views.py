"""Views of the family (家族): who is related, on what evidence; nobody a shield hides is in any of them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.home.family.forms import ChildForm, EvidenceForm
from todoke.apps.identity.gate import resident
from todoke.apps.mandates.actions import note_use
from todoke.apps.people.actions import PeopleError, dispute_kinship, end_kinship, show_evidence, tell_of_child
from todoke.apps.people.domain.evidence import evidence_kinds
from todoke.apps.people.models import Kinship, Person
from todoke.apps.people.queries import matter_of
from todoke.apps.people.queries.kin import family_of, far_of
from todoke.base import clock
from todoke.ui.formats import month
from todoke.ui.words import Words, t


def _kind_words(row: Kinship, person_id: int) -> Words:
    if row.person_id == person_id:
        return {
            "parent_of": t("お子さん"),
            "guardian_of": t("あなたが後見人の人"),
            "spouse": t("配偶者"),
            "partner": t("パートナー"),
            "same_livelihood": t("生計を同じくする人"),
        }[row.kind]
    return {
        "parent_of": t("親"),
        "guardian_of": t("後見人"),
        "spouse": t("配偶者"),
        "partner": t("パートナー"),
        "same_livelihood": t("生計を同じくする人"),
    }[row.kind]


def _status_words(row: Kinship) -> Words:
    if row.status == "confirmed":
        return t("役所が確かめました")
    if row.status == "disputed":
        return t("役所が確かめています")
    if row.evidence.all():
        return t("書類を待っています")
    return t("あなたが伝えました(まだ確かめていません)")


def _line(row: Kinship, person_id: int) -> dict[str, object]:
    far = far_of(row, person_id)
    low, high = far.birth_low, far.birth_high
    return {
        "row": row,
        "kind": _kind_words(row, person_id),
        "status": _status_words(row),
        "month": month(low) if (low.year, low.month) == (high.year, high.month) else "",
        "is_told_by_me": row.person_id == person_id,
    }


def _own(actor: Actor, verb: Verb) -> Person | None:
    """Return whose family it is, having asked whether the actor may; None before anybody was taken in."""
    person = Person.objects.filter(pk=actor.acting_for or 0).first()
    if person is not None:
        at = clock.now()
        require(actor, verb, matter_of(person, on=at.date()), at=at)
    return person


@require_http_methods(["GET", "HEAD", "POST"])
@resident(verb=Verb.SEE)
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the family as far as it is known, and take in the month a child was born."""
    form, person, at = ChildForm(), _own(actor, Verb.SEE), clock.now()
    if request.method == "POST":
        if person is None:
            raise Http404
        _own(actor, Verb.CHANGE)
        form = ChildForm.of(request.POST)
        if form.born is not None and not form.error:
            try:
                row = tell_of_child(parent=person, born=form.born, by=actor, at=at)
            except PeopleError as error:
                form = ChildForm(form.month, str(t(str(error))))
            else:
                note_use(actor, Verb.CHANGE, "kinship", row.row, at=at)
                return redirect("home:family")
    kin = family_of(person.pk, on=at.date()) if person is not None else []
    return render(
        request,
        "home/family/show.html",
        {
            "heading": t("家族"),
            "family": [_line(row, person.pk) for row in kin] if person is not None else [],
            "form": form,
            "errors": form.summary,
            "can_tell": person is not None,
        },
        status=400 if form.error else 200,
    )


@require_safe
@resident(verb=Verb.SEE)
def evidence(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Say which documents show which relation, and where they are to be had."""
    kinds = [
        {"kind": one, "months": one.months, "name": Words(one.name), "where": Words(one.where)}
        for one in evidence_kinds().values()
    ]
    return render(request, "home/family/evidence.html", {"heading": t("関係を示す書類"), "kinds": kinds})


@require_http_methods(["GET", "HEAD", "POST"])
@resident(verb=Verb.SEE)
def one(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Show one relation, and take in which document will show it."""
    person, found = _found(actor, row, Verb.SEE)
    form = EvidenceForm(found.kind)
    if request.method == "POST":
        _own(actor, Verb.CHANGE)
        if found.person_id != person.pk:
            raise Http404
        form = EvidenceForm.of(request.POST, shows=found.kind)
        if not form.errors and form.issued_on is not None:
            try:
                show_evidence(
                    kinship=found,
                    kind=form.kind,
                    how=form.how,
                    issued_on=form.issued_on,
                    by=actor,
                    at=clock.now(),
                )
            except PeopleError as error:
                form = form.refused(str(t(str(error))))
            else:
                note_use(actor, Verb.CHANGE, "kinship", found.row, at=clock.now())
                return redirect("home:family_one", found.row)
    papers = [
        {"name": Words(evidence_kinds()[paper.kind].name), "paper": paper} for paper in found.evidence.all()
    ]
    return render(
        request,
        "home/family/one.html",
        {
            "heading": t("家族の関係"),
            **_line(found, person.pk),
            "papers": papers,
            "form": form,
            "errors": form.summary,
            "asks": found.person_id == person.pk and found.status == "stated",
        },
        status=400 if form.errors else 200,
    )


@require_POST
@resident(verb=Verb.CHANGE)
def end(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Take back what one told oneself; what an office confirmed is ended at the office."""
    person, found = _found(actor, row, Verb.CHANGE)
    if found.person_id != person.pk or found.status != "stated":
        raise Http404
    at = clock.now()
    end_kinship(row=found.row, until_on=at.date(), by=actor, at=at)
    note_use(actor, Verb.CHANGE, "kinship", found.row, at=at)
    return redirect("home:family")


@require_http_methods(["GET", "HEAD", "POST"])
@resident(verb=Verb.CORRECT)
def dispute(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Tell the office that a relation it confirmed is not so; until it has decided nobody may act upon it."""
    person, found = _found(actor, row, Verb.CORRECT)
    if found.status != "confirmed":
        raise Http404
    if request.method == "POST":
        at = clock.now()
        dispute_kinship(kinship=found, by=actor, at=at)
        note_use(actor, Verb.CORRECT, "kinship", found.row, at=at)
        return redirect("home:family_one", found.row)
    return render(
        request,
        "home/family/dispute.html",
        {"heading": t("この関係はちがうと伝える"), **_line(found, person.pk)},
    )


def _found(actor: Actor, row: UUID, verb: Verb) -> tuple[Person, Kinship]:
    person = _own(actor, verb)
    if person is None:
        raise Http404
    kin = family_of(person.pk, on=clock.today())
    found = next((one for one in kin if one.row == row), None)
    if found is None:
        raise Http404
    return person, found
