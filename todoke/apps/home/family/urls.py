"""Addresses of the family (家族)."""

from django.urls import URLPattern, path

from todoke.apps.home.family import views

urlpatterns: list[URLPattern] = [
    path("family/", views.show, name="family"),
    path("family/evidence/", views.evidence, name="family_evidence"),
    path("family/<uuid:row>/", views.one, name="family_one"),
    path("family/<uuid:row>/dispute/", views.dispute, name="family_dispute"),
    path("family/<uuid:row>/end/", views.end, name="family_end"),
]
