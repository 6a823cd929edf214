"""Loading: a broken file is named with its line and its cure, and takes nothing else with it."""

from pathlib import Path

import pytest

from tests.factories.rules import TODAY, data_folder
from todoke.rules.checking.structure import check_structure
from todoke.rules.content import Content, Problem
from todoke.rules.library import rulebook_of
from todoke.rules.loading import load
from todoke.rules.situation import read_household

FACT = "- {id: person.a, label: A, question: A, type: {kind: boolean}}\n"
ENVELOPE = """\
id: good
name: 手当
title: 手当をもらう
summary: 手当です
level: nation
topics: [children]
in_charge: 役所
subject: household
reach: search
apply: {where: 窓口}
url: https://todoke.example/
review_on: 2027-04-01
"""
VERSION = """\
effective: {from: 2023-04-01}
conditions:
  - id: one
    label: 条件
    when: {fact: person.a}
    cite: {law: 試験法}
"""
GOOD = {
    "facts/core.yaml": FACT,
    "programs/good/program.yaml": ENVELOPE,
    "programs/good/2023-04-01.yaml": VERSION,
}


def loaded(tmp_path: Path, files: dict[str, str], *, with_golden: bool = False) -> Content:
    content = load(data_folder(tmp_path, files), with_golden=with_golden)
    check_structure(content)
    return content


def bad(
    envelope: str = ENVELOPE, version: str = VERSION, day: str = "2023-04-01", **more: str
) -> dict[str, str]:
    """Return the good files with a second, bad program beside them."""
    return GOOD | {
        "programs/bad/program.yaml": envelope.replace("id: good", "id: bad"),
        f"programs/bad/{day}.yaml": version,
        **more,
    }


def only_problem(content: Content) -> Problem:
    assert [str(problem) for problem in content.problems] == [str(content.problems[0])]
    return content.problems[0]


def test_good_files_have_no_problems(tmp_path: Path) -> None:
    content = loaded(tmp_path, GOOD)
    assert content.problems == []
    assert content.programs.keys() == {"good"}
    assert len(content.municipalities) == 62


# --- one bad program, each mistake with its file, line and cure ------------------------------------------------------

