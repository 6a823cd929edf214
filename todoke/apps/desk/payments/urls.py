"""Addresses of payments that need no application (申請のいらない支給) at the desk."""

from django.urls import URLPattern, path

from todoke.apps.desk.payments import views

urlpatterns: list[URLPattern] = [
    path("payments/", views.index, name="payments"),
    path("payments/settle/", views.settle_due, name="payments_settle"),
    path("payments/<uuid:row>/", views.exception, name="payment"),
]
