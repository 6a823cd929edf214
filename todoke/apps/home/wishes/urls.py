"""Addresses of how to be told (受け取り方)."""

from django.urls import URLPattern, path

from todoke.apps.home.wishes import views

urlpatterns: list[URLPattern] = [
    path("wishes/", views.decide, name="wishes"),
    path("wishes/none/", views.want_nothing, name="wishes_none"),
]
