"""Views of residents (住民) at the desk: one person at a time, for a purpose, and never past a shield."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.apps.access.acting import actor_of
from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import may
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.accounts.models import Account, Role
from todoke.apps.audit.actions import note
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.desk.people.entering import SOUGHT, let_in, read_uuid
from todoke.apps.desk.people.forms import PURPOSES, FindForm, read_day
from todoke.apps.identity.actions.visits import end_all_visits
from todoke.apps.mandates.actions import end_mandates_of
from todoke.apps.notices.actions import cancel_hints_of_dead
from todoke.apps.people.actions import (
    PeopleError,
    confirm_kinship,
    end_shield,
    record_death,
    settle_kinship,
    shield,
)
from todoke.apps.people.models import Basics, Evidence, Kinship, Person, Shield
from todoke.apps.people.queries import found_by_name, kin_at_the_desk, login_of, matter_of
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock

_NOBODY = "見つかりません。氏名と生年月日を確かめてください。ほかの区市町村の人と、見せられない人も出ません"


@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def index(request: HttpRequest, account: Account) -> HttpResponse:
    """Find one person by the whole name and date of birth, for a purpose; there is no list to leaf through."""
    form, failed = FindForm(), ""
    if request.method == "POST":
        form = FindForm.of(request.POST)
        if not form.errors:
            found = _found(request, form)
            if found is not None:
                request.session[SOUGHT] = {str(found.row): form.purpose}
                return redirect("desk:person", str(found.row))
            failed = _NOBODY
    status = 400 if form.errors else 200
    return page(
        request,
        account,
        "desk/people/index.html",
        "住民",
        form=form,
        failed=failed,
        purposes=PURPOSES,
        is_keeper=account.bodies(Role.KEEPER).exists(),
        status=status,
    )


def _found(request: HttpRequest, form: FindForm) -> Basics | None:
    born = read_day(form.born)
    if born is None:
        return None
    actor = replace(actor_of(request), purpose=form.purpose)
    at = clock.now()
    for basics in found_by_name(form.name, born):
        if may(actor, Verb.SEE, matter_of(basics.person, on=at.date()), at=at):
            return basics
    return None


@require_safe
@staff()
def show(request: HttpRequest, account: Account, row: str) -> HttpResponse:
    """Show one person; every look is in the audit with its purpose."""
    basics, actor = let_in(request, row, Verb.SEE)
    person, at = basics.person, clock.now()
    note(
        actor=actor,
        verb=Verb.SEE,
        thing="basics",
        ref=basics.row,
        area=person.municipality_id,
        at=at,
        said={"purpose": actor.purpose},
    )
    return page(
        request,
        account,
        "desk/people/show.html",
        "住民の情報",
        basics=basics,
        person=person,
        purpose=PURPOSES[actor.purpose],
        kin=_kin(person, actor, at),
        may_shield=may(actor, Verb.SHIELD, matter_of(person, on=at.date()), at=at),
        death=getattr(person, "death", None),
    )


@require_POST
@staff()
def confirm(request: HttpRequest, account: Account, row: str, evidence: str) -> HttpResponse:
    """Let a kinship count, having seen its evidence."""
    basics, actor = let_in(request, row, Verb.CORRECT)
    found = Evidence.objects.filter(row=read_uuid(evidence), person=basics.person).first()
    if found is None or found.kinship not in _kin(basics.person, actor, clock.now()):
        raise Http404
    try:
        confirm_kinship(evidence=found, by=actor, at=clock.now())
    except PeopleError as error:
        tell(request, str(error), kind="error")
    else:
        tell(request, "関係を、確かめたものとして記録しました")
    return redirect("desk:person", row)


@require_POST
@staff(Role.APPROVER)
def settle(request: HttpRequest, account: Account, row: str, kinship: UUID) -> HttpResponse:
    """Decide on a kinship one of the two says is not so."""
    basics, actor = let_in(request, row, Verb.CORRECT)
    found = next((one for one in _kin(basics.person, actor, clock.now()) if one.row == kinship), None)
    if found is None:
        raise Http404
    try:
        settle_kinship(kinship=found, holds=request.POST.get("holds") == "1", by=actor, at=clock.now())
    except PeopleError as error:
        tell(request, str(error), kind="error")
    else:
        tell(request, "関係について決めたことを記録しました")
    return redirect("desk:person", row)


@require_POST
@staff()
def death(request: HttpRequest, account: Account, row: str) -> HttpResponse:
    """Record a death; visits and mandates end with it, and no hint that waits leaves any more."""
    basics, actor = let_in(request, row, Verb.CHANGE)
    on = read_day(request.POST.get("on", ""))
    if on is None:
        tell(request, "亡くなった日を 2026-11-22 のように書いてください", kind="error")
        return redirect("desk:person", row)
    try:
        record_death(
            person=basics.person,
            on=on,
            source="届出",
            by=actor,
            at=clock.now(),
            endings=[_end_visits_of, end_mandates_of, cancel_hints_of_dead],
        )
    except PeopleError as error:
        tell(request, str(error), kind="error")
    else:
        tell(request, "死亡を記録しました。お知らせと、代わりの操作は止まります")
    return redirect("desk:person", row)


@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def shielding(request: HttpRequest, account: Account, row: str) -> HttpResponse:
    """Raise a shield around somebody; only for the section that keeps them."""
    basics, actor = let_in(request, row, Verb.SHIELD)
    person, failed = basics.person, ""
    if request.method == "POST":
        failed = _raise(request, person, actor)
        if not failed:
            tell(request, "支援措置を記録しました")
            return redirect("desk:person_shield", row)
    return page(
        request,
        account,
        "desk/people/shield.html",
        "支援措置",
        basics=basics,
        shields=Shield.objects.filter(person=person).prefetch_related("against").order_by("-from_on", "-pk"),
        failed=failed,
        today=clock.today(),
        status=400 if failed else 200,
    )


@require_POST
@staff()
def shield_ends(request: HttpRequest, account: Account, row: str, shield_id: int) -> HttpResponse:
    """Let a shield end with a day."""
    basics, actor = let_in(request, row, Verb.SHIELD)
    found = Shield.objects.filter(pk=shield_id, person=basics.person).first()
    if found is None:
        raise Http404
    last = read_day(request.POST.get("until", ""))
    try:
        if last is None:
            raise PeopleError("終わりの日を 2026-11-22 のように書いてください")
        end_shield(standing_shield=found, until_on=last, by=actor, at=clock.now())
    except PeopleError as error:
        tell(request, str(error), kind="error")
    else:
        tell(request, "支援措置の終わりの日を記録しました")
    return redirect("desk:person_shield", row)


def _raise(request: HttpRequest, person: Person, actor: Actor) -> str:
    """Record what was filled in; return what is wrong."""
    first, last = read_day(request.POST.get("from", "")), read_day(request.POST.get("until", ""))
    if first is None or (request.POST.get("until", "").strip() and last is None):
        return "日は 2026-11-22 のように書いてください"
    who = request.POST.get("who", "")
    if who not in ("everybody", "one"):
        return "だれに対する支援措置かを選んでください"
    others: list[Person] = []
    if who == "one":
        name, born = request.POST.get("name", "")[:60].strip(), read_day(request.POST.get("born", ""))
        with everywhere("shield"):  # who somebody is protected from often lives elsewhere
            found = found_by_name(name, born) if name and born else []
        others = [one.person for one in found if one.person_id != person.pk]
        if not others:
            return "相手が見つかりません。わからないときは「すべての人に対して」を選んでください"
    homes = {one.household_id: one.household for one in others} if request.POST.get("household") else {}
    homes.pop(person.household_id, None)  # the protected person lives there too
    try:
        shield(
            person=person,
            from_on=first,
            until_on=last,
            by=actor,
            at=clock.now(),
            persons=others,
            households=homes.values(),
        )
    except PeopleError as error:
        return str(error)
    return ""


def _kin(person: Person, actor: Actor, at: datetime) -> list[Kinship]:
    protects = may(actor, Verb.SEE_SHIELDED, matter_of(person, on=at.date()), at=at)
    return kin_at_the_desk(person.pk, protects=protects, on=at.date())


def _end_visits_of(person_id: int, *, at: datetime) -> None:
    login = login_of(person_id)
    if login is not None:
        end_all_visits(login, at=at)
