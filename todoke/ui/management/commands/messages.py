"""Collects the words of all pages into the catalogs, or reports what the catalogs lack."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from todoke.ui import catalogs


class Command(BaseCommand):
    """``collect`` writes the catalogs, ``check`` fails when a translation is missing."""

    help = "Collect the words of all pages into locale/, or check that every one is translated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Choose what to do."""
        parser.add_argument("task", choices=("collect", "check"))

    def handle(self, *args: Any, task: str, **options: Any) -> None:
        """Do it."""
        root = Path(catalogs.__file__).parents[1]
        folder = Path(settings.LOCALE_PATHS[0])
        used = catalogs.used_messages(root)
        if task == "collect":
            catalogs.collect(folder, used)
        found = catalogs.gaps(folder, used)
        for gap in found:
            self.stdout.write(f"{gap.locale}: {gap.reason}: {gap.message}")
        if task == "check" and found:
            raise CommandError(
                f"{len(found)} translations to do. Write them in locale/*/LC_MESSAGES/django.po."
            )
