"""Addresses of the design system: the gallery for developers."""

from django.urls import path

from todoke.ui import views

app_name = "ui"

urlpatterns = [path("", views.gallery, name="gallery")]
