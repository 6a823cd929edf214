"""What todoke covers and what it does not, said honestly (収録範囲)."""

from todoke.ui.words import Words, t


def not_covered() -> list[Words]:
    """Return what a person might expect to find here and will not, yet."""
    return [
        t("区市町村だけの制度は、主なものしか入っていません。"),
        t("助成の額や条件が区市町村でちがう制度は、確かめられたところだけ答えます。"),
        t("会社や事業者のための支援は、まだ入っていません。"),
        t("東京都の外に住んでいる人の支援は、まだ入っていません。"),
        t("税金の計算や、施設の空き状況は、わかりません。"),
    ]
