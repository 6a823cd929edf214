"""The README's table and the page of measured figures, written from a results file and never by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from bench import matching_page
from bench.catalog import PER_PERSON
from bench.matching_files import TOKYO
from bench.matching_page import in_seconds

BEGIN = "<!-- measured: make bench-match -->"
END = "<!-- /measured -->"
_MIB = 1024 * 1024
Row = tuple[str, str, str]


def write(figures: dict[str, Any], root: Path) -> int:
    """Write the table between its markers in README, and the page; return 1 where the markers are missing."""
    readme = root / "README.md"
    text = readme.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        print(f"README.md has no place for the table: put {BEGIN} and {END} where it belongs")
        return 1
    filled = f"{BEGIN}\n{table(figures)}\n{END}"
    readme.write_text(
        re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: filled, text, flags=re.DOTALL),
        encoding="utf-8",
    )
    (root / matching_page.PAGE).write_text(matching_page.page(figures, table(figures)), encoding="utf-8")
    return 0


def table(figures: dict[str, Any]) -> str:
    """Return the table of what has been measured, with the goals beside it.

    >>> table({})
    'Nothing is measured yet: run `make bench-match`.'
    """
    rows = [f"| {what} | {measured} | {goal} |" for what, measured, goal in _rows(figures)]
    if not rows:
        return "Nothing is measured yet: run `make bench-match`."
    return "\n".join(["| what | measured | goal |", "|---|---|---|", *rows])


def _rows(figures: dict[str, Any]) -> list[Row]:
    return [
        *_of_population(figures),
        *_of_matching(figures),
        *_of_diff(figures),
        *_of_postgresql(figures),
        *_of_spark(figures),
        *_of_equality(figures),
        *_of_kills(figures),
    ]


def _of_population(figures: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    if made := figures.get("population"):
        measured = f"{in_seconds(made['wall'])}, {_memory(made)}{_noise(made)}"
        what = f"a synthetic Tokyo of {made['residents']:,} residents made"
        rows.append((what, measured, _goal("3 min", made["residents"])))
    if made and (aged := made.get("aged")):
        rows.append(("a day in its life", f"{in_seconds(aged['wall'])}, {_memory(aged)}{_noise(aged)}", ""))
    if built := figures.get("snapshot"):
        size = built["figures"]["bytes"] / _MIB
        rows.append(
            (
                "its columnar snapshot built",
                f"{in_seconds(built['wall'])}, {size:,.0f} MiB{_noise(built)}",
                "",
            )
        )
    return rows


def _of_matching(figures: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    sizes = figures.get("matching", {}).get("sizes", {})
    for size, found in sorted(sizes.items(), key=lambda one: -int(one[0])):
        largest = size == max(sizes, key=int)
        for kind, words, goal in (
            ("answers", "answered, compared with yesterday, written", "5 s, 2 GiB"),
            ("details", "the same with amounts and reasons", "10 s"),
            ("answers_anew", "everybody answered anew, nothing carried over from yesterday", ""),
            ("details_anew", "the same with amounts and reasons", ""),
        ):
            one = found[kind]
            different = "" if one.get("same_bytes", True) else ", DIFFERENT bytes from those answered anew"
            measured = f"{in_seconds(one['seconds'])}, {_memory(one)}{different}{_noise(one)}"
            rows.append(
                (
                    f"{int(size):,} residents × {PER_PERSON} programs {words}",
                    measured,
                    _goal(goal, int(size)) if largest else "",
                )
            )
    if sizes:
        largest = sizes[max(sizes, key=int)]["answers"]
        limit = figures.get("bandwidth", {}).get("ns_per_person_program")
        beside = "" if limit is None else f" (copying the bytes that must move alone: {limit:.4f} ns)"
        anew = sizes[max(sizes, key=int)]["answers_anew"]["ns_per_person_program"]
        told = f"{largest['ns_per_person_program']:.3f} ns, everybody anew {anew:.2f} ns{beside}"
        rows.append(("per person and program", told, ""))
    return rows


def _of_diff(figures: dict[str, Any]) -> list[Row]:
    found = figures.get("diff")
    if not found:
        return []
    causes = ", ".join(f"{cause} {count:,}" for cause, count in sorted(found.get("causes", {}).items()))
    changes = f"{found['gained']:,} gained, {found['lost']:,} lost, {found['amount']:,} amounts"
    residents = found["key"]["residents"]
    what = (
        f"two stored nights of {residents:,} residents compared, with reasons ({changes}; by cause: {causes})"
    )
    different = (
        "" if found.get("same_changes", True) else ", DIFFERENT changes from those of nights answered anew"
    )
    measured = f"{in_seconds(found['seconds'])}, {_memory(found)}{different}{_noise(found)}"
    rows = [(what, measured, _goal("5 s", residents))]
    if anew := found.get("anew"):
        measured = f"{in_seconds(anew['seconds'])}, {_memory(anew)}{_noise(anew)}"
        rows.append(("the same of nights that were both answered anew", measured, ""))
    return rows


def _of_postgresql(figures: dict[str, Any]) -> list[Row]:
    found = figures.get("postgresql")
    if not found:
        return []
    different = "" if found.get("same_counts", True) else ", DIFFERENT answers from those of Parquet"
    measured = (
        f"{in_seconds(found['seconds'])}: read {in_seconds(found['read_seconds'])}, "
        f"answered {in_seconds(found['match_seconds'])}{different}{_noise(found)}"
    )
    return [
        (
            f"{found['residents']:,} residents read cold from PostgreSQL, yesterday's answers carried over "
            f"({found['anew']:.2%} of households answered anew)",
            measured,
            _goal("60 s", found["residents"]),
        )
    ]


def _of_spark(figures: dict[str, Any]) -> list[Row]:
    found = figures.get("spark")
    rows: list[Row] = []
    for name, words in (("local", "inside one process"), ("standalone", "a master and two workers")):
        if found and name in found:
            one = found[name]["figures"]
            same = "the same bytes" if found[name]["same_bytes"] else "DIFFERENT bytes"
            measured = (
                f"{in_seconds(one['seconds'])}, again {in_seconds(one['warm_seconds'])} "
                f"(session {in_seconds(one['session_seconds'])}), {same}{_noise(found[name])}"
            )
            rows.append((f"{found['residents']:,} residents on Spark, {words}", measured, "equal"))
    return rows


def _of_equality(figures: dict[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for engine, found in figures.get("equality", {}).get("engines", {}).items():
        measured = (
            f"{found['differences']:,} differences in {found['answers']:,} answers, "
            f"{found['unknown_share']:.0%} of facts unknown"
        )
        rows.append(
            (f"{engine} against the reference, {found['households']:,} random households", measured, "0")
        )
    return rows


def _of_kills(figures: dict[str, Any]) -> list[Row]:
    found = figures.get("kill")
    if not found:
        return []
    same = "the same bytes" if found["same_bytes"] else "DIFFERENT bytes"
    what = f"a run for {found['residents']:,} residents killed {found['kills']} times at random points"
    return [(what, same, "the same bytes")]


def _goal(goal: str, residents: int) -> str:
    """Return a goal, which is for all of Tokyo, so that nobody holds it against a smaller run.

    >>> _goal("5 s", 14_077_552), _goal("5 s", 1_000_000), _goal("", 1_000_000)
    ('5 s', '5 s for 14,077,552', '')
    """
    return goal if residents == TOKYO or not goal else f"{goal} for {TOKYO:,}"


def _memory(found: dict[str, Any]) -> str:
    return f"{found['peak_mib'] / 1024:.2f} GiB"


def _noise(found: dict[str, Any]) -> str:
    """Say it where the machine was busy with something else."""
    return "" if found.get("quiet") else " (busy machine)"
