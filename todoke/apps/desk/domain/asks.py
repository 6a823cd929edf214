"""What each kind of task asks of the clerk, in one sentence, where the finder of the task left none."""

from __future__ import annotations

from todoke.apps.desk.domain.labels import pointer_label

_ASKS = {
    "dead_link": "リンク先が見つかりません。新しいURLに直すか、リンクを消してください。",
    "moved_link": "リンク先が移りました。新しいURLに直してください。",
    "page_changed": "公式ページの文が変わりました。登録と見比べてください。",
    "contradiction": "登録の中で内容が食い違っています。正しいほうに直してください。",
    "unread_condition": "条件の文を機械が読めません。年齢などを項目に書き足してください。",
    "law_changed": "根拠の法令が改正されました。内容が今の法令のとおりか確かめてください。",
    "deadline_passed": "期間が過ぎています。次の期間に直すか、登録を終了してください。",
    "review_overdue": "見直しの予定日を過ぎました。公式ページと見比べてください。",
    "outsider": "利用者から、内容についての指摘が届きました。",
    "import_repair": "取り込むときに直した箇所があります。正しく直っているか確かめてください。",
}


def ask_of(need: str, key: str = "") -> str:
    """Return what is to be done.

    >>> ask_of("missing_field", "contacts")
    '「問い合わせ先」が書かれていません。'
    """
    if need == "missing_field":
        return f"「{pointer_label(key)}」が書かれていません。" if key else "書かれていない項目があります。"
    return _ASKS.get(need, "内容を確かめてください。")
