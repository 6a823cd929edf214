"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the accounts with Django."""

    name = "todoke.apps.accounts"
    verbose_name = "職員のアカウント"
