"""Words for purposes, and for what was done when items were read (利用目的と使い方の言い方)."""

from todoke.apps.consent.domain.purposes import Purpose

PURPOSES = {
    Purpose.MATCHING: "使える制度を調べるため",
    Purpose.NOTICES: "お知らせを選ぶため",
    Purpose.FILING: "申請書に書くことを減らすため",
    Purpose.FOLLOWING: "お知らせのあとを確かめるため",
    Purpose.RESEARCH: "制度をよくする調べもののため",
    Purpose.APP: "アプリで制度を知らせるため",
    Purpose.LETTERS: "手紙のあて先にするため",
}
"""Source words of each purpose; printed through ``t``."""

ACTIONS = {
    "choose_notices": "お知らせを選びました",
    "find_programs": "使える制度を調べました",
    "fill_form": "申請書に入れました",
    "show_preview": "同意の前に見せました",
    "show_own": "内容を見ました",
    "take_in": "カードから受け取りました",
    "letter": "手紙のあて先にしました",
    "answer_correction": "まちがいの知らせを確かめました",
    "correct_item": "まちがいを直しました",
    "check_account": "支給のために、口座の登録があるかを確かめました",
    "decide_payment": "支給を決めるために見ました",
}
"""Source words of each action; one that is not listed is told as having been used."""

USED = "使いました"


def action_words(action: str) -> str:
    """Return the source words of an action."""
    return ACTIONS.get(action, USED)
