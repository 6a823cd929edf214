"""The tables of a night's report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape

from todoke.analytics.coverage import Wanted
from todoke.analytics.night_figures import Count, ProgramCount
from todoke.analytics.report_charts import about, shares
from todoke.analytics.spotcheck import SpotCheck
from todoke.analytics.takeup import TakeUp
from todoke.analytics.words import WITHHELD, count, withheld, yen
from todoke.base.clock import JST
from todoke.nights.aligned.changes import Kind
from todoke.nights.stored.store import Night
from todoke.ui.charts.figure import Table

_PROGRAMS = 250
"""So many programs are listed; the file beside the report holds all."""

_FACTS = 40
_LONG = 12


def program_table(programs: Sequence[ProgramCount]) -> str:
    """Return every program with its counts and what it comes to in a year."""
    answered = [one for one in programs if one.whole.eligible or one.whole.undetermined or one.whole.failed]
    ranked = sorted(answered, key=lambda one: (-one.whole.eligible, one.program_id))[:_PROGRAMS]
    rows = tuple(
        (
            one.name,
            count(one.whole.eligible, one.counter),
            count(one.whole.undetermined, one.counter),
            _money(one),
        )
        for one in ranked
    )
    rest = len(programs) - len(ranked)
    caption = (
        f"制度ごとの数({len(ranked):,}制度{f'。ほかの{rest:,}制度に当てはまる人はいない' if rest else ''})"
    )
    if rest and len(answered) > len(ranked):
        caption = f"制度ごとの数(受けられる数の多い{len(ranked):,}制度)"
    return Table(("制度", "受けられる", "まだ決められない", "1年の額(一度だけ・貸付は別)"), rows).html(
        caption
    )


def folded(table: Table, caption: str) -> str:
    """Return a table, behind a line that opens it where it is long."""
    if len(table.rows) <= _LONG:
        return table.html(caption)
    return (
        f'<details class="disclosure"><summary>表を開く: {escape(caption)}</summary>'
        f"<div>{table.html(caption)}</div></details>"
    )


def _money(program: ProgramCount) -> str:
    one, counter = program.whole, program.counter
    if not one.year.is_nothing:
        return yen(one.year, counter=counter)
    if not one.entitled.once.is_nothing:
        return f"一度だけ {yen(one.entitled.once, counter=counter)}"
    return f"貸付 {yen(one.entitled.loan, counter=counter)}" if not one.entitled.loan.is_nothing else "—"


def municipality_table(places: Mapping[str, Count], names: Mapping[str, str]) -> str:
    """Return the 62 municipalities with their counts over all programs, small ones withheld."""
    eligible = withheld({code: one.eligible for code, one in places.items()})
    undetermined = withheld({code: one.undetermined for code, one in places.items()})
    rows = []
    for code, one in places.items():
        is_shown = eligible[code] is not None and undetermined[code] is not None
        rows.append(
            (
                names.get(code, code),
                count(one.rows, "人"),
                count(eligible[code], "件"),
                count(undetermined[code], "件"),
                yen(one.entitled.year) if is_shown else WITHHELD,
            )
        )
    head = ("区市町村", "住民", "受けられる(延べ)", "まだ決められない(延べ)", "受けられる人の1年の額")
    return folded(Table(head, tuple(rows)), "区市町村ごとの数(すべての制度の合計)")


def moved_table(programs: Sequence[ProgramCount], moved: Mapping[Kind, Mapping[str, int]]) -> str:
    """Return what changed since the night before, by program."""
    rows = []
    for one in programs:
        numbers = [
            moved.get(kind, {}).get(one.program_id, 0) for kind in (Kind.GAINED, Kind.LOST, Kind.AMOUNT)
        ]
        if any(numbers):
            rows.append((sum(numbers), (one.name, *(f"{number:,}{one.counter}" for number in numbers))))
    rows.sort(key=lambda row: (-row[0], row[1]))
    if not rows:
        return ""
    head = ("制度", "新しく受けられる", "受けられなくなった", "金額が変わった")
    return folded(Table(head, tuple(row for _, row in rows)), "前の晩からの動き(制度ごと)")


def coverage_table(wanted: Sequence[Wanted], names: Mapping[str, str]) -> str:
    """Return the facts worth asking, with the programs they would settle."""
    rows = []
    for one in wanted[:_FACTS]:
        told = "、".join(names.get(program, program) for program in one.programs[:2])
        more = f" ほか{len(one.programs) - 2}" if len(one.programs) > 2 else ""
        low, high = one.interval
        rows.append(
            (
                one.label,
                f"約{about(one.alone)}件({about(low)}〜{about(high)})",
                f"約{about(one.needed)}件",
                f"{told}{more}" or "—",
            )
        )
    head = ("属性", "それだけで決まる(推計)", "決めるのに要る(推計)", "おもな制度")
    return folded(Table(head, tuple(rows)), "聞くと決まる属性")


def take_up_table(takings: Sequence[TakeUp], names: Mapping[str, str]) -> str:
    """Return the take-up of every program of which receipts are known."""
    rows = []
    for one in sorted(takings, key=lambda each: (-each.whole.entitled, each.program_id)):
        whole = one.whole
        counter = "世帯" if one.unit == "household" else "人"
        rows.append(
            (
                names.get(one.program_id, one.program_id),
                count(whole.entitled, counter),
                count(whole.receiving, counter),
                f"{whole.known_share * 100:.0f}%",
                shares(whole),
            )
        )
    head = ("制度", "受けられる", "受けている", "分かっている割合", "受け取りの割合")
    return folded(Table(head, tuple(rows)), "制度ごとの受け取りの割合")


def run_table(night: Night, spot: SpotCheck | None) -> str:
    """Return how the night was made."""
    record, run = night.record, night.record.get("run", {})
    rows = [
        ("判定した日", night.on.isoformat()),
        ("計算のしかた", str(record["engine"])),
        ("住民の写し", str(record["snapshot"])[:16]),
        ("規則", str(record.get("rules", ""))[:16]),
        ("住民と世帯", f"{record['residents']:,}人 {record['households']:,}世帯"),
    ]
    if started := run.get("started"):
        at = datetime.fromisoformat(started).astimezone(JST)
        rows.append(("始めた時刻", f"{at:%Y-%m-%d %H:%M}(日本時間)"))
    if (seconds := run.get("seconds")) is not None:
        rows.append(("かかった秒数", f"{seconds:.1f}"))
    if spot is not None:
        wrong = sum(spot.differing.values())
        told = f"{spot.households:,}世帯 {spot.answers:,}の答え、不一致{wrong:,}({spot.seconds:.1f}秒)"
        rows.append(("抜き取り検査", told))
        rows += [(f"不一致 {program}", f"{number:,}") for program, number in sorted(spot.differing.items())]
    return Table(("項目", "記録"), tuple(rows)).html("実行の記録")
