"""Addresses of why a notice came, and what was wrong with it (わけ・まちがい)."""

from django.urls import URLPattern, path

from todoke.apps.home.wrong import views

urlpatterns: list[URLPattern] = [
    path("notices/<uuid:row>/why/", views.show_why, name="notice_why"),
    path("notices/<uuid:row>/wrong/", views.tell_wrong, name="notice_wrong"),
    path("notices/<uuid:row>/wrong/thanks/", views.told_wrong, name="notice_wrong_told"),
    path("notices/<uuid:row>/rate/", views.give_stars, name="notice_rate"),
]
