"""The running instance behind commands that use its database."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Call = TypeVar("Call")


def with_instance(run: Callable[[Call], int]) -> Callable[[Call], int]:
    """Start Django before the command; without a prepared database say what to do and return 2."""

    @wraps(run)
    def started(call: Call) -> int:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.config.settings")
        import django
        from django.core.exceptions import ImproperlyConfigured

        try:
            django.setup()
        except ImproperlyConfigured as error:
            print(f"設定に誤りがあります: {error}", file=sys.stderr)
            return 2
        try:
            return run(call)
        except Exception as error:
            if not _is_unprepared(error):
                raise
            print(
                "データベースがまだ用意されていません。先に `make run` か `python manage.py prepare` を"
                "実行してください",
                file=sys.stderr,
            )
            return 2

    return started


def _is_unprepared(error: Exception) -> bool:
    """Tell whether a table is missing: told by Django, or by the database's own library, which readers use too."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if not kinds & {"OperationalError", "ProgrammingError"}:
        return False
    return any(words in str(error) for words in ("no such table", "does not exist", "no such column"))
