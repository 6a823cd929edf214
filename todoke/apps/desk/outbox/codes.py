"""What the codes of the outbox mean, in words of the desk, and what to do about it."""

from __future__ import annotations

_MEANINGS = {
    "smtp-550": "あて先がないか、受け取りを断られました",
    "smtp-554": "相手のメールサーバーが断りました。差出人の設定(SPF・DKIM)を確かめてください",
    "mail-unwritable": "メールの形にできませんでした。団体の名前に使えない文字がないか確かめてください",
    "unreadable": "中身を開けませんでした。鍵が足りないおそれがあります。運用の担当者に知らせてください",
    "stopped": "本人が止めた届け先です。送り直しません",
    "held-for-staff": "手紙を機械では作れませんでした。担当者が本人の状況を確かめてから届けてください",
    "push-no-browser": "ブラウザーの登録が途中です",
    "push-host": "知らない通知サービスのため送りません",
    "push-key": "ブラウザーの鍵が正しくありません",
    "push-403": "通知サービスが差出人を確かめられませんでした。VAPIDの鍵を確かめてください",
    "app-ended": "アプリの登録が終わっています",
}


def meaning_of(code: str) -> str:
    """Return what a code means.

    >>> meaning_of("smtp-451")
    'メールサーバーが受け取りませんでした(451)'
    """
    if code in _MEANINGS:
        return _MEANINGS[code]
    way, _, rest = code.partition("-")
    names = {"smtp": "メールサーバー", "push": "通知サービス", "app": "アプリ"}
    if way in names and rest.isdigit():
        return f"{names[way]}が受け取りませんでした({rest})"
    if way in names:
        return f"{names[way]}につながりませんでした"
    return "予期しない誤りです。運用の担当者に知らせてください"
