"""Loads data/municipalities.csv into the table of municipalities."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from todoke.apps.places.actions import record_bodies, record_municipalities
from todoke.base import municipalities


class Command(BaseCommand):
    """Loads the reference file; running it again changes nothing."""

    help = "Load data/municipalities.csv."

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        """Load the file and say what changed."""
        path = settings.DATA_DIR / "municipalities.csv"
        try:
            reference = municipalities.load(path)
        except (OSError, municipalities.MunicipalityFileError) as error:
            raise CommandError(f"data/{path.name}: {error}") from error
        recorded = record_municipalities(reference=reference)
        record_bodies(reference=reference)
        if verbosity:
            self.stdout.write(
                f"区市町村: 追加 {len(recorded.added)}、変更 {len(recorded.changed)}、"
                f"参照データにないが残したもの {len(recorded.kept)}"
            )
