"""Addresses of texts of consent as they were shown (同意の文)."""

from django.urls import URLPattern, path

from todoke.apps.home.terms import views

app_name = "terms"
urlpatterns: list[URLPattern] = [path("<slug:purpose>/<int:version>/", views.show, name="show")]
