"""Addresses of what is held about oneself (わたしの情報)."""

from django.urls import URLPattern, path

from todoke.apps.home.data import card_views, views

urlpatterns: list[URLPattern] = [
    path("data/", views.index, name="data"),
    path("data/readers/", views.readers, name="data_readers"),
    path("data/card/", card_views.card, name="data_card"),
    path("data/export/", views.export, name="data_export"),
    path("data/delete/", views.delete, name="data_delete"),
]
