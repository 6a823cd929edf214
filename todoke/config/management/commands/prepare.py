"""Prepares this checkout to run: translations, database, static files, reference data."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from todoke.config.messages import compile_messages

STEPS = ("messages", "database", "static", "reference")


class Command(BaseCommand):
    """Brings everything that is derived up to date; running it again changes nothing."""

    help = "Compile translations, apply migrations, collect static files and load reference data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let one step be chosen."""
        parser.add_argument("--only", choices=STEPS)

    def handle(self, *args: Any, only: str | None = None, **options: Any) -> None:
        """Run the steps in order."""
        steps = (only,) if only else STEPS
        if "messages" in steps:
            compile_messages(settings.BASE_DIR / "locale")
        if "database" in steps:
            call_command("migrate", interactive=False, verbosity=0)
        if "static" in steps and not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        if "reference" in steps:
            call_command("load_municipalities", verbosity=0)
