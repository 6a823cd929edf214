"""Rules in words: every kind of node in Japanese, easy Japanese (with readings) and English."""

import math
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.factories.content import content as real_content
from tests.factories.rules import TODAY, content, expression
from todoke.rules.answers import AmountAnswer
from todoke.rules.checking.texts import faults
from todoke.rules.content import Content
from todoke.rules.nodes import NODE_KINDS
from todoke.rules.programs import Amount, LocalParameter
from todoke.rules.texts import LANGUAGES, Text
from todoke.rules.values import ABSENT, EARLIEST, LATEST, NO_CODE, Choices, Interval, Maybe, Value
from todoke.rules.walking import walk
from todoke.rules.wording.expression import RELATION_WORDS, Narrator
from todoke.rules.wording.figures import (
    NOT_KNOWN,
    PERIODS,
    UNITS,
    amount_text,
    day_text,
    days_text,
    figure,
    plain,
    span,
)
from todoke.rules.wording.narration import narrated
from todoke.rules.wording.phrases import DAYS, PHRASES, WHO, WORDS
from todoke.rules.wording.rule import describe, difference
from todoke.rules.wording.values import need_text, value_text

CONTENT: Content = content("""
facts:
  - id: person.birth_date
    label: {ja: 生年月日, easy: "{生|う}まれた{日|ひ}", en: date of birth}
    question: B
    type: {kind: date}
  - id: person.pregnant
    label: {ja: 妊娠している, easy: "{妊娠|にんしん}している", en: is pregnant}
    question: P
    type: {kind: boolean}
  - id: person.income
    label: {ja: 収入, easy: "{収入|しゅうにゅう}", en: income}
    question: I
    type: {kind: money, basis: gross}
  - id: person.n
    label: {ja: 人数, easy: "{人|ひと}の {数|かず}", en: number}
    question: N
    type: {kind: number, unit: people}
  - id: person.color
    label: {ja: 色, easy: "{色|いろ}", en: color}
    question: C
    type:
      kind: code
      codes:
        red: {ja: 赤, easy: "{赤|あか}", en: red}
        blue: {ja: 青, easy: "{青|あお}", en: blue}
        green: {ja: 緑, easy: "{緑|みどり}", en: green}
parameters:
  - id: limit
    label: {ja: 上限, easy: "{上限|じょうげん}", en: limit}
    basis: gross
    values: [{from: 2024-04-01, value: 1230000}]
    until: 2027-03-31
  - {id: favorite, label: 好きな色, basis: code, values: [{from: 2024-04-01, value: red}]}
tables:
  - id: t
    label: {ja: 表, easy: "{表|ひょう}", en: table}
    key_basis: people
    basis: gross
    versions: [{from: 2023-04-01, rows: [{from: 0, value: 1}]}]
programs:
  p:
    name: {ja: 手当, easy: "{手当|てあて}", en: allowance}
    summary: {ja: 説明, easy: "{説明|せつめい}", en: summary}
    local:
      amount:
        label: {ja: 区の額, easy: "{区|く}の {額|がく}", en: amount of the ward}
        type: {kind: money, basis: gross}
    versions:
      - effective: {from: 2024-04-01, to: 2025-03-31}
        conditions: {few: {lt: [{fact: person.n}, 3]}}
        amounts: {monthly: 1000}
      - effective: {from: 2025-04-01, to: 2027-03-31}
        conditions: {few: {lt: [{fact: person.n}, 5]}}
        amounts:
          - {id: monthly, label: 月額, value: 1000, when: {fact: person.pregnant}}
          - {id: service, label: 相談, kind: in_kind, period: once}
""")
ASK_THERE = "区市町村ごとの条件(お住まいの区市町村に確かめてください)"
MANY = Choices(frozenset({"131016", "131024", "131032", "131041", "131059"}))
LOCAL: dict[str, LocalParameter] = CONTENT.programs["p"].program.local

