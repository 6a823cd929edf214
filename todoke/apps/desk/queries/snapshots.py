"""The official page a task speaks of, as it was last seen."""

from __future__ import annotations

from todoke.apps.desk.domain.repairs import PageView
from todoke.apps.registry.models import Task


def page_of(task: Task) -> PageView | None:
    """Return the page as the watcher keeps it, None where the task's own words are all there is."""
    return None
