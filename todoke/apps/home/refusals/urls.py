"""Addresses of payments that need no application (申請のいらない支給): all of them, and refusing one."""

from django.urls import URLPattern, path

from todoke.apps.home.refusals import payment_views, views

urlpatterns: list[URLPattern] = [
    path("payments/", payment_views.payments, name="payments"),
    path("payments/<uuid:row>/refuse/", views.refuse, name="payment_refuse"),
]
