"""The charts of a night's report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from todoke.analytics import ages
from todoke.analytics.coverage import Wanted
from todoke.analytics.effect import rough
from todoke.analytics.night_figures import Count, ProgramCount
from todoke.analytics.takeup import TakeUp, Taking
from todoke.analytics.words import FEWEST, about_yen, count, day, withheld, yen
from todoke.nights.aligned.changes import Kind
from todoke.ui.charts.bars import Bar, TwoSided, bars, two_sided
from todoke.ui.charts.columns import Column, columns
from todoke.ui.charts.drawing import Sense
from todoke.ui.charts.figure import Figure, Table
from todoke.ui.charts.tiles import tile_map
from todoke.ui.charts.wording import short

_MOST = 12


@dataclass(frozen=True, slots=True)
class Source:
    """What the charts of a night rest on."""

    on: date
    residents: str
    number: int

    def sense(self, key: str, title: str, description: str) -> Sense:
        """Return what a chart says of itself."""
        source = f"出典: todoke の判定({self.residents} {self.number:,}人)"
        return Sense(f"chart-{key}", title, description, f"{day(self.on)} 時点", source)


def about(number: float) -> str:
    """Return an estimate in two figures.

    >>> about(12345.6)
    '12,000'
    """
    return f"{rough(number):,}"


def most_eligible(programs: Sequence[ProgramCount], source: Source) -> str:
    """Return the programs most are eligible for, the undetermined drawn behind."""
    chosen = sorted(programs, key=lambda one: (-one.whole.eligible, one.program_id))[:_MOST]
    rows = [
        Bar(
            one.name,
            one.whole.eligible,
            one.whole.eligible + one.whole.undetermined,
            f"{short(one.whole.eligible)}{one.counter}",
        )
        for one in chosen
        if one.whole.eligible or one.whole.undetermined
    ]
    title = "受けられる数が多い制度"
    sentence = _first([(row.name, row.told) for row in rows], "受けられる数がいちばん多いのは")
    table = Table(
        ("制度", "受けられる", "まだ決められない"),
        tuple(
            (one.name, f"{one.whole.eligible:,}{one.counter}", f"{one.whole.undetermined:,}{one.counter}")
            for one in chosen
        ),
    )
    told = f"{sentence}濃い棒は受けられる数、薄い棒はまだ決められない数。"
    return Figure(title, told, bars(rows, source.sense("eligible", title, told)), table).html()


def most_money(programs: Sequence[ProgramCount], source: Source) -> str:
    """Return the programs that come to most money in a year, as intervals."""
    paid = [one for one in programs if one.whole.year.low or one.whole.year.high]
    chosen = sorted(paid, key=lambda one: (-one.whole.year.low, one.program_id))[:_MOST]
    rows = [
        Bar(
            one.name,
            one.whole.year.low,
            one.whole.year.high,
            about_yen(one.whole.year),
            one.whole.year.unbounded > 0,
        )
        for one in chosen
    ]
    title = "1年の額が大きい制度"
    sentence = _first([(row.name, row.told) for row in rows], "1年の額がいちばん大きいのは")
    table = Table(
        ("制度", "1年の額"), tuple((one.name, yen(one.whole.year, counter=one.counter)) for one in chosen)
    )
    return Figure(title, sentence, bars(rows, source.sense("money", title, sentence)), table).html()


def tiles_of(places: Mapping[str, Count], names: Mapping[str, str], source: Source) -> str:
    """Return the map of how many programs a resident is eligible for on average."""
    shown = withheld({code: one.eligible for code, one in places.items()})
    values: dict[str, float | None] = dict.fromkeys(names)
    for code, one in places.items():
        values[code] = None if shown[code] is None or one.rows < FEWEST else one.eligible / one.rows
    known = {code: value for code, value in values.items() if value is not None}
    title = "住民1人が受けられる制度の数(平均)"
    sentence = "住民がいないか少ないため、出せる区市町村がありません。"
    if known:
        most, least = max(known, key=lambda code: known[code]), min(known, key=lambda code: known[code])
        sentence = f"いちばん多いのは{names[most]}の{known[most]:.1f}、"
        sentence += f"いちばん少ないのは{names[least]}の{known[least]:.1f}です。"
    table = Table(
        ("区市町村", "1人あたり"),
        tuple(
            (names[code], "出さない" if value is None else f"{value:.2f}") for code, value in values.items()
        ),
    )
    drawn = tile_map(
        values, source.sense("places", title, sentence), unit="住民1人あたりの制度の数", style="decimal"
    )
    return Figure(title, sentence, drawn, table).html()


def most_moved(
    programs: Sequence[ProgramCount], moved: Mapping[Kind, Mapping[str, int]], source: Source
) -> str:
    """Return the programs of which most are newly eligible, or no longer."""
    gained, lost = moved.get(Kind.GAINED, {}), moved.get(Kind.LOST, {})
    ranked = sorted(
        programs,
        key=lambda one: (-(gained.get(one.program_id, 0) + lost.get(one.program_id, 0)), one.program_id),
    )
    chosen = [one for one in ranked[:_MOST] if gained.get(one.program_id) or lost.get(one.program_id)]
    if not chosen:
        return "<p>新しく受けられるようになった人も、受けられなくなった人もいません。</p>"
    rows = []
    for one in chosen:
        more, fewer = gained.get(one.program_id, 0), lost.get(one.program_id, 0)
        told = " ".join(
            f"{sign}{number:,}{one.counter}" for sign, number in (("+", more), ("−", fewer)) if number
        )
        rows.append(TwoSided(one.name, more, fewer, told))
    title = "前の晩から動いた数が大きい制度"
    sentence = _first([(row.name, row.told) for row in rows], "いちばん動いたのは")
    table = Table(
        ("制度", "新しく受けられる", "受けられなくなった"),
        tuple((row.name, f"{row.more:,.0f}", f"{row.fewer:,.0f}") for row in rows),
    )
    drawn = two_sided(
        rows, source.sense("moved", title, sentence), more="新しく受けられる", fewer="受けられなくなった"
    )
    return Figure(title, sentence, drawn, table).html()


def most_wanted(wanted: Sequence[Wanted], source: Source) -> str:
    """Return the facts that would settle most alone, with the interval of the estimate."""
    chosen = [one for one in wanted[:_MOST] if one.alone >= 1]
    rows = []
    for one in chosen:
        low, high = one.interval
        rows.append(Bar(one.label, low, high, f"約{about(one.alone)}件"))
    title = "それだけ聞けば決まる数が多い属性(推計)"
    sentence = _first([(row.name, row.told) for row in rows], "それだけで決まる数がいちばん多い属性は")
    table = Table(
        ("属性", "それだけで決まる", "95%の幅"),
        tuple(
            (one.label, f"約{about(one.alone)}件", f"{about(one.interval[0])}〜{about(one.interval[1])}")
            for one in chosen
        ),
    )
    told = f"{sentence}薄い棒は推計の幅。"
    return Figure(title, told, bars(rows, source.sense("wanted", title, told)), table).html()


def taking(takings: Sequence[TakeUp], names: Mapping[str, str], source: Source) -> str:
    """Return the share that receives, program by program, as an interval."""
    rows = []
    for one in sorted(takings, key=lambda each: -each.whole.entitled)[:_MOST]:
        if (bounds := one.whole.bounds) is not None:
            rows.append(
                Bar(names.get(one.program_id, one.program_id), bounds[0], bounds[1], shares(one.whole))
            )
    title = "受け取りの割合(受けられる数が多い制度)"
    least = min(rows, key=lambda row: row.high, default=None)
    sentence = f"割合がいちばん低いのは「{least.name}」の{least.told}です。" if least else ""
    table = Table(("制度", "受けている割合"), tuple((row.name, row.told) for row in rows))
    told = f"{sentence}薄い棒は、受けているか分からない人による幅。"
    percents = [Bar(row.name, row.low * 100, row.high * 100, row.told) for row in rows]
    return Figure(title, told, bars(percents, source.sense("taking", title, told), whole=100), table).html()


def taking_by_age(takings: Sequence[TakeUp], names: Mapping[str, str], source: Source) -> str:
    """Return the share that receives by age, for the program that most do not receive."""
    one = most_missed(takings)
    bands = {band: found for band, found in one.by_band().items() if found.entitled >= 10}
    rows = [
        Column(ages.NAMES[band].removesuffix("歳"), (found.among_known or 0) * 100, *_percents(found))
        for band, found in bands.items()
        if found.among_known is not None
    ]
    name = names.get(one.program_id, one.program_id)
    title = f"年齢別の受け取りの割合(%): {name}"
    sentence = "受けていない人がいちばん多い制度です。棒は、分かっている人のうちの割合。縦の線は分からない人による幅。"
    table = Table(
        ("年齢", "受けられる", "受けている割合"),
        tuple((ages.NAMES[band], count(found.entitled), shares(found)) for band, found in bands.items()),
    )
    drawn = columns(rows, source.sense("taking-age", title, sentence), whole=100)
    return Figure(title, sentence, drawn, table).html()


def most_missed(takings: Sequence[TakeUp]) -> TakeUp:
    """Return the program that most are known not to receive though they are entitled."""
    return max(takings, key=lambda each: each.whole.entitled - each.whole.receiving - each.whole.unknown)


def taking_by_place(
    takings: Sequence[TakeUp], names: Mapping[str, str], places: Mapping[str, str], source: Source
) -> str:
    """Return the share that receives by municipality, for the program that most do not receive."""
    one = most_missed(takings)
    name = names.get(one.program_id, one.program_id)
    found = one.by_municipality()
    values = {
        code: found[code].among_known if code in found and found[code].entitled >= FEWEST else None
        for code in places
    }
    known = {code: value for code, value in values.items() if value is not None}
    sentence = "出せる区市町村がありません。"
    if known:
        most, least = max(known, key=lambda code: known[code]), min(known, key=lambda code: known[code])
        sentence = f"いちばん高いのは{places[most]}の{known[most] * 100:.0f}%、"
        sentence += f"いちばん低いのは{places[least]}の{known[least] * 100:.0f}%です。"
    title = f"区市町村別の受け取りの割合: {name}"
    table = Table(
        ("区市町村", "受けている割合"),
        tuple(
            (places[code], "出さない" if value is None else shares(found[code]))
            for code, value in values.items()
        ),
    )
    sense = source.sense("taking-place", title, sentence)
    drawn = tile_map(values, sense, unit="分かっている人のうちの割合", style="percent")
    return Figure(title, sentence, drawn, table).html()


def shares(found: Taking) -> str:
    """Return the share that receives, as an interval where of some it is not known.

    >>> shares(Taking(entitled=200, receiving=100, unknown=20)), shares(Taking(entitled=8, receiving=2))
    ('50〜60%', '25%')
    """
    bounds = found.bounds
    if bounds is None:
        return "受けられる人がいない"
    low, high = (f"{bound * 100:.0f}" for bound in bounds)
    return f"{low}%" if low == high else f"{low}〜{high}%"


def _percents(found: Taking) -> tuple[float, float]:
    bounds = found.bounds or (0.0, 0.0)
    return bounds[0] * 100, bounds[1] * 100


def _first(rows: Sequence[tuple[str, str]], words: str) -> str:
    return f"{words}「{rows[0][0]}」の{rows[0][1]}です。" if rows else "当てはまるものはありません。"
