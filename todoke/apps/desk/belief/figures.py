"""The chart of how far notices reach (図): each way and nobody's, as shares of the residents."""

from __future__ import annotations

from datetime import date

from todoke.apps.responses.reaching import Reached
from todoke.telling.channels import Channel
from todoke.ui.charts.bars import Bar, bars
from todoke.ui.charts.drawing import Sense
from todoke.ui.charts.figure import Figure, Table

WAYS = {
    Channel.MAIL: "メール",
    Channel.PUSH: "通知",
    Channel.LETTER: "手紙",
    Channel.APP: "アプリ",
}
NEVER = "どれも届かない"
_HIDDEN = "10人未満などのため出さない"


def figure_of(reached: Reached, *, on: date) -> Figure | None:
    """Return the chart of one municipality; None where there are too few residents to tell anything."""
    whole = reached.residents
    if not whole:
        return None
    lines = [(WAYS[channel], count) for channel, count in reached.ways] + [(NEVER, reached.never)]
    rows = [
        Bar(name, _share(count, whole), _share(count, whole), _told(count, whole)) for name, count in lines
    ]
    title = f"{reached.name}: どの道で届くか"
    sentence = (
        f"住民{whole:,}人のうち、どの道でも届かない人は{_told(reached.never, whole)}です。"
        "1人がいくつもの道を選ぶことがあるので、足しても100%にはなりません。"
    )
    return Figure(
        title=title,
        sentence=sentence,
        svg=bars(rows, _sense(reached, title, sentence, on), whole=100),
        table=Table(("届く道", "人数と割合"), tuple((name, _told(count, whole)) for name, count in lines)),
    )


def _sense(reached: Reached, title: str, sentence: str, on: date) -> Sense:
    return Sense(
        key=f"reach-{reached.municipality_id}",
        title=title,
        description=sentence,
        on=on.isoformat(),
        source="todokeに登録された届け先",
    )


def _share(count: int | None, whole: int) -> float:
    return 0.0 if count is None else round(count * 100 / whole, 1)


def _told(count: int | None, whole: int) -> str:
    return _HIDDEN if count is None else f"{count:,}人({count * 100 / whole:.1f}%)"
