"""The chapters of the report about days that overflow and notices to everybody (日の山・全員へのお知らせ)."""

from __future__ import annotations

from collections.abc import Iterator

from todoke.analytics.paper import paragraph
from todoke.analytics.year import figures
from todoke.analytics.year.pictures import day_in_words
from todoke.analytics.year.trying import Trial
from todoke.ui.charts.figure import Table

_BEFORE_AND_AFTER = (
    ("ご本人の希望どおり", "at-once", "asked"),
    ("全員が全部を希望(上限なし)", "everybody-at-once", "everybody-no-budget"),
)
_SENDERS = {"municipality": "区市町村ごと", "tokyo": "都"}


def peaks(trial: Trial) -> Iterator[str]:
    """Yield the busiest day with everything told in advance on one day, and with it spread over days."""
    yield "<h3>先に知らせるものを、日を分けて知らせると</h3>"
    yield paragraph(
        "年度の始まりと終わりのように、同じ日に始まるもの・終わるものは、前もって知らせる日を人ごとに分けています。"
        "日はくじではなく、だれのことか・どの制度かから決まり、役所の開く日だけで、期限に間に合う日までです。"
        "全員へのお知らせは、ここでは数えません。"
    )
    rows = []
    for name, before, after in _BEFORE_AND_AFTER:
        told = []
        for key in (before, after):
            year = trial.years[key]
            day, most = figures.busiest(figures.per_day_planned(year, trial))
            told.append(
                f"{most:,}通({day_in_words(day.toordinal())})・1人に{figures.most_on_a_day(year):,}通"
            )
        rows.append((name, *told))
    yield Table(("だれに", "日を分けない", "日を分ける"), tuple(rows)).html(
        "いちばん多い日の通数と、1人が1日に受け取った最多"
    )


def to_everybody(trial: Trial) -> Iterator[str]:
    """Yield what offices told everybody: by kind, with how many it reached."""
    if not trial.habits:
        yield paragraph("全員へのお知らせは、この試算にふくめていません。")
        return
    told = figures.per_habit(trial.year)
    disasters = sum(one.disaster for one in trial.year.hinted)
    yield paragraph(
        f"役所が全員に出すと仮定したお知らせは {trial.broadcasts:,} 件です。届く道を選んだ仮の人に、"
        f"{len(trial.year.hinted):,} 通の知らせになりました"
        f"(うち災害 {disasters:,} 通。災害は上限と静かな時間の外です)。"
        "災害のほかは、その分野を選んだ人だけに、上限の中で知らせます。ほかの人は受信箱で読めます。"
    )
    rows = tuple(
        (
            habit.name,
            _SENDERS[habit.sender],
            f"年{habit.times}回・{habit.share:.0%}",
            "届く道を選んだ全員" if habit.disaster else "分野を選んだ人",
            f"{told.get(habit.id, (0, 0))[0]:,}通",
            f"{told.get(habit.id, (0, 0))[1]:,}人",
        )
        for habit in trial.habits
    )
    yield Table(("種類", "送り主", "仮定(回数・送る割合)", "だれに", "通数", "受け取った人"), rows).html(
        "全員へのお知らせ"
    )


def habits_assumed(trial: Trial) -> Iterator[str]:
    """Yield what is assumed of notices to everybody, with its reasons."""
    rows = tuple((habit.id, habit.name, f"{habit.why} 出典: {habit.source}") for habit in trial.habits)
    if rows:
        yield Table(("仮定", "種類", "なぜ・どこから"), rows).html("data/notices/broadcasts.yaml の仮定")
