"""A catalogue at Tokyo's size: our programs and, for each municipality, made-up ones of its own (模擬の制度)."""

from __future__ import annotations

import dataclasses
import random
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import mean
from typing import Any

from bench.catalog_adults import ADULTS
from bench.catalog_children import CHILDREN
from bench.catalog_elders import ELDERS
from bench.catalog_words import (
    ONE_YEAR,
    REGISTERED,
    WELFARE,
    Draw,
    Maker,
    Part,
    Sketch,
    household_income,
    le,
    some,
)
from todoke.base.municipalities import Municipality
from todoke.rules.checking.structure import check_structure
from todoke.rules.content import Content, LoadedProgram
from todoke.rules.facts import Code
from todoke.rules.library import rulebook_of
from todoke.rules.parameters import NotEncodedError, TableSeries
from todoke.rules.programs import Program, Version
from todoke.rules.rulebook import Rulebook

PER_PERSON = 200
"""The issue asks for at least so many programs in force for everybody."""

DATA = Path(__file__).resolve().parents[1] / "data"
ON = date(2026, 11, 22)
_MAKERS: tuple[Maker, ...] = (*CHILDREN, *ADULTS, *ELDERS)
_SIZES = (1_530_000, 2_080_000, 2_560_000, 3_050_000, 3_520_000, 3_980_000)


_MORE_OF_PERSONS: tuple[Part, ...] = (
    ("住民登録がある", REGISTERED),
    ("都内に1年以上住んでいる", ONE_YEAR),
    ("生活保護を受けていない", {"not": WELFARE}),
    ("世帯の所得が1,000万円以下である", le(household_income(), 10_000_000)),
)
_MORE_OF_HOUSEHOLDS: tuple[Part, ...] = (
    ("申請する人の住民登録がある", some("self", REGISTERED)),
    *_MORE_OF_PERSONS[1:],
)
"""What many municipalities add to a program of theirs; each to a tenth of them."""


class CatalogError(Exception):
    """The catalogue is not what it must be."""


def catalog(book: Rulebook, seed: int = 1, per_person: int = PER_PERSON) -> Rulebook:
    """Return a rulebook of our programs and as many made-up ones as everybody then faces ``per_person``.

    The same seed makes the same programs. Nothing of ``book`` is changed.
    """
    content = dataclasses.replace(
        book.content,
        tables=book.content.tables | {one.id: one for one in _tables(book.content)},
        programs=dict(book.content.programs),
        problems=[],
        broken_programs=dict(book.content.broken_programs),
    )
    for municipality in content.municipalities.values():
        missing = max(0, per_person - len(in_force(book.content, municipality.code, ON)))
        if missing > len(_MAKERS):
            raise CatalogError(f"{len(_MAKERS)} kinds of programs are too few for {missing}")
        chosen = random.Random(f"{seed}:{municipality.code}").sample(range(len(_MAKERS)), missing)
        for index in sorted(chosen):
            made = _made(_MAKERS[index], municipality, seed)
            content.programs[made.program.id] = made
    check_structure(content)
    if content.problems:
        raise CatalogError("\n".join(str(problem) for problem in content.problems[:20]))
    return Rulebook(content)


def in_force(content: Content, municipality: str, on: date) -> tuple[str, ...]:
    """Return the programs a municipality's residents face on a day: in its area, offered, begun and not ended."""
    overlay = content.overlays.get(municipality)
    found = []
    for program_id, loaded in content.programs.items():
        program = loaded.program
        own = None if overlay is None else overlay.programs.get(program_id)
        if (program.area and municipality not in program.area) or (own is not None and own.offered is False):
            continue
        try:
            if (program.began is not None and on < program.began) or loaded.version_on(on) is None:
                continue
        except NotEncodedError:
            continue
        found.append(program_id)
    return tuple(found)


