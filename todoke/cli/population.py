"""``todoke population``: make a synthetic Tokyo, and let it live (合成の都民)."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from todoke.cli.arguments import day

_DEFAULT_DAY = date(2026, 1, 1)
_MOST_DAYS = 366


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("population", help="合成の都民(実在しない人と世帯)をつくる・日を進める")
    parts = parser.add_subparsers(required=True, metavar="操作")
    make = parts.add_parser(
        "make",
        help="人口の表から、62区市町村の合成の人と世帯をつくる",
        description="人口の表と仮定(data/population)から、62区市町村の合成の人と世帯をParquetのフォルダーにつくります。"
        "同じ人数・種・日付なら、同じバイトになります。止まったときは、同じ命令でつづきから始めます。",
    )
    make.add_argument("--residents", type=_whole, required=True, metavar="人数", help="都民全員なら 14077552")
    make.add_argument("--seed", type=_whole, default=1, metavar="種", help="乱数の種(省略時は1)")
    make.add_argument("--out", type=Path, required=True, metavar="フォルダー", help="書き出す先(新しい場所)")
    make.add_argument(
        "--on", type=day, default=_DEFAULT_DAY, metavar="日付", help="いつの時点の事実か(省略時は2026-01-01)"
    )
    _add_workers(make)
    make.set_defaults(run=_make)
    age = parts.add_parser(
        "age",
        help="日を進める(出生・死亡・転入・転出・転居・収入の変化・進学)",
        description="つくった人口の日を進めて、別のフォルダーに書きます。世帯と人の番号はそのままで、"
        "新しい人には新しい番号が付きます。もとのフォルダーは変えません。",
    )
    age.add_argument("population", type=Path, metavar="フォルダー", help="もとの人口フォルダー")
    age.add_argument("--days", type=_days, default=1, metavar="日数", help="進める日数(省略時は1)")
    age.add_argument("--out", type=Path, required=True, metavar="フォルダー", help="書き出す先(新しい場所)")
    _add_workers(age)
    age.set_defaults(run=_age)


def _add_workers(parser: argparse.ArgumentParser) -> None:
    cores = os.cpu_count() or 1
    parser.add_argument(
        "--workers",
        type=_workers,
        default=min(2, cores),
        metavar="数",
        help="並べて使うプロセスの数(省略時は2)",
    )


def _whole(text: str) -> int:
    try:
        return int(text.replace(",", ""))
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」は整数ではありません") from None


def _days(text: str) -> int:
    if 1 <= (days := _whole(text)) <= _MOST_DAYS:
        return days
    raise argparse.ArgumentTypeError(f"1から{_MOST_DAYS}までの日数で書いてください")


def _workers(text: str) -> int:
    if 1 <= (workers := _whole(text)) <= 64:
        return workers
    raise argparse.ArgumentTypeError("1から64までの数で書いてください")


def _make(call: argparse.Namespace) -> int:
    from todoke.population.making import make
    from todoke.rules.loading import load

    if call.seed < 0:
        print("種(--seed)は0以上の整数にしてください。", file=sys.stderr)
        return 2

    def work(progress: Callable[[int], None]) -> Any:
        return make(
            call.residents,
            call.seed,
            call.out,
            on=call.on,
            content=load(call.data),
            source=call.data / "population",
            workers=call.workers,
            progress=progress,
        )

    return _told(work, call.residents, "人", call.out)


def _age(call: argparse.Namespace) -> int:
    from todoke.population.aging.running import age
    from todoke.population.folder import FolderError, read_record

    try:
        before = read_record(call.population)
    except FolderError as error:
        print(error, file=sys.stderr)
        return 2

    def work(progress: Callable[[int], None]) -> Any:
        return age(
            call.population,
            call.days,
            call.out,
            source=call.data / "population",
            workers=call.workers,
            progress=progress,
        )

    return _told(work, before.residents, "人", call.out)


def _told(work: Callable[[Callable[[int], None]], Any], total: int, unit: str, out: Path) -> int:
    """Do the work with a progress bar and say in Japanese how it ended."""
    from tqdm import tqdm

    from todoke.population.assumptions import AssumptionError
    from todoke.population.demography import DemographyError
    from todoke.population.folder import FolderError
    from todoke.population.plan import PlanError

    began = time.monotonic()
    bar = tqdm(
        total=max(total, 0), unit=unit, unit_scale=True, disable=not sys.stderr.isatty(), file=sys.stderr
    )
    try:
        with bar:

            def done(persons: int) -> None:
                bar.update(persons)

            made = work(done)
    except (PlanError, FolderError, AssumptionError, DemographyError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("止めました。同じ命令でつづきから始められます。", file=sys.stderr)
        return 2
    except OSError as error:
        print(_cure(error, out), file=sys.stderr)
        return 2
    seconds = time.monotonic() - began
    print(f"{out}: {made.residents:,} 人・{made.households:,} 世帯({made.on} 時点、{seconds:.1f} 秒)")
    return 0


def _cure(error: OSError, out: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
        return (
            f"{out} のディスクがいっぱいです。空きを作って同じ命令をもう一度実行すると、つづきから始めます。"
            "都民全員の人口には約0.5GBが要ります。"
        )
    return f"{out} に書き込めません({error})。場所と権限を確かめてください。"
