"""Pages that need no answers: the start, what is covered, and how answers are handled."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from todoke.apps.portal import answers as kept
from todoke.apps.portal import labels
from todoke.apps.portal.area import chosen_area
from todoke.apps.portal.coverage import coverage as all_covered
from todoke.apps.portal.coverage import not_covered
from todoke.apps.portal.forms.areas import area_choices
from todoke.apps.portal.records.events import first_events
from todoke.ui.topics import topic_label
from todoke.ui.words import t


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the two ways in: questions and search."""
    covered = all_covered()
    return render(
        request,
        "portal/start.html",
        {
            "heading": t("受けられる支援をさがす"),
            "has_answers": kept.exist(request),
            "area": chosen_area(request),
            "areas": area_choices(chosen_area(request)),
            "events": first_events(),
            "program_count": len(covered.programs),
            "topics": [{"code": topic.value, "label": topic_label(topic)} for topic in covered.by_topic],
            "not_covered": not_covered(first_page=True),
        },
    )


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Show what is covered, how far it was checked, and what is not covered."""
    covered = all_covered()
    return render(
        request,
        "portal/coverage.html",
        {
            "heading": t("わかること・わからないこと"),
            "program_count": len(covered.programs),
            "groups": [
                {"label": topic_label(topic), "programs": programs}
                for topic, programs in covered.by_topic.items()
            ],
            "checks": [
                {"label": labels.check_label(check), "count": count}
                for check, count in covered.checks.items()
            ],
            "broken": covered.broken,
            "not_covered": not_covered(),
        },
    )


@never_cache
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Tell what happens to the answers."""
    return render(
        request,
        "portal/privacy.html",
        {"heading": t("答えの取り扱い"), "has_answers": kept.exist(request)},
    )
