"""Addresses of the portal."""

from django.urls import path

from todoke.apps.portal.views import finder, open_pages, programs, results

app_name = "portal"

urlpatterns = [
    path("", open_pages.start, name="start"),
    path("coverage/", open_pages.coverage, name="coverage"),
    path("privacy/", open_pages.privacy, name="privacy"),
    path("programs/", programs.index, name="programs"),
    path("programs/<slug:program_id>/", programs.show, name="program"),
    path("programs/<slug:program_id>/counter/", results.counter_sheet, name="counter"),
    path("finder/", finder.resume, name="finder"),
    path("finder/answers/", finder.answers, name="answers"),
    path("finder/forget/", finder.forget, name="forget"),
    path("finder/results/", results.index, name="results"),
    path("finder/results/print/", results.print_sheet, name="print"),
    path("finder/<str:question_id>/", finder.question, name="question"),
]
