"""``todoke registry score|inspect|law-changed``: how well records are kept, and what needs a hand."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from todoke.base import clock
from todoke.cli.arguments import day
from todoke.cli.columns import rows
from todoke.cli.instance import with_instance


def add_to(parts: Any) -> None:
    """Add these commands to those of ``todoke registry``."""
    score = parts.add_parser("score", help="登録の質を団体ごとに出す(0〜100点)")
    score.add_argument(
        "--municipality", metavar="区市町村", help="この団体だけを項目ごとに(6桁のコードか名前)"
    )
    score.add_argument("--json", action="store_true", help="JSONで出す")
    score.set_defaults(run=_score)
    inspect = parts.add_parser(
        "inspect", help="登録を点検し、期限切れ・食い違い・未記入などの用件を作る(毎日実行する)"
    )
    inspect.add_argument("--municipality", metavar="区市町村", help="この団体だけ(6桁のコードか名前)")
    inspect.set_defaults(run=_inspect)
    law = parts.add_parser(
        "law-changed", help="法令の改正を、それを根拠にする登録の担当に知らせる(用件を作る)"
    )
    law.add_argument("law", metavar="法令名", help="例: 児童手当法")
    law.add_argument("--article", default="", metavar="条項", help="例: 第4条")
    law.add_argument("--effective", type=day, required=True, metavar="日付", help="改正の施行日")
    law.add_argument("--words", required=True, metavar="文", help="何が変わるか")
    law.add_argument("--url", default="", metavar="URL", help="改正を知らせるページ")
    law.set_defaults(run=_law_changed)


@with_instance
def _score(call: argparse.Namespace) -> int:
    from todoke.apps.registry.queries.quality import score_of, scores

    today = clock.today()
    if call.municipality:
        body = _body(call.municipality)
        if body is None:
            return 2
        found = [score_of(body, on=today)]
    else:
        found = scores(on=today)
    if call.json:
        print(json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=2))
        return 0
    if not found or all(one.points is None for one in found):
        print("公開中の登録がありません。")
        return 0
    table = [[_points(one), one.body.name, f"{one.score.records}件", "、".join(one.weakest)] for one in found]
    print("\n".join(rows(table)))
    if call.municipality:
        print()
        told = [rate for rate in found[0].score.rates if rate.percent is not None]
        lines = [
            [
                rate.measure.label.ja,
                f"{rate.percent}%",
                f"{rate.met}/{rate.asked}",
                f"重み{rate.measure.weight}",
            ]
            for rate in told
        ]
        print("\n".join(rows(lines)))
    return 0


@with_instance
def _inspect(call: argparse.Namespace) -> int:
    from todoke.apps.registry.actions.inspecting import inspect
    from todoke.apps.registry.models import Record
    from todoke.apps.registry.queries.codes import known_codes
    from todoke.records.upkeep import load_upkeep

    records = Record.objects.published().filter(body__isnull=False)
    if call.municipality:
        body = _body(call.municipality)
        if body is None:
            return 2
        records = records.of_body(body)
    ids = list(records.values_list("pk", flat=True))
    opened, settled = inspect(
        record_ids=ids,
        on=clock.today(),
        at=clock.now(),
        upkeep=load_upkeep(call.data / "registry" / "upkeep.yaml"),
        codes=known_codes(call.data),
    )
    print(f"{len(ids)}件を点検しました。新しい用件 {opened}件、解消した用件 {settled}件。")
    return 0


@with_instance
def _law_changed(call: argparse.Namespace) -> int:
    from todoke.apps.registry.actions.law import record_law_change

    resting, opened = record_law_change(
        law=call.law, article=call.article, words=call.words, on=call.effective, at=clock.now(), url=call.url
    )
    print(f"{call.law}を根拠にする登録は{resting}件です。新しい用件を{opened}件作りました。")
    return 0 if resting else 1


def _body(name: str) -> Any:
    from todoke.apps.places.models import Body

    body = Body.objects.filter(area=name).first() or Body.objects.filter(name=name).first()
    if body is None:
        print(f"「{name}」という団体はありません。6桁のコードか名前で書いてください", file=sys.stderr)
    return body


def _points(one: Any) -> str:
    return "-" if one.points is None else f"{one.points}点"


def _as_json(one: Any) -> dict[str, Any]:
    return {
        "body": one.body.number,
        "name": one.body.name,
        "area": one.body.area,
        "points": one.points,
        "records": one.score.records,
        "measures": [
            {"key": rate.measure.key, "met": rate.met, "asked": rate.asked, "weight": rate.measure.weight}
            for rate in one.score.rates
        ],
    }
