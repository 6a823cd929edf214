"""Addresses of planned notices (お知らせの予定) at the desk."""

from django.urls import URLPattern, path

from todoke.apps.desk.notices import views

urlpatterns: list[URLPattern] = [
    path("notices/", views.index, name="notices"),
    path("notices/plans/<int:plan_id>/", views.plan, name="notice_plan"),
    path("notices/plans/<int:plan_id>/approve/", views.approve, name="notice_plan_approve"),
    path("notices/plans/<int:plan_id>/drop/", views.drop, name="notice_plan_drop"),
    path("notices/plans/<int:plan_id>/stop/", views.stop, name="notice_plan_stop"),
    path("notices/lifts/", views.lifts, name="notice_lifts"),
    path("notices/lifts/<int:lift_id>/", views.decide_lift, name="notice_lift"),
    path("notices/openings/", views.ask_opening, name="notice_openings"),
    path("notices/openings/<int:opening_id>/", views.decide_opening, name="notice_opening"),
]
