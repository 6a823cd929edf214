"""Addresses of planned notices (お知らせの予定) at the desk."""

from django.urls import URLPattern, path

from todoke.apps.desk.notices import views

urlpatterns: list[URLPattern] = [path("notices/", views.index, name="notices")]
