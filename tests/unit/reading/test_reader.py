"""Reading a record: fields, spans, exclusions, alternatives, and what stays unread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.reading.proposals import Kind, Proposal, Unread
from todoke.reading.reader import FIELDS, read
from todoke.rules.citations import Standing


def codes(text: str, field: str = "conditions") -> list[str]:
    return [one.code for one in read({field: text}).proposals]


def only(text: str) -> Proposal:
    [proposal] = read({"conditions": text}).proposals
    return proposal


def unread(text: str, field: str = "conditions") -> list[str]:
    return [one.quote for one in read({field: text}).unread]


def test_a_proposal_is_inferred_and_quotes_the_words_as_written() -> None:
    proposal = only("区内の　生後６ヵ月～３歳未満の児童")
    assert proposal.quote == "生後６ヵ月～３歳未満"
    assert (proposal.start, proposal.end) == (4, 14)
    assert proposal.standing is Standing.INFERRED
    assert proposal.field == "conditions"
    assert proposal.node == {
        "all": [{"ge": [{"age": {"unit": "months"}}, 6]}, {"lt": [{"age": {"unit": "months"}}, 36]}]
    }


def test_a_child_that_is_raised_is_a_child_of_the_household() -> None:
    assert only("3歳未満の児童を養育している方").node == {
        "exists": {"who": "children", "where": {"lt": [{"age": {}}, 3]}}
    }
    assert only("3歳未満の児童").node == {"lt": [{"age": {}}, 3]}


def test_an_exclusion_is_negated_in_its_node() -> None:
    proposal = only("生活保護を受けている方を除く")
    assert proposal.exclusion
    assert proposal.node == {"not": {"fact": "household.receives_welfare"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("生活保護を受けていない方を除く", ["benefit welfare"]),
        ("市内に住所を有しない方は利用できません。", ["residence municipality registered"]),
        ("65歳以上の方で、生活保護を受けている方を除く", ["age m[780,)", "-benefit welfare"]),
        ("小学生を除く未就学児", ["-age s[6,12)", "age s[,6)"]),
        ("次の方を除く（生活保護受給者、施設入所者）", ["-benefit welfare", "-status institution"]),
        ("外国人の方も利用できます。", []),
    ],
)
def test_what_a_sentence_does_with_its_words(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_an_exception_is_never_read_as_a_requirement() -> None:
    text = "小学生。ただし、65歳以上の方が同伴すること。"
    assert codes(text) == ["age s[6,12)"]
    assert "65歳以上" in unread(text)


def test_items_of_which_one_is_enough_share_an_alternative() -> None:
    found = read(
        {"conditions": "次のいずれかに該当する世帯\n・生活保護を受けている\n・児童扶養手当を受給している"}
    )
    first, second = found.proposals
    assert first.alternative is not None
    assert first.alternative == second.alternative


def test_words_joined_by_or_share_an_alternative() -> None:
    welfare, exempt = read({"conditions": "生活保護世帯または住民税非課税世帯"}).proposals
    assert welfare.alternative is not None
    assert welfare.alternative == exempt.alternative
    age, area = read({"conditions": "65歳以上で区内に住所を有する方"}).proposals
    assert age.alternative is None
    assert area.alternative is None


def test_what_is_not_read_stays_unreadable_and_never_an_answer() -> None:
    [one] = read({"conditions": "医師が必要と認めた方"}).unread
    assert one.node == {"unreadable": "医師が必要と認めた方"}
    assert read({"conditions": "医師が必要と認めた方"}).proposals == ()


def test_an_age_left_over_beside_what_was_read_is_told() -> None:
    assert codes("20・25・30・35・40歳の女性") == ["sex female"]
    assert unread("20・25・30・35・40歳の女性") == ["20・25・30・35・40歳の女性"]


def test_an_income_without_its_basis_has_no_node() -> None:
    proposal = only("年額360万円を超えない世帯")
    assert proposal.value.code == "unknown <= 3600000 household"
    assert proposal.node is None
    assert "何の額か" in (proposal.note or "")


def test_an_income_is_compared_only_where_it_is_told_whose_it_is() -> None:
    assert only("市町村民税所得割額が57,700円未満の世帯").node == {
        "lt": [{"fact": "household.income_levy_city"}, 57700]
    }
    assert only("市町村民税所得割額が57,700円未満").node is None
    assert only("世帯主の住民税が非課税").node is None


def test_only_whom_it_is_for_is_read_of_a_description() -> None:
    text = "3歳未満は月額15,000円です。\n【対象】\n小学生\n【費用】\n65歳以上は無料"
    assert codes(text, "description") == ["age s[6,12)"]
    assert codes("乳幼児と一緒に参加できます。", "summary") == []


def test_of_a_name_only_what_names_people_is_read() -> None:
    assert codes("ひとり親家庭等医療費助成（生活保護世帯を除く）", "name") == ["single_parent"]
    assert codes("児童扶養手当", "name") == []


def test_fields_are_read_in_order_and_others_left_alone() -> None:
    found = read({"description": "対象：小学生", "targetPersons": "妊婦", "remarks": "65歳以上の方"})
    assert [one.field for one in found.proposals] == ["targetPersons", "description"]
    assert found.of_kind(Kind.MATERNITY)[0].code == "maternity pregnant"
    assert read({}).proposals == ()


@given(
    st.text(
        alphabet="0123456789歳未満以上下月か生後年小中高学就前妊産婦住民税非課世帯を除くただし、。・（）()〜\n手帳級度第子所得円万方は",
        max_size=60,
    ),
    st.sampled_from(FIELDS),
)
def test_any_text_is_read_without_failing_and_quoted_truly(text: str, field: str) -> None:
    found = read({field: text})
    spans: list[Proposal | Unread] = [*found.proposals, *found.unread]
    for one in spans:
        assert text[one.start : one.end] == one.quote
        assert one.start < one.end
