"""Addresses of whether a notice is ours (お知らせが本物か確かめる)."""

from django.urls import URLPattern, path

from todoke.apps.home.check import views

urlpatterns: list[URLPattern] = [path("check/", views.show, name="check")]
