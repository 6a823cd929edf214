"""What a reader did to a record and what it could not do: repairs, problems, and records kept beside their error.

No repair is silent: each is a value with the leaf it touched, the value before and after, and its rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from todoke.records.content import ProcedureContent, ProgramContent

RULES = {
    "empty": "空の文字列を「記載なし」にしました",
    "trim": "前後の空白・タブ・改行を除きました",
    "control": "画面に出せない制御文字を除きました",
    "line_ends": "改行の種類をそろえました",
    "width": "全角の英数字・記号を半角にしました",
    "not_text": "文字列でない値を文字列にしました",
    "number_text": "文字で書かれた数を数値にしました",
    "flag_text": "文字で書かれた真偽を真偽値にしました",
    "code_comma": "1つの欄に続けて書かれたコードを分けました",
    "code_space": "コードの前後の空白を除きました",
    "code_zeros": "コードの桁を頭の0で補いました",
    "code_moved": "別の種類のコードを正しい欄に移しました",
    "code_twice": "重なったコードを1つにしました",
    "list_text": "リストでない値をリストにしました",
    "date_form": "日付の書き方を YYYY-MM-DD にそろえました",
    "date_time": "日付の欄の時刻を除きました",
    "time_form": "時刻の書き方を HH:MM にそろえました",
    "always": "日付の欄の「随時」などを「いつでも」と読みました",
    "date_words": "日付として読めない文を、期間の説明に移しました",
    "email_at": "メールアドレスの (at) を @ に直しました",
    "zip_form": "郵便番号を数字7桁にそろえました",
    "url_form": "URLの前後の余分な文字を除きました",
    "psid_form": "番号の全角文字・空白を直しました",
    "area_form": "地域コードの書き方をそろえました",
    "marks": "〇・○などの印の文字をそろえました",
    "zero_missing": "総件数0は「未記入」と区別できないため、件数なしとしました",
}
"""What was put right, by rule."""

PROBLEMS = {
    "bad_date": "日付として読めません",
    "bad_time": "時刻として読めません",
    "bad_number": "数として読めません",
    "bad_flag": "真偽値として読めません",
    "bad_url": "リンク先が https:// などで始まるURLではありません",
    "bad_email": "メールアドレスの形ではありません",
    "bad_phone": "電話番号に数字がありません",
    "bad_zip": "郵便番号が数字7桁ではありません",
    "bad_area": "地域コードが6桁の団体コードではありません",
    "bad_corporate_number": "法人番号の検査数字が合いません",
    "bad_group": "項目の形が違います",
    "code_unknown": "コード表にないコードです",
    "unknown_leaf": "この書式にない項目です。値はそのまま残しました",
    "age_reversed": "年齢の下限が上限以上です",
    "age_zero": "上限が0か月・0歳未満です。対象になる人がいません",
    "age_twice": "年齢の同じ側に2つの値があります。狭い方を採りました",
    "months_for_years": "名称の月齢と年齢の数字が同じです。か月を歳と書いた疑いがあります(値は変えていません)",
    "age_against_name": "名称の月齢・年齢と対象年齢が合いません",
    "period_reversed": "期間の終わりが始まりより前です",
    "name_missing": "正式名称がないため、通称を名称としました",
    "owner_against_number": "団体の法人番号が番号の発行者と違います",
    "too_long": "推奨の長さを超えています",
    "required_missing": "必須の項目が空です",
}
"""What was seen and left as it is, by kind."""


class Repair(NamedTuple):
    """One repair of dirt: the leaf, its value before and after, and the rule that was followed."""

    field: str
    before: Any
    after: Any
    rule: str

    @property
    def words(self) -> str:
        """The rule in Japanese."""
        return RULES[self.rule]


class Problem(NamedTuple):
    """Something wrong or suspicious that was reported and not changed."""

    field: str
    value: Any
    kind: str

    @property
    def words(self) -> str:
        """The kind in Japanese."""
        return PROBLEMS[self.kind]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A record that was read: its permanent number, what it says, what was repaired, what is doubtful.

    ``position`` is its number in the file, from 1. ``number`` is empty where the file gives none of ours;
    ``source_key`` then tells the record apart within its source.
    """

    position: int
    number: str
    content: ProgramContent | ProcedureContent
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Problem, ...] = ()
    raw: Any = None
    source_key: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that could not be read, kept whole beside the reason (in Japanese)."""

    row: int
    raw: str
    reason: str


class RecordError(ValueError):
    """A record cannot be read at all; the message says why in Japanese."""


_Content = TypeVar("_Content", ProgramContent, ProcedureContent)


def checked(content: type[_Content], plain: dict[str, Any]) -> _Content:
    """Return plain values as content. Raises RecordError where they do not fit, with the place."""
    try:
        return content.model_validate(plain)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise RecordError(f"内容の形が合いません({place}: {first['msg']})") from None