TABLE: list[tuple[str, str, str]] = [
    (
        "{all: [{fact: person.pregnant}, {lt: [{fact: person.n}, 3]}]}",
        "次のすべてに当てはまる（妊娠している / 人数が3人未満）",
        "all of these hold (is pregnant / number is under 3 persons)",
    ),
    ("{all: [{fact: person.pregnant}]}", "妊娠している", "is pregnant"),
    (
        "{any: [{fact: person.pregnant}, true]}",
        "次のどれかに当てはまる（妊娠している / はい）",
        "at least one of these holds (is pregnant / yes)",
    ),
    ("{not: {fact: person.pregnant}}", "「妊娠している」ではない", "not the case: is pregnant"),
    ("{eq: [{fact: person.pregnant}, true]}", "妊娠している", "is pregnant"),
    ("{eq: [{fact: person.pregnant}, false]}", "「妊娠している」ではない", "not the case: is pregnant"),
    ("{eq: [{fact: person.n}, 1]}", "人数が1人である", "number is 1 person"),
    ("{lt: [{fact: person.income}, 1000000]}", "収入が1,000,000円未満", "income is under 1,000,000 yen"),
    (
        "{le: [{fact: person.income}, {parameter: limit}]}",
        "収入が1,230,000円以下",
        "income is at most 1,230,000 yen",
    ),
    ("{gt: [{fact: person.income}, 0.5]}", "収入が0.5円を超える", "income is over 0.5 yen"),
    ("{ge: [{fact: person.n}, 3]}", "人数が3人以上", "number is at least 3 persons"),
    (
        "{lt: [{fact: person.birth_date}, 2020-04-02]}",
        "生年月日が2020年4月2日より前",
        "date of birth is before 2 April 2020",
    ),
    (
        "{ge: [{fact: person.birth_date}, {day: fiscal_year_start}]}",
        "生年月日が今年度の4月1日以後",
        "date of birth is on or after 1 April of this fiscal year",
    ),
    (
        "{eq: [{fact: person.birth_date}, 2020-04-02]}",
        "生年月日が2020年4月2日である",
        "date of birth is 2 April 2020",
    ),
    ("{eq: [{fact: person.color}, red]}", "色が赤である", "color is red"),
    ("{eq: [{fact: person.color}, {parameter: favorite}]}", "色がredである", "color is red"),
    ("{eq: [{fact: person.relation}, child]}", "続柄が子である", "relation is child"),
    ("{in: [{fact: person.color}, [red, blue]]}", "色が赤・青のどれか", "color is one of red, blue"),
    ("{in: [{fact: person.color}, [ghost]]}", "色がghostのどれか", "color is one of ghost"),
    ("{in: [{fact: person.relation}, [uncle]]}", "続柄がuncleのどれか", "relation is one of uncle"),
    ("{in: [{parameter: favorite}, [red]]}", "redがredのどれか", "red is one of red"),
    (
        "{between: {value: {fact: person.n}, from: 2, to: 4}}",
        "人数が2人以上、人数が4人以下",
        "number is at least 2 persons and number is at most 4 persons",
    ),
    (
        "{between: {value: {fact: person.n}, from: 2, to: 4, open: both}}",
        "人数が2人を超える、人数が4人未満",
        "number is over 2 persons and number is under 4 persons",
    ),
    ("{fact: person.ghost}", "person.ghost", "person.ghost"),
    ("{fact: person.income, of: subject}", "対象の人の収入", "income of the person concerned"),
    ("{table: t, key: {fact: person.n}}", "表(人数に応じた額)", "table (by number)"),
    ("{local: amount}", "区の額(区市町村ごと)", "amount of the ward (set by each municipality)"),
    ("{local: ghost}", "ghost(区市町村ごと)", "ghost (set by each municipality)"),
    (
        '{unreadable: {ja: 制限がある, easy: "{制限|せいげん}が ある", en: is limited}}',
        "制限がある(窓口での確認が必要)",
        "is limited (an office must confirm)",
    ),
    ("{day: today}", "今日", "today"),
    ("{lt: [{age: {}}, 3]}", "年齢が3歳未満", "age is under 3 years"),
    ("{lt: [{age: {unit: months}}, 3]}", "月齢が3か月未満", "age in months is under 3 months"),
    ("{lt: [{age: {unit: weeks}}, 3]}", "生後の週数が3週未満", "age in weeks is under 3 weeks"),
    ("{lt: [{age: {unit: days}}, 3]}", "生後の日数が3日未満", "age in days is under 3 days"),
    (
        "{lt: [{age: {on: {day: month_start}}}, 3]}",
        "今月1日時点の年齢が3歳未満",
        "on the first of this month, age is under 3 years",
    ),
    (
        "{le: [{school_age: {}}, 17]}",
        "18歳になった後の最初の3月31日まで",
        "up to the 31 March after turning 18",
    ),
    (
        "{lt: [{school_age: {}}, 18]}",
        "18歳になった後の最初の3月31日まで",
        "up to the 31 March after turning 18",
    ),
    ("{ge: [{school_age: {}}, 6]}", "6歳になった後の最初の4月1日から", "from the 1 April after turning 6"),
    ("{gt: [{school_age: {}}, 5]}", "6歳になった後の最初の4月1日から", "from the 1 April after turning 6"),
    (
        "{eq: [{school_age: {}}, 6]}",
        "学年の年齢(小1は6)が6歳である",
        "school-year age (6 in first grade) is 6 years",
    ),
    ("{year_end_after: {age: 18}}", "18歳になった後の最初の3月31日", "the 31 March after turning 18"),
    (
        "{shift: {date: {day: today}, years: 1, months: -2, days: 3}}",
        "今日の1年後2か月前3日後",
        "1 year after2 months before3 days after today",
    ),
    ("{shift: {date: {day: today}}}", "今日", "today"),
    (
        "{elapsed: {from: {fact: person.birth_date}, to: {day: today}}}",
        "生年月日から今日までの日数",
        "days from date of birth to today",
    ),
    (
        "{exists: {who: children, where: {fact: person.pregnant}}}",
        "子どものうち、「妊娠している」に当てはまる人がいる",
        "among children, someone for whom: is pregnant",
    ),
    ("{exists: {who: spouse}}", "配偶者がいる", "there is a spouse"),
    (
        "{every: {who: parents, value: {fact: person.pregnant}}}",
        "父母の全員について、妊娠している",
        "for everyone among parents: is pregnant",
    ),
    (
        "{every: {who: parents, where: {fact: person.pregnant}, value: true}}",
        "父母(妊娠している)の全員について、はい",
        "for everyone among parents (is pregnant): yes",
    ),
    ("{count: {who: children}}", "子どもの人数", "the number of children"),
    (
        "{count: {who: children, where: {fact: person.pregnant}}}",
        "子どものうち、「妊娠している」に当てはまる人の数",
        "the number of children for whom: is pregnant",
    ),
    (
        "{total: {who: everyone, value: {fact: person.income}}}",
        "世帯の人それぞれの「収入」の合計",
        "the sum of “income” over the members of the household",
    ),
    (
        "{largest: {who: everyone, value: {fact: person.income}}}",
        "世帯の人のうち最も大きい「収入」",
        "the largest “income” among the members of the household",
    ),
    (
        "{smallest: {who: everyone, value: {fact: person.income}}}",
        "世帯の人のうち最も小さい「収入」",
        "the smallest “income” among the members of the household",
    ),
    ("{ge: [{rank: {who: siblings_and_self}}, 3]}", "第3子以降", "the child is number 3 or later by birth"),
    ("{eq: [{rank: {who: siblings_and_self}}, 3]}", "第3子", "the child is number 3 by birth"),
    ("{lt: [{rank: {who: siblings_and_self}}, 3]}", "生まれた順の番号が3未満", "place by birth is under 3"),
    (
        "{add: [{fact: person.income}, {subtract: [{parameter: limit}, 1]}]}",
        "収入 + (1,230,000円 − 1)",
        "income + (1,230,000 yen − 1)",
    ),
    ("{multiply: [{fact: person.income}, 0.05]}", "収入 × 0.05", "income × 0.05"),
    ("{divide: [{add: [{fact: person.income}, 1]}, 12]}", "(収入 + 1) ÷ 12", "(income + 1) ÷ 12"),
    (
        "{max: [{fact: person.income}, 1000]}",
        "収入と1,000円の大きいほう",
        "the larger of income and 1,000 yen",
    ),
    (
        "{min: [{fact: person.income}, 1000]}",
        "収入と1,000円の小さいほう",
        "the smaller of income and 1,000 yen",
    ),
    (
        "{round: {value: {fact: person.income}, to: 10}}",
        "収入(10円未満切捨て)",
        "income (rounded down to 10 yen)",
    ),
    (
        "{round: {value: {fact: person.income}, to: 10, mode: up}}",
        "収入(10円未満切上げ)",
        "income (rounded up to 10 yen)",
    ),
    (
        "{round: {value: {fact: person.income}, to: 10, mode: half_up}}",
        "収入(10円単位に四捨五入)",
        "income (rounded to 10 yen)",
    ),
    (
        "{case: [{when: {fact: person.pregnant}, then: 5}, {then: {fact: person.income}}]}",
        "妊娠しているなら5円、それ以外は収入",
        "5 yen if is pregnant; otherwise income",
    ),
    ("{eligible: p}", "「手当」の条件に当てはまる", "the conditions of “allowance” hold"),
    ("{receives: p}", "「手当」を受けている", "“allowance” is already received"),
    ("{receives: ghost}", "「ghost」を受けている", "“ghost” is already received"),
    ("{as: {basis: benefit, value: {fact: person.income}}}", "収入", "income"),
    ("3", "3", "3"),
    ("2026-11-22", "2026年11月22日", "22 November 2026"),
    ("red", "red", "red"),
]


