"""The page of measured figures: the table, how it was measured, the scaling, and the limit of the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.catalog import PER_PERSON

PAGE = Path("docs/explanation/what-matching-was-measured-to-do.md")
_MIB = 1024 * 1024
_HOW = """## How it is measured

- Programs: ours and made-up ones of each municipality (`bench/catalog.py`), {programs:,} in all; {per_person} are in
  force for everybody. Everything is three-valued; ages are worked out from birth dates in the run.
- A night after another night: yesterday's residents are a day younger (births, deaths, moves, changes of income).
  Yesterday's stored answers are carried over for the households of which nothing was said and for which no day a rule
  looks at went by; the others are answered anew, and so is everybody for a program whose rule changed. *Everybody
  answered anew* is the first night, or one made `--again`. The parts written are the same bytes either way, and that
  is compared at every size.
- Two nights are compared from what was noted while answers were carried over; where everybody was answered anew, all
  their stored answers are. Both ways name the same changes.
- Seconds of matching: from opening the snapshot until the night is written, published and compared with
  yesterday's. The interpreter's start and the reading of the rules come on top; they are in the results file
  (`wall`, `loading_seconds`).
- Memory: the most that all processes together hold at a moment (proportional set size, mapped files included). Of
  nights carried over it is that of a run of its own, whose files are read from the disk: looking at the memory of
  a process holds it up.
- Each run is a process of its own; the median of the quiet runs counts. A run is quiet when everything else on the
  machine uses under 15 % of it; where no run was, the row says so.
- A person and program: residents times {per_person}; programs for households are answered once per household."""
_LIMIT = """## The limit of the machine

Copying memory: {one:.1f} GB/s by one process, {two:.1f} GB/s by two (read and written bytes, numpy). The snapshot must
be read, yesterday's night read and tonight's written: {moved:,.0f} MiB, {milliseconds:.0f} ms at that speed, or
{per_answer:.4f} ns per person and program. Matching takes {times:.0f} times as long."""

_DAYS = """## What a passing day wakes

The residents of one day, {residents:,} of them, with nothing said of anybody: how many households are awake, since
a day went by that some rule looks at, and how many programs of all municipalities are asked anew of everybody, since
a figure or a day in them is another. A day in the life of the population, in which things are said too, has
{anew} of its households answered anew.

{table}"""
_NATION = """## A nation

An estimate, not a measurement. {residents:,} residents took {seconds:.1f} s of matching with amounts and reasons,
everybody answered anew, on two cores: at most {micro:.2f} µs of one core per resident. On Spark
a task (a municipality) took {task:.2f} s more than without. {nation:,} residents in {tasks:,} municipalities are then:

{table}

