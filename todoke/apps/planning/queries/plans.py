"""What a plan says, for those who decide on it: counts by rule and reason, and samples without names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from todoke.apps.people.models import Person
from todoke.apps.planning.models import NoticePlan, PlannedNotice
from todoke.base.ages import completed_years
from todoke.telling.candidates import HeldFor, Placing

SAMPLES = 20
_BANDS = ((0, 2), (3, 5), (6, 11), (12, 14), (15, 17), (18, 39), (40, 64), (65, 74), (75, 200))


@dataclass(slots=True)
class Totals:
    """How many lines there are of each kind."""

    pushed: int = 0
    shelved: int = 0
    held: Counter[HeldFor] = field(default_factory=Counter)
    """Held back, by reason; what stays on the shelf for a reason is in it too."""
    too_late: int = 0

    def add(self, row: Mapping[str, object]) -> None:
        """Count a row of a plan's counts."""
        count, held = int(str(row["count"])), HeldFor(str(row["held_for"])).told
        match Placing(str(row["decision"])):
            case Placing.PUSH:
                self.pushed += count
                return
            case Placing.SHELF:
                self.shelved += count
        if held is HeldFor.TOO_LATE:
            self.too_late += count
        self.held[held] += count


@dataclass(slots=True)
class OfRule:
    """What a rule tells of one program."""

    rule: str
    program_id: str
    totals: Totals = field(default_factory=Totals)


@dataclass(frozen=True, slots=True)
class Sample:
    """One line, told so that nobody is recognised."""

    number: int
    program_id: str
    decision: str
    held_for: str
    age_band: str
    deadline: date | None
    reason: Mapping[str, object]


def plans(limit: int = 60) -> QuerySet[NoticePlan]:
    """Return the newest plans within the scope."""
    return NoticePlan.objects.select_related("municipality", "approved_by").order_by("-on", "-pk")[:limit]


def totals_of(plan: NoticePlan) -> Totals:
    """Return the sums of a plan."""
    totals = Totals()
    for row in plan.counts.get("lines", ()):
        totals.add(row)
    return totals


def by_rule(plan: NoticePlan) -> list[OfRule]:
    """Return a plan's counts by rule and program, those that push most first."""
    found: dict[tuple[str, str], OfRule] = {}
    for row in plan.counts.get("lines", ()):
        key = row["rule"], row["program"]
        found.setdefault(key, OfRule(*key)).totals.add(row)
    return sorted(found.values(), key=lambda one: (-one.totals.pushed, one.rule, one.program_id))


def samples(plan: NoticePlan) -> dict[str, list[Sample]]:
    """Return up to 20 lines of each rule, by rule: no names, no numbers of persons, ages in bands."""
    found: dict[str, list[Sample]] = {}
    reasons = dict(plan.reasons.values_list("number", "reason"))
    rules = plan.lines.values_list("rule", flat=True).distinct().order_by("rule")
    for rule in list(rules):
        lines = list(plan.lines.filter(rule=rule).order_by("pk")[:SAMPLES])
        bands = _bands(lines, plan.on)
        found[rule] = [
            Sample(
                number=place,
                program_id=line.program_id,
                decision=line.decision,
                held_for=HeldFor(line.held_for).told.value,
                age_band=bands.get(line.person_id, ""),
                deadline=line.deadline,
                reason=reasons.get(line.reason_number, {}),
            )
            for place, line in enumerate(lines, 1)
        ]
    return found


def _bands(lines: Sequence[PlannedNotice], on: date) -> dict[int, str]:
    rows = Person.objects.filter(pk__in={line.person_id for line in lines})
    return {
        pk: age_band(low, high, on) for pk, low, high in rows.values_list("pk", "birth_low", "birth_high")
    }


def age_band(low: date, high: date, on: date) -> str:
    """Return the band of an age, or "" where it is not known to a band.

    >>> age_band(date(1990, 1, 1), date(1990, 1, 31), date(2026, 11, 22))
    '18〜39歳'
    """
    if high > on:
        return ""
    ages = completed_years(born=high, on=on), completed_years(born=low, on=on)
    for first, last in _BANDS:
        if first <= ages[0] and ages[1] <= last:
            return f"{first}歳以上" if last == 200 else f"{first}〜{last}歳"
    return ""


def sent_counts(plan: NoticePlan) -> dict[str, int]:
    """Return what became of a plan's lines when they were sent, by word: push, shelf, and reasons held back."""
    counts: dict[str, int] = defaultdict(int)
    rows = plan.lines.filter(sent_at__isnull=False).values_list("decision", "dropped_for")
    for decision, dropped in rows.iterator():
        counts[HeldFor(dropped).told.value if dropped else decision] += 1
    return dict(counts)
