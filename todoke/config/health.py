"""Health for machines: is the process alive, and is it ready to answer residents."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from todoke.rules.library import rulebook_of

_logger = logging.getLogger(__name__)


@never_cache
@require_safe
def show_alive(request: HttpRequest) -> JsonResponse:
    """Answer as long as the process can answer at all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def show_ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every check passes and 503 otherwise, naming the checks that fail."""
    checks = {name: check() for name, check in CHECKS.items()}
    ready = all(outcome == "ok" for outcome in checks.values())
    return JsonResponse(
        {"status": "ready" if ready else "not ready", "checks": checks}, status=200 if ready else 503
    )


def check_database() -> str:
    """Return "ok" when the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "unreachable"
    return "ok"


def check_migrations() -> str:
    """Return "ok" when every migration is applied."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return "unreachable"
    return f"{len(pending)} pending" if pending else "ok"


def check_rulebook() -> str:
    """Return "ok" when programs are loaded; one wrong program stops no other."""
    try:
        rulebook = rulebook_of(settings.DATA_DIR)
    except Exception:
        _logger.exception("the rulebook cannot be loaded")
        return "unreadable"
    return "ok" if len(rulebook.content.programs) > len(rulebook.content.broken_programs) else "empty"


CHECKS: dict[str, Callable[[], str]] = {
    "database": check_database,
    "migrations": check_migrations,
    "rulebook": check_rulebook,
}