WHEN = "    when: {fact: person.a}\n"
BAD_VERSIONS = {
    "an unknown node": (
        VERSION.replace(WHEN, "    when:\n      all:\n        - {sometimes: true}\n"),
        "data/programs/bad/2023-04-01.yaml:7: ",
        "「sometimes」 は知らない種類です",
        "docs/reference/rules.md",
    ),
    "an unknown node that is no mapping": (
        VERSION.replace(WHEN, "    when: [1]\n"),
        "data/programs/bad/2023-04-01.yaml:5: ",
        "「[1]」 は知らない種類です",
        "docs/reference/rules.md",
    ),
    "a misspelt key": (
        VERSION + "amonts: []\n",
        "data/programs/bad/2023-04-01.yaml:7: ",
        "amonts は知らない項目です",
        "「amounts」ではありませんか",
    ),
    "a text with a comma and without quotes": (
        VERSION.replace("label: 条件", "label: {ja: 条件, ja だが、英語: x, en: a, b c: d}"),
        "data/programs/bad/2023-04-01.yaml:4: ",
        "は知らない項目です",
        "引用符で囲んでください",
    ),
    "a missing key": (
        VERSION.replace("    cite: {law: 試験法}\n", ""),
        "data/programs/bad/2023-04-01.yaml:3: ",
        "conditions.0.citeがありません",
        "書き足してください",
    ),
    "no conditions": (
        "effective: {from: 2023-04-01}\nconditions: []\n",
        "data/programs/bad/2023-04-01.yaml:2: ",
        "conditionsの数が足りません",
        "",
    ),
    "an id of the wrong form": (
        VERSION.replace("id: one", "id: 一番"),
        "data/programs/bad/2023-04-01.yaml:3: ",
        "conditions.0.idの形が違います(一番)",
        "",
    ),
    "a status nobody knows": (
        VERSION + "    status: perhaps\n",
        "data/programs/bad/2023-04-01.yaml:7: ",
        "conditions.0.statusは 'stated', 'inferred' or 'unknown' のどれかにしてください",
        "",
    ),
    "a comparison of one": (
        VERSION.replace(WHEN, "    when: {lt: [1]}\n"),
        "data/programs/bad/2023-04-01.yaml:5: ",
        "がありません",
        "",
    ),
    "a day that does not exist": (
        VERSION.replace("2023-04-01", '"2023-02-30"'),
        "data/programs/bad/2023-04-01.yaml:1: ",
        "が正しくありません",
        "",
    ),
    "ids that repeat": (
        VERSION + VERSION.split("conditions:\n")[1],
        "data/programs/bad/2023-04-01.yaml:1: ",
        "id が重なっています: one",
        "",
    ),
    "a key that repeats": (
        VERSION + "effective: {from: 2024-04-01}\n",
        "data/programs/bad/2023-04-01.yaml:1: ",
        "7行目: 「effective」が二度書かれています",
        "",
    ),
    "broken YAML": (
        VERSION + "  - id: [\n",
        "data/programs/bad/2023-04-01.yaml:1: ",
        "8行目: YAML として読めません",
        "",
    ),
    "a name that is not the first day": (
        VERSION.replace("2023-04-01", "2024-04-01"),
        "data/programs/bad/2023-04-01.yaml:1: ",
        "ファイル名は施行日と同じ",
        "2024-04-01.yaml にしてください",
    ),
    "a fact that does not exist": (
        VERSION.replace("person.a", "person.b"),
        "data/programs/bad/2023-04-01.yaml:1: ",
        "条件 one: 属性 person.b は data/facts にありません",
        "",
    ),
    "a condition that is a number": (
        VERSION.replace(WHEN, "    when: 3\n"),
        "data/programs/bad/2023-04-01.yaml:1: ",
        "条件 one: はい・いいえの条件にしてください",
        "",
    ),
    "a program that does not exist": (
        VERSION.replace(WHEN, "    when: {eligible: ghost}\n"),
        "data/programs/bad/2023-04-01.yaml:1: ",
        "制度 ghost は data/programs にありません",
        "",
    ),
    "a circle": (
        VERSION.replace(WHEN, "    when: {eligible: bad}\n"),
        "data/programs/bad:1: ",
        "互いを参照して終わらない輪があります: program:bad → program:bad",
        "",
    ),
}


@pytest.mark.parametrize(("version", "place", "message", "cure"), BAD_VERSIONS.values(), ids=BAD_VERSIONS)
def test_a_bad_program_is_named_and_the_good_one_answers(
    tmp_path: Path, version: str, place: str, message: str, cure: str
) -> None:
    content = loaded(tmp_path, bad(version=version))
    told = [str(problem) for problem in content.problems]
    assert told
    assert told[0].startswith(place), told
    assert message in told[0]
    assert cure in told[0]
    assert content.broken_programs.keys() == {"bad"}
    book = rulebook_of(tmp_path / "data")
    household = read_household({"members": [{"id": "me", "relation": "self", "a": True}]}, content, on=TODAY)
    outcomes = {answer.program_id: answer.outcome.value for answer in book.check(household, on=TODAY)}
    assert outcomes["good"] == "eligible"
    assert outcomes.get("bad", "rule_error") == "rule_error"


def test_an_unknown_node_is_told_once(tmp_path: Path) -> None:
    version = VERSION.replace(WHEN, "    when: {all: [{any: [{sometimes: 1}]}, {lt: [1, {whenever: 2}]}]}\n")
    content = loaded(tmp_path, bad(version=version))
    assert len(content.problems) == 2
    assert "「sometimes」" in content.problems[0].message
    assert "「whenever」" in content.problems[1].message


def test_a_program_without_its_envelope(tmp_path: Path) -> None:
    content = loaded(tmp_path, GOOD | {"programs/bad/2023-04-01.yaml": VERSION})
    assert str(only_problem(content)) == "data/programs/bad/program.yaml:1: program.yaml がありません"


def test_a_program_without_a_version(tmp_path: Path) -> None:
    files = GOOD | {"programs/bad/program.yaml": ENVELOPE.replace("id: good", "id: bad")}
    assert (
        str(only_problem(loaded(tmp_path, files)))
        == "data/programs/bad:1: 規則の版(YYYY-MM-DD.yaml)がひとつもありません"
    )


