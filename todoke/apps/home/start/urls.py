"""Addresses of the first page (マイページ)."""

from django.urls import URLPattern, path

from todoke.apps.home.start import views

urlpatterns: list[URLPattern] = [path("", views.show, name="start")]
