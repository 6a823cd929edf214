"""The report of a year of notices in advance (1年のお知らせの試算): one HTML file, with JSON and CSV beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from todoke.analytics.paper import contents, headlines, listed, paper, paragraph
from todoke.analytics.year import figures
from todoke.analytics.year.assuming import told
from todoke.analytics.year.peaks import habits_assumed, peaks, to_everybody
from todoke.analytics.year.pictures import OCCASIONS, Pictures, day_in_words
from todoke.analytics.year.telling import Line
from todoke.analytics.year.trying import Trial
from todoke.telling.candidates import HeldFor
from todoke.ui.charts.figure import Table

TITLE = "1年のお知らせの試算"
_CHAPTERS = (
    ("assumed", "はじめに: 何を仮定したか"),
    ("persons", "1人あたり"),
    ("days", "日ごと: あふれる日"),
    ("broadcasts", "全員へのお知らせ"),
    ("senders", "送り主ごと"),
    ("ways", "届く道ごと"),
    ("programs", "制度ときまりごと"),
    ("collisions", "ぶつかるお知らせ"),
    ("budget", "上限に当たったお知らせ"),
    ("late", "間に合わなかったお知らせ"),
    ("never", "届かなかった人"),
    ("manners", "上限を変えると"),
    ("all", "仮定の全部"),
)
_REASONS = {
    "login": "ログインしない(使いたい人に入らない)",
    "none": "「受け取らない」を選んだ",
    "consent": "使ってよいと同意していない",
    "topic": "その分野を選んでいない",
    "channel": "届く道を選んでいない",
    "budget": "上限に当たった",
    "roundup": "まとめ便を待っている",
    "expired": "予定の承認が間に合わなかった",
    "too_late": "知らせても間に合わなかった",
    "other": "そのほか",
}
_MATTERS = {"much": "大きい", "some": "いくらか", "little": "小さい"}
_LISTED = 400


def report(trial: Trial) -> str:
    """Return the report as one HTML file."""
    return paper(TITLE, _body(trial))


def _body(trial: Trial) -> Iterator[str]:
    names = {code: one.name for code, one in trial.book.content.municipalities.items()}
    draw = Pictures(trial, names)
    people = figures.people_of(trial)
    year = trial.year
    takers = sorted(people.stayed & people.takers)
    parents = sorted(people.stayed & people.takers & people.parents)
    yield _headlines(trial, people)
    yield contents(_CHAPTERS)
    yield _chapter("assumed")
    yield from _assumed(trial)
    yield _chapter("persons")
    yield paragraph(
        f"はじめの {len(people.started):,} 人のうち、1年いたのは {len(people.stayed):,} 人"
        f"(転出・死亡など {len(people.left):,} 人)。あとから来た人と18歳になった人は {len(people.came):,} 人で、"
        "ここでは数えません。通数は、すぐの知らせとまとめ便(まとめて1通)、全員へのお知らせです。棚に置いたものは数えません。"
    )
    yield draw.spread("everybody", "全員: 1年に何通か", figures.per_person(year, sorted(people.stayed)))
    yield draw.spread("takers", "知らせてほしい人: 1年に何通か", figures.per_person(year, takers))
    yield draw.spread(
        "parents", "知らせてほしい、子どものいる人: 1年に何通か", figures.per_person(year, parents)
    )
    yield _chapter("days")
    yield draw.days(year)
    yield from _why_busy(trial, draw)
    yield from peaks(trial)
    yield _chapter("broadcasts")
    yield from to_everybody(trial)
    yield _chapter("senders")
    yield draw.senders(year, _living(trial))
    yield _chapter("ways")
    yield draw.ways(year)
    yield _chapter("programs")
    yield draw.matters(year, "program", "制度ときっかけごとの通数", "制度: きっかけ")
    yield draw.matters(year, "rule", "お知らせのきまりごとの通数", "きまり")
    yield _chapter("collisions")
    yield from _collisions(trial, draw)
    yield _chapter("budget")
    yield from _lines(
        figures.because(year, HeldFor.BUDGET),
        draw,
        "上限のために、すぐには知らせず棚に置いたものです。まとめ便の曜日を選んだ人には、あとでまとめて届きます。",
        "上限に当たったお知らせはありませんでした。",
    )
    yield _chapter("late")
    yield from _lines(
        figures.because(year, HeldFor.TOO_LATE),
        draw,
        "知らせる日から期限まで、役所の開く日が3日ありません。不具合として数えます(棚には置きます)。",
        "間に合わなかったお知らせはありませんでした。",
    )
    yield from _lines(
        figures.expired(year),
        draw,
        "連休のあいだに予定が4日より古くなり、承認できずにだれにも知らせなかったものです(あとの晩にも出ませんでした)。",
        "承認が間に合わずに消えたお知らせはありませんでした。",
    )
    yield _chapter("never")
    yield from _never(trial, sorted(people.stayed))
    yield _chapter("manners")
    yield draw.manners(sorted(people.stayed))
    yield _chapter("all")
    yield _assumptions(trial)
    yield from habits_assumed(trial)


def _chapter(key: str) -> str:
    return f'<h2 id="{key}">{escape(dict(_CHAPTERS)[key])}</h2>'


def _headlines(trial: Trial, people: figures.People) -> str:
    year = trial.year
    spread = figures.per_person(year, sorted(people.stayed & people.takers))
    sent = sum(1 for _ in figures.everything(year))
    over = len(figures.because(year, HeldFor.BUDGET))
    late, gone = len(figures.because(year, HeldFor.TOO_LATE)), len(figures.expired(year))
    busiest = max(figures.per_day(year, trial).values(), default=0)
    could, never = figures.never_reached(trial, sorted(people.stayed))
    return headlines(
        [
            (
                "仮の人",
                f"{len(people.started):,}人",
                f"うち知らせてほしい人 {len(people.started & people.takers):,}人",
            ),
            (
                "1年の通数",
                f"{sent:,}通",
                f"まとめ便 {len(year.roundups):,}通、全員へ {len(year.hinted):,}通をふくむ",
            ),
            ("知らせてほしい人の平均", f"{spread.mean:.1f}通", f"いちばん多い人で {spread.most}通"),
            ("30日の最多", f"{figures.most_in_window(year)}通", "1人が続く30日に受け取った数"),
            ("いちばん多い日", f"{busiest:,}通", "1日に出た数"),
            ("上限で棚へ", f"{over:,}件", "すぐには知らせなかった"),
            ("間に合わなかった", f"{late + gone:,}件", f"期限 {late:,}件、承認 {gone:,}件"),
            ("届かなかった人", f"{sum(never.values()):,}人", f"知らせることのあった {could:,}人のうち"),
        ]
    )


def _assumed(trial: Trial) -> Iterator[str]:
    order = trial.order
    yield paragraph(
        f"実在の人はいません。人口の表からつくった合成の都民から、大人 {order.personas:,} 人とその世帯をくじで選び、"
        f"{order.days} 日のあいだ暮らさせました(誕生日・出生・死亡・転居・収入の変化)。毎晩、いまの規則で "
        f"{len(trial.reached):,} 制度を判定し、いまの「お知らせのきまり」と上限・同意・静かな時間・まとめ便で、"
        "だれに何を送るかを本番と同じ計算で決めました。"
    )
    yield paragraph(
        "結果を大きく左右する仮定は、次のものです。本当の人がどうするかは、始めてみるまで分かりません。"
    )
    yield listed(
        f"{name}: {value}。{why} 出典: {source}"
        for name, value, matters, source, why in told(trial.stated)
        if matters == "much"
    )
    yield paragraph(
        "役所が全員に出すお知らせ(災害など)は仮定です。レジストリの受付の日は、このtodokeに登録されたものを、本番の予定と"
        "同じように使いました。ふくめていないもの: これから登録が書きかえられること、ほかの会社や学校からの連絡、"
        "お知らせを読んで申請した人が「受けている」に変わること。最後のものがあれば、期限のお知らせは少し減ります。"
    )
    yield paragraph(
        "月のなかの何日に変わったかは、出生と誕生日のほかはくじです。役所は休みの日に承認せず、"
        "開いた日の朝にまとめて送るものとしました。"
    )


def _living(trial: Trial) -> Counter[str]:
    """Return how many personas live in each municipality on the first day."""
    personas = trial.personas
    block = personas.states.block
    names, of_home = (
        block.towns if block.towns is not None else ((block.municipality,), [0] * block.households)
    )
    home_of = block.household_of
    adults = personas.adults(trial.order.since.toordinal() + 1)
    return Counter(names[int(of_home[home_of[row]])] for row in adults.values())


def _why_busy(trial: Trial, draw: Pictures) -> Iterator[str]:
    """Yield what the three busiest days were full of."""
    values = figures.per_day(trial.year, trial)
    busiest = [day for day, count in sorted(values.items(), key=lambda one: (-one[1], one[0]))[:3] if count]
    if not busiest:
        return
    yield "<h3>あふれた日に、何が重なったか</h3>"
    told_of = []
    for day in busiest:
        counted = Counter(
            (line.occasion, line.program)
            for line in trial.year.lines
            if line.is_pushed and line.day == day.toordinal()
        )
        most = "、".join(
            f"{draw.name(program)}({OCCASIONS.get(occasion, occasion)}){count}"
            for (occasion, program), count in counted.most_common(5)
        )
        everybody = sum(one.day == day.toordinal() for one in trial.year.hinted)
        if everybody:
            most += f"{'、' if most else ''}全員へのお知らせ{everybody}"
        told_of.append(f"{day_in_words(day.toordinal())} {values[day]:,}通: {most}")
    yield listed(told_of)


def _collisions(trial: Trial, draw: Pictures) -> Iterator[str]:
    twice = figures.told_twice(trial.year)
    together = figures.collisions(trial.year)
    yield paragraph(
        f"同じ人に同じ日に2通より多く届いた組は {sum(together.values()):,} 組、"
        f"同じ子どもの同じ制度を{figures.WITHIN_DAYS}日のうちに2度知らせたのは {sum(twice.values()):,} 回です。"
    )
    if together:
        rows = tuple(
            (f"{OCCASIONS[one]} と {OCCASIONS[other]}", f"{count:,}組")
            for (one, other), count in sorted(together.items(), key=lambda each: (-each[1], each[0]))
        )
        yield Table(("同じ日に届いたきっかけ", "組"), rows).html("同じ日に重なったお知らせ")
    if twice:
        repeated = tuple(
            (draw.name(program), f"{OCCASIONS[one]} のあと {OCCASIONS[other]}", f"{count:,}回")
            for (program, one, other), count in sorted(twice.items(), key=lambda each: (-each[1], each[0]))
        )
        yield Table(("制度", "2度の中身", "回数"), repeated).html("同じことを2度知らせたもの")


def _lines(lines: Sequence[Line], draw: Pictures, some: str, nothing: str) -> Iterator[str]:
    if not lines:
        yield paragraph(nothing)
        return
    yield paragraph(f"{len(lines):,}件。{some}")
    rows = tuple(
        (
            day_in_words(line.day),
            f"{line.person}",
            draw.names.get(f"{line.municipality:06d}", ""),
            draw.name(line.program),
            OCCASIONS.get(line.occasion, line.occasion),
            day_in_words(line.deadline) if line.deadline else "–",
        )
        for line in lines[:_LISTED]
    )
    head = ("日", "仮の人の番号", "送り主", "制度", "きっかけ", "期限")
    yield Table(head, rows).html(f"{len(rows):,}件の一覧")
    if len(lines) > _LISTED:
        yield paragraph(f"ほかに {len(lines) - _LISTED:,} 件は lines.csv にあります。")


def _never(trial: Trial, persons: Sequence[int]) -> Iterator[str]:
    could, why = figures.never_reached(trial, persons)
    if not could:
        yield paragraph("知らせることのあった人がいませんでした。")
        return
    yield paragraph(
        f"全員が全部を希望したら知らせることのあった {could:,} 人のうち、{sum(why.values()):,} 人には1年に1通も"
        "届きませんでした。この人たちには、園・学校・健診の会場・窓口・支援者など、ほかの道が要ります。"
    )
    rows = tuple(
        (_REASONS[reason], f"{count:,}人", f"{count / could * 100:.0f}%")
        for reason, count in sorted(why.items(), key=lambda one: (-one[1], one[0]))
    )
    yield Table(("届かなかったわけ", "人数", "知らせることのあった人のうち"), rows).html("届かなかったわけ")


def _assumptions(trial: Trial) -> str:
    rows = tuple(
        (name, value, _MATTERS[matters], f"{why} 出典: {source}")
        for name, value, matters, source, why in told(trial.stated)
    )
    table = Table(("仮定", "値", "通数への効き方", "なぜ・どこから"), rows).html(
        "data/notices/personas.yaml の仮定"
    )
    return paragraph("人口についての仮定は、docs/reference/population.md にあります。") + table