def test_an_id_that_is_not_the_folder(tmp_path: Path) -> None:
    files = GOOD | {"programs/bad/program.yaml": ENVELOPE, "programs/bad/2023-04-01.yaml": VERSION}
    problem = only_problem(loaded(tmp_path, files))
    assert str(problem) == "data/programs/bad/program.yaml:1: id はフォルダー名と同じ bad にしてください"


def test_a_bad_envelope_is_named(tmp_path: Path) -> None:
    content = loaded(tmp_path, bad(envelope=ENVELOPE.replace("level: nation", "level: galaxy")))
    assert str(only_problem(content)).startswith("data/programs/bad/program.yaml:5: levelは 'nation', ")
    assert content.broken_programs.keys() == {"bad"}


def test_versions_that_overlap(tmp_path: Path) -> None:
    later = VERSION.replace("2023-04-01", "2024-04-01")
    problem = only_problem(loaded(tmp_path, bad(**{"programs/bad/2024-04-01.yaml": later})))
    assert "2023-04-01 の版が 2024-04-01 の版と重なります" in problem.message
    assert "effective.to を書いてください" in problem.message


def test_versions_that_follow_each_other(tmp_path: Path) -> None:
    first = VERSION.replace("{from: 2023-04-01}", "{from: 2023-04-01, to: 2024-03-31}")
    later = VERSION.replace("2023-04-01", "2024-04-01")
    assert loaded(tmp_path, bad(version=first, **{"programs/bad/2024-04-01.yaml": later})).problems == []


# --- the dictionary, parameters, tables, questions, overlays ----------------------------------------------------------

BAD_LISTS = {
    "a list that is none": (
        "facts/x.yaml",
        "id: person.b\n",
        "data/facts/x.yaml:1: ",
        "リストになっていません",
    ),
    "an id that was used in another file": (
        "facts/x.yaml",
        FACT,
        "data/facts/x.yaml:1: ",
        "person.a はほかにも書かれています",
    ),
    "a fact of nothing": (
        "facts/x.yaml",
        FACT.replace("person.a", "person.c")
        + "- {id: dog.b, label: B, question: B, type: {kind: boolean}}\n",
        "data/facts/x.yaml:2: ",
        "idの形が違います(dog.b)",
    ),
    "a fact of no known type": (
        "facts/x.yaml",
        "- {id: person.b, label: B, question: B, type: {kind: color}}\n",
        "data/facts/x.yaml:1: ",
        "type が正しくありません",
    ),
    "an unreadable file": ("facts/x.yaml", "- {\n", "data/facts/x.yaml:1: ", "YAML として読めません"),
    "parameters out of order": (
        "parameters/x.yaml",
        "- id: p\n  label: P\n  basis: benefit\n  values:\n"
        "    - {from: 2025-04-01, value: 1}\n    - {from: 2024-04-01, value: 2}\n",
        "data/parameters/x.yaml:1: ",
        "開始日の古い順に、同じ日を二度書かずに並べてください",
    ),
    "a parameter of an unknown basis": (
        "parameters/x.yaml",
        "- {id: p, label: P, basis: dollars, values: [{from: 2025-04-01, value: 1}]}\n",
        "data:1: ",
        "p: basis「dollars」は知らない種類です",
    ),
    "table versions out of order": (
        "tables/x.yaml",
        "- id: t\n  label: T\n  key_basis: people\n  basis: benefit\n  versions:\n"
        "    - {from: 2025-04-01, rows: [{from: 0, value: 1}]}\n"
        "    - {from: 2025-04-01, rows: [{from: 0, value: 1}]}\n",
        "data/tables/x.yaml:1: ",
        "versions は開始日の古い順に",
    ),
    "table rows out of order": (
        "tables/x.yaml",
        "- id: t\n  label: T\n  key_basis: people\n  basis: benefit\n  versions:\n"
        "    - {from: 2025-04-01, rows: [{from: 3, value: 1}, {from: 1, value: 1}]}\n",
        "data/tables/x.yaml:6: ",
        "rows のキーは重ならないように、小さい順に",
    ),
    "table codes that repeat": (
        "tables/x.yaml",
        "- id: t\n  label: T\n  key_basis: code\n  basis: benefit\n  versions:\n"
        "    - {from: 2025-04-01, rows: [{code: a, value: 1}, {code: a, value: 1}]}\n",
        "data/tables/x.yaml:6: ",
        "rows のキーは重ならないように",
    ),
    "table rows of both kinds": (
        "tables/x.yaml",
        "- id: t\n  label: T\n  key_basis: people\n  basis: benefit\n  versions:\n"
        "    - {from: 2025-04-01, rows: [{from: 3, value: 1}, {code: a, value: 1}]}\n",
        "data/tables/x.yaml:6: ",
        "rows はすべて code で書くか、すべて from で",
    ),
    "a row without a value": (
        "tables/x.yaml",
        "- id: t\n  label: T\n  key_basis: people\n  basis: benefit\n  versions:\n"
        "    - {from: 2025-04-01, rows: [{from: 3}]}\n",
        "data/tables/x.yaml:6: ",
        "各行には value か rate のどちらか一方を",
    ),
    "a question about a fact that does not exist": (
        "questions/x.yaml",
        "- {id: q, facts: [person.b], title: Q}\n",
        "data/questions:1: ",
        "質問 q: 属性 person.b がありません",
    ),
    "an overlay of a municipality that does not exist": (
        "overlays/999999.yaml",
        'municipality: "999999"\n',
        "data/overlays/999999.yaml:1: ",
        "区市町村コード 999999 はありません",
    ),
    "an overlay that is none": (
        "overlays/131016.yaml",
        'municipality: "131016"\nprogramms: {}\n',
        "data/overlays/131016.yaml:2: ",
        "programms は知らない項目です。「programs」ではありませんか",
    ),
    "an overlay of a program that does not exist": (
        "overlays/131016.yaml",
        'municipality: "131016"\nprograms: {ghost: {}}\n',
        "data/overlays/131016.yaml:1: ",
        "制度 ghost は data/programs にありません",
    ),
    "a local value nobody asked for": (
        "overlays/131016.yaml",
        'municipality: "131016"\nprograms: {good: {local: {amount: [{from: 2023-04-01, value: 1}]}}}\n',
        "data/overlays/131016.yaml:1: ",
        "good: local の「amount」は program.yaml にありません",
    ),
}


