"""The residents a command measures: a population folder, or those of the database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from todoke.analytics.population import HOW_TO_MAKE, NoPopulationError, open_population
from todoke.cli.instance import with_instance
from todoke.residents.problems import SnapshotError
from todoke.residents.snapshot import Snapshot
from todoke.rules.content import Content

DATABASE = "database"


def add_population(parser: argparse.ArgumentParser) -> None:
    """Add ``--population``."""
    parser.add_argument(
        "--population",
        metavar="フォルダー|database",
        help=f"住民のフォルダー({HOW_TO_MAKE})、または database(この環境に登録された人)",
    )


def measured(call: argparse.Namespace, content: Content, measure: Callable[[Snapshot], int]) -> int:
    """Open the residents and measure them; without any say how to make some and return 2."""
    if call.population is None:
        return _wrong(f"住民がありません。合成した住民を作り、--population に渡してください: {HOW_TO_MAKE}")
    try:
        if call.population == DATABASE:
            return _of_database(content, measure)
        return measure(open_population(Path(call.population), content))
    except NoPopulationError as error:
        return _wrong(str(error))
    except SnapshotError as error:
        return _wrong(str(error))


def _of_database(content: Content, measure: Callable[[Snapshot], int]) -> int:
    @with_instance
    def run(_: Any) -> int:
        from todoke.apps.people.snapshots import refreshed_snapshot

        residents = refreshed_snapshot(content=content)
        if residents is None or not residents.persons:
            return _wrong("データベースに登録された人はいません。")
        return measure(residents)

    return run(None)


def _wrong(message: str) -> int:
    print(message, file=sys.stderr)
    return 2
