"""Addresses of payments that need no application (申請のいらない支給) at the desk."""

from django.urls import URLPattern, path

from todoke.apps.desk.payments import exception_views, views

urlpatterns: list[URLPattern] = [
    path("payments/", views.index, name="payments"),
    path("payments/settle/", views.settle_due, name="payments_settle"),
    path("payments/<uuid:row>/", exception_views.exception, name="payment"),
    path("payments/<uuid:row>/account/", exception_views.account, name="payment_account"),
    path("payments/<uuid:row>/payee/", exception_views.payee, name="payment_payee"),
]
