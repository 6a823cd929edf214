"""``todoke whatif``: what a changed rule file would do to everybody, before it is published."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from todoke.analytics.changing import Change, UnknownPlaceError, place_of, with_texts
from todoke.analytics.effect_telling import lines, page
from todoke.analytics.whatif import whatif
from todoke.base import clock
from todoke.cli.arguments import day
from todoke.cli.residents import add_population, measured
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.residents.snapshot import Snapshot

FORMATS = ("text", "html", "json")


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "whatif",
        help="規則を変えると、だれが得て、だれが失うかを試算する",
        description="直した規則の文書を今の規則と入れかえ、住民の全員で判定しくらべます。公開はしません。",
    )
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="規則の文書",
        help="直した文書(何枚でも。新しい版と、終わる版など)",
    )
    parser.add_argument(
        "--as",
        dest="places",
        action="append",
        metavar="場所",
        help="data のどの文書と入れかえるか(例: programs/jido-teate/2024-10-01.yaml)。省略時は道筋から決める",
    )
    add_population(parser)
    parser.add_argument(
        "--on", type=day, metavar="日付", help="いつの規則でくらべるか(省略時は今日か、新しい版の施行日)"
    )
    parser.add_argument(
        "--residents-sample", type=_people, metavar="人数", help="このくらいの人数だけを引いて速く試す"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="出す形(省略時は text)")
    parser.add_argument("--out", type=Path, metavar="ファイル", help="書く先(省略時は画面)")
    parser.set_defaults(run=_whatif)


def _people(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"「{text}」は使えません。1以上の人数を書いてください")
    return int(text)


def _whatif(call: argparse.Namespace) -> int:
    texts = _texts(call)
    if texts is None:
        return 2
    change = with_texts(call.data, texts)
    if change.problems:
        for problem in change.problems:
            print(problem, file=sys.stderr)
        print(f"規則に誤りが{len(change.problems)}件あるため、試算できません。", file=sys.stderr)
        return 1
    on = call.on or _usual_day(texts)
    if not change.affected(on):
        print(f"{on} の規則は、どの制度も変わりません。", file=sys.stderr)
        if all(_is_in_force(call.data / place, text) for place, text in texts.items()):
            print(
                "この文書は今の規則そのものです。写しを作って直し、その写しを渡してください。",
                file=sys.stderr,
            )
        else:
            print("ほかの日の規則をくらべるには --on に日付を書いてください。", file=sys.stderr)
        return 0
    if call.out is not None and not call.out.parent.is_dir():
        print(f"{call.out} を置くフォルダーがありません。先に作ってください。", file=sys.stderr)
        return 2
    return measured(call, change.before.content, lambda residents: _told(call, change, on, residents))


def _told(call: argparse.Namespace, change: Change, on: date, residents: Snapshot) -> int:
    effect = whatif(
        change,
        residents,
        on=on,
        engine=ColumnarEngine(),
        name=residents.name,
        sample=call.residents_sample,
    )
    names = {code: one.name for code, one in change.before.content.municipalities.items()}
    if call.format == "json":
        text = json.dumps(effect.as_json(), ensure_ascii=False, indent=1) + "\n"
    elif call.format == "html":
        text = page(effect, names, "規則を変えたときの影響")
    else:
        text = "\n".join(lines(effect, names)) + "\n"
    if call.out is None:
        sys.stdout.write(text)
    else:
        try:
            call.out.write_text(text, encoding="utf-8")
        except OSError as error:
            print(
                f"{call.out} に書けません({error.strerror})。場所と権限を確かめてください。", file=sys.stderr
            )
            return 2
        print(f"{call.out} に書きました。", file=sys.stderr)
    return 3 if any(one.failure for one in effect.programs) else 0


def _texts(call: argparse.Namespace) -> dict[str, str] | None:
    """Return the changed texts by the place of the file each stands for; None where one cannot be read."""
    places = call.places or []
    if places and len(places) != len(call.files):
        print("--as は、文書と同じ数だけ、同じ順に書いてください。", file=sys.stderr)
        return None
    texts = {}
    for number, file in enumerate(call.files):
        try:
            place = place_of(Path(places[number]) if places else file.resolve())
            texts[place] = file.read_text(encoding="utf-8")
        except UnknownPlaceError:
            print(
                f"{file} が data のどの文書に当たるか分かりません。"
                "--as programs/制度のid/施行日.yaml のように書いてください。",
                file=sys.stderr,
            )
            return None
        except (OSError, UnicodeDecodeError) as error:
            print(f"{file} を読めません({type(error).__name__})。", file=sys.stderr)
            return None
    return texts


def _is_in_force(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _usual_day(texts: dict[str, str]) -> date:
    """Return today, or the day a changed version begins where that is later."""
    days = [clock.today()]
    for place in texts:
        stem = Path(place).stem
        if place.startswith("programs/") and stem[:4].isdigit():
            days.append(date.fromisoformat(stem))
    return max(days)
