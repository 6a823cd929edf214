"""``todoke onceonly``: what is asked of people that offices know already."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from todoke.analytics.onceonly import Answer, Procedure, of_programs, of_survey, totals_of
from todoke.analytics.onceonly_report import NAMES, as_csv, as_html, as_json
from todoke.base import clock
from todoke.formats.sniffing import UnknownEncodingError
from todoke.formats.tables import TableError
from todoke.rules.library import rulebook_of

_WITHOUT = (
    "国の調査のファイルがないので、todokeの制度だけを調べました。調査も調べるには、行政手続等の悉皆調査"
    "(デジタル庁)の Parquet か CSV を --survey で渡してください。"
)


def add_to(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("onceonly", help="役所がもう持っているものを求める手続を数える")
    parts = parser.add_subparsers(required=True, metavar="操作")
    report = parts.add_parser(
        "report",
        help="数えた結果を、HTML・JSON・CSV に書く",
        description="申請のうち、住民票・戸籍・課税・登記など、役所がもう持っているものを求めるものを数えます。"
        "「その他」と書かれたものは分からないと数えるので、少なくともこれだけある、という数になります。",
    )
    report.add_argument(
        "--survey", type=Path, metavar="ファイル", help="行政手続等の悉皆調査の Parquet・CSV・Excel"
    )
    report.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="フォルダー",
        help="onceonly.html・onceonly.json・onceonly.csv の置き場所",
    )
    report.set_defaults(run=_report)


def _report(call: argparse.Namespace) -> int:
    groups: dict[str, tuple[Procedure, ...]] = {}
    if call.survey is None:
        print(_WITHOUT, file=sys.stderr)
    else:
        try:
            groups["survey"] = of_survey(call.survey)
        except (OSError, TableError, UnknownEncodingError, KeyError) as error:
            print(f"調査のファイルを読めません。何も書いていません: {error}", file=sys.stderr)
            return 2
    groups["programs"] = of_programs(rulebook_of(call.data).content)
    try:
        _write(call.out, groups)
    except OSError as error:
        print(f"書けません: {error}", file=sys.stderr)
        return 2
    for key, procedures in groups.items():
        totals = totals_of(procedures)
        print(
            f"{NAMES[key]}: {totals.procedures:,} 件のうち、役所がもう持っているものを求めるもの "
            f"{totals.answers[Answer.HELD]:,} 件、分からないもの {totals.answers[Answer.UNKNOWN]:,} 件"
        )
    print(f"書いた場所: {call.out}")
    return 0


def _write(folder: Path, groups: dict[str, tuple[Procedure, ...]]) -> None:
    """Write the three files. Raises OSError."""
    on = clock.today()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "onceonly.html").write_text(as_html(groups, on=on), encoding="utf-8")
    (folder / "onceonly.json").write_text(as_json(groups, on=on), encoding="utf-8")
    # With its mark, so that spreadsheets read it as UTF-8.
    (folder / "onceonly.csv").write_text(as_csv(groups), encoding="utf-8-sig")
