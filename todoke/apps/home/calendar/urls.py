"""Addresses of calendar feeds (カレンダー)."""

from django.urls import URLPattern, path

from todoke.apps.home.calendar import views

urlpatterns: list[URLPattern] = [
    path("calendar/", views.index, name="calendar"),
    path("calendar/<uuid:row>/end/", views.end, name="calendar_end"),
]
