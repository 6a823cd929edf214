"""The words the command line puts around an answer, in the three languages (端末の文)."""

from todoke.rules.texts import Text

GROUPS: dict[str, Text] = {
    "eligible": Text(ja="受けられる", easy="もらえる", en="You can receive"),
    "undetermined": Text(ja="確認が必要", easy="たしかめる", en="To be confirmed"),
    "not_eligible": Text(ja="対象外", easy="もらえない", en="Not for you"),
    "out_of_scope": Text(
        ja="対象外の地域・時期", easy="{町|まち}や {時期|じき}が ちがう", en="Not here or not now"
    ),
    "not_encoded": Text(
        ja="その日の規則は未収録",
        easy="その{日|ひ}の きまりは まだ ありません",
        en="Not recorded for that day",
    ),
    "rule_error": Text(
        ja="規則の不具合で判定できない", easy="きまりに まちがいが あります", en="Failed: a rule is wrong"
    ),
}
"""The outcomes as headings, in the order they are shown."""

WORDS: dict[str, Text] = {
    "on": Text(
        ja="{0} 時点の制度で調べました。",
        easy="{0}の きまりで しらべました。",
        en="As the law stands on {0}.",
    ),
    "total": Text(
        ja="受け取れる現金(貸付を除く)",
        easy="もらえる お{{金|かね}}",
        en="Cash you can receive (without loans)",
    ),
    "possible": Text(
        ja="確認が必要なものも受けられる場合",
        easy="たしかめる ものも もらえるとき",
        en="If all that is to be confirmed holds",
    ),
    "not_added": Text(
        ja="ほかに、合計に入れていないもの",
        easy="ほかに、たしていない もの",
        en="Also, not in these sums",
    ),
    "month": Text(ja="毎月", easy="{{毎月|まいつき}}", en="Each month"),
    "year": Text(ja="1年で", easy="1{{年|ねん}}で", en="In a year"),
    "once": Text(ja="1回だけ", easy="1{{回|かい}}だけ", en="Once"),
    "kind_cash": Text(ja="現金", easy="お{{金|かね}}", en="cash"),
    "kind_reduction": Text(ja="減額・免除", easy="{{安|やす}}くなる", en="less to pay"),
    "kind_in_kind": Text(ja="サービス", easy="サービス", en="service"),
    "kind_loan": Text(
        ja="貸付(返済が必要)", easy="{{借|か}}りる（{{返|かえ}}します）", en="loan (to be repaid)"
    ),
    "ask": Text(ja="聞く先", easy="{{聞|き}}くところ", en="ask"),
    "deadline": Text(ja="期限", easy="いつまで", en="deadline"),
    "settle": Text(
        ja="これが分かれば決まります", easy="これが わかれば きまります", en="what would settle it"
    ),
    "more": Text(ja="ほか{0}件", easy="あと {0}", en="{0} more"),
    "because": Text(ja="当てはまらない条件", easy="あてはまらない こと", en="what does not hold"),
    "for": Text(ja="対象", easy="だれ", en="for"),
    "nothing": Text(ja="なし", easy="なし", en="none"),
    "trace_true": Text(ja="○", easy="○", en="yes"),
    "trace_false": Text(ja="×", easy="×", en="no"),
    "trace_unknown": Text(ja="?", easy="?", en="?"),
    "check_verified": Text(ja="資料で確認ずみ", easy="しりょうで たしかめた", en="verified"),
    "check_recalled": Text(ja="資料と未照合", easy="しりょうと くらべていない", en="not yet compared"),
    "check_disputed": Text(ja="資料により違う", easy="しりょうで ちがう", en="sources disagree"),
    "caution": Text(
        ja="結果は目安です。受けられるかどうかは、担当の窓口が決めます。",
        easy="これは めやすです。きめるのは {{役所|やくしょ}}です。",
        en="This is a guide. The office in charge decides.",
    ),
}
"""Phrases; ``{0}`` stands for a part, doubled braces for readings."""
