"""The once-only analysis as a report (HTML with a chart), as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from todoke.analytics.onceonly import (
    ANSWERS,
    HELD,
    KEEPERS,
    Answer,
    Procedure,
    Totals,
    kinds,
    totals_of,
)
from todoke.analytics.paper import headlines, listed, paper, paragraph
from todoke.ui.charts.bars import Bar, bars
from todoke.ui.charts.drawing import Sense
from todoke.ui.charts.figure import Figure, Table

TITLE = "役所がもう持っているものを、もう一度求めている手続"
_OWNERS = 12
_SOURCES = {
    "survey": "行政手続等の悉皆調査(デジタル庁)を加工",
    "programs": "todokeの制度データ",
}
NAMES = {"survey": "国の調査の手続", "programs": "todokeの制度"}
_HOW = (
    "国の調査は、申請等のうち国民等が地方等に出すもの(会社なども出すものを含む)です。利用条件はPDL1.0です。",
    "1つの手続は、いくつ求めていても1件と数えます。種類ごとの数では、1つの手続が何度も出ます。",
    "調査の「その他」と空欄は「分からない」に数えます。どの数も、少なくともこれだけある、という数です。",
    "氏名・住所・生年月日は調査の選択肢にないので、ほとんどの申請書にあっても数えていません。",
    "件数(1年に何回あるか)は、調査に数がある手続だけの合計です。調査のファイルの0は「分からない」です。",
    "どの役所が台帳を持つかは data/onceonly/kinds.yaml にあります。公式のページで確かめていないものは"
    " recalled と書き、条文の写しと見比べたものには、その写しを書いています。",
    "添付の省略や情報連携がもう始まっているかは、この数に入れていません。",
)


def as_html(groups: Mapping[str, Sequence[Procedure]], *, on: date) -> str:
    """Return the report of each group (survey, programs) as one file; ``on`` is the day it was made."""
    body: list[str] = [paragraph(f"{on.isoformat()} に作成。", "quiet")]
    for key, procedures in groups.items():
        body += _chapter(key, totals_of(procedures), on)
    body += ["<h2>数え方</h2>", listed(_HOW)]
    return paper(TITLE, body)


def as_json(groups: Mapping[str, Sequence[Procedure]], *, on: date) -> str:
    """Return the totals as JSON; keys are codes, with the words they stand for beside them."""
    told: dict[str, Any] = {
        "on": on.isoformat(),
        "groups": {key: _totals_told(key, totals_of(rows)) for key, rows in groups.items()},
        "kinds": {
            kind.id: {
                "label": kind.label,
                "keeper": kind.keeper.value,
                "law": kind.law,
                "check": kind.check,
                "source": kind.source,
            }
            for kind in kinds().values()
        },
        "answers": {answer.value: words for answer, words in ANSWERS.items()},
        "keepers": {keeper.value: words for keeper, words in KEEPERS.items()},
        "how": list(_HOW),
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def as_csv(groups: Mapping[str, Sequence[Procedure]]) -> str:
    """Return a row for each procedure: what it asks for that is kept already, and what else is known of it."""
    known, out = kinds(), io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["group", "id", "name", "owner", "law", "answer", "fields", "papers", "held", "other_kinds", "count"]
    )
    for key, procedures in groups.items():
        for row in procedures:
            held = [known[kind].label for kind in row.kinds if known[kind].keeper in HELD]
            rest = [known[kind].label for kind in row.kinds if known[kind].keeper not in HELD]
            writer.writerow(
                [
                    key,
                    row.id,
                    row.name,
                    row.owner,
                    row.law,
                    row.answer.value,
                    row.fields.value,
                    row.papers.value,
                    ";".join(held),
                    ";".join(rest),
                    "" if row.count is None else row.count,
                ]
            )
    return out.getvalue()


def _totals_told(key: str, totals: Totals) -> dict[str, Any]:
    return {
        "source": _SOURCES[key],
        "procedures": totals.procedures,
        "answers": dict(totals.answers),
        "fields": dict(totals.fields),
        "papers": dict(totals.papers),
        "kinds": dict(totals.kinds),
        "keepers": dict(totals.keepers),
        "owners": {
            owner: {"held": held, "procedures": whole} for owner, (held, whole) in totals.owners.items()
        },
        "known_counts": totals.known_counts,
        "applications": totals.applications,
    }


def _chapter(key: str, totals: Totals, on: date) -> list[str]:
    held = totals.answers[Answer.HELD]
    figures = [
        (NAMES[key], f"{totals.procedures:,}件", "調べた数"),
        ("もう持っているものを求める", f"{held:,}件", _share(held, totals.procedures)),
        ("うち書類として", f"{totals.papers[Answer.HELD]:,}件", "添付させるもの"),
    ]
    if key == "survey":
        figures += [
            ("うち記入として", f"{totals.fields[Answer.HELD]:,}件", "申請書に書かせるもの"),
            (
                "年間の件数",
                f"{totals.applications:,}回",
                f"数が分かる{totals.known_counts:,}件の手続だけの合計",
            ),
        ]
    return [
        f'<h2 id="{key}">{NAMES[key]}</h2>',
        headlines(figures),
        _by_kind(key, totals, on).html(),
        _table("分かることと分からないこと", ("", "手続"), _answer_rows(totals)),
        _table("だれが持っているか", ("", "求める手続"), _keeper_rows(totals)),
        _table("だれの手続か", ("", "求める", "調べた数"), _owner_rows(totals)),
    ]


def _by_kind(key: str, totals: Totals, on: date) -> Figure:
    known = kinds()
    rows = [(known[kind], count) for kind, count in totals.kinds.items()]
    title = f"何を求めているか({NAMES[key]})"
    first = rows[0] if rows else None
    sentence = (
        "求めるものが書かれた手続はありません。"
        if first is None
        else f"いちばん多いのは「{first[0].label}」で、{first[1]:,}件の手続が求めています。"
    )
    drawing = bars(
        [
            # What nobody keeps is outlined alone, so that it is told apart without color.
            Bar(kind.label, count if kind.keeper in HELD else 0, count, f"{count:,}件")
            for kind, count in rows
        ],
        Sense(
            key=f"kinds-{key}",
            title=title,
            description="種類ごとの手続の数。塗った棒は役所が持つもの、線だけの棒はそうでないもの。",
            on=on.isoformat(),
            source=_SOURCES[key],
        ),
    )
    table = Table(
        ("種類", "手続", "だれが持つか", "もとの台帳"),
        tuple((kind.label, f"{count:,}", KEEPERS[kind.keeper], kind.law or "なし") for kind, count in rows),
    )
    return Figure(
        title, sentence + "塗った棒は役所が持つもの、線だけの棒はそうでないものです。", drawing, table
    )


def _table(caption: str, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    return Table((caption, *head[1:]), rows).html(caption)


def _answer_rows(totals: Totals) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (words, f"{totals.answers[answer]:,} ({_share(totals.answers[answer], totals.procedures)})")
        for answer, words in ANSWERS.items()
    )


def _keeper_rows(totals: Totals) -> tuple[tuple[str, ...], ...]:
    return tuple((words, f"{totals.keepers[keeper]:,}") for keeper, words in KEEPERS.items())


def _owner_rows(totals: Totals) -> tuple[tuple[str, ...], ...]:
    rows = [
        (owner or "書かれていない", f"{held:,}", f"{whole:,}")
        for owner, (held, whole) in totals.owners.items()
    ]
    rest = rows[_OWNERS:]
    if rest:
        others = list(totals.owners.values())[_OWNERS:]
        sums = (f"{sum(held for held, _ in others):,}", f"{sum(whole for _, whole in others):,}")
        rows = [*rows[:_OWNERS], (f"ほかの{len(rest)}の府省庁", *sums)]
    return tuple(rows)


def _share(part: int, whole: int) -> str:
    return "0%" if not whole else f"{100 * part / whole:.1f}%"
