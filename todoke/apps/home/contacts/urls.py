"""Addresses of contact points (届け先)."""

from django.urls import URLPattern, path

from todoke.apps.home.contacts import views

urlpatterns: list[URLPattern] = [
    path("contacts/", views.index, name="contacts"),
    path("contacts/mail/", views.add_mailbox, name="contact_mail"),
    path("contacts/push/", views.add_push, name="contact_push"),
    path("contacts/letter/", views.add_letters, name="contact_letter"),
    path("contacts/<uuid:row>/number/", views.number, name="contact_number"),
    path("contacts/<uuid:row>/again/", views.again, name="contact_again"),
    path("contacts/<uuid:row>/stop/", views.stop, name="contact_stop"),
]
