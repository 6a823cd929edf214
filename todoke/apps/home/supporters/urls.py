"""Addresses of supporters (支援者)."""

from django.urls import URLPattern, path

from todoke.apps.home.supporters import views

urlpatterns: list[URLPattern] = [
    path("supporters/", views.show, name="supporters"),
    path("supporters/new/", views.new, name="supporter_new"),
    path("supporters/take-up/", views.take_up_one, name="supporter_take_up"),
    path("supporters/<uuid:row>/paper/", views.paper, name="supporter_paper"),
    path("supporters/<uuid:row>/end/", views.end, name="supporter_end"),
    path("act-for/end/", views.switch_back, name="act_for_end"),
    path("act-for/<uuid:row>/", views.act_for, name="act_for"),
]
