"""Addresses of wordings, fakes and wrong notices (文面・にせもの・まちがい) at the desk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