def _made(maker: Maker, municipality: Municipality, seed: int) -> LoadedProgram:
    draw = Draw(random.Random(f"{seed}:{municipality.code}:{maker.__name__}"))
    sketch = maker(draw)
    program_id = f"mogi-{municipality.code}-{maker.__name__.replace('_', '-')}"
    law = {"law": f"{municipality.name}の模擬の要綱", "note": "測定のために作った制度で、実在しない"}
    program = Program.model_validate(
        {
            "id": program_id,
            "name": f"{sketch.name}(模擬)",
            "title": f"{sketch.name}(模擬)",
            "summary": "測定のために作った制度で、実在しません。",
            "level": "municipality",
            "topics": [sketch.topic],
            "in_charge": municipality.name,
            "subject": sketch.subject,
            "reach": "search",
            "apply": {"where": municipality.name},
            "url": municipality.website,
            "review_on": date(2027, 4, 1),
            "area": [municipality.code],
        }
    )
    version = Version.model_validate(
        _version(sketch, _with_more(sketch, draw), draw.pick((2023, 2024, 2025, 2026)), law)
    )
    return LoadedProgram(program, (version,))


def _with_more(sketch: Sketch, draw: Draw) -> tuple[Part, ...]:
    more = _MORE_OF_PERSONS if sketch.subject == "person" else _MORE_OF_HOUSEHOLDS
    there = [tree for _, tree in sketch.parts]
    return (*sketch.parts, *(part for part in more if part[1] not in there and draw.says(0.1)))


def _version(sketch: Sketch, parts: tuple[Part, ...], year: int, law: dict[str, str]) -> dict[str, Any]:
    conditions = [
        {"id": f"c{number}", "label": label, "when": when, "cite": law}
        for number, (label, when) in enumerate(parts, 1)
    ]
    return {
        "effective": {"from": date(year, 4, 1)},
        "conditions": conditions,
        "amounts": list(sketch.amounts),
        "among": sketch.among,
    }


def _tables(content: Content) -> tuple[TableSeries, ...]:
    def by_code(table_id: str, values: dict[str, int]) -> dict[str, Any]:
        rows = [{"code": code, "value": value} for code, value in values.items()]
        return _table(table_id, "code", "benefit", rows, "error")

    limits = [
        _table(
            f"mogi.limit-{percent}",
            "people",
            "total_income",
            [{"from": size, "value": Decimal(base) * percent / 100} for size, base in enumerate(_SIZES, 1)],
            {"step": Decimal(430_000) * percent / 100},
        )
        for percent in (105, 110, 115, 120, 130)
    ]
    others = [
        by_code("mogi.nappies", _spread(content, "person.care_level", 1_000)),
        by_code("mogi.grade", _spread(content, "person.handbook_physical", 1_500)),
        by_code("mogi.damage", _spread(content, "household.disaster_damage", 30_000)),
        by_code("mogi.share-by-class", _spread(content, "person.jiritsu_class", 1_000)),
    ]
    return tuple(TableSeries.model_validate(one) for one in (*limits, *others))


def _table(table_id: str, key: str, basis: str, rows: list[dict[str, Any]], beyond: Any) -> dict[str, Any]:
    version = {"from": date(2023, 4, 1), "rows": rows, "beyond": beyond}
    return {
        "id": table_id,
        "label": "模擬の表",
        "key_basis": key,
        "basis": basis,
        "versions": [version],
    }


def _spread(content: Content, fact_id: str, step: int) -> dict[str, int]:
    """Return a value for each code of a fact, so much more from one to the next."""
    kind = content.facts[fact_id].type
    assert isinstance(kind, Code)
    return {code: step * place for place, code in enumerate(kind.codes)}


def describe(book: Rulebook) -> str:
    """Return in words how large a catalogue is."""
    content = book.content
    faced = [len(in_force(content, code, ON)) for code in content.municipalities]
    made = [one for one in content.programs.values() if one.program.id.startswith("mogi-")]
    conditions = [len(one.versions[-1].conditions) for one in made]
    paid = sum(any(a.value is not None for a in one.versions[-1].amounts) for one in made)
    counted = ", ".join(f"{number}: {count}" for number, count in sorted(Counter(conditions).items()))
    return "\n".join(
        (
            f"programs in all: {len(content.programs)}, of them made up: {len(made)}",
            f"in force for everybody on {ON}: {min(faced)} to {max(faced)}",
            f"conditions of those made up: mean {mean(conditions):.2f} ({counted})"
            if made
            else "none made up",
            f"with an amount: {paid / len(made):.0%}" if made else "",
        )
    )


if __name__ == "__main__":
    print(describe(catalog(rulebook_of(DATA), int(sys.argv[1]) if len(sys.argv) > 1 else 1)))
