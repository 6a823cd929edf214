"""Addresses of known fakes (にせもの)."""

from django.urls import URLPattern, path

from todoke.apps.home.fakes import views

urlpatterns: list[URLPattern] = [path("fakes/", views.show, name="fakes")]
