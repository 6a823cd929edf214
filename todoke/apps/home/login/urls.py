"""Addresses of logging in (ログイン) and out, in each language; they stand at the root of the site."""

from django.urls import URLPattern, path

from todoke.apps.home.login import first_views, mail_views, views

app_name = "login"
urlpatterns: list[URLPattern] = [
    path("login/", views.start, name="start"),
    path("login/card/", views.card, name="card"),
    path("login/stronger/", views.stronger, name="stronger"),
    path("login/other-ways/", views.other_ways, name="other_ways"),
    path("login/mail/", mail_views.ask, name="mail"),
    path("login/mail/code/", mail_views.take, name="mail_code"),
    path("login/first/<uuid:row>/", first_views.keep, name="first"),
    path("logout/", views.logout, name="logout"),
]
