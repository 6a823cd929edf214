"""The report of a night (晩の報告): one HTML file that says what was answered for everybody, and how surely."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from pathlib import Path

from todoke.analytics import report_charts as charts
from todoke.analytics.coverage import Wanted, coverage
from todoke.analytics.night_figures import ProgramCount, by_municipality, program_counts
from todoke.analytics.paper import contents, headlines, listed, paper, paragraph
from todoke.analytics.report_tables import (
    coverage_table,
    moved_table,
    municipality_table,
    program_table,
    run_table,
    take_up_table,
)
from todoke.analytics.source import NamedResidents
from todoke.analytics.spotcheck import SpotCheck
from todoke.analytics.takeup import TakeUp, take_up_of_night
from todoke.analytics.words import day, withheld, yen
from todoke.nights.aligned.changes import Kind
from todoke.nights.compared.diff import compare
from todoke.nights.stored.store import Night
from todoke.rules.rulebook import Rulebook

_CHAPTERS = (
    ("programs", "制度ごと"),
    ("places", "区市町村ごと"),
    ("moved", "前の晩からの動き"),
    ("asked", "何を聞けば決まるか"),
    ("takeup", "受け取りの割合"),
    ("faults", "規則の不具合と問題"),
    ("run", "実行の記録"),
)
_FAULTS = 40
_WORTH_WORKERS = 300_000


def write_report(
    night: Night,
    previous: Night | None,
    *,
    snapshot: NamedResidents,
    book: Rulebook,
    out: Path,
    spot: SpotCheck | None = None,
) -> Path:
    """Write the report of a night, and beside it the counts of every program and municipality as CSV.

    Both are replaced in one step each; municipal counts of fewer than ten are withheld in both.
    """
    names = {code: one.name for code, one in book.content.municipalities.items()}
    programs = program_counts(night, book.content)
    moved = _moved(night, previous)
    body = _body(
        night,
        previous,
        programs,
        names,
        moved,
        coverage(night, snapshot=snapshot, book=book),
        take_up_of_night(night, snapshot),
        spot,
        snapshot.name,
    )
    table = out.with_suffix(".csv")
    _replace(table, _as_csv(programs, names))
    _replace(out, paper(f"{day(night.on)}の判定の報告", [*body, _download(table)]))
    return out


def _body(
    night: Night,
    previous: Night | None,
    programs: list[ProgramCount],
    names: Mapping[str, str],
    moved: dict[Kind, dict[str, int]] | None,
    wanted: list[Wanted],
    takings: list[TakeUp],
    spot: SpotCheck | None,
    residents: str,
) -> Iterator[str]:
    sense = charts.Source(night.on, residents, night.record["residents"])
    yield _headlines(night, programs, moved, spot)
    yield contents(_CHAPTERS)
    yield _chapter("programs")
    yield paragraph(
        "受けられる数のうしろに、まだ決められない数を重ねて描いています。金額は1年あたりの区間で、下は受けられる人の"
        "確かな額、上はまだ決められない人がみな受けられるとした額です。"
    )
    yield f'<div class="chart-row">{charts.most_eligible(programs, sense)}{charts.most_money(programs, sense)}</div>'
    yield program_table(programs)
    places = by_municipality(programs)
    yield _chapter("places")
    yield paragraph(
        "件数は制度ごとの延べ数です。10人(10世帯)に満たない数は、だれのことか分かるおそれがあるため出しません。"
    )
    yield charts.tiles_of(places, names, sense)
    yield municipality_table(places, names)
    yield _chapter("moved")
    if moved is None or previous is None:
        yield paragraph(
            "比べられる前の晩がありません。次の晩から、新しく受けられるようになった数などが出ます。"
        )
    else:
        yield paragraph(f"{day(previous.on)}の判定とくらべました。")
        yield charts.most_moved(programs, moved, sense)
        yield moved_table(programs, moved)
    yield _chapter("asked")
    yield from _asked(wanted, programs, sense)
    yield _chapter("takeup")
    yield from _taken(takings, programs, names, sense)
    yield _chapter("faults")
    yield from _faults(night, programs)
    yield _chapter("run")
    yield run_table(night, spot)


def _chapter(key: str) -> str:
    return f'<h2 id="{key}">{escape(dict(_CHAPTERS)[key])}</h2>'


def _headlines(
    night: Night,
    programs: list[ProgramCount],
    moved: dict[Kind, dict[str, int]] | None,
    spot: SpotCheck | None,
) -> str:
    record = night.record
    eligible = sum(one.whole.eligible for one in programs)
    undetermined = sum(one.whole.undetermined for one in programs)
    rows = [
        (
            "判定した住民",
            f"{record['residents']:,}人",
            f"{record['households']:,}世帯、{len(programs):,}制度",
        ),
        ("受けられる(延べ)", f"{eligible:,}件", "人か世帯の数を、制度ごとに足したもの"),
        ("まだ決められない(延べ)", f"{undetermined:,}件", "足りない属性が分かれば決まるもの"),
    ]
    money = [one.whole.entitled.year for one in programs if not one.whole.entitled.year.is_nothing]
    total = sum(money[1:], money[0]) if money else None
    if total is not None:
        rest = f"。ほかに上限の決まらない{total.unbounded:,}件" if total.unbounded else ""
        told = yen(replace(total, unbounded=0))
        rows.append(("受けられる人の1年の額", told, f"現金の給付と減免。貸付と一度だけの給付は別{rest}"))
    if moved is not None:
        gained, lost = (sum(moved[kind].values()) for kind in (Kind.GAINED, Kind.LOST))
        rows.append(("前の晩から新しく受けられる", f"{gained:,}件", f"受けられなくなった {lost:,}件"))
    if spot is not None:
        told = "すべて一致" if spot.agrees else f"{sum(spot.differing.values()):,}件が不一致"
        rows.append(
            ("抜き取り検査", told, f"{spot.households:,}世帯、{spot.answers:,}の答えを別の計算で確かめた")
        )
    return headlines(rows)


def _moved(night: Night, previous: Night | None) -> dict[Kind, dict[str, int]] | None:
    if previous is None:
        return None
    workers = 2 if night.record["residents"] > _WORTH_WORKERS else 1
    return {kind: dict(counts) for kind, counts in compare(previous, night, workers=workers).counts().items()}


def _asked(wanted: list[Wanted], programs: list[ProgramCount], sense: charts.Source) -> Iterator[str]:
    yield paragraph(
        "まだ決められないもののうち、制度ごとに最大100件をくじで選び、何が分かれば決まるかを調べて広げた推計です。"
        "かっこ内は95%の幅です。"
    )
    askable = [one for one in wanted if one.fact_id not in ("text", "local")]
    for one in wanted:
        if one.fact_id not in ("text", "local") or one.alone < 1:
            continue
        yield paragraph(
            f"聞いても決まらないもの: 「{one.label}」だけが残っているのは、約{charts.about(one.alone)}件です。"
        )
    if not askable:
        yield paragraph("聞けば決まる属性はありません。")
        return
    yield charts.most_wanted(askable, sense)
    yield coverage_table(askable, {one.program_id: one.name for one in programs})


def _taken(
    takings: list[TakeUp], programs: list[ProgramCount], places: Mapping[str, str], sense: charts.Source
) -> Iterator[str]:
    if not takings:
        yield paragraph(
            "だれが何を受けているかの記録(受給の記録)がないため、受け取りの割合は出せません。"
            "受給の記録を取りこむと、ここに出ます。"
        )
        return
    yield paragraph(
        "受けられると決まった人のうち、実際に受けている人の割合です。受けているかどうか分からない人がいるときは、"
        "その人たちがだれも受けていない場合から、みな受けている場合までの幅で示します。"
        "受けていない理由は、この記録からは分かりません(住民への調査で聞きます)。"
    )
    names = {one.program_id: one.name for one in programs}
    by_age = charts.taking_by_age(takings, names, sense)
    by_place = charts.taking_by_place(takings, names, places, sense)
    yield f'<div class="chart-row">{charts.taking(takings, names, sense)}<div>{by_age}{by_place}</div></div>'
    yield take_up_table(takings, names)


def _faults(night: Night, programs: list[ProgramCount]) -> Iterator[str]:
    problems = night.record["problems"]
    failing = [one for one in programs if one.whole.failed or one.outcome in ("rule_error", "not_encoded")]
    if not problems and not failing:
        yield paragraph("規則の不具合も、住民データの問題もありませんでした。")
        return
    told = [
        f"{one.name}: {one.message or f'{one.whole.failed:,}{one.counter}について計算できませんでした'}"
        for one in failing
    ]
    seen = dict.fromkeys(
        " ".join(str(one[key]) for key in ("municipality", "program", "message") if one.get(key))
        for one in problems
    )
    told += [text for text in seen if text not in told]
    yield listed(told[:_FAULTS])
    if len(told) > _FAULTS:
        yield paragraph(f"ほかに{len(told) - _FAULTS}件あります(night.json にすべてあります)。")


def _as_csv(programs: list[ProgramCount], names: Mapping[str, str]) -> str:
    """Return the counts of every program in every municipality, small ones withheld."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(
        (
            "制度",
            "名前",
            "単位",
            "団体コード",
            "区市町村",
            "受けられる",
            "決められない",
            "年額の下限",
            "年額の上限",
            "上限のない数",
        )
    )
    for program in programs:
        eligible = withheld({code: one.eligible for code, one in program.by.items()})
        undetermined = withheld({code: one.undetermined for code, one in program.by.items()})
        for code, one in program.by.items():
            if not (one.eligible or one.undetermined):
                continue
            is_shown = eligible[code] is not None and undetermined[code] is not None
            money = (one.year.low, one.year.high, one.year.unbounded) if is_shown else ("", "", "")
            cells = (
                "10未満など" if count is None else count for count in (eligible[code], undetermined[code])
            )
            rows.writerow(
                (
                    program.program_id,
                    program.name,
                    program.counter,
                    code,
                    names.get(code, code),
                    *cells,
                    *money,
                )
            )
    return text.getvalue()


def _download(table: Path) -> str:
    name = escape(table.name)
    return f'<p>制度と区市町村ごとの数は <a href="{name}">{name}</a>(この報告と同じ場所)にあります。</p>'


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        making.write_text(text, encoding="utf-8")
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
