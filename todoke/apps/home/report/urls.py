"""Addresses of reports of a fake (にせものの知らせ)."""

from django.urls import URLPattern, path

from todoke.apps.home.report import views

urlpatterns: list[URLPattern] = [
    path("report/", views.report, name="report"),
    path("report/thanks/", views.reported, name="reported"),
]
