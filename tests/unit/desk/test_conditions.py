"""Conditions in three spellings: every rule there is survives each of them unchanged."""

from pathlib import Path

import pytest

from todoke.apps.desk.domain.cards import Card, CardGroup, Deck, changed, deck_of, expression_of, read_deck
from todoke.apps.desk.domain.line_printing import line_of
from todoke.apps.desk.domain.line_reading import read_line
from todoke.apps.desk.domain.rulefiles import RuleFileError, with_condition, with_effective
from todoke.apps.desk.domain.sheet import read_sheet, sheet_of
from todoke.apps.desk.domain.tokens import LineError
from todoke.apps.desk.domain.words import Vocabulary
from todoke.rules.library import rulebook_of
from todoke.rules.nodes import Not

DATA = Path(__file__).resolve().parents[3] / "data"
CONTENT = rulebook_of(DATA).content
WORDS = Vocabulary(CONTENT)


def every_expression():
    for loaded in CONTENT.programs.values():
        for version in loaded.versions:
            for _, expression, _ in version.expressions():
                yield loaded.program, expression
    for overlay in CONTENT.overlays.values():
        for program_id, changes in overlay.programs.items():
            for condition in changes.conditions:
                yield CONTENT.programs[program_id].program, condition.when


def every_condition():
    for loaded in CONTENT.programs.values():
        for version in loaded.versions:
            for condition in version.conditions:
                yield loaded.program, version, condition


def test_every_rule_reads_back_from_one_line():
    count = 0
    for _, expression in every_expression():
        count += 1
        assert read_line(line_of(expression, WORDS), WORDS) == expression
    assert count > 900


def test_every_condition_reads_back_from_its_cards():
    for program, _, condition in every_condition():
        found, deck = expression_of(deck_of(condition.when, WORDS), WORDS, program.local)
        assert not deck.errors
        assert found == condition.when


def test_a_condition_that_fits_a_table_reads_back_from_it():
    tables = 0
    for program, _, condition in every_condition():
        sheet = sheet_of(condition.when, WORDS, program.local)
        if sheet is not None:
            tables += 1
            assert read_sheet(sheet, WORDS, program.local).expression == condition.when
    assert tables > 300


def test_replacing_a_condition_changes_nothing_else_in_its_file():
    for program, version, condition in every_condition():
        text = (DATA / "programs" / program.id / f"{version.effective.from_}.yaml").read_text()
        negated = Not.model_validate({"not": condition.when})
        changed_text = with_condition(text, condition.id, negated)  # checks itself that the rest stays
        comments = [line for line in text.splitlines() if line.startswith("#")]
        assert [line for line in changed_text.splitlines() if line.startswith("#")] == comments


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("年齢 < 18", "年齢() < 18"),
        ("年齢 ＜ １８", "年齢() < 18"),
        ("6 ≦ 年齢 < 15", "6 <= 年齢() < 15"),
        (
            "妊娠している かつ 年齢 >= 20 または 年齢 < 3",
            "(妊娠している かつ 年齢() >= 20) または 年齢() < 3",
        ),
        ("person.pregnant", "妊娠している"),
        ("でない(妊娠している)", "でない(妊娠している)"),
        ("人数(子, 年齢 < 3) >= 2", "人数(子, 年齢() < 3) >= 2"),
        ("生年月日 >= 2025-04-01", "生年月日 >= 2025-04-01"),
        ("年齢(単位=月, 日=月の初日) < 36", "年齢(日=月の初日, 単位=月) < 36"),
        ("続柄 = [本人, 配偶者・パートナー]", '続柄 = ["self", "spouse"]'),
        ("人数(子) + 1 - 2 >= -1", "((人数(子) + 1) - 2) >= -1"),
    ],
)
def test_a_line_may_be_written_in_several_ways(line, same):
    expression = read_line(line, WORDS)
    assert expression == read_line(same, WORDS)
    assert read_line(line_of(expression, WORDS), WORDS) == expression


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "条件を書いてください"),
        ("年齢 <", "6文字目|5文字目"),
        ("年齢 < 18 妊娠している", "「かつ」か「または」"),
        ("身長 < 100", "「身長」という属性はありません"),
        ("(年齢 < 18", "「\\)」が要ります"),
        ("15 > 年齢 > 6", "小さいほうから"),
        ("続柄 = 隣人", "使えるもの: 本人"),
        ("「開いたまま", "閉じているか"),
        ("いる(近所)", "書き方が違います|属性はありません"),
        ("年齢(単位=分) < 3", "単位は"),
        ("場合(妊娠している, 1)", "->"),
        ("2026-02-30 < 生年月日", "という日はありません"),
        ("(" * 60 + "1", "深すぎます"),
        ("年齢 < [1]", "言葉"),
        ("- はい < 3", "数を書いて"),
    ],
)
def test_a_line_that_cannot_be_read_says_where_and_what_to_do(line, told):
    with pytest.raises(LineError, match=told):
        read_line(line, WORDS)


