"""The page of a record, its history, and the way to say that something in it is wrong."""

from __future__ import annotations

from datetime import date, datetime, time

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from todoke.apps.portal.area import chosen_area, named_area, with_area
from todoke.apps.portal.forms.areas import area_choices
from todoke.apps.portal.forms.corrections import CorrectionForm
from todoke.apps.portal.municipalities import name_of
from todoke.apps.portal.records.page import RecordPage, addresses_of, page_of
from todoke.apps.portal.records.starting import Start
from todoke.apps.portal.speech import in_page_language
from todoke.apps.registry.actions.corrections import record_correction
from todoke.apps.registry.models import Record, State
from todoke.apps.registry.queries.links import dead_links
from todoke.apps.registry.queries.records import (
    everything_said,
    family_of,
    find_record,
    history,
    local_version,
    version_on,
)
from todoke.apps.registry.queries.related import procedures_of, programs_of
from todoke.base import clock
from todoke.base.municipalities import Municipality
from todoke.records.content import ProcedureContent, ProgramContent
from todoke.records.numbers import Number, NumberError
from todoke.records.parts import METROPOLIS_AREA
from todoke.ui.words import t

JSON = "application/json"


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Show a record by its permanent number, in the version of the person's municipality.

    A program that has rules has its own page; whoever asks for JSON is sent to the API.
    """
    record = _record(number)
    if _canonical(number) != number:
        return redirect("portal:record", number=record.slug, permanent=True)
    if _wants_json(request):
        return HttpResponseRedirect(reverse("api-v1:get_record", args=[record.slug]), status=303)
    area = chosen_area(request)
    if area is not None and "own" not in request.GET:
        local = local_version(record, area=area.code)
        if local != record:
            return redirect(with_area(reverse("portal:record", args=[local.slug]), named_area(request)))
    if record.rules and record.number == record.family:
        return redirect(with_area(reverse("portal:program", args=[record.rules]), named_area(request)))
    on = _day(request.GET.get("on")) or clock.today()
    version = version_on(record, on=on)
    if version is None:
        raise Http404
    content = version.content
    code = area.code if area else record.area
    page = page_of(
        record,
        version,
        on=on,
        dead=dead_links(addresses_of(version)),
        procedures=tuple(procedures_of(record, area=code)),
        programs=tuple(programs_of(record, area=code)),
        general=_general(record),
    )
    is_general = _is_general(record, page)
    return render(
        request,
        "portal/registry/record.html",
        {
            "heading": in_page_language(content.name),
            "description": in_page_language(content.summary) if content.summary else None,
            "page": page,
            "content": content,
            "record": record,
            "area": area,
            "on": None if on == clock.today() else on,
            "is_retired": record.state == State.RETIRED,
            "areas": area_choices(area),
            "is_general": is_general,
            "start": page.start or (_way_to_counter(area) if is_general else None),
            "elsewhere": _elsewhere(record),
        },
    )


@require_safe
def show_json(request: HttpRequest, number: str) -> HttpResponse:
    """Send whoever asks for the number's JSON to the API."""
    return HttpResponseRedirect(reverse("api-v1:get_record", args=[_record(number).slug]), status=303)


@require_safe
def show_history(request: HttpRequest, number: str) -> HttpResponse:
    """Show what held when, and with ``known`` what was known at the end of a day."""
    record = _record(number)
    known_on = _day(request.GET.get("known"))
    known_at = datetime.combine(known_on, time.max, tzinfo=clock.JST) if known_on is not None else None
    return render(
        request,
        "portal/registry/history.html",
        {
            "heading": t("「%(name)s」の移り変わり", name=record.name),
            "record": record,
            "lines": history(record, known_at=known_at),
            "known_on": known_on,
            "said": everything_said(record),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Let anybody say what is wrong with a record; staff decide what becomes of it."""
    record = _record(number)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        record_correction(record=record, words=form.words, source_url=form.source_url, at=clock.now())
        return redirect(reverse("portal:corrected", args=[record.slug]))
    return render(
        request,
        "portal/registry/correct.html",
        {
            "heading": t("まちがいを知らせる"),
            "record": record,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_safe
def corrected(request: HttpRequest, number: str) -> HttpResponse:
    """Thank, and say what happens next."""
    return render(
        request,
        "portal/registry/corrected.html",
        {
            "heading": t("知らせを受け取りました"),
            "record": _record(number),
        },
    )


def _record(number: str) -> Record:
    record = find_record(number)
    if record is None or record.state == State.DRAFT:
        raise Http404
    return record


def _canonical(number: str) -> str:
    try:
        return Number.parse(number).slug
    except NumberError:
        return ""


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", JSON]) == JSON


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _general(record: Record) -> ProgramContent | ProcedureContent | None:
    """Return what holds in all Tokyo of a record that a municipality has made its own."""
    if record.family == record.number:
        return None
    head = Record.objects.published().select_related("current").filter(number=record.family).first()
    return head.content if head else None


def _way_to_counter(area: Municipality | None) -> Start:
    """Return the button of what only the counters of municipalities do: choose one, then its own pages."""
    if area is None:
        return Start(t("お住まいの区市町村を選ぶ"), "#own-place")
    return Start(t("%(place)sのホームページ", place=name_of(area)), area.website)


def _is_general(record: Record, page: RecordPage) -> bool:
    """Tell whether municipalities carry a record out, each in its own way, and this one speaks for all of them.

    What only the national survey tells is nobody's here: it names laws, not counters.
    """
    is_theirs = record.level == "municipality" or page.start is None
    return is_theirs and not page.is_surveyed and record.area in ("", METROPOLIS_AREA)


def _elsewhere(record: Record) -> list[Record]:
    if record.level != "municipality":
        return []
    return [
        other for other in family_of(record) if other != record and other.area not in ("", METROPOLIS_AREA)
    ]
