"""Why a login did not work (入れなかったわけ), in words with a next step; never in the provider's words."""

from __future__ import annotations

from todoke.ui.words import Words, t


def reason_words(kind: str) -> Words | None:
    """Return the words of a kind of LoginRefusedError; None where it is no such kind."""
    words = {
        "failed_card": t("カードを確認できませんでした。もう一度ためすか、ほかの方法を選んでください。"),
        "unreachable": t("本人確認サービスがいま動いていません。メールに届く番号でも入れます。"),
        "untrusted": t(
            "本人確認サービスの答えを確かめられなかったので、入れませんでした。もう一度ためしてください。"
        ),
        "refused": t(
            "本人確認サービスで続けられませんでした。もう一度ためすか、ほかの方法を選んでください。"
        ),
        "expired": t("時間がたったので、はじめからやり直してください。"),
        "used": t("このログインはもう終わっています。はじめからやり直してください。"),
        "other_browser": t(
            "ログインをはじめた画面とちがう画面でひらいたので、入れませんでした。この画面からやり直してください。"
        ),
        "unknown": t("このログインは見つかりませんでした。はじめからやり直してください。"),
        "too_many": t("何度もためされたので、しばらく止めています。10分ほど待ってからお試しください。"),
        "no_mail": t("いまメールを送れません。しばらく待ってからお試しください。"),
        "mandate_over": t("委任の期限が切れました。いまは、あなた自身の操作にもどっています。"),
        "off": t("この方法は、いまは使えません。ほかの方法を選んでください。"),
    }
    return words.get(kind)
