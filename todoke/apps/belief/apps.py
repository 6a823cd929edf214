"""Registers the room with Django."""

from django.apps import AppConfig


class BeliefConfig(AppConfig):
    """Why a notice can be believed (本物の確かめ)."""

    name = "todoke.apps.belief"
    verbose_name = "本物の確かめ"
