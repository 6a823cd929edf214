"""Every engine answers what the reference answers: any household, any program, any day, unknowns included."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import rules as make
from tests.factories.blocks import DAYS, block_of_seeds, drawn_household
from tests.factories.content import content, rulebook
from tests.generative.expressions import KINDS
from todoke.engines.comparing import differences
from todoke.engines.port import Engine
from todoke.engines.reference import ReferenceEngine
from todoke.residents.block import Block
from todoke.residents.households import UnfitHouseholdError, block_of
from todoke.rules import yamlfile
from todoke.rules.checking.golden import Golden
from todoke.rules.checking.types import CodeType, DayType, NumberType, TruthType, type_of
from todoke.rules.content import Content
from todoke.rules.household import MUNICIPALITY, Household
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import read_household
from todoke.rules.values import ABSENT

ENGINES = {
    "columnar": "todoke.engines.columnar.engine:ColumnarEngine",
    "sql": "todoke.engines.sql.engine:SqlEngine",
}
NODES = Path(__file__).parents[1] / "spec" / "nodes"
MUNICIPALITIES = sorted(content().municipalities)
HOUSEHOLDS = 12
"""So many of each day here; bench/equality.py asks a hundred thousand."""

SQL_DAYS = (0, 3, 9)
"""Where in ``DAYS`` the SQL engine is asked here: today, a leap day, beyond the end of parameters."""

SQL_GOLDEN = 5
"""The SQL engine is asked for every fifth group of golden households here."""

_OF_THE_CASE = {"is", "error", "needs", "on", "members", "household", "complete", "seen_from", "what"}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    module, name = ENGINES[request.param].split(":")
    made: Engine = getattr(import_module(module), name)()
    return made


def disagreements(
    engine: Engine, block: Block, book: Rulebook, on: date, programs: Sequence[str] | None = None
) -> list[str]:
    """Return what the engine answers differently from the reference."""
    chosen = None if programs is None else tuple(programs)
    wanted = ReferenceEngine().answers(block, book, on=on, programs=chosen)
    found = engine.answers(block, book, on=on, programs=chosen)
    return [line for one, other in zip(wanted, found, strict=True) for line in differences(one, other, block)]


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_random_households_get_the_same_answers(engine: Engine, on: date) -> None:
    place = DAYS.index(on)
    if engine.name == "sql" and place not in SQL_DAYS:
        pytest.skip("SQL takes seconds to plan; bench/equality.py asks it on every day")
    block = block_of_seeds(
        range(place * HOUSEHOLDS, (place + 1) * HOUSEHOLDS), content(), DAYS[0], MUNICIPALITIES[place * 6]
    )
    assert disagreements(engine, block, rulebook(), on) == []


def test_leaving_details_out_leaves_the_answers(engine: Engine) -> None:
    block = block_of_seeds(range(40, 40 + HOUSEHOLDS), content(), DAYS[0], MUNICIPALITIES[0])
    some = tuple(sorted(content().programs)[::7])
    with_details = engine.answers(block, rulebook(), on=DAYS[0], programs=some)
    without = engine.answers(block, rulebook(), on=DAYS[0], programs=some, details=False)
    for one, other in zip(with_details, without, strict=True):
        assert differences(one, other, block) == []


def test_programs_asked_by_name_are_answered_in_that_order(engine: Engine) -> None:
    block = block_of_seeds(range(3), content(), DAYS[0], MUNICIPALITIES[0])
    chosen = tuple(sorted(content().programs)[5:2:-1])
    found = [one.program_id for one in engine.answers(block, rulebook(), on=DAYS[0], programs=chosen)]
    assert found == list(chosen)


@lru_cache(maxsize=1)
def golden_blocks() -> tuple[tuple[date, Block, tuple[str, ...]], ...]:
    """Return the golden households gathered by day and municipality, with the programs they are about."""
    found: dict[tuple[date, str], tuple[list[Household], list[str]]] = {}
    for program_id, loaded in content().programs.items():
        for raw in loaded.golden:
            golden = Golden.model_validate(raw)
            household = read_household(golden.household, content(), on=golden.on)
            municipality = str(household.facts.get(MUNICIPALITY, MUNICIPALITIES[0]))
            households, programs = found.setdefault((golden.on, municipality), ([], []))
            households.append(household)
            programs.append(program_id)
    return tuple(
        (on, block, tuple(dict.fromkeys(programs)))
        for (on, municipality), (households, programs) in found.items()
        for block in _blocks(households, municipality, content())
    )


def _blocks(households: Iterable[Household], municipality: str, of: Content) -> Iterator[Block]:
    """Yield a block of those households that fit into columns; where a fact does not apply, they cannot say so."""
    fitting = [one for one in households if one.applicant is not None and not _says_absent(one)]
    if fitting:
        yield block_of(fitting, municipality, of)


def _says_absent(household: Household) -> bool:
    values = [*household.facts.values(), *(v for m in household.members for v in m.facts.values())]
    return any(value is ABSENT for value in values)


GOLDEN_PARTS = 6


@pytest.mark.parametrize("part", range(GOLDEN_PARTS))
def test_golden_households_get_the_same_answers(engine: Engine, part: int) -> None:
    groups = golden_blocks()[part::GOLDEN_PARTS]
    for on, block, programs in groups[:: SQL_GOLDEN if engine.name == "sql" else 1]:
        assert disagreements(engine, block, rulebook(), on, programs) == []


def book_of(expressions: Sequence[tuple[str, Any]]) -> Rulebook:
    """Return a rulebook that shows what each expression (with its kind) is, for every member and the household."""
    found = make.content((NODES / "dictionary.yaml").read_text(encoding="utf-8"))
    for place, (kind, raw) in enumerate(expressions):
        for subject in ("person", "household"):
            program_id = f"e{place}-{subject}"
            program = {
                "subject": subject,
                "versions": [{"effective": {"from": "2000-01-01"}} | SHOWN[kind](raw)],
            }
            found.programs[program_id] = make.loaded_program(program_id, program)
    return Rulebook(found)


def _numbered(raw: Any) -> dict[str, Any]:
    """Return which of the codes an expression is, as a number."""
    codes = ("red", "green", "blue", "light", "dark", "small", "big")
    return {"case": [*({"when": {"eq": [raw, one]}, "then": n} for n, one in enumerate(codes)), {"then": 99}]}


SHOWN: dict[str, Callable[[Any], dict[str, Any]]] = {
    "truth": lambda raw: {
        "conditions": {"it": raw},
        "amounts": {"flag": {"case": [{"when": raw, "then": 1}, {"then": 2}]}},
    },
    "number": lambda raw: {"amounts": {"it": raw}},
    "day": lambda raw: {"amounts": {"it": {"elapsed": {"from": date(2000, 1, 1), "to": raw}}}},
    "code": lambda raw: {"amounts": {"it": _numbered(raw)}},
}
"""How an expression of each kind is shown: by a condition, or by an amount."""

_KIND_OF = {TruthType: "truth", NumberType: "number", DayType: "day", CodeType: "code"}


@lru_cache(maxsize=1)
def dictionary() -> Content:
    return make.content((NODES / "dictionary.yaml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def shown() -> tuple[Rulebook, tuple[tuple[date, Block], ...]]:
    """Return the rulebook of all expressions of the meaning tables, and their households by day."""
    entries = [
        entry
        for path in sorted(NODES.glob("*.yaml"))
        if path.stem != "dictionary"
        for entry in yamlfile.read(path)
    ]
    typed = [(type_of(make.expression_of(entry["expression"]), dictionary(), {}), entry) for entry in entries]
    book = book_of([(_KIND_OF[type(kind)], entry["expression"]) for kind, entry in typed])
    found: dict[tuple[date, str], list[Household]] = {}
    for answer in (answer for entry in entries for answer in entry["answers"]):
        on = answer.get("on", make.TODAY)
        me = {"id": "me", "relation": "self"} | {k: v for k, v in answer.items() if k not in _OF_THE_CASE}
        raw = {"members": [me, *answer.get("members", ())], "complete": answer.get("complete", True)}
        household = read_household(raw | answer.get("household", {}), book.content, on=on)
        municipality = str(household.facts.get(MUNICIPALITY, make.CHIYODA))
        found.setdefault((on, municipality), []).append(household)
    return book, tuple(
        (on, block)
        for (on, municipality), households in found.items()
        for block in _blocks(households, municipality, book.content)
    )


@pytest.mark.slow
def test_every_node_means_on_every_engine_what_the_tables_say(engine: Engine) -> None:
    book, blocks = shown()
    assert sum(block.households for _, block in blocks) > 300
    for on, block in blocks:
        assert disagreements(engine, block, book, on) == []


@lru_cache(maxsize=8)
def small_block(seed: int) -> Block:
    on = make.TODAY
    households = [drawn_household(seed * 1000 + one, dictionary(), on, unknown=0.3) for one in range(24)]
    try:
        return block_of(households, (make.CHIYODA, make.MINATO, "131041")[seed % 3], dictionary())
    except UnfitHouseholdError as error:  # pragma: no cover - would be a fault of the factory
        raise AssertionError(seed) from error


EXPRESSIONS = st.one_of(*(st.tuples(st.just(kind), KINDS[kind](2)) for kind in sorted(KINDS)))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(EXPRESSIONS, min_size=2, max_size=5),
    st.integers(0, 7),
    st.sampled_from([make.TODAY, date(2026, 3, 31), date(2024, 2, 29), date(2028, 4, 1)]),
)
def test_random_expressions_mean_the_same(
    engine: Engine, expressions: list[tuple[str, Any]], seed: int, on: date
) -> None:
    book = book_of(expressions)
    assert disagreements(engine, small_block(seed), book, on) == []


def test_the_households_here_leave_much_unknown() -> None:
    block = block_of_seeds(range(60), content(), DAYS[0], MUNICIPALITIES[0])
    asked = [fact.id for fact in content().facts.values() if fact.askable and fact.id in block.columns]
    said = [np.mean(block.columns[one].said) for one in asked]
    assert 1 - float(np.mean(said)) >= 0.05
