"""Addresses of where one is logged in (ログインしている場所)."""

from django.urls import URLPattern, path

from todoke.apps.home.visits import views

urlpatterns: list[URLPattern] = [
    path("visits/", views.show, name="visits"),
    path("visits/end-others/", views.end_others, name="visits_end_others"),
    path("visits/<uuid:row>/end/", views.end_one, name="visit_end"),
]