@pytest.mark.parametrize(("name", "text", "place", "message"), BAD_LISTS.values(), ids=BAD_LISTS)
def test_a_bad_item_is_named_and_no_program_is_lost(
    tmp_path: Path, name: str, text: str, place: str, message: str
) -> None:
    content = loaded(tmp_path, GOOD | {name: text})
    problem = only_problem(content)
    assert str(problem).startswith(place), str(problem)
    assert message in problem.message
    assert content.programs.keys() == {"good"}
    assert content.broken_programs == {}


def test_a_bad_condition_of_an_overlay_takes_its_program_out(tmp_path: Path) -> None:
    overlay = (
        'municipality: "131016"\nprograms:\n  good:\n    conditions:\n'
        "      - {id: x, label: X, when: {fact: person.ghost}, cite: {law: 要綱}}\n"
    )
    content = loaded(tmp_path, GOOD | {"overlays/131016.yaml": overlay})
    assert "条件 x: 属性 person.ghost は data/facts にありません" in only_problem(content).message
    assert content.broken_programs.keys() == {"good"}


def test_the_other_items_of_a_list_are_kept(tmp_path: Path) -> None:
    text = "- {id: person.b, label: B}\n- {id: person.c, label: C, question: C, type: {kind: boolean}}\n"
    content = loaded(tmp_path, GOOD | {"facts/x.yaml": text})
    assert only_problem(content).line == 1
    assert {"person.a", "person.c"} <= content.facts.keys()


def test_golden_households_are_read_only_when_asked_for(tmp_path: Path) -> None:
    files = GOOD | {"programs/good/golden.yaml": "- {name: x}\n"}
    place = data_folder(tmp_path, files)
    assert load(place).programs["good"].golden == ()
    assert load(place, with_golden=True).programs["good"].golden == ({"name": "x"},)


def test_an_empty_golden_file_holds_no_households(tmp_path: Path) -> None:
    content = loaded(tmp_path, GOOD | {"programs/good/golden.yaml": ""}, with_golden=True)
    assert content.programs["good"].golden == ()


def test_a_rulebook_is_loaded_once(tmp_path: Path) -> None:
    place = data_folder(tmp_path, GOOD)
    assert rulebook_of(place) is rulebook_of(place)
