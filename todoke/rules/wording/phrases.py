"""The phrases conditions are made of, in three languages: one place to read and mend them."""

from __future__ import annotations

from todoke.rules.texts import Text

PHRASES: dict[str, Text] = {
    "all": Text(ja="次のすべてに当てはまる", easy="つぎの ぜんぶに あてはまる", en="all of these hold"),
    "any": Text(
        ja="次のどれかに当てはまる", easy="つぎの どれかに あてはまる", en="at least one of these holds"
    ),
    "not": Text(ja="「{0}」ではない", easy="「{0}」では ない", en="not the case: {0}"),
    "true": Text(ja="{0}", easy="{0}", en="{0}"),
    "eq": Text(ja="{0}が{1}である", easy="{0}が {1}", en="{0} is {1}"),
    "lt": Text(ja="{0}が{1}未満", easy="{0}が {1}より {{少|すく}}ない", en="{0} is under {1}"),
    "le": Text(ja="{0}が{1}以下", easy="{0}が {1}か それより {{少|すく}}ない", en="{0} is at most {1}"),
    "gt": Text(ja="{0}が{1}を超える", easy="{0}が {1}より {{多|おお}}い", en="{0} is over {1}"),
    "ge": Text(ja="{0}が{1}以上", easy="{0}が {1}か それより {{多|おお}}い", en="{0} is at least {1}"),
    "lt_day": Text(ja="{0}が{1}より前", easy="{0}が {1}より {{前|まえ}}", en="{0} is before {1}"),
    "le_day": Text(ja="{0}が{1}まで", easy="{0}が {1}まで", en="{0} is on or before {1}"),
    "gt_day": Text(ja="{0}が{1}より後", easy="{0}が {1}より {{後|あと}}", en="{0} is after {1}"),
    "ge_day": Text(ja="{0}が{1}以後", easy="{0}が {1}か その{{後|あと}}", en="{0} is on or after {1}"),
    "in": Text(ja="{0}が{1}のどれか", easy="{0}が {1}の どれか", en="{0} is one of {1}"),
    "or": Text(ja="・", easy="・", en=", "),
    "and": Text(ja="と", easy="と ", en=" and "),
    "unreadable": Text(
        ja="{0}(窓口での確認が必要)",
        easy="{0}（{{窓口|まどぐち}}で たしかめます）",
        en="{0} (an office must confirm)",
    ),
    "local": Text(
        ja="{0}(区市町村ごと)", easy="{0}（{{町|まち}}ごとに ちがう）", en="{0} (set by each municipality)"
    ),
    "lookup": Text(ja="{0}({1}に応じた額)", easy="{0}（{1}で {{決|き}}まる）", en="{0} (by {1})"),
    "age": Text(ja="{0}年齢", easy="{0}{{年|とし}}", en="{0}age"),
    "age_months": Text(
        ja="{0}月齢", easy="{0}{{生|う}}まれてからの {{月|つき}}の {{数|かず}}", en="{0}age in months"
    ),
    "age_weeks": Text(
        ja="{0}生後の週数", easy="{0}{{生|う}}まれてからの {{週|しゅう}}の {{数|かず}}", en="{0}age in weeks"
    ),
    "age_days": Text(
        ja="{0}生後の日数", easy="{0}{{生|う}}まれてからの {{日|ひ}}の {{数|かず}}", en="{0}age in days"
    ),
    "on_day": Text(ja="{0}時点の", easy="{0}の ", en="on {0}, "),
    "school_age": Text(
        ja="学年の年齢(小1は6)",
        easy="{{学年|がくねん}}の {{年|とし}}（{{小学校|しょうがっこう}}1{{年|ねん}}は 6）",
        en="school-year age (6 in first grade)",
    ),
    "school_until": Text(
        ja="{0}歳になった後の最初の3月31日まで",
        easy="{0}{{歳|さい}}に なった あとの {{最初|さいしょ}}の 3{{月|がつ}}31{{日|にち}}まで",
        en="up to the 31 March after turning {0}",
    ),
    "school_from": Text(
        ja="{0}歳になった後の最初の4月1日から",
        easy="{0}{{歳|さい}}に なった あとの {{最初|さいしょ}}の 4{{月|がつ}}1{{日|にち}}から",
        en="from the 1 April after turning {0}",
    ),
    "year_end_after": Text(
        ja="{0}歳になった後の最初の3月31日",
        easy="{0}{{歳|さい}}に なった あとの {{最初|さいしょ}}の 3{{月|がつ}}31{{日|にち}}",
        en="the 31 March after turning {0}",
    ),
    "shift": Text(ja="{0}の{1}", easy="{0}の {1}", en="{1} {0}"),
    "later": Text(ja="{0}後", easy="{0}あと", en="{0} after"),
    "earlier": Text(ja="{0}前", easy="{0}まえ", en="{0} before"),
    "elapsed": Text(
        ja="{0}から{1}までの{2}数", easy="{0}から {1}までの {2}の {{数|かず}}", en="{2} from {0} to {1}"
    ),
    "exists": Text(
        ja="{0}のうち、「{1}」に当てはまる人がいる",
        easy="{0}の {{中|なか}}に、「{1}」{{人|ひと}}が いる",
        en="among {0}, someone for whom: {1}",
    ),
    "exists_all": Text(ja="{0}がいる", easy="{0}が いる", en="there is {0}"),
    "every": Text(
        ja="{0}の全員について、{1}", easy="{0}の {{全員|ぜんいん}}が {1}", en="for everyone among {0}: {1}"
    ),
    "count": Text(
        ja="{0}のうち、「{1}」に当てはまる人の数",
        easy="{0}の {{中|なか}}で、「{1}」{{人|ひと}}の {{数|かず}}",
        en="the number of {0} for whom: {1}",
    ),
    "count_all": Text(ja="{0}の人数", easy="{0}の {{人数|にんずう}}", en="the number of {0}"),
    "total": Text(
        ja="{0}それぞれの「{1}」の合計",
        easy="{0}の「{1}」を ぜんぶ たした {{数|かず}}",
        en="the sum of “{1}” over {0}",
    ),
    "largest": Text(
        ja="{0}のうち最も大きい「{1}」",
        easy="{0}の {{中|なか}}で いちばん {{大|おお}}きい「{1}」",
        en="the largest “{1}” among {0}",
    ),
    "smallest": Text(
        ja="{0}のうち最も小さい「{1}」",
        easy="{0}の {{中|なか}}で いちばん {{小|ちい}}さい「{1}」",
        en="the smallest “{1}” among {0}",
    ),
    "such": Text(ja="{0}({1})", easy="{0}（{1}）", en="{0} ({1})"),
    "rank_ge": Text(
        ja="第{0}子以降",
        easy="{0}{{番目|ばんめ}}か それより {{後|あと}}に {{生|う}}まれた {{子|こ}}ども",
        en="the child is number {0} or later by birth",
    ),
    "rank_eq": Text(
        ja="第{0}子",
        easy="{0}{{番目|ばんめ}}に {{生|う}}まれた {{子|こ}}ども",
        en="the child is number {0} by birth",
    ),
    "rank": Text(ja="生まれた順の番号", easy="{{生|う}}まれた {{順番|じゅんばん}}", en="place by birth"),
    "add": Text(ja=" + ", easy=" + ", en=" + "),
    "subtract": Text(ja="{0} − {1}", easy="{0} − {1}", en="{0} − {1}"),
    "multiply": Text(ja=" × ", easy=" × ", en=" × "),
    "divide": Text(ja="{0} ÷ {1}", easy="{0} ÷ {1}", en="{0} ÷ {1}"),
    "max": Text(ja="{0}の大きいほう", easy="{0}の {{大|おお}}きい ほう", en="the larger of {0}"),
    "min": Text(ja="{0}の小さいほう", easy="{0}の {{小|ちい}}さい ほう", en="the smaller of {0}"),
    "round_down": Text(
        ja="{0}({1}未満切捨て)",
        easy="{0}（{1}より {{小|ちい}}さい ところは {{切|き}}りすて）",
        en="{0} (rounded down to {1})",
    ),
    "round_up": Text(
        ja="{0}({1}未満切上げ)",
        easy="{0}（{1}より {{小|ちい}}さい ところは {{切|き}}りあげ）",
        en="{0} (rounded up to {1})",
    ),
    "round_half_up": Text(
        ja="{0}({1}単位に四捨五入)",
        easy="{0}（{1}の ところで {{四捨五入|ししゃごにゅう}}）",
        en="{0} (rounded to {1})",
    ),
    "case_when": Text(ja="{0}なら{1}", easy="{0}とき {1}", en="{1} if {0}"),
    "case_else": Text(ja="それ以外は{0}", easy="ほかは {0}", en="otherwise {0}"),
    "case_join": Text(ja="、", easy="、", en="; "),
    "eligible": Text(
        ja="「{0}」の条件に当てはまる",
        easy="「{0}」の {{条件|じょうけん}}に あてはまる",
        en="the conditions of “{0}” hold",
    ),
    "receives": Text(ja="「{0}」を受けている", easy="「{0}」を もらっている", en="“{0}” is already received"),
    "of_subject": Text(ja="対象の人の{0}", easy="その{{人|ひと}}の {0}", en="{0} of the person concerned"),
}
"""Phrases by kind; ``{0}`` and ``{1}`` stand for parts, doubled braces for readings."""