def test_a_table_reads_what_clerks_write():
    read = read_sheet(
        "年齢\t妊娠している\t続柄\n18未満\t\t\n２０歳以上\tはい\t本人以外\n6〜14\t×\t-\n15以上18未満\t○\t",
        WORDS,
    )
    assert read.errors == []
    assert line_of(read.expression, WORDS) == (
        '年齢() < 18 または (年齢() >= 20 かつ 妊娠している かつ でない(続柄 = "本人"))'
        " または (6 <= 年齢() <= 14 かつ でない(妊娠している)) または (15 <= 年齢() < 18 かつ 妊娠している)"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("年齢", "1行以上"),
        ("身長\n100", "見出しの1列目"),
        ("年齢\t妊娠している\n18\tたぶん", "1行目の2列目"),
        ("年齢\nおとな", "1行目の1列目"),
        ("年齢\n20〜10", "小さく"),
        ("続柄\n隣人", "使えるもの"),
        ("生年月日\n2026-13-01", "という日はありません|読めません"),
        ("年齢\n-\n18", "この行には条件がありません"),
        ("\t".join(["年齢"] * 31) + "\n1", "列まで"),
    ],
)
def test_a_mistake_in_a_table_is_told_by_its_cell(text, told):
    with pytest.raises(AssertionError, match=told):
        raise AssertionError(" ".join(read_sheet(text, WORDS).errors))


def test_cards_state_what_they_say_and_name_the_card_that_is_wrong():
    deck = Deck(
        "any",
        (
            CardGroup("all", (Card("age", "between", "6〜14"), Card("person.pregnant", "no"))),
            CardGroup("all", (Card("person.birth_date", "ge", "2025-04-01"),)),
        ),
    )
    expression, read = expression_of(deck, WORDS)
    assert not read.errors
    assert line_of(expression, WORDS) == (
        "(6 <= 年齢() <= 14 かつ でない(妊娠している)) または 生年月日 >= 2025-04-01"
    )
    wrong = Deck(
        "all", (CardGroup("all", (Card("age", "lt", ""), Card("", "eq", "1"), Card("person.nothing"))),)
    )
    expression, read = expression_of(wrong, WORDS)
    assert expression is None
    assert [error[:8] for error in read.errors] == ["1組目の1枚目:", "1組目の2枚目:", "1組目の3枚目:"]


def test_cards_are_read_from_a_form_and_changed_by_buttons():
    deck = read_deck(
        {"join": "any", "groups": "1", "g0-join": "all", "g0-cards": "1", "g0-c0-subject": "age",
         "g0-c0-operator": "lt", "g0-c0-value": "18"}
    )  # fmt: skip
    assert deck == Deck("any", (CardGroup("all", (Card("age", "lt", "18"),)),))
    assert len(changed(deck, "group").groups) == 2
    assert len(changed(deck, "add-0").groups[0].cards) == 2
    assert changed(deck, "remove-0-0").groups == ()
    assert changed(deck, "nonsense-9") == deck


def test_a_condition_that_is_not_in_the_file_is_refused():
    with pytest.raises(RuleFileError, match="ありません"):
        with_condition("effective: {from: 2024-10-01}\nconditions: []\n", "child", True)


def test_a_block_is_replaced_up_to_its_last_line():
    text = (
        "effective:\n  from: 2024-10-01\n# next\nconditions:\n  - id: a\n    when:\n      lt: [1, 2]\n"
        "    # kept\n    note: x\n"
    )
    after = with_condition(text, "a", read_line("妊娠している", WORDS))
    assert "    when:\n      {fact: person.pregnant}\n    # kept\n    note: x\n" in after
    from datetime import date

    assert "effective:\n  {from: 2025-01-01}\n# next\n" in with_effective(
        text, begins=date(2025, 1, 1), ends=None
    )


def test_an_operator_that_does_not_fit_the_fact_gives_way_to_one_that_does():
    deck = Deck("all", (CardGroup("all", (Card("person.pregnant", "eq", ""), Card("age", "yes", "18"))),))
    expression, read = expression_of(deck, WORDS)
    assert [card.operator for card in read.groups[0].cards] == ["yes", "lt"]
    assert line_of(expression, WORDS) == "妊娠している かつ 年齢() < 18"
