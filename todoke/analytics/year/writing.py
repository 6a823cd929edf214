"""What a trial leaves behind: the report, the lines, days and personas as CSV, the numbers as JSON (試算のファイル)."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from todoke.analytics.year import figures
from todoke.analytics.year.report import report
from todoke.analytics.year.trying import Trial
from todoke.telling.candidates import HeldFor

REPORT, NUMBERS = "report.html", "year.json"
FILES = (REPORT, NUMBERS, "lines.csv", "days.csv", "persons.csv")


def write_trial(trial: Trial, out: Path) -> Path:
    """Write everything into ``out`` and return the report; nothing is there before all of it is.

    What an earlier trial left there is replaced. Raises OSError.
    """
    out.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".simulating-", dir=out))
    try:
        texts = {
            REPORT: report(trial),
            NUMBERS: json.dumps(numbers(trial), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
            "lines.csv": _lines(trial),
            "days.csv": _days(trial),
            "persons.csv": _persons(trial),
        }
        for name, text in texts.items():
            (making / name).write_text(text, encoding="utf-8")
        for name in texts:
            (making / name).replace(out / name)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return out / REPORT


def numbers(trial: Trial) -> dict[str, Any]:
    """Return the figures of a trial, with what they rest on."""
    order, people = trial.order, figures.people_of(trial)
    stayed = sorted(people.stayed)
    could, never = figures.never_reached(trial, stayed)
    return {
        "order": {
            "personas": order.personas,
            "seed": order.seed,
            "from": order.since.isoformat(),
            "days": order.days,
            "budget": order.budget,
            "programs": sorted(trial.reached),
        },
        "rules": trial.rules.rules.mark,
        "assumptions": {name: entry.value for name, entry in sorted(trial.stated.entries.items())},
        "people": {
            "started": len(people.started),
            "stayed": len(people.stayed),
            "left": len(people.left),
            "came": len(people.came),
            "takers": len(people.stayed & people.takers),
            "parents": len(people.stayed & people.parents),
        },
        "broadcasts": trial.broadcasts,
        "could_be_told": could,
        "never_reached": dict(sorted(never.items())),
        "manners": [_manner(trial, key, stayed) for key in trial.years],
    }


def _manner(trial: Trial, key: str, stayed: Sequence[int]) -> dict[str, Any]:
    year = trial.years[key]
    takers = figures.people_of(trial).takers
    days = figures.per_day(year, trial)
    day, most = figures.busiest(days)
    planned_day, planned_most = figures.busiest(figures.per_day_planned(year, trial))
    everybody = figures.per_person(year, stayed)
    asking = figures.per_person(year, [one for one in stayed if one in takers])
    kept: Counter[str] = Counter(
        "expired" if line.expired else f"{line.placing.value}:{line.held_for.value}" for line in year.lines
    )
    return {
        "key": key,
        "name": year.manner.name,
        "planned": year.planned,
        "sent": sum(days.values()),
        "roundups": len(year.roundups),
        "lines": dict(sorted(kept.items())),
        "budget_hits": len(figures.because(year, HeldFor.BUDGET)),
        "too_late": len(figures.because(year, HeldFor.TOO_LATE)),
        "expired_for_good": len(figures.expired(year)),
        "most_in_30_days": figures.most_in_window(year),
        "told_twice": sum(figures.told_twice(year).values()),
        "busiest": [day.isoformat(), most],
        "busiest_planned": [planned_day.isoformat(), planned_most],
        "most_on_a_day": figures.most_on_a_day(year),
        "broadcast_hints": {habit: count for habit, (count, _) in sorted(figures.per_habit(year).items())},
        "per_person": {str(number): people for number, people in sorted(everybody.counts.items())},
        "per_taker": {
            "mean": round(asking.mean, 3),
            "median": asking.at(0.5),
            "p95": asking.at(0.95),
            "most": asking.most,
        },
        "per_sender": dict(sorted(figures.per_sender(year).items())),
        "per_way": dict(sorted(figures.per_way(year).items())),
    }


def _lines(trial: Trial) -> str:
    programs, rules = trial.rules.programs, trial.rules.rules.rules
    return _table(
        (
            "日",
            "仮の人",
            "だれについて",
            "団体コード",
            "きまり",
            "制度",
            "きっかけ",
            "どうなったか",
            "わけ",
            "期限",
        ),
        (
            (
                date.fromordinal(line.day).isoformat(),
                line.person,
                line.about,
                f"{line.municipality:06d}",
                rules[line.rule].id,
                programs[line.program],
                line.occasion,
                "expired" if line.expired else line.placing.value,
                line.held_for.value,
                date.fromordinal(line.deadline).isoformat() if line.deadline else "",
            )
            for line in trial.year.lines
        ),
    )


def _days(trial: Trial) -> str:
    values = figures.per_day(trial.year, trial)
    closed = figures.closed_days(values)
    return _table(
        ("日", "通数", "役所が休み"),
        ((day.isoformat(), count, int(day in closed)) for day, count in values.items()),
    )


def _persons(trial: Trial) -> str:
    people = figures.people_of(trial)
    got = Counter(person for _, person, _, _ in figures.everything(trial.year))
    return _table(
        ("仮の人", "1年いた", "知らせてほしい", "子どもがいる", "通数"),
        (
            (one, int(one in people.stayed), int(one in people.takers), int(one in people.parents), got[one])
            for one in sorted(people.everybody)
        ),
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\n")
    written.writerow(head)
    written.writerows(rows)
    return text.getvalue()
