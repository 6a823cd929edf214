"""``todoke match``: answer every program for everybody on a day, and tell one night from another."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from todoke.base.collecting import loaded_for_good
from todoke.cli import match_diff
from todoke.cli.arguments import add_day
from todoke.cli.instance import with_instance
from todoke.cli.nights import UnknownProgramError, chosen_programs, default_folder, name_of
from todoke.nights.stored.sealing import NightError
from todoke.residents.problems import PopulationError, SnapshotError
from todoke.rules.library import rulebook_of
from todoke.rules.rulebook import Rulebook

if TYPE_CHECKING:
    from todoke.engines.port import Engine
    from todoke.nights.run.working import Spread
    from todoke.nights.stored.store import Night
    from todoke.residents.snapshot import Snapshot

DATABASE = "database"
ENGINES = ("columnar", "reference", "sql", "spark")
_TOP = 10


def add_to(commands: Any) -> None:
    """Add the command and its comparison."""
    parser = commands.add_parser(
        "match",
        help="住民全員について、受けられる制度を判定する",
        description="住民データの全員に全制度を当てはめ、結果を「晩」として残します。途中で止めても次は続きから、"
        "同じことをもう一度頼んだときは何もしません。住民データか規則を読めないときは、前の晩の結果がそのまま残ります。",
    )
    parser.add_argument(
        "--population",
        metavar="フォルダー|database",
        help="住民データのフォルダー(todoke population make が作るもの)、または database(この環境に登録された人)",
    )
    add_day(parser)
    parser.add_argument(
        "--engine", choices=ENGINES, default="columnar", help="判定のしかた(省略時は columnar)"
    )
    parser.add_argument(
        "--master", metavar="Spark", help="--engine spark のとき、クラスターの場所。例: spark://host:7077"
    )
    parser.add_argument(
        "--programs", metavar="ID,ID…", help="この制度だけ(カンマで区切る)。結果は残すが、公開はしない"
    )
    parser.add_argument(
        "--out", type=Path, metavar="フォルダー", help="結果の置き場所(省略時はこの環境の var)"
    )
    parser.add_argument("--workers", type=_workers, default=2, metavar="数", help="並べて動かす数(省略時は2)")
    parser.add_argument(
        "--details",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="金額と、決められない理由も残す(省略時は残す)",
    )
    parser.add_argument("--again", action="store_true", help="もう済んでいても、やり直す")
    parser.add_argument("--keep", type=_workers, default=3, metavar="晩", help="残す晩の数(月末は別に残す)")
    parser.add_argument("--rules", type=Path, metavar="フォルダー", help="この規則のフォルダーで判定する")
    parser.add_argument(
        "--report", action=argparse.BooleanOptionalAction, default=True, help="HTMLの報告を作る"
    )
    parser.set_defaults(run=_match)
    match_diff.add_to(parser.add_subparsers(metavar="操作"))


def _workers(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"「{text}」は使えません。1以上の数を書いてください")
    return int(text)


def _match(call: argparse.Namespace) -> int:
    if call.population is None:
        return _wrong(
            "--population で住民データを教えてください。例: todoke match --population var/population/tokyo "
            "(まだなければ todoke population make で作れます)"
        )
    if call.rules is not None and not (call.rules / "programs").is_dir():
        return _wrong(f"規則のフォルダーが見つかりません: {call.rules}(programs がありません)")
    if call.master is not None and call.engine != "spark":
        return _wrong("--master は --engine spark と一緒に使います")
    try:
        if call.population == DATABASE:
            return _of_database(call)
        book = rulebook_of(call.rules or call.data)
        programs = chosen_programs(call.programs, book)
        folder = Path(call.population)
        out = call.out or default_folder(folder.resolve().name)
        return _run(call, book, programs, snapshot_of(folder, out, book), out)
    except (NightError, SnapshotError, PopulationError) as error:
        failed = isinstance(error, NightError) and not isinstance(error, UnknownProgramError)
        return _wrong(str(error), code=1 if failed else 2)
    except ModuleNotFoundError as error:
        extra = missing_extra(error, call.engine)
        if extra is None:
            raise
        return _wrong(extra)
    except Exception as error:
        told = of_spark(error, call.master)
        if told is None:
            raise
        return _wrong(told, code=1)


@with_instance
def _of_database(call: argparse.Namespace) -> int:
    from todoke.apps.people.snapshots import refreshed_snapshot
    from todoke.apps.registry.queries.rulebook import rulebook

    # In a running instance the rules live in the database too.
    book = rulebook() if call.rules is None else rulebook_of(call.rules)
    programs = chosen_programs(call.programs, book)
    snapshot = refreshed_snapshot(content=book.content)
    if snapshot is None or snapshot.persons == 0:
        print("データベースに登録された人はいません。判定することはありません。")
        return 0
    return _run(call, book, programs, snapshot, call.out or default_folder(DATABASE))


def snapshot_of(folder: Path, out: Path, book: Rulebook) -> Snapshot:
    """Return the snapshot of a population folder, in the order of blocks the last night had."""
    from todoke.nights.stored.store import latest
    from todoke.residents.building import build_snapshot

    if not folder.is_dir():
        raise PopulationError(
            f"住民データのフォルダーが見つかりません: {folder}。todoke population make --residents 人数 --out {folder} "
            "で作れます"
        )
    try:
        before = latest(out)
    except NightError:
        before = None
    like = None if before is None else before.snapshot_folder
    with _bar("住民データを写す", None) as advance:
        return build_snapshot(
            folder, None, book.content, like=like, progress=lambda _, persons: advance(persons)
        )


@loaded_for_good()
def _run(
    call: argparse.Namespace,
    book: Rulebook,
    programs: tuple[str, ...] | None,
    snapshot: Snapshot,
    out: Path,
) -> int:
    from todoke.nights.run.keeping import keep_snapshot, prune
    from todoke.nights.run.running import run_night

    engine, spread = _engine(call)
    began = time.monotonic()
    with _bar("判定", snapshot.persons) as advance:
        night = run_night(
            snapshot,
            book,
            on=call.on,
            out=out,
            engine=engine,
            programs=programs,
            details=call.details,
            workers=call.workers,
            progress=advance,
            again=call.again,
            spread=spread,
            carry=call.engine == "columnar",
        )
    keep_snapshot(out, snapshot.identity, snapshot.folder)
    before = _night_before(out, night)
    for line in summary(night, before, book, time.monotonic() - began):
        print(line)
    if night.is_whole and call.report:
        _report(night, before, snapshot, book)
    if night.is_whole:
        prune(out, keep=call.keep)
    return _code(night)


def _night_before(out: Path, night: Night) -> Night | None:
    from todoke.nights.stored.store import nights_in

    earlier = [one for one in nights_in(out) if one.is_whole and one.on < night.on]
    return earlier[-1] if earlier else None


def _code(night: Night) -> int:
    if not night.is_complete:
        return 1
    failures = any("program" in problem for problem in night.record["problems"])
    return 3 if failures else 0


def _engine(call: argparse.Namespace) -> tuple[Engine, Spread | None]:
    if call.engine == "reference":
        from todoke.engines.reference import ReferenceEngine

        return ReferenceEngine(), None
    if call.engine == "sql":
        from todoke.engines.sql.engine import SqlEngine

        return SqlEngine(), None
    from todoke.engines.columnar.engine import ColumnarEngine

    if call.engine == "spark":
        import pyspark  # noqa: F401 - told at once where it is not installed

        from todoke.engines.spark.spreading import SparkSpread

        return ColumnarEngine(), SparkSpread(call.master) if call.master else SparkSpread()
    return ColumnarEngine(), None


def missing_extra(error: ModuleNotFoundError, engine: str) -> str | None:
    """Return how to install what an engine needs, or None where it is something else that is missing.

    >>> missing_extra(ModuleNotFoundError("no", name="todoke.nothing"), "sql")
    """
    if str(error.name).split(".")[0] not in ("duckdb", "pyspark", "pandas"):
        return None
    return (
        f"--engine {engine} には {error.name} が必要です。make engines で入れてください"
        "(省略時の columnar には要りません)"
    )


def of_spark(error: Exception, master: str | None) -> str | None:
    """Return what to do where Spark itself could not be used, or None where it is something else that failed.

    >>> of_spark(ValueError("no"), None)
    """
    from todoke.engines.spark.java import SparkMissingError

    if isinstance(error, SparkMissingError):
        return str(error)
    if type(error).__module__.split(".")[0] not in ("py4j", "pyspark"):
        return None
    where = "この機械" if master is None else master
    return (
        f"Spark({where})で判定できませんでした({type(error).__name__})。つながるか、ワーカーがいるかを確かめてください。"
        "この機械だけで足りるなら、--engine columnar(省略時)で判定できます"
    )


def summary(night: Night, before: Night | None, book: Rulebook, seconds: float) -> Iterator[str]:
    """Yield what a run came to, line by line."""
    record = night.record
    people = f"{record['residents']:,}人 {record['households']:,}世帯"
    yield f"{night.on} の判定: {people}、制度 {len(record['programs'])} 件"
    undetermined = sum(
        total["undetermined"] for program in record["programs"].values() for total in program["by"].values()
    )
    eligible = sum(
        total["eligible"] for program in record["programs"].values() for total in program["by"].values()
    )
    yield f"受けられる {eligible:,} 件、まだ決められない {undetermined:,} 件({seconds:.1f} 秒)"
    carried = record["run"].get("carried", 0)
    if carried:
        anew = record["households"] - carried
        yield f"前の晩と変わらない {carried:,}世帯は答えを引き継ぎ、{anew:,}世帯を計算し直しました"
    if before is not None and night.is_whole:
        yield from _newly(night, before, book)
    for problem in record["problems"][:_TOP]:
        where = " ".join(str(problem[key]) for key in ("municipality", "program") if key in problem)
        yield f"問題: {where}: {problem['message']}"
    more = len(record["problems"]) - _TOP
    if more > 0:
        yield f"ほかに問題が {more} 件あります({night.folder / 'night.json'})"
    if not night.is_complete:
        yield "判定できなかった区市町村があるため、この晩は公開していません。"
        yield "直してからもう一度実行すると、残りだけ判定します。"
    yield f"結果: {night.folder}"


def _newly(night: Night, before: Night, book: Rulebook) -> Iterator[str]:
    from todoke.nights.compared.diff import newly_eligible

    counts = newly_eligible(before, night)
    yield f"{before.on} から新しく受けられるようになった: {sum(counts.values()):,} 件"
    for program_id, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_TOP]:
        if count:
            yield f"  {count:>9,}  {name_of(program_id, book)}"


def _report(night: Night, before: Night | None, snapshot: Snapshot, book: Rulebook) -> None:
    from todoke.analytics.report import write_report
    from todoke.analytics.spotcheck import remember, spot_check

    spot = spot_check(night, snapshot=snapshot, book=book)
    night = remember(night, spot)
    if not spot.agrees:
        wrong = "、".join(f"{name_of(one, book)} {number}件" for one, number in spot.differing.items())
        print(f"抜き取り検査で、基準の計算と合わない答えがありました: {wrong}", file=sys.stderr)
    out = night.folder / "report.html"
    print(f"報告: {write_report(night, before, snapshot=snapshot, book=book, out=out, spot=spot)}")


@contextmanager
def _bar(words: str, total: int | None) -> Iterator[Callable[[int], None]]:
    from tqdm import tqdm

    with tqdm(total=total, desc=words, unit="人", unit_scale=True, disable=None, file=sys.stderr) as bar:

        def advance(persons: int) -> None:
            bar.update(persons)

        yield advance


def _wrong(message: str, *, code: int = 2) -> int:
    print(message, file=sys.stderr)
    return code
