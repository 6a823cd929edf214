"""Addresses of what machines fetch (機械のための道): worker, stopping by mail, calendars, the local mail sink."""

from django.urls import URLPattern, path

from todoke.apps.home.machine import views

app_name = "machine"
urlpatterns: list[URLPattern] = [
    path("worker.js", views.worker, name="worker"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("calendar/<str:token>.ics", views.calendar, name="calendar"),
    path("standin/mail/", views.mails, name="mails"),
    path("standin/mail/<int:number>/", views.mail, name="mail"),
]
