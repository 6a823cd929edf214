"""What keeps a reading from being too broad, too narrow, or the wrong way round."""

import pytest

from todoke.reading.reader import read


def codes(text: str) -> list[str]:
    return [one.code for one in read({"conditions": text}).proposals]


def unread(text: str) -> list[str]:
    return [one.quote for one in read({"conditions": text}).unread]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("保護者の就労により、家庭で保育を受けられない児童", ["childcare work"]),
        ("学校に通うことができない小学生", ["age s[6,12)"]),
        ("65歳以上で家族の援助を受けられない方", ["age m[780,)"]),
        ("身体障害者手帳の交付の対象とならない方", ["-handbook physical"]),
        ("保護者が妊娠中であるか、出産後間がないこと", ["childcare maternity"]),
        ("保護者が疾病にかかり、もしくは負傷していること", ["childcare illness"]),
    ],
)
def test_what_somebody_cannot_do_excludes_nobody(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "身体障害者手帳（肢体不自由1・2級）をお持ちの方",
        "妊娠中期（16週～27週）の妊婦",
        "妊婦、乳幼児、高齢者など",
        "生活保護受給世帯等",
        "児童扶養手当等を受給している方",
        "身体障害者手帳、自立支援医療受給者証のいずれかをお持ちの方",
        "配偶者が65歳以上の方",
        "65歳以上の方または40歳以上で要介護認定を受けた方",
        "市民税非課税世帯または生活保護世帯以外の方",
        "母子家庭または父子家庭、もしくは両親のいない児童",
        "区内在住または市外から通園している児童",
        "世帯の所得が200万円以下（単身世帯は150万円以下）であること",
    ],
)
def test_what_is_only_half_said_stays_unread(text: str) -> None:
    assert codes(text) == []
    assert unread(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ひとり親家庭の父または母", ["single_parent"]),
        ("保育所または幼稚園に在籍する3歳児クラスの児童", ["status nursery", "age s[3,4)"]),
        ("18歳未満の児童を監護または養育している方", ["age m[,216)"]),
        ("市内に在住または在勤する方", ["residence municipality live|work"]),
        ("妊婦またはその配偶者", ["maternity pregnant"]),
    ],
)
def test_two_nouns_of_one_condition_are_no_alternative_to_it(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_all_are_excluded_of_whom_any_is() -> None:
    found = read({"conditions": "生活保護または児童扶養手当を受けている方を除く"}).proposals
    assert [(one.code, one.alternative) for one in found] == [
        ("-benefit welfare", None),
        ("-benefit jido-fuyo-teate", None),
    ]


def test_an_item_is_not_decided_where_another_that_is_enough_was_not_read() -> None:
    half = "次のいずれかに該当する方\n・生活保護を受けている方\n・家計が急変した方"
    [one] = read({"conditions": half}).proposals
    assert one.node is None
    assert "読み取れないもの" in (one.note or "")
    whole = "次のいずれかに該当する方\n・生活保護を受けている方\n・児童扶養手当を受けている方"
    assert all(one.node for one in read({"conditions": whole}).proposals)


def test_handbooks_of_a_list_share_an_alternative() -> None:
    found = read({"conditions": "身体障害者手帳1級、愛の手帳1度、精神障害者保健福祉手帳1級の方"}).proposals
    assert len({one.alternative for one in found}) == 1
    assert found[0].alternative is not None


def test_words_beside_what_was_read_that_narrow_it_are_told() -> None:
    assert unread("要介護認定を受けている65歳以上の方") == ["要介護認定を受けている65歳以上の方"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("小学校に在学する児童", ["age s[6,12)"]),
        ("市立小・中学校に通う生徒", ["age s[6,15)"]),
        ("中学校に在籍する3年生", ["age s[14,15)"]),
        ("来年4月に小学校に入学するお子さん", ["age s[5,6)"]),
        ("令和6年4月2日から翌年4月1日までに生まれたお子さん", ["age b[2024-04-02,2025-04-02)"]),
        ("平成10年度から平成12年度に生まれた方", ["age b[1998-04-02,2001-04-02)"]),
        ("市の住民基本台帳に1年以上記録されている方", ["residence municipality registered since 12m"]),
        ("2号または3号の保育認定を受けた児童", ["childcare certification 2,3"]),
        ("妊娠中の方、または産後4か月未満の方", ["maternity pregnant|postnatal m[,4)"]),
    ],
)
def test_wordings(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_conditions_that_hold_together_are_no_alternatives_to_each_other() -> None:
    found = read({"conditions": "生活保護受給世帯または児童扶養手当受給世帯の中学生"}).proposals
    assert len(found) == 3
    assert [one.node for one in found] == [None, None, None]


def test_a_noun_joined_to_another_makes_no_alternative_of_what_follows() -> None:
    found = read({"conditions": "保育園または幼稚園等に通っていない3歳未満の児童"}).proposals
    assert [(one.code, one.alternative) for one in found] == [("-status nursery", None), ("age m[,36)", None)]