No night is shorter than its largest task: with the designated cities stored by ward that is Setagaya's
{largest:,} residents, {longest:.1f} s. Opening the Spark session ({session:.0f} s) comes on top."""
_RESIDENTS_OF_JAPAN = 125_000_000
_MUNICIPALITIES_OF_JAPAN = 1_741
_SETAGAYA = 950_073
"""Residents of the most populous municipality that is not a designated city (data/population/places.csv)."""

_TOKYO_MUNICIPALITIES = 62
_CORES = 2


def page(figures: dict[str, Any], table: str) -> str:
    """Return the page of measured figures around their table."""
    told = [
        "# What matching was measured to do",
        "<!-- Written by `python -m bench.matching --readme FILE`; change bench/matching_page.py, not this page. -->",
        _machine(figures.get("machine", {})),
        table,
        _HOW.format(programs=figures.get("catalog", {}).get("programs", 0), per_person=PER_PERSON),
        *_scaling(figures),
        *_days(figures),
        *_limit(figures),
        *_nation(figures),
    ]
    return "\n\n".join(told) + "\n"


def in_seconds(seconds: float) -> str:
    """Return seconds as a person would say them.

    >>> in_seconds(1.234), in_seconds(56.7)
    ('1.23 s', '57 s')
    """
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"


def _machine(machine: dict[str, Any]) -> str:
    if not machine:
        return "Machines differ, so run it."
    packages = ", ".join(f"{name} {found}" for name, found in machine.get("packages", {}).items() if found)
    measured, cpu, cores = (
        machine.get("measured", "?")[:10],
        machine.get("cpu", "?"),
        machine.get("cores", "?"),
    )
    return (
        f"Measured on {measured} by `make bench-match`: {cpu}, {cores} cores, {machine.get('memory_gib', '?')} GiB,\n"
        f"{machine.get('system', '?')}, Python {machine.get('python', '?')}, {packages}.\n"
        "Machines differ, so run it."
    )


def _scaling(figures: dict[str, Any]) -> list[str]:
    sizes = figures.get("matching", {}).get("sizes", {})
    if not sizes:
        return []
    lines = [
        "| residents | answers | per person and program | with amounts and reasons | from the disk "
        "| everybody anew | of processor, anew and carried over | written |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for size, found in sorted(sizes.items(), key=lambda one: int(one[0])):
        answers, details = found["answers"], found["details"]
        lines.append(
            f"| {int(size):,} | {in_seconds(answers['seconds'])} | {answers['ns_per_person_program']:.3f} ns "
            f"| {in_seconds(details['seconds'])} | {in_seconds(answers['cold']['figures']['seconds'])} "
            f"| {in_seconds(found['answers_anew']['seconds'])}, {in_seconds(found['details_anew']['seconds'])} "
            f"| {in_seconds(found['details_anew']['match_cpu'])}, {in_seconds(details['match_cpu'])} "
            f"| {answers['bytes'] / _MIB:,.0f} MiB, with details {details['bytes'] / _MIB:,.0f} MiB |"
        )
    return ["## Scaling", "\n".join(lines)]


def _days(figures: dict[str, Any]) -> list[str]:
    found = figures.get("days")
    if not found:
        return []
    lines = ["| day | households awake | programs asked anew |", "|---|---|---|"]
    lines += [
        f"| {day} | {told['awake']:.2%} | {told['programs']:.2%} |"
        for day, told in sorted(found["days"].items())
    ]
    told = _DAYS.format(
        residents=found["key"]["residents"], anew=f"{found['anew']:.2%}", table="\n".join(lines)
    )
    return [told]


def _limit(figures: dict[str, Any]) -> list[str]:
    found = figures.get("bandwidth")
    sizes = figures.get("matching", {}).get("sizes", {})
    if not found or not sizes:
        return []
    ours = sizes[max(sizes, key=int)]["answers"]
    return [
        _LIMIT.format(
            one=found["one"] / 1e9,
            two=found["two"] / 1e9,
            moved=found["moved"] / _MIB,
            milliseconds=found["seconds"] * 1000,
            per_answer=found["ns_per_person_program"],
            times=ours["seconds"] / found["seconds"],
        )
    ]


def _nation(figures: dict[str, Any]) -> list[str]:
    sizes = figures.get("matching", {}).get("sizes", {})
    spark = figures.get("spark", {})
    if not sizes or "standalone" not in spark or str(spark["residents"]) not in sizes:
        return []
    size = max(sizes, key=int)
    seconds = sizes[size]["details_anew"]["match_seconds"]
    each = seconds * _CORES / int(size)
    on_spark = spark["standalone"]["figures"]
    more = on_spark["warm_seconds"] - sizes[str(spark["residents"])]["details_anew"]["match_seconds"]
    task = max(0.0, more) * _CORES / _TOKYO_MUNICIPALITIES
    longest = _SETAGAYA * each + task
    work = _RESIDENTS_OF_JAPAN * each + _MUNICIPALITIES_OF_JAPAN * task
    lines = ["| cores | seconds |", "|---|---|"]
    lines += [f"| {cores} | {max(work / cores, longest):,.0f} |" for cores in (2, 16, 64, 256)]
    told = _NATION.format(
        residents=int(size),
        seconds=seconds,
        micro=each * 1e6,
        task=task,
        nation=_RESIDENTS_OF_JAPAN,
        tasks=_MUNICIPALITIES_OF_JAPAN,
        table="\n".join(lines),
        largest=_SETAGAYA,
        longest=longest,
        session=on_spark["session_seconds"],
    )
    return [told]
