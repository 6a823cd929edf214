"""Golden households: an answer that differs from the law's is named with both sides."""

from tests.factories.rules import content
from todoke.rules.checking.golden import Failure, check_golden
from todoke.rules.rulebook import Rulebook

PROGRAM = """
facts:
  - {id: person.birth_date, label: B, question: B, type: {kind: date, latest: today}}
  - {id: person.n, label: N, question: N, type: {kind: number, unit: people, maximum: 9}}
programs:
  p:
    subject: person
    versions:
      - conditions: {child: {lt: [{age: {}}, 18]}, few: {lt: [{fact: person.n}, 5]}}
        amounts: {monthly: {multiply: [1000, {fact: person.n}]}}
    golden:
"""
CHILD = "{id: c, relation: child, birth_date: 2020-01-01, n: 2}"


def failures(*expected: str, household: str = f"{{complete: true, members: [{CHILD}]}}") -> list[str]:
    golden = "".join(
        f"      - {{name: 例{place}, on: 2026-04-01, household: {household}, expect: {{{expect}}}}}\n"
        for place, expect in enumerate(expected)
    )
    book = Rulebook(content(PROGRAM + golden))
    return [f"{failure.name} {failure.message}" for failure in check_golden(book, "p")]


YES = "outcome: eligible"


def test_right_answers_pass() -> None:
    assert (
        failures(
            YES,
            f"{YES}, amounts: {{monthly: 2000}}",
            f"{YES}, amounts: {{monthly: [2000, 2000]}}",
            f"{YES}, subjects: [c]",
        )
        == []
    )
    rough = "{complete: true, members: [{id: c, relation: child, birth_date: 2020-01-01}]}"
    assert (
        failures(
            "outcome: undetermined, needs: [person.n]",
            "outcome: undetermined, amounts: {monthly: [0, 9000]}",
            "outcome: undetermined, deciding: few",
            "outcome: undetermined",
            household=rough,
        )
        == []
    )
    assert (
        failures(
            YES,
            YES,
            YES,
            f"{YES}, amounts: {{monthly: [2000, null]}}",
            household="{members: [" + CHILD + "]}",
        )
        == []
    )


def test_wrong_answers_are_named() -> None:
    found = failures(
        "outcome: not_eligible",
        f"{YES}, amounts: {{monthly: 3000, ghost: 1}}",
        f"{YES}, deciding: ghost",
        f"{YES}, needs: [person.n]",
        f"{YES}, subjects: [me]",
        f"{YES}, amounts: {{monthly: [1000, null]}}",
    )
    assert found == [
        "例0 not_eligible のはずが eligible(足りない属性: [])",
        "例1 金額 monthly は 3000 のはずが 2000",
        "例1 金額 ghost は 1 のはずが なし",
        "例2 決め手は ghost のはずが ['child', 'few']",
        "例3 ['person.n'] を尋ねるはずが、尋ねるのは []",
        "例4 対象は ['me'] のはずが ['c']",
        "例5 金額 monthly は 1000〜None のはずが 2000",
    ]


def test_too_few_and_unreadable_households_are_named() -> None:
    few, unreadable, unknown = (
        failures("outcome: perhaps", household="{members: []}")
        + failures(YES, YES, YES, YES, household="{members: [{id: c}]}")[:1]
    )
    assert few == "golden.yaml 模範世帯が1件です。4件以上書いてください"
    assert unreadable.startswith("例0 読めません: ")
    assert "members[0].relation" in unknown


def test_what_is_no_mapping_has_no_name() -> None:
    book = Rulebook(content(PROGRAM + "      - just words\n"))
    assert [failure.name for failure in check_golden(book, "p")] == ["golden.yaml", "?"]


def test_a_program_that_does_not_exist_has_no_households() -> None:
    assert list(check_golden(Rulebook(content()), "ghost")) == []


def test_a_failure_is_one_line() -> None:
    assert str(Failure("p", "例", "違います")) == "p: 「例」 違います"


def test_an_error_of_the_rule_is_told() -> None:
    text = (
        "programs:\n  p:\n    versions: [{conditions: {x: {gt: [{divide: [1, 0]}, 0]}}}]\n    golden:\n"
        + "      - {name: 例, on: 2026-04-01, household: {}, expect: {outcome: eligible}}\n" * 4
    )
    first = next(check_golden(Rulebook(content(text)), "p"))
    assert "eligible のはずが rule_error(0で割ろうとしました" in first.message
