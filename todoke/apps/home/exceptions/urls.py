"""Addresses of lifted programs (配慮区分の例外)."""

from django.urls import URLPattern, path

from todoke.apps.home.exceptions import views

urlpatterns: list[URLPattern] = [path("exceptions/", views.show, name="exceptions")]
