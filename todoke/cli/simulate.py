"""``todoke simulate``: a year of notices in advance, over personas who do not exist."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from todoke.cli.arguments import day
from todoke.cli.instance import with_instance
from todoke.cli.nights import UnknownProgramError, chosen_programs
from todoke.cli.workplace import ending_in_order, workplace

if TYPE_CHECKING:
    from todoke.analytics.year.personas import Readers
    from todoke.analytics.year.telling import Able, Found, Gather
    from todoke.analytics.year.trying import Progress
    from todoke.apps.planning.queries.reception import Receptions
    from todoke.apps.planning.rulings import Rulings
    from todoke.nights.ahead.soon import Soon
    from todoke.nights.aligned.changes import Changes

    Registered = Callable[[date], Receptions]

_DEFAULT_DAY = date(2026, 4, 1)
_MOST_PERSONAS, _MOST_DAYS, _MOST_BUDGET = 20_000, 366, 30
_EARLIEST, _LATEST = date(2025, 4, 1), date(2030, 3, 31)


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("simulate", help="送る前に試す: 1年に、だれに何通のお知らせが行くか")
    parts = parser.add_subparsers(required=True, metavar="操作")
    notices = parts.add_parser(
        "notices",
        help="仮の人を1年暮らさせて、お知らせの数と上限を報告にする",
        description="人口の表から仮の人(実在しない大人)をくじで選び、いまの規則ときまりで1年のお知らせを試します。"
        "だれにも送りません。希望と同意は data/notices/personas.yaml の仮定です。"
        "同じ種・同じ規則なら、同じバイトの報告になります。1,000人で数分かかります。",
    )
    notices.add_argument(
        "--personas",
        type=_between(1, _MOST_PERSONAS, "人"),
        default=1000,
        metavar="人数",
        help="省略時は1000",
    )
    notices.add_argument(
        "--seed", type=_between(0, 2**32 - 1, ""), default=1, metavar="種", help="乱数の種(省略時は1)"
    )
    notices.add_argument(
        "--from",
        dest="since",
        type=day,
        default=_DEFAULT_DAY,
        metavar="日付",
        help="この日の翌日から送り始める(省略時は2026-04-01)",
    )
    notices.add_argument(
        "--days", type=_between(1, _MOST_DAYS, "日"), default=365, metavar="日数", help="省略時は365"
    )
    notices.add_argument("--programs", metavar="ID,ID…", help="この制度だけ(カンマで区切る)")
    notices.add_argument(
        "--budget",
        type=_between(0, _MOST_BUDGET, "通"),
        metavar="通数",
        help="全員の上限(30日に何通まで)。省略時は仮定した希望どおり",
    )
    notices.add_argument(
        "--workers", type=_between(1, 64, ""), default=2, metavar="数", help="並べて動かす数(省略時は2)"
    )
    notices.add_argument(
        "--out", type=Path, required=True, metavar="フォルダー", help="報告(report.html)とCSV・JSONの置き場所"
    )
    notices.set_defaults(run=_notices)


def _between(low: int, high: int, unit: str) -> Any:
    def read(text: str) -> int:
        plain = text.replace(",", "")
        if plain.isascii() and plain.isdigit() and low <= int(plain) <= high:
            return int(plain)
        raise argparse.ArgumentTypeError(
            f"「{text}」は使えません。{low:,}から{high:,}{unit}までの数で書いてください"
        )

    return read


@with_instance
def _notices(call: argparse.Namespace) -> int:
    from todoke.analytics.year.answering import AnsweringError
    from todoke.analytics.year.trying import Order, programs_of, try_year
    from todoke.analytics.year.writing import write_trial
    from todoke.apps.people.domain.silence import days_of_silence
    from todoke.apps.planning.queries.reception import registered_days
    from todoke.apps.planning.rulings import rulings
    from todoke.apps.planning.windows import AHEAD_DAYS
    from todoke.apps.registry.queries.rulebook import rulebook
    from todoke.population.assumptions import AssumptionError
    from todoke.population.demography import DemographyError
    from todoke.population.folder import FolderError
    from todoke.population.plan import PlanError
    from todoke.residents.problems import PopulationError, SnapshotError

    if not _EARLIEST <= call.since <= _LATEST:
        return _wrong(f"--from は {_EARLIEST} から {_LATEST} までの日付にしてください")
    if call.out.exists() and not call.out.is_dir():
        return _wrong(f"{call.out} はフォルダーではありません。--out に別の場所を指定してください")
    book = rulebook()
    try:
        programs = chosen_programs(call.programs, book)
    except UnknownProgramError as error:
        return _wrong(str(error))
    rules = rulings(book.content, on=call.since)
    order = Order(call.personas, call.seed, call.since, call.days, programs, call.budget)
    if not programs_of(order, book, rules):
        return _wrong("知らせるきまりのある制度が、選んだ中にありません。--programs を見直してください")
    began = time.monotonic()
    made = not call.out.exists()
    try:
        call.out.mkdir(parents=True, exist_ok=True)
        with ending_in_order(), workplace(call.out) as work, _bar() as progress:
            trial = try_year(
                order,
                book=book,
                rules=rules,
                gather=gather_by(rules, registered_days(AHEAD_DAYS)),
                data=call.data,
                quiet_days=days_of_silence(),
                workers=call.workers,
                progress=progress,
                work=work,
            )
            told = write_trial(trial, call.out)
    except KeyboardInterrupt:
        _leave(call.out, made)
        return _wrong("止めました。書きかけのものは残していません。")
    except (
        PlanError,
        FolderError,
        AssumptionError,
        DemographyError,
        PopulationError,
        SnapshotError,
    ) as error:
        _leave(call.out, made)
        return _wrong(str(error))
    except AnsweringError as error:
        _leave(call.out, made)
        return _wrong(str(error), code=1)
    except OSError as error:
        _leave(call.out, made)
        return _wrong(
            f"{call.out} に書き込めません({error.strerror})。場所・権限・空きを確かめてください", code=1
        )
    for line in _summary(trial):
        print(line)
    print(f"報告: {told}({time.monotonic() - began:.0f} 秒)")
    return 0


def _nothing_registered(_on: date) -> Receptions:
    from todoke.apps.planning.queries.reception import Receptions

    return Receptions()


def gather_by(rules: Rulings, registered: Registered = _nothing_registered) -> Gather:
    """Return how candidates are made by the rules of an instance, as its own plans make them.

    ``registered`` tells what the registry says of the days ahead of a day.
    """
    from todoke.analytics.year.telling import Found
    from todoke.apps.planning.actions.plans import matter_to
    from todoke.apps.planning.gathering import gather
    from todoke.telling.rules import NoticeRules

    plain = replace(
        rules, rules=NoticeRules([rule.model_copy(update={"spread_days": 0}) for rule in rules.rules])
    )

    def found(
        changes: list[Changes],
        coming: list[Soon],
        on: date,
        readers: Readers,
        able: Able,
        *,
        at_once: bool = False,
    ) -> Found:
        today = replace(
            plain if at_once else rules,
            on=on,
            lifts={name: lift for name, lift in rules.lifts.items() if lift.holds(on)},
        )
        ahead = registered(on)
        gathered = gather(
            changes,
            coming,
            today,
            received=matter_to(ahead, able(ahead.programs)) if ahead.found else (),
            readers_about=readers.about_persons,
            addressee_of_households=readers.of_households,
        )
        occasions = [one["occasion"] for one in gathered.reasons]
        candidates = gathered.candidates
        return Found(candidates, tuple(occasions[number] for number in candidates.reason.tolist()), today)

    return found


def _summary(trial: Any) -> Iterator[str]:
    from todoke.analytics.year.writing import numbers

    told = numbers(trial)
    asked = told["manners"][0]
    people, persons = told["people"], asked["per_taker"]
    yield (
        f"仮の人 {people['started']:,} 人"
        f"(1年いた {people['stayed']:,} 人、うち知らせてほしい {people['takers']:,} 人)・"
        f"制度 {len(told['order']['programs'])} 件・{told['order']['days']} 日"
    )
    yield (
        f"送った {asked['sent']:,} 通(まとめ便 {asked['roundups']:,})。"
        f"知らせてほしい人の平均 {persons['mean']:.1f} 通、"
        f"100人中95人が {persons['p95']} 通以下、最多 {persons['most']} 通、30日の最多 {asked['most_in_30_days']} 通"
    )
    yield f"いちばん多い日 {asked['busiest'][0]}: {asked['busiest'][1]:,} 通"
    yield (
        f"上限で棚へ {asked['budget_hits']:,} 件・間に合わなかった {asked['too_late']:,} 件・"
        f"承認が間に合わなかった {asked['expired_for_good']:,} 件・同じことを2度 {asked['told_twice']:,} 回"
    )
    never = sum(told["never_reached"].values())
    yield f"知らせることのあった {told['could_be_told']:,} 人のうち、届かなかった {never:,} 人"


def _leave(out: Path, made: bool) -> None:
    """Take away a folder that was made for nothing; one with something in it stays."""
    if made and out.is_dir() and not any(out.iterdir()):
        out.rmdir()


@contextmanager
def _bar() -> Iterator[Progress]:
    from tqdm import tqdm

    bars: dict[str, tqdm[Any]] = {}

    def progress(what: str, done: int, of: int) -> None:
        if what not in bars:
            for bar in bars.values():
                bar.close()
            bars[what] = tqdm(total=of, desc=what, disable=not sys.stderr.isatty(), file=sys.stderr)
        bars[what].n = done
        bars[what].refresh()

    try:
        yield progress
    finally:
        for bar in bars.values():
            bar.close()


def _wrong(message: str, *, code: int = 2) -> int:
    print(message, file=sys.stderr)
    return code
