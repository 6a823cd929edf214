"""Addresses of the list of apps (登録された民間アプリ)."""

from django.urls import URLPattern, path

from todoke.apps.home.private_apps import views

urlpatterns: list[URLPattern] = [path("apps/", views.show, name="apps")]
