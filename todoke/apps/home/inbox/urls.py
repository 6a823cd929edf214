"""Addresses of notices and the shelf (お知らせ・棚)."""

from django.urls import URLPattern, path

from todoke.apps.home.inbox import views

urlpatterns: list[URLPattern] = [
    path("notices/", views.index, name="notices"),
    path("notices/older/<uuid:row>/", views.older, name="notices_older"),
    path("notices/away/", views.away, name="notices_away"),
    path("notices/to-all/<uuid:row>/", views.show_broadcast, name="notice_to_all"),
    path("notices/<uuid:row>/", views.show, name="notice"),
    path("notices/<uuid:row>/hide/", views.put_away_one, name="notice_hide"),
    path("notices/<uuid:row>/back/", views.bring_back, name="notice_back"),
    path("notices/<uuid:row>/stop-kind/", views.stop_kind, name="notice_stop_kind"),
    path("shelf/", views.shelf_index, name="shelf"),
    path("shelf/older/<uuid:row>/", views.shelf_older, name="shelf_older"),
]