def told(text: str) -> Text:
    return narrated(expression(text), CONTENT, on=TODAY, local=LOCAL)


@pytest.mark.parametrize(("text", "japanese", "english"), TABLE)
def test_an_expression_in_words(text: str, japanese: str, english: str) -> None:
    found = told(text)
    assert found.ja == japanese
    assert found.en == english


@pytest.mark.parametrize("text", [row[0] for row in TABLE])
def test_easy_japanese_has_a_reading_for_every_kanji(text: str) -> None:
    assert [fault for fault in faults(told(text)) if "easy" in fault] == []


def test_every_kind_of_node_has_words() -> None:
    shown = {type(node) for text, _, _ in TABLE for node in walk(expression(text))}
    assert {kind for kind, node in NODE_KINDS.items() if node not in shown} == set()


def test_a_parameter_of_another_time_is_told_by_its_name() -> None:
    for on in (date(2024, 3, 31), date(2027, 4, 1)):
        assert Narrator(CONTENT, on, "ja", {}).tell(expression("{parameter: limit}")) == "上限"


def test_every_phrase_is_written_in_three_languages() -> None:
    for name, text in PHRASES.items():
        filled = Text(ja=text.ja, easy=str(text.easy).format("x", "y", "z"), en=text.en)
        assert list(faults(filled)) == [], name
    for words in (WHO, DAYS, WORDS, RELATION_WORDS, UNITS, PERIODS):
        for name, text in words.items():
            assert list(faults(text)) == [], name


