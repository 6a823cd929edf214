"""Addresses of what is held about oneself (わたしの情報)."""

from django.urls import URLPattern, path

from todoke.apps.home.data import card_views, item_views, key_views, views

urlpatterns: list[URLPattern] = [
    path("data/", views.index, name="data"),
    path("data/readers/", views.readers, name="data_readers"),
    path("data/card/", card_views.card, name="data_card"),
    path("data/keys/", key_views.keys, name="data_keys"),
    path("data/keys/<uuid:row>/end/", key_views.end_key, name="data_key_end"),
    path("data/export/", views.export, name="data_export"),
    path("data/delete/", views.delete, name="data_delete"),
    path("data/<str:item>/", item_views.item, name="data_item"),
    path("data/<str:item>/wrong/", item_views.wrong, name="data_wrong"),
    path("data/<str:item>/forget/", item_views.forget, name="data_forget"),
]
