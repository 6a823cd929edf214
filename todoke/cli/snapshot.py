"""``todoke snapshot``: the columns that matching reads, made from a folder or from the database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from todoke.base import clock
from todoke.cli.instance import with_instance
from todoke.residents.building import Progress, build_snapshot
from todoke.residents.parquet import PopulationFolder
from todoke.residents.problems import PopulationError, Problem, SnapshotError
from todoke.residents.snapshot import Snapshot
from todoke.rules.loading import load

_MOST_PROBLEMS = 20


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser(
        "snapshot", help="住民の写し(判定が読む列データ)を作る・新しくする・確かめる"
    )
    parts = parser.add_subparsers(required=True, metavar="操作")

    build = parts.add_parser("build", help="すべての住民を読んで写しを作る")
    _add_source(build)
    build.add_argument(
        "--out", type=Path, metavar="フォルダー", help="写しを置く場所(省略時は住民データの snapshot)"
    )
    build.add_argument(
        "--like",
        type=Path,
        metavar="フォルダー",
        help="この写しと同じ世帯を同じ区画に置く(二日の比較が速くなる)",
    )
    build.set_defaults(run=_build, rebuild=True)

    refresh = parts.add_parser("refresh", help="データベースで変わった世帯だけを読み直す")
    refresh.set_defaults(run=_from_database, rebuild=False)

    check = parts.add_parser("check", help="写しが書いたときのままかを、すべて読んで確かめる")
    check.add_argument(
        "folder", type=Path, metavar="フォルダー", nargs="?", help="省略時はデータベースの写し"
    )
    check.set_defaults(run=_check)

    loading = parts.add_parser("load", help="合成の住民データをデータベースに入れる")
    loading.add_argument("--population", type=Path, required=True, metavar="フォルダー")
    loading.add_argument("--replace", action="store_true", help="登録されている住民を消して入れ替える")
    loading.set_defaults(run=_load)


def _add_source(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--population", type=Path, metavar="フォルダー", help="住民データ(Parquet)のフォルダー"
    )
    source.add_argument("--from", dest="source", choices=("database",), help="このインスタンスのデータベース")


def _build(call: argparse.Namespace) -> int:
    if call.population:
        return _from_folder(call)
    if call.out or call.like:
        print("--out と --like は、--population と一緒に使います", file=sys.stderr)
        return 2
    return _from_database(call)


def _from_folder(call: argparse.Namespace) -> int:
    content = load(call.data)
    try:
        persons = sum(
            part["persons"] for part in PopulationFolder.open(call.population, content).parts.values()
        )
        with _bar(persons) as progress:
            snapshot = build_snapshot(call.population, call.out, content, like=call.like, progress=progress)
    except (PopulationError, SnapshotError) as error:
        return _failed(error)
    except OSError as error:
        return _failed(
            f"{call.out or call.population} に写しを書けません({error.strerror})。"
            "場所と権限、ディスクの空きを確かめてください"
        )
    return _told(snapshot)


@with_instance
def _from_database(call: argparse.Namespace) -> int:
    from todoke.apps.people.snapshots import refreshed_snapshot

    try:
        with _bar(None) as progress:
            snapshot = refreshed_snapshot(
                on=clock.today(), content=load(call.data), progress=progress, rebuild=call.rebuild
            )
    except (SnapshotError, OSError) as error:
        return _failed(error)
    if snapshot is None:
        print("データベースに住民が登録されていません。", file=sys.stderr)
        return 2
    return _told(snapshot)


@with_instance
def _load(call: argparse.Namespace) -> int:
    from todoke.apps.people.importing.population import load_population

    content = load(call.data)
    try:
        persons = sum(
            part["persons"] for part in PopulationFolder.open(call.population, content).parts.values()
        )
        with _bar(persons) as progress:
            loaded = load_population(call.population, content, replace=call.replace, progress=progress)
    except PopulationError as error:
        return _failed(error)
    print(f"{loaded.persons:,} 人({loaded.households:,} 世帯)を登録しました。")
    _tell_problems(loaded.problems)
    return 0


def _check(call: argparse.Namespace) -> int:
    if call.folder is None:
        return _check_database(call)
    return _checked(call.folder)


@with_instance
def _check_database(call: argparse.Namespace) -> int:
    from todoke.apps.people.snapshots import snapshot_folder

    return _checked(snapshot_folder())


def _checked(folder: Path) -> int:
    try:
        snapshot = Snapshot.open(folder)
        with _bar(snapshot.persons) as progress:
            for code in snapshot.municipalities:
                snapshot.part(code).verify()
                progress(code, snapshot.records[code].persons)
    except SnapshotError as error:
        print(error, file=sys.stderr)
        return 1
    return _told(snapshot)


def _told(snapshot: Snapshot) -> int:
    print(
        f"{snapshot.folder}: {snapshot.on} の {snapshot.persons:,} 人({snapshot.households:,} 世帯)、"
        f"{len(snapshot.municipalities)} 区市町村、{snapshot.size / 1e6:,.0f} MB"
    )
    _tell_problems(snapshot.problems)
    return 0


def _tell_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems[:_MOST_PROBLEMS]:
        print(f"  {problem}", file=sys.stderr)
    if len(problems) > _MOST_PROBLEMS:
        print(f"  ほか {len(problems) - _MOST_PROBLEMS} 件", file=sys.stderr)


def _failed(error: Exception | str) -> int:
    print(error, file=sys.stderr)
    return 2


@contextmanager
def _bar(persons: int | None) -> Iterator[Progress]:
    """Show a bar while residents are read, where somebody watches."""
    with tqdm(total=persons, unit="人", unit_scale=True, disable=None, file=sys.stderr) as bar:

        def progress(municipality: str, residents: int) -> None:
            bar.update(residents)

        yield progress