WHO: dict[str, Text] = {
    "everyone": Text(ja="世帯の人", easy="いっしょの {家族|かぞく}", en="the members of the household"),
    "self": Text(ja="本人", easy="{本人|ほんにん}", en="the person"),
    "others": Text(
        ja="本人以外の世帯の人", easy="ほかの {家族|かぞく}", en="the other members of the household"
    ),
    "spouse": Text(ja="配偶者", easy="{夫|おっと}や {妻|つま}", en="a spouse"),
    "children": Text(ja="子ども", easy="{子|こ}ども", en="children"),
    "parents": Text(ja="父母", easy="お{父|とう}さん・お{母|かあ}さん", en="parents"),
    "siblings": Text(ja="きょうだい", easy="きょうだい", en="siblings"),
    "siblings_and_self": Text(
        ja="本人ときょうだい", easy="{本人|ほんにん}と きょうだい", en="the person and siblings"
    ),
    "grandparents": Text(ja="祖父母", easy="おじいさん・おばあさん", en="grandparents"),
    "grandchildren": Text(ja="孫", easy="{孫|まご}", en="grandchildren"),
}
"""Who a statement is about."""

DAYS: dict[str, Text] = {
    "today": Text(ja="今日", easy="{今日|きょう}", en="today"),
    "month_start": Text(ja="今月1日", easy="{今月|こんげつ}の 1{日|ついたち}", en="the first of this month"),
    "month_end": Text(
        ja="今月末日", easy="{今月|こんげつ}の {最後|さいご}の {日|ひ}", en="the end of this month"
    ),
    "fiscal_year_start": Text(
        ja="今年度の4月1日",
        easy="{今年度|こんねんど}の 4{月|がつ}1{日|ついたち}",
        en="1 April of this fiscal year",
    ),
    "fiscal_year_end": Text(
        ja="今年度の3月31日",
        easy="{今年度|こんねんど}の 3{月|がつ}31{日|にち}",
        en="31 March of this fiscal year",
    ),
    "year_start": Text(
        ja="今年の1月1日", easy="{今年|ことし}の 1{月|がつ}1{日|ついたち}", en="1 January of this year"
    ),
}
"""Days counted from the day of the question."""

WORDS: dict[str, Text] = {
    "yes": Text(ja="はい", easy="はい", en="yes"),
    "no": Text(ja="いいえ", easy="いいえ", en="no"),
    "unknown": Text(ja="まだ分かりません", easy="まだ わかりません", en="not known yet"),
    "absent": Text(ja="あてはまらない", easy="あてはまらない", en="does not apply"),
    "members": Text(ja="ご家族(世帯の人)", easy="{家族|かぞく}", en="who belongs to the household"),
    "local": Text(
        ja="区市町村ごとの条件(お住まいの区市町村に確かめてください)",
        easy="{町|まち}ごとの {条件|じょうけん}（{役所|やくしょ}に {聞|き}いてください）",
        en="a condition set by your municipality (please ask there)",
    ),
    "set_figure": Text(ja="定められた額", easy="{決|き}められた {数|かず}", en="a set figure"),
    "each": Text(ja="それぞれの", easy="それぞれの ", en="each one’s "),
}
"""Small words answers are made of."""
