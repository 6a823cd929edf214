"""What no text of a notice may say (使わない言葉): the ways of those who make fakes, in five languages.

A list of words finds what it knows. It is the second wall: the first is that what leaves says only who and a code.
Patterns are looked for in text folded by NFKC and in small letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from todoke.telling.wording.readings import without

_NEVER_ASKS = (
    "todokeから暗証番号・カード・口座の番号をたずねることはありません。",
    "todokeが {暗証番号|あんしょうばんごう}や カードや {口座|こうざ}の {番号|ばんごう}を {聞|き}くことは ありません。",
    "todoke never asks you for PINs, card numbers or account numbers.",
    "todoke绝不会询问您的密码、银行卡号或银行账号。",
    "todoke는 비밀번호, 카드 번호, 계좌 번호를 묻지 않습니다.",
)
NEVER_ASKS = frozenset(without(sentence) for sentence in _NEVER_ASKS)
"""The only sentences in which a secret may be named."""

SHORTENERS = frozenset(
    {
    "bit.ly", "t.co", "tinyurl.com", "goo.gl", "is.gd", "ow.ly", "buff.ly", "x.gd", "ux.nu", "lin.ee",
    "cutt.ly", "rebrand.ly", "onl.la", "t.ly", "v.gd", "qr.paps.jp", "amzn.to", "youtu.be", "s.id",
    "shorturl.at", "rb.gy",
    }
)  # fmt: skip
"""Hosts that hide where a link leads."""


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words))


SECRETS = _any(
    "暗証番号", "パスワード", "合言葉", "秘密の質問", "セキュリティ ?コード", "認証コード", "ワンタイム",
    "マイナンバー", "個人番号", "カード ?番号", "カードの番号", "クレジット ?カード", "カード(情報|の情報)",
    "口座 ?番号", "口座の番号", "口座情報", "通帳", "生体情報", r"\bpins?\b", "passwords?", "passcode",
    "security code", "cvv", "cvc", "credit card", "card numbers?", "account numbers?", "my number",
    "secret question", "one-time", "密码", "验证码", "银行卡", "卡号", "账号", "帐号", "信用卡", "비밀번호",
    "카드 ?번호", "계좌 ?번호", "신용카드", "인증 ?번호", "주민등록",
)  # fmt: skip
LOGIN = _any("ログイン", "サインイン", r"log ?in", r"sign ?in", "登录", "登入", "로그인")
LEADING = _any(
    "こちら", "リンク", "下記", "以下", "次の", "url", "クリック", "タップ", "押して", "ボタン",
    r"\bhere\b", r"\blinks?\b", "click", r"\btap\b", "点击", "链接", "링크", "클릭", "아래", "://",
    "\\{(site|check|stop)\\}",
)  # fmt: skip
CLICKING = _any(
    "(リンク|こちら|ここ|ボタン|下記|url)を?(クリック|タップ|押)", "クリック", "タップして", r"\bclick\b",
    r"\btap (here|the|this|below)", "点击", "클릭",
)  # fmt: skip
THREATS = _any(
    "至急", "今すぐ", "いますぐ", "直ちに", "ただちに", "大至急", "緊急(の)?(手続|対応|連絡|確認)",
    "時間以内", "本日中", "今日中に", "最終(通告|警告|通知|のお知らせ)", "凍結", "差し?押(さ)?え",
    "法的(措置|手続)", "訴訟", "逮捕", "罰金", "滞納", "未納",
    "(アカウント|利用|口座)(が|を|は)?(停止|制限|失効)", "失効します", "urgent", "immediately", "act now",
    "right away", "within \\d+ hours", "final (notice|warning)", "last (chance|warning)", "suspend",
    "frozen", "legal action", "arrest", "penalt", "紧急办理", "立即", "马上", "小时内", "冻结", "逮捕",
    "罚款", "停用", "긴급 조치", "즉시", "지금 바로", "시간 이내", "정지됩니다", "체포", "벌금", "압류",
)  # fmt: skip
BAITS = _any(
    "当選", "おめでとう", "無料で(もらえ|差し上げ|プレゼント)", "プレゼント", "先着", "限定\\d*名",
    "(必ず|確実に|全員)(もらえ|受け取れ)", "ギフト ?カード", "プリペイド", "電子マネー", "手数料",
    "振り込んで(ください|下さい)", "atm", "前払い", "コンビニで", "congratulations", "you (have )?won",
    "gift card", "prepaid", "\\bfees?\\b", "winner", "中奖", "恭喜", "礼品卡", "手续费", "당첨", "축하",
    "상품권", "수수료",
)  # fmt: skip
CODES_TO_SCAN = _any("qr", "二次元 ?(バー)?コード", "バーコード", "二维码", "바코드")
ATTACHED = _any("添付", "attach", r"\.(zip|exe|docx?|xlsx?|html?)\b", "附件", "첨부")
ANSWERING = _any(
    "返信(して|で|し、)", "ご返信", "この(メール|メッセージ)に(返事|返信|回答)", r"reply (to|with)",
    r"respond to this (mail|message)", "回复(此|本)", "회신", "답장",
)  # fmt: skip
INSTALLING = _any(
    "インストール", "ダウンロード", "アプリを入れ", "install", "download", "下载", "安装", "설치", "다운로드"
)
PHONES = _any(
    r"(?<!\d)0\d{1,4}[-( ]\d{1,4}[-) ]\d{3,4}(?!\d)",
    r"(?<!\d)0[5789]0\d{8}(?!\d)",
    r"\+\d{2,3}[- ]?\d{1,4}[- ]?\d{3,4}",
)
SHOUTING = _any(r"[!?]{2,}", "[\U0001f300-\U0001faff⚠★☆❗]", r"\b[A-Z]{4,} [A-Z]{4,}\b")

WORDS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "threat": (THREATS, "急がせる・おどす言い方です"),
    "bait": (BAITS, "もうけ話や支払いのさそいに見えます"),
    "click": (CLICKING, "押させる言い方です。自分でtodokeを開いてもらってください"),
    "scan": (CODES_TO_SCAN, "QRコードを読ませません"),
    "attachment": (ATTACHED, "添付ファイルは使いません"),
    "answer": (ANSWERING, "返信で答えてもらいません"),
    "install": (INSTALLING, "何かを入れさせません"),
    "phone": (PHONES, "電話番号は文面に書きません。確かめるページで見られます"),
}
"""What is looked for in every text: a code of the fault, the pattern, and what is told."""

URGENT_KINDS = frozenset({"disaster"})
"""Kinds that may hurry people."""
