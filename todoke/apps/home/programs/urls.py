"""Addresses of what somebody can receive (わたしの制度)."""

from django.urls import URLPattern, path

from todoke.apps.home.programs import views

urlpatterns: list[URLPattern] = [path("programs/", views.index, name="programs")]