def test_a_rule_whose_parts_do_not_fit_is_told_as_far_as_it_goes() -> None:
    assert told("{lt: [{add: [{fact: person.income}, {fact: person.n}]}, 3]}").ja == "収入 + 人数が3未満"


def test_a_table_with_a_japanese_name_only_is_told_without_it() -> None:
    bare = content("""
tables:
  - {id: t, label: 所得表, key_basis: people, basis: gross, versions: [{from: 2023-04-01, rows: [{from: 0, value: 1}]}]}
parameters:
  - {id: old, label: 昔の額, basis: gross, values: [{from: 2099-04-01, value: 1}]}
""")
    found = narrated(expression("{add: [{table: t, key: 3}, {parameter: old}]}"), bare, on=TODAY, local={})
    assert found.ja == "所得表(3に応じた額) + 昔の額"
    assert found.en == "a set figure (by 3) + a set figure"
    assert list(faults(found)) == []


@pytest.mark.parametrize("program_id", sorted(real_content().programs))
def test_every_rule_of_the_house_can_be_told(program_id: str) -> None:
    loaded = real_content().programs[program_id]
    for version in loaded.versions:
        for _, one, _ in version.expressions():
            words = narrated(one, real_content(), on=version.effective.from_, local=loaded.program.local)
            assert [fault for fault in faults(words) if "easy" in fault] == []
            assert words.en


