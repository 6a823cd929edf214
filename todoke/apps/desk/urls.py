"""Routes of the desk. Every one asks for a signed-in member of staff (tests/apps/desk/test_gate.py)."""

from django.urls import path

from todoke.apps.desk.belief.urls import urlpatterns as belief
from todoke.apps.desk.notices.urls import urlpatterns as notices
from todoke.apps.desk.outbox.urls import urlpatterns as outbox
from todoke.apps.desk.payments.urls import urlpatterns as payments
from todoke.apps.desk.people.urls import urlpatterns as people
from todoke.apps.desk.views import approvals, board, bulk, editing, imports, records, repair, rules

app_name = "desk"
urlpatterns = [
    path("", board.show, name="board"),
    path("tasks/<int:task_id>/", repair.repair, name="repair"),
    path("approvals/", approvals.index, name="approvals"),
    path("approvals/<int:proposal_id>/", approvals.decide, name="approval"),
    path("approvals/<int:proposal_id>/take-back/", approvals.take_back, name="take_back"),
    path("records/", records.index, name="records"),
    path("records/new/", editing.new, name="new"),
    path("records/<str:number>/", records.show, name="record"),
    path("records/<str:number>/edit/", editing.edit, name="edit"),
    path("records/<str:number>/compare/", editing.compare, name="compare"),
    path("records/<str:number>/check/", records.check, name="check"),
    path("records/<str:number>/retire/", records.retire, name="retire"),
    path("inbox/", imports.inbox, name="inbox"),
    path("imports/", imports.index, name="imports"),
    path("imports/<int:run_id>/report.csv", imports.download, name="import_report"),
    path("bulk/", bulk.edit, name="bulk"),
    path("rules/", rules.index, name="rules"),
    path("rules/<slug:program_id>/", rules.program, name="program"),
    path("rules/<slug:program_id>/<str:begins>/<slug:condition_id>/", rules.condition, name="condition"),
    path("rules/<slug:program_id>/<str:begins>/<slug:condition_id>/preview/", rules.preview, name="preview"),
    *notices,
    *belief,
    *payments,
    *people,
    *outbox,
]
