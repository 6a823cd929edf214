"""Addresses of what was sent (送ったものの台帳)."""

from django.urls import URLPattern, path

from todoke.apps.home.register import views

urlpatterns: list[URLPattern] = [path("register/", views.show, name="register")]