# --- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1234567, "1,234,567"),
        (Fraction(1, 2), "0.5"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(4, 2), "2"),
        (math.inf, "∞"),
        (-math.inf, "-∞"),
    ],
)
def test_a_number(number: Any, words: str) -> None:
    assert plain(number) == words


@pytest.mark.parametrize(
    ("basis", "ja", "easy", "en"),
    [
        ("gross", "1円", "1{円|えん}", "1 yen"),
        ("people", "1人", "1{人|にん}", "1 person"),
        ("times", "1回", "1{回|かい}", "1 time"),
        ("grade", "1級", "1{級|きゅう}", "1"),
        ("rate", "1", "1", "1"),
        (None, "1", "1", "1"),
        ("ghost", "1", "1", "1"),
    ],
)
def test_a_figure_with_its_unit(basis: str | None, ja: str, easy: str, en: str) -> None:
    assert [figure(1, basis, language) for language in LANGUAGES] == [ja, easy, en]
    assert figure(2, "times", "en") == "2 times"


@pytest.mark.parametrize(
    ("low", "high", "ja", "en"),
    [
        (5, 5, "5円", "5 yen"),
        (5, 9, "5円〜9円", "5 yen to 9 yen"),
        (None, 9, "9円まで", "up to 9 yen"),
        (-math.inf, 9, "9円まで", "up to 9 yen"),
        (5, None, "5円から", "from 5 yen"),
        (5, math.inf, "5円から", "from 5 yen"),
        (0, None, "まだ分かりません", "not known yet"),
        (None, None, "まだ分かりません", "not known yet"),
    ],
)
def test_a_range_of_figures(low: Any, high: Any, ja: str, en: str) -> None:
    assert span(low, high, "benefit", "ja") == ja
    assert span(low, high, "benefit", "en") == en


def amount(value: Any = 1, **more: Any) -> Amount:
    return Amount.model_validate({"label": "額", "value": value, **more})


@pytest.mark.parametrize(
    ("answer", "ja", "en"),
    [
        (AmountAnswer(amount(), 15000, 15000), "月 15,000円", "15,000 yen a month"),
        (AmountAnswer(amount(period="year"), 1, 2), "年 1円〜2円", "1 yen to 2 yen a year"),
        (AmountAnswer(amount(period="once"), 500000, 500000), "1回 500,000円", "500,000 yen once"),
        (AmountAnswer(amount(period="once", unit="times", kind="in_kind"), 14, 14), "14回", "14 times"),
        (AmountAnswer(amount(unit="percent"), 50, 50), "月 50%", "50% a month"),
        (AmountAnswer(amount(unit="percent"), 50, 70), "月 50%〜70%", "50%〜70% a month"),
        (AmountAnswer(amount(unit="percent"), None, None), "まだ分かりません", "not known yet"),
        (AmountAnswer(amount(), None, None), "まだ分かりません", "not known yet"),
        (AmountAnswer(amount(), 0, None), "まだ分かりません", "not known yet"),
        (
            AmountAnswer(Amount(label=Text(ja="額")), None, None),
            "金額は個別に決まります",
            "decided case by case",
        ),
    ],
)
def test_an_amount_in_words(answer: AmountAnswer, ja: str, en: str) -> None:
    assert amount_text(answer, "ja") == ja
    assert amount_text(answer, "en") == en
    assert list(faults(Text(ja="x", easy=amount_text(answer, "easy"), en="x"))) == []


