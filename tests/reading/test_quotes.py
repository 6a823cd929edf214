"""No proposal may leave out words beside it that narrow it: grades, durations, weeks, other ways to qualify."""

import re
from itertools import product

import pytest

from tests.reading.labels import DEVELOPMENT, HELD_OUT, Phrase, phrases
from todoke.reading.letters import fold
from todoke.reading.proposals import Kind, Proposal, Reading
from todoke.reading.reader import read

NARROWING = {
    Kind.HANDBOOK: re.compile(r"[1-7一二三四五六七](?:級|度)"),
    Kind.RESIDENCE: re.compile(r"\d+(?:年|か月)(?:以上|前から|以前から)"),
    Kind.MATERNITY: re.compile(r"\d+週"),
    Kind.AGE: re.compile(r"のみの世帯"),
}
JOINTS = ("または", "又は", "もしくは", "若しくは", "あるいは", "、または", "その他")
READ = ("65歳以上の方", "生活保護受給世帯", "身体障害者手帳2級以上の方", "妊婦", "ひとり親家庭")
UNREAD = ("医師が必要と認めた方", "要介護3以上の方", "家計が急変した世帯", "これに準ずる方", "難病を患う方")
GRADES = ("1級", "1・2級", "1級から3級まで", "1級または2級", "3級以上")
HANDBOOKS = ("身体障害者手帳", "精神障害者保健福祉手帳")
LIVING = ("居住している", "住民登録をしている", "住所を有する")
SPANS = ("1年以上", "引き続き3か月以上", "6か月前から引き続き")


def uncovered(text: str, found: Reading) -> list[tuple[Proposal, str]]:
    """Return the narrowing words in the clause of a proposal that neither a proposal nor unread words quote."""
    folded = fold(text)
    spans = [(one.start, one.end) for one in found.proposals]
    spans += [(one.start, one.end) for one in found.unread]
    left = []
    for one in found.proposals:
        pattern = NARROWING.get(one.kind)
        if pattern is None or one.exclusion:
            continue
        start = max(folded.rfind(mark, 0, one.start) for mark in "、。()\n") + 1
        ends = [folded.find(mark, one.end) for mark in "、。()\n"]
        end = min((place for place in ends if place >= 0), default=len(folded))
        for match in pattern.finditer(folded, start, end):
            if not any(begin <= match.start() and match.end() <= stop for begin, stop in spans):
                left.append((one, match[0]))
    return left


@pytest.mark.parametrize("name", [*DEVELOPMENT, *HELD_OUT])
def test_a_quote_covers_what_narrows_it(name: str) -> None:
    def left(phrase: Phrase) -> list[tuple[Proposal, str]]:
        return uncovered(phrase.text, phrase.read()) if phrase.field == "conditions" else []

    assert {phrase.text: left(phrase) for phrase in phrases(name) if left(phrase)} == {}


def test_the_check_finds_a_quote_that_is_too_short() -> None:
    whole = read({"conditions": "身体障害者手帳をお持ちの方"})
    assert uncovered("身体障害者手帳をお持ちの方で1級の方", whole)


@pytest.mark.parametrize(("grades", "handbook"), list(product(GRADES, HANDBOOKS)))
def test_a_grade_is_read_on_either_side_of_its_handbook(grades: str, handbook: str) -> None:
    def codes(text: str) -> list[str]:
        return [one.code for one in read({"conditions": text}).proposals]

    behind = codes(f"{handbook}{grades}をお持ちの方")
    assert len(behind) == 1
    assert codes(f"{grades}の{handbook}をお持ちの方") == behind
    assert behind[0][-1] in "123"


@pytest.mark.parametrize(("span", "verb"), list(product(SPANS, LIVING)))
def test_a_duration_is_read_with_the_residence(span: str, verb: str) -> None:
    [one] = read({"conditions": f"市内に{span}{verb}方"}).proposals
    assert " since " in one.code


@pytest.mark.parametrize(("joint", "one", "other"), list(product(JOINTS, READ, UNREAD)))
def test_a_part_is_never_proposed_beside_one_that_was_not_read(joint: str, one: str, other: str) -> None:
    text = f"{one}{joint}{other}"
    found = read({"conditions": text})
    assert found.proposals == ()
    assert any(one in unread.quote or unread.quote in one for unread in found.unread)


@pytest.mark.parametrize(
    ("joint", "one", "other"), [(j, a, b) for j, a, b in product(JOINTS[:6], READ, READ) if a != b]
)
def test_parts_that_were_all_read_share_an_alternative(joint: str, one: str, other: str) -> None:
    found = read({"conditions": f"{one}{joint}{other}"}).proposals
    assert len(found) == 2
    assert found[0].alternative is not None
    assert found[0].alternative == found[1].alternative
