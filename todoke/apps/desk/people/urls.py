"""Addresses of residents (住民) at the desk."""

from django.urls import URLPattern, path

from todoke.apps.desk.people import views

urlpatterns: list[URLPattern] = [path("people/", views.index, name="people")]
