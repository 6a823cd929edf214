"""Prepares this checkout to run: translations, database, static files, reference data."""

import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from todoke.apps.audit.guards import guard_tables
from todoke.apps.belief.on_this_machine import publish_for_this_machine
from todoke.apps.people.seeding import seed_standin
from todoke.apps.registry.actions.publishing import bring_into_force
from todoke.apps.registry.seeding.loading import load_if_new
from todoke.apps.tenancy.actions import protect_tables, standing
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock
from todoke.config.messages import compile_messages
from todoke.records.files import RecordFileError

STEPS = ("messages", "database", "static", "reference", "registry", "people")


class Command(BaseCommand):
    """Brings everything that is derived up to date; running it again changes nothing."""

    help = "Compile translations, apply and guard migrations, collect static files, load data and people to try with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let one step be chosen, and the port be tried that will be served on."""
        parser.add_argument("--only", choices=STEPS)
        parser.add_argument("--port")

    def handle(self, *args: Any, only: str | None = None, port: str | None = None, **options: Any) -> None:
        """Run the steps in order."""
        if port is not None:
            try_port(port)
        steps = (only,) if only else STEPS
        if "messages" in steps:
            compile_messages(settings.BASE_DIR / "locale")
        if "database" in steps:
            self._migrate()
        if "static" in steps and not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        if "reference" in steps:
            call_command("load_municipalities", verbosity=0)
        if "registry" in steps:
            self._load_registry()
        if "people" in steps and not settings.PRODUCTION:
            self._bring_people_to_try_with()

    def _migrate(self) -> None:
        """Apply migrations, then put the database's own guards on what they made."""
        with everywhere("migrate"):
            call_command("migrate", interactive=False, verbosity=0)
        guard_tables()
        protect_tables()
        found = standing()
        if found is not None and found.bypasses:
            self.stderr.write(
                f"データベースの役割 {found.role} には行ごとの守りが効きません。"
                "動かすときは `todoke tenancy role` の役割で接続してください。"
            )

    def _bring_people_to_try_with(self) -> None:
        """Make the synthetic people of the stand-in's cards, and sign the wordings for this machine alone."""
        seed_standin(settings.DATA_DIR / "standin" / "cards.yaml", at=timezone.now())
        publish_for_this_machine(at=timezone.now())

    def _load_registry(self) -> None:
        """Load the seed where it is new, and make current whose day has come."""
        today, now = clock.today(), timezone.now()
        try:
            loaded = load_if_new(settings.DATA_DIR, on=today, at=now)
        except RecordFileError as error:
            raise CommandError(f"data/registry: {error}") from error
        bring_into_force(on=today, at=now)
        if loaded is not None:
            self.stdout.write(
                f"レジストリ: 新規 {loaded.created}、変更 {loaded.changed}、規則の文書 {loaded.sheets}"
            )


def try_port(port: str) -> None:
    """Refuse a port that is no port or is taken, before anything else is done."""
    if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise CommandError(f"PORT は 1 から 65535 の数です(今は {port!r})。例: make run PORT=8080")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            raise CommandError(
                f"ポート {port} は使えません({error.strerror})。別の番号で: make run PORT=8080"
            ) from error
