"""Addresses of who sends (送り主)."""

from django.urls import URLPattern, path

from todoke.apps.home.senders import views

urlpatterns: list[URLPattern] = [path("senders/", views.show, name="senders")]
