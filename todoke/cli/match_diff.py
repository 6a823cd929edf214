"""``todoke match diff``: what changed from one night to another, and why."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from todoke.base.collecting import loaded_for_good
from todoke.cli.nights import chosen_programs, default_folder, name_of
from todoke.nights.stored.sealing import NightError
from todoke.residents.problems import SnapshotError
from todoke.rules.library import rulebook_of
from todoke.rules.rulebook import Rulebook

if TYPE_CHECKING:
    from todoke.nights.aligned.changes import Change, Kind
    from todoke.nights.compared.diff import NightDiff

_MOST_REASONS = 5
_ROWS = ("change", "unit", "id", "municipality", "program", "cause", "reason", "before", "after", "deadline")


def add_to(commands: Any) -> None:
    """Add the comparison to the command ``match``."""
    parser = commands.add_parser(
        "diff",
        help="二つの晩を比べる(新しく受けられる人・受けられなくなった人・金額が変わった人)",
        description="二つの晩の結果を比べ、新しく受けられる・受けられなくなった・金額が変わったことと、その理由を示します。"
        "A・B は日付(2026-11-22)、latest、または晩のフォルダーです。",
    )
    parser.add_argument("before", metavar="A", help="前の晩")
    parser.add_argument("after", metavar="B", help="後の晩")
    parser.add_argument(
        "--population",
        dest="of_population",
        metavar="名前",
        help="どの住民データの晩か(フォルダー名か database)",
    )
    parser.add_argument("--out", dest="nights", type=Path, metavar="フォルダー", help="晩の置き場所")
    parser.add_argument("--program", action="append", metavar="ID", help="この制度だけ(何度でも)")
    parser.add_argument(
        "--municipality", action="append", metavar="コード", help="この区市町村だけ(何度でも)"
    )
    parser.add_argument(
        "--format",
        choices=("text", "csv", "jsonl"),
        default="text",
        help="text まとめ・csv と jsonl 一件ずつ",
    )
    parser.add_argument("--reasons", action="store_true", help="text にも理由を示す")
    parser.add_argument(
        "--near",
        type=_days,
        metavar="日数",
        help="この日数のうちに期限が来る・対象が変わるものも示す(csv・jsonl では標準エラーに)",
    )
    parser.add_argument(
        "--questions",
        action="store_true",
        help="あと一つの答えで決まるものも示す(csv・jsonl では標準エラーに)",
    )
    parser.add_argument(
        "--rules", type=Path, dest="diff_rules", metavar="フォルダー", help="後の晩の規則のフォルダー"
    )
    parser.set_defaults(run=_diff)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"「{text}」は使えません。1以上の日数を書いてください")
    return int(text)


def _diff(call: argparse.Namespace) -> int:
    from todoke.nights.compared.diff import compare
    from todoke.nights.stored.store import find

    out = call.nights or default_folder(_name(call.of_population))
    book = rulebook_of(call.diff_rules or call.data)
    try:
        before, after = find(out, call.before), find(out, call.after)
        _check(call, before.municipalities + after.municipalities, book)
        why = call.reasons or call.format != "text"
        with loaded_for_good():
            compared = compare(
                before,
                after,
                book=book if why else None,
                programs=call.program,
                municipalities=call.municipality,
            )
        if call.format == "csv":
            writer = csv.DictWriter(sys.stdout, _ROWS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows(compared, book))
        elif call.format == "jsonl":
            for row in rows(compared, book):
                print(json.dumps(row, ensure_ascii=False))
        else:
            for line in lines(compared, book, reasons=call.reasons):
                print(line)
        if call.near is not None or call.questions:
            _ahead(call, compared, book)
    except (NightError, SnapshotError) as error:
        print(str(error), file=sys.stderr)
        return 2
    return 0


def _ahead(call: argparse.Namespace, compared: NightDiff, book: Rulebook) -> None:
    from todoke.cli.match_ahead import near_lines, question_lines

    where = sys.stdout if call.format == "text" else sys.stderr
    if call.near is not None:
        for line in near_lines(compared.after, book, call.near, call.program, call.municipality):
            print(line, file=where)
    if call.questions:
        for line in question_lines(compared.after, book, call.program, call.municipality):
            print(line, file=where)


def _name(population: str | None) -> str:
    from todoke.nights.stored.store import RECORD

    if population is None:
        root = default_folder("")
        known = sorted({path.parent.parent.name for path in root.glob(f"*/*/{RECORD}")})
        if len(known) == 1:
            return known[0]
        hint = (
            f"あるもの: {'、'.join(known)}"
            if known
            else "まだありません。先に todoke match で判定してください"
        )
        print(f"--population でどの住民データの晩かを教えてください({hint})", file=sys.stderr)
        raise SystemExit(2)
    return Path(population).resolve().name


def _check(call: argparse.Namespace, known: tuple[str, ...], book: Rulebook) -> None:
    for program_id in call.program or ():
        chosen_programs(program_id, book)
    for code in call.municipality or ():
        if code not in known:
            raise NightError(
                f"区市町村 {code} の結果はありません。6けたの団体コードを書いてください。例: 131016"
            )


def lines(compared: NightDiff, book: Rulebook, *, reasons: bool) -> Iterator[str]:
    """Yield the comparison as text: each kind, its programs, and the reasons that occur most."""
    from todoke.nights.aligned.changes import Kind
    from todoke.nights.compared.wording import KINDS

    yield f"{compared.before.on} と {compared.after.on} の比較"
    for night in (compared.before, compared.after):
        if night.record["chosen"] is not None:
            yield f"{night.folder.name} は一部の制度だけの晩です。両方の晩にある制度だけを比べました"
    counts = compared.counts()
    for kind in Kind:
        of_kind = counts[kind]
        yield f"■ {KINDS[kind]}: {sum(of_kind.values()):,} 件"
        for program_id, count in sorted(of_kind.items(), key=lambda one: (-one[1], one[0])):
            yield f"  {count:>9,}  {name_of(program_id, book)}"
            if reasons:
                yield from _reason_lines(compared, kind, program_id, book)
    if compared.uncompared:
        names = "、".join(name_of(one, book) for one in sorted(compared.uncompared))
        yield f"どちらかの晩に判定できなかったため比べていない制度: {names}"


def _reason_lines(compared: NightDiff, kind: Kind, program_id: str, book: Rulebook) -> Iterator[str]:
    from todoke.nights.compared.wording import told

    counts: Counter[str] = Counter()
    for (municipality, reason), count in compared.by_reason(kind, program_id).items():
        counts[told(reason, program_id, municipality, book.content, compared.after.on)] += count
    for words, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_MOST_REASONS]:
        yield f"             {count:>9,}  {words}"
    if len(counts) > _MOST_REASONS:
        yield f"             ほかに {len(counts) - _MOST_REASONS} 通りの理由"


def rows(compared: NightDiff, book: Rulebook) -> Iterator[dict[str, Any]]:
    """Yield each change as a row of plain values."""
    for change in compared:
        yield _row(change, book, compared)


def _row(change: Change, book: Rulebook, compared: NightDiff) -> dict[str, Any]:
    from todoke.nights.compared.wording import amount, told

    def amounts(side: Any) -> str:
        return "; ".join(f"{name}: {amount(bounds)}" for name, bounds in side.items())

    reason = change.reason
    return {
        "change": str(change.kind),
        "unit": change.unit,
        "id": change.id,
        "municipality": change.municipality,
        "program": change.program_id,
        "cause": "" if reason is None else str(reason.cause),
        "reason": ""
        if reason is None
        else told(reason, change.program_id, change.municipality, book.content, compared.after.on),
        "before": amounts(change.before),
        "after": amounts(change.after),
        "deadline": "" if change.deadline is None else change.deadline.isoformat(),
    }
