"""Samples for the gallery: every form control in every state, with texts a resident might meet."""

from typing import Any

from todoke.ui.controls import (
    Checkboxes,
    Choice,
    ChoiceGroup,
    Control,
    DateParts,
    ErrorSummary,
    Radios,
    Select,
    TextArea,
    TextInput,
)
from todoke.ui.words import Words

YES_NO = (Choice("yes", "はい", is_chosen=True), Choice("no", "いいえ"))
ERAS = (Choice("seireki", "西暦"), Choice("reiwa", "令和", is_chosen=True), Choice("heisei", "平成"))
PLACES = (
    ChoiceGroup("特別区", (Choice("13104", "新宿区"), Choice("13112", "世田谷区"))),
    ChoiceGroup("島しょ", (Choice("13361", "大島町"), Choice("13421", "小笠原村"))),
)


def controls() -> dict[str, list[Control]]:
    """Return the samples by kind."""
    return {
        "一行の入力": [
            TextInput(name="name", label="制度の名前", hint="一部だけでもかまいません。"),
            TextInput(
                name="amount",
                label="あなたの年収",
                value="3,500,000",
                size="medium",
                inputmode="numeric",
                suffix="円",
            ),
            TextInput(
                name="age",
                label="年齢",
                value="140",
                size="short",
                suffix="歳",
                inputmode="numeric",
                error="年齢は0から120までの数字で書いてください。",
            ),
        ],
        "何行かの入力": [TextArea(name="note", label="つけ加えること", is_required=False)],
        "一覧から選ぶ": [
            Select(name="place", label="お住まいの区市町村", groups=PLACES, empty="選んでください")
        ],
        "一つ選ぶ": [
            Radios(name="yes-no", label="お子さんと一緒に住んでいますか", choices=YES_NO, is_inline=True),
            Radios(
                name="work",
                label="はたらき方",
                hint="いちばん近いものを一つ選んでください。",
                choices=(
                    Choice("a", "会社などに雇われている", "パート・アルバイト・派遣をふくみます"),
                    Choice("b", "自営業"),
                ),
                error="はたらき方を一つ選んでください。",
            ),
            Radios(name="area", label="お住まいの区市町村", groups=PLACES),
        ],
        "いくつでも選ぶ": [
            Checkboxes(
                name="members",
                label="手帳を持っている人はだれですか",
                choices=(Choice("1", "あなた", is_chosen=True), Choice("2", "一番上のお子さん（12歳）")),
            )
        ],
        "日付": [
            DateParts(
                name="born",
                label="生年月日",
                hint="例：令和8年4月1日",
                eras=ERAS,
                year="8",
                month="4",
                day="1",
            ),
            DateParts(
                name="wrong",
                label="生年月日",
                year="2026",
                month="2",
                day="30",
                wrong_parts=frozenset({"day"}),
                error="2026年2月に30日はありません。日を1から28までで書いてください。",
            ),
        ],
    }


def context() -> dict[str, Any]:
    """Return what the gallery page shows."""
    groups = controls()
    return {
        "heading": Words("部品の見本"),
        "groups": groups,
        "errors": ErrorSummary.of(*(one for group in groups.values() for one in group)),
        "crumbs": [{"label": "最初のページ", "url": "/"}, {"label": "部品の見本", "url": ""}],
        "steps": [
            {"label": "質問に答える", "state": "done"},
            {"label": "結果を見る", "state": "current"},
            {"label": "窓口へ行く", "state": "next"},
        ],
        "easy": Words("{子|こ}どもの お{金|かね}を もらえます。"),
    }
