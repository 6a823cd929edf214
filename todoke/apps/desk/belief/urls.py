"""Addresses of wordings, fakes and wrong notices (文面・にせもの・まちがい) at the desk."""

from django.urls import URLPattern, path

from todoke.apps.desk.belief import views

urlpatterns: list[URLPattern] = [
    path("wordings/", views.wordings, name="wordings"),
    path("wordings/<slug:key>/", views.wording, name="wording"),
    path("wordings/<slug:key>/approve/", views.approve, name="wording_approve"),
    path("fakes/", views.fakes, name="fakes"),
    path("fakes/publish/", views.publish, name="fake_publish"),
    path("fakes/<uuid:row>/settle/", views.settle, name="fake_settle"),
    path("wrong/", views.wrong, name="wrong"),
    path("wrong/<uuid:row>/decide/", views.decide, name="wrong_decide"),
    path("stopped-rules/", views.stopped, name="rules_stopped"),
    path("stopped-rules/<int:stopped_id>/resume/", views.resume, name="rule_resume"),
    path("reach/", views.reach, name="reach"),
]
