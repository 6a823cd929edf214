"""The effect of a changed rule in words, tables and charts (影響の説明): for the desk, a file, and the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape

from todoke.analytics import ages
from todoke.analytics.effect import Effect, ProgramEffect, rough
from todoke.analytics.money import Money
from todoke.analytics.moves import Moves
from todoke.analytics.paper import paper, paragraph
from todoke.analytics.words import count, day, purses, withheld, yen
from todoke.ui.charts.bars import TwoSided, two_sided
from todoke.ui.charts.drawing import Sense
from todoke.ui.charts.figure import Figure, Table
from todoke.ui.charts.tiles import tile_map

_ALWAYS = 3
_KINDS = (
    ("more", "新しく受けられる"),
    ("lost", "受けられなくなる"),
    ("doubtful", "受けられるかどうか、決められなくなる"),
    ("amount_changed", "金額が変わる"),
    ("opened", "対象かもしれない(分かれば決まる)に変わる"),
    ("closed", "対象かもしれない、から外れる"),
    ("failing", "規則の不具合で、判定できなくなる"),
)
_MOST = 5


def basis(effect: Effect) -> str:
    """Return what the figures rest on."""
    people = f"{effect.population or '住民'}の{effect.residents:,}人"
    when = f"{day(effect.on)}の規則で、変更の前と後を比べました。"
    if not effect.is_sample:
        return f"{people}全員について、{when}"
    return f"{people}を見本として、{when}都全体の数は、見本から広げためやすです(かっこ内は95%の幅)。"


def move_rows(effect: Effect, program: ProgramEffect) -> list[tuple[str, str, str]]:
    """Return what moves: in words, in the population, and for all Tokyo where the population is a sample."""
    moves = program.moves
    rows = []
    for place, (name, label) in enumerate(_KINDS):
        number = getattr(moves, name)
        if not number and place >= _ALWAYS:
            continue
        error = program.errors[place] if place < _ALWAYS else number**0.5
        rows.append((label, count(number, program.counter), _projected(effect, program, number, error)))
    return rows


def _projected(effect: Effect, program: ProgramEffect, number: int, error: float) -> str:
    middle, low, high = effect.projected(number, error)
    if not effect.is_sample:
        return count(middle, program.counter)
    if number == 0:
        return f"{high:,}{program.counter}未満"
    return f"約{middle:,}{program.counter}({low:,}〜{high:,})"


def money_rows(effect: Effect, program: ProgramEffect) -> list[tuple[str, str, str, str]]:
    """Return what is paid before and after, and the difference, projected where the population is a sample."""
    sums = (_projected_money(effect, one) for one in (program.before, program.after, program.difference))
    return [
        (
            label,
            yen(before, counter=program.counter),
            yen(after, counter=program.counter),
            yen(difference, signed=True, counter=program.counter),
        )
        for label, (before, after, difference) in purses(*sums)
    ]


def _projected_money(effect: Effect, money: Money) -> Money:
    if not effect.is_sample:
        return money
    spans = (one.times(effect.factor) for one in (money.year, money.once, money.loan))
    return Money(*(replace(one, unbounded=rough(one.unbounded)) for one in spans))


def summary(effect: Effect, program: ProgramEffect) -> str:
    """Return the effect on one program in a sentence or two."""
    moves, counter = program.moves, program.counter
    if program.failure:
        broken = f"「{program.name}」の規則が、{moves.failing:,}{counter}について計算できなくなります"
        return f"{broken}({program.failure})。"
    parts = [
        (moves.more, "が新しく受けられるようになり"),
        (moves.lost, "が受けられなくなり"),
        (moves.doubtful, "は受けられるかどうか決められなくなり"),
        (moves.amount_changed, "の金額が変わり"),
    ]
    told = "、".join(
        f"{'約' if effect.is_sample else ''}{effect.projected(number, 0)[0]:,}{counter}{words}"
        for number, words in parts
        if number
    )
    return (
        f"「{program.name}」は、{told}ます。" if told else f"「{program.name}」を受けられる人は変わりません。"
    )


def by_age(effect: Effect, program: ProgramEffect, key: str) -> Figure | None:
    """Return the chart of those who gain and lose by age; None where nobody does."""
    rows = program.by_band()
    if not any(moves.more or moves.fewer for moves in rows.values()):
        return None
    who = "世帯の代表の年齢" if program.unit == "household" else "年齢"
    most = max(rows, key=lambda band: rows[band].more + rows[band].fewer)
    sentence = f"いちばん動くのは{ages.NAMES[most]}({_told(effect, program, rows[most])})です。"
    title = f"{program.name}: {who}別に、増える数と減る数"
    named = {ages.NAMES[band]: moves for band, moves in rows.items()}
    return _sides(effect, program, named, key, title, sentence, who)


def by_place(effect: Effect, program: ProgramEffect, names: Mapping[str, str], key: str) -> Figure | None:
    """Return the chart of the municipalities where most gain or lose; None where nobody does."""
    found = program.by_municipality()
    ranked = sorted(found, key=lambda code: (-(found[code].more + found[code].fewer), code))[:_MOST]
    rows = {names.get(code, code): found[code] for code in ranked if found[code].more or found[code].fewer}
    if not rows:
        return None
    first = next(iter(rows))
    sentence = (
        f"動く{program.counter}の数がいちばん多いのは{first}({_told(effect, program, rows[first])})です。"
    )
    title = f"{program.name}: 数の動きが大きい区市町村"
    return _sides(effect, program, rows, key, title, sentence, "区市町村")


def _sides(
    effect: Effect,
    program: ProgramEffect,
    rows: Mapping[str, Moves],
    key: str,
    title: str,
    sentence: str,
    head: str,
) -> Figure:
    factor = effect.factor
    bars = [
        TwoSided(name, moves.more * factor, moves.fewer * factor, _told(effect, program, moves))
        for name, moves in rows.items()
    ]
    # Both sides share one scale, so that the table need not be read to compare them.
    svg = two_sided(bars, _sense(effect, key, title, sentence), more="増える", fewer="減る")
    table = Table(
        (head, "新しく受けられる", "受けられなくなる", "決められなくなる"),
        tuple(
            (name, *(_number(effect, one) for one in (moves.more, moves.lost, moves.doubtful)))
            for name, moves in rows.items()
        ),
    )
    return Figure(title, sentence, svg, table)


def map_of(effect: Effect, program: ProgramEffect, names: Mapping[str, str], key: str) -> Figure | None:
    """Return the tile map of everybody whose answer or amount changes, beside the table of all municipalities."""
    found = program.by_municipality()
    counts = {code: moves.more + moves.fewer + moves.amount_changed for code, moves in found.items()}
    if not any(counts.values()):
        return None
    shown = dict(counts) if effect.is_sample else withheld(counts)
    values = {
        code: None if number is None else float(effect.projected(number, 0)[0])
        for code, number in shown.items()
    }
    values |= {code: 0.0 for code in names if code not in values}
    most = max(counts, key=lambda code: counts[code])
    title = f"{program.name}: 答えか金額が変わる{program.counter}の数、区市町村ごと"
    sentence = f"いちばん多いのは{names.get(most, most)}です。"
    rows = []
    for code, number in shown.items():
        moves = found[code]
        cells = (moves.more, moves.lost, moves.doubtful, moves.amount_changed)
        told = (count(None) if number is None else _number(effect, cell) for cell in cells)
        rows.append((names.get(code, code), *told))
    head = ("区市町村", "新しく受けられる", "受けられなくなる", "決められなくなる", "金額が変わる")
    svg = tile_map(values, _sense(effect, key, title, sentence), unit=f"数は{program.counter}")
    return Figure(title, sentence, svg, Table(head, tuple(rows)))


def section(
    effect: Effect, program: ProgramEffect, names: Mapping[str, str], *, level: int = 2
) -> Iterator[str]:
    """Yield the effect on one program as HTML: a sentence, what moves, the money, by age, by place."""
    yield f"<h{level}>{escape(program.name)}</h{level}>"
    yield paragraph(summary(effect, program))
    sample = ("都全体のめやす",) if effect.is_sample else ()
    moves = Table(
        ("何が変わるか", "見本の中" if effect.is_sample else "数", *sample),
        tuple(row[: 2 + len(sample)] for row in move_rows(effect, program)),
    )
    yield moves.html(f"{program.name}: 動く{program.counter}の数")
    if money := money_rows(effect, program):
        yield Table(("お金", "今", "変更後", "差"), tuple(money)).html(f"{program.name}: 払うお金")
    charts = [
        by_age(effect, program, f"age-{program.program_id}"),
        by_place(effect, program, names, f"place-{program.program_id}"),
    ]
    shown = [figure.html(level + 1) for figure in charts if figure]
    if shown:
        yield f'<div class="chart-row">{"".join(shown)}</div>'


def page(effect: Effect, names: Mapping[str, str], title: str) -> str:
    """Return the effect on all programs as one HTML file."""
    body = [paragraph(basis(effect))]
    if not effect.programs:
        body.append(paragraph("答えか金額が変わる住民はいません。"))
    for program in effect.programs:
        body += section(effect, program, names)
        if figure := map_of(effect, program, names, f"map-{program.program_id}"):
            body.append(figure.html())
    if effect.unmoved:
        body.append(paragraph(f"規則は変わるが、だれの答えも変わらない制度: {'、'.join(effect.unmoved)}"))
    return paper(title, body)


def lines(effect: Effect, names: Mapping[str, str]) -> Iterator[str]:
    """Yield the effect as lines for a terminal."""
    yield basis(effect)
    if not effect.programs:
        yield "答えか金額が変わる住民はいません。"
    for program in effect.programs:
        yield ""
        yield summary(effect, program)
        for label, number, projected in move_rows(effect, program):
            yield f"  {label}\t{number}" + (f"\t都全体 {projected}" if effect.is_sample else "")
        for label, before, after, difference in money_rows(effect, program):
            yield f"  {label}\t{before} → {after}\t差 {difference}"
        for band, moves in program.by_band().items():
            if moves.more or moves.fewer:
                yield f"  {ages.NAMES[band]}\t{_told(effect, program, moves)}"
        found = program.by_municipality()
        for code in sorted(found, key=lambda one: -(found[one].more + found[one].fewer))[:_MOST]:
            if found[code].more or found[code].fewer:
                yield f"  {names.get(code, code)}\t{_told(effect, program, found[code])}"
    if effect.unmoved:
        yield f"規則は変わるが、だれの答えも変わらない制度: {'、'.join(effect.unmoved)}"


def _told(effect: Effect, program: ProgramEffect, moves: Moves) -> str:
    parts = [(moves.more, "+"), (moves.fewer, "−")]
    told = " ".join(f"{sign}{_number(effect, number)}{program.counter}" for number, sign in parts if number)
    return told or "動きなし"


def _number(effect: Effect, number: int) -> str:
    return f"{effect.projected(number, 0)[0]:,}"


def _sense(effect: Effect, key: str, title: str, sentence: str) -> Sense:
    source = f"出典: todoke の試算({effect.population or '住民'} {effect.residents:,}人)"
    return Sense(key, title, sentence, f"{day(effect.on)} 時点の規則", source)
