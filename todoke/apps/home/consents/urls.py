"""Addresses of consents (同意した情報)."""

from django.urls import URLPattern, path

from todoke.apps.home.consents import views

urlpatterns: list[URLPattern] = [
    path("consents/", views.index, name="consents"),
    path("consents/ask/", views.ask, name="consent_ask"),
    path("consents/<uuid:row>/take-back/", views.take_back, name="consent_take_back"),
    path("agree/<uuid:row>/", views.answer, name="agree"),
]
