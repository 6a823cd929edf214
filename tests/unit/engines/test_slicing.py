"""Some rows of answers are the answers a block of these rows alone would get."""

import random
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.factories.blocks import DAYS, block_of_seeds
from tests.factories.content import content, rulebook
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.columnar.together import slices_of
from todoke.engines.comparing import differences
from todoke.engines.port import AmountColumns, ProgramAnswers, Reasons
from todoke.engines.slicing import sliced
from todoke.residents.taking import take
from todoke.rules.answers import Outcome
from todoke.rules.programs import Amount
from todoke.rules.texts import Text

AMOUNT = Amount(label=Text(ja="手当"))


def answers(**more: Any) -> ProgramAnswers:
    """Return answers of ten persons: 1, 4, 5 and 9 may be eligible, of whom 4 and 9 are open."""
    rows, open_rows = np.array([1, 4, 5, 9], np.int32), np.array([4, 9], np.int32)
    possible = np.isin(np.arange(10), rows)
    low, high = np.array([10.0, 40.0, np.nan, 90.0]), np.array([10.0, np.inf, np.nan, 95.0])
    usual: dict[str, Any] = {
        "version": date(2023, 4, 1),
        "sure": possible & ~np.isin(np.arange(10), open_rows),
        "possible": possible,
        "failed": np.arange(10) == 7,
        "rows": rows,
        "amounts": (
            AmountColumns(AMOUNT, low, high),
            AmountColumns(AMOUNT, None, None, np.array([1, 0, 1, 1]) > 0),
        ),
        "open_rows": open_rows,
        "reasons": Reasons(np.array([1, 0], np.uint16), ("T?", "??")),
    }
    return ProgramAnswers("p", "person", **{**usual, **more})


def test_rows_in_the_middle_are_numbered_from_nought() -> None:
    found = sliced(answers(), slice(4, 8))
    assert found.rows is not None
    assert found.open_rows is not None
    assert (found.rows.tolist(), found.open_rows.tolist()) == ([0, 1], [0])
    assert (found.rows.dtype, found.open_rows.dtype) == (np.int32, np.int32)
    assert np.asarray(found.possible).tolist() == [True, True, False, False]
    assert np.asarray(found.sure).tolist() == [False, True, False, False]
    assert np.asarray(found.failed).tolist() == [False, False, False, True]
    figures, promised = found.amounts
    assert figures.low is not None
    assert figures.high is not None
    assert np.array_equal(figures.low, [40.0, np.nan], equal_nan=True)
    assert np.array_equal(figures.high, [np.inf, np.nan], equal_nan=True)
    assert promised.low is None
    assert np.asarray(promised.applies).tolist() == [False, True]
    assert found.reasons is not None
    assert [found.reasons.patterns[code] for code in found.reasons.codes] == ["??"]
    assert (found.version, found.unit, found.program_id) == (date(2023, 4, 1), "person", "p")


def test_nobody_and_everybody() -> None:
    whole, none = sliced(answers(), slice(0, 10)), sliced(answers(), slice(2, 2))
    assert whole.rows is not None
    assert whole.rows.tolist() == [1, 4, 5, 9]
    assert none.rows is not None
    assert none.rows.tolist() == []
    assert [len(columns.low) for columns in none.amounts if columns.low is not None] == [0]


def test_what_is_the_same_for_all_is_so_for_some() -> None:
    low = np.asarray(5.0)
    alike = answers(sure=False, possible=True, failed=False, amounts=(AmountColumns(AMOUNT, low, low),))
    found = sliced(alike, slice(4, 8))
    assert (found.sure, found.possible, found.failed) == (False, True, False)
    assert found.amounts[0].low is found.amounts[0].high
    assert found.amounts[0].low == 5.0
    exact = np.array([1.0, 2.0, 3.0, 4.0])
    kept = sliced(answers(amounts=(AmountColumns(AMOUNT, exact, exact),)), slice(4, 10)).amounts[0]
    assert kept.low is kept.high
    assert kept.low is not None
    assert kept.low.tolist() == [2.0, 3.0, 4.0]


def test_without_details_and_with_an_outcome() -> None:
    bare = sliced(answers(rows=None, open_rows=None, amounts=(), reasons=None), slice(4, 8))
    assert (bare.rows, bare.open_rows, bare.amounts, bare.reasons) == (None, None, (), None)
    assert np.asarray(bare.possible).tolist() == [True, True, False, False]
    outcome = ProgramAnswers("p", "person", outcome=Outcome.OUT_OF_SCOPE, message="終わった制度です")
    assert sliced(outcome, slice(4, 8)) is outcome


@pytest.mark.parametrize("details", [True, False])
def test_slices_of_a_block_are_answered_as_blocks_of_their_own(details: bool) -> None:
    whole = block_of_seeds(range(300, 330), content(), DAYS[0], "132080")
    cuts = [0, *sorted(random.Random(1).sample(range(1, 30), 3)), 30]
    parts = [take(whole, np.arange(start, end)) for start, end in pairwise(cuts)]
    programs = tuple(content().programs)
    engine = ColumnarEngine()
    found = list(engine.answers(whole, rulebook(), on=DAYS[0], programs=programs, details=details))
    for part, rows in zip(parts, slices_of(parts), strict=True):
        alone = engine.answers(part, rulebook(), on=DAYS[0], programs=programs, details=details)
        for all_of_them, wanted in zip(found, alone, strict=True):
            cut = sliced(all_of_them, rows[all_of_them.unit == "household"])
            assert differences(cut, wanted, part) == []
