"""How many procedures can be done online, by scope, with what stands in the way (デジタル化の進み具合, A11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from todoke.apps.registry.models import DigitalCount, Kind, Record
from todoke.apps.registry.models.records import RecordQuerySet

SCOPES = ("metropolis", "municipality", "nation")


@dataclass(frozen=True, slots=True)
class DigitalRate:
    """A rate with everything it is made of. What is exempt by its nature is in no denominator.

    ``unknown`` counts in the denominator: what nobody has looked at is not done.
    """

    scope: str
    on: date
    total: int
    done: int
    partly: int
    law: int
    discretion: int
    unknown: int
    exempt: int
    filings: int
    """Yearly filings of the procedures whose number is known."""
    filings_done: int
    filings_known: int
    """Of how many procedures the yearly filings are known."""

    @property
    def percent(self) -> float | None:
        """Done of all, in percent; None of nothing."""
        return 100 * self.done / self.total if self.total else None

    @property
    def percent_within_discretion(self) -> float | None:
        """Done of what needs no change of the law."""
        reachable = self.total - self.law
        return 100 * self.done / reachable if reachable else None

    @property
    def percent_by_filings(self) -> float | None:
        """Done, weighted by yearly filings, among those whose number is known."""
        return 100 * self.filings_done / self.filings if self.filings else None


def procedures_of_scope(scope: str) -> RecordQuerySet:
    """Return the published procedures of a scope: a level of government, or a municipality's code."""
    records = Record.objects.published().real().filter(kind=Kind.PROCEDURE).exclude(audience="office")
    return records.filter(level=scope) if scope in SCOPES else records.filter(area=scope)


def digital_rate(scope: str, *, on: date) -> DigitalRate:
    """Return today's rate of a scope, computed from the records."""
    not_done = Q(digital__in=("not_yet", "other"))
    counted = ~Q(digital="exempt")
    sums = procedures_of_scope(scope).aggregate(
        total=Count("pk", filter=counted),
        done=Count("pk", filter=Q(digital="done")),
        partly=Count("pk", filter=Q(digital="partly")),
        law=Count("pk", filter=not_done & Q(digital_reason="law")),
        discretion=Count("pk", filter=not_done & ~Q(digital_reason="law")),
        unknown=Count("pk", filter=Q(digital="unknown")),
        exempt=Count("pk", filter=Q(digital="exempt")),
        filings=Sum("yearly_filings", filter=counted, default=0),
        filings_done=Sum("yearly_filings", filter=Q(digital="done"), default=0),
        filings_known=Count("pk", filter=counted & Q(yearly_filings__isnull=False)),
    )
    return DigitalRate(scope=scope, on=on, **sums)


def undone(scope: str, *, limit: int = 200) -> list[Record]:
    """Return what cannot be done online yet, by reason, the most filed first."""
    open_ones = procedures_of_scope(scope).filter(digital__in=("not_yet", "other", "unknown"))
    return list(
        open_ones.select_related("current", "body").order_by("digital_reason", "-yearly_filings", "name")[
            :limit
        ]
    )


def rate_history(scope: str) -> list[DigitalCount]:
    """Return what was counted on earlier days, oldest first."""
    return list(DigitalCount.objects.filter(scope=scope).order_by("on"))