def test_days() -> None:
    day, later = date(2026, 11, 22), date(2026, 12, 1)
    assert day_text(day, "easy") == "2026{年|ねん}11{月|がつ}22{日|にち}"
    assert days_text(day, day, "ja") == "2026年11月22日"
    assert days_text(day, later, "ja") == "2026年11月22日〜2026年12月1日"
    assert days_text(day, later, "en") == "22 November 2026 to 1 December 2026"
    assert days_text(EARLIEST, LATEST, "ja") == NOT_KNOWN.ja


# --- what is known and what is needed ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact_id", "value", "words"),
    [
        ("person.pregnant", True, "はい"),
        ("person.pregnant", False, "いいえ"),
        ("person.pregnant", Maybe(), "まだ分かりません"),
        ("person.pregnant", ABSENT, "あてはまらない"),
        ("person.color", "red", "赤"),
        ("person.color", Choices(frozenset({"red", "blue", NO_CODE})), "赤・青"),
        (
            "household.municipality",
            MANY,
            "まだ分かりません",
        ),
        ("person.income", Interval(1, 2), "1円〜2円"),
        ("person.income", 3, "3円"),
        ("person.n", 3, "3人"),
        ("person.birth_date", date(2020, 5, 5), "2020年5月5日"),
        ("person.birth_date", Interval(date(2020, 5, 1), date(2020, 5, 31)), "2020年5月1日〜2020年5月31日"),
        ("person.pregnant", 3, "3"),
        ("person.pregnant", "odd", ""),
    ],
)
def test_what_is_known_in_words(fact_id: str, value: Value, words: str) -> None:
    assert value_text(CONTENT.facts[fact_id], value, "ja") == words


@pytest.mark.parametrize(
    ("need", "words"),
    [
        (("person.income", "me"), "収入"),
        (("person.ghost", "me"), "person.ghost"),
        (("household.members", "household"), "ご家族(世帯の人)"),
        (("receives:p", "me"), "「手当」を受けている"),
        (("receives:ghost", "me"), "「receives:ghost」を受けている"),
        (("役所が認める", "text"), "役所が認める"),
        (("p.amount", "local"), "区の額(区市町村ごと)"),
        (("p.offered", "local"), ASK_THERE),
        (("ghost.amount", "local"), ASK_THERE),
    ],
)
def test_what_is_needed_in_words(need: tuple[str, str], words: str) -> None:
    assert need_text(need, CONTENT, "ja") == words


# --- whole rules -----------------------------------------------------------------------------------------------------


def test_a_rule_is_told_with_its_law() -> None:
    assert describe(CONTENT, "p", on=TODAY, language="ja").splitlines() == [
        "手当",
        "説明",
        "・条件「few」 [試験のための法律 第1条; stated; recalled]",
        "    人数が5人未満",
        "= 月額 (月): 1,000 ← 妊娠している",
        "= 相談 (1回): 金額は個別に決まります",
    ]
    assert "allowance" in describe(CONTENT, "p", on=TODAY, language="en")


def test_a_rule_of_another_time_is_told_as_it_was() -> None:
    assert "人数が3人未満" in describe(CONTENT, "p", on=date(2024, 4, 1), language="ja")
    assert describe(CONTENT, "p", on=date(2023, 4, 1), language="ja") == "2024-04-01 より前の規則は未収録です"
    assert describe(CONTENT, "p", on=date(2027, 4, 1), language="ja") == "手当: 終わった制度です"


def test_what_changed_between_two_days() -> None:
    found = difference(CONTENT, "p", earlier=date(2024, 4, 1), later=TODAY, language="ja")
    assert found == [
        "−     人数が3人未満",
        "− = 金額「monthly」 (月): 1,000",
        "+     人数が5人未満",
        "+ = 月額 (月): 1,000 ← 妊娠している",
        "+ = 相談 (1回): 金額は個別に決まります",
    ]
    assert difference(CONTENT, "p", earlier=TODAY, later=TODAY, language="ja") == []
