"""Addresses of what leaves (発送) at the desk."""

from django.urls import URLPattern, path

from todoke.apps.desk.outbox import views

urlpatterns: list[URLPattern] = [
    path("outbox/", views.index, name="outbox"),
    path("outbox/retry/", views.retry, name="outbox_retry"),
]
