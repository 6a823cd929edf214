"""Words of planned notices at the desk, which is in Japanese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from todoke.telling.candidates import HeldFor
from todoke.telling.occasions import Occasion
from todoke.telling.reach import Because

HELD: Final[Mapping[HeldFor, str]] = {
    HeldFor.NOTHING: "",
    HeldFor.NONE: "お知らせを受け取らない人",
    HeldFor.TOPIC: "選んでいない分野",
    HeldFor.CHANNEL: "届け先を選んでいない",
    HeldFor.BUDGET: "30日の上限に達した",
    HeldFor.QUIET: "受け取らない時間なので後で",
    HeldFor.SILENCE: "控える期間",
    HeldFor.SHIELD: "支援措置",
    HeldFor.DEATH: "亡くなった人",
    HeldFor.CONSENT: "同意がない",
    HeldFor.REACH: "配慮区分",
    HeldFor.STOPPED: "止めた規則",
    HeldFor.DUPLICATE: "もう知らせた",
    HeldFor.TOO_LATE: "間に合わない",
    HeldFor.NO_READER: "知らせる相手がいない",
    HeldFor.ROUNDUP: "まとめ便を待つ",
}

OCCASIONS: Final[Mapping[Occasion, str]] = {
    Occasion.GAINED: "新しく受けられる",
    Occasion.DEADLINE: "期限が近い",
    Occasion.BEGINS: "もうすぐ始まる",
    Occasion.ENDS: "もうすぐ終わる",
    Occasion.REGISTRY: "登録が変わった",
    Occasion.AMOUNT: "金額が変わった",
    Occasion.LOST: "受けられなくなった",
    Occasion.ALREADY: "すでに受けられる",
    Occasion.PAID: "申請なしで支給する",
}

DECISIONS: Final[Mapping[str, str]] = {
    "push": "送る",
    "shelf": "棚に置く",
    "search": "検索だけ",
    "held": "控える",
    "none": "なし",
}

CAUSES: Final[Mapping[str, str]] = {
    "rule": "規則が変わった",
    "calendar": "日がたった",
    "person": "本人の情報が変わった",
    "unknown": "前の晩の写しがない",
}

BECAUSE: Final[Mapping[Because, str]] = {
    Because.OPEN: "使う情報がすべて、送ってよい種類に入っています",
    Because.CLASS: "制度の配慮区分のとおりです",
    Because.SENSITIVE: "配慮のいる情報を使います",
    Because.CLOSED: "まだ開いていない種類の情報を使います",
    Because.BROKEN: "規則を読めません",
    Because.LIFTED: "2人が認めた例外です",
}
