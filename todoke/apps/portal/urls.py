"""Addresses of the portal."""

from django.urls import path

from todoke.apps.portal.views import (
    finder,
    life_events,
    open_data,
    open_pages,
    programs,
    progress,
    quality,
    records,
    results,
    search,
)

app_name = "portal"

urlpatterns = [
    path("", open_pages.start, name="start"),
    path("coverage/", open_pages.coverage, name="coverage"),
    path("privacy/", open_pages.privacy, name="privacy"),
    path("programs/", programs.index, name="programs"),
    path("programs/<slug:program_id>/", programs.show, name="program"),
    path("programs/<slug:program_id>/counter/", results.counter_sheet, name="counter"),
    path("events/", life_events.index, name="life_events"),
    path("events/<slug:key>/", life_events.show, name="life_event"),
    path("quality/", quality.index, name="quality"),
    path("quality/<str:number>/", quality.show, name="quality_of"),
    path("search/", search.index, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("digital/", progress.digital, name="digital"),
    path("open-data/", open_data.show, name="open_data"),
    path("id/<str:number>.json", records.show_json, name="record_json"),
    path("id/<str:number>/", records.show, name="record"),
    path("id/<str:number>/history/", records.show_history, name="record_history"),
    path("id/<str:number>/correct/", records.correct, name="correct"),
    path("id/<str:number>/corrected/", records.corrected, name="corrected"),
    path("finder/", finder.resume, name="finder"),
    path("finder/answers/", finder.answers, name="answers"),
    path("finder/forget/", finder.forget, name="forget"),
    path("finder/results/", results.index, name="results"),
    path("finder/results/print/", results.print_sheet, name="print"),
    path("finder/<str:question_id>/", finder.question, name="question"),
]
