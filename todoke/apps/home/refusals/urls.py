"""Addresses of payments to be refused (支給の辞退)."""

from django.urls import URLPattern, path

from todoke.apps.home.refusals import views

urlpatterns: list[URLPattern] = [
    path("payments/<uuid:row>/refuse/", views.refuse, name="payment_refuse"),
]
