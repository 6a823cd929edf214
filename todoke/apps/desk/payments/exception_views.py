"""Views of one payment a machine must not decide (担当が確かめる支給): whom it may go to, accounts, the decision."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import may, require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.accounts.models import Account
from todoke.apps.audit.actions import note
from todoke.apps.consent.models import AccessEntry
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.desk.payments.lines import Payable, line_of, payable_to, paying
from todoke.apps.desk.people.forms import read_day
from todoke.apps.entitlements.accounts import PURPOSE, decide_claim, record_account
from todoke.apps.entitlements.actions import EntitlementError, decide_exception, look_again
from todoke.apps.entitlements.models import Entitlement
from todoke.apps.entitlements.programs import find_program
from todoke.apps.people.models import Person
from todoke.apps.people.queries import matter_of
from todoke.apps.people.queries.statements import PUBLIC_ACCOUNT
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock


@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def exception(request: HttpRequest, account: Account, row: UUID) -> HttpResponse:
    """Show one, which those concerned read of in their record, and decide it."""
    found, actor = _found(request, row)
    if request.method == "POST":
        return _decided(request, found, actor)
    is_open = found.state == Entitlement.State.EXCEPTION
    payable = _payable(found, actor) if is_open else []
    if is_open:
        _noted(found, payable, actor)
    return page(
        request,
        account,
        "desk/payments/show.html",
        "担当が確かめる支給",
        one=line_of(found),
        is_open=is_open,
        payable=payable,
        today=clock.today(),
        may_decide=may(actor, Verb.CHANGE, found, at=clock.now()),
    )


@require_POST
@staff()
def account(request: HttpRequest, account: Account, row: UUID) -> HttpResponse:
    """Record whether somebody has an account in the register, and divide the payment anew."""
    found, actor = _found(request, row)
    at = clock.now()
    person = _chosen(request.POST.get("who", ""), _payable(found, actor))
    said, as_of = request.POST.get("has", ""), read_day(request.POST.get("as_of", ""))
    if person is None or said not in ("yes", "no"):
        tell(request, "だれの口座かと、登録があるかを選んでください。", kind="error")
    elif as_of is None or as_of > clock.today():
        tell(request, "確かめた日を 2026-11-22 のように、今日までの日で書いてください。", kind="error")
    else:
        record_account(person, has_one=said == "yes", as_of=as_of, by=actor, at=at)
        _again(request, found)
    return redirect("desk:payment", row)


@require_POST
@staff()
def payee(request: HttpRequest, account: Account, row: UUID) -> HttpResponse:
    """Record who is paid for a child, as the office decided on papers, and divide the payment anew."""
    found, actor = _found(request, row)
    at = clock.now()
    require(actor, Verb.CHANGE, found, at=at)
    person = _chosen(request.POST.get("who", ""), _payable(found, actor))
    if person is None or person.pk == found.person_id:
        tell(request, "だれに支給するかを選んでください。", kind="error")
    else:
        decide_claim(person, found.person, by=actor, at=at)
        _again(request, found)
    return redirect("desk:payment", row)


def _again(request: HttpRequest, found: Entitlement) -> None:
    program = find_program(found.program_id)
    if program is not None:
        look_again(found, program, on=clock.today(), at=clock.now())
    if found.state == Entitlement.State.EXCEPTION:
        tell(request, f"記録しました。まだ確かめることがあります: {found.get_why_display()}")
    else:
        tell(request, "記録しました。ほかの人と同じように知らせ、断られなければ支給します。")


def _decided(request: HttpRequest, found: Entitlement, actor: Actor) -> HttpResponse:
    choice, at = request.POST.get("do", ""), clock.now()
    if choice not in ("pay", "leave"):
        tell(request, "「支給する」か「支給しない」を選んでください。", kind="error")
        return redirect("desk:payment", found.row)
    payable = _payable(found, actor)
    person = _chosen(request.POST.get("who", ""), payable)
    if person is None and len(payable) == 1:
        person = payable[0].person
    if choice == "pay" and person is None and payable:
        tell(request, "だれに支給するかを選んでください。", kind="error")
        return redirect("desk:payment", found.row)
    try:
        paid_to = None if person is None else person.pk
        decide_exception(found, is_paid=choice == "pay", by=actor, at=at, payee=paid_to)
        tell(request, "支給することにしました。" if choice == "pay" else "支給しないことにしました。")
    except EntitlementError as error:
        tell(request, str(error), kind="error")
    return redirect("desk:payments")


def _found(request: HttpRequest, row: UUID) -> tuple[Entitlement, Actor]:
    found = Entitlement.objects.select_related("municipality", "person").filter(row=row).first()
    if found is None:
        raise Http404
    actor = paying(request)
    require(actor, Verb.SEE, found, at=clock.now())
    return found, actor


def _payable(found: Entitlement, actor: Actor) -> list[Payable]:
    on = clock.today()
    protects = may(actor, Verb.SEE_SHIELDED, matter_of(found.person, on=on), at=clock.now())
    return payable_to(found, protects=protects, on=on)


def _chosen(text: str, payable: list[Payable]) -> Person | None:
    return next((one.person for one in payable if str(one.person.pk) == text), None)


def _noted(found: Entitlement, payable: list[Payable], actor: Actor) -> None:
    """Write into the record of each who was shown that an office saw them, and into the audit."""
    at = clock.now()
    note(
        actor=actor,
        verb=Verb.SEE,
        thing="entitlement",
        ref=found.pk,
        area=found.municipality_id,
        at=at,
        said={"purpose": PURPOSE},
    )
    with everywhere("payment"):
        AccessEntry.objects.bulk_create(
            [
                AccessEntry(
                    person_id=one.person.pk,
                    municipality_id=found.municipality_id,
                    at=at,
                    actor_kind=actor.kind.value,
                    receiver=found.municipality_id,
                    receiver_name=found.municipality.name,
                    action="decide_payment",
                    purpose=PURPOSE,
                    basis="statute",
                    items=["basics.name", PUBLIC_ACCOUNT],
                )
                for one in payable
            ]
        )
