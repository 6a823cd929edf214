"""The list of programs with its search, and a page for each program."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.portal import answers as kept
from todoke.apps.portal import labels
from todoke.apps.portal.area import chosen_area
from todoke.apps.portal.coverage import programs
from todoke.apps.portal.records.bringing import bring
from todoke.apps.portal.search import search
from todoke.apps.portal.speech import in_page_language
from todoke.apps.registry.models import Record
from todoke.apps.registry.queries.links import dead_links
from todoke.apps.registry.queries.records import find_record, local_version
from todoke.apps.registry.queries.related import procedures_of
from todoke.apps.screening import queries
from todoke.apps.screening.domain.results import ProgramPage, VersionPage
from todoke.base import clock
from todoke.records.parts import Document
from todoke.rules.programs import LifeEvent, Topic
from todoke.ui.formats import day
from todoke.ui.topics import topic_label
from todoke.ui.words import Words, t

_LONGEST_QUERY = 100


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the programs that match the words, the topic and the life event."""
    query = request.GET.get("q", "")[:_LONGEST_QUERY].strip()
    topic, event = request.GET.get("topic", ""), request.GET.get("event", "")
    found = [
        program
        for program in search(programs(), query)
        if (topic not in set(Topic) or topic in program.topics)
        and (event not in set(LifeEvent) or event in program.life_events)
    ]
    return render(
        request,
        "portal/programs.html",
        {
            "heading": t("支援の制度をさがす"),
            "query": query,
            "area": chosen_area(request),
            "programs": found,
            "is_filtered": bool(query or topic or event),
            "topics": [
                {"code": one.value, "label": topic_label(one), "is_chosen": one == topic} for one in Topic
            ],
            "events": [
                {"code": one.value, "label": labels.life_event_label(one), "is_chosen": one == event}
                for one in LifeEvent
            ],
        },
    )


@require_safe
def show(request: HttpRequest, program_id: str) -> HttpResponse:
    """Show a program: what, who, by when, what to bring; its rule in plain words, its versions and sources."""
    on, area = clock.today(), chosen_area(request)
    told = kept.read(request).raw.get("municipality")
    try:
        page = queries.program_page(program_id, on=on, municipality=area.code if area else told)
    except queries.UnknownProgramError:
        raise Http404 from None
    version = _version(page, request.GET.get("version", ""))
    record = find_record(program_id)
    code = area.code if area else ""
    return render(
        request,
        "portal/program.html",
        {
            "heading": in_page_language(page.program.title),
            "page": page,
            "program": page.program,
            "version": version,
            "versions": [
                {"code": one.begins.isoformat(), "words": _days(one), "is_shown": one is version}
                for one in page.versions
            ],
            "first_day": day(version.begins),
            "bring": bring([Document(name=name) for name in page.program.documents]),
            "level": labels.level_label(page.program.level),
            "topics": [topic_label(topic) for topic in page.program.topics],
            "channels": [labels.channel_label(channel) for channel in page.apply.channels],
            "review_on": page.program.review_on,
            "area": area,
            "record": record,
            "local": _local(record, code),
            "is_over": all(one.ends is not None and one.ends < on for one in page.versions),
            "procedures": sorted(procedures_of(record, area=code), key=lambda one: one.pk) if record else (),
            "dead": dead_links({page.url, *(cite.url for cite in page.citations if cite.url)}),
        },
    )


def _local(record: Record | None, area: str) -> Record | None:
    """Return the municipality's own record of a program, if it has one."""
    if record is None or not area:
        return None
    local = local_version(record, area=area)
    return local if local != record and local.area == area else None


def _version(page: ProgramPage, begins: str) -> VersionPage:
    """Return the version that begins on a day, else the one in force, else the newest."""
    chosen = next((one for one in page.versions if one.begins.isoformat() == begins), None)
    current = next((one for one in page.versions if one.is_current), page.versions[-1])
    return chosen or current


def _days(version: VersionPage) -> Words:
    if version.ends is None:
        return t("%(begins)sから", begins=day(version.begins))
    return t("%(begins)sから%(ends)sまで", begins=day(version.begins), ends=day(version.ends))
