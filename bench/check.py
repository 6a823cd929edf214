"""How long one household takes: 34 programs with trace, 500 programs, one rule node, one API call."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from statistics import quantiles
from typing import Any

from bench.households import couple_with_two_children
from todoke.rules.content import Content, LoadedProgram
from todoke.rules.programs import Version
from todoke.rules.rulebook import Rulebook
from todoke.rules.walking import walk

RUNS = 60
FEW, MANY = 34, 500
_COMPARISONS = ("lt", "le", "gt", "ge")


def measure(book: Rulebook, on: date) -> None:
    """Print times per household in milliseconds of one core, and the cost of a rule node."""
    households = [couple_with_two_children(seed, book, on) for seed in range(10)]
    few = tuple(book.content.programs)[:FEW]
    many = _enlarged(book, MANY)
    print(
        f"## One household (couple, two children), p50 of {RUNS} runs over {len(households)} households, one core"
    )
    nodes = sum(_nodes(book.content.programs[one], on) for one in few)
    spent = _timed(lambda household: book.check(household, on=on, programs=few), households)
    print(f"{FEW} programs with trace: p50 {spent[0]:.2f} ms, p95 {spent[1]:.2f} ms (goal p50 <= 5 ms)")
    subjects = 4
    print(
        f"one rule node: about {spent[0] * 1e6 / (nodes * subjects):.0f} ns ({nodes} nodes, {subjects} members)"
    )
    spent = _timed(lambda household: book.check(household, on=on), households)
    print(
        f"{len(book.content.programs)} programs (all) with trace: p50 {spent[0]:.2f} ms, p95 {spent[1]:.2f} ms"
    )
    spent = _timed(lambda household: many.check(household, on=on, trace=False), households)
    print(
        f"{MANY} programs (limits varied): p50 {spent[0]:.2f} ms, p95 {spent[1]:.2f} ms (goal p50 <= 20 ms)"
    )
    spent = _timed(lambda household: many.check(household, on=on), households)
    print(f"{MANY} programs (limits varied) with trace: p50 {spent[0]:.2f} ms, p95 {spent[1]:.2f} ms")


def measure_api(body: dict[str, Any]) -> None:
    """Print the time of POST /api/v1/check inside the process, all programs, as JSON text out."""
    import django
    from django.test import Client

    django.setup()
    client = Client(headers={"host": "localhost"})
    payload = json.dumps(body)

    def call(_: object) -> None:
        answer = client.post("/api/v1/check", payload, content_type="application/json")
        assert answer.status_code == 200, answer.content

    spent = _timed(call, [None])
    print(f"POST /api/v1/check in process: p50 {spent[0]:.1f} ms, p95 {spent[1]:.1f} ms (goal p95 <= 30 ms)")


def _timed(act: Callable[[Any], object], inputs: list[Any]) -> tuple[float, float]:
    """Return p50 and p95 in milliseconds of CPU, after a warm-up."""
    for one in inputs:
        act(one)
    spent = []
    for run in range(RUNS):
        start = time.process_time()
        act(inputs[run % len(inputs)])
        spent.append((time.process_time() - start) * 1000)
    cuts = quantiles(spent, n=20)
    return cuts[9], cuts[18]


def _nodes(loaded: LoadedProgram, on: date) -> int:
    version = next((v for v in reversed(loaded.versions) if v.effective.from_ <= on), loaded.versions[-1])
    return sum(1 for _, expression, _ in version.expressions() for _ in walk(expression))


def _enlarged(book: Rulebook, count: int) -> Rulebook:
    """Return a rulebook of ``count`` programs: the real ones, then copies whose limits are shifted a little."""
    content = book.content
    programs: dict[str, LoadedProgram] = dict(content.programs)
    copy = 0
    while len(programs) < count:
        copy += 1
        for program_id, loaded in content.programs.items():
            if len(programs) == count:
                break
            name = f"{program_id}-copy-{copy}"
            program = loaded.program.model_copy(update={"id": name})
            versions = tuple(_shifted(version, copy) for version in loaded.versions)
            programs[name] = LoadedProgram(program, versions)
    larger = Content(
        content.facts, content.parameters, content.tables, content.questions, content.overlays, programs
    )
    larger.municipalities = content.municipalities
    return Rulebook(larger)


def _shifted(version: Version, by: int) -> Version:
    raw = version.model_dump(by_alias=True, exclude_none=True)
    return Version.model_validate(_shift(raw, by))


def _shift(raw: Any, by: int) -> Any:
    """Return a dumped rule with every whole-number limit of a comparison moved."""
    if isinstance(raw, dict):
        return {
            key: tuple(one + by if type(one) is int else _shift(one, by) for one in value)
            if key in _COMPARISONS
            else _shift(value, by)
            for key, value in raw.items()
        }
    if isinstance(raw, list | tuple):
        return tuple(_shift(one, by) for one in raw)
    return raw
