"""What a content knows of itself: problems, unreadable texts, the fact of where a household lives."""

from tests.factories.rules import CHIYODA, content, expression
from todoke.rules.content import Problem
from todoke.rules.walking import references, resting_on


def test_a_problem_is_one_line() -> None:
    assert str(Problem("data/x.yaml", 3, "直してください")) == "data/x.yaml:3: 直してください"


def test_a_problem_takes_only_its_own_program_out() -> None:
    found = content("programs: {a: {versions: [{}]}, b: {versions: [{}]}}")
    found.report(Problem("x", 1, "m"))
    found.report(Problem("x", 1, "m", "a"))
    found.report(Problem("x", 2, "n", "a"))
    assert len(found.problems) == 3
    assert found.broken_programs.keys() == {"a"}
    assert len(found.broken_programs["a"]) == 2


def test_an_unreadable_condition_is_found_in_every_language_by_its_japanese_words() -> None:
    found = content("""
programs:
  p: {versions: [{conditions: {x: {not: {unreadable: {ja: 制限がある, easy: "{制限|せいげん}", en: is limited}}}}}]}
""")
    for _ in range(2):
        assert found.unreadable("制限がある").in_language("en") == "is limited"
        assert found.unreadable("別の文").in_language("en") == "別の文"


def test_the_municipality_is_a_fact_with_the_names_of_all() -> None:
    fact = content().facts["household.municipality"]
    codes = fact.type.codes  # type: ignore[union-attr]
    assert codes[CHIYODA].ja == "千代田区"
    assert codes[CHIYODA].in_language("easy") == "{千代田区|ちよだく}"
    assert len(codes) == 62


def test_what_an_expression_refers_to() -> None:
    found = content("""
facts:
  - {id: person.a, label: A, type: {kind: boolean}, derive: {fact: person.b}}
  - {id: person.b, label: B, question: B, type: {kind: boolean}, applies: {ge: [{age: {}}, 18]}, otherwise: false}
tables:
  - {id: t, label: T, key_basis: people, basis: benefit, versions: [{from: 2023-04-01, rows: [{from: 0, value: 1}]}]}
parameters:
  - {id: q, label: Q, basis: benefit, values: [{from: 2023-04-01, value: 1}]}
programs:
  p:
    local: {limit: {label: L, type: {kind: money, basis: benefit}}}
    versions:
      - conditions:
          one: {all: [{fact: person.a}, {eligible: p}, {receives: other}]}
          two: {lt: [{parameter: q}, {local: limit}]}
          three: {lt: [{table: t, key: {rank: {who: children}}}, 3]}
          four: {eq: [{fact: person.relation}, self]}
""")
    conditions = {condition.id: condition.when for condition in found.programs["p"].versions[0].conditions}
    told = references(*conditions.values())
    assert told.facts == {"person.a", "person.birth_date"}
    assert (told.programs, told.received, told.local) == ({"p"}, {"other"}, {"limit"})
    assert (told.parameters, told.tables) == ({"q"}, {"t"})
    assert resting_on(found.facts, conditions["one"]) == {"person.a", "person.b", "person.birth_date"}
    assert references(conditions["four"]).facts == set()


def test_every_way_to_ask_for_an_age_rests_on_the_birth() -> None:
    for text in ("{age: {}}", "{school_age: {}}", "{year_end_after: {age: 6}}", "{rank: {who: everyone}}"):
        assert references(expression(text)).facts == {"person.birth_date"}, text
    for text in (
        "{age: {born: {fact: person.x}}}",
        "{school_age: {born: {fact: person.x}}}",
        "{year_end_after: {age: 6, born: {fact: person.x}}}",
    ):
        assert references(expression(text)).facts == {"person.x"}, text
