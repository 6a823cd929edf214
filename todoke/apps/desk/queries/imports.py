"""Runs of imports, for staff who keep the records they brought in."""

from __future__ import annotations

import io

from django.db.models import QuerySet
from django.http import Http404

from todoke.apps.registry.importing.reports import summary, write_csv
from todoke.apps.registry.models import ImportRun


def runs() -> QuerySet[ImportRun]:
    """Return the runs, the newest first."""
    return ImportRun.objects.select_related("by").order_by("-pk")


def run_or_404(pk: int) -> ImportRun:
    """Return a run. Raises Http404."""
    run = ImportRun.objects.select_related("by").filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


def summary_of(run: ImportRun) -> list[str]:
    """Return what the run did, in sentences."""
    return summary(run)


def csv_of(run: ImportRun) -> str:
    """Return the report, a line for each row that needs a look."""
    written = io.StringIO()
    write_csv(run, written)
    return written.getvalue()
