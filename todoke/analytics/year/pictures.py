"""The charts of a year of notices, each with its figures as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from todoke.analytics.year.broadcasting import TOKYO_OFFICE
from todoke.analytics.year.figures import (
    Fate,
    Spread,
    closed_days,
    fates,
    most_in_window,
    per_day,
    per_person,
    per_sender,
    per_way,
)
from todoke.analytics.year.telling import Year
from todoke.analytics.year.trying import Trial
from todoke.telling.candidates import HeldFor
from todoke.ui.charts.bars import Bar, bars
from todoke.ui.charts.columns import Column, columns
from todoke.ui.charts.days import day_sheet
from todoke.ui.charts.drawing import Sense
from todoke.ui.charts.figure import Figure, Table
from todoke.ui.charts.tiles import tile_map

OCCASIONS = {
    "gained": "受けられるようになった",
    "deadline": "期限が近い",
    "begins": "まもなく始まる",
    "ends": "まもなく終わる",
    "amount": "金額が変わった",
    "lost": "受けられなくなった",
    "registry": "制度が変わった",
}
WAYS = {"mail": "メール", "push": "プッシュ", "letter": "手紙", "app": "アプリ"}
_MOST = 14
_BUSIEST = 20


@dataclass(frozen=True, slots=True)
class Pictures:
    """Draws a trial."""

    trial: Trial
    names: Mapping[str, str]
    """Of municipalities, by code."""

    @property
    def programs(self) -> tuple[str, ...]:
        """Return the programs in the order of their places in lines."""
        return self.trial.rules.programs

    def sense(self, key: str, title: str, sentence: str) -> Sense:
        """Return what a chart says of itself."""
        order = self.trial.order
        source = f"出典: todoke の試算(仮の人 {order.personas:,}人、種 {order.seed})"
        return Sense(f"chart-{key}", title, sentence, _span(order.since, order.days), source)

    def name(self, program: int) -> str:
        """Return a program's name."""
        return self.trial.book.content.programs[self.programs[program]].program.name.ja

    def spread(self, key: str, title: str, spread: Spread) -> str:
        """Return how many got how many."""
        classes = spread.classes()
        sentence = (
            f"平均 {spread.mean:.1f} 通、半分の人が {spread.at(0.5)} 通以下、"
            f"100人のうち95人が {spread.at(0.95)} 通以下、"
            f"いちばん多い人で {spread.most} 通です。"
            if spread.people
            else "当てはまる人がいません。"
        )
        table = Table(
            ("1年の通数", "人数", "割合"),
            tuple((f"{name}通", f"{people:,}人", _share(people, spread.people)) for name, people in classes),
        )
        drawn = columns([Column(name, people) for name, people in classes], self.sense(key, title, sentence))
        return Figure(title, sentence, drawn, table).html()

    def days(self, year: Year) -> str:
        """Return the year as a sheet of days, with the busiest in the table."""
        values = per_day(year, self.trial)
        busiest = sorted(values.items(), key=lambda one: (-one[1], one[0]))[:_BUSIEST]
        title = "1年の、日ごとの通数"
        sentence = "だれにも送らない1年でした。"
        if busiest and busiest[0][1]:
            open_days = [count for day, count in values.items() if day not in closed_days([day])]
            sentence = (
                f"いちばん多い日は {_day(busiest[0][0])} の {busiest[0][1]:,} 通。役所が開いている日の平均は "
                f"{sum(open_days) / max(len(open_days), 1):.1f} 通です。"
            )
        table = Table(
            ("日(多い順)", "通数"),
            tuple((_day(day), f"{count:,}通") for day, count in busiest if count),
        )
        drawn = day_sheet(
            {day: float(count) for day, count in values.items()},
            self.sense("days", title, sentence),
            closed=closed_days(values),
        )
        return Figure(title, sentence, drawn, table).html()

    def senders(self, year: Year, personas: Mapping[str, int]) -> str:
        """Return the hints of each municipality for each hundred personas who live there."""
        sent = per_sender(year)
        of_tokyo = sent.pop(TOKYO_OFFICE, 0)
        values: dict[str, float | None] = {
            code: sent[code] / personas[code] * 100 if personas.get(code) else None for code in self.names
        }
        title = "送り主(区市町村)ごとの、住む仮の人100人あたりの通数"
        most = max(sent, key=lambda code: (sent[code], code), default=None)
        sentence = (
            f"通数がいちばん多い送り主は {self.names[most]} の {sent[most]:,} 通です。住む人の少ない区市町村の値は、"
            "1人か2人で大きく動きます。"
            if most
            else "どの区市町村も送りませんでした。"
        ) + (f"ほかに、都が全員に出したものが {of_tokyo:,} 通あります。" if of_tokyo else "")
        table = Table(
            ("送り主", "通数", "仮の人"),
            tuple(
                (self.names[code], f"{sent[code]:,}通", f"{personas.get(code, 0):,}人")
                for code in sorted(self.names, key=lambda code: (-sent[code], code))
            ),
        )
        drawn = tile_map(
            values, self.sense("senders", title, sentence), unit="仮の人100人あたりの通数", style="decimal"
        )
        return Figure(title, sentence, drawn, table).html()

    def ways(self, year: Year) -> str:
        """Return the hints by way."""
        sent = per_way(year)
        rows = [
            Bar(WAYS.get(way, way), count, count, f"{count:,}通")
            for way, count in sorted(sent.items(), key=lambda one: (-one[1], one[0]))
        ]
        title = "届く道ごとの通数"
        sentence = "1つのお知らせを2つの道で受け取る人は、両方で数えています。"
        table = Table(("道", "通数"), tuple((row.name, row.told) for row in rows))
        return Figure(title, sentence, bars(rows, self.sense("ways", title, sentence)), table).html()

    def matters(self, year: Year, key: str, title: str, label: str) -> str:
        """Return what became of the notices by ``program``, or by ``rule``, with its occasions apart."""
        found = sorted(
            fates(year, key).items(),
            key=lambda one: (-one[1].pushed, -one[1].shelved, one[0]),
        )
        sent = [one for one in found if one[1].pushed]
        rows = [
            Bar(self._matter(at, key), fate.pushed, fate.pushed, f"{fate.pushed:,}通・{fate.persons:,}人")
            for at, fate in sent[:_MOST]
        ]
        sentence = (
            f"いちばん多いのは「{rows[0].name}」の {rows[0].told} です。"
            if rows
            else "送ったものはありません。"
        )
        table = Table(
            (
                label,
                "送った",
                "棚に置いた",
                "うち上限",
                "うちまとめ待ち",
                "間に合わず",
                "承認が間に合わず",
                "控えた",
            ),
            tuple((self._matter(at, key), *_cells(fate)) for at, fate in found),
        )
        return Figure(title, sentence, bars(rows, self.sense(key, title, sentence)), table).html()

    def _matter(self, at: tuple[int, str], key: str) -> str:
        place, occasion = at
        if key == "program":
            return f"{self.name(place)}: {OCCASIONS.get(occasion, occasion)}"
        return f"{self.trial.rules.rules.rules[place].id}"

    def manners(self, persons: Sequence[int]) -> str:
        """Return the year tried with other budgets."""
        rows, cells = [], []
        for year in self.trial.years.values():
            spread = per_person(year, persons)
            over = sum(line.held_for is HeldFor.BUDGET and not line.expired for line in year.lines)
            rows.append(Bar(year.manner.name, spread.notices, spread.notices, f"{spread.notices:,}通"))
            cells.append(
                (
                    year.manner.name,
                    f"{spread.notices:,}通",
                    f"{spread.people - spread.counts[0]:,}人",
                    f"{spread.most}通",
                    f"{most_in_window(year)}通",
                    f"{over:,}件",
                    f"{len(year.roundups):,}通",
                )
            )
        title = "上限を変えたときの、1年の通数"
        sentence = (
            "送る候補は同じで、上限か、先に知らせる日の分け方だけを変えました。「全員が全部を希望」は、仮定がいちばん多い"
            "ほうに外れた場合です。"
        )
        table = Table(
            ("試し方", "1年の通数", "届いた人", "1人の最多", "30日の最多", "上限で棚へ", "まとめ便"),
            tuple(cells),
        )
        return Figure(title, sentence, bars(rows, self.sense("manners", title, sentence)), table).html()


def _cells(fate: Fate) -> tuple[str, ...]:
    counts = (
        fate.pushed,
        fate.shelved,
        fate.budget,
        fate.roundup,
        fate.too_late,
        fate.expired,
        fate.held,
    )
    return tuple(f"{count:,}" for count in counts)


def _share(part: int, whole: int) -> str:
    return f"{part / whole * 100:.1f}%" if whole else "–"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日({'月火水木金土日'[day.weekday()]})"


def _span(since: date, days: int) -> str:
    last = date.fromordinal(since.toordinal() + days)
    return f"{_day(date.fromordinal(since.toordinal() + 1))} から {days} 日、{_day(last)} まで"


def day_in_words(ordinal: int) -> str:
    """Return a day (ordinal) as the report writes it.

    >>> day_in_words(date(2026, 4, 1).toordinal())
    '2026年4月1日(水)'
    """
    return _day(date.fromordinal(ordinal))
