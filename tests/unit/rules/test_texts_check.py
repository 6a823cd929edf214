"""What residents read: three languages, a reading for every kanji, and only characters public texts use."""

import pytest

from tests.factories.rules import content
from todoke.rules.checking.texts import check_texts, faults
from todoke.rules.texts import Text


@pytest.mark.parametrize(
    "easy",
    [
        "{手当|てあて}を もらえます",
        "ひらがな カタカナ ABC 123",
        "{IT|アイティー}",
        "{保育園|ほいくえん}（{町|まち}の）",
        "{人々|ひとびと}",
    ],
)
def test_good_easy_japanese(easy: str) -> None:
    assert list(faults(Text(ja="手当", easy=easy, en="x"))) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (Text(ja="手当１", easy="{手当|てあて}", en="x"), "使わない文字「１」"),
        (Text(ja="手当①", easy="{手当|てあて}", en="x"), "使わない文字「①」"),
        (Text(ja="手当", en="x"), "「手当」に easy か en がありません"),
        (Text(ja="手当", easy="{手当|てあて}"), "easy か en がありません"),
        (Text(ja="手当", easy="手当", en="x"), "「手当」に読みがありません"),
        (Text(ja="手当", easy="{手当|てあて}の 額", en="x"), "「額」に読みがありません"),
        (Text(ja="手当", easy="{手当|teate}", en="x"), "「手当」に読みがありません"),
        (Text(ja="手当", easy="{てあて", en="x"), "読みの書き方が違います"),
        (Text(ja="手当", easy="て|あて", en="x"), "読みの書き方が違います"),
    ],
)
def test_faults_are_named(text: Text, fault: str) -> None:
    (found,) = faults(text)
    assert fault in found


def test_every_text_of_the_content_is_looked_at() -> None:
    found = content("""
facts:
  - id: person.a
    label: 事実
    question: {ja: 問い, easy: "{問|と}い", en: question}
    type: {kind: code, codes: {a: 区分一, b: 区分二}}
questions:
  - {id: q, facts: [person.a], title: 題}
programs:
  p:
    documents: [書類]
    local: {limit: {label: 上限, type: {kind: boolean}}}
    versions: [{conditions: {c: {not: {unreadable: 読めない}}}}]
overlays:
  "131016": {p: {in_charge: 担当}}
""")
    check_texts(found)
    told = {str(problem).split(": 「")[0] for problem in found.problems}
    assert told == {
        "data/facts (person.a):1: label",
        "data/facts (person.a):1: type.codes.a",
        "data/facts (person.a):1: type.codes.b",
        "data/questions (q):1: title",
        "data/programs/p/program.yaml:1: in_charge",
        "data/programs/p/program.yaml:1: apply.where",
        "data/programs/p/program.yaml:1: documents[0]",
        "data/programs/p/program.yaml:1: local.limit.label",
        "data/programs/p/2023-04-01.yaml:1: conditions[0].label",
        "data/programs/p/2023-04-01.yaml:1: conditions[0].when.not_.unreadable",
        "data/overlays/131016.yaml:1: programs.p.in_charge",
    }
